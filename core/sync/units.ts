/** Units by key; those of one key are added up. Keys stand in the order in which they first come. */
export function unitsBy(list: Iterable<readonly [key: string, quantity: number]>): Map<string, number> {
	const units = new Map<string, number>();
	for (const [key, quantity] of list) units.set(key, (units.get(key) ?? 0) + quantity);
	return units;
}

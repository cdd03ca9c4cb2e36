/** Groups what shares a key, directly or through others, in the order in which they first come. */
export function grouped<E>(entries: readonly E[], keysOf: (entry: E) => readonly string[]): E[][] {
	const parents = new Map<string, string>();
	const root = (key: string): string => {
		let top = key;
		for (let next = parents.get(top); next !== undefined; next = parents.get(top)) top = next;
		// Every key on the way now leads to the top directly, so that no chain is walked twice.
		for (let each = key; each !== top;) {
			const next = parents.get(each) ?? top;
			parents.set(each, top);
			each = next;
		}
		return top;
	};
	for (const entry of entries) {
		const [first = '', ...others] = keysOf(entry);
		for (const other of others) {
			const [a, b] = [root(first), root(other)];
			if (a !== b) parents.set(b, a);
		}
	}
	const groups = new Map<string, E[]>();
	for (const entry of entries) {
		const top = root(keysOf(entry)[0] ?? '');
		const group = groups.get(top);
		if (group) group.push(entry);
		else groups.set(top, [entry]);
	}
	return [...groups.values()];
}

/**
 * Cuts a list into runs of at most `limit`, in order. With `keyOf`, a batch also ends before a record whose key it
 * holds already, so that no call names one record twice. Throws a RangeError when the limit is not a whole number
 * above zero.
 */
export function inBatches<T>(items: readonly T[], limit: number, keyOf?: (item: T) => string): T[][] {
	if (!Number.isInteger(limit) || limit < 1) throw new RangeError('A batch holds at least one record');
	const batches: T[][] = [];
	let batch: T[] = [];
	let keys = new Set<string>();
	for (const item of items) {
		const key = keyOf?.(item);
		if (batch.length === limit || (key !== undefined && keys.has(key))) {
			batches.push(batch);
			batch = [];
			keys = new Set();
		}
		batch.push(item);
		if (key !== undefined) keys.add(key);
	}
	return batch.length > 0 ? [...batches, batch] : batches;
}

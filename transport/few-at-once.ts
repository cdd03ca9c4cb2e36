/*
 * Several calls side by side, and none left behind.
 */

/**
 * Runs work over a list, at most so many at a time; answers in the order of the list. Rejects with the first failure,
 * once everything that had begun has ended: nothing begins after it, and nothing is sent after the caller was told.
 */
export async function fewAtOnce<T, R>(most: number, list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	const failures: unknown[] = [];
	let next = 0;
	const worker = async () => {
		while (next < list.length && failures.length === 0) {
			const index = next++;
			await work(list[index]!).then(
				(result) => (results[index] = result),
				(error: unknown) => failures.push(error),
			);
		}
	};
	await Promise.all(Array.from({ length: Math.min(most, list.length) }, worker));
	if (failures.length > 0) throw failures[0];
	return results;
}

/** The pages of a list, each asked for through `ask`, which words what goes wrong. */
export async function* pageByPage<T>(
	pages: AsyncGenerator<T>,
	ask: (next: () => Promise<IteratorResult<T>>) => Promise<IteratorResult<T>>,
): AsyncGenerator<T> {
	for (;;) {
		const next = await ask(async () => await pages.next());
		if (next.done) return;
		yield next.value;
	}
}

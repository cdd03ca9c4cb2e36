/*
 * What the callers of one process share: made for the first of them, closed by the last.
 */

interface Entry<T> {
	readonly value: Promise<T>;
	users: number;
}

export class Shared<T> {
	private readonly entries = new Map<string, Entry<T>>();

	constructor(
		private readonly make: (key: string) => Promise<T>,
		private readonly close: (value: T) => Promise<void>,
	) {}

	get size(): number {
		return this.entries.size;
	}

	/** The value of a key, and what to call once when it is needed no more. */
	async join(key: string): Promise<{ value: T; leave: () => Promise<void> }> {
		const entry = this.entries.get(key) ?? { value: this.make(key), users: 0 };
		this.entries.set(key, entry);
		entry.users += 1;
		// What could not be made is tried anew by the next caller.
		entry.value.catch(() => this.entries.get(key) === entry && this.entries.delete(key));
		const leave = async () => {
			entry.users -= 1;
			if (entry.users > 0) return;
			this.entries.delete(key);
			await this.close(await entry.value);
		};
		return { value: await entry.value, leave };
	}
}

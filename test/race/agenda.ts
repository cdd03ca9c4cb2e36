/*
 * What is going to happen, by time. People do what they do whatever else is under way; a flow of n8n waits until the
 * one before it has ended.
 */
export interface Entry {
	readonly at: number;
	readonly by: 'people' | 'flow';
	readonly work: () => unknown;
}

export class Agenda {
	private readonly entries: Entry[] = [];

	add(entry: Entry): void {
		const place = this.entries.findLastIndex(({ at }) => at <= entry.at) + 1;
		this.entries.splice(place, 0, entry);
	}

	/** Takes out what comes first until a moment; with `by`, of those alone. */
	take(until: number, by?: Entry['by']): Entry | undefined {
		const place = this.entries.findIndex((each) => by === undefined || each.by === by);
		const entry = this.entries[place];
		if (!entry || entry.at > until) return undefined;
		this.entries.splice(place, 1);
		return entry;
	}
}

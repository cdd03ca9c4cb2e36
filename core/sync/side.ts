import { kindName, KIND_SCHEMAS, type Kind, type KindMap } from '../model/kinds';
import { readSummarySchema, type ReadSummary } from '../model/read-summary';

/*
 * One side of a comparison: what a Get Many put out, and its summary. What is not known to be whole and young is not
 * compared at all, so that an empty input is never taken for an empty system.
 */

/** A reading older than this at the time of the comparison is too old to be compared. */
export const OLDEST_READING_MS = 10 * 60_000;

export interface WholeSide<K extends Kind> {
	/** `system:account`. */
	readonly account: string;
	readonly records: ReadonlyArray<KindMap[K]>;
	/** The place of each record among what arrived. */
	readonly places: readonly number[];
}

type Answer<T> = T | { readonly reason: string };

/**
 * The records of one input, or why the input cannot be compared. `items` is what arrived, in any order: the records
 * and exactly one summary that counts them. `now` is an ISO instant.
 */
export function wholeSide<K extends Kind>(items: readonly unknown[], kind: K, now: string): Answer<WholeSide<K>> {
	if (items.length === 0) return { reason: 'nothing arrived' };
	const kindOf = (item: unknown) => (item as { kind?: unknown } | null)?.kind;
	const read = summaryOf(
		items.filter((item) => kindOf(item) === 'readSummary'),
		items.length,
	);
	if ('reason' in read) return read;
	const places = [...items.keys()].filter((place) => kindOf(items[place]) !== 'readSummary');
	const reason = summaryFault(read.summary, kind, places.length, now);
	if (reason !== undefined) return { reason };
	const records: Array<KindMap[K]> = [];
	for (const place of places) {
		const parsed = recordOf(items[place], kind, read.summary.account);
		if ('reason' in parsed) return parsed;
		records.push(parsed.record);
	}
	return { account: read.summary.account, records, places };
}

function summaryOf(summaries: readonly unknown[], arrived: number): Answer<{ summary: ReadSummary }> {
	if (summaries.length === 0) return { reason: `no summary of the reading arrived with its ${arrived} items` };
	if (summaries.length > 1) return { reason: `the summaries of ${summaries.length} readings arrived instead of one` };
	const parsed = readSummarySchema.safeParse(summaries[0]);
	if (parsed.success) return { summary: parsed.data };
	return { reason: `the summary of its reading cannot be used (${parsed.error.issues[0]?.path.join('.') ?? ''})` };
}

function summaryFault(
	{ of, count, complete, readFrom, readTo }: ReadSummary,
	kind: Kind,
	arrived: number,
	now: string,
): string | undefined {
	if (of !== kind) return `its reading was for ${kindName(of)} and not for ${kindName(kind)}`;
	if (!complete) return 'its reading was cut short by a limit, or a record in it could not be read';
	if (count !== arrived) return `${count} records were read and ${arrived} arrived`;
	const age = Date.parse(now) - Date.parse(readTo);
	if (age > OLDEST_READING_MS) return `it was read at ${readTo}, more than ten minutes before this comparison`;
	// A clock that is wrong, or a summary made by hand: its age cannot be known.
	if (age < -OLDEST_READING_MS || readFrom > readTo) return 'the times of its reading cannot be right';
	return undefined;
}

function recordOf<K extends Kind>(item: unknown, kind: K, account: string): Answer<{ record: KindMap[K] }> {
	const { kind: given, number, origin } = (item ?? {}) as Partial<Record<'kind' | 'number' | 'origin', unknown>>;
	if (given !== kind) return { reason: `${kindName(given)} is among its records` };
	const parsed = KIND_SCHEMAS[kind].safeParse(item);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		const label = number ?? (origin as { id?: unknown } | null | undefined)?.id;
		const named = typeof label === 'string' || typeof label === 'number' ? ` (${String(label)})` : '';
		return { reason: `${kindName(kind)} in it${named} cannot be used, field ${issue?.path.join('.') ?? ''}` };
	}
	const from = `${parsed.data.origin.system}:${parsed.data.origin.account}`;
	return from === account ? { record: parsed.data } : { reason: `a record in it is of ${from} and not of ${account}` };
}

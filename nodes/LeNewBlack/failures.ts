import { KIND_SCHEMAS, type Kind, type KindMap } from '../../core/model/kinds';
import { withoutPerson } from '../../core/model/person';
import type { Applied, Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import type { OperationContext, PickerContext } from '../shared/system';
import { LeNewBlackClient, LeNewBlackFailure, type Row, type Written } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export const LABEL = 'Le New Black';
export { SYSTEM } from './mapping';

export const text = (value: unknown) =>
	typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

/** The parts of a text with commas between them, without blanks and repeats. */
export const listed = (value: unknown) => [
	...new Set(
		text(value)
			.split(',')
			.map((part) => part.trim())
			.filter(Boolean),
	),
];

export const client = ({ http }: Pick<PickerContext, 'http'>) => new LeNewBlackClient(http);

/** How the account wants moments in filters. */
export const dateForm = ({ credential }: Pick<OperationContext, 'credential'>) =>
	credential.dateForm === 'blank' ? ('blank' as const) : ('iso' as const);

// ------------------------------------------------------------------ reads

/** Runs a read and words its failures: what concerns the whole run ends it. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw error instanceof LeNewBlackFailure ? runProblem(worded(error)) : error;
	}
}

/** The pages of a list, their failures worded. */
export async function* readingPages<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
	for (;;) {
		const next = await reading(async () => await pages.next());
		if (next.done) return;
		yield next.value;
	}
}

function worded({ why, details }: LeNewBlackFailure): Problem {
	const { status, reason } = details;
	return refusalOfRun(status) ?? serviceProblem(status === undefined ? (reason ?? why) : String(status));
}

const serviceProblem = (status: string) => problem('SETUP_SERVICE', { system: LABEL, status });

/** What a refusal means that concerns every call; undefined when it is about one record. */
export function refusalOfRun(status: number | undefined): Problem | undefined {
	if (status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	if (status === 403)
		return problem('SETUP_CREDENTIAL', { system: LABEL, status: '403', reason: 'these keys may not do this' });
	return undefined;
}

/** A field that Le New Black sent in another form than it is known in. */
export const unreadable = (record: string, field: string): Problem =>
	problem('FIELD_INVALID', { record, field, reason: 'Le New Black sent it in another form than is known' });

const NOUNS: Partial<Record<Kind, string>> = { stockLevel: 'stock level', customer: 'retailer' };

/**
 * A row of a list as a record of ours. What cannot be read, and what the kind's own schema would not take, is a problem of
 * this record alone.
 */
export function recordOf<K extends Kind, T>(
	kind: K,
	row: Row<T>,
	to: (record: T) => Omit<KindMap[K], 'raw'>,
	includeRaw: boolean,
): KindMap[K] | Problem {
	const named = (label: string) => `the ${NOUNS[kind] ?? kind} ${label || 'without a key'}`;
	if ('unreadable' in row) return unreadable(named(row.label), row.unreadable);
	const record = to(row.record) as KindMap[K];
	const parsed = KIND_SCHEMAS[kind].safeParse(record);
	if (parsed.success) return includeRaw ? { ...parsed.data, raw: row.raw } : parsed.data;
	const [issue] = parsed.error.issues;
	return unreadable(named(row.label), issue?.path.join('.') ?? '');
}

// ------------------------------------------------------------------ writes

/** What a write is about, for the problem it may end in. */
export interface About {
	/** The record's number and, where it is no order, its kind. */
	readonly params: Readonly<Record<string, string>>;
	/** What must not stand in the vendor's words when they are shown. */
	readonly personal?: readonly string[];
}

/** Sends a write and says what became of the record. Never rejects: what ends the run is an answer too. */
export async function appliedBy<T>(
	about: About,
	send: () => Promise<Written<T>>,
	toRef: (done: T) => { readonly id: string; readonly number: string },
): Promise<Applied> {
	try {
		const written = await send();
		return 'done' in written ? { outcome: 'done', ...toRef(written.done) } : notApplied(about, written);
	} catch (error) {
		return stoppedBy(error);
	}
}

/** What ended the run while a record was written. */
export const stoppedBy = (error: unknown): Applied => ({
	outcome: 'stopped',
	error: error instanceof LeNewBlackFailure ? runProblem(worded(error)) : error,
});

/** What it means that a write was not answered, or answered with a refusal. */
export function notApplied(about: About, written: Exclude<Written<unknown>, { done: unknown }>): Applied {
	const params = { ...about.params, target: LABEL };
	if ('noAnswer' in written) {
		const { sent, reason } = written.noAnswer;
		if (sent) return { outcome: 'unknown', problem: problem('NO_ANSWER', params) };
		if (reason === 'LEASE_OVER') return { outcome: 'unsent' };
		return { outcome: 'stopped', error: runProblem(serviceProblem(reason)) };
	}
	const { status, says } = written.refused;
	const ofRun = refusalOfRun(status);
	if (ofRun) return { outcome: 'stopped', error: runProblem(ofRun) };
	return {
		outcome: 'rejected',
		problem: problem('REFUSED', { ...params, status: String(status) }),
		vendorText: says === undefined ? undefined : withoutPerson(says, about.personal ?? []),
	};
}

/** One after the other; after an answer that ends the run nothing more is sent. */
export async function oneByOne<T>(list: readonly T[], send: (each: T) => Promise<Applied>): Promise<Applied[]> {
	const answers: Applied[] = [];
	for (const each of list) {
		const stopped = answers.find(({ outcome }) => outcome === 'stopped');
		answers.push(stopped ?? (await send(each)));
	}
	return answers;
}

import { KIND_SCHEMAS, type Kind, type KindMap } from '../../core/model/kinds';
import { withoutPerson } from '../../core/model/person';
import type { Applied, Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { pageByPage } from '../../core/sync/pages';
import { runProblem } from '../../core/sync/run';
import type { OperationContext } from '../shared/system';
import { OgoshipClient, OgoshipFailure, type Row, type Written } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export const LABEL = 'OGOship';
export const SYSTEM = 'ogoship';

export const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

/** The parts of a text with commas between them, without blanks and repeats. */
export const listed = (value: unknown) => [
	...new Set(
		text(value)
			.split(',')
			.map((part) => part.trim())
			.filter(Boolean),
	),
];

export function client({ http }: Pick<OperationContext, 'http'>): OgoshipClient {
	return new OgoshipClient(http);
}

// ------------------------------------------------------------------ reads

/** Runs a read and words its failures: what concerns the whole run ends it. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw error instanceof OgoshipFailure ? runProblem(worded(error)) : error;
	}
}

/** The pages of a list, their failures worded. */
export const readingPages = <T>(pages: AsyncGenerator<T>): AsyncGenerator<T> => pageByPage(pages, reading);

/** A failure as a problem of the whole run. */
function worded({ why, details }: OgoshipFailure): Problem {
	if (details.status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	if (details.status === 403) return notAllowed(details.status);
	const status = details.status === undefined ? (details.reason ?? why) : String(details.status);
	return problem('SETUP_SERVICE', { system: LABEL, status });
}

/** The keys work and may not do this. */
const notAllowed = (status: number): Problem =>
	problem('SETUP_CREDENTIAL', { system: LABEL, status: String(status), reason: 'these keys may not do this' });

/** A field that OGOship sent in another form than its models have. */
export const unreadable = (record: string, field: string): Problem =>
	problem('FIELD_INVALID', { record, field, reason: 'OGOship sent it in another form than documented' });

/**
 * A row of a list as a record of ours. What cannot be read, and what the kind's own schema would not take, is a problem
 * of this record alone.
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
	return unreadable(named(record.origin.number ?? record.origin.id), issue?.path.join('.') ?? '');
}

const NOUNS: Partial<Record<Kind, string>> = {
	order: 'order',
	shipment: 'shipment',
	product: 'product',
	stockLevel: 'stock level',
	inbound: 'inbound delivery',
};

// ------------------------------------------------------------------ writes

/** What a write is about, for the problem it may end in. */
export interface About {
	/** The record's number and, where it is no order, its kind. */
	readonly params: Readonly<Record<string, string>>;
	/** What must not stand in the vendor's words when they are shown. */
	readonly personal?: readonly string[];
	/** What a refusal means; REFUSED when absent. */
	readonly refusal?: (status: number) => Problem | undefined;
}

/**
 * Sends a write and says what became of the record. Never rejects: what ends the run is an answer too. `toAnswer` names
 * the document, or says what the vendor's own answer shows not to have been done.
 */
export async function appliedBy<T>(
	about: About,
	send: () => Promise<Written<T>>,
	toAnswer: (done: T) => { readonly id: string; readonly number: string } | { readonly problem: Problem },
): Promise<Applied> {
	try {
		const written = await send();
		if (!('done' in written)) return notApplied(about, written);
		const answer = toAnswer(written.done);
		return 'problem' in answer ? { outcome: 'rejected', ...answer } : { outcome: 'done', ...answer };
	} catch (error) {
		return { outcome: 'stopped', error: error instanceof OgoshipFailure ? runProblem(worded(error)) : error };
	}
}

/** What it means that a write was not answered, or answered with a refusal. */
export function notApplied(about: About, written: Exclude<Written<unknown>, { done: unknown }>): Applied {
	const params = { ...about.params, target: LABEL };
	if ('noAnswer' in written) {
		const { sent, reason } = written.noAnswer;
		if (sent) return { outcome: 'unknown', problem: problem('NO_ANSWER', params) };
		if (reason === 'LEASE_OVER') return { outcome: 'unsent' };
		return { outcome: 'stopped', error: runProblem(problem('SETUP_SERVICE', { system: LABEL, status: reason })) };
	}
	const { status, says } = written.refused;
	if (status === 429) return { outcome: 'stopped', error: runProblem(problem('SETUP_LIMIT', { system: LABEL })) };
	if (status === 403) return { outcome: 'stopped', error: runProblem(notAllowed(status)) };
	return {
		outcome: 'rejected',
		problem: about.refusal?.(status) ?? problem('REFUSED', { ...params, status: String(status) }),
		vendorText: says === undefined ? undefined : withoutPerson(says, about.personal ?? []),
	};
}

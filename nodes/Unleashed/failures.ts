import { listed, text } from '../../core/model/entered';
import { KIND_SCHEMAS, type Kind, type KindMap } from '../../core/model/kinds';
import { withoutPerson } from '../../core/model/person';
import type { Applied, Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { pageByPage } from '../../core/sync/pages';
import { runProblem } from '../../core/sync/run';
import type { PickerContext } from '../shared/system';
import { LARGEST_PAGE, PAGE_SIZE, UnleashedClient, UnleashedFailure, type Row, type Written } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export { listed, text };

export const LABEL = 'Unleashed Inventory';
export { SYSTEM } from './mapping';

/** The entries chosen in a picker of several. */
export const chosen = (value: unknown) => (Array.isArray(value) ? value.map(text).filter(Boolean) : []);

export function client({ http, credential }: Pick<PickerContext, 'http' | 'credential'>): UnleashedClient {
	const wanted = Number(text(credential.pageSize) || PAGE_SIZE);
	const isUsable = Number.isInteger(wanted) && wanted >= 1 && wanted <= LARGEST_PAGE;
	return new UnleashedClient(http, isUsable ? wanted : PAGE_SIZE);
}

// ------------------------------------------------------------------ reads

/** Runs a read and words its failures: what concerns the whole run ends it. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw error instanceof UnleashedFailure ? runProblem(worded(error)) : error;
	}
}

/** The pages of a list, their failures worded. */
export const readingPages = <T>(pages: AsyncGenerator<T>): AsyncGenerator<T> => pageByPage(pages, reading);

/** A failure as a problem of the whole run. */
function worded({ why, details }: UnleashedFailure): Problem {
	const { status, reason } = details;
	return (
		refusalOfRun(status, why === 'quota') ?? serviceProblem(status === undefined ? (reason ?? why) : String(status))
	);
}

const serviceProblem = (status: string) => problem('SETUP_SERVICE', { system: LABEL, status });

/** What a refusal means that concerns every call; undefined when it is about one record. */
function refusalOfRun(status: number | undefined, quota: boolean): Problem | undefined {
	if (quota) return problem('SETUP_QUOTA', { system: LABEL });
	if (status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	if (status === 402 || status === 403)
		return problem('SETUP_CREDENTIAL', { system: LABEL, status: String(status), reason: REFUSED_KEYS });
	return undefined;
}

/** A wrong signature is answered 403 (documented); that the used-up month is answered so too is inferred. */
const REFUSED_KEYS = 'the API ID or the API key is wrong, or the calls of this month are used up';

/** A field that Unleashed sent in another form than it is known in. */
export const unreadable = (record: string, field: string): Problem =>
	problem('FIELD_INVALID', { record, field, reason: 'Unleashed sent it in another form than is known' });

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
	return unreadable(named(row.label || record.origin.id), issue?.path.join('.') ?? '');
}

const NOUNS: Partial<Record<Kind, string>> = { stockLevel: 'stock level', refund: 'credit note' };

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
	error: error instanceof UnleashedFailure ? runProblem(worded(error)) : error,
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
	const { status, says, quota } = written.refused;
	const ofRun = refusalOfRun(status, quota);
	if (ofRun) return { outcome: 'stopped', error: runProblem(ofRun) };
	return {
		outcome: 'rejected',
		problem: about.refusal?.(status) ?? problem('REFUSED', { ...params, status: String(status) }),
		vendorText: says === undefined ? undefined : withoutPerson(says, about.personal ?? []),
	};
}

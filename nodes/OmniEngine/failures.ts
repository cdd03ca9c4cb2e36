import { KIND_SCHEMAS, type Kind, type KindMap } from '../../core/model/kinds';
import { withoutPerson } from '../../core/model/person';
import type { Applied, Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import type { PickerContext } from '../shared/system';
import { OmniengineClient, OmniengineFailure, type ContractName, type Row, type Written } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export const LABEL = 'OmniEngine';
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

const CONTRACT_NAMES: Readonly<Record<ContractName, string>> = {
	documented: 'Documented',
	assumed: 'Assumed',
};

/** Which contract the credential names; the smallest one where it names none. */
export const contractOf = ({ contract }: PickerContext['credential']): ContractName =>
	contract === 'assumed' ? 'assumed' : 'documented';

export function client({ http, credential }: Pick<PickerContext, 'http' | 'credential'>, paths = {}): OmniengineClient {
	return new OmniengineClient(http, contractOf(credential), paths);
}

// ------------------------------------------------------------------ reads

/** Runs a read and words its failures: what concerns the whole run ends it. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw wordedError(error);
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

/** A failure of the client, or a call that the contract does not have, as what ends the run; all else as it is. */
export function wordedError(error: unknown): unknown {
	if (error instanceof OmniengineFailure) return runProblem(worded(error));
	const { code, call } = error as { code?: unknown; call?: unknown };
	return code === 'NO_ENDPOINT' ? runProblem(problem('SETUP_CONTRACT', { system: LABEL, call: String(call) })) : error;
}

/** A failure as a problem of the whole run. */
function worded({ why, details }: OmniengineFailure): Problem {
	const { status, reason } = details;
	return ofRun(status) ?? service(status === undefined ? (reason ?? why) : String(status));
}

const service = (status: string) => problem('SETUP_SERVICE', { system: LABEL, status });

/** What a refusal means that concerns every call; undefined when it is about one record. */
function ofRun(status: number | undefined): Problem | undefined {
	if (status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	const reason = 'this service account may not do this';
	return status === 403 ? problem('SETUP_CREDENTIAL', { system: LABEL, status: '403', reason }) : undefined;
}

/** Ends the run where the contract has no such call. */
export function need(omniengine: OmniengineClient, call: Parameters<OmniengineClient['has']>[0]): void {
	if (omniengine.has(call)) return;
	throw runProblem(problem('SETUP_CONTRACT', { system: LABEL, call, contract: CONTRACT_NAMES[omniengine.contract] }));
}

/** A field that OmniEngine sent in another form than it is known in. */
export const unreadable = (record: string, field: string): Problem =>
	problem('FIELD_INVALID', { record, field, reason: 'OmniEngine sent it in another form than is known' });

/** A row of a list as a record of ours; what cannot be read is a problem of this record alone. */
export function recordOf<K extends Kind, T>(
	kind: K,
	row: Row<T>,
	to: (record: T) => Omit<KindMap[K], 'raw'>,
	includeRaw: boolean,
): KindMap[K] | Problem {
	const named = (label: string) => `the ${kind === 'stockLevel' ? 'stock level' : kind} ${label || 'without a key'}`;
	if ('unreadable' in row) return unreadable(named(row.label), row.unreadable);
	const record = to(row.record) as KindMap[K];
	const parsed = KIND_SCHEMAS[kind].safeParse(record);
	if (parsed.success) return includeRaw ? { ...parsed.data, raw: row.raw } : parsed.data;
	const [issue] = parsed.error.issues;
	return unreadable(named(row.label || record.origin.id), issue?.path.join('.') ?? '');
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
	toAnswer: (done: T) => { readonly id: string; readonly number: string } | { readonly problem: Problem },
): Promise<Applied> {
	try {
		const written = await send();
		if (!('done' in written)) return notApplied(about, written);
		const answer = toAnswer(written.done);
		return 'problem' in answer ? { outcome: 'rejected', ...answer } : { outcome: 'done', ...answer };
	} catch (error) {
		return { outcome: 'stopped', error: wordedError(error) };
	}
}

/** What it means that a write was not answered, or answered with a refusal. */
export function notApplied(about: About, written: Exclude<Written<unknown>, { done: unknown }>): Applied {
	const params = { ...about.params, target: LABEL };
	if ('noAnswer' in written) {
		const { sent, reason } = written.noAnswer;
		if (sent) return { outcome: 'unknown', problem: problem('NO_ANSWER', params) };
		if (reason === 'LEASE_OVER') return { outcome: 'unsent' };
		return { outcome: 'stopped', error: runProblem(service(reason)) };
	}
	const { status, says } = written.refused;
	const stops = ofRun(status);
	if (stops) return { outcome: 'stopped', error: runProblem(stops) };
	return {
		outcome: 'rejected',
		problem: problem('REFUSED', { ...params, status: String(status) }),
		vendorText: says === undefined ? undefined : withoutPerson(says, about.personal ?? []),
	};
}

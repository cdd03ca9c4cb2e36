import { KIND_SCHEMAS, type Kind, type KindMap } from '../model/kinds';
import { withoutPerson } from '../model/person';
import type { Applied, Problem } from '../ports';
import { problem } from '../problems';
import { pageByPage } from './pages';
import { runProblem } from './run';

/*
 * What a vendor answered, in the operator's words: the same for every system whose lists are rows and whose writes are one
 * call a record. What concerns the whole run ends it, what concerns one record is its problem alone.
 */

// ------------------------------------------------------------------ reads

/** A row of a list: read, or with the field that is in another form than is known. `raw` is what was sent. */
export type Row<T> = { readonly label: string; readonly raw: unknown } & (
	{ readonly record: T } | { readonly unreadable: string }
);

/** A field that a system sent in another form than is known; `named` is the system in a sentence. */
export const unreadableFrom =
	(named: string) =>
	(record: string, field: string): Problem =>
		problem('FIELD_INVALID', { record, field, reason: `${named} sent it in another form than is known` });

/**
 * Rows of a system as records of ours. What cannot be read, and what the kind's own schema would not take, is a problem of
 * this record alone. `nouns` are the system's words for kinds that are not called by their names.
 */
export function recordsFrom(
	unreadable: (record: string, field: string) => Problem,
	nouns: Partial<Record<Kind, string>>,
) {
	return <K extends Kind, T>(
		kind: K,
		row: Row<T>,
		to: (record: T) => Omit<KindMap[K], 'raw'>,
		includeRaw: boolean,
	): KindMap[K] | Problem => {
		const named = (label: string) => `the ${nouns[kind] ?? kind} ${label || 'without a key'}`;
		if ('unreadable' in row) return unreadable(named(row.label), row.unreadable);
		const record = to(row.record) as KindMap[K];
		const parsed = KIND_SCHEMAS[kind].safeParse(record);
		if (parsed.success) return includeRaw ? { ...parsed.data, raw: row.raw } : parsed.data;
		const [issue] = parsed.error.issues;
		return unreadable(named(row.label || record.origin.id), issue?.path.join('.') ?? '');
	};
}

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

/** A refusal as the client has it; `says` are the vendor's own words. */
export interface Refused {
	readonly status: number;
	readonly says?: string;
}

/** What became of one write. */
export type Written<T, R extends Refused = Refused> =
	| { readonly done: T }
	| { readonly refused: R }
	/** `sent: false` when it certainly never reached the vendor. */
	| { readonly noAnswer: { readonly sent: boolean; readonly reason: string } };

/** How one system words what ends a run. */
export interface Wording<R extends Refused> {
	/** The system's name. */
	readonly label: string;
	/** A failure of the client as what ends the run; every other error as it is. */
	readonly wordedError: (error: unknown) => unknown;
	/** What a refusal means that concerns every call; undefined when it is about one record. */
	readonly ofRun: (refused: R) => Problem | undefined;
}

/** The service did not answer, or in a form that nobody knows. */
export const serviceProblem = (system: string, status: string) => problem('SETUP_SERVICE', { system, status });

type Reference = { readonly id: string; readonly number: string };

/** Reads and writes of one system with what goes wrong in its words. */
export function answersIn<R extends Refused>({ label, wordedError, ofRun }: Wording<R>) {
	/** Runs a read and words its failures. */
	async function reading<T>(read: () => Promise<T>): Promise<T> {
		try {
			return await read();
		} catch (error) {
			throw wordedError(error);
		}
	}

	/** What ended the run while a record was written. */
	const stoppedBy = (error: unknown): Applied => ({ outcome: 'stopped', error: wordedError(error) });

	/** What it means that a write was not answered, or answered with a refusal. */
	function notApplied(about: About, written: Exclude<Written<unknown, R>, { done: unknown }>): Applied {
		const params = { ...about.params, target: label };
		if ('noAnswer' in written) {
			const { sent, reason } = written.noAnswer;
			if (sent) return { outcome: 'unknown', problem: problem('NO_ANSWER', params) };
			if (reason === 'LEASE_OVER') return { outcome: 'unsent' };
			return { outcome: 'stopped', error: runProblem(serviceProblem(label, reason)) };
		}
		const { status, says } = written.refused;
		const stops = ofRun(written.refused);
		if (stops) return { outcome: 'stopped', error: runProblem(stops) };
		return {
			outcome: 'rejected',
			problem: about.refusal?.(status) ?? problem('REFUSED', { ...params, status: String(status) }),
			vendorText: says === undefined ? undefined : withoutPerson(says, about.personal ?? []),
		};
	}

	/**
	 * Sends a write and says what became of the record. Never rejects: what ends the run is an answer too. `toAnswer` names
	 * the document, or says what the vendor's own answer shows not to have been done.
	 */
	async function appliedBy<T>(
		about: About,
		send: () => Promise<Written<T, R>>,
		toAnswer: (done: T) => Reference | { readonly problem: Problem },
	): Promise<Applied> {
		try {
			const written = await send();
			if (!('done' in written)) return notApplied(about, written);
			const answer = toAnswer(written.done);
			return 'problem' in answer ? { outcome: 'rejected', ...answer } : { outcome: 'done', ...answer };
		} catch (error) {
			return stoppedBy(error);
		}
	}

	return {
		reading,
		/** The pages of a list, their failures worded. */
		readingPages: <T>(pages: AsyncGenerator<T>): AsyncGenerator<T> => pageByPage(pages, reading),
		stoppedBy,
		notApplied,
		appliedBy,
	};
}

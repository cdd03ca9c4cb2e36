import { KIND_SCHEMAS, type Kind, type KindMap } from '../../core/model/kinds';
import type { Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import { answersIn, serviceProblem, type Row } from '../../core/sync/vendor-answers';
import type { OperationContext } from '../shared/system';
import { OgoshipClient, OgoshipFailure } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export const LABEL = 'OGOship';
export const SYSTEM = 'ogoship';
export type { About } from '../../core/sync/vendor-answers';

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

// ------------------------------------------------------------------ failures

/** A failure as a problem of the whole run. */
function worded({ why, details }: OgoshipFailure): Problem {
	const { status, reason } = details;
	return refusalOfRun(status) ?? serviceProblem(LABEL, status === undefined ? (reason ?? why) : String(status));
}

/** What a refusal means that concerns every call; undefined when it is about one record. */
function refusalOfRun(status: number | undefined): Problem | undefined {
	if (status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	return status === 403 ? notAllowed(status) : undefined;
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

export const { reading, readingPages, notApplied, appliedBy } = answersIn({
	label: LABEL,
	wordedError: (error) => (error instanceof OgoshipFailure ? runProblem(worded(error)) : error),
	ofRun: ({ status }) => refusalOfRun(status),
});

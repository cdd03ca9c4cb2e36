/*
 * What a stored row means: the rules by which it answers a claim, and how people and nodes see it.
 */

import type { Claim, ClaimRequest, Fact, FactState, HistoryRow, Prior, Problem } from '../core/ports';
import { misuse, targetOfRoute } from './checks';
import { toInstant, toIso } from './instants';

export interface FactRow {
	readonly id: number;
	readonly route: string;
	readonly kind: string;
	readonly source_key: string;
	readonly document_key: string;
	readonly source_number: string | null;
	readonly first_seen_at: number;
	readonly changed_at: number;
	readonly state: FactState;
	readonly revision: string | null;
	readonly source_updated_at: string | null;
	readonly source_seen_at: string | null;
	readonly attempts: number;
	readonly rejections: number;
	readonly unknowns: number;
	readonly due_at: number | null;
	readonly problem_state: 'rejected' | 'unknown' | null;
	readonly problem_code: string | null;
	readonly problem_params: string | null;
	readonly problem_request: string | null;
	readonly target_id: string | null;
	readonly target_number: string | null;
	readonly dismissed_by: string | null;
	readonly dismiss_reason: string | null;
	readonly resting: Exclude<FactState, 'claimed'> | 'new' | null;
	readonly prior: Prior | null;
	readonly token: string | null;
	readonly claim_revision: string | null;
	readonly claim_updated_at: string | null;
	readonly claim_seen_at: string | null;
}

/** A request beside what is stored: the fact's own row if there is one, and the fact that owns the document key. */
export type AnswerRow = { readonly [Column in keyof FactRow]: FactRow[Column] | null } & {
	readonly asked_token: string;
	/** 1 when a claim made now would get the fact. */
	readonly claimable: number | null;
	/** What `prior` such a claim would carry. */
	readonly next_prior: Prior | null;
	readonly owner_number: string | null;
	readonly owner_route: string | null;
};

/**
 * The answers to requests, in their order; `rows` stand in the same order. After a claim, a request has won when its
 * token stands in the row; for a peek, when a claim made now would win.
 */
export function toClaims(
	mode: 'claim' | 'peek',
	route: string,
	requests: readonly ClaimRequest[],
	rows: readonly AnswerRow[],
): Claim[] {
	const firstWithKey = new Map<string, ClaimRequest>();
	return requests.map((request, place) => {
		const { sourceKey, documentKey } = request;
		const row = rows[place];
		if (!row) throw misuse('The ledger answered fewer rows than were asked for.');
		if (row.owner_route !== null) {
			return { verdict: 'taken', sourceKey, bySourceNumber: row.owner_number ?? '', byRoute: row.owner_route };
		}
		const first = firstWithKey.get(documentKey) ?? request;
		firstWithKey.set(documentKey, first);
		if (first !== request) {
			return { verdict: 'taken', sourceKey, bySourceNumber: first.sourceNumber ?? first.sourceKey, byRoute: route };
		}
		const won = mode === 'claim' ? row.token === row.asked_token : row.state === null || row.claimable === 1;
		return won ? claimed(mode, sourceKey, row) : refused(request, row);
	});
}

function claimed(mode: 'claim' | 'peek', sourceKey: string, row: AnswerRow): Claim {
	const peeked = mode === 'peek';
	// Taking over a claim that ran out ends it, and ended claims count.
	const ended = (row.attempts ?? 0) + (peeked && row.state === 'claimed' ? 1 : 0);
	return {
		verdict: 'claimed',
		sourceKey,
		token: peeked ? '' : row.asked_token,
		attempt: ended + 1,
		prior: (peeked ? row.next_prior : row.prior) ?? 'none',
		...targetOf(row),
		...problemOf(row),
	};
}

function refused({ sourceKey, revision }: ClaimRequest, row: AnswerRow): Claim {
	if (row.state === 'claimed') return { verdict: 'live', sourceKey };
	if (row.revision !== revision) return { verdict: 'older', sourceKey };
	if (row.state === 'done') return { verdict: 'settled', sourceKey, ...targetOf(row) };
	if (row.state === 'dismissed') {
		return { verdict: 'dismissed', sourceKey, by: row.dismissed_by ?? '', reason: row.dismiss_reason ?? '' };
	}
	const { problem } = problemOf(row);
	if (!problem) throw misuse('The ledger holds an open problem without a code.');
	// A fact that was given up is never due by itself: its due time is the empty string.
	return { verdict: 'waiting', sourceKey, problem, dueAt: toIso(row.due_at) ?? '', attempts: row.attempts ?? 0 };
}

/**
 * Settled facts of which a newer reading has the same revision, and its times: a sweep need not read them whole again
 * until they change or are due. An older one, from a stale read, moves nothing.
 */
export function seenAgain(
	requests: readonly ClaimRequest[],
	rows: readonly AnswerRow[],
): Array<{ id: number; updatedAt: string; seenAt: string | null }> {
	return requests.flatMap((request, place) => {
		const row = rows[place];
		const updatedAt = toInstant(request.sourceUpdatedAt);
		const seenAt = toInstant(request.sourceSeenAt);
		if (!row || row.id === null || updatedAt === null) return [];
		if (row.state === 'claimed' || row.revision !== request.revision) return [];
		const known = row.source_updated_at ?? '';
		const isNewer = updatedAt > known || (updatedAt === known && (seenAt ?? '') > (row.source_seen_at ?? ''));
		return isNewer ? [{ id: row.id, updatedAt, seenAt }] : [];
	});
}

/** A stored row as people and nodes see it. */
export function toFact(row: FactRow): Fact {
	const dueAt = row.state === 'claimed' ? undefined : toIso(row.due_at);
	const sourceUpdatedAt = row.source_updated_at ?? row.claim_updated_at;
	return {
		route: row.route,
		kind: row.kind,
		sourceKey: row.source_key,
		documentKey: row.document_key,
		...(row.source_number !== null && { sourceNumber: row.source_number }),
		state: row.state,
		attempts: row.attempts,
		...problemOf(row),
		...targetOf(row),
		...(sourceUpdatedAt !== null && { sourceUpdatedAt }),
		...(dueAt !== undefined && { dueAt }),
		firstSeenAt: new Date(row.first_seen_at).toISOString(),
		changedAt: new Date(row.changed_at).toISOString(),
		...(row.dismissed_by !== null && { dismissedBy: row.dismissed_by }),
		...(row.dismiss_reason !== null && { dismissReason: row.dismiss_reason }),
	};
}

function targetOf(row: Pick<AnswerRow, 'target_id' | 'target_number'>): { targetId?: string; targetNumber?: string } {
	return {
		...(row.target_id !== null && { targetId: row.target_id }),
		...(row.target_number !== null && { targetNumber: row.target_number }),
	};
}

function problemOf(row: Pick<AnswerRow, 'problem_code' | 'problem_params' | 'problem_request'>): { problem?: Problem } {
	if (row.problem_code === null) return {};
	const params = JSON.parse(row.problem_params ?? '{}') as Record<string, string>;
	const requestId = row.problem_request;
	return { problem: { code: row.problem_code, params, ...(requestId !== null && { requestId }) } };
}

export interface StoredHistory {
	readonly at: number;
	readonly event: string;
	readonly attempt: number;
	readonly code: string | null;
	readonly detail: string | null;
}

/** A stored row of history as people and nodes see it. */
export function toHistoryRow({ at, event, attempt, code, detail }: StoredHistory): HistoryRow {
	return {
		at: new Date(at).toISOString(),
		event,
		attempt,
		...(code !== null && { code }),
		...(detail !== null && { detail }),
	};
}

/** A fact's name as one text, the same for a row of `facts` and one of `history`. */
export function factName(row: { readonly route: string; readonly kind: string; readonly source_key: string }): string {
	return JSON.stringify([row.route, row.kind, row.source_key]);
}

/**
 * The ids under which a fact's record stands, each with its account: at its source, and at its target once it was
 * written there. Another fact with one of them concerns the same record, or what followed from it.
 */
export function namesOf({ route, source_key, target_id }: FactRow): string[] {
	const source = route.slice(0, route.indexOf('>'));
	return [`${source}\n${source_key}`, ...(target_id === null ? [] : [`${targetOfRoute(route)}\n${target_id}`])];
}

const OF_AN_ORDER = ['order', 'cancellation', 'tags', 'shipment', 'refund'];

/**
 * The kinds that are told in one timeline with this one: what concerns an order belongs together, other kinds count
 * their ids by themselves, so that product 5 is not order 5.
 */
export function toldWith(kind: string): readonly string[] {
	return OF_AN_ORDER.includes(kind) ? OF_AN_ORDER : [kind];
}

/** What a person may type for a number that the systems write with and without "#". */
export function spellings(key: string): string[] {
	const bare = key.replace(/^#/, '');
	return [...new Set([key, bare, `#${bare}`])];
}

/*
 * What the ledger stores, and what a row means: the tables, and the rules by which a row answers a claim and takes a
 * settlement. Nothing here knows which database holds the rows.
 */

import type { Claim, ClaimRequest, Fact, FactState, Prior, Problem, Settlement } from '../core/ports';

// ------------------------------------------------------------------ tables

/** Where the databases spell one thing differently. */
export interface Dialect {
	/** A primary key that numbers itself, ascending. */
	readonly identity: string;
	/** Statements after which rows of `history` can neither be changed nor removed. */
	readonly appendOnly: readonly string[];
}

export const SQLITE: Dialect = {
	identity: 'INTEGER PRIMARY KEY AUTOINCREMENT',
	appendOnly: ['UPDATE', 'DELETE'].map(
		(change) =>
			`CREATE TRIGGER history_no_${change.toLowerCase()} BEFORE ${change} ON history
			BEGIN SELECT RAISE(ABORT, 'history is append-only'); END`,
	),
};

export interface Migration {
	readonly version: number;
	readonly statements: readonly string[];
}

/**
 * The steps from an empty database to the newest schema, oldest first. A published step is never edited: a change is
 * a new step. Times are milliseconds since 1970 by the database's clock; `source_updated_at` and `claim_updated_at`
 * are UTC instants as text, all of one length, so that text order is time order.
 */
export function migrations(dialect: Dialect): readonly Migration[] {
	return [{ version: 1, statements: firstVersion(dialect) }];
}

function firstVersion({ identity, appendOnly }: Dialect): string[] {
	return [
		`CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
		`CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, lease_until BIGINT NOT NULL)`,
		// `state` to `dismiss_reason` is what the fact was when last settled; `resting` to `claim_updated_at` is the
		// claim on top of it, so that a released claim leaves no trace.
		`CREATE TABLE facts (
			id ${identity},
			route TEXT NOT NULL,
			target TEXT NOT NULL,
			kind TEXT NOT NULL,
			source_key TEXT NOT NULL,
			document_key TEXT NOT NULL,
			source_number TEXT,
			first_seen_at BIGINT NOT NULL,
			changed_at BIGINT NOT NULL,
			state TEXT NOT NULL CHECK (state IN ('claimed', 'done', 'rejected', 'unknown', 'failed', 'dismissed')),
			revision TEXT,
			source_updated_at TEXT,
			attempts BIGINT NOT NULL DEFAULT 0,
			rejections BIGINT NOT NULL DEFAULT 0,
			unknowns BIGINT NOT NULL DEFAULT 0,
			due_at BIGINT,
			problem_state TEXT CHECK (problem_state IN ('rejected', 'unknown')),
			problem_code TEXT,
			problem_params TEXT,
			problem_request TEXT,
			target_id TEXT,
			target_number TEXT,
			done_at BIGINT,
			dismissed_by TEXT,
			dismiss_reason TEXT,
			resting TEXT CHECK (resting IN ('new', 'done', 'rejected', 'unknown', 'failed', 'dismissed')),
			prior TEXT CHECK (prior IN ('none', 'done', 'rejected', 'unknown', 'stolen')),
			token TEXT,
			holder TEXT,
			lease_until BIGINT,
			claim_revision TEXT,
			claim_updated_at TEXT,
			CHECK ((state = 'claimed') = (resting IS NOT NULL)),
			CHECK (state = 'claimed' OR token IS NULL),
			UNIQUE (kind, source_key, route),
			UNIQUE (target, kind, document_key)
		)`,
		`CREATE UNIQUE INDEX facts_by_token ON facts (token) WHERE token IS NOT NULL`,
		`CREATE INDEX facts_by_state ON facts (state, kind, route)`,
		`CREATE INDEX facts_by_route ON facts (kind, route)`,
		`CREATE INDEX facts_done ON facts (kind, route) WHERE done_at IS NOT NULL`,
		// By name, not by facts.id: the row of a fact that was claimed and released goes, its history stays.
		`CREATE TABLE history (
			id ${identity},
			route TEXT NOT NULL,
			kind TEXT NOT NULL,
			source_key TEXT NOT NULL,
			at BIGINT NOT NULL,
			event TEXT NOT NULL,
			attempt BIGINT NOT NULL,
			code TEXT,
			detail TEXT
		)`,
		`CREATE INDEX history_by_fact ON history (kind, source_key, route)`,
		...appendOnly,
	];
}

// ------------------------------------------------------------------ what a row means

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
		return won ? claimed(mode, sourceKey, row) : refused(sourceKey, row);
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

function refused(sourceKey: string, row: AnswerRow): Claim {
	if (row.state === 'claimed') return { verdict: 'live', sourceKey };
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
 * Settled facts that stand at a newer updatedAt with the same revision, and that updatedAt: a sweep need not read them
 * whole again until they change or are due. An older updatedAt, from a stale read, moves nothing.
 */
export function seenAgain(
	requests: readonly ClaimRequest[],
	rows: readonly AnswerRow[],
): Array<{ id: number; updatedAt: string }> {
	return requests.flatMap((request, place) => {
		const row = rows[place];
		const updatedAt = toInstant(request.sourceUpdatedAt);
		if (!row || row.id === null || updatedAt === null) return [];
		if (row.state === 'claimed' || row.revision !== request.revision) return [];
		return updatedAt > (row.source_updated_at ?? '') ? [{ id: row.id, updatedAt }] : [];
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

/** Milliseconds since 1970 as ISO UTC. */
export function toIso(ms: number | null): string | undefined {
	return ms === null ? undefined : new Date(ms).toISOString();
}

/**
 * A source's instant as ISO UTC with milliseconds, so that text order is time order. An instant that cannot be read,
 * or names no zone, is none: its record then counts as not settled and is read again, never skipped.
 */
export function toInstant(text: string | undefined): string | null {
	if (text === undefined || !/(?:z|[+-]\d\d:?\d\d)$/i.test(text)) return null;
	const ms = Date.parse(text);
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

// ------------------------------------------------------------------ what a settlement makes of a row

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Waits after the first, second, third … time; the last one stands for all that follow. */
const WAITS = { rejected: [HOUR, 4 * HOUR, 24 * HOUR], unknown: [2 * MINUTE, 10 * MINUTE, HOUR] } as const;
const GIVE_UP_AFTER = 10;

/** What is written to a held row. */
export interface Outcome {
	readonly token: string;
	readonly state: 'done' | 'rejected' | 'unknown' | 'failed';
	readonly event: string;
	readonly detail: string | null;
	readonly rejections: number;
	readonly unknowns: number;
	readonly dueInMs: number | null;
	readonly problemState: 'rejected' | 'unknown' | null;
	readonly code: string | null;
	readonly params: string | null;
	readonly requestId: string | null;
	readonly targetId: string | null;
	readonly targetNumber: string | null;
	readonly alert: boolean;
}

/**
 * Decides what a settlement makes of a held row: when it is due again, whether it is given up, whether people are told.
 * Rejections and unknowns are counted apart and both start again with a new revision, so that neither wait nor giving up
 * depends on the other, and a fact that alternates between them is given up too.
 */
export function outcomeOf(row: FactRow, settlement: Exclude<Settlement, { state: 'released' }>): Outcome {
	const { token } = settlement;
	if (settlement.state === 'done') {
		const { targetId = null, targetNumber = null, event } = settlement;
		const nothing = { dueInMs: null, problemState: null, code: null, params: null, requestId: null };
		const counts = { rejections: 0, unknowns: 0 };
		return {
			token,
			state: 'done',
			event: 'done',
			detail: event,
			...counts,
			...nothing,
			targetId,
			targetNumber,
			alert: false,
		};
	}
	const { state: problemState, problem } = settlement;
	const unchanged = row.revision === row.claim_revision;
	const rejections = (unchanged ? row.rejections : 0) + (problemState === 'rejected' ? 1 : 0);
	const unknowns = (unchanged ? row.unknowns : 0) + (problemState === 'unknown' ? 1 : 0);
	const times = problemState === 'rejected' ? rejections : unknowns;
	const givenUp = times >= GIVE_UP_AFTER;
	const waits = WAITS[problemState];
	const params = storedParams(problem);
	// A dismissed problem was closed by a person: the next one is a first one.
	const known = row.resting !== 'dismissed' && row.problem_code === problem.code && row.problem_params === params;
	return {
		token,
		state: givenUp ? 'failed' : problemState,
		event: givenUp ? 'given up' : problemState,
		detail: null,
		rejections,
		unknowns,
		dueInMs: givenUp ? null : (waits[Math.min(times, waits.length) - 1] ?? null),
		problemState,
		code: problem.code,
		params,
		requestId: problem.requestId ?? null,
		targetId: null,
		targetNumber: null,
		alert: givenUp || !known,
	};
}

/** Parameters as they are stored: keys in order, so that equal parameters are equal text. */
function storedParams({ params }: Problem): string {
	return JSON.stringify(Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))));
}

// ------------------------------------------------------------------ what the ledger refuses

const MOST_CHARACTERS = 500;

/**
 * Refuses settlements that could carry a vendor's text into the ledger: parameters that are no short strings, events
 * that are no plain words. Throws a programming error; what was refused is not repeated in it.
 */
export function checkSettlements(settlements: readonly Settlement[]): void {
	for (const settlement of settlements) {
		if (settlement.state === 'released') continue;
		if (settlement.state === 'done') {
			if (!/^[\w .-]{1,60}$/.test(settlement.event)) throw misuse('An event of the ledger is a few plain words.');
			continue;
		}
		const { params, requestId, code } = settlement.problem;
		for (const [name, value] of Object.entries({ ...params, code, requestId: requestId ?? '' })) {
			if (typeof value === 'string' && value.length <= MOST_CHARACTERS) continue;
			throw misuse(`The problem parameter "${name}" is no string of at most ${MOST_CHARACTERS} characters.`);
		}
	}
}

/** The account a route leads to; throws a programming error for a route that leads nowhere. */
export function targetOfRoute(route: string): string {
	const arrow = route.indexOf('>');
	if (arrow < 1 || arrow === route.length - 1) throw misuse('A route has a source and a target: source>target.');
	return route.slice(arrow + 1);
}

/** A mistake of ours, as an error that other files know by its code. */
export function misuse(message: string): Error {
	return Object.assign(new TypeError(message), { code: 'INTERNAL' });
}

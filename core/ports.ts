/*
 * What core asks of the world: a ledger that remembers business facts, and a system that holds documents.
 * Types only; ledger/ and nodes/ implement them.
 */

/** A problem as it is stored and shown: a code and our own parameters, never a vendor's text. */
export interface Problem {
	readonly code: string;
	/** Our parameters only (SKU, order number, field name, amount): never personal data. */
	readonly params: Readonly<Record<string, string>>;
	/** The vendor's request id, for its support. */
	readonly requestId?: string;
}

// ------------------------------------------------------------------ ledger

/** One business fact: this record of that account, on the way to that other account. */
export interface FactId {
	/** `shopify:demo.myshopify.com>ogoship:<merchant id>` */
	readonly route: string;
	readonly kind: string;
	/** The record's id at its source. */
	readonly sourceKey: string;
}

export type FactState = 'claimed' | 'done' | 'rejected' | 'unknown' | 'failed' | 'dismissed';

export interface ClaimRequest {
	readonly sourceKey: string;
	/** The key under which the document stands at the target; unique per target account and kind. */
	readonly documentKey: string;
	/** Keyed hash of the fields a target could act on (decision 12). */
	readonly revision: string;
	/** The record's updatedAt at its source, as read. */
	readonly sourceUpdatedAt?: string;
	/** The record's number at its source, for people ("#1001"). */
	readonly sourceNumber?: string;
}

/** Why a fact that is claimed had been left open before. */
export type Prior = 'none' | 'done' | 'rejected' | 'unknown' | 'stolen';

export type Claim =
	/** Ours to work on until the lease ends. `prior` says what is known of it; `done` means its revision changed. */
	| {
			readonly verdict: 'claimed';
			readonly sourceKey: string;
			readonly token: string;
			readonly attempt: number;
			readonly prior: Prior;
			readonly targetId?: string;
			readonly targetNumber?: string;
			readonly problem?: Problem;
	  }
	/** Done at this very revision. */
	| {
			readonly verdict: 'settled';
			readonly sourceKey: string;
			readonly targetId?: string;
			readonly targetNumber?: string;
	  }
	/** Another run holds it now. */
	| { readonly verdict: 'live'; readonly sourceKey: string }
	/** Rejected or unknown before, unchanged since, and not due yet. */
	| {
			readonly verdict: 'waiting';
			readonly sourceKey: string;
			readonly problem: Problem;
			readonly dueAt: string;
			readonly attempts: number;
	  }
	/** A person took it off the list. */
	| { readonly verdict: 'dismissed'; readonly sourceKey: string; readonly by: string; readonly reason: string }
	/** The document key belongs to another record of the same target account. */
	| {
			readonly verdict: 'taken';
			readonly sourceKey: string;
			readonly bySourceNumber: string;
			readonly byRoute: string;
	  };

export type Settlement =
	| {
			readonly token: string;
			readonly state: 'done';
			readonly targetId?: string;
			readonly targetNumber?: string;
			readonly event: string;
	  }
	| { readonly token: string; readonly state: 'rejected' | 'unknown'; readonly problem: Problem }
	/** Nothing was sent and nothing is known: the fact goes back to what it was before the claim. */
	| { readonly token: string; readonly state: 'released' };

export interface Settled {
	readonly token: string;
	/** False when the claim was no longer ours (lease over, taken by another run): nothing was written. */
	readonly held: boolean;
	/** Whether people should be told: the first time, when the reason changed, when it was given up. */
	readonly alert: boolean;
	readonly state?: FactState;
	readonly attempts?: number;
}

export interface Fact extends FactId {
	readonly documentKey: string;
	readonly sourceNumber?: string;
	readonly state: FactState;
	readonly attempts: number;
	readonly problem?: Problem;
	readonly targetId?: string;
	readonly targetNumber?: string;
	readonly sourceUpdatedAt?: string;
	readonly dueAt?: string;
	readonly firstSeenAt: string;
	readonly changedAt: string;
	readonly dismissedBy?: string;
	readonly dismissReason?: string;
}

export interface FactFilter {
	/** A whole route, or its beginning up to a `:` or `>`: `shopify:demo.myshopify.com>` is all that leaves one shop. */
	readonly routePrefix?: string;
	readonly kind?: string;
	readonly sourceSystem?: string;
	/** Numbers at the source, exactly ("#1001"); none means all. */
	readonly sourceNumbers?: readonly string[];
	readonly limit: number;
}

/** One row of history; append-only. */
export interface HistoryRow {
	readonly at: string;
	readonly event: string;
	readonly attempt: number;
	readonly code?: string;
	readonly detail?: string;
}

/**
 * The memory of business facts. Every method is atomic against other processes; time is the database's.
 * Errors carry `code` = `SETUP_LEDGER` when the store cannot be used at all.
 */
export interface Ledger {
	/** The key of the hashes in this ledger (decision 26); random, made with the ledger. */
	hashKey(): Promise<string>;
	/** Claims facts; the answers stand in the order of the requests. Two requests of one call never share a source key. */
	claim(
		route: string,
		kind: string,
		requests: readonly ClaimRequest[],
		lease: { holder: string; leaseMs: number },
	): Promise<Claim[]>;
	/** What `claim` would answer, without writing anything; a claimable fact answers with an empty token. */
	peek(route: string, kind: string, requests: readonly ClaimRequest[]): Promise<Claim[]>;
	/** Prolongs claims; answers the tokens that are still ours. */
	renew(tokens: readonly string[], leaseMs: number): Promise<Set<string>>;
	settle(settlements: readonly Settlement[]): Promise<Settled[]>;
	/** Which of these records are not settled at that updatedAt on the routes with this prefix, or are due again. */
	unsettled(
		routePrefix: string,
		kind: string,
		records: ReadonlyArray<{ sourceKey: string; updatedAt: string }>,
	): Promise<string[]>;
	/** sourceUpdatedAt of the oldest open fact (claimed, rejected, unknown), so that a sweep reaches back to it. */
	oldestOpen(routePrefix: string, kind: string): Promise<string | undefined>;
	/** The routes known with this prefix. */
	routes(routePrefix: string, kind: string): Promise<string[]>;
	/** How many facts of a route were ever done. */
	doneCount(route: string, kind: string): Promise<number>;
	/** Open facts that are due now. */
	due(filter: FactFilter): Promise<Fact[]>;
	/** Facts by state; open problems are `rejected`, `unknown` and `failed`. */
	facts(filter: FactFilter & { readonly states?: readonly FactState[] }): Promise<Fact[]>;
	/** Makes open problems due at once and answers them. */
	retry(filter: FactFilter): Promise<Fact[]>;
	/** Takes open problems off the list, with who and why. */
	dismiss(filter: FactFilter, by: string, reason: string): Promise<Fact[]>;
	history(fact: FactId): Promise<HistoryRow[]>;
	/** One holder at a time for a name; true when it is ours now. A lease of the same holder is prolonged. */
	lease(name: string, holder: string, leaseMs: number): Promise<boolean>;
	unlease(name: string, holder: string): Promise<void>;
	close(): Promise<void>;
}

// ------------------------------------------------------------------ documents at a target

/** A document as it stands at the target. */
export interface Found<D = unknown> {
	readonly id: string;
	readonly number: string;
	readonly url?: string;
	/** The target's own record, for the comparison. */
	readonly document: D;
}

export interface FieldChange {
	readonly field: string;
	readonly before: unknown;
	readonly after: unknown;
}

/** What a target says of a document that stands there and differs from what is wanted. */
export type Revisable =
	| { readonly can: 'update'; readonly changes: readonly FieldChange[] }
	| { readonly can: 'nothing'; readonly problem: Problem }
	| { readonly can: 'unchanged' };

export type Applied =
	| { readonly outcome: 'done'; readonly id: string; readonly number: string; readonly url?: string }
	/** The target refused: nothing was written. `vendorText` is for the item shown now, never stored. */
	| { readonly outcome: 'rejected'; readonly problem: Problem; readonly vendorText?: string }
	/** Sent, and no answer that says what became of it. */
	| { readonly outcome: 'unknown'; readonly problem: Problem }
	/** Not sent: the claim would have run out before an answer could be awaited (decision 11). */
	| { readonly outcome: 'unsent' }
	/** Not sent or refused for a reason that concerns the whole run (sign-in refused, run cancelled). */
	| { readonly outcome: 'stopped'; readonly error: unknown };

/** Asked before every single request of a write: whether there is still time to send it and await the answer. */
export type MaySend = () => boolean;

/** How one system takes documents of one kind. `T` is the canonical record, `D` the vendor's draft. */
export interface DocumentTarget<T, D> {
	readonly system: string;
	/** The system in the operator's words. */
	readonly label: string;
	readonly account: string;
	readonly kind: string;
	/** How many documents are claimed and applied at a time. */
	readonly batchLimit: number;
	/** How long after a write a look-up may still miss it. */
	readonly indexLagMs: number;
	/** The key under which the record's document stands; from the source fact alone, never changing. */
	documentKey(record: T): string;
	/** The record in the vendor's terms, or why it cannot be written. Pure. */
	draft(record: T): { readonly draft: D } | { readonly problem: Problem };
	/** Keys under which another connector would have written the record (decision 16). */
	foreignKeys(record: T): readonly string[];
	/** The documents that stand under these keys; absent keys are absent in the answer. */
	find(keys: readonly string[]): Promise<Map<string, Found>>;
	/** Problems that only a look at the target shows (unknown SKUs); by place in the list, absent where all is well. */
	check(drafts: ReadonlyArray<{ record: T; draft: D }>): Promise<Map<number, Problem>>;
	/** What can be done with a document that stands there. Pure. */
	revise(found: Found, record: T, draft: D): Revisable;
	/** Never rejects: what happened to each draft is its own answer, in the order of the list. */
	create(drafts: ReadonlyArray<{ record: T; draft: D }>, maySend: MaySend): Promise<Applied[]>;
	/** As `create`. */
	update(changes: ReadonlyArray<{ found: Found; record: T; draft: D }>, maySend: MaySend): Promise<Applied[]>;
	/** Calls made so far in this run. */
	calls(): number;
}

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
	/** When it was read there: tells readings of one updatedAt apart. */
	readonly sourceSeenAt?: string;
	/** The record's number at its source, for people ("#1001"). */
	readonly sourceNumber?: string;
}

/** A record as a sweep finds it in a list: what it is, and how new. */
export interface SweptRecord {
	readonly sourceKey: string;
	readonly updatedAt: string;
	/** See `completeFrom` of core/sync/reading.ts. */
	readonly completeFrom?: string;
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
	/** A newer reading of it, which says something else, was settled before; this one came late. */
	| { readonly verdict: 'older'; readonly sourceKey: string }
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
			/**
			 * Units that the target has taken out of what it can sell for this document; they replace what was noted for the
			 * fact before. Absent leaves the note as it is.
			 */
			readonly holds?: readonly Hold[];
	  }
	| { readonly token: string; readonly state: 'rejected' | 'unknown'; readonly problem: Problem }
	/** Nothing was sent and nothing is known: the fact goes back to what it was before the claim. */
	| { readonly token: string; readonly state: 'released' };

/** Units of one SKU. */
export interface Hold {
	readonly sku: string;
	readonly quantity: number;
}

/** Units that a target keeps for one record, from the moment on at which that was known. */
export interface HeldUnits extends Hold {
	readonly sourceKey: string;
	/** ISO 8601 UTC, by the ledger's clock. */
	readonly since: string;
}

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
	readonly targetSystem?: string;
	/** Numbers at the source, exactly ("#1001"); none means all. */
	readonly sourceNumbers?: readonly string[];
	readonly limit: number;
}

export interface TimelineFilter {
	/** A record's id at its source, or the number or reference of any document of it. */
	readonly key: string;
	readonly limit: number;
}

export interface PurgeFilter {
	readonly olderThanDays: number;
	readonly routePrefix?: string;
	readonly kind?: string;
	readonly dryRun?: boolean;
}

/** Calls of one class that were made on one UTC day, `2026-11-22`. */
export interface CountedDay {
	readonly day: string;
	readonly callClass: string;
	readonly calls: number;
}

/** What was counted for an account, `unleashed:<api id>`. */
export interface CountedAccount {
	readonly account: string;
	/** Calls a month that its plan allows, as the last run knew it; absent where none was stated. */
	readonly allowance?: number;
	readonly days: readonly CountedDay[];
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
	/**
	 * Which of these records are not settled at that updatedAt on the routes with this prefix, or are due again. With
	 * `completeFrom` a reading of that updatedAt settles only if it was made then or later.
	 */
	unsettled(routePrefix: string, kind: string, records: readonly SweptRecord[]): Promise<string[]>;
	/** sourceUpdatedAt of the oldest open fact (claimed, rejected, unknown), so that a sweep reaches back to it. */
	oldestOpen(routePrefix: string, kind: string): Promise<string | undefined>;
	/** The routes known with this prefix. */
	routes(routePrefix: string, kind: string): Promise<string[]>;
	/** The document keys of the facts that became these documents at a route's target, by the target's ids. */
	documentKeys(route: string, kind: string, targetIds: readonly string[]): Promise<DocumentKeys>;
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
	/** Every fact of a record and of what followed from it, on all routes, oldest first, each with its history. */
	timeline(
		filter: TimelineFilter,
	): Promise<ReadonlyArray<{ readonly fact: Fact; readonly history: readonly HistoryRow[] }>>;
	/**
	 * Removes facts that are done or dismissed and have not changed for so many days, with their history and holds;
	 * `dryRun` only counts. Open problems are never removed. A purge of everything also drops old counts of calls.
	 */
	purge(filter: PurgeFilter): Promise<{ readonly facts: number; readonly history: number }>;
	/** Units held for records of a route that were known before an ISO instant; oldest first. */
	holds(route: string, kind: string, before: string): Promise<HeldUnits[]>;
	/** Forgets the units held for these records, because the source has none of them open any more. */
	release(route: string, kind: string, sourceKeys: readonly string[]): Promise<void>;
	/** A small note about a route ("how many SKUs came last time"), replaced by the next one of its name. */
	note(route: string, name: string, value: string): Promise<void>;
	noted(route: string, name: string): Promise<string | undefined>;
	/**
	 * Adds calls to what is counted for an account today, by the ledger's clock, and keeps the allowance it is seen with;
	 * without one a kept one is forgotten. Calls of several processes at once add up.
	 */
	countCalls(account: string, counted: { callClass: string; calls: number; allowance?: number }): Promise<void>;
	/** What was counted since a UTC day, for one account or for all that have any; `now` is the ledger's clock. */
	callsSince(day: string, account?: string): Promise<{ readonly now: string; readonly accounts: CountedAccount[] }>;
	/** One holder at a time for a name; true when it is ours now. A lease of the same holder is prolonged. */
	lease(name: string, holder: string, leaseMs: number): Promise<boolean>;
	unlease(name: string, holder: string): Promise<void>;
	close(): Promise<void>;
}

// ------------------------------------------------------------------ documents at a target

/** Whose documents these are as far as the ledger knows: document keys, by the target's ids. */
export type DocumentKeys = ReadonlyMap<string, readonly string[]>;

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
	| {
			readonly outcome: 'done';
			readonly id: string;
			readonly number: string;
			readonly url?: string;
			/**
			 * What was wanted stood there before this request could do it: another run was faster, or a lost answer's was.
			 * `changed` when it had to be put right.
			 */
			readonly stood?: boolean | 'changed';
	  }
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
	/** The kind under which the ledger keeps the facts: the record's, or `cancellation`, `tags`. */
	readonly kind: string;
	/** How many documents are claimed and applied at a time. */
	readonly batchLimit: number;
	/**
	 * The key under which the record's document stands; from the source fact alone, never changing. The ledger keeps a
	 * keyed hash of one in which a person is seen.
	 */
	documentKey(record: T): string;
	/** The record in the vendor's terms, or why it cannot be written. Pure. */
	draft(record: T): { readonly draft: D } | { readonly problem: Problem };
	/** Keys under which another connector would have written the record (decision 16); absent where nobody can know. */
	foreignKeys?(record: T): readonly string[];
	/**
	 * Whether a document under the key is this record's, whoever made it: true where the key is the goods' or person's
	 * own (a SKU, an e-mail, a tracking number), false where only we could have chosen it (an order's reference).
	 */
	readonly adopts?: boolean;
	/**
	 * The documents that stand under these keys; absent keys are absent in the answer. `keysOf` asks the ledger, for
	 * targets whose documents carry no key and can only be told by what is in them.
	 */
	find(
		wanted: ReadonlyArray<Wanted<T>>,
		keysOf: (targetIds: readonly string[]) => Promise<DocumentKeys>,
	): Promise<Map<string, Found>>;
	/**
	 * Problems that only a look at the target shows (unknown SKUs); by place in the list, none where all is well. Absent
	 * where a look shows nothing. `mayStand`: an earlier attempt may have made the document although it was not found,
	 * since its answer was lost or nobody remembers.
	 */
	check?(drafts: ReadonlyArray<{ record: T; draft: D; mayStand?: boolean }>): Promise<Map<number, Problem>>;
	/**
	 * Why none of these changes may be written: the brake (decision 19), for a target that sets values over a whole
	 * catalogue. `of` is how many records stand there. A target with a brake takes a run in one batch. Pure.
	 */
	brake?(
		changes: ReadonlyArray<{ readonly found: Found; readonly record: T; readonly draft: D }>,
		of: number,
	): Problem | undefined;
	/** What can be done with a document that stands there. Pure. */
	revise(found: Found, record: T, draft: D): Revisable;
	/** Never rejects: what happened to each draft is its own answer, in the order of the list. */
	create(drafts: ReadonlyArray<{ record: T; draft: D }>, maySend: MaySend): Promise<Applied[]>;
	/** As `create`. */
	update(changes: ReadonlyArray<{ found: Found; record: T; draft: D }>, maySend: MaySend): Promise<Applied[]>;
	/**
	 * For operations that only change what stands there (a cancellation, tags): what it means that it does not. Where
	 * it is given, nothing is created; where it answers undefined for a record (a refund that the order itself no longer
	 * bills has no document, another has), one is. `settle: false` leaves the record open, to be looked at again.
	 */
	absent?(record: T): { readonly reason: Problem; readonly settle: boolean } | undefined;
	/**
	 * What a document does although nothing in its record is to be sent any more: the problem that it still sends goods,
	 * as long as somebody can stop them; `left` when it is too late; undefined when it sends none, or has sent what the
	 * record has now. Absent where documents send nothing. Pure.
	 */
	stillSends?(found: Found, record: T): Problem | 'left' | undefined;
	/** Units the target takes out of what it can sell for this document; for the ledger, so that stock can be netted. */
	holds?(record: T, draft: D): readonly Hold[];
	/** Calls made so far in this run. */
	calls(): number;
}

/** A key to look under, and the record it is for. */
export interface Wanted<T> {
	readonly key: string;
	readonly record: T;
	/**
	 * Whether the ledger knows of no attempt to make a document under the key, and this run is about to make one. A target
	 * whose `create` leaves alone what stands there may then miss one that is hard to find.
	 */
	readonly presumedNew?: boolean;
}

// ------------------------------------------------------------------ levels at a target

/** What a stock level is wanted to be, at one place of the target. */
export interface LevelWish {
	/** The wish's place among what came in. */
	readonly at: number;
	readonly sku: string;
	readonly barcode: string;
	/** The target's id of the place. */
	readonly locationId: string;
	/** What is on its way to the source, and from when on, where the source says so. */
	readonly incoming?: number | null;
	readonly incomingAt?: string | null;
}

/** A level as it stands at the target. */
export interface CurrentLevel {
	/** The target's id of the counted thing; opaque. */
	readonly itemId: string;
	readonly locationId: string;
	/** The figure that is to be set, as it stands; null where the product was never stocked at this place. */
	readonly quantity: number | null;
	/** When the target last changed that figure; ISO 8601 UTC by the target's clock. */
	readonly changedAt?: string;
	/** Units that the target has promised to orders at this very place; absent where it does not say. */
	readonly committed?: number;
	readonly url?: string;
	/** What else is to be set with the figure, and differs (units on their way, a block). */
	readonly further?: readonly FieldChange[];
}

export type LevelFinding =
	| { readonly found: CurrentLevel }
	/** No product carries the key. */
	| { readonly found: 'none' }
	| { readonly found: 'several'; readonly count: number }
	/** The target does not count this product, or counts it through others (a bundle). */
	| { readonly found: 'uncounted' }
	/** The product is not kept at this place, and the operator does not want it to be. */
	| { readonly found: 'unstocked' };

export interface LevelChange {
	readonly at: number;
	readonly level: CurrentLevel;
	readonly quantity: number;
}

/** What became of one row of a batch. */
export type LevelAnswer =
	| { readonly outcome: 'done' }
	/** The figure was no longer what had been read. */
	| { readonly outcome: 'stale' }
	| { readonly outcome: 'rejected'; readonly problem: Problem }
	/** Nothing wrong with this row; the batch was refused because of others and can be sent without them. */
	| { readonly outcome: 'unwritten' }
	| { readonly outcome: 'unknown'; readonly problem: Problem };

/** How one system takes stock levels: compared with what was read, in batches, under a key of the run. */
export interface LevelTarget {
	readonly system: string;
	readonly label: string;
	readonly account: string;
	/** How many levels one write takes. */
	readonly batchLimit: number;
	/** How far the target's clock is ahead of ours, in milliseconds, as its answers show; 0 when they do not. */
	clockAheadMs(): number;
	/** The levels as they stand, in the order of the wishes. */
	read(wishes: readonly LevelWish[]): Promise<LevelFinding[]>;
	/** The same levels read again. */
	refresh(levels: readonly CurrentLevel[]): Promise<CurrentLevel[]>;
	/** Sets levels if they still are what was read; the same key never writes twice. Answers row by row. */
	set(changes: readonly LevelChange[], key: string): Promise<LevelAnswer[]>;
	/** Units of these records that the target has not sent out yet, by SKU; records it does not know are absent. */
	openUnits?(sourceKeys: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>;
	calls(): number;
}

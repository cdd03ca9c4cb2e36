import type { FieldChange, Found, Prior, Problem, Revisable } from '../ports';
import { problem } from '../problems';
import type { ForeignLookup } from './start';

/*
 * What is to be done with a record, and what was: values, decided before anything is sent.
 */

export type Outcome = 'created' | 'updated' | 'unchanged' | 'skipped';
export type Would = 'create' | 'update' | 'unchanged' | 'skip' | 'problem';

export interface TargetRef {
	readonly id?: string;
	readonly number?: string;
	readonly url?: string;
}

/** What became of one incoming record. `at` is its place among what came in. */
export type Step = { readonly at: number } & (
	| {
			readonly step: 'outcome';
			readonly outcome: Outcome;
			readonly target?: TargetRef;
			readonly reason?: Problem;
			/** What was changed, from what to what, where that is short: a stock level. */
			readonly changes?: readonly FieldChange[];
	  }
	| {
			readonly step: 'preview';
			readonly would: Would;
			readonly target?: TargetRef;
			readonly reason?: Problem;
			readonly before?: unknown;
			readonly after?: unknown;
			readonly changes?: readonly FieldChange[];
			/** Calls the write itself would cost. */
			readonly calls: number;
	  }
	| {
			readonly step: 'problem';
			readonly problem: Problem;
			/** The vendor's words, for the item shown now; never stored. */
			readonly vendorText?: string;
			/** Attempts made when it was given up; absent while it is still tried. */
			readonly givenUpAfter?: number;
	  }
);

/** Everything known of one record when it is decided. */
export interface Case {
	/** The record's number, for sentences. */
	readonly order: string;
	readonly documentKey: string;
	readonly target: string;
	/** Whether a ledger remembers what we made. */
	readonly remembered: boolean;
	readonly prior: Prior;
	/** The number under which the ledger knows a document of this record; absent when there never was one. */
	readonly knownAs?: string;
	/** What stands at the target under our key. */
	readonly own?: Found;
	/** What stands there under another connector's key, or under the number the ledger knows. */
	readonly other?: Found;
	/** Whether another connector would have used our key too, as without a prefix. */
	readonly sharedKey?: boolean;
	readonly foreign: ForeignLookup;
	/** Whether a document under our key is the record's, whoever made it. */
	readonly adopts?: boolean;
	/** What it means that no document stands there, for an operation that makes none. */
	readonly absent?: { readonly reason: Problem; readonly settle: boolean };
	/** Names the kind in sentences where it is no order. */
	readonly kind?: string;
	readonly revise: (found: Found) => Revisable;
}

export type Decision =
	| { readonly decide: 'create' }
	| { readonly decide: 'update'; readonly found: Found; readonly changes: readonly FieldChange[] }
	| { readonly decide: 'unchanged'; readonly found: Found; readonly reason?: Problem }
	/** Another connector wrote it before this route began: remember it, write nothing. */
	| { readonly decide: 'alreadyThere'; readonly found: Found; readonly reason: Problem }
	/** There is nothing to change; `settle: false` leaves it to be looked at again. */
	| { readonly decide: 'absent'; readonly reason: Problem; readonly settle: boolean }
	/** Another connector is still writing: the whole run ends. */
	| { readonly decide: 'otherConnector'; readonly problem: Problem }
	| { readonly decide: 'problem'; readonly problem: Problem };

/**
 * Decides what to do with one record. What an earlier attempt of ours may have made counts first, then what somebody
 * else made; a document under our key that nobody of ours made is never changed; a document of ours that vanished is
 * never made again by itself.
 */
export function decideDocument(each: Case): Decision {
	const { own, other, prior, foreign } = each;
	if (own && (prior !== 'none' || each.adopts)) return decideOwn(each, own);
	if (!own && each.absent) return { decide: 'absent', ...each.absent };
	if (other) return decideForeign(each, other, foreign);
	if (own && each.sharedKey && foreign === 'beforeStart') return decideShared(each, own);
	if (own) return decideUnknown(each, own);
	if (prior !== 'done' && each.knownAs === undefined) return { decide: 'create' };
	const params = { order: each.order, kind: each.kind, target: each.target, number: each.knownAs ?? each.documentKey };
	return { decide: 'problem', problem: problem('TARGET_MISSING', params) };
}

function decideOwn({ revise }: Case, own: Found): Decision {
	const answer = revise(own);
	if (answer.can === 'unchanged') return { decide: 'unchanged', found: own };
	if (answer.can === 'nothing') return { decide: 'problem', problem: answer.problem };
	return { decide: 'update', found: own, changes: answer.changes };
}

function decideForeign({ order, target, knownAs }: Case, other: Found, foreign: ForeignLookup): Decision {
	const params = { order, reference: other.number, target };
	if (foreign === 'newRoute' && other.number !== knownAs)
		return { decide: 'otherConnector', problem: problem('SETUP_OTHER_CONNECTOR', params) };
	return { decide: 'alreadyThere', found: other, reason: problem('ALREADY_THERE', params) };
}

/** From before the start and under a number both would use: ours only if it is just what we would write. */
function decideShared(each: Case, own: Found): Decision {
	const decision = decideOwn(each, own);
	return decision.decide === 'unchanged' ? decision : decideForeign(each, own, 'beforeStart');
}

/** A document under our key of which the ledger knows nothing, or without a ledger, nobody can know anything. */
function decideUnknown(each: Case, own: Found): Decision {
	const decision = decideOwn(each, own);
	if (decision.decide === 'unchanged') return decision;
	if (!each.remembered)
		return decision.decide === 'problem' ? { decide: 'unchanged', found: own, reason: decision.problem } : decision;
	const params = { order: each.order, kind: each.kind, reference: own.number, target: each.target };
	return { decide: 'problem', problem: problem('REFERENCE_TAKEN', params) };
}

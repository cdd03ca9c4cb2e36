import type { Origin } from '../model/origin';
import type { Problem } from '../ports';
import { problem } from '../problems';
import type { Difference, View } from './differences';
import { grouped } from './groups';

/*
 * Which records of two or three systems are the same one, and whether they say the same. What a kind of record is
 * known by, and what is compared of it, stands in a file of its own; here is what all of them share. Every step is
 * linear in the number of records.
 */

export interface Side<T> {
	/** `system:account`. */
	readonly account: string;
	readonly records: readonly T[];
}

/** What one side has of one key. */
export interface Member {
	/** The side's place among the inputs. */
	readonly side: number;
	/** The records' places on their side; several where one side keeps in parts what the other keeps as one. */
	readonly at: readonly number[];
	readonly origin: Origin;
}

export interface Comparison {
	readonly key: string;
	/** As the first side that has it writes it, for people. */
	readonly number: string;
	readonly members: readonly Member[];
	/** Sides that have nothing under the key. */
	readonly missing: readonly number[];
	readonly differences: readonly Difference[];
}

/** Why records are neither compared nor missed. */
export type LeftOut =
	'otherPrefix' | 'young' | 'cancelled' | 'test' | 'nothingToShip' | 'uncounted' | 'otherPlace' | 'cancelledShipment';

export interface Reconciled {
	/** On every side, and the same. */
	readonly matched: readonly Comparison[];
	/** On every side, and not the same. */
	readonly different: readonly Comparison[];
	/** On the first side, and missing on another. */
	readonly onlyHere: readonly Comparison[];
	/** Missing on the first side. */
	readonly onlyThere: readonly Comparison[];
	readonly problems: ReadonlyArray<{ readonly problem: Problem; readonly side: number; readonly at: number }>;
	/** Keys that were left out, or records where they have no key. */
	readonly leftOut: ReadonlyMap<LeftOut, number>;
}

/** A record under one of its keys. */
export interface Entry<T> {
	readonly side: number;
	readonly at: number;
	readonly record: T;
	/** The key for people first, then others that may mean the same record. */
	readonly keys: readonly string[];
}

/** What is known of a record before it is compared: its keys (a shipment of two orders has two), or why it has none. */
export type Keys =
	{ readonly keys: ReadonlyArray<readonly string[]> } | { readonly leftOut: LeftOut } | { readonly problem: Problem };

/** Records that belong together; `ambiguous` names what they should have been told apart by. */
export interface Part<T> {
	readonly entries: ReadonlyArray<Entry<T>>;
	/** What tells this part from others under the same key. */
	readonly suffix?: string;
	readonly ambiguous?: string;
}

/** How one kind of record is reconciled. */
export interface KindRules<T, V> {
	keysOf(record: T, side: number): Keys;
	/** The same for a record that was read twice. */
	identity(record: T): string;
	/** When the record was last seen or changed, ISO; of a record that was read twice the latest counts. */
	changedAt(record: T): string;
	/** Whether the records of one key are left out, whatever they say. */
	leaves?(entries: ReadonlyArray<Entry<T>>, isMissing: boolean): LeftOut | undefined;
	/** The records of one key, sorted out where a side may have several; one a side when absent. */
	split?(entries: ReadonlyArray<Entry<T>>): ReadonlyArray<Part<T>>;
	/** Names the key in sentences: "SKU". */
	readonly keyName: string;
	/** How the record is called in sentences: "order #1001". */
	label(record: T): string;
	/** The record's number for people, under one of its keys. */
	number(record: T, key: string): string;
	view(records: readonly T[]): V;
	/** Compares what the sides say; never more than one view a side, at least two. */
	compare(views: ReadonlyArray<View<V>>): readonly Difference[] | Problem;
}

type Outcome = {
	-readonly [K in keyof Reconciled]: Reconciled[K] extends ReadonlyArray<infer E> ? E[] : Reconciled[K];
};

/** Reconciles two sides or more. Keys that are not unique on a side are problems and never resolved by position. */
export function reconcile<T extends { readonly origin: Origin }, V>(
	sides: ReadonlyArray<Side<T>>,
	rules: KindRules<T, V>,
): Reconciled {
	const leftOut = new Map<LeftOut, number>();
	const outcome: Outcome = { matched: [], different: [], onlyHere: [], onlyThere: [], problems: [], leftOut };
	const leave = (why: LeftOut) => leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
	const entries: Array<Entry<T>> = [];
	for (const [side, { records }] of sides.entries()) {
		for (const [at, record] of readOnce(records, rules)) {
			const known = rules.keysOf(record, side);
			if ('leftOut' in known) leave(known.leftOut);
			else if ('problem' in known) outcome.problems.push({ problem: known.problem, side, at });
			else entries.push(...known.keys.map((keys) => ({ side, at, record, keys })));
		}
	}
	for (const group of grouped(entries, ({ keys }) => keys)) {
		const why = rules.leaves?.(group, new Set(group.map(({ side }) => side)).size < sides.length);
		if (why !== undefined) leave(why);
		else for (const part of rules.split?.(group) ?? [oneEach(group, rules.keyName)]) judge(part, sides, rules, outcome);
	}
	return outcome;
}

/** Each record once, with its place: a list that moved while it was read may bring one twice, and the later counts. */
function readOnce<T, V>(records: readonly T[], rules: KindRules<T, V>): Array<[at: number, record: T]> {
	const latest = new Map<string, [number, T]>();
	for (const [at, record] of records.entries()) {
		const identity = rules.identity(record);
		const held = latest.get(identity);
		if (!held || rules.changedAt(held[1]) <= rules.changedAt(record)) latest.set(identity, [at, record]);
	}
	return [...latest.values()];
}

function oneEach<T>(entries: ReadonlyArray<Entry<T>>, keyName: string): Part<T> {
	const isAmbiguous = new Set(entries.map(({ side }) => side)).size < entries.length;
	return { entries, ...(isAmbiguous ? { ambiguous: keyName } : {}) };
}

function judge<T extends { readonly origin: Origin }, V>(
	part: Part<T>,
	sides: ReadonlyArray<Side<T>>,
	rules: KindRules<T, V>,
	outcome: Outcome,
): void {
	const bySide = sides.map((_, side) => part.entries.filter((entry) => entry.side === side));
	const present = [...bySide.keys()].filter((side) => bySide[side]!.length > 0);
	const [first] = present.flatMap((side) => bySide[side]!);
	if (!first) return;
	if (part.ambiguous !== undefined) {
		outcome.problems.push(ambiguity(part.ambiguous, bySide, sides, rules));
		return;
	}
	const views = present.map((side) => ({
		account: sides[side]!.account,
		view: rules.view(bySide[side]!.map(({ record }) => record)),
	}));
	const differences = views.length > 1 ? rules.compare(views) : [];
	if ('code' in differences) {
		outcome.problems.push({ problem: differences, side: first.side, at: first.at });
		return;
	}
	const missing = [...bySide.keys()].filter((side) => bySide[side]!.length === 0);
	const comparison: Comparison = {
		key: [first.keys[0] ?? '', ...(part.suffix === undefined ? [] : [part.suffix])].join(' '),
		number: rules.number(first.record, first.keys[0] ?? ''),
		members: present.map((side) => memberOf(side, bySide[side]!)),
		missing,
		differences,
	};
	if (missing.includes(0)) outcome.onlyThere.push(comparison);
	else if (missing.length > 0) outcome.onlyHere.push(comparison);
	else (differences.length > 0 ? outcome.different : outcome.matched).push(comparison);
}

function memberOf<T extends { readonly origin: Origin }>(side: number, entries: ReadonlyArray<Entry<T>>): Member {
	return { side, at: entries.map(({ at }) => at), origin: entries[0]!.record.origin };
}

/** AMBIGUOUS for the side that has most under the key. */
function ambiguity<T, V>(
	keyName: string,
	bySide: ReadonlyArray<ReadonlyArray<Entry<T>>>,
	sides: ReadonlyArray<Side<T>>,
	rules: KindRules<T, V>,
): Reconciled['problems'][number] {
	const most = bySide.reduce((a, b) => (b.length > a.length ? b : a));
	const { side, at, record } = most[0]!;
	const params = {
		record: rules.label(record),
		count: String(most.length),
		target: sides[side]!.account,
		key: keyName,
	};
	return { problem: problem('AMBIGUOUS', params), side, at };
}

/** Whether one of these instants is later than another; what is only the moment of the reading says nothing. */
export function isYoung(
	{ seenAt }: Origin,
	instants: ReadonlyArray<string | null | undefined>,
	settledBefore: string | undefined,
): boolean {
	if (settledBefore === undefined) return false;
	return instants.some((instant) => instant != null && instant !== seenAt && instant > settledBefore);
}

/** A text as two people would write it: without outer blanks. */
export const trimmed = (value: string | null | undefined) => (value ?? '').trim();

/** How goods are called in a comparison. */
export const nameOfSku = (sku: string | null | undefined) => trimmed(sku) || '(no SKU)';

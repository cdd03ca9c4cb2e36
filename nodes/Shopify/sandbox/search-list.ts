/*
 * Searching one list of the shop. A field that Shopify has and this sandbox does not is refused loudly; a field that
 * nobody has is ignored, as Shopify's index does. https://shopify.dev/docs/api/usage/search-syntax
 */
import { notImitated, type Arguments, type Call } from './call';
import { numericId } from './ids';
import { parseSearch, UnreadableSearch, type Comparator, type Term } from './search';

export type Field<T> = (record: T, term: Term, call: Call) => boolean;

export interface SearchList<T> {
	/** The connection's name, `productVariants`. */
	readonly name: string;
	readonly fields: Readonly<Record<string, Field<T>>>;
	/** Fields of the real list that this sandbox has no truth about, separated by blanks. */
	readonly left: string;
	/** What a word without a field is looked for in. */
	readonly words: (record: T) => readonly string[];
	/** The only records that can meet one of these terms, where an index knows; undefined where it does not. */
	readonly lookup?: (alternatives: readonly Term[], call: Call) => readonly T[] | undefined;
}

/** The records that a list's `query` finds; all of them without one. */
export function searchRecords<T>(list: SearchList<T>, args: Arguments, records: readonly T[], call: Call): T[] {
	const query = String(args.query ?? '');
	try {
		const { filter, terms, alternatives } = parseSearch<T>(query, (record, term) => matches(list, record, term, call));
		const unknown = terms.flatMap(({ field }) => (field === undefined || isKnown(list, field) ? [] : [field]));
		if (unknown.length > 0) call.searchWarnings.push(warning(list.name, query, unknown));
		const few = alternatives && list.lookup?.(alternatives, call);
		return (few ?? records).filter(filter);
	} catch (error) {
		if (error instanceof UnreadableSearch) throw notImitated(error.message);
		throw error;
	}
}

function isKnown<T>({ fields }: SearchList<T>, field: string): boolean {
	return Object.hasOwn(fields, field);
}

function matches<T>(list: SearchList<T>, record: T, term: Term, call: Call): boolean | undefined {
	const { field } = term;
	if (field === undefined) return matchesWord(list.words(record), term);
	if (list.left.split(' ').includes(field) || field.startsWith('metafields.')) {
		throw new UnreadableSearch(`this sandbox does not imitate the search field ${field} of ${list.name}`);
	}
	return isKnown(list, field) ? list.fields[field]?.(record, term, call) : undefined;
}

/** An ignored field may show here; whether and how is not documented, so nothing should rest on it. */
function warning(list: string, query: string, fields: readonly string[]): unknown {
	const warnings = fields.map((field) => ({
		field,
		message: 'Invalid search field for this query.',
		code: 'invalid_field',
	}));
	return { path: [list], query, warnings };
}

/** Whole words and prefixes, capital letters or not. */
export function matchesWord(words: readonly string[], term: Term): boolean {
	const wanted = term.value.toLowerCase();
	return words.some((word) => (term.prefix ? word.toLowerCase().startsWith(wanted) : word.toLowerCase() === wanted));
}

/** One of the words of a list like `active,draft`. */
export function matchesOneOf(word: string, term: Term): boolean {
	return term.value.split(',').some((value) => matchesWord([word], { ...term, value: value.trim() }));
}

/**
 * A SKU or barcode. Exactly as written, or with the option `skuSearch: loose` as people report it: capital letters do
 * not count, and a record is found by the beginnings of some of its parts. Which of the two Shopify does is unseen, so
 * results have to be compared.
 */
export function matchesCode(code: string | null, term: Term, call: Call): boolean {
	if (code === null) return false;
	if (term.prefix) return matchesWord([code], term);
	if (call.context.options.skuSearch !== 'loose') return code === term.value;
	const parts = partsOf(code);
	const wanted = partsOf(term.value);
	return wanted.length > 0 && wanted.every((each) => parts.some((part) => part.startsWith(each)));
}

function partsOf(code: string): string[] {
	return code
		.toLowerCase()
		.split(/[^\p{Letter}\p{Number}]+/u)
		.filter(Boolean);
}

export function matchesId(id: string, term: Term): boolean {
	const wanted = numericId(term.value) ?? term.value;
	if (!/^\d+$/.test(wanted)) return false;
	return compares(BigInt(numericId(id) ?? 0), term.comparator, BigInt(wanted));
}

/** A date of a search as UTC; Shopify reads those without a zone in the shop's, which the demo shop has at UTC. */
function readTime(term: Term, nowMs: number): number {
	const dated = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/.test(term.value);
	const zoned = /T/.test(term.value) && !/(Z|[+-]\d\d:?\d\d)$/.test(term.value) ? `${term.value}Z` : term.value;
	const wantedMs = term.value === 'now' ? nowMs : dated ? Date.parse(zoned) : NaN;
	if (Number.isNaN(wantedMs)) throw new UnreadableSearch(`a search has the date "${term.value}", which cannot be read`);
	return wantedMs;
}

export function matchesTime(iso: string, term: Term, nowMs: number): boolean {
	const wantedMs = readTime(term, nowMs);
	const atMs = Date.parse(iso);
	// A day without a time and without a comparator means the whole day.
	if (term.comparator === '=' && term.value.length === 10) return atMs >= wantedMs && atMs < wantedMs + 86_400_000;
	return compares(atMs, term.comparator, wantedMs);
}

/** A time "matching a whole day": only the days are compared. */
export function matchesDay(iso: string, term: Term, nowMs: number): boolean {
	const day = (ms: number): number => Math.floor(ms / 86_400_000);
	return compares(day(Date.parse(iso)), term.comparator, day(readTime(term, nowMs)));
}

export function matchesNumber(number: number, term: Term): boolean {
	return compares(number, term.comparator, Number(term.value));
}

function compares<T extends number | bigint>(left: T, comparator: Comparator, right: T): boolean {
	switch (comparator) {
		case '<':
			return left < right;
		case '>':
			return left > right;
		case '<=':
			return left <= right;
		case '>=':
			return left >= right;
		case '=':
			return left === right;
	}
}

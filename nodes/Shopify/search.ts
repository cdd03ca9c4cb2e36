/*
 * Shopify search strings (decision 25): built here and nowhere else, from whitelisted fields and escaped values. A
 * search only narrows what is read; every result is compared exactly in code afterwards.
 * https://shopify.dev/docs/api/usage/search-syntax
 */

/**
 * Fields of the lists that this package searches. An unknown field is no error to Shopify, so only known ones exist.
 */
const FIELDS = [
	'updated_at',
	'name',
	'source_identifier',
	'sku',
	'barcode',
	'status',
	'issued_at',
	'payments_transfer_id',
	'external_id',
] as const;
type Field = (typeof FIELDS)[number];

export interface Term {
	readonly field: Field;
	readonly comparator: ':' | ':>=' | ':<=';
	readonly value: string;
}

/** A value between single quotes, with backslash and quote escaped and control characters as blanks. */
function quoted(value: string): string {
	const plain = [...value].map((character) => (character < ' ' || character === '\u007f' ? ' ' : character)).join('');
	return `'${plain.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

function written({ field, comparator, value }: Term): string {
	if (!FIELDS.includes(field)) throw new RangeError('This search field does not exist');
	return `${field}${comparator}${quoted(value)}`;
}

/** Terms joined by AND; a field that is not whitelisted is refused. */
export function searchFor(terms: readonly Term[]): string {
	return terms.map(written).join(' AND ');
}

/** How many alternatives one search holds: no maximum is documented, 50 are known to work. */
const MOST_ALTERNATIVES = 50;

/** One field with any of these values. */
export function searchForAny(field: Field, values: readonly string[]): string {
	return values.map((value) => written({ field, comparator: ':', value })).join(' OR ');
}

/** As `searchForAny`, in as many searches as it takes; none without values. */
export function searchesForAny(field: Field, values: readonly string[]): string[] {
	const searches: string[] = [];
	for (let from = 0; from < values.length; from += MOST_ALTERNATIVES)
		searches.push(searchForAny(field, values.slice(from, from + MOST_ALTERNATIVES)));
	return searches;
}

/** Searches of this file that must all be met; empty ones ask nothing. */
export function searchForAll(searches: readonly string[]): string {
	return searches
		.filter(Boolean)
		.map((search) => `(${search})`)
		.join(' AND ');
}

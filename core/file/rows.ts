import { minus } from '../model/money';
import type { Price } from '../model/price';
import type { StockLevel } from '../model/stock-level';
import type { Problem } from '../ports';
import { problem } from '../problems';
import { isFormula, type CsvRow } from './csv';

/*
 * Rows of a file as records: stock that was counted, prices that are to be. A file is an account of its own, under the
 * name the operator gives it.
 */

/** In `origin.system` and in routes. */
export const FILE_SYSTEM = 'file';

export interface FileRules {
	/** The file in the ledger. */
	readonly account: string;
	/** When what it says was so, ISO 8601 UTC. */
	readonly moment: string;
	/** SKUs that may begin as a formula does. */
	readonly knownSkus: ReadonlySet<string>;
}

/** What each column holds, by its place in a row; undefined where the file has no such column. */
export type Columns<Name extends string> = Readonly<Record<Name, number | undefined>>;

export type Read<T> =
	| { readonly line: number; readonly sku: string; readonly record: T }
	| { readonly line: number; readonly sku: string; readonly problem: Problem }
	/** A row that asks for nothing: its figures are empty. */
	| { readonly line: number; readonly sku: string; readonly empty: true };

/** The places of columns in a heading, whatever their case; the first that is asked for twice or is missing is a reason. */
export function columnsOf<Name extends string>(
	heading: readonly string[],
	wanted: Readonly<Record<Name, { readonly title: string; readonly required: boolean }>>,
): { readonly columns: Columns<Name> } | { readonly reason: string } {
	const titles = heading.map((cell) => cell.trim().toLowerCase());
	const columns: Partial<Record<Name, number>> = {};
	for (const [name, { title, required }] of Object.entries(wanted) as Array<
		[Name, { title: string; required: boolean }]
	>) {
		const places = titles.flatMap((each, at) => (each === title.trim().toLowerCase() ? [at] : []));
		if (places.length > 1) return { reason: `it has two columns "${title}"` };
		if (places.length === 0 && required)
			return { reason: `it has no column "${title}"; its heading is "${heading.join(',').slice(0, 100)}"` };
		columns[name] = places[0];
	}
	return { columns: columns as Columns<Name> };
}

const cellOf = ({ cells }: CsvRow, at: number | undefined) => (at === undefined ? '' : (cells[at] ?? '').trim());

const rowProblem = (line: number, field: string, reason: string): Problem =>
	problem('FILE_ROW', { line: String(line), field, reason });

/** The SKU of a row, or why it has none that can be used. */
function skuIn(row: CsvRow, at: number | undefined, { knownSkus }: FileRules): { sku: string } | { reason: string } {
	// As it stands in the file: a tab in front would be lost with the blanks.
	const raw = at === undefined ? '' : (row.cells[at] ?? '');
	const sku = raw.trim();
	if (sku === '') return { reason: 'it is empty' };
	if (sku.length > 255) return { reason: 'it is longer than 255 characters' };
	if ((isFormula(raw) || isFormula(sku)) && !knownSkus.has(sku))
		return { reason: 'it begins as a formula does; add it to Known SKUs if it is a SKU all the same' };
	return { sku };
}

const originOf = (id: string, number: string, { account, moment }: FileRules) => ({
	system: FILE_SYSTEM,
	account,
	id,
	number,
	seenAt: moment,
});

/** A level from a row: what was counted, a whole number of zero or more. */
export function stockRow(
	row: CsvRow,
	columns: Columns<'sku' | 'quantity' | 'location'>,
	rules: FileRules,
): Read<StockLevel> {
	const { line } = row;
	const named = skuIn(row, columns.sku, rules);
	if ('reason' in named) return { line, sku: '', problem: rowProblem(line, 'SKU', named.reason) };
	const { sku } = named;
	const quantity = cellOf(row, columns.quantity);
	if (quantity === '') return { line, sku, empty: true };
	if (!/^\d{1,9}$/.test(quantity))
		return { line, sku, problem: rowProblem(line, 'quantity', 'it must be a whole number of zero or more') };
	const place = cellOf(row, columns.location);
	if (isFormula(place)) return { line, sku, problem: rowProblem(line, 'location', 'it begins as a formula does') };
	const record: StockLevel = {
		kind: 'stockLevel',
		origin: originOf(place === '' ? sku : `${place}:${sku}`, sku, rules),
		sku,
		location: place === '' ? null : { id: place, name: null },
		available: Number(quantity),
		onHand: Number(quantity),
		// A file says what lies there; what is kept for orders it does not know.
		allocated: null,
		observedAt: rules.moment,
	};
	return { line, sku, record };
}

const AMOUNT = /^\d{1,12}(\.\d{1,6})?$/;

/** A price from a row: the price now, and the price before where there is one. */
export function priceRow(
	row: CsvRow,
	columns: Columns<'sku' | 'before' | 'now'>,
	rules: FileRules & { readonly currency: string },
): Read<Price> {
	const { line } = row;
	const named = skuIn(row, columns.sku, rules);
	if ('reason' in named) return { line, sku: '', problem: rowProblem(line, 'SKU', named.reason) };
	const { sku } = named;
	const wrong = (field: string, reason: string) => ({ line, sku, problem: rowProblem(line, field, reason) });
	const [before, now] = [cellOf(row, columns.before), cellOf(row, columns.now)];
	if (before === '' && now === '') return { line, sku, empty: true };
	for (const [field, amount] of [
		['price before', before],
		['price now', now],
	] as const)
		if (amount !== '' && !AMOUNT.test(amount))
			return wrong(field, 'it must be a number of zero or more, with a point before its decimals');
	if (now === '') return wrong('price now', 'it is empty; to end a discount, write the price before there too');
	if (Number(now) === 0) return wrong('price now', 'it is zero; to end a discount, write the price before there');
	if (before !== '' && minus(before, now).startsWith('-')) return wrong('price now', 'it is above the price before');
	const isDiscount = before !== '' && Number(before) !== Number(now);
	const record: Price = {
		kind: 'price',
		origin: originOf(sku, sku, rules),
		sku,
		price: now,
		...(before === '' ? {} : { compareAtPrice: isDiscount ? before : null }),
		currency: rules.currency,
		updatedAt: rules.moment,
	};
	return { line, sku, record };
}

/**
 * The rows of a file, each with what became of it: of rows that name one key twice none is taken, because nothing says
 * which of them is meant.
 */
export function withoutRepeats<T extends { readonly origin: { readonly id: string } }>(
	rows: ReadonlyArray<Read<T>>,
): Array<Read<T>> {
	const lines = new Map<string, number[]>();
	for (const row of rows)
		if ('record' in row) lines.set(row.record.origin.id, [...(lines.get(row.record.origin.id) ?? []), row.line]);
	return rows.map((row) => {
		const all = 'record' in row ? (lines.get(row.record.origin.id) ?? []) : [];
		if (all.length < 2) return row;
		const others = all.filter((line) => line !== row.line).slice(0, 5);
		const reason = `${row.sku} stands in line ${others.join(', ')} too, and nothing says which one is meant`;
		return { line: row.line, sku: row.sku, problem: rowProblem(row.line, 'SKU', reason) };
	});
}

import type { IDataObject } from 'n8n-workflow';

import { csvLine } from '../../core/file/csv';
import type { Price } from '../../core/model/price';
import type { StockLevel } from '../../core/model/stock-level';
import type { Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { recordFrom } from './input';

/*
 * Records as files: for ShopDesk's own uploads, whose headings are SKU,Quantity (seen in code) and
 * SKU,Sale_Price,Discounted_Price (assumed), and for people.
 */

/** A file that is ready, with the items it was made of. */
export interface Written {
	/** The location it is for; empty where the records have none. */
	readonly location: string;
	readonly text: string;
	readonly rows: number;
	readonly items: readonly number[];
}

export interface Answer {
	readonly files: readonly Written[];
	readonly problems: ReadonlyArray<{ readonly item: number; readonly problem: Problem }>;
}

type Row = { readonly location: string; readonly sku: string; readonly cells: readonly string[] };
type RowOf = (json: IDataObject) => Row | { readonly problem: Problem };

/** One file a location, rows in the order of the items; of two items with one SKU neither is written. */
function filesOf(items: readonly IDataObject[], heading: readonly string[], rowOf: RowOf): Answer {
	const problems: Array<{ item: number; problem: Problem }> = [];
	const groups = new Map<string, Array<Row & { item: number }>>();
	const times = new Map<string, number>();
	const rows = items.flatMap((json, item) => {
		const row = rowOf(json);
		if ('problem' in row) {
			problems.push({ item, problem: row.problem });
			return [];
		}
		const key = `${row.location}\n${row.sku}`;
		times.set(key, (times.get(key) ?? 0) + 1);
		return [{ ...row, item, key }];
	});
	for (const row of rows) {
		if (times.get(row.key)! > 1)
			problems.push({ item: row.item, problem: problem('FILE_TWICE', { record: row.sku, place: row.location }) });
		else groups.set(row.location, [...(groups.get(row.location) ?? []), row]);
	}
	const files = [...groups].map(([location, own]) => ({
		location,
		text: [heading, ...own.map(({ cells }) => cells)].map((cells) => csvLine(cells, 'machine')).join(''),
		rows: own.length,
		items: own.map(({ item }) => item),
	}));
	return { files, problems };
}

const placeOf = ({ location }: IDataObject): string => {
	const id = (location as IDataObject | null | undefined)?.id;
	return typeof id === 'string' ? id : '';
};

/** A sample asks for a SKU alone. */
const sampleRow =
	(columns: number): RowOf =>
	(json) => {
		const sku = typeof json.sku === 'string' ? json.sku.trim() : '';
		if (sku === '') return { problem: problem('KEY_MISSING', { record: 'this record', key: 'SKU' }) };
		return { location: placeOf(json), sku, cells: [sku, ...Array.from({ length: columns }, () => '')] };
	};

function stockCells({ sku, available, location, origin }: StockLevel): Row | { readonly problem: Problem } {
	const key = (sku ?? '').trim();
	const record = `the stock of ${key || origin.id}`;
	if (key === '') return { problem: problem('KEY_MISSING', { record, key: 'SKU' }) };
	if (available < 0)
		return { problem: problem('FIELD_INVALID', { record, field: 'available', reason: 'it is below zero' }) };
	return { location: location?.id ?? '', sku: key, cells: [key, String(available)] };
}

export const stockFiles = (items: readonly IDataObject[], titles: readonly string[], isSample: boolean): Answer =>
	filesOf(items, titles, (json) => {
		if (isSample) return sampleRow(1)(json);
		const parsed = recordFrom(json, 'stockLevel');
		return 'record' in parsed ? stockCells(parsed.record) : parsed;
	});

/** A blank cell leaves what is there; a price without one before ends a discount, so both cells say the same. */
function priceCells({ sku, price, compareAtPrice, origin }: Price): Row | { readonly problem: Problem } {
	const key = (sku ?? '').trim();
	const record = `the price of ${key || origin.id}`;
	if (key === '') return { problem: problem('KEY_MISSING', { record, key: 'SKU' }) };
	if (price.startsWith('-'))
		return { problem: problem('FIELD_INVALID', { record, field: 'price', reason: 'it is below zero' }) };
	const before = compareAtPrice === undefined ? '' : (compareAtPrice ?? price);
	return { location: '', sku: key, cells: [key, before, price] };
}

export const priceFiles = (items: readonly IDataObject[], titles: readonly string[], isSample: boolean): Answer =>
	filesOf(items, titles, (json) => {
		// A price list has no places; a sample of it neither, whatever came in.
		if (isSample) return { ...sampleRow(2)(json), location: '' };
		const parsed = recordFrom(json, 'price');
		return 'record' in parsed ? priceCells(parsed.record) : parsed;
	});

const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** What became of each record, for people: results and problems as the nodes of this package put them out. */
export function resultFile(items: readonly IDataObject[]): Written {
	const heading = ['Record', 'Outcome', 'Code', 'What Happened', 'What to Do'];
	const lines = items.map((json) => {
		const said = (json.error ?? json.reason ?? {}) as IDataObject;
		const origin = (json.origin ?? {}) as IDataObject;
		const outcome = json.error ? 'problem' : textOf(json.outcome);
		const label = textOf(json.number) || textOf(json.sku) || textOf(origin.number) || textOf(origin.id);
		return csvLine([label, outcome, textOf(said.code), textOf(said.message), textOf(said.description)], 'person');
	});
	const text = [csvLine(heading, 'person'), ...lines].join('');
	return { location: '', text, rows: items.length, items: items.map((_, item) => item) };
}

import { z } from 'zod';

/*
 * What every part of Unleashed's API has in common. Names are PascalCase; newer fields pass unread, and whole rows are
 * kept beside what was read of them, because a write must carry every field (https://api.unleashedsoftware.com/).
 */

export const text = z.string().nullish();
export const figure = z.number().nullish();
export const flag = z.boolean().nullish();

/** Records are told apart by GUIDs, goods by a code, orders by a number; empty texts name nothing. */
export const name = z.string().min(1);

/** Envelope of a list; seen in the documentation of Warehouses and in two public clients. */
export const envelope = z.object({
	Pagination: z.object({ NumberOfItems: figure, PageNumber: figure, NumberOfPages: figure }).nullish(),
	Items: z.array(z.unknown()),
});

/** A record that another one names, by GUID or by code. */
export const warehouseRef = z.object({ Guid: text, WarehouseCode: text, WarehouseName: text });
export const customerRef = z.object({ Guid: text, CustomerCode: text, CustomerName: text });
export const productRef = z.object({ Guid: text, ProductCode: text, ProductDescription: text });
export const currencyRef = z.object({ CurrencyCode: text });
export const taxRef = z.object({ TaxCode: text, TaxRate: figure });

/** A row as it came. */
export type Raw = Readonly<Record<string, unknown>>;

/** A text of a row that could not be read as a whole; empty when there is none. */
export function textIn(row: unknown, field: string): string {
	if (typeof row !== 'object' || row === null) return '';
	const held = (row as Raw)[field];
	return typeof held === 'string' ? held : '';
}

const LONGEST_WORDS = 500;

/**
 * What a refusal says. No schema of error bodies is documented; clients read `Description` or `Message`, and validation
 * errors of such services stand in `ModelState`, `Errors` or, in the envelope of a list, `Items` (inferred). A page of HTML
 * says nothing.
 */
export function wordsOf(body: unknown): string | undefined {
	if (typeof body === 'string') return /^\s*</.test(body) ? undefined : shortened(body);
	if (typeof body !== 'object' || body === null) return undefined;
	const { Description, Message, ModelState, Errors, Items } = body as Raw;
	const said = [Description, Message].find((each) => typeof each === 'string' && each.trim() !== '');
	if (typeof said === 'string') return shortened(said);
	const list = ModelState ?? Errors ?? Items;
	return list === undefined || list === null ? undefined : shortened(JSON.stringify(list));
}

function shortened(words: string): string | undefined {
	const trimmed = words.trim();
	return trimmed === '' ? undefined : trimmed.slice(0, LONGEST_WORDS);
}

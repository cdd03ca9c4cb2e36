import { z } from 'zod';

/*
 * What every part of ShopDesk's API has in common. The current contracts send numbers, the older one texts with numbers in
 * them; both are taken. Unknown fields pass.
 */

export const text = z.string().nullish();
/** A number, also in a text. */
export const figure = z
	.union([
		z.number(),
		z
			.string()
			.trim()
			.regex(/^-?\d+(\.\d+)?$/),
	])
	.nullish();
/** An ID: always a text afterwards. */
export const id = z.union([z.number().int(), z.string().min(1)]).transform(String);
export const idOrNone = z
	.union([z.number(), z.string()])
	.nullish()
	.transform((value) => (value === null || value === undefined || value === '' ? null : String(value)));
/** Whole pieces. */
export const pieces = z
	.union([
		z.number(),
		z
			.string()
			.trim()
			.regex(/^-?\d+(\.0+)?$/),
	])
	.transform(Number)
	.pipe(z.number().int());

export const customerInfo = z.object({
	customer_name: text,
	customer_email: text,
	customer_phone: text,
	billing_address: text,
	shipping_address: text,
});

/** `{ page, limit, totalElements, totalPages }`, where a list has it. */
export const paging = z.object({ totalPages: figure }).nullish();

export type Raw = Readonly<Record<string, unknown>>;

export const isRaw = (value: unknown): value is Raw =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of a row that could not be read as a whole; empty when there is none. */
export function fieldIn(row: unknown, field: string): string {
	const held = isRaw(row) ? row[field] : undefined;
	return typeof held === 'string' || typeof held === 'number' ? String(held) : '';
}

const LONGEST_WORDS = 500;

/** What a refusal says: its message and, field by field, its validation. A page of HTML says nothing. */
export function wordsOf(body: unknown): string | undefined {
	if (typeof body === 'string')
		return /^\s*</.test(body) || body.trim() === '' ? undefined : body.slice(0, LONGEST_WORDS);
	if (!isRaw(body)) return undefined;
	const parts = [fieldIn(body, 'message'), isRaw(body.errors) ? JSON.stringify(body.errors) : ''];
	return parts.filter(Boolean).join(' ').slice(0, LONGEST_WORDS) || undefined;
}

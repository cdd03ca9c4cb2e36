import { z } from 'zod';

/*
 * What every part of OmniEngine's API has in common (assumed but for the header and the list of orders). Unknown fields
 * pass.
 */

export const text = z.string().nullish();
export const flag = z.boolean().nullish();
export const figure = z
	.union([
		z.number(),
		z
			.string()
			.trim()
			.regex(/^-?\d+(\.\d+)?$/),
	])
	.nullish();
export const id = z.union([z.number().int(), z.string().min(1)]).transform(String);
export const idOrNone = z
	.union([z.number(), z.string()])
	.nullish()
	.transform((value) => (value === null || value === undefined || value === '' ? null : String(value)));
export const pieces = z.number().int();

export const paging = z.object({ totalPages: figure }).nullish();

export type Raw = Readonly<Record<string, unknown>>;

export const isRaw = (value: unknown): value is Raw =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of a row that could not be read as a whole; empty when there is none. */
export function fieldIn(row: unknown, field: string): string {
	const held = isRaw(row) ? row[field] : undefined;
	return typeof held === 'string' || typeof held === 'number' ? String(held) : '';
}

/** What a refusal says: its message and, field by field, its validation. */
export function wordsOf(body: unknown): string | undefined {
	if (!isRaw(body)) return undefined;
	const parts = [fieldIn(body, 'message'), isRaw(body.errors) ? JSON.stringify(body.errors) : ''];
	return parts.filter(Boolean).join(' ').slice(0, 500) || undefined;
}

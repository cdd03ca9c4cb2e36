import { z } from 'zod';

/*
 * What every part of Le New Black's API has in common. Names are snake_case; newer fields pass unread. Codes and references
 * may come as numbers, amounts as texts: both are taken.
 */

export const text = z.union([z.string(), z.number()]).transform(String).nullish();
export const figure = z.union([z.number(), z.string()]).nullish();
export const flag = z.boolean().nullish();

/** What a record is told from others by; empty names nothing. */
export const name = z.union([z.string().min(1), z.number()]).transform(String);

export const address = z.object({
	reference: text,
	company: text,
	contact_name: text,
	contact_email: text,
	tel: text,
	address_1: text,
	address_2: text,
	zipcode: text,
	city: text,
	country: text,
	vat_number: text,
});

export type LnbAddress = z.infer<typeof address>;

/** A record as it came. */
export type Raw = Readonly<Record<string, unknown>>;

/** One row of a batch's answer: `status` as in the vendor's PHP SDK, `success` as its Python SDK reads it. */
export const batch = z.object({
	data: z.array(z.object({ status: text, success: flag, errors: z.unknown(), result: z.unknown() })),
});

/** A text of a row that could not be read as a whole; empty when there is none. */
export function textIn(row: unknown, field: string): string {
	if (typeof row !== 'object' || row === null) return '';
	const held = (row as Raw)[field];
	return typeof held === 'string' || typeof held === 'number' ? String(held) : '';
}

const LONGEST_WORDS = 500;

/**
 * What a refusal says, in the order in which the vendor's SDKs look: `error.message`, `message` (also a list), `error`, then
 * the fields of `errors`.
 */
export function wordsOf(body: unknown): string | undefined {
	if (typeof body === 'string') return /^\s*</.test(body) ? undefined : shortened(body);
	if (typeof body !== 'object' || body === null) return undefined;
	const { error, message, errors } = body as Raw;
	const inner = typeof error === 'object' && error !== null && !Array.isArray(error) ? (error as Raw) : {};
	const said = [inner['message'], message, error].map(listed).find((each) => each !== '');
	const fields = fieldWords(inner['errors'] ?? errors);
	return shortened([said, fields].filter(Boolean).join('; '));
}

const listed = (value: unknown): string =>
	Array.isArray(value)
		? value.filter((each) => typeof each === 'string').join('; ')
		: typeof value === 'string'
			? value.trim()
			: '';

/** "items.0.ean13: unknown EAN13"; a text as it is. */
export function fieldWords(errors: unknown): string {
	if (typeof errors === 'string') return errors.trim();
	if (typeof errors !== 'object' || errors === null) return '';
	return Object.entries(errors)
		.map(([field, words]) => `${field}: ${listed(words) || JSON.stringify(words)}`)
		.join('; ');
}

function shortened(words: string): string | undefined {
	const trimmed = words.trim();
	return trimmed === '' ? undefined : trimmed.slice(0, LONGEST_WORDS);
}

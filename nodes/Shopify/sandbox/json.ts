/*
 * JSON as Shopify's webhooks have it: numeric ids are numbers, however many digits they have. Shopify's own samples hold
 * ids beyond 2^53, which a reader that parses them as numbers rounds.
 */
import { numericId } from './ids';

/** A whole number in its own digits. */
export class Digits {
	constructor(readonly digits: string) {}
}

export type Printable =
	string | number | boolean | null | Digits | readonly Printable[] | { readonly [name: string]: Printable };

/** The number of a global id; null for none. */
export function digitsOf(id: string | null | undefined): Digits | null {
	const digits = id == null ? undefined : numericId(id);
	return digits === undefined ? null : new Digits(digits);
}

/** A value as JSON text. */
export function printJson(value: Printable): string {
	if (value instanceof Digits) return value.digits;
	if (Array.isArray(value)) return `[${value.map(printJson).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const fields = Object.entries(value as Readonly<Record<string, Printable>>);
	return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${printJson(inner)}`).join(',')}}`;
}

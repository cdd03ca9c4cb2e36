/*
 * Numbers, moments and texts as Odoo writes them: rounding half away from zero, naive UTC, Python's spelling in errors.
 */
import Big from 'big.js';

export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

/** Whether Python would take it for true. */
export function isTruthy(value: unknown): boolean {
	if (Array.isArray(value)) return value.length > 0;
	if (isObject(value)) return Object.keys(value).length > 0;
	return Boolean(value);
}

/** Half away from zero, as `float_round` does. */
export function rounded(value: Big | number, digits: number): number {
	return Number(new Big(value).round(digits, Big.roundHalfUp));
}

/** `2026-11-22 10:15:00`: UTC, without a zone. */
export function datetimeOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

export function dateOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10);
}

/** The moment of a date or a naive datetime. */
export function momentOf(text: string): number {
	return Date.parse(`${text.length > 10 ? text.replace(' ', 'T') : `${text}T00:00:00`}Z`);
}

/** A value as Python's `repr` shows it. */
export function repr(value: unknown): string {
	if (value === null || value === undefined) return 'None';
	if (value === true) return 'True';
	if (value === false) return 'False';
	if (typeof value === 'string')
		return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${escaped(value)}'`;
	if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
	if (isObject(value)) {
		return `{${Object.entries(value)
			.map(([name, inner]) => `${repr(name)}: ${repr(inner)}`)
			.join(', ')}}`;
	}
	return String(value);
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n');

/** `(9, 10,)` and the like: ids as a recordset shows them. */
export function idsRepr(ids: readonly unknown[]): string {
	return `(${ids.map(repr).join(', ')}${ids.length === 1 ? ',' : ''})`;
}

/** The text under a name of a change's input. Throws when there is none. */
export function textOf(input: Fields, name: string): string {
	const value = input[name];
	if (!isText(value)) throw new Error(`"${name}" is missing`);
	return value;
}

/** The number under a name of a change's input, or the other when it is absent. Throws for anything else. */
export function numberOf(input: Fields, name: string, absent?: number): number {
	const value = input[name] ?? absent;
	if (typeof value === 'number' && Number.isFinite(value)) return value;
	throw new Error(`"${name}" must be a number`);
}

export function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

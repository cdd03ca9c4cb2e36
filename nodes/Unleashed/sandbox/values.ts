/*
 * What every part of this sandbox needs for reading input, for amounts, and for the vendor's dates and GUIDs.
 */
import { createHash } from 'node:crypto';
import Big from 'big.js';

export type Fields = Readonly<Record<string, unknown>>;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** `2026-11-20`, `2026-11-20T10:15:30` and with parts of a second; always UTC (facts, section 5). */
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,7})?)?$/;
const NET = /^\/Date\((-?\d{1,15})([+-]\d{4})?\)\/$/;

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

export function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null;
}

export function isGuid(value: unknown): value is string {
	return typeof value === 'string' && GUID.test(value);
}

/** The members of an object; none of what is no object. */
export function fieldsOf(value: unknown): Fields {
	return isObject(value) ? value : {};
}

/** The objects of a list; none of what is no list. */
export function rowsOf(value: unknown): Fields[] {
	return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** The text of a field, null where there is none. */
export function textOrNull(value: unknown): string | null {
	return isText(value) ? value : null;
}

/** The number of a field, 0 where there is none. */
export function numberOf(value: unknown): number {
	return typeof value === 'number' ? value : 0;
}

// ------------------------------------------------------------------ inputs of changes

/** The text under a name of a change's input, or the other when it is absent. Throws when there is none. */
export function textOf(input: Record<string, unknown>, name: string, absent?: string): string {
	const value = input[name] ?? absent;
	if (!isText(value)) throw new Error(`"${name}" is missing`);
	return value;
}

/** The number under a name of a change's input, or the other when it is absent. Throws for anything else. */
export function amountOf(input: Record<string, unknown>, name: string, least: number, absent?: number): number {
	const value = input[name] ?? absent;
	if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
	throw new Error(`"${name}" must be a number${least === -Infinity ? '' : `, ${least} or more`}`);
}

/** As `amountOf`, and whole. */
export function wholeOf(input: Record<string, unknown>, name: string, least: number, absent?: number): number {
	const value = amountOf(input, name, least, absent);
	if (!Number.isInteger(value)) throw new Error(`"${name}" must be a whole number`);
	return value;
}

// ------------------------------------------------------------------ amounts

/** Exact, of numbers as JSON carried them. */
export function sumOf(values: readonly number[]): Big {
	return values.reduce((sum, value) => sum.plus(value), new Big(0));
}

/** To the cent, half up (inferred: nobody has read how the vendor rounds). */
export function toCents(value: Big): Big {
	return value.round(2, Big.roundHalfUp);
}

// ------------------------------------------------------------------ dates and GUIDs

/** `/Date(1795169730123)/`, in which answers give every date. */
export function netDate(ms: number | null): string | null {
	return ms === null ? null : `/Date(${ms})/`;
}

/**
 * The moment a date names, in milliseconds; undefined for what is no date. Dates with a zone are none: no fact names
 * them. A date as answers give it is one (assumed: whoever sends a whole record back sends its dates back).
 */
export function instantOf(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const net = NET.exec(value);
	const ms = net ? Number(net[1]) : ISO.test(value) ? Date.parse(value.length === 10 ? value : isoOf(value)) : NaN;
	return Number.isNaN(ms) ? undefined : ms;
}

/** With thousandths at most, and as UTC. */
const isoOf = (value: string) => `${value.slice(0, 23)}Z`;

export function digest(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** The same text gives the same GUID in every run. */
export function guid(text: string): string {
	return digest(`unleashed ${text}`).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

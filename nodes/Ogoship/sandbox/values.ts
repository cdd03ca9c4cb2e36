/*
 * What every part of this sandbox needs for reading input and making ids. The vendor binds names in any case, so input
 * is read through `lowerNames`.
 */
import { createHash } from 'node:crypto';

/** The members of an object, names in lower case. */
export type Fields = Readonly<Record<string, unknown>>;

/** The members of an object with names in lower case, one level deep; nothing for what is no object. */
export function lowerNames(value: unknown): Fields {
	if (!isObject(value)) return {};
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner]));
}

/** The named members that are given, under these very names. */
export function chosen(fields: Fields, names: readonly string[]): Record<string, unknown> {
	const given = names.filter((name) => fields[name.toLowerCase()] !== undefined);
	return Object.fromEntries(given.map((name) => [name, fields[name.toLowerCase()]]));
}

/** The text under a name of a change's input. Throws when there is none. */
export function textOf(input: Record<string, unknown>, name: string): string {
	const value = input[name];
	if (!isText(value)) throw new Error(`"${name}" is missing`);
	return value;
}

/** The whole number under a name of a change's input, or the other when it is absent. Throws for anything else. */
export function wholeOf(input: Record<string, unknown>, name: string, least: number, absent?: number): number {
	const value = input[name] ?? absent;
	if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
	throw new Error(`"${name}" must be a whole number${least === -Infinity ? '' : `, ${least} or more`}`);
}

/** A segment of a path without its percent signs; undefined when it cannot be read. */
export function decoded(segment: string): string | undefined {
	try {
		return decodeURIComponent(segment);
	} catch {
		return undefined;
	}
}

/** Whole seconds, as in the vendor's samples. */
export function instant(ms: number): string {
	return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

export function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null;
}

export function digest(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** The same text gives the same id in every run. */
export function guid(text: string): string {
	return digest(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

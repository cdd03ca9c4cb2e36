/*
 * What every part of this sandbox needs for reading input.
 */
import { createHash } from 'node:crypto';

export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Whole seconds, as in the examples of the facts. */
export const instant = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** The text under a name of a change's input. Throws when there is none. */
export function textOf(input: Fields, name: string): string {
	const value = input[name];
	if (!isText(value)) throw new Error(`"${name}" is missing`);
	return value;
}

/** The whole number under a name of a change's input, or the other when it is absent. Throws for anything else. */
export function wholeOf(input: Fields, name: string, absent?: number): number {
	const value = input[name] ?? absent;
	if (typeof value === 'number' && Number.isInteger(value)) return value;
	throw new Error(`"${name}" must be a whole number`);
}

/** A segment of a path without its percent signs; undefined when it cannot be read. */
export function decoded(segment: string): string | undefined {
	try {
		return decodeURIComponent(segment);
	} catch {
		return undefined;
	}
}

/*
 * What a body may hold, as tables: a name, and what its value must be. `null` is allowed everywhere. A field the facts do
 * not name is refused, so that a slip of the pen is seen; the vendor probably ignores it.
 */
import { problem, type Problem } from './answers';
import { instantOf, isGiven, isGuid, isObject, isText, type Fields } from './values';

interface Kind {
	readonly passes: (value: unknown) => boolean;
	readonly must: string;
}

export type Shape = Readonly<Record<string, Kind>>;

/** At most so many characters. */
export function text(most: number): Kind {
	return {
		passes: (value) => typeof value === 'string' && value.length <= most,
		must: `must be a text of ${most} characters at most`,
	};
}

export const NUMBER: Kind = {
	passes: (value) => typeof value === 'number' && Number.isFinite(value),
	must: 'must be a number',
};
export const YES_NO: Kind = { passes: (value) => typeof value === 'boolean', must: 'must be true or false' };
export const DATE: Kind = {
	passes: (value) => instantOf(value) !== undefined,
	must: 'must be a date such as 2026-11-20T10:15:30, in UTC and without a zone',
};
export const GUID: Kind = { passes: isGuid, must: 'must be a GUID' };
export const OBJECT: Kind = { passes: isObject, must: 'must be an object' };
export const LIST: Kind = {
	passes: (value) => Array.isArray(value) && value.every(isObject),
	must: 'must be a list of objects',
};
/** Comes back in a record that was read, and is of no effect. */
export const READ_ONLY: Kind = { passes: () => true, must: '' };

/** The same kind under several names. */
export function each(kind: Kind, ...names: readonly string[]): Shape {
	return Object.fromEntries(names.map((name) => [name, kind]));
}

/** A sentence for each value that cannot be, and for each field that does not exist. `at` names the part of the body. */
export function misfits(body: Fields, shape: Shape, at = ''): Problem[] {
	return Object.entries(body).flatMap(([name, value]) => {
		const field = `${at}${name}`;
		const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
		if (kind === undefined) return [problem(field, `SANDBOX "unleashed" DOES NOT KNOW the field ${field}.`)];
		return value === null || kind.passes(value) ? [] : [problem(field, `${field} ${kind.must}.`)];
	});
}

/** A sentence for each of the names without a value; an empty text is none. */
export function missing(body: Fields, names: readonly string[], at = ''): Problem[] {
	return names
		.filter((name) => !(typeof body[name] === 'string' ? isText(body[name]) : isGiven(body[name])))
		.map((name) => problem(`${at}${name}`, `${at}${name} is required.`));
}

/** The named fields of a body, null where they are absent: what a write leaves out is blanked (documented). */
export function blanked(body: Fields, names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(names.map((name) => [name, body[name] ?? null]));
}

/*
 * A value on its way into a field, as Odoo 19 converts and refuses it (seen on a real one). Relations to many are
 * commands and stand in commands.ts.
 */
import type { Env } from './env';
import { databaseError, typeError, userError, valueError } from './errors';
import type { Field } from './fields';
import { modelOf, type Model } from './schema';
import { isObject, isTruthy, repr, rounded } from './values';

const DATETIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const DATE = /^\d{4}-\d\d-\d\d/;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

export function converted(env: Env, model: Model, name: string, field: Field, value: unknown): unknown {
	switch (field.type) {
		case 'integer':
		case 'many2one_reference':
			return integerOf(value);
		case 'float':
		case 'monetary':
			return floatOf(field, value);
		case 'boolean':
			return isTruthy(value);
		case 'date':
			return dateOfField(value);
		case 'datetime':
			return datetimeOfField(value);
		case 'selection':
			return selectionOf(model, name, field, value);
		case 'many2one':
			return many2oneOf(field, value);
		case 'binary':
			return binaryOf(field, value);
		default:
			return textOfField(value);
	}
}

function textOfField(value: unknown): unknown {
	if (value === null || value === undefined || value === false) return false;
	return typeof value === 'string' ? value : repr(value);
}

function integerOf(value: unknown): number {
	if (!isTruthy(value)) return 0;
	if (typeof value === 'number') return Math.trunc(value);
	if (value === true) return 1;
	if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
	if (typeof value === 'string') throw valueError(`invalid literal for int() with base 10: ${repr(value)}`);
	throw typeError(`int() argument must be a string, a bytes-like object or a real number, not '${kindOf(value)}'`);
}

function floatOf({ digits }: Field, value: unknown): number {
	if (!isTruthy(value)) return 0;
	if (typeof value === 'string' && !NUMBER.test(value)) {
		throw valueError(`could not convert string to float: ${repr(value)}`);
	}
	if (typeof value !== 'string' && typeof value !== 'number' && value !== true) {
		throw typeError(`float() argument must be a string or a real number, not '${kindOf(value)}'`);
	}
	return digits === undefined ? Number(value) : rounded(Number(value), digits);
}

/** Naive UTC and nothing else. A date alone is its midnight; seconds may be left out. */
export function datetimeOfField(value: unknown): unknown {
	if (!isTruthy(value)) return false;
	if (typeof value !== 'string') throw typeError(`object of type '${kindOf(value)}' has no len()`);
	const shape = value.length > 10 ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d';
	const full = /^\d{4}-\d\d-\d\d$/.test(value) ? `${value} 00:00:00` : value.replace(/^(.{10} \d\d:\d\d)$/, '$1:00');
	if (DATETIME.test(full) && isReal(full)) return full;
	const rest = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(.+)$/.exec(full)?.[1];
	if (rest !== undefined) throw valueError(`unconverted data remains: ${rest}`);
	throw valueError(`time data ${repr(value)} does not match format '${shape}'`);
}

/** A datetime loses its time, with no regard to zones. */
export function dateOfField(value: unknown): unknown {
	if (!isTruthy(value)) return false;
	if (typeof value !== 'string') throw typeError(`object of type '${kindOf(value)}' has no len()`);
	const day = value.slice(0, 10);
	if (DATE.test(value) && isReal(`${day} 00:00:00`)) return day;
	throw valueError(`time data ${repr(day)} does not match format '%Y-%m-%d'`);
}

function isReal(text: string): boolean {
	const ms = Date.parse(`${text.replace(' ', 'T')}Z`);
	return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 10));
}

function selectionOf(model: Model, name: string, { selection = [] }: Field, value: unknown): unknown {
	if (!isTruthy(value)) return false;
	if (typeof value === 'string' && selection.some(([word]) => word === value)) return value;
	throw valueError(`Wrong value for ${model.name}.${name}: ${repr(value)}`);
}

/** An id, also as text, or a pair of id and name. Whether it exists is the database's to check. */
function many2oneOf({ relation = '' }: Field, value: unknown): unknown {
	if (!isTruthy(value)) return false;
	if (typeof value === 'number') return value;
	if (Array.isArray(value)) return typeof value[0] === 'number' ? value[0] : false;
	if (isObject(value)) {
		const [name = ''] = Object.keys(value);
		// It is taken for the values of a record to be.
		if (!Object.hasOwn(modelOf(relation).fields, name))
			throw valueError(`Invalid field ${repr(name)} on model ${repr(relation)}`);
		throw new Error(`SANDBOX does not know what a ${relation} made inline becomes`);
	}
	if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
	throw databaseError('InvalidTextRepresentation', `invalid input syntax for type integer: "${String(value)}"`);
}

function binaryOf({ image }: Field, value: unknown): unknown {
	if (!isTruthy(value)) return false;
	const isBase64 = typeof value === 'string' && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value);
	if (image && !isBase64) throw userError('Image is not encoded in base64.');
	return String(value);
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'list';
	if (isObject(value)) return 'dict';
	const kinds: Readonly<Record<string, string>> = { string: 'str', boolean: 'bool' };
	return kinds[typeof value] ?? 'int';
}

/*
 * Records made, changed and deleted: names checked, values converted, commands carried out, what is required asked for.
 * Values come in under the names of the caller's version.
 */
import { applyCommands } from './commands';
import { converted } from './convert';
import type { Env, Rec } from './env';
import { attributeError, MissingValue, missingError, validationError, valueError } from './errors';
import { isMany } from './fields';
import { fieldsOf, modelOf, type Model, type Shown } from './schema';
import { isObject, isTruthy, repr } from './values';

interface Sorted {
	readonly plain: Record<string, unknown>;
	readonly many: ReadonlyArray<readonly [string, unknown]>;
	readonly put: ReadonlyArray<readonly [string, unknown]>;
}

/** Makes a record. Throws what Odoo says to values that cannot be; what was done is undone with the call. */
export function create(env: Env, name: string, given: Readonly<Record<string, unknown>>): Rec {
	const model = modelOf(name);
	const vals = columnsOf(env, model, given, (field) => valueError(`Invalid field ${repr(field)} in ${repr(name)}`));
	fillIn(env, model, vals);
	model.complete?.(env, vals);
	const { plain, many, put } = sorted(env, model, vals);
	requireValues(env, model, plain);
	requireTargets(env, model, plain);
	const record = env.insert(name, plain);
	for (const [column, value] of many) applyCommands({ record, column, field: shownField(model, column) }, value);
	for (const [column, value] of put) model.fields[column]?.put?.(record, value);
	model.created?.(record, vals);
	model.check?.(record);
	return record;
}

/** Changes records. Throws for one that is missing. */
export function write(records: readonly Rec[], given: Readonly<Record<string, unknown>>): void {
	for (const record of records) {
		const { env, model } = record;
		if (!record.exists()) throw missingError(model.name, [record.id], env.uid);
		const vals = columnsOf(env, model, given, (field) =>
			valueError(`Invalid field ${repr(field)} in ${repr(model.name)}`),
		);
		model.writing?.(record, vals);
		const { plain, many, put } = sorted(env, model, vals);
		requireValues(env, model, plain, Object.keys(plain));
		requireTargets(env, model, plain);
		const before = Object.fromEntries(Object.keys(vals).map((column) => [column, record.get(column)]));
		record.set(plain);
		for (const [column, value] of many) applyCommands({ record, column, field: shownField(model, column) }, value);
		for (const [column, value] of put) model.fields[column]?.put?.(record, value);
		model.written?.(record, before, vals);
		model.check?.(record);
	}
}

export function unlink(records: readonly Rec[]): void {
	for (const record of records) {
		if (!record.exists()) throw missingError(record.model.name, [record.id], record.env.uid);
	}
	for (const record of records) record.model.unlinking?.(record);
	for (const record of records) removeWithParts(record);
}

/** Its parts go with it, and so do its external ids. */
function removeWithParts(record: Rec): void {
	const { env, model } = record;
	for (const [column, { type, relation = '', inverse = '', compute }] of Object.entries(model.fields)) {
		if (type !== 'one2many' || compute || !modelOf(relation).fields[inverse]?.required) continue;
		for (const part of record.many(column)) removeWithParts(part);
	}
	for (const known of env.all('ir.model.data')) {
		if (known.text('model') === model.name && known.num('res_id') === record.id) known.remove();
	}
	record.remove();
}

function shownField(model: Model, column: string) {
	const field = model.fields[column];
	if (field === undefined) throw new Error(`${model.name} has no ${column}`);
	return field;
}

/** The values under the columns they stand for. */
function columnsOf(env: Env, model: Model, given: unknown, unknown: (name: string) => Error): Record<string, unknown> {
	if (!isObject(given))
		throw attributeError(`'${typeof given === 'string' ? 'str' : 'int'}' object has no attribute 'get'`);
	const fields = fieldsOf(model, env.version);
	return Object.fromEntries(
		Object.entries(given).map(([name, value]) => {
			// Inside, columns are spoken; a caller's own names go first.
			const shown: Shown | undefined = fields.get(name) ?? inner(env, model, name);
			if (shown === undefined) throw unknown(name);
			return [shown.column, value];
		}),
	);
}

/** A column by which the sandbox itself speaks; callers of other versions have it under another name or not at all. */
function inner(env: Env, model: Model, name: string): Shown | undefined {
	const field = env.ctx['__inside'] === true ? model.fields[name] : undefined;
	return field && { name, column: name, field };
}

function fillIn(env: Env, model: Model, vals: Record<string, unknown>): void {
	for (const [column, field] of Object.entries(model.fields)) {
		const fromContext = env.ctx[`default_${column}`];
		if (vals[column] === undefined && fromContext !== undefined) vals[column] = fromContext;
		if (vals[column] === undefined && field.initial) vals[column] = field.initial(env, vals);
	}
}

/** What is stored, what is commanded, and what is done instead. What cannot be written is left out without a word. */
function sorted(env: Env, model: Model, vals: Readonly<Record<string, unknown>>): Sorted {
	const plain: Record<string, unknown> = {};
	const many: Array<readonly [string, unknown]> = [];
	const put: Array<readonly [string, unknown]> = [];
	for (const [column, value] of Object.entries(vals)) {
		const field = model.fields[column];
		if (field === undefined || value === undefined || column === 'id') continue;
		const named = fieldsOf(model, env.version);
		const shown = [...named.values()].find((each) => each.column === column) ?? { name: column, column, field };
		if (field.put) put.push([column, value]);
		else if (field.compute) continue;
		else if (isMany(field.type)) many.push([column, value]);
		else plain[column] = converted(env, model, shown.name, shown.field, value);
	}
	return { plain, many, put };
}

function requireValues(
	env: Env,
	model: Model,
	plain: Readonly<Record<string, unknown>>,
	only?: readonly string[],
): void {
	for (const { name, column, field } of fieldsOf(model, env.version).values()) {
		if (!field.required || field.compute || isMany(field.type) || (only && !only.includes(column))) continue;
		const value = plain[column];
		if (value === false || value === undefined || value === '')
			throw new MissingValue(model.name, model.label, name, field.label);
	}
}

/** A foreign key to a record that is not there. */
function requireTargets(env: Env, model: Model, plain: Readonly<Record<string, unknown>>): void {
	for (const [column, value] of Object.entries(plain)) {
		const field = model.fields[column];
		if (field?.type !== 'many2one' || !isTruthy(value)) continue;
		if (env.rec(field.relation ?? '', Number(value)).exists()) continue;
		throw validationError(
			`The operation cannot be completed: Another model is using the record you are trying to delete.\n\nThe troublemaker is: '${model.label}' (${model.name})\nThanks to the following constraint: '${field.label}' (${column})\nHow about archiving the record instead?`,
		);
	}
}

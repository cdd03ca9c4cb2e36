/*
 * Commands of relations to many: [0,0,vals] create, [1,id,vals] update, [2,id] delete, [3,id] unlink, [4,id] link,
 * [5] clear, [6,0,ids] replace; a plain list of ids replaces, false clears, an unknown code does nothing (seen on 19).
 */
import type { Rec } from './env';
import { missingError, OdooError, typeError, validationError, valueError } from './errors';
import type { Field } from './fields';
import { create, unlink, write } from './records';
import { isObject, repr } from './values';

interface Relation {
	readonly record: Rec;
	readonly column: string;
	readonly field: Field;
}

/** Does what is asked with a relation of a record that exists. */
export function applyCommands(relation: Relation, value: unknown): void {
	for (const command of commandsOf(relation, value)) apply(relation, command);
}

function commandsOf({ record, column }: Relation, value: unknown): unknown[][] {
	if (value === false || value === null) return [[5]];
	if (!Array.isArray(value)) {
		const text = typeof value === 'string' ? value : repr(value);
		throw valueError(`Wrong value for ${record.model.name}.${column}: ${text}`);
	}
	if (value.some(isObject)) throw typeError("unhashable type: 'dict'");
	if (value.length > 0 && value.every((each) => typeof each === 'number')) return [[6, 0, value]];
	return value as unknown[][];
}

function apply(relation: Relation, command: unknown): void {
	if (!Array.isArray(command)) {
		throw valueError(`Wrong value for ${relation.record.model.name}.${relation.column}: ${repr([command])}`);
	}
	const [code, id, values] = command as unknown[];
	const need = (length: number) => {
		if (command.length < length) throw new OdooError('builtins.IndexError', 500, 'list index out of range');
	};
	switch (code) {
		case 0:
			need(3);
			return link(relation, undefined, values);
		case 1:
			need(3);
			return void write([target(relation, id)], isObject(values) ? values : {});
		case 2:
			return void unlink([target(relation, id)]);
		case 3:
			return drop(relation, Number(id));
		case 4:
			return link(relation, target(relation, id), undefined);
		case 5:
			return replace(relation, []);
		case 6:
			need(3);
			return replace(relation, (Array.isArray(values) ? values : []).map(Number));
		default:
		// A code nobody knows.
	}
}

function target({ record, field }: Relation, id: unknown): Rec {
	const found = record.env.rec(field.relation ?? '', Number(id));
	if (found.exists()) return found;
	if (field.type === 'many2many') throw strangerBehind(field);
	throw missingError(field.relation ?? '', [Number(id)], record.env.uid);
}

/** The database's own constraint, in Odoo's words. */
function strangerBehind({ relation = '' }: Field): OdooError {
	return validationError(
		`The operation cannot be completed: Another model is using the record you are trying to delete.\n\nThe troublemaker is: Unknown\nThanks to the following constraint: ${relation.replaceAll('.', '_')}_fkey\nHow about archiving the record instead?`,
	);
}

/** Links a record, or one that is made from values. */
function link(relation: Relation, existing: Rec | undefined, values: unknown): void {
	const { record, column, field } = relation;
	if (field.type === 'one2many') {
		const inverse = { [field.inverse ?? '']: record.id };
		if (existing) existing.set(inverse);
		else create(record.env, field.relation ?? '', { ...(isObject(values) ? values : {}), ...inverse });
		return;
	}
	const made = existing ?? create(record.env, field.relation ?? '', isObject(values) ? values : {});
	const ids = record.get(column) as number[];
	if (!ids.includes(made.id)) record.set({ [column]: [...ids, made.id] });
}

/** A line that is taken out of its document is deleted where it cannot stand alone. */
function drop({ record, column, field }: Relation, id: number): void {
	if (field.type === 'many2many') {
		const ids = record.get(column) as number[];
		record.set({ [column]: ids.filter((each) => each !== id) });
		return;
	}
	const line = record.env.rec(field.relation ?? '', id);
	if (!line.exists()) return;
	if (line.model.fields[field.inverse ?? '']?.required) unlink([line]);
	else line.set({ [field.inverse ?? '']: false });
}

function replace(relation: Relation, ids: readonly number[]): void {
	const { record, column, field } = relation;
	if (field.type === 'many2many') {
		for (const id of ids) target(relation, id);
		record.set({ [column]: [...new Set(ids)] });
		return;
	}
	const before = record.get(column) as number[];
	for (const id of before.filter((each) => !ids.includes(each))) drop(relation, id);
	for (const id of ids.filter((each) => !before.includes(each))) link(relation, target(relation, id), undefined);
}

/*
 * The models by name, and what each looks like to a version. Inside the sandbox a field has one name, that of Odoo 19
 * (its column); to a caller it has the name of the version the sandbox plays.
 */
import type { Env, Rec } from './env';
import { boolean, char, computed, datetime, integer, many2one, type Field, type Version } from './fields';
import { datetimeOf } from './values';

/** A call of a method that reached its model. */
export interface Call {
	readonly env: Env;
	readonly model: Model;
	/** The records it was called on; none that is missing. */
	readonly records: readonly Rec[];
	/** By the names of the method's parameters. */
	readonly args: Readonly<Record<string, unknown>>;
}

export interface Method {
	/** In Python's order; one that may be left out ends with `=`. */
	readonly params: readonly string[] | ((version: Version) => readonly string[]);
	/** On records (`ids`), or on the model itself. */
	readonly on: 'records' | 'model';
	readonly since?: Version;
	readonly until?: Version;
	/** Records that are missing are left out instead of an error. */
	readonly lenient?: true;
	/** Asks for rights itself, and not for the right to change the records. */
	readonly access?: 'own';
	/** undefined is Python's None. */
	readonly run: (call: Call) => unknown;
}

export interface Model {
	readonly name: string;
	/** `Contact`: as error messages call it. */
	readonly label: string;
	/** `name, id desc`, by columns. */
	readonly order?: string;
	readonly fields: Readonly<Record<string, Field>>;
	/** What a record is called; its `name` when absent. */
	readonly display?: (record: Rec) => string;
	/** Fields in which `name_search` and `ilike` on a relation look; `name` when absent. */
	readonly searched?: readonly string[];
	readonly since?: Version;
	readonly until?: Version;
	/** The sandbox's own: no caller sees it. */
	readonly hidden?: true;
	/** Gone with the call that made them in Odoo sooner or later; here they stay. */
	readonly transient?: true;
	/** Fills in what was not given. */
	readonly complete?: (env: Env, vals: Record<string, unknown>) => void;
	readonly created?: (record: Rec, given: Readonly<Record<string, unknown>>) => void;
	/** May refuse, or change what is written. */
	readonly writing?: (record: Rec, vals: Record<string, unknown>) => void;
	readonly written?: (record: Rec, before: Readonly<Record<string, unknown>>, vals: Record<string, unknown>) => void;
	readonly unlinking?: (record: Rec) => void;
	/** A Python constraint. */
	readonly check?: (record: Rec) => void;
	readonly methods?: Readonly<Record<string, Method>>;
}

/** A field as one version shows it. */
export interface Shown {
	readonly name: string;
	readonly column: string;
	readonly field: Field;
}

/** What every model has. */
const COMMON: Readonly<Record<string, Field>> = {
	id: integer('ID', { readonly: true }),
	display_name: computed(char('Display Name'), (record) => record.display()),
	create_date: datetime('Created on', { readonly: true }),
	create_uid: many2one('Created by', 'res.users', { readonly: true }),
	write_uid: many2one('Last Updated by', 'res.users', { readonly: true }),
	write_date: computed(datetime('Last Updated on'), (record) => datetimeOf(record.writtenMs())),
};

export const active = boolean('Active', { initial: () => true });

const models = new Map<string, Model>();
const shown = new Map<string, ReadonlyMap<string, Shown>>();

export function define(...defined: readonly Model[]): void {
	for (const model of defined) models.set(model.name, { ...model, fields: { ...COMMON, ...model.fields } });
}

/** A model by name, whatever the version. Throws for a name nobody defined: a fault of the sandbox. */
export function modelOf(name: string): Model {
	const model = models.get(name);
	if (model === undefined) throw new Error(`No model ${name}`);
	return model;
}

/** A model that a version has; undefined for one it lacks. */
export function knownModel(name: string, version: Version): Model | undefined {
	const model = models.get(name);
	return model && !model.hidden && isOf(model, version) ? model : undefined;
}

export function allModels(version: Version): Model[] {
	return [...models.values()].filter((model) => !model.hidden && isOf(model, version));
}

export function isOf({ since = 16, until = 19 }: { since?: Version; until?: Version }, version: Version): boolean {
	return since <= version && version <= until;
}

/** The fields of a model in a version, by the names they have there. */
export function fieldsOf(model: Model, version: Version): ReadonlyMap<string, Shown> {
	const key = `${model.name} ${version}`;
	const known = shown.get(key);
	if (known) return known;
	const entries = Object.entries(model.fields)
		.filter(([, field]) => !field.hidden && isOf(field, version))
		.map(([column, field]): [string, Shown] => {
			const name = field.was && version <= field.was[1] ? field.was[0] : column;
			return [name, { name, column, field: { ...field, ...field.of?.[version] } }];
		});
	const made = new Map(entries);
	shown.set(key, made);
	return made;
}

/*
 * How a model's fields are described. `fields_get` shows most of it; type, relation, required, read-only and selection
 * of version 19 are compared with a real Odoo 19.
 */
import type { Env, Rec } from './env';

export type Version = 16 | 17 | 18 | 19;

export type FieldType =
	| 'binary'
	| 'boolean'
	| 'char'
	| 'date'
	| 'datetime'
	| 'float'
	| 'html'
	| 'integer'
	| 'many2many'
	| 'many2one'
	| 'many2one_reference'
	| 'monetary'
	| 'one2many'
	| 'selection'
	| 'text';

export interface Field {
	readonly type: FieldType;
	readonly label: string;
	readonly relation?: string;
	/** Of a one2many: the many2one on the other side, by its column. */
	readonly inverse?: string;
	readonly selection?: ReadonlyArray<readonly [string, string]>;
	readonly required?: true;
	/** As `fields_get` says it: nothing is written through such a field, silently, unless `writable`. */
	readonly readonly?: true | undefined;
	/** Takes what is written although `fields_get` calls it read-only, or the other way round. */
	readonly writable?: boolean;
	/** Decimals that are kept. */
	readonly digits?: number;
	/** The value when a record is made without one. */
	readonly initial?: (env: Env, vals: Record<string, unknown>) => unknown;
	/** A value that follows from others. */
	readonly compute?: (record: Rec) => unknown;
	/** What writing to a computed field does instead. */
	readonly put?: (record: Rec, value: unknown) => void;
	/** Not kept in the database, so that domains and orders cannot use it. */
	readonly unsearchable?: true;
	/** The sandbox's own: no caller sees it. */
	readonly hidden?: true;
	readonly companyDependent?: true;
	readonly translated?: true;
	/** An image: base64 or refused. */
	readonly image?: true;
	/** The first and the last version that has it. */
	readonly since?: Version;
	readonly until?: Version;
	/** What it is called up to a version: `['tax_id', 18]`. */
	readonly was?: readonly [string, Version];
	/** The words of selections, what it relates to or whether it is required, where versions differ. */
	readonly of?: Partial<
		Record<Version, Partial<Pick<Field, 'selection' | 'required' | 'readonly' | 'digits' | 'relation'>>>
	>;
}

type More = Omit<Field, 'type' | 'label'>;
type Plain = (label: string, more?: More) => Field;

const plain =
	(type: FieldType): Plain =>
	(label, more = {}) => ({ type, label, ...more });

export const char = plain('char');
export const text = plain('text');
export const html = plain('html');
export const integer = plain('integer');
export const float = plain('float');
export const monetary = plain('monetary');
export const boolean = plain('boolean');
export const date = plain('date');
export const datetime = plain('datetime');
export const binary = plain('binary');

export const selection = (label: string, words: ReadonlyArray<readonly [string, string]>, more: More = {}): Field => ({
	type: 'selection',
	label,
	selection: words,
	...more,
});
export const many2one = (label: string, relation: string, more: More = {}): Field => ({
	type: 'many2one',
	label,
	relation,
	...more,
});
export const one2many = (label: string, relation: string, inverse: string, more: More = {}): Field => ({
	type: 'one2many',
	label,
	relation,
	inverse,
	...more,
});
export const many2many = (label: string, relation: string, more: More = {}): Field => ({
	type: 'many2many',
	label,
	relation,
	...more,
});

/** Marks a field as computed: read-only, unless more says otherwise. */
export const computed = (field: Field, compute: (record: Rec) => unknown, more: Partial<Field> = {}): Field => ({
	...field,
	readonly: true,
	compute,
	...more,
});

/** The value of another record's field, through a many2one. */
export const related = (field: Field, path: string): Field =>
	computed(field, (record) => {
		const names = path.split('.');
		const last = names.pop() ?? '';
		let at: Rec | undefined = record;
		for (const name of names) at = at?.one(name);
		return at ? at.get(last) : emptyOf(field.type);
	});

/** A computed field that `fields_get` does not call read-only; what is written to it comes to nothing. */
export const writable = (field: Field): Field => ({ ...field, readonly: undefined });

export function isMany(type: FieldType): boolean {
	return type === 'one2many' || type === 'many2many';
}

export function isNumeric(type: FieldType): boolean {
	return type === 'integer' || type === 'float' || type === 'monetary';
}

/** What an unset field reads as. */
export function emptyOf(type: FieldType): unknown {
	if (isMany(type)) return [];
	return isNumeric(type) ? 0 : false;
}

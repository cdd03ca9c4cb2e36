/*
 * The cells of `load`: texts, read as the values of fields, with Odoo's words for what cannot be read (seen on 19). An
 * empty cell is an explicit false: it clears what stands there, and keeps a new record from its default.
 */
import { namesOf } from './domain';
import type { Env } from './env';
import { externalId, splitXmlid } from './external-ids';
import { isMany, isNumeric, type Field } from './fields';
import { modelOf, type Model, type Shown } from './schema';
import { datetimeOf } from './values';
import { momentIn } from './zones';

/** What is wrong with a cell; `label` is the way to its field in words. */
export class Unreadable extends Error {
	constructor(
		message: string,
		readonly more: Readonly<Record<string, unknown>> = {},
	) {
		super(message);
	}
}

/** A record that a cell means is of another model, or what else is no cell's fault. */
export class Stranger extends Error {}

interface Cell {
	readonly env: Env;
	readonly shown: Shown;
	/** `Order Lines/Product` */
	readonly label: string;
	/** `id`, `.id`, or undefined for a name. */
	readonly sub: string | undefined;
	readonly text: string;
}

export function cellValue(cell: Cell): unknown {
	const { shown, text, env } = cell;
	const { field } = shown;
	if (text === '') return isMany(field.type) ? [[5]] : false;
	if (field.relation !== undefined) return relationValue(cell);
	const at = `field '${cell.label}'`;
	if (isNumeric(field.type)) {
		const number = Number(text);
		if (text.trim() !== '' && !Number.isNaN(number) && (field.type !== 'integer' || Number.isInteger(number)))
			return number;
		throw new Unreadable(
			`'${text}' does not seem to be ${field.type === 'integer' ? 'an integer' : 'a number'} for ${at}`,
		);
	}
	switch (field.type) {
		case 'boolean':
			return booleanValue(text, cell.label);
		case 'selection':
			return selectionValue(field, text, at);
		case 'date':
			if (/^\d{4}-\d\d-\d\d/.test(text)) return text.slice(0, 10);
			throw new Unreadable(`'${text}' does not seem to be a valid date for ${at}`, {
				moreinfo: "Use the format '2012-12-31'",
			});
		case 'datetime':
			if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return datetimeOf(momentIn(env.ctx['tz'], text));
			throw new Unreadable(`'${text}' does not seem to be a valid datetime for ${at}`, {
				moreinfo: "Use the format '2012-12-31 23:59:59'",
			});
		default:
			return text;
	}
}

function booleanValue(text: string, label: string): boolean {
	if (['1', 'true', 'yes'].includes(text.toLowerCase())) return true;
	if (['0', 'false', 'no'].includes(text.toLowerCase())) return false;
	throw new Unreadable(`Unknown value '${text}' for boolean field '${label}'`, {
		moreinfo: "Use '1' for yes and '0' for no",
	});
}

function selectionValue({ selection = [] }: Field, text: string, at: string): string {
	const found = selection.find(([word, label]) => word === text || label.toLowerCase() === text.toLowerCase());
	if (found) return found[0];
	throw new Unreadable(`Value '${text}' not found in selection ${at}`, {
		moreinfo: selection.map(([, label]) => label),
	});
}

function relationValue(cell: Cell): unknown {
	const { field } = cell.shown;
	if (!isMany(field.type)) return relatedId(cell, cell.text);
	return [[6, 0, cell.text.split(',').map((each) => relatedId(cell, each))]];
}

const KINDS: Readonly<Record<string, string>> = { id: 'external id', '.id': 'database id' };

function relatedId({ env, shown: { field }, label, sub }: Cell, text: string): number {
	const of = modelOf(field.relation ?? '');
	const found = sub === 'id' ? idOf(env, of, text) : sub === '.id' ? databaseId(env, of, text) : idNamed(env, of, text);
	if (found !== undefined) return found;
	const byId =
		sub === undefined ? { res_model: of.name } : { res_model: 'ir.model.data', domain: [['model', '=', of.name]] };
	throw new Unreadable(`No matching record found for ${KINDS[sub ?? ''] ?? 'name'} '${text}' in field '${label}'`, {
		moreinfo: {
			name: 'Possible Values',
			type: 'ir.actions.act_window',
			target: 'new',
			view_mode: 'list,form',
			...byId,
		},
	});
}

export function databaseId(env: Env, of: Model, text: string): number | undefined {
	const id = Number(text);
	return Number.isInteger(id) && env.rec(of.name, id).exists() ? id : undefined;
}

function idNamed(env: Env, of: Model, text: string): number | undefined {
	return env.all(of.name).find((record) => record.display() === text || namesOf(record).includes(text))?.id;
}

/** The id of the record with an external id. Throws Stranger when it is of another model. */
export function idOf(env: Env, of: Model, xmlid: string): number | undefined {
	const known = externalId(env, xmlid);
	if (known === undefined) return undefined;
	if (known.get('model') === of.name) return known.num('res_id');
	const { module, name } = splitXmlid(xmlid);
	throw new Stranger(
		`For external id ${module}.${name} when trying to create/update a record of model ${of.name} found record of different model ${known.text('model')} (${known.id})`,
	);
}

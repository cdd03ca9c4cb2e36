/*
 * The methods that every model has.
 */
import { mayDo, requireRight, type Operation } from './access';
import type { Env, Rec } from './env';
import { accessError, valueError } from './errors';
import { externalIdsOf } from './external-ids';
import type { Field } from './fields';
import { formattedReadGroup, readGroup } from './groups';
import { load } from './load';
import { nameSearch, ofCompanies, search, shownFields, shownRecords } from './read';
import { namesNoWarehouse } from './quantities';
import { create, unlink, write } from './records';
import { fieldsOf, type Call, type Method, type Model, type Shown } from './schema';
import { isObject } from './values';
import { webRead, webSave, webSearchRead } from './web-read';

const ON_MODEL = { on: 'model' } as const;
const ON_RECORDS = { on: 'records' } as const;

export const BASE_METHODS: Readonly<Record<string, Method>> = {
	search: {
		...ON_MODEL,
		params: ['domain', 'offset=', 'limit=', 'order='],
		run: (call) => found(call).map(({ id }) => id),
	},
	search_count: { ...ON_MODEL, params: ['domain', 'limit='], run: (call) => found(call).length },
	search_read: {
		...ON_MODEL,
		params: ['domain=', 'fields=', 'offset=', 'limit=', 'order=', 'load='],
		run: (call) => shown(call, found({ ...call, args: { domain: [], ...call.args } })),
	},
	read: { ...ON_RECORDS, lenient: true, params: ['fields=', 'load='], run: (call) => shown(call, readable(call)) },
	create: { ...ON_MODEL, params: ['vals_list'], run: createAll },
	write: {
		...ON_RECORDS,
		params: ['vals'],
		run: ({ env, model, records, args }) => {
			if (records.length === 0) return true;
			requireRight(env, model, 'write');
			write(records, isObject(args['vals']) ? args['vals'] : {});
			return true;
		},
	},
	unlink: {
		...ON_RECORDS,
		params: [],
		run: ({ env, model, records }) => {
			if (records.length > 0) requireRight(env, model, 'unlink');
			unlink(records);
			return true;
		},
	},
	load: { ...ON_MODEL, params: ['fields', 'data'], run: loadAll },
	fields_get: { ...ON_MODEL, params: ['allfields=', 'attributes='], run: fieldsGet },
	default_get: {
		...ON_MODEL,
		params: (version) => [version >= 19 ? 'fields' : 'fields_list'],
		run: defaultGet,
	},
	name_search: {
		...ON_MODEL,
		params: (version) => ['name=', version >= 19 ? 'domain=' : 'args=', 'operator=', 'limit='],
		run: ({ env, model, args }) => {
			requireRight(env, model, 'read');
			return nameSearch(env, model, args);
		},
	},
	read_group: {
		...ON_MODEL,
		params: ['domain', 'fields', 'groupby', 'offset=', 'limit=', 'orderby=', 'lazy='],
		run: readGroup,
	},
	formatted_read_group: {
		...ON_MODEL,
		since: 19,
		params: ['domain', 'groupby=', 'aggregates=', 'having=', 'offset=', 'limit=', 'order='],
		run: formattedReadGroup,
	},
	web_search_read: {
		...ON_MODEL,
		since: 17,
		params: ['domain', 'specification', 'offset=', 'limit=', 'order=', 'count_limit='],
		run: webSearchRead,
	},
	web_read: { ...ON_RECORDS, since: 17, lenient: true, params: ['specification'], run: webRead },
	web_save: { ...ON_RECORDS, since: 17, params: ['vals', 'specification', 'next_id='], run: webSave },
	get_external_id: {
		...ON_RECORDS,
		params: [],
		run: ({ records }) => Object.fromEntries(records.map((record) => [record.id, externalIdsOf(record)[0] ?? ''])),
	},
	get_metadata: { ...ON_RECORDS, params: [], run: ({ records }) => records.map(metadata) },
	check_access_rights: {
		...ON_MODEL,
		params: ['operation', 'raise_exception='],
		run: ({ env, model, args }) => {
			const operation = String(args['operation']) as Operation;
			if (args['raise_exception'] !== false) requireRight(env, model, operation);
			return mayDo(env, model, operation);
		},
	},
	has_access: {
		...ON_RECORDS,
		since: 18,
		params: ['operation'],
		run: ({ env, model, args }) => mayDo(env, model, String(args['operation']) as Operation),
	},
	action_archive: { ...ON_RECORDS, params: [], run: (call) => archive(call, false) },
	action_unarchive: { ...ON_RECORDS, params: [], run: (call) => archive(call, true) },
};

function found({ env, model, args }: Call): Rec[] {
	requireRight(env, model, 'read');
	return search(env, model, args['domain'], args);
}

function shown({ env, model, args }: Call, records: readonly Rec[]): object[] {
	const fields = shownFields(env, model, args['fields']);
	return shownRecords(vanishes(env, model, fields) ? [] : records, fields, args['load'] !== null);
}

const QUANTITIES = new Set(['qty_available', 'free_qty', 'virtual_available', 'incoming_qty', 'outgoing_qty']);

/** Products are not read at all where their quantities in a warehouse that is not there are asked for (seen on 16 to 19). */
function vanishes(env: Env, { name }: Model, fields: readonly Shown[]): boolean {
	return name.startsWith('product.') && fields.some(({ column }) => QUANTITIES.has(column)) && namesNoWarehouse(env);
}

/** Throws for a record of a company the call does not name (seen on 19). */
export function readable({ env, model, records }: Call): readonly Rec[] {
	requireRight(env, model, 'read');
	const hidden = records.find((record) => !ofCompanies(env, record));
	if (hidden === undefined) return records;
	throw accessError(
		`Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, ${env.user.text('name')} (id=${env.uid}) doesn't have 'read' access to:\n- ${model.label} (${model.name})\n\nIf you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.`,
	);
}

/** Over JSON-RPC one record for a single object; JSON-2 always answers a list, which its own part sees to. */
function createAll({ env, model, args }: Call): unknown {
	const given = args['vals_list'];
	if (!Array.isArray(given) || given.length > 0) requireRight(env, model, 'create');
	if (Array.isArray(given)) return given.map((vals) => create(env, model.name, vals as Record<string, unknown>).id);
	return create(env, model.name, given as Record<string, unknown>).id;
}

function loadAll({ env, model, args }: Call): unknown {
	return load(env, model, args['fields'], args['data']);
}

function archive({ env, model, records }: Call, active: boolean): undefined {
	if (records.length > 0) requireRight(env, model, 'write');
	write(records, { active });
	return undefined;
}

function metadata(record: Rec): object {
	const xmlids = externalIdsOf(record).map((xmlid) => ({ xmlid, noupdate: false }));
	const user = (column: string) => {
		const found = record.one(column);
		return found ? [found.id, found.display()] : false;
	};
	return {
		id: record.id,
		create_uid: user('create_uid'),
		create_date: record.get('create_date'),
		write_uid: user('write_uid'),
		write_date: record.get('write_date'),
		xmlid: xmlids[0]?.xmlid ?? false,
		noupdate: false,
		xmlids,
	};
}

// ------------------------------------------------------------------ fields

function fieldsGet({ env, model, args }: Call): object {
	const { allfields, attributes } = args;
	const wanted = Array.isArray(allfields) && allfields.length > 0 ? new Set(allfields.map(String)) : undefined;
	const only = Array.isArray(attributes) && attributes.length > 0 ? new Set(attributes.map(String)) : undefined;
	const fields = [...fieldsOf(model, env.version).values()].filter(({ name }) => wanted?.has(name) ?? true);
	return Object.fromEntries(
		fields.map(({ name, field }) => {
			const all = Object.entries(attributesOf(name, field));
			return [name, Object.fromEntries(all.filter(([attribute]) => only?.has(attribute) ?? true))];
		}),
	);
}

function attributesOf(name: string, field: Field): object {
	const { type, label, relation, inverse, selection } = field;
	return {
		name,
		type,
		string: label,
		required: field.required ?? false,
		readonly: field.readonly ?? false,
		store: field.compute === undefined,
		searchable: !field.unsearchable,
		company_dependent: field.companyDependent ?? false,
		...(relation !== undefined && { relation }),
		...(inverse !== undefined && { relation_field: inverse }),
		...(selection !== undefined && { selection }),
		...(field.translated && { translate: true }),
	};
}

function defaultGet({ env, model, args }: Call): object {
	const names = args['fields'] ?? args['fields_list'];
	if (!Array.isArray(names)) throw valueError('fields must be a list');
	const fields = fieldsOf(model, env.version);
	return Object.fromEntries(
		names.map(String).flatMap((name) => {
			const field = fields.get(name)?.field;
			const value = env.ctx[`default_${name}`] ?? field?.initial?.(env, {});
			return value === undefined ? [] : [[name, value]];
		}),
	);
}

/** The method a model has under a name in a version. */
export function methodOf(env: Env, model: Model, name: string): Method | undefined {
	const own = model.methods && Object.hasOwn(model.methods, name) ? model.methods[name] : undefined;
	const found = own ?? (Object.hasOwn(BASE_METHODS, name) ? BASE_METHODS[name] : undefined);
	if (found === undefined) return undefined;
	const { since = 16, until = 19 } = found;
	return since <= env.version && env.version <= until ? found : undefined;
}

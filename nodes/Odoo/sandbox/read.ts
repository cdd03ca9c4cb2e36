/*
 * How records are found and shown: order, pages, many2one as a pair of id and name, unset as false.
 */
import { domainTest, mentions, namedIds } from './domain';
import type { Env, Rec } from './env';
import { accessError, databaseError, typeError, userError, valueError } from './errors';
import { isMany } from './fields';
import { fieldsOf, type Model, type Shown } from './schema';
import { isTruthy, repr } from './values';

/** The records of a model that the call can see: its companies', and without what is archived. */
export function visible(env: Env, model: Model, domain: unknown): Rec[] {
	const all = env.all(model.name).filter((record) => ofCompanies(env, record));
	const hidesArchived = model.fields['active'] !== undefined && env.ctx['active_test'] !== false;
	return hidesArchived && !mentions(domain, 'active') ? all.filter((record) => record.is('active')) : all;
}

/** Records of a company that the call does not name are invisible (seen on 19). */
export function ofCompanies(env: Env, record: Rec): boolean {
	if (record.model.fields['company_id'] === undefined || record.model.name === 'res.users') return true;
	const company = record.get('company_id');
	return company === false || allowedCompanies(env).includes(Number(company));
}

export function allowedCompanies(env: Env): number[] {
	const named = env.ctx['allowed_company_ids'];
	return Array.isArray(named) && named.length > 0 ? named.map(Number) : (env.user.get('company_ids') as number[]);
}

/** Throws what Odoo says to a language that is not switched on, and to a company the user does not have. */
export function checkContext(env: Env): void {
	const { lang, allowed_company_ids: companies } = env.ctx;
	if (typeof lang === 'string' && !env.state.languages.includes(lang)) {
		throw userError(`Invalid language code: ${lang}`);
	}
	const own = env.user.get('company_ids') as number[];
	if (Array.isArray(companies) && companies.some((id) => !own.includes(Number(id)))) {
		throw accessError('Access to unauthorized or invalid companies.');
	}
}

interface Page {
	readonly offset?: unknown;
	readonly limit?: unknown;
	readonly order?: unknown;
}

export function search(env: Env, model: Model, domain: unknown, { offset, limit, order }: Page = {}): Rec[] {
	const test = domainTest(env, model, domain);
	const [from, count] = [wholeOf(offset, 'OFFSET') ?? 0, wholeOf(limit, 'LIMIT')];
	const compare = orderOf(env, model, isTruthy(order) ? order : undefined);
	const found = visible(env, model, domain).filter(test).sort(compare);
	return found.slice(from, count ? from + count : undefined);
}

function wholeOf(value: unknown, word: 'LIMIT' | 'OFFSET'): number | undefined {
	if (value === undefined || value === null || value === false) return undefined;
	const number = Number(value);
	if (!Number.isInteger(number) || Array.isArray(value)) {
		throw databaseError('InvalidTextRepresentation', `invalid input syntax for type bigint: "${String(value)}"`);
	}
	if (number >= 0) return number;
	const kind = word === 'LIMIT' ? 'InvalidRowCountInLimitClause' : 'InvalidRowCountInResultOffsetClause';
	throw databaseError(kind, `${word} must not be negative`);
}

type Compare = (left: Rec, right: Rec) => number;

const ORDER = /^\s*[\w.]+(:[\w_]+)?(\s+(asc|desc))?(\s+nulls\s+(first|last))?\s*$/i;

/** Throws a UserError for what is no order, and a ValueError for a field that is none (seen on 19). */
function orderOf(env: Env, model: Model, order: unknown): Compare {
	if (order === undefined) return byColumns(model.order ?? 'id', (column) => column);
	if (typeof order !== 'string') throw typeError(`expected string or bytes-like object, got ${repr(order)}`);
	if (!order.split(',').every((part) => ORDER.test(part))) {
		throw userError(
			`Invalid "order" specified (${order}). A valid "order" specification is a comma-separated list of valid field names (optionally followed by asc/desc for the direction)`,
		);
	}
	const fields = fieldsOf(model, env.version);
	return byColumns(order, (name) => {
		const shown = fields.get(name);
		if (shown === undefined) throw valueError(`Invalid field ${repr(name)} on model ${repr(model.name)}`);
		return shown.column;
	});
}

function byColumns(order: string, columnOf: (name: string) => string): Compare {
	const parts = order.split(',').map((part) => {
		const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
		const column = columnOf(name.split('.')[0] ?? '');
		return { column, sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
	});
	return (left, right) => {
		for (const { column, sign } of parts) {
			const [a, b] = [sortValue(left, column), sortValue(right, column)];
			if (a === b) continue;
			// PostgreSQL puts what is unset last, and first when it counts down.
			if (a === undefined || b === undefined) return (a === undefined ? 1 : -1) * sign;
			return (a < b ? -1 : 1) * sign;
		}
		return 0;
	};
}

function sortValue(record: Rec, column: string): string | number | undefined {
	if (column === 'id') return record.id;
	if (column === 'write_date') return record.writtenMs();
	const related = record.one(column);
	if (related) return related.display();
	const value = record.get(column);
	if (typeof value === 'boolean') return record.model.fields[column]?.type === 'boolean' ? Number(value) : undefined;
	return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** The fields asked for, or all of them. Throws for one the model does not have. */
export function shownFields(env: Env, model: Model, names: unknown): Shown[] {
	const fields = fieldsOf(model, env.version);
	if (!Array.isArray(names) || names.length === 0) return [...fields.values()];
	return [...new Set(names.map(String))].map((name) => {
		const shown = fields.get(name);
		if (shown === undefined) throw valueError(`Invalid field ${repr(name)} on ${repr(model.name)}`);
		return shown;
	});
}

/** Records as `read` answers them; `load` null leaves a many2one its bare id. */
export function shownRecords(records: readonly Rec[], shown: readonly Shown[], pairs = true): object[] {
	return records.map((record) => {
		const entries = shown
			.filter(({ name }) => name !== 'id')
			.map(({ name, column, field }) => [name, shownValue(record, column, field.type, pairs)]);
		return { id: record.id, ...Object.fromEntries(entries) };
	});
}

function shownValue(record: Rec, column: string, type: string, pairs: boolean): unknown {
	if (isMany(type as 'one2many')) return shownIds(record, column);
	const value = record.get(column);
	if (type !== 'many2one') {
		if (type === 'binary' && record.env.ctx['bin_size'] === true && typeof value === 'string') {
			return `${((value.length * 3) / 4).toFixed(2)} bytes`;
		}
		return value;
	}
	const related = record.one(column);
	if (related === undefined) return false;
	return pairs ? [related.id, related.display()] : related.id;
}

/** Archived records on the other side are hidden, as everywhere. */
function shownIds(record: Rec, column: string): number[] {
	return record
		.many(column)
		.filter((each) => each.exists())
		.filter(
			(each) =>
				each.model.fields['active'] === undefined || record.env.ctx['active_test'] === false || each.is('active'),
		)
		.map(({ id }) => id);
}

/** Pairs of id and name, those first whose whole code or name was typed. */
export function nameSearch(env: Env, model: Model, args: Readonly<Record<string, unknown>>): unknown[] {
	const { name, limit } = args;
	const domain = args['domain'] ?? args['args'];
	const operator = typeof args['operator'] === 'string' ? args['operator'] : 'ilike';
	const found = search(env, model, Array.isArray(domain) ? domain : []);
	const count = limit === undefined || limit === null ? 100 : Number(limit);
	const pair = (record: Rec) => [record.id, record.display()];
	if (!isTruthy(name)) return found.slice(0, count || undefined).map(pair);
	const exact = namedIds(env, model, '=', name);
	const like = namedIds(env, model, operator, name);
	const both = [
		...found.filter(({ id }) => exact.has(id)),
		...found.filter(({ id }) => like.has(id) && !exact.has(id)),
	];
	return both.slice(0, count || undefined).map(pair);
}

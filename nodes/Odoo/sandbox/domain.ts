/*
 * Search domains: triples with `&`, `|` and `!` in front, dotted paths, and the operators Odoo 19 has (all seen there).
 * What is compared: texts as they are, `ilike` without case, a relation by id or, with a text, by name, unset like false.
 */
import type { Env, Rec } from './env';
import { typeError, valueError } from './errors';
import { isMany, isNumeric, type Version } from './fields';
import { likeTest } from './likes';
import { fieldsOf, modelOf, type Model, type Shown } from './schema';
import { isTruthy, repr } from './values';

type Test = (record: Rec) => boolean;

const OPERATORS = new Set([
	...['=', '!=', '<>', '==', '<', '>', '<=', '>=', '=?', 'in', 'not in', 'any', 'not any', 'child_of', 'parent_of'],
	...['like', 'not like', 'ilike', 'not ilike', '=like', '=ilike', 'not =like', 'not =ilike'],
]);
const NEGATED: Readonly<Record<string, string>> = {
	'!=': '=',
	'<>': '=',
	'not in': 'in',
	'not any': 'any',
	'not like': 'like',
	'not ilike': 'ilike',
	'not =like': '=like',
	'not =ilike': '=ilike',
};

/** Whether a domain mentions a field, so that archived records are looked for. */
export function mentions(domain: unknown, name: string): boolean {
	return Array.isArray(domain) && domain.some((term) => Array.isArray(term) && term[0] === name);
}

/** The test a domain makes. Throws what Odoo says to one that cannot be read. */
export function domainTest(env: Env, model: Model, domain: unknown): Test {
	if (!Array.isArray(domain)) throw typeError(`Domain() invalid argument type for domain: ${repr(domain)}`);
	const stack: Test[] = [];
	// From the back, so that an operator finds its operands on the stack.
	for (const term of [...domain].reverse() as unknown[]) {
		if (term === '&' || term === '|') {
			const [left, right] = [stack.pop(), stack.pop()];
			if (!left || !right) throw valueError(`Domain() malformed domain ${repr(domain)}`);
			stack.push(term === '&' ? (record) => left(record) && right(record) : (record) => left(record) || right(record));
		} else if (term === '!') {
			const inner = stack.pop();
			if (!inner) throw valueError(`Domain() malformed domain ${repr(domain)}`);
			stack.push((record) => !inner(record));
		} else stack.push(termTest(env, model, term));
	}
	return (record) => stack.every((test) => test(record));
}

function termTest(env: Env, model: Model, term: unknown): Test {
	if (!Array.isArray(term) || term.length !== 3) throw valueError(`Domain() invalid item in domain: ${repr(term)}`);
	const [path, operator, value] = term as [unknown, unknown, unknown];
	if ((path === 1 || path === 0) && operator === '=') return () => path === value;
	const shown = `(${repr(path)}, ${repr(operator)}, ${repr(value)})`;
	if (typeof path !== 'string') throw valueError(`Domain() invalid item in domain: ${repr(term)}`);
	if (typeof operator !== 'string' || !OPERATORS.has(operator.toLowerCase())) {
		throw valueError(`Invalid operator in condition ${shown}`);
	}
	return pathTest(env, model, path.split('.'), operator.toLowerCase(), value);
}

function pathTest(env: Env, model: Model, path: readonly string[], operator: string, value: unknown): Test {
	const [name = '', ...rest] = path;
	const found = fieldsOf(model, env.version).get(name);
	if (found === undefined || found.field.unsearchable) {
		const at = rest.length > 0 ? [rest.join('.'), 'any', value] : [name, operator, value];
		const term = rest.length > 0 ? [name, operator, value] : at;
		throw valueError(`Invalid field ${model.name}.${name} in condition (${term.map(repr).join(', ')})`);
	}
	if (rest.length === 0) return fieldTest(env, model, found, operator, value);
	const { relation } = found.field;
	if (relation === undefined) {
		throw valueError(`Invalid field property ${repr(rest[0])} on ${model.name}.${name}`);
	}
	// A negation inside a path means: the record at its end is another one, or none.
	const positive = NEGATED[operator];
	const inner = pathTest(env, modelOf(relation), rest, operator, value);
	const ends = rest.length === 1 && positive !== undefined;
	return (record) => {
		const behind = relatedOf(record, found);
		return behind.some(inner) || (ends && behind.length === 0 && !isMany(found.field.type));
	};
}

function relatedOf(record: Rec, { column, field }: Shown): Rec[] {
	if (isMany(field.type)) return record.many(column).filter((each) => each.exists());
	const one = record.one(column);
	return one ? [one] : [];
}

function fieldTest(env: Env, model: Model, shown: Shown, operator: string, value: unknown): Test {
	const positive = NEGATED[operator];
	if (positive !== undefined) {
		const inner = fieldTest(env, model, shown, positive, value);
		return (record) => !inner(record);
	}
	if (operator === '=?') return isTruthy(value) ? fieldTest(env, model, shown, '=', value) : () => true;
	if (operator === '==') return fieldTest(env, model, shown, '=', value);
	const { field, column, name } = shown;
	if (operator === 'any') {
		if (field.relation === undefined) {
			throw valueError(
				`Cannot use 'any' with non-relational fields in condition (${repr(name)}, 'any', ${repr(value)})`,
			);
		}
		const inner = domainTest(env, modelOf(field.relation), value);
		return (record) => relatedOf(record, shown).some(inner);
	}
	if (operator === 'child_of' || operator === 'parent_of') return hierarchyTest(env, model, shown, operator, value);
	if (field.relation !== undefined) return relationTest(env, shown, operator, value);
	return scalarTest(env.version, shown, operator, value, (record) => shownValue(record, shown, env.version, column));
}

/** On 16 to 18 a stored moment has more than the seconds one reads, and a comparison sees them. */
function shownValue(record: Rec, { column, field }: Shown, version: Version, name: string): unknown {
	if (column === 'id') return record.id;
	if (name === 'write_date' && version < 19) return precise(record.writtenMs());
	const value = record.get(column);
	return isNumeric(field.type) ? Number(value) : value;
}

const precise = (ms: number) =>
	new Date(ms)
		.toISOString()
		.replace('T', ' ')
		.replace('Z', '')
		.replace(/\.000$/, '');

function scalarTest(
	version: Version,
	{ field }: Shown,
	operator: string,
	value: unknown,
	get: (record: Rec) => unknown,
): Test {
	if (/like$/.test(operator)) {
		const test = likeTest(operator, String(value ?? ''));
		return (record) => test(textOf(get(record)));
	}
	if (operator === '=' || operator === 'in') {
		const wanted = (Array.isArray(value) ? value : [value]).map((each) => comparable(version, field.type, each));
		return (record) => {
			const at = get(record);
			return wanted.some((each) => (isUnset(each) ? isUnset(at) : at === each));
		};
	}
	const limit = comparable(version, field.type, value);
	return (record) => {
		const at = get(record);
		if (isUnset(at) && !isNumeric(field.type)) return false;
		return compare(operator, at as string | number, limit as string | number);
	};
}

function compare(operator: string, left: string | number, right: string | number): boolean {
	if (operator === '<') return left < right;
	if (operator === '>') return left > right;
	return operator === '<=' ? left <= right : left >= right;
}

const isUnset = (value: unknown) => value === false || value === '' || value === null || value === undefined;

/** A value to compare with, as the field's type has it. */
function comparable(version: Version, type: Shown['field']['type'], value: unknown): unknown {
	if (type === 'boolean') return booleanOf(value);
	if (value === null || value === undefined || value === false) return isNumeric(type) ? 0 : false;
	if (isNumeric(type) || type === 'many2one_reference') {
		const number = Number(value);
		if (!Number.isNaN(number)) return number;
		if (type === 'integer') throw valueError(`invalid literal for int() with base 10: ${repr(value)}`);
		throw valueError(`could not convert string to float: ${repr(value)}`);
	}
	if (type === 'datetime') return moment(version, value);
	if (type === 'date') return typeof value === 'string' ? value.slice(0, 10) : value;
	return String(value);
}

/** A text that says false is false (seen on 19). */
function booleanOf(value: unknown): boolean {
	if (typeof value === 'string') return !['', '0', 'f', 'false', 'n', 'no', 'off'].includes(value.toLowerCase());
	return isTruthy(value);
}

/** 18 tolerates the Z, 19 refuses it; the T is taken (seen on 19). 16 and 17 are taken to be like 18 (inferred). */
function moment(version: Version, value: unknown): unknown {
	if (typeof value !== 'string') return value;
	const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(value);
	if (!found) throw valueError(`Invalid term ${repr(value)} in expression date: ${repr(value)}`);
	const [, day = '', time = '00:00', seconds = ':00', zone] = found;
	if (zone !== undefined && version >= 19)
		throw valueError(`expecting only datetimes with no timezone: ${repr(value)}`);
	return `${day} ${time}${seconds}`;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : value === false ? '' : String(value));

/** A relation is compared by id, and by name with a text: a number written as text is a name, too (seen on 18 and 19). */
function relationTest(env: Env, { column, field }: Shown, operator: string, value: unknown): Test {
	const idsOf = (record: Rec): number[] => {
		const at = record.get(column);
		if (Array.isArray(at)) return at as number[];
		return typeof at === 'number' ? [at] : [];
	};
	if (/like$/.test(operator) || hasText(value)) {
		const named = namedIds(env, modelOf(field.relation ?? ''), /like$/.test(operator) ? operator : '=', value);
		return (record) => idsOf(record).some((id) => named.has(id));
	}
	const values = Array.isArray(value) ? (value as unknown[]) : [value];
	const wanted = new Set(values.filter((each) => typeof each === 'number'));
	const orNone = values.some((each) => each === false || each === null);
	if (operator === '=' || operator === 'in') {
		return (record) => {
			const ids = idsOf(record);
			return ids.length === 0 ? orNone : ids.some((id) => wanted.has(id));
		};
	}
	return (record) => idsOf(record).some((id) => compare(operator, id, Number(value)));
}

const hasText = (value: unknown): boolean =>
	typeof value === 'string' || (Array.isArray(value) && value.some((each) => typeof each === 'string'));

/** The records a name means: in the fields by which the model is searched. */
export function namedIds(env: Env, model: Model, operator: string, value: unknown): Set<number> {
	const texts = (Array.isArray(value) ? value : [value]).map(String);
	const tests = texts.map((text) => (operator === '=' ? (at: string) => at === text : likeTest(operator, text)));
	const found = env
		.all(model.name)
		.filter((record) => namesOf(record).some((name) => tests.some((test) => test(name))));
	return new Set(found.map(({ id }) => id));
}

export function namesOf(record: Rec): string[] {
	const { searched } = record.model;
	return searched ? searched.map((column) => textOf(record.get(column))) : [record.display()];
}

function hierarchyTest(env: Env, model: Model, { column, field }: Shown, operator: string, value: unknown): Test {
	const of = column === 'id' ? model : modelOf(field.relation ?? '');
	const ids = new Set((Array.isArray(value) ? value : [value]).map(Number));
	const chain = (record: Rec | undefined): number[] =>
		record === undefined ? [] : [record.id, ...(of.fields['parent_id'] ? chain(record.one('parent_id')) : [])];
	const above = new Set([...ids].flatMap((id) => chain(env.rec(of.name, id))));
	if (of.fields['location_id'] && of.name === 'stock.location') {
		const places = (record: Rec | undefined): number[] =>
			record === undefined ? [] : [record.id, ...places(record.one('location_id'))];
		return (record) => places(column === 'id' ? record : record.one(column)).some((id) => ids.has(id));
	}
	return (record) => {
		const at = column === 'id' ? record : record.one(column);
		if (at === undefined) return false;
		return operator === 'child_of' ? chain(at).some((id) => ids.has(id)) : above.has(at.id);
	};
}

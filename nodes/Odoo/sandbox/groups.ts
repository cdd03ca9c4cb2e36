/*
 * `read_group` (16 to 19) and `formatted_read_group` (19): sums and counts by fields. Of the dates only months and days.
 */
import { requireRight } from './access';
import type { Rec } from './env';
import { valueError } from './errors';
import { search } from './read';
import { fieldsOf, type Call, type Shown } from './schema';
import { repr, rounded } from './values';

interface Group {
	readonly keys: ReadonlyArray<{ readonly spec: string; readonly value: unknown; readonly domain: unknown[] }>;
	readonly records: Rec[];
}

function shownOf({ env, model }: Call, name: string): Shown {
	const shown = fieldsOf(model, env.version).get(name);
	if (shown === undefined) throw valueError(`Invalid field ${repr(name)} on model ${repr(model.name)}`);
	return shown;
}

function grouped(call: Call, groupby: readonly string[]): Group[] {
	const { env, model, args } = call;
	requireRight(env, model, 'read');
	const groups = new Map<string, Group>();
	for (const record of search(env, model, args['domain'])) {
		const keys = groupby.map((spec) => keyOf(call, record, spec));
		const id = JSON.stringify(keys.map(({ value }) => value));
		const group = groups.get(id) ?? { keys, records: [] };
		group.records.push(record);
		groups.set(id, group);
	}
	return [...groups.values()];
}

function keyOf(call: Call, record: Rec, spec: string): Group['keys'][number] {
	const [name = '', step] = spec.split(':');
	const { column, field } = shownOf(call, name);
	const related = record.one(column);
	if (related) return { spec, value: [related.id, related.display()], domain: [[name, '=', related.id]] };
	const value = record.get(column);
	if (field.type !== 'date' && field.type !== 'datetime') return { spec, value, domain: [[name, '=', value]] };
	const text = String(value);
	const part = step === 'day' ? text.slice(0, 10) : text.slice(0, 7);
	return { spec, value: value === false ? false : part, domain: [[name, '=like', `${part}%`]] };
}

/** `amount_total:sum`, `__count`; `sum` where only a name stands. */
function aggregate(call: Call, records: readonly Rec[], spec: string): unknown {
	if (spec === '__count') return records.length;
	const [name = '', how = 'sum'] = spec.split(':');
	const { column, field } = shownOf(call, name);
	const values = records.map((record) => (column === 'id' ? record.id : record.get(column)));
	const numbers = values.map(Number);
	switch (how) {
		case 'count':
			return values.length;
		case 'count_distinct':
			return new Set(values).size;
		case 'array_agg':
			return values;
		case 'max':
			return field.type === 'datetime' || field.type === 'date'
				? values.map(String).sort().at(-1)
				: Math.max(...numbers);
		case 'min':
			return field.type === 'datetime' || field.type === 'date' ? values.map(String).sort()[0] : Math.min(...numbers);
		case 'avg':
			return numbers.reduce((sum, each) => sum + each, 0) / Math.max(numbers.length, 1);
		case 'sum':
			return rounded(
				numbers.reduce((sum, each) => sum + each, 0),
				6,
			);
		default:
			throw valueError(`Invalid aggregate method ${repr(how)}`);
	}
}

const textsOf = (value: unknown): string[] =>
	Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];

export function formattedReadGroup(call: Call): object[] {
	const groupby = textsOf(call.args['groupby']);
	const aggregates = textsOf(call.args['aggregates']);
	const rows = grouped(call, groupby).map(({ keys, records }) => ({
		...Object.fromEntries(keys.map(({ spec, value }) => [spec, value])),
		__extra_domain: keys.flatMap(({ domain }) => domain),
		...Object.fromEntries(aggregates.map((spec) => [spec, aggregate(call, records, spec)])),
	}));
	return paged(rows, call.args);
}

/** Lazily only by the first field, with `<field>_count`; else by all of them, with `__count`. */
export function readGroup(call: Call): object[] {
	const groupby = textsOf(call.args['groupby']);
	const lazy = call.args['lazy'] !== false;
	const by = lazy ? groupby.slice(0, 1) : groupby;
	const sums = textsOf(call.args['fields']).map((spec) => spec.replace(/^\w+:(\w+)\((\w+)\)$/, '$2:$1'));
	const numeric = sums.filter((spec) => spec.includes(':') || isSummed(call, spec));
	const [first = ''] = by;
	const rows = grouped(call, by).map(({ keys, records }) => ({
		...Object.fromEntries(keys.map(({ spec, value }) => [spec, value])),
		...Object.fromEntries(numeric.map((spec) => [spec.split(':')[0], aggregate(call, records, spec)])),
		[lazy && by.length > 0 ? `${first.split(':')[0]}_count` : '__count']: records.length,
		__domain: [...keys.flatMap(({ domain }) => domain), ...(call.args['domain'] as unknown[])],
		...(lazy && groupby.length > 1 && { __context: { group_by: groupby.slice(1) } }),
	}));
	return paged(rows, call.args);
}

function isSummed(call: Call, name: string): boolean {
	const { field } = shownOf(call, name);
	return ['float', 'monetary', 'integer'].includes(field.type) && name !== 'id';
}

function paged(rows: object[], { offset, limit }: Call['args']): object[] {
	const from = Number(offset) || 0;
	return rows.slice(from, Number(limit) ? from + Number(limit) : undefined);
}

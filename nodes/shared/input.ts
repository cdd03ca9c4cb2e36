import type { IDataObject } from 'n8n-workflow';
import type { ZodError } from 'zod';

import { customerLabel } from '../../core/model/customer';
import { KIND_SCHEMAS, type Kind, type KindMap } from '../../core/model/kinds';
import type { Origin } from '../../core/model/origin';
import type { Problem } from '../../core/ports';
import { parameter, type NodeRun } from './run';
import type { OperationContext, System } from './system';

/*
 * The input contract (decision 5): what an item must be before anything is written. Unknown fields are ignored,
 * absent ones mean "leave it", null clears.
 */

/** The number of a record for sentences, from data that may be anything; of a customer nothing that says who it is. */
export function labelOf(json: IDataObject): string {
	const origin = json.origin as IDataObject | undefined;
	if (json.kind === 'customer') {
		const [reference, id] = [json.reference, origin?.id].map((each) => (typeof each === 'string' ? each : ''));
		return customerLabel({ reference, origin: { id: id ?? '' } }) || 'without a number';
	}
	const label = json.number ?? origin?.number ?? origin?.id;
	return typeof label === 'string' || typeof label === 'number' ? String(label) : 'without a number';
}

/** A record from an item's JSON, checked by its kind's schema, or the problem that says what is wrong with it. */
export function recordFrom<K extends Kind>(json: IDataObject, kind: K): { record: KindMap[K] } | { problem: Problem } {
	if (json.kind !== kind)
		return {
			problem: { code: 'WRONG_KIND', params: { kind: json.kind === undefined ? '' : String(json.kind), wanted: kind } },
		};
	if (typeof json.origin !== 'object' || json.origin === null)
		return { problem: { code: 'NO_ORIGIN', params: { record: labelOf(json) } } };
	const parsed = KIND_SCHEMAS[kind].safeParse(json);
	return parsed.success ? { record: parsed.data } : { problem: fieldProblem(parsed.error, json) };
}

function fieldProblem(error: ZodError, json: IDataObject): Problem {
	const issue = error.issues[0];
	const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
	return {
		code: 'FIELD_INVALID',
		params: {
			record: labelOf(json),
			field: issue?.path.join('.') ?? '',
			reason: `${issue?.message ?? 'is not valid'}${more}`,
		},
	};
}

/** The mapper's flat values as a record: `origin.id` becomes `origin: { id }`, empty values are absent. */
export function recordFromFields(values: IDataObject, kind: Kind, now: string): IDataObject {
	const record: IDataObject = { kind };
	for (const [name, value] of Object.entries(values)) {
		if (value === null || value === undefined || value === '') continue;
		const [group, field] = name.split('.', 2) as [string, string | undefined];
		const plain = plainValue(value);
		if (field === undefined) record[group] = plain;
		else record[group] = { ...(record[group] as IDataObject | undefined), [field]: plain };
	}
	if (record.origin) record.origin = { seenAt: now, ...(record.origin as IDataObject) };
	return record;
}

/** The mapper hands a date and time over as an object of n8n's own (luxon), which prints itself as ISO 8601. */
function plainValue(value: NonNullable<IDataObject[string]>): IDataObject[string] {
	const { toISO } = value as { toISO?: unknown };
	return typeof toISO === 'function' ? (toISO.call(value) as string) : value;
}

/** A record that came in, with its item's place. */
interface CameIn<T> {
	readonly at: number;
	readonly record: T;
}

/** The records of each way between two accounts, by its route in the ledger; in the order in which they came in. */
export function byRoute<T extends { readonly origin: Origin }>(
	records: ReadonlyArray<CameIn<T>>,
	system: System,
	account: string,
): Map<string, Array<CameIn<T>>> {
	const routes = new Map<string, Array<CameIn<T>>>();
	for (const each of records) {
		const { origin } = each.record;
		const route = `${origin.system}:${origin.account}>${system.id}:${account}`;
		const others = routes.get(route);
		if (others) others.push(each);
		else routes.set(route, [each]);
	}
	return routes;
}

/**
 * The records that came in, each with its item's place: from the items themselves or put together from *Fields Below*.
 * An item that holds none is a problem of its own.
 */
export function recordsOf<K extends Kind>(run: NodeRun, kind: K, work: OperationContext): Array<CameIn<KindMap[K]>> {
	const fromItem = work.param<string>('recordFrom', 'item') === 'item';
	return run.context.getInputData().flatMap(({ json }, at) => {
		const candidate = fromItem
			? json
			: recordFromFields(parameter<IDataObject>(run.context, 'fields.value', at, {}) ?? {}, kind, work.now);
		const parsed = recordFrom(candidate, kind);
		if ('record' in parsed) return [{ at, record: parsed.record }];
		run.problem(at, parsed.problem);
		return [];
	});
}

/*
 * `web_read`, `web_search_read` and `web_save` with a nested specification (17 to 19).
 */
import { requireRight } from './access';
import type { Env, Rec } from './env';
import { isMany } from './fields';
import { search, shownFields, shownRecords } from './read';
import { create, write } from './records';
import { fieldsOf, type Call } from './schema';
import { isObject } from './values';

function specified(env: Env, records: readonly Rec[], specification: unknown): object[] {
	const wanted = isObject(specification) ? specification : {};
	return records.map((record) => {
		const fields = shownFields(env, record.model, Object.keys(wanted).length > 0 ? Object.keys(wanted) : ['id']);
		const [plain = {}] = shownRecords([record], fields, false);
		const nested = Object.entries(wanted).flatMap(([name, more]) => {
			const shown = fieldsOf(record.model, env.version).get(name);
			if (shown?.field.relation === undefined || !isObject(more) || !isObject(more['fields'])) return [];
			const ids = isMany(shown.field.type) ? record.many(shown.column) : [record.one(shown.column)];
			const behind = ids.filter((each): each is Rec => each?.exists() === true);
			const read = specified(env, behind, more['fields']);
			return [[name, isMany(shown.field.type) ? read : (read[0] ?? false)]];
		});
		return { ...plain, ...Object.fromEntries(nested) };
	});
}

export function webRead({ env, model, records, args }: Call): object[] {
	requireRight(env, model, 'read');
	return specified(env, records, args['specification']);
}

export function webSearchRead({ env, model, args }: Call): object {
	requireRight(env, model, 'read');
	const all = search(env, model, args['domain']);
	const records = search(env, model, args['domain'], args);
	return { length: all.length, records: specified(env, records, args['specification']) };
}

export function webSave({ env, model, records, args }: Call): object[] {
	requireRight(env, model, records.length > 0 ? 'write' : 'create');
	const vals = isObject(args['vals']) ? args['vals'] : {};
	if (records.length > 0) write(records, vals);
	const saved = records.length > 0 ? records : [create(env, model.name, vals)];
	return specified(env, saved, args['specification']);
}

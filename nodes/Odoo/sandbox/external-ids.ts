/*
 * External ids, `module.name`: unique, without spaces, any other sign is taken (seen on 19).
 */
import type { Env, Rec } from './env';
import { create } from './records';
import { isTruthy } from './values';

/** `__import__` where no module is named. */
export function splitXmlid(xmlid: string): { module: string; name: string } {
	const dot = xmlid.indexOf('.');
	return dot < 0 ? { module: '__import__', name: xmlid } : { module: xmlid.slice(0, dot), name: xmlid.slice(dot + 1) };
}

export function externalId(env: Env, xmlid: string): Rec | undefined {
	const { module, name } = splitXmlid(xmlid);
	return env.find('ir.model.data', (row) => row.get('module') === module && row.get('name') === name);
}

/** The external ids of a record, oldest first. */
export function externalIdsOf(record: Rec): string[] {
	return record.env
		.all('ir.model.data')
		.filter((row) => row.get('model') === record.model.name && row.get('res_id') === record.id)
		.map((row) => `${row.text('module')}.${row.text('name')}`);
}

/** With `noupdate` in its context a load notes it beside what it makes, lines too (seen on 19). */
export function remember(env: Env, xmlid: string, record: Rec): void {
	const noupdate = isTruthy(env.ctx['noupdate']);
	create(env, 'ir.model.data', { ...splitXmlid(xmlid), model: record.model.name, res_id: record.id, noupdate });
}

import { OdooFailure, type OdooClient } from '../client';
import { hookActions, modelFields, models } from './wire';

/*
 * Automation rules with an action that sends a webhook: how they are listed, made and removed. All of it needs the
 * rights of Settings (observed).
 */

export interface Hook {
	/** Of the rule; removing it removes its action. */
	readonly id: number;
	/** Of the action. */
	readonly action: number;
	readonly name: string;
}

/** The rules that send to exactly this address. */
export async function hooksTo(odoo: OdooClient, url: string): Promise<Hook[]> {
	if (!('webhook_url' in (await odoo.fieldsOf('ir.actions.server')))) throw missing('webhooks (Odoo 17 and later)');
	const fields = ['name', 'webhook_url', 'base_automation_id'];
	const domain = [
		['state', '=', 'webhook'],
		['webhook_url', '=', url],
	] as const;
	const found = await odoo.searchRead('ir.actions.server', domain, fields, hookActions, { order: 'id' });
	return found.flatMap(({ id, name, webhook_url, base_automation_id }) =>
		webhook_url === url && base_automation_id ? [{ id: base_automation_id.id, action: id, name }] : [],
	);
}

/** The failure that says which app or version is needed. */
const missing = (model: string) => new OdooFailure('module', { call: { model, method: 'fields_get' } });

export interface Rule {
	readonly name: string;
	readonly model: string;
	readonly field: string;
	readonly before: string;
	readonly after: string;
	readonly url: string;
}

/** Makes a rule and its action in one call. It sends the record's ID, and its name where it has one. */
export async function makeHook(odoo: OdooClient, rule: Rule): Promise<void> {
	const { name, model, field, before, after, url } = rule;
	const [of] = await odoo.searchRead('ir.model', [['model', '=', model]], ['model'], models);
	const wanted = [field, 'name'];
	const known = await odoo.searchRead(
		'ir.model.fields',
		[
			['model', '=', model],
			['name', 'in', wanted],
		],
		['name', 'model'],
		modelFields,
	);
	const idOf = (own: string) => known.find((each) => each.name === own)?.id;
	const start = idOf(field);
	if (!of || start === undefined) throw missing(model);
	const named = idOf('name');
	const action = {
		name,
		model_id: of.id,
		state: 'webhook',
		webhook_url: url,
		webhook_field_ids: [[6, 0, named === undefined ? [] : [named]]],
	};
	const vals = {
		name,
		model_id: of.id,
		trigger: 'on_write',
		trigger_field_ids: [[6, 0, [start]]],
		filter_pre_domain: before,
		filter_domain: after,
		action_server_ids: [[0, 0, action]],
	};
	await done(odoo, { model: 'base.automation', method: 'create', args: { vals_list: [vals] }, repeatable: false });
}

/** Gives an action the name it is to be known by. */
export async function renameHook(odoo: OdooClient, action: number, name: string): Promise<void> {
	await done(odoo, {
		model: 'ir.actions.server',
		method: 'write',
		ids: [action],
		args: { vals: { name } },
		repeatable: true,
	});
}

/** Removes a rule; one that is not there any more is done. */
export async function removeHook(odoo: OdooClient, id: number): Promise<void> {
	const answer = await odoo.call({ model: 'base.automation', method: 'unlink', ids: [id], repeatable: true });
	if ('refused' in answer && answer.refused.name === 'odoo.exceptions.MissingError') return;
	settled(answer);
}

async function done(odoo: OdooClient, call: Parameters<OdooClient['call']>[0]): Promise<void> {
	settled(await odoo.call(call));
}

function settled(answer: Awaited<ReturnType<OdooClient['call']>>): void {
	if ('noAnswer' in answer) throw new OdooFailure('noAnswer', { reason: answer.noAnswer.reason });
	if ('refused' in answer) throw new OdooFailure('refused', { refusal: answer.refused });
}

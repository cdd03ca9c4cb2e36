import { idsIn, isRead, objectIn, refusalOf } from '../../../nodes/Odoo/call/mapping';
import { markFor } from '../../../nodes/Odoo/sign';
import { odooPoll, odooTrigger } from '../../../nodes/Odoo/trigger';
import { actionIn, nameIn, nameOf, TOPICS, toSubject } from '../../../nodes/Odoo/webhook/mapping';
import { ScriptedOdoo, httpTo, type Script } from './scripted';

/*
 * What Odoo tells by itself: genuine or not, and about which record; and calls of the operator's own.
 */

const URL = 'https://n8n.example.com/webhook/1';
const credential = { address: 'https://erp.example.com', webhookSecret: 'long random text', protocol: 'json2' };
const mark = (topic: string, secret = credential.webhookSecret, url = URL) => markFor(secret, url, topic);
/** As it was received from Odoo 17 to 19, but for the action's name, which is ours. */
const body = (name: string, more: object = {}) =>
	JSON.stringify({
		_action: `${name}(#461)`,
		_id: 17,
		_model: 'stock.picking',
		carrier_tracking_ref: 'TRACK9',
		id: 17,
		name: 'WH/OUT/00016',
		...more,
	});
const bytes = (text: string) => new TextEncoder().encode(text);
const expected = {
	account: 'erp.example.com',
	credential,
	callbackUrl: URL,
	topics: ['picking.done', 'picking.tracking'],
};
const verdict = (text: string, more: object = {}) =>
	odooTrigger.verify({ raw: bytes(text), headers: {} }, { ...expected, ...more });

it('takes a message with the mark of its very topic and address', () => {
	expect(verdict(body(nameOf('picking.done', mark('picking.done'))))).toMatchObject({
		topic: 'picking.done',
		stamp: { topic: 'picking.done', id: expect.stringMatching(/^[0-9a-f]{32}$/) },
	});
});

it.each<[string, string, object, string]>([
	['with the mark of another topic', body(nameOf('picking.done', mark('picking.tracking'))), {}, 'signature'],
	[
		'with the mark of another address',
		body(nameOf('picking.done', mark('picking.done', undefined, 'https://x'))),
		{},
		'signature',
	],
	['with the mark of another secret', body(nameOf('picking.done', mark('picking.done', 'guessed'))), {}, 'signature'],
	['with no mark', body('hook'), {}, 'signature'],
	['that is no JSON', 'hello', {}, 'signature'],
	['that is a list', '[]', {}, 'signature'],
	['that is empty', '', {}, 'signature'],
	[
		'where the credential has no secret',
		body(nameOf('picking.done', markFor('', URL, 'picking.done'))),
		{ credential: { webhookSecret: '' } },
		'signature',
	],
	['of a topic that nobody chose', body(nameOf('order.confirmed', mark('order.confirmed'))), {}, 'topic'],
])('refuses a message %s', (_, text, more, refused) => expect(verdict(text, more)).toEqual({ refused }));

it('tells the same message from another one', () => {
	const idOf = (text: string) => (verdict(text) as { stamp: { id: string } }).stamp.id;
	const name = nameOf('picking.done', mark('picking.done'));
	expect(idOf(body(name))).toBe(idOf(body(name)));
	expect(idOf(body(name))).not.toBe(idOf(body(name, { _id: 18 })));
});

it.each<[string, string, object, unknown]>([
	['its ID and number', 'picking.done', {}, { id: '17', number: 'WH/OUT/00016' }],
	[
		'an ID above what a number holds',
		'picking.done',
		{ _id: 9007199254740993n.toString() },
		{ id: '9007199254740993', number: 'WH/OUT/00016' },
	],
	['no record of another model', 'order.confirmed', {}, undefined],
	['no record without an ID', 'picking.done', { _id: null }, undefined],
	['no record with a strange ID', 'picking.done', { _id: '1; drop' }, undefined],
	['a record without a name', 'picking.done', { name: false }, { id: '17' }],
])('reads %s', (_, topic, more, subject) => expect(toSubject(topic, body('hook', more))).toEqual(subject));

it('asks for a secret before it subscribes', () => {
	expect(odooTrigger.secretProblem({ webhookSecret: ' ' })).toMatchObject({ code: 'SETUP_WEBHOOK_SECRET' });
	expect(odooTrigger.secretProblem(credential)).toBeUndefined();
});

it('has a rule for every topic it listens to, and a name that says which', () => {
	for (const topic of odooTrigger.events.flatMap(({ topics }) => topics)) {
		expect(TOPICS[topic]).toBeDefined();
		expect(nameIn(nameOf(topic, mark(topic)))).toEqual({ topic, mark: mark(topic) });
		expect(actionIn(body(nameOf(topic, mark(topic))))).toEqual({ topic, mark: mark(topic) });
	}
});

it('polls orders, deliveries and stock', () => {
	expect(odooPoll.events.map(({ value, operation }) => [value, operation.kind])).toEqual([
		['orderChanged', 'order'],
		['deliveryDone', 'shipment'],
		['stockChanged', 'stockLevel'],
	]);
});

// ------------------------------------------------------------------ rules in Odoo

let odoo: ScriptedOdoo | undefined;
afterEach(async () => await odoo?.close());
const contextTo = async (script: Script) => {
	odoo = await ScriptedOdoo.start(script);
	return { http: httpTo(odoo), account: 'erp.example.com', credential };
};

it('makes a rule with its action in one call, under a name that is the mark', async () => {
	const context = await contextTo(({ call }) => {
		if (call === 'ir.model.search_read') return { body: [{ id: 300, model: 'stock.picking' }] };
		if (call === 'ir.model.fields.search_read')
			return {
				body: [
					{ id: 1, name: 'state', model: 'stock.picking' },
					{ id: 2, name: 'name', model: 'stock.picking' },
				],
			};
		return { body: [7] };
	});
	await odooTrigger.subscribe(context, URL, 'picking.done');
	const name = nameOf('picking.done', mark('picking.done'));
	expect(odoo!.asked.at(-1)).toMatchObject({
		call: 'base.automation.create',
		body: {
			vals_list: [
				{
					name,
					model_id: 300,
					trigger: 'on_write',
					trigger_field_ids: [[6, 0, [1]]],
					filter_pre_domain: "[('state','!=','done')]",
					action_server_ids: [
						[0, 0, { name, model_id: 300, state: 'webhook', webhook_url: URL, webhook_field_ids: [[6, 0, [2]]] }],
					],
				},
			],
		},
	});
});

it('knows its own rules at this address, and those that would send what nobody can verify', async () => {
	const row = (id: number, name: string, url = URL) => ({
		id,
		name,
		webhook_url: url,
		base_automation_id: [id + 100, name],
	});
	const context = await contextTo(({ call }) => ({
		body: call.endsWith('.fields_get')
			? { webhook_url: { type: 'char' } }
			: [
					row(1, nameOf('picking.done', mark('picking.done'))),
					row(2, nameOf('picking.tracking', mark('picking.tracking', 'before'))),
					row(3, 'somebody’s'),
					row(4, 'x', `${URL}2`),
				],
	}));
	expect(await odooTrigger.list(context, URL)).toEqual([
		{ id: '101', topic: 'picking.done', intact: true },
		{ id: '102', topic: 'picking.tracking', intact: false },
		{ id: '103', topic: 'somebody’s', intact: false },
	]);
});

it('says that 16 has no rules that send', async () => {
	const context = await contextTo(() => ({ body: { state: { type: 'selection' } } }));
	await expect(odooTrigger.list(context, URL)).rejects.toMatchObject({
		code: 'SETUP_MODULE',
		problem: { params: { model: 'webhooks (Odoo 17 and later)' } },
	});
});

it('takes a rule that is gone for removed, and says so where the right to remove it is missing', async () => {
	const gone = await contextTo(() => ({
		status: 404,
		body: { name: 'odoo.exceptions.MissingError', message: 'Record does not exist' },
	}));
	await odooTrigger.unsubscribe(gone, '101');
	await odoo!.close();
	const denied = await contextTo(() => ({
		status: 403,
		body: { name: 'odoo.exceptions.AccessError', message: 'Not allowed' },
	}));
	await expect(odooTrigger.unsubscribe(denied, '101')).rejects.toMatchObject({ code: 'SETUP_SCOPES' });
});

// ------------------------------------------------------------------ calls of the operator's own

it.each<[string, string, boolean, string | undefined]>([
	['res.partner', 'search_read', false, undefined],
	['crm.lead', 'action_set_won', false, undefined],
	['x_custom.model', 'write', false, undefined],
	['ir.model', 'search_read', false, undefined],
	['ir.model', 'write', false, 'Model'],
	['ir.model', 'write', true, undefined],
	['res.users', 'create', false, 'Model'],
	['res.users.apikeys', 'generate', false, 'Model'],
	['res.partner', 'unlink', false, 'Method'],
	['res.partner', 'unlink', true, undefined],
	['res.partner', '_write', true, 'Method'],
	['res.partner', 'write; x', true, 'Method'],
	['../etc', 'read', true, 'Model'],
	['', 'read', true, 'Model'],
])('judges the call of %s %s, dangerous ones allowed: %s', (model, method, allowed, setting) => {
	expect(refusalOf({ model, method }, allowed)?.setting).toBe(setting);
});

it('repeats nothing but what only reads', () => {
	expect(['search_read', 'fields_get', 'read'].map(isRead)).toEqual([true, true, true]);
	expect(['create', 'write', 'action_confirm', 'load', 'constructor'].map(isRead)).toEqual([
		false,
		false,
		false,
		false,
		false,
	]);
});

it.each([
	['', { ids: undefined }],
	['7', { ids: [7] }],
	['[7, 9]', { ids: [7, 9] }],
	['7, x', { reason: '"x" is no ID' }],
	['0', { reason: '"0" is no ID' }],
	['-1', { reason: '"-1" is no ID' }],
])('reads the IDs in "%s"', (text, expected) => expect(idsIn(text)).toEqual(expected));

it.each([
	['', { object: {} }],
	['{"a": [1]}', { object: { a: [1] } }],
	[{ a: 1 }, { object: { a: 1 } }],
	['[1]', { reason: expect.any(String) }],
	['{a}', { reason: expect.any(String) }],
	[null, { reason: expect.any(String) }],
])('reads the arguments in %j', (value, expected) => expect(objectIn(value)).toEqual(expected));

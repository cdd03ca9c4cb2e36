/** @jest-environment ./test/support/jest-environment.js */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { sampleOrder } from '../core/samples';
import { runNode, type NodeRunAnswer, type OnError } from '../support/engine';
import { SCRATCH } from '../support/scratch';
import { ScriptedOdoo, type Said, type Script } from '../systems/odoo/scripted';

/*
 * The node of Odoo as n8n runs it: its settings, its credential in both protocols, and the error contract. The server
 * answers what was observed; what becomes of orders is shown against the sandbox.
 */

let odoo: ScriptedOdoo;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(SCRATCH, 'odoo-'))));
afterEach(async () => {
	await odoo.close();
	rmSync(folder, { recursive: true, force: true });
});

const VERSION: Said = { body: { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' } };
const KEY = 'example-key';

async function run(
	script: Script,
	parameters: IDataObject,
	more: { items?: IDataObject[]; onError?: OnError; credential?: IDataObject } = {},
): Promise<NodeRunAnswer> {
	odoo = await ScriptedOdoo.start(script);
	const credential = { address: odoo.url, apiKey: KEY, protocol: 'json2', language: 'en_US', ...more.credential };
	return await runNode({
		type: 'odoo',
		parameters,
		credentials: { odooCommerceApi: credential as ICredentialDataDecryptedObject },
		items: more.items ?? [{}],
		onError: more.onError ?? 'continueErrorOutput',
		storageFolder: folder,
		timeoutMs: 2_000,
	});
}

const jsonOf = ({ outputs }: NodeRunAnswer, output = 0) => (outputs[output] ?? []).map(({ json }) => json);
const codes = (answer: NodeRunAnswer) => jsonOf(answer, 1).map(({ error }) => (error as IDataObject).code);
const fields = (...names: string[]): Said => ({
	body: Object.fromEntries(names.map((name) => [name, { type: 'char' }])),
});
const ERROR = (name: string, message: string) => ({
	name,
	message,
	arguments: [message],
	context: {},
	debug: 'Traceback',
});

// ------------------------------------------------------------------ the connection

const CHECK = { resource: 'connection', operation: 'check' };

/** A user who may do everything but write contacts, in an Odoo without the Inventory app. */
const office: Script = ({ path, call, body }) => {
	if (path === '/web/version') return VERSION;
	if (call === 'res.users.context_get') return { body: { lang: 'en_US', tz: false, uid: 2 } };
	if (call === 'res.company.search_read') return { body: [{ id: 1, name: 'Example', currency_id: [1, 'EUR'] }] };
	if (call.startsWith('stock.'))
		return { status: 404, body: ERROR('werkzeug.exceptions.NotFound', `the model '${call}' does not exist`) };
	if (call.endsWith('check_access_rights'))
		return { body: !(call.startsWith('res.partner') && body.operation === 'create') };
	if (call === 'product.product.search_read')
		return { body: [1, 2, 3].map((id) => ({ id, default_code: id < 3 ? 'MUG' : 'VASE' })) };
	return { body: [] };
};

it('says version and protocol, and which rights and apps are missing for which operation', async () => {
	const [item] = jsonOf(await run(office, CHECK, { credential: { protocol: 'detect' } }));
	expect(item).toMatchObject({
		ok: false,
		version: '19.0',
		protocol: 'JSON-2',
		user: 2,
		companies: [{ id: 1, name: 'Example', currency: 'EUR' }],
		duplicateSkus: [{ sku: 'MUG', count: 2 }],
	});
	const operations = item!.operations as IDataObject[];
	const about = (name: string) => operations.find(({ operation }) => operation === name);
	expect(about('Order: Get')).toMatchObject({ allowed: true, missingRights: [], missingApps: [] });
	expect(about('Order: Create or Update')).toMatchObject({ allowed: false, missingRights: ['res.partner:create'] });
	expect(about('Shipment: Get Many')).toMatchObject({ allowed: false, missingApps: ['Inventory'] });
});

it('sends the key as a bearer under JSON-2', async () => {
	await run(office, CHECK);
	expect(odoo.asked.find(({ call }) => call === 'res.users.context_get')?.authorization).toBe(`bearer ${KEY}`);
});

it('speaks JSON-RPC with a server of before 19, with database and key from the credential alone', async () => {
	const old: Script = ({ path, call }) => {
		if (path === '/web/version') return undefined;
		if (call === 'common.version')
			return { body: { jsonrpc: '2.0', id: 1, result: { server_version: '18.0', server_version_info: [18, 0] } } };
		if (call === 'common.authenticate') return { body: { jsonrpc: '2.0', id: 1, result: 2 } };
		return {
			body: {
				jsonrpc: '2.0',
				id: 1,
				result: call === 'res.users.context_get' ? { lang: 'en_US', uid: 2 } : call.endsWith('rights') ? true : [],
			},
		};
	};
	const credential = { protocol: 'detect', database: 'prod', user: 'shop@example.com' };
	const [item] = jsonOf(await run(old, CHECK, { credential }));
	expect(item).toMatchObject({ version: '18.0', protocol: 'JSON-RPC', ok: true });
	const argsOf = (name: string) =>
		(odoo.asked.find(({ call }) => call === name)?.body.params as { args: unknown[] }).args;
	expect(argsOf('common.authenticate')).toEqual(['prod', 'shop@example.com', KEY, {}]);
	expect(argsOf('res.users.context_get').slice(0, 5)).toEqual(['prod', 2, KEY, 'res.users', 'context_get']);
});

it.each<[string, Script, string]>([
	[
		'a key that has run out',
		() => ({ status: 401, body: ERROR('werkzeug.exceptions.Unauthorized', 'Invalid apikey') }),
		'SETUP_CREDENTIAL',
	],
	[
		'a database that is not there',
		() => ({ status: 404, type: 'text/html', body: '<h1>No database is selected</h1>' }),
		'SETUP_CREDENTIAL',
	],
	[
		'a missing app',
		() => ({ status: 404, body: ERROR('werkzeug.exceptions.NotFound', "the model 'sale.order' does not exist") }),
		'SETUP_MODULE',
	],
	[
		'a missing right',
		() => ({ status: 403, body: ERROR('odoo.exceptions.AccessError', 'Not allowed') }),
		'SETUP_SCOPES',
	],
])('puts %s out as a problem for every item, and nothing as a success', async (_, script, code) => {
	const answer = await run(
		script,
		{ resource: 'order', operation: 'get', idFrom: 'id', id: '42' },
		{ items: [{}, {}] },
	);
	expect([jsonOf(answer), codes(answer)]).toEqual([[], [code, code]]);
	expect(JSON.stringify(answer.outputs)).not.toMatch(/Traceback|example-key/);
});

// ------------------------------------------------------------------ orders

const ORDER_FIELDS = fields('name', 'state', 'client_order_ref', 'order_line', 'amount_total', 'currency_id');
const shop: Script = ({ call, body }) => {
	if (call === 'sale.order.line.fields_get') return fields('tax_ids', 'is_delivery');
	if (call.endsWith('fields_get')) return call.startsWith('res.company') ? fields('name', 'currency_id') : ORDER_FIELDS;
	if (call === 'res.company.search_read') return { body: [{ id: 1, name: 'Example', currency_id: [1, 'EUR'] }] };
	if (call === 'account.tax.search_read')
		return {
			body: [
				{
					id: 4,
					name: '25.5 %',
					amount: 25.5,
					amount_type: 'percent',
					price_include: true,
					company_id: [1, 'Example'],
				},
			],
		};
	if (call === 'product.product.search_read')
		return {
			body: (body.domain as unknown[][]).some(([, , wanted]) => (wanted as string[]).includes('MUG-BLUE'))
				? ['MUG-BLUE', 'MUG-RED'].map((default_code, index) => ({
						id: 10 + index,
						default_code,
						barcode: false,
						type: 'consu',
					}))
				: [],
		};
	if (call === 'ir.model.data.check_object_reference')
		return { status: 500, body: ERROR('builtins.ValueError', 'External ID not found in the system: x') };
	return { body: [] };
};
const UPSERT = {
	resource: 'order',
	operation: 'upsert',
	previewOnly: true,
	recordFrom: 'item',
	ledger: 'off',
	forwardFrom: '2026-01-01T00:00:00Z',
	orderPrefix: 'SHOP',
	lineProducts: {
		row: [
			{ line: 'delivery', product: '31' },
			{ line: 'discount', product: '32' },
		],
	},
};
const order = (changes: Parameters<typeof sampleOrder>[0] = {}) => sampleOrder(changes) as unknown as IDataObject;

it('previews an order to the cent, and writes nothing', async () => {
	const [item] = jsonOf(await run(shop, UPSERT, { items: [order()] }));
	expect(item).toMatchObject({
		outcome: 'preview',
		preview: { would: 'create', after: { name: 'SHOP1001', reference: '#1001', state: 'sale', total: '37.40' } },
	});
	const lines = ((item!.preview as IDataObject).after as IDataObject).lines as IDataObject[];
	expect(lines.map(({ kind, sku, quantity, price, tax }) => [kind, sku, quantity, Number(price), tax])).toEqual([
		['goods', 'MUG-BLUE', 2, 12.5, 4],
		['goods', 'MUG-RED', 1, 12.5, 4],
		['delivery', '', 1, 4.9, 4],
		['discount', '', 1, -5, 4],
		['note', '', 0, 0, undefined],
	]);
	expect(odoo.calls().filter((call) => /\.(load|create|write|action_\w+)$/.test(call))).toEqual([]);
});

it.each<[string, object, Parameters<typeof sampleOrder>[0], string]>([
	['a risky order', {}, { risk: { level: 'high' } }, 'draft'],
	['a cancelled order', {}, { status: 'cancelled', paymentStatus: 'voided' }, 'cancel'],
	['an order where people confirm', { arrivesAs: 'draft' }, {}, 'draft'],
])('would leave %s unconfirmed', async (_, orderOptions, changes, state) => {
	const [item] = jsonOf(await run(shop, { ...UPSERT, orderOptions }, { items: [order(changes)] }));
	expect(item).toMatchObject({ preview: { would: 'create', after: { state } } });
});

it.each<[string, object, string]>([
	['risky', { risky: 'skip' }, 'HELD_RISK_HIGH'],
	['cancelled', { cancelled: 'skip' }, 'HELD_CANCELLED'],
])('holds an order that is %s where the operator wants it so', async (_, orderOptions, code) => {
	const changes = code === 'HELD_CANCELLED' ? { status: 'cancelled' as const } : { risk: { level: 'high' as const } };
	const [item] = jsonOf(await run(shop, { ...UPSERT, orderOptions }, { items: [order(changes)] }));
	expect(item).toMatchObject({ preview: { would: 'skip' }, reason: { code } });
});

it('names the setting that cannot be used', async () => {
	const answer = await run(
		shop,
		{ ...UPSERT, taxes: { row: [{ rate: 'much', prices: 'any', tax: '4' }] } },
		{ items: [order()] },
	);
	expect(codes(answer)).toEqual(['SETUP_PARAMETER']);
});

it.each<[string, string, Script]>([
	[
		'UNKNOWN_SKU',
		'a SKU is not there',
		(asked, count) => (asked.call === 'product.product.search_read' ? { body: [] } : shop(asked, count)),
	],
	[
		'TAX_UNMAPPED',
		'a rate has no tax',
		(asked, count) => (asked.call === 'account.tax.search_read' ? { body: [] } : shop(asked, count)),
	],
])('says %s where %s', async (code, _, script) => {
	const [item] = jsonOf(await run(script, UPSERT, { items: [order()] }));
	expect(item).toMatchObject({ preview: { would: 'problem' }, reason: { code } });
});

// ------------------------------------------------------------------ calls of the operator's own

const CALL = {
	resource: 'method',
	operation: 'call',
	model: 'res.partner',
	method: 'write',
	ids: '7',
	arguments: '{"vals": {"ref": "C-7"}}',
};

it('calls a method once for each item and hands on what it answered', async () => {
	const answer = await run(() => ({ body: true }), CALL, { items: [{}, {}] });
	expect(jsonOf(answer)).toEqual(
		[1, 2].map(() => expect.objectContaining({ outcome: 'answered', result: true, model: 'res.partner' })),
	);
	expect(odoo.asked.map(({ call, body }) => [call, body.ids, body.vals])).toEqual(
		[1, 2].map(() => ['res.partner.write', [7], { ref: 'C-7' }]),
	);
});

it('shows in a preview what would be called, and calls nothing', async () => {
	const [item] = jsonOf(await run(() => ({ body: true }), { ...CALL, previewOnly: true }));
	expect(item).toMatchObject({ outcome: 'preview', preview: { ids: [7], arguments: { vals: { ref: 'C-7' } } } });
	expect(odoo.asked).toEqual([]);
});

it.each<[string, IDataObject, Script, string, number]>([
	['a dangerous call', { method: 'unlink' }, () => ({ body: true }), 'SETUP_PARAMETER', 0],
	['arguments that are no JSON', { arguments: '{vals' }, () => ({ body: true }), 'SETUP_PARAMETER', 0],
	[
		'a call that Odoo refuses',
		{},
		() => ({ status: 422, body: ERROR('odoo.exceptions.ValidationError', 'Wrong value') }),
		'REFUSED',
		1,
	],
	['a write that nobody answers', {}, () => ({ body: '', breaks: true }), 'NO_ANSWER', 1],
])('does not repeat and does not hide %s', async (_, parameters, script, code, times) => {
	const answer = await run(script, { ...CALL, ...parameters });
	expect([jsonOf(answer), codes(answer), odoo.asked.length]).toEqual([[], [code], times]);
});

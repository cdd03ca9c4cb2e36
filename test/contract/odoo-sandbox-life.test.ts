import odoo from '../../nodes/Odoo/sandbox';
import { DATABASE, KEYS } from '../../nodes/Odoo/sandbox/seed';
import { demoData } from '../../sandbox/demo-data';
import type { FaultKind } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { Company } from './odoo-company';
import { underTest } from './odoo-sandbox-company';

/*
 * What only the sandbox has: the demo company, faults, the journal, what people in Odoo do, and hostile input.
 */

const seed = demoData('2026-11-22T10:00:00Z');

let sandbox: RunningSandbox;
let company: Company;

async function open(options: Record<string, string> = {}): Promise<void> {
	sandbox = await serve(odoo, { seed, options });
	company = new Company(underTest(sandbox));
}

beforeEach(async () => await open());
afterEach(() => sandbox.close());

interface View {
	readonly orders: Array<Record<string, unknown>>;
	readonly pickings: Array<Record<string, unknown>>;
	readonly stock: Array<Record<string, unknown>>;
	readonly products: Array<Record<string, unknown>>;
}
const view = () => sandbox.state() as View;
const mug = async () => (await company.find('product.product', [['default_code', '=', 'MUG-BLUE']], ['name']))[0]!.id;

// ------------------------------------------------------------------ the demo company

it('has the demo shop’s goods on its shelf, its services, and not what nobody has entered', () => {
	const { stock, products } = view();
	for (const { sku, stock: quantity } of seed.products.filter((each) => each.atWarehouse && each.stock > 0)) {
		const sold = view()
			.orders.flatMap((order) => order['lines'] as Array<{ sku: string; qty_delivered: number }>)
			.filter((line) => line.sku === sku)
			.reduce((sum, line) => sum + line.qty_delivered, 0);
		expect(stock).toContainEqual(
			expect.objectContaining({ sku, location: 'WH/Stock', quantity: quantity - sold, reserved_quantity: 0 }),
		);
	}
	const skus = products.map((each) => each['default_code']);
	expect(skus).toEqual(expect.arrayContaining(['GIFTCARD-50', 'DELIVERY-HOME']));
	expect(skus).not.toContain('VASE-NEW');
});

it('has the orders another connector brought, delivered and with tracking', async () => {
	const orders = await company.find('sale.order', [], ['client_order_ref', 'state', 'delivery_status']);
	expect(orders.map((order) => [order['client_order_ref'], order['state'], order['delivery_status']])).toEqual([
		['#1002', 'sale', 'full'],
		['#1004', 'sale', 'full'],
	]);
	expect(view().pickings[0]).toMatchObject({ state: 'done', carrier_tracking_ref: 'JJFI000000000000001002' });
});

it('is reached with the key of a bot that may not see Settings', async () => {
	const { type, name, data } = sandbox.credential();
	expect([type, name, data['apiKey'], data['database']]).toEqual([
		'odooCommerceApi',
		'Odoo Commerce account',
		KEYS.bot,
		DATABASE,
	]);
	expect((await company.call('res.users', 'context_get', {}, KEYS.bot)).data).toMatchObject({ uid: 3 });
	expect((await company.call('ir.model', 'search', { domain: [] }, KEYS.bot)).status).toBe(403);
});

it('goes on from what was saved', async () => {
	const id = await company.confirmed([{ product_id: await mug() }]);
	const before = sandbox.state();
	const saved = await sandbox.save();
	await sandbox.close();
	sandbox = await serve(odoo, { saved });
	company = new Company(underTest(sandbox));
	expect(sandbox.state()).toEqual(before);
	expect(await company.order([])).toBe(id + 1);
});

// ------------------------------------------------------------------ faults and the journal

it.each<[FaultKind, number]>([
	['rateLimited', 429],
	['rateLimitedRetryAfter', 429],
	['serverError', 500],
	['unavailable', 503],
	['expiredToken', 401],
])('strikes one call of a method with %s, and nothing happened', async (kind, status) => {
	sandbox.addFault({ kind, operation: 'res.partner.create' });
	const answer = await company.call('res.partner', 'create', { vals_list: [{ name: 'Struck' }] });
	expect(answer.status).toBe(status);
	if (kind === 'expiredToken') expect(answer.data).toMatchObject({ name: 'werkzeug.exceptions.Unauthorized' });
	expect(answer.headers['retry-after']).toBe(kind === 'rateLimitedRetryAfter' ? '1' : undefined);
	expect(await company.find('res.partner', [['name', '=', 'Struck']], ['name'])).toEqual([]);
	expect(await company.partner()).toBeGreaterThan(0);
});

it.each<[FaultKind, number]>([
	['timeoutBeforeCommit', 0],
	['timeoutAfterCommit', 1],
	['reset', 0],
	['resetAfterCommit', 1],
	['malformedBody', 1],
])('with %s leaves %i records, whichever protocol is used', async (kind, left) => {
	for (const way of ['json2', 'jsonrpc']) {
		sandbox.addFault({ kind, operation: 'odoo.res.partner.create', closeAfterMs: 50 });
		const name = company.unique('Unsure ');
		const call = () =>
			way === 'json2'
				? company.call('res.partner', 'create', { vals_list: [{ name }] })
				: company.rpc('object', 'execute_kw', [DATABASE, 2, KEYS.admin, 'res.partner', 'create', [{ name }]]);
		await call().catch(() => undefined);
		expect(await company.find('res.partner', [['name', '=', name]], ['name'])).toHaveLength(left);
	}
});

it('shows a stale read what stood before', async () => {
	const id = await company.partner({ name: 'Before' });
	await sandbox.remember();
	await company.write('res.partner', id, { name: 'After' });
	sandbox.addFault({ kind: 'staleRead', operation: 'res.partner.read' });
	expect(await company.read('res.partner', id, ['name'])).toMatchObject({ name: 'Before' });
	expect(await company.read('res.partner', id, ['name'])).toMatchObject({ name: 'After' });
});

it('journals both protocols under one name, and no key and no password', async () => {
	await company.call('res.partner', 'search', { domain: [['name', '=', 'x']] });
	await company.execute('res.partner', 'search', [[['name', '=', 'y']]]);
	await company.rpc('common', 'authenticate', [DATABASE, 'admin', 'admin', {}]);
	const entries = sandbox.journal();
	expect(entries.map(({ operation, accepted }) => [operation, accepted])).toEqual([
		['res.partner.search', true],
		['res.partner.search', true],
		['signIn', true],
	]);
	expect(entries[0]?.body).toEqual({ domain: [['name', '=', 'x']] });
	const text = JSON.stringify(entries);
	expect(text).toContain('["name","=","y"]');
	expect(text).not.toContain(KEYS.admin);
	expect(text).not.toContain('"admin",{}');
});

it('says in the journal what was refused', async () => {
	await company.call('sale.order', 'action_confirm', { ids: [1] });
	await company.execute('sale.order', 'action_confirm', [[1]]);
	expect(sandbox.journal().map(({ status, accepted }) => [status, accepted])).toEqual([
		[422, false],
		[200, false],
	]);
});

// ------------------------------------------------------------------ personal data

const PERSON = {
	name: 'Testi Esimerkki',
	email: 'person7@example.com',
	phone: '+3585550007',
	street: 'Esimerkkikatu 7',
};

it('quotes the customer who was sent in errors of both protocols and in the messages of a load', async () => {
	const sent = await company.call('res.partner', 'create', { vals_list: [{ ...PERSON, type: 'nope' }] });
	const rpc = await company.execute('res.partner', 'create', [{ ...PERSON, type: 'nope' }]);
	const load = await company.call('sale.order', 'load', { fields: ['id', 'partner_id'], data: [['x.y', 'Nobody']] });
	for (const [answer, words] of [
		[sent.data, Object.values(PERSON)],
		[rpc, Object.values(PERSON)],
		[load.data, ['Example Customer', 'customer@example.com', '+3585550000', 'Esimerkkikatu 1']],
	] as const) {
		for (const word of words) expect(JSON.stringify(answer)).toContain(word);
	}
});

it('quotes the partner of the record a request is about', async () => {
	const id = await company.confirmed([{ product_id: await mug() }], { partner_id: await company.partner(PERSON) });
	const { message } = await company.refusal('sale.order', 'action_confirm', { ids: [id] });
	for (const word of Object.values(PERSON)) expect(message).toContain(word);
});

// ------------------------------------------------------------------ what people do

it('ships an order in two parts with tracking', async () => {
	const id = await company.confirmed([{ product_id: await mug(), product_uom_qty: 3 }], { client_order_ref: '#2001' });
	await sandbox.change('ship', { order: '#2001', lines: [{ sku: 'MUG-BLUE', quantity: 1 }], tracking: 'T1' });
	expect(await company.read('sale.order', id, ['delivery_status'])).toMatchObject({ delivery_status: 'partial' });
	await sandbox.change('ship', { id, tracking: 'T2' });
	const rows = await company.find('stock.picking', [['sale_id', '=', id]], ['state', 'carrier_tracking_ref']);
	expect(rows.map((row) => [row['state'], row['carrier_tracking_ref']])).toEqual([
		['done', 'T1'],
		['done', 'T2'],
	]);
	await sandbox.change('setTracking', { id, tracking: 'T3' });
	expect(view().pickings.map((picking) => picking['carrier_tracking_ref'])).toContain('T3');
	await expect(sandbox.change('ship', { id })).rejects.toThrow(/Nothing of S\d+ is to be shipped/);
});

it('ships everything that is ready', async () => {
	const id = await company.confirmed([{ product_id: await mug() }]);
	const waiting = await company.confirmed([{ product_id: await company.product() }]);
	await sandbox.change('shipAll');
	expect(await company.read('sale.order', id, ['delivery_status'])).toMatchObject({ delivery_status: 'full' });
	expect(await company.read('sale.order', waiting, ['delivery_status'])).toMatchObject({ delivery_status: 'pending' });
});

it('counts stock, and lets anything be done by hand', async () => {
	await sandbox.change('setStock', { sku: 'MUG-BLUE', quantity: 4 });
	expect(view().stock).toContainEqual(expect.objectContaining({ sku: 'MUG-BLUE', quantity: 4 }));
	const id = await company.order([{ product_id: await mug() }]);
	await sandbox.change('call', { model: 'sale.order', method: 'action_confirm', ids: [id] });
	expect(await company.read('sale.order', id, ['state'])).toMatchObject({ state: 'sale' });
	await expect(sandbox.change('call', { model: 'sale.order', method: 'nothing' })).rejects.toThrow(
		'There is no sale.order.nothing',
	);
	await expect(sandbox.change('setStock', { sku: 'NOPE', quantity: 4 })).rejects.toThrow('There is no product NOPE');
});

it('ends a key, now or later, and says the same as to a wrong one', async () => {
	await sandbox.change('endKey', { key: KEYS.bot, afterMs: 60_000 });
	expect((await company.call('res.users', 'context_get', {}, KEYS.bot)).status).toBe(200);
	sandbox.advanceClock(60_000);
	expect((await company.call('res.users', 'context_get', {}, KEYS.bot)).data).toMatchObject({
		message: expect.stringMatching(/^Invalid apikey/),
	});
	const { data } = await company.rpc('object', 'execute_kw', [DATABASE, 3, KEYS.bot, 'res.users', 'context_get', []]);
	expect(data.error.data.name).toBe('odoo.exceptions.AccessDenied');
});

it('lets a load lose the race for its external id once', async () => {
	await sandbox.change('loseRaces');
	const load = () => company.ask('res.partner', 'load', { fields: ['id', 'name'], data: [['race.x', 'Racer']] });
	expect(await load()).toMatchObject({
		ids: false,
		messages: [
			{
				type: 'error',
				record: 0,
				message: expect.stringContaining('could not serialize access due to concurrent update'),
			},
		],
	});
	expect(await load()).toMatchObject({ ids: [expect.any(Number)] });
});

it('keeps companies apart', async () => {
	const { id } = (await sandbox.change('addCompany', { name: 'Second', currency: 'USD' })) as { id: number };
	const made = await company.create('res.partner', { name: 'Theirs', company_id: id });
	const seen = (allowed: number[]) =>
		company.ask('res.partner', 'search', { domain: [['id', '=', made]], context: { allowed_company_ids: allowed } });
	expect([await seen([1]), await seen([id])]).toEqual([[], [made]]);
	const product = await company.product();
	await company.write('product.product', product, { standard_price: 9 }, { allowed_company_ids: [id] });
	const cost = async (allowed: number[]) =>
		(await company.read('product.product', product, ['standard_price'], { allowed_company_ids: allowed }))[
			'standard_price'
		];
	expect([await cost([1]), await cost([id])]).toEqual([0, 9]);
	const vals = { partner_id: await company.partner(), company_id: id, warehouse_id: 1 };
	expect(await company.refusal('sale.order', 'create', { vals_list: [vals] })).toMatchObject({
		status: 422,
		message: expect.stringContaining('company inconsistencies'),
	});
});

it('reads and writes names in the language of the call', async () => {
	const product = await mug();
	await company.write('product.product', product, { name: 'Sininen muki' }, { lang: 'fi_FI' });
	const name = async (context = {}) => (await company.read('product.product', product, ['name'], context))['name'];
	expect([await name(), await name({ lang: 'fi_FI' })]).toEqual(['Blue mug', 'Sininen muki']);
	await sandbox.change('activateLanguage', { code: 'fr_FR' });
	expect(await name({ lang: 'fr_FR' })).toBe('Blue mug');
});

// ------------------------------------------------------------------ options

it('wants the database named where there are several, and hides their list where told so', async () => {
	await sandbox.close();
	await open({ databases: 'several', databaseList: 'off' });
	expect((await company.call('res.users', 'context_get')).status).toBe(404);
	const headers = { Authorization: `bearer ${KEYS.admin}`, 'X-Odoo-Database': DATABASE };
	expect((await company.http.post('/json/2/res.users/context_get', {}, { headers })).status).toBe(200);
	expect((await company.rpc('db', 'list', [])).data).toMatchObject({
		error: { data: { name: 'odoo.exceptions.AccessDenied' } },
	});
});

it('says in payment where Enterprise does', async () => {
	await sandbox.close();
	await open({ edition: 'enterprise' });
	const order = await company.confirmed([{ product_id: await mug() }]);
	const invoice = await company.invoice(order);
	await company.ask('account.move', 'action_post', { ids: [invoice] });
	const context = { active_model: 'account.move', active_ids: [invoice] };
	const wizard = await company.create('account.payment.register', {}, context);
	await company.ask('account.payment.register', 'action_create_payments', { ids: [wizard], context });
	expect(await company.read('account.move', invoice, ['payment_state'])).toMatchObject({ payment_state: 'in_payment' });
});

// ------------------------------------------------------------------ hostile input

const DEEP = JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) as unknown;
const LONG = 'x'.repeat(1_000_000);

it.each<[string, string, string, unknown]>([
	['a domain nested too deep', 'res.partner', 'search', { domain: DEEP }],
	['a million letters as a name', 'res.partner', 'search', { domain: [['name', 'ilike', LONG]] }],
	['a pattern of stars and brackets', 'res.partner', 'search', { domain: [['name', 'ilike', '(((a+)+)+$[*%_']] }],
	['SQL in a value', 'res.partner', 'search', { domain: [['name', '=', "'; DROP TABLE res_partner; --"]] }],
	['SQL in a field', 'res.partner', 'search', { domain: [['name; DROP TABLE', '=', 'x']] }],
	['a name of the prototype in a domain', 'res.partner', 'search', { domain: [['__proto__', '=', 1]] }],
	[
		'a name of the prototype in values',
		'res.partner',
		'create',
		{ vals_list: [JSON.parse('{"name": "x", "constructor": 1}')] },
	],
	['values that are a list', 'res.partner', 'write', { ids: [1], vals: [1] }],
	['values that are nothing', 'res.partner', 'create', { vals_list: [null] }],
	['fields that are no list', 'res.partner', 'read', { ids: [1], fields: 'name' }],
	['ids that are objects', 'res.partner', 'write', { ids: [{ a: 1 }], vals: {} }],
	['ids that are fractions', 'res.partner', 'write', { ids: [1.5], vals: {} }],
	['a load of nonsense', 'res.partner', 'load', { fields: 5, data: { a: 1 } }],
	[
		'a load with rows of many kinds',
		'res.partner',
		'load',
		{ fields: ['id', 'name'], data: [null, 5, ['a.b'], [[], {}]] },
	],
	['a relation to itself', 'res.partner', 'create', { vals_list: [{ name: 'x', parent_id: 999_999 }] }],
	['numbers that are none', 'sale.order.line', 'create', { vals_list: [{ order_id: 1, product_uom_qty: 'NaN' }] }],
	['a context that is a list', 'res.partner', 'search', { domain: [], context: [1, 2] }],
	['a method of the prototype', 'res.partner', 'constructor', {}],
	['a model of the prototype', 'constructor', 'search', { domain: [] }],
])('answers %s like a vendor, and goes on', async (_what, model, method, body) => {
	const answer = await company.call(model, method, body as Record<string, unknown>);
	expect(JSON.stringify(answer.data)).not.toContain('SANDBOX');
	if (answer.status !== 200)
		expect(answer.data).toMatchObject({ name: expect.any(String), message: expect.any(String) });
	expect((await company.call('res.users', 'context_get')).status).toBe(200);
});

it('takes no word of the caller’s for its own', async () => {
	const inside = {
		vals_list: [{ name: 'x', groups: 'base.group_system', __writtenMs: 1 }],
		context: { __inside: true },
	};
	expect((await company.call('res.users', 'create', inside)).status).not.toBe(200);
	expect((await company.call('res.users', 'read', { ids: [2], fields: ['password'] })).status).toBe(500);
	expect((await company.call('res.users', 'search', { domain: [['password', '=', 'admin']] })).status).toBe(500);
	expect(JSON.stringify((await company.call('res.users', 'read', { ids: [2] })).data)).not.toContain('password');
});

it('refuses paths nobody has, loudly', async () => {
	for (const path of ['/xmlrpc/2/common', '/web/dataset/call_kw', '/doc']) {
		const { status, data } = await company.http.post(path, {});
		expect([status, JSON.stringify(data)]).toEqual([404, expect.stringContaining('DOES NOT KNOW')]);
	}
});

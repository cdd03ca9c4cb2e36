import { BACK_OFFICE_STORIES } from '../../sandbox/demo-back-office';
import { compareBackOffice } from '../../sandbox/demo-back-office-report';
import { demoData, thirdShop, STOCK_LOCATION } from '../../sandbox/demo-data';
import {
	credentialsFor,
	startSandboxes,
	template,
	withAccounts,
	withParameters,
	type Sandboxes,
} from '../../sandbox/bridge';
import { settingsOf } from '../../sandbox/demo-stories';
import type { DemoData, JournalEntry } from '../../sandbox/kit';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import { proves, watchJournal } from '../support/proof';
import { rowOf } from '../support/row';
import { Standing } from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * A shop whose back office is Odoo 19, in a real n8n, in the order in which an operator lives it. Every flow is the
 * template as it is shipped; one n8n, few orders, and no webhook anywhere.
 */

const ORDERS = 'orders-from-shopify-to-odoo';
const SHIPPED = 'shipped-orders-from-shopify-to-odoo';
const INVOICES = 'invoices-and-payments-from-shopify-to-odoo';
const REFUNDS = 'refunds-from-shopify-to-odoo';
const CANCELLATIONS = 'cancellations-from-shopify-to-odoo';
const DELIVERIES = 'deliveries-from-odoo-to-shopify';
const STOCK = 'stock-from-odoo-to-shopify';
const TO_SHOP = 'products-and-prices-from-odoo-to-shopify';
const TO_ODOO = 'products-from-shopify-to-odoo';
const CUSTOMERS = 'customers-from-shopify-to-odoo';
const PAYOUTS = 'payouts-from-shopify-to-odoo';
const SEND = 'Send to Odoo';

/** Old enough for payouts, plain, cancelled, unpaid, unknown to Odoo, risky. */
const NUMBERS = [1001, 1003, 1005, 1006, 1008, 1010, 1017, 1022, 1040, 1046];
const [RISKY, CANCELLED, UNPAID, UNKNOWN] = [1046, 1017, 1040, 1022];

type Item = Readonly<Record<string, unknown>>;
interface Answer extends Item {
	readonly number?: string;
	readonly outcome?: string;
	readonly error?: { readonly code: string; readonly message: string; readonly description: string };
	readonly reason?: { readonly code: string };
}
interface Row {
	readonly id: number;
	readonly [field: string]: unknown;
}
interface OfficeOrder {
	readonly id: number;
	readonly name: string;
	readonly state: string;
	readonly amount_total: number;
	readonly warehouse: string;
	readonly tags: readonly string[];
	readonly lines: ReadonlyArray<{
		readonly sku: string;
		readonly product_uom_qty: number;
		readonly taxes: readonly string[];
	}>;
}
interface Office {
	readonly orders: readonly OfficeOrder[];
	readonly pickings: ReadonlyArray<{
		readonly order: string;
		readonly kind: string;
		readonly state: string;
		readonly carrier_tracking_ref: string | false;
		readonly lines: ReadonlyArray<{
			readonly sku: string;
			readonly product_uom_qty: number;
			readonly quantity: number;
		}>;
	}>;
	readonly invoices: ReadonlyArray<{
		readonly move_type: string;
		readonly state: string;
		readonly payment_state: string;
		readonly invoice_origin: string;
		readonly invoice_date: string;
		readonly amount_total: number;
		readonly lines: ReadonlyArray<{ readonly account: string; readonly debit: number; readonly credit: number }>;
	}>;
	readonly payments: ReadonlyArray<{ readonly journal: string; readonly amount: number }>;
	readonly products: ReadonlyArray<{ readonly id: number; readonly default_code: string; readonly name: string }>;
	readonly prices: ReadonlyArray<{ readonly sku: string; readonly fixed_price: number }>;
	readonly partners: ReadonlyArray<{ readonly id: number; readonly type: string; readonly parent: number | false }>;
	readonly rules: readonly unknown[];
}
interface ShopOrder {
	readonly number: number;
	readonly total: string;
	readonly lines: ReadonlyArray<{ readonly sku: string; readonly currentQuantity: number }>;
	readonly fulfillments: ReadonlyArray<{ readonly tracking: { readonly numbers: readonly string[] } }>;
}

let standing: Standing;
let secondShop: Sandboxes;
const workflows = new Map<string, string>();

const fewer = (data: DemoData): DemoData => ({
	...data,
	orders: data.orders.filter(({ number }) => NUMBERS.includes(number)),
});
const shop = () => standing.sandboxes.of('shopify');
const odoo = () => standing.sandboxes.of('odoo');
const office = () => odoo().state() as Office;
const shopOrder = (number: number) =>
	(shop().state() as { orders: ShopOrder[] }).orders.find((each) => each.number === number)!;
const called = (name: string) => office().orders.filter((order) => order.name === name);
const stands = (number: number) => called(`SHOP-${number}`);
const deliveriesOf = (number: number) => office().pickings.filter(({ order }) => order === `SHOP-${number}`);
const billsOf = (number: number) => office().invoices.filter((each) => each.invoice_origin === `SHOP-${number}`);
const answers = (execution: Execution, node: string, output = 0) =>
	itemsOf(execution, node, output) as readonly Answer[];
const by = (list: readonly Answer[], outcome: string) => list.filter((each) => each.outcome === outcome);
const numbers = (list: readonly Answer[]) => list.map(({ number }) => number).sort();
const lastSeq = (system: string) => standing.sandboxes.of(system).journal().at(-1)?.seq ?? 0;
const accepted = (system: string, operation: string, since = 0): JournalEntry[] =>
	standing.sandboxes
		.of(system)
		.journal(since)
		.filter((entry) => entry.operation === operation && entry.accepted);

/** What somebody does in Odoo's own pages. */
const act = async (model: string, method: string, more: object = {}) =>
	await odoo().change('call', { model, method, ...more });
const rows = async (model: string, domain: unknown[], fields: readonly string[]) =>
	(await act(model, 'search_read', { args: { domain, fields } })) as Row[];
const make = async (model: string, values: object) =>
	String(((await act(model, 'create', { args: { vals_list: [values] } })) as number[])[0]);
const place = async (more: Record<string, unknown> = {}) =>
	((await shop().change('addOrder', more)) as { number: number }).number;

async function run(story: string, trigger = 'Start by Hand', items?: Item[]): Promise<Execution> {
	const id = workflows.get(story) ?? story;
	const execution = await standing.api.run(id, trigger, { timeoutMs: 300_000, ...(items ? { items } : {}) });
	expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
	return execution;
}

const productOf = (sku: string) => office().products.find(({ default_code }) => default_code === sku)!.id;

/** A template with other settings, run by hand. */
async function runWith(story: string, more: Readonly<Record<string, Record<string, unknown>>>): Promise<Execution> {
	return await run((await standing.import(story, more)).id);
}

/** Nodes in a row, run by hand; what the last one put out. */
async function runRow(...parts: Array<readonly [type: string, parameters: object]>): Promise<readonly Answer[]> {
	const row = parts.map(([type, parameters], at) => {
		const account = credentialsFor(standing.sandboxes).find((each) => each.type.startsWith(type));
		const credentials = account && { [account.type]: { id: null, name: account.name } };
		return { name: `Part ${at}`, type, parameters, ...(credentials && { credentials }) };
	});
	const execution = await run(await rowOf(standing.api, row), 'Start');
	return answers(execution, `Part ${parts.length - 1}`);
}

const placing = (more: object = {}) => {
	const own = settingsOf(standing.sandboxes.data)[ORDERS]?.[SEND] ?? {};
	return { ...own, orderOptions: { ...(own.orderOptions as object), ...more } };
};

beforeAll(async () => {
	const data = fewer(demoData(new Date().toISOString()));
	standing = await Standing.up({ only: ['shopify', 'odoo', 'ogoship'], data });
	for (const name of ['shopify', 'odoo', 'ogoship']) watchJournal(standing.sandboxes.of(name));
	for (const { story } of BACK_OFFICE_STORIES) workflows.set(story, (await standing.import(story)).id);
});

afterAll(async () => {
	await secondShop?.close();
	await standing?.down();
});

// ------------------------------------------------------------------ orders

it('brings what is paid, confirmed with its delivery, and the risky one as a quotation', async () => {
	const tag = await make('crm.tag', { name: 'Risky' });
	const send = { [SEND]: placing({ riskTag: tag }) };
	workflows.set(ORDERS, (await standing.import(ORDERS, send)).id);
	const first = await run(ORDERS);
	expect(numbers(by(answers(first, SEND), 'created'))).toEqual(
		NUMBERS.filter((number) => ![UNPAID, UNKNOWN].includes(number)).map((number) => `#${number}`),
	);
	expect(stands(RISKY)).toMatchObject([{ state: 'draft', tags: ['Risky'] }]);
	expect(deliveriesOf(RISKY)).toEqual([]);
	expect(stands(1005)).toMatchObject([{ state: 'sale', amount_total: Number(shopOrder(1005).total) }]);
	await run(ORDERS);
	expect([stands(RISKY), stands(1005)].map((list) => list.map(({ state }) => state))).toEqual([['draft'], ['sale']]);
	await proves('O6', { request: 'odoo.sale.order.load' });

	const goods = (number: number) =>
		shopOrder(number)
			.lines.map(({ sku, currentQuantity }) => `${currentQuantity} ${sku}`)
			.sort();
	for (const number of [1005, 1006, 1008, 1010]) {
		const [delivery, ...more] = deliveriesOf(number);
		expect([delivery, more]).toMatchObject([{ kind: 'outgoing', state: 'assigned' }, []]);
		expect(delivery!.lines.map(({ sku, quantity }) => `${quantity} ${sku}`).sort()).toEqual(goods(number));
	}
	expect(stands(CANCELLED)).toMatchObject([{ state: 'cancel' }]);
	await odoo().change('ship', { order: 'SHOP-1010', tracking: 'JJFI1010' });
	const back = await run(DELIVERIES);
	expect(numbers(by(answers(back, 'Send to Shopify'), 'created'))).toHaveLength(1);
	expect(shopOrder(1010).fulfillments).toMatchObject([{ tracking: { numbers: ['JJFI1010'] } }]);
	await proves('O11', { request: 'odoo.sale.order.action_confirm' });
});

it('lists the quotations that wait for a person', async () => {
	const waiting = await runRow([
		'odoo',
		{ resource: 'order', operation: 'getAll', returnAll: true, filters: { states: ['draft', 'sent'] } },
	]);
	expect(numbers(waiting)).toEqual([`SHOP-${RISKY}`]);
	await proves('O7', { request: 'odoo.sale.order.search_read' });
});

it('sends to the warehouse what is confirmed, and the risky one once a person has confirmed it', async () => {
	const send = {
		resource: 'order',
		operation: 'upsert',
		forwardFrom: '2020-01-01T00:00:00.000Z',
		referencePrefix: '',
		paymentStatuses: ['paid', 'pending'],
		deliveryMethods: {
			method: ['Home delivery', 'Letter', 'Pick-up point'].map((method) => ({ method, code: 'home_fi' })),
		},
	};
	const confirmed = { resource: 'order', operation: 'getAll', returnAll: true, filters: { states: ['sale'] } };
	const flow = async () => by(await runRow(['odoo', confirmed], ['ogoship', send]), 'created');
	const first = numbers(await flow());
	expect(first).toEqual(expect.arrayContaining(['SHOP-1005', 'SHOP-1006', 'SHOP-1008']));
	expect(first).not.toContain(`SHOP-${RISKY}`);
	await act('sale.order', 'action_confirm', { ids: [stands(RISKY)[0]!.id] });
	expect(numbers(await flow())).toEqual([`SHOP-${RISKY}`]);
	await proves('O8', { request: 'ogoship.ordersCreate' });
});

it('cancels in Odoo what the shop cancels, with its delivery', async () => {
	await shop().change('cancelOrder', { number: 1008 });
	const cancelled = await run(CANCELLATIONS);
	expect(answers(cancelled, 'Cancel in Odoo', 1)).toEqual([]);
	expect([stands(1008), deliveriesOf(1008)]).toMatchObject([[{ state: 'cancel' }], [{ state: 'cancel' }]]);
	expect([stands(CANCELLED), deliveriesOf(CANCELLED)]).toMatchObject([[{ state: 'cancel' }], []]);
	await proves('O5', { request: 'odoo.sale.order.action_cancel' });
});

it('processes the named one of the orders that could not go, once its reason is gone', async () => {
	const other = await place({ plant: 'unknownSku', lines: [{ sku: 'WORKSHOP-SEAT', quantity: 1 }] });
	await act('product.product', 'write', {
		ids: [productOf('WORKSHOP-SEAT')],
		args: { vals: { default_code: 'SEAT' } },
	});
	const failed = await run(ORDERS);
	expect(answers(failed, SEND, 1)).toMatchObject([{ error: { code: 'UNKNOWN_SKU' } }]);
	const open = await runRow(['ledger', { operation: 'getProblems', returnAll: true, filters: { kind: 'order' } }]);
	const [vase] = open.filter(({ number }) => number === `#${UNKNOWN}`);
	const message = expect.stringContaining('VASE-NEW') as string;
	const problem = { code: 'UNKNOWN_SKU', message, description: expect.stringMatching(/./) as string };
	expect(vase).toMatchObject({ ledger: { problem } });
	for (const [code, name] of [
		['VASE-NEW', 'New vase'],
		['WORKSHOP-SEAT', 'Seat'],
	])
		await make('product.product', { name, default_code: code, type: 'consu' });
	await run(ORDERS, 'Retry', [{ 'Order Numbers': `#${UNKNOWN}` }]);
	expect([stands(UNKNOWN), stands(other)]).toMatchObject([[{ state: 'sale' }], []]);
	await proves('O16', { request: 'odoo.sale.order.load' });
});

it('brings an order that left the shop before its own workflow came by, and validates its delivery', async () => {
	const number = await place();
	await shop().change('fulfillByHand', { number, company: 'Posti', tracking: 'JJFI-MISSED' });
	await run(SHIPPED);
	expect(stands(number)).toMatchObject([{ state: 'sale' }]);
	expect(deliveriesOf(number)).toMatchObject([{ state: 'done', carrier_tracking_ref: 'JJFI-MISSED' }]);
	const seq = lastSeq('odoo');
	await run(SHIPPED);
	for (const write of ['sale.order.load', 'stock.picking.button_validate', 'stock.picking.write'])
		expect([write, accepted('odoo', write, seq)]).toEqual([write, []]);
	await proves('O19', { request: 'odoo.stock.picking.button_validate' });
});

it('brings only what the settings name, and says why of each other one', async () => {
	const number = await place();
	const pos = { 'Sweep Shopify': { filters: { salesChannel: 'pos' } } };
	expect(answers(await runWith(ORDERS, pos), SEND)).toEqual([]);
	expect(stands(number)).toEqual([]);
	const online = { 'Sweep Shopify': { filters: { salesChannel: 'Online Store' } } };
	const paid = await runWith(ORDERS, online);
	expect(stands(number)).toHaveLength(1);
	expect(answers(paid, SEND).filter((each) => each.number === `#${UNPAID}`)).toMatchObject([
		{ outcome: 'skipped', reason: { code: 'HELD_UNPAID' } },
	]);
	expect(stands(UNPAID)).toEqual([]);
	const wider = { ...placing(), paymentStatuses: ['paid', 'pending'], orderPrefix: 'WEB/' };
	await runWith(ORDERS, { ...online, [SEND]: wider });
	expect(called(`WEB/${UNPAID}`)).toMatchObject([{ state: 'sale' }]);
	await proves('O27', { request: 'odoo.sale.order.load' });
});

it('is brought by the schedule alone, without a webhook on either side', async () => {
	const number = await place();
	const every = { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } };
	const { id } = await standing.import(ORDERS, { 'Every 15 Minutes': every });
	await standing.api.publish(id);
	for (let ended = 1; ended <= 5 && stands(number).length === 0; ended++)
		await standing.api.waitForExecutions(id, ended);
	await standing.api.unpublish(id);
	expect(stands(number)).toHaveLength(1);
	expect(office().rules).toEqual([]);
	expect((shop().state() as { subscriptions?: unknown[] }).subscriptions ?? []).toEqual([]);
	await proves('O25', { request: 'odoo.sale.order.load' });
});

it('takes the warehouse, the tax and the price list that were chosen', async () => {
	const warehouse = await make('stock.warehouse', { name: 'North', code: 'NORTH' });
	const first = await place();
	await runWith(ORDERS, { [SEND]: { ...placing(), warehouse } });
	expect(stands(first)).toMatchObject([{ warehouse: 'NORTH' }]);
	await odoo().change('setStock', { sku: 'MUG-BLUE', quantity: 7, warehouse: 'NORTH' });
	const both = { per: 'warehouse', warehouses: [warehouse, '1'] };
	const studio = 'gid://shopify/Location/70000000003';
	const place2 = { source: 'North', target: studio };
	const levels = await runWith(STOCK, {
		'Read Stock at Odoo': both,
		'Set Stock in Shopify': {
			location: STOCK_LOCATION,
			locationMap: { place: [place2] },
			levelOptions: { firstRun: 'apply', applyAnyway: true },
		},
	});
	const { inventory } = shop().state() as { inventory: Array<{ sku: string; locationId: string; onHand: number }> };
	expect(answers(levels, 'Set Stock in Shopify', 1)).toEqual([]);
	expect(inventory.find((each) => each.sku === 'MUG-BLUE' && each.locationId === studio)).toMatchObject({ onHand: 7 });
	await proves('O24', { request: 'odoo.sale.order.load' });
});

it('makes a product with its picture and its price in the chosen list, and orders under the list chosen for them', async () => {
	await shop().change('addProduct', { sku: 'JUG-CLAY', title: 'Clay jug', price: '31.00' });
	const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
	await runWith(TO_ODOO, { [SEND]: { productOptions: { parts: ['name', 'price'], picture } } });
	const [jug] = await rows('product.product', [['default_code', '=', 'JUG-CLAY']], ['name', 'image_1920']);
	expect(jug).toMatchObject({ name: 'Clay jug', image_1920: expect.stringMatching(/./) as string });
	const list = await make('product.pricelist', { name: 'Shop' });
	const price = { kind: 'price', sku: 'JUG-CLAY', price: '29.00', currency: 'EUR' };
	const origin = { system: 'books', account: 'demo.example.com', id: 'JUG-CLAY', seenAt: '2026-11-22T10:00:00.000Z' };
	await runRow(
		['n8n-nodes-base.set', { mode: 'raw', jsonOutput: JSON.stringify({ ...price, origin }), options: {} }],
		['odoo', { resource: 'price', operation: 'set', pricelist: list }],
	);
	expect(office().prices).toContainEqual(expect.objectContaining({ sku: 'JUG-CLAY', fixed_price: 29 }));
	const number = await place();
	await runWith(ORDERS, { [SEND]: placing({ pricelist: list }) });
	const found = await rows('sale.order', [['name', '=', `SHOP-${number}`]], ['pricelist_id']);
	expect(found).toMatchObject([{ pricelist_id: [Number(list), expect.anything()] }]);
	await proves('O26', { request: 'odoo.product.pricelist.item.load' });
});

// ------------------------------------------------------------------ money

it('invoices, posts and pays every confirmed order once', async () => {
	await run(INVOICES);
	const order = shopOrder(1005);
	const [bill, ...more] = billsOf(1005);
	const { moment, orders } = standing.sandboxes.data;
	const placedMs = Date.parse(moment) - orders.find(({ number }) => number === 1005)!.placedMinutesAgo * 60_000;
	const invoice_date = new Date(placedMs).toISOString().slice(0, 10);
	expect([bill, more]).toMatchObject([{ state: 'posted', amount_total: Number(order.total), invoice_date }, []]);
	expect(bill!.payment_state).toMatch(/^(paid|in_payment)$/);
	expect(office().payments.every(({ journal }) => journal === 'CARD')).toBe(true);
	// A person has confirmed it in Odoo by now.
	expect(billsOf(RISKY)).toHaveLength(1);
	const another = await place({ plant: 'highRisk' });
	await run(ORDERS);
	const seq = lastSeq('odoo');
	const again = await run(INVOICES);
	expect(answers(again, 'Invoice in Odoo').filter((each) => each.number === `#${another}`)).toMatchObject([
		{ outcome: 'skipped', reason: { code: 'HELD_RISK_HIGH' } },
	]);
	for (const write of ['sale.advance.payment.inv.create_invoices', 'account.payment.register.action_create_payments'])
		expect([write, accepted('odoo', write, seq)]).toEqual([write, []]);
	expect(compareBackOffice(shop().state(), office()).invoices.differences).toEqual([]);
	await proves('O9', { request: 'odoo.account.payment.register.action_create_payments' });
});

it('takes the tax that was chosen for a rate, and the journal that was chosen for credit notes', async () => {
	const [included] = await rows('account.tax', [['name', '=', '25.5% incl.']], ['name']);
	const copy = await make('account.tax', { name: '25.5% web', amount: 25.5, price_include_override: 'tax_included' });
	expect(included).toBeDefined();
	const number = await place({ lines: [{ sku: 'MUG-BLUE', quantity: 2 }] });
	const unclear = await run(ORDERS);
	expect(answers(unclear, SEND, 1)).toMatchObject([{ error: { code: 'TAX_UNMAPPED' } }]);
	const taxes = { row: [{ rate: '25.5', prices: 'included', tax: copy }] };
	const chosen = await standing.import(ORDERS, { [SEND]: { ...placing(), taxes } });
	await run(chosen.id, 'Retry', [{ 'Order Numbers': `#${number}` }]);
	const [order] = stands(number);
	expect(order?.amount_total).toBe(Number(shopOrder(number).total));
	const [goods] = order!.lines.filter(({ sku }) => sku === 'MUG-BLUE');
	expect(goods?.taxes).toEqual(['25.5% web']);
	await run(INVOICES);
	const credit = await make('account.journal', { name: 'Shop Credit', code: 'SCRED', type: 'sale' });
	await shop().change('refund', { number, lines: [{ line: 'MUG-BLUE', quantity: 1 }] });
	const refund = await runWith(REFUNDS, { 'Credit in Odoo': { journal: credit } });
	expect(by(answers(refund, 'Credit in Odoo'), 'created')).toHaveLength(1);
	const fields = ['journal_id', 'amount_total', 'amount_tax', 'state'];
	const notes = await rows('account.move', [['move_type', '=', 'out_refund']], fields);
	const journal_id = [Number(credit), expect.anything()];
	expect(notes).toMatchObject([{ journal_id, amount_total: 24.8, amount_tax: 5.04, state: 'posted' }]);
	await proves('O28', { request: 'odoo.account.move.reversal.refund_moves' });
});

it('reads the figure that was chosen, and books a payout into the chosen accounts', async () => {
	const sku = shopOrder(1005).lines[0]!.sku;
	const read = async (figure: string) =>
		(await runRow([
			'odoo',
			{
				...{ resource: 'stockLevel', operation: 'getAll', returnAll: true, per: 'warehouse', warehouses: ['1'] },
				...{ figure, filters: { skus: sku } },
			},
		])) as ReadonlyArray<{ readonly available: number; readonly onHand: number; readonly reserved: number }>;
	const [free, onHand] = [(await read('free'))[0]!, (await read('onHand'))[0]!];
	expect(onHand.available - free.available).toBeGreaterThan(0);
	// What nobody could reserve, because it is not there, is in the forecast alone.
	const most = { order_line: [[0, 0, { product_id: productOf(sku), product_uom_qty: 1000 }]], partner_id: 1 };
	await act('sale.order', 'action_confirm', { ids: [Number(await make('sale.order', most))] });
	expect([(await read('forecast'))[0]!.available, (await read('free'))[0]!.available]).toEqual([
		free.available - 1000,
		0,
	]);
	await run(PAYOUTS);
	const entries = office().invoices.filter(({ move_type, lines }) => move_type === 'entry' && lines.length === 3);
	expect(entries.length).toBeGreaterThan(0);
	for (const { state, lines } of entries) {
		const [debit, credit] = [0, 0].map((_, at) =>
			lines.reduce((total, line) => total + Math.round((at === 0 ? line.debit : line.credit) * 100), 0),
		);
		expect([state, debit]).toEqual(['draft', credit]);
		expect(lines.map(({ account }) => account).sort()).toEqual(['101401', '101404', '620000']);
	}
	const seq = lastSeq('odoo');
	await run(PAYOUTS);
	expect(accepted('odoo', 'account.move.load', seq)).toEqual([]);
	await proves('O29', { request: 'odoo.account.move.load' });
});

// ------------------------------------------------------------------ master data

it('lists what of the products was exported and what not, and exports the named one', async () => {
	for (const [code, name] of [
		['SPOON-OAK', 'Oak spoon'],
		['SPOON-ASH', 'Ash spoon'],
	])
		await make('product.product', { name, default_code: code, type: 'consu', is_storable: true, list_price: 8 });
	const seq = lastSeq('shopify');
	const listed = answers(await runWith(TO_SHOP, { 'Send to Shopify': { previewOnly: true } }), 'Send to Shopify');
	const would = (number: string) =>
		listed.filter((each) => each.number === number).map(({ preview }) => (preview as { would: string }).would);
	expect([would('SPOON-OAK'), would('SPOON-ASH')]).toEqual([['create'], ['create']]);
	expect(listed.filter(({ preview }) => (preview as { would: string }).would === 'unchanged').length).toBeGreaterThan(
		10,
	);
	expect(accepted('shopify', 'productMake', seq)).toEqual([]);
	await runWith(TO_SHOP, { 'Read Products': { filters: { skus: 'SPOON-OAK' } } });
	expect(accepted('shopify', 'productMake', seq)).toHaveLength(1);
	const { products } = shop().state() as { products: Array<{ title: string }> };
	expect(products.map(({ title }) => title)).toEqual(expect.arrayContaining(['Oak spoon']));
	expect(products.map(({ title }) => title)).not.toContain('Ash spoon');
	await proves('O13', { request: 'shopify.productMake' });
});

it('makes products of the shop that Odoo does not know, and none that it knows', async () => {
	await shop().change('addProduct', { sku: 'JUG-IRON', title: 'Iron jug', price: '44.00' });
	const before = office().products.length;
	const made = by(answers(await run(TO_ODOO), SEND), 'created');
	expect(numbers(made)).toEqual(['JUG-IRON']);
	expect(office().products.filter(({ default_code }) => default_code === 'JUG-IRON')).toHaveLength(1);
	expect(office().products).toHaveLength(before + 1);
	expect(by(answers(await run(TO_ODOO), SEND), 'created')).toEqual([]);
	await proves('O20', { request: 'odoo.product.product.load' });
});

it('brings a customer with the order once, and those who never bought by the import', async () => {
	const contacts = () => office().partners.filter(({ parent, type }) => parent === false && type === 'contact').length;
	const [one, other] = [await place({ person: 47, plant: 'plain' }), await place({ person: 47, plant: 'plain' })];
	const before = contacts();
	const taxes = { row: [{ rate: '25.5', prices: 'any', tax: '2' }] };
	await runWith(ORDERS, { [SEND]: { ...placing(), taxes } });
	const orders = await rows(
		'sale.order',
		[['name', 'in', [`SHOP-${one}`, `SHOP-${other}`]]],
		['partner_id', 'partner_shipping_id'],
	);
	const [first, second] = orders.map(({ partner_id }) => (partner_id as [number])[0]);
	expect([orders.length, first === second, contacts()]).toEqual([2, true, before + 1]);
	await proves('O4', { request: 'odoo.res.partner.load' });

	// Made by people, with the e-mail of a customer who bought nothing that was brought.
	await place({ person: 43, plant: 'unpaid' });
	await place({ person: 44, plant: 'unpaid' });
	await make('res.partner', { name: 'Known already', email: 'person43@example.com' });
	const there = contacts();
	const imported = await run(CUSTOMERS);
	expect(answers(imported, SEND, 1)).toEqual([]);
	expect(contacts()).toBeGreaterThan(there);
	const known = await rows(
		'res.partner',
		[
			['email', '=ilike', 'person43@example.com'],
			['parent_id', '=', false],
		],
		['name'],
	);
	expect(known).toHaveLength(1);
	const after = contacts();
	await run(CUSTOMERS);
	expect(contacts()).toBe(after);
	await proves('O21', { request: 'odoo.res.partner.load' });
});

// ------------------------------------------------------------------ several shops

it('keeps two shops apart whose orders have the same numbers', async () => {
	const data = thirdShop(standing.sandboxes.data);
	secondShop = await startSandboxes({ only: ['shopify'], data });
	watchJournal(secondShop.of('shopify'));
	const [account] = credentialsFor(secondShop);
	await standing.api.createCredential(account!.type, 'Second shop', { ...account!.data });
	const taxes = { row: [{ rate: '25.5', prices: 'any', tax: '2' }] };
	const settings = { ...placing(), orderPrefix: 'HOME-', taxes };
	const whole = withAccounts(withParameters(template(ORDERS), { [SEND]: settings }), {
		shopifyCommerceApi: 'Second shop',
	});
	const { id } = await standing.api.importWorkflow({ ...whole, name: 'Second shop' });
	const before = stands(1005);
	const checked = await runRow(['odoo', { resource: 'connection', operation: 'check' }]);
	expect(JSON.stringify(checked)).toContain('Order: Create or Update');
	await run(id);
	expect([called('HOME-1005'), called('HOME-1006')]).toMatchObject([[{ state: 'sale' }], [{ state: 'sale' }]]);
	expect(stands(1005)).toEqual(before);
	expect(by(answers(await run(id), SEND), 'created')).toEqual([]);
	await proves('O1', { request: 'odoo.sale.order.load' });
});

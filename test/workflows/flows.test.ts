import { compare } from '../../sandbox/demo-report';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import type { JournalEntry } from '../../sandbox/kit';
import { template, withParameters } from '../../sandbox/bridge';
import { STOCK_LOCATION as LOCATION } from '../../sandbox/demo-data';
import { settingsOf } from '../../sandbox/demo-stories';
import { proves, watchJournal } from '../support/proof';
import { item, rowOf, type Part } from '../support/row';
import {
	byEventAlone,
	CANCELLATIONS,
	COMPARISON,
	ORDERS,
	PRODUCTS,
	Standing,
	STOCK,
	TRACKING,
} from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * The triangle between shop and warehouse in a real n8n, in the order in which an operator lives it: products, orders,
 * parcels, cancellations, stock, and the comparison of it all. Every flow is the template as it is shipped.
 */

const SHOP_ACCOUNT = { shopifyCommerceApi: { id: null, name: 'Shopify Commerce account' } };
const WAREHOUSE_ACCOUNT = { ogoshipApi: { id: null, name: 'OGOship account' } };

type Item = Readonly<Record<string, unknown>>;
interface Answer extends Item {
	readonly number?: string;
	readonly outcome?: string;
	readonly reason?: { readonly code: string; readonly message: string };
	readonly error?: { readonly code: string; readonly message: string; readonly description: string };
}

interface WarehouseOrder {
	readonly id: string;
	readonly reference: string;
	readonly status: string;
	readonly shippingCode: string;
	readonly orderLines: ReadonlyArray<{ readonly code: string }>;
}

interface ShopOrder {
	readonly number: number;
	readonly plant: string;
	readonly fulfillments: ReadonlyArray<{
		readonly id: string;
		readonly tracking: { readonly numbers: readonly string[] };
	}>;
}

let standing: Standing;
const workflows = new Map<string, string>();

const shop = () => standing.sandboxes.of('shopify');
const warehouse = () => standing.sandboxes.of('ogoship');
const answers = (execution: Execution, node: string, output = 0) =>
	itemsOf(execution, node, output) as readonly Answer[];
const by = (list: readonly Answer[], outcome: string) => list.filter((each) => each.outcome === outcome);
const lastSeq = (system: string) => standing.sandboxes.of(system).journal().at(-1)?.seq ?? 0;
const accepted = (system: string, operation: string, since = 0): JournalEntry[] =>
	standing.sandboxes
		.of(system)
		.journal(since)
		.filter((entry) => entry.operation === operation && entry.accepted);
const shopOrder = (number: number) =>
	(shop().state() as { orders: ShopOrder[] }).orders.find((each) => each.number === number);
const warehouseOrders = () => (warehouse().state() as { orders: WarehouseOrder[] }).orders;
const warehouseOrder = (number: number) => warehouseOrders().find(({ reference }) => reference === `SHOP-${number}`);
const compared = () => compare(shop().state(), warehouse().state());
const trackingOf = (number: number) =>
	(shopOrder(number)?.fulfillments ?? []).flatMap(({ tracking }) => tracking.numbers);

async function run(story: string, items?: Array<Record<string, unknown>>): Promise<Execution> {
	const execution = await standing.api.run(workflows.get(story) ?? '', 'Start by Hand', {
		timeoutMs: 300_000,
		...(items ? { items } : {}),
	});
	expect(execution.status).toBe('success');
	return execution;
}

/** Plain orders that stand at the warehouse as New, oldest first. */
function open(code?: string): number[] {
	const plain = (shop().state() as { orders: ShopOrder[] }).orders.filter(({ plant }) => plant === 'plain');
	return plain
		.map(({ number }) => number)
		.sort((a, b) => a - b)
		.filter((number) => {
			const there = warehouseOrder(number);
			return there?.status === 'New' && (code === undefined || there.shippingCode === code);
		});
}

const row = async (parts: readonly Part[]) => await rowOf(standing.api, parts);

beforeAll(async () => {
	standing = await Standing.up();
	watchJournal(shop());
	watchJournal(warehouse());
	for (const story of [ORDERS, PRODUCTS, TRACKING, CANCELLATIONS, STOCK, COMPARISON])
		workflows.set(story, (await standing.import(story)).id);
});

afterAll(async () => {
	await standing.down();
});

it('makes every product of the shop at the warehouse, and passes a change on', async () => {
	const first = await run(PRODUCTS);
	expect(answers(first, 'Send to OGOship', 1)).toEqual([]);
	const [created] = accepted('ogoship', 'productsCreate');
	expect(created?.body).toMatchObject({ code: 'VASE-NEW', name: expect.stringContaining('New vase') });
	for (const field of ['description', 'pictureUrl', 'infoUrl']) expect(created?.body).toHaveProperty(field);
	await proves('G4', { request: 'ogoship.productsCreate' });

	const seq = lastSeq('ogoship');
	expect(by(answers(await run(PRODUCTS), 'Send to OGOship'), 'created')).toEqual([]);
	expect(accepted('ogoship', 'productsCreate', seq)).toEqual([]);
});

it('forwards the orders, and the warehouse’s stock becomes the shop’s', async () => {
	const orders = await run(ORDERS);
	expect(by(answers(orders, 'Send to OGOship'), 'created').length).toBeGreaterThan(40);
	const before = compared().stock;
	expect(before.equal).toBe(false);
	const stock = await run(STOCK);
	expect(answers(stock, 'Set Stock in Shopify', 1)).toEqual([]);
	expect(by(answers(stock, 'Set Stock in Shopify'), 'updated').length).toBe(before.differences.length);
	expect(compared().stock).toMatchObject({ equal: true, differences: [] });
	await proves('G6', { request: 'shopify.levelsSet' });
	const again = await run(STOCK);
	expect(by(answers(again, 'Set Stock in Shopify'), 'updated')).toEqual([]);
});

it('sets back what somebody counted in the shop, and renames at the warehouse what the shop renamed', async () => {
	await shop().change('setLevel', { sku: 'MUG-BLUE', location: LOCATION, onHand: 3 });
	expect(compared().stock.equal).toBe(false);
	const stock = await run(STOCK);
	expect(by(answers(stock, 'Set Stock in Shopify'), 'updated').map(({ number }) => number)).toEqual(['MUG-BLUE']);
	expect(compared().stock.equal).toBe(true);

	await shop().change('editProduct', { sku: 'BOWL-SMALL', title: 'Small bowl, new glaze' });
	const seq = lastSeq('ogoship');
	const products = await run(PRODUCTS);
	expect(answers(products, 'Send to OGOship', 1)).toEqual([]);
	expect(accepted('ogoship', 'productsUpdate', seq).map(({ body }) => body)).toEqual([
		expect.objectContaining({ code: 'BOWL-SMALL', name: expect.stringContaining('new glaze') as unknown }),
		expect.objectContaining({ code: 'BOWL-LARGE', name: expect.stringContaining('new glaze') as unknown }),
	]);
	await proves('G3', { request: 'shopify.levelsSet' });
});

it('brings every parcel back: with tracking, with two numbers, without; and a number that comes late', async () => {
	const [plain, double] = open('home_fi');
	const [letter] = open('letter_fi');
	if (plain === undefined || double === undefined || letter === undefined)
		throw new Error('The demo has too few orders');
	await warehouse().change('ship', { reference: `SHOP-${plain}`, trackingNumber: 'JJFI100' });
	await warehouse().change('ship', { reference: `SHOP-${double}`, trackingNumber: 'JJFI200, JJFI201' });
	await warehouse().change('ship', { reference: `SHOP-${letter}` });
	const first = await run(TRACKING);
	expect(answers(first, 'Send to Shopify', 1)).toEqual([]);
	expect(by(answers(first, 'Send to Shopify'), 'created')).toHaveLength(3);
	expect([trackingOf(plain), trackingOf(double), trackingOf(letter)]).toEqual([
		['JJFI100'],
		['JJFI200', 'JJFI201'],
		[],
	]);
	expect(compared().shipments).toMatchObject({ equal: true, differences: [] });
	await proves('G10', { request: 'shopify.fulfillmentCreate' });

	const seq = lastSeq('shopify');
	// OGOship tells changes by the second.
	warehouse().advanceClock(60_000);
	await warehouse().change('correctTracking', { reference: `SHOP-${plain}`, trackingNumber: 'JJFI100, JJFI101' });
	const late = await run(TRACKING);
	// What was read within seconds of its change is read once more (record 0022), and is then found as it should be.
	const news = answers(late, 'Send to Shopify').filter(({ outcome }) => outcome !== 'unchanged');
	expect(news.map(({ outcome }) => outcome)).toEqual(['updated']);
	expect(trackingOf(plain)).toEqual(['JJFI100', 'JJFI101']);
	expect(accepted('shopify', 'fulfillmentCreate', seq)).toEqual([]);
	await proves('G11', { request: 'shopify.fulfillmentCreate' });
});

it('asks the shop to write to the customer only when it is told to', async () => {
	const quiet = (await standing.import(TRACKING, { 'Send to Shopify': { shipmentOptions: { notifyCustomer: false } } }))
		.id;
	const [first, second] = open('home_fi');
	const notified = async (workflow: string, number: number | undefined) => {
		const seq = lastSeq('shopify');
		await warehouse().change('ship', { reference: `SHOP-${number}`, trackingNumber: `JJFI${number}` });
		const execution = await standing.api.run(workflow, 'Start by Hand', { timeoutMs: 300_000 });
		expect(execution.status).toBe('success');
		return accepted('shopify', 'fulfillmentCreate', seq).map(({ body }) =>
			JSON.stringify(body).includes('"notifyCustomer":true'),
		);
	};
	expect(await notified(quiet, first)).toEqual([false]);
	expect(await notified(workflows.get(TRACKING) ?? '', second)).toEqual([true]);
	await proves('G12', { request: 'shopify.fulfillmentCreate' });
});

it('cancels at the warehouse what nobody picks yet, and says so where it is too late', async () => {
	const [early, late] = open().slice(-2);
	await warehouse().change('collect', { reference: `SHOP-${late}` });
	for (const number of [early, late]) await shop().change('cancelOrder', { number });
	const seq = lastSeq('ogoship');
	const cancelled = await run(CANCELLATIONS);
	expect(accepted('ogoship', 'ordersUpdate', seq).map(({ path }) => path)).toEqual([`/api/v1/Orders/SHOP-${early}`]);
	expect(warehouseOrder(early ?? 0)?.status).toBe('Cancelled');
	const [problem] = answers(cancelled, 'Cancel in OGOship', 1);
	expect(problem).toMatchObject({
		number: `#${late}`,
		error: { code: 'CANCEL_TOO_LATE', message: expect.stringContaining('Collecting') as unknown },
	});
	await proves('G9', { request: 'ogoship.ordersUpdate' });
	const again = await run(CANCELLATIONS);
	expect(accepted('ogoship', 'ordersUpdate', seq)).toHaveLength(1);
	expect(answers(again, 'Cancel in OGOship', 1)).toEqual([]);
});

it('moves an order on by the shop’s event, by the schedule, and by hand', async () => {
	const standsAt = (number: number) =>
		warehouseOrders().filter(({ reference }) => reference === `SHOP-${number}`).length;
	const placed = async () => ((await shop().change('addOrder')) as { number: number }).number;

	const byHand = await placed();
	await run(ORDERS);
	expect(standsAt(byHand)).toBe(1);

	const settings = settingsOf(standing.sandboxes.data)[ORDERS] ?? {};
	const alone = byEventAlone(withParameters(template(ORDERS), settings));
	const event = (await standing.api.importWorkflow({ ...alone, name: 'By the event' })).id;
	await standing.api.publish(event);
	const byEvent = await placed();
	await standing.api.waitForExecutions(event, 1);
	expect(standsAt(byEvent)).toBe(1);
	await standing.api.unpublish(event);

	const byTheClock = await placed();
	const every = { 'Every 15 Minutes': { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } } };
	const schedule = (
		await standing.api.importWorkflow({
			...withParameters(template(ORDERS), { ...settings, ...every }),
			name: 'By the clock',
		})
	).id;
	await standing.api.publish(schedule);
	// A sweep that comes while another one still waits for the shop ends at once, and says nothing of the order.
	for (let ended = 1; ended <= 5 && standsAt(byTheClock) === 0; ended++)
		await standing.api.waitForExecutions(schedule, ended);
	await standing.api.unpublish(schedule);
	expect(standsAt(byTheClock)).toBe(1);
	await proves('X5', { request: 'ogoship.ordersCreate' });
});

it('finds the order whose event was lost on the way', async () => {
	const settings = settingsOf(standing.sandboxes.data)[ORDERS] ?? {};
	const alone = byEventAlone(withParameters(template(ORDERS), settings));
	const { id } = await standing.api.importWorkflow({ ...alone, name: 'A lost event' });
	await standing.api.publish(id);
	await shop().change('dropDeliveries', { times: 1 });
	const { number } = (await shop().change('addOrder')) as { number: number };
	const seq = lastSeq('shopify');
	for (let tries = 0; tries < 50 && accepted('shopify', 'webhook', seq - 1).length === 0; tries++)
		await new Promise((resolve) => setTimeout(resolve, 100));
	expect(await standing.api.listExecutions(id)).toEqual([]);
	await standing.api.unpublish(id);
	expect(warehouseOrder(number)).toBeUndefined();
	await run(ORDERS);
	expect(warehouseOrder(number)).toBeDefined();
	await proves('X9', { request: 'shopify.ordersById' });
});

// ------------------------------------------------------------------ single nodes

const NOW = new Date().toISOString();
const level = (sku: string, available: number, more: Item = {}): Item => ({
	kind: 'stockLevel',
	origin: { system: 'elsewhere', account: 'main', id: sku, seenAt: NOW },
	sku,
	available,
	allocated: 0,
	observedAt: new Date(Date.now() + 60_000).toISOString(),
	...more,
});
const setLevels = (parameters: Item): Part => ({
	name: 'Set',
	type: 'shopify',
	parameters: {
		resource: 'stockLevel',
		operation: 'set',
		reservedFrom: 'source',
		location: LOCATION,
		locationMap: {},
		...parameters,
		levelOptions: { firstRun: 'apply', ...(parameters.levelOptions as Item | undefined) },
	},
	credentials: SHOP_ACCOUNT,
});
const onHand = (sku: string, location = LOCATION) =>
	(shop().state() as { inventory: Array<{ sku: string; locationId: string; onHand: number }> }).inventory.find(
		(each) => each.sku === sku && each.locationId === location,
	)?.onHand;

async function set(record: Item, parameters: Item = {}): Promise<Execution> {
	return await standing.api.run(await row([item(record), setLevels(parameters)]), 'Start', { timeoutMs: 120_000 });
}

it('refuses a map that sends two places to one, before anything is written', async () => {
	const seq = lastSeq('shopify');
	const record = level('MUG-WHITE', 17, { location: { id: 'W1', name: 'Main warehouse' } });
	const place = (source: string) => ({ source, target: LOCATION });
	const twice = await set(record, { location: '', locationMap: { place: [place('W1'), place('W2')] } });
	expect(twice.status).toBe('error');
	expect(JSON.stringify(twice)).toContain('both lead to the same location');
	expect(accepted('shopify', 'levelsSet', seq)).toEqual([]);
	const once = await set(record, { location: '', locationMap: { place: [place('W1')] } });
	expect(once.status).toBe('success');
	expect(onHand('MUG-WHITE')).toBe(17);
	await proves('X10', { request: 'shopify.levelsSet' });
});

it('finds a product by SKU, by barcode, and by a table of SKUs', async () => {
	const { barcode } = standing.sandboxes.data.products.find(({ sku }) => sku === 'GLASS-WINE') ?? { barcode: '' };
	expect((await set(level('GLASS-WATER', 31))).status).toBe('success');
	expect((await set(level('other', 32, { barcode }), { matchBy: 'barcode' })).status).toBe('success');
	const skuMap = { sku: [{ source: 'WH-77', target: 'CARAFE-1L' }] };
	expect((await set(level('WH-77', 33), { levelOptions: { skuMap } })).status).toBe('success');
	expect([onHand('GLASS-WATER'), onHand('GLASS-WINE'), onHand('CARAFE-1L')]).toEqual([31, 32, 33]);
	await proves('X11', { request: 'shopify.levelsSet' });
});

it('sends an order that somebody put together by hand', async () => {
	const value = {
		'origin.system': 'byHand',
		'origin.account': 'office',
		'origin.id': 'PHONE-1',
		number: 'PHONE-1',
		placedAt: NOW,
		status: 'open',
		paymentStatus: 'paid',
		currency: 'EUR',
		pricesIncludeTax: true,
		lines: [
			{
				id: '1',
				sku: 'MUG-BLUE',
				quantity: 1,
				currentQuantity: 1,
				openQuantity: 1,
				unitPrice: '24.80',
				total: '24.80',
				requiresShipping: true,
				giftCard: false,
			},
		],
		totals: { lines: '24.80', total: '24.80' },
		shipTo: { name: 'Aino Esimerkki', address1: 'Esimerkkikatu 1', zip: '00100', city: 'Helsinki', countryCode: 'FI' },
		shippingMethod: { code: 'home_fi' },
	};
	const send: Part = {
		name: 'Send',
		type: 'ogoship',
		parameters: {
			resource: 'order',
			operation: 'upsert',
			recordFrom: 'fields',
			fields: { mappingMode: 'defineBelow', value },
			forwardFrom: '2026-01-01T00:00:00.000Z',
			deliveryMethods: { method: [{ method: 'home_fi', code: 'home_fi' }] },
		},
		credentials: WAREHOUSE_ACCOUNT,
	};
	const execution = await standing.api.run(await row([send]), 'Start', { timeoutMs: 120_000 });
	expect(execution.status).toBe('success');
	expect(warehouseOrders().filter(({ reference }) => reference === 'PHONE-1')).toHaveLength(1);
	await proves('G1', { request: 'ogoship.ordersCreate' });
});

it('lists what a connection can do', async () => {
	const check = (type: string, credentials: object): Part => ({
		name: type,
		type,
		parameters: { resource: 'connection', operation: 'check' },
		credentials,
	});
	const both = await standing.api.run(
		await row([check('shopify', SHOP_ACCOUNT), check('ogoship', WAREHOUSE_ACCOUNT)]),
		'Start',
	);
	const [shopAnswer] = answers(both, 'shopify');
	const [warehouseAnswer] = answers(both, 'ogoship');
	expect(JSON.stringify(shopAnswer)).toContain('Stock Level: Set');
	expect(JSON.stringify(warehouseAnswer)).toContain('Inbound');
	await proves('G2', { request: 'shopify.connectionCheck' });
});

it('compares both sides, and what only the shop has can be wired straight into the fix', async () => {
	await run(STOCK);
	const clean = await run(COMPARISON);
	// Two orders left the warehouse under another connector's number: the shop still counts their goods as there.
	const foreign = warehouseOrders().filter(({ reference }) => ['1002', '1004'].includes(reference));
	const theirs = new Set(foreign.flatMap(({ orderLines }) => orderLines.map(({ code }) => code)));
	expect(theirs.size).toBeGreaterThan(1);
	const different = answers(clean, 'Compare Stock', 1).map(({ number }) => number ?? '');
	expect(different.filter((sku) => !theirs.has(sku))).toEqual([]);
	expect(answers(clean, 'Compare Stock', 0).length).toBeGreaterThan(15);
	expect(answers(clean, 'Compare Shipments', 1)).toEqual([]);
	expect(answers(clean, 'Compare Orders', 0).length).toBeGreaterThan(30);

	const { number } = (await shop().change('addOrder', { placedMinutesAgo: 180 })) as { number: number };
	const seq = lastSeq('ogoship');
	const whole = template(COMPARISON);
	const connections = whole.connections as Record<string, { main: unknown[][] }>;
	const send = template(ORDERS).nodes.find(({ name }) => name === 'Send to OGOship');
	const read = template(ORDERS).nodes.find(({ name }) => name === 'Read Orders');
	if (!send || !read) throw new Error('The orders template has lost its nodes');
	const settings = settingsOf(standing.sandboxes.data)[ORDERS]?.['Send to OGOship'];
	const settled = settingsOf(standing.sandboxes.data)[COMPARISON] ?? {};
	const fixing = {
		...whole,
		name: 'Comparison with its fix',
		nodes: [
			...whole.nodes.map((node) => ({ ...node, parameters: { ...node.parameters, ...settled[node.name] } })),
			read,
			{ ...send, parameters: { ...send.parameters, ...settings } },
		],
		connections: {
			...connections,
			'Compare Orders': {
				main: connections['Compare Orders']?.main?.map((targets, output) =>
					output === 2 ? [{ node: 'Read Orders', type: 'main', index: 0 }] : targets,
				),
			},
			'Read Orders': { main: [[{ node: 'Send to OGOship', type: 'main', index: 0 }]] },
		},
	};
	const { id } = await standing.api.importWorkflow(fixing as never);
	const fixed = await standing.api.run(id, 'Start by Hand', { timeoutMs: 300_000 });
	expect(by(answers(fixed, 'Send to OGOship'), 'created').map((each) => each.number)).toEqual([`#${number}`]);
	expect(accepted('ogoship', 'ordersCreate', seq)).toHaveLength(1);
	await proves('B14', { request: 'ogoship.ordersCreate' });
});

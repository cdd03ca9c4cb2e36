import axios from 'axios';

import {
	credentialsFor,
	startSandboxes,
	template,
	withAccounts,
	withOwnAddresses,
	withParameters,
	type Sandboxes,
} from '../../sandbox/bridge';
import { approvedBrand, automaticBrand, demoData, STOCK_LOCATION } from '../../sandbox/demo-data';
import { compareOmnichannel } from '../../sandbox/demo-omnichannel-report';
import { settingsOf } from '../../sandbox/demo-stories';
import type { JournalEntry } from '../../sandbox/kit';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import {
	LAGS,
	Omnichannel,
	SHOP_PLACES,
	type DeskView,
	type EngineView,
	type ShopView,
} from '../../sandbox/omnichannel';
import { proves, watchJournal } from '../support/proof';
import { item, rowOf, type Part } from '../support/row';
import { Standing } from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * Two brands of one company in a real n8n: their orders go through OmniEngine, their outlets work with ShopDesk, their
 * shops are at Shopify. Of the one a person approves each order, of the other they are approved by themselves. Every flow
 * is the template as it is shipped.
 */

const TO_APPROVE = 'orders-to-approve-from-omniengine-to-shopdesk';
const APPROVED = 'approved-orders-from-omniengine-to-shopdesk';
const COURIERS = 'couriers-for-invoiced-orders-at-omniengine';
const TRACKING = 'tracking-from-omniengine-to-shopify';
const ONE_OUTLET = 'stock-of-one-outlet-from-shopdesk-to-shopify';
const OUTLETS = 'stock-of-several-outlets-from-shopdesk-to-shopify';
const DISPATCHED = 'stock-after-dispatch';
const THREE_WAY = 'three-way-comparison-of-stock';
const OFFLINE = 'offline-prices-from-a-file-to-shopdesk';
const ONLINE = 'online-prices-from-a-file-to-shopdesk';
const STOCK_FILE = 'stock-from-a-file-to-shopdesk';
const MAPPING = 'mapping-of-outlets-and-locations';

const [MAIN, SECOND] = ['310', '311'];
const BOTH = [MAIN, SECOND];
const SECOND_BRAND = {
	shopifyCommerceApi: 'Shop of the second brand',
	omniengineApi: 'OmniEngine of the second brand',
	shopdeskApi: 'ShopDesk of the second brand',
};

type Item = Readonly<Record<string, unknown>>;
interface Answer extends Item {
	readonly number?: string;
	readonly outcome?: string;
	readonly target?: { readonly id: string };
	readonly error?: { readonly code: string; readonly message: string };
}

let standing: Standing;
let automatic: Sandboxes;
let links: Record<'approved' | 'automatic', Omnichannel>;
const workflows = new Map<string, string>();

const approvedBrandOf = () => standing.sandboxes;
const shop = (brand = approvedBrandOf()) => brand.of('shopify').state() as ShopView;
const engine = (brand = approvedBrandOf()) => brand.of('omniEngine').state() as EngineView;
const desk = (brand = approvedBrandOf()) => brand.of('shopDesk').state() as DeskView;
const lastSeq = (system: string, brand = approvedBrandOf()) => brand.of(system).journal().at(-1)?.seq ?? 0;
const accepted = (system: string, operation: string, since = 0, brand = approvedBrandOf()): JournalEntry[] =>
	brand
		.of(system)
		.journal(since)
		.filter((entry) => entry.operation === operation && entry.accepted);

const answers = (execution: Execution, node: string, output = 0) =>
	itemsOf(execution, node, output) as readonly Answer[];
const outcomes = (execution: Execution, node: string) => answers(execution, node).map(({ outcome }) => outcome);
/** Without what a run met that stands there already: what changed a moment ago is read once more. */
const written = (execution: Execution, node: string) =>
	outcomes(execution, node).filter((outcome) => outcome !== 'unchanged');
const codes = (execution: Execution, node: string) => answers(execution, node, 1).map(({ error }) => error?.code);

async function start(story: string, trigger = 'Start by Hand', items?: Item[]): Promise<Execution> {
	return await standing.api.run(workflows.get(story) ?? story, trigger, { timeoutMs: 300_000, items });
}

async function run(story: string, trigger?: string, items?: Item[]): Promise<Execution> {
	const execution = await start(story, trigger, items);
	expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
	return execution;
}

/** Nodes in a row behind a start, with the first brand's accounts. */
async function runRow(...parts: Part[]): Promise<Execution> {
	return await run(await rowOf(standing.api, parts), 'Start');
}

/** A node with the first brand's account, where its system has one. */
function part(name: string, type: string, parameters: object): Part {
	const sandbox = standing.sandboxes.running.find((each) => each.name === type);
	const account = sandbox?.credential();
	return {
		name,
		type,
		parameters,
		...(account && { credentials: { [account.type]: { id: null, name: account.name } } }),
	};
}

/** People check so many orders of a brand, which then wait at their location. */
async function verified(count: number, places: readonly string[], brand = approvedBrandOf()): Promise<string[]> {
	const pending = engine(brand).orders.filter(({ status }) => status === 'pending');
	const known = new Set(desk(brand).stock.map(({ sku }) => sku));
	const ready = pending.filter(({ items }) => items.every(({ sku }) => known.has(sku))).slice(0, count);
	for (const [at, { id }] of ready.entries())
		await brand
			.of('omniEngine')
			.change('setStatus', { order: id, status: 'awaiting_approval', location: places[at % places.length] });
	return ready.map(({ id }) => id);
}

const stageOf = (id: string, brand = approvedBrandOf()) =>
	engine(brand).orders.find((order) => order.id === id)!.status;
const inDesk = (id: string, brand = approvedBrandOf()) =>
	desk(brand).orders.filter(({ reference }) => reference === id);

beforeAll(async () => {
	const now = demoData(new Date().toISOString());
	const options = { omniEngine: { orders: 'none' } };
	standing = await Standing.up({ data: approvedBrand(now), options });
	const only = ['shopify', 'omniEngine', 'shopDesk'];
	automatic = await startSandboxes({ only, data: automaticBrand(now), options });
	links = { approved: new Omnichannel(standing.sandboxes), automatic: new Omnichannel(automatic) };
	for (const { running } of [standing.sandboxes, automatic]) for (const each of running) watchJournal(each);
	for (const { type, data } of credentialsFor(automatic))
		await standing.api.createCredential(type, SECOND_BRAND[type as keyof typeof SECOND_BRAND], { ...data });
	for (const story of [TO_APPROVE, COURIERS, TRACKING, ONE_OUTLET, DISPATCHED, OFFLINE, STOCK_FILE, MAPPING])
		workflows.set(story, (await standing.import(story)).id);
	for (const story of [APPROVED, COURIERS, TRACKING, OUTLETS, THREE_WAY, ONLINE]) {
		const setUp = withParameters(template(story), settingsOf(automatic.data)[story] ?? {});
		const own = withOwnAddresses(withAccounts(setUp, SECOND_BRAND), 'second brand');
		workflows.set(`second ${story}`, (await standing.api.importWorkflow(own)).id);
	}
	for (const link of Object.values(links)) await link.ordersFallIn();
});

afterAll(async () => {
	await automatic?.close();
	await standing.down();
});

// ------------------------------------------------------------------ outlets and locations

it('makes a location for a new outlet and gives it to the outlet, without anybody of another team', async () => {
	const outlet = {
		kind: 'location',
		origin: { system: 'shopDesk', account: '77', id: '47', seenAt: new Date().toISOString() },
		number: '47',
		name: 'New outlet',
		active: true,
	};
	const made = await runRow(
		item(outlet),
		part('Create', 'omniEngine', { resource: 'location', operation: 'create', locationOnline: true }),
	);
	const [{ outcome, target } = {}] = answers(made, 'Create');
	expect(outcome).toBe('created');
	expect(engine().locations.map(({ id }) => id)).toContain(target?.id);
	await proves('S1', { request: 'omniEngine.locationsCreate' });
	const found = async () => answers(await run(MAPPING), 'Findings').map(({ Outlet, Finding }) => [Outlet, Finding]);
	expect(await found()).toContainEqual(['New outlet', 'The outlet has no location in OmniEngine']);
	const mapped = await runRow(
		item(outlet),
		part('Map', 'shopDesk', { resource: 'outlet', operation: 'map', oeLocation: target?.id, oeBrand: '' }),
	);
	expect(outcomes(mapped, 'Map')).toEqual(['updated']);
	expect((await found()).filter(([name]) => name !== '')).toEqual([]);
	await proves('S16', { request: 'shopDesk.outletsMap' });
});

it('writes nothing while two outlets share a location, and says so', async () => {
	const [id = ''] = await verified(1, BOTH);
	await standing.sandboxes.of('shopDesk').change('mapOutlet', { store: 46, location: MAIN });
	const seq = lastSeq('shopDesk');
	for (const story of [TO_APPROVE, ONE_OUTLET]) {
		const execution = await start(story);
		expect([story, execution.status]).toEqual([story, 'error']);
		expect(execution.error?.message).toMatch(/Main outlet.*Second outlet|310/);
	}
	expect(
		standing.sandboxes
			.of('shopDesk')
			.journal(seq)
			.map(({ operation }) => operation),
	).not.toContain('ordersCreate');
	expect([inDesk(id), accepted('omniEngine', 'stockSet')]).toEqual([[], []]);
	expect(answers(await run(MAPPING), 'Findings')).toContainEqual(
		expect.objectContaining({ Location: MAIN, Finding: '2 outlets share one location' }),
	);
	await standing.sandboxes.of('shopDesk').change('mapOutlet', { store: 46, location: SECOND });
	await run(TO_APPROVE);
	expect(inDesk(id)).toMatchObject([{ status: 'AWAITING_SM_APPROVAL' }]);
	await proves('S2', { request: 'shopDesk.ordersCreate' });
});

// ------------------------------------------------------------------ orders

it('lets no order fall in before it is said in which status', async () => {
	const [id = ''] = await verified(1, [MAIN]);
	const undecided = await standing.import(TO_APPROVE, { 'Send to ShopDesk': { targetStatus: '' } });
	const refused = await start(undecided.id);
	expect(refused.status).toBe('error');
	expect(refused.error?.message).toMatch(/Orders Fall In As/);
	expect(inDesk(id)).toEqual([]);
	await run(TO_APPROVE);
	expect(inDesk(id)).toHaveLength(1);
	expect(accepted('shopDesk', 'ordersCreate').at(-1)?.body).toMatchObject({ target_status: 'AWAITING_SM_APPROVAL' });
	await proves('S3', { request: 'shopDesk.ordersCreate' });
});

it('waits for a person, and books the courier of what was invoiced', async () => {
	const ids = await verified(6, [MAIN]);
	expect(written(await run(TO_APPROVE), 'Send to ShopDesk')).toEqual(ids.map(() => 'created'));
	expect(ids.map((id) => [stageOf(id), inDesk(id).map(({ status }) => status)])).toEqual(
		ids.map(() => ['awaiting_approval', ['AWAITING_SM_APPROVAL']]),
	);
	await run(COURIERS);
	expect(engine().orders.flatMap(({ shipments }) => shipments)).toEqual([]);
	const invoiced = ids.slice(0, 4);
	for (const id of invoiced) await standing.sandboxes.of('shopDesk').change('invoice', { reference: id });
	// One is followed by OmniEngine itself, the others are moved.
	await standing.sandboxes.of('omniEngine').change('sdInvoiced', { order: invoiced[0], invoice: 'INV-000980' });
	const booked = await run(COURIERS);
	expect(outcomes(booked, 'Set Courier Booking').sort()).toEqual(['unchanged', 'updated', 'updated', 'updated']);
	expect(outcomes(booked, 'Book at OmniEngine')).toEqual(invoiced.map(() => 'created'));
	expect(ids.map((id) => stageOf(id))).toEqual([
		...invoiced.map(() => 'courier_booking'),
		...['awaiting_approval', 'awaiting_approval'],
	]);
	const again = await run(COURIERS);
	expect(outcomes(again, 'Book at OmniEngine')).toEqual(invoiced.map(() => 'unchanged'));
	expect(accepted('omniEngine', 'shipmentsBook')).toHaveLength(4);
	await links.approved.invoicesReflected();
	await proves('S4', { request: 'omniEngine.shipmentsBook' });
});

it('lets an order of the other brand fall in as approved, so that it is invoiced and at its courier at once', async () => {
	const ids = await verified(8, BOTH, automatic);
	expect(written(await run(`second ${APPROVED}`), 'Send to ShopDesk')).toEqual(ids.map(() => 'created'));
	expect(ids.map((id) => inDesk(id, automatic).map(({ status }) => status))).toEqual(ids.map(() => ['INVOICED']));
	await links.automatic.invoicesReflected();
	expect(ids.map((id) => stageOf(id, automatic))).toEqual(ids.map(() => 'courier_booking'));
	const stores = ids.map((id) => (inDesk(id, automatic)[0] as unknown as { storeId: number }).storeId);
	expect(stores).toEqual(ids.map((_, at) => (at % 2 === 0 ? 45 : 46)));
	await proves('S5', { request: 'shopDesk.ordersCreate' });
});

it('serves both brands at the same time, each in its own way', async () => {
	const [first = '', second = ''] = [...(await verified(1, [MAIN])), ...(await verified(1, [MAIN], automatic))];
	const [one, other] = await Promise.all([run(TO_APPROVE), run(`second ${APPROVED}`)]);
	expect([written(one, 'Send to ShopDesk'), written(other, 'Send to ShopDesk')]).toEqual([['created'], ['created']]);
	expect(inDesk(first)).toMatchObject([{ status: 'AWAITING_SM_APPROVAL' }]);
	expect(inDesk(second, automatic)).toMatchObject([{ status: 'INVOICED' }]);
	for (const story of [TO_APPROVE, `second ${APPROVED}`])
		expect(written(await run(story), 'Send to ShopDesk')).toEqual([]);
	await links.automatic.invoicesReflected();
	await proves('S6', { request: 'shopDesk.ordersCreate' });
});

it('takes an order from one stage to the next until the shop says that it has left', async () => {
	const booked = engine().orders.filter(({ shipments }) => shipments.length > 0);
	for (const { id } of booked.slice(0, 3))
		await standing.sandboxes.of('omniEngine').change('setStatus', { order: id, status: 'dispatched' });
	expect(written(await run(TRACKING), 'Send to Shopify')).toEqual(['created', 'created', 'created']);
	const told = shop().orders.filter(({ fulfillments }) => fulfillments.length > 0);
	expect(
		told.map(({ name, fulfillments }) => [name, fulfillments.flatMap(({ tracking }) => tracking.numbers)]),
	).toEqual(
		expect.arrayContaining(booked.slice(0, 3).map(({ number, shipments }) => [number, [shipments[0]!.trackingNumber]])),
	);
	expect(told).toHaveLength(3);
	expect(written(await run(TRACKING), 'Send to Shopify')).toEqual([]);
	expect(compared()).toMatchObject({ orders: { equal: true }, shipments: { equal: true } });
	await proves('S10', { request: 'shopify.fulfillmentCreate' });
});

const compared = (brand = approvedBrandOf(), places: readonly string[] = [MAIN]) =>
	compareOmnichannel(shop(brand), engine(brand), desk(brand), places);

it('says of an order with a product that no outlet has what to do, and sends it once it is on-boarded', async () => {
	const order = engine().orders.find(({ items }) => items.some(({ sku }) => sku === 'VASE-NEW'))!;
	await standing.sandboxes
		.of('omniEngine')
		.change('setStatus', { order: order.id, status: 'awaiting_approval', location: MAIN });
	expect(codes(await run(TO_APPROVE), 'Send to ShopDesk')).toEqual(['UNKNOWN_SKU']);
	expect(inDesk(order.id)).toEqual([]);
	await standing.sandboxes.of('shopDesk').change('addProduct', { sku: 'VASE-NEW' });
	await standing.sandboxes.of('shopDesk').change('setStock', { sku: 'VASE-NEW', quantity: 9 });
	await standing.sandboxes.of('omniEngine').change('addProduct', { sku: 'VASE-NEW' });
	const again = await run(TO_APPROVE, 'Retry', [{ 'Order Numbers': order.number }]);
	expect(outcomes(again, 'Send to ShopDesk')).toEqual(['created']);
	expect(inDesk(order.id)).toHaveLength(1);
	await proves('S13', { request: 'shopDesk.ordersCreate' });
});

// ------------------------------------------------------------------ stock

const onHand = (sku: string, location: string, brand = approvedBrandOf()) =>
	shop(brand).inventory.find((level) => level.sku === sku && level.locationId === SHOP_PLACES[location])?.onHand;

it('brings what ShopDesk has into OmniEngine and the shop, before the vendors’ own lags have passed', async () => {
	const products = JSON.stringify(shop().products);
	await standing.sandboxes.of('shopDesk').change('setStock', { sku: 'CANDLE-PINE', quantity: 44 });
	await links.approved.stockTravels();
	expect(engine().levels.find(({ sku, location }) => sku === 'CANDLE-PINE' && location === MAIN)?.onHand).not.toBe(44);
	await run(ONE_OUTLET);
	expect(compared().stock).toMatchObject({ equal: true, differences: [] });
	expect(onHand('CANDLE-PINE', MAIN)).toBe(42);
	const again = await run(ONE_OUTLET);
	for (const node of ['Set Stock in OmniEngine', 'Set Stock in Shopify'])
		expect(new Set(outcomes(again, node))).toEqual(new Set(['unchanged']));
	await proves('S9', { request: 'omniEngine.stockSet' });
	// Names, descriptions and prices stay the shop's own.
	expect(JSON.stringify(shop().products)).toBe(products);
	const writes = ['productMake', 'productChange', 'variantsChange'].flatMap((each) => accepted('shopify', each));
	expect(writes).toEqual([]);
	await proves('S8', { request: 'shopify.levelsSet' });
});

it('leads each of several outlets to its own location of the shop', async () => {
	await automatic.of('omniEngine').change('addProduct', { sku: 'VASE-NEW' });
	await automatic.of('shopDesk').change('addProduct', { sku: 'VASE-NEW' });
	for (const [store, quantity] of [
		[45, 12],
		[46, 5],
	])
		await automatic.of('shopDesk').change('setStock', { sku: 'VASE-NEW', store, quantity });
	await run(`second ${OUTLETS}`);
	expect(compared(automatic, BOTH).stock).toMatchObject({ equal: true, differences: [] });
	expect([onHand('VASE-NEW', MAIN, automatic), onHand('VASE-NEW', SECOND, automatic)]).toEqual([10, 5]);
	await proves('S7', { request: 'shopify.levelsSet' });
});

it('finds each of ten differences between the three stocks, and sets them right from ShopDesk’s figure', async () => {
	const clean = await run(`second ${THREE_WAY}`);
	expect(answers(clean, 'Differences')).toEqual([]);
	expect(answers(clean, 'The Same').length).toBeGreaterThan(40);
	const planted: ReadonlyArray<readonly [system: string, sku: string, location: string]> = [
		['shopDesk', 'MUG-BLUE', MAIN],
		['shopDesk', 'MUG-BLUE', SECOND],
		['shopDesk', 'TEAPOT-BLACK', MAIN],
		['omniEngine', 'MUG-GREEN', MAIN],
		['omniEngine', 'BOWL-SMALL', SECOND],
		['omniEngine', 'TRAY-OAK', MAIN],
		['shopify', 'SOAP-BIRCH', MAIN],
		['shopify', 'SOAP-BIRCH', SECOND],
		['shopify', 'BOARD-OAK', SECOND],
		['shopify', 'GLASS-WINE', MAIN],
	];
	for (const [system, sku, location] of planted) {
		const had = desk(automatic).stock.find(
			(each) => each.sku === sku && each.storeId === (location === MAIN ? 45 : 46),
		)!;
		// By the units of the buffer too, which is no excuse in the wrong place.
		const quantity = had.quantity + (sku === 'TEAPOT-BLACK' ? 2 : 3);
		if (system === 'shopDesk') await automatic.of(system).change('setStock', { sku, store: had.storeId, quantity });
		if (system === 'omniEngine') await automatic.of(system).change('sdStock', { location, sku, quantity });
		if (system === 'shopify')
			await automatic.of(system).change('setLevel', { sku, location: SHOP_PLACES[location], onHand: quantity });
	}
	const listed = await run(`second ${THREE_WAY}`);
	expect(
		answers(listed, 'Compare Stock', 1)
			.map(({ key }) => key)
			.sort(),
	).toEqual(planted.map(([, sku, location]) => `${sku} @ ${location}`).sort());
	expect([answers(listed, 'Compare Stock', 2), answers(listed, 'Compare Stock', 3)]).toEqual([[], []]);
	const truth = JSON.stringify(desk(automatic).stock);
	const some = await run(`second ${THREE_WAY}`, 'Fix', [{ SKUs: 'MUG-BLUE' }]);
	expect(answers(some, 'Read in ShopDesk').map(({ sku }) => sku)).toEqual(['MUG-BLUE', 'MUG-BLUE']);
	await run(`second ${THREE_WAY}`, 'Fix', [{ SKUs: '' }]);
	expect(answers(await run(`second ${THREE_WAY}`), 'Differences')).toEqual([]);
	expect(JSON.stringify(desk(automatic).stock)).toBe(truth);
	expect(compared(automatic, BOTH).stock).toMatchObject({ equal: true });
	await proves('S11', { request: 'omniEngine.stockSet' });
});

it('sees after dispatch whether stock fell in ShopDesk, OmniEngine and the shop', async () => {
	await run(ONE_OUTLET);
	const fine = await run(DISPATCHED);
	const left = new Set(
		engine()
			.orders.filter(({ status }) => status === 'dispatched')
			.flatMap(({ items }) => items.map(({ sku }) => sku)),
	);
	expect(left.size).toBeGreaterThan(0);
	expect(new Set(answers(fine, 'The Same').map(({ number }) => number))).toEqual(left);
	expect(answers(fine, 'Differences')).toEqual([]);
	const [sku = ''] = left;
	const there = onHand(sku, MAIN)!;
	await standing.sandboxes.of('shopify').change('setLevel', { sku, location: STOCK_LOCATION, onHand: there + 1 });
	expect(answers(await run(DISPATCHED), 'Differences')).toMatchObject([{ What: 'Stock', Record: sku }]);
	await run(ONE_OUTLET);
	expect(answers(await run(DISPATCHED), 'Differences')).toEqual([]);
	await proves('S12', { request: 'shopDesk.stockList' });
});

it('leaves alone what the vendors pass on by themselves a little later', async () => {
	await links.approved.later(LAGS.toEngineMs);
	await links.approved.later(LAGS.toShopMs);
	expect(compared().stock).toMatchObject({ equal: true, differences: [] });
});

// ------------------------------------------------------------------ files

interface Prices {
	readonly prices: ReadonlyArray<{ readonly sku: string; readonly discounted: number | null }>;
	readonly pushed: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
const pricesOf = (brand = approvedBrandOf()) => brand.of('shopDesk').state() as Prices;

it('sets prices of a file in ShopDesk alone, or in OmniEngine too, as the template says', async () => {
	const alone = await run(OFFLINE);
	expect(outcomes(alone, 'Set Prices in ShopDesk')).toEqual(['updated', 'updated']);
	expect(pricesOf().prices.find(({ sku }) => sku === 'MUG-BLUE')?.discounted).toBe(21.9);
	expect(pricesOf().pushed).toEqual({});
	expect(outcomes(await run(OFFLINE), 'Set Prices in ShopDesk')).toEqual(['unchanged', 'unchanged']);
	const both = await run(`second ${ONLINE}`);
	expect(outcomes(both, 'Set Prices in ShopDesk')).toEqual(['updated']);
	expect(pricesOf(automatic).pushed).toEqual({ [MAIN]: { 'MUG-WHITE': 19.9 }, [SECOND]: { 'MUG-WHITE': 19.9 } });
	await proves('S14', { request: 'shopDesk.pricesSet' });
});

const stockOf = (sku: string) => desk().stock.find((level) => level.sku === sku && level.storeId === 45)?.quantity;

it('sets the stock of a file, with a result for each row', async () => {
	const counted = await run(STOCK_FILE);
	expect([stockOf('CANDLE-PINE'), stockOf('TOWEL-LINEN')]).toEqual([41, 33]);
	expect(outcomes(counted, 'Set Stock in ShopDesk').sort()).toEqual(['skipped', 'updated', 'updated']);
	expect(answers(counted, 'Results as a File')).toMatchObject([{ kind: 'file', rows: 3 }]);
	expect(new Set(outcomes(await run(STOCK_FILE), 'Set Stock in ShopDesk'))).toEqual(new Set(['skipped', 'unchanged']));
	await proves('S15', { request: 'shopDesk.stockAdjust' });
});

it('takes a file that people upload in a form, and makes one where there is no API', async () => {
	const { id } = await standing.import(STOCK_FILE);
	await standing.api.publish(id);
	const { nodes } = await standing.api.workflow(id);
	const form = nodes.find(({ name }) => name === 'Upload') as unknown as { webhookId: string };
	const body = new FormData();
	body.append('field-0', new Blob(['SKU,Quantity\r\nAPRON-GREY,17\r\n=1+1,4\r\n'], { type: 'text/csv' }), 'count.csv');
	const { status } = await axios.post(`${standing.server.url}/form/${form.webhookId}`, body, {
		validateStatus: () => true,
		proxy: false,
	});
	expect(status).toBe(200);
	const [execution] = await standing.api.waitForExecutions(id, 1);
	expect([execution!.status, stockOf('APRON-GREY')]).toEqual(['success', 17]);
	expect(answers(execution!, 'Read File', 1).map(({ error }) => error?.code)).toHaveLength(1);
	await standing.api.unpublish(id);
	const made = await runRow(
		part('Stock', 'shopDesk', { resource: 'stockLevel', operation: 'getAll', returnAll: true, filters: {} }),
		part('File', 'file', { operation: 'writeStock', fileName: 'stock.csv' }),
	);
	expect(answers(made, 'File')).toMatchObject([
		{ kind: 'file', location: MAIN, fileName: 'stock-310.csv' },
		{ kind: 'file', location: SECOND, fileName: 'stock-311.csv' },
		{ kind: 'file' },
	]);
	await proves('X14', { request: 'shopDesk.stockAdjust' });
});

// ------------------------------------------------------------------ all seven at once

it('has all seven systems to try it with and no account, and faults on demand', async () => {
	const systems = standing.sandboxes.running.map(({ name }) => name);
	expect(systems).toHaveLength(7);
	const checks = systems.map((name) => part(name, name, { resource: 'connection', operation: 'check' }));
	const checked = await runRow(...checks);
	for (const name of systems) expect([name, answers(checked, name).length]).toEqual([name, 1]);
	const [id = ''] = await verified(1, [MAIN]);
	for (const kind of ['serverError', 'rateLimitedRetryAfter', 'expiredToken'] as const)
		standing.sandboxes.of('omniEngine').addFault({ kind, operation: 'ordersList' });
	standing.sandboxes.of('shopDesk').addFault({ kind: 'resetAfterCommit', operation: 'ordersCreate' });
	await run(TO_APPROVE);
	expect(inDesk(id)).toHaveLength(1);
	await proves('B11', { request: 'omniEngine.ordersList' });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { template, withParameters } from '../../sandbox/bridge';
import { demoData, STOCK_LOCATION } from '../../sandbox/demo-data';
import { compareShowroom } from '../../sandbox/demo-showroom-report';
import { settingsOf } from '../../sandbox/demo-stories';
import type { DemoData, JournalEntry } from '../../sandbox/kit';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import { proves, watchJournal } from '../support/proof';
import { rowOf } from '../support/row';
import { Standing } from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * A shop with a showroom at Le New Black, in a real n8n, in the order in which an operator lives it: stock, orders that are
 * picked, held and mended, retailers, a test order, products with pictures. Every flow is the template as it is shipped.
 */

const STOCK = 'stock-from-shopify-to-le-new-black';
const ORDERS = 'orders-from-le-new-black-to-shopify';
const RETAILERS = 'retailers-from-shopify-to-le-new-black';
const PRODUCTS = 'products-from-shopify-to-le-new-black';
const TEST_ORDER = 'test-order-from-le-new-black-to-shopify';
const TRACKING = 'tracking-from-shopify-to-le-new-black';

const SET = 'Set Stock in Le New Black';
const SEND = 'Send to Shopify';

interface Answer {
	readonly number?: string;
	readonly outcome?: string;
	readonly preview?: { readonly would: string } | null;
	readonly error?: { readonly code: string; readonly message: string; readonly description: string };
}
interface ShopOrder {
	readonly number: number;
	readonly cancelled: boolean;
	readonly sourceIdentifier: string | null;
	readonly lines: ReadonlyArray<{ readonly sku: string; readonly currentQuantity: number }>;
}
interface Shop {
	readonly orders: readonly ShopOrder[];
	readonly inventory: ReadonlyArray<{
		readonly sku: string;
		readonly locationId: string;
		readonly onHand: number;
		readonly available: number;
	}>;
	readonly customers: ReadonlyArray<{ readonly id: string; readonly tags: readonly string[] }>;
}
interface Showroom {
	readonly orders: ReadonlyArray<{ readonly reference: string; readonly status: string }>;
	readonly stock: ReadonlyArray<{
		readonly sku: string;
		readonly ean13: string;
		readonly in_stock: number;
		readonly is_blocked: boolean;
	}>;
	readonly retailers: ReadonlyArray<{ readonly reference: string; readonly priceList: string }>;
	readonly products: ReadonlyArray<{ readonly model: string; readonly name: string }>;
	readonly documents: ReadonlyArray<{ readonly comment?: string; readonly orders: readonly string[] }>;
	readonly files: readonly unknown[];
}

const PICTURE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

let standing: Standing;
let pictures: Server;
const workflows = new Map<string, string>();

/** The orders of the shop itself have no part in it but to hold goods. */
const fewer = (data: DemoData): DemoData => ({
	...data,
	orders: data.orders.filter(({ number }) => number >= 1005 && number <= 1010),
});
const shop = () => standing.sandboxes.of('shopify');
const showroom = () => standing.sandboxes.of('leNewBlack');
const shopState = () => shop().state() as Shop;
const showroomState = () => showroom().state() as Showroom;

const answers = (execution: Execution, node: string, output = 0) =>
	itemsOf(execution, node, output) as readonly Answer[];
const outcomes = (list: readonly Answer[]) => list.map(({ outcome }) => outcome);
const lastSeq = (system: string) => standing.sandboxes.of(system).journal().at(-1)?.seq ?? 0;
const accepted = (system: string, operation: string, since = 0): JournalEntry[] =>
	standing.sandboxes
		.of(system)
		.journal(since)
		.filter((entry) => entry.operation === operation && entry.accepted);
/** Whatever was written into the showroom since then. */
const written = (since: number) =>
	showroom()
		.journal(since)
		.filter(({ method, operation, accepted: taken }) => method !== 'GET' && operation !== 'token' && taken);

const offered = (sku: string) => showroomState().stock.find((level) => level.sku === sku)!;
const level = (sku: string) =>
	shopState().inventory.find((each) => each.sku === sku && each.locationId === STOCK_LOCATION)!;
const inShop = (reference: string) =>
	shopState().orders.filter(({ sourceIdentifier }) => sourceIdentifier?.endsWith(`:${reference}`));
const goodsOf = (order: ShopOrder | undefined) =>
	order?.lines.map(({ sku, currentQuantity }) => `${currentQuantity} ${sku}`);
const statusOf = (reference: string) => showroomState().orders.find((order) => order.reference === reference)?.status;

async function run(story: string): Promise<Execution> {
	const execution = await standing.api.run(workflows.get(story) ?? story, 'Start by Hand', { timeoutMs: 300_000 });
	expect(execution.status).toBe('success');
	return execution;
}

/** Runs a copy of a template that is set up otherwise. */
async function runWith(story: string, more: Parameters<Standing['import']>[1]): Promise<Execution> {
	return await run((await standing.import(story, more)).id);
}

/** Publishes a copy whose schedule comes every five seconds, until something is so. */
async function byTheClock(story: string, schedule: string, isSo: () => boolean): Promise<void> {
	const every = { [schedule]: { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } } };
	const settings = { ...settingsOf(standing.sandboxes.data)[story], ...every };
	const clocked = withParameters(template(story), settings);
	const { id } = await standing.api.importWorkflow({ ...clocked, name: `${story} by the clock` });
	await standing.api.publish(id);
	for (let ended = 1; ended <= 5 && !isSo(); ended++) await standing.api.waitForExecutions(id, ended);
	await standing.api.unpublish(id);
}

/** What the list of problems says of orders. */
async function openProblems(): Promise<string[]> {
	const parameters = { operation: 'getProblems', returnAll: true, filters: { kind: 'order' } };
	const list = await rowOf(standing.api, [{ name: 'Problems', type: 'ledger', parameters }]);
	const items = itemsOf(await standing.api.run(list, 'Start'), 'Problems') as unknown as ReadonlyArray<{
		readonly ledger: { readonly problem: { readonly message: string } };
	}>;
	return items.map(({ ledger }) => ledger.problem.message);
}

async function orderFrom(retailer: string, ...lines: ReadonlyArray<readonly [sku: string, quantity: number]>) {
	const bought = lines.map(([sku, quantity]) => ({ ean13: offered(sku).ean13, quantity }));
	const made = await showroom().change('addOrder', { retailer, status: 'invoicing', lines: bought });
	return (made as { reference: string }).reference;
}

beforeAll(async () => {
	pictures = createServer((_, outgoing) => void outgoing.writeHead(200, { 'content-type': 'image/png' }).end(PICTURE));
	await new Promise<void>((listening) => pictures.listen(0, '127.0.0.1', listening));
	const data = fewer(demoData(new Date().toISOString()));
	standing = await Standing.up({ only: ['shopify', 'leNewBlack'], data });
	watchJournal(shop());
	watchJournal(showroom());
	for (const story of [STOCK, ORDERS, RETAILERS, TEST_ORDER, TRACKING])
		workflows.set(story, (await standing.import(story)).id);
});

afterAll(async () => {
	await standing.down();
	await new Promise((closed) => pictures.close(closed));
});

// ------------------------------------------------------------------ stock

it('shows what it would write, and then writes exactly that', async () => {
	const seq = lastSeq('leNewBlack');
	const preview = answers(await runWith(STOCK, { [SET]: { previewOnly: true } }), SET);
	const planned = preview.filter((each) => each.preview?.would === 'update');
	expect(planned.length).toBeGreaterThan(20);
	expect(written(seq)).toEqual([]);
	await proves('L12', { request: 'leNewBlack.inventoryList' });
	const applied = answers(await run(STOCK), SET).filter(({ outcome }) => outcome === 'updated');
	expect(applied.map(({ number }) => number).sort()).toEqual(planned.map(({ number }) => number).sort());
	expect(compareShowroom(shop().state(), showroom().state()).stock).toMatchObject({ equal: true });
});

it('refreshes stock at once when somebody asks for it, and writes what differs alone', async () => {
	await shop().change('setLevel', { sku: 'GLASS-WINE', onHand: 333 });
	const seq = lastSeq('leNewBlack');
	await run(STOCK);
	expect(offered('GLASS-WINE').in_stock).toBe(level('GLASS-WINE').available);
	expect(offered('MUG-GREEN').is_blocked).toBe(true);
	const [only, ...others] = accepted('leNewBlack', 'inventoryEanMulti', seq);
	expect(others).toEqual([]);
	const { in_stock: units, ean13 } = offered('GLASS-WINE');
	expect(only?.body).toMatchObject({ requests: [{ ean13, in_stock: units }] });
	expect(JSON.stringify(only?.body)).not.toContain('is_blocked');
	await proves('L2', { request: 'leNewBlack.inventoryEanMulti' });
});

it('offers what can be sold and not what lies there, by the schedule', async () => {
	await shop().change('addOrder', { lines: [{ sku: 'BOARD-OAK', quantity: 3 }] });
	const { available, onHand } = level('BOARD-OAK');
	expect(available).toBeLessThan(onHand);
	await byTheClock(STOCK, 'Every Hour', () => offered('BOARD-OAK').in_stock === available);
	expect(offered('BOARD-OAK').in_stock).toBe(available);
	await proves('L1', { request: 'leNewBlack.inventoryEanMulti' });
});

it('tells sizes apart by EAN-13, or by SKU where the operator says so', async () => {
	await shop().change('editProduct', { sku: 'TRAY-OAK', barcode: null });
	await shop().change('setLevel', { sku: 'TRAY-OAK', onHand: 41 });
	const before = offered('TRAY-OAK').in_stock;
	await run(STOCK);
	expect(offered('TRAY-OAK').in_stock).toBe(before);
	await runWith(STOCK, { [SET]: { matchBy: 'sku' } });
	expect(offered('TRAY-OAK').in_stock).toBe(level('TRAY-OAK').available);
	expect(offered('TRAY-OAK').in_stock).not.toBe(before);
	await proves('L3', { request: 'leNewBlack.inventorySkuMulti' });
});

// ------------------------------------------------------------------ orders

it('takes the orders that somebody picked, and no other', async () => {
	await runWith(ORDERS, { 'Sweep Le New Black': { filters: { statuses: 'invoicing', references: '104513' } } });
	expect(goodsOf(inShop('104513')[0])).toEqual(['4 MUG-GREEN']);
	expect(['104512', '104514', '104515', '104517'].flatMap(inShop)).toEqual([]);
	await proves('L4', { request: 'shopify.orderCreate' });
});

it('sends the ready orders when somebody asks for it, once, and closes them in the showroom', async () => {
	const first = await run(ORDERS);
	expect(goodsOf(inShop('104512')[0])).toEqual(['4 MUG-BLUE', '4 MUG-WHITE']);
	expect(['104512', '104513'].map(statusOf)).toEqual(['closed', 'closed']);
	expect(answers(first, SEND, 1).map(({ error }) => error?.code)).toEqual(['ORDER_NOT_READY', 'ORDER_NOT_READY']);
	expect(['104514', '104515', '104517'].flatMap(inShop)).toEqual([]);
	await proves('L6', { request: 'shopify.orderCreate' });
	const seq = lastSeq('shopify');
	const second = await run(ORDERS);
	expect([answers(second, SEND, 1), accepted('shopify', 'orderCreate', seq)]).toEqual([[], []]);
});

it('closes with the next run what stands in the shop and could not be closed', async () => {
	const reference = await orderFrom('C-0077', ['GLASS-WATER', 1]);
	await runWith(ORDERS, { 'Close in Le New Black': { statusOptions: { onlyFrom: 'confirmed' } } });
	expect([inShop(reference).length, statusOf(reference)]).toEqual([1, 'invoicing']);
	await run(ORDERS);
	expect([inShop(reference).length, statusOf(reference)]).toEqual([1, 'closed']);
});

it('pushes and pulls when somebody asks for it, with nothing published', async () => {
	const reference = await orderFrom('C-0078', ['SOAP-BIRCH', 2]);
	await run(ORDERS);
	expect([inShop(reference).length, statusOf(reference)]).toEqual([1, 'closed']);
	await shop().change('fulfillByHand', { number: inShop(reference)[0]!.number, company: 'Posti', tracking: 'JJFI77' });
	await run(TRACKING);
	await run(STOCK);
	expect(showroomState().documents).toMatchObject([
		{ comment: expect.stringContaining('JJFI77') as string, orders: [reference] },
	]);
	expect(offered('SOAP-BIRCH').in_stock).toBe(level('SOAP-BIRCH').available);
	const seq = lastSeq('leNewBlack');
	await run(TRACKING);
	expect(written(seq)).toEqual([]);
	await proves('L11', { request: 'leNewBlack.salesDocumentOrdersSave' });
});

it('sends orders by the schedule', async () => {
	const reference = await orderFrom('C-0077', ['CARAFE-1L', 2]);
	await byTheClock(ORDERS, 'Every 30 Minutes', () => statusOf(reference) === 'closed');
	expect(inShop(reference).map(goodsOf)).toEqual([['2 CARAFE-1L']]);
	await proves('L5', { request: 'shopify.orderCreate' });
});

it('holds the order of a retailer without a reference, until a retailer of the shop is made and chosen', async () => {
	expect((await openProblems()).filter((message) => /104514.*reference/.test(message))).toHaveLength(1);
	expect(inShop('104514')).toEqual([]);
	await shop().change('tagCustomer', { person: 6, tags: ['wholesale'] });
	expect(outcomes(answers(await run(RETAILERS), 'Send to Le New Black'))).toEqual(['created']);
	const made = showroomState().retailers.find(({ reference }) => reference.startsWith('SHOP-'));
	expect(made).toMatchObject({ priceList: 'EUR-WHS' });
	await proves('L9', { request: 'leNewBlack.retailersSave' });
	await showroom().change('changeOrder', { reference: '104514', fields: { retailer_reference: made?.reference } });
	await run(ORDERS);
	expect(inShop('104514')).toHaveLength(1);
	const seq = lastSeq('leNewBlack');
	await run(RETAILERS);
	expect(written(seq)).toEqual([]);
});

it('sends no order short unless the operator allows it, and names the line', async () => {
	expect(await openProblems()).toEqual([expect.stringMatching(/104515.*EAN-13/)]);
	expect(inShop('104515')).toEqual([]);

	const short = await orderFrom('C-0078', ['APRON-GREY', 2], ['TOWEL-LINEN', 1]);
	await showroom().change('changeOrderLine', { reference: short, line: 1, fields: { ean13: null, sku: null } });
	await runWith(ORDERS, {
		'Sweep Le New Black': { filters: { statuses: 'invoicing', references: short } },
		'Hold What Is Incomplete': { allowShort: true },
	});
	expect(inShop(short).map(goodsOf)).toEqual([['2 APRON-GREY']]);

	const { ean13, sku } = offered('PLATE-DINNER');
	await showroom().change('changeOrderLine', { reference: '104515', line: 1, fields: { ean13, sku } });
	await run(ORDERS);
	const goods = inShop('104515').map(({ lines }) => [...new Set(lines.map((line) => line.sku))]);
	expect(goods).toEqual([['BOWL-LARGE', 'PLATE-DINNER']]);
	expect(await openProblems()).toEqual([]);
	await proves('L7', { request: 'shopify.orderCreate' });
});

// ------------------------------------------------------------------ setting up

it('takes a test order through the whole way and cleans up', async () => {
	const seq = lastSeq('leNewBlack');
	const execution = await run(TEST_ORDER);
	expect(outcomes(answers(execution, 'Cancel in Shopify'))).toEqual(['updated']);
	expect(accepted('leNewBlack', 'ordersSave', seq)).toHaveLength(1);
	const made = showroomState().orders.at(-1)!;
	expect(made.status).toBe('canceled');
	expect(inShop(made.reference)).toMatchObject([{ cancelled: true }]);
	await proves('L13', { request: 'shopify.orderCancel' });
});

it('brings products with their sizes, EAN-13 and pictures, once', async () => {
	const image = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}/jug.png`;
	await shop().change('addProduct', { sku: 'JUG-CLAY', title: 'Clay jug', barcode: '2000000009001', onHand: 30 });
	await shop().change('editProduct', { sku: 'JUG-CLAY', tags: ['wholesale'], image });
	const { id } = await standing.import(PRODUCTS, { 'Send to Le New Black': { images: true } });
	const first = await run(id);
	expect(answers(first, 'Send to Le New Black', 1)).toEqual([]);
	expect(showroomState().products.find(({ name }) => name === 'Clay jug')).toMatchObject({
		...{ collection_code: 'SS27', is_published: true },
		variants: [{ skus: [{ ean13: '2000000009001', sku: 'JUG-CLAY' }] }],
	});
	expect(showroomState().files).toHaveLength(1);
	await proves('L15', { request: 'leNewBlack.filesProducts' });
	const seq = lastSeq('leNewBlack');
	await run(id);
	expect(written(seq)).toEqual([]);
});

it('leaves shop and showroom equal', () => {
	const { orders, shipments } = compareShowroom(shop().state(), showroom().state());
	expect([...orders.differences, ...shipments.differences]).toEqual([]);
});

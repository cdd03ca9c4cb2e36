import { compareOrders } from '../../sandbox/demo-report';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import type { JournalEntry } from '../../sandbox/kit';
import { proves, watchJournal } from '../support/proof';
import { ORDERS, Standing } from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * The story of the template in a real n8n, told in the order in which an operator lives it.
 */

interface Result {
	readonly number: string;
	readonly outcome: string;
	readonly preview?: {
		readonly would: string;
		readonly calls: number;
		readonly after?: { readonly reference?: string };
	};
	readonly reason?: { readonly code: string; readonly message: string; readonly description: string };
}

interface Trouble {
	readonly number: string;
	readonly error: { readonly code: string; readonly message: string; readonly description: string };
}

let standing: Standing;
let workflow: string;

const results = (execution: Execution) => itemsOf(execution, 'Send to OGOship', 0) as unknown as Result[];
const troubles = (execution: Execution) => itemsOf(execution, 'Send to OGOship', 1) as unknown as Trouble[];
const warehouse = () => standing.sandboxes.of('ogoship');
const creates = (since = 0): JournalEntry[] =>
	warehouse()
		.journal(since)
		.filter(({ operation }) => operation === 'ordersCreate');
const writes = (since = 0) =>
	warehouse()
		.journal(since)
		.filter(({ method, operation }) => method !== 'GET' && operation !== 'token');
const lastSeq = () => warehouse().journal().at(-1)?.seq ?? 0;
const compared = () => compareOrders(standing.sandboxes.of('shopify').state(), warehouse().state());

interface WarehouseOrder {
	readonly reference: string;
	readonly status: string;
	readonly shippingCode: string;
	readonly pickUpPointCode?: string;
	readonly cashOnDelivery?: { readonly amount: number; readonly currencyCode: string };
	readonly orderLines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
}
const stands = (number: number) =>
	(warehouse().state() as { orders: WarehouseOrder[] }).orders.filter(
		({ reference }) => reference === `SHOP-${number}`,
	);

async function run(trigger = 'Start by Hand', items?: Array<Record<string, unknown>>): Promise<Execution> {
	return await standing.api.run(workflow, trigger, { timeoutMs: 300_000, ...(items ? { items } : {}) });
}

/** A workflow of one node of ours behind a manual trigger; resolves with its id. */
async function alone(type: string, parameters: object, credentials?: object): Promise<string> {
	const at = (name: string, nodeType: string, x: number) => ({
		id: name,
		name,
		type: nodeType,
		typeVersion: 1,
		position: [x, 0],
	});
	const start = { ...at('Start', 'n8n-nodes-base.manualTrigger', 0), parameters: {} };
	const node = { ...at('Alone', `n8n-nodes-commerce-bridge.${type}`, 200), parameters, credentials };
	const connections = { Start: { main: [[{ node: 'Alone', type: 'main', index: 0 }]] } };
	return (await standing.api.importWorkflow({ name: type, nodes: [start, node], settings: {}, connections })).id;
}

async function problems(): Promise<
	Array<{ number: string; ledger: { state: string; attempts: number; problem: { code: string } } }>
> {
	const id = await alone('ledger', { operation: 'getProblems', limit: 500, filters: {} });
	return itemsOf(await standing.api.run(id, 'Start'), 'Alone') as never;
}

beforeAll(async () => {
	standing = await Standing.up();
	watchJournal(standing.sandboxes.of('shopify'));
	watchJournal(standing.sandboxes.of('ogoship'));
	workflow = (await standing.import(ORDERS)).id;
});

afterAll(async () => {
	await standing.down();
});

it('previews all orders and writes none, then sends exactly those, each once', async () => {
	const preview = (await standing.import(ORDERS, { 'Send to OGOship': { previewOnly: true } })).id;
	const seen = results(await standing.api.run(preview, 'Start by Hand', { timeoutMs: 300_000 }));
	expect(writes()).toEqual([]);
	expect(new Set(seen.map(({ outcome }) => outcome))).toEqual(new Set(['preview']));
	const would = seen.filter((result) => result.preview?.would === 'create').map(({ number }) => number);
	expect(seen.find(({ number }) => number === '#1005')?.preview).toMatchObject({
		would: 'create',
		calls: 1,
		before: null,
	});
	await proves('B2', { request: 'ogoship.ordersList' });

	const first = await run();
	expect(first.status).toBe('success');
	const created = results(first)
		.filter(({ outcome }) => outcome === 'created')
		.map(({ number }) => number);
	expect(created.sort()).toEqual(would.sort());
	expect(creates().every(({ accepted }) => accepted)).toBe(true);
	expect(creates()).toHaveLength(50);
	await proves('G8', { request: 'ogoship.ordersCreate' });
	await proves('G5', { request: 'ogoship.productsList' });

	expect(Object.fromEntries(troubles(first).map(({ number, error }) => [number, error.code]))).toEqual({
		'#1022': 'UNKNOWN_SKU',
		'#1037': 'ADDRESS_MISSING',
	});
	for (const { number, error } of troubles(first)) {
		expect(error.message).toContain(number);
		expect(error.description).toMatch(/^(Create|Complete) /);
	}
	await proves('X7', { request: 'shopify.ordersById' });

	const seq = lastSeq();
	const second = await run();
	expect(results(second).map(({ outcome }) => outcome)).not.toContain('created');
	expect(troubles(second)).toEqual([]);
	expect(writes(seq)).toEqual([]);
	expect(compared()).toMatchObject({ equal: true, differences: [] });
	await proves('G7', { request: 'ogoship.ordersCreate' });
});

it('names every order that was held, with the reason', async () => {
	const reasons = Object.fromEntries(results(await run()).map(({ number, reason }) => [number, reason?.code]));
	expect(reasons).toEqual({
		'#1017': 'HELD_CANCELLED',
		'#1028': 'HELD_TEST',
		'#1040': 'HELD_UNPAID',
		'#1046': expect.stringMatching(/^HELD_RISK_(HIGH|CANCEL)$/),
		'#1052': 'HELD_NOTHING_TO_SHIP',
		'#1060': 'HELD_RISK_PENDING',
	});
});

it('sends New orders with the shop’s goods, delivery code, pick-up point and the amount to collect', () => {
	const shop = standing.sandboxes.data.orders;
	const of = (plant: string) => stands(shop.find((order) => order.plant === plant)?.number ?? 0)[0];
	expect(of('plain')).toMatchObject({
		status: expect.stringMatching(/^(New|Pending)$/),
		shippingCode: expect.stringMatching(/_fi$/),
	});
	expect(of('pickupPoint')).toMatchObject({ shippingCode: 'pickup_fi', pickUpPointCode: '9712' });
	expect(of('cashOnDelivery')?.cashOnDelivery).toMatchObject({ currencyCode: 'EUR', amount: expect.any(Number) });
	expect(of('partlyDigital')?.orderLines.map(({ code }) => code)).not.toContain('GIFT-CARD');
	expect(of('manyLines')?.orderLines.length).toBeGreaterThan(20);
});

it('tries an unknown SKU again by the Retry way: silent while nothing changed, closed once the product exists', async () => {
	const of = async () => (await problems()).find(({ number }) => number === '#1022')?.ledger;
	expect(await of()).toMatchObject({ state: 'rejected', attempts: 1, problem: { code: 'UNKNOWN_SKU' } });

	const again = await run('Retry', [{ 'Order Numbers': '1022' }]);
	expect(again.status).toBe('success');
	expect(troubles(again)).toEqual([]);
	expect(results(again)).toMatchObject([{ number: '#1022', outcome: 'skipped', reason: { code: 'UNKNOWN_SKU' } }]);
	expect(await of()).toMatchObject({ state: 'rejected', attempts: 2 });
	expect(stands(1022)).toHaveLength(0);

	await warehouse().change('addProduct', { sku: 'VASE-NEW', title: 'New vase', stock: 20 });
	const cured = await run('Retry', [{ 'Order Numbers': '' }]);
	expect(results(cured)).toContainEqual(expect.objectContaining({ number: '#1022', outcome: 'created' }));
	expect(stands(1022)).toHaveLength(1);
	expect(await of()).toBeUndefined();
});

it('carries an edit made in the shop over while the warehouse lets it, and names the stage when it does not', async () => {
	await standing.sandboxes.of('shopify').change('editOrder', { number: 1006, note: 'Leave at the door' });
	await standing.sandboxes.of('shopify').change('editOrder', { number: 1007, note: 'Ring twice' });
	await warehouse().change('setStatus', { reference: 'SHOP-1007', status: 'Collecting' });
	const execution = await run();
	expect(results(execution)).toContainEqual(expect.objectContaining({ number: '#1006', outcome: 'updated' }));
	const [locked] = troubles(execution).filter(({ number }) => number === '#1007');
	expect(locked?.error).toMatchObject({ code: 'STAGE_LOCKED', message: expect.stringContaining('Collecting') });
	expect(stands(1006)).toHaveLength(1);
});

it('signs in once, again after the token expired, and names missing scopes by operation', async () => {
	const shop = standing.sandboxes.of('shopify');
	const tokens = (since: number) =>
		shop.journal(since).filter(({ operation, accepted }) => operation === 'token' && accepted);
	expect(tokens(0)).toHaveLength(1);
	const seq = shop.journal().at(-1)?.seq ?? 0;
	shop.advanceClock(25 * 60 * 60_000);
	const renewed = await run();
	expect(renewed.status).toBe('success');
	expect(tokens(seq)).toHaveLength(1);

	await shop.change('setScopes', { scopes: ['read_orders', 'read_products'] });
	const credentials = { shopifyCommerceApi: { id: null, name: 'Shopify Commerce account' } };
	const id = await alone('shopify', { resource: 'connection', operation: 'check' }, credentials);
	const [answer] = itemsOf(await standing.api.run(id, 'Start'), 'Alone');
	expect(answer).toMatchObject({
		ok: false,
		operations: expect.arrayContaining([
			{ operation: 'Order: Get', missingScopes: ['read_customers', 'read_locations'] },
		]),
	});
	await proves('B7', { request: 'shopify.token' });
});

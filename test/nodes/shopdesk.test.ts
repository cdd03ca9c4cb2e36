/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import shopdeskSandbox from '../../nodes/ShopDesk/sandbox';
import { type Options } from '../support/desk';
import { codesOf, openSystem, outcomesOf, shopOrder, type Warehouse } from '../support/warehouse';

/*
 * ShopDesk's node in n8n's engine, over its sandbox in every contract.
 */

interface State {
	readonly orders: ReadonlyArray<{ id: number; reference: string; status: string; synced: boolean; storeId: number }>;
	readonly outlets: ReadonlyArray<{ id: number; locationId: string | null }>;
	readonly stock: ReadonlyArray<{ storeId: number; sku: string; quantity: number }>;
	readonly prices: ReadonlyArray<{ sku: string; salePrice: number; discounted: number | null; byOutlet: IDataObject }>;
	readonly pushed: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

let desk: Warehouse;

async function use(options: Options = {}): Promise<void> {
	await desk?.close();
	desk = await openSystem(shopdeskSandbox, options);
	Object.assign(desk.keys, { contract: options.contract ?? 'assumed' });
	if (options.contract === 'legacy') Object.assign(desk.keys, { storeId: '45' });
}

beforeEach(async () => await use());
afterEach(async () => await desk.close());
afterEach(() => (desk = undefined as unknown as Warehouse));

const state = () => desk.sandbox.state() as State;
const stockOf = (sku: string, store = 45) =>
	state().stock.find((level) => level.sku === sku && level.storeId === store)?.quantity;
const calls = (operation: string) => desk.sandbox.journal().filter((each) => each.operation === operation);

const CREATE = {
	resource: 'order',
	operation: 'create',
	forwardFrom: '2026-01-01T00:00:00Z',
	targetStatus: 'AWAITING_SM_APPROVAL',
	location: '310',
};
const order = (number = '#7001', changes = {}) => shopOrder(number, changes);

// ------------------------------------------------------------------ orders fall in

it('lets an order fall in once, in the status that was chosen, with amounts that tie out', async () => {
	const first = await desk.run(CREATE, [order()]);
	expect(first.problems).toEqual([]);
	expect(outcomesOf(first)).toEqual(['created']);
	expect(state().orders).toMatchObject([{ reference: '7001', status: 'AWAITING_SM_APPROVAL', storeId: 45 }]);
	const { body } = calls('ordersCreate')[0]!;
	const { products, shipping_price, discount } = body as {
		products: Array<{ quantity: number; sale_price: number }>;
		shipping_price: number;
		discount: number;
	};
	const goods = products.reduce((sum, { quantity, sale_price }) => sum + quantity * sale_price, 0);
	expect(goods + shipping_price - discount).toBeCloseTo(37.4, 6);
	expect(outcomesOf(await desk.run(CREATE, [order()]))).toEqual(['unchanged']);
	expect(calls('ordersCreate')).toHaveLength(1);
});

it('invoices at once where the brand approves by itself, and the goods leave the stock', async () => {
	const before = stockOf('MUG-BLUE')!;
	await desk.run({ ...CREATE, targetStatus: 'APPROVED' }, [order()]);
	expect(state().orders).toMatchObject([{ status: 'INVOICED' }]);
	expect(stockOf('MUG-BLUE')).toBe(before - 2);
});

it('guesses no status', async () => {
	await expect(desk.run({ ...CREATE, targetStatus: '' }, [order()])).rejects.toThrow();
	expect(codesOf(await desk.run({ ...CREATE, targetStatus: '={{ "" }}' }, [order()]))).toEqual(['SETUP_PARAMETER']);
	expect(state().orders).toEqual([]);
});

it('writes nothing in a preview', async () => {
	await desk.run({ ...CREATE, previewOnly: true }, [order()]);
	expect(state().orders).toEqual([]);
});

it('writes nothing at all while two outlets share a location', async () => {
	await desk.sandbox.change('mapOutlet', { store: 47, location: '310' });
	const answer = await desk.run(CREATE, [order('#7001'), order('#7002')]);
	expect(codesOf(answer)).toEqual(['SETUP_OUTLET_SHARED', 'SETUP_OUTLET_SHARED']);
	expect(state().orders).toEqual([]);
	expect(calls('ordersCreate')).toEqual([]);
});

it.each([
	['a location without an outlet', { location: '999' }, {}, 'OUTLET_MISSING'],
	['a SKU nobody knows', {}, { sku: 'NOBODY-KNOWS' }, 'UNKNOWN_SKU'],
])('refuses %s before anything is sent', async (_, parameters, line, code) => {
	const [first] = order('#7001').lines as IDataObject[];
	const odd = order('#7001', {
		lines: [{ ...first, ...line }] as never,
		totals: { lines: '20.00', total: '20.00' },
		taxLines: [],
		shippingLines: [],
	});
	const answer = await desk.run({ ...CREATE, ...parameters }, [odd]);
	expect(codesOf(answer)).toEqual([code]);
	expect(calls('ordersCreate')).toEqual([]);
});

it.each(['exact', 'ignored'])('finds what stands there when the list filters %s', async (referenceFilter) => {
	await use({ referenceFilter });
	await desk.run(CREATE, [order('#7001'), order('#7002')]);
	const again = await desk.run({ ...CREATE, ledger: 'off' }, [order('#7001'), order('#7002')]);
	expect(outcomesOf(again)).toEqual(['unchanged', 'unchanged']);
	expect(state().orders).toHaveLength(2);
});

it.each(['refused', 'second'])(
	'makes one order though an answer is lost, a used reference being %s',
	async (duplicateReference) => {
		await use({ duplicateReference });
		desk.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'ordersCreate' });
		const answer = await desk.run(CREATE, [order()]);
		expect(outcomesOf(answer)).toEqual(['created']);
		await desk.run(CREATE, [order()]);
		expect(state().orders).toHaveLength(1);
	},
);

it('says what to change by hand where the shop edited an order that fell in', async () => {
	await desk.run(CREATE, [order()]);
	const edited = order();
	const [first, second] = edited.lines as IDataObject[];
	const lines = [first!, { ...second, currentQuantity: 2, openQuantity: 2, quantity: 2, total: '25.00' }];
	const answer = await desk.run(CREATE, [
		{
			...edited,
			lines,
			updatedAt: '2026-11-22T11:00:00Z',
			totals: { lines: '45.00', shipping: '4.90', tax: '7.60', total: '49.90' },
		},
	]);
	expect(codesOf(answer)).toEqual(['CHANGE_BY_HAND']);
});

it('says so where OmniEngine gave an order another location after it fell in', async () => {
	const fallen = { ...order(), location: { id: '310', name: null } };
	await desk.run(CREATE, [fallen]);
	const moved = { ...fallen, location: { id: '311', name: null }, updatedAt: '2026-11-22T11:00:00Z' };
	const answer = await desk.run({ ...CREATE, location: '' }, [moved]);
	expect(codesOf(answer)).toEqual(['CHANGE_BY_HAND']);
	expect(state().orders).toHaveLength(1);
});

it('does not make orders under a contract that has no such call', async () => {
	await use({ contract: 'legacy' });
	const answer = await desk.run(CREATE, [order()]);
	expect(codesOf(answer)).toEqual(['SETUP_CONTRACT']);
	expect(desk.sandbox.journal()).toEqual([]);
});

it.each(['//evil.example.com/x', '/a/../b', 'https://evil.example.com/x', '/x?y=1', '/{strange}'])(
	'sends nothing to the path %s',
	async (path) => {
		const paths = { row: [{ call: 'ordersCreate', path }] };
		const answer = await desk.run({ ...CREATE, paths }, [order()]);
		expect(codesOf(answer)).toEqual(['SETUP_PARAMETER']);
		expect(desk.sandbox.journal()).toEqual([]);
	},
);

// ------------------------------------------------------------------ read, invoiced, cancelled

describe.each(['assumed', 'legacy'])('under the contract %s', (contract) => {
	const PRODUCTS = [{ sku: 'MUG-BLUE', quantity: 2, list_price: 12.5, sale_price: 12.5 }];

	beforeEach(async () => {
		await use({ contract });
		await desk.sandbox.change('addOrder', {
			reference_id: '900123',
			order_number: '900123',
			products: PRODUCTS,
			discount: 5,
			shipping_price: 2,
		});
	});

	const readAll = async () => (await desk.run({ resource: 'order', operation: 'getAll', returnAll: true })).results;

	it('reads orders whole', async () => {
		const [read] = await readAll();
		expect(read).toMatchObject({
			kind: 'order',
			number: '900123',
			status: 'open',
			totals: { lines: '20', discount: '5', shipping: '2', total: '22' },
			lines: [{ sku: 'MUG-BLUE', quantity: 2, total: '20' }],
			attributes: { shopdeskStatus: 'AWAITING_SM_APPROVAL' },
		});
		const { results } = await desk.run({ resource: 'order', operation: 'get' }, [read!]);
		expect(results[0]).toMatchObject({ number: '900123', totals: { total: '22' } });
	});

	it('invoices an order once', async () => {
		const before = stockOf('MUG-BLUE')!;
		const [read] = await readAll();
		expect(outcomesOf(await desk.run({ resource: 'order', operation: 'invoice' }, [read!]))).toEqual(['updated']);
		expect(outcomesOf(await desk.run({ resource: 'order', operation: 'invoice' }, [read!]))).toEqual(['unchanged']);
		expect(state().orders).toMatchObject([{ status: 'INVOICED' }]);
		expect(stockOf('MUG-BLUE')).toBe(before - 2);
		expect(calls('ordersInvoice')).toHaveLength(1);
	});

	it('cancels an order of another system by its reference, and only if it is cancelled there', async () => {
		const CANCEL = { resource: 'order', operation: 'cancel' };
		const foreign = shopOrder('#900123', {
			origin: { system: 'omniEngine', account: 'acme-77', id: '900123', seenAt: '2026-11-22T10:20:00Z' } as never,
		});
		expect(outcomesOf(await desk.run(CANCEL, [foreign]))).toEqual(['skipped']);
		const gone = { ...foreign, status: 'cancelled', cancelledAt: '2026-11-22T11:00:00Z' };
		expect(outcomesOf(await desk.run(CANCEL, [gone]))).toEqual(['updated']);
		expect(state().orders).toMatchObject([{ status: 'CANCELLED' }]);
	});

	it('says that an order which is cancelled cannot be invoiced', async () => {
		await desk.sandbox.change('cancel', { reference: '900123' });
		const [read] = await readAll();
		expect(codesOf(await desk.run({ resource: 'order', operation: 'invoice' }, [read!]))).toEqual(['STAGE_LOCKED']);
	});

	it('takes a refused sign-in for what it is, whatever the HTTP status', async () => {
		Object.assign(desk.keys, { token: 'wrong' });
		const answer = await desk.run({ resource: 'order', operation: 'getAll' });
		expect(codesOf(answer)).toEqual(['SETUP_CREDENTIAL']);
	});

	it('reads stock', async () => {
		const { results } = await desk.run({
			resource: 'stockLevel',
			operation: 'getAll',
			filters: { skus: 'MUG-BLUE' },
			returnAll: true,
		});
		expect(results).toEqual(
			expect.arrayContaining([expect.objectContaining({ sku: 'MUG-BLUE', available: stockOf('MUG-BLUE') })]),
		);
	});

	const level = (sku: string, available: number): IDataObject => ({
		kind: 'stockLevel',
		origin: { system: 'file', account: 'count', id: sku, seenAt: new Date().toISOString() },
		sku,
		available,
		observedAt: new Date().toISOString(),
	});
	const ADJUST = {
		resource: 'stockLevel',
		operation: 'adjust',
		location: '310',
		reason: 'Cycle count',
		quantityMeans: 'new_level',
		levelOptions: { firstRun: 'apply', scope: 'some' },
	};

	it('brings the stock to the figures that come in', async () => {
		const answer = await desk.run(ADJUST, [level('MUG-BLUE', 7), level('MUG-GREEN', 0), level('NOBODY-KNOWS', 3)]);
		expect(answer.problems).toEqual([]);
		expect(outcomesOf(answer)).toEqual(expect.arrayContaining(['updated', 'updated', 'skipped']));
		expect([stockOf('MUG-BLUE'), stockOf('MUG-GREEN')]).toEqual([7, 0]);
	});

	it('adjusts nothing before it is said how a quantity is taken, or while outlets share a location', async () => {
		const unsaid = { ...ADJUST, quantityMeans: '={{ "" }}' };
		expect(codesOf(await desk.run(unsaid, [level('MUG-BLUE', 7)]))).toEqual(['SETUP_PARAMETER']);
		await desk.sandbox.change('mapOutlet', { store: 47, location: '310' });
		expect(codesOf(await desk.run(ADJUST, [level('MUG-BLUE', 7)]))).toEqual(['SETUP_OUTLET_SHARED']);
		expect(calls('stockAdjust')).toEqual([]);
	});

	it('ends at the same figure where a quantity is added', async () => {
		if (contract === 'legacy') {
			await use({ contract, quantityMeans: 'change' });
		}
		await desk.run({ ...ADJUST, quantityMeans: 'change' }, [level('MUG-BLUE', 7)]);
		expect(stockOf('MUG-BLUE')).toBe(7);
	});

	it('reads outlets with what they are mapped to', async () => {
		const { results } = await desk.run({ resource: 'outlet', operation: 'getAll', returnAll: true });
		expect(results).toMatchObject([
			{ kind: 'location', number: '45', mappedTo: { id: '310' } },
			{ number: '46', mappedTo: { id: '311' } },
			{ number: '47', mappedTo: { id: null } },
		]);
	});

	it('refuses a location that another outlet has', async () => {
		const { results } = await desk.run({ resource: 'outlet', operation: 'getAll', returnAll: true });
		const MAP = { resource: 'outlet', operation: 'map', oeLocation: '311', oeBrand: '77' };
		expect(codesOf(await desk.run(MAP, [results[0]!]))).toEqual(['MAPPING_TAKEN']);
		expect(outcomesOf(await desk.run({ ...MAP, oeLocation: '399' }, [results[0]!]))).toEqual(['updated']);
		expect(state().outlets.find(({ id }) => id === 45)?.locationId).toBe('399');
	});
});

it('reads no stock while two outlets share a location: nobody could tell whose it is', async () => {
	await desk.sandbox.change('mapOutlet', { store: 46, location: '310' });
	const read = { resource: 'stockLevel', operation: 'getAll', returnAll: true };
	const answer = await desk.run(read);
	expect([answer.results, codesOf(answer)]).toEqual([[], ['SETUP_OUTLET_SHARED']]);
});

it('sees where outlets and locations do not belong together', async () => {
	await desk.sandbox.change('mapOutlet', { store: 46, location: '312' });
	const place = (id: string, changes = {}) => ({
		kind: 'location',
		origin: { system: 'omniEngine', account: 'acme-77', id, seenAt: '2026-11-22T10:20:00Z' },
		name: `Place ${id}`,
		active: true,
		...changes,
	});
	const oeLocations = [place('310', { halted: true }), place('313')];
	const { results } = await desk.run({ resource: 'outlet', operation: 'validate', oeLocations });
	const [{ ok, findings }] = results as [{ ok: boolean; findings: Array<{ outlet: string; finding: string }> }];
	expect(ok).toBe(false);
	expect(findings.map(({ outlet, finding }) => `${outlet}: ${finding}`)).toEqual([
		'New outlet: The outlet has no location in OmniEngine',
		'Main outlet: The location is halted: its stock stays untouched',
		'Second outlet: OmniEngine has no such location',
		'null: No outlet is mapped to the location',
	]);
});

// ------------------------------------------------------------------ invoices

it.each(['documented', 'assumed'])('lists invoices and marks them as synced under %s', async (contract) => {
	await use({ contract });
	await desk.sandbox.change('addOrder', {
		reference_id: '1',
		order_number: '#1',
		products: [{ sku: 'MUG-BLUE', quantity: 1, list_price: 5, sale_price: 5 }],
	});
	await desk.sandbox.change('invoice', { reference: '1' });
	const LIST = { resource: 'invoice', operation: 'getAll', returnAll: true, filters: { synced: 'no' } };
	const { results } = await desk.run(LIST);
	expect(results).toMatchObject([{ kind: 'invoice', order: { number: '#1' }, totals: { total: '5' }, synced: false }]);
	expect(outcomesOf(await desk.run({ resource: 'invoice', operation: 'markSynced' }, results))).toEqual(['updated']);
	expect(state().orders).toMatchObject([{ synced: true }]);
	expect((await desk.run(LIST)).results).toEqual([]);
});

it('does not take NOT OK for a success', async () => {
	const ghost = {
		kind: 'invoice',
		origin: { system: 'shopDesk', account: '77', id: '99', seenAt: '2026-11-22T10:20:00Z' },
		number: 'INV-1',
		status: 'issued',
		currency: 'PKR',
		pricesIncludeTax: true,
		lines: [],
		totals: { lines: '0', total: '0' },
	};
	expect(codesOf(await desk.run({ resource: 'invoice', operation: 'markSynced' }, [ghost]))).toEqual(['REFUSED']);
});

// ------------------------------------------------------------------ prices

const price = (sku: string, now: string, before?: string | null): IDataObject => ({
	kind: 'price',
	origin: { system: 'file', account: 'prices', id: sku, seenAt: '2026-11-22T10:20:00Z' },
	sku,
	price: now,
	currency: 'PKR',
	...(before === undefined ? {} : { compareAtPrice: before }),
});
const SET = { resource: 'price', operation: 'set', priceMode: 'offline', priceCurrency: 'PKR' };
const priceOf = (sku: string) => state().prices.find((each) => each.sku === sku);

it('sets prices in ShopDesk alone, or in OmniEngine too', async () => {
	expect(outcomesOf(await desk.run(SET, [price('MUG-BLUE', '9.5', '12')]))).toEqual(['updated']);
	expect(priceOf('MUG-BLUE')).toMatchObject({ salePrice: 12, discounted: 9.5 });
	expect(state().pushed).toEqual({});
	const online = { ...SET, priceMode: 'online', priceLocations: '310, 311' };
	expect(outcomesOf(await desk.run(online, [price('MUG-BLUE', '9', '12')]))).toEqual(['updated']);
	expect(state().pushed).toEqual({ '310': { 'MUG-BLUE': 9 }, '311': { 'MUG-BLUE': 9 } });
});

it('does not set a price twice, and says which row was refused', async () => {
	const answer = await desk.run(SET, [price('MUG-BLUE', '9.5', '12'), price('NOBODY-KNOWS', '1', '2')]);
	expect(outcomesOf(answer)).toEqual(['updated']);
	expect(codesOf(answer)).toEqual(['REFUSED']);
	expect(outcomesOf(await desk.run(SET, [price('MUG-BLUE', '9.5', '12')]))).toEqual(['unchanged']);
});

it.each([
	['nothing chosen', { priceMode: '={{ "" }}', priceLocations: '310' }, 'SETUP_PARAMETER'],
	['online without a location', { priceMode: 'online', priceLocations: ' , ' }, 'SETUP_PARAMETER'],
])('sets no price with %s', async (_, parameters, code) => {
	expect(codesOf(await desk.run({ ...SET, ...parameters }, [price('MUG-BLUE', '9.5')]))).toEqual([code]);
	expect(calls('pricesSet')).toEqual([]);
});

it('changes the special price of the outlet under the contract of 2021, and nothing online', async () => {
	await use({ contract: 'legacy' });
	expect(outcomesOf(await desk.run(SET, [price('MUG-BLUE', '9.5')]))).toEqual(['updated']);
	expect(priceOf('MUG-BLUE')?.byOutlet).toEqual({ '45': 9.5 });
	expect(outcomesOf(await desk.run({ ...SET, ledger: 'off' }, [price('MUG-BLUE', '9.5')]))).toEqual(['unchanged']);
	const online = { ...SET, priceMode: 'online', priceLocations: '310' };
	expect(codesOf(await desk.run(online, [price('MUG-BLUE', '9')]))).toEqual(['SETUP_CONTRACT']);
});

// ------------------------------------------------------------------ the connection

it.each([
	['assumed', ['invoicesList', 'ordersList', 'stockList', 'outletsList']],
	['legacy', ['ordersList', 'stockList', 'outletsList']],
	['documented', ['invoicesList']],
])('says what the token reads under %s', async (contract, reads) => {
	await use({ contract });
	const { results } = await desk.run({ resource: 'connection', operation: 'check' });
	expect(results).toMatchObject([{ ok: true, contract, may: reads.map((each) => ({ reads: each, works: true })) }]);
});

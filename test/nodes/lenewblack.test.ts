/** @jest-environment ./test/support/jest-environment.js */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import { orderSchema } from '../../core/model/order';
import { calls, openShowroom, stateOf, stockAt } from '../support/showroom';
import { codesOf as codesIn, outcomesOf as outcomesIn, type Answered, type Warehouse } from '../support/warehouse';
import { sampleOrder } from '../core/samples';

/*
 * The node of Le New Black as n8n runs it, over its sandbox: orders, stock, retailers, status, and any other call.
 */

let showroom: Warehouse;

beforeEach(async () => {
	showroom = await openShowroom();
});

afterEach(async () => {
	await showroom.close();
});

async function use(options: Record<string, string>): Promise<void> {
	await showroom.close();
	showroom = await openShowroom(options);
}

const ean = (sku: string) => stockAt(showroom, sku)!.ean13!;
const codesOf = (answer: Pick<Answered, 'problems'>) => codesIn(answer as Answered);
const outcomesOf = (answer: Pick<Answered, 'results'>) => outcomesIn(answer as Answered);
const errorOf = (problem: IDataObject | undefined) => problem?.error as { message: string; description: string };

// ------------------------------------------------------------------ the connection

it('checks the connection and says which status words the brand has', async () => {
	const { results, problems } = await showroom.run({ resource: 'connection', operation: 'check' });
	expect(problems).toEqual([]);
	expect(results[0]).toMatchObject({ ok: true, version: '2.0', account: 'demo-brand-client' });
	expect(results[0]!.statuses).toEqual(['invoicing', 'closed', 'confirmed', 'draft']);
});

it.each(['datetime', 'iso', 'unix', 'seconds'])('signs in whatever the expiry looks like: %s', async (expireOn) => {
	await use({ expireOn });
	const { results } = await showroom.run({ resource: 'order', operation: 'getAll', limit: 1 });
	expect(results).toHaveLength(1);
});

it('sends the token in a header where the credential says so', async () => {
	await use({ tokenPlace: 'header' });
	showroom.keys.sendAs = 'header';
	expect((await showroom.run({ resource: 'order', operation: 'getAll', limit: 1 })).results).toHaveLength(1);
});

it('asks for a new token when the old one has run out', async () => {
	await showroom.run({ resource: 'order', operation: 'getAll', limit: 1 });
	await showroom.sandbox.addFault({ kind: 'expiredToken', operation: 'ordersList' });
	expect((await showroom.run({ resource: 'order', operation: 'getAll', limit: 1 })).results).toHaveLength(1);
});

it('never shows the token or the secret', async () => {
	showroom.sandbox.addFault({ kind: 'serverError', operation: 'ordersList', times: 10 });
	const { problems } = await showroom.run({ resource: 'order', operation: 'getAll' });
	expect(codesOf({ problems })).toEqual(['SETUP_SERVICE']);
	const shown = JSON.stringify(problems) + JSON.stringify(showroom.sandbox.journal());
	expect(shown).not.toContain('demo-brand-client-secret');
	expect(shown).not.toMatch(/[0-9a-f]{64}/);
});

it('says that wrong keys are wrong', async () => {
	showroom.keys.clientSecret = 'another';
	const { problems } = await showroom.run({ resource: 'order', operation: 'getAll' });
	expect(codesOf({ problems })).toEqual(['SETUP_CREDENTIAL']);
});

// ------------------------------------------------------------------ orders

const GET_MANY = { resource: 'order', operation: 'getAll', returnAll: true };

it('reads orders by status, whole and tied out', async () => {
	const { results } = await showroom.run({ ...GET_MANY, filters: { statuses: 'invoicing' } });
	expect(results.map(({ number }) => number)).toEqual(['104512', '104513', '104514', '104515']);
	expect(orderSchema.safeParse(results[0]).success).toBe(true);
	expect(results[0]).toMatchObject({
		status: 'open',
		paymentStatus: 'pending',
		purchaseOrderNumber: 'PO-104512',
		customer: { reference: 'C-0077' },
		totals: { lines: '94.24', discount: '4.96', shipping: '20', tax: '22.85', total: '137.09' },
	});
	const { lines } = results[0] as unknown as { lines: Array<{ discount: string; total: string }> };
	expect(lines.map(({ discount, total }) => [discount, total])).toEqual([
		['2.48', '47.12'],
		['2.48', '47.12'],
	]);
});

it.each(['yes', 'no'])('reads more than one page, with pagination headers: %s', async (pageHeaders) => {
	await use({ pageHeaders });
	await showroom.sandbox.change('fillOrders', { count: 493 });
	expect((await showroom.run(GET_MANY)).results).toHaveLength(500);
	await showroom.sandbox.change('fillOrders', { count: 1 });
	// The same references come again under option no: each is put out once.
	expect((await showroom.run(GET_MANY)).results.length).toBeGreaterThanOrEqual(500);
});

it.each([
	['iso', 'iso'],
	['blank', 'blank'],
])('asks for changes in the form that the account takes: %s', async (dateFilter, dateForm) => {
	await use({ dateFilter });
	showroom.keys.dateForm = dateForm;
	const filters = { changedAfter: new Date(Date.now() - 36 * 3_600_000).toISOString() };
	const { results, problems } = await showroom.run({ ...GET_MANY, filters });
	expect(problems).toEqual([]);
	expect(results.map(({ number }) => number)).toEqual(['104514', '104515', '104517', '104518']);
});

it('picks the orders that people selected', async () => {
	const { results } = await showroom.run({ ...GET_MANY, filters: { references: '104513, 104517' } });
	expect(results.map(({ number }) => number)).toEqual(['104513', '104517']);
});

it('reports a status word that nobody knows, unless it is entered as an open one', async () => {
	await showroom.sandbox.change('changeOrder', { reference: '104512', fields: { status: 'ready_for_erp' } });
	const get = { resource: 'order', operation: 'get', idFrom: 'id', id: '104512' };
	expect((await showroom.run(get)).results).toMatchObject([{ status: 'unmapped:ready_for_erp' }]);
	const known = { ...get, orderOptions: { openStatuses: 'ready_for_erp' } };
	expect((await showroom.run(known)).results).toMatchObject([{ status: 'open' }]);
});

it('says what it does not find', async () => {
	const { problems } = await showroom.run({ resource: 'order', operation: 'get', idFrom: 'id', id: '1' });
	expect(codesOf({ problems })).toEqual(['NOT_FOUND']);
});

describe('Validate for Export', () => {
	const VALIDATE = { resource: 'order', operation: 'validate' };
	const ready = async () => (await showroom.run({ ...GET_MANY, filters: { statuses: 'invoicing' } })).results;

	it('lets whole orders pass as they are, and holds the others with every reason', async () => {
		const orders = await ready();
		const { results, problems } = await showroom.run(VALIDATE, orders);
		expect(results.map(({ number }) => number)).toEqual(['104512', '104513']);
		expect(results[0]).toEqual(orders[0]);
		expect(codesOf({ problems })).toEqual(['ORDER_NOT_READY', 'ORDER_NOT_READY']);
		expect(errorOf(problems[0]).message).toContain('the retailer has no customer reference');
		expect(errorOf(problems[1]).message).toMatch(/"Dinner plate.*" has neither EAN-13 nor SKU/);
		expect(calls(showroom, 'ordersRead')).toHaveLength(0);
	});

	it('names all reasons of one order at once', async () => {
		await showroom.sandbox.change('changeOrder', { reference: '104515', fields: { retailer_reference: '' } });
		const { problems } = await showroom.run(VALIDATE, await ready());
		expect(errorOf(problems[1]).message).toMatch(/no customer reference; ".*" has neither/);
	});

	it('lets an order leave short where the operator says so, and reckons it without what is left out', async () => {
		const { results } = await showroom.run({ ...VALIDATE, allowShort: true }, await ready());
		const short = results.find(({ number }) => number === '104515') as unknown as {
			lines: unknown[];
			totals: { total: string; lines: string };
			attributes: Record<string, string>;
		};
		expect(short.lines).toHaveLength(1);
		expect(short.totals).toMatchObject({ lines: '79.8', total: '79.8' });
		expect(short.attributes['Left out in Le New Black order']).toMatch(/^4 x Dinner plate/);
	});

	it('can ask for the EAN-13 alone', async () => {
		await showroom.sandbox.change('changeOrderLine', { reference: '104513', line: 0, fields: { ean13: '' } });
		const { problems } = await showroom.run({ ...VALIDATE, lineKey: 'barcode' }, (await ready()).slice(0, 2));
		expect(errorOf(problems[0]).message).toContain('has no EAN-13');
	});

	it('refuses what is no order', async () => {
		const { problems } = await showroom.run(VALIDATE, [{ kind: 'stockLevel' }]);
		expect(codesOf({ problems })).toEqual(['WRONG_KIND']);
	});
});

describe('Move Status', () => {
	const MOVE = { resource: 'order', operation: 'moveStatus', newStatus: 'closed' };
	const order = async (reference: string) =>
		(await showroom.run({ resource: 'order', operation: 'get', idFrom: 'id', id: reference })).results;
	const statusOf = (reference: string) => stateOf(showroom).orders.find((each) => each.reference === reference)?.status;

	it('moves an order once', async () => {
		const orders = await order('104512');
		expect(outcomesOf(await showroom.run(MOVE, orders))).toEqual(['updated']);
		expect(statusOf('104512')).toBe('closed');
		expect(outcomesOf(await showroom.run(MOVE, orders))).toEqual(['unchanged']);
		expect(calls(showroom, 'ordersStatus')).toHaveLength(1);
	});

	it('previews', async () => {
		const { results } = await showroom.run({ ...MOVE, previewOnly: true }, await order('104512'));
		expect(results).toMatchObject([{ outcome: 'preview', preview: { would: 'update' } }]);
		expect(statusOf('104512')).toBe('invoicing');
	});

	it('leaves an order that somebody moved on', async () => {
		const orders = await order('104512');
		await showroom.sandbox.change('setOrderStatus', { reference: '104512', status: 'canceled' });
		const { problems } = await showroom.run({ ...MOVE, statusOptions: { onlyFrom: 'invoicing' } }, orders);
		expect(codesOf({ problems })).toEqual(['STATUS_MOVED_ON']);
		expect(statusOf('104512')).toBe('canceled');
	});

	it('tells a refused move, and an order that is not this brand’s', async () => {
		const { problems } = await showroom.run({ ...MOVE, newStatus: 'nowhere' }, await order('104512'));
		expect(codesOf({ problems })).toEqual(['REFUSED']);
		const stranger = await showroom.run(MOVE, [sampleOrder() as unknown as IDataObject]);
		expect(codesOf(stranger)).toEqual(['NOT_FOUND']);
	});
});

describe('Create', () => {
	const CREATE = {
		resource: 'order',
		operation: 'create',
		forwardFrom: '2020-01-01T00:00:00Z',
		retailerReference: 'C-0077',
		purchasePrefix: 'SHOP-',
	};
	const orders = (...numbers: string[]) =>
		numbers.map((number) => {
			const { lines, ...order } = sampleOrder();
			const [line] = lines;
			const placedAt = new Date(Date.now() - 3_600_000).toISOString();
			return {
				...order,
				...{ number, placedAt, updatedAt: placedAt },
				origin: { ...order.origin, id: number, number },
				lines: [{ ...line!, barcode: ean('MUG-BLUE') }],
			} as unknown as IDataObject;
		});
	const made = () => stateOf(showroom).orders.filter(({ purchaseOrder }) => purchaseOrder?.startsWith('SHOP-'));

	it('makes an order once, under its purchase order reference', async () => {
		expect(outcomesOf(await showroom.run(CREATE, orders('#7001')))).toEqual(['created']);
		expect(made()).toMatchObject([
			{ purchaseOrder: 'SHOP-7001', retailer: 'C-0077', items: [{ ean13: ean('MUG-BLUE'), quantity: 2 }] },
		]);
		expect(outcomesOf(await showroom.run(CREATE, orders('#7001')))).toEqual(['unchanged']);
		expect(made()).toHaveLength(1);
	});

	it.each(['second', 'refused'])('makes no second one when the answer was lost: %s', async (usedPurchaseOrder) => {
		await use({ usedPurchaseOrder });
		showroom.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'ordersSave' });
		const { results, problems } = await showroom.run(CREATE, orders('#7002'));
		expect([...outcomesOf({ results }), ...codesOf({ problems })]).toEqual(['created']);
		await showroom.run(CREATE, orders('#7002'));
		expect(made()).toHaveLength(1);
	});

	it('refuses to make orders without the ledger', async () => {
		const { problems } = await showroom.run({ ...CREATE, ledger: 'off' }, orders('#7003'));
		expect(codesOf({ problems })).toEqual(['SETUP_PARAMETER']);
		expect(made()).toEqual([]);
	});

	it('changes nothing of an order that stands there otherwise', async () => {
		await showroom.sandbox.change('addOrder', {
			...{ retailer: 'C-0077', purchaseOrder: 'SHOP-7004' },
			lines: [{ ean13: ean('MUG-BLUE'), quantity: 9 }],
		});
		const { problems } = await showroom.run(CREATE, orders('#7004'));
		expect(codesOf({ problems })).toEqual(['REFERENCE_TAKEN']);
		expect(made()).toMatchObject([{ items: [{ quantity: 9 }] }]);
	});

	it('names what an order lacks', async () => {
		const [order] = orders('#7005');
		const { problems } = await showroom.run({ ...CREATE, retailerReference: '' }, [{ ...order, customer: null }]);
		expect(codesOf({ problems })).toEqual(['FIELD_INVALID']);
		const nameless = { ...orders('#7006')[0], lines: [{ ...(order!.lines as IDataObject[])[0], barcode: '' }] };
		expect(errorOf((await showroom.run(CREATE, [nameless])).problems[0]).message).toContain('has no EAN-13');
	});
});

// ------------------------------------------------------------------ stock

const SET = { resource: 'stockLevel', operation: 'set', matchBy: 'barcode', levelOptions: { firstRun: 'apply' } };

const level = (changes: IDataObject): IDataObject => ({
	kind: 'stockLevel',
	origin: {
		system: 'shop',
		account: 'demo.example.com',
		id: String(changes.sku ?? changes.barcode),
		seenAt: new Date().toISOString(),
	},
	observedAt: new Date(Date.now() + 1_000).toISOString(),
	...changes,
});

describe('Stock Level: Set', () => {
	it.each([
		['barcode', 'inventoryEanMulti'],
		['sku', 'inventorySkuMulti'],
	])('sets what can be sold, by %s, and leaves blocks alone', async (matchBy, operation) => {
		const items = ['MUG-BLUE', 'MUG-GREEN'].map((sku) => level({ sku, barcode: ean(sku), available: 12 }));
		expect(outcomesOf(await showroom.run({ ...SET, matchBy }, items))).toEqual(['updated', 'updated']);
		expect(calls(showroom, operation)).toHaveLength(1);
		expect(stockAt(showroom, 'MUG-GREEN')).toMatchObject({ in_stock: 12, is_blocked: true, incoming_stock: null });
		expect(JSON.stringify(calls(showroom, operation)[0]!.body)).not.toContain('is_blocked');
		expect(outcomesOf(await showroom.run({ ...SET, matchBy }, items))).toEqual(['unchanged', 'unchanged']);
	});

	it('blocks and releases, and sets what is on its way, where asked to', async () => {
		const item = level({
			...{ sku: 'MUG-GREEN', barcode: ean('MUG-GREEN'), available: 0, incoming: 40 },
			incomingAt: '2027-01-10T00:00:00Z',
		});
		const showroomOptions = { blocked: 'unblock', incoming: true };
		const { results } = await showroom.run({ ...SET, showroomOptions }, [item]);
		expect(results).toMatchObject([{ outcome: 'updated' }]);
		expect(stockAt(showroom, 'MUG-GREEN')).toMatchObject({
			...{ in_stock: 0, is_blocked: false, incoming_stock: 40, incoming_stock_date: '2027-01-10' },
		});
		expect(outcomesOf(await showroom.run({ ...SET, showroomOptions }, [item]))).toEqual(['unchanged']);
	});

	it('previews by default on the first run', async () => {
		const { results } = await showroom.run({ ...SET, levelOptions: {} }, [
			level({ barcode: ean('MUG-BLUE'), available: 3 }),
		]);
		expect(results).toMatchObject([{ outcome: 'preview', preview: { would: 'update' } }]);
		expect(stockAt(showroom, 'MUG-BLUE')).toMatchObject({ in_stock: 0 });
	});

	it.each(['status', 'success'])('names every row that was refused: %s', async (batchStyle) => {
		await use({ batchStyle });
		const items = ['MUG-BLUE', 'MUG-WHITE'].map((sku) => level({ barcode: ean(sku), sku, available: 4 }));
		const gone = ean('MUG-WHITE');
		// Taken out of the showroom after the list was read, before the batch comes.
		showroom.sandbox.betweenRequests((operation) => {
			if (operation === 'inventoryList') return showroom.sandbox.change('removeStock', { sku: 'MUG-WHITE' });
			return undefined;
		});
		const { results, problems } = await showroom.run(SET, items);
		expect(outcomesOf({ results })).toEqual(['updated']);
		expect(codesOf({ problems })).toEqual(['LEVEL_REFUSED']);
		expect(errorOf(problems[0]).message).toContain(gone);
	});

	it('skips what is not in the showroom, or calls it a problem', async () => {
		const stranger = level({ barcode: '4006381333931', available: 1 });
		expect((await showroom.run(SET, [stranger])).results).toMatchObject([
			{ outcome: 'skipped', reason: { code: 'NOT_IN_SHOP' } },
		]);
		const strict = { ...SET, levelOptions: { firstRun: 'apply', missing: 'problem' } };
		expect(codesOf(await showroom.run(strict, [stranger]))).toEqual(['NOT_IN_SHOP']);
	});

	it('has the brake on', async () => {
		for (const { sku } of stateOf(showroom).stock) await showroom.sandbox.change('setStock', { sku, inStock: 5 });
		const items = stateOf(showroom).stock.map(({ sku, ean13 }) => level({ sku, barcode: ean13, available: 0 }));
		const { problems } = await showroom.run({ ...SET, levelOptions: { firstRun: 'apply', changed: 100 } }, items);
		expect([...new Set(codesOf({ problems }))]).toEqual(['SETUP_BRAKE']);
		expect(stockAt(showroom, 'MUG-BLUE')).toMatchObject({ in_stock: 5 });
	});

	it('goes through a lost answer without harm', async () => {
		showroom.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'inventoryEanMulti' });
		const { results } = await showroom.run(SET, [level({ barcode: ean('MUG-BLUE'), available: 8 })]);
		expect(outcomesOf({ results })).toEqual(['updated']);
		expect(stockAt(showroom, 'MUG-BLUE')).toMatchObject({ in_stock: 8 });
	});

	it('takes 50,000 EAN rows with one call for each hundred', async () => {
		await showroom.sandbox.change('fillStock', { count: 50_000 });
		const items = Array.from({ length: 50_000 }, (_, at) =>
			level({ barcode: String(3_600_000_000_001 + at), available: (at % 90) + 1 }),
		);
		const levelOptions = { firstRun: 'apply', applyAnyway: true };
		const { results, problems } = await showroom.run({ ...SET, levelOptions }, items);
		expect(problems).toEqual([]);
		expect(results).toHaveLength(50_000);
		expect(calls(showroom, 'inventoryEanMulti')).toHaveLength(500);
		expect(calls(showroom, 'inventoryList')).toHaveLength(1);
		expect(stockAt(showroom, 'FILL-50000')).toMatchObject({ in_stock: (49_999 % 90) + 1 });
	}, 240_000);
});

it('reads stock levels', async () => {
	await showroom.sandbox.change('setStock', { sku: 'MUG-BLUE', inStock: 7 });
	const read = { resource: 'stockLevel', operation: 'getAll', returnAll: true, filters: { keys: 'MUG-BLUE' } };
	expect((await showroom.run(read)).results).toMatchObject([
		{ kind: 'stockLevel', sku: 'MUG-BLUE', barcode: ean('MUG-BLUE'), available: 7, location: null },
	]);
});

// ------------------------------------------------------------------ retailers

describe('retailers', () => {
	const UPSERT = { resource: 'retailer', operation: 'upsert', priceList: 'EUR-WHS', referencePrefix: 'SHOP-' };
	const customer = (changes: IDataObject = {}): IDataObject => ({
		kind: 'customer',
		origin: {
			system: 'shop',
			account: 'demo.example.com',
			id: 'gid://shop/Customer/55',
			seenAt: '2026-11-22T10:00:00Z',
		},
		number: 'C-55',
		company: 'Example House',
		email: 'buyer@example.com',
		firstName: 'Ada',
		lastName: 'Example',
		addresses: [{ address1: '1 Example Street', city: 'Paris', zip: '75002', countryCode: 'FR' }],
		...changes,
	});
	const retailer = (reference: string) => stateOf(showroom).retailers.find((each) => each.reference === reference);

	it('are read', async () => {
		const read = { resource: 'retailer', operation: 'getAll', returnAll: true };
		expect((await showroom.run(read)).results.map(({ reference }) => reference)).toEqual([
			'C-0077',
			'C-0078',
			'C-0079',
		]);
		const one = await showroom.run({ resource: 'retailer', operation: 'get', idFrom: 'id', id: 'C-0077' });
		expect(one.results).toMatchObject([{ kind: 'customer', company: 'Maison Exemple', email: 'achats1@example.com' }]);
	});

	it.each([
		['its own', { reference: 'C-0099' }, 'C-0099'],
		['made of its number, where its own is an address', { reference: 'gid://shop/Customer/55' }, 'SHOP-55'],
		['made of its number, where it has none', { reference: null }, 'SHOP-55'],
	])('have the reference of the customer: %s', async (_, changes, reference) => {
		await showroom.run(UPSERT, [customer(changes)]);
		expect(retailer(reference)).toBeDefined();
	});

	it('are created, left, and changed', async () => {
		expect(outcomesOf(await showroom.run(UPSERT, [customer()]))).toEqual(['created']);
		expect(retailer('SHOP-55')).toMatchObject({ priceList: 'EUR-WHS', buyers: 1 });
		expect(outcomesOf(await showroom.run(UPSERT, [customer()]))).toEqual(['unchanged']);
		const moved = customer({ addresses: [{ address1: '2 Example Street', city: 'Lyon', countryCode: 'FR' }] });
		expect(outcomesOf(await showroom.run(UPSERT, [moved]))).toEqual(['updated']);
		expect(calls(showroom, 'retailersSave')).toHaveLength(2);
	});

	it('keep their price list, their buyers and their delivery addresses', async () => {
		const there = customer({ reference: 'C-0078', company: 'Beispielhaus GmbH' });
		expect(outcomesOf(await showroom.run(UPSERT, [there]))).toEqual(['updated']);
		expect(retailer('C-0078')).toMatchObject({ priceList: 'EUR-EXPORT', buyers: 2, deliveryAddresses: 1 });
	});

	it('need a price list and a country when they are new', async () => {
		const { problems } = await showroom.run({ ...UPSERT, priceList: '' }, [customer()]);
		expect(errorOf(problems[0]).message).toContain('Price List');
		const nowhere = await showroom.run(UPSERT, [customer({ addresses: [] })]);
		expect(codesOf(nowhere)).toEqual(['FIELD_INVALID']);
	});

	it('are refused without anything of a person in the problem', async () => {
		const { problems } = await showroom.run({ ...UPSERT, priceList: 'USD' }, [customer()]);
		expect(codesOf({ problems })).toEqual(['REFUSED']);
		expect(JSON.stringify(problems[0]!.error)).not.toMatch(/buyer@example.com|Example Street|Ada/);
	});
});

// ------------------------------------------------------------------ tracking, products, invoices

describe('Sales Document', () => {
	const SHOW = { resource: 'salesDocument', operation: 'upsert', orderPrefix: 'LNB-', documentPrefix: 'DN-' };
	const shipment = (changes: IDataObject = {}): IDataObject => ({
		kind: 'shipment',
		origin: { system: 'shop', account: 'demo.example.com', id: 'F-1', seenAt: '2026-11-22T10:00:00Z' },
		number: '#LNB-104512-F1',
		orders: [{ system: 'shop', account: 'demo.example.com', id: 'O-1', number: 'LNB-104512' }],
		status: 'shipped',
		carrier: 'DHL',
		tracking: [{ number: '00340434', url: 'https://tracking.example.com/00340434' }],
		shippedAt: '2026-11-22T09:00:00Z',
		...changes,
	});
	const documents = () => stateOf(showroom).documents;

	it('shows a shipment with its tracking, linked to its order, once', async () => {
		expect(outcomesOf(await showroom.run(SHOW, [shipment()]))).toEqual(['created']);
		expect(documents()).toMatchObject([
			{
				...{ document_number: 'DN-LNB-104512-F1', shipper_name: 'DHL', issued_on: '2026-11-22' },
				...{ comment: 'Tracking 00340434 https://tracking.example.com/00340434', orders: ['104512'] },
			},
		]);
		expect(outcomesOf(await showroom.run(SHOW, [shipment()]))).toEqual(['unchanged']);
		const corrected = shipment({ tracking: [{ number: '00340435' }], updatedAt: '2026-11-22T11:00:00Z' });
		expect(outcomesOf(await showroom.run(SHOW, [corrected]))).toEqual(['updated']);
		expect(documents()).toMatchObject([{ comment: 'Tracking 00340435' }]);
	});

	it('links later what could not be linked', async () => {
		showroom.sandbox.addFault({ kind: 'reset', operation: 'salesDocumentOrdersSave', times: 9 });
		await showroom.run({ ...SHOW, ledger: 'off' }, [shipment()]);
		expect(documents()).toMatchObject([{ orders: [] }]);
		showroom.sandbox.clearFaults();
		expect(outcomesOf(await showroom.run({ ...SHOW, ledger: 'off' }, [shipment()]))).toEqual(['created']);
		expect(documents()).toMatchObject([{ orders: ['104512'] }]);
	});

	it('skips what is another order’s, and what has not left', async () => {
		const other = shipment({
			orders: [{ id: 'O-2', number: '#1001' }],
			origin: { ...(shipment().origin as IDataObject), id: 'F-2' },
		});
		const waiting = shipment({ status: 'pending' });
		const { results } = await showroom.run(SHOW, [other, waiting]);
		expect(results.map(({ reason }) => (reason as IDataObject).code)).toEqual(['HELD_ELSEWHERE', 'HELD_NOT_SHIPPED']);
		expect(documents()).toEqual([]);
	});

	it('says that an order is not known there', async () => {
		const strange = shipment({ orders: [{ id: 'O-3', number: 'LNB-1' }] });
		expect(codesOf(await showroom.run(SHOW, [strange]))).toEqual(['REFUSED']);
	});
});

it('reads products with the prices of a list, and invoices', async () => {
	const products = { resource: 'product', operation: 'getAll', returnAll: true, priceList: 'EUR-WHS' };
	const { results } = await showroom.run({ ...products, filters: { models: 'MUG-BLUE' } });
	expect(results).toMatchObject([
		{
			number: 'MUG-BLUE',
			variants: [{ sku: 'MUG-BLUE', barcode: ean('MUG-BLUE'), price: '12.4', title: 'Standard / One size' }],
		},
	]);
	const invoices = await showroom.run({ resource: 'invoice', operation: 'getAll', returnAll: true });
	expect(invoices.results).toMatchObject([
		{ number: 'INV-2001', status: 'issued', order: { id: '104516' }, customer: { reference: 'C-0077' } },
	]);
});

// ------------------------------------------------------------------ products, prices, collections, files

/** A server of pictures on this machine, where the sandbox is too. */
async function openPictures() {
	const server = createServer((request, response) => {
		if (request.url?.startsWith('/gone')) return response.writeHead(404).end();
		return response.writeHead(200, { 'content-type': 'image/png' }).end('picture');
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url,
		async close() {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
}

describe('Product: Create or Update', () => {
	const UPSERT = {
		...{ resource: 'product', operation: 'upsert', ledger: 'off', images: false },
		...{ collectionCode: 'SS27', collectionName: 'Spring Summer 2027', category: 'Clothing' },
	};
	const size = (color: string, of: string, at: number): IDataObject => ({
		...{ id: `V${at}`, sku: `ALBA-${color}-${of}`, barcode: String(3_612_345_679_000 + at) },
		options: [
			{ name: 'Size', value: of },
			{ name: 'Colour', value: color },
		],
	});
	const product = (changes: IDataObject = {}): IDataObject => ({
		...{ kind: 'product', number: 'Veste Alba', title: 'Veste Alba', handle: 'alba', status: 'active' },
		origin: { system: 'shop', account: 'demo.example.com', id: 'P-1', seenAt: '2026-11-22T10:00:00Z' },
		variants: [size('Noir', 'S', 1), size('Noir', 'M', 2), size('Bleu nuit', 'M', 3)],
		...changes,
	});
	const standing = (model: string) =>
		stateOf(showroom).products.find((each) => each.model === model) as
			{ variants: Array<IDataObject & { fabric_code: string; skus: IDataObject[] }> } | undefined;

	it('makes a model of its colours and sizes, and leaves it the next time', async () => {
		expect(outcomesOf(await showroom.run(UPSERT, [product()]))).toEqual(['created']);
		expect(standing('alba')).toMatchObject({
			...{ name: 'Veste Alba', category_name: 'Clothing', collection_code: 'SS27', is_published: true },
			...{ sizing_sizes: ['S', 'M'], sizing_name: 'S-M' },
			variants: [
				{
					fabric_code: 'NOIR',
					fabric_name: 'Noir',
					reference: 'alba-NOIR',
					skus: [{ size_name: 'S' }, { size_name: 'M' }],
				},
				{ fabric_code: 'BLEU-NUIT', skus: [{ size_name: 'M', ean13: '3612345679003', sku: 'ALBA-Bleu nuit-M' }] },
			],
		});
		expect(outcomesOf(await showroom.run(UPSERT, [product()]))).toEqual(['unchanged']);
		expect(calls(showroom, 'productsSave')).toHaveLength(1);
	});

	it('adds what is missing and takes nothing away', async () => {
		await showroom.run(UPSERT, [product()]);
		const fewer = product({ title: 'Veste Alba II', variants: [size('Noir', 'L', 4), size('Noir', 'M', 2)] });
		const preview = await showroom.run({ ...UPSERT, previewOnly: true }, [fewer]);
		expect(outcomesOf(preview)).toEqual(['preview']);
		expect(standing('alba')).toMatchObject({ name: 'Veste Alba' });
		expect(outcomesOf(await showroom.run(UPSERT, [fewer]))).toEqual(['updated']);
		expect(standing('alba')).toMatchObject({ name: 'Veste Alba II', sizing_sizes: ['S', 'M', 'L'] });
		expect(standing('alba')!.variants.map(({ skus }) => skus.map(({ size_name: name }) => name))).toEqual([
			['S', 'M', 'L'],
			['M'],
		]);
	});

	it('completes the model that has its SKU, under whatever names, and keeps its block', async () => {
		await showroom.sandbox.change('changeProduct', {
			model: 'MUG-BLUE',
			fields: {
				variants: [
					{
						...{ fabric_code: 'STD', fabric_name: 'Standard', reference: 'MUG-BLUE-STD', is_blocked: true },
						skus: [{ size_name: 'One size', sku: 'MUG-BLUE', is_blocked: true }],
					},
				],
			},
		});
		const mug = product({
			...{ number: 'MUG-BLUE', title: 'Mug', handle: 'mug' },
			variants: [
				{ id: 'V', sku: 'MUG-BLUE', barcode: '3612345678918', options: [{ name: 'Title', value: 'Default Title' }] },
			],
		});
		expect(outcomesOf(await showroom.run(UPSERT, [mug]))).toEqual(['updated']);
		expect(standing('mug')).toBeUndefined();
		expect(standing('MUG-BLUE')!.variants).toMatchObject([
			{ is_blocked: true, skus: [{ sku: 'MUG-BLUE', ean13: '3612345678918', is_blocked: true }] },
		]);
	});

	it('fills empty picture slots, and never replaces a picture', async () => {
		const pictures = await openPictures();
		try {
			const withImages = (path: string) =>
				product({ variants: [{ ...size('Noir', 'S', 1), imageUrl: `${pictures.url}/${path}.png` }] });
			const run = { ...UPSERT, images: true };
			expect(outcomesOf(await showroom.run(run, [withImages('one')]))).toEqual(['created']);
			expect(stateOf(showroom).files).toMatchObject([
				{ place: 'products/alba/NOIR/1', name: 'one.png', type: 'image/png', bytes: 7 },
			]);
			expect(outcomesOf(await showroom.run(run, [withImages('two')]))).toEqual(['unchanged']);
			expect(calls(showroom, 'filesProducts')).toHaveLength(1);
		} finally {
			await pictures.close();
		}
	});

	it('names the picture that cannot be read, and brings it later', async () => {
		const pictures = await openPictures();
		try {
			const withImages = (path: string) =>
				product({ variants: [{ ...size('Noir', 'S', 1), imageUrl: `${pictures.url}/${path}` }] });
			const { problems } = await showroom.run({ ...UPSERT, images: true }, [withImages('gone')]);
			expect(codesOf({ problems })).toEqual(['FIELD_INVALID']);
			expect(errorOf(problems[0]).message).toContain('NOIR.image_1');
			expect(outcomesOf(await showroom.run({ ...UPSERT, images: true }, [withImages('there')]))).toEqual(['updated']);
			expect(calls(showroom, 'productsSave')).toHaveLength(1);
		} finally {
			await pictures.close();
		}
	});

	it.each<[string, IDataObject, IDataObject, string]>([
		['a collection', { collectionCode: '' }, {}, 'FIELD_INVALID'],
		['a key', {}, { variants: [{ id: 'V' }] }, 'VARIANTS_WITHOUT_SKU'],
		['sizes that differ', {}, { variants: [size('Noir', 'S', 1), size('Noir', 'S', 2)] }, 'FIELD_INVALID'],
		['a model of its own', {}, { handle: 'MUG-BLUE' }, 'FIELD_INVALID'],
		[
			'one product for all',
			{},
			{
				variants: [
					{ id: 'A', sku: 'MUG-BLUE' },
					{ ...size('Noir', 'M', 2), sku: 'MUG-GREEN' },
				],
			},
			'AMBIGUOUS',
		],
	])('asks for %s', async (_, parameters, changes, code) => {
		expect(codesOf(await showroom.run({ ...UPSERT, ...parameters }, [product(changes)]))).toEqual([code]);
		expect(calls(showroom, 'productsSave')).toEqual([]);
	});
});

describe('prices', () => {
	const LIST = { resource: 'price', priceList: 'EUR-WHS', currency: 'EUR' };
	const price = (changes: IDataObject = {}): IDataObject => ({
		...{ kind: 'price', sku: 'MUG-BLUE', price: '13.50', currency: 'EUR' },
		origin: { system: 'shop', account: 'demo.example.com', id: 'MUG-BLUE', seenAt: '2026-11-22T10:00:00Z' },
		...changes,
	});
	const held = () => stateOf(showroom).prices.find((each) => each.product_model === 'MUG-BLUE');

	it('are read, one a size', async () => {
		const { results } = await showroom.run({ ...LIST, operation: 'getAll', returnAll: true });
		expect(results.find(({ sku }) => sku === 'MUG-BLUE')).toMatchObject({
			...{ kind: 'price', price: '12.4', currency: 'EUR', barcode: ean('MUG-BLUE'), priceList: { id: 'EUR-WHS' } },
		});
	});

	it('are set by SKU or EAN-13, and keep the other figure', async () => {
		const set = { ...LIST, operation: 'upsert', ledger: 'off' };
		expect(outcomesOf(await showroom.run(set, [price()]))).toEqual(['updated']);
		expect(held()).toMatchObject({ wholesale_price: 13.5, recommended_retail_price: 24.8 });
		expect(outcomesOf(await showroom.run(set, [price({ sku: null, barcode: ean('MUG-BLUE') })]))).toEqual([
			'unchanged',
		]);
		const retail = { ...set, figure: 'recommended_retail_price' };
		expect(outcomesOf(await showroom.run(retail, [price({ price: '27.00' })]))).toEqual(['updated']);
		expect(held()).toMatchObject({ wholesale_price: 13.5, recommended_retail_price: 27 });
	});

	it.each<[string, IDataObject, IDataObject, string]>([
		['another currency', {}, { currency: 'SEK' }, 'FIELD_INVALID'],
		['goods that are not there', {}, { sku: 'NOWHERE' }, 'NOT_IN_SHOP'],
		['a list that is not there', { priceList: 'USD' }, {}, 'REFUSED'],
	])('are not set: %s', async (_, parameters, changes, code) => {
		const answer = await showroom.run({ ...LIST, operation: 'upsert', ledger: 'off', ...parameters }, [price(changes)]);
		const skipped = answer.results.map(({ reason }) => (reason as IDataObject).code);
		expect([...codesOf(answer), ...skipped]).toEqual([code]);
		expect(held()).toMatchObject({ wholesale_price: 12.4 });
	});
});

describe.each([
	['collection', 'collections', 'collectionsSave'],
	['salesCatalog', 'catalogs', 'salesCatalogsSave'],
] as const)('%s', (resource, place, operation) => {
	const record = (changes: IDataObject = {}): IDataObject => ({
		...{ kind: 'collection', number: 'AW27', name: 'Autumn Winter 2027', season: 'Winter 2027' },
		...{ deliveryFrom: '2027-08-01T00:00:00Z' },
		origin: { system: 'shop', account: 'demo.example.com', id: 'AW27', seenAt: '2026-11-22T10:00:00Z' },
		...changes,
	});

	it('is read, created, left and changed', async () => {
		const upsert = { resource, operation: 'upsert', newStatus: 'preview', ledger: 'off' };
		expect(outcomesOf(await showroom.run(upsert, [record()]))).toEqual(['created']);
		expect(stateOf(showroom)[place].find(({ code }) => code === 'AW27')).toMatchObject({
			...{ name: 'Autumn Winter 2027', status: 'preview', season_name: 'Winter 2027', delivery_start_on: '2027-08-01' },
		});
		expect(outcomesOf(await showroom.run(upsert, [record()]))).toEqual(['unchanged']);
		expect(outcomesOf(await showroom.run(upsert, [record({ status: 'order' })]))).toEqual(['updated']);
		expect(calls(showroom, operation)).toHaveLength(2);
		const read = await showroom.run({ resource, operation: 'getAll', returnAll: true });
		expect(read.results.map(({ number, status }) => [number, status])).toContainEqual(['AW27', 'order']);
	});
});

it('reads selections', async () => {
	const { results } = await showroom.run({ resource: 'selection', operation: 'getAll', returnAll: true });
	expect(results).toMatchObject([
		{
			...{ kind: 'selection', number: '901', status: 'open', viewed: true, ordered: false },
			...{ customer: { reference: 'C-0077' }, lines: [{ collection: 'SS27', variant: 'STD' }] },
		},
	]);
});

describe('File: Upload', () => {
	const UPLOAD = { resource: 'file', operation: 'upload', fileOf: 'product', fileFrom: 'url' };
	const MUG = { model: 'MUG-BLUE', fabricCode: 'STD', imageIndex: 2 };

	it('puts pictures on variants and fabrics, over what is there', async () => {
		const pictures = await openPictures();
		try {
			const fileUrl = `${pictures.url}/mug.png`;
			const first = await showroom.run({ ...UPLOAD, ...MUG, fileUrl });
			expect(first.results).toMatchObject([{ kind: 'upload', outcome: 'uploaded', bytes: 7, fileName: 'mug.png' }]);
			await showroom.run({ ...UPLOAD, ...MUG, fileUrl });
			await showroom.run({ ...UPLOAD, fileOf: 'fabric', fabricCode: 'STD', fileUrl });
			expect(stateOf(showroom).files.map(({ place }) => place)).toEqual(['products/MUG-BLUE/STD/2', 'fabrics/STD']);
		} finally {
			await pictures.close();
		}
	});

	it('previews, and reads and sends nothing', async () => {
		const preview = { ...UPLOAD, ...MUG, fileUrl: 'https://cdn.example.com/mug.png', previewOnly: true };
		expect((await showroom.run(preview)).results).toMatchObject([{ outcome: 'preview', model: 'MUG-BLUE' }]);
		expect(calls(showroom, 'filesProducts')).toEqual([]);
	});

	it('tells what it cannot read, and a place that is not there', async () => {
		const pictures = await openPictures();
		try {
			const gone = await showroom.run({ ...UPLOAD, ...MUG, fileUrl: `${pictures.url}/gone` });
			expect(codesOf(gone)).toEqual(['FIELD_INVALID']);
			const inside = await showroom.run({ ...UPLOAD, ...MUG, fileUrl: 'http://example.com/mug.png' });
			expect(codesOf(inside)).toEqual(['FIELD_INVALID']);
			const nothing = await showroom.run({ ...UPLOAD, ...MUG, fileFrom: 'binary', binaryField: 'data' });
			expect(codesOf(nothing)).toEqual(['FIELD_INVALID']);
			const nowhere = await showroom.run({ ...UPLOAD, ...MUG, model: 'NONE', fileUrl: `${pictures.url}/mug.png` });
			expect(codesOf(nowhere)).toEqual(['REFUSED']);
		} finally {
			await pictures.close();
		}
	});
});

// ------------------------------------------------------------------ any other call

describe('Custom API Call', () => {
	const CALL = { resource: 'api', operation: 'call' };

	it('reads and writes what no operation covers', async () => {
		const read = await showroom.run({ ...CALL, method: 'GET', path: '/fabrics' });
		expect(read.results).toMatchObject([{ outcome: 'answered', status: 200, result: [{ code: 'STD' }] }]);
		const body = '{"code": "LIN", "name": "Linen"}';
		const written = await showroom.run({ ...CALL, method: 'POST', path: '/fabrics', body });
		expect(written.results).toMatchObject([{ outcome: 'answered', result: { code: 'LIN' } }]);
	});

	it('previews, and sends nothing', async () => {
		const preview = { ...CALL, method: 'POST', path: '/fabrics', body: '{"code": "LIN"}', previewOnly: true };
		expect((await showroom.run(preview)).results).toMatchObject([
			{ outcome: 'preview', preview: { body: { code: 'LIN' } } },
		]);
		expect(calls(showroom, 'fabricsSave')).toEqual([]);
	});

	it.each([
		['a removal', { method: 'DELETE', path: '/selections/901' }],
		['another host', { method: 'GET', path: '//example.com/x' }],
		['an address', { method: 'GET', path: 'https://example.com/x' }],
		['the sign-in', { method: 'POST', path: '/auth/token', body: '{}' }],
		['a token', { method: 'GET', path: '/fabrics', query: '{"access_token": "x"}' }],
		['a way out of its folder', { method: 'GET', path: '/fabrics/../../x' }],
	])('refuses %s', async (_, parameters) => {
		const { problems } = await showroom.run({ ...CALL, ...parameters });
		expect(codesOf({ problems })[0]).toMatch(/^SETUP_(PARAMETER|ADDRESS)$/);
	});

	it.each([
		['GET', 'SETUP_SERVICE'],
		['POST', 'NO_ANSWER'],
	])('does not take half an answer for one: %s', async (method, code) => {
		const operation = method === 'GET' ? 'fabricsList' : 'fabricsSave';
		showroom.sandbox.addFault({ kind: 'malformedBody', operation, times: 30 });
		const body = '{"code": "LIN", "name": "Linen"}';
		expect(codesOf(await showroom.run({ ...CALL, method, path: '/fabrics', body }))).toEqual([code]);
	});

	it('removes where the operator allows it, and tells a refusal', async () => {
		const remove = { ...CALL, method: 'DELETE', path: '/selections/901', callOptions: { allowDangerous: true } };
		expect((await showroom.run(remove)).results).toMatchObject([{ outcome: 'answered', status: 204 }]);
		expect(codesOf(await showroom.run({ ...CALL, method: 'POST', path: '/fabrics', body: '{}' }))).toEqual(['REFUSED']);
	});
});

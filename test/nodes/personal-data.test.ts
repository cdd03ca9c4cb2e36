/** @jest-environment ./test/support/jest-environment.js */
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { PostgresSettings } from '../../ledger';
import leNewBlackSandbox from '../../nodes/LeNewBlack/sandbox';
import { CLIENT } from '../../nodes/LeNewBlack/sandbox/seed';
import { leNewBlack } from '../../nodes/LeNewBlack/system';
import odooSandbox from '../../nodes/Odoo/sandbox';
import { odoo } from '../../nodes/Odoo/system';
import { ogoship } from '../../nodes/Ogoship/system';
import omniengineSandbox from '../../nodes/OmniEngine/sandbox';
import { omniengine } from '../../nodes/OmniEngine/system';
import type { Operation, System } from '../../nodes/shared/system';
import shopdeskSandbox from '../../nodes/ShopDesk/sandbox';
import { shopdesk } from '../../nodes/ShopDesk/system';
import { shopify } from '../../nodes/Shopify/system';
import { unleashed } from '../../nodes/Unleashed/system';
import { demoData } from '../../sandbox/demo-data';
import type { FaultKind, SandboxDefinition } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { sampleOrder } from '../core/samples';
import { BOOK, jsonOf, openDesk, orderId, SEND, START, type Desk } from '../support/desk';
import { keepLog, ledgerFile, runNode, type NodeRunAnswer } from '../support/engine';
import { ledgerDump, PERSON, PERSONAL, secretsOf, tracesIn } from '../support/personal-data';
import { Beside, dropSchema, newSchema, withPostgres } from '../support/postgres';
import { openTrigger } from '../support/triggers';
import {
	openUnkindVendor,
	refuseByLeNewBlack,
	refuseByOdoo,
	refuseByOgoship,
	refuseByOmnichannel,
	refuseByShopify,
	refuseByUnleashed,
	type UnkindVendor,
} from '../support/unkind';

/*
 * Decision 26: every operation of every system is driven through errors that quote the customer, and nothing of a
 * person, and no secret, stands in the ledger, in n8n's log, in what the Commerce Ledger puts out, or in a sentence.
 */

jest.setTimeout(180_000);

/** Faults that are answered with words, and one that leaves a record unknown. */
const FAULTS: readonly FaultKind[] = [
	'rateLimited',
	'rateLimitedRetryAfter',
	'serverError',
	'unavailable',
	'expiredToken',
	'malformedBody',
	'resetAfterCommit',
];
const { name, email, phone, address1, zip, city } = PERSON;
/** As validation errors quote what was sent: plainly, within JSON, within an address, in capitals. */
const REFUSAL = [
	`Customer ${name} <${email}>, ${phone}, ${address1}, ${zip} ${city} is not valid`,
	JSON.stringify(JSON.stringify(PERSON)),
	encodeURIComponent(`${name} ${email} ${phone} ${address1}`),
	name.toUpperCase(),
].join(' | ');

const DATA = demoData(new Date().toISOString());
const PLAIN = DATA.orders.filter(({ plant }) => plant === 'plain').map(({ number }) => number);

let desk: Desk;
/** These stand on no desk. */
let erp: Place;
let showroom: Place;
let engine: Place;
let tills: Place;
let log: () => string;
let vendors: Readonly<Record<string, UnkindVendor>>;
/** Everything the desk's ledger holds, as text. */
let dump: () => Promise<string> | string;
const SYSTEMS: readonly System[] = [shopify, ogoship, unleashed, odoo, leNewBlack, omniengine, shopdesk];
const placeOf = ({ id }: System): Place => places()[id]!;
const vendorOf = ({ id }: System): UnkindVendor => vendors[id]!;

/** What stands on the desk of a system. */
interface Place {
	readonly sandbox: RunningSandbox;
	readonly keys: ICredentialDataDecryptedObject;
	readonly node: Desk['shopify'];
}

const places = (): Readonly<Record<string, Place>> => ({
	shopify: { sandbox: desk.shop, keys: desk.shopKeys, node: desk.shopify },
	ogoship: { sandbox: desk.warehouse, keys: desk.warehouseKeys, node: desk.ogoship },
	unleashed: { sandbox: desk.books, keys: desk.booksKeys, node: desk.unleashed },
	odoo: erp,
	leNewBlack: showroom,
	omniEngine: engine,
	shopDesk: tills,
});

async function open(postgres?: PostgresSettings): Promise<void> {
	log = keepLog();
	desk = await openDesk(postgres && { postgres });
	erp = await openErp(postgres);
	showroom = await openBeside(leNewBlack, leNewBlackSandbox, postgres);
	engine = await openBeside(omniengine, omniengineSandbox, postgres);
	tills = await openBeside(shopdesk, shopdeskSandbox, postgres);
	dump = () => ledgerDump(ledgerFile(desk.folder));
	vendors = {
		shopify: await openUnkindVendor(desk.shop, refuseByShopify),
		ogoship: await openUnkindVendor(desk.warehouse, refuseByOgoship),
		unleashed: await openUnkindVendor(desk.books, refuseByUnleashed),
		odoo: await openUnkindVendor(erp.sandbox, refuseByOdoo),
		leNewBlack: await openUnkindVendor(showroom.sandbox, refuseByLeNewBlack),
		omniEngine: await openUnkindVendor(engine.sandbox, refuseByOmnichannel),
		shopDesk: await openUnkindVendor(tills.sandbox, refuseByOmnichannel),
	};
	for (const system of SYSTEMS) {
		const path = new URL(String(placeOf(system).keys.apiAddress ?? 'http://localhost')).pathname.replace(/\/$/, '');
		placeOf(system).keys[system === odoo ? 'address' : 'apiAddress'] = `${vendorOf(system).url}${path}`;
	}
}

/** An Odoo with the desk's goods, and its node with the desk's ledger. */
async function openErp(postgres?: PostgresSettings): Promise<Place> {
	const sandbox = await serve(odooSandbox, { seed: DATA });
	const args = { vals_list: [{ name: 'B2B' }] };
	await sandbox.change('call', { model: 'product.pricelist', method: 'create', args });
	const keys: ICredentialDataDecryptedObject = { ...sandbox.credential().data, protocol: 'json2' };
	return { sandbox, keys, node: nodeBeside(odoo, keys, postgres) };
}

async function openBeside<S>(
	system: System,
	definition: SandboxDefinition<S>,
	postgres?: PostgresSettings,
): Promise<Place> {
	const sandbox = await serve(definition, { seed: DATA });
	const keys: ICredentialDataDecryptedObject = { ...sandbox.credential().data };
	return { sandbox, keys, node: nodeBeside(system, keys, postgres) };
}

/** The node of a system that stands on no desk, with the desk's ledger. */
function nodeBeside(
	{ id, credential }: System,
	keys: ICredentialDataDecryptedObject,
	postgres?: PostgresSettings,
): Desk['shopify'] {
	const ledgerKeys: Record<string, ICredentialDataDecryptedObject> = postgres
		? { commerceLedgerPostgresApi: { ...postgres } }
		: {};
	return async (parameters, run = {}) =>
		await runNode({
			type: id,
			parameters: { ...(postgres ? { ledger: 'postgres' } : {}), ...parameters },
			credentials: { [credential]: keys, ...ledgerKeys },
			storageFolder: desk.folder,
			...run,
		});
}

async function close(): Promise<void> {
	await Promise.all(Object.values(vendors).map(async (vendor) => await vendor.close()));
	await erp.sandbox.close();
	await Promise.all([showroom, engine, tills].map(async ({ sandbox }) => await sandbox.close()));
	await desk.close();
}

// ------------------------------------------------------------------ what comes in

let records = 0;
const NOW = new Date().toISOString();
const originOf = (system: string, id = String(7000 + ++records)) => ({
	...{ system, account: 'main', id, number: `#${id}`, seenAt: NOW },
});

/** An order of this person, another one each time. */
function order(system: string, changes: IDataObject = {}): IDataObject {
	const origin = originOf(system);
	const plain = sampleOrder();
	const whose = { customer: PERSON, shipTo: PERSON, billTo: PERSON, note: `Call ${name} on ${phone}`, placedAt: NOW };
	const lines = plain.lines.map((line, at) => ({ ...line, sku: at === 0 ? 'MUG-BLUE' : 'MUG-WHITE' }));
	return { ...plain, ...whose, origin, number: origin.number, lines, ...changes } as unknown as IDataObject;
}

/** A line as Le New Black knows goods. */
const { barcode: EAN } = DATA.products.find(({ sku }) => sku === 'MUG-BLUE')!;
const BY_EAN = { ...sampleOrder().lines[0], sku: 'MUG-BLUE', barcode: EAN };

const INCOMING: Readonly<Record<string, (system: System) => IDataObject>> = {
	order: ({ id }) => order(id === 'shopify' ? 'elsewhere' : 'shopify', id === 'leNewBlack' ? { lines: [BY_EAN] } : {}),
	cancellation: () => order('shopify', { status: 'cancelled', cancelledAt: NOW }),
	completion: () => order('shopify', { fulfillmentStatus: 'fulfilled' }),
	refund: () => {
		const whole = order('shopify');
		const [line] = whole.lines as IDataObject[];
		const amounts = { net: '15.94', tax: '4.06', gross: '20.00' };
		return {
			...{ kind: 'refund', origin: originOf('shopify'), number: `${String(whole.number)}-R1`, order: whole.origin },
			...{ status: 'settled', createdAt: NOW, currency: 'EUR', pricesIncludeTax: true, note: `Call ${name}` },
			lines: [{ sku: line!.sku, quantity: 2, taxRate: '0.255', restock: 'returned', ...amounts }],
			...{ totals: { ...amounts, refunded: '20.00', open: '0' }, orderTotalLeft: '17.40', transactions: [] },
		};
	},
	product: () => ({
		...{ kind: 'product', origin: originOf('shopify'), number: `Quilt ${records}`, title: 'Quilt', status: 'active' },
		variants: [{ id: `V${records}`, sku: `QUILT-${records}`, price: '10.00', requiresShipping: true }],
	}),
	stockLevel: () => {
		const figure = 20 + ++records;
		const counted = { sku: 'MUG-BLUE', available: figure, allocated: 0, onHand: figure };
		// A fault that is waited out moves a sandbox's clock on.
		const observedAt = new Date(Date.now() + 24 * 60 * 60_000).toISOString();
		return { kind: 'stockLevel', origin: originOf('ogoship'), ...counted, observedAt };
	},
	price: () => ({
		...{
			kind: 'price',
			origin: originOf('erp', 'MUG-BLUE'),
			sku: 'MUG-BLUE',
			price: `${20 + ++records}.00`,
			currency: 'EUR',
		},
	}),
	customer: () => ({
		...{ kind: 'customer', origin: originOf('crm', `${++records}.${email}`), number: name, ...PERSON },
		reference: `CRM-${records}`,
		...{ email: `${records}.${email}`, addresses: [PERSON] },
	}),
	inbound: () => ({
		...{ kind: 'inbound', origin: originOf('erp'), number: `PO-${records}`, supplier: 'Example Oy', expectedAt: NOW },
		lines: [{ sku: 'MUG-BLUE', expectedQuantity: 5, originCountry: 'FI' }],
	}),
	collection: () => ({
		...{ kind: 'collection', origin: originOf('plm', `W${++records}`), number: `W${records}`, name: 'Winter' },
	}),
	invoice: () => ({
		...{ kind: 'invoice', origin: originOf('shopDesk'), number: `INV-${records}`, order: null, status: 'issued' },
		...{ issuedAt: NOW, currency: 'EUR', pricesIncludeTax: true, customer: { name }, lines: [] },
		totals: { lines: '20.00', total: '20.00' },
	}),
	location: ({ id }) => ({
		...{ kind: 'location', origin: originOf('shopDesk', '47'), number: '47', name: `Outlet ${records}`, active: true },
		...(id === 'omniEngine' ? { origin: originOf('shopDesk'), number: String(records) } : {}),
	}),
	payout: () => ({
		...{ kind: 'payout', origin: originOf('shopify'), number: `P-${records}`, status: 'paid', issuedAt: NOW },
		...{ currency: 'EUR', totals: { gross: '90.00', fees: '3.00', net: '87.00' } },
	}),
	shipment: ({ id }) => ({
		...{ kind: 'shipment', origin: originOf('ogoship'), number: `SHOP-${records}`, status: 'shipped' },
		...{ tracking: [{ number: `JJFI${records}` }], orders: [{ number: '#1005' }], shipTo: PERSON },
		// The books know an order by its place in the shop, and goods by their line.
		...(id === 'leNewBlack' ? { orders: [{ number: 'LNB-104512' }] } : {}),
		...(id === 'odoo' ? { orders: [originOf('shopify')], lines: [{ sku: 'MUG-BLUE', quantity: 1 }] } : {}),
	}),
};

/** An order as it stands in the showroom. */
const IN_SHOWROOM = { system: 'leNewBlack', account: CLIENT.id, id: '104512', number: '104512', seenAt: NOW };

const ERP = {
	forwardFrom: START,
	lineProducts: {
		row: ['delivery', 'discount', 'rounding'].map((line, at) => ({ line, product: String(at + 1) })),
	},
};

const FIRST_RUN = { levelOptions: { firstRun: 'apply', applyAnyway: true } };

/** What an operation needs besides its name, so that it comes as far as its vendor. */
const NEEDS: Readonly<Record<string, IDataObject>> = {
	'ogoship order upsert': { ...SEND, orderOptions: { otherShippingCode: 'home_fi' } },
	'ogoship order cancel': { referencePrefix: SEND.referencePrefix },
	'ogoship product upsert': { languageCode: 'en' },
	'leNewBlack order create': { forwardFrom: START, retailerReference: 'C-0077', purchasePrefix: 'SHOP-' },
	'leNewBlack order moveStatus': { newStatus: 'closed' },
	'leNewBlack stockLevel set': { matchBy: 'sku', levelOptions: { firstRun: 'apply', applyAnyway: true } },
	'leNewBlack retailer upsert': { priceList: 'EUR-WHS', referencePrefix: 'SHOP-' },
	'leNewBlack salesDocument upsert': { orderPrefix: 'LNB-', documentPrefix: 'DN-' },
	'leNewBlack product upsert': { collectionCode: 'SS27', category: 'Textiles', images: false },
	'leNewBlack price upsert': { priceList: 'EUR-WHS', currency: 'EUR' },
	'leNewBlack price getAll': { priceList: 'EUR-WHS', currency: 'EUR' },
	'leNewBlack file upload': {
		fileOf: 'fabric',
		fabricCode: 'STD',
		fileFrom: 'binary',
		binaryField: 'data',
	},
	'leNewBlack api call': { method: 'POST', path: '/fabrics', body: '{"code": "X", "name": "X"}' },
	'omniEngine order moveStatus': { toStatus: 'cancelled' },
	'omniEngine order assignLocation': { assignTo: '311' },
	'omniEngine shipment book': { courier: '12', serviceType: 'Overnight' },
	'omniEngine stockLevel set': { location: '310', locationMap: {}, ...FIRST_RUN },
	'shopDesk order create': { forwardFrom: START, targetStatus: 'AWAITING_SM_APPROVAL', location: '310' },
	'shopDesk stockLevel adjust': {
		...{ location: '310', locationMap: {}, quantityMeans: 'new_level', reason: 'Count' },
		...FIRST_RUN,
	},
	'shopDesk price set': { priceMode: 'offline', priceCurrency: 'EUR', priceOptions: { applyAnyway: true } },
	'shopDesk outlet map': { oeLocation: '399' },
	'shopDesk outlet validate': { oeLocations: [{ kind: 'location', origin: { id: '310' }, name: 'Main' }] },
	'odoo order upsert': ERP,
	'odoo invoice pay': { journal: '5' },
	'odoo payout create': { as: 'entry', journal: '3', bank: '1', clearing: '3', fees: '9' },
	'odoo price set': { pricelist: '1' },
	'odoo stockLevel set': {
		...{ location: '5', locationMap: {}, reservedFrom: 'source' },
		levelOptions: { firstRun: 'apply', applyAnyway: true },
	},
	'odoo method call': { model: 'res.partner', method: 'write', ids: '7', arguments: '{"vals": {"ref": "C-7"}}' },
	'unleashed order upsert': BOOK,
	'unleashed order complete': { numberPrefix: BOOK.numberPrefix },
	'unleashed order cancel': { numberPrefix: BOOK.numberPrefix },
	'unleashed refund create': {
		...{ numberPrefix: BOOK.numberPrefix, baseCurrency: 'EUR', openOrders: 'credit' },
		creditProducts: { adjustment: 'FREIGHT', delivery: 'FREIGHT', rounding: 'ROUNDING' },
	},
	'unleashed price set': { baseCurrency: 'EUR' },
	'unleashed stockLevel adjust': {
		...{ location: 'MAIN', locationMap: {}, reservedFrom: 'source' },
		levelOptions: { firstRun: 'apply', applyAnyway: true },
	},
	'shopify order upsert': { forwardFrom: START },
	'shopify order addTags': { tags: 'sent' },
	'shopify stockLevel set': {
		...{ location: 'gid://shopify/Location/70000000001', locationMap: {}, reservedFrom: 'source' },
		levelOptions: { firstRun: 'apply', applyAnyway: true },
	},
};

function itemsFor(system: System, operation: Operation): IDataObject[] {
	if (operation.does === 'check' || operation.does === 'list' || operation.does === 'call') return [{}];
	const kind = { cancel: 'cancellation', complete: 'completion' }[operation.operation] ?? operation.kind;
	if (system === leNewBlack && operation.operation === 'moveStatus')
		return [order('leNewBlack', { origin: IN_SHOWROOM, status: 'open' })];
	if (system === omniengine && operation.resource !== 'location' && operation.kind === 'order')
		return [order('omniEngine', { origin: originOf('omniEngine') })];
	const item = INCOMING[kind]?.(system) ?? { kind, origin: originOf(system.id) };
	// What is read, cancelled or tagged in the shop stands there.
	const isThere = operation.does === 'fetch' || ['cancel', 'addTags'].includes(operation.operation);
	return [isThere && system.id === 'shopify' ? { ...item, origin: thereInShop(kind) } : item];
}

/** A record of the shop; orders one after the other, because they are cancelled and tagged here. */
function thereInShop(kind: string): IDataObject {
	const { products, customers, orders } = desk.shop.state() as Record<string, Array<{ id: string; refunds?: [] }>>;
	const refunds = orders!.flatMap((each): Array<{ id: string }> => each.refunds ?? []);
	const payouts = [{ id: 'gid://shopify/ShopifyPaymentsPayout/1' }];
	const list = Object.entries({ product: products, customer: customers, refund: refunds, payout: payouts });
	const record = list.find(([name]) => name === kind)?.[1]?.[0];
	return record ? { ...originOf('shopify', record.id), account: DATA.shop.domain } : anotherOfShop();
}

let taken = 0;

/** One order of the shop after the other. */
function anotherOfShop(): IDataObject {
	const number = PLAIN[taken++ % PLAIN.length]!;
	const id = orderId(desk.shop, number);
	return { system: 'shopify', account: DATA.shop.domain, id, number: `#${number}`, seenAt: NOW };
}

async function run(
	system: System,
	{ resource, operation }: Pick<Operation, 'resource' | 'operation'>,
	items: IDataObject[],
	more: IDataObject = {},
): Promise<NodeRunAnswer> {
	const needs = NEEDS[`${system.id} ${resource} ${operation}`];
	const parameters = { resource, operation, returnAll: true, ...needs, ...more };
	return await placeOf(system).node(parameters, { items, onError: 'continueErrorOutput' });
}

/** What is cancelled, completed or given back outside the shop stands there as an order. */
async function placeFor(system: System, wanted: Operation, item: IDataObject): Promise<void> {
	const upsert = system.operations.find((each) => each.resource === 'order' && each.operation === 'upsert');
	if (system === omniengine || system === shopdesk) return await placeForOutlets(system, wanted, item);
	if (wanted.operation === 'moveStatus')
		await showroom.sandbox.change('setOrderStatus', { reference: IN_SHOWROOM.id, status: 'invoicing' });
	if (system.id === 'shopify' || !upsert) return;
	const open = { status: 'open', cancelledAt: null, fulfillmentStatus: 'unfulfilled' };
	if (['cancel', 'complete'].includes(wanted.operation)) await run(system, upsert, [{ ...item, ...open }]);
	if (system === odoo) await placeAtOdoo(wanted, item);
	if (system === odoo || wanted.resource !== 'refund') return;
	const origin = item.order as IDataObject;
	await run(system, upsert, [order('shopify', { origin, number: origin.number })]);
}

/** A fresh order where the operation wants it, and an outlet that is mapped to nothing. */
async function placeForOutlets(system: System, { resource, operation }: Operation, item: IDataObject): Promise<void> {
	if (operation === 'map') await tills.sandbox.change('mapOutlet', { store: 47, location: '' });
	const status = { moveStatus: 'pending', assignLocation: 'pending', book: 'courier_booking' }[operation];
	if (system === omniengine && status !== undefined) {
		const items = [{ sku: 'MUG-BLUE', quantity: 1, price: 10 }];
		const made = await engine.sandbox.change('addOrder', { order_number: item.number, items });
		const { id } = made as { id: string };
		await engine.sandbox.change('setStatus', { order: id, status, location: '310' });
		item.origin = originOf('omniEngine', id);
	}
	if (system !== shopdesk || resource !== 'order' || operation === 'create') return;
	await tills.sandbox.change('addOrder', {
		reference_id: (item.origin as IDataObject).id,
		order_number: item.number,
		products: [{ sku: 'MUG-BLUE', quantity: 1, list_price: 10, sale_price: 10 }],
	});
}

/** The order behind a record, taken as far as the operation needs it. */
async function placeAtOdoo({ resource, operation }: Operation, item: IDataObject): Promise<void> {
	const behind = { refund: item.order, shipment: (item.orders as IDataObject[] | undefined)?.[0] }[resource];
	const origin = (behind ?? item.origin) as IDataObject;
	const whole =
		resource === 'order' || resource === 'invoice' ? item : order('shopify', { origin, number: origin.number });
	const steps = ['create', 'post'];
	const done: Readonly<Record<string, readonly string[]>> = {
		'order confirm': [],
		'shipment validate': [],
		'invoice create': [],
		'invoice post': steps.slice(0, 1),
		'invoice pay': steps,
		'refund create': steps,
	};
	const before = done[`${resource} ${operation}`];
	if (!before) return;
	const arrivesAs = operation === 'confirm' ? 'draft' : 'sale';
	await run(odoo, { resource: 'order', operation: 'upsert' }, [whole], { orderOptions: { arrivesAs } });
	for (const step of before) await run(odoo, { resource: 'invoice', operation: step }, [whole]);
}

// ------------------------------------------------------------------ what must not come out

const problemsOf = ({ outputs }: NodeRunAnswer) =>
	jsonOf(outputs[1]).map(({ error }) => error as { code: string; message: string; description: string });

/** The sentences of a problem, without what the vendor said, which is shown now and never stored. */
const sentencesOf = (answer: NodeRunAnswer) =>
	problemsOf(answer).map(
		({ message, description }) => `${message} ${description.replace(/ The service said: .*/s, '')}`,
	);

const forbidden = () => [...PERSONAL, ...secretsOf(...Object.values(places()).map(({ keys }) => keys))];

const EVERY = SYSTEMS.flatMap((system) =>
	system.operations.map((operation) => {
		const { resourceName, operationName } = operation;
		return [`${system.label} ${resourceName}: ${operationName}`, system, operation] as const;
	}),
);

const WRITES = EVERY.filter(([, , { does }]) => does === 'write' || does === 'setLevels');

/** All that n8n could log of an error. */
function wordsOf(error: unknown): string {
	const { message, description, context, cause } = error as Error & { description?: string; context?: unknown };
	return [message, description, JSON.stringify(context), String(cause)].join('\n');
}

// ------------------------------------------------------------------ what is shown

function keepsNothing(): void {
	it.each(EVERY)('says nothing of the customer in its problems: %s', async (_name, system, operation) => {
		const { sandbox } = placeOf(system);
		// From the second request on, too, for writes: they look before they send.
		const skips = operation.does === 'write' || operation.does === 'setLevels' ? [0, 1] : [0];
		for (const [kind, skip] of FAULTS.flatMap((fault) => skips.map((each) => [fault, each] as const))) {
			sandbox.addFault({ kind, times: 30, skip });
			const answer = await run(system, operation, itemsFor(system, operation));
			sandbox.clearFaults();
			// Check Connection answers with what it found out.
			const checked = operation.does === 'check' ? answer.outputs[0] : [];
			const words = JSON.stringify([sentencesOf(answer), answer.hints, checked]);
			expect([kind, tracesIn(words, forbidden())]).toEqual([kind, []]);
			if (skip === 0 && operation.does !== 'check') expect([kind, problemsOf(answer).length]).toEqual([kind, 1]);
		}
	});

	it.each(WRITES)('stores nothing of what a refusal quotes: %s', async (_name, system, operation) => {
		const vendor = vendorOf(system);
		const before = vendor.refused;
		const items = itemsFor(system, operation);
		await placeFor(system, operation, items[0]!);
		vendor.refusal = REFUSAL;
		const answer = await run(system, operation, items);
		vendor.refusal = undefined;
		expect([vendor.refused > before, problemsOf(answer).length]).toEqual([true, 1]);
		expect(tracesIn(JSON.stringify(sentencesOf(answer)), forbidden())).toEqual([]);
	});

	it('says nothing of the customer where a trigger is published, polled and taken back', async () => {
		const asked = [
			['shopifyTrigger', shopify, { events: ['orderPaid'] }],
			['ogoshipTrigger', ogoship, { events: ['orderShipped'] }],
			['ogoshipPollTrigger', ogoship, { events: ['orderShipped', 'stockChanged'] }],
			['odooTrigger', odoo, { events: ['deliveryDone'] }],
			['odooPollTrigger', odoo, { events: ['orderChanged', 'stockChanged'] }],
			['leNewBlackPollTrigger', leNewBlack, { events: ['orderChanged'] }],
			['omniEnginePollTrigger', omniengine, { events: ['pending', 'courier_booking'] }],
			['shopDeskPollTrigger', shopdesk, { events: ['orderChanged', 'invoiceMade'] }],
			['unleashedPollTrigger', unleashed, { events: ['shipmentDispatched', 'stockChanged'] }],
		] as const;
		const said: string[] = [];
		for (const [type, system, parameters] of asked) {
			for (const kind of FAULTS) {
				const credentials = { [system.credential]: placeOf(system).keys };
				const trigger = await openTrigger({ type, credentials, parameters: { ...parameters, ledger: 'off' } });
				placeOf(system).sandbox.addFault({ kind, times: 30 });
				const work = type.endsWith('PollTrigger')
					? [trigger.poll()]
					: [trigger.hook('checkExists'), trigger.hook('create'), trigger.hook('delete')];
				const ended = await Promise.allSettled(work);
				placeOf(system).sandbox.clearFaults();
				said.push(...ended.map((each) => (each.status === 'rejected' ? wordsOf(each.reason) : '')));
				said.push(JSON.stringify(trigger.staticData));
				await trigger.close();
			}
		}
		expect(said.filter((words) => /SETUP_|could not|kept asking/.test(words)).length).toBeGreaterThan(10);
		expect(tracesIn(said.join('\n'), forbidden())).toEqual([]);
	});

	it('has nothing of it in the ledger, in n8n’s log, or in what the Commerce Ledger puts out', async () => {
		const stored = await dump();
		const shown = await Promise.all(
			[
				...['getProblems', 'getFacts', 'getDue', 'retry', 'getProblems'].map((operation) => ({
					operation,
					limit: 10_000,
				})),
				...['#1005', '#7001', '#7010'].map((key) => ({ operation: 'getTimeline', key })),
			].map(async (parameters) => JSON.stringify((await desk.ledger(parameters)).outputs)),
		);
		// What is searched is really there: refusals and unknown answers of every kind of record.
		const remembers = (operation: Operation) => operation.does === 'write' && operation.remembers !== false;
		for (const kind of WRITES.flatMap(([, , operation]) => ('kind' in operation ? operation.kind : [])))
			if (WRITES.some(([, , each]) => 'kind' in each && each.kind === kind && remembers(each)))
				expect([kind, stored.includes(`"kind":"${kind}"`)]).toEqual([kind, true]);
		for (const code of ['REFUSED', 'NO_ANSWER']) expect(shown[0]).toContain(code);
		expect(tracesIn(stored, forbidden())).toEqual([]);
		expect(tracesIn(shown.join('\n'), forbidden())).toEqual([]);
		expect(tracesIn(log(), forbidden())).toEqual([]);
	});
}

describe('with the built-in ledger', () => {
	beforeAll(async () => await open());
	afterAll(close);
	keepsNothing();
});

withPostgres('with the ledger on PostgreSQL', () => {
	describe('with the ledger on PostgreSQL', () => {
		const settings = newSchema();
		const beside = new Beside(settings.schema);
		beforeAll(async () => {
			await open(settings);
			await beside.open();
			dump = async () => await beside.dump();
		});
		afterAll(async () => {
			await beside.close();
			await close();
			await dropSchema(settings);
		});
		keepsNothing();
	});
});

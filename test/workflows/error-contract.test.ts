import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { leNewBlack } from '../../nodes/LeNewBlack/system';
import { odoo } from '../../nodes/Odoo/system';
import { ogoship } from '../../nodes/Ogoship/system';
import { omniengine } from '../../nodes/OmniEngine/system';
import { shopdesk } from '../../nodes/ShopDesk/system';
import type { System } from '../../nodes/shared/system';
import { shopify } from '../../nodes/Shopify/system';
import { unleashed } from '../../nodes/Unleashed/system';
import { credentialsFor, ROOT } from '../../sandbox/bridge';
import { STOCK_LOCATION } from '../../sandbox/demo-data';
import { itemsOf, type Execution, type Item } from '../../sandbox/n8n/execution';
import { ORDERS, Standing } from '../support/standing';

jest.setTimeout(15 * 60_000);

/*
 * Decision 4 in a real n8n: whatever ends a run, no record ever leaves by the success output, nothing is written, and
 * the run is red where it must be.
 */

const MODES = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;
type Mode = (typeof MODES)[number];

const SHOP = { shopifyCommerceApi: { id: null, name: 'Shopify Commerce account' } };
const WAREHOUSE = { ogoshipApi: { id: null, name: 'OGOship account' } };
const ERP = { odooCommerceApi: { id: null, name: 'Odoo Commerce account' } };
const BOOKS = { unleashedApi: { id: null, name: 'Unleashed account' } };
const SHOWROOM = { leNewBlackApi: { id: null, name: 'Le New Black account' } };
const ENGINE = { omniengineApi: { id: null, name: 'OmniEngine account' } };
const TILLS = { shopdeskApi: { id: null, name: 'ShopDesk account' } };
/** Which of its fields is wrong for a wrong key. */
const WRONG: Readonly<Record<string, string>> = {
	ogoshipApi: 'secretToken',
	unleashedApi: 'apiKey',
	odooCommerceApi: 'apiKey',
	shopdeskApi: 'token',
};
/** By the type of the node; Commerce Ledger asks for none. */
const ACCOUNTS: Readonly<Record<string, object>> = {
	shopify: SHOP,
	ogoship: WAREHOUSE,
	unleashed: BOOKS,
	odoo: ERP,
	leNewBlack: SHOWROOM,
	omniEngine: ENGINE,
	shopDesk: TILLS,
};

const FORM = { formTitle: 'Start', formFields: { values: [{ fieldLabel: 'Anything' }] } };

interface Operation {
	readonly type: string;
	readonly parameters: Record<string, unknown>;
	/** What comes in; orders where nothing is said. */
	readonly takes?: string;
}

const SEND = {
	resource: 'order',
	operation: 'upsert',
	forwardFrom: '2026-01-01T00:00:00.000Z',
	referencePrefix: 'SHOP-',
	deliveryMethods: { method: [{ method: 'home_fi', code: 'home_fi' }] },
	orderOptions: { otherShippingCode: 'home_fi' },
};

const IN_BOOKS = { numberPrefix: 'SHOP-', baseCurrency: 'EUR' };

/** What an operation needs besides its name, so that it comes as far as its first request. */
const NEEDS: Readonly<Record<string, Record<string, unknown>>> = {
	'ogoship order upsert': SEND,
	'ogoship product upsert': { languageCode: 'en' },
	'leNewBlack order create': { forwardFrom: '2026-01-01T00:00:00.000Z', retailerReference: 'C-0077' },
	'leNewBlack order moveStatus': { newStatus: 'closed' },
	'leNewBlack stockLevel set': { matchBy: 'sku', levelOptions: { firstRun: 'apply' } },
	'leNewBlack retailer upsert': { priceList: 'EUR-WHS', referencePrefix: 'SHOP-' },
	// A parcel whose order has another prefix is none of the showroom's, and skipped without a call.
	'leNewBlack salesDocument upsert': { orderPrefix: '10' },
	'leNewBlack product upsert': { collectionCode: 'SS27', category: 'Tableware' },
	'leNewBlack price upsert': { priceList: 'EUR-WHS', currency: 'EUR' },
	'leNewBlack price getAll': { priceList: 'EUR-WHS', currency: 'EUR' },
	'leNewBlack file upload': { fileOf: 'fabric', fabricCode: 'STD', fileFrom: 'binary', binaryField: 'data' },
	'leNewBlack api call': { method: 'POST', path: '/fabrics', body: '{"code": "LIN", "name": "Linen"}' },
	'omniEngine order moveStatus': { toStatus: 'cancelled' },
	'omniEngine order assignLocation': { assignTo: '311' },
	'omniEngine shipment book': { courier: '12', serviceType: 'Overnight' },
	'omniEngine stockLevel set': { location: '310', locationMap: {}, levelOptions: { firstRun: 'apply' } },
	'shopDesk order create': {
		...{ forwardFrom: '2026-01-01T00:00:00.000Z', targetStatus: 'AWAITING_SM_APPROVAL', location: '310' },
	},
	'shopDesk stockLevel adjust': {
		...{ location: '310', locationMap: {}, quantityMeans: 'new_level', reason: 'Count' },
		levelOptions: { firstRun: 'apply' },
	},
	'shopDesk price set': { priceMode: 'offline', priceCurrency: 'EUR', priceOptions: {} },
	'shopDesk outlet map': { oeLocation: '399' },
	'shopDesk outlet validate': { oeLocations: '={{ [{ kind: "location", origin: { id: "310" }, name: "Main" }] }}' },
	'odoo order upsert': {
		forwardFrom: '2026-01-01T00:00:00.000Z',
		lineProducts: { row: ['delivery', 'discount', 'rounding'].map((line, at) => ({ line, product: String(at + 1) })) },
	},
	'odoo invoice pay': { journal: '5' },
	'odoo payout create': { as: 'entry', journal: '3', bank: '1', clearing: '3', fees: '9' },
	'odoo price set': { pricelist: '1' },
	'odoo stockLevel set': {
		location: '5',
		locationMap: {},
		reservedFrom: 'source',
		levelOptions: { firstRun: 'apply' },
	},
	'odoo method call': { model: 'res.partner', method: 'write', ids: '7', arguments: '{"vals": {"ref": "C-7"}}' },
	'unleashed order upsert': {
		...IN_BOOKS,
		forwardFrom: '2026-01-01T00:00:00.000Z',
		customerCode: 'WEB-SHOP',
		warehouse: 'MAIN',
		chargeProducts: { delivery: 'FREIGHT', rounding: 'ROUNDING' },
	},
	'unleashed refund create': {
		...IN_BOOKS,
		creditProducts: { delivery: 'FREIGHT', rounding: 'ROUNDING', adjustment: 'FREIGHT' },
	},
	'unleashed price set': { baseCurrency: 'EUR' },
	'unleashed stockLevel adjust': {
		location: 'MAIN',
		locationMap: {},
		reservedFrom: 'source',
		levelOptions: { firstRun: 'apply' },
	},
	'shopify order upsert': { forwardFrom: '2026-01-01T00:00:00.000Z' },
	'shopify order addTags': { tags: 'sent' },
	'shopify stockLevel set': {
		location: STOCK_LOCATION,
		locationMap: {},
		reservedFrom: 'source',
		levelOptions: { firstRun: 'apply' },
	},
};

/** Every operation a system has, as its node offers it. */
function operationsOf({ id, label, operations }: System): Array<[string, Operation]> {
	return operations.map((each) => {
		const { resource, operation, resourceName, operationName } = each;
		const parameters = { resource, operation, ...NEEDS[`${id} ${resource} ${operation}`] };
		const ended = { cancel: 'cancellation', complete: 'completion' }[operation];
		const later = ended === undefined ? {} : { takes: ended };
		const takes = each.does === 'check' || each.does === 'list' || each.does === 'call' ? {} : { takes: each.kind };
		// A shop takes no order back that came out of itself.
		const foreign = id === 'shopify' && operation === 'upsert' && resource === 'order' ? { takes: 'foreignOrder' } : {};
		// In the books much is known by its GUID alone.
		const booked = id === 'unleashed' && each.does === 'fetch' ? { takes: 'booked' } : {};
		const own = id === 'shopify' && each.does === 'fetch' && resource === 'customer' ? { takes: 'ownCustomer' } : {};
		const moved = operation === 'moveStatus' ? { takes: 'showroomOrder' } : {};
		// An order is known there by its own ID, and a location by its outlet.
		const engine =
			id === 'omniEngine' && each.does === 'write' && each.kind === 'order' ? { takes: 'engineOrder' } : {};
		const incoming = { ...takes, ...later, ...foreign, ...booked, ...own, ...moved, ...engine };
		return [`${label} ${resourceName}: ${operationName}`, { type: id, parameters, ...incoming }];
	});
}

/** Every operation of the package, and the same in other settings. */
const OPERATIONS: Record<string, Operation> = {
	...Object.fromEntries([shopify, ogoship, unleashed, odoo, leNewBlack, omniengine, shopdesk].flatMap(operationsOf)),
	'Shopify Commerce sweep': {
		type: 'shopify',
		parameters: { resource: 'order', operation: 'getAll', skipSettled: true, settledFor: 'ogoship', filters: {} },
	},
	'OGOship preview': { type: 'ogoship', parameters: { ...SEND, previewOnly: true } },
	'OGOship without ledger': { type: 'ogoship', parameters: { ...SEND, ledger: 'off' } },
	'Ledger: Get Problems': { type: 'ledger', parameters: { operation: 'getProblems', filters: {} } },
	'Ledger: Get Due': { type: 'ledger', parameters: { operation: 'getDue', filters: {} } },
	'Ledger: Get Facts': { type: 'ledger', parameters: { operation: 'getFacts', filters: {} } },
	'Ledger: Get Timeline': { type: 'ledger', parameters: { operation: 'getTimeline', key: '#1001' } },
	'Ledger: Get Usage': { type: 'ledger', parameters: { operation: 'getUsage' } },
	'Ledger: Purge': { type: 'ledger', parameters: { operation: 'purge', filters: {} } },
	'Ledger: Retry': { type: 'ledger', parameters: { operation: 'retry', filters: {} } },
	'Ledger: Dismiss': {
		type: 'ledger',
		parameters: { operation: 'dismiss', by: 'Olive Owner', reason: 'a test', filters: {} },
	},
};
const named = (words: RegExp) => Object.keys(OPERATIONS).filter((name) => words.test(name));

let standing: Standing;
/** What comes into an operation, by the kind it takes. */
const inputs = new Map<string, Item[]>();
const inputFor = ({ takes = 'order' }: Operation): Item[] => inputs.get(takes) ?? [];

/** What items carry, for the operations that take files. */
const FILES = {
	data: { data: Buffer.from('picture').toString('base64'), mimeType: 'image/png', fileName: 'blue.png' },
};

/** A workflow in which one start leads to all these operations, the outputs of each to nodes with its number. */
function fan(operations: readonly Operation[], onError: Mode): Record<string, unknown> {
	const node = (name: string, nodeType: string, x: number, more: object = {}) => ({
		id: name,
		name,
		type: nodeType,
		typeVersion: 1,
		position: [x, 0],
		parameters: {},
		...more,
	});
	const to = (name: string) => ({ node: name, type: 'main', index: 0 });
	const connections: Record<string, object> = { Start: { main: [operations.map((_, at) => to(`Operation ${at}`))] } };
	for (const at of operations.keys())
		connections[`Operation ${at}`] = { main: [[to(`Success ${at}`)], [to(`Failure ${at}`)]] };
	return {
		name: `${operations.map(({ type }) => type).join(', ')} ${onError}`.slice(0, 100),
		settings: { executionOrder: 'v1' },
		nodes: [
			// A form takes the items it is started with; the manual trigger always puts out one empty item.
			node('Start', 'n8n-nodes-base.formTrigger', 0, { typeVersion: 2.2, webhookId: 'start', parameters: FORM }),
			...operations.flatMap(({ type, parameters }, at) => {
				const more = { parameters, credentials: ACCOUNTS[type], onError };
				return [
					node(`Operation ${at}`, `n8n-nodes-commerce-bridge.${type}`, 200, more),
					node(`Success ${at}`, 'n8n-nodes-base.noOp', 400),
					node(`Failure ${at}`, 'n8n-nodes-base.noOp', 600),
				];
			}),
		],
		connections,
	};
}

async function run(operations: readonly Operation[], mode: Mode): Promise<Execution> {
	const { id } = await standing.api.importWorkflow(fan(operations, mode));
	return await standing.api.run(id, 'Start', { items: inputFor(operations[0]!), files: FILES, timeoutMs: 300_000 });
}

/** The run of one operation, and its number in it. */
interface Ran {
	readonly execution: Execution;
	readonly at: number;
}

/**
 * Runs operations in a mode, each when it is first asked for: where none stops the workflow, those that take the same
 * items run side by side in one execution.
 */
class Runs {
	private readonly begun = new Map<string, Promise<Execution>>();

	constructor(private readonly all: Readonly<Record<string, Operation>>) {}

	async of(name: string, mode: Mode): Promise<Ran> {
		const operation = this.all[name]!;
		if (mode === 'stopWorkflow') return { execution: await run([operation], mode), at: 0 };
		const group = Object.entries(this.all).filter(([, { takes }]) => takes === operation.takes);
		const key = `${String(operation.takes)} ${mode}`;
		const running =
			this.begun.get(key) ??
			run(
				group.map(([, each]) => each),
				mode,
			);
		this.begun.set(key, running);
		return { execution: await running, at: group.findIndex(([each]) => each === name) };
	}
}

const isProblem = (item: Item): boolean => typeof item.error === 'object' && item.error !== null;
const codesOf = (items: readonly Item[]) => new Set(items.map((item) => (item.error as { code: string }).code));
/** What writes at Odoo; everything else there reads, whatever its method is. */
const ODOO_WRITES = /\.(load|create|write|unlink|action_\w+|button_validate|create_invoices|refund_moves)$/;
/** Everything sent that could have changed something, since the inputs were read. */
const writes = () => [
	...since('ogoship').filter(({ method, operation }) => method !== 'GET' && operation !== 'token'),
	...since('unleashed').filter(({ method }) => method !== 'GET'),
	...since('leNewBlack').filter(({ method, operation }) => method !== 'GET' && operation !== 'token'),
	...since('omniEngine').filter(({ method, operation }) => method !== 'GET' && operation !== 'token'),
	// Marking an invoice and setting a price begin with the write: nothing could be looked at before.
	...since('shopDesk').filter(({ method, accepted }) => accepted && method !== 'GET'),
	...since('odoo').filter(({ operation, accepted }) => accepted && ODOO_WRITES.test(operation)),
	...since('shopify').filter(({ body, accepted }) => accepted && /^\s*mutation/.test(queryOf(body))),
];
const queryOf = (body: unknown) => String((body as { query?: unknown } | undefined)?.query ?? '');
let begun: Readonly<Record<string, number>> = {};
const since = (system: string) => standing.sandboxes.of(system).journal(begun[system] ?? 0);

/** What must hold in each mode when a run ended for `code`. */
function holds(operation: Operation, { execution, at }: Ran, mode: Mode, code: string): void {
	expect(writes()).toEqual([]);
	const reached = itemsOf(execution, `Success ${at}`);
	expect(reached.filter((item) => !isProblem(item))).toEqual([]);
	if (mode === 'stopWorkflow') {
		expect(execution.status).toBe('error');
		expect(execution.runData[`Success ${at}`]).toBeUndefined();
		expect(execution.error?.message).not.toMatch(/undefined|\[object|null/);
		return;
	}
	expect(execution.status).toBe('success');
	const problems = mode === 'continueRegularOutput' ? reached : itemsOf(execution, `Failure ${at}`);
	if (mode === 'continueErrorOutput') expect(reached).toEqual([]);
	expect(problems).toHaveLength(inputFor(operation).length);
	expect(codesOf(problems)).toEqual(new Set([code]));
}

/** The package with a fault planted in every operation's way. */
function plantedPackage(folder: string): string {
	for (const part of ['dist', 'package.json']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
	const core = join(folder, 'dist', 'core.js');
	const plant = (text: string, at: RegExp): string => {
		if (!at.test(text)) throw new Error(`The build has no ${at.source} to plant a fault in`);
		return text.replace(at, '$& (void 0).planted();');
	};
	const text = readFileSync(core, 'utf8');
	const ways = [
		/async send\(request\) \{/,
		/function filterOf\(context, item\) \{/,
		/function judgeRecords\([\w, ]+\) \{/,
	];
	writeFileSync(core, ways.reduce(plant, text));
	return folder;
}

beforeAll(async () => {
	standing = await Standing.up();
	const { api, sandboxes } = standing;
	const read = async (name: string) => {
		const { id } = await api.importWorkflow(fan([OPERATIONS[name]!], 'stopWorkflow'));
		return itemsOf(await api.run(id, 'Start', { items: [{}] }), 'Operation 0').slice(0, 3);
	};
	const orders = await read('Shopify Commerce Order: Get Many');
	const origin = { system: 'elsewhere', account: 'main', id: 'E-1', seenAt: new Date().toISOString() };
	inputs.set('order', orders);
	inputs.set(
		'cancellation',
		orders.map((order) => ({ ...order, status: 'cancelled', cancelledAt: order.placedAt })),
	);
	inputs.set(
		'foreignOrder',
		orders.map((order, n) => ({ ...order, origin: { ...origin, id: `E-${n}` }, fulfillmentStatus: 'unfulfilled' })),
	);
	inputs.set(
		'completion',
		orders.map((order) => ({ ...order, fulfillmentStatus: 'fulfilled' })),
	);
	inputs.set('engineOrder', await read('OmniEngine Order: Get Many'));
	inputs.set('invoice', [
		{
			...{ kind: 'invoice', origin, number: 'INV-1', status: 'issued', currency: 'EUR', pricesIncludeTax: true },
			...{ lines: [], totals: { lines: '20.00', total: '20.00' } },
		},
	]);
	inputs.set('location', [{ kind: 'location', origin, number: '47', name: 'New outlet', active: true }]);
	inputs.set('courier', [{ kind: 'courier', origin }]);
	inputs.set('showroomOrder', await read('Le New Black Order: Get Many'));
	inputs.set('collection', [{ kind: 'collection', origin, number: 'AW27', name: 'Winter' }]);
	inputs.set('booked', [{ origin: { ...origin, id: '00000000-0000-4000-8000-000000000001' } }]);
	inputs.set('product', await read('Shopify Commerce Product: Get Many'));
	for (const name of ['Refund', 'Payout'])
		inputs.set(name.toLowerCase(), await read(`Shopify Commerce ${name}: Get Many`));
	inputs.set('stockLevel', await read('OGOship Stock Level: Get Many'));
	inputs.set('ownCustomer', await read('Shopify Commerce Customer: Get Many'));
	inputs.set('customer', [
		{ kind: 'customer', origin, number: 'E-1', reference: 'E-1', name: 'Example Oy', email: 'person1@example.com' },
	]);
	inputs.set('price', [{ kind: 'price', origin, sku: 'MUG-BLUE', price: '26.00', currency: 'EUR' }]);
	const line = { sku: 'MUG-BLUE', expectedQuantity: 5, originCountry: 'FI' };
	const expectedAt = origin.seenAt;
	inputs.set('inbound', [
		{ kind: 'inbound', origin, number: 'PO-1', supplier: 'Example Oy', expectedAt, lines: [line] },
	]);
	const shipped = {
		status: 'shipped',
		tracking: [{ number: 'JJFI1' }],
		orders: [{ number: String(orders[0]?.number) }],
	};
	inputs.set('shipment', [{ kind: 'shipment', origin, number: 'SHOP-1', ...shipped }]);
	for (const [kind, items] of inputs) expect([kind, items.length > 0]).toEqual([kind, true]);
	for (const { takes } of Object.values(OPERATIONS)) expect(inputs.has(takes ?? 'order')).toBe(true);
	begun = Object.fromEntries(
		Object.keys(ACCOUNTS).map((name) => [name, sandboxes.of(name).journal().at(-1)?.seq ?? 0]),
	);
});

afterAll(async () => {
	await standing.down();
});

const EVERY_MODE = (names: string[]) => names.flatMap((name) => MODES.map((mode) => [name, mode] as const));

/** Some operations, each changed. */
function some(names: readonly string[], change: (operation: Operation) => Operation): Record<string, Operation> {
	return Object.fromEntries(names.map((name) => [name, change(OPERATIONS[name]!)]));
}

describe('with an empty delivery map', () => {
	const empty = some(named(/^OGOship (Order: Create or Update|preview|without)/), ({ parameters, ...rest }) => ({
		...rest,
		parameters: { ...parameters, deliveryMethods: {}, orderOptions: {} },
	}));
	const runs = new Runs(empty);

	it.each(EVERY_MODE(Object.keys(empty)))('%s, %s', async (name, mode) => {
		holds(empty[name]!, await runs.of(name, mode), mode, 'SETUP_SHIPPING_MAP');
	});
});

describe('with a wrong key', () => {
	beforeAll(async () => {
		for (const { type, data } of credentialsFor(standing.sandboxes)) {
			const secret = WRONG[type] ?? 'clientSecret';
			await standing.api.createCredential(type, 'Wrong key', { ...data, [secret]: 'wrong' });
		}
	});

	// An order is looked at where it is, without a call.
	const ASKING = /^(Shopify|OGOship|Odoo|Le New Black(?!.*Validate)|OmniEngine|ShopDesk|Unleashed(?!.*Check))/;
	// Unleashed has no sign-in: its Check Connection asks with the key, and answers that it is refused.
	const refused = some(named(ASKING), (operation) => operation);
	const runs = new Runs(refused);

	it.each(EVERY_MODE(Object.keys(refused)))('%s, %s', async (name, mode) => {
		SHOP.shopifyCommerceApi.name = 'Wrong key';
		WAREHOUSE.ogoshipApi.name = 'Wrong key';
		BOOKS.unleashedApi.name = 'Wrong key';
		ERP.odooCommerceApi.name = 'Wrong key';
		SHOWROOM.leNewBlackApi.name = 'Wrong key';
		ENGINE.omniengineApi.name = 'Wrong key';
		TILLS.shopdeskApi.name = 'Wrong key';
		holds(refused[name]!, await runs.of(name, mode), mode, 'SETUP_CREDENTIAL');
	});

	it('makes the template’s run red and says which key in plain words', async () => {
		const template = await standing.import(ORDERS);
		expect((await standing.api.run(template.id, 'Start by Hand', { timeoutMs: 300_000 })).status).toBe('success');
		expect(writes().length).toBeGreaterThan(0);
		const rotated = await standing.sandboxes
			.of('shopify')
			.change('rotateSecret')
			.then(() => 'done');
		expect(rotated).toBe('done');
		standing.sandboxes.of('shopify').advanceClock(25 * 60 * 60_000);
		const red = await standing.api.run(template.id, 'Start by Hand');
		expect(red.status).toBe('error');
		expect(red.error?.message).toMatch(/Shopify Commerce refused the sign-in.*Open the Shopify Commerce credential/);
	});

	afterAll(async () => {
		SHOP.shopifyCommerceApi.name = 'Shopify Commerce account';
		WAREHOUSE.ogoshipApi.name = 'OGOship account';
		BOOKS.unleashedApi.name = 'Unleashed account';
		ERP.odooCommerceApi.name = 'Odoo Commerce account';
		SHOWROOM.leNewBlackApi.name = 'Le New Black account';
		ENGINE.omniengineApi.name = 'OmniEngine account';
		TILLS.shopdeskApi.name = 'ShopDesk account';
		await standing.sandboxes.of('shopify').reset();
		await standing.sandboxes.of('ogoship').reset();
	});
});

describe('with a fault planted in the package', () => {
	const folder = mkdtempSync(join(tmpdir(), 'planted-'));

	beforeAll(async () => {
		await standing.loseLedger();
		await standing.restart(plantedPackage(folder));
	});

	afterAll(async () => {
		await rm(folder, { recursive: true, force: true });
	});

	const runs = new Runs(OPERATIONS);

	it.each(EVERY_MODE(Object.keys(OPERATIONS)))('%s, %s', async (name, mode) => {
		holds(OPERATIONS[name]!, await runs.of(name, mode), mode, 'INTERNAL');
	});
});

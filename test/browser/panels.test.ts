/*
 * Every node's panel, every template's canvas and the credentials as the editor draws them.
 */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildPackage, credentialsFor, packPackage, ROOT, startBridge, startSandboxes } from '../../sandbox/bridge';
import type { Sandboxes } from '../../sandbox/bridge';
import { SANDBOX_LOGIN, type N8nApi } from '../../sandbox/n8n/rest';
import type { N8nServer } from '../../sandbox/n8n/server';
import { leNewBlack } from '../../nodes/LeNewBlack/system';
import { odoo } from '../../nodes/Odoo/system';
import { ogoship } from '../../nodes/Ogoship/system';
import { omniengine } from '../../nodes/OmniEngine/system';
import { shopdesk } from '../../nodes/ShopDesk/system';
import { shopify } from '../../nodes/Shopify/system';
import { unleashed } from '../../nodes/Unleashed/system';
import { STORIES } from '../../workflows/stories';
import { chromiumPath, openEditor, type Box, type Drawn, type Editor } from '../support/browser';

jest.setTimeout(8 * 60_000);

const REPORT = join(ROOT, '.report');
const PICTURES = join(REPORT, 'panels');
const WIDE = { width: 1900, height: 1500 };
/** The editor as most people see it. */
const USUAL = { width: 1400, height: 875 };

const SHOPIFY_ACCOUNT = { shopifyCommerceApi: { id: null, name: 'Shopify Commerce account' } };
const OGOSHIP_ACCOUNT = { ogoshipApi: { id: null, name: 'OGOship account' } };
const UNLEASHED_ACCOUNT = { unleashedApi: { id: null, name: 'Unleashed account' } };
const ODOO_ACCOUNT = { odooCommerceApi: { id: null, name: 'Odoo Commerce account' } };
const LE_NEW_BLACK_ACCOUNT = { leNewBlackApi: { id: null, name: 'Le New Black account' } };
/** By what the type of a node begins with. */
const ACCOUNTS = {
	shopify: SHOPIFY_ACCOUNT,
	ogoship: OGOSHIP_ACCOUNT,
	unleashed: UNLEASHED_ACCOUNT,
	odoo: ODOO_ACCOUNT,
	leNewBlack: LE_NEW_BLACK_ACCOUNT,
	omniEngine: { omniengineApi: { id: null, name: 'OmniEngine account' } },
	shopDesk: { shopdeskApi: { id: null, name: 'ShopDesk account' } },
} as const;

type Labels = readonly string[];
type Row = readonly [resource: string, operation: string, labels: Labels];

const READ: Labels = ['Which Records'];
const RAW: Labels = ['Include Raw Record'];
const LIST: Labels = ['Return All', 'Limit'];
const SWEEP: Labels = [...LIST, 'Skip What Is Settled', 'Filters'];
const LIST_END: Labels = ['Output Summary', ...RAW];
const WRITE: Labels = ['Preview Only', 'Record From'];
const CHECK = ['connection', 'check', []] as const;
/** Where calls are counted, whatever calls has the ledger. */
const COUNTED_READ: Labels = [...RAW, 'Ledger'];
const COUNTED_SWEEP: Labels = [...LIST, 'Skip What Is Settled', 'Ledger'];
const PREFIX = 'Order Number Prefix';
/** Where an operator can set a path right. */
const PATHS = 'Other Paths';
const LEVELS: Labels = ['Location Name or ID', 'Location Map', 'Match By', 'Quantity to Set'];

/** Resource, operation, and the labels of the fields below them, as an operator reads them from top to bottom. */
const SYSTEMS = {
	shopify: [
		['order', 'get', [...READ, ...RAW]],
		['order', 'getAll', [...SWEEP, ...LIST_END]],
		['order', 'upsert', [...WRITE, 'Forward Orders Placed After', 'Payment Statuses That May Go', 'Ledger', 'Options']],
		['order', 'cancel', [...WRITE, 'Reason', 'Restock', 'Notify Customer', 'Refund', 'Ledger']],
		['order', 'addTags', [...WRITE, 'Tags']],
		['shipment', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['shipment', 'upsert', [...WRITE, 'Carrier Names', 'Ledger', 'Options']],
		['stockLevel', 'getAll', [...LIST, 'Location Names or IDs', 'Filters', ...LIST_END]],
		[
			'stockLevel',
			'set',
			[
				...WRITE,
				'Location Name or ID',
				'Location Map',
				'Match By',
				'Quantity to Set',
				'Units Already Reserved',
				'Stock New Products Here',
				'Ledger',
				'Options',
			],
		],
		['product', 'get', [...READ, ...RAW]],
		['product', 'getAll', [...SWEEP, ...LIST_END]],
		['product', 'upsert', [...WRITE, 'Match By', 'Status of New Products', 'Ledger', 'Options']],
		['price', 'set', [...WRITE, 'Prices to Set', 'Match By', 'Options']],
		['customer', 'get', [...READ, ...RAW]],
		['customer', 'getAll', [...SWEEP, ...LIST_END]],
		['customer', 'upsert', [...WRITE, 'Ledger', 'Options']],
		['company', 'upsert', [...WRITE, 'Ledger']],
		['refund', 'get', [...READ, ...RAW]],
		['refund', 'getAll', [...SWEEP, ...LIST_END]],
		['payout', 'get', [...READ, 'Options', ...RAW]],
		['payout', 'getAll', [...SWEEP, 'Options', ...LIST_END]],
		['location', 'getAll', [...LIST, 'Options', ...LIST_END]],
		CHECK,
	],
	ogoship: [
		[
			'order',
			'upsert',
			[
				...WRITE,
				'Forward Orders Placed After',
				'Reference Prefix',
				'Delivery Methods',
				'Payment Statuses That May Go',
				'Ledger',
				'Options',
			],
		],
		['order', 'get', [...READ, ...RAW]],
		['order', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['order', 'cancel', [...WRITE, 'Reference Prefix', 'Ledger', 'Options']],
		['shipment', 'get', [...READ, 'Reference Prefix', 'Carrier by Delivery Code', 'Options', ...RAW]],
		[
			'shipment',
			'getAll',
			[
				...LIST,
				'Skip What Is Settled',
				'Reference Prefix',
				'Carrier by Delivery Code',
				'Filters',
				'Options',
				...LIST_END,
			],
		],
		['stockLevel', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['product', 'upsert', [...WRITE, 'Language', 'Ledger', 'Options']],
		['product', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['inbound', 'create', [...WRITE, 'Ledger', 'Options']],
		['inbound', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		CHECK,
	],
	unleashed: [
		[
			'order',
			'upsert',
			[
				...WRITE,
				'Forward Orders Placed After',
				PREFIX,
				'Customer',
				'Customer Code',
				'Warehouse Name or ID',
				'Base Currency',
				'Tax Codes',
				'New Orders Arrive As',
				'Payment Statuses That May Go',
				'Ledger',
				'Products for Charges',
				'Options',
			],
		],
		['order', 'complete', [...WRITE, PREFIX, 'Ledger', 'Options']],
		['order', 'cancel', [...WRITE, PREFIX, 'Ledger', 'Options']],
		['order', 'get', [...READ, ...COUNTED_READ]],
		['order', 'getAll', [...COUNTED_SWEEP, 'Filters', ...LIST_END]],
		['shipment', 'get', [...READ, PREFIX, 'Options', ...COUNTED_READ]],
		['shipment', 'getAll', [...COUNTED_SWEEP, PREFIX, 'Filters', 'Options', ...LIST_END]],
		[
			'stockLevel',
			'adjust',
			[
				...WRITE,
				'Location Name or ID',
				'Location Map',
				'Match By',
				'Quantity to Set',
				'Units Already Reserved',
				'Ledger',
				'Options',
				'Adjustment Options',
			],
		],
		[
			'stockLevel',
			'getAll',
			[...LIST, 'Ledger', 'Warehouse Names or IDs', 'One Figure For', 'Filters', 'Options', ...LIST_END],
		],
		[
			'refund',
			'create',
			[
				...WRITE,
				PREFIX,
				'Base Currency',
				'Tax Codes',
				'New Credit Notes Arrive As',
				'Orders Not Completed Yet',
				'Ledger',
				'Products for Credits',
				'Options',
			],
		],
		['refund', 'get', [...READ, PREFIX, ...COUNTED_READ]],
		['refund', 'getAll', [...COUNTED_SWEEP, PREFIX, 'Filters', ...LIST_END]],
		['invoice', 'get', [...READ, PREFIX, ...COUNTED_READ]],
		['invoice', 'getAll', [...COUNTED_SWEEP, PREFIX, 'Filters', ...LIST_END]],
		['product', 'upsert', [...WRITE, 'Ledger', 'Options']],
		['product', 'get', [...READ, ...COUNTED_READ]],
		['product', 'getAll', [...COUNTED_SWEEP, 'Filters', ...LIST_END]],
		['price', 'set', [...WRITE, 'Base Currency', 'Price to Set', 'Ledger', 'Options']],
		['customer', 'upsert', [...WRITE, 'Customer Code Prefix', 'Ledger']],
		['customer', 'get', [...READ, ...COUNTED_READ]],
		['customer', 'getAll', [...COUNTED_SWEEP, 'Filters', ...LIST_END]],
		['warehouse', 'getAll', [...LIST, 'Ledger', 'Options', ...LIST_END]],
		['connection', 'check', ['Ledger']],
	],
	odoo: [
		[
			'order',
			'upsert',
			[
				...WRITE,
				'Forward Orders Placed After',
				PREFIX,
				'Warehouse Name or ID',
				'Taxes',
				'Products for Other Lines',
				'Delivery Methods',
				'Payment Statuses That May Go',
				'Ledger',
				'Options',
			],
		],
		['order', 'get', [...READ, ...RAW]],
		['order', 'getAll', [...SWEEP, ...LIST_END]],
		['order', 'getDelivery', [...READ, ...RAW]],
		['order', 'confirm', [...WRITE, 'Keep the Quotation’s Date', 'Ledger']],
		['order', 'cancel', [...WRITE, 'Ledger']],
		['shipment', 'get', [...READ, ...RAW]],
		['shipment', 'getAll', [...SWEEP, ...LIST_END]],
		['shipment', 'validate', [...WRITE, 'Ledger']],
		[
			'stockLevel',
			'getAll',
			[...LIST, 'One Level For', 'Warehouse Names or IDs', 'Available Is', 'Filters', ...LIST_END],
		],
		[
			'stockLevel',
			'set',
			[
				...WRITE,
				'Location Name or ID',
				'Location Map',
				'Match By',
				'Quantity to Set',
				'Units Already Reserved',
				'Stock New Products Here',
				'Ledger',
				'Options',
			],
		],
		['customer', 'upsert', [...WRITE, 'Ledger', 'Options']],
		['customer', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['product', 'upsert', [...WRITE, 'Ledger', 'Options']],
		['product', 'get', [...READ, ...RAW]],
		['product', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['price', 'set', [...WRITE, 'Pricelist Name or ID', 'Ledger']],
		['invoice', 'create', [...WRITE, 'Invoice Date', 'Ledger']],
		['invoice', 'post', [...WRITE, 'Ledger']],
		['invoice', 'pay', [...WRITE, 'Journal Name or ID', 'Journals', 'Ledger']],
		['refund', 'create', [...WRITE, 'Post', 'Journal Name or ID', 'Ledger']],
		[
			'payout',
			'create',
			[
				...WRITE,
				'Arrives As',
				'Journal Name or ID',
				'Bank Account Name or ID',
				'Clearing Account Name or ID',
				'Fee Account Name or ID',
				'Ledger',
			],
		],
		['method', 'call', ['Preview Only', 'Model', 'Method', 'IDs', 'Arguments', 'Options']],
		CHECK,
	],
	leNewBlack: [
		[
			'order',
			'create',
			[
				...WRITE,
				'Forward Orders Placed After',
				'Retailer Reference',
				'Purchase Order Prefix',
				'Payment Statuses That May Go',
				'Ledger',
				'Options',
			],
		],
		['order', 'get', [...READ, 'Options', ...RAW]],
		['order', 'getAll', [...SWEEP, 'Options', ...LIST_END]],
		['order', 'validate', ['Key of Every Line', 'Allow Short Orders', 'Held Orders']],
		['order', 'moveStatus', [...WRITE, 'New Status', 'Options']],
		['stockLevel', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['stockLevel', 'set', [...WRITE, 'Match By', 'Ledger', 'Options', 'Showroom Options']],
		['retailer', 'upsert', [...WRITE, 'Price List', 'Reference Prefix', 'Ledger']],
		['retailer', 'get', [...READ, ...RAW]],
		['retailer', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['salesDocument', 'upsert', [...WRITE, PREFIX, 'Document Number Prefix', 'Ledger', 'Options']],
		[
			'product',
			'upsert',
			[...WRITE, 'Collection Code', 'Collection Name', 'Category', 'Fill Empty Image Slots', 'Ledger', 'Options'],
		],
		['product', 'getAll', [...LIST, 'Price List', 'Filters', ...LIST_END]],
		['price', 'upsert', [...WRITE, 'Price List', 'Currency', 'Price', 'Ledger']],
		['price', 'getAll', [...LIST, 'Price List', 'Currency', 'Price', 'Filters', ...LIST_END]],
		['collection', 'upsert', [...WRITE, 'Status of New Ones', 'Ledger']],
		['collection', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['salesCatalog', 'upsert', [...WRITE, 'Status of New Ones', 'Ledger']],
		['salesCatalog', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['selection', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['file', 'upload', ['Preview Only', 'File Of', 'Model', 'Fabric Code', 'Image Slot', 'File From', 'File URL']],
		['invoice', 'getAll', [...LIST, 'Filters', ...LIST_END]],
		['api', 'call', ['Preview Only', 'Method', 'Path', 'Query', 'Options']],
		CHECK,
	],
	omniEngine: [
		['order', 'get', [...READ, PATHS, ...RAW]],
		['order', 'getAll', [...LIST, 'Skip What Is Settled', 'Status', PATHS, 'Filters', ...LIST_END]],
		['order', 'moveStatus', [...WRITE, 'To Status', 'Only From Status', PATHS, 'Options']],
		['order', 'assignLocation', [...WRITE, 'Location Name or ID', PATHS]],
		['shipment', 'book', [...WRITE, 'Courier Name or ID', 'Service Type', 'Pieces', 'Weight (Kg)', PATHS, 'Ledger']],
		['shipment', 'get', [...READ, PATHS, ...RAW]],
		['shipment', 'getAll', [...LIST, 'Skip What Is Settled', PATHS, 'Filters', ...LIST_END]],
		['stockLevel', 'getAll', [...LIST, PATHS, 'Filters', ...LIST_END]],
		['stockLevel', 'set', [...WRITE, ...LEVELS, PATHS, 'Ledger', 'Options']],
		['location', 'getAll', [...LIST, PATHS, ...LIST_END]],
		['location', 'create', [...WRITE, 'Online', PATHS, 'Ledger']],
		['courier', 'getAll', [...LIST, PATHS, ...LIST_END]],
		CHECK,
	],
	shopDesk: [
		[
			'order',
			'create',
			[
				...[...WRITE, 'Forward Orders Placed After', 'Orders Fall In As', 'Location Name or ID', 'Location Map'],
				...['Reference Prefix', PATHS, 'Payment Statuses That May Go', 'Ledger', 'Options'],
			],
		],
		['order', 'get', [...READ, PATHS, ...RAW]],
		['order', 'getAll', [...LIST, 'Skip What Is Settled', PATHS, 'Filters', ...LIST_END]],
		['order', 'invoice', [...WRITE, 'Reference Prefix', PATHS, 'Ledger', 'Options']],
		['order', 'cancel', [...WRITE, 'Reference Prefix', PATHS, 'Ledger', 'Options']],
		['invoice', 'getAll', [...LIST, 'Skip What Is Settled', PATHS, 'Filters', ...LIST_END]],
		['invoice', 'markSynced', [...WRITE, PATHS, 'Ledger']],
		['stockLevel', 'getAll', [...LIST, PATHS, 'Filters', ...LIST_END]],
		[
			'stockLevel',
			'adjust',
			[...WRITE, ...LEVELS, 'ShopDesk Takes a Quantity As', 'Reason', PATHS, 'Ledger', 'Options'],
		],
		['price', 'set', [...WRITE, 'Where Prices Change', 'Currency', PATHS, 'Ledger', 'Options']],
		['outlet', 'getAll', [...LIST, PATHS, ...LIST_END]],
		['outlet', 'map', [...WRITE, 'OmniEngine Location ID', 'OmniEngine Brand ID', PATHS]],
		['outlet', 'validate', ['OmniEngine Locations', PATHS]],
		CHECK,
	],
} as const satisfies Record<string, readonly Row[]>;

const LEDGER = [
	['Dismiss', 'dismiss', ['Order Numbers', 'Your Name', 'Reason', 'Filters', 'Limit', 'Ledger']],
	['Get Due', 'getDue', ['Filters', 'Limit', 'Ledger']],
	['Get Facts', 'getFacts', ['Order Numbers', 'Filters', 'Limit', 'Ledger']],
	['Get Problems', 'getProblems', ['Order Numbers', 'Filters', 'Limit', 'Ledger']],
	['Get Timeline', 'getTimeline', ['Order Number or ID', 'Ledger']],
	['Get Usage', 'getUsage', ['Ledger']],
	['Purge', 'purge', ['Older Than (Days)', 'Preview Only', 'Filters', 'Ledger']],
	['Retry', 'retry', ['Order Numbers', 'Filters', 'Limit', 'Ledger']],
] as const;

const PREFIXES = ['Reference Prefix of Input 1', 'Reference Prefix of Input 2'] as const;
const TAXES = ['Tax to Add to Prices of Input 1 (Percent)', 'Tax to Add to Prices of Input 2 (Percent)'] as const;
const RECONCILE = [
	[
		'Compare Orders',
		'compareOrders',
		[
			...[...PREFIXES, 'What to Compare', 'Quantity', 'Lines That Count', 'SKUs That Are No Goods'],
			'Closed Orders Keep What Was Refunded',
			...['Only Orders with Something to Ship', 'Leave Out the Last (Minutes)'],
		],
	],
	['Compare Products', 'compareProducts', ['What to Compare', ...TAXES, 'Only Counted Products', 'Match By']],
	['Compare Shipments', 'compareShipments', [...PREFIXES, 'What to Compare', 'Leave Out the Last (Minutes)']],
	['Compare Stock Levels', 'compareStockLevels', ['Match By', 'Figure', 'Tolerance', 'Location Map']],
] as const;

/** Each trigger with the labels of its panel, what its picker of events must offer, and what its notice says. */
const TRIGGERS = [
	[
		'shopifyTrigger',
		['Events'],
		['Inventory Changed', 'Order Cancelled', 'Order Paid', 'Product Changed', 'Refund Created'],
		/A message can be lost, so keep a schedule/,
	],
	['ogoshipTrigger', ['Events'], ['Order Shipped', 'Stock Changed'], /A message can be lost, so keep a schedule/],
	[
		'ogoshipPollTrigger',
		['Poll Times', 'Mode', 'Events', 'Reference Prefix', 'Look Back (Days)', 'Ledger', 'Where the Records Go'],
		['Order Shipped', 'Stock Changed'],
		/A poll that n8n misses is made up for by the next one/,
	],
	[
		'unleashedTrigger',
		['Events', 'Ledger'],
		['Customer Changed', 'Order Changed', 'Product Changed'],
		/Subscribe by hand, once/,
	],
	[
		'unleashedPollTrigger',
		['Poll Times', 'Mode', 'Events', PREFIX, 'Look Back (Days)', 'Ledger', 'Where the Records Go'],
		[
			...['Credit Note Changed', 'Invoice Changed', 'Order Changed', 'Product Changed'],
			...['Shipment Dispatched', 'Stock Changed'],
		],
		/every 15 minutes is about 2,900 calls a month for one event/,
	],
	['odooTrigger', ['Events'], ['Delivery Done', 'Order Confirmed'], /A message can be lost, so keep a schedule/],
	[
		'odooPollTrigger',
		['Poll Times', 'Mode', 'Events', 'Look Back (Days)', 'Ledger', 'Where the Records Go'],
		['Delivery Done', 'Order Changed', 'Stock Changed'],
		/A poll that n8n misses is made up for by the next one/,
	],
	[
		'leNewBlackPollTrigger',
		['Poll Times', 'Mode', 'Events', 'Look Back (Days)', 'Ledger', 'Where the Records Go'],
		['Order Changed'],
		/A poll that n8n misses is made up for by the next one/,
	],
	[
		'omniEnginePollTrigger',
		['Poll Times', 'Mode', 'Events', 'Look Back (Days)', 'Ledger', 'Where the Records Go'],
		['Order Reached Awaiting Approval', 'Order Reached Courier Booking', 'Order Reached Dispatched'],
		/A poll that n8n misses is made up for by the next one/,
	],
	[
		'shopDeskPollTrigger',
		['Poll Times', 'Mode', 'Events', 'Look Back (Days)', 'Ledger', 'Where the Records Go'],
		['Invoice Made', 'Order Changed'],
		/A poll that n8n misses is made up for by the next one/,
	],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'panels-'));
let sandboxes: Sandboxes;
let server: N8nServer;
let api: N8nApi;
let editor: Editor;
/** Names of parameters and of their values that no operator is to read, such as `previewOnly`. */
let rawWords: ReadonlySet<string>;

const withBrowser = chromiumPath() ? it : it.skip;

/** A test in the browser; leaves a picture where it failed, and the next one a new tab. */
function seen(sentence: string, test: () => Promise<void>): void {
	withBrowser(sentence, async () => {
		try {
			await test();
		} catch (error) {
			await editor.screenshot(join(REPORT, `${sentence.replace(/[^a-z0-9]+/gi, '-').slice(0, 60)}.png`));
			await editor.anew();
			throw error;
		}
	});
}

function node(name: string, type: string, row: number, parameters: Record<string, unknown>): object {
	const account = Object.entries(ACCOUNTS).find(([system]) => type.startsWith(system))?.[1];
	return {
		id: `panel-${name}`,
		name,
		type: `n8n-nodes-commerce-bridge.${type}`,
		typeVersion: 1,
		position: [(row % 5) * 240, Math.floor(row / 5) * 240],
		parameters,
		...(account ? { credentials: account } : {}),
	};
}

async function openWorkflowOf(nodes: object[]): Promise<void> {
	const content = { name: 'Panels', nodes, connections: {}, settings: { executionOrder: 'v1' } };
	await editor.openWorkflow((await api.importWorkflow(content)).id);
}

/** camelCase words of the properties of this package's nodes: names, and values of options. */
async function wordsOfCode(): Promise<ReadonlySet<string>> {
	const words = new Set<string>();
	const collect = (value: unknown): void => {
		if (Array.isArray(value)) return value.forEach(collect);
		if (typeof value !== 'object' || value === null) return;
		for (const [key, each] of Object.entries(value)) {
			if ((key === 'name' || key === 'value') && typeof each === 'string' && /^[a-z]+[A-Z]\w*$/.test(each))
				words.add(each);
			collect(each);
		}
	};
	for (const [name, versions] of await api.types())
		if (name.startsWith('n8n-nodes-commerce-bridge.')) for (const { properties } of versions) collect(properties);
	return words;
}

/** Checks the open panel: these labels from top to bottom, and nowhere a word of the code or a broken value. */
async function expectPanel(labels: Labels): Promise<void> {
	expect(await editor.labels()).toEqual(labels);
	await expectPlainWords();
}

async function expectPlainWords(): Promise<void> {
	const text = await editor.part('node-parameters').innerText();
	expect(text).not.toMatch(/undefined|\[object|NaN|\bnull\b/);
	expect((text.match(/\w+/g) ?? []).filter((word) => rawWords.has(word))).toEqual([]);
}

/** The entries of a picker of the open panel, which is left closed. */
async function entries(parameter: string): Promise<string[]> {
	const found = await editor.options(parameter);
	await editor.page.keyboard.press('Escape');
	return found;
}

beforeAll(async () => {
	if (!chromiumPath()) return;
	buildPackage();
	const tarball = packPackage(folder);
	sandboxes = await startSandboxes();
	({ server, api } = await startBridge({ userFolder: join(folder, 'home'), tarball }));
	for (const { type, name, data } of credentialsFor(sandboxes)) await api.createCredential(type, name, { ...data });
	rawWords = await wordsOfCode();
	if (!rawWords.has('previewOnly')) throw new Error('The words of the code were not found in what n8n loaded.');
	editor = await openEditor(server.url, SANDBOX_LOGIN);
});

afterAll(async () => {
	await editor?.close();
	await server?.stop();
	await sandboxes?.close();
	await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

// ------------------------------------------------------------------ panels

for (const [type, system] of [
	['shopify', shopify],
	['ogoship', ogoship],
	['unleashed', unleashed],
	['odoo', odoo],
	['leNewBlack', leNewBlack],
	['omniEngine', omniengine],
	['shopDesk', shopdesk],
] as const) {
	const rows: readonly Row[] = SYSTEMS[type];
	const nameOf = ([resource, operation]: Row) => `${type}-${resource}-${operation}`;

	seen(`${system.label} shows each operation with its fields, and its pickers hold every operation`, async () => {
		const pairs = system.operations.map(({ resource, operation }) => `${resource}.${operation}`);
		expect(rows.map(([resource, operation]) => `${resource}.${operation}`).sort()).toEqual(pairs.sort());
		await openWorkflowOf(
			rows.map((row, index) => node(nameOf(row), type, index, { resource: row[0], operation: row[1] })),
		);
		for (const row of rows) {
			const [resource, operation, labels] = row;
			const chosen = system.operations.find((each) => each.resource === resource && each.operation === operation);
			await editor.openNode(nameOf(row));
			await expectPanel(['Resource', 'Operation', ...labels]);
			expect([await editor.chosen('resource'), await editor.chosen('operation')]).toEqual([
				chosen?.resourceName,
				chosen?.operationName,
			]);
			await editor.screenshot(join(PICTURES, `${nameOf(row)}.png`));
			const ofResource = system.operations.filter((each) => each.resource === resource);
			// n8n adds its own entry where a credential can sign any request.
			const offered = [...ofResource.map(({ operationName }) => operationName).sort(), 'Custom API Call'];
			if (ofResource[0] === chosen) expect(await entries('operation')).toEqual(offered);
			await editor.closeNode();
		}
	});
}

seen('Commerce Ledger shows its operations, and warns before everything is dismissed', async () => {
	await openWorkflowOf(LEDGER.map(([, operation], row) => node(`ledger-${operation}`, 'ledger', row, { operation })));
	for (const [operationName, operation, labels] of LEDGER) {
		await editor.openNode(`ledger-${operation}`);
		await expectPanel(['Operation', ...labels]);
		expect(await editor.chosen('operation')).toBe(operationName);
		const warned = (await editor.part('node-parameters').innerText()).includes('takes every open problem off the list');
		expect(warned).toBe(operationName === 'Dismiss');
		await editor.screenshot(join(PICTURES, `ledger-${operation}.png`));
		expect(await entries('operation')).toEqual(LEDGER.map(([name]) => name));
		await editor.closeNode();
	}
});

seen('Commerce Reconcile shows its operations, and as many inputs and four outputs as it has', async () => {
	await openWorkflowOf([
		...RECONCILE.map(([, operation], row) => node(`reconcile-${operation}`, 'reconcile', row, { operation })),
		node('reconcile three', 'reconcile', RECONCILE.length, { operation: 'compareOrders', numberInputs: 3 }),
	]);
	await editor.showAll();
	await editor.screenshot(join(PICTURES, 'reconcile-canvas.png'));
	const canvas = await editor.page.locator('body').innerText();
	for (const [label, times] of [
		['Input 1', RECONCILE.length + 1],
		['Input 2', RECONCILE.length + 1],
		['Input 3', 1],
		['Matched', RECONCILE.length + 1],
		['Different', RECONCILE.length + 1],
		['Only Here', RECONCILE.length + 1],
		['Only There', RECONCILE.length + 1],
	] as const)
		expect([label, canvas.split(label).length - 1]).toEqual([label, times]);
	for (const [operationName, operation, labels] of RECONCILE) {
		await editor.openNode(`reconcile-${operation}`);
		await expectPanel(['Operation', 'Number of Inputs', ...labels]);
		expect(await editor.chosen('operation')).toBe(operationName);
		await editor.screenshot(join(PICTURES, `reconcile-${operation}.png`));
		expect(await entries('operation')).toEqual(RECONCILE.map(([name]) => name));
		await editor.closeNode();
	}
});

seen(
	'asks for the credential of PostgreSQL where the ledger is kept there, and still for what is to be done',
	async () => {
		const order = { resource: 'order', operation: 'upsert' };
		const kinds = [
			['shopify', order],
			['ogoship', order],
			['unleashed', { resource: 'connection', operation: 'check' }],
			['ledger', { operation: 'getProblems' }],
		] as const;
		const places = ['builtIn', 'postgres'] as const;
		await openWorkflowOf(
			kinds.flatMap(([type, parameters], row) =>
				places.map((ledger, at) => node(`${type} ${ledger}`, type, row * 2 + at, { ...parameters, ledger })),
			),
		);
		for (const [type] of kinds)
			for (const ledger of places) {
				await editor.openNode(`${type} ${ledger}`);
				const panel = editor.part('node-parameters');
				const asked = panel.getByText('Commerce Ledger PostgreSQL', { exact: false });
				expect(await editor.labels()).toEqual(expect.arrayContaining(['Operation', 'Ledger']));
				if (ledger === 'postgres') await asked.first().waitFor();
				else expect(await asked.count()).toBe(0);
				await editor.screenshot(join(PICTURES, `ledger-${ledger}-${type}.png`));
				await editor.closeNode();
			}
	},
);

seen('each trigger shows its events in words and says what it is good for', async () => {
	await openWorkflowOf(TRIGGERS.map(([type], row) => node(type, type, row, {})));
	for (const [type, labels, events, notice] of TRIGGERS) {
		await editor.openNode(type);
		await expectPanel(labels);
		expect(await editor.part('node-parameters').innerText()).toMatch(notice);
		await editor.screenshot(join(PICTURES, `${type}.png`));
		expect(await entries('events')).toEqual(expect.arrayContaining([...events]));
		await editor.closeNode();
	}
});

seen('the pickers of locations show the places of the shop', async () => {
	await openWorkflowOf([
		node('set', 'shopify', 0, { resource: 'stockLevel', operation: 'set' }),
		node('read', 'shopify', 1, { resource: 'stockLevel', operation: 'getAll' }),
		node('ship', 'shopify', 2, { resource: 'shipment', operation: 'upsert' }),
	]);
	const places = ['Demo Shop', 'Demo Studio', 'Demo Warehouse (fulfillment service)'];
	await editor.openNode('set');
	expect(await entries('location')).toEqual(places);
	await editor.addRow('locationMap');
	expect(await entries('target')).toEqual(places);
	await editor.closeNode();
	await editor.openNode('read');
	expect(await entries('locations')).toEqual(places);
	await editor.closeNode();
	await editor.openNode('ship');
	await editor.addOption('Only This Location Name or ID');
	expect(await entries('locationId')).toEqual(places);
	await editor.closeNode();
});

seen('the picker of price lists is asked for where one is written, and shows each with its currency', async () => {
	await openWorkflowOf([node('price', 'shopify', 0, { resource: 'price', operation: 'set', pricesOf: 'list' })]);
	await editor.openNode('price');
	const write = [...WRITE, 'Prices to Set', 'Price List Name or ID', 'Match By', 'Options'];
	await expectPanel(['Resource', 'Operation', ...write]);
	expect(await entries('priceList')).toEqual(['Sweden (SEK)', 'Wholesale (EUR)']);
	await editor.screenshot(join(PICTURES, 'shopify-price-list.png'));
	await editor.closeNode();
});

seen('Fields Below lists the fields of each record, and a ledger switched off is warned of', async () => {
	const writes = [
		['ogoship', 'order', 'upsert', ['Placed At', 'Currency', 'Lines'], /Without the ledger every record is looked for/],
		['shopify', 'shipment', 'upsert', ['Orders', 'Tracking'], /Without the ledger every record is looked for/],
		['shopify', 'stockLevel', 'set', ['Available', 'Observed At'], /Without the ledger the brake does not know/],
		['shopify', 'customer', 'upsert', ['Number'], /Without the ledger every record is looked for/],
		['shopify', 'product', 'upsert', ['Title', 'Variants'], /Without the ledger every record is looked for/],
		['shopify', 'price', 'set', ['Price', 'Currency'], /^(?![^]*Without the ledger)/],
		['ogoship', 'product', 'upsert', ['Title', 'Variants'], /Without the ledger every record is looked for/],
		['ogoship', 'inbound', 'create', ['Number', 'Lines'], /Without the ledger every record is looked for/],
		['unleashed', 'refund', 'create', ['Number', 'Lines'], /Without the ledger the calls of this account are not/],
		['odoo', 'order', 'upsert', ['Placed At', 'Currency', 'Lines'], /Without the ledger every record is looked for/],
		['odoo', 'invoice', 'create', ['Number'], /Without the ledger every record is looked for/],
		['odoo', 'stockLevel', 'set', ['Available', 'Observed At'], /Without the ledger the brake does not know/],
		['unleashed', 'price', 'set', ['Price', 'Currency'], /Without the ledger the calls of this account are not/],
		['leNewBlack', 'product', 'upsert', ['Title', 'Variants'], /Without the ledger every record is looked for/],
		['leNewBlack', 'stockLevel', 'set', ['Available', 'Observed At'], /Without the ledger the brake does not know/],
	] as const;
	await openWorkflowOf(
		writes.map(([type, resource, operation], row) =>
			node(`${type} ${resource}`, type, row, {
				...{ resource, operation, recordFrom: 'fields', ledger: 'off', figure: 'available' },
			}),
		),
	);
	for (const [type, resource, , fields, warning] of writes) {
		await editor.openNode(`${type} ${resource}`);
		await editor.part('resource-mapper-container').getByText('Source System').first().waitFor();
		const labels = await editor.labels();
		expect(labels).toEqual(expect.arrayContaining(['Source System', 'Source Account', 'Source ID', ...fields]));
		expect(await editor.part('node-parameters').innerText()).toMatch(warning);
		await expectPlainWords();
		await editor.screenshot(join(PICTURES, `fields-below-${type}-${resource}.png`));
		await editor.closeNode();
	}
});

seen('the icons are drawn, in the light and in the dark', async () => {
	await openWorkflowOf([
		node('Shop', 'shopify', 0, {}),
		node('Warehouse', 'ogoship', 1, {}),
		node('Books', 'unleashed', 4, {}),
		node('Odoo', 'odoo', 5 + TRIGGERS.length, {}),
		node('Showroom', 'leNewBlack', 6 + TRIGGERS.length, {}),
		node('Engine', 'omniEngine', 7 + TRIGGERS.length, {}),
		node('Tills', 'shopDesk', 8 + TRIGGERS.length, {}),
		node('File', 'file', 9 + TRIGGERS.length, {}),
		node('Ledger', 'ledger', 2, { operation: 'retry' }),
		node('Reconcile', 'reconcile', 3, {}),
		...TRIGGERS.map(([type], row) => node(type, type, 5 + row, {})),
	]);
	for (const [scheme, file] of [
		['light', /(shopify|ogoship|unleashed|odoo|lenewblack|omniengine|shopdesk|ledger|reconcile|file)\.svg$/],
		['dark', /(shopify|ogoship|unleashed|odoo|lenewblack|omniengine|shopdesk|ledger|reconcile|file)\.dark\.svg$/],
	] as const) {
		await editor.page.emulateMedia({ colorScheme: scheme });
		await editor.page.reload();
		await editor.showAll();
		const icons = await editor.icons();
		expect(icons).toHaveLength(10 + TRIGGERS.length);
		for (const { address, width } of icons) {
			expect(address).toMatch(file);
			expect(width).toBeGreaterThan(0);
		}
		await editor.screenshot(join(PICTURES, `icons-${scheme}.png`));
	}
	await editor.page.emulateMedia({ colorScheme: 'light' });
});

// ------------------------------------------------------------------ canvases

const touch = (one: Box, other: Box) =>
	one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const holds = (outer: Box, part: Box) =>
	outer.left <= part.left && outer.right >= part.right && outer.top <= part.top && outer.bottom >= part.bottom;

/** What is wrong with a canvas, in words. */
function clutter(notes: readonly Drawn[], nodes: readonly Drawn[]): string[] {
	const pairs = (all: readonly Drawn[]) =>
		all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
	return [
		...notes.filter((note) => !holds(note, note.text)).map(({ name }) => `the text of "${name}" is cut off`),
		...[...pairs(notes), ...pairs(nodes)]
			.filter(([one, other]) => touch(one, other))
			.map(([one, other]) => `"${one.name}" lies over "${other.name}"`),
		...nodes.flatMap((each) =>
			notes
				.filter((note) => touch(note, each) && (!holds(note, each) || touch(note.text, each)))
				.map((note) => `"${each.name}" lies over the edge or the text of "${note.name}"`),
		),
	];
}

it('can tell a canvas on which something lies over something else', () => {
	const drawn = (name: string, left: number, top: number, size: number, text = 10): Drawn => {
		const box = { left, top, right: left + size, bottom: top + size };
		return { name, ...box, text: { left, top, right: left + size, bottom: top + text } };
	};
	expect(clutter([drawn('Note', 0, 0, 100), drawn('Other', 110, 0, 100)], [drawn('Node', 20, 20, 40)])).toEqual([]);
	expect(clutter([drawn('Note', 0, 0, 100, 101)], [])).toHaveLength(1);
	expect(clutter([drawn('Note', 0, 0, 100), drawn('Other', 90, 0, 100)], [])).toHaveLength(1);
	expect(clutter([drawn('Note', 0, 0, 100)], [drawn('Node', 20, 5, 40)])).toHaveLength(1);
	expect(clutter([drawn('Note', 0, 0, 100)], [drawn('Node', 80, 50, 40)])).toHaveLength(1);
	expect(clutter([], [drawn('Node', 0, 0, 40), drawn('Next', 30, 30, 40)])).toHaveLength(1);
});

seen('on every template’s canvas all notes can be read and nothing lies over anything', async () => {
	await editor.page.setViewportSize(WIDE);
	for (const [file, story] of Object.entries(STORIES)) {
		await editor.openWorkflow((await api.importWorkflow({ ...story })).id);
		await editor.showAll();
		const { notes, nodes } = await editor.layout();
		expect([file, notes.length + nodes.length]).toEqual([file, story.nodes.length]);
		expect([file, ...clutter(notes, nodes)]).toEqual([file]);
		await editor.screenshot(join(PICTURES, `canvas-${file}.png`));
	}
	await editor.page.setViewportSize(USUAL);
});

// ------------------------------------------------------------------ credentials

seen('a credential says whether its keys work, and with wrong ones what to check', async () => {
	const wrong = {
		shopifyCommerceApi: /Shopify refused the sign-in: check Client ID and Client Secret/,
		leNewBlackApi: /Le New Black refused the sign-in: check/,
		ogoshipApi: /OGOship refused the sign-in: check/,
		odooCommerceApi: /Odoo refused the sign-in: check User and API Key/,
		omniengineApi: /OmniEngine refused the sign-in: check Client ID, Client Secret and Company Code/,
		shopdeskApi: /ShopDesk refused the token: it is wrong or has run out/,
		unleashedApi: /Unleashed refused the sign-in: check that API ID and API Key/,
	};
	for (const { type, name, data } of credentialsFor(sandboxes)) {
		const [good] = (await api.credentials()).filter((each) => each.type === type);
		await editor.open(`/home/credentials/${good?.id ?? ''}`);
		expect(await editor.credentialVerdict()).toMatch(/Connection tested successfully/);
		await editor.screenshot(join(PICTURES, `${type}-good.png`));
		const bad = await api.createCredential(type, `${name} (wrong)`, {
			...data,
			...{ clientSecret: 'wrong', apiKey: 'wrong' },
		});
		await editor.open(`/home/credentials/${bad.id}`);
		const verdict = await editor.credentialVerdict();
		await editor.screenshot(join(PICTURES, `${type}-wrong.png`));
		expect(verdict).toMatch((wrong as Record<string, RegExp>)[type] ?? /no words/);
	}
});

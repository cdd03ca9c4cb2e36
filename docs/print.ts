/*
 * tsx docs/print.ts            writes the tables of README.md, docs/operators/problems.md and compose.yaml, and
 *                              workflows/*.json from the code
 * tsx docs/print.ts --check    fails when one of them is not what the code says now
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { PROBLEM_CODES, sentence, type ProblemCode } from '../core/problems';
import { CLASS_RULES } from '../core/sync/budget';
import type { Operation, System } from '../nodes/shared/system';
import { STORIES } from '../workflows/stories';
import { composeFile } from './compose';

const ROOT = resolve(__dirname, '..');
const README = 'README.md';
const PROBLEMS = 'docs/operators/problems.md';
const BUDGET = 'docs/operators/call-budget.md';

/** A table of a page stands between `<!-- table:NAME -->` and `<!-- /table:NAME -->`. */
export function withTable(text: string, name: string, table: string): string {
	const [begin, end] = [`<!-- table:${name} -->`, `<!-- /table:${name} -->`];
	const [from, to] = [text.indexOf(begin), text.indexOf(end)];
	if (from < 0 || to < from) throw new Error(`There is no place for the table "${name}" (${begin} … ${end})`);
	return `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();

function tableOf(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

// ------------------------------------------------------------------ what each system supports

/** Every system, found by its folder. */
async function systems(): Promise<System[]> {
	const files = readdirSync(join(ROOT, 'nodes'))
		.map((folder) => join(ROOT, 'nodes', folder, 'system.ts'))
		.filter((file) => existsSync(file) && !file.includes(join('nodes', 'shared')));
	const modules = await Promise.all(files.map(async (file) => (await import(file)) as Record<string, unknown>));
	return modules
		.flatMap((exported) => Object.values(exported))
		.filter((each): each is System => typeof each === 'object' && each !== null && 'operations' in each)
		.sort((a, b) => a.label.localeCompare(b.label));
}

/** An operation, and what is special about it: a sweep, or a write that can be previewed. */
function operationWords(operation: Operation): string {
	const special = [
		operation.does === 'list' && operation.sweeps ? 'with Skip What Is Settled' : '',
		operation.does === 'write' || operation.does === 'call' ? 'with Preview Only' : '',
	].filter(Boolean);
	return special.length > 0 ? `${operation.operationName} (${special.join(', ')})` : operation.operationName;
}

/** One row a resource, one column a system. */
export function supportTable(list: readonly System[]): string {
	const resources = [...new Set(list.flatMap(({ operations }) => operations.map(({ resourceName }) => resourceName)))];
	// Connection concerns the account and not a record, so it comes last.
	const isAccount = (name: string) =>
		list.some(({ operations }) => operations.some((each) => each.resourceName === name && each.does === 'check'));
	resources.sort((a, b) => Number(isAccount(a)) - Number(isAccount(b)) || a.localeCompare(b));
	const row = (resource: string) => [
		resource,
		...list.map(
			({ operations }) =>
				operations
					.filter(({ resourceName }) => resourceName === resource)
					.map(operationWords)
					.join(', ') || '–',
		),
	];
	return tableOf(['', ...list.map(({ label }) => label)], resources.map(row));
}

// ------------------------------------------------------------------ the call budget

/** One row a class of calls, the first to be refused first. */
export function classesTable(): string {
	const rows = CLASS_RULES.map(({ words, share }) => [
		`${words.charAt(0).toUpperCase()}${words.slice(1)}`,
		share === undefined ? 'Never' : `${share} % of it is used`,
	]);
	return tableOf(['Calls for', 'Refused when'], rows);
}

// ------------------------------------------------------------------ templates

interface Template {
	readonly name: string;
	readonly nodes: ReadonlyArray<{
		readonly name: string;
		readonly type: string;
		readonly disabled?: boolean;
		readonly parameters: Readonly<Record<string, unknown>>;
	}>;
}

/** The text under the heading of a template's first note, up to its first blank line. */
function storyOf({ name, nodes }: Template): string {
	const note = nodes.find(({ type }) => type === 'n8n-nodes-base.stickyNote')?.parameters.content;
	const [heading = '', story = ''] = String(note ?? '').split('\n\n');
	if (!heading.startsWith('## ') || story === '')
		throw new Error(`The template "${name}" does not begin with a note that says what it does`);
	return story;
}

/** One row a file of workflows/: its name, what it does, what starts it. */
export function templatesTable(files: ReadonlyArray<readonly [file: string, template: Template]>): string {
	const rows = files.map(([file, template]) => [
		`[${template.name}](workflows/${file})`,
		storyOf(template),
		template.nodes
			.filter(({ type, disabled }) => /Trigger$/.test(type) && disabled !== true)
			.map(({ name }) => `*${name}*`)
			.join(', '),
	]);
	return tableOf(['Template', 'What it does', 'What starts it'], rows);
}

function templateFiles(): Array<readonly [string, Template]> {
	return Object.entries(STORIES)
		.map(([story, template]) => [`${story}.json`, template] as const)
		.sort(([a], [b]) => a.localeCompare(b));
}

// ------------------------------------------------------------------ problems

/** One example of everything a sentence can name. */
const EXAMPLE: Readonly<Record<string, string>> = {
	order: '#1001',
	record: 'order #1001',
	target: 'OGOship',
	system: 'OGOship',
	source: 'example.myshopify.com',
	reference: 'SHOP-1001',
};

const SHOP = 'Shopify Commerce';
const PARCEL = { kind: 'shipment', order: 'SHOP-1001', reference: '#1001', target: SHOP };
const PRODUCT = { kind: 'product', order: 'Green mug' };
/** A product of another system on its way into the shop. */
const LISTED = { kind: 'product', order: 'Felt cap', target: SHOP };
const INBOUND = { kind: 'inbound', order: 'PO-2026-118' };
const LEVEL = { record: 'MUG-GREEN', target: SHOP };
/** The books, and what is booked there. */
const BOOKS = { target: 'Unleashed Inventory', system: 'Unleashed Inventory' };
const CREDIT = { ...BOOKS, kind: 'refund', order: '#1001-R1' };
/** An order of another system on its way into the shop. */
const PLACED = { order: 'SO-4711', target: SHOP };

/** An order on its way into the books. */
const BOOKED = { target: 'Odoo' };

/** A payout on its way into the books. */
const PAID_OUT = { ...BOOKED, kind: 'payout', order: '90001', status: 'failed' };

/** Where the general example would be silent or wrong. */
const PARTICULAR: Partial<Record<ProblemCode, Readonly<Record<string, string>>>> = {
	ALREADY_THERE: { reference: '1001' },
	AMBIGUOUS: { record: 'order #1001, SKU MUG-GREEN', count: 'several', key: 'product code' },
	ADDRESS_MISSING: { fields: 'address1, city' },
	CANCEL_PART_LEFT: { reference: 'SHOP-1001-2' },
	CANCEL_TOO_LATE: { kind: 'cancellation', stage: 'Collecting', button: 'Request a cancellation' },
	CHARGE_PRODUCT_MISSING: { ...BOOKS, what: 'delivery', amount: '4.90', currency: 'EUR' },
	CHANGE_BY_HAND: { ...PLACED, what: 'MUG-GREEN 3 instead of 2' },
	COMPLETE_TOO_LATE: { ...BOOKS, stage: 'Deleted' },
	COUNTRY_INVALID: { country: 'ZZ' },
	EXCHANGE_RATE_MISSING: { ...BOOKS, currency: 'SEK', status: '400' },
	CURRENCY_DIFFERS: { ...PLACED, currency: 'SEK', wanted: 'EUR' },
	CUSTOMER_KEY_MISSING: { record: 'the customer C-100' },
	DISMISSED: { by: 'Helmi', reason: 'sent by hand' },
	DUPLICATE_MADE: { ...PLACED, number: '#2002', other: '#2001' },
	EDIT_NOT_ALLOWED: { status: '400', setting: 'in myOGO, Order Processing Options' },
	FIELD_INVALID: { field: 'currency', reason: 'must be three capital letters such as EUR' },
	FULFILLMENT_ELSEWHERE: { ...PARCEL, location: 'Outlet' },
	FULFILLMENT_HELD: { ...PARCEL, reason: 'awaiting payment' },
	FULFILLMENT_ORDER_MISSING: PARCEL,
	FULFILLMENT_SCHEDULED: { ...PARCEL, date: '2026-12-01' },
	HELD_NOT_SHIPPED: { ...PARCEL, status: 'pending' },
	HELD_RETURNED: PARCEL,
	HELD_UNPAID: { paymentStatus: 'pending' },
	ID_MISSING: { kind: 'order', given: 'abc' },
	INBOUND_EXISTS: { ...INBOUND, fields: 'supplier' },
	INTERNAL: { fault: 'TypeError', place: 'Send to OGOship' },
	JOURNAL_MISSING: { ...BOOKED, kind: 'payment', method: 'gift_card' },
	KEY_MISSING: { record: 'MUG-GREEN', key: 'barcode' },
	LEVEL_REFUSED: { ...LEVEL, answer: 'NON_MUTABLE_INVENTORY_ITEM' },
	LINES_TOO_MANY: { ...PLACED, count: '312', most: '250' },
	LINE_PRODUCT_MISSING: { ...BOOKED, line: 'Tips' },
	LINES_UNMATCHED: { ...PARCEL, skus: 'MUG-GREEN' },
	LOCATION_UNMAPPED: { record: 'MUG-GREEN', location: 'Outlet' },
	NOT_COUNTED: { record: 'WORKSHOP-SEAT', target: SHOP },
	NOT_IN_SHOP: LEVEL,
	NOT_STOCKED: LEVEL,
	NOT_CONFIRMED: { ...BOOKED, number: 'S00042' },
	NOT_VISIBLE: BOOKED,
	ORDER_CANCELLED: PARCEL,
	NOTHING_TO_COMPLETE: BOOKS,
	ORDER_CUSTOMER_MISSING: BOOKS,
	ORDER_EMPTY: BOOKS,
	ORDER_NOT_FOUND: { ...PARCEL, hiddenAfterDays: '60' },
	PARTLY_REFUSED: { ...PRODUCT, skus: 'MUG-GREEN', status: '400' },
	QUANTITY_EXCEEDS: { ...PARCEL, sku: 'MUG-GREEN', quantity: '3', open: '2', ordered: '2', shipped: '0' },
	QUANTITY_INVALID: { ...INBOUND, quantity: '0', sku: 'MUG-GREEN', most: '1000000' },
	PAYOUT_FAILED: PAID_OUT,
	PAYOUT_NOT_PAID: { ...PAID_OUT, status: 'scheduled' },
	REFUND_IN_ORDER: CREDIT,
	REFUND_EXCHANGED: { ...CREDIT, what: '49.60 EUR came back, 24.80 EUR was refunded' },
	REFUND_UNCLEAR: { ...CREDIT, what: '20.00 EUR refunded, 12.50 EUR still billed' },
	REFUND_WAITS: CREDIT,
	REFUSED: { status: '400' },
	RIGHT_MISSING: { ...BOOKED, model: 'res.partner', groups: 'Contact/Creation' },
	SETUP_ACCOUNT: { reason: 'Merchant ID is missing' },
	SETUP_ADDRESS: { reason: 'it does not begin with https://' },
	SETUP_ALLOWANCE: { ...BOOKS, field: 'Monthly Call Allowance', reason: 'it must be a whole number above 0' },
	SETUP_BUDGET: {
		...{ ...BOOKS, account: 'unleashed:00000000-0000-0000-0000-000000000000' },
		...{ used: '8075', allowance: '10000', forecast: '12300' },
		...{ what: 'stock', until: '2026-12-01 00:00 UTC' },
	},
	SETUP_BRAKE: { why: 'toZero', count: '25', of: '60', percent: '20' },
	SETUP_CREDENTIAL: { status: '401' },
	SETUP_LEDGER: { reason: 'its file may not be written to' },
	SETUP_LOCATION_MAP: { reason: '"Main" and "Outlet" both lead to the same location' },
	SETUP_MODULE: { system: 'Odoo', model: 'stock.picking' },
	SETUP_ORDER_FIELD: { system: SHOP, reason: 'it is of the type single_line_text_field' },
	SETUP_OTHER_CONNECTOR: { reference: '1001' },
	SETUP_PARAMETER: { name: 'Reference Prefix', reason: 'only letters, digits, - and _ can be in it, 20 at most' },
	SETUP_QUOTA: BOOKS,
	SETUP_ROUTE: { routes: 'no node of this package that writes comes after this one' },
	SETUP_SCOPES: { system: SHOP, operation: 'Order: Get Many', scopes: 'read_orders' },
	SETUP_SERVICE: { status: '503' },
	SETUP_SIDE_MISSING: { input: 'Input 2', reason: 'no summary of the reading arrived with its 120 items' },
	SETUP_WEBHOOK: { system: SHOP, topic: 'orders/paid', reason: 'it refused uri' },
	SETUP_WEBHOOK_ADDRESS: { system: SHOP, reason: 'localhost is this machine itself' },
	SETUP_WEBHOOK_SECRET: { system: SHOP, field: 'Client Secret' },
	OPTIONS_DIFFER: { ...LISTED, count: '2', there: 'Colour', wanted: 'Colour, Size' },
	PRODUCT_SHARED: { ...LISTED, number: 'Cap' },
	SHARED_KEY: { kind: 'customer', order: 'C-100', by: 'C-101', target: SHOP },
	SHIPPING_CODE_MISSING: { method: 'Express delivery' },
	SKU_MISSING: { line: 'Blue mug' },
	STATUS_NOT_SET: { ...BOOKS, wanted: 'Placed', status: '400' },
	STAGE_LOCKED: { stage: 'Collecting' },
	STATUS_UNKNOWN: { field: 'paymentStatus', word: 'SOMETHING_NEW' },
	STOCK_MISSING: PLACED,
	STOCK_MOVED: LEVEL,
	TAX_CODE_MISSING: { ...BOOKS, rate: '15 %' },
	TAX_UNMAPPED: { ...BOOKED, rate: '25.5 %', prices: 'with tax' },
	TARGET_MISSING: { number: 'SHOP-1001' },
	STILL_LEAVES: { stage: 'New' },
	TOTALS_DIFFER: { computed: '48.00', expected: '49.60', currency: 'EUR', difference: '1.60' },
	UNKNOWN_SKU: { skus: 'MUG-GREEN' },
	VARIANTS_WITHOUT_SKU: PRODUCT,
	WEBHOOK_UNREADABLE: { system: SHOP, topic: 'orders/paid' },
	WRONG_KIND: { kind: 'stockLevel', wanted: 'order' },
};

const GROUPS: ReadonlyArray<readonly [heading: string, about: string, belongs: (code: string) => boolean]> = [
	[
		'A record could not go through',
		'The other records of the run are not touched by it.',
		(code) => !/^(HELD_|SETUP_|INTERNAL$)/.test(code),
	],
	[
		'Held back',
		'Nobody’s fault. The item is on the success output with the outcome `skipped` and this reason, and the record is looked at again with every sweep.',
		(code) => code.startsWith('HELD_'),
	],
	[
		'Set-up',
		'Concerns the whole run. Items not answered yet end on the error output with it; the templates end such a run in red.',
		(code) => /^(SETUP_|INTERNAL$)/.test(code),
	],
];

function problemSection(code: ProblemCode): string {
	const { message, description } = sentence({ code, params: { ...EXAMPLE, ...PARTICULAR[code] } });
	return `### ${code}\n\n${message}\n\n_What to do:_ ${description}`;
}

/** Every problem code with its two sentences, for one example record. */
export function problemsPage(): string {
	const sections = GROUPS.map(([heading, about, belongs]) =>
		[`## ${heading}`, about, ...PROBLEM_CODES.filter(belongs).map(problemSection)].join('\n\n'),
	);
	return [
		'# Problems, and what to do',
		'<!-- Written by docs/print.ts from core/problems.ts; changes here are lost. -->',
		'Every problem has a code and two sentences: what happened to which record, and what to do. Here they stand as they read for one example each: order #1001 and the reference SHOP-1001 it has at OGOship, its parcel on the way back to the shop, the stock of MUG-GREEN. How problems are shown, repeated and closed is in the [README](../../README.md#reading-a-problem).',
		'Some codes are shown as the reason of a `skipped` item rather than on the error output: IN_PROGRESS, TWICE_IN_RUN, OLDER_READING, DISMISSED, ALREADY_THERE, NOTHING_TO_CANCEL, STOCK_MOVED, NOT_IN_SHOP (unless *Products Missing Here* says otherwise), NOT_COUNTED, NOT_STOCKED, and any problem that people were told of already.',
		...sections,
	].join('\n\n');
}

// ------------------------------------------------------------------ files

const printed = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

async function pages(): Promise<Array<readonly [path: string, text: string]>> {
	const readme = readFileSync(join(ROOT, README), 'utf8');
	const supported = withTable(readme, 'support', supportTable(await systems()));
	const stories = templateFiles().map(([file, template]) => [`workflows/${file}`, printed(template)] as const);
	return [
		...stories,
		[README, withTable(supported, 'templates', templatesTable(templateFiles()))],
		[PROBLEMS, `${problemsPage()}\n`],
		[BUDGET, withTable(readFileSync(join(ROOT, BUDGET), 'utf8'), 'classes', classesTable())],
		['docs/operators/compose.yaml', composeFile()],
	];
}

async function main(check: boolean): Promise<number> {
	const stale = (await pages()).filter(
		([path, text]) => !existsSync(join(ROOT, path)) || readFileSync(join(ROOT, path), 'utf8') !== text,
	);
	if (!check) for (const [path, text] of stale) writeFileSync(join(ROOT, path), text);
	const words = check ? 'is not what the code says; run: npx tsx docs/print.ts' : 'written';
	for (const [path] of stale) process.stdout.write(`${path} ${words}\n`);
	return check && stale.length > 0 ? 1 : 0;
}

if (require.main === module) {
	main(process.argv.includes('--check')).then(
		(code) => (process.exitCode = code),
		(error: unknown) => {
			process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
			process.exitCode = 1;
		},
	);
}

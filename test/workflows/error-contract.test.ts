import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { credentialsFor, ROOT } from '../../sandbox/bridge';
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

const FORM = { formTitle: 'Start', formFields: { values: [{ fieldLabel: 'Anything' }] } };

interface Operation {
	readonly type: 'shopify' | 'ogoship' | 'ledger';
	readonly parameters: Record<string, unknown>;
}

const SEND = {
	resource: 'order',
	operation: 'upsert',
	forwardFrom: '2026-01-01T00:00:00.000Z',
	referencePrefix: 'SHOP-',
	deliveryMethods: { method: [{ method: 'home_fi', code: 'home_fi' }] },
	orderOptions: { otherShippingCode: 'home_fi' },
};

/** Every operation of the package. */
const OPERATIONS: Record<string, Operation> = {
	'Shopify Order: Get': { type: 'shopify', parameters: { resource: 'order', operation: 'get' } },
	'Shopify Order: Get Many': { type: 'shopify', parameters: { resource: 'order', operation: 'getAll', filters: {} } },
	'Shopify sweep': {
		type: 'shopify',
		parameters: { resource: 'order', operation: 'getAll', skipSettled: true, settledFor: 'ogoship', filters: {} },
	},
	'Shopify Check Connection': { type: 'shopify', parameters: { resource: 'connection', operation: 'check' } },
	'OGOship Order: Create or Update': { type: 'ogoship', parameters: SEND },
	'OGOship preview': { type: 'ogoship', parameters: { ...SEND, previewOnly: true } },
	'OGOship without ledger': { type: 'ogoship', parameters: { ...SEND, ledger: 'off' } },
	'OGOship Order: Get Many': { type: 'ogoship', parameters: { resource: 'order', operation: 'getAll', filters: {} } },
	'OGOship Check Connection': { type: 'ogoship', parameters: { resource: 'connection', operation: 'check' } },
	'Ledger: Get Problems': { type: 'ledger', parameters: { operation: 'getProblems', filters: {} } },
	'Ledger: Get Due': { type: 'ledger', parameters: { operation: 'getDue', filters: {} } },
	'Ledger: Retry': { type: 'ledger', parameters: { operation: 'retry', filters: {} } },
	'Ledger: Dismiss': {
		type: 'ledger',
		parameters: { operation: 'dismiss', by: 'Olive Owner', reason: 'a test', filters: {} },
	},
};
const named = (words: RegExp) => Object.keys(OPERATIONS).filter((name) => words.test(name));

let standing: Standing;
let orders: Item[];

function chain({ type, parameters }: Operation, onError: Mode): Record<string, unknown> {
	const credentials = type === 'shopify' ? SHOP : type === 'ogoship' ? WAREHOUSE : undefined;
	const node = (name: string, nodeType: string, x: number, more: object = {}) => ({
		id: name,
		name,
		type: nodeType,
		typeVersion: 1,
		position: [x, 0],
		parameters: {},
		...more,
	});
	const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
	return {
		name: `${type} ${onError}`,
		settings: { executionOrder: 'v1' },
		nodes: [
			// A form takes the items it is started with; the manual trigger always puts out one empty item.
			node('Start', 'n8n-nodes-base.formTrigger', 0, { typeVersion: 2.2, webhookId: 'start', parameters: FORM }),
			node('Operation', `n8n-nodes-commerce-bridge.${type}`, 200, { parameters, credentials, onError }),
			node('Success', 'n8n-nodes-base.noOp', 400),
			node('Failure', 'n8n-nodes-base.noOp', 600),
		],
		connections: { Start: { main: [to('Operation')] }, Operation: { main: [to('Success'), to('Failure')] } },
	};
}

async function run(operation: Operation, mode: Mode): Promise<Execution> {
	const { id } = await standing.api.importWorkflow(chain(operation, mode));
	return await standing.api.run(id, 'Start', { items: orders });
}

const isProblem = (item: Item): boolean => typeof item.error === 'object' && item.error !== null;
const codesOf = (items: readonly Item[]) => new Set(items.map((item) => (item.error as { code: string }).code));
const writes = () =>
	standing.sandboxes
		.of('ogoship')
		.journal()
		.filter(({ method, operation }) => method !== 'GET' && operation !== 'token');

/** What must hold in each mode when a run ended for `code`. */
async function holds(operation: Operation, mode: Mode, code: string): Promise<void> {
	const execution = await run(operation, mode);
	expect(writes()).toEqual([]);
	const reached = itemsOf(execution, 'Success');
	expect(reached.filter((item) => !isProblem(item))).toEqual([]);
	if (mode === 'stopWorkflow') {
		expect(execution.status).toBe('error');
		expect(execution.runData.Success).toBeUndefined();
		expect(execution.error?.message).not.toMatch(/undefined|\[object|null/);
		return;
	}
	expect(execution.status).toBe('success');
	const problems = mode === 'continueRegularOutput' ? reached : itemsOf(execution, 'Failure');
	if (mode === 'continueErrorOutput') expect(reached).toEqual([]);
	expect(problems).toHaveLength(orders.length);
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
	writeFileSync(core, plant(plant(text, /async send\(request\) \{/), /function filterOf\(context, item\) \{/));
	return folder;
}

beforeAll(async () => {
	standing = await Standing.up();
	const { api } = standing;
	const read = await api.importWorkflow(chain(OPERATIONS['Shopify Order: Get Many']!, 'stopWorkflow'));
	orders = itemsOf(await api.run(read.id, 'Start', { items: [{}] }), 'Operation').slice(0, 3);
	expect(orders).toHaveLength(3);
});

afterAll(async () => {
	await standing.down();
});

const EVERY_MODE = (names: string[]) => names.flatMap((name) => MODES.map((mode) => [name, mode] as const));

it.each(EVERY_MODE(named(/^OGOship (Order: Create|preview|without)/)))(
	'%s with an empty delivery map, %s',
	async (name, mode) => {
		const { type, parameters } = OPERATIONS[name]!;
		await holds(
			{ type, parameters: { ...parameters, deliveryMethods: {}, orderOptions: {} } },
			mode,
			'SETUP_SHIPPING_MAP',
		);
	},
);

describe('with a wrong key', () => {
	beforeAll(async () => {
		for (const { type, data } of credentialsFor(standing.sandboxes)) {
			const secret = type === 'ogoshipApi' ? { secretToken: 'wrong' } : { clientSecret: 'wrong' };
			await standing.api.createCredential(type, 'Wrong key', { ...data, ...secret });
		}
	});

	it.each(EVERY_MODE(named(/^(Shopify|OGOship)/)))('%s, %s', async (name, mode) => {
		SHOP.shopifyCommerceApi.name = 'Wrong key';
		WAREHOUSE.ogoshipApi.name = 'Wrong key';
		await holds(OPERATIONS[name]!, mode, 'SETUP_CREDENTIAL');
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

	it.each(EVERY_MODE(Object.keys(OPERATIONS)))('%s, %s', async (name, mode) => {
		await holds(OPERATIONS[name]!, mode, 'INTERNAL');
	});
});

/** @jest-environment ./test/support/jest-environment.js */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type * as LedgerModule from '../../ledger';
import ogoshipSandbox from '../../nodes/Ogoship/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { builtModule, ledgerFile, outside } from '../support/engine';
import { openTrigger, type TriggerInput, type TriggerNode } from '../support/triggers';

/*
 * A polling trigger over the imitated warehouse: what it puts out, and what it does not put out again.
 */

const SEED = demoData(new Date().toISOString());
const SKU = SEED.products.find(({ atWarehouse }) => atWarehouse)!.sku;
const SHOP = 'shopify:example.myshopify.com';
const TO_SHOP = [
	{ type: 'ogoship', parameters: { resource: 'shipment', operation: 'get' } },
	{ type: 'shopify', parameters: { resource: 'shipment', operation: 'upsert' } },
];

let warehouse: RunningSandbox;
let folder: string;
let keys: ICredentialDataDecryptedObject;
const opened: TriggerNode[] = [];

beforeEach(async () => {
	warehouse = await serve(ogoshipSandbox, { seed: SEED });
	folder = mkdtempSync(join(tmpdir(), 'poll-'));
	// n8n tells a trigger no storage folder; this is the variable by which n8n itself finds it.
	outside.process.env.N8N_USER_FOLDER = folder;
	const { id: merchantId, secretToken, clientId, clientSecret } = SEED.merchant;
	const address = { apiAddress: warehouse.url, signInAddress: warehouse.url };
	keys = { merchantId, secretToken, clientId, clientSecret, ...address };
});

afterEach(async () => {
	await Promise.all(opened.splice(0).map(async (trigger) => await trigger.close()));
	await warehouse.close();
	rmSync(folder, { recursive: true, force: true });
});

async function open(parameters: IDataObject, more: Partial<TriggerInput> = {}): Promise<TriggerNode> {
	const trigger = await openTrigger({
		type: 'ogoshipPollTrigger',
		// The seed has orders that another connector made.
		parameters: { referencePrefix: 'SHOP-', ...parameters },
		credentials: { ogoshipApi: keys },
		next: TO_SHOP,
		...more,
	});
	opened.push(trigger);
	return trigger;
}

/** Orders that were shipped, by reference, each a minute after the one before. */
async function shipped(...references: string[]): Promise<void> {
	for (const reference of references) {
		warehouse.advanceClock(60_000);
		await warehouse.change('addOrder', { reference, status: 'New', orderLines: [{ code: SKU, quantity: 1 }] });
		await warehouse.change('ship', { reference, trackingNumber: `JJFI${reference.replace(/\D/g, '')}` });
	}
}

/** As if the write after the trigger had settled these items. */
async function settle(items: readonly IDataObject[]): Promise<void> {
	const { openSqliteLedger } = builtModule<typeof LedgerModule>('ledger.js');
	const ledger = await openSqliteLedger({ path: ledgerFile(join(folder, '.n8n')) });
	const route = `ogoship:${SEED.merchant.id.toLowerCase()}>${SHOP}`;
	const requests = items.map(({ origin, delivery }) => ({
		sourceKey: String((origin as IDataObject).id),
		documentKey: String((origin as IDataObject).id),
		revision: String((delivery as IDataObject).triggeredAt),
		sourceUpdatedAt: String((delivery as IDataObject).triggeredAt),
	}));
	const claims = await ledger.claim(route, 'shipment', requests, { holder: 'test', leaseMs: 60_000 });
	await ledger.settle(
		claims.map((claim) => ({ token: 'token' in claim ? claim.token : '', state: 'done' as const, event: 'created' })),
	);
	await ledger.close();
}

const numbers = (items: readonly IDataObject[] | null) =>
	(items ?? []).map(({ origin }) => String((origin as IDataObject).number)).sort();

// ------------------------------------------------------------------ with the ledger

it('puts out shipped orders until the write after it has settled them, and again when they change', async () => {
	await shipped('SHOP-1', 'SHOP-2', 'SHOP-3');
	await warehouse.change('addOrder', { reference: 'SHOP-4', status: 'New', orderLines: [{ code: SKU, quantity: 1 }] });
	const trigger = await open({ events: ['orderShipped'] });
	const first = await trigger.poll();
	expect(numbers(first)).toEqual(['SHOP-1', 'SHOP-2', 'SHOP-3']);
	expect(first![0]).toEqual({
		kind: 'shipment',
		origin: {
			system: 'ogoship',
			account: SEED.merchant.id.toLowerCase(),
			id: expect.any(String) as string,
			number: expect.stringMatching(/^SHOP-/) as string,
			seenAt: expect.any(String) as string,
		},
		delivery: {
			id: expect.stringMatching(/@\d{4}-.*Z$/) as string,
			topic: 'poll',
			triggeredAt: expect.stringMatching(/Z$/) as string,
		},
	});
	await settle(first!.filter(({ origin }) => (origin as IDataObject).number !== 'SHOP-2'));
	expect(numbers(await trigger.poll())).toEqual(['SHOP-2']);
	warehouse.advanceClock(60_000);
	await warehouse.change('correctTracking', { reference: 'SHOP-1', trackingNumber: 'JJFI9' });
	const third = await trigger.poll();
	expect(numbers(third)).toEqual(['SHOP-1', 'SHOP-2']);
	await settle(third!);
	expect(await trigger.poll()).toBeNull();
	expect(trigger.staticData).toEqual({});
});

it('asks where the records go when that is not clear, in plain words', async () => {
	const lost = await open({ events: ['orderShipped'] }, { next: [] });
	await expect(lost.poll()).rejects.toThrow(/not clear where the records .* go: no node .*Enter the system/);
	await shipped('SHOP-1');
	const named = await open({ events: ['orderShipped'], settledFor: 'shopify' }, { next: [] });
	expect(numbers(await named.poll())).toEqual(['SHOP-1']);
});

it('leaves out other references than those of the prefix', async () => {
	await shipped('SHOP-1', 'OTHER-1');
	const trigger = await open({ events: ['orderShipped'] });
	expect(numbers(await trigger.poll())).toEqual(['SHOP-1']);
	const all = await open({ events: ['orderShipped'], referencePrefix: '' });
	expect(numbers(await all.poll())).toEqual(expect.arrayContaining(['OTHER-1', 'SHOP-1']));
});

// ------------------------------------------------------------------ without it

it('puts out what changed since the last poll, across restarts, when there is no ledger', async () => {
	await shipped('SHOP-1', 'SHOP-2');
	const trigger = await open({ events: ['orderShipped'], ledger: 'off' });
	expect(numbers(await trigger.poll())).toEqual(['SHOP-1', 'SHOP-2']);
	expect(await trigger.poll()).toBeNull();
	const again = await open({ events: ['orderShipped'], ledger: 'off' });
	Object.assign(again.staticData, JSON.parse(JSON.stringify(trigger.staticData)));
	await shipped('SHOP-3');
	expect(numbers(await again.poll())).toEqual(['SHOP-3']);
	expect(await again.poll()).toBeNull();
	warehouse.advanceClock(60 * 60_000);
	await warehouse.change('correctTracking', { reference: 'SHOP-1', trackingNumber: 'JJFI9' });
	expect(numbers(await again.poll())).toEqual(['SHOP-1']);
	expect(await again.poll()).toBeNull();
	expect(JSON.stringify(again.staticData).length).toBeLessThan(1_000);
});

it('puts out changed stock by its own note even with the ledger, and only what changed', async () => {
	const trigger = await open({ events: ['stockChanged'], lookBackDays: 1 });
	await trigger.poll();
	warehouse.advanceClock(60_000);
	await warehouse.change('setStock', { sku: SKU, stock: 77 });
	const items = await trigger.poll();
	expect(items).toMatchObject([{ kind: 'stockLevel', origin: { id: SKU, number: SKU } }]);
	expect(await trigger.poll()).toBeNull();
});

it('hands a long list on in parts, nothing lost and nothing twice', async () => {
	await warehouse.change('fillStock', { count: 600 });
	const trigger = await open({ events: ['stockChanged'] });
	const seen: string[] = [];
	for (let polls = 0; polls < 10; polls++) {
		const items = await trigger.poll();
		if (items === null) break;
		expect(items.length).toBeLessThanOrEqual(250);
		seen.push(...numbers(items));
	}
	const bulk = seen.filter((number) => number.startsWith('BULK-'));
	expect(bulk).toHaveLength(600);
	expect(new Set(seen).size).toBe(seen.length);
});

it('reads on from the same place when n8n’s time for a poll runs out', async () => {
	await warehouse.change('fillStock', { count: 600 });
	const hurried = await open({ events: ['stockChanged'] }, { pollBudgetMs: -1 });
	const first = await hurried.poll();
	expect(first!.length).toBeLessThanOrEqual(250);
	const calm = await open({ events: ['stockChanged'] });
	Object.assign(calm.staticData, JSON.parse(JSON.stringify(hurried.staticData)));
	const rest: string[] = [];
	for (let items = await calm.poll(); items !== null; items = await calm.poll()) rest.push(...numbers(items));
	const all = [...numbers(first), ...rest];
	expect(all.filter((number) => number.startsWith('BULK-'))).toHaveLength(600);
	expect(new Set(all).size).toBe(all.length);
});

// ------------------------------------------------------------------ by hand, and when it goes wrong

it('loses nothing of one event when another cannot be read', async () => {
	await shipped('SHOP-1');
	const trigger = await open({ events: ['orderShipped', 'stockChanged'], ledger: 'off' });
	warehouse.addFault({ kind: 'serverError', operation: 'stockList', times: 30 });
	await expect(trigger.poll()).rejects.toThrow('OGOship');
	expect(trigger.staticData).toEqual({});
	warehouse.clearFaults();
	expect(numbers(await trigger.poll())).toContain('SHOP-1');
});

it('shows one record when it is run by hand, and remembers nothing of it', async () => {
	await shipped('SHOP-1', 'SHOP-2');
	for (const ledger of ['builtIn', 'off']) {
		const trigger = await open({ events: ['orderShipped'], ledger });
		expect(await trigger.poll('manual')).toHaveLength(1);
		expect(trigger.staticData).toEqual({});
		expect(numbers(await trigger.poll())).toEqual(['SHOP-1', 'SHOP-2']);
	}
});

it('says what is wrong in plain words, with what to do', async () => {
	await expect((await open({ events: [] })).poll()).rejects.toThrow(/no event is chosen.*Correct "Events"/);
	await expect((await open({ events: ['orderShipped'] }, { credentials: {} })).poll()).rejects.toThrow(
		/No OGOship credential is chosen/,
	);
	keys.clientSecret = 'wrong';
	await expect((await open({ events: ['orderShipped'], ledger: 'off' })).poll()).rejects.toThrow(
		/OGOship refused the sign-in.*enter the keys again/,
	);
});

it('refuses the built-in ledger where several processes of n8n share the work', async () => {
	outside.process.env.EXECUTIONS_MODE = 'queue';
	try {
		await expect((await open({ events: ['orderShipped'] })).poll()).rejects.toThrow(
			/several workers.*Set Ledger to PostgreSQL/,
		);
	} finally {
		delete outside.process.env.EXECUTIONS_MODE;
	}
});

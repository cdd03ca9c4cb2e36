/** @jest-environment ./test/support/jest-environment.js */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import omniengineSandbox from '../../nodes/OmniEngine/sandbox';
import shopdeskSandbox from '../../nodes/ShopDesk/sandbox';
import { demoData } from '../../sandbox/demo-data';
import type { SandboxDefinition } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { outside } from '../support/engine';
import { openTrigger, type TriggerNode } from '../support/triggers';

/*
 * The polling triggers of OmniEngine and ShopDesk over their sandboxes.
 */

const MINUTE_MS = 60_000;

let sandbox: RunningSandbox;
let folder: string;
let trigger: TriggerNode | undefined;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'omnichannel-poll-'));
	// n8n tells a trigger no storage folder; this is the variable by which n8n itself finds it.
	outside.process.env.N8N_USER_FOLDER = folder;
});

afterEach(async () => {
	await trigger?.close();
	trigger = undefined;
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
});

async function open<S>(
	definition: SandboxDefinition<S>,
	type: string,
	parameters: IDataObject,
	options: Record<string, string> = {},
): Promise<TriggerNode> {
	sandbox = await serve(definition, { seed: demoData(new Date().toISOString()), options });
	const { type: credential, data } = sandbox.credential();
	const keys = { ...data, ...(options.contract ? { contract: options.contract, storeId: '45' } : {}) };
	trigger = await openTrigger({
		type,
		parameters: { ledger: 'off', ...parameters },
		credentials: { [credential]: keys },
		next: [{ type: 'shopify' }],
	});
	return trigger;
}

const ids = (items: readonly IDataObject[] | null) =>
	(items ?? []).map(({ origin }) => String((origin as IDataObject).id)).sort();
const numbers = (items: readonly IDataObject[] | null) =>
	(items ?? []).map(({ origin }) => (origin as IDataObject).number);

const omniEngine = async (parameters: IDataObject) =>
	await open(omniengineSandbox, 'omniEnginePollTrigger', parameters);
const shopDesk = async (parameters: IDataObject, contract: string) =>
	await open(shopdeskSandbox, 'shopDeskPollTrigger', parameters, { contract });

it('tells which orders have reached a tab of OmniEngine, each once', async () => {
	const listens = await omniEngine({ events: ['courier_booking'] });
	const first = await listens.poll();
	expect(ids(first)).toEqual(['900127']);
	expect(first![0]).toMatchObject({
		kind: 'order',
		origin: { system: 'omniEngine', account: 'acme-77' },
		delivery: { topic: 'poll', id: expect.stringMatching(/^900127@\d{4}-/) as string },
	});
	expect(await listens.poll()).toBeNull();
	sandbox.advanceClock(10 * MINUTE_MS);
	await sandbox.change('sdInvoiced', { order: '900124', invoice: 'INV-000980' });
	expect(ids(await listens.poll())).toEqual(['900124']);
	expect(await listens.poll()).toBeNull();
});

it('listens to several tabs of OmniEngine at once, and to no other', async () => {
	const listens = await omniEngine({ events: ['pending', 'awaiting_approval'] });
	expect(ids(await listens.poll())).toEqual(['900123', '900124', '900125', '900126']);
	sandbox.advanceClock(10 * MINUTE_MS);
	await sandbox.change('setStatus', { order: '900125', status: 'cancelled' });
	expect(await listens.poll()).toBeNull();
});

it('puts out what the ledger does not know as settled, until it is', async () => {
	const listens = await omniEngine({ events: ['courier_booking'], ledger: 'builtIn' });
	expect(ids(await listens.poll())).toEqual(['900127']);
	expect(ids(await listens.poll())).toEqual(['900127']);
	expect(listens.staticData).toEqual({});
});

const LINE = { sku: 'MUG-BLUE', quantity: 1, list_price: 24.8, sale_price: 24.8 };
const fallsIn = async (reference: string) =>
	await sandbox.change('addOrder', { reference_id: reference, order_number: `#${reference}`, products: [LINE] });

it.each(['assumed', 'legacy'])(
	'tells under %s which orders of ShopDesk fell in and which were invoiced',
	async (contract) => {
		const listens = await shopDesk({ events: ['orderChanged'] }, contract);
		await fallsIn('7001');
		await fallsIn('7002');
		expect(numbers(await listens.poll()).sort()).toEqual(['#7001', '#7002']);
		expect(await listens.poll()).toBeNull();
		sandbox.advanceClock(10 * MINUTE_MS);
		await sandbox.change('invoice', { reference: '7002' });
		expect(ids(await listens.poll())).toEqual(['2728']);
		expect(await listens.poll()).toBeNull();
	},
);

it.each(['assumed', 'documented'])('tells under %s which invoices of ShopDesk were made', async (contract) => {
	const listens = await shopDesk({ events: ['invoiceMade'] }, contract);
	await fallsIn('7001');
	expect(await listens.poll()).toBeNull();
	await sandbox.change('invoice', { reference: '7001' });
	const items = await listens.poll();
	expect(items).toMatchObject([{ kind: 'invoice', origin: { number: 'INV-000980' } }]);
	expect(await listens.poll()).toBeNull();
});

it('says in plain words that a contract has no such list', async () => {
	const listens = await shopDesk({ events: ['orderChanged'] }, 'documented');
	await expect(listens.poll()).rejects.toThrow(/ShopDesk.*contract/i);
});

/** @jest-environment ./test/support/jest-environment.js */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import leNewBlackSandbox from '../../nodes/LeNewBlack/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { outside, skipWaits } from '../support/engine';
import { openTrigger, type TriggerNode } from '../support/triggers';

/*
 * The polling trigger of Le New Black over its sandbox.
 */

const MINUTE_MS = 60_000;

let sandbox: RunningSandbox;
let folder: string;
let trigger: TriggerNode;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lenewblack-poll-'));
	// n8n tells a trigger no storage folder; this is the variable by which n8n itself finds it.
	outside.process.env.N8N_USER_FOLDER = folder;
	sandbox = await serve(leNewBlackSandbox, { seed: demoData(new Date().toISOString()) });
	trigger = await openTrigger({
		type: 'leNewBlackPollTrigger',
		parameters: { events: ['orderChanged'], ledger: 'off' },
		credentials: { leNewBlackApi: { ...sandbox.credential().data } },
		next: [{ type: 'shopify' }],
	});
});

afterEach(async () => {
	await trigger.close();
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
});

const ids = (items: readonly IDataObject[] | null) =>
	(items ?? []).map(({ origin }) => String((origin as IDataObject).id)).sort();

it('tells which orders changed, each once, and again when they change again', async () => {
	const first = await trigger.poll();
	expect(ids(first)).toEqual(expect.arrayContaining(['104512', '104513', '104517']));
	expect(first![0]).toEqual({
		kind: 'order',
		origin: {
			...{ system: 'leNewBlack', account: 'demo-brand-client', id: expect.stringMatching(/^\d+$/) as string },
			...{ number: expect.any(String) as string, seenAt: expect.any(String) as string },
		},
		delivery: {
			id: expect.stringMatching(/^\d+@\d{4}-/) as string,
			...{ topic: 'poll', triggeredAt: expect.stringMatching(/Z$/) as string },
		},
	});
	expect(await trigger.poll()).toBeNull();
	sandbox.advanceClock(10 * MINUTE_MS);
	await sandbox.change('setOrderStatus', { reference: '104517', status: 'invoicing' });
	expect(ids(await trigger.poll())).toEqual(['104517']);
	expect(await trigger.poll()).toBeNull();
});

it('asks by the time of change, and leaves out nothing that a failed poll did not bring', async () => {
	await trigger.poll();
	sandbox.advanceClock(10 * MINUTE_MS);
	await sandbox.change('setOrderStatus', { reference: '104518', status: 'open_for_buyer' });
	sandbox.addFault({ kind: 'unavailable', operation: 'ordersList', times: 30 });
	const resumeWaits = skipWaits((ms) => sandbox.advanceClock(ms));
	await expect(trigger.poll()).rejects.toThrow();
	resumeWaits();
	sandbox.clearFaults();
	const before = sandbox.journal().length;
	expect(ids(await trigger.poll())).toEqual(['104518']);
	const [asked] = sandbox.journal().slice(before);
	expect(asked).toMatchObject({ operation: 'ordersList' });
	expect(JSON.stringify(asked)).toContain('update_time_from');
});

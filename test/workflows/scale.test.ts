import { readFileSync } from 'node:fs';

import { demoData } from '../../sandbox/demo-data';
import type { JournalEntry } from '../../sandbox/kit';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import { manyOrders } from '../support/many-orders';
import { ORDERS, Standing, STOCK } from '../support/standing';

jest.setTimeout(20 * 60_000);

/*
 * Sizes at which a careless connector breaks: counted in calls, not in seconds. What n8n's process needed at most is
 * printed, not judged.
 */

const HOUR_MS = 60 * 60_000;

let standing: Standing;

afterEach(async () => {
	await standing.down();
});

const outcomes = (execution: Execution, node: string) => {
	const counts: Record<string, number> = {};
	for (const { outcome } of itemsOf(execution, node) as Array<{ outcome?: string }>)
		counts[outcome ?? ''] = (counts[outcome ?? ''] ?? 0) + 1;
	return counts;
};
const since = (system: string, seq: number): JournalEntry[] => standing.sandboxes.of(system).journal(seq);
const lastSeq = (system: string) => standing.sandboxes.of(system).journal().at(-1)?.seq ?? 0;
const called = (entries: readonly JournalEntry[], operation: string) =>
	entries.filter((entry) => entry.operation === operation && entry.accepted);

/** The most memory n8n's process held so far. */
function reportPeak(what: string): void {
	const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${standing.server.pid}/status`, 'utf8'))?.[1];
	process.stdout.write(`      peak memory of n8n after ${what}: ${Math.round(Number(peak) / 1024)} MB\n`);
}

it('sends 3,000 orders with one POST each, and then asks only for what is new', async () => {
	const data = demoData(new Date().toISOString());
	standing = await Standing.up({
		data: { ...data, orders: manyOrders(3000, 5001, data) },
		// A shop with so many orders; on the smallest plan the same sweep waits for its points most of the time.
		options: { shopify: { plan: 'plus' } },
	});
	const { id } = await standing.import(ORDERS);
	const first = await standing.api.run(id, 'Start by Hand', { timeoutMs: 15 * 60_000 });
	expect(first.status).toBe('success');
	expect(outcomes(first, 'Send to OGOship')).toEqual({ created: 3000 });
	expect(called(since('ogoship', 0), 'ordersCreate')).toHaveLength(3000);
	reportPeak('3,000 orders');

	const [shopSeq, warehouseSeq] = [lastSeq('shopify'), lastSeq('ogoship')];
	const second = await standing.api.run(id, 'Start by Hand', { timeoutMs: 5 * 60_000 });
	expect(second.status).toBe('success');
	expect(itemsOf(second, 'Send to OGOship')).toEqual([]);
	expect(called(since('shopify', shopSeq), 'ordersPage')).toHaveLength(12);
	expect(since('shopify', shopSeq).filter(({ operation }) => !['ordersPage', 'token'].includes(operation))).toEqual([]);
	expect(since('ogoship', warehouseSeq)).toEqual([]);
});

it('sends an order of 500 lines whole', async () => {
	const data = demoData(new Date().toISOString());
	const skus = data.products.filter(({ atWarehouse }) => atWarehouse).map(({ sku }) => sku);
	const lines = Array.from({ length: 500 }, (_, n) => ({ sku: skus[n % skus.length] ?? '', quantity: 1 + (n % 3) }));
	const [order] = manyOrders(1, 9001, data);
	standing = await Standing.up({ data: { ...data, orders: [{ ...order!, lines }] } });
	const { id } = await standing.import(ORDERS);
	const run = await standing.api.run(id, 'Start by Hand', { timeoutMs: 5 * 60_000 });
	expect(outcomes(run, 'Send to OGOship')).toEqual({ created: 1 });
	const [sent] = (
		standing.sandboxes.of('ogoship').state() as {
			orders: Array<{ orderLines: Array<{ code: string; quantity: number }> }>;
		}
	).orders;
	const total = (list: ReadonlyArray<{ quantity: number }>) => list.reduce((sum, { quantity }) => sum + quantity, 0);
	expect(total(sent?.orderLines ?? [])).toBe(total(lines));
	expect(new Set(sent?.orderLines.map(({ code }) => code))).toEqual(new Set(skus));
});

it('sets 20,000 levels with one reading and one write for 250 changed ones', async () => {
	standing = await Standing.up();
	await standing.sandboxes.of('shopify').change('fillCatalogue', { count: 20_000 });
	await standing.sandboxes.of('ogoship').change('fillStock', { count: 20_000 });
	const { id } = await standing.import(STOCK, {
		// A first filling changes everything, which is what the brake is for.
		'Set Stock in Shopify': { levelOptions: { firstRun: 'apply', applyAnyway: true } },
	});
	const seq = lastSeq('shopify');
	const first = await standing.api.run(id, 'Start by Hand', { timeoutMs: 15 * 60_000 });
	expect(first.status).toBe('success');
	const entries = since('shopify', seq);
	const changed = outcomes(first, 'Set Stock in Shopify').updated ?? 0;
	const sets = called(entries, 'levelsSet').length;
	expect(changed).toBeGreaterThan(10_000);
	expect(sets).toBe(Math.ceil(changed / 250));
	expect(called(entries, 'bulkRunQuery')).toHaveLength(1);
	reportPeak('20,000 stock levels');

	const again = lastSeq('shopify');
	const second = await standing.api.run(id, 'Start by Hand', { timeoutMs: 15 * 60_000 });
	expect(outcomes(second, 'Set Stock in Shopify').updated).toBeUndefined();
	expect(called(since('shopify', again), 'levelsSet')).toEqual([]);
});

it('misses nothing after n8n stood still for 72 hours', async () => {
	standing = await Standing.up();
	const shop = standing.sandboxes.of('shopify');
	const { id } = await standing.import(ORDERS);
	await standing.api.run(id, 'Start by Hand', { timeoutMs: 5 * 60_000 });
	const before = called(since('ogoship', 0), 'ordersCreate').length;
	await standing.server.stop();
	for (let hour = 0; hour < 72; hour++) {
		shop.advanceClock(HOUR_MS);
		standing.sandboxes.of('ogoship').advanceClock(HOUR_MS);
		await shop.change('addOrder');
	}
	await standing.restart();
	const run = await standing.api.run(id, 'Start by Hand', { timeoutMs: 5 * 60_000 });
	expect(run.status).toBe('success');
	expect(outcomes(run, 'Send to OGOship').created).toBe(72);
	expect(called(since('ogoship', 0), 'ordersCreate')).toHaveLength(before + 72);
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { ROOT } from '../../sandbox/bridge';
import { demoData } from '../../sandbox/demo-data';
import { BOOKS_STORIES } from '../../sandbox/demo-books';
import { compareOrders } from '../../sandbox/demo-report';
import type { JournalEntry } from '../../sandbox/kit';
import { itemsOf } from '../../sandbox/n8n/execution';
import type { Member } from '../../sandbox/n8n/cluster';
import { WORKERS } from '../../sandbox/n8n/queue';
import type { RunningSandbox } from '../../sandbox/serve';
import { agedWithHolds } from '../support/postgres';
import { proves, watchJournal } from '../support/proof';
import {
	executionsByEnd,
	executionsByProblem,
	faultsByKind,
	ledgerCounts,
	webhookFigures,
} from '../support/queue-figures';
import { QueueStanding } from '../support/queue-standing';
import { BOOKS_ORDERS, OFFICE_ORDERS, ORDERS } from '../support/standing';

jest.setTimeout(20 * 60_000);

/*
 * n8n in queue mode with everything going wrong at once: a main, a webhook processor and three workers of a real n8n on
 * a real PostgreSQL and Redis. The tests stand in the order in which they are told.
 */

const COUNT = 1000;
const FIRST = 5001;
/** New ones for the books, which take three requests each; a sweep brings those of the warehouse as well. */
const BOOKED = 200;
const FIRST_BOOKED = 7001;
/** New ones for Odoo, which takes a hundred at a time from a sweep. */
const OFFICE = 50;
const FIRST_OFFICE = 9001;
/** Orders that wait at OmniEngine, and orders of a showroom; two sweeps of each run at once. */
const OUTLET = 30;
const FIRST_OUTLET = 9501;
const SHOWROOM = 20;
const TO_APPROVE = 'orders-to-approve-from-omniengine-to-shopdesk';
const FROM_SHOWROOM = 'orders-from-le-new-black-to-shopify';
/** So many of them have fallen into ShopDesk before the one whose answer it withholds while its worker is killed. */
const OUTLET_BEFORE_WITHHELD = 10;
/** So many loads of orders are answered before the one whose answer Odoo withholds while its worker is killed. */
const LOADS_BEFORE_WITHHELD = 2;
/** What a planned timeout lasts, or the test would wait half an hour for them; one is left its whole length. */
const TIMEOUT_MS = 3_000;
/** So many orders are sent before the one whose answer the warehouse withholds while its worker is killed. */
const BEFORE_WITHHELD = COUNT / 2;
/** Webhooks on their way to n8n at one time. */
const AT_ONCE = 4;
const LEASE_MS = 5 * 60_000;
/** Between two sweeps of the template. */
const INTERVAL_MS = 15 * 60_000;
/** After the first time a record was refused. */
const RETRY_MS = 60 * 60_000;

let standing: QueueStanding;
let shop: RunningSandbox;
let warehouse: RunningSandbox;
/** Executions that died with their worker: n8n goes on calling them running. */
let dead: ReadonlySet<string> = new Set();
const beganMs = Date.now();

beforeAll(async () => {
	const data = { ...demoData(new Date().toISOString()), orders: [] };
	const options = { shopify: { plan: 'plus' }, leNewBlack: { orders: 'none' } };
	standing = await QueueStanding.up({ data, options });
	shop = watchJournal(standing.sandboxes.of('shopify'));
	warehouse = watchJournal(standing.sandboxes.of('ogoship'));
});

afterAll(async () => {
	await standing?.down();
});

async function until<T>(what: string, minutes: number, look: () => T | Promise<T>): Promise<NonNullable<T>> {
	for (const end = Date.now() + minutes * 60_000; Date.now() < end; await wait(100)) {
		const found = await look();
		if (found) return found;
	}
	throw new Error(`${what}: not within ${minutes} minutes`);
}

const subscriptions = () => (shop.state() as { subscriptions: Array<{ id: string }> }).subscriptions;
const documents = () => (warehouse.state() as { orders: Array<{ reference: string }> }).orders;
const seconds = (sinceMs: number) => Math.round((Date.now() - sinceMs) / 1000);

/** What a worker has begun and not ended, by its own log. */
function executionsOn({ server }: Member): Set<string> {
	const named = (what: string) => [...server.log().matchAll(new RegExp(`Worker ${what} execution (\\d+)`, 'g'))];
	const ended = new Set(named('finished').map(([, id]) => id));
	return new Set(named('started').flatMap(([, id = '']) => (ended.has(id) ? [] : [id])));
}

// ------------------------------------------------------------------ the built-in ledger

it('refuses the built-in ledger in a worker, and writes nothing', async () => {
	const { id } = await standing.import(ORDERS);
	await standing.api.publish(id);
	await shop.change('addOrder', { number: FIRST - 1, plant: 'test' });
	const [execution] = await standing.api.waitForExecutions(id, 1);
	expect(execution).toMatchObject({ mode: 'webhook', status: 'error' });
	expect(itemsOf(execution!, 'Send to OGOship', 1)).toMatchObject([{ error: { code: 'SETUP_LEDGER_QUEUE' } }]);
	const began = `Worker started execution ${execution!.id} `;
	expect(standing.cluster.workers.filter(({ server }) => server.log().includes(began))).toHaveLength(1);
	expect(warehouse.journal().filter(({ operation }) => operation === 'ordersCreate')).toEqual([]);
	await standing.api.unpublish(id);
	await until('the subscription is gone', 1, () => subscriptions().length === 0);
});

// ------------------------------------------------------------------ everything at once

interface ClaimedFact {
	readonly document_key: string;
	readonly token: string;
	readonly holder: string;
}

async function claimedFacts(): Promise<ClaimedFact[]> {
	const sql = `SELECT document_key, token, holder FROM facts WHERE state = 'claimed'`;
	return (await standing.database.query<ClaimedFact>(sql)).rows;
}

/**
 * The fact whose order a service has taken without saying so, claimed and not settled, and the worker on which the
 * execution runs that holds it. `withheld` is the request, once it was made; `keyOf` the key that it bears.
 */
async function unsettledOnWorker(
	withheld: JournalEntry | undefined,
	keyOf: (body: unknown) => string,
): Promise<{ fact: ClaimedFact; worker: Member } | undefined> {
	if (!withheld) return undefined;
	expect(withheld).toMatchObject({ fault: 'timeoutAfterCommit', accepted: true, answered: false });
	const key = keyOf(withheld.body);
	const fact = (await claimedFacts()).find(({ document_key }) => document_key === key);
	const execution = fact?.holder.split('/')[0] ?? '';
	const worker = standing.cluster.workers.find((each) => executionsOn(each).has(execution));
	return fact && worker && { fact, worker };
}

/** Whether every webhook was accepted in the end; what is to be tried again comes sooner. */
async function allDelivered(count: number, since = 0): Promise<boolean> {
	await shop.deliveriesSettled();
	if (webhookFigures(shop.journal(since)).accepted >= count) return true;
	shop.advanceClock(60_000);
	return false;
}

/** Whether nothing waits or runs any more but what died with a worker. */
async function isQuiet(): Promise<boolean> {
	const sql = `SELECT id FROM execution_entity WHERE status IN ('new', 'running')`;
	const { rows } = await standing.database.query<{ id: number }>(sql);
	return rows.every(({ id }) => dead.has(String(id)));
}

/** The most connections to the ledger that each process was seen to hold, by the name they bear. */
class Connections {
	readonly most: Record<string, number> = {};
	private readonly over = new AbortController();
	private readonly looking = this.watch();

	/** Resolves when it looks no more; rejects when it could not look. */
	async end(): Promise<void> {
		this.over.abort();
		await this.looking;
	}

	private async watch(): Promise<void> {
		for (; !this.over.signal.aborted; await wait(500)) await this.look();
	}

	private async look(): Promise<void> {
		const sql = `SELECT application_name AS name, count(*) FROM pg_stat_activity
			WHERE application_name LIKE 'n8n-nodes-commerce-bridge %' GROUP BY 1`;
		const { rows } = await standing.database.query<{ name: string; count: string }>(sql);
		for (const { name, count } of rows) this.most[name] = Math.max(this.most[name] ?? 0, Number(count));
	}
}

/** Lets time pass for shop, warehouse and ledger alike. */
async function pass(ms: number): Promise<void> {
	for (const sandbox of standing.sandboxes.running) sandbox.advanceClock(ms);
	await standing.database.query(agedWithHolds(ms));
}

it('makes one document of each of 1,000 orders while every tenth answer is faulty and a worker is killed', async () => {
	const { id } = await standing.importOnPostgres(ORDERS);
	await standing.api.publish(id);
	const [subscription] = subscriptions();
	await shop.change('holdDeliveries');
	for (let number = FIRST; number < FIRST + COUNT; number++) await shop.change('addOrder', { number });
	await shop.change('deliverAtOnce', { count: AT_ONCE });
	shop.planFaults({ seed: 1, percent: 10, closeAfterMs: TIMEOUT_MS });
	warehouse.planFaults({ seed: 2, percent: 10, closeAfterMs: TIMEOUT_MS });
	warehouse.addFault({ kind: 'timeoutAfterCommit', operation: 'ordersCreate', skip: BEFORE_WITHHELD });

	const burstMs = Date.now();
	await shop.change('releaseDeliveries');
	const sweepAtOnce = await standing.api.start(id, 'Start by Hand');
	const { fact, worker } = await until('a claim was not settled', 10, async () => {
		const creates = warehouse.journal().filter(({ operation }) => operation === 'ordersCreate');
		return await unsettledOnWorker(creates[BEFORE_WITHHELD], (body) => (body as { reference: string }).reference);
	});
	const connections = new Connections();
	await standing.cluster.kill(worker);
	// The proof that it held it to the end.
	expect(await claimedFacts()).toContainEqual(fact);
	const killedAfter = seconds(burstMs);
	await standing.cluster.startWorker();
	await until('every webhook was accepted', 10, async () => await allDelivered(COUNT + 1));
	const deliveredAfter = seconds(burstMs);
	dead = executionsOn(worker);
	await until('the queue is empty', 10, isQuiet);
	await connections.end();
	const quietAfter = seconds(burstMs);
	const inBurst = await executionsByEnd(standing.database);
	const madeInBurst = documents().length;
	const faults = faultsByKind([...shop.journal(), ...warehouse.journal()]);

	// From here on only sweeps run, and both services answer well.
	for (const sandbox of standing.sandboxes.running) sandbox.clearFaults();
	const sweeps: string[] = [];
	for (const ms of [LEASE_MS, INTERVAL_MS]) {
		await pass(ms);
		const sweep = await standing.api.run(id, 'Start by Hand', { timeoutMs: 5 * 60_000 });
		sweeps.push(`${sweep.status}: ${itemsOf(sweep, 'Send to OGOship').length} items, ${documents().length} documents`);
	}

	const figures = {
		orders: COUNT,
		documents: documents().length,
		webhooks: webhookFigures(shop.journal()),
		seconds: {
			start: Math.round((burstMs - beganMs) / 1000),
			killedAfter,
			deliveredAfter,
			quietAfter,
			whole: seconds(beganMs),
		},
		executions: inBurst,
		problems: await executionsByProblem(standing.database),
		ledger: await ledgerCounts(standing.database),
		madeInBurst,
		sweeps,
		requests: { shop: shop.journal().length, warehouse: warehouse.journal().length },
		faults,
		connections: connections.most,
	};
	report(figures);

	expect(compareOrders(shop.state(), warehouse.state())).toMatchObject({ equal: true, differences: [] });
	expect(documents()).toHaveLength(COUNT);
	expect(new Set(documents().map(({ reference }) => reference)).size).toBe(COUNT);
	expect(subscriptions()).toEqual([subscription]);
	expect(await claimedFacts()).toEqual([]);
	expect(figures.ledger).toMatchObject({ 'fact done': COUNT, stolen: expect.any(Number) });
	for (const [kind, count] of Object.entries(faults)) expect([kind, count >= 20]).toEqual([kind, true]);
	const named = standing.cluster.members.map(({ server }) => `n8n-nodes-commerce-bridge ${server.pid}`);
	expect(named).toEqual(expect.arrayContaining(Object.keys(connections.most)));
	expect(Object.keys(connections.most).length).toBeGreaterThanOrEqual(WORKERS);
	for (const [name, most] of Object.entries(connections.most)) expect([name, most <= 2]).toEqual([name, true]);
	expect(figures.problems).not.toHaveProperty('INTERNAL');
	for (const { name, server } of standing.cluster.members) {
		const faultsOfOurs = server
			.log()
			.split('\n')
			.filter((line) => /INTERNAL|n8n-nodes-commerce-bridge:/.test(line));
		expect([name, faultsOfOurs]).toEqual([name, []]);
	}
	await standing.api.finished(sweepAtOnce);
	await proves('B1', { request: 'ogoship.ordersCreate' });
	await standing.api.unpublish(id);
	await until('the subscription is gone', 1, () => subscriptions().length === 0);
});

interface BookedOrder {
	readonly orderNumber: string;
	readonly status: string;
	readonly total: number;
}

it('books each order once and to the cent, 200 new ones and all before, while every tenth answer of shop and books is faulty', async () => {
	const books = watchJournal(standing.sandboxes.of('unleashed'));
	await BOOKS_STORIES.find(({ story }) => story === BOOKS_ORDERS)?.before?.(standing.sandboxes);
	const { id } = await standing.importOnPostgres(BOOKS_ORDERS);
	await standing.api.publish(id);
	const since = shop.journal().at(-1)?.seq ?? 0;
	await shop.change('holdDeliveries');
	for (let number = FIRST_BOOKED; number < FIRST_BOOKED + BOOKED; number++) await shop.change('addOrder', { number });
	shop.planFaults({ seed: 3, percent: 10, closeAfterMs: TIMEOUT_MS });
	books.planFaults({ seed: 4, percent: 10, closeAfterMs: TIMEOUT_MS });
	await shop.change('releaseDeliveries');
	const sweepAtOnce = await standing.api.start(id, 'Start by Hand');
	await until('every webhook was accepted', 10, async () => await allDelivered(BOOKED, since));
	await until('the queue is empty', 10, isQuiet);
	await standing.api.finished(sweepAtOnce);
	const faults = faultsByKind([...shop.journal(since), ...books.journal()]);

	for (const sandbox of standing.sandboxes.running) sandbox.clearFaults();
	// An order that was made and not given its place is a problem that is tried again after an hour.
	for (const ms of [LEASE_MS, INTERVAL_MS, RETRY_MS]) {
		await pass(ms);
		await standing.api.run(id, 'Start by Hand', { timeoutMs: 5 * 60_000 });
	}
	const { orders } = books.state() as { orders: readonly BookedOrder[] };
	const ours = orders.filter(({ orderNumber }) => orderNumber.startsWith('SHOP-'));
	const paid = (shop.state() as { orders: Array<{ number: number; total: string }> }).orders.filter(
		({ number }) => number >= FIRST,
	);
	const wanted = paid.map(({ number, total }) => [`SHOP-${number}`, 'Placed', Number(total)]);
	expect(wanted).toHaveLength(COUNT + BOOKED);
	expect(ours.map(({ orderNumber, status, total }) => [orderNumber, status, total]).sort()).toEqual(wanted.sort());
	expect(await claimedFacts()).toEqual([]);
	expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(BOOKED / 4);
	expect(await executionsByProblem(standing.database)).not.toHaveProperty('INTERNAL');
	await standing.api.unpublish(id);
	await until('the subscription is gone', 1, () => subscriptions().length === 0);
});

interface OfficeOrder {
	readonly client_order_ref: string;
	readonly state: string;
	readonly amount_total: number;
}

it('brings each order to Odoo once and to the cent, 50 new ones and all before, while every tenth answer of shop and Odoo is faulty and a worker is killed over a batch', async () => {
	const office = watchJournal(standing.sandboxes.of('odoo'));
	const begunMs = Date.now();
	const { id } = await standing.importOnPostgres(OFFICE_ORDERS);
	await standing.api.publish(id);
	const since = shop.journal().at(-1)?.seq ?? 0;
	await shop.change('holdDeliveries');
	for (let number = FIRST_OFFICE; number < FIRST_OFFICE + OFFICE; number++) await shop.change('addOrder', { number });
	shop.planFaults({ seed: 5, percent: 10, closeAfterMs: TIMEOUT_MS });
	office.planFaults({ seed: 6, percent: 10, closeAfterMs: TIMEOUT_MS });
	office.addFault({ kind: 'timeoutAfterCommit', operation: 'sale.order.load', skip: LOADS_BEFORE_WITHHELD });
	await shop.change('releaseDeliveries');
	const sweepAtOnce = await standing.api.start(id, 'Start by Hand');
	const { fact, worker } = await until('a batch was not settled', 10, async () => {
		const loads = office.journal().filter(({ operation }) => operation === 'sale.order.load');
		const withheld = loads.findLast(({ fault, answered }) => fault === 'timeoutAfterCommit' && !answered);
		return await unsettledOnWorker(withheld, (body) => String((body as { data: string[][] }).data[0]?.[0]));
	});
	await standing.cluster.kill(worker);
	expect(await claimedFacts()).toContainEqual(fact);
	await standing.cluster.startWorker();
	await until('every webhook was accepted', 10, async () => await allDelivered(OFFICE, since));
	dead = new Set([...dead, ...executionsOn(worker)]);
	await until('the queue is empty', 10, isQuiet);
	if (!dead.has(sweepAtOnce)) await standing.api.finished(sweepAtOnce);
	const faults = faultsByKind([...shop.journal(since), ...office.journal()]);

	for (const sandbox of standing.sandboxes.running) sandbox.clearFaults();
	// An order that was made and not confirmed is a problem that is tried again after an hour.
	for (const ms of [LEASE_MS, INTERVAL_MS, RETRY_MS]) {
		await pass(ms);
		await standing.api.run(id, 'Start by Hand', { timeoutMs: 5 * 60_000 });
	}
	const { orders } = office.state() as { orders: readonly OfficeOrder[] };
	const paid = (shop.state() as { orders: Array<{ number: number; total: string }> }).orders.filter(
		({ number }) => number >= FIRST,
	);
	const wanted = paid.map(({ number, total }) => [`#${number}`, 'sale', Number(total)]);
	const requests = office.journal().length;
	report({ office: { orders: wanted.length, documents: orders.length, requests, faults, seconds: seconds(begunMs) } });
	expect(wanted).toHaveLength(COUNT + BOOKED + OFFICE);
	const ours = orders.map(({ client_order_ref, state, amount_total }) => [client_order_ref, state, amount_total]);
	expect(ours.sort()).toEqual(wanted.sort());
	expect(await claimedFacts()).toEqual([]);
	expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(OFFICE / 4);
	expect(await executionsByProblem(standing.database)).not.toHaveProperty('INTERNAL');
	await standing.api.unpublish(id);
	await until('the subscription is gone', 1, () => subscriptions().length === 0);
});

interface DeskOrder {
	readonly reference: string;
	readonly status: string;
}

it('lets 30 orders of OmniEngine fall into ShopDesk and 20 of a showroom into the shop, each once, while every tenth answer is faulty, two sweeps of each run at once and a worker is killed', async () => {
	const [engine, desk, showroom] = (['omniEngine', 'shopDesk', 'leNewBlack'] as const).map((name) =>
		watchJournal(standing.sandboxes.of(name)),
	) as [RunningSandbox, RunningSandbox, RunningSandbox];
	const begunMs = Date.now();
	const { barcode: ean13 } = standing.sandboxes.data.products.find(({ sku }) => sku === 'MUG-BLUE')!;
	await shop.change('setLevel', { sku: 'MUG-BLUE', onHand: 5_000 });
	const waiting: string[] = [];
	for (let number = FIRST_OUTLET; number < FIRST_OUTLET + OUTLET; number++) {
		const fallen = { order_number: `#${number}`, items: [{ sku: 'MUG-BLUE', quantity: 1, price: 10 }] };
		const content = {
			...{ payment_method: 'card', currency: 'EUR', sub_total: 10, discount: 0, shipping_price: 0, tax: 0, total: 10 },
			...{ cod_amount: 0, customer: { name: 'Testi Esimerkki', email: 'person1@example.com', phone: '+358555000001' } },
			shipping_address: { address1: 'Esimerkkikatu 1', city: 'Helsinki', country: 'FI' },
		};
		const { id } = (await engine.change('addOrder', { ...fallen, content })) as { readonly id: string };
		await engine.change('setStatus', { order: id, status: 'awaiting_approval', location: '310' });
		waiting.push(id);
	}
	const ready: string[] = [];
	for (let n = 0; n < SHOWROOM; n++) {
		const bought = { retailer: 'C-0077', status: 'invoicing', lines: [{ ean13, quantity: 1 }] };
		ready.push(((await showroom.change('addOrder', bought)) as { readonly reference: string }).reference);
	}
	const stories = [await standing.importOnPostgres(TO_APPROVE), await standing.importOnPostgres(FROM_SHOWROOM)];
	const since = shop.journal().at(-1)?.seq ?? 0;
	for (const [at, sandbox] of [engine, desk, showroom, shop].entries())
		sandbox.planFaults({ seed: 7 + at, percent: 10, closeAfterMs: TIMEOUT_MS });
	desk.addFault({ kind: 'timeoutAfterCommit', operation: 'ordersCreate', skip: OUTLET_BEFORE_WITHHELD });

	for (const { id } of [...stories, ...stories]) await standing.api.start(id, 'Start by Hand');
	const { fact, worker } = await until('an order was not settled', 10, async () => {
		const creates = desk.journal().filter(({ operation }) => operation === 'ordersCreate');
		const withheld = creates.findLast(({ fault, answered }) => fault === 'timeoutAfterCommit' && !answered);
		return await unsettledOnWorker(withheld, (body) => (body as { readonly reference_id: string }).reference_id);
	});
	await standing.cluster.kill(worker);
	expect(await claimedFacts()).toContainEqual(fact);
	await standing.cluster.startWorker();
	dead = new Set([...dead, ...executionsOn(worker)]);
	await until('the queue is empty', 10, isQuiet);
	const faults = faultsByKind([
		...[engine, desk, showroom].flatMap((sandbox) => sandbox.journal()),
		...shop.journal(since),
	]);

	for (const sandbox of standing.sandboxes.running) sandbox.clearFaults();
	for (const ms of [LEASE_MS, INTERVAL_MS, RETRY_MS]) {
		await pass(ms);
		for (const { id } of stories) await standing.api.run(id, 'Start by Hand', { timeoutMs: 5 * 60_000 });
	}
	const fallen = (desk.state() as { orders: readonly DeskOrder[] }).orders;
	expect(fallen.map(({ reference, status }) => [reference, status]).sort()).toEqual(
		waiting.map((id) => [id, 'AWAITING_SM_APPROVAL']).sort(),
	);
	const taken = (shop.state() as { orders: Array<{ sourceIdentifier: string | null }> }).orders.flatMap(
		({ sourceIdentifier }) => /^leNewBlack:.*:([^:]+)$/.exec(sourceIdentifier ?? '')?.[1] ?? [],
	);
	expect(taken.sort()).toEqual([...ready].sort());
	const { orders } = showroom.state() as { orders: Array<{ reference: string; status: string }> };
	expect(orders.map(({ status }) => status)).toEqual(ready.map(() => 'closed'));
	expect(await claimedFacts()).toEqual([]);
	expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
	expect(await executionsByProblem(standing.database)).not.toHaveProperty('INTERNAL');
	report({ outlets: { orders: fallen.length, showroom: taken.length, faults, seconds: seconds(begunMs) } });
});

const figuresSoFar: object[] = [];

/** For people, and for what compares one run with the next. */
function report(figures: object): void {
	figuresSoFar.push(figures);
	const folder = join(ROOT, '.report');
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'queue.json'), `${JSON.stringify(Object.assign({}, ...figuresSoFar), null, 2)}\n`);
	process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openPostgresLedger, openSqliteLedger } from '../../ledger';
import { ledgerProcesses, type LedgerProcesses, type Opening } from '../support/ledger-process';
import { dropSchema, newSchema, withPostgres } from '../support/postgres';

/*
 * Two workers at one ledger, each a process of its own: the same facts, in the batches of a run, and at the same time.
 */

const ROUTE = 'shopify:demo.myshopify.com>ogoship:77';
const FACTS = 10_000;
const BATCH = 50;

const HALF = FACTS / 2;
const keys = (count: number, at: (index: number) => number) =>
	Array.from({ length: count }, (_, index) => String(at(index)));

/** The first half side by side, so that the workers meet in every batch; the second half from its two ends. */
const ORDERS = [
	keys(FACTS, (index) => index),
	[
		// Each batch meets two of the other worker, and names its records the other way round.
		...keys(HALF, (index) => Math.floor(index / BATCH) * BATCH + BATCH / 2 + BATCH - 1 - (index % BATCH)).map((key) =>
			String(Number(key) % HALF),
		),
		...keys(HALF, (index) => FACTS - 1 - index),
	],
];

/** Claims every fact in the order of one worker and settles what it got. */
const work = (order: readonly string[]) => `
	const own = [];
	const keys = ${JSON.stringify(order)};
	for (let from = 0; from < keys.length; from += ${BATCH}) {
		const requests = keys.slice(from, from + ${BATCH}).map((key) =>
			({ sourceKey: key, documentKey: 'doc-' + key, revision: 'r1', sourceNumber: '#' + key }));
		const claims = await ledger.claim('${ROUTE}', 'order', requests, { holder: 'worker', leaseMs: 300000 });
		const won = claims.filter(({ verdict }) => verdict === 'claimed');
		// As if documents were sent: else a process that has SQLite's lock takes it again before the other one looks.
		await new Promise((sent) => setTimeout(sent, 10));
		const settled = await ledger.settle(won.map(({ token, sourceKey }) =>
			({ token, state: 'done', event: 'created', targetId: sourceKey, targetNumber: 'doc-' + sourceKey })));
		own.push(...won.filter((_, index) => settled[index].held).map(({ sourceKey }) => sourceKey));
	}
	return own;`;

let processes: LedgerProcesses;

beforeAll(() => {
	processes = ledgerProcesses();
});
afterAll(() => processes.close());

/** Both also make the tables at the same time. */
async function workSideBySide(opening: Opening): Promise<void> {
	const workers = ORDERS.map((order) => processes.run(opening, work(order)));
	const [first = [], second = []] = (await Promise.all(workers)) as string[][];
	expect([typeof first, first.length > 0, second.length > 0]).toEqual(['object', true, true]);
	expect(first.length + second.length).toBe(FACTS);
	expect(new Set([...first, ...second]).size).toBe(FACTS);
	const ledger =
		'openSqliteLedger' in opening
			? await openSqliteLedger(opening.openSqliteLedger)
			: await openPostgresLedger(opening.openPostgresLedger);
	const facts = await ledger.facts({ limit: FACTS + 1 });
	expect(facts.filter(({ state, attempts }) => state === 'done' && attempts === 1)).toHaveLength(FACTS);
	await ledger.close();
}

it('10,000 facts claimed by two workers at once are each claimed exactly once, on SQLite', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'workers-'));
	await workSideBySide({ openSqliteLedger: { path: join(folder, 'ledger.sqlite') } });
	rmSync(folder, { recursive: true, force: true });
}, 180_000);

const COUNTS = 200;
const COUNT = `for (let time = 0; time < ${COUNTS}; time++)
	await ledger.countCalls('unleashed:a', { callClass: ['order', 'stock'][time % 2], calls: 3, allowance: 10000 });
	return 'counted';`;

async function countSideBySide(opening: Opening): Promise<void> {
	const said = await Promise.all([processes.run(opening, COUNT), processes.run(opening, COUNT)]);
	expect(said).toEqual(['counted', 'counted']);
	const told = await processes.run(opening, `return (await ledger.callsSince('2020-01-01')).accounts;`);
	const [{ days } = { days: [] }] = told as Array<{ days: Array<{ callClass: string; calls: number }> }>;
	// On two days, if it is midnight.
	const total = (name: string) =>
		days.filter(({ callClass }) => callClass === name).reduce((sum, { calls }) => sum + calls, 0);
	expect([total('order'), total('stock')]).toEqual([COUNTS * 3, COUNTS * 3]);
}

it('what two processes count at once is all counted, on SQLite', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'workers-'));
	await countSideBySide({ openSqliteLedger: { path: join(folder, 'ledger.sqlite') } });
	rmSync(folder, { recursive: true, force: true });
}, 60_000);

withPostgres('two workers on PostgreSQL', () => {
	const settings = newSchema();
	afterAll(async () => await dropSchema(settings));

	it('10,000 facts claimed by two workers at once are each claimed exactly once, on PostgreSQL', async () => {
		await workSideBySide({ openPostgresLedger: settings });
	}, 180_000);

	it('what two processes count at once is all counted, on PostgreSQL', async () => {
		await countSideBySide({ openPostgresLedger: settings });
	}, 60_000);

	it('five processes that start at once on an empty database all find the ledger, and end by themselves', async () => {
		await dropSchema(settings);
		const openings = Array.from({ length: 5 }, () =>
			processes.run({ openPostgresLedger: settings }, `return (await ledger.facts({ limit: 1 })).length;`),
		);
		expect(await Promise.all(openings)).toEqual([0, 0, 0, 0, 0]);
	});
});

import { existsSync, readFileSync } from 'node:fs';

import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import { ledgerDump, PERSONAL, secretsOf, tracesIn } from '../support/personal-data';
import { proves, watchJournal } from '../support/proof';
import { ORDERS, Standing } from '../support/standing';

jest.setTimeout(5 * 60_000);

/*
 * Decision 26 in a real n8n, which writes down all it does: the shop and the warehouse quote the customer in every error.
 */

interface Trouble {
	readonly error: { readonly code: string; readonly message: string; readonly description: string };
}

/** One delivery method has a code that the warehouse does not have. */
const DELIVERY_METHODS = {
	method: [
		{ method: 'Home delivery', code: 'home_fi' },
		{ method: 'Pick-up point', code: 'pickup_fi' },
		{ method: 'Letter', code: 'no_such_code' },
	],
};

/** Errors of every request, of the kinds that nobody waits for. */
const OUTAGES = [
	['shopify', 'expiredToken'],
	['ogoship', 'malformedBody'],
] as const;

let standing: Standing;

beforeAll(async () => {
	standing = await Standing.up({ env: { N8N_LOG_LEVEL: 'debug' } });
	watchJournal(standing.sandboxes.of('shopify'));
	watchJournal(standing.sandboxes.of('ogoship'));
});

afterAll(async () => {
	await standing.down();
});

const troubles = (execution: Execution) => itemsOf(execution, 'Send to OGOship', 1) as unknown as Trouble[];
const codesOf = (execution: Execution) => [...new Set(troubles(execution).map(({ error }) => error.code))].sort();

it('forwards orders and keeps nothing of the customers whom errors quote', async () => {
	const { api, sandboxes, ledgerPath, server } = standing;
	const { id } = await standing.import(ORDERS, { 'Send to OGOship': { deliveryMethods: DELIVERY_METHODS } });
	const run = async () => await api.run(id, 'Start by Hand', { timeoutMs: 120_000 });
	// The run after this one finds out what became of the orders that were not answered.
	sandboxes.of('ogoship').addFault({ kind: 'serverError', operation: 'ordersCreate', skip: 5, times: 3 });
	expect(codesOf(await run())).toEqual(expect.arrayContaining(['NO_ANSWER', 'REFUSED']));
	for (const [system, kind] of OUTAGES) {
		sandboxes.of(system).addFault({ kind, times: 30 });
		expect(codesOf(await run())).not.toContain('INTERNAL');
		sandboxes.of(system).clearFaults();
	}
	await run();
	await proves('B13', { request: 'ogoship.ordersCreate' });

	await server.stop();
	const secrets = secretsOf(...sandboxes.running.map((sandbox) => sandbox.credential().data));
	const forbidden = [...PERSONAL, ...secrets];
	const rows = ledgerDump(ledgerPath);
	expect(rows).toContain('REFUSED');
	expect(rows).toContain('"#1005"');
	expect(tracesIn(rows, forbidden)).toEqual([]);
	const bytes = [ledgerPath, `${ledgerPath}-wal`].filter(existsSync).map((file) => readFileSync(file, 'utf8'));
	expect(tracesIn(bytes.join('\n'), forbidden)).toEqual([]);
	const log = server.log();
	expect(log).toContain('Workflow execution');
	expect(tracesIn(log, forbidden)).toEqual([]);
});

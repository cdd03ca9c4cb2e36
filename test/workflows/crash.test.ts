import { setTimeout as wait } from 'node:timers/promises';

import { compareOrders } from '../../sandbox/demo-report';
import { age } from '../support/ledger-clock';
import { ORDERS, Standing } from '../support/standing';

jest.setTimeout(10 * 60_000);

/** Longer than a claim's lease. */
const LEASE_OVER_MS = 6 * 60_000;

let standing: Standing;

afterEach(async () => {
	await standing.down();
});

it.each(['refused', 'second'])(
	'makes one document per order when n8n is killed after the warehouse committed and before it answered (%s)',
	async (duplicateReference) => {
		standing = await Standing.up({ options: { ogoship: { duplicateReference } } });
		const [shopify, ogoship] = [standing.sandboxes.of('shopify'), standing.sandboxes.of('ogoship')];
		const { id } = await standing.import(ORDERS);
		ogoship.addFault({ kind: 'timeoutAfterCommit', operation: 'ordersCreate', skip: 17 });
		await standing.api.start(id, 'Start by Hand');
		const withheld = () =>
			ogoship
				.journal()
				.find(({ fault, accepted, answered }) => fault === 'timeoutAfterCommit' && accepted && !answered);
		for (let tries = 0; !withheld() && tries < 600; tries++) await wait(100);
		expect(withheld()).toBeDefined();
		await standing.server.kill();

		const before = (ogoship.state() as { orders: unknown[] }).orders.length;
		await standing.restart();
		const early = await standing.api.run(id, 'Start by Hand', { timeoutMs: 300_000 });
		expect(early.status).toBe('success');
		// What the dead run still holds is left alone until its lease is over, then looked up before anything is sent.
		age(standing.ledgerPath, LEASE_OVER_MS);
		const late = await standing.api.run(id, 'Start by Hand', { timeoutMs: 300_000 });
		expect(late.status).toBe('success');
		expect(before).toBeGreaterThan(17);
		expect(compareOrders(shopify.state(), ogoship.state())).toMatchObject({ equal: true, differences: [] });
		const references = (ogoship.state() as { orders: Array<{ reference: string }> }).orders.map(
			({ reference }) => reference,
		);
		expect(references.length).toBe(new Set(references).size);
	},
);

it('makes no second order when the ledger was lost, even where the warehouse takes duplicates', async () => {
	standing = await Standing.up({ options: { ogoship: { duplicateReference: 'second' } } });
	const [shopify, ogoship] = [standing.sandboxes.of('shopify'), standing.sandboxes.of('ogoship')];
	const { id } = await standing.import(ORDERS);
	await standing.api.run(id, 'Start by Hand', { timeoutMs: 300_000 });
	const seq = ogoship.journal().at(-1)?.seq ?? 0;
	await standing.loseLedger();
	await standing.restart();
	await standing.api.run(id, 'Start by Hand', { timeoutMs: 300_000 });
	expect(ogoship.journal(seq).filter(({ operation }) => operation === 'ordersCreate')).toEqual([]);
	expect(compareOrders(shopify.state(), ogoship.state())).toMatchObject({ equal: true, differences: [] });
});

import { setTimeout as wait } from 'node:timers/promises';

import { BOOKS_STORIES } from '../../sandbox/demo-books';
import { compareBooks } from '../../sandbox/demo-books-report';
import { compareOrders } from '../../sandbox/demo-report';
import type { RunningSandbox } from '../../sandbox/serve';
import { age } from '../support/ledger-clock';
import { BOOKS_ORDERS, ORDERS, Standing, TRACKING } from '../support/standing';

jest.setTimeout(10 * 60_000);

/** Longer than a claim's lease. */
const LEASE_OVER_MS = 6 * 60_000;

let standing: Standing;

afterEach(async () => {
	await standing.down();
});

/** Starts a workflow and kills n8n once the target has committed a write and withholds its answer. */
async function killAfterCommit(workflow: string, target: RunningSandbox): Promise<void> {
	await standing.api.start(workflow, 'Start by Hand');
	const withheld = () =>
		target.journal().find(({ fault, accepted, answered }) => fault === 'timeoutAfterCommit' && accepted && !answered);
	for (let tries = 0; !withheld() && tries < 600; tries++) await wait(100);
	expect(withheld()).toBeDefined();
	await standing.server.kill();
}

/** Two runs of a sweep after the crash: while the dead run still holds its claims, and after their lease is over. */
async function sweepTwice(workflow: string): Promise<void> {
	await standing.restart();
	const early = await standing.api.run(workflow, 'Start by Hand', { timeoutMs: 300_000 });
	expect(early.status).toBe('success');
	// What the dead run still holds is left alone until its lease is over, then looked up before anything is sent.
	age(standing.ledgerPath, LEASE_OVER_MS);
	const late = await standing.api.run(workflow, 'Start by Hand', { timeoutMs: 300_000 });
	expect(late.status).toBe('success');
}

it.each(['refused', 'second'])(
	'makes one document per order when n8n is killed after the warehouse committed and before it answered (%s)',
	async (duplicateReference) => {
		standing = await Standing.up({ options: { ogoship: { duplicateReference } } });
		const [shopify, ogoship] = [standing.sandboxes.of('shopify'), standing.sandboxes.of('ogoship')];
		const { id } = await standing.import(ORDERS);
		ogoship.addFault({ kind: 'timeoutAfterCommit', operation: 'ordersCreate', skip: 17 });
		await killAfterCommit(id, ogoship);
		const before = (ogoship.state() as { orders: unknown[] }).orders.length;
		await sweepTwice(id);
		expect(before).toBeGreaterThan(17);
		expect(compareOrders(shopify.state(), ogoship.state())).toMatchObject({ equal: true, differences: [] });
		const references = (ogoship.state() as { orders: Array<{ reference: string }> }).orders.map(
			({ reference }) => reference,
		);
		expect(references.length).toBe(new Set(references).size);
	},
);

it.each(['refused', 'overwritten'])(
	'makes one document per order when n8n is killed after the books committed and before they answered (%s)',
	async (usedGuid) => {
		standing = await Standing.up({ options: { unleashed: { usedGuid } } });
		const [shopify, unleashed] = [standing.sandboxes.of('shopify'), standing.sandboxes.of('unleashed')];
		await BOOKS_STORIES.find(({ story }) => story === BOOKS_ORDERS)?.before?.(standing.sandboxes);
		const { id } = await standing.import(BOOKS_ORDERS);
		// Well after the order that the books refuse: what is refused is not committed, so there is no answer to withhold.
		unleashed.addFault({ kind: 'timeoutAfterCommit', operation: 'salesOrdersCreate', skip: 30 });
		await killAfterCommit(id, unleashed);
		const before = numbersIn(unleashed).length;
		await sweepTwice(id);
		// All that were let pass but the refused one, and the one that was withheld.
		expect(before).toBeGreaterThanOrEqual(30);
		expect(compareBooks(shopify.state(), unleashed.state()).orders).toMatchObject({ equal: true, differences: [] });
		expect(numbersIn(unleashed).length).toBe(new Set(numbersIn(unleashed)).size);
	},
);

/** The numbers of the shop's orders in the books. */
function numbersIn(unleashed: RunningSandbox): string[] {
	const { orders } = unleashed.state() as { orders: ReadonlyArray<{ orderNumber: string }> };
	return orders.map(({ orderNumber }) => orderNumber).filter((number) => number.startsWith('SHOP-'));
}

it('fulfills each parcel once when n8n is killed after the shop committed and before it answered', async () => {
	standing = await Standing.up();
	const [shopify, ogoship] = [standing.sandboxes.of('shopify'), standing.sandboxes.of('ogoship')];
	const left = standing.sandboxes.data.orders.filter(({ plant }) => plant === 'plain').slice(0, 3);
	for (const { number, lines } of left) {
		const orderLines = lines.map(({ sku, quantity }) => ({ code: sku, quantity }));
		await ogoship.change('addOrder', { reference: `SHOP-${number}`, orderLines });
		await ogoship.change('ship', { reference: `SHOP-${number}`, trackingNumber: `JJFI${number}` });
	}
	const { id } = await standing.import(TRACKING);
	shopify.addFault({ kind: 'timeoutAfterCommit', operation: 'fulfillmentCreate', skip: 1 });
	await killAfterCommit(id, shopify);
	await sweepTwice(id);
	for (const { number, lines } of left) {
		const parcels = parcelsOf(shopify, number);
		expect(parcels).toMatchObject([{ status: 'SUCCESS', tracking: { numbers: [`JJFI${number}`] } }]);
		expect(parcels[0]?.lines.map(({ sku, quantity }) => ({ sku, quantity }))).toEqual(lines);
	}
});

interface Parcel {
	readonly status: string;
	readonly tracking: { readonly numbers: readonly string[] };
	readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
}

function parcelsOf(shopify: RunningSandbox, number: number): readonly Parcel[] {
	const { orders } = shopify.state() as { orders: ReadonlyArray<{ number: number; fulfillments: readonly Parcel[] }> };
	return orders.find((order) => order.number === number)?.fulfillments ?? [];
}

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

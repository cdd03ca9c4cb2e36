/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { payoutSchema, type Payout } from '../../core/model/payout';
import type * as LedgerModule from '../../ledger';
import { calls, jsonOf, openDesk, type Desk, type Options } from '../support/desk';
import { builtModule, ledgerFile, type NodeRunAnswer } from '../support/engine';

/*
 * Payouts of the shop as n8n reads them, over the sandbox of the shop.
 */

const DAY_MS = 86_400_000;
let desk: Desk;

async function useDesk(shop: Options = {}): Promise<void> {
	await desk?.close();
	desk = await openDesk({ shop });
	desk.shop.advanceClock(5 * DAY_MS);
}

beforeEach(async () => await useDesk());
afterAll(async () => await desk.close());

const GET_MANY = { resource: 'payout', operation: 'getAll', returnAll: true };
const successes = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[0]);
const getMany = async (parameters: IDataObject = {}) =>
	successes(await desk.shopify({ ...GET_MANY, ...parameters })) as unknown as Payout[];

/** A day with a charge, a refund of it and an adjustment, and the payout of it. */
async function anotherDay(): Promise<void> {
	await desk.shop.change('addOrder', { number: 3001 });
	await desk.shop.change('refund', { number: 3001 });
	await desk.shop.change('adjustBalance', { amount: '-15.00', fee: '1.00', reason: 'Chargeback' });
	desk.shop.advanceClock(DAY_MS);
}

it.each(['kept', 'ignored'])(
	'reads payouts with their own rows alone, the search for them %s',
	async (payoutSearch) => {
		await useDesk({ payoutSearch });
		await anotherDay();
		const payouts = await getMany();
		for (const payout of payouts) expect(payoutSchema.safeParse(payout).error?.issues ?? []).toEqual([]);
		expect(payouts.length).toBeGreaterThan(1);
		expect(payouts.map(({ difference }) => difference)).toEqual(payouts.map(() => '0'));
		const rows = payouts.flatMap(({ transactions }) => transactions!.map(({ id }) => id));
		expect(new Set(rows).size).toBe(rows.length);
		const last = payouts.at(-1)!;
		expect(last).toMatchObject({
			kind: 'payout',
			status: 'scheduled',
			direction: 'withdrawal',
			currency: 'EUR',
			reference: null,
		});
		expect(last.transactions!.map(({ type, order, reason }) => [type, order?.number ?? null, reason])).toEqual(
			expect.arrayContaining([
				['charge', '#3001', null],
				['refund', '#3001', null],
				['adjustment', null, 'Chargeback'],
			]),
		);
		const reads = calls(desk.shop, 'payoutTransactionsPage').length;
		expect(reads).toBe(payoutSearch === 'ignored' ? 1 : payouts.length);
	},
);

it('reads payouts by id, and without their rows when told so', async () => {
	const [payout] = await getMany({ payoutOptions: { transactions: false } });
	expect(payout).not.toHaveProperty('transactions');
	expect(calls(desk.shop, 'payoutTransactionsPage')).toEqual([]);
	const answer = await desk.shopify(
		{ resource: 'payout', operation: 'get', includeRaw: true },
		{ items: [{ origin: payout!.origin as unknown as IDataObject }] },
	);
	expect(successes(answer)).toMatchObject([
		{ number: payout!.number, difference: '0', raw: { __typename: 'ShopifyPaymentsPayout' } },
	]);
});

it('leaves out payouts of other statuses and of before a moment', async () => {
	await anotherDay();
	const all = await getMany();
	const scheduled = await getMany({ filters: { status: ['scheduled'] } });
	expect(scheduled.map(({ status }) => status)).toEqual(['scheduled']);
	const changedAfter = scheduled[0]!.issuedAt;
	expect((await getMany({ filters: { changedAfter } })).map(({ number }) => number)).toEqual([all.at(-1)!.number]);
	expect(await getMany({ returnAll: false, limit: 1 })).toEqual([expect.objectContaining({ number: all[0]!.number })]);
});

/** Notes payouts as forwarded, as a write of the next system would. */
async function settle(payouts: readonly Payout[]): Promise<void> {
	const { openSqliteLedger } = builtModule<typeof LedgerModule>('ledger.js');
	const ledger = await openSqliteLedger({ path: ledgerFile(desk.folder) });
	const requests = payouts.map(({ origin, updatedAt }) => {
		const [sourceKey, sourceUpdatedAt] = [origin.id, updatedAt!];
		return { sourceKey, documentKey: sourceKey, revision: 'r', sourceUpdatedAt };
	});
	const lease = { holder: 'test', leaseMs: 60_000 };
	const claims = await ledger.claim('shopify:demo-tableware.myshopify.com>odoo:db-1', 'payout', requests, lease);
	const tokens = claims.flatMap((claim) => (claim.verdict === 'claimed' ? [claim.token] : []));
	await ledger.settle(tokens.map((token) => ({ token, state: 'done', event: 'created' })));
	await ledger.close();
}

it('sweeps: a payout comes once it has arrived, and once', async () => {
	const sweep = { skipSettled: true, settledFor: 'odoo:db-1' };
	const arrived = await getMany(sweep);
	expect(arrived.length).toBeGreaterThan(0);
	await settle(arrived);
	await anotherDay();
	expect(await getMany(sweep)).toEqual([]);
	desk.shop.advanceClock(2 * DAY_MS);
	const next = await getMany(sweep);
	expect(next.map(({ status, reference }) => [status, reference])).toEqual([['paid', `TRACE-${next[0]!.number}`]]);
	await settle(next);
	expect(await getMany(sweep)).toEqual([]);
});

it('says so when the shop has no Shopify Payments, and finds nothing', async () => {
	await useDesk({ shopifyPayments: 'no' });
	const answer = await desk.shopify(GET_MANY);
	expect(successes(answer)).toEqual([]);
	expect(JSON.stringify(answer.hints)).toContain('does not use Shopify Payments');
	const get = { resource: 'payout', operation: 'get', idFrom: 'id', id: '901' };
	const single = await desk.shopify(get, { items: [{}], onError: 'continueErrorOutput' });
	expect(jsonOf(single.outputs[1])).toMatchObject([{ error: { code: 'NOT_FOUND' } }]);
});

it('says which permission is missing', async () => {
	await desk.shop.change('setScopes', { scopes: ['write_orders'] });
	const answer = await desk.shopify(GET_MANY, { onError: 'continueErrorOutput' });
	expect(jsonOf(answer.outputs[1])).toMatchObject([
		{ error: { code: 'SETUP_SCOPES', message: expect.stringContaining('read_shopify_payments_accounts') } },
	]);
});

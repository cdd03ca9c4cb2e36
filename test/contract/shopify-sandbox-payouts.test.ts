import Big from 'big.js';

import {
	PAYMENTS_ACCOUNT,
	PAYOUT_TRANSACTIONS_PAGE,
	PAYOUTS_BY_ID,
	PAYOUTS_PAGE,
} from '../../nodes/Shopify/payout/documents';
import { Shop } from './shopify-shop';

/* Payouts in the imitated shop, over real HTTP, read with the documents that read every payout. */

const shop = new Shop();
const DAY_MS = 86_400_000;
jest.setTimeout(240_000);

beforeEach(async () => {
	await shop.open();
	shop.sandbox.advanceClock(DAY_MS);
});
afterAll(async () => await shop.close());

interface Payout {
	readonly id: string;
	readonly legacyResourceId: string;
	readonly status: string;
	readonly issuedAt: string;
	readonly net: { readonly amount: string };
	readonly summary: Readonly<Record<string, { readonly amount: string }>>;
}

interface Row {
	readonly type: string;
	readonly net: { readonly amount: string };
	readonly associatedPayout: { readonly id: string | null };
	readonly associatedOrder: { readonly name: string } | null;
}

async function payouts(query?: string): Promise<Payout[]> {
	const { shopifyPaymentsAccount: account } = await shop.data<{
		shopifyPaymentsAccount: { payouts: { nodes: Payout[] } };
	}>(PAYOUTS_PAGE, { first: 50, query });
	return account.payouts.nodes;
}

async function rows(query?: string): Promise<Row[]> {
	const answer = await shop.data<{ shopifyPaymentsAccount: { balanceTransactions: { nodes: Row[] } } }>(
		PAYOUT_TRANSACTIONS_PAGE,
		{ first: 250, query },
	);
	return answer.shopifyPaymentsAccount.balanceTransactions.nodes;
}

const total = (amounts: readonly string[]) => amounts.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed(2);

it('every payout is the sum of its rows, and each row is in one payout', async () => {
	const list = await payouts();
	expect(list.length).toBeGreaterThan(0);
	for (const payout of list) {
		const own = await rows(`payments_transfer_id:'${payout.legacyResourceId}'`);
		expect(new Set(own.map(({ associatedPayout }) => associatedPayout.id))).toEqual(new Set([payout.id]));
		expect(total(own.map(({ net }) => net.amount))).toBe(new Big(payout.net.amount).toFixed(2));
		const gross = Object.entries(payout.summary).map(([name, { amount }]) =>
			/Fees?$/.test(name) ? `-${amount}` : amount,
		);
		expect(total(gross)).toBe(new Big(payout.net.amount).toFixed(2));
	}
	expect(list.map(({ issuedAt }) => issuedAt)).toEqual(list.map(({ issuedAt }) => issuedAt).sort());
});

it('refunds and adjustments go off the payout of their own day', async () => {
	await shop.sandbox.change('addOrder', { number: 3001 });
	await shop.sandbox.change('refund', { number: 3001 });
	await shop.sandbox.change('adjustBalance', { amount: '-15.00', fee: '1.00', reason: 'Chargeback' });
	const before = await payouts();
	shop.sandbox.advanceClock(DAY_MS);
	const added = (await payouts()).filter(({ id }) => !before.some((known) => known.id === id));
	expect(added).toHaveLength(1);
	const own = await rows(`payments_transfer_id:'${added[0]!.legacyResourceId}'`);
	expect(own.map(({ type }) => type)).toEqual(expect.arrayContaining(['CHARGE', 'REFUND', 'ADJUSTMENT']));
	expect(added[0]!.summary).toMatchObject({ adjustmentsGross: { amount: '-15.0' }, adjustmentsFee: { amount: '1.0' } });
});

it('a payout is under way for two days, and the bank may refuse it', async () => {
	const [payout] = await payouts();
	expect(['SCHEDULED', 'PAID']).toContain(payout!.status);
	shop.sandbox.advanceClock(2 * DAY_MS);
	expect((await payouts())[0]!.status).toBe('PAID');
	await shop.sandbox.change('setPayout', { payout: payout!.id, status: 'FAILED' });
	const { nodes } = await shop.data<{ nodes: Array<Payout | null> }>(PAYOUTS_BY_ID, {
		ids: [payout!.id, 'gid://shopify/ShopifyPaymentsPayout/1'],
	});
	expect(nodes).toMatchObject([{ id: payout!.id, status: 'FAILED' }, null]);
	expect(await payouts('status:FAILED')).toHaveLength(1);
});

it('a search for rows that Shopify may not know finds them all, if told so', async () => {
	await shop.open({ payoutSearch: 'ignored' });
	expect(await rows('payments_transfer_id:1')).toEqual(await rows());
	await shop.open();
	expect(await rows('payments_transfer_id:1')).toEqual([]);
});

it('a shop without Shopify Payments has no account', async () => {
	await shop.open({ shopifyPayments: 'no' });
	expect(await shop.data(PAYMENTS_ACCOUNT)).toEqual({ shopifyPaymentsAccount: null });
});

it('is refused without the right that the schema’s map asks for', async () => {
	await shop.sandbox.change('setScopes', { scopes: ['write_orders'] });
	expect(await shop.codes(PAYMENTS_ACCOUNT)).toEqual(['ACCESS_DENIED']);
});

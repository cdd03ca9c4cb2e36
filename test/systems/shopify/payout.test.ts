import { payoutSchema } from '../../../core/model/payout';
import { isFinal, payoutGid, toPayout } from '../../../nodes/Shopify/payout/mapping';
import {
	balanceTransaction,
	shopPayout,
	type BalanceTransaction,
	type ShopPayout,
} from '../../../nodes/Shopify/payout/wire';

/*
 * Shopify's payouts in the package's terms, exact to the cent.
 */

const AT = { account: 'example.myshopify.com', seenAt: '2026-11-22T10:00:00.000Z' };
const money = (amount: string) => ({ amount });
const NOTHING = {
	...{ adjustmentsGross: money('0.0'), adjustmentsFee: money('0.0') },
	...{ reservedFundsGross: money('0.0'), reservedFundsFee: money('0.0') },
	...{ retriedPayoutsGross: money('0.0'), retriedPayoutsFee: money('0.0') },
	...{ advanceGross: money('0.0'), advanceFees: money('0.0') },
};

function payout(changes: object = {}): ShopPayout {
	return shopPayout.parse({
		id: 'gid://shopify/ShopifyPaymentsPayout/901',
		legacyResourceId: '901',
		issuedAt: '2026-11-22T00:00:00Z',
		status: 'PAID',
		transactionType: 'DEPOSIT',
		externalTraceId: 'TRACE-901',
		net: { amount: '67.4', currencyCode: 'EUR' },
		summary: {
			...{
				chargesGross: money('100.0'),
				chargesFee: money('2.5'),
				refundsFeeGross: money('-30.1'),
				refundsFee: money('0.0'),
			},
			...NOTHING,
		},
		...changes,
	});
}

const row = (changes: object = {}): BalanceTransaction =>
	balanceTransaction.parse({
		id: 'gid://shopify/ShopifyPaymentsBalanceTransaction/1',
		type: 'CHARGE',
		test: false,
		transactionDate: '2026-11-21T18:00:00+02:00',
		sourceId: '82098291194615450801',
		sourceType: 'CHARGE',
		sourceOrderTransactionId: '6500000100100',
		adjustmentReason: null,
		amount: money('100.0'),
		fee: money('2.5'),
		net: money('97.5'),
		associatedOrder: { id: 'gid://shopify/Order/1', name: '#1001' },
		associatedPayout: { id: 'gid://shopify/ShopifyPaymentsPayout/901' },
		...changes,
	});

const REFUND = row({ type: 'REFUND', amount: money('-30.1'), fee: money('0.0'), net: money('-30.1') });

const mapped = (changes: object = {}, rows?: readonly BalanceTransaction[]) => {
	const canonical = toPayout(payout(changes), rows, AT);
	expect(payoutSchema.safeParse(canonical).error?.issues ?? []).toEqual([]);
	return canonical;
};

it('says what came in, what it cost, and what reached the bank', () => {
	expect(mapped({}, [row(), REFUND])).toMatchObject({
		kind: 'payout',
		number: '901',
		status: 'paid',
		direction: 'deposit',
		issuedAt: '2026-11-22T00:00:00.000Z',
		currency: 'EUR',
		totals: { gross: '69.9', fees: '2.5', net: '67.4' },
		summary: [
			{ type: 'charges', gross: '100.0', fee: '2.5' },
			{ type: 'refunds', gross: '-30.1', fee: '0.0' },
		],
		reference: 'TRACE-901',
		difference: '0',
	});
});

it('names the order and the transaction of each row, numbers of any size kept', () => {
	expect(mapped({}, [row()]).transactions).toEqual([
		{
			id: 'gid://shopify/ShopifyPaymentsBalanceTransaction/1',
			type: 'charge',
			amount: '100.0',
			fee: '2.5',
			net: '97.5',
			order: { id: 'gid://shopify/Order/1', number: '#1001' },
			sourceId: '82098291194615450801',
			sourceType: 'charge',
			orderTransactionId: '6500000100100',
			reason: null,
			processedAt: '2026-11-21T16:00:00.000Z',
			test: false,
		},
	]);
});

it('says by how much its transactions miss the net', () => {
	expect(mapped({}, [row()]).difference).toBe('-30.1');
	expect(mapped()).not.toHaveProperty('difference');
	expect(mapped()).not.toHaveProperty('transactions');
});

it.each([
	['SCHEDULED', 'scheduled', false],
	['IN_TRANSIT', 'inTransit', false],
	['PAID', 'paid', true],
	['FAILED', 'failed', true],
	['CANCELED', 'cancelled', true],
	['ON_A_HORSE', 'unmapped:ON_A_HORSE', true],
])('takes the status %s for %s', (status, word, final) => {
	expect(mapped({ status }).status).toBe(word);
	expect(isFinal(payout({ status }))).toBe(final);
});

it.each([
	['901', 'gid://shopify/ShopifyPaymentsPayout/901'],
	['gid://shopify/ShopifyPaymentsPayout/901', 'gid://shopify/ShopifyPaymentsPayout/901'],
	['gid://shopify/Order/901', undefined],
	['901 OR 1', undefined],
])('reads "%s" as a payout’s id', (given, id) => {
	expect(payoutGid(given)).toBe(id);
});

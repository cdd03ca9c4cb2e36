import { KIND_SCHEMAS, kindName, type Kind } from '../../core/model/kinds';
import type { Payout } from '../../core/model/payout';
import type { Price } from '../../core/model/price';
import type { Product } from '../../core/model/product';
import type { Refund } from '../../core/model/refund';
import { recordRevision } from '../../core/sync/revision';

/*
 * The kinds of record besides orders: what their schemas take, and what makes one of them another one.
 */

const origin = {
	system: 'shopify',
	account: 'example.myshopify.com',
	id: 'gid://shopify/X/1',
	seenAt: '2026-11-22T10:00:00Z',
};

const REFUND: Refund = {
	kind: 'refund',
	origin,
	number: '#1001-R1',
	order: { system: 'shopify', account: 'example.myshopify.com', id: 'gid://shopify/Order/1', number: '#1001' },
	status: 'pending',
	createdAt: '2026-11-22T09:00:00.000Z',
	updatedAt: '2026-11-22T09:00:00.000Z',
	currency: 'EUR',
	pricesIncludeTax: true,
	lines: [
		{ orderLineId: 'L1', sku: 'MUG-BLUE', quantity: 1, net: '10', tax: '2.55', gross: '12.55', restock: 'returned' },
	],
	shipping: [{ title: 'Parcel', net: '4', tax: '1.02', gross: '5.02' }],
	adjustments: [{ reason: 'CUSTOMER', gross: '-2' }],
	totals: { net: '12', tax: '3.57', gross: '15.57', refunded: '15.57', open: '0' },
	transactions: [{ gateway: 'manual', kind: 'refund', status: 'pending', amount: '15.57' }],
};

const PAYOUT: Payout = {
	kind: 'payout',
	origin,
	number: '901',
	status: 'paid',
	issuedAt: '2026-11-22T00:00:00.000Z',
	currency: 'EUR',
	totals: { gross: '100', fees: '3', net: '97' },
	transactions: [{ id: 'T1', type: 'charge', amount: '100', fee: '3', net: '97', order: { number: '#1001' } }],
};

const PRICE: Price = { kind: 'price', origin, sku: 'MUG-BLUE', price: '12.50', compareAtPrice: null, currency: 'EUR' };

it.each([REFUND, PAYOUT, PRICE])('takes a whole record: $kind', (record) => {
	const parsed = KIND_SCHEMAS[record.kind as Kind].safeParse(record);
	expect(parsed.error?.issues ?? []).toEqual([]);
	expect(kindName(record.kind)).toMatch(/^an? (refund|payout|price)$/);
});

it.each<[string, object]>([
	['an amount that is a number', { ...PRICE, price: 12.5 }],
	['an amount in words', { ...PRICE, price: '12,50' }],
	['a refund of no order', { ...REFUND, order: {} }],
	['a restock nobody knows', { ...REFUND, lines: [{ ...REFUND.lines[0], restock: 'shelf' }] }],
	['half a piece', { ...REFUND, lines: [{ ...REFUND.lines[0], quantity: 0.5 }] }],
	['a payout without its net', { ...PAYOUT, totals: { gross: '100', fees: '3' } }],
])('refuses %s', (_, record) => {
	expect(KIND_SCHEMAS[(record as { kind: Kind }).kind].safeParse(record).success).toBe(false);
});

it('keeps a word of the source that no table knows, so that it can be reported', () => {
	const line = { ...REFUND.lines[0]!, restock: 'unmapped:SHELF' };
	expect(KIND_SCHEMAS.refund.safeParse({ ...REFUND, lines: [line] }).success).toBe(true);
});

it('is another refund once its money has moved, and the same one however often it is read', () => {
	const revision = (refund: Refund) => recordRevision(refund, 'key');
	const paid = { ...REFUND, transactions: [{ ...REFUND.transactions[0]!, status: 'success' as const }] };
	expect(revision(paid)).not.toBe(revision(REFUND));
	const readAgain = {
		...REFUND,
		origin: { ...origin, seenAt: '2026-11-23T10:00:00Z' },
		updatedAt: '2026-11-23T09:00:00Z',
	};
	expect(revision(readAgain)).toBe(revision(REFUND));
});

it('is another product where the same amounts are of another currency', () => {
	const variants = [{ id: 'V1', sku: 'MUG-BLUE', price: '12.50' }];
	const product: Product = { kind: 'product', origin, number: 'MUG-BLUE', title: 'Mug', currency: 'EUR', variants };
	const revision = (record: Product) => recordRevision(record, 'key');
	expect(revision({ ...product, currency: 'SEK' })).not.toBe(revision(product));
	expect(revision({ ...product, currency: null })).toBe(revision({ ...product, currency: undefined }));
});

it('is another price with another amount or another list', () => {
	const revision = (price: Price) => recordRevision(price, 'key');
	expect(revision({ ...PRICE, price: '13' })).not.toBe(revision(PRICE));
	expect(revision({ ...PRICE, priceList: { id: 'B2B' } })).not.toBe(revision(PRICE));
});

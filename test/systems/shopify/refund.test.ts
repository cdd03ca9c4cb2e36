import { refundSchema } from '../../../core/model/refund';
import { changedAt, refundGid, toRefund } from '../../../nodes/Shopify/refund/mapping';
import { refundLine, wholeRefund, type WholeRefund } from '../../../nodes/Shopify/refund/wire';

/*
 * Shopify's refunds in the package's terms: every part with and without tax, and whether they come to the money.
 */

const bag = (amount: string) => ({ shopMoney: { amount, currencyCode: 'EUR' } });
const whole = <T>(nodes: T[]) => ({ nodes, pageInfo: { hasNextPage: false } });
const AT = { account: 'example.myshopify.com', seenAt: '2026-11-22T10:00:00.000Z' };

const transaction = (changes: object = {}) => ({
	id: 'gid://shopify/OrderTransaction/9',
	kind: 'REFUND',
	status: 'SUCCESS',
	gateway: 'shopify_payments',
	test: false,
	createdAt: '2026-11-22T09:00:00Z',
	processedAt: '2026-11-22T09:00:05Z',
	parentTransaction: { id: 'gid://shopify/OrderTransaction/1' },
	amountSet: bag('30.10'),
	...changes,
});

const line = (changes: object = {}) => ({
	id: 'gid://shopify/RefundLineItem/5',
	quantity: 1,
	restockType: 'RETURN',
	location: { id: 'gid://shopify/Location/1', name: 'Studio' },
	lineItem: {
		id: 'gid://shopify/LineItem/4',
		title: 'Mug',
		variantTitle: 'Blue',
		sku: ' MUG-BLUE ',
		isGiftCard: false,
		taxLines: [{ rate: 0.255 }],
		variant: { id: 'gid://shopify/ProductVariant/3', barcode: '6400000000017' },
	},
	subtotalSet: bag('25.10'),
	totalTaxSet: bag('5.10'),
	...changes,
});

/** A refund of one mug and half of the shipping; 25.10 + 5.00 = 30.10. */
function refund(changes: object = {}, order: object = {}): WholeRefund {
	return wholeRefund.parse({
		id: 'gid://shopify/Refund/77',
		legacyResourceId: '77',
		createdAt: '2026-11-22T09:00:00Z',
		processedAt: '2026-11-22T09:00:00Z',
		updatedAt: '2026-11-22T09:00:00Z',
		note: '',
		order: {
			id: 'gid://shopify/Order/1',
			legacyResourceId: '1',
			name: '#1001',
			test: false,
			currencyCode: 'EUR',
			taxesIncluded: true,
			currentTotalPriceSet: bag('40.00'),
			refunds: [{ id: 'gid://shopify/Refund/76' }, { id: 'gid://shopify/Refund/77' }],
			...order,
		},
		return: null,
		duties: [],
		refundLineItems: whole([line()]),
		refundShippingLines: whole([
			{
				id: 'S1',
				shippingLine: { id: 'SL1', title: 'Parcel' },
				subtotalAmountSet: bag('5.00'),
				taxAmountSet: bag('1.02'),
			},
		]),
		orderAdjustments: whole([]),
		transactions: whole([transaction()]),
		...changes,
	});
}

const mapped = (changes: object = {}, order: object = {}) => {
	const source = refund(changes, order);
	const canonical = toRefund(source, source.refundLineItems.nodes, AT);
	expect(refundSchema.safeParse(canonical).error?.issues ?? []).toEqual([]);
	return canonical;
};

it('says of every part what it is without tax and with it, and ties out', () => {
	expect(mapped()).toMatchObject({
		kind: 'refund',
		number: '#1001-R2',
		origin: { id: 'gid://shopify/Refund/77', number: '#1001-R2', url: 'https://example.myshopify.com/admin/orders/1' },
		order: { system: 'shopify', account: 'example.myshopify.com', id: 'gid://shopify/Order/1', number: '#1001' },
		status: 'settled',
		currency: 'EUR',
		pricesIncludeTax: true,
		lines: [
			{
				orderLineId: 'gid://shopify/LineItem/4',
				sku: 'MUG-BLUE',
				barcode: '6400000000017',
				title: 'Mug – Blue',
				quantity: 1,
				net: '20',
				tax: '5.10',
				gross: '25.10',
				taxRate: '0.255',
				restock: 'returned',
				location: { name: 'Studio' },
			},
		],
		shipping: [{ title: 'Parcel', net: '3.98', tax: '1.02', gross: '5.00' }],
		totals: { net: '23.98', tax: '6.12', gross: '30.1', refunded: '30.1', open: '0' },
		transactions: [
			{ parentId: 'gid://shopify/OrderTransaction/1', gateway: 'shopify_payments', kind: 'refund', status: 'success' },
		],
		note: null,
	});
});

it('adds the tax where the order’s prices are without it', () => {
	const { lines, totals } = mapped(
		{ transactions: whole([transaction({ amountSet: bag('36.22') })]) },
		{ taxesIncluded: false },
	);
	expect(lines[0]).toMatchObject({ net: '25.10', tax: '5.10', gross: '30.2' });
	expect(totals).toEqual({ net: '30.1', tax: '6.12', gross: '36.22', refunded: '36.22', open: '0' });
});

it.each([
	['less was given back', '2.00', '-2', '28.10'],
	['more was given back', '-2.00', '2', '32.10'],
])('takes an adjustment from the buyer’s side: %s', (_, amount, gross, money) => {
	const { adjustments, totals } = mapped({
		orderAdjustments: whole([{ id: 'A1', reason: 'CUSTOMER', amountSet: bag(amount), taxAmountSet: bag('0.00') }]),
		transactions: whole([transaction({ amountSet: bag(money) })]),
	});
	expect(adjustments).toEqual([{ id: 'A1', reason: 'CUSTOMER', net: gross, tax: '0', gross }]);
	expect(totals).toMatchObject({ gross: Number(money).toString(), refunded: Number(money).toString(), open: '0' });
});

it('shows as open what goes out in exchange instead of money', () => {
	const exchange = { id: 'E1', quantity: 1, lineItems: [] };
	const {
		totals,
		exchangedFor,
		return: returned,
	} = mapped({
		return: { id: 'gid://shopify/Return/1', name: '#1001-R1', exchangeLineItems: whole([exchange]) },
		transactions: whole([transaction({ amountSet: bag('5.10') })]),
	});
	expect(totals).toMatchObject({ gross: '30.1', refunded: '5.1', open: '25' });
	expect(exchangedFor).toEqual([{ orderLineId: null, sku: null, quantity: 1 }]);
	expect(returned).toEqual({ id: 'gid://shopify/Return/1', number: '#1001-R1' });
});

it('names the order’s own lines once what goes out in exchange is on it', () => {
	const lineItems = [{ id: 'gid://shopify/LineItem/8', sku: 'MUG-WHITE', quantity: 2 }];
	const exchange = { id: 'E1', quantity: 2, lineItems };
	const { exchangedFor } = mapped({ return: { id: 'R', name: null, exchangeLineItems: whole([exchange]) } });
	expect(exchangedFor).toEqual([{ orderLineId: 'gid://shopify/LineItem/8', sku: 'MUG-WHITE', quantity: 2 }]);
});

it.each<[string, string, object[]]>([
	['settled', '30.1', [transaction()]],
	['settled', '30.1', [transaction(), transaction({ status: 'FAILURE' })]],
	['pending', '60.2', [transaction(), transaction({ status: 'PENDING', processedAt: null })]],
	['pending', '30.1', [transaction({ status: 'AWAITING_RESPONSE' })]],
	['pending', '30.1', [transaction({ status: 'SOMETHING_NEW' })]],
	['failed', '0', [transaction({ status: 'ERROR' })]],
	['withoutMoney', '0', []],
	['withoutMoney', '0', [transaction({ kind: 'VOID' })]],
])('is %s with %s of money', (status, refunded, transactions) => {
	expect(mapped({ transactions: whole(transactions) })).toMatchObject({ status, totals: { refunded } });
});

it.each([
	['CANCEL', 'cancelled'],
	['RETURN', 'returned'],
	['NO_RESTOCK', 'none'],
	['LEGACY_RESTOCK', 'restocked'],
	['ON_THE_MOON', 'unmapped:ON_THE_MOON'],
])('takes the restock %s for %s', (restockType, restock) => {
	expect(mapped({ refundLineItems: whole([line({ restockType })]) }).lines[0]!.restock).toBe(restock);
});

it('counts money that came through later as a change', () => {
	const head = refund({ transactions: whole([transaction({ processedAt: '2026-11-25T08:00:00Z' })]) });
	expect(changedAt(head)).toBe('2026-11-25T08:00:00.000Z');
	expect(toRefund(head, [], AT).updatedAt).toBe('2026-11-25T08:00:00.000Z');
});

it('never cuts a list short', () => {
	const more = { nodes: [transaction()], pageInfo: { hasNextPage: true } };
	const parsed = wholeRefund.safeParse({ ...refund(), transactions: more });
	expect(parsed.error?.issues[0]).toMatchObject({
		path: ['transactions', 'pageInfo'],
		message: expect.stringMatching(/more/),
	});
});

it('keeps the line of an order whose product is gone', () => {
	const source = refundLine.parse(line({ lineItem: { ...line().lineItem, variant: null } }));
	expect(toRefund(refund(), [source], AT).lines[0]).toMatchObject({ sku: 'MUG-BLUE', barcode: null });
});

it.each([
	['77', 'gid://shopify/Refund/77'],
	[' gid://shopify/Refund/77 ', 'gid://shopify/Refund/77'],
	['gid://shopify/Order/77', undefined],
	["77' OR 1", undefined],
	['', undefined],
])('reads "%s" as a refund’s id', (given, id) => {
	expect(refundGid(given)).toBe(id);
});

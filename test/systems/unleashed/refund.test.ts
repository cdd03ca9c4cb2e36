import fc from 'fast-check';

import { invoiceSchema } from '../../../core/model/invoice';
import { minus, rounded, sum, times } from '../../../core/model/money';
import { refundSchema, type Refund, type RefundLine } from '../../../core/model/refund';
import type { Applied } from '../../../core/ports';
import { UnleashedClient } from '../../../nodes/Unleashed/client';
import { toInvoice } from '../../../nodes/Unleashed/invoice/mapping';
import { invoiceOperations } from '../../../nodes/Unleashed/invoice/operations';
import { invoice as invoiceWire } from '../../../nodes/Unleashed/invoice/wire';
import { order as orderWire } from '../../../nodes/Unleashed/order/wire';
import { markerOf, stillBilled, toDraft, type RefundRules } from '../../../nodes/Unleashed/refund/draft';
import { toRefund } from '../../../nodes/Unleashed/refund/mapping';
import { RefundTarget } from '../../../nodes/Unleashed/refund/target';
import { credit as creditWire } from '../../../nodes/Unleashed/refund/wire';
import { TaxBook } from '../../../nodes/Unleashed/tax/target';
import type { Raw } from '../../../nodes/Unleashed/wire';
import { listedBy, NOW } from '../../support/operation';
import { openVendor, type Answer, type Asked, type Vendor } from '../../support/vendor-http';

/*
 * Refunds as credit notes, once each, at every stage of their order; and invoices as they are read.
 */

const RULES: RefundRules = {
	prefix: 'SHOP-',
	numberFrom: 'number',
	products: { delivery: 'FREIGHT', duties: 'DUTIES', adjustment: 'GOODWILL', rounding: 'ROUNDING' },
	productWithoutSku: '',
	baseCurrency: 'NZD',
	exchangeRates: [],
	status: 'Parked',
	openOrders: 'order',
};

const line = (more: Partial<RefundLine> = {}): RefundLine => ({
	sku: 'MUG-BLUE',
	quantity: 1,
	restock: 'returned',
	net: '20.00',
	tax: '3.00',
	gross: '23.00',
	taxRate: '0.15',
	...more,
});

const refundOf = (more: Partial<Refund> = {}): Refund => ({
	kind: 'refund',
	origin: { system: 'shop', account: 'demo.example.com', id: 'gid://shop/Refund/77', seenAt: NOW },
	number: '#1001-R1',
	order: { number: '#1001' },
	orderTotalLeft: '32.20',
	currency: 'NZD',
	pricesIncludeTax: true,
	lines: [line()],
	status: 'settled',
	createdAt: '2026-11-22T09:00:00.000Z',
	totals: { gross: '23.00', refunded: '23.00', open: '0' },
	transactions: [],
	note: 'Too blue',
	...more,
});

const draftOf = (refund = refundOf(), rules: Partial<RefundRules> = {}) => {
	const made = toDraft(refund, { ...RULES, ...rules });
	if ('problem' in made) throw new Error(JSON.stringify(made.problem));
	return made.draft;
};

// ------------------------------------------------------------------ the draft

it('credits goods, delivery and money, net and exact, and says which order it was', () => {
	const refund = refundOf({
		lines: [
			line({ quantity: 2, net: '40.00', tax: '6.00', gross: '46.00' }),
			line({ sku: 'MUG-RED', quantity: 0, net: '4.35', tax: '0.65', gross: '5.00' }),
			line({ sku: 'CARD', restock: 'none', net: undefined, tax: undefined, gross: '11.50' }),
		],
		shipping: [{ net: '8.00', tax: '1.20' }],
		duties: [{ net: '3.00', tax: '0' }],
		adjustments: [{ net: '2.00', tax: '0' }],
		totals: { gross: '76.70', refunded: '76.70' },
	});
	const draft = draftOf(refund);
	expect(draft).toMatchObject({
		orderNumber: 'SHOP-1001',
		total: '76.7',
		comments: 'Refund #1001-R1 of order SHOP-1001 in NZD Too blue [shop:77]',
	});
	expect(
		draft.lines.map(({ product, quantity, price, total, tax, restock }) => [
			product,
			quantity,
			price,
			total,
			tax,
			restock,
		]),
	).toEqual([
		['MUG-BLUE', 2, '20', '40', '6', true],
		['MUG-RED', 1, '4.35', '4.35', '0.65', false],
		['CARD', 1, '10', '10', '1.5', false],
		['FREIGHT', 1, '8', '8', '1.2', false],
		['DUTIES', 1, '3', '3', '0', false],
		['GOODWILL', 1, '2', '2', '0', false],
	]);
	expect(refundSchema.safeParse(refund).success).toBe(true);
});

it.each([
	['a total its parts do not come to', { totals: { gross: '30.00', refunded: '30.00' } }, 'TOTALS_DIFFER'],
	['no order', { order: null }, 'FIELD_INVALID'],
	['goods without a SKU', { lines: [line({ sku: null })] }, 'CHARGE_PRODUCT_MISSING'],
	['nothing in it', { lines: [], totals: { gross: '0', refunded: '0' } }, 'ORDER_EMPTY'],
	['a cent and no product for it', { totals: { gross: '23.01', refunded: '23.01' } }, 'CHARGE_PRODUCT_MISSING'],
])('is a problem with %s', (what, more, code) => {
	const rules = what.startsWith('a cent') ? { products: { ...RULES.products, rounding: '' } } : {};
	const made = toDraft(refundOf(more), { ...RULES, ...rules });
	expect('problem' in made && made.problem.code).toBe(code);
});

/** A part as one says it who says all of it, or one of the two amounts. */
const only = ({ net, tax, gross }: Record<'net' | 'tax' | 'gross', string>, said: string): Partial<RefundLine> =>
	({
		all: { net, tax, gross },
		net: { net, tax, gross: undefined },
		gross: { net: undefined, tax, gross },
	})[said] ?? {};

it('comes to the refund’s total exactly, whatever was given back', () => {
	const given = fc.record({
		cents: fc.integer({ min: 1, max: 100_000 }),
		quantity: fc.integer({ min: 0, max: 9 }),
		rate: fc.constantFrom('0', '0.15', '0.2'),
	});
	fc.assert(
		fc.property(
			fc.array(given, { minLength: 1, maxLength: 5 }),
			fc.constantFrom('all', 'net', 'gross'),
			fc.integer({ min: 0, max: 900 }),
			(list, said, adjusted) => {
				const lines = list.map(({ cents, quantity, rate }) => {
					const net = times(String(cents), '0.01');
					const tax = rounded(times(net, rate), 2);
					const all = { net, tax, gross: sum([net, tax]) };
					return { all, line: line({ quantity, taxRate: rate, ...only(all, said) }) };
				});
				const money = times(String(adjusted), '0.01');
				const gross = sum([...lines.map(({ all }) => all.gross), money]);
				const draft = draftOf(
					refundOf({
						lines: lines.map((each) => each.line),
						totals: { gross, refunded: gross },
						adjustments: [{ net: money, tax: '0' }],
					}),
				);
				expect(minus(sum(draft.lines.flatMap((each) => [each.total, each.tax])), gross)).toBe('0');
			},
		),
		{ numRuns: 300 },
	);
});

// ------------------------------------------------------------------ the order it belongs to

const ORDER: Raw = {
	Guid: '119e3489-f17f-5efc-90a5-d00803a1d3f7',
	OrderNumber: 'SHOP-1001',
	OrderStatus: 'Completed',
	Customer: { Guid: 'c1', CustomerCode: 'WEB-SHOP' },
	Warehouse: { WarehouseCode: 'MAIN' },
	Currency: { CurrencyCode: 'NZD' },
	Total: 55.2,
};

it.each([
	['bills it all', {}, {}, 'billed'],
	['was lowered by it', { Total: 32.2 }, {}, 'takenOff'],
	['was lowered by a part of it', { Total: 40 }, {}, { unclear: '23.00 NZD refunded, 7.8 NZD still billed' }],
	['comes to nobody knows what', { Total: null }, {}, 'billed'],
	['has nothing left that anybody named', {}, { orderTotalLeft: null }, 'billed'],
	['bills this refund and another', { Total: 75.2 }, {}, 'billed'],
	['was lowered, of money alone', { Total: 32.2 }, { lines: [], adjustments: [{ gross: '23.00' }] }, 'billed'],
])('knows of an order that %s', (_, order, refund, expected) => {
	expect(stillBilled(refundOf(refund), orderWire.parse({ ...ORDER, ...order }))).toEqual(expected);
});

// ------------------------------------------------------------------ call by call

const vendors: Vendor[] = [];
afterEach(async () => {
	for (const each of vendors.splice(0)) await each.close();
});

const list = (rows: readonly Raw[]): Answer => ({
	body: { Pagination: { PageNumber: 1, NumberOfPages: 1 }, Items: rows },
});
const CREDIT = { Guid: 'k1', CreditNumber: 'CN-1', CreditStatus: 'Parked' };

async function targetFor(
	state: { order?: Raw | null; credits?: readonly Raw[]; post?: Answer; complete?: Answer; after?: Raw },
	rules: Partial<RefundRules> = {},
) {
	const {
		order = ORDER,
		credits = [],
		post = { status: 201, body: CREDIT },
		complete = { status: 200 },
		after,
	} = state;
	const vendor = await openVendor(({ method, path }: Asked) => {
		if (path === '/CreditNotes') return list(credits);
		if (path === '/SalesOrders') return list(order ? [order] : []);
		if (path === '/CreditNotes/k1' && after) return { body: after };
		if (path === '/Taxes')
			return list([
				{ TaxCode: 'GST', TaxRate: 0.15 },
				{ TaxCode: 'NONE', TaxRate: 0 },
			]);
		if (method === 'POST') return path.endsWith('/Complete') ? complete : post;
		return { status: 404 };
	});
	vendors.push(vendor);
	const unleashed = new UnleashedClient(vendor.http);
	return {
		target: new RefundTarget(
			'a',
			unleashed,
			{ ...RULES, ...rules },
			new TaxBook(unleashed, { codes: [], otherCode: '' }),
		),
		there: vendor,
	};
}

/** What the road of a write makes of a refund. */
async function put(target: RefundTarget, record = refundOf()): Promise<Applied | string> {
	const key = target.documentKey(record);
	const draft = draftOf(record);
	const found = (await target.find([{ key, record }])).get(key);
	if (found) {
		const answer = target.revise(found);
		return answer.can === 'update' ? (await target.update([{ record, draft, found }], () => true))[0]! : answer.can;
	}
	const absent = target.absent(record);
	if (absent) return `${absent.reason.code} ${absent.settle ? 'settled' : 'open'}`;
	const why = (await target.check([{ record, draft }])).get(0);
	return why ? why.code : (await target.create([{ record, draft }], () => true))[0]!;
}

it('credits the customer and the warehouse of the order', async () => {
	const { target, there } = await targetFor({});
	expect(await put(target)).toEqual({ outcome: 'done', id: 'k1', number: 'CN-1' });
	const sent = there.asked.at(-1);
	expect(sent?.path).toBe('/CreditNotes/FreeCredit');
	expect(sent?.body).toEqual({
		Customer: { Guid: 'c1', CustomerCode: 'WEB-SHOP' },
		Warehouse: { WarehouseCode: 'MAIN' },
		CreditDate: '2026-11-22T09:00:00',
		Comments: 'Refund #1001-R1 of order SHOP-1001 in NZD Too blue [shop:77]',
		Tax: { TaxCode: 'GST' },
		ExchangeRate: 1,
		CreditLines: [
			{
				LineNumber: 1,
				Product: { ProductCode: 'MUG-BLUE' },
				CreditQuantity: 1,
				CreditPrice: 20,
				LineTotal: 20,
				LineTax: 3,
				ReturnToStock: true,
			},
		],
	});
});

it.each([
	['completed', { OrderStatus: 'Completed' }, {}, 'done'],
	['completed after it was lowered', { OrderStatus: 'Completed', Total: 32.2 }, {}, 'REFUND_IN_ORDER settled'],
	['open and not lowered yet', { OrderStatus: 'Placed' }, {}, 'REFUND_WAITS open'],
	['open and lowered', { OrderStatus: 'Parked', Total: 32.2 }, {}, 'REFUND_IN_ORDER settled'],
	['open, where refunds are credited at once', { OrderStatus: 'Placed' }, { openOrders: 'credit' }, 'done'],
	['lowered by a part', { OrderStatus: 'Completed', Total: 40 }, {}, 'REFUND_UNCLEAR'],
	['deleted', { OrderStatus: 'Deleted' }, {}, 'ORDER_CANCELLED'],
	['in another currency', { Currency: { CurrencyCode: 'AUD' } }, {}, 'CURRENCY_DIFFERS'],
] as Array<[string, Raw, Partial<RefundRules>, string]>)(
	'meets an order that is %s',
	async (_, order, rules, expected) => {
		const { target, there } = await targetFor({ order: { ...ORDER, ...order } }, rules);
		const answer = await put(target);
		expect(typeof answer === 'string' ? answer : answer.outcome).toBe(expected);
		expect(there.calls().some((call) => call.startsWith('POST'))).toBe(expected === 'done');
	},
);

it('credits money that belongs to no goods at once, also of an open order', async () => {
	const { target } = await targetFor({ order: { ...ORDER, OrderStatus: 'Placed' } });
	expect(await put(target, refundOf({ lines: [], adjustments: [{ gross: '23.00' }] }))).toMatchObject({
		outcome: 'done',
	});
});

it('does not credit an order that is not there', async () => {
	const { target } = await targetFor({ order: null });
	expect(await put(target)).toBe('ORDER_NOT_FOUND');
});

it.each([
	['is not there', null],
	['was deleted', { ...ORDER, OrderStatus: 'Deleted' }],
])('books nothing where no money moved and the order %s', async (_, order) => {
	const { target } = await targetFor({ order });
	expect(await put(target, refundOf({ status: 'withoutMoney' }))).toBe('REFUND_IN_ORDER settled');
});

it('knows a credit note of its own again, and no other', async () => {
	const own = { ...CREDIT, Comments: draftOf().comments };
	const { target, there } = await targetFor({
		credits: [{ ...CREDIT, Guid: 'k0', Comments: 'Refund #1001-R1 by hand' }, own],
	});
	expect(await put(target)).toBe('unchanged');
	expect(there.calls()).toEqual(['GET /CreditNotes']);
	const key = target.documentKey(refundOf());
	expect((await target.find([{ key, record: refundOf() }])).get(key)?.id).toBe('k1');
	expect(there.asked[0]?.query.modifiedSince).toBe('2026-11-21T09:00:00.000');
	expect(markerOf(refundOf({ origin: { ...refundOf().origin, id: 'gid://shop/Refund/7' } }))).toBe('[shop:7]');
});

it('completes a credit note where that is wanted, and one that was left Parked', async () => {
	const { target, there } = await targetFor({}, { status: 'Completed' });
	expect(await put(target)).toMatchObject({ outcome: 'done' });
	expect(there.calls().at(-1)).toBe('POST /CreditNotes/k1/Complete');
	const left = await targetFor({ credits: [{ ...CREDIT, Comments: draftOf().comments }] }, { status: 'Completed' });
	expect(await put(left.target)).toMatchObject({ outcome: 'done', id: 'k1' });
	const done = await targetFor(
		{ credits: [{ ...CREDIT, CreditStatus: 'Completed', Comments: draftOf().comments }] },
		{ status: 'Completed' },
	);
	expect(await put(done.target)).toBe('unchanged');
});

it.each([
	[
		'refused',
		{ post: { status: 400, body: { Description: 'Customer on stop: Too blue' } } },
		{},
		{ outcome: 'rejected', vendorText: 'Customer on stop: …' },
	],
	['not answered', { post: 'reset' }, {}, { outcome: 'unknown' }],
	[
		'made with another total',
		{ post: { body: { ...CREDIT, Total: 22.99 } } },
		{},
		{ outcome: 'rejected', problem: { code: 'CHANGE_BY_HAND' } },
	],
	[
		'made and not completed',
		{ complete: { status: 400 } },
		{ status: 'Completed' },
		{ outcome: 'rejected', problem: { code: 'STATUS_NOT_SET' } },
	],
	[
		'made, its completion not answered',
		{ complete: 'reset' },
		{ status: 'Completed' },
		{ outcome: 'rejected', problem: { code: 'STATUS_NOT_SET' } },
	],
	[
		'made and completed, which was not answered',
		{ complete: 'reset', after: { ...CREDIT, CreditStatus: 'Completed' } },
		{ status: 'Completed' },
		{ outcome: 'done', id: 'k1', number: 'CN-1', stood: false },
	],
	[
		'made, and completed by somebody else',
		{ complete: { status: 400 }, after: { ...CREDIT, CreditStatus: 'Completed' } },
		{ status: 'Completed' },
		{ outcome: 'done', id: 'k1', number: 'CN-1', stood: true },
	],
	[
		'made and still Parked after its completion was not answered',
		{ complete: 'reset', after: CREDIT },
		{ status: 'Completed' },
		{ outcome: 'rejected', problem: { code: 'STATUS_NOT_SET' } },
	],
	[
		'refused because the month is used up',
		{ post: { status: 403, body: 'monthly limit' } },
		{},
		{ outcome: 'stopped', error: { code: 'SETUP_QUOTA' } },
	],
] as Array<[string, { post?: Answer; complete?: Answer; after?: Raw }, Partial<RefundRules>, object]>)(
	'says of a credit note that was %s',
	async (_, state, rules, expected) => {
		const { target } = await targetFor(state, rules);
		expect(await put(target)).toMatchObject(expected);
	},
);

// ------------------------------------------------------------------ reading

it('reads a credit note as a refund, with its order where it names one', () => {
	const raw = {
		...CREDIT,
		CreditStatus: 'Completed',
		CreditDate: '/Date(1795169730123)/',
		Comments: draftOf().comments,
		Currency: { CurrencyCode: 'NZD' },
		Total: 23,
		CreditLines: [
			{ Product: { ProductCode: 'MUG-BLUE' }, CreditQuantity: 1, LineTotal: 20, LineTax: 3, ReturnToStock: true },
		],
	};
	const read = toRefund(creditWire.parse(raw), 'SHOP-', 'a', NOW);
	expect(refundSchema.safeParse(read).success).toBe(true);
	expect(read).toMatchObject({
		status: 'booked',
		order: { number: '1001', reference: 'SHOP-1001' },
		createdAt: '2026-11-20T10:15:30.123Z',
		lines: [{ sku: 'MUG-BLUE', quantity: 1, net: '20', tax: '3', restock: 'returned' }],
		totals: { gross: '23', refunded: null },
	});
	expect(toRefund(creditWire.parse({ ...raw, Comments: 'by hand' }), 'SHOP-', 'a', NOW).order).toBeNull();
	expect(toRefund(creditWire.parse({ ...raw, CreditStatus: 'Odd' }), '', 'a', NOW).status).toBe('unmapped:Odd');
});

const INVOICE: Raw = {
	Guid: 'I1',
	InvoiceNumber: 'INV-7',
	InvoiceStatus: 'Completed',
	OrderNumber: 'SHOP-1001',
	InvoiceDate: '/Date(1795169730123)/',
	Customer: { CustomerCode: 'WEB-SHOP' },
	Currency: { CurrencyCode: 'NZD' },
	SubTotal: 48,
	TaxTotal: 7.2,
	Total: 55.2,
	InvoiceLines: [
		{ Product: { ProductCode: 'MUG-BLUE' }, InvoiceQuantity: 2, UnitPrice: 20, LineTotal: 40, LineTax: 6 },
	],
	LastModifiedOn: '/Date(1795169730123)/',
};

it('reads an invoice as one the package takes', () => {
	const read = toInvoice(invoiceWire.parse(INVOICE), 'SHOP-', 'a', NOW);
	expect(invoiceSchema.safeParse(read).success).toBe(true);
	expect(read).toMatchObject({
		status: 'issued',
		order: { number: '1001', reference: 'SHOP-1001' },
		totals: { lines: '48', tax: '7.2', total: '55.2' },
		lines: [{ sku: 'MUG-BLUE', quantity: 2, total: '40' }],
	});
	expect(toInvoice(invoiceWire.parse({ ...INVOICE, OrderNumber: null }), '', 'a', NOW).order).toBeNull();
});

it('asks for the invoices of an order, in the statuses that are wanted', async () => {
	const [getMany] = invoiceOperations;
	const vendor = await openVendor(() => list([INVOICE]));
	vendors.push(vendor);
	const filters = { orderNumber: 'SHOP-1001', statuses: ['Completed', 'Parked'] };
	const { records } = await listedBy(getMany, vendor.http, { numberPrefix: 'SHOP-', filters }, { changedAfter: NOW });
	expect(records.map(({ number }) => number)).toEqual(['INV-7']);
	expect(vendor.asked[0]?.query).toMatchObject({
		orderNumber: 'SHOP-1001',
		invoiceStatus: 'Completed,Parked',
		modifiedSince: '2026-11-22T10:20:00.000',
	});
});

import { orderSchema as canonical, type Order, type OrderLine } from '../../../core/model/order';
import type { Applied, Found } from '../../../core/ports';
import { documentUuid } from '../../../core/sync/keys';
import { UnleashedClient } from '../../../nodes/Unleashed/client';
import { CancelTarget } from '../../../nodes/Unleashed/cancellation/target';
import { CompleteTarget } from '../../../nodes/Unleashed/completion/target';
import { customerOfOrder } from '../../../nodes/Unleashed/customer/draft';
import { toChangedOrder, toNewOrder, type Taxes } from '../../../nodes/Unleashed/document/draft';
import { changes, lineKeysOf } from '../../../nodes/Unleashed/document/mapping';
import { orderGuid } from '../../../nodes/Unleashed/mapping';
import { toDraft, type OrderDraft, type OrderRules } from '../../../nodes/Unleashed/order/draft';
import { toOrder } from '../../../nodes/Unleashed/order/mapping';
import { OrderTarget } from '../../../nodes/Unleashed/order/target';
import { order as orderSchema, type UnleashedOrder } from '../../../nodes/Unleashed/order/wire';
import { TaxBook } from '../../../nodes/Unleashed/tax/target';

import type { Raw } from '../../../nodes/Unleashed/wire';
import { sampleOrder } from '../../core/samples';
import { openVendor, type Answer, type Asked, type Vendor } from '../../support/vendor-http';

/*
 * A shop's order at Unleashed: as it is asked for, as it stands there, and what is sent, call by call, to a vendor that
 * answers what the test says.
 */

const NOW = '2026-11-22T10:20:00.000Z';

const RULES: OrderRules = {
	prefix: 'SHOP-',
	numberFrom: 'number',
	customer: { fixed: 'WEB-SHOP' },
	booking: {
		products: { delivery: 'FREIGHT', discount: 'DISCOUNT', tip: 'TIP', 'duties and fees': '', rounding: 'ROUNDING' },
		productWithoutSku: '',
		discounts: 'inPrice',
	},
	warehouse: 'MAIN',
	warehouses: [{ place: 'Outlet', code: 'OUT' }],
	deliveryMethods: [{ method: 'standard', name: 'Courier' }],
	otherDeliveryMethod: '',
	baseCurrency: 'EUR',
	exchangeRates: [{ currency: 'SEK', rate: '0.087' }],
	status: { status: 'Parked', custom: '' },
	salesOrderGroup: '',
	contactInInstruction: false,
};

const TAXES: Taxes = new Map([['0.255', { code: 'VAT25', rate: 25.5 }]]);
const GUID = documentUuid({ system: 'shop', account: 'demo.example.com', id: '501', kind: 'order' });

function draftOf(order: Order = sampleOrder(), rules: Partial<OrderRules> = {}): OrderDraft {
	const drafted = toDraft(order, { ...RULES, ...rules });
	if ('problem' in drafted) throw new Error(JSON.stringify(drafted.problem));
	return drafted.draft;
}

const bodyOf = (draft: OrderDraft): Raw => toNewOrder(draft, { CustomerCode: 'WEB-SHOP' }, TAXES);

/** What Unleashed stores of a body. */
const stored = (body: unknown, more: Raw = {}): Raw => ({
	...(body as Raw),
	...more,
	CreatedOn: '/Date(1795169730123)/',
	LastModifiedOn: '/Date(1795169730123)/',
});

const standing = (raw: Raw): UnleashedOrder => orderSchema.parse(raw);

// ------------------------------------------------------------------ the draft

it('asks for an order that adds up, in Unleashed’s own fields', () => {
	expect(bodyOf(draftOf())).toMatchObject({
		Guid: GUID,
		OrderNumber: 'SHOP-1001',
		SourceId: 'shop:501',
		OrderStatus: 'Parked',
		OrderDate: '2026-11-22T10:00:00',
		Customer: { CustomerCode: 'WEB-SHOP' },
		CustomerRef: '#1001',
		Warehouse: { WarehouseCode: 'MAIN' },
		Currency: { CurrencyCode: 'EUR' },
		ExchangeRate: 1,
		Tax: { TaxCode: 'VAT25' },
		TaxRate: 25.5,
		DeliveryMethod: 'Courier',
		DeliveryName: 'Example Person',
		DeliveryCountry: 'Finland',
		SubTotal: 29.8,
		TaxTotal: 7.6,
		Total: 37.4,
		SalesOrderLines: [
			{
				LineNumber: 1,
				Product: { ProductCode: 'MUG-BLUE' },
				OrderQuantity: 2,
				UnitPrice: 7.97,
				LineTotal: 15.94,
				LineTax: 4.06,
				LineTaxCode: 'VAT25',
				TaxRate: 25.5,
			},
			{ LineNumber: 2, UnitPrice: 9.96, LineTotal: 9.96, LineTax: 2.54 },
			{
				LineNumber: 3,
				Product: { ProductCode: 'FREIGHT' },
				OrderQuantity: 1,
				UnitPrice: 3.9,
				LineTotal: 3.9,
				LineTax: 1,
				Comments: 'Standard',
			},
		],
	});
});

it('gives an order and its lines GUIDs that depend on nothing but the shop’s own record', () => {
	const [first] = draftOf().lines;
	const [second] = draftOf(sampleOrder({ updatedAt: NOW, note: 'other' }), { prefix: 'B-' }).lines;
	expect(second?.guid).toBe(first?.guid);
	const guids = draftOf().lines.map(({ guid }) => guid);
	expect(new Set([...guids, GUID]).size).toBe(4);
	expect(orderGuid({ origin: { ...sampleOrder().origin, account: 'other.example.com' } })).not.toBe(GUID);
});

it.each([
	['a number that is too long', { number: '#1234567890123456' }, {}, 'REFERENCE_INVALID'],
	['a total that does not tie out', { totals: { lines: '1', total: '99' } }, {}, 'TOTALS_DIFFER'],
	[
		'nobody it could be booked to',
		{ customer: null, billTo: null, shipTo: null },
		{ customer: { own: { codePrefix: '' } } },
		'ORDER_CUSTOMER_MISSING',
	],
] as Array<[string, Partial<Order>, Partial<OrderRules>, string]>)('is a problem with %s', (_, order, rules, code) => {
	const drafted = toDraft(sampleOrder(order), { ...RULES, ...rules });
	expect('problem' in drafted && drafted.problem.code).toBe(code);
});

it.each([
	[{ currency: 'EUR' }, '1'],
	[{ currency: 'SEK' }, '0.087'],
	[{ currency: 'NOK' }, undefined],
])('has for an order in %j the rate %s', (order, rate) => expect(draftOf(sampleOrder(order)).exchangeRate).toBe(rate));

it.each([
	[{ location: { id: 'gid://x/Location/7', name: 'outlet' } }, 'OUT'],
	[{ location: { id: 'Outlet', name: null } }, 'OUT'],
	[{ location: { id: '9', name: 'Elsewhere' } }, 'MAIN'],
	[{ location: null }, 'MAIN'],
])('sends an order of %j from %s', (order, code) => expect(draftOf(sampleOrder(order)).warehouse).toBe(code));

it('names the native marker where the prefix is one', () => {
	expect(draftOf(sampleOrder(), { prefix: '#' }).orderNumber).toBe('#1001');
});

// ------------------------------------------------------------------ customers

it('makes a customer’s code of the shop’s own number, and of the e-mail address only in a form nobody can read', () => {
	const own = (customer: Order['customer']) => {
		const made = customerOfOrder(sampleOrder({ customer }), { codePrefix: 'C-' });
		return 'draft' in made ? made.draft : undefined;
	};
	const known = own({ reference: 'gid://shop/Customer/88112', email: 'jane@example.com', name: 'Jane Maria Doe' });
	expect(known).toMatchObject({ code: 'C-88112', name: 'Jane Maria Doe', firstName: 'Jane Maria', lastName: 'Doe' });
	const guest = own({ email: 'Jane@example.com' });
	expect(guest?.code).toMatch(/^C-[0-9a-f]{12}$/);
	expect(guest?.code).toBe(own({ email: 'jane@EXAMPLE.com' })?.code);
	expect(JSON.stringify([guest?.code, guest?.guid, guest?.sourceId])).not.toContain('jane');
});

// ------------------------------------------------------------------ what stands there

const keys = (order: Order, draft: OrderDraft) => lineKeysOf(order, draft, RULES);

it('finds nothing changed in what it made, also as Unleashed writes it', () => {
	const draft = draftOf();
	const raw = stored(bodyOf(draft), { DeliveryCountry: 'finland', Total: 37.400000001 });
	expect(changes(standing(raw), draft, keys(sampleOrder(), draft))).toEqual([]);
});

it('names what differs', () => {
	const draft = draftOf();
	const there = standing(stored(bodyOf(draft)));
	const [first, ...rest] = sampleOrder().lines as [OrderLine, OrderLine];
	const edited = sampleOrder({
		note: 'Other',
		lines: [{ ...first, quantity: 1, currentQuantity: 1, discount: '2.50', tax: '2.03', total: '10.00' }, ...rest],
		taxLines: null,
		totals: { lines: '22.50', shipping: '4.90', tax: '5.57', total: '27.40' },
	});
	const wanted = draftOf(edited);
	const found = changes(there, wanted, keys(edited, wanted));
	expect(found.map(({ field }) => field)).toEqual(['lines', 'Comments']);
	expect(found[0]?.after).toContain('MUG-BLUE × 1: 7.97 + 2.03');
});

it('changes an order whole: people’s lines stay, ours keep their places, and the total is that of all', () => {
	const draft = draftOf();
	const gift = {
		Guid: 'aaaa',
		LineNumber: 4,
		Product: { ProductCode: 'GIFT' },
		OrderQuantity: 1,
		UnitPrice: 1,
		LineTotal: 1,
		LineTax: 0.26,
	};
	const body = bodyOf(draft);
	const raw = stored(body, {
		SalesOrderLines: [...(body.SalesOrderLines as Raw[]), gift],
		Total: 38.66,
		CustomField: 'kept',
		BCTotal: 38.66,
		RequiredDate: '/Date(1795169730000)/',
		OrderStatus: 'Backordered',
	});
	const [first] = sampleOrder().lines as [OrderLine];
	const edited = sampleOrder({
		lines: [first],
		taxLines: null,
		totals: { lines: '20.00', shipping: '4.90', tax: '5.06', total: '24.90' },
	});
	const wanted = draftOf(edited);
	const sent = toChangedOrder(raw, standing(raw), wanted, TAXES, keys(sampleOrder(), wanted));
	expect(sent).toMatchObject({
		CustomField: 'kept',
		OrderStatus: 'Backordered',
		RequiredDate: '2026-11-20T10:15:30',
		SubTotal: 20.84,
		TaxTotal: 5.32,
		Total: 26.16,
	});
	expect(sent).not.toHaveProperty('BCTotal');
	const lines = sent.SalesOrderLines as Raw[];
	expect(lines.map(({ LineNumber, Product }) => [LineNumber, (Product as Raw).ProductCode])).toEqual([
		[1, 'MUG-BLUE'],
		[3, 'FREIGHT'],
		[4, 'GIFT'],
	]);
});

it('knows its lines again where Unleashed gave them GUIDs of its own', () => {
	const draft = draftOf();
	const body = bodyOf(draft);
	const lines = (body.SalesOrderLines as Raw[]).map((line, at) => ({ ...line, Guid: `own-${at}` }));
	const raw = stored(body, { SalesOrderLines: lines });
	expect(changes(standing(raw), draft, keys(sampleOrder(), draft))).toEqual([]);
	const sent = toChangedOrder(raw, standing(raw), draft, TAXES, keys(sampleOrder(), draft));
	expect((sent.SalesOrderLines as Raw[]).map(({ Guid }) => Guid)).toEqual(['own-0', 'own-1', 'own-2']);
});

it('reads an order back as one the package takes', () => {
	const raw = stored(bodyOf(draftOf()), { OrderStatus: 'Backordered', CustomOrderStatus: null });
	const read = toOrder(standing(raw), 'api-id', NOW);
	expect(canonical.safeParse(read).success).toBe(true);
	expect(read).toMatchObject({
		status: 'open',
		fulfillmentStatus: 'unfulfilled',
		currency: 'EUR',
		pricesIncludeTax: false,
		updatedAt: '2026-11-20T10:15:30.123Z',
		totals: { lines: '29.8', tax: '7.6', total: '37.4' },
		shipTo: { countryCode: 'FI' },
	});
	expect(toOrder(standing({ ...raw, OrderStatus: 'Frozen' }), 'a', NOW).status).toBe('unmapped:Frozen');
});

// ------------------------------------------------------------------ call by call

let vendor: Vendor | undefined;
afterEach(async () => {
	await vendor?.close();
	vendor = undefined;
});

const list = (rows: readonly Raw[]): Answer => ({
	body: { Pagination: { NumberOfItems: rows.length, PageNumber: 1, NumberOfPages: 1 }, Items: rows },
});
const TAX_LIST = list([
	{ TaxCode: 'NONE', TaxRate: 0 },
	{ TaxCode: 'VAT25', TaxRate: 25.5 },
]);

async function targetFor(answer: (asked: Asked) => Answer | undefined, rules: Partial<OrderRules> = {}) {
	vendor = await openVendor((asked) => answer(asked) ?? (asked.path === '/Taxes' ? TAX_LIST : { status: 404 }));
	const unleashed = new UnleashedClient(vendor.http);
	const taxes = new TaxBook(unleashed, { codes: [], otherCode: '' });
	return { target: new OrderTarget('api-id', unleashed, { ...RULES, ...rules }, taxes), vendor };
}

const is = ({ method, path }: Asked, call: string) => `${method} ${path}` === call;
const POST = `POST /SalesOrders/${GUID}`;
const PUT = `PUT /SalesOrders/${GUID}`;
const GET = `GET /SalesOrders/${GUID}`;

async function created(
	target: OrderTarget,
	order: Order = sampleOrder(),
	rules: Partial<OrderRules> = {},
): Promise<Applied> {
	const draft = draftOf(order, rules);
	const [answer] = await target.create([{ record: order, draft }], () => true);
	return answer!;
}

it('creates an order with one call for its taxes and one for itself', async () => {
	const { target, vendor: there } = await targetFor((asked) =>
		is(asked, POST) ? { status: 201, body: stored(asked.body) } : undefined,
	);
	expect(await created(target)).toEqual({ outcome: 'done', id: GUID, number: 'SHOP-1001' });
	expect(there.calls()).toEqual(['GET /Taxes', POST]);
	expect(target.holds(sampleOrder(), draftOf())).toEqual([]);
});

const PLACED = { status: { status: 'Placed', custom: '' } } as const;

it('places an order by sending the answer to its creation back whole, and keeps its goods then', async () => {
	const { target, vendor: there } = await targetFor((asked) => {
		if (is(asked, POST)) return { status: 201, body: stored(asked.body, { Extra: 'of Unleashed' }) };
		return is(asked, PUT) ? { body: stored(asked.body) } : undefined;
	}, PLACED);
	expect(await created(target, sampleOrder(), PLACED)).toMatchObject({ outcome: 'done' });
	const body = there.asked.at(-1)?.body as Raw;
	expect(body).toMatchObject({
		OrderStatus: 'Placed',
		Extra: 'of Unleashed',
		Comments: 'Please ring the bell',
		Total: 37.4,
	});
	expect(body.SalesOrderLines).toHaveLength(3);
	expect(target.holds(sampleOrder(), draftOf())).toEqual([
		{ sku: 'MUG-BLUE', quantity: 2 },
		{ sku: 'MUG-RED', quantity: 1 },
	]);
});

it('tells of an order that stands there and could not be placed', async () => {
	const { target } = await targetFor((asked) => {
		if (is(asked, POST)) return { status: 201, body: stored(asked.body) };
		return is(asked, PUT) ? { status: 400, body: { Description: 'No.' } } : undefined;
	}, PLACED);
	const answer = await created(target, sampleOrder(), PLACED);
	expect(answer).toMatchObject({
		outcome: 'rejected',
		vendorText: 'No.',
		problem: { code: 'STATUS_NOT_SET', params: { wanted: 'Placed', status: '400' } },
	});
});

it('tells of an order that does not come to what was sent', async () => {
	const { target } = await targetFor((asked) =>
		is(asked, POST) ? { status: 201, body: stored(asked.body, { Total: 37.41 }) } : undefined,
	);
	expect(await created(target)).toMatchObject({ outcome: 'rejected', problem: { code: 'CHANGE_BY_HAND' } });
});

it('finishes from a fresh read where the answer to a creation was lost', async () => {
	let body: unknown;
	const { target, vendor: there } = await targetFor((asked) => {
		if (is(asked, POST)) {
			body = asked.body;
			return 'reset';
		}
		return is(asked, GET) ? { body: stored(body) } : is(asked, PUT) ? { body: stored(asked.body) } : undefined;
	}, PLACED);
	expect(await created(target, sampleOrder(), PLACED)).toEqual({ outcome: 'done', id: GUID, number: 'SHOP-1001' });
	expect(there.calls().slice(1)).toEqual([POST, GET, PUT]);
});

it('does not know what became of an order whose answer was lost and that is not seen', async () => {
	const { target, vendor: there } = await targetFor((asked) => (is(asked, POST) ? { status: 503 } : undefined));
	expect(await created(target)).toMatchObject({ outcome: 'unknown', problem: { code: 'NO_ANSWER' } });
	expect(there.calls().filter((call) => call === POST)).toHaveLength(1);
});

it.each([400, 409])('takes a used GUID that is refused with %i for the order that stands there', async (status) => {
	const { target } = await targetFor((asked) => {
		if (is(asked, POST)) return { status, body: { Description: 'The Guid is used.' } };
		return is(asked, GET) ? { body: stored(bodyOf(draftOf())) } : undefined;
	});
	expect(await created(target)).toEqual({ outcome: 'done', id: GUID, number: 'SHOP-1001', stood: true });
});

it('changes what stands under a used GUID where it is not what is wanted', async () => {
	const { target, vendor: there } = await targetFor((asked) => {
		if (is(asked, POST)) return { status: 400, body: '' };
		if (is(asked, GET)) return { body: stored(bodyOf(draftOf()), { Comments: 'older' }) };
		return is(asked, PUT) ? { body: stored(asked.body) } : undefined;
	});
	expect(await created(target)).toMatchObject({ outcome: 'done' });
	expect(there.calls().at(-1)).toBe(PUT);
});

it('does not bring an order back that people deleted', async () => {
	const { target, vendor: there } = await targetFor((asked) => {
		if (is(asked, POST)) return { status: 400, body: '' };
		return is(asked, GET) ? { body: stored(bodyOf(draftOf()), { OrderStatus: 'Deleted' }) } : undefined;
	});
	expect(await created(target)).toMatchObject({ outcome: 'rejected', problem: { code: 'TARGET_MISSING' } });
	expect(there.calls()).not.toContain(PUT);
});

it('names the products that Unleashed does not know, once it has refused', async () => {
	const { target, vendor: there } = await targetFor((asked) => {
		if (is(asked, POST)) return { status: 400, body: { Description: 'Product not found for Example Person.' } };
		if (is(asked, 'GET /SalesOrders')) return list([]);
		if (!is(asked, 'GET /Products')) return undefined;
		return list(
			asked.query.productCode === 'MUG-RED'
				? [{ ProductCode: 'MUG-RED-XL' }]
				: [{ ProductCode: asked.query.productCode }],
		);
	});
	const answer = await created(target);
	expect(answer).toMatchObject({ outcome: 'rejected', problem: { code: 'UNKNOWN_SKU', params: { skus: 'MUG-RED' } } });
	expect(JSON.stringify(answer)).not.toContain('Example Person');
	expect(there.calls().filter((call) => call === 'GET /Products')).toHaveLength(3);
});

it.each([
	[403, { Message: 'Forbidden' }, 'SETUP_CREDENTIAL'],
	[403, { Message: 'Monthly usage limit reached' }, 'SETUP_QUOTA'],
	[429, 'slow down', 'SETUP_LIMIT'],
])('ends the run at %i %j with %s, and asks nothing more', async (status, body, code) => {
	const { target, vendor: there } = await targetFor(({ method }) => (method === 'POST' ? { status, body } : undefined));
	const records = ['501', '502', '503', '504'].map((id) => sampleOrder({ origin: { ...sampleOrder().origin, id } }));
	const answers = await target.create(
		records.map((record) => ({ record, draft: draftOf(record) })),
		() => true,
	);
	for (const answer of answers) expect(answer).toMatchObject({ outcome: 'stopped', error: { code } });
	expect(there.calls().filter((call) => call.startsWith('POST')).length).toBeLessThanOrEqual(2);
	expect(there.calls().filter((call) => call.startsWith('GET /SalesOrders'))).toEqual([]);
});

it('sends nothing once the lease is over', async () => {
	const { target, vendor: there } = await targetFor(() => undefined);
	const [answer] = await target.create([{ record: sampleOrder(), draft: draftOf() }], () => false);
	expect(answer).toEqual({ outcome: 'unsent' });
	expect(there.calls()).toEqual(['GET /Taxes']);
});

// ------------------------------------------------------------------ looking and changing

async function foundBy(target: OrderTarget, key = 'SHOP-1001', record = sampleOrder()): Promise<Map<string, Found>> {
	return await target.find([{ key, record }]);
}

it('finds its own order by number, and others only where another connector would have put them', async () => {
	const rows: Record<string, Raw> = {
		'SHOP-1001': stored(bodyOf(draftOf())),
		'#1001': stored(bodyOf(draftOf()), {
			Guid: documentUuid({ system: 'x', account: 'y', id: 'z', kind: 'order' }),
			OrderNumber: '#1001',
		}),
	};
	const { target } = await targetFor(({ query }) =>
		list(rows[query.orderNumber ?? ''] ? [rows[query.orderNumber ?? '']!] : []),
	);
	expect((await foundBy(target)).get('SHOP-1001')?.id).toBe(GUID);
	expect((await foundBy(target, '#1001')).get('#1001')?.number).toBe('#1001');
	expect((await foundBy(target, '1001')).size).toBe(0);
});

it('refuses a number that somebody else’s order has', async () => {
	const other = documentUuid({ system: 'other', account: 'y', id: 'z', kind: 'order' });
	const { target } = await targetFor(() => list([stored(bodyOf(draftOf()), { Guid: other })]));
	expect((await foundBy(target)).size).toBe(0);
	const problems = await target.check([{ record: sampleOrder(), draft: draftOf() }]);
	expect(problems.get(0)).toMatchObject({ code: 'REFERENCE_TAKEN', params: { reference: 'SHOP-1001' } });
});

it('asks for a tax code where the account has none, or several, of a rate', async () => {
	const { target } = await targetFor((asked) =>
		asked.path === '/Taxes'
			? list([
					{ TaxCode: 'A', TaxRate: 0.255 },
					{ TaxCode: 'B', TaxRate: 0.255 },
				])
			: undefined,
	);
	const problems = await target.check([{ record: sampleOrder(), draft: draftOf() }]);
	expect(problems.get(0)).toMatchObject({ code: 'TAX_CODE_MISSING' });
	expect(problems.get(0)?.params.reason).toContain('several (A, B) for 25.5 %');
});

const foundAs = (more: Raw): Found => {
	const raw = stored(bodyOf(draftOf()), more);
	return { id: GUID, number: 'SHOP-1001', document: { order: standing(raw), raw } };
};

it.each([
	['Parked', {}, 'unchanged'],
	['Placed', { Comments: 'old' }, 'update'],
	['Backordered', { Comments: 'old' }, 'update'],
	['Completed', {}, 'unchanged'],
	['Completed', { Comments: 'old' }, 'STAGE_LOCKED'],
	['Deleted', {}, 'TARGET_MISSING'],
	['Parked', { Guid: 'another' }, 'REFERENCE_TAKEN'],
])('says of an order that is %s and differs in %j: %s', async (OrderStatus, more, expected) => {
	const { target } = await targetFor(() => undefined);
	const answer = target.revise(foundAs({ OrderStatus, ...more }), sampleOrder(), draftOf());
	expect(answer.can === 'nothing' ? answer.problem.code : answer.can).toBe(expected);
});

it('leaves a completed order alone of which something was given back, and tells of one that grew', async () => {
	const { target } = await targetFor(() => undefined);
	const [first] = sampleOrder().lines as [OrderLine];
	const totals = { lines: '20.00', shipping: '4.90', tax: '5.06', total: '24.90', refunded: '12.50' };
	const refunded = sampleOrder({
		lines: [first, { ...sampleOrder().lines[1]!, currentQuantity: 0, total: '0', tax: '0' }],
		taxLines: null,
		totals,
	});
	const found = foundAs({ OrderStatus: 'Completed' });
	expect(target.revise(found, refunded, draftOf(refunded)).can).toBe('unchanged');
	const edited = { ...refunded, totals: { ...totals, refunded: '0' } };
	expect(target.revise(found, edited, draftOf(edited)).can).toBe('nothing');
	// Of the 12.50 that went off 5.00 came back: a fee was kept, or something was edited away beside.
	for (const [outstanding, expected] of [
		['0.00', 'unchanged'],
		['-7.50', 'nothing'],
		[undefined, 'nothing'],
	] as const) {
		const part = { ...refunded, totals: { ...totals, refunded: '5.00', outstanding } };
		expect(target.revise(found, part, draftOf(part)).can).toBe(expected);
	}
	const grown = sampleOrder({ totals: { ...sampleOrder().totals, tip: '5.00', total: '42.40', refunded: '1.00' } });
	expect(target.revise(found, grown, draftOf(grown)).can).toBe('nothing');
});

it('places an order that was left Parked, and lets be what people moved on', async () => {
	const { target } = await targetFor(() => undefined, PLACED);
	const draft = draftOf(sampleOrder(), PLACED);
	const fields = (more: Raw) => {
		const answer = target.revise(foundAs(more), sampleOrder(), draft);
		return answer.can === 'update' ? answer.changes.map(({ field }) => field) : answer.can;
	};
	expect(fields({ OrderStatus: 'Parked' })).toEqual(['OrderStatus']);
	expect(fields({ OrderStatus: 'Parked', CustomOrderStatus: 'On hold' })).toBe('unchanged');
	expect(fields({ OrderStatus: 'Backordered' })).toBe('unchanged');
});

it('deletes lines that are gone before it changes the order', async () => {
	const { target, vendor: there } = await targetFor((asked) =>
		is(asked, PUT) ? { body: stored(asked.body) } : asked.method === 'DELETE' ? { status: 200 } : undefined,
	);
	const [first, second] = sampleOrder().lines as [OrderLine, OrderLine];
	const edited = sampleOrder({
		lines: [first, { ...second, currentQuantity: 0, total: '0', tax: '0' }],
		taxLines: null,
		totals: { lines: '20.00', shipping: '4.90', tax: '5.06', total: '24.90' },
	});
	const [answer] = await target.update([{ found: foundAs({}), record: edited, draft: draftOf(edited) }], () => true);
	expect(answer).toMatchObject({ outcome: 'done' });
	expect(there.calls()).toEqual(['GET /Taxes', `DELETE /SalesOrders/Lines/${draftOf().lines[1]!.guid}`, PUT]);
});

// ------------------------------------------------------------------ the customer of each order

const OWN = { customer: { own: { codePrefix: 'C-' } } } as const;
const buyer = sampleOrder({
	customer: { reference: 'gid://shop/Customer/7', email: 'person@example.com', name: 'Example Person' },
});

it('finds a customer by code, then by e-mail, and makes one where there is none, once a run', async () => {
	const made: unknown[] = [];
	const { target, vendor: there } = await targetFor((asked) => {
		if (is(asked, 'GET /Customers'))
			return list([{ Guid: 'c1', CustomerCode: 'C-77', Email: 'person@example.com.au' }]);
		if (asked.path.startsWith('/Customers/')) {
			made.push(asked.body);
			return { status: 201, body: asked.body };
		}
		return asked.method === 'POST' ? { status: 201, body: stored(asked.body) } : undefined;
	}, OWN);
	const other = { ...buyer, number: '#1002', origin: { ...buyer.origin, id: '502' } };
	const answers = await target.create(
		[buyer, other].map((record) => ({ record, draft: draftOf(record, OWN) })),
		() => true,
	);
	expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
	expect(made).toMatchObject([
		{
			CustomerCode: 'C-7',
			CustomerName: 'Example Person',
			Email: 'person@example.com',
			Currency: { CurrencyCode: 'EUR' },
		},
	]);
	expect(there.calls().filter((call) => call === 'GET /Customers')).toHaveLength(2);
});

it('books to the customer of that e-mail address, and not to one of several', async () => {
	const rows = [{ Guid: 'c1', CustomerCode: 'JANE', Email: 'Person@Example.com' }];
	const answer = (asked: Asked): Answer | undefined => {
		if (is(asked, 'GET /Customers')) return list(asked.query.customerCode ? [] : rows);
		return is(asked, POST) ? { status: 201, body: stored(asked.body) } : undefined;
	};
	const { target, vendor: there } = await targetFor(answer, OWN);
	expect(await created(target, buyer, OWN)).toMatchObject({ outcome: 'done' });
	expect((there.asked.at(-1)?.body as Raw).Customer).toEqual({ Guid: 'c1', CustomerCode: 'JANE' });
	rows.push({ Guid: 'c2', CustomerCode: 'JANE-2', Email: 'person@example.com' });
	const again = new OrderTarget(
		'a',
		new UnleashedClient(there.http),
		{ ...RULES, ...OWN },
		new TaxBook(new UnleashedClient(there.http), { codes: [], otherCode: '' }),
	);
	expect(await created(again, buyer, OWN)).toMatchObject({ outcome: 'rejected', problem: { code: 'AMBIGUOUS' } });
});

// ------------------------------------------------------------------ cancel and complete

async function unleashedWith(answer: (asked: Asked) => Answer | undefined) {
	vendor = await openVendor((asked) => answer(asked) ?? { status: 404 });
	return new UnleashedClient(vendor.http);
}

it.each([
	['Parked', 'update'],
	['Placed', 'update'],
	['Backordered', 'update'],
	['Completed', 'CANCEL_TOO_LATE'],
	['Deleted', 'unchanged'],
	['Frozen', 'STATUS_UNKNOWN'],
])('cancels an order that is %s: %s', async (OrderStatus, expected) => {
	const target = new CancelTarget('a', await unleashedWith(() => undefined), RULES, NOW);
	const answer = target.revise(foundAs({ OrderStatus }), sampleOrder(), { guid: GUID });
	expect(answer.can === 'nothing' ? answer.problem.code : answer.can).toBe(expected);
});

it.each([
	['deleted', { status: 200 }, undefined, { outcome: 'done', id: GUID, number: 'SHOP-1001' }],
	['gone', { status: 404 }, undefined, { outcome: 'done' }],
	['refused, and gone meanwhile', { status: 400 }, { status: 404 }, { outcome: 'done', stood: true }],
	[
		'refused, and completed meanwhile',
		{ status: 400 },
		{ body: stored(bodyOf(draftOf()), { OrderStatus: 'Completed' }) },
		{ outcome: 'rejected', problem: { code: 'CANCEL_TOO_LATE' } },
	],
	[
		'refused',
		{ status: 400 },
		{ body: stored(bodyOf(draftOf())) },
		{ outcome: 'rejected', problem: { code: 'REFUSED' } },
	],
	['not answered', 'reset', undefined, { outcome: 'unknown' }],
] as Array<[string, Answer, Answer | undefined, object]>)(
	'says of a deletion that was %s',
	async (_, deleted, look, expected) => {
		const unleashed = await unleashedWith(({ method }) => (method === 'DELETE' ? deleted : look));
		const target = new CancelTarget('a', unleashed, RULES, NOW);
		const [answer] = await target.update(
			[{ found: foundAs({}), record: sampleOrder(), draft: { guid: GUID } }],
			() => true,
		);
		expect(answer).toMatchObject(expected);
	},
);

it.each([
	['Parked', 'update'],
	['Placed', 'update'],
	['Backordered', 'update'],
	['Completed', 'unchanged'],
	['Deleted', 'COMPLETE_TOO_LATE'],
	['Frozen', 'STATUS_UNKNOWN'],
])('completes an order that is %s: %s', async (OrderStatus, expected) => {
	const target = new CompleteTarget('a', await unleashedWith(() => undefined), RULES);
	const answer = target.revise(foundAs({ OrderStatus }), sampleOrder(), { guid: GUID });
	expect(answer.can === 'nothing' ? answer.problem.code : answer.can).toBe(expected);
});

it.each([
	['answered', { status: 200 }, 'Parked', { outcome: 'done' }, 1],
	['refused, and done by another run', { status: 400 }, 'Completed', { outcome: 'done', stood: true }, 2],
	[
		'refused',
		{ status: 400, body: { Description: 'No stock.' } },
		'Placed',
		{ outcome: 'rejected', vendorText: 'No stock.' },
		2,
	],
	['lost, and done', 'reset', 'Completed', { outcome: 'done', stood: false }, 2],
	['lost', 'reset', 'Placed', { outcome: 'unknown' }, 2],
] as Array<[string, Answer, string, object, number]>)(
	'says of a completion that was %s',
	async (_, answered, OrderStatus, expected, calls) => {
		const unleashed = await unleashedWith((asked) =>
			asked.path.endsWith('/Complete') ? answered : { body: stored(bodyOf(draftOf()), { OrderStatus }) },
		);
		const target = new CompleteTarget('a', unleashed, RULES);
		const [answer] = await target.update(
			[{ found: foundAs({}), record: sampleOrder(), draft: { guid: GUID } }],
			() => true,
		);
		expect(answer).toMatchObject(expected);
		expect(vendor?.calls()).toHaveLength(calls);
	},
);

it('completes an order that was read from Unleashed under its own number', () => {
	const read = toOrder(standing(stored(bodyOf(draftOf()))), 'api-id', NOW);
	const target = new CompleteTarget('a', new UnleashedClient({} as never), { prefix: 'X-', numberFrom: 'number' });
	expect(target.documentKey(read)).toBe('SHOP-1001');
	expect(target.draft(read)).toEqual({ draft: { guid: GUID } });
});

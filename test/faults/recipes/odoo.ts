import type { IDataObject } from 'n8n-workflow';

import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What the books in Odoo are told: orders and what becomes of them, parcels, stock, customers, products and prices,
 * invoices, refunds, payouts.
 */

const NUMBER = '#2001';
const SHOP = { system: 'shop', account: 'demo.example.com' };
/** As the sandbox's seed numbers them. */
const SEEDED = { delivery: '1', bank: '5', general: '3', location: '5', pricelist: '1' };
const ACCOUNTS = { bank: '1', clearing: '3', fees: '9' };
const BEFORE = '2026-11-22T10:00:00.000Z';
const NOW = '2026-11-22T11:00:00.000Z';
/** Asked in a call of its own for each record. */
const EXTERNAL_ID = 'ir.model.data.check_object_reference';
/** Orders are looked for together by what they are called, and alone where it must be certain. */
const ORDER_LOOKS = ['sale.order.search_read', EXTERNAL_ID];

interface OdooState {
	readonly orders: ReadonlyArray<{
		readonly name: string;
		readonly state: string;
		readonly client_order_ref: string;
		readonly amount_total: number;
		readonly shipTo: { readonly country: string };
	}>;
	readonly pickings: ReadonlyArray<{
		readonly state: string;
		readonly order: string;
		readonly carrier_tracking_ref: string | false;
	}>;
	readonly invoices: ReadonlyArray<{
		readonly move_type: string;
		readonly state: string;
		readonly ref: string | false;
		readonly invoice_origin: string | false;
		readonly amount_total: number;
	}>;
	readonly payments: ReadonlyArray<{ readonly amount: number; readonly memo: string }>;
	readonly products: ReadonlyArray<{ readonly default_code: string; readonly list_price: number }>;
	readonly prices: ReadonlyArray<{ readonly sku: string; readonly fixed_price: number }>;
	readonly stock: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
	readonly partners: ReadonlyArray<{ readonly country: string | false; readonly externalIds: readonly string[] }>;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('odoo').state() as OdooState;
const ordersAt = (stage: Stage) => stateOf(stage).orders.filter((order) => order.client_order_ref === NUMBER);
const inBooks = async (
	stage: Stage,
	resource: string,
	operation: string,
	record: IDataObject,
	more: IDataObject = {},
) => await stage.read('odoo', { resource, operation, ...more }, [record]);

// ------------------------------------------------------------------ orders

const SEND = {
	forwardFrom: '2026-01-01T00:00:00Z',
	lineProducts: { row: [{ line: 'delivery', product: SEEDED.delivery }] },
};

/** Three mugs and their delivery, with tax in the prices. */
function order(updatedAt: string, changes: IDataObject = {}): IDataObject {
	const line = { id: 'L1', sku: 'MUG-BLUE', title: 'Blue mug', requiresShipping: true, giftCard: false };
	return {
		kind: 'order',
		origin: { ...SHOP, id: '2001', number: NUMBER, seenAt: updatedAt },
		number: NUMBER,
		placedAt: BEFORE,
		updatedAt,
		status: 'open',
		paymentStatus: 'paid',
		fulfillmentStatus: 'unfulfilled',
		currency: 'EUR',
		pricesIncludeTax: true,
		lines: [{ ...line, ...quantities(3), unitPrice: '12.50', total: '37.50', tax: '7.62', taxRate: '0.255' }],
		shippingLines: [{ id: 'S1', title: 'Standard', total: '4.90', tax: '1.00' }],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '8.62' }],
		totals: { lines: '37.50', shipping: '4.90', tax: '8.62', total: '42.40', paid: '42.40' },
		customer: { id: 'C-1', email: 'buyer@example.com', name: 'Ada Buyer' },
		shipTo: address('FI'),
		...changes,
	};
}

const quantities = (quantity: number) => ({ quantity, currentQuantity: quantity, openQuantity: quantity });
const address = (countryCode: string) => ({
	...{ name: 'Ada Buyer', address1: 'Example Street 1', zip: '00100', city: 'Example City', countryCode },
	email: 'buyer@example.com',
});

/** One mug more, which only a quotation takes. */
function oneMore(updatedAt: string): IDataObject {
	const { lines, totals } = order(updatedAt) as { lines: IDataObject[]; totals: IDataObject };
	return order(updatedAt, {
		lines: [{ ...lines[0], ...quantities(4), total: '50.00', tax: '10.16' }],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '11.16' }],
		totals: { ...totals, lines: '50.00', tax: '11.16', total: '54.90', paid: '54.90' },
	});
}

/** Of 18, so that the same is played over JSON-RPC, where every answer is a 200. */
const quotation: Recipe = {
	operation: 'odoo order/upsert',
	answers: [{ name: 'JSON-RPC', options: { version: '18' } }],
	parameters: { ...SEND, orderOptions: { arrivesAs: 'draft' } },
	write: 'sale.order.load',
	change: 'sale.order.write',
	looks: ORDER_LOOKS,
	readings: async () => await Promise.resolve({ older: order(BEFORE), newer: oneMore(NOW) }),
	documents: (stage, { totals }) =>
		ordersAt(stage).map(
			({ state, amount_total }) => state === 'draft' && amount_total === Number((totals as IDataObject).total),
		),
};

const send = async (stage: Stage, more: IDataObject = {}) =>
	await inBooks(stage, 'order', 'upsert', order(BEFORE), { ...SEND, ...more });
const same = async (): Promise<{ older: IDataObject; newer: IDataObject }> =>
	await Promise.resolve({ older: order(BEFORE), newer: order(NOW) });

/** What changes of a sales order is for people, so nothing is carried over to one. */
const sale: Recipe = {
	operation: 'odoo order/upsert',
	parameters: SEND,
	write: 'sale.order.load',
	looks: ORDER_LOOKS,
	readings: same,
	documents: (stage, { totals, shipTo }) =>
		ordersAt(stage).map(
			({ state, amount_total, shipTo: there }) =>
				state === 'sale' &&
				amount_total === Number((totals as IDataObject).total) &&
				there.country === (shipTo as IDataObject).countryCode,
		),
};

/** The order stands there as a quotation, and its confirmation goes wrong; one that is alone counts when it is done. */
const confirmation: Recipe = {
	...sale,
	write: 'sale.order.action_confirm',
	parts: ['sale.order.load'],
	documents: (stage, reading) => {
		const right = sale.documents(stage, reading);
		return right.length > 1 ? right : right.filter(Boolean);
	},
};

const orderUpsert: Recipe = { ...sale, also: { quotation, confirmation } };

const orderConfirm: Recipe = {
	operation: 'odoo order/confirm',
	write: 'sale.order.action_confirm',
	looks: [EXTERNAL_ID],
	prepare: async (stage) => void (await send(stage, { orderOptions: { arrivesAs: 'draft' } })),
	readings: same,
	documents: (stage) =>
		ordersAt(stage)
			.filter(({ state }) => state === 'sale')
			.map(() => true),
};

const orderCancel: Recipe = {
	operation: 'odoo order/cancel',
	write: 'sale.order.action_cancel',
	looks: [EXTERNAL_ID],
	prepare: async (stage) => void (await send(stage)),
	readings: async () => {
		const newer = order(NOW, { status: 'cancelled', cancelledAt: new Date().toISOString() });
		return await Promise.resolve({ older: order(BEFORE), newer });
	},
	documents: (stage) =>
		ordersAt(stage)
			.filter(({ state }) => state === 'cancel')
			.map(() => true),
};

// ------------------------------------------------------------------ parcels

const PARCEL = 'JJFI64500000000001';

const shipment = (updatedAt: string, tracking: ReadonlyArray<{ number: string }>): IDataObject => ({
	kind: 'shipment',
	origin: { system: 'warehouse', account: 'hall', id: 'S-1', seenAt: updatedAt },
	number: 'S-1',
	orders: [{ ...SHOP, id: '2001', number: NUMBER }],
	status: 'shipped',
	tracking: [...tracking],
	shippedAt: updatedAt,
	updatedAt,
	lines: [{ sku: 'MUG-BLUE', quantity: 3 }],
});

const shipmentValidate: Recipe = {
	operation: 'odoo shipment/validate',
	write: 'stock.picking.button_validate',
	change: 'stock.picking.write',
	looks: [EXTERNAL_ID],
	prepare: async (stage) => void (await send(stage)),
	readings: async () =>
		await Promise.resolve({ older: shipment(BEFORE, []), newer: shipment(NOW, [{ number: PARCEL }]) }),
	documents(stage, { tracking }) {
		const [order] = ordersAt(stage);
		const wanted = (tracking as ReadonlyArray<{ number: string }>).map(({ number }) => number);
		return stateOf(stage)
			.pickings.filter((each) => each.order === order?.name && each.state === 'done')
			.map(({ carrier_tracking_ref }) => wanted.every((number) => carrier_tracking_ref === number));
	},
};

// ------------------------------------------------------------------ stock

const level = (available: number): IDataObject => ({
	kind: 'stockLevel',
	origin: { system: 'warehouse', account: 'hall', id: 'MUG-BLUE', seenAt: '' },
	sku: 'MUG-BLUE',
	available,
	allocated: 0,
	observedAt: '',
});

const stockSet: Recipe = {
	operation: 'odoo stockLevel/set',
	parameters: { location: SEEDED.location, reservedFrom: 'source', levelOptions: { firstRun: 'apply' } },
	write: 'stock.quant.action_apply_inventory',
	looks: ['product.product.search_read'],
	readings: async () => await Promise.resolve({ older: level(7), newer: level(12) }),
	readNow(reading, at) {
		const now = at.toISOString();
		return { ...reading, observedAt: now, origin: { ...(reading.origin as IDataObject), seenAt: now } };
	},
	documents: (stage, { sku, available }) =>
		stateOf(stage)
			.stock.filter((each) => each.sku === sku && each.quantity === available)
			.map(() => true),
};

// ------------------------------------------------------------------ customers, products and prices

const customer = (updatedAt: string, countryCode: string): IDataObject => ({
	kind: 'customer',
	origin: { system: 'elsewhere', account: 'demo.example.com', id: 'C-9', seenAt: updatedAt },
	number: 'C-9',
	name: 'Testi Esimerkki',
	email: 'testi.esimerkki@example.com',
	addresses: [{ ...address(countryCode), name: 'Testi Esimerkki' }],
	updatedAt,
});

const customerUpsert: Recipe = {
	operation: 'odoo customer/upsert',
	write: 'res.partner.load',
	change: 'res.partner.write',
	looks: ['res.partner.search_read', EXTERNAL_ID],
	readings: async () => await Promise.resolve({ older: customer(BEFORE, 'FI'), newer: customer(NOW, 'SE') }),
	documents: (stage, { addresses }) =>
		stateOf(stage)
			.partners.filter(({ externalIds }) => externalIds.some((id) => /customer__elsewhere.*C-9$/.test(id)))
			.map(({ country }) => country === (addresses as IDataObject[])[0]?.countryCode),
};

const LISTED = 'CAP-FELT';

const product = (updatedAt: string, price: string): IDataObject => ({
	kind: 'product',
	origin: { ...SHOP, id: 'P-1', number: 'P-1', seenAt: updatedAt },
	number: 'P-1',
	title: 'Felt cap',
	currency: 'EUR',
	variants: [{ id: 'V-1', sku: LISTED, price, hsCode: '650500' }],
	updatedAt,
});

const productUpsert: Recipe = {
	operation: 'odoo product/upsert',
	write: 'product.product.load',
	change: 'product.product.write',
	looks: ['product.product.search_read'],
	readings: async () => await Promise.resolve({ older: product(BEFORE, '24.00'), newer: product(NOW, '26.50') }),
	documents: (stage, { variants }) =>
		stateOf(stage)
			.products.filter(({ default_code }) => default_code === LISTED)
			.map(({ list_price }) => list_price === Number((variants as IDataObject[])[0]?.price)),
};

const price = (updatedAt: string, amount: string): IDataObject => ({
	kind: 'price',
	origin: { ...SHOP, id: 'price 1', seenAt: updatedAt },
	sku: 'MUG-BLUE',
	price: amount,
	currency: 'EUR',
	updatedAt,
});

const priceSet: Recipe = {
	operation: 'odoo price/set',
	parameters: { pricelist: SEEDED.pricelist },
	write: 'product.pricelist.item.load',
	change: 'product.pricelist.item.write',
	looks: ['product.product.search_read'],
	async prepare(stage) {
		const args = { vals_list: [{ name: 'B2B' }] };
		await stage.sandboxes.of('odoo').change('call', { model: 'product.pricelist', method: 'create', args });
	},
	readings: async () => await Promise.resolve({ older: price(BEFORE, '11.00'), newer: price(NOW, '10.50') }),
	documents: (stage, reading) =>
		stateOf(stage)
			.prices.filter(({ sku }) => sku === reading.sku)
			.map(({ fixed_price }) => fixed_price === Number(reading.price)),
};

// ------------------------------------------------------------------ invoices, refunds and payouts

const movesAt = (stage: Stage, type: string) => {
	const [order] = ordersAt(stage);
	return stateOf(stage).invoices.filter(
		({ move_type, invoice_origin }) => move_type === type && invoice_origin === order?.name,
	);
};
const invoiced = async (stage: Stage, ...steps: string[]) => {
	await send(stage);
	for (const step of steps) await inBooks(stage, 'invoice', step, order(BEFORE));
};

const invoiceCreate: Recipe = {
	operation: 'odoo invoice/create',
	write: 'sale.advance.payment.inv.create_invoices',
	looks: [EXTERNAL_ID],
	prepare: async (stage) => await invoiced(stage),
	readings: same,
	documents: (stage) => movesAt(stage, 'out_invoice').map(({ amount_total }) => amount_total === 42.4),
};

const invoicePost: Recipe = {
	operation: 'odoo invoice/post',
	write: 'account.move.action_post',
	looks: [EXTERNAL_ID],
	prepare: async (stage) => await invoiced(stage, 'create'),
	readings: same,
	documents: (stage) =>
		movesAt(stage, 'out_invoice')
			.filter(({ state }) => state === 'posted')
			.map(() => true),
};

/** Nothing in Odoo keeps a second payment out, or a second credit note, of two that were begun at the same time. */
const known = (withoutLedger: Answer['withoutLedger']): readonly Answer[] => [
	{ name: 'known', options: {}, withoutLedger },
];

const invoicePay: Recipe = {
	operation: 'odoo invoice/pay',
	answers: known({ 'at once': 'it is looked at before each payment; two runs at the same time can register two' }),
	parameters: { journal: SEEDED.bank },
	write: 'account.payment.register.action_create_payments',
	looks: [EXTERNAL_ID],
	prepare: async (stage) => await invoiced(stage, 'create', 'post'),
	readings: same,
	documents: (stage) => stateOf(stage).payments.map(({ amount }) => amount === 42.4),
};

const AMOUNTS = { net: '9.96', tax: '2.54', gross: '12.50' };

const refund = (updatedAt: string): IDataObject => ({
	kind: 'refund',
	origin: { ...SHOP, id: 'R-1', seenAt: updatedAt },
	number: `${NUMBER}-R1`,
	order: { ...SHOP, id: '2001', number: NUMBER },
	orderTotalLeft: '29.90',
	status: 'settled',
	createdAt: BEFORE,
	updatedAt,
	currency: 'EUR',
	pricesIncludeTax: true,
	lines: [{ orderLineId: 'L1', sku: 'MUG-BLUE', quantity: 1, ...AMOUNTS, taxRate: '0.255' }],
	totals: { ...AMOUNTS, refunded: '12.50', open: '0' },
	transactions: [{ kind: 'refund', status: 'success', amount: '12.50' }],
});

const refundCreate: Recipe = {
	operation: 'odoo refund/create',
	answers: known({
		'at once': 'it is looked for before each credit note; two runs at the same time can make two',
		repeat: 'it is looked for before each credit note; where Odoo does not show the first one yet, there can be two',
	}),
	write: 'account.move.reversal.refund_moves',
	looks: ['account.move.search_read'],
	prepare: async (stage) => await invoiced(stage, 'create', 'post'),
	readings: async () => await Promise.resolve({ older: refund(BEFORE), newer: refund(NOW) }),
	documents: (stage) =>
		movesAt(stage, 'out_refund').map(({ state, amount_total }) => state === 'posted' && amount_total === 12.5),
};

const PAYOUT = '90001';

const payout = (updatedAt: string): IDataObject => ({
	kind: 'payout',
	origin: { ...SHOP, id: PAYOUT, seenAt: updatedAt },
	number: PAYOUT,
	status: 'paid',
	issuedAt: BEFORE,
	updatedAt,
	currency: 'EUR',
	totals: { gross: '90.00', fees: '3.00', net: '87.00' },
});

const payoutCreate: Recipe = {
	operation: 'odoo payout/create',
	parameters: { as: 'entry', journal: SEEDED.general, ...ACCOUNTS },
	write: 'account.move.load',
	looks: [EXTERNAL_ID],
	readings: async () => await Promise.resolve({ older: payout(BEFORE), newer: payout(NOW) }),
	documents: (stage) =>
		stateOf(stage)
			.invoices.filter(({ ref }) => ref === PAYOUT)
			.map(({ state }) => state === 'draft'),
};

export const recipes: readonly Recipe[] = [
	orderUpsert,
	orderConfirm,
	orderCancel,
	shipmentValidate,
	stockSet,
	customerUpsert,
	productUpsert,
	priceSet,
	invoiceCreate,
	invoicePost,
	invoicePay,
	refundCreate,
	payoutCreate,
];

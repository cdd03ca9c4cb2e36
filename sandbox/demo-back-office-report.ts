/*
 * Whether shop and back office say the same in the end, from the two sandboxes' own views and nothing of the package's.
 */
import Big from 'big.js';

import { expectedInBackOffice, STOCK_LOCATION } from './demo-data';
import { compared, written, type Comparison, type ShopView } from './demo-report';

const PREFIX = 'SHOP-';
/** Products under which amounts stand that are no goods. */
const CHARGES = ['DELIVERY-HOME', 'DELIVERY-LETTER', 'DELIVERY-PICKUP', 'DISCOUNT', 'ROUNDING'];

interface OfficeView {
	readonly orders: ReadonlyArray<{
		readonly name: string;
		readonly state: string;
		readonly client_order_ref: string | false;
		readonly amount_total: number;
		readonly lines: ReadonlyArray<{ readonly sku: string; readonly product_uom_qty: number }>;
	}>;
	readonly pickings: ReadonlyArray<{
		readonly order: string | false;
		readonly kind: string;
		readonly state: string;
		readonly carrier_tracking_ref: string | false;
		readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly state: string }>;
	}>;
	readonly invoices: ReadonlyArray<{
		readonly move_type: string;
		readonly state: string;
		readonly payment_state: string;
		readonly ref: string | false;
		readonly invoice_origin: string | false;
		readonly amount_total: number;
	}>;
	readonly stock: ReadonlyArray<{
		readonly sku: string;
		readonly location: string;
		readonly quantity: number;
		readonly reserved_quantity: number;
	}>;
}

type ShopOrder = ShopView['orders'][number];
type OfficeOrder = OfficeView['orders'][number];

export interface BackOfficeComparisons {
	readonly orders: Comparison;
	readonly stock: Comparison;
	readonly shipments: Comparison;
	readonly invoices: Comparison;
}

/** Orders, stock, shipments and invoices with their credit notes, of both sides. */
export function compareBackOffice(shop: unknown, office: unknown): BackOfficeComparisons {
	const [front, back] = [shop as ShopView, office as OfficeView];
	return {
		orders: ordersOf(front, back),
		stock: stockOf(front, back),
		shipments: shipmentsOf(front, back),
		invoices: invoicesOf(front, back),
	};
}

const nameOf = ({ number }: Pick<ShopOrder, 'number'>) => `${PREFIX}${number}`;
const ours = ({ orders }: OfficeView) => orders.filter(({ name }) => name.startsWith(PREFIX));
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total.plus(amount), new Big(0));
const refunded = ({ refunds }: ShopOrder) => sum(refunds.map(({ amount }) => Number(amount)));
const billsOf = ({ invoices }: OfficeView, name: string) =>
	invoices.filter(
		(each) => each.move_type === 'out_invoice' && each.invoice_origin === name && each.state === 'posted',
	);
/** A credit note names the refund, and with it the order as the shop calls it. */
const creditsOf = ({ invoices }: OfficeView, { number }: ShopOrder) =>
	invoices.filter(
		({ move_type, state, ref }) =>
			move_type === 'out_refund' && state === 'posted' && `${ref}`.includes(`#${number}-R`),
	);

const hasLeft = ({ pickings }: OfficeView, name: string) =>
	pickings.some(({ order, state }) => order === name && state === 'done');

/** What an order is to be in the back office. */
function wantedState({ plant, cancelledAt }: ShopOrder): string {
	if (cancelledAt !== null) return 'cancel';
	return plant === 'highRisk' ? 'draft' : 'sale';
}

function ordersOf(shop: ShopView, office: OfficeView): Comparison {
	const wanted = shop.orders.filter(({ plant }) => expectedInBackOffice(plant));
	const there = ours(office);
	const differences = wanted.flatMap((order) => {
		const [found, ...others] = there.filter(({ name }) => name === nameOf(order));
		if (!found || others.length > 0)
			return [`Order #${order.number} stands ${found ? others.length + 1 : 0} times in the back office`];
		// What was delivered before it was cancelled is a problem that is told, and stays.
		if (order.cancelledAt !== null && found.state === 'sale' && hasLeft(office, found.name)) return [];
		if (found.state !== wantedState(order))
			return [`Order #${order.number} is "${found.state}" in the back office, and not "${wantedState(order)}"`];
		return order.cancelledAt === null ? amountsOf(order, found, office) : [];
	});
	const known = new Set(wanted.map(nameOf));
	for (const { name } of there)
		if (!known.has(name)) differences.push(`${name} stands in the back office and must not`);
	return compared(differences, { shop: wanted.length, other: there.length });
}

/** The goods as they are in the shop, or were when they were invoiced; the amount less what was credited. */
function amountsOf(order: ShopOrder, found: OfficeOrder, office: OfficeView): string[] {
	const credits = creditsOf(office, order);
	const amount = new Big(order.total).minus(refunded(order));
	const left = new Big(found.amount_total).minus(sum(credits.map(({ amount_total }) => amount_total)));
	const goods = written(
		order.lines
			.filter(({ currentQuantity }) => currentQuantity > 0)
			.map(({ sku, currentQuantity }) => [sku, currentQuantity]),
	);
	const held = written(
		found.lines
			.filter(({ sku, product_uom_qty }) => sku !== '' && product_uom_qty > 0 && !CHARGES.includes(sku))
			.map(({ sku, product_uom_qty }) => [sku, product_uom_qty]),
	);
	return [
		...(goods === held || credits.length > 0
			? []
			: [`Order #${order.number} holds ${goods} in the shop and ${held} in the back office`]),
		...(amount.eq(left)
			? []
			: [`Order #${order.number} comes to ${amount.toFixed(2)} in the shop and ${left.toFixed(2)} in the back office`]),
	];
}

/** Every confirmed order that is paid has one posted invoice of its amount, which is paid; nothing else has one. */
function invoicesOf(shop: ShopView, office: OfficeView): Comparison {
	const orders = ours(office);
	const differences = orders.flatMap(({ name, state, amount_total }) => {
		const order = shop.orders.find((each) => nameOf(each) === name);
		const isPaid = order !== undefined && order.plant !== 'cashOnDelivery';
		const isWanted = isPaid && state === 'sale' && order.cancelledAt === null;
		const [bill, ...others] = billsOf(office, name);
		if (!isWanted) return bill ? [`${name} is invoiced and must not be`] : [];
		if (!bill || others.length > 0) return [`${name} has ${bill ? others.length + 1 : 0} invoices`];
		if (!new Big(bill.amount_total).eq(amount_total))
			return [`${name} comes to ${amount_total} and is invoiced with ${bill.amount_total}`];
		return ['paid', 'in_payment', 'reversed'].includes(bill.payment_state)
			? []
			: [`The invoice of ${name} is ${bill.payment_state}`];
	});
	const billed = orders.filter(({ name }) => billsOf(office, name).length > 0);
	return compared(differences, { shop: billed.length, other: billed.length });
}

/** On hand in the shop, less what its confirmed orders hold and have not sent out, is what is free to use. */
function stockOf({ orders, inventory }: ShopView, office: OfficeView): Comparison {
	// Orders that another connector brought stand there under the shop's own number.
	const confirmed = new Set(
		office.orders
			.filter(({ state }) => state === 'sale')
			.map(({ client_order_ref }) => `${PREFIX}${String(client_order_ref).replace('#', '')}`),
	);
	const held = new Map<string, number>();
	for (const order of orders) {
		if (order.cancelledAt !== null || !confirmed.has(nameOf(order))) continue;
		for (const { sku, currentQuantity, requiresShipping } of order.lines) {
			const sent = order.fulfillments.flatMap(({ lines }) => lines).filter((line) => line.sku === sku);
			const left = sent.reduce((total, { quantity }) => total + quantity, 0);
			if (requiresShipping) held.set(sku, (held.get(sku) ?? 0) + Math.max(0, currentQuantity - left));
		}
	}
	const skus = [...new Set(office.stock.filter(({ location }) => location.startsWith('WH/')).map(({ sku }) => sku))];
	const figures = skus.flatMap((sku) => {
		const level = inventory.find((each) => each.sku === sku && each.locationId === STOCK_LOCATION);
		if (!level) return [];
		const there = office.stock.filter((each) => each.sku === sku && each.location.startsWith('WH/'));
		const free = there.reduce((total, { quantity, reserved_quantity }) => total + quantity - reserved_quantity, 0);
		return [{ sku, shop: level.onHand - (held.get(sku) ?? 0), office: Math.max(0, free) }];
	});
	const different = figures.filter((each) => each.shop !== each.office);
	const differences = different.map(
		(each) => `${each.sku}: the shop can sell ${each.shop}, the back office ${each.office}`,
	);
	return compared(differences, { shop: figures.length - different.length, other: figures.length });
}

/** What left is fulfilled in the shop once, with its goods and its tracking, and nothing else is. */
function shipmentsOf({ orders }: ShopView, { pickings }: OfficeView): Comparison {
	const left = pickings.filter(
		({ kind, state, order }) => kind === 'outgoing' && state === 'done' && `${order}`.startsWith(PREFIX),
	);
	const names = [...new Set(left.map(({ order }) => `${order}`))];
	const differences = names.flatMap((name) => {
		const order = orders.find((each) => nameOf(each) === name);
		if (!order || order.cancelledAt !== null) return [];
		const parcels = left.filter((each) => each.order === name);
		const goods = added(
			parcels.flatMap(({ lines }) =>
				lines.filter(({ state }) => state === 'done').map(({ sku, quantity }) => [sku, quantity] as const),
			),
		);
		const fulfilled = added(
			order.fulfillments.flatMap(({ lines }) => lines.map(({ sku, quantity }) => [sku, quantity] as const)),
		);
		const said = parcels.flatMap(({ carrier_tracking_ref }) => (carrier_tracking_ref || '').split(/[,\s]+/));
		const wanted = said.filter(Boolean).sort().join(', ');
		const tracking = order.fulfillments.flatMap((each) => each.tracking.numbers).sort();
		return [
			...(goods === fulfilled ? [] : [`${name} left with ${goods}, the shop knows of ${fulfilled || 'nothing'}`]),
			...(wanted === tracking.join(', ') ? [] : [`${name} travels as ${wanted}, the shop says ${tracking.join(', ')}`]),
		];
	});
	const sent = orders.filter(({ fulfillments }) => fulfillments.length > 0);
	for (const order of sent)
		if (!names.includes(nameOf(order))) differences.push(`#${order.number} is fulfilled and did not leave`);
	return compared(differences, { shop: sent.length, other: names.length });
}

function added(lines: ReadonlyArray<readonly [string, number]>): string {
	const units = new Map<string, number>();
	for (const [sku, quantity] of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
	return written([...units]);
}

import { isZero, minorDistance, minus, quotient, sameAmount, sum, times } from '../../../core/model/money';
import type { Address, Order, OrderLine } from '../../../core/model/order';
import type { FieldChange, Problem } from '../../../core/ports';
import { translate } from '../../../core/sync/status';
import { isAddressOf } from '../customer/mapping';
import type { OdooPartner } from '../customer/wire';
import { amountOf, instant, isService, toOdooTime, units } from '../mapping';
import type { OrderDraft } from './draft';
import type { LineProduct, OrderInvoice, OrderPicking, SaleLine, SaleOrder } from './wire';

/*
 * Sales orders of Odoo in the package's own terms, and what of one differs from what a record asks for.
 */

/** As `standingOrders` reads it. */
export interface Standing {
	readonly order: SaleOrder;
	readonly lines: readonly SaleLine[];
	readonly lineIds: ReadonlyMap<number, string>;
	readonly products: ReadonlyMap<number, LineProduct>;
	readonly partner?: OdooPartner;
	readonly billTo?: OdooPartner;
	readonly shipTo?: OdooPartner;
	readonly invoices: readonly OrderInvoice[];
	readonly pickings: readonly OrderPicking[];
}

// ------------------------------------------------------------------ states

/** States in which an order is a quotation, and nothing has followed from it. */
const QUOTATION = new Set(['draft', 'sent']);

export const isQuotation = ({ state }: Pick<SaleOrder, 'state'>) => QUOTATION.has(state);

/** A sales order: confirmed, with deliveries; 16 says `done` of one that is locked. */
export const isConfirmed = ({ state }: Pick<SaleOrder, 'state'>) => state === 'sale' || state === 'done';

/** Whether the goods of an order are out of what can be sold: they are reserved, or have left. */
export const takesFromStock = (state: string) => state === 'sale' || state === 'done';

/** Nothing of a sales order is to happen any more once all of it has left; what comes back is a credit note. */
const isDelivered = (order: SaleOrder) => isConfirmed(order) && order.delivery_status === 'full';

const STATUS: Readonly<Record<string, 'open' | 'cancelled'>> = {
	draft: 'open',
	sent: 'open',
	sale: 'open',
	done: 'open',
	cancel: 'cancelled',
};

/** `delivery_status` of the Inventory app; it says nothing of an order without goods, or without the app. */
const DELIVERY: Readonly<Record<string, NonNullable<Order['fulfillmentStatus']>>> = {
	pending: 'unfulfilled',
	started: 'inProgress',
	partial: 'partial',
	full: 'fulfilled',
};

const PAID = new Set(['paid', 'in_payment', 'reversed']);

/**
 * What was paid of an order, by its posted invoices: nobody can see a payment in Odoo before there is one. Credit notes
 * are taken off.
 */
export function paymentOf(invoices: readonly OrderInvoice[], total: string): Order['paymentStatus'] {
	const posted = invoices.filter(({ state }) => state === 'posted');
	const bills = posted.filter(({ move_type }) => move_type === 'out_invoice');
	const refunded = sum(
		posted.filter(({ move_type }) => move_type === 'out_refund').map((each) => amountOf(each.amount_total)),
	);
	const unknown = bills.find(({ payment_state }) => !KNOWN_PAYMENTS.has(payment_state ?? ''));
	if (unknown) return translate<never>({}, unknown.payment_state);
	const paid = sum(
		bills.map((each) => (PAID.has(each.payment_state ?? '') ? amountOf(each.amount_total) : paidPart(each))),
	);
	if (isZero(paid)) return 'pending';
	if (!isZero(refunded)) return minus(refunded, total).startsWith('-') ? 'partiallyRefunded' : 'refunded';
	return minus(paid, total).startsWith('-') ? 'partiallyPaid' : 'paid';
}

const KNOWN_PAYMENTS = new Set([
	'not_paid',
	'in_payment',
	'paid',
	'partial',
	'reversed',
	'blocked',
	'invoicing_legacy',
]);

const paidPart = ({ payment_state, amount_total, amount_residual }: OrderInvoice) =>
	payment_state === 'partial' ? minus(amountOf(amount_total), amountOf(amount_residual)) : '0';

// ------------------------------------------------------------------ reading

/** Where and when an order is read. */
export interface Reading {
	readonly account: string;
	readonly seenAt: string;
	readonly url: (model: string, id: number) => string;
}

const isGoods = ({ display_type, is_downpayment }: SaleLine) => display_type === '' && is_downpayment !== true;

/** A sales order as the canonical order; its prices are those without tax. */
export function toOrder(standing: Standing, { account, seenAt, url }: Reading): Order {
	const { order, partner, billTo, shipTo } = standing;
	const currency = /^[A-Z]{3}$/.test(order.currency_id?.name ?? '') ? (order.currency_id?.name ?? '') : 'XXX';
	const lines = standing.lines.filter((line) => isGoods(line) && line.is_delivery !== true);
	const deliveries = standing.lines.filter((line) => isGoods(line) && line.is_delivery === true);
	const total = amountOf(order.amount_total);
	const changedAt = instant(order.write_date) ?? seenAt;
	return {
		kind: 'order',
		origin: {
			system: 'odoo',
			account,
			id: String(order.id),
			number: order.name,
			seenAt,
			url: url('sale.order', order.id),
		},
		number: order.name || String(order.id),
		placedAt: instant(order.date_order) ?? changedAt,
		updatedAt: changedAt,
		status: isDelivered(order) ? 'closed' : translate(STATUS, order.state),
		paymentStatus: paymentOf(standing.invoices, total),
		fulfillmentStatus: order.delivery_status ? translate(DELIVERY, order.delivery_status) : null,
		risk: { level: 'none' },
		test: false,
		cancelledAt: order.state === 'cancel' ? changedAt : null,
		currency,
		pricesIncludeTax: false,
		lines: lines.map((line) => toLine(line, standing)),
		shippingLines: deliveries.map((line) => ({
			id: String(line.id),
			title: firstLine(line.name),
			total: amountOf(line.price_subtotal),
			tax: amountOf(line.price_tax),
		})),
		totals: {
			lines: sum(lines.map(({ price_subtotal }) => amountOf(price_subtotal))),
			shipping: sum(deliveries.map(({ price_subtotal }) => amountOf(price_subtotal))),
			tax: amountOf(order.amount_tax),
			total,
		},
		customer: partner
			? {
					reference: partner.ref || String(partner.id),
					email: partner.email || null,
					phone: partner.phone || null,
					name: partner.is_company ? null : partner.name || null,
					company: partner.is_company ? partner.name || null : null,
					vatNumber: partner.vat || null,
				}
			: null,
		billTo: billTo ? toAddress(billTo) : null,
		shipTo: shipTo ? toAddress(shipTo) : null,
		shippingMethod: order.carrier_id ? { code: String(order.carrier_id.id), title: order.carrier_id.name } : null,
		location: order.warehouse_id ? { id: String(order.warehouse_id.id), name: order.warehouse_id.name } : null,
		purchaseOrderNumber: order.client_order_ref || null,
		attributes: attributesOf(standing),
	};
}

function toLine(line: SaleLine, { order, products, lineIds }: Standing): OrderLine {
	const product = products.get(line.product_id?.id ?? 0);
	const quantity = Math.max(0, units(line.product_uom_qty));
	const open = isConfirmed(order)
		? Math.max(0, quantity - units(line.qty_delivered ?? 0))
		: order.state === 'cancel'
			? 0
			: quantity;
	const total = amountOf(line.price_subtotal);
	return {
		id: String(line.id),
		sku: product?.default_code || null,
		barcode: product?.barcode || null,
		title: firstLine(line.name),
		quantity,
		currentQuantity: quantity,
		openQuantity: product && isService(product) ? 0 : open,
		// The price without tax: what stands on the line may be with it.
		unitPrice: quantity === 0 ? amountOf(line.price_unit) : quotient(total, quantity, 6),
		tax: amountOf(line.price_tax),
		total,
		requiresShipping: product !== undefined && !isService(product),
		giftCard: false,
		properties: lineIds.has(line.id) ? { externalId: lineIds.get(line.id) ?? '' } : null,
	};
}

const firstLine = (name: string) => name.split('\n')[0]?.trim() || null;

/** A contact as an address; a company's own has no person. */
export function toAddress(partner: OdooPartner): Address {
	const code = (partner.country_code ?? '').toUpperCase();
	return {
		name: partner.is_company ? null : partner.name || null,
		company: partner.is_company ? partner.name || null : null,
		address1: partner.street || null,
		address2: partner.street2 || null,
		zip: partner.zip || null,
		city: partner.city || null,
		// "California (US)" is how Odoo shows a region.
		province: partner.state_id?.name.replace(/ \([A-Z]{2}\)$/, '') || null,
		countryCode: /^[A-Z]{2}$/.test(code) ? code : null,
		phone: partner.phone || null,
		email: partner.email || null,
	};
}

/** What Odoo says of an order that no canonical field has. */
function attributesOf({ order, pickings }: Standing): Record<string, string> {
	const deliveries = pickings.map(({ name, state }) => `${name} ${state}`).join(', ');
	const tracking = pickings.flatMap(({ carrier_tracking_ref }) => carrier_tracking_ref || []).join(', ');
	const said = {
		odooState: order.state,
		sourceDocument: order.origin,
		deliveryStatus: order.delivery_status ?? '',
		invoiceStatus: order.invoice_status ?? '',
		deliveries,
		tracking,
	};
	return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''));
}

// ------------------------------------------------------------------ comparing

/** What of an order differs from what is wanted; of one that is cancelled in the shop only that. */
export function wantedChanges(standing: Standing, draft: OrderDraft): FieldChange[] {
	const { order } = standing;
	const ending = stateChange(order, draft);
	if (draft.state === 'cancel') return ending ? [ending] : [];
	const head = [
		change('reference', order.client_order_ref, draft.reference),
		change('date', toOdooTime(instant(order.date_order) ?? new Date(0).toISOString()), draft.date),
		ending,
	];
	return [...head, ...goodsChanges(standing, draft), addressChange(standing, draft)].filter(
		(each) => each !== undefined,
	);
}

function change(field: string, before: unknown, after: unknown): FieldChange | undefined {
	return after === undefined || before === after ? undefined : { field, before, after };
}

/** Quotations are confirmed or cancelled as the record asks; what is confirmed stays so, its end being another fact. */
function stateChange({ state }: SaleOrder, draft: OrderDraft): FieldChange | undefined {
	if (!QUOTATION.has(state) || draft.state === 'draft') return undefined;
	return { field: 'state', before: state, after: draft.state };
}

/**
 * Lines by the external id they were made under; those that people added in Odoo are theirs. Of a confirmed order only
 * its goods count, and they may be as they were ordered as long as no more is missing than was given back: what was
 * refunded since is a credit note and no other order, and what was edited away is for people.
 */
export function goodsChanges(standing: Standing, draft: OrderDraft): FieldChange[] {
	const { order, lines, lineIds } = standing;
	const wanted = new Map(draft.lines.map((line) => [line.externalId, line]));
	const there = new Map(
		lines.flatMap((line) => (lineIds.has(line.id) ? [[lineIds.get(line.id)!, line] as const] : [])),
	);
	const confirmed = isConfirmed(order);
	const isGivenBack = wasGivenBack(standing, draft);
	return [...new Set([...there.keys(), ...wanted.keys()])].flatMap((id) => {
		const [line, after] = [there.get(id), wanted.get(id)];
		// The rounding line is set anew each time Odoo has reckoned.
		if (id === draft.roundingId || (confirmed && !(id in draft.ordered))) return [];
		if (sameLine(line, after) || (confirmed && isGivenBack && line && asOrdered(line, draft.ordered[id], after)))
			return [];
		const label = after?.sku || after?.name || firstLine(line?.name ?? '') || id;
		const before = line ? lineWords(amountOf(line.product_uom_qty), amountOf(line.price_unit)) : null;
		const now = after ? lineWords(String(after.quantity), after.price) : null;
		return [{ field: `line ${label}`, before, after: now }];
	});
}

/**
 * Whether all that a confirmed order no longer holds in the shop was given back, and not edited away: what it still bills
 * above the shop's total is just what was given back, or that and what was taken off before it was written come to no
 * more. Discounts belong to goods in parts that nobody tells, so up to their sum is allowed for.
 */
function wasGivenBack({ order, lines, lineIds }: Standing, draft: OrderDraft): boolean {
	const { refunded, reduced, total, currency, ordered } = draft;
	if (refunded === undefined) return true;
	const since = minus(amountOf(order.amount_total), total);
	if (minorDistance(since, refunded, currency) <= draft.lines.length) return true;
	const before = lines.map(({ id, product_uom_qty: quantity, price_unit: price }) => {
		const gone = minus(String(ordered[lineIds.get(id) ?? ''] ?? 0), amountOf(quantity));
		return gone.startsWith('-') ? '0' : times(amountOf(price), gone);
	});
	return !minus(sum([refunded, reduced]), sum([since, ...before])).startsWith('-');
}

/** Whether a line holds what was ordered, at the price it still has. */
function asOrdered(
	line: SaleLine,
	ordered: number | undefined,
	after: OrderDraft['lines'][number] | undefined,
): boolean {
	const isPrice = after === undefined || sameAmount(amountOf(line.price_unit), after.price);
	return ordered !== undefined && isPrice && sameAmount(amountOf(line.product_uom_qty), String(ordered));
}

const lineWords = (quantity: string, price: string) => `${quantity} × ${price}`;

export function sameLine(line: SaleLine | undefined, after: OrderDraft['lines'][number] | undefined): boolean {
	if (!line || !after) return !line && !after;
	if (after.kind === 'note') return line.name.trim() === after.name.trim();
	const taxes = line.tax_ids ?? line.tax_id ?? [];
	return (
		sameAmount(amountOf(line.product_uom_qty), String(after.quantity)) &&
		sameAmount(amountOf(line.price_unit), after.price) &&
		isZero(amountOf(line.discount ?? 0)) &&
		(after.tax === undefined ? taxes.length === 0 : taxes.includes(after.tax))
	);
}

function addressChange({ shipTo }: Standing, { customer }: OrderDraft): FieldChange | undefined {
	const wanted = customer.shipTo;
	if (!wanted || (shipTo && isAddressOf(shipTo, wanted, shipTo.country_code ?? wanted.countryCode ?? '')))
		return undefined;
	return { field: 'shipTo', before: shipTo ? toAddress(shipTo) : null, after: wanted };
}

/** What of an order nobody changes but people: a confirmed order's goods and address move stock, money and parcels. */
export function byHand(changes: readonly FieldChange[], record: Order, target: string): Problem | undefined {
	const held = changes.filter(({ field }) => field === 'shipTo' || field.startsWith('line '));
	if (held.length === 0) return undefined;
	const words = held.map(({ field, before, after }) =>
		field === 'shipTo'
			? 'the delivery address'
			: `${field.slice('line '.length)} ${textOf(after)} instead of ${textOf(before)}`,
	);
	return { code: 'CHANGE_BY_HAND', params: { order: record.number, target, what: words.join(', ') } };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : 'nothing');

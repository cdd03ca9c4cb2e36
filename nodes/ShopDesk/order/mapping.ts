import { minus, sum, times } from '../../../core/model/money';
import type { Address, Order } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { translate } from '../../../core/sync/status';
import { tieOut } from '../../../core/sync/totals';
import { spread } from '../../../core/model/shares';
import {
	currencyCode,
	decimal,
	instant,
	referenceOf,
	stageOf,
	SYSTEM,
	type ReferenceRules,
	type Stage,
} from '../mapping';
import type { OrderDraft, SdOrder } from './wire';

/*
 * Orders to ShopDesk and back. Order total = sum of line totals + delivery - discount (seen in code, 2021).
 */

/** The operator's choices for new orders. */
export interface OrderRules extends ReferenceRules {
	/** Where the order falls in; the operator says so for each brand, and nothing is guessed. */
	readonly targetStatus: 'AWAITING_SM_APPROVAL' | 'APPROVED';
	/** Location IDs of OmniEngine by the order's own location (ID or name). */
	readonly locations: ReadonlyArray<{ readonly place: string; readonly location: string }>;
	/** For an order whose location is in no row; empty means the order's own location ID is taken as it is. */
	readonly location: string;
}

const same = (a: string | null | undefined, b: string | null | undefined) =>
	(a ?? '').trim().toLowerCase() === (b ?? '').trim().toLowerCase() && (a ?? '').trim() !== '';

/** The location of OmniEngine an order is for. */
export function locationOf({ location }: Order, { locations, location: otherwise }: OrderRules): string {
	const row = locations.find(({ place }) => same(place, location?.id) || same(place, location?.name));
	return row?.location ?? (otherwise || (location?.id ?? '').trim());
}

const addressLine = (address: Address | null | undefined) =>
	[address?.address1, address?.address2, [address?.zip, address?.city].filter(Boolean).join(' '), address?.countryCode]
		.filter(Boolean)
		.join(', ');

/** An order as it is sent, or why it cannot be: ShopDesk has no fields for tax on top, tips, duties or fees. */
export function toDraft(order: Order, rules: OrderRules): { draft: OrderDraft } | { problem: Problem } {
	const key = referenceOf(order, rules);
	if ('problem' in key) return key;
	const obstacle = obstacleOf(order, rules);
	if (obstacle) return { problem: obstacle };
	const lines = order.lines.filter(({ currentQuantity }) => currentQuantity > 0);
	const goods = sum(lines.map(({ unitPrice, currentQuantity }) => times(unitPrice, currentQuantity)));
	const shipping = order.totals.shipping ?? sum((order.shippingLines ?? []).map(({ total }) => total));
	const discount = minus(sum([goods, shipping]), order.totals.total);
	if (discount.startsWith('-'))
		return { problem: unsendable(order, 'totals.total', 'it is more than goods and delivery') };
	const { customer } = order;
	const to = order.shipTo ?? order.billTo;
	return {
		draft: {
			reference_id: key.key,
			order_number: order.number,
			location_id: locationOf(order, rules),
			target_status: rules.targetStatus,
			datetime: order.placedAt,
			payment_method: order.paymentMethods?.[0] ?? '',
			currency: order.currency,
			shipping_method: order.shippingMethod?.title ?? order.shippingMethod?.code ?? '',
			shipping_price: Number(shipping),
			discount: Number(discount),
			customer: {
				name: to?.name || customer?.name || to?.company || '',
				email: customer?.email || to?.email || '',
				phone: to?.phone || customer?.phone || '',
				billing_address: addressLine(order.billTo ?? to),
				shipping_address: addressLine(to),
			},
			products: lines.map(({ sku, currentQuantity, unitPrice }) => ({
				sku: sku ?? '',
				quantity: currentQuantity,
				list_price: Number(unitPrice),
				sale_price: Number(unitPrice),
			})),
		},
	};
}

function obstacleOf(order: Order, rules: OrderRules): Problem | undefined {
	const open = order.lines.filter(({ currentQuantity }) => currentQuantity > 0);
	const params = { order: order.number };
	if (open.length === 0) return { code: 'ORDER_EMPTY', params: { ...params, target: 'ShopDesk' } };
	const without = open.find(({ sku }) => !sku?.trim());
	if (without) return { code: 'SKU_MISSING', params: { ...params, line: without.title ?? without.id } };
	if (!order.pricesIncludeTax && Number(order.totals.tax ?? 0) !== 0)
		return unsendable(order, 'pricesIncludeTax', 'ShopDesk takes prices with tax only');
	const extra = (['tip', 'duties', 'fees'] as const).find((name) => Number(order.totals[name] ?? 0) !== 0);
	if (extra) return unsendable(order, `totals.${extra}`, 'ShopDesk has no field for it');
	if (locationOf(order, rules) === '')
		return unsendable(order, 'location', 'the order names none, and none is set in this node');
	const ties = tieOut(order);
	return 'problem' in ties ? ties.problem : undefined;
}

const unsendable = (order: Order, field: string, reason: string): Problem => ({
	code: 'FIELD_INVALID',
	params: { record: `order ${order.number}`, field, reason },
});

/** What differs between an order that stands there and the one wanted, in words; undefined when nothing does. */
export function differenceOf(there: SdOrder, draft: OrderDraft): string | undefined {
	const units = (lines: ReadonlyArray<{ sku: string; quantity: number }>) => {
		const bySku = new Map<string, number>();
		for (const { sku, quantity } of lines) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
		return bySku;
	};
	const [have, want] = [units(there.products ?? []), units(draft.products)];
	const changed = [...new Set([...have.keys(), ...want.keys()])]
		.filter((sku) => have.get(sku) !== want.get(sku))
		.map((sku) => `${sku} ${have.get(sku) ?? 0} instead of ${want.get(sku) ?? 0}`);
	if (there.location_id !== null && there.location_id !== draft.location_id)
		changed.push(`location ${there.location_id} instead of ${draft.location_id}`);
	return changed.length > 0 ? changed.join(', ') : undefined;
}

const STATUS: Readonly<Record<Stage, 'open' | 'closed' | 'cancelled'>> = {
	AWAITING_SM_APPROVAL: 'open',
	APPROVED: 'open',
	INVOICED: 'closed',
	CANCELLED: 'cancelled',
	RETURNED: 'closed',
};

const FULFILLMENT: Readonly<Record<Stage, Order['fulfillmentStatus']>> = {
	AWAITING_SM_APPROVAL: 'unfulfilled',
	APPROVED: 'unfulfilled',
	INVOICED: 'inProgress',
	CANCELLED: 'declined',
	RETURNED: 'returned',
};

/** An order in the package's own terms. A status word that nobody knows travels as `unmapped:WORD`. */
export function toOrder(there: SdOrder, account: string, seenAt: string): Order {
	const stage = stageOf(there.status);
	const unknown = translate<never>({}, there.status);
	const currency = currencyCode(there.currency);
	const number = there.order_number ?? there.reference_id ?? there.id;
	const products = there.products ?? [];
	const gross = products.map(({ sale_price, quantity }) => times(decimal(sale_price), quantity));
	const discount = decimal(there.discount);
	const shares = spread(discount, gross, currency);
	const lines = gross.map((amount, at) => minus(amount, shares[at] ?? '0'));
	const shipping = decimal(there.shipping_price);
	const placedAt = instant(there.datetime) ?? instant(there.updated_at) ?? seenAt;
	const open = stage !== undefined && STATUS[stage] === 'open';
	return {
		kind: 'order',
		origin: { system: SYSTEM, account, id: there.id, number, seenAt },
		number,
		placedAt,
		updatedAt: changedAt(there) ?? null,
		status: stage ? STATUS[stage] : unknown,
		// ShopDesk does not say whether an order is paid, and nothing is guessed.
		paymentStatus: 'unmapped:not stated',
		fulfillmentStatus: stage ? FULFILLMENT[stage] : unknown,
		currency,
		pricesIncludeTax: true,
		lines: products.map(({ sku, name, quantity, sale_price }, at) => ({
			id: String(at + 1),
			sku,
			title: name ?? null,
			quantity,
			currentQuantity: quantity,
			openQuantity: open ? quantity : 0,
			unitPrice: decimal(sale_price),
			discount: shares[at] ?? '0',
			total: lines[at] ?? '0',
			requiresShipping: true,
			giftCard: false,
		})),
		totals: {
			lines: sum(lines),
			discount,
			shipping,
			total: minus(sum([...gross, shipping]), discount),
		},
		customer: {
			name: there.customer?.name ?? null,
			email: there.customer?.email ?? null,
			phone: there.customer?.phone ?? null,
		},
		// The address is one text there; its parts cannot be told apart.
		shipTo: { name: there.customer?.name ?? null, address1: there.customer?.shipping_address ?? null },
		shippingMethod: { title: there.shipping_method ?? null },
		paymentMethods: there.payment_method ? [there.payment_method] : [],
		location: { id: there.location_id, name: null },
		attributes: {
			shopdeskStatus: stage ?? there.status,
			...(there.reference_id ? { reference: there.reference_id } : {}),
			...(there.invoice_number ? { invoiceNumber: there.invoice_number } : {}),
			...(there.store_id ? { outlet: there.store_id } : {}),
		},
	};
}

/** Statuses of the older contract in the order in which they come. */
const OLDER_STATUSES = ['3', '4', '5', '6'];

/**
 * When an order changed, ISO 8601 UTC. The older contract tells only when it was made, to the second: there each status
 * after the first counts a millisecond more, so that an order that was settled while it waited is read again once it is
 * invoiced or cancelled.
 */
export function changedAt({
	updated_at,
	invoiced_at,
	datetime,
	status,
}: Pick<SdOrder, 'updated_at' | 'invoiced_at' | 'datetime' | 'status'>): string | undefined {
	const told = instant(updated_at) ?? instant(invoiced_at);
	const made = instant(datetime);
	if (told !== undefined || made === undefined) return told;
	const steps = Math.max(0, OLDER_STATUSES.indexOf(status));
	return new Date(Date.parse(made) + steps).toISOString();
}

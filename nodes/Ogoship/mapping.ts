import { dividedBy, inCurrency, isZero, sum, times } from '../../core/model/money';
import type { Address, Order, OrderLine } from '../../core/model/order';
import type { FieldChange, Problem } from '../../core/ports';
import { diff, sameDecimal, sameText, type FieldRule } from '../../core/sync/diff';
import { documentNumber } from '../../core/sync/keys';
import { tieOut } from '../../core/sync/totals';
import type { OgoDraft, OgoOrder } from './wire';

/*
 * Orders to OGOship and back. What is documented, seen in OGOship's own code, or inferred is said where it is used.
 */

/** The operator's choices for order writes. */
export interface OrderRules {
	readonly prefix: string;
	readonly referenceFrom: 'number' | 'id';
	/** The shop's delivery method (code or title, without regard to case) to the code typed in myOGO. */
	readonly shippingCodes: ReadonlyArray<{ readonly method: string; readonly code: string }>;
	/** For a method that is not in the list; empty makes it a problem. */
	readonly otherShippingCode: string;
	/** Name of the order attribute that holds the pick-up point when the record has none of its own. */
	readonly pickupAttribute: string;
	readonly cashOnDeliveryMethods: readonly string[];
	readonly sendPrices: boolean;
	readonly status: 'New' | 'Draft';
	readonly markTest: boolean;
}

const same = (a: string | null | undefined, b: string | null | undefined) =>
	(a ?? '').trim().toLowerCase() === (b ?? '').trim().toLowerCase();

/** The reference of an order: prefix and shop number (or id), in characters that are safe in OGOship's paths. */
export function reference(order: Order, rules: OrderRules): { key: string } | { problem: Problem } {
	const number = rules.referenceFrom === 'id' ? (order.origin.id.split('/').pop() ?? '') : order.number;
	return documentNumber({ prefix: rules.prefix, number });
}

/**
 * References another connector would have used. OGOship's own Shopify connection is not documented; that it writes
 * the shop's number, with or without the #, or the shop's id is assumed.
 */
export function foreignReferences(order: Order): string[] {
	const bare = order.number.replace(/^#/, '');
	const id = order.origin.id.split('/').pop() ?? '';
	return [...new Set([bare, order.number, id])].filter((key) => key !== '');
}

/** The code of an order's delivery method, or the problem that none is set for it. */
export function shippingCode(order: Order, rules: OrderRules): { code: string } | { problem: Problem } {
	const { code, title } = order.shippingMethod ?? {};
	const match = rules.shippingCodes.find(
		({ method }) => (code && same(method, code)) || (title && same(method, title)),
	);
	const chosen = match?.code.trim() || rules.otherShippingCode.trim();
	if (chosen) return { code: chosen };
	return { problem: { code: 'SHIPPING_CODE_MISSING', params: { order: order.number, method: title || code || '' } } };
}

/** Lines that a warehouse picks: goods that ship and are still open. Gift cards and services stay out. */
export function physicalLines(order: Order): OrderLine[] {
	return order.lines.filter(({ requiresShipping, openQuantity }) => requiresShipping && openQuantity > 0);
}

function lineProblem(order: Order): Problem | undefined {
	const without = physicalLines(order).find(({ sku }) => !sku);
	return without
		? { code: 'SKU_MISSING', params: { order: order.number, line: without.title ?? without.id } }
		: undefined;
}

/** Unit price with VAT, which is what OGOship's line takes (seen in its .NET client). */
function unitPrice(line: OrderLine, order: Order): number {
	const quantity = line.currentQuantity || line.quantity;
	const gross = order.pricesIncludeTax ? line.total : sum([line.total, line.tax ?? '0']);
	return quantity === 0 ? 0 : Number(dividedBy(gross, quantity, order.currency));
}

function toLine(line: OrderLine, order: Order, rules: OrderRules): OgoDraft['orderLines'][number] {
	const vat = line.taxRate ? { vatPercentage: Number(times(line.taxRate, 100)) } : {};
	const price = rules.sendPrices ? { unitPrice: unitPrice(line, order), ...vat } : {};
	return { code: line.sku ?? '', quantity: line.openQuantity, ...price };
}

/** Blank texts are left out: an absent field is not the same as an empty one. */
const present = <T extends Record<string, unknown>>(values: T) =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	) as Partial<T>;

function toCustomer(to: Address, order: Order): OgoDraft['customer'] {
	// OGOship has no field for the region; countries that need it get it with the town (inferred).
	const city = [to.city, to.province && ['US', 'CA', 'AU'].includes(to.countryCode ?? '') ? to.province : '']
		.filter(Boolean)
		.join(', ');
	return {
		name: to.name || to.company || '',
		address1: to.address1 ?? '',
		city,
		countryCode: to.countryCode ?? '',
		...present({
			company: to.name ? to.company : undefined,
			address2: to.address2,
			zip: to.zip,
			phone: to.phone || order.customer?.phone,
			email: to.email || order.customer?.email,
		}),
	} as OgoDraft['customer'];
}

/** Whether an order is paid at the door, by the names of its payment methods. */
export function isCashOnDelivery(order: Order, rules: OrderRules): boolean {
	const methods = order.paymentMethods ?? [];
	return methods.some((method) => rules.cashOnDeliveryMethods.some((wanted) => same(method, wanted)));
}

/** What is still to be collected, exact; an order that does not tie out is never sent with an amount (decision 20). */
function cashOnDelivery(
	order: Order,
	key: string,
	rules: OrderRules,
): { cash?: OgoDraft['cashOnDelivery'] } | { problem: Problem } {
	if (!isCashOnDelivery(order, rules)) return {};
	const amount = order.totals.outstanding ?? order.totals.total;
	if (isZero(amount)) return {};
	const tied = tieOut(order);
	if ('problem' in tied) return { problem: tied.problem };
	return { cash: { amount: Number(inCurrency(amount, order.currency)), currencyCode: order.currency, reference: key } };
}

/** An order as OGOship takes it, or the first reason why it cannot be sent. */
export function toDraft(order: Order, rules: OrderRules): { draft: OgoDraft } | { problem: Problem } {
	const key = reference(order, rules);
	if ('problem' in key) return key;
	const unclear = lineProblem(order);
	if (unclear) return { problem: unclear };
	const shipping = shippingCode(order, rules);
	if ('problem' in shipping) return shipping;
	const cash = cashOnDelivery(order, key.key, rules);
	if ('problem' in cash) return cash;
	const to = order.shipTo ?? order.billTo;
	if (!to)
		return {
			problem: {
				code: 'ADDRESS_MISSING',
				params: { order: order.number, fields: 'name, address1, city, countryCode' },
			},
		};
	const pickup =
		order.pickupPoint?.code || (rules.pickupAttribute ? order.attributes?.[rules.pickupAttribute] : undefined);
	return {
		draft: {
			reference: key.key,
			status: rules.status,
			shippingCode: shipping.code,
			customer: toCustomer(to, order),
			orderLines: physicalLines(order).map((line) => toLine(line, order, rules)),
			...present({ pickUpPointCode: pickup, comments: order.note, cashOnDelivery: cash.cash }),
			...(rules.sendPrices || cash.cash
				? { priceTotal: Number(inCurrency(order.totals.total, order.currency)), priceCurrency: order.currency }
				: {}),
			...(rules.markTest ? { test: true } : {}),
		} as OgoDraft,
	};
}

// ------------------------------------------------------------------ what stands there

/** Stages in which OGOship still takes changes; https://support.ogoship.com/what-do-the-different-order-statuses-mean */
const EDITABLE = new Set(['NEW', 'DRAFT', 'PENDING']);

export const isEditable = (status: string) => EDITABLE.has(status.toUpperCase());

const lineKey = ({ code, quantity }: { code: string; quantity: number }) => `${code} × ${quantity}`;
const linesOf = (lines: ReadonlyArray<{ code: string; quantity: number }> | null | undefined) =>
	(lines ?? []).map(lineKey).sort();

const textRule = (
	field: string,
	before: (order: OgoOrder) => unknown,
	wanted: (draft: OgoDraft) => unknown,
): FieldRule<OgoOrder, OgoDraft> => ({
	field,
	before,
	wanted,
	same: sameText,
});

/** The fields compared. Prices are not: OGOship books nothing, and it may round them its own way. */
const RULES: ReadonlyArray<FieldRule<OgoOrder, OgoDraft>> = [
	{ field: 'lines', before: (order) => linesOf(order.orderLines), wanted: (draft) => linesOf(draft.orderLines) },
	textRule(
		'shippingCode',
		(order) => order.shippingCode,
		(draft) => draft.shippingCode,
	),
	textRule(
		'pickUpPointCode',
		(order) => order.pickUpPointCode,
		(draft) => draft.pickUpPointCode,
	),
	textRule(
		'name',
		(order) => order.customer?.name,
		(draft) => draft.customer.name,
	),
	textRule(
		'address1',
		(order) => order.customer?.address1,
		(draft) => draft.customer.address1,
	),
	textRule(
		'address2',
		(order) => order.customer?.address2,
		(draft) => draft.customer.address2,
	),
	textRule(
		'zip',
		(order) => order.customer?.zip,
		(draft) => draft.customer.zip,
	),
	textRule(
		'city',
		(order) => order.customer?.city,
		(draft) => draft.customer.city,
	),
	textRule(
		'countryCode',
		(order) => order.customer?.countryCode,
		(draft) => draft.customer.countryCode,
	),
	textRule(
		'comments',
		(order) => order.comments,
		(draft) => draft.comments,
	),
	{
		field: 'cashOnDelivery',
		before: (order) => order.cashOnDelivery?.amount,
		wanted: (draft) => draft.cashOnDelivery?.amount,
		same: sameDecimal,
	},
];

/** What differs between the order there and the one wanted. */
export function changes(there: OgoOrder, draft: OgoDraft): FieldChange[] {
	return diff(there, draft, RULES);
}

// ------------------------------------------------------------------ reading back

const STATUS: Readonly<Record<string, 'open' | 'closed' | 'cancelled'>> = {
	NEW: 'open',
	DRAFT: 'open',
	RESERVED: 'open',
	LOCKED: 'open',
	COLLECTING: 'open',
	PENDING: 'open',
	SHIPPED: 'closed',
	RETURNED: 'closed',
	CANCELLED: 'cancelled',
};
const FULFILLMENT: Readonly<Record<string, Order['fulfillmentStatus']>> = {
	NEW: 'unfulfilled',
	DRAFT: 'unfulfilled',
	RESERVED: 'unfulfilled',
	LOCKED: 'onHold',
	PENDING: 'scheduled',
	COLLECTING: 'inProgress',
	SHIPPED: 'fulfilled',
	RETURNED: 'returned',
	CANCELLED: 'declined',
};

const decimal = (value: number | null | undefined) =>
	typeof value === 'number' && Number.isFinite(value) ? value.toFixed(6).replace(/\.?0+$/, '') : '0';

/** An OGOship order in the package's own terms. A status word that is not in the table travels as `unmapped:WORD`. */
export function toOrder(there: OgoOrder, account: string, seenAt: string): Order {
	const word = there.status.toUpperCase();
	const editTime = there.editTime ? new Date(there.editTime) : undefined;
	const changedAt = editTime && !Number.isNaN(editTime.getTime()) ? editTime.toISOString() : seenAt;
	const open = STATUS[word] === 'open';
	// XXX is ISO 4217 for "no currency": OGOship names one only where prices were sent.
	const currency = there.priceCurrency ?? there.cashOnDelivery?.currencyCode ?? 'XXX';
	const lines = (there.orderLines ?? []).map((line, index): OrderLine => ({
		id: String(index + 1),
		sku: line.code,
		quantity: line.quantity,
		currentQuantity: line.quantity,
		openQuantity: open ? line.quantity : 0,
		unitPrice: decimal(line.unitPrice),
		total: times(decimal(line.unitPrice), line.quantity),
		taxRate: line.vatPercentage == null ? null : times(decimal(line.vatPercentage), '0.01'),
		requiresShipping: true,
		giftCard: false,
	}));
	const { name, company, address1, address2, zip, city, countryCode, phone, email } = there.customer ?? {};
	return {
		kind: 'order',
		origin: { system: 'ogoship', account, id: there.id ?? there.reference, number: there.reference, seenAt },
		number: there.reference,
		placedAt: changedAt,
		updatedAt: changedAt,
		status: STATUS[word] ?? `unmapped:${there.status}`,
		// OGOship does not say whether an order is paid, and nothing is guessed.
		paymentStatus: 'unmapped:not stated',
		fulfillmentStatus: FULFILLMENT[word] ?? `unmapped:${there.status}`,
		test: there.test ?? false,
		currency,
		pricesIncludeTax: true,
		lines,
		totals: { lines: decimal(there.priceTotal), total: decimal(there.priceTotal) },
		customer: { name: name ?? null, company: company ?? null, email: email ?? null, phone: phone ?? null },
		shipTo: {
			name,
			company,
			address1,
			address2,
			zip,
			city,
			countryCode: /^[A-Z]{2}$/.test(countryCode ?? '') ? countryCode : null,
			phone,
			email,
		},
		shippingMethod: { code: there.shippingCode ?? null },
		pickupPoint: there.pickUpPointCode ? { code: there.pickUpPointCode } : null,
		note: there.comments ?? null,
		attributes: {
			ogoshipStatus: there.status,
			...(there.trackingNumber ? { trackingNumber: there.trackingNumber } : {}),
		},
	};
}

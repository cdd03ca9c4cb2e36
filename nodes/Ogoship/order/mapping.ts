import { dividedBy, inCurrency, isAboveZero, sum, times } from '../../../core/model/money';
import type { Address, Order, OrderLine } from '../../../core/model/order';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameDecimal, sameText, type FieldRule } from '../../../core/sync/diff';
import { translate } from '../../../core/sync/status';
import { tieOut } from '../../../core/sync/totals';
import { country, decimal, goodsOf, instant, present, referenceOf, stageOf, type ReferenceRules } from '../mapping';
import type { CustomerDraft, OgoCustomer, OgoDraft, OgoOrder } from './wire';

/*
 * Orders to OGOship and back. What is documented, seen in OGOship's own code, or inferred is said where it is used.
 */

/** The operator's choices for order writes. */
export interface OrderRules extends ReferenceRules {
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
	/** Whether an order without a phone number is turned away here, and not at the warehouse. */
	readonly requirePhone: boolean;
}

const same = (a: string | null | undefined, b: string | null | undefined) =>
	(a ?? '').trim().toLowerCase() === (b ?? '').trim().toLowerCase();

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

/** Who gets the parcel, as far as the order says. */
export function toCustomer(to: Address, order: Order): CustomerDraft {
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
	} as CustomerDraft;
}

/** What the model requires of a customer, also where a pick-up point is chosen. */
const REQUIRED = ['name', 'address1', 'city', 'countryCode'] as const;

/** ISO 3166-1 leaves these to whoever wants to use them, so they are no country (ZZ is "unknown"); XK is Kosovo. */
const NO_COUNTRY = /^(AA|Q[M-Z]|X[A-JL-Z]|ZZ)$/;

function customerProblem(order: Order, customer: CustomerDraft, { requirePhone }: OrderRules): Problem | undefined {
	const missing = REQUIRED.filter((field) => customer[field].trim() === '');
	const params = { order: order.number };
	if (missing.length > 0) {
		const fields = missing.map((field) => (field === 'name' ? 'name or company' : field)).join(', ');
		return { code: 'ADDRESS_MISSING', params: { ...params, fields } };
	}
	if (NO_COUNTRY.test(customer.countryCode))
		return { code: 'COUNTRY_INVALID', params: { ...params, country: customer.countryCode, target: 'OGOship' } };
	// A setting in myOGO lets parcels go without one (documented), so nobody is made to have it.
	return requirePhone && !customer.phone ? { code: 'PHONE_MISSING', params } : undefined;
}

/** Whether an order is paid at the door, by the names of its payment methods. */
export function isCashOnDelivery(order: Order, rules: OrderRules): boolean {
	const methods = order.paymentMethods ?? [];
	return methods.some((method) => rules.cashOnDeliveryMethods.some((wanted) => same(method, wanted)));
}

/**
 * What is still to be collected, exact, and null when that is nothing; an order that does not tie out is never sent with
 * an amount (decision 20).
 */
function cashOnDelivery(
	order: Order,
	key: string,
	rules: OrderRules,
): { cash?: OgoDraft['cashOnDelivery'] } | { problem: Problem } {
	if (!isCashOnDelivery(order, rules)) return {};
	const amount = order.totals.outstanding ?? order.totals.total;
	// Below zero where more was paid than the order comes to now.
	if (!isAboveZero(amount)) return { cash: null };
	const tied = tieOut(order);
	if ('problem' in tied) return { problem: tied.problem };
	return { cash: { amount: Number(inCurrency(amount, order.currency)), currencyCode: order.currency, reference: key } };
}

/** An order as OGOship takes it, or the first reason why it cannot be sent. */
export function toDraft(order: Order, rules: OrderRules): { draft: OgoDraft } | { problem: Problem } {
	const key = referenceOf(order, rules);
	if ('problem' in key) return key;
	const unclear = lineProblem(order);
	if (unclear) return { problem: unclear };
	const shipping = shippingCode(order, rules);
	if ('problem' in shipping) return shipping;
	const cash = cashOnDelivery(order, key.key, rules);
	if ('problem' in cash) return cash;
	const customer = toCustomer(order.shipTo ?? order.billTo ?? {}, order);
	const unreachable = customerProblem(order, customer, rules);
	if (unreachable) return { problem: unreachable };
	const pickup =
		order.pickupPoint?.code || (rules.pickupAttribute ? order.attributes?.[rules.pickupAttribute] : undefined);
	return {
		draft: {
			reference: key.key,
			status: rules.status,
			shippingCode: shipping.code,
			customer,
			orderLines: physicalLines(order).map((line) => toLine(line, order, rules)),
			...present({ pickUpPointCode: pickup, comments: order.note }),
			...(cash.cash === undefined ? {} : { cashOnDelivery: cash.cash }),
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

export const isEditable = (status: string) => EDITABLE.has(stageOf(status));

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
	{ field: 'lines', before: (order) => goodsOf(order.orderLines), wanted: (draft) => goodsOf(draft.orderLines) },
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
		before: (order) => order.cashOnDelivery?.amount ?? 0,
		wanted: ({ cashOnDelivery: cash }) => (cash === null ? 0 : cash?.amount),
		same: sameDecimal,
	},
];

/** A new order as it is sent: nothing to collect is not said. */
export function asNew({ cashOnDelivery, ...draft }: OgoDraft): OgoDraft {
	return cashOnDelivery ? { ...draft, cashOnDelivery } : draft;
}

/**
 * A changed order as it is sent. It keeps the stage it stands in, which is ours to choose only when it is new. What is
 * left out may stay as it is, so that nothing more is to be collected is said with an amount of 0 (assumed).
 */
export function asChanged({ cashOnDelivery: cash, ...draft }: OgoDraft, there: OgoOrder): OgoDraft {
	const { amount, currencyCode, reference } = there.cashOnDelivery ?? {};
	const nothing = {
		amount: 0,
		currencyCode: currencyCode ?? draft.priceCurrency ?? '',
		reference: reference ?? draft.reference,
	};
	const collects = cash ?? (cash === null && amount ? nothing : undefined);
	return { ...draft, status: there.status, ...(collects ? { cashOnDelivery: collects } : {}) };
}

/** What differs between the order there and the one wanted. */
export function changes(there: OgoOrder, draft: OgoDraft): FieldChange[] {
	return diff(there, draft, RULES);
}

/**
 * Whether an order that stands there can be this customer's: something that says who it is agrees, or nothing can be
 * compared. Two shops with one prefix have orders of the same number; a merchant may have corrected an address in
 * myOGO, so one agreement is enough.
 */
export function isSamePerson(there: OgoCustomer | null | undefined, wanted: Partial<CustomerDraft>): boolean {
	const digits = (value: string | null | undefined) => (value ?? '').replace(/\D/g, '');
	const pairs = [
		...(['name', 'company', 'email', 'address1'] as const).map((field) => [there?.[field], wanted[field]] as const),
		[digits(there?.phone), digits(wanted.phone)] as const,
	].filter(([before, after]) => (before ?? '').trim() !== '' && (after ?? '').trim() !== '');
	return pairs.length === 0 || pairs.some(([before, after]) => same(before, after));
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

const unknownWord = (word: string) => translate<never>({}, word);

/** An OGOship order in the package's own terms. A status word that is not in the table travels as `unmapped:WORD`. */
export function toOrder(there: OgoOrder, account: string, seenAt: string): Order {
	const word = stageOf(there.status);
	const changedAt = instant(there.editTime) ?? seenAt;
	const open = STATUS[word] === 'open';
	// XXX is ISO 4217 for "no currency": OGOship names one only where prices were sent.
	const named = (there.priceCurrency ?? there.cashOnDelivery?.currencyCode ?? '').toUpperCase();
	const currency = /^[A-Z]{3}$/.test(named) ? named : 'XXX';
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
		status: STATUS[word] ?? unknownWord(there.status),
		// OGOship does not say whether an order is paid, and nothing is guessed.
		paymentStatus: 'unmapped:not stated',
		fulfillmentStatus: FULFILLMENT[word] ?? unknownWord(there.status),
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
			countryCode: country(countryCode),
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

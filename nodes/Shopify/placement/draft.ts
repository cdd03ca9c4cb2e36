import { inCurrency, isZero, minus } from '../../../core/model/money';
import type { Address, Order, OrderLine } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { barcodeOf, price, skuOf, toPriced, type ExtraLine, type GoodsLine, type Priced } from '../pricing/mapping';
import { sourceKey } from './mapping';
import { SOURCE_FIELD } from './wire';

/*
 * An order of another system as Shopify takes it.
 * https://shopify.dev/docs/api/admin-graphql/latest/input-objects/OrderCreateOrderInput
 */

/** The operator's choices for order writes. */
export interface OrderWriteRules {
	readonly label: string;
	/** Added to the order's own. */
	readonly tags: readonly string[];
	/** With one the order is named by us (prefix and number); without one Shopify numbers it. */
	readonly namePrefix: string;
	readonly test: boolean;
}

export interface AddressInput {
	readonly firstName?: string;
	readonly lastName?: string;
	readonly company?: string;
	readonly address1?: string;
	readonly address2?: string;
	readonly zip?: string;
	readonly city?: string;
	readonly provinceCode?: string;
	readonly countryCode?: string;
	readonly phone?: string;
}

export interface OrderDraft {
	/** The custom id under which the order stands in the shop. */
	readonly key: string;
	readonly total: string;
	readonly currency: string;
	readonly goods: readonly GoodsLine[];
	readonly extras: readonly ExtraLine[];
	readonly tags: readonly string[];
	readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: string }>;
	readonly shippingAddress?: AddressInput;
	/** Everything else of the input, in Shopify's own names. */
	readonly order: Readonly<Record<string, unknown>>;
}

/** https://shopify.dev/docs/api/usage/limits: a list of an input holds at most 250. */
const MOST_LINES = 250;
/** Countries whose addresses are incomplete without a region, and where Shopify wants its code. */
const REGION_COUNTRIES = new Set(['US', 'CA', 'AU']);
const PROVINCE_CODE = /^[A-Z0-9]{1,3}$/;

/** An order as Shopify takes it, or the first reason why it cannot be sent. */
export function toDraft(order: Order, rules: OrderWriteRules): { draft: OrderDraft } | { problem: Problem } {
	const lines = order.lines.filter(({ currentQuantity }) => currentQuantity > 0);
	const unusable = lineProblem(order, lines) ?? regionProblem(order);
	if (unusable) return { problem: unusable };
	const amounts = toPriced(order);
	if ('problem' in amounts) return amounts;
	const { goods, extras } = amounts.priced;
	const count = goods.length + extras.length;
	if (count > MOST_LINES) return { problem: tooManyLines(order, count, rules) };
	const shipTo = toAddressInput(order.shipTo);
	return {
		draft: {
			key: sourceKey(order.origin),
			total: inCurrency(order.totals.total, order.currency),
			currency: order.currency,
			goods,
			extras,
			tags: uniqueTags([...(order.tags ?? []), ...rules.tags]),
			attributes: Object.entries(order.attributes ?? {}).map(([key, value]) => ({ key, value })),
			...(shipTo ? { shippingAddress: shipTo } : {}),
			order: toHead(order, rules, amounts.priced),
		},
	};
}

/** The input of orderCreate; `variantOf` knows the variant of every line. */
export function toOrderInput(draft: OrderDraft, variantOf: (line: GoodsLine) => string | undefined) {
	const { goods, extras, tags, attributes, shippingAddress, order, key, currency } = draft;
	return {
		...order,
		currency,
		...(shippingAddress ? { shippingAddress } : {}),
		...(attributes.length > 0 ? { customAttributes: attributes } : {}),
		tags,
		sourceIdentifier: key,
		metafields: [{ ...SOURCE_FIELD, type: 'id', value: key }],
		lineItems: [
			// The variant brings its own SKU and barcode along.
			...goods.map((line) => ({ ...line, variantId: variantOf(line), sku: undefined, barcode: undefined })),
			...extras,
		],
	};
}

// ------------------------------------------------------------------ what cannot be sent

function lineProblem(order: Order, lines: readonly OrderLine[]): Problem | undefined {
	const params = { order: order.number };
	const without = lines.find((line) => skuOf(line) === '' && barcodeOf(line) === '');
	if (without) return { code: 'SKU_MISSING', params: { ...params, line: without.title ?? without.id } };
	if (lines.length > 0) return undefined;
	const reason = 'none of them has a quantity';
	return { code: 'FIELD_INVALID', params: { record: `order ${order.number}`, field: 'lines', reason } };
}

function tooManyLines(order: Order, count: number, { label }: OrderWriteRules): Problem {
	const params = { order: order.number, count: String(count), most: String(MOST_LINES), target: label };
	return { code: 'LINES_TOO_MANY', params };
}

/** A region by its name would be lost, and the address of these countries with it. */
function regionProblem(order: Order): Problem | undefined {
	for (const [field, address] of [
		['shipTo', order.shipTo],
		['billTo', order.billTo],
	] as const) {
		const province = (address?.province ?? '').trim();
		if (!REGION_COUNTRIES.has(address?.countryCode ?? '') || province === '' || isProvinceCode(province)) continue;
		const params = { record: `order ${order.number}`, field: `${field}.province`, reason: 'Shopify wants its code' };
		return { code: 'FIELD_INVALID', params };
	}
	return undefined;
}

const isProvinceCode = (province: string) => PROVINCE_CODE.test(province.trim().toUpperCase());

// ------------------------------------------------------------------ the rest of the order

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderCreateFinancialStatus */
const FINANCIAL = {
	pending: 'PENDING',
	// What another system authorised cannot be captured here.
	authorized: 'PENDING',
	partiallyPaid: 'PARTIALLY_PAID',
	paid: 'PAID',
	partiallyRefunded: 'PAID',
	refunded: 'REFUNDED',
	voided: 'VOIDED',
	expired: 'EXPIRED',
} as const;

const PAID = new Set(['paid', 'partiallyPaid', 'partiallyRefunded']);

/** What came in for the order, net of what went back; no more than its total. */
function paidAmount({ paymentStatus, totals }: Order): string {
	if (!PAID.has(paymentStatus)) return '0';
	if (paymentStatus === 'paid' || totals.paid == null) return paymentStatus === 'partiallyPaid' ? '0' : totals.total;
	const net = minus(totals.paid, totals.refunded ?? '0');
	return minus(totals.total, net).startsWith('-') ? totals.total : net;
}

function payment(order: Order): Record<string, unknown> {
	const amount = paidAmount(order);
	const known = FINANCIAL[order.paymentStatus as keyof typeof FINANCIAL];
	const full = isZero(minus(order.totals.total, amount));
	const financialStatus = !PAID.has(order.paymentStatus)
		? known
		: full
			? 'PAID'
			: isZero(amount)
				? 'PENDING'
				: 'PARTIALLY_PAID';
	if (isZero(amount)) return { financialStatus };
	const gateway = order.paymentMethods?.find((method) => method.trim() !== '') ?? 'manual';
	const sale = { kind: 'SALE', status: 'SUCCESS', gateway, amountSet: price(amount, order.currency) };
	return { financialStatus, transactions: [sale] };
}

function toHead(
	order: Order,
	rules: OrderWriteRules,
	{ shippingLines, taxLines }: Priced,
): Readonly<Record<string, unknown>> {
	const { customer, origin } = order;
	const email = customer?.email?.trim() || order.shipTo?.email?.trim() || order.billTo?.email?.trim();
	const url = origin.url && /^https?:\/\//i.test(origin.url) && URL.canParse(origin.url) ? origin.url : undefined;
	return present({
		name: rules.namePrefix === '' ? undefined : `${rules.namePrefix}${order.number.replace(/^#/, '')}`,
		email,
		phone: customer?.phone,
		note: order.note,
		poNumber: order.purchaseOrderNumber,
		processedAt: order.placedAt,
		taxesIncluded: order.pricesIncludeTax,
		billingAddress: toAddressInput(order.billTo),
		// The phone stays off the customer: one that another customer has would refuse the order.
		customer: email ? { toUpsert: { email, ...nameParts(customer?.name ?? order.billTo?.name) } } : undefined,
		shippingLines: shippingLines.length > 0 ? shippingLines : undefined,
		taxLines,
		sourceUrl: url,
		...(rules.test ? { test: true } : {}),
		...payment(order),
	});
}

/** "Ada Maria Buyer" is Buyer, Ada Maria: Shopify has two fields and most systems one. */
export function nameParts(name: string | null | undefined): { firstName?: string; lastName?: string } {
	const words = (name ?? '').trim().split(/\s+/).filter(Boolean);
	const lastName = words.at(-1);
	if (lastName === undefined) return {};
	return words.length === 1 ? { lastName } : { firstName: words.slice(0, -1).join(' '), lastName };
}

/** An address as Shopify takes it; undefined where there is none at all. */
export function toAddressInput(address: Address | null | undefined): AddressInput | undefined {
	if (!address) return undefined;
	const province = (address.province ?? '').trim();
	const input = present({
		...nameParts(address.name),
		company: address.company,
		address1: address.address1,
		address2: address.address2,
		zip: address.zip,
		city: address.city,
		provinceCode: isProvinceCode(province) ? province.toUpperCase() : undefined,
		countryCode: address.countryCode,
		phone: address.phone,
	});
	return Object.keys(input).length > 0 ? (input as AddressInput) : undefined;
}

/** Absent, null and blank are left out. */
function present<T extends Record<string, unknown>>(values: T): Partial<T> {
	return Object.fromEntries(
		Object.entries(values).filter(([, value]) => value != null && !(typeof value === 'string' && value.trim() === '')),
	) as Partial<T>;
}

/** Tags once each, whatever their capitals; the first writing counts. */
export function uniqueTags(tags: readonly string[]): string[] {
	const known = new Map<string, string>();
	for (const tag of tags.map((each) => each.trim()).filter(Boolean)) {
		if (!known.has(tag.toLowerCase())) known.set(tag.toLowerCase(), tag);
	}
	return [...known.values()];
}

/** What of an order is a person's, so that it is not in a text shown to anybody. */
export function personalTexts({ customer, shipTo, billTo, note }: Order): string[] {
	const values = [
		...Object.values(customer ?? {}),
		...Object.values(shipTo ?? {}),
		...Object.values(billTo ?? {}),
		note,
	];
	return values.filter((value): value is string => typeof value === 'string');
}

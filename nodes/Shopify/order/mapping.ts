import { dividedBy, isZero, minus, sum, times } from '../../../core/model/money';
import type { Address, Order, OrderLine } from '../../../core/model/order';
import { translate } from '../../../core/sync/status';
import type { MailingAddress, Money } from '../wire';
import type { LineItem, OrderHead, WholeOrder } from './wire';

/*
 * Shopify's orders in the package's own terms. One side of the money (shopMoney) and one family of figures (current:
 * after edits and refunds) throughout; mixing them is how totals stop tying out.
 */

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFinancialStatus */
const PAYMENT = {
	PENDING: 'pending',
	AUTHORIZED: 'authorized',
	PARTIALLY_PAID: 'partiallyPaid',
	PAID: 'paid',
	PARTIALLY_REFUNDED: 'partiallyRefunded',
	REFUNDED: 'refunded',
	VOIDED: 'voided',
	EXPIRED: 'expired',
} as const;

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFulfillmentStatus */
const FULFILLMENT = {
	UNFULFILLED: 'unfulfilled',
	PARTIALLY_FULFILLED: 'partial',
	FULFILLED: 'fulfilled',
	IN_PROGRESS: 'inProgress',
	ON_HOLD: 'onHold',
	SCHEDULED: 'scheduled',
	REQUEST_DECLINED: 'declined',
	FULFILLMENT_NOT_REQUIRED: 'notRequired',
	OPEN: 'unfulfilled',
	PENDING_FULFILLMENT: 'inProgress',
	RESTOCKED: 'returned',
} as const;

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/RiskAssessmentResult */
const RISK = { NONE: 'none', LOW: 'low', MEDIUM: 'medium', HIGH: 'high', PENDING: 'pending' } as const;
/** The riskiest wins; an assessment still being made counts more than a harmless one, less than a finding. */
const RISK_WEIGHT: Readonly<Record<string, number>> = { none: 0, low: 1, medium: 2, pending: 3, high: 5 };
const UNKNOWN_WEIGHT = 4;

const amountOf = (money: Money | null | undefined) => money?.shopMoney.amount;

export const paymentStatus = (word: string | null | undefined) => translate(PAYMENT, word ?? '');
export const fulfillmentStatus = (word: string | null | undefined) => translate(FULFILLMENT, word ?? '');

/** The level of the riskiest assessment, `none` when there is none. */
export function riskLevel(risk: WholeOrder['risk']): string {
	const levels = (risk?.assessments ?? []).map(({ riskLevel: level }) => translate(RISK, level ?? ''));
	return levels.reduce<string>(
		(worst, level) => ((RISK_WEIGHT[level] ?? UNKNOWN_WEIGHT) > (RISK_WEIGHT[worst] ?? UNKNOWN_WEIGHT) ? level : worst),
		'none',
	);
}

/** A part of an amount by quantity, exact where nothing was removed, else rounded to the currency's minor unit. */
function share(amount: string, part: number, whole: number, currency: string): string {
	if (part === whole) return amount;
	return whole === 0 ? '0' : dividedBy(times(amount, part), whole, currency);
}

function toLine(line: LineItem, currency: string): OrderLine {
	const { quantity, currentQuantity } = line;
	const unitPrice = line.originalUnitPriceSet.shopMoney.amount;
	// Allocations stay at the ordered quantity after an edit or refund, so they are scaled to what is left.
	const allocated = sum(line.discountAllocations.map(({ allocatedAmountSet }) => allocatedAmountSet.shopMoney.amount));
	const discount = share(allocated, currentQuantity, quantity, currency);
	const tax = share(
		sum(line.taxLines.map(({ priceSet }) => priceSet.shopMoney.amount)),
		currentQuantity,
		quantity,
		currency,
	);
	const rates = line.taxLines.flatMap(({ rate }) => (typeof rate === 'number' ? [String(rate)] : []));
	return {
		id: line.id,
		sku: line.sku?.trim() || null,
		barcode: line.variant?.barcode ?? null,
		title: [line.title, line.variantTitle].filter(Boolean).join(' – ') || null,
		quantity,
		currentQuantity,
		openQuantity: line.unfulfilledQuantity,
		unitPrice,
		discount,
		tax,
		total: minus(times(unitPrice, currentQuantity), discount),
		taxRate: rates.length > 0 ? sum(rates) : null,
		requiresShipping: line.requiresShipping,
		giftCard: line.isGiftCard,
		properties: toRecord(line.customAttributes ?? []),
	};
}

function toRecord(pairs: ReadonlyArray<{ key: string; value?: string | null }>): Record<string, string> {
	return Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']));
}

function toAddress(address: MailingAddress | null | undefined, email: string | null | undefined): Address | null {
	if (!address) return null;
	return {
		name: address.name || [address.firstName, address.lastName].filter(Boolean).join(' ') || null,
		company: address.company ?? null,
		address1: address.address1 ?? null,
		address2: address.address2 ?? null,
		zip: address.zip ?? null,
		city: address.city ?? null,
		province: address.provinceCode ?? address.province ?? null,
		countryCode: address.countryCodeV2 ?? null,
		phone: address.phone ?? null,
		email: email ?? null,
	};
}

/** The page of an order in the shop's admin. */
export const orderUrl = (account: string, { legacyResourceId }: { readonly legacyResourceId: string }): string =>
	`https://${account}/admin/orders/${legacyResourceId}`;

/** The id as a GID from what a webhook, a person or an item says; undefined when it is no order id. */
export function orderGid(text: string): string | undefined {
	if (/^gid:\/\/shopify\/Order\/\d{1,20}$/.test(text)) return text;
	return /^\d{1,20}$/.test(text) ? `gid://shopify/Order/${text}` : undefined;
}

/**
 * A whole Shopify order as the canonical order. `lines` are all of them, further pages included.
 * Times are UTC; amounts Shopify's decimal strings in the shop's currency.
 */
export function toOrder(order: WholeOrder, lines: readonly LineItem[], account: string, seenAt: string): Order {
	const currency = order.currencyCode;
	const canonical = lines.map((line) => toLine(line, currency));
	const shipping = order.shippingLines.nodes;
	const email = order.email ?? order.customer?.defaultEmailAddress?.emailAddress ?? null;
	const placedAt = new Date(order.processedAt ?? order.createdAt).toISOString();
	return {
		kind: 'order',
		origin: {
			system: 'shopify',
			account,
			id: order.id,
			number: order.name,
			seenAt,
			url: orderUrl(account, order),
		},
		number: order.name,
		placedAt,
		updatedAt: new Date(order.updatedAt).toISOString(),
		status: order.cancelledAt ? 'cancelled' : order.closed ? 'closed' : 'open',
		paymentStatus: paymentStatus(order.displayFinancialStatus),
		fulfillmentStatus: fulfillmentStatus(order.displayFulfillmentStatus),
		risk: {
			level: riskLevel(order.risk) as NonNullable<Order['risk']>['level'],
			recommendation: order.risk?.recommendation ?? null,
		},
		test: order.test,
		cancelledAt: order.cancelledAt ? new Date(order.cancelledAt).toISOString() : null,
		cancelReason: order.cancelReason ?? null,
		currency,
		pricesIncludeTax: order.taxesIncluded,
		lines: canonical,
		shippingLines: shipping.map((line) => ({
			id: line.id ?? null,
			code: line.code ?? null,
			title: line.title ?? null,
			total: line.currentDiscountedPriceSet.shopMoney.amount,
			tax: sum(line.taxLines.map(({ priceSet }) => priceSet.shopMoney.amount)),
		})),
		discounts: (order.discountCodes ?? []).map((code) => ({ code })),
		taxLines: order.taxLines.map(({ title, rate, priceSet }) => ({
			title: title ?? null,
			rate: rate == null ? null : String(rate),
			amount: priceSet.shopMoney.amount,
		})),
		totals: {
			lines: sum(canonical.map(({ total }) => total)),
			discount: order.currentTotalDiscountsSet.shopMoney.amount,
			shipping: order.currentShippingPriceSet.shopMoney.amount,
			tax: amountOf(order.currentTotalTaxSet) ?? null,
			tip: nonZero(order.totalTipReceivedSet),
			duties: nonZero(order.currentTotalDutiesSet),
			fees: nonZero(order.currentTotalAdditionalFeesSet),
			total: order.currentTotalPriceSet.shopMoney.amount,
			paid: amountOf(order.totalReceivedSet) ?? null,
			refunded: amountOf(order.totalRefundedSet) ?? null,
			outstanding: amountOf(order.totalOutstandingSet) ?? null,
		},
		customer:
			order.customer || email
				? {
						reference: order.customer?.id ?? null,
						email,
						phone: order.phone ?? order.customer?.defaultPhoneNumber?.phoneNumber ?? null,
						name: order.customer?.displayName ?? null,
					}
				: null,
		billTo: toAddress(order.billingAddress, email),
		shipTo: toAddress(order.shippingAddress, email),
		shippingMethod: shipping[0] ? { code: shipping[0].code ?? null, title: shipping[0].title ?? null } : null,
		paymentMethods: order.paymentGatewayNames,
		location: order.retailLocation ? { id: order.retailLocation.id, name: order.retailLocation.name ?? null } : null,
		note: order.note ?? null,
		tags: order.tags,
		attributes: toRecord(order.customAttributes),
		purchaseOrderNumber: order.poNumber ?? null,
		salesChannel: order.app?.name ?? order.sourceName ?? null,
	};
}

function nonZero(money: Money | null | undefined): string | null {
	const amount = amountOf(money);
	return amount === undefined || isZero(amount) ? null : amount;
}

/** What an operator may ask of the orders a list returns; empty lists ask nothing. */
export interface OrderFilter {
	readonly payment: readonly string[];
	readonly fulfillment: readonly string[];
	readonly risk: readonly string[];
	readonly tags: readonly string[];
	readonly names: readonly string[];
	readonly locationId: string;
	readonly salesChannel: string;
	readonly includeTest: boolean;
	readonly includeCancelled: boolean;
	readonly onlyCancelled: boolean;
}

/**
 * Whether an order passes the filter. Decided here and not in Shopify's search, whose index lags behind and whose
 * `financial_status:paid` no longer finds an order that was partly refunded before the sweep came by.
 */
export function passes(head: OrderHead, filter: OrderFilter): boolean {
	const among = (allowed: readonly string[], value: string) => allowed.length === 0 || allowed.includes(value);
	const same = (wanted: string, value: string | null | undefined) =>
		wanted === '' || wanted.toLowerCase() === (value ?? '').toLowerCase();
	return (
		among(filter.payment, paymentStatus(head.displayFinancialStatus)) &&
		among(filter.fulfillment, fulfillmentStatus(head.displayFulfillmentStatus)) &&
		among(filter.risk, riskLevel(head.risk)) &&
		(filter.tags.length === 0 ||
			filter.tags.some((tag) => head.tags.some((own) => own.toLowerCase() === tag.toLowerCase()))) &&
		(filter.names.length === 0 ||
			filter.names.some((name) => name.replace(/^#/, '') === head.name.replace(/^#/, ''))) &&
		(filter.locationId === '' || head.retailLocation?.id.split('/').pop() === filter.locationId.split('/').pop()) &&
		(same(filter.salesChannel, head.app?.name) || same(filter.salesChannel, head.sourceName)) &&
		(filter.includeTest || !head.test) &&
		(filter.includeCancelled || !head.cancelledAt) &&
		(!filter.onlyCancelled || Boolean(head.cancelledAt))
	);
}

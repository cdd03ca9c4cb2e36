/*
 * The search fields of `orders` and `productVariants`. Names and values are the schema's
 * (https://shopify.dev/docs/api/admin-graphql/latest/queries/orders). A field that Shopify has and this sandbox does
 * not is refused loudly; a field that nobody has is ignored, as Shopify's index does.
 */
import type { DemoProduct } from '../../../sandbox/kit';

import { financialStatus } from './amounts';
import { numericId, variantId } from './ids';
import { UnreadableSearch, type Comparator, type Term, type TermMatch } from './search';
import type { OrderRecord } from './state';

type Field<T> = (record: T, term: Term, nowMs: number) => boolean;

const WITHOUT_ORDER_FIELD = new Set(
	(
		'cart_token channel channel_id chargeback_status checkout_token confirmation_number credit_card_last4 ' +
		'current_total_price customer_id delivery_method discount_code email fraud_protection_level ' +
		'fulfillment_location_id gateway payment_id payment_provider_id po_number reference_location_id return_status ' +
		'sku source_identifier subtotal_line_items_quantity total_weight'
	).split(' '),
);
const WITHOUT_VARIANT_FIELD = new Set(
	(
		'collection delivery_profile_id exclude_composite exclude_variants_with_components gift_card ' +
		'inventory_quantity location_id managed managed_by option1 option2 option3 product_id product_ids ' +
		'product_publication_status product_status product_type publishable_status published_status ' +
		'requires_components tag tag_not taxable title updated_at vendor'
	).split(' '),
);

const ORDER_FIELDS: Readonly<Record<string, Field<OrderRecord>>> = {
	updated_at: (order, term, nowMs) => matchesTime(order.updatedAt, term, nowMs),
	created_at: (order, term, nowMs) => matchesTime(order.createdAt, term, nowMs),
	processed_at: (order, term, nowMs) => matchesTime(order.createdAt, term, nowMs),
	financial_status: (order, term) => matchesWord([financialStatus(order)], term),
	// Nothing is ever shipped here yet, so every order is UNFULFILLED.
	fulfillment_status: (_order, term) => matchesWord(['unfulfilled', 'unshipped'], term),
	status: (order, term) => matchesWord(order.cancelledAt ? ['cancelled', 'closed'] : ['open', 'not_closed'], term),
	name: (order, term) => matchesWord([`${order.number}`], { ...term, value: term.value.replace(/^#/, '') }),
	tag: (order, term) => matchesWord(order.tags, term),
	tag_not: (order, term) => !matchesWord(order.tags, term),
	test: (order, term) => matchesWord([`${order.test}`], term),
	risk_level: (order, term) => matchesWord([order.risk.level], term),
	// Web orders belong to no location.
	location_id: () => false,
	source_name: (_order, term) => matchesWord(['web'], term),
	sales_channel: (_order, term) => matchesWord(['web', 'Online Store'], term),
	id: (order, term) => matchesId(order.id, term),
};

const VARIANT_FIELDS: Readonly<Record<string, Field<DemoProduct>>> = {
	sku: (product, term) => matchesWord([product.sku], term),
	barcode: (product, term) => matchesWord([product.barcode], term),
	id: (product, term) => matchesId(variantId(product.sku), term),
};

/** Orders: every filter of section "query" that can be true for a shop's web orders. */
export function orderMatch(nowMs: number): TermMatch<OrderRecord> {
	const bare = (order: OrderRecord, term: Term) =>
		matchesWord([`${order.number}`, `#${order.number}`, ...order.tags, ...order.lines.map((line) => line.sku)], term);
	return (order, term) =>
		term.field === undefined
			? bare(order, term)
			: byField('orders', ORDER_FIELDS, WITHOUT_ORDER_FIELD, order, term, nowMs);
}

export const variantMatch: TermMatch<DemoProduct> = (product, term) =>
	term.field === undefined
		? matchesWord([product.sku, product.barcode, ...product.title.split(/\s+/)], term)
		: byField('productVariants', VARIANT_FIELDS, WITHOUT_VARIANT_FIELD, product, term, 0);

/** Names of the fields in a search that Shopify does not have; it ignores them. */
export function unknownFields(list: 'orders' | 'productVariants', terms: readonly Term[]): string[] {
	const fields = list === 'orders' ? ORDER_FIELDS : VARIANT_FIELDS;
	return terms.flatMap(({ field }) => (field === undefined || Object.hasOwn(fields, field) ? [] : [field]));
}

function byField<T>(
	list: string,
	fields: Readonly<Record<string, Field<T>>>,
	left: ReadonlySet<string>,
	record: T,
	term: Term,
	nowMs: number,
): boolean | undefined {
	const name = term.field ?? '';
	if (left.has(name) || name.startsWith('metafields.')) {
		throw new UnreadableSearch(`this sandbox does not imitate the search field ${name} of ${list}`);
	}
	return Object.hasOwn(fields, name) ? fields[name]?.(record, term, nowMs) : undefined;
}

function matchesWord(words: readonly string[], term: Term): boolean {
	const wanted = term.value.toLowerCase();
	return words.some((word) => (term.prefix ? word.toLowerCase().startsWith(wanted) : word.toLowerCase() === wanted));
}

function matchesId(id: string, term: Term): boolean {
	const wanted = numericId(term.value) ?? term.value;
	if (!/^\d+$/.test(wanted)) return false;
	return compares(BigInt(numericId(id) ?? 0), term.comparator, BigInt(wanted));
}

/** Dates are read as UTC; Shopify reads those without a zone in the shop's, which the demo shop has at UTC. */
function matchesTime(iso: string, term: Term, nowMs: number): boolean {
	const dated = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/.test(term.value);
	const zoned = /T/.test(term.value) && !/(Z|[+-]\d\d:?\d\d)$/.test(term.value) ? `${term.value}Z` : term.value;
	const wantedMs = term.value === 'now' ? nowMs : dated ? Date.parse(zoned) : NaN;
	if (Number.isNaN(wantedMs)) throw new UnreadableSearch(`a search has the date "${term.value}", which cannot be read`);
	const atMs = Date.parse(iso);
	// A day without a time and without a comparator means the whole day.
	if (term.comparator === '=' && term.value.length === 10) return atMs >= wantedMs && atMs < wantedMs + 86_400_000;
	return compares(atMs, term.comparator, wantedMs);
}

function compares<T extends number | bigint>(left: T, comparator: Comparator, right: T): boolean {
	switch (comparator) {
		case '<':
			return left < right;
		case '>':
			return left > right;
		case '<=':
			return left <= right;
		case '>=':
			return left >= right;
		case '=':
			return left === right;
	}
}

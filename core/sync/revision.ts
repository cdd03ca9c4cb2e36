import Big from 'big.js';

import { isAboveZero, isDecimal } from '../model/money';
import type { Address, Order, OrderLine } from '../model/order';
import { keyedHash } from './hash';
import { canonicalJson } from './keys';

/*
 * What makes an order another order for the system that holds its document. The tables below are the whole list: each
 * field in them alone changes the revision, nothing else does. Left out on purpose: updatedAt and seenAt (every touch
 * would look like an edit), statuses, risk, tags, fulfillment, refunds, open quantities (our own writes move them),
 * the bill-to address, titles, raw, and everything a rule of ours adds.
 *
 * A revision is stored, so a new version must compute the same one for the same order: never rename or remove a row,
 * and add only optional ones. Empty values are left out of the text that is hashed, so a row added later leaves the
 * revision of every order without that value as it was.
 */

type Row<T> = readonly [name: string, value: (record: T) => string];
type Amount = string | null | undefined;

const LINE_FIELDS: ReadonlyArray<Row<OrderLine>> = [
	['id', (line) => text(line.id)],
	['sku', (line) => text(line.sku)],
	// A line edited away stays in the list with 0: gone and never been there are different orders.
	['currentQuantity', (line) => String(line.currentQuantity)],
	['unitPrice', (line) => amount(line.unitPrice)],
	['discount', (line) => amount(line.discount)],
	['tax', (line) => amount(line.tax)],
	['total', (line) => amount(line.total)],
];

// Without the id: no document shows it, and not every system has one.
const SHIPPING_FIELDS: ReadonlyArray<Row<NonNullable<Order['shippingLines']>[number]>> = [
	['code', (line) => text(line.code)],
	['title', (line) => text(line.title)],
	['total', (line) => amount(line.total)],
	['tax', (line) => amount(line.tax)],
];

const DISCOUNT_FIELDS: ReadonlyArray<Row<NonNullable<Order['discounts']>[number]>> = [
	['code', (discount) => text(discount.code)],
	['title', (discount) => text(discount.title)],
	['amount', (discount) => amount(discount.amount)],
];

const TAX_FIELDS: ReadonlyArray<Row<NonNullable<Order['taxLines']>[number]>> = [
	['title', (tax) => text(tax.title)],
	['rate', (tax) => amount(tax.rate)],
	['amount', (tax) => amount(tax.amount)],
];

const ADDRESS_FIELDS: ReadonlyArray<Row<Address>> = [
	['name', (address) => text(address.name)],
	['company', (address) => text(address.company)],
	['address1', (address) => text(address.address1)],
	['address2', (address) => text(address.address2)],
	['zip', (address) => text(address.zip)],
	['city', (address) => text(address.city)],
	['province', (address) => text(address.province)],
	['countryCode', (address) => text(address.countryCode)],
	['phone', (address) => text(address.phone)],
	['email', (address) => text(address.email)],
];

const ORDER_FIELDS: ReadonlyArray<Row<Order>> = [
	['shippingMethod.code', (order) => text(order.shippingMethod?.code)],
	['shippingMethod.title', (order) => text(order.shippingMethod?.title)],
	['pickupPoint.code', (order) => text(order.pickupPoint?.code)],
	['pickupPoint.name', (order) => text(order.pickupPoint?.name)],
	['note', (order) => text(order.note)],
	['purchaseOrderNumber', (order) => text(order.purchaseOrderNumber)],
	['cancelledAt', (order) => instant(order.cancelledAt)],
	// From where it is to be sent: another place is another outlet’s order.
	['location.id', (order) => text(order.location?.id)],
	['blockers', (order) => [...(order.blockers ?? [])].sort().join('\n')],
	// What is still to be paid may be collected at the door; of an order that is paid there is none.
	['totals.outstanding', (order) => owed(order.totals.outstanding)],
	// What no line, shipping or tax holds, and the books still have to.
	['totals.tip', (order) => otherThanZero(order.totals.tip)],
	['totals.duties', (order) => otherThanZero(order.totals.duties)],
	['totals.fees', (order) => otherThanZero(order.totals.fees)],
	['totals.rounding', (order) => otherThanZero(order.totals.rounding)],
];

/** Every field a revision is made of, by its path in the order's JSON. */
export const REVISION_FIELDS: readonly string[] = [
	...LINE_FIELDS.map(([name]) => `lines.${name}`),
	...SHIPPING_FIELDS.map(([name]) => `shippingLines.${name}`),
	...DISCOUNT_FIELDS.map(([name]) => `discounts.${name}`),
	...TAX_FIELDS.map(([name]) => `taxLines.${name}`),
	...ADDRESS_FIELDS.map(([name]) => `shipTo.${name}`),
	...ORDER_FIELDS.map(([name]) => name),
];

/**
 * Decides whether two readings of an order ask a target for the same document: a keyed hash (hex) over
 * `REVISION_FIELDS`. Texts are trimmed and in Unicode NFC, amounts the shortest decimals, absent and null nothing,
 * and lists count without their order.
 */
export function orderRevision(order: Order, key: string): string {
	const content = [
		['lines', rows(LINE_FIELDS, order.lines)],
		['shippingLines', rows(SHIPPING_FIELDS, order.shippingLines)],
		['discounts', rows(DISCOUNT_FIELDS, order.discounts)],
		['taxLines', rows(TAX_FIELDS, order.taxLines)],
		['shipTo', order.shipTo ? row(ADDRESS_FIELDS, order.shipTo) : []],
		...row(ORDER_FIELDS, order),
	].filter(([, value]) => value !== undefined && value.length > 0);
	return keyedHash(key, JSON.stringify(content));
}

function row<T>(fields: ReadonlyArray<Row<T>>, record: T): string[][] {
	return fields.map(([name, value]) => [name, value(record)]).filter(([, value]) => value !== '');
}

/** Each record as one text, sorted; a line's text begins with its id. */
function rows<T>(fields: ReadonlyArray<Row<T>>, records: readonly T[] | null | undefined): string[] {
	return (records ?? []).map((record) => JSON.stringify(row(fields, record))).sort();
}

function text(value: string | null | undefined): string {
	return (value ?? '').normalize('NFC').replaceAll('\r\n', '\n').trim();
}

function amount(value: Amount): string {
	if (!isDecimal(value)) return text(value);
	return new Big(value).toFixed();
}

function owed(value: Amount): string {
	return isDecimal(value) && isAboveZero(value) ? amount(value) : '';
}

/** Nothing and zero are the same: some shops name only what there is. */
function otherThanZero(value: Amount): string {
	return isDecimal(value) && new Big(value).eq(0) ? '' : amount(value);
}

function instant(value: string | null | undefined): string {
	const at = Date.parse(value ?? '');
	return Number.isNaN(at) ? text(value) : new Date(at).toISOString();
}

/**
 * What a target could act on, of every other kind of record. Left out for the same reasons as with orders: origin,
 * url of the record, times of reading and change, raw, and what a system only concluded. An order in this table is one
 * that is cancelled or tagged, not forwarded.
 */
const KIND_FIELDS: Readonly<Record<string, readonly string[]>> = {
	order: ['cancelledAt', 'status'],
	shipment: ['orders', 'status', 'carrier', 'service', 'tracking', 'lines', 'location'],
	product: [
		'title',
		'description',
		'status',
		'options',
		'variants',
		'currency',
		'images',
		'vendor',
		'category',
		'tags',
		'url',
	],
	customer: [
		'reference',
		'name',
		'firstName',
		'lastName',
		'company',
		'email',
		'phone',
		'vatNumber',
		'addresses',
		'tags',
		'note',
	],
	inbound: [
		'supplier',
		'expectedAt',
		'warehouse',
		'containers',
		'pallets',
		'parcels',
		'trackingNumbers',
		'note',
		'lines',
	],
	// The money too: a payment that was pending and came through is one more thing to book.
	refund: [
		'order',
		'processedAt',
		'currency',
		'lines',
		'shipping',
		'duties',
		'adjustments',
		'totals',
		'transactions',
		'exchangedFor',
		'note',
	],
	payout: ['status', 'direction', 'issuedAt', 'currency', 'totals', 'summary', 'transactions', 'reference'],
	collection: ['name', 'status', 'season', 'line', 'closesAt', 'deliveryFrom', 'deliveryTo', 'paymentTerms'],
	invoice: ['order', 'status', 'currency', 'lines', 'totals'],
	location: ['number', 'name', 'active', 'address', 'mappedTo'],
	price: ['sku', 'barcode', 'price', 'compareAtPrice', 'includesTax', 'currency', 'priceList', 'location'],
};

/**
 * As `orderRevision`, for the kinds whose document is compared field by field at the target anyway: a keyed hash (hex)
 * over the kind's own fields as they are, absent and null nothing. Throws a RangeError for a kind without a list.
 */
export function recordRevision(record: { readonly kind: string }, key: string): string {
	const fields = KIND_FIELDS[record.kind];
	if (!fields) throw new RangeError(`There is no list of fields for the kind ${record.kind}`);
	const values = Object.entries(record).filter(([name, value]) => fields.includes(name) && value !== null);
	return keyedHash(key, canonicalJson(Object.fromEntries(values)));
}

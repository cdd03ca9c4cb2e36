import { inCurrency, sum } from '../../../core/model/money';
import { isCancelled, type Order } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { isRisky } from '../../../core/sync/gate';
import { documentNumber } from '../../../core/sync/keys';
import { toCustomer, type CustomerDraft } from '../customer/mapping';
import { externalId, same, toOdooTime } from '../mapping';
import { toPriced, type PricedLine, type PricingRules } from '../pricing/mapping';

/*
 * A shop's order as Odoo is to have it. What Odoo calls things by id (products, contacts) is put in when it is written.
 */

/** The operator's choices for order writes. */
export interface OrderRules extends PricingRules {
	/** With one the order is named by us (prefix and number); without one Odoo numbers it. */
	readonly prefix: string;
	/** The company's currency, and the price list for each other one. */
	readonly currency: string;
	readonly pricelists: ReadonlyMap<string, number>;
	/** A price list for all orders. */
	readonly pricelist?: { readonly id: number; readonly currency: string };
	readonly warehouse?: number;
	readonly team?: number;
	readonly salesperson?: number;
	readonly tags: readonly number[];
	/** Added to the tags of an order of high risk. */
	readonly riskTag?: number;
	/** The shop's delivery method (code or title) to the delivery method of Odoo. */
	readonly carriers: ReadonlyArray<{ readonly method: string; readonly carrier: number; readonly product?: number }>;
	/** What an order becomes that nothing speaks against. */
	readonly arrivesAs: 'sale' | 'draft';
	readonly keepDate: boolean;
	readonly noteAsLine: boolean;
	/** The contact that all guests are, where one is chosen. */
	readonly guest?: number;
	readonly matchBy: { readonly email: boolean; readonly vat: boolean };
	/** Further fields of the order, as columns of `load` with their cells; read for each record. */
	readonly customFields: (order: Order) => ReadonlyArray<readonly [column: string, cell: string]>;
}

export interface DraftLine {
	/** The external id it stands under. */
	readonly externalId: string;
	readonly kind: PricedLine['kind'] | 'note';
	readonly sku: string;
	readonly barcode: string;
	/** The product, where it is none of the shop's goods. */
	readonly product?: number;
	readonly name: string;
	readonly quantity: number;
	readonly price: string;
	readonly tax?: number;
}

export interface OrderDraft {
	readonly externalId: string;
	/** Absent where Odoo numbers it. */
	readonly name?: string;
	/** The shop's number, as the customer's reference. */
	readonly reference: string;
	readonly origin: string;
	/** The moment of the order in Odoo's form; absent where Odoo's own counts. */
	readonly date?: string;
	readonly state: 'sale' | 'draft' | 'cancel';
	readonly currency: string;
	readonly pricelist?: number;
	readonly total: string;
	/** What was given back of it so far; absent where nobody says. */
	readonly refunded?: string;
	/** What its goods were reduced by, as far as discounts belong to lines. */
	readonly reduced: string;
	readonly customer: CustomerDraft;
	readonly carrier?: number;
	readonly tags: readonly number[];
	readonly lines: readonly DraftLine[];
	/** What was ordered of each line, before edits and refunds. */
	readonly ordered: Readonly<Record<string, number>>;
	/** The external id of the line that takes up rounding, whether there is one or not. */
	readonly roundingId: string;
	readonly customFields: ReadonlyArray<readonly [column: string, cell: string]>;
}

/** The external id of an order: from its place at the source alone, so that it never changes. */
export const orderKey = ({ origin }: Pick<Order, 'origin'>) => externalId('order', origin);

/** That of one of its lines. */
export const lineKey = ({ origin }: Pick<Order, 'origin'>, line: string) => externalId('order', origin, 'line', line);

/** An order as Odoo is to have it, or the first reason why it cannot be. */
export function toDraft(
	order: Order,
	rules: OrderRules,
): { readonly draft: OrderDraft } | { readonly problem: Problem } {
	const cancelled = isCancelled(order);
	const priced = cancelled ? { lines: asOrdered(order) } : toPriced(order, rules);
	if ('problem' in priced) return priced;
	const name = nameOf(order, rules);
	if ('problem' in name) return name;
	const list = pricelistOf(order, rules);
	if ('problem' in list) return list;
	const method = carrierOf(order, rules);
	const lines = priced.lines.map((line) => toLine(order, line, rules, method?.product));
	const without = lines.find(({ product, sku, barcode }) => product === undefined && sku === '' && barcode === '');
	if (without) return { problem: { code: 'SKU_MISSING', params: { order: order.number, line: without.name } } };
	if (lines.length === 0) return { problem: empty(order) };
	const note = order.note?.trim();
	const custom = rules.customFields(order);
	return {
		draft: {
			externalId: orderKey(order),
			...name,
			reference: referenceOf(order, custom),
			origin: `${order.origin.system} ${order.number}`,
			...(rules.keepDate ? { date: toOdooTime(order.placedAt) } : {}),
			state: cancelled ? 'cancel' : isRisky(order) ? 'draft' : rules.arrivesAs,
			currency: order.currency,
			...list,
			total: inCurrency(order.totals.total, order.currency),
			reduced: sum(order.lines.map(({ discount }) => discount ?? '0')),
			...(order.totals.refunded == null ? {} : { refunded: inCurrency(order.totals.refunded, order.currency) }),
			customer: toCustomer(order),
			...(method ? { carrier: method.carrier } : {}),
			tags: isRisky(order) && rules.riskTag !== undefined ? [...rules.tags, rules.riskTag] : rules.tags,
			lines: rules.noteAsLine && note ? [...lines, noteLine(order, note)] : lines,
			ordered: Object.fromEntries(order.lines.map(({ id, quantity }) => [lineKey(order, id), quantity])),
			roundingId: lineKey(order, 'rounding'),
			customFields: custom.filter(([column]) => column !== REFERENCE),
		},
	};
}

/** What was cancelled has nothing left; it is kept as it was ordered, and nobody is to pay it. */
function asOrdered(order: Order): PricedLine[] {
	return order.lines
		.filter(({ quantity }) => quantity > 0)
		.map((line) => ({
			kind: 'goods',
			key: line.id,
			source: line,
			name: line.title?.trim() || line.sku?.trim() || line.id,
			quantity: line.quantity,
			price: line.unitPrice,
		}));
}

const REFERENCE = 'client_order_ref';

/** What the customer's reference of an order is: the shop's number, unless the operator fills it in otherwise. */
const referenceOf = ({ number }: Order, custom: OrderDraft['customFields']) =>
	custom.find(([column]) => column === REFERENCE)?.[1] ?? number;

/** Under which names an order of ours is found, as long as people have not changed them: see `ordersNamed`. */
export function namesOf(order: Order, rules: Pick<OrderRules, 'prefix' | 'customFields'>): string[] {
	const named = nameOf(order, rules);
	return [referenceOf(order, rules.customFields(order)), ...('name' in named && named.name ? [named.name] : [])];
}

const REFERENCE_CHARACTERS = /[A-Za-z0-9_\-./#]/;

function nameOf(
	order: Order,
	{ prefix }: Pick<OrderRules, 'prefix'>,
): { readonly name?: string } | { readonly problem: Problem } {
	if (prefix === '') return {};
	const made = documentNumber({ prefix, number: order.number, allowed: REFERENCE_CHARACTERS, maxLength: 64 });
	return 'problem' in made ? made : { name: made.key };
}

/** An order's currency is that of its price list, whatever else it is told (observed). */
function pricelistOf(order: Order, rules: OrderRules): { readonly pricelist?: number } | { readonly problem: Problem } {
	const { currency, number } = order;
	if (rules.pricelist?.currency === currency) return { pricelist: rules.pricelist.id };
	const found = rules.pricelists.get(currency);
	if (!rules.pricelist && currency === rules.currency) return {};
	if (!rules.pricelist && found !== undefined) return { pricelist: found };
	const wanted = rules.pricelist?.currency ?? rules.currency;
	return { problem: { code: 'CURRENCY_DIFFERS', params: { order: number, target: rules.label, currency, wanted } } };
}

/** The delivery method of Odoo for that of the shop; none where no row names it. */
export function carrierOf({ shippingMethod }: Order, { carriers }: Pick<OrderRules, 'carriers'>) {
	const { code, title } = shippingMethod ?? {};
	return carriers.find(({ method }) => (code && same(method, code)) || (title && same(method, title)));
}

/** The product of a delivery line is that of its delivery method, else the one for all of them. */
function toLine(order: Order, line: PricedLine, { products }: OrderRules, carrierProduct?: number): DraftLine {
	const { kind, key, source, name, quantity, price, tax } = line;
	const [sku, barcode] = [source?.sku?.trim() ?? '', source?.barcode?.trim() ?? ''];
	const own =
		kind === 'delivery' ? (carrierProduct ?? products.get(kind)) : kind === 'goods' ? undefined : products.get(kind);
	const unknown = kind === 'goods' && sku === '' && barcode === '' ? products.get('unknown') : undefined;
	const product = own ?? unknown;
	return {
		externalId: lineKey(order, key),
		kind,
		sku,
		barcode,
		...(product === undefined ? {} : { product }),
		name,
		quantity,
		price,
		...(tax ? { tax: tax.id } : {}),
	};
}

const noteLine = (order: Order, name: string): DraftLine => ({
	externalId: lineKey(order, 'note'),
	kind: 'note',
	sku: '',
	barcode: '',
	product: 0,
	name,
	quantity: 0,
	price: '0',
});

function empty(order: Order): Problem {
	const reason = 'none of them has a quantity';
	return { code: 'FIELD_INVALID', params: { record: `order ${order.number}`, field: 'lines', reason } };
}

// ------------------------------------------------------------------ rows for `load`

/** What Odoo calls by id, looked up for one order before it is written. */
export interface Resolved {
	readonly partner: number;
	readonly billTo: number;
	readonly shipTo: number;
	readonly productOf: (line: DraftLine) => number;
}

/** How this version calls what was renamed, and which apps there are. */
export interface Spelling {
	/** tax_ids on 19, tax_id before. */
	readonly taxes: string;
	readonly hasDelivery: boolean;
}

const lineFields = ({ taxes, hasDelivery }: Spelling) => [
	...['id', 'product_id/.id', 'name', 'product_uom_qty', 'price_unit', `${taxes}/.id`, 'display_type'],
	...(hasDelivery ? ['is_delivery'] : []),
];

/** Columns of lines that are loaded below an order that stands there already. */
export const lineColumns = (spelling: Spelling) => ['order_id/.id', ...lineFields(spelling)];

/**
 * An order as a table for `load`: the first line beside the order, each further one in a row of its own. An empty cell
 * would clear what Odoo chooses by itself (its number, the warehouse), so a column stands only where it holds something;
 * orders of one table must have the same columns.
 */
export function orderTable(
	draft: OrderDraft,
	resolved: Resolved,
	rules: Pick<OrderRules, 'warehouse' | 'team' | 'salesperson'>,
	spelling: Spelling,
): { readonly columns: string[]; readonly rows: string[][] } {
	const head = headCells(draft, resolved, rules, spelling).filter(([, cell]) => cell !== '');
	return {
		columns: [...head.map(([column]) => column), ...lineFields(spelling).map((field) => `order_line/${field}`)],
		rows: draft.lines.map((line, index) => [
			...head.map(([, cell]) => (index === 0 ? cell : '')),
			...lineCells(line, resolved.productOf, spelling),
		]),
	};
}

function headCells(
	draft: OrderDraft,
	{ partner, billTo, shipTo }: Resolved,
	{ warehouse, team, salesperson }: Pick<OrderRules, 'warehouse' | 'team' | 'salesperson'>,
	{ hasDelivery }: Spelling,
): ReadonlyArray<readonly [column: string, cell: string]> {
	const id = (value: number | undefined) => String(value ?? '');
	return [
		['id', draft.externalId],
		['name', draft.name ?? ''],
		[REFERENCE, draft.reference],
		['origin', draft.origin],
		['date_order', draft.date ?? ''],
		['partner_id/.id', id(partner)],
		['partner_invoice_id/.id', id(billTo)],
		['partner_shipping_id/.id', id(shipTo)],
		['pricelist_id/.id', id(draft.pricelist)],
		['warehouse_id/.id', id(warehouse)],
		['team_id/.id', id(team)],
		['user_id/.id', id(salesperson)],
		['tag_ids/.id', draft.tags.join(',')],
		['carrier_id/.id', hasDelivery ? id(draft.carrier) : ''],
		...draft.customFields,
	];
}

/** A line's cells, in the order of its fields; no tax is an empty cell, which is kept as none. */
export function lineCells(
	line: DraftLine,
	productOf: (line: DraftLine) => number,
	{ hasDelivery }: Spelling,
): string[] {
	const isNote = line.kind === 'note';
	return [
		line.externalId,
		isNote ? '' : String(productOf(line)),
		line.name,
		isNote ? '' : String(line.quantity),
		isNote ? '' : line.price,
		line.tax === undefined ? '' : String(line.tax),
		isNote ? 'line_note' : '',
		...(hasDelivery ? [line.kind === 'delivery' ? '1' : ''] : []),
	];
}

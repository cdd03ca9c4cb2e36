/*
 * Whether shop and books say the same in the end, from the two sandboxes' own views and nothing of the package's.
 */
import Big from 'big.js';

import { expectedInBooks, STOCK_LOCATION } from './demo-data';
import { compared, written, type Comparison, type ShopView } from './demo-report';

const PREFIX = 'SHOP-';
/** Products under which charges are booked. */
const CHARGES = ['FREIGHT', 'ROUNDING'];
const WAREHOUSE = 'MAIN';
/** Statuses in which goods are no longer in what can be sold. */
const TAKEN = ['Placed', 'Backordered', 'Completed'];

type Lines = ReadonlyArray<{ readonly code: string; readonly quantity: number }>;

interface BooksView {
	readonly orders: ReadonlyArray<{
		readonly orderNumber: string;
		readonly status: string;
		readonly total: number;
		readonly lines: Lines;
	}>;
	readonly shipments: ReadonlyArray<{
		readonly orderNumber: string;
		readonly status: string;
		readonly trackingNumber: string | null;
		readonly lines: Lines;
	}>;
	readonly credits: ReadonlyArray<{
		readonly comments: string | null;
		readonly status: string;
		readonly lines: ReadonlyArray<Lines[number] & { readonly total: number; readonly tax: number }>;
	}>;
	readonly stock: ReadonlyArray<{ readonly code: string; readonly warehouse: string; readonly available: number }>;
}

type ShopOrder = ShopView['orders'][number];
type BooksOrder = BooksView['orders'][number];

export interface BooksComparisons {
	readonly orders: Comparison;
	readonly stock: Comparison;
	readonly shipments: Comparison;
	readonly refunds: Comparison;
}

/** Orders, stock, shipments and money given back, of both sides. */
export function compareBooks(shop: unknown, books: unknown): BooksComparisons {
	const [front, back] = [shop as ShopView, books as BooksView];
	return {
		orders: ordersOf(front, back),
		stock: stockOf(front, back),
		shipments: shipmentsOf(front, back),
		refunds: refundsOf(front, back),
	};
}

const isCharge = ({ code }: Lines[number]) => CHARGES.includes(code);
const numberOf = ({ number }: Pick<ShopOrder, 'number'>) => `${PREFIX}${number}`;
const ours = <T extends { readonly orderNumber: string }>(list: readonly T[]) =>
	list.filter(({ orderNumber }) => orderNumber.startsWith(PREFIX));
const standing = (books: BooksView) => ours(books.orders).filter(({ status }) => status !== 'Deleted');
/** A credit note says in words which order it belongs to. */
const creditsFor = ({ credits }: BooksView, orderNumber: string) =>
	credits.filter(({ comments, status }) => status !== 'Deleted' && `${comments} `.includes(`order ${orderNumber} `));
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total.plus(amount), new Big(0));
const refunded = ({ refunds }: ShopOrder) => sum(refunds.map(({ amount }) => Number(amount)));

/** Goods by SKU, those that were given back taken off. */
function goodsLeft(order: BooksOrder, books: BooksView): string {
	const left = new Map<string, number>();
	const add = (code: string, quantity: number) => left.set(code, (left.get(code) ?? 0) + quantity);
	for (const line of order.lines) if (!isCharge(line)) add(line.code, line.quantity);
	for (const { lines } of creditsFor(books, order.orderNumber))
		for (const { code, quantity } of lines) if (left.has(code)) add(code, -quantity);
	return written([...left].filter(([, quantity]) => quantity > 0));
}

/** Every order that is paid stands once with exactly its goods and its amount, less what was credited; no other does. */
function ordersOf(shop: ShopView, books: BooksView): Comparison {
	const wanted = shop.orders.filter(({ plant, cancelledAt }) => expectedInBooks(plant) && cancelledAt === null);
	const there = standing(books);
	const differences = wanted.flatMap((order) => {
		const [found, ...others] = there.filter(({ orderNumber }) => orderNumber === numberOf(order));
		if (!found || others.length > 0)
			return [`Order #${order.number} stands ${found ? others.length + 1 : 0} times in the books`];
		const goods = written(
			order.lines
				.filter(({ currentQuantity }) => currentQuantity > 0)
				.map(({ sku, currentQuantity }) => [sku, currentQuantity]),
		);
		const booked = goodsLeft(found, books);
		const amount = new Big(order.total).minus(refunded(order));
		const credited = creditsFor(books, found.orderNumber).flatMap(({ lines }) => lines);
		const billed = new Big(found.total).minus(sum(credited.flatMap(({ total, tax }) => [total, tax])));
		return [
			...(goods === booked ? [] : [`Order #${order.number} holds ${goods} in the shop and ${booked} in the books`]),
			...(amount.eq(billed)
				? []
				: [`Order #${order.number} comes to ${amount.toFixed(2)} in the shop and ${billed.toFixed(2)} in the books`]),
		];
	});
	const known = new Set(wanted.map(numberOf));
	const cancelled = new Set(shop.orders.filter(({ cancelledAt }) => cancelledAt !== null).map(numberOf));
	// What was completed before it was cancelled is a problem that is told, and stays in the books.
	const isTold = ({ orderNumber, status }: BooksOrder) => cancelled.has(orderNumber) && status === 'Completed';
	for (const order of there)
		if (!known.has(order.orderNumber) && !isTold(order))
			differences.push(`${order.orderNumber} stands in the books and must not`);
	return compared(differences, { shop: wanted.length, other: there.filter((order) => !isTold(order)).length });
}

/** On hand in the shop, less what its orders in the books hold and have not sent out, is what the books can sell. */
function stockOf({ orders, inventory }: ShopView, books: BooksView): Comparison {
	const taking = new Set(
		ours(books.orders)
			.filter(({ status }) => TAKEN.includes(status))
			.map(({ orderNumber }) => orderNumber),
	);
	const held = new Map<string, number>();
	for (const order of orders) {
		if (order.cancelledAt !== null || !taking.has(numberOf(order))) continue;
		for (const { sku, currentQuantity } of order.lines) {
			const sent = order.fulfillments.flatMap(({ lines }) => lines).filter((line) => line.sku === sku);
			const left = sent.reduce((total, { quantity }) => total + quantity, 0);
			held.set(sku, (held.get(sku) ?? 0) + Math.max(0, currentQuantity - left));
		}
	}
	const figures = books.stock.flatMap(({ code, warehouse, available }) => {
		const level = inventory.find(({ sku, locationId }) => sku === code && locationId === STOCK_LOCATION);
		if (warehouse !== WAREHOUSE || !level) return [];
		return [{ code, shop: level.onHand - (held.get(code) ?? 0), books: Math.max(0, available) }];
	});
	const different = figures.filter((each) => each.shop !== each.books);
	const differences = different.map((each) => `${each.code}: the shop can sell ${each.shop}, the books ${each.books}`);
	return compared(differences, { shop: figures.length - different.length, other: figures.length });
}

/** What was dispatched is fulfilled in the shop once, with its goods and its tracking, and nothing else is. */
function shipmentsOf({ orders }: ShopView, books: BooksView): Comparison {
	const left = ours(books.shipments).filter(({ status }) => status === 'Dispatched');
	const numbers = [...new Set(left.map(({ orderNumber }) => orderNumber))];
	const differences = numbers.flatMap((orderNumber) => {
		const order = orders.find((each) => numberOf(each) === orderNumber);
		// A parcel of a cancelled order is a problem that is told.
		if (!order || order.cancelledAt !== null) return [];
		const parcels = left.filter((each) => each.orderNumber === orderNumber);
		const goods = added(parcels.flatMap(({ lines }) => lines.filter((line) => !isCharge(line))));
		const fulfilled = added(
			order.fulfillments.flatMap(({ lines }) => lines.map(({ sku, quantity }) => ({ code: sku, quantity }))),
		);
		const said = parcels.flatMap(({ trackingNumber }) => (trackingNumber ?? '').split(',').map((each) => each.trim()));
		const wanted = said.filter(Boolean).sort().join(', ');
		const tracking = order.fulfillments.flatMap((each) => each.tracking.numbers).sort();
		return [
			...(goods === fulfilled
				? []
				: [`${orderNumber} left with ${goods}, the shop knows of ${fulfilled || 'nothing'}`]),
			...(wanted === tracking.join(', ')
				? []
				: [`${orderNumber} travels as ${wanted}, the shop says ${tracking.join(', ')}`]),
		];
	});
	const sent = orders.filter(({ fulfillments }) => fulfillments.length > 0);
	for (const order of sent)
		if (!numbers.includes(numberOf(order))) differences.push(`#${order.number} is fulfilled and was not dispatched`);
	return compared(differences, { shop: sent.length, other: numbers.length });
}

function added(lines: Lines): string {
	const units = new Map<string, number>();
	for (const { code, quantity } of lines) units.set(code, (units.get(code) ?? 0) + quantity);
	return written([...units]);
}

/** What the shop gave back of a completed order is credited to the cent, and nothing else is. */
function refundsOf({ orders }: ShopView, books: BooksView): Comparison {
	const differences: string[] = [];
	let [given, credited] = [0, 0];
	for (const { orderNumber, total } of standing(books)) {
		const order = orders.find((each) => numberOf(each) === orderNumber);
		if (!order) continue;
		const credits = creditsFor(books, orderNumber);
		const amount = sum(credits.flatMap(({ lines }) => lines.flatMap((line) => [line.total, line.tax])));
		// What was taken off the order itself is not credited besides.
		const due = refunded(order).minus(new Big(order.total).minus(total));
		given += due.gt(0) ? 1 : 0;
		credited += credits.length > 0 ? 1 : 0;
		if (!due.eq(amount))
			differences.push(
				`Order #${order.number}: ${due.toFixed(2)} to be credited, ${amount.toFixed(2)} stands on credit notes`,
			);
	}
	return compared(differences, { shop: given, other: credited });
}

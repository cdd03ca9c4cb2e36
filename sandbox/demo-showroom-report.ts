/*
 * Whether shop and showroom say the same in the end, from the two sandboxes' own views and nothing of the package's.
 */
import { STOCK_LOCATION } from './demo-data';
import { compared, written, type Comparison, type Comparisons, type ShopView } from './demo-report';

interface WholesaleView extends ShopView {
	readonly orders: ReadonlyArray<ShopView['orders'][number] & { readonly sourceIdentifier: string | null }>;
}

interface ShowroomView {
	readonly orders: ReadonlyArray<{
		readonly reference: string;
		readonly status: string;
		readonly retailer: string;
		readonly items: ReadonlyArray<{
			readonly ean13: string | null;
			readonly sku: string | null;
			readonly quantity: number;
		}>;
	}>;
	readonly stock: ReadonlyArray<{
		readonly sku: string | null;
		readonly in_stock: number;
		readonly is_blocked: boolean;
	}>;
	readonly documents: ReadonlyArray<{ readonly comment?: string; readonly orders: readonly string[] }>;
}

/** Closed before the two were connected. */
const BEFORE = '104516';
/** A size that people at the brand have blocked. */
const BLOCKED = 'MUG-GREEN';

/** Orders, stock and parcels of both sides. */
export function compareShowroom(shop: unknown, showroom: unknown): Comparisons {
	const [front, back] = [shop as WholesaleView, showroom as ShowroomView];
	return { orders: ordersOf(front, back), stock: stockOf(front, back), shipments: shipmentsOf(front, back) };
}

const isWhole = ({ retailer, items }: ShowroomView['orders'][number]) =>
	retailer !== '' && items.every(({ ean13, sku }) => Boolean(ean13 ?? sku));

/** The orders of the showroom in the shop, by their reference there. */
const ours = ({ orders }: WholesaleView) =>
	orders.flatMap((order) => {
		const [, reference] = /^leNewBlack:.*:([^:]+)$/.exec(order.sourceIdentifier ?? '') ?? [];
		return reference === undefined ? [] : [{ reference, order }];
	});

/** Every order that is ready and whole stands once in the shop with its goods, and is closed or cancelled on both sides. */
function ordersOf(shop: WholesaleView, { orders }: ShowroomView): Comparison {
	const wanted = orders.filter((each) => ['invoicing', 'closed'].includes(each.status) && each.reference !== BEFORE);
	const there = ours(shop);
	const differences = wanted.filter(isWhole).flatMap(({ reference, items }) => {
		const [found, ...others] = there.filter((each) => each.reference === reference);
		if (!found || others.length > 0)
			return [`Order ${reference} stands ${found ? others.length + 1 : 0} times in the shop`];
		const goods = added(items.map(({ sku, quantity }) => [sku ?? '', quantity]));
		const held = added(found.order.lines.map(({ sku, currentQuantity }) => [sku, currentQuantity]));
		return goods === held ? [] : [`Order ${reference} holds ${goods} in the showroom and ${held} in the shop`];
	});
	for (const { reference, order } of there) {
		const status = orders.find((each) => each.reference === reference)?.status ?? 'gone';
		const wantedStatus = order.cancelledAt === null ? 'closed' : 'canceled';
		if (status !== wantedStatus)
			differences.push(`Order ${reference} is ${status} in the showroom, not ${wantedStatus}`);
	}
	return compared(differences, { shop: there.length, other: wanted.filter(isWhole).length });
}

/** Units of one SKU may stand in several lines, so that their prices come to the cent. */
function added(lines: ReadonlyArray<readonly [string, number]>): string {
	const units = new Map<string, number>();
	for (const [sku, quantity] of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
	return written([...units]);
}

/** What the shop can sell is what retailers can order, and what was blocked still is. */
function stockOf({ inventory }: ShopView, { stock }: ShowroomView): Comparison {
	const figures = stock.flatMap(({ sku, in_stock: showroom }) => {
		const level = inventory.find((each) => each.sku === sku && each.locationId === STOCK_LOCATION);
		return level ? [{ sku, shop: Math.max(0, level.available), showroom }] : [];
	});
	const different = figures.filter((each) => each.shop !== each.showroom);
	const isBlocked = stock.find(({ sku }) => sku === BLOCKED)?.is_blocked === true;
	const differences = [
		...different.map((each) => `${each.sku}: the shop can sell ${each.shop}, retailers can order ${each.showroom}`),
		...(isBlocked ? [] : [`${BLOCKED} was blocked in the showroom and is no more`]),
	];
	return compared(differences, { shop: figures.length - different.length, other: figures.length });
}

/** Every parcel of such an order is shown once with its tracking, linked to the order. */
function shipmentsOf(shop: WholesaleView, { documents }: ShowroomView): Comparison {
	const parcels = ours(shop).flatMap(({ reference, order }) =>
		order.fulfillments.map(({ tracking }) => ({ reference, numbers: tracking.numbers })),
	);
	const differences = parcels.flatMap(({ reference, numbers }) => {
		const shown = documents.filter(
			({ comment = '', orders }) => orders.includes(reference) && numbers.every((number) => comment.includes(number)),
		);
		return shown.length === 1
			? []
			: [`The parcel of order ${reference} is shown ${shown.length} times in the showroom`];
	});
	return compared(differences, { shop: parcels.length, other: documents.length });
}

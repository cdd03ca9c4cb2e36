/*
 * Whether shop, OmniEngine and ShopDesk say the same in the end, from the sandboxes' own views and nothing of the
 * package's.
 */
import { compared, written, type Comparison, type ShopView } from './demo-report';
import { SHOP_PLACES, type DeskView, type EngineView } from './omnichannel';

export interface OmnichannelComparisons {
	readonly orders: Comparison;
	readonly stock: Comparison;
	readonly shipments: Comparison;
}

type Lines = ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;

/** Stages that an order reaches once it was sent to its outlet. */
const SENT = ['awaiting_approval', 'courier_booking', 'awaiting_dispatch', 'dispatched', 'delivered'];

/** Orders, stock and shipments of all three; `places` are the locations whose stock the shop has. */
export function compareOmnichannel(
	shop: unknown,
	engine: unknown,
	desk: unknown,
	places: readonly string[],
): OmnichannelComparisons {
	const [front, middle, back] = [shop as ShopView, engine as EngineView, desk as DeskView];
	return {
		orders: ordersOf(middle, back),
		stock: stockOf(front, middle, back, places),
		shipments: shipmentsOf(front, middle),
	};
}

/** Every order that was sent stands once in ShopDesk with its goods, and each is where the other says it is. */
function ordersOf({ orders }: EngineView, desk: DeskView): Comparison {
	const known = new Set(desk.stock.map(({ sku }) => sku));
	// Of an order with a SKU that ShopDesk does not have a problem says why it is not there.
	const wanted = orders.filter(
		({ status, items }) => SENT.includes(status) && items.every(({ sku }) => known.has(sku)),
	);
	const there = desk.orders;
	const differences = wanted.flatMap(({ id, number, status, items }) => {
		const found = there.filter(({ reference }) => reference === id);
		const [only] = found;
		if (!only || found.length > 1) return [`Order ${number} stands ${found.length} times in ShopDesk`];
		const [goods, sold] = [linesOf(items), linesOf(only.lines)];
		const isInvoiced = only.status === 'INVOICED';
		return [
			...(goods === sold ? [] : [`Order ${number} holds ${goods} in OmniEngine and ${sold} in ShopDesk`]),
			...(isInvoiced === (status !== 'awaiting_approval')
				? []
				: [`Order ${number} is ${status} in OmniEngine and ${only.status} in ShopDesk`]),
		];
	});
	const ids = new Set(wanted.map(({ id }) => id));
	for (const { reference } of there) if (!ids.has(reference)) differences.push(`${reference} must not be in ShopDesk`);
	return compared(differences, { shop: wanted.length, other: there.length });
}

const linesOf = (lines: Lines) => written(lines.map(({ sku, quantity }) => [sku, quantity]));

/** What an outlet has is what lies at its location, and in the shop, less what OmniEngine keeps back. */
function stockOf(shop: ShopView, engine: EngineView, desk: DeskView, places: readonly string[]): Comparison {
	const figures = desk.stock.flatMap(({ storeId, sku, quantity }) => {
		const location = desk.outlets.find(({ id }) => id === storeId)?.locationId ?? '';
		const place = engine.locations.find(({ id }) => id === location);
		const there = engine.levels.find((each) => each.location === location && each.sku === sku);
		const level = shop.inventory.find((each) => each.sku === sku && each.locationId === SHOP_PLACES[location]);
		if (!place || !there || !level || !places.includes(location)) return [];
		const wanted = Math.max(0, there.onHand - place.buffer);
		return [{ sku, location, desk: quantity, engine: there.onHand, shop: level.onHand, wanted }];
	});
	const different = figures.filter((each) => each.desk !== each.engine || each.shop !== each.wanted);
	const differences = different.map(
		(each) =>
			`${each.sku} at ${each.location}: ShopDesk has ${each.desk}, OmniEngine ${each.engine}, the shop ${each.shop} instead of ${each.wanted}`,
	);
	return compared(differences, { shop: figures.length - different.length, other: figures.length });
}

/** What was dispatched is fulfilled in the shop once, with its goods and its tracking, and nothing else is. */
function shipmentsOf({ orders }: ShopView, engine: EngineView): Comparison {
	const left = engine.orders.filter(({ status }) => status === 'dispatched');
	const differences = left.flatMap(({ number, shipments, items }) => {
		const order = orders.find((each) => `#${each.number}` === number);
		const fulfilled = linesOf((order?.fulfillments ?? []).flatMap(({ lines }) => lines));
		const tracking = (order?.fulfillments ?? []).flatMap((each) => each.tracking.numbers).join(', ');
		const wanted = shipments.map(({ trackingNumber }) => trackingNumber).join(', ');
		return [
			...(fulfilled === linesOf(items) ? [] : [`${number} left whole, the shop knows of ${fulfilled || 'nothing'}`]),
			...(tracking === wanted ? [] : [`${number} travels as ${wanted}, the shop says ${tracking || 'nothing'}`]),
		];
	});
	const sent = orders.filter(({ fulfillments }) => fulfillments.length > 0);
	for (const { number } of sent)
		if (!left.some((each) => each.number === `#${number}`))
			differences.push(`#${number} is fulfilled and was not dispatched`);
	return compared(differences, { shop: sent.length, other: left.length });
}

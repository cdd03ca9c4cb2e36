import type { OrderReference, Shipment, ShipmentLine } from '../../../core/model/shipment';
import type { Problem } from '../../../core/ports';
import { translate } from '../../../core/sync/status';
import { instant, sourceIn, units } from '../mapping';
import type { LineProduct } from '../order/wire';
import type { Move, Picking, PickingOrder } from './wire';

/*
 * Deliveries of Odoo as shipments, and shipments as what leaves with a delivery.
 */

/** As `wholePickings` reads it. */
export interface Whole {
	readonly picking: Picking;
	readonly moves: readonly Move[];
	readonly products: ReadonlyMap<number, LineProduct>;
	readonly order?: PickingOrder;
	readonly orderExternal?: string;
	readonly lineExternals: ReadonlyMap<number, string>;
}

export interface Reading {
	readonly account: string;
	readonly seenAt: string;
	readonly url: (id: number) => string;
}

const STATUS: Readonly<Record<string, 'pending' | 'shipped' | 'cancelled'>> = {
	draft: 'pending',
	waiting: 'pending',
	confirmed: 'pending',
	assigned: 'pending',
	done: 'shipped',
	cancel: 'cancelled',
};

const LONGEST_NUMBER = 255;

/** Several parcels stand in one text; which sign is between them is people's to choose (inferred). */
export function numbersIn(tracking: string): string[] {
	const numbers = tracking.split(/[,;|\s]+/).filter((number) => number !== '' && number.length <= LONGEST_NUMBER);
	return [...new Set(numbers)];
}

function trackingOf({ carrier_tracking_ref, carrier_tracking_url }: Picking): Shipment['tracking'] {
	const numbers = numbersIn(carrier_tracking_ref ?? '');
	const address = carrier_tracking_url ?? '';
	const url = numbers.length === 1 && /^https?:\/\/\S+$/.test(address) && address.length <= 2048 ? address : null;
	return numbers.map((number) => ({ number, url }));
}

/** Which order it is for: the shop's own, where it was made from one. */
function orderOf({ order, orderExternal, picking }: Whole): OrderReference {
	const source = sourceIn(orderExternal, 'order');
	const number = order?.client_order_ref || order?.name || picking.sale_id?.name || picking.origin || picking.name;
	const own = source ? { system: source.system, account: source.account, id: source.id } : {};
	return { ...own, number, reference: order?.name ?? picking.origin };
}

const movedUnits = ({ state, quantity, quantity_done, product_uom_qty }: Move) =>
	state === 'cancel' ? 0 : units(state === 'done' ? (quantity ?? quantity_done ?? product_uom_qty) : product_uom_qty);

/** One line for each line of the order; what left, or is to leave while it has not. */
function linesOf({ moves, products, lineExternals }: Whole): ShipmentLine[] {
	const lines = new Map<string, ShipmentLine & { quantity: number }>();
	for (const move of moves) {
		const product = products.get(move.product_id?.id ?? 0);
		const key = `${move.sale_line_id?.id ?? 'none'} ${move.product_id?.id ?? ''}`;
		const [, orderLineId] = sourceIn(lineExternals.get(move.sale_line_id?.id ?? 0), 'order')?.parts ?? [];
		const known = lines.get(key) ?? {
			sku: product?.default_code || null,
			barcode: product?.barcode || null,
			title: move.product_id?.name.replace(/^\[[^\]]*\] /, '') ?? null,
			...(orderLineId === undefined ? {} : { orderLineId }),
			quantity: 0,
		};
		lines.set(key, { ...known, quantity: known.quantity + movedUnits(move) });
	}
	return [...lines.values()].filter(({ quantity }) => quantity > 0);
}

/** A delivery as a shipment. */
export function toShipment(whole: Whole, { account, seenAt, url }: Reading): Shipment {
	const { picking } = whole;
	const shippedAt = picking.state === 'done' ? (instant(picking.date_done) ?? null) : null;
	return {
		kind: 'shipment',
		origin: { system: 'odoo', account, id: String(picking.id), number: picking.name, seenAt, url: url(picking.id) },
		number: picking.name || String(picking.id),
		orders: [orderOf(whole)],
		status: translate(STATUS, picking.state),
		carrier: picking.carrier_id?.name ?? null,
		tracking: trackingOf(picking),
		shippedAt,
		updatedAt: instant(picking.write_date) ?? null,
		lines: linesOf(whole),
		location: picking.location_id ? { id: String(picking.location_id.id), name: picking.location_id.name } : null,
	};
}

// ------------------------------------------------------------------ validating

/** Deliveries that can still be validated. */
export const isOpen = ({ state }: Picking) => !['done', 'cancel'].includes(state);

/** Whether a delivery that is done is this shipment's: by a number of its parcels. */
export const hasTracking = ({ carrier_tracking_ref }: Picking, { tracking }: Shipment) =>
	numbersIn(carrier_tracking_ref ?? '').some((number) =>
		tracking.some((parcel) => numbersIn(parcel.number).includes(number)),
	);

/** What leaves of each move of a delivery. */
export type Packing = ReadonlyArray<{ readonly move: number; readonly quantity: number }>;

interface Goods {
	readonly label: string;
	readonly quantity: number;
	readonly isOf: (product: LineProduct | undefined, move: Move, whole: Whole) => boolean;
}

/** The goods of a shipment; undefined where it says nothing of them, and everything open has left. */
function goodsOf({ lines }: Shipment): Goods[] | undefined {
	return lines?.map(({ sku, barcode, orderLineId, quantity }) => ({
		label: sku || barcode || orderLineId || 'a line without a SKU',
		quantity,
		isOf: (product, move, whole) => {
			const [, line] = sourceIn(whole.lineExternals.get(move.sale_line_id?.id ?? 0), 'order')?.parts ?? [];
			if (orderLineId && line !== undefined) return line === orderLineId;
			if (sku) return (product?.default_code ?? '').trim() === sku.trim();
			return Boolean(barcode) && product?.barcode === barcode;
		},
	}));
}

/** How a shipment is packed out of one delivery, or which of its goods it has no room for. */
export function pack(
	whole: Whole,
	shipment: Shipment,
): { readonly packing: Packing } | { readonly unmatched: string; readonly open: number; readonly asked: number } {
	const open = whole.moves.filter(({ state }) => !['done', 'cancel'].includes(state));
	const left = new Map(open.map((move) => [move.id, units(move.product_uom_qty)]));
	const goods = goodsOf(shipment);
	if (!goods) return { packing: [...left].map(([move, quantity]) => ({ move, quantity })) };
	const packed = new Map(open.map(({ id }) => [id, 0]));
	for (const { label, quantity, isOf } of goods) {
		let rest = quantity;
		const own = open.filter((move) => isOf(whole.products.get(move.product_id?.id ?? 0), move, whole));
		const room = own.reduce((sum, { id }) => sum + (left.get(id) ?? 0), 0);
		for (const { id } of own) {
			const taken = Math.min(rest, left.get(id) ?? 0);
			packed.set(id, (packed.get(id) ?? 0) + taken);
			left.set(id, (left.get(id) ?? 0) - taken);
			rest -= taken;
		}
		if (rest > 0) return { unmatched: label, open: room, asked: quantity };
	}
	return { packing: [...packed].map(([move, quantity]) => ({ move, quantity })) };
}

/** Whether what was done covers a shipment that names no parcel: then it is in it. */
export function covers(done: readonly Whole[], shipment: Shipment): boolean {
	const goods = goodsOf(shipment);
	if (!goods || done.length === 0) return done.length > 0;
	return goods.every(({ quantity, isOf }) => {
		const moved = done.flatMap((whole) =>
			whole.moves.map((move) =>
				isOf(whole.products.get(move.product_id?.id ?? 0), move, whole) ? movedUnits(move) : 0,
			),
		);
		return moved.reduce((sum, each) => sum + each, 0) >= quantity;
	});
}

/** What is written on a delivery before it is validated: what leaves of each move, under the name of the version. */
export function toValues(packing: Packing, tracking: string, isPicked: boolean): Record<string, unknown> {
	const commands = packing.map(({ move, quantity }) => [
		1,
		move,
		isPicked ? { quantity, picked: quantity > 0 } : { quantity_done: quantity },
	]);
	return { move_ids: commands, ...(tracking === '' ? {} : { carrier_tracking_ref: tracking }) };
}

/** The numbers of a shipment as the one text Odoo has for them. */
export const trackingText = ({ tracking }: Shipment) => tracking.map(({ number }) => number).join(', ');

/** The orders a shipment may belong to, as it names them. */
export const orderNames = ({ orders }: Shipment): string[] => [
	...new Set(
		orders.flatMap(({ number, reference }) => {
			const bare = (number ?? '').replace(/^#/, '');
			return [number, bare, bare && `#${bare}`, reference].filter((name): name is string => Boolean(name));
		}),
	),
];

export const notFound = (shipment: Shipment, target: string): Problem => ({
	code: 'ORDER_NOT_FOUND',
	params: { kind: 'shipment', order: shipment.number, reference: orderNames(shipment)[0] ?? '', target },
});

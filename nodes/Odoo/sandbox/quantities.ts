/*
 * A product's quantities: on hand, free, forecast; of all warehouses, or of what the call's context names. The key is
 * `warehouse` on 16 and 17, `warehouse_id` on 18 and 19; the other one is ignored (seen). `location` works on all four.
 */
import Big from 'big.js';

import type { Env, Rec } from './env';

export interface Quantities {
	readonly qty_available: number;
	readonly free_qty: number;
	readonly incoming_qty: number;
	readonly outgoing_qty: number;
	readonly virtual_available: number;
}

const OPEN = new Set(['waiting', 'confirmed', 'partially_available', 'assigned']);

/** The warehouses the context names; undefined where it names none. */
function namedWarehouses(env: Env): number[] | undefined {
	const value = env.ctx[env.version >= 18 ? 'warehouse_id' : 'warehouse'];
	if (value === undefined || value === null || value === false) return undefined;
	const values: unknown[] = Array.isArray(value) ? value : [value];
	return values.map((each) =>
		typeof each === 'string'
			? (env.find('stock.warehouse', (row) => row.get('name') === each)?.id ?? -1)
			: Number(each),
	);
}

/** Whether the context names a warehouse that is not there: products then vanish from what is read (seen on 16 to 19). */
export function namesNoWarehouse(env: Env): boolean {
	const named = namedWarehouses(env);
	return named !== undefined && !named.some((id) => env.rec('stock.warehouse', id).exists());
}

/** Whether a location counts: an internal one, under one of those that are meant. */
function places(env: Env): (location: Rec | undefined) => boolean {
	const location = env.ctx['location'];
	const named = namedWarehouses(env);
	const roots =
		location === undefined || location === false
			? named?.map((id) => env.rec('stock.warehouse', id).num('view_location_id'))
			: (Array.isArray(location) ? location : [location]).map(Number);
	return (at) => at !== undefined && at.get('usage') === 'internal' && (roots === undefined || isUnder(at, roots));
}

export function isUnder(location: Rec | undefined, roots: readonly number[]): boolean {
	for (let at = location; at !== undefined; at = at.one('location_id')) if (roots.includes(at.id)) return true;
	return false;
}

const sum = (values: readonly number[]): number => Number(values.reduce((total, each) => total.plus(each), new Big(0)));

/** Of a variant, or of all variants of a template. */
export function quantitiesOf(record: Rec): Quantities {
	const { env } = record;
	const ids = new Set(
		record.model.name === 'product.product' ? [record.id] : record.many('product_variant_ids').map(({ id }) => id),
	);
	const counts = places(env);
	const quants = env
		.all('stock.quant')
		.filter((each) => ids.has(each.num('product_id')) && counts(each.one('location_id')));
	const onHand = sum(quants.map((each) => each.num('quantity')));
	const reserved = sum(quants.map((each) => each.num('reserved_quantity')));
	const moves = env.all('stock.move').filter((each) => ids.has(each.num('product_id')) && OPEN.has(each.text('state')));
	const crossing = (from: string, to: string) =>
		moves.filter((each) => counts(each.one(from)) && !counts(each.one(to))).map((each) => each.num('product_uom_qty'));
	const outgoing = sum(crossing('location_id', 'location_dest_id'));
	const incoming = sum(crossing('location_dest_id', 'location_id'));
	return {
		qty_available: onHand,
		free_qty: sum([onHand, -reserved]),
		incoming_qty: incoming,
		outgoing_qty: outgoing,
		virtual_available: sum([onHand, incoming, -outgoing]),
	};
}

/*
 * Goods on their way: moves made for orders, reserved, done, cancelled; and quantities in locations.
 *
 * With pick/pack/ship, 16 and 17 make all transfers at once, the later ones waiting; 18 and 19 make the next one when the
 * one before is done (seen). A line that is lowered lowers what is still to go (seen on 19, elsewhere inferred).
 */
import Big from 'big.js';

import type { Env, Rec } from './env';
import { userError } from './errors';
import { changeQuant } from './quants';
import { cancelMoves, isOpen, release, reserve, unreserve } from './reservations';
import { rounded } from './values';

/** The steps of a warehouse's way to a customer: from where to where, by which type of transfer. */
function stepsOf(warehouse: Rec): Array<{ readonly from: number; readonly to: number; readonly type: number }> {
	const { env } = warehouse;
	const place = (column: string) => warehouse.num(column);
	const customers = env.find('stock.location', (each) => each.get('usage') === 'customer')?.id ?? 0;
	const type = (column: string) => place(column);
	const [stock, packing, output] = [
		place('lot_stock_id'),
		place('wh_pack_stock_loc_id'),
		place('wh_output_stock_loc_id'),
	];
	switch (warehouse.get('delivery_steps')) {
		case 'pick_ship':
			return [
				{ from: stock, to: output, type: type('pick_type_id') },
				{ from: output, to: customers, type: type('out_type_id') },
			];
		case 'pick_pack_ship':
			return [
				{ from: stock, to: packing, type: type('pick_type_id') },
				{ from: packing, to: output, type: type('pack_type_id') },
				{ from: output, to: customers, type: type('out_type_id') },
			];
		default:
			return [{ from: stock, to: customers, type: type('out_type_id') }];
	}
}

const isGoods = (line: Rec): boolean => {
	const product = line.one('product_id');
	return product !== undefined && product.get('type') === 'consu';
};

/** Sees to it that for each line as much is on its way or gone as was ordered. */
export function launch(order: Rec, lines: readonly Rec[]): void {
	const warehouse = order.one('warehouse_id');
	if (warehouse === undefined) return;
	const steps = stepsOf(warehouse);
	const [first] = steps;
	if (first === undefined) return;
	const touched: Rec[] = [];
	for (const line of lines.filter(isGoods)) {
		const own = line.many('move_ids');
		const missing = rounded(new Big(line.num('product_uom_qty')).minus(onTheWay(own, first.from)), 2);
		if (missing < 0) lower(own, -missing);
		else if (missing > 0) {
			const all = order.env.version >= 18 ? steps.slice(0, 1) : steps;
			for (const step of all) touched.push(addMove(order, line, missing, step, step !== first));
		}
	}
	reserve(touched.filter((move) => move.get('state') === 'confirmed'));
}

/** What the lines' moves out of the first place come to, less returns. */
function onTheWay(moves: readonly Rec[], from: number): Big {
	return moves
		.filter((move) => move.get('state') !== 'cancel' && move.num('location_id') === from)
		.reduce(
			(sum, move) => sum.plus(move.num(move.get('state') === 'done' ? 'quantity' : 'product_uom_qty')),
			new Big(0),
		);
}

function lower(moves: readonly Rec[], by: number): void {
	let left = by;
	for (const move of moves.filter(isOpen)) {
		const take = Math.min(left, move.num('product_uom_qty'));
		left = rounded(new Big(left).minus(take), 2);
		const demand = rounded(new Big(move.num('product_uom_qty')).minus(take), 2);
		unreserve(move);
		move.set({ product_uom_qty: demand });
		if (demand === 0) cancelMoves([move]);
		else reserve([move]);
	}
}

/** Adds to the order's open transfer of that type, or makes one. */
function addMove(
	order: Rec,
	line: Rec,
	quantity: number,
	step: ReturnType<typeof stepsOf>[number],
	waits: boolean,
): Rec {
	const { env } = order;
	const picking =
		order.many('picking_ids').find((each) => each.get('picking_type_id') === step.type && !isClosed(each)) ??
		newPicking(env, {
			picking_type_id: step.type,
			location_id: step.from,
			location_dest_id: step.to,
			partner_id: order.get('partner_shipping_id'),
			origin: order.get('name'),
			sale_id: order.id,
			carrier_id: order.get('carrier_id'),
			company_id: order.get('company_id'),
		});
	const known = picking
		.many('move_ids')
		.find((move) => move.get('sale_line_id') === line.id && isOpen(move) && !move.is('picked'));
	if (known) {
		unreserve(known);
		return known.set({
			product_uom_qty: rounded(new Big(known.num('product_uom_qty')).plus(quantity), 2),
			state: 'confirmed',
		});
	}
	return env.insert('stock.move', {
		name: line.text('name').split('\n')[0],
		product_id: line.get('product_id'),
		product_uom: line.get('product_uom_id'),
		product_uom_qty: quantity,
		quantity: 0,
		picked: false,
		picking_id: picking.id,
		location_id: step.from,
		location_dest_id: step.to,
		sale_line_id: line.id,
		origin: order.get('name'),
		company_id: order.get('company_id'),
		date: env.now(),
		state: waits ? 'waiting' : 'confirmed',
	});
}

const isClosed = (picking: Rec): boolean => ['done', 'cancel'].includes(picking.text('state'));

export function newPicking(env: Env, values: Readonly<Record<string, unknown>>): Rec {
	const type = env.rec('stock.picking.type', Number(values['picking_type_id']));
	const warehouse = type.one('warehouse_id');
	const code = `${warehouse?.text('code') ?? 'WH'}/${type.text('sequence_code')}/`;
	const name = `${code}${String(env.draw(`picking ${code}`)).padStart(5, '0')}`;
	return env.insert('stock.picking', { name, scheduled_date: env.now(), move_type: 'direct', ...values });
}

// ------------------------------------------------------------------ done

/** Does a move with what its quantity says. The stock may go below zero. */
export function finish(move: Rec): void {
	const { env } = move;
	const quantity = move.num('quantity');
	for (const line of move.many('move_line_ids')) {
		release(move, line);
		line.set({ picked: true, date: env.now() });
		if (move.one('product_id')?.is('is_storable'))
			changeQuant(env, move.num('product_id'), line.num('location_id'), -line.num('quantity'));
	}
	if (move.one('product_id')?.is('is_storable'))
		changeQuant(env, move.num('product_id'), move.num('location_dest_id'), quantity);
	move.set({ state: 'done', picked: true, date: env.now() });
	const line = move.one('sale_line_id');
	line?.touch();
	line?.one('order_id')?.touch();
	goOn(move, quantity);
}

/** The next step of a way with several. */
function goOn(move: Rec, quantity: number): void {
	const line = move.one('sale_line_id');
	const order = line?.one('order_id');
	const warehouse = order?.one('warehouse_id');
	if (!line || !order || !warehouse || move.get('origin_returned_move_id')) return;
	const next = stepsOf(warehouse).find((step) => step.from === move.num('location_dest_id'));
	if (next === undefined) return;
	if (move.env.version >= 18) {
		reserve([addMove(order, line, quantity, next, false)]);
		return;
	}
	const waiting = line.many('move_ids').find((each) => each.num('location_id') === next.from && isOpen(each));
	if (waiting) reserve([waiting.set({ state: 'confirmed' })]);
}

export function refuseDone(moves: readonly Rec[]): void {
	if (!moves.some((move) => move.get('state') === 'done')) return;
	throw userError(
		"You cannot cancel a stock move that has been set to 'Done'. Create a return in order to reverse the moves which took place.",
	);
}

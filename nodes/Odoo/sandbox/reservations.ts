/*
 * What moves have reserved: taken from what is free when they are confirmed or asked to, replaced by what people write.
 */
import Big from 'big.js';

import type { Rec } from './env';
import { lineOf, quantOf } from './quants';
import { rounded } from './values';

const OPEN = new Set(['draft', 'waiting', 'confirmed', 'partially_available', 'assigned']);

export const isOpen = (move: Rec): boolean => OPEN.has(move.text('state'));

/** Quants of a product in a place and under it. */
function quantsUnder(move: Rec): Rec[] {
	const root = move.num('location_id');
	return move.env.all('stock.quant').filter((each) => {
		if (each.get('product_id') !== move.get('product_id')) return false;
		for (let at = each.one('location_id'); at !== undefined; at = at.one('location_id'))
			if (at.id === root) return true;
		return false;
	});
}

/** Takes what is free for each move; goods that nobody counts are always there. */
export function reserve(moves: readonly Rec[]): void {
	for (const move of moves.filter((each) => ['confirmed', 'partially_available'].includes(each.text('state')))) {
		const product = move.one('product_id');
		let missing = rounded(new Big(move.num('product_uom_qty')).minus(move.num('quantity')), 2);
		const from = move.one('location_id');
		if (!product?.is('is_storable') || from?.get('usage') !== 'internal') {
			if (missing > 0) move.env.insert('stock.move.line', lineOf(move, missing, move.num('location_id')));
			move.set({ quantity: move.get('product_uom_qty') });
			missing = 0;
		}
		for (const quant of missing > 0 ? quantsUnder(move) : []) {
			const free = rounded(new Big(quant.num('quantity')).minus(quant.num('reserved_quantity')), 2);
			const take = Math.min(free, missing);
			if (take <= 0) continue;
			quant.set({ reserved_quantity: rounded(new Big(quant.num('reserved_quantity')).plus(take), 2) });
			move.env.insert('stock.move.line', lineOf(move, take, quant.num('location_id')));
			move.set({ quantity: rounded(new Big(move.num('quantity')).plus(take), 2) });
			missing = rounded(new Big(missing).minus(take), 2);
		}
		move.set({ state: stateOf(move) });
	}
}

function stateOf(move: Rec): string {
	if (move.num('quantity') >= move.num('product_uom_qty')) return 'assigned';
	return move.num('quantity') > 0 ? 'partially_available' : 'confirmed';
}

/** Gives back what a move had reserved. */
export function unreserve(move: Rec): void {
	for (const line of move.many('move_line_ids')) {
		release(move, line);
		line.remove();
	}
	move.set({ quantity: 0, state: move.get('state') === 'waiting' ? 'waiting' : 'confirmed' });
}

/** Of one place. */
export function release(move: Rec, line: Rec): void {
	const counted = move.one('product_id')?.is('is_storable') && move.one('location_id')?.get('usage') === 'internal';
	const quant = counted ? quantOf(move.env, move.num('product_id'), line.num('location_id')) : undefined;
	if (quant === undefined) return;
	const left = new Big(quant.num('reserved_quantity')).minus(line.num('quantity'));
	quant.set({ reserved_quantity: Math.max(0, rounded(left, 2)) });
}

/** Somebody wrote a quantity by hand: it replaces what was reserved, whether or not it is there (seen on 19). */
export function setMoveQuantity(move: Rec, quantity: number): void {
	if (!isOpen(move)) return;
	unreserve(move);
	if (quantity > 0) {
		move.env.insert('stock.move.line', lineOf(move, quantity, move.num('location_id')));
		const quant = quantOf(move.env, move.num('product_id'), move.num('location_id'));
		if (quant && move.one('product_id')?.is('is_storable')) {
			quant.set({ reserved_quantity: rounded(new Big(quant.num('reserved_quantity')).plus(quantity), 2) });
		}
	}
	move.set({ quantity });
	move.set({ state: stateOf(move) });
}

export function cancelMoves(moves: readonly Rec[]): void {
	for (const move of moves.filter(isOpen)) {
		unreserve(move);
		move.set({ state: 'cancel' });
	}
}

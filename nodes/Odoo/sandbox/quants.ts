/*
 * How much of a product lies where, and what is counted. A count is a move from or to where losses go.
 */
import Big from 'big.js';

import type { Env, Rec } from './env';
import { rounded } from './values';

export function quantOf(env: Env, product: number, location: number): Rec | undefined {
	return env.find('stock.quant', (each) => each.get('product_id') === product && each.get('location_id') === location);
}

/** So much more, or less, in a place. */
export function changeQuant(env: Env, product: number, location: number, by: number): Rec {
	const known = quantOf(env, product, location);
	if (known) return known.set({ quantity: rounded(new Big(known.num('quantity')).plus(by), 2) });
	const usage = env.rec('stock.location', location).get('usage');
	return env.insert('stock.quant', {
		product_id: product,
		location_id: location,
		quantity: by,
		reserved_quantity: 0,
		in_date: env.now(),
		company_id: usage === 'customer' || usage === 'supplier' ? false : env.company.id,
	});
}

/** A counted quantity applied: the difference comes from where losses go. */
export function countQuant(quant: Rec, counted: number): void {
	const { env } = quant;
	const by = rounded(new Big(counted).minus(quant.num('quantity')), 2);
	quant.set({ inventory_quantity: 0, inventory_quantity_set: false });
	if (by === 0) return;
	const losses = env.find('stock.location', (each) => each.get('usage') === 'inventory')?.id ?? 0;
	const [from, to] = by > 0 ? [losses, quant.num('location_id')] : [quant.num('location_id'), losses];
	const move = env.insert('stock.move', {
		name: 'Product Quantity Updated',
		product_id: quant.get('product_id'),
		product_uom_qty: Math.abs(by),
		quantity: Math.abs(by),
		picked: true,
		location_id: from,
		location_dest_id: to,
		company_id: env.company.id,
		date: env.now(),
		state: 'done',
	});
	env.insert('stock.move.line', lineOf(move, Math.abs(by), from));
	changeQuant(env, quant.num('product_id'), from, -Math.abs(by));
	changeQuant(env, quant.num('product_id'), to, Math.abs(by));
}

/** On 19 a product's quantity on hand can be written: it becomes the default warehouse's. */
export function setQuantity(product: Rec, quantity: number): void {
	const { env } = product;
	const location =
		env.find('stock.warehouse', (each) => each.get('company_id') === env.company.id)?.num('lot_stock_id') ?? 0;
	countQuant(quantOf(env, product.id, location) ?? changeQuant(env, product.id, location, 0), quantity);
}

/** What a move takes from one place. */
export const lineOf = (move: Rec, quantity: number, location: number) => ({
	move_id: move.id,
	picking_id: move.get('picking_id'),
	product_id: move.get('product_id'),
	location_id: location,
	location_dest_id: move.get('location_dest_id'),
	quantity,
	picked: move.is('picked'),
	date: move.env.now(),
});

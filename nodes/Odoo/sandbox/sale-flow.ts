/*
 * An order's way: confirmed, changed afterwards, cancelled.
 */
import type { Rec } from './env';
import { userError } from './errors';
import { cancelMoves } from './reservations';
import { launch } from './stock-moves';

interface Confirmation {
	/** The confirmation otherwise overwrites the order's date with now (seen on 16 to 19). */
	readonly keepsDate: boolean;
}

/** All of them or none: what one is refused undoes the others. */
export function confirmOrders(orders: readonly Rec[], { keepsDate }: Confirmation): void {
	const done = orders.filter((order) => !['draft', 'sent'].includes(order.text('state')));
	const [first] = done;
	if (first !== undefined) {
		// 16 answers true and does nothing (seen).
		if (first.env.version === 16) return;
		throw userError(
			first.env.version === 17
				? `The following orders are not in a state requiring confirmation: ${done.map((order) => order.text('name')).join(', ')}`
				: 'Some orders are not in a state requiring confirmation.',
		);
	}
	for (const order of orders) {
		const lines = order.many('order_line').filter((line) => !line.get('display_type'));
		if (lines.some((line) => !line.get('product_id'))) {
			throw userError('Some order lines are missing a product, you need to correct them before going further.');
		}
		order.set({ state: 'sale', ...(!keepsDate && { date_order: order.env.now() }) });
		launch(order, lines);
	}
}

/** A line of a confirmed order is new or has another quantity: what is still to go follows. */
export function lineChanged(line: Rec): void {
	const order = line.one('order_id');
	if (order) launch(order, [line]);
}

export function lineDeleted(line: Rec): void {
	if (!['sale', 'done'].includes(String(line.one('order_id')?.get('state'))) || line.get('display_type')) return;
	throw userError(
		"Once a sales order is confirmed, you can't remove one of its lines (we need to track if something gets invoiced or delivered).\n                Set the quantity to 0 instead.",
	);
}

/** What is on its way is stopped; what is done stays done, and so do invoices. */
export function cancelOrder(order: Rec): void {
	for (const picking of order.many('picking_ids')) cancelMoves(picking.many('move_ids'));
	order.set({ state: 'cancel' });
}

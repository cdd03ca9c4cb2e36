import { isConfirmed, isQuotation } from '../order/mapping';
import type { OrderInvoice, OrderPicking, SaleOrder } from '../order/wire';

/*
 * Whether an order can still be confirmed or cancelled, by what followed from it.
 */

export type Move = 'confirm' | 'cancel';

export interface Situation {
	readonly order: Pick<SaleOrder, 'state' | 'locked'>;
	readonly pickings: ReadonlyArray<Pick<OrderPicking, 'state'>>;
	readonly invoices: ReadonlyArray<Pick<OrderInvoice, 'state' | 'move_type' | 'payment_state'>>;
}

/** Nothing to do, something to do, or what stands against it, in words for a sentence. */
export type Way = 'done' | 'open' | { readonly against: string };

/**
 * Odoo would cancel an order that was delivered or invoiced without a word, and leave delivery and invoice as they are;
 * so that is people's to decide. A locked order cannot be cancelled (observed).
 */
export function wayTo(move: Move, { order, pickings, invoices }: Situation): Way {
	if (move === 'confirm') {
		if (isConfirmed(order)) return 'done';
		return isQuotation(order) ? 'open' : { against: order.state === 'cancel' ? 'cancelled' : order.state };
	}
	if (order.state === 'cancel') return 'done';
	if (pickings.some(({ state }) => state === 'done')) return { against: 'delivered' };
	if (invoices.some(isBilled)) return { against: 'invoiced' };
	return order.locked === true || order.state === 'done' ? { against: 'locked' } : 'open';
}

/** A posted invoice that no credit note has taken back. */
const isBilled = ({ state, move_type, payment_state }: Situation['invoices'][number]) =>
	state === 'posted' && move_type === 'out_invoice' && payment_state !== 'reversed';

/*
 * What follows from an order's lines, deliveries and invoices: amounts, quantities and statuses.
 */
import Big from 'big.js';

import type { Rec } from './env';
import { documentTotals, lineTotals, type Priced, type Totals } from './taxes';

const NOTHING: Totals = { untaxed: 0, tax: 0, total: 0, taxes: new Map() };

export function decimalsOf(currency: Rec | undefined): number {
	return currency ? currency.num('decimal_places') : 2;
}

export function roundsPerLine(company: Rec | undefined): boolean {
	return company?.get('tax_calculation_rounding_method') === 'round_per_line';
}

function priced(line: Rec, digits: number): Priced {
	return {
		unit: line.num('price_unit'),
		quantity: line.num('product_uom_qty'),
		discount: line.num('discount'),
		taxes: line.many('tax_ids').filter((tax) => tax.exists()),
		digits,
	};
}

export function lineAmounts(line: Rec): Totals {
	if (line.get('display_type')) return NOTHING;
	return lineTotals(priced(line, decimalsOf(line.one('currency_id'))), roundsPerLine(line.one('company_id')));
}

export function orderAmounts(order: Rec): Totals {
	const digits = decimalsOf(order.one('currency_id'));
	const lines = order.many('order_line').filter((line) => !line.get('display_type'));
	return documentTotals(
		lines.map((line) => priced(line, digits)),
		digits,
		roundsPerLine(order.one('company_id')),
	);
}

const sum = (values: readonly number[]): number => Number(values.reduce((total, each) => total.plus(each), new Big(0)));

/** What left for a customer, less what came back and is to be refunded. */
export function deliveredQuantity(line: Rec): number {
	const done = line.many('move_ids').filter((move) => move.get('state') === 'done');
	return sum(
		done.map((move) => {
			const to = move.one('location_dest_id')?.get('usage');
			const from = move.one('location_id')?.get('usage');
			if (to === 'customer') return move.num('quantity');
			return from === 'customer' && move.is('to_refund') ? -move.num('quantity') : 0;
		}),
	);
}

/** Drafts count as well; what was cancelled does not. */
export function invoicedQuantity(line: Rec): number {
	const lines = line.env
		.all('account.move.line')
		.filter((each) => (each.get('sale_line_ids') as number[]).includes(line.id))
		.filter((each) => each.one('move_id')?.get('state') !== 'cancel');
	return sum(
		lines.map((each) => (each.one('move_id')?.get('move_type') === 'out_refund' ? -1 : 1) * each.num('quantity')),
	);
}

const isConfirmed = (line: Rec): boolean => ['sale', 'done'].includes(String(line.one('order_id')?.get('state')));

export function quantityToInvoice(line: Rec): number {
	if (!isConfirmed(line) || line.get('display_type')) return 0;
	const byDelivery = line.one('product_id')?.get('invoice_policy') === 'delivery';
	return sum([byDelivery ? deliveredQuantity(line) : line.num('product_uom_qty'), -invoicedQuantity(line)]);
}

export function invoiceStatusOfLine(line: Rec): string {
	if (!isConfirmed(line)) return 'no';
	if (quantityToInvoice(line) !== 0) return 'to invoice';
	const policy = line.one('product_id')?.get('invoice_policy');
	const ordered = line.num('product_uom_qty');
	if (policy === 'order' && ordered >= 0 && deliveredQuantity(line) > ordered) return 'upselling';
	return invoicedQuantity(line) >= ordered && !line.get('display_type') ? 'invoiced' : 'no';
}

/** Shipping alone makes no order one that is to be invoiced. */
export function invoiceStatusOfOrder(order: Rec): string {
	if (!['sale', 'done'].includes(order.text('state'))) return 'no';
	const lines = order.many('order_line').filter((line) => !line.get('display_type'));
	const statuses = lines.map(invoiceStatusOfLine);
	if (statuses.includes('to invoice')) {
		const due = lines.filter((_, at) => statuses[at] === 'to invoice');
		return statuses.includes('no') && due.every((line) => line.is('is_delivery')) ? 'no' : 'to invoice';
	}
	if (statuses.length > 0 && statuses.every((status) => status === 'invoiced')) return 'invoiced';
	const isUpselling = statuses.length > 0 && statuses.every((status) => ['invoiced', 'upselling'].includes(status));
	return isUpselling ? 'upselling' : 'no';
}

export function deliveryStatus(order: Rec): unknown {
	const states = order.many('picking_ids').map((picking) => picking.get('state'));
	const open = states.filter((state) => state !== 'cancel');
	if (open.length === 0) return false;
	if (open.every((state) => state === 'done')) return 'full';
	if (!open.includes('done')) return 'pending';
	const delivered = order.many('order_line').some((line) => deliveredQuantity(line) > 0);
	return delivered || order.env.version === 17 ? 'partial' : 'started';
}

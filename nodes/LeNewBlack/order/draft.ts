import type { Order } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { unitsBy } from '../../../core/sync/units';
import type { LnbOrder, OrderDraft } from './wire';

/*
 * An order of another system as Le New Black takes it.
 */

export interface OrderRules {
	/** The retailer of every order; empty takes the record's. */
	readonly retailerReference: string;
	readonly prefix: string;
	readonly collectionCode: string;
	readonly sendEmail: boolean;
	readonly dateForm: 'iso' | 'blank';
}

/** The purchase order reference under which an order is made, and found again. */
export const purchaseReference = (order: Order, { prefix }: Pick<OrderRules, 'prefix'>) =>
	`${prefix}${order.purchaseOrderNumber?.trim() || order.number.replace(/^#/, '')}`;

/** An order as it is asked for, or the first reason why it cannot be. */
export function toDraft(order: Order, rules: OrderRules): { draft: OrderDraft } | { problem: Problem } {
	const lines = order.lines.filter(({ currentQuantity }) => currentQuantity > 0);
	const nameless = lines.find(({ barcode }) => !/^\d{8,14}$/.test(barcode?.trim() ?? ''));
	const record = `order ${order.number}`;
	if (lines.length === 0)
		return {
			problem: { code: 'FIELD_INVALID', params: { record, field: 'lines', reason: 'none of them has a quantity' } },
		};
	if (nameless) {
		const reason = `${nameless.title?.trim() || nameless.id} has no EAN-13, by which Le New Black knows goods`;
		return { problem: { code: 'FIELD_INVALID', params: { record, field: 'lines', reason } } };
	}
	const retailer = rules.retailerReference || order.customer?.reference?.trim() || '';
	if (retailer === '') {
		const reason =
			'it is missing; enter Retailer Reference in this node, or give the customer one where the order comes from';
		return { problem: { code: 'FIELD_INVALID', params: { record, field: 'customer.reference', reason } } };
	}
	const email = rules.sendEmail ? order.customer?.email?.trim() : undefined;
	return {
		draft: {
			retailer_reference: retailer,
			purchase_order_reference: purchaseReference(order, rules),
			...(email ? { retailer_member_email: email } : {}),
			...(rules.collectionCode ? { assigned_collection_code: rules.collectionCode } : {}),
			items: [...unitsBy(lines.map((line) => [line.barcode!.trim(), line.currentQuantity]))].map(
				([ean13, quantity]) => ({
					ean13,
					quantity,
				}),
			),
		},
	};
}

/** "3612345678901 4 instead of 3, …"; empty where both hold the same units. */
export function differences(there: LnbOrder, { items }: OrderDraft): string {
	const have = unitsBy(there.items.map(({ ean13, quantity }) => [ean13?.trim() ?? '', Number(quantity ?? 0)]));
	const want = new Map(items.map(({ ean13, quantity }) => [ean13, quantity]));
	return [...new Set([...have.keys(), ...want.keys()])]
		.filter((key) => (have.get(key) ?? 0) !== (want.get(key) ?? 0))
		.map((key) => `${key || 'a line without EAN-13'} ${want.get(key) ?? 0} instead of ${have.get(key) ?? 0}`)
		.join(', ');
}

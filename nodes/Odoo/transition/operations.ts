import { isCancelled, type Order } from '../../../core/model/order';
import type { DocumentTarget } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { WriteContext, WriteOperation } from '../../shared/system';
import { client, pageOf } from '../failures';
import type { Move } from './mapping';
import { MoveTarget } from './target';

/*
 * A quotation that becomes a sales order, and an order that ends.
 */

function targetOf(context: WriteContext, move: Move, keepDate: boolean): DocumentTarget<Order, unknown> {
	const { account, now } = context;
	const urlOf = (id: number) => pageOf(context, 'sale.order', id);
	return new MoveTarget(account, { odoo: client(context), move, now, keepDate, urlOf }) as DocumentTarget<
		Order,
		unknown
	>;
}

const confirmOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	resource: 'order',
	resourceName: 'Order',
	operation: 'confirm',
	operationName: 'Confirm',
	action: 'Confirm an order',
	description:
		'Confirm the quotation that was made from a shop’s order, or one of this database: deliveries are made and stock is reserved',
	scopes: ['sale.order:write'],
	fields: [
		{
			displayName: 'Keep the Quotation’s Date',
			name: 'keepDate',
			type: 'boolean',
			default: true,
			description: 'Whether the order keeps the date it has; Odoo would set it to the moment of confirming',
		},
	],
	judge: (order) => (isCancelled(order) ? { held: problem('HELD_CANCELLED', { order: order.number }) } : undefined),
	target: async (context) => await Promise.resolve(targetOf(context, 'confirm', context.param('keepDate', true))),
};

const cancelOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	resource: 'order',
	resourceName: 'Order',
	operation: 'cancel',
	operationName: 'Cancel',
	action: 'Cancel an order',
	description:
		'Cancel an order that was cancelled in the shop, with its open deliveries, as long as nothing of it was delivered or invoiced',
	scopes: ['sale.order:write'],
	fields: [],
	judge: (order) => (isCancelled(order) ? undefined : { held: problem('HELD_NOT_CANCELLED', { order: order.number }) }),
	target: async (context) => await Promise.resolve(targetOf(context, 'cancel', false)),
};

export const transitionOperations = [confirmOrder, cancelOrder] as const;

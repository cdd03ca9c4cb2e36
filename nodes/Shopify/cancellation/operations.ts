import { isCancelled, type Order } from '../../../core/model/order';
import type { DocumentTarget } from '../../../core/ports';
import type { WriteOperation } from '../../shared/system';
import { client } from '../failures';
import { CANCEL_SCOPES, CancelTarget } from './target';

/*
 * Orders that were cancelled elsewhere are cancelled in the shop.
 */

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderCancelReason */
const REASONS = [
	{ name: 'Customer', value: 'CUSTOMER', description: 'The customer wanted to cancel' },
	{ name: 'Declined', value: 'DECLINED', description: 'The payment was declined' },
	{ name: 'Fraud', value: 'FRAUD', description: 'The order was fraudulent' },
	{ name: 'Inventory', value: 'INVENTORY', description: 'There was not enough stock' },
	{ name: 'Other', value: 'OTHER', description: 'None of the others' },
	{ name: 'Staff', value: 'STAFF', description: 'Staff made a mistake' },
];

const cancelOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	scopes: CANCEL_SCOPES,
	resource: 'order',
	resourceName: 'Order',
	operation: 'cancel',
	operationName: 'Cancel',
	action: 'Cancel an order',
	description: 'Cancel the order of this shop, or the one made here from the record, once the record is cancelled',
	fields: [
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'options',
			default: 'OTHER',
			options: REASONS,
			description: 'What the shop notes as the reason',
		},
		{
			displayName: 'Restock',
			name: 'restock',
			type: 'boolean',
			default: true,
			description: 'Whether the goods can be sold again at once; switch it off where another system puts them back',
		},
		{
			displayName: 'Notify Customer',
			name: 'notifyCustomer',
			type: 'boolean',
			default: false,
			description: 'Whether Shopify mails the customer about the cancellation',
		},
		{
			displayName: 'Refund',
			name: 'refund',
			type: 'options',
			default: 'none',
			options: [
				{ name: 'None', value: 'none', description: 'No money is moved' },
				{
					name: 'Original Payment Methods',
					value: 'originalPaymentMethods',
					description: 'What was paid goes back the way it came',
				},
			],
			description: 'What happens to the money that was paid',
		},
	],
	judge: (record) =>
		isCancelled(record) ? undefined : { held: { code: 'HELD_NOT_CANCELLED', params: { order: record.number } } },
	async target(context) {
		const reason = context.param<string>('reason', 'OTHER');
		const target: DocumentTarget<Order, unknown> = new CancelTarget(
			context.account,
			client(context),
			{
				reason: REASONS.some(({ value }) => value === reason) ? reason : 'OTHER',
				restock: context.param('restock', true),
				notifyCustomer: context.param('notifyCustomer', false),
				refund: context.param<string>('refund', 'none') === 'originalPaymentMethods',
			},
			context.now,
		) as DocumentTarget<Order, unknown>;
		return await Promise.resolve(target);
	},
};

export const cancellationOperations = [cancelOrder] as const;

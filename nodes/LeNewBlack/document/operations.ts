import { problem } from '../../../core/problems';
import type { OperationContext, WriteOperation } from '../../shared/system';
import { client, LABEL, text } from '../failures';
import { showroomOrders, type DocumentRules } from './draft';
import { DocumentOfShipment } from './target';

/*
 * Tracking back to the showroom: a parcel becomes a sales document of its order.
 */

function rulesFrom(context: OperationContext): DocumentRules {
	const options = context.param<Record<string, unknown>>('documentOptions', {});
	return {
		prefix: text(context.param<unknown>('documentPrefix', '')),
		orderPrefix: text(context.param<unknown>('orderPrefix', '')),
		category: text(options.category) || 'shipping',
		type: text(options.type) || 'delivery_note',
		action: text(options.action) || 'add',
	};
}

const createDocument: WriteOperation<'shipment'> = {
	does: 'write',
	kind: 'shipment',
	resource: 'salesDocument',
	resourceName: 'Sales Document',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a sales document',
	description:
		'Show a shipment with its tracking in the showroom, as a sales document that is linked to its order (upsert)',
	fields: [
		{
			displayName: 'Order Number Prefix',
			name: 'orderPrefix',
			type: 'string',
			default: '',
			placeholder: 'LNB-',
			description:
				'What the numbers of the showroom’s orders begin with in the shop (Order Name Prefix of Shopify’s Order: Create or Update); what follows is the reference here. Shipments of other orders are skipped.',
		},
		{
			displayName: 'Document Number Prefix',
			name: 'documentPrefix',
			type: 'string',
			default: 'DN-',
			description: 'Stands before the shipment’s number; give each shop one of its own',
		},
		{
			displayName: 'Options',
			name: 'documentOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Category',
					name: 'category',
					type: 'string',
					default: 'shipping',
					description: 'One of the categories of this account; Le New Black does not publish them',
				},
				{
					displayName: 'Link Action',
					name: 'action',
					type: 'string',
					default: 'add',
					description: 'The word that links a document to an order; assumed, because Le New Black does not publish it',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'string',
					default: 'delivery_note',
					description: 'One of the types of this account; Le New Black does not publish them',
				},
			],
		},
	],
	judge(record, context) {
		const params = { order: record.number, kind: 'shipment', target: LABEL };
		if (record.status !== 'shipped' && record.status !== 'delivered')
			return { held: problem('HELD_NOT_SHIPPED', params) };
		const orders = showroomOrders(record, context.account, rulesFrom(context).orderPrefix);
		return orders.length > 0 ? undefined : { held: problem('HELD_ELSEWHERE', params) };
	},
	async target(context) {
		return await Promise.resolve(new DocumentOfShipment(context.account, client(context), rulesFrom(context)));
	},
};

export const documentOperations = [createDocument] as const;

import type { Order } from '../../../core/model/order';
import type { DocumentTarget } from '../../../core/ports';
import type { OperationContext, WriteOperation } from '../../shared/system';
import { client, LABEL, text } from '../failures';
import { ORDER_WRITE_SCOPES, OrderTarget } from './target';

/*
 * Orders of other systems, placed in the shop.
 */

const INVENTORY = ['BYPASS', 'DECREMENT_IGNORING_POLICY', 'DECREMENT_OBEYING_POLICY'];
const DEFAULT_INVENTORY = 'DECREMENT_OBEYING_POLICY';

const options = (context: OperationContext) => context.param<Record<string, unknown>>('orderOptions', {});

const createOrUpdateOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	scopes: ORDER_WRITE_SCOPES,
	resource: 'order',
	resourceName: 'Order',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update an order',
	description: 'Create a new order, or update the current one if it already exists (upsert)',
	fields: [
		{
			displayName: 'Options',
			name: 'orderOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Inventory Behaviour',
					name: 'inventoryBehaviour',
					type: 'options',
					default: DEFAULT_INVENTORY,
					options: [
						{ name: 'Bypass', value: 'BYPASS', description: 'The stock of the shop is left as it is' },
						{
							name: 'Decrement Ignoring Policy',
							value: 'DECREMENT_IGNORING_POLICY',
							description: 'Stock is taken even where there is none: it can fall below zero',
						},
						{
							name: 'Decrement Obeying Policy',
							value: 'DECREMENT_OBEYING_POLICY',
							description: 'An order for which there is not enough stock is a problem',
						},
					],
					description: 'What a new order does to the stock of the shop',
				},
				{
					displayName: 'Mark as Test',
					name: 'markTest',
					type: 'boolean',
					default: false,
					description: 'Whether new orders are test orders, which can never become real ones',
				},
				{
					displayName: 'Order Name Prefix',
					name: 'namePrefix',
					type: 'string',
					default: '',
					placeholder: 'B2B-',
					description:
						'With a prefix, a new order is named by it and by its number at the source. Leave empty to let Shopify number it.',
				},
				{
					displayName: 'Send Receipt',
					name: 'sendReceipt',
					type: 'boolean',
					default: false,
					description: 'Whether Shopify mails the customer a confirmation of a new order',
				},
				{
					displayName: 'Tags to Add',
					name: 'tags',
					type: 'string',
					default: '',
					placeholder: 'wholesale, showroom',
					description: 'Tags that every order gets besides its own, separated by commas',
				},
			],
		},
	],
	async target(context) {
		const chosen = options(context);
		const inventoryBehaviour = text(chosen.inventoryBehaviour);
		const target: DocumentTarget<Order, unknown> = new OrderTarget(
			context.account,
			client(context),
			{
				label: LABEL,
				tags: text(chosen.tags).split(','),
				namePrefix: text(chosen.namePrefix),
				test: chosen.markTest === true,
			},
			{
				inventoryBehaviour: INVENTORY.includes(inventoryBehaviour) ? inventoryBehaviour : DEFAULT_INVENTORY,
				sendReceipt: chosen.sendReceipt === true,
			},
		) as DocumentTarget<Order, unknown>;
		return await Promise.resolve(target);
	},
	orderRules: () => ({ onlyPhysical: false, cashOnDeliveryMethods: [] }),
};

export const placementOperations = [createOrUpdateOrder] as const;

import type { Order } from '../../../core/model/order';
import type { DocumentTarget } from '../../../core/ports';
import type { WriteOperation } from '../../shared/system';
import { client, text } from '../failures';
import { TAG_SCOPES, TagsTarget } from './target';

/*
 * Tags on orders, for a mark that staff and apps of the shop can see.
 */

const addTags: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	// Asked every time, because anybody may take a tag away.
	remembers: false,
	scopes: TAG_SCOPES,
	resource: 'order',
	resourceName: 'Order',
	operation: 'addTags',
	operationName: 'Add Tags',
	action: 'Add tags to an order',
	description: 'Add tags to the order of this shop, or to the one made here from the record',
	fields: [
		{
			displayName: 'Tags',
			name: 'tags',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'sent to warehouse, checked',
			description: 'Tags to add, separated by commas; an expression is read for each item. What an order has stays.',
		},
	],
	async target(context) {
		const target: DocumentTarget<Order, unknown> = new TagsTarget(context.account, client(context), (record) =>
			text(context.paramFor(record, 'tags', '')),
		) as DocumentTarget<Order, unknown>;
		return await Promise.resolve(target);
	},
};

export const tagOperations = [addTags] as const;

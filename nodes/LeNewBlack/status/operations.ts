import type { WriteOperation } from '../../shared/system';
import { client, listed, text } from '../failures';
import { STATUSES } from '../order/mapping';
import { StatusTarget } from './target';

/*
 * Move Status: what the next system has taken is closed here, and what could not go is blocked.
 */

const moveStatus: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	// Asked every time, because anybody may move an order in the back office.
	remembers: false,
	resource: 'order',
	resourceName: 'Order',
	operation: 'moveStatus',
	operationName: 'Move Status',
	action: 'Move an order to another status',
	description: 'Move orders of this brand to another status; one that is there already is left as it is',
	fields: [
		{
			displayName: 'New Status',
			name: 'newStatus',
			type: 'string',
			default: 'closed',
			required: true,
			placeholder: 'closed',
			description: `Where the order goes, in the words of this brand; an expression is read for each item. Known from the back office: ${STATUSES.join(', ')}.`,
		},
		{
			displayName: 'Options',
			name: 'statusOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Only From',
					name: 'onlyFrom',
					type: 'string',
					default: '',
					placeholder: 'invoicing, blocked',
					description:
						'Statuses an order may be moved from, separated by commas; one in another status is a problem. Empty means any.',
				},
			],
		},
	],
	async target(context) {
		const options = context.param<Record<string, unknown>>('statusOptions', {});
		return await Promise.resolve(
			new StatusTarget(
				context.account,
				client(context),
				(record) => text(context.paramFor(record, 'newStatus', '')),
				listed(options.onlyFrom),
			),
		);
	},
};

export const statusOperations = [moveStatus] as const;

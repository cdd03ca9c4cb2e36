import { problem } from '../../../core/problems';
import type { WriteOperation } from '../../shared/system';
import { client } from '../failures';
import { NUMBER_FROM_OPTION, numberRules, PREFIX_FIELD } from '../operations';
import { CancelTarget } from './target';

/*
 * A cancelled order of the shop, deleted at Unleashed.
 */

const cancelOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	resource: 'order',
	resourceName: 'Order',
	operation: 'cancel',
	operationName: 'Cancel',
	action: 'Cancel an order',
	description: 'Delete an order that was cancelled in the shop, as long as it is not completed',
	fields: [
		PREFIX_FIELD,
		{
			displayName: 'Options',
			name: 'orderOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [NUMBER_FROM_OPTION],
		},
	],
	judge: ({ number, status, cancelledAt }) =>
		status === 'cancelled' || cancelledAt ? undefined : { held: problem('HELD_NOT_CANCELLED', { order: number }) },
	async target(context) {
		return await Promise.resolve(new CancelTarget(context.account, client(context), numberRules(context), context.now));
	},
};

export const cancellationOperations = [cancelOrder] as const;

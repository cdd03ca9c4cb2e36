import { problem } from '../../../core/problems';
import type { WriteOperation } from '../../shared/system';
import { client, SYSTEM } from '../failures';
import { NUMBER_FROM_OPTION, numberRules, PREFIX_FIELD } from '../operations';
import { CompleteTarget } from './target';

/*
 * An order whose goods have left, completed at Unleashed.
 */

/** In the shop's words; an order of gift cards and services has nothing to send. */
const HAS_LEFT = ['fulfilled', 'notRequired'];

const completeOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	resource: 'order',
	resourceName: 'Order',
	operation: 'complete',
	operationName: 'Complete',
	action: 'Complete an order',
	description: 'Complete an order once it has left: the goods are taken from the stock and the order goes to the books',
	fields: [
		PREFIX_FIELD,
		{
			displayName: 'Options',
			name: 'orderOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				NUMBER_FROM_OPTION,
				{
					displayName: 'Only What Is Fulfilled in the Shop',
					name: 'onlyFulfilled',
					type: 'boolean',
					default: true,
					description:
						'Whether an order of the shop waits until the shop calls it fulfilled. Orders read from Unleashed are completed at once.',
				},
			],
		},
	],
	judge({ number, origin, status, cancelledAt, fulfillmentStatus }, context) {
		if (status === 'cancelled' || cancelledAt) return { held: problem('HELD_CANCELLED', { order: number }) };
		const { onlyFulfilled = true } = context.param<Record<string, unknown>>('orderOptions', {});
		const waits = onlyFulfilled === true && origin.system !== SYSTEM && !HAS_LEFT.includes(fulfillmentStatus ?? '');
		return waits ? { held: problem('HELD_NOT_FULFILLED', { order: number }) } : undefined;
	},
	async target(context) {
		return await Promise.resolve(new CompleteTarget(context.account, client(context), numberRules(context)));
	},
};

export const completionOperations = [completeOrder] as const;

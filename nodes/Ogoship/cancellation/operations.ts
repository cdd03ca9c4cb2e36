import { isCancelled, type Order } from '../../../core/model/order';
import type { DocumentTarget } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { WriteOperation } from '../../shared/system';
import { client } from '../failures';
import { PREFIX_FIELD, REFERENCE_FROM_OPTION, referenceRules } from '../operations';
import { CancelTarget } from './target';

/*
 * A cancelled order of the shop, cancelled at OGOship too.
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
	description: 'Cancel an order that was cancelled in the shop, as long as the warehouse does not pick it yet',
	scopes: ['read:order', 'write:order'],
	fields: [
		PREFIX_FIELD,
		{
			displayName: 'Options',
			name: 'orderOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [REFERENCE_FROM_OPTION],
		},
	],
	judge: (record) =>
		isCancelled(record) ? undefined : { held: problem('HELD_NOT_CANCELLED', { order: record.number }) },
	async target(context) {
		return await Promise.resolve(
			new CancelTarget(context.account, client(context), referenceRules(context), context.now) as DocumentTarget<
				Order,
				unknown
			>,
		);
	},
};

export const cancellationOperations = [cancelOrder] as const;

import type { Order } from '../../../core/model/order';
import { problem } from '../../../core/problems';
import type { JudgeOperation, OperationContext } from '../../shared/system';
import { reasonsAgainst, shortened, type ClearanceRules } from './mapping';

/*
 * Validate for Export: an order leaves the showroom whole or, where the operator says so, without the lines that have no key.
 */

function rulesFrom(context: OperationContext): ClearanceRules {
	const key = context.param<unknown>('lineKey', 'either');
	return {
		key: key === 'barcode' || key === 'sku' ? key : 'either',
		allowShort: context.param<unknown>('allowShort', false) === true,
	};
}

/** Without what an earlier look had against it. */
const released = (order: Order): Order => (order.blockers ? { ...order, blockers: null } : order);

const validate: JudgeOperation<'order'> = {
	does: 'judge',
	kind: 'order',
	resource: 'order',
	resourceName: 'Order',
	operation: 'validate',
	operationName: 'Validate for Export',
	action: 'Validate an order for export',
	description:
		'Let an order pass if its retailer has a reference and every line a key; else hold it whole and name every reason',
	fields: [
		{
			displayName: 'Key of Every Line',
			name: 'lineKey',
			type: 'options',
			default: 'either',
			options: [
				{ name: 'EAN-13', value: 'barcode' },
				{ name: 'EAN-13 or SKU', value: 'either' },
				{ name: 'SKU', value: 'sku' },
			],
			description: 'What the system that the order goes to knows its goods by',
		},
		{
			displayName: 'Allow Short Orders',
			name: 'allowShort',
			type: 'boolean',
			default: false,
			description:
				'Whether an order may leave without its lines that have no key. What is left out is named in an attribute of the order, and its amounts are reckoned without it.',
		},
		{
			displayName: 'Held Orders',
			name: 'heldOrders',
			type: 'options',
			default: 'problem',
			options: [
				{
					name: 'Come Out as Problems',
					value: 'problem',
					description: 'Each run names them again; nothing is remembered',
				},
				{
					name: 'Go on With Their Reasons',
					value: 'mark',
					description:
						'The node that writes orders takes none of them; it keeps the problem in its ledger, names it once, and again when the reasons change or the order is tried again',
				},
			],
			description: 'What becomes of an order that may not leave',
		},
	],
	judge(order, context) {
		const rules = rulesFrom(context);
		const reasons = reasonsAgainst(order, rules);
		if (reasons.length === 0) return { pass: released(shortened(order, rules)) };
		if (context.param<unknown>('heldOrders', 'problem') === 'mark') return { pass: { ...order, blockers: reasons } };
		return { problem: problem('ORDER_NOT_READY', { order: order.number, reasons: reasons.join('; ') }) };
	},
};

export const clearanceOperations = [validate] as const;

import type { Order } from '../../core/model/order';
import { finalityOf, gateOrder, isRefunded } from '../../core/sync/gate';
import { orderRevision } from '../../core/sync/revision';
import { runProblem, type RecordRules } from '../../core/sync/run';
import { foreignLookup } from '../../core/sync/start';
import { momentOf } from './moment';
import type { OperationContext, WriteOperation } from './system';

/** The rules of an order write, from the node's parameters and what the target adds (decisions 12, 16, 17). */
export function orderRules(context: OperationContext, operation: WriteOperation): RecordRules<Order> {
	const startAt = startOf(context.param<unknown>('forwardFrom', ''), context.timezone);
	const {
		onlyPhysical = false,
		cashOnDeliveryMethods = [],
		endsWhenRefunded = false,
		...takes
	} = operation.orderRules?.(context) ?? {};
	const payment = context.param<string[]>('paymentStatuses', ['paid', 'partiallyRefunded']);
	return {
		judge: (order) => gateOrder(order, { payment, cashOnDeliveryMethods, onlyPhysical, ...takes }, context.now),
		finality: (held) => finalityOf(held) ?? (endsWhenRefunded && isRefunded(held) ? 'empty' : undefined),
		looksForForeign: (order, doneCount) => foreignLookup(order, { startAt, doneCount }),
		revision: orderRevision,
		number: (order) => order.number,
		updatedAt: (order) => order.updatedAt ?? undefined,
		seenAt: ({ origin }) => origin.seenAt,
	};
}

/** The start of the route; required, because forwarding everything there ever was is never meant. */
function startOf(value: unknown, timezone: string): string {
	const at = momentOf(value, 'Forward Orders Placed After', timezone);
	if (at === undefined) throw runProblem({ code: 'SETUP_START_MISSING', params: {} });
	return at;
}

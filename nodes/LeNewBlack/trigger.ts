import type { PollEvent, SystemPoll } from '../shared/poll';
import type { ListOperation } from '../shared/system';
import { orderOperations } from './order/operations';
import { leNewBlack } from './system';

/*
 * What Le New Black is asked for every so often: it has no webhooks.
 */

const ORDER_CHANGED: Omit<PollEvent, 'operation'> = {
	name: 'Order Changed',
	value: 'orderChanged',
	description: 'An order was made or changed, or came to another status',
};

/** The list among these operations, as an event of its own. */
const polled = (
	event: Omit<PollEvent, 'operation'>,
	operations: ReadonlyArray<{ readonly does: string }>,
): PollEvent[] =>
	operations
		.filter((operation): operation is ListOperation => operation.does === 'list')
		.map((operation) => ({ ...event, operation }));

export const leNewBlackPoll: SystemPoll = {
	system: leNewBlack,
	events: polled(ORDER_CHANGED, orderOperations),
	fields: [],
};

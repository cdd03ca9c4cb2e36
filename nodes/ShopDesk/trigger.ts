import type { SystemPoll } from '../shared/poll';
import type { ListOperation } from '../shared/system';
import { invoiceOperations } from './invoice/operations';
import { orderOperations } from './order/operations';
import { isSecret } from './sign';
import { shopdesk } from './system';

/*
 * What ShopDesk is asked for every so often, and how its calls are told. It has webhooks for each outlet whose payload
 * nobody could read (seen in code, 2021), so nothing is subscribed: people enter the address there.
 */

export const shopdeskCalls = { system: shopdesk, isSecret };

/** The lists among these operations, as an event. */
const polled = (
	event: { readonly name: string; readonly value: string; readonly description: string },
	operations: ReadonlyArray<{ readonly does: string }>,
) =>
	operations
		.filter((operation): operation is ListOperation => operation.does === 'list')
		.map((operation) => ({ ...event, operation }));

export const shopdeskPoll: SystemPoll = {
	system: shopdesk,
	events: [
		...polled(
			{ name: 'Order Changed', value: 'orderChanged', description: 'An order fell in, was invoiced or cancelled' },
			orderOperations,
		),
		...polled({ name: 'Invoice Made', value: 'invoiceMade', description: 'An invoice was made' }, invoiceOperations),
	],
	fields: [],
};

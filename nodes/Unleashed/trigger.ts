import { problem } from '../../core/problems';
import type { SystemPoll } from '../shared/poll';
import type { ListOperation } from '../shared/system';
import type { Delivery, Expected, SystemTrigger, TriggerEvent, Verdict } from '../shared/trigger';
import { LABEL, text } from './failures';
import { invoiceOperations } from './invoice/operations';
import { PREFIX_FIELD } from './operations';
import { orderOperations } from './order/operations';
import { productOperations } from './product/operations';
import { refundOperations } from './refund/operations';
import { shipmentOperations } from './shipment/operations';
import { isFresh, isSigned } from './sign';
import { stockOperations } from './stock/operations';
import { unleashed } from './system';
import { toNotification, toSubject } from './webhook/mapping';

/*
 * What Unleashed tells by itself, and what it is asked for every so often. It sends webhooks about orders, products and
 * customers; none about shipments or stock was seen. How a subscription is made through the API could not be read, so
 * people make it in Unleashed, once. https://apidocs.unleashedsoftware.com/Webhooks
 */

/** The names of orders and products are seen in public clients, those of customers follow them (inferred). */
const EVENTS: readonly TriggerEvent[] = [
	{
		name: 'Customer Changed',
		value: 'customerChanged',
		topics: ['customer.created', 'customer.updated'],
		kind: 'customer',
		description: 'A customer was created or changed (customer.created, customer.updated)',
	},
	{
		name: 'Order Changed',
		value: 'orderChanged',
		topics: ['salesorder.created', 'salesorder.updated'],
		kind: 'order',
		description: 'A sales order was created or changed (salesorder.created, salesorder.updated)',
	},
	{
		name: 'Product Changed',
		value: 'productChanged',
		topics: ['product.created', 'product.updated'],
		kind: 'product',
		description: 'A product was created or changed (product.created, product.updated)',
	},
];

/** What the credential says a delivery is signed with: the subscription's key, and before it the one it replaced. */
const keysOf = ({ webhookSecret, previousWebhookSecret }: Expected['credential']) =>
	[text(webhookSecret), text(previousWebhookSecret)].filter(Boolean);

/** Whether a delivery is genuine, of these minutes, and about something that is listened to. */
export function verifyAt(nowMs: number, { raw, headers }: Delivery, { credential, topics }: Expected): Verdict {
	const timestamp = headers['x-unleashed-timestamp'] ?? '';
	const signature = headers['x-unleashed-signature'] ?? '';
	// An old delivery that comes once more was listened to by somebody on the way.
	if (!isFresh(timestamp, nowMs) || !isSigned(raw, timestamp, signature, keysOf(credential)))
		return { refused: 'signature' };
	const notification = toNotification(new TextDecoder().decode(raw));
	const topic = topics.find((each) => each === notification?.type);
	if (notification === undefined || topic === undefined) return { refused: 'topic' };
	const { id, createdAt } = notification;
	return { topic, stamp: { id: id || null, eventId: id || null, triggeredAt: createdAt, topic } };
}

export const unleashedTrigger: SystemTrigger = {
	system: unleashed,
	events: EVENTS,
	secretProblem: (credential) =>
		keysOf(credential).length === 0
			? problem('SETUP_WEBHOOK_SECRET', { system: LABEL, field: 'Webhook Signature Key' })
			: undefined,
	// Nobody but the operator knows which subscriptions there are, so each counts as there, and none is ever touched.
	list: async () =>
		await Promise.resolve(EVENTS.flatMap(({ topics }) => topics).map((topic) => ({ id: topic, topic, intact: true }))),
	subscribe: async () => await Promise.resolve(),
	repair: async () => await Promise.resolve(),
	unsubscribe: async () => await Promise.resolve(),
	verify: (delivery, expected) => verifyAt(Date.now(), delivery, expected),
	subject: toSubject,
};

// ------------------------------------------------------------------ polling

/** The list among these operations, as an event of its own. */
const polled = (
	event: Pick<TriggerEvent, 'name' | 'value' | 'description'>,
	operations: ReadonlyArray<{ readonly does: string }>,
) =>
	operations
		.filter((operation): operation is ListOperation => operation.does === 'list')
		.map((operation) => ({ ...event, operation }));

export const unleashedPoll: SystemPoll = {
	system: unleashed,
	events: [
		...polled(
			{ name: 'Shipment Dispatched', value: 'shipmentDispatched', description: 'Goods left a warehouse' },
			shipmentOperations,
		),
		...polled(
			{
				name: 'Stock Changed',
				value: 'stockChanged',
				description: 'The stock of a product changed, over all warehouses together',
			},
			stockOperations,
		),
		...polled(
			{ name: 'Order Changed', value: 'orderChanged', description: 'A sales order was created or changed' },
			orderOperations,
		),
		...polled(
			{ name: 'Product Changed', value: 'productChanged', description: 'A product was created or changed' },
			productOperations,
		),
		...polled(
			{ name: 'Invoice Changed', value: 'invoiceChanged', description: 'An invoice was made or changed' },
			invoiceOperations,
		),
		...polled(
			{
				name: 'Credit Note Changed',
				value: 'creditNoteChanged',
				description: 'A credit note was made or changed',
			},
			refundOperations,
		),
	],
	fields: [
		{
			displayName:
				'Each poll costs a call for every event, and each call counts against the month’s calls of the plan: every 15 minutes is about 2,900 calls a month for one event.',
			name: 'callsNotice',
			type: 'notice',
			default: '',
		},
		{ ...PREFIX_FIELD, description: 'Only shipments of orders whose number begins so; empty means all' },
	],
};

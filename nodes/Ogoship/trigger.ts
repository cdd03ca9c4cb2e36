import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import type { SystemPoll } from '../shared/poll';
import type { ListOperation, PickerContext } from '../shared/system';
import type { Delivery, Expected, SystemTrigger, TriggerEvent, Verdict } from '../shared/trigger';
import { OgoshipFailure, type Written } from './client';
import { client, LABEL, reading, text } from './failures';
import { PREFIX_FIELD } from './operations';
import { shipmentOperations } from './shipment/operations';
import { deliveryId, isSigned, subscriptionKey } from './sign';
import { stockOperations } from './stock/operations';
import { ogoship } from './system';
import { createWebhook, removeWebhook, updateWebhook, webhooksAt } from './webhook/client';
import { toSubject } from './webhook/mapping';

/*
 * What OGOship tells by itself, and what it is asked for every so often. Two types of webhooks are known, from its own
 * .NET client of 2020; the portal has three more whose names nobody could read. Retries, order and timeouts are not
 * documented.
 */

const ORDER_SHIPPED: TriggerEvent = {
	name: 'Order Shipped',
	value: 'orderShipped',
	topics: ['OrderShipped'],
	kind: 'shipment',
	description: 'An order left the warehouse; its shipment is put out',
};

const STOCK_CHANGED: TriggerEvent = {
	name: 'Stock Changed',
	value: 'stockChanged',
	topics: ['ProductStockLevelChanged'],
	kind: 'stockLevel',
	description: 'The stock of a product changed',
};

const keyFor = ({ secretToken }: PickerContext['credential'], callbackUrl: string, topic: string) =>
	subscriptionKey(text(secretToken), callbackUrl, topic);

const bodyFor = ({ credential }: PickerContext, url: string, type: string) => ({
	url,
	type,
	key: keyFor(credential, url, type),
});

/** Throws unless a subscription was written. */
function written(topic: string, answer: Written<unknown>): void {
	if ('done' in answer) return;
	if ('noAnswer' in answer) throw new OgoshipFailure('noAnswer', { reason: answer.noAnswer.reason });
	const { status } = answer.refused;
	if (status === 403 || status === 429) throw new OgoshipFailure('status', { status });
	throw runProblem(problem('SETUP_WEBHOOK', { system: LABEL, topic, reason: `it answered ${status}` }));
}

/** The key that fits tells the topic: a delivery names none. */
function verify({ raw, headers }: Delivery, { credential, callbackUrl, topics }: Expected): Verdict {
	const signature = headers['x-ogoship-hmac-sha256'] ?? '';
	const isSecret = text(credential.secretToken) !== '';
	const topic = topics.find((each) => isSecret && isSigned(raw, signature, keyFor(credential, callbackUrl, each)));
	if (topic === undefined) return { refused: 'signature' };
	return { topic, stamp: { id: deliveryId(topic, raw), eventId: null, triggeredAt: null, topic } };
}

export const ogoshipTrigger: SystemTrigger = {
	system: ogoship,
	events: [ORDER_SHIPPED, STOCK_CHANGED],
	secretProblem: ({ secretToken }) =>
		text(secretToken) === '' ? problem('SETUP_WEBHOOK_SECRET', { system: LABEL, field: 'Secret Token' }) : undefined,
	async list(context, callbackUrl) {
		const own = await reading(async () => await webhooksAt(client(context), callbackUrl));
		return own.map(({ id, type, key }) => {
			const topic = TOPICS.find((each) => each.toLowerCase() === type.toLowerCase()) ?? type;
			// Where the key is not shown nobody knows whether it is still ours, and it is set again.
			return { id, topic, intact: key === keyFor(context.credential, callbackUrl, topic) };
		});
	},
	async subscribe(context, callbackUrl, topic) {
		const body = bodyFor(context, callbackUrl, topic);
		await reading(async () => written(topic, await createWebhook(client(context), body)));
	},
	async repair(context, callbackUrl, { id, topic }) {
		const body = bodyFor(context, callbackUrl, topic);
		await reading(async () => written(topic, await updateWebhook(client(context), id, body)));
	},
	async unsubscribe(context, id) {
		await reading(async () => await removeWebhook(client(context), id));
	},
	verify,
	subject: toSubject,
};

const TOPICS = ogoshipTrigger.events.flatMap(({ topics }) => topics);

/** Every list among these operations. */
const listsOf = (operations: ReadonlyArray<{ readonly does: string }>) =>
	operations.filter((operation): operation is ListOperation => operation.does === 'list');

const pollEvents = (event: TriggerEvent, lists: readonly ListOperation[]) =>
	lists.map((operation) => ({ ...event, operation }));

export const ogoshipPoll: SystemPoll = {
	system: ogoship,
	events: [
		...pollEvents(ORDER_SHIPPED, listsOf(shipmentOperations)),
		...pollEvents(STOCK_CHANGED, listsOf(stockOperations)),
	],
	fields: [{ ...PREFIX_FIELD, description: 'Only shipments of orders whose reference begins so; empty means all' }],
};

import { problem } from '../../core/problems';
import type { SystemPoll } from '../shared/poll';
import type { ListOperation, PickerContext } from '../shared/system';
import type { Delivery, Expected, SystemTrigger, TriggerEvent, Verdict } from '../shared/trigger';
import { client, LABEL, reading, text } from './failures';
import { orderOperations } from './order/operations';
import { shipmentOperations } from './shipment/operations';
import { deliveryId, isMark, markFor } from './sign';
import { stockOperations } from './stock/operations';
import { odoo } from './system';
import { hooksTo, makeHook, removeHook, renameHook } from './webhook/client';
import { actionIn, nameIn, nameOf, TOPICS, toSubject } from './webhook/mapping';

/*
 * What Odoo tells by itself, and what it is asked for every so often. A rule of Odoo's sends once, waits a second for
 * the answer and never sends again; on 17 and 18 it sends before its own transaction is committed (observed). So a
 * message is a hint, and what it is about is to be read again by a node that may have to wait.
 */

const DELIVERED: TriggerEvent = {
	name: 'Delivery Done',
	value: 'deliveryDone',
	topics: ['picking.done', 'picking.tracking'],
	kind: 'shipment',
	description: 'A delivery was validated, or its tracking number came later',
};

const CONFIRMED: TriggerEvent = {
	name: 'Order Confirmed',
	value: 'orderConfirmed',
	topics: ['order.confirmed'],
	kind: 'order',
	description: 'A quotation became a sales order',
};

const STOCK_CHANGED: TriggerEvent = {
	name: 'Stock Changed',
	value: 'stockChanged',
	topics: [],
	kind: 'stockLevel',
	description: 'The stock of a product changed, or was reserved',
};

const secretOf = ({ webhookSecret }: PickerContext['credential']) => text(webhookSecret);

const markOf = (credential: PickerContext['credential'], url: string, topic: string) =>
	markFor(secretOf(credential), url, topic);

/** The mark that fits tells that the message is genuine; a rule of somebody else's has none. */
function verify({ raw }: Delivery, { credential, callbackUrl, topics }: Expected): Verdict {
	const said = actionIn(new TextDecoder().decode(raw));
	if (secretOf(credential) === '' || !said || !isMark(said.mark, markOf(credential, callbackUrl, said.topic)))
		return { refused: 'signature' };
	if (!topics.includes(said.topic)) return { refused: 'topic' };
	const { topic } = said;
	return { topic, stamp: { id: deliveryId(topic, raw), eventId: null, triggeredAt: null, topic } };
}

export const odooTrigger: SystemTrigger = {
	system: odoo,
	events: [DELIVERED, CONFIRMED],
	secretProblem: (credential) =>
		secretOf(credential) === ''
			? problem('SETUP_WEBHOOK_SECRET', { system: LABEL, field: 'Webhook Secret' })
			: undefined,
	async list(context, callbackUrl) {
		const hooks = await reading(async () => await hooksTo(client(context), callbackUrl));
		return hooks.map(({ id, name }) => {
			const said = nameIn(name);
			const intact = said !== undefined && isMark(said.mark, markOf(context.credential, callbackUrl, said.topic));
			return { id: String(id), topic: said?.topic ?? name, intact };
		});
	},
	async subscribe(context, callbackUrl, topic) {
		const name = nameOf(topic, markOf(context.credential, callbackUrl, topic));
		const rule = TOPICS[topic]!;
		await reading(async () => await makeHook(client(context), { ...rule, name, url: callbackUrl }));
	},
	async repair(context, callbackUrl, { id, topic }) {
		const name = nameOf(topic, markOf(context.credential, callbackUrl, topic));
		await reading(async () => {
			const hook = (await hooksTo(client(context), callbackUrl)).find((each) => String(each.id) === id);
			if (hook) await renameHook(client(context), hook.action, name);
		});
	},
	async unsubscribe(context, id) {
		await reading(async () => await removeHook(client(context), Number(id)));
	},
	verify,
	subject: toSubject,
};

const listsOf = (operations: ReadonlyArray<{ readonly does: string }>) =>
	operations.filter((operation): operation is ListOperation => operation.does === 'list');

const pollEvents = (event: TriggerEvent, lists: readonly ListOperation[]) =>
	lists.map((operation) => ({ ...event, operation }));

export const odooPoll: SystemPoll = {
	system: odoo,
	events: [
		...pollEvents(
			{
				...CONFIRMED,
				name: 'Order Changed',
				value: 'orderChanged',
				description: 'A sales order or quotation is new, or changed',
			},
			listsOf(orderOperations),
		),
		...pollEvents(DELIVERED, listsOf(shipmentOperations)),
		...pollEvents(STOCK_CHANGED, listsOf(stockOperations)),
	],
	fields: [],
};

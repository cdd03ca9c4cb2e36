/*
 * Webhooks (facts, section 15).
 *
 * Documented: they exist, for customers and products; at most five subscriptions; they do not count as calls. Seen in
 * code: the names of the events of products and orders, both headers, the signature over timestamp and raw body, `data`
 * as a JSON text with nothing but the GUID, tries for 72 hours. Inferred: the names of the events of customers, and of
 * the GUIDs of products and customers in `data`. Assumed: when it is tried again; that each try has a timestamp of its
 * own, since receivers refuse one older than five minutes; that an order which is completed or deleted is updated.
 * How one subscribes over the API could not be read, so there is no call for it: staff do it (change `addWebhook`).
 */
import { isLoopback, type DeliveryOutcome, type WebhookDelivery } from '../../../sandbox/kit';

import { signatureOf } from './sign-in';
import type { Change, Context, Webhook } from './state';
import { digest, guid, textOf } from './values';

export const EVENTS = [
	...['customer.created', 'customer.updated', 'customer.deleted'],
	...['product.created', 'product.updated', 'product.deleted'],
	...['salesorder.created', 'salesorder.updated'],
] as const;

const MOST_SUBSCRIPTIONS = 5;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** From one try to the next, the last of them until the end. */
const WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 6 * HOUR_MS];
const GIVEN_UP_AFTER_MS = 72 * HOUR_MS;

/** Something happened to the record under a GUID, which `data` holds under `name`. */
export function announce(context: Context, event: (typeof EVENTS)[number], name: string, recordGuid: string): void {
	const { state, clock, nextId } = context;
	for (const webhook of state.webhooks.filter(({ events }) => events.includes(event))) {
		const id = guid(`event ${nextId('event')}`);
		state.deliveries.push({
			id,
			webhookGuid: webhook.guid,
			url: webhook.url,
			topic: event,
			key: webhook.key,
			body: JSON.stringify(bodyOf(context, webhook, id, event, { [name]: recordGuid })),
			bornMs: clock.now(),
			attempts: 0,
			dueMs: clock.now(),
		});
	}
}

/** Names begin with a small letter as seen in use; one client expects capitals (option `webhookNames`). */
function bodyOf(
	context: Context,
	webhook: Webhook,
	id: string,
	event: string,
	record: Record<string, string>,
): unknown {
	const isCapital = context.options['webhookNames'] === 'capital';
	const named = (fields: Record<string, string>) =>
		Object.fromEntries(
			Object.entries(fields).map(([name, value]) => [
				isCapital ? `${name.charAt(0).toUpperCase()}${name.slice(1)}` : name,
				value,
			]),
		);
	return named({
		subscriptionId: webhook.guid,
		eventNotificationId: id,
		eventType: event,
		createdOn: context.clock.iso().replace(/\.\d{3}Z$/, 'Z'),
		data: JSON.stringify(named(record)),
	});
}

/** What is due by the sandbox's clock, in the order it happened. */
export function dueDeliveries({ state, clock }: Context): readonly WebhookDelivery[] {
	const now = clock.now();
	return state.deliveries
		.filter(({ dueMs }) => dueMs <= now)
		.map(({ id, url, topic, body, key, webhookGuid, attempts, dueMs }) => {
			const timestamp = String(Math.floor(dueMs / 1000));
			return {
				id,
				url,
				topic,
				body,
				headers: {
					'Content-Type': 'application/json; charset=utf-8',
					'x-unleashed-timestamp': timestamp,
					'x-unleashed-signature': signatureOf(key, `${timestamp}.${body}`),
				},
				subscription: webhookGuid,
				attempt: attempts + 1,
			};
		});
}

/** Received, to be sent again later, or given up. One the state no longer knows is ignored. */
export function settleDelivery(id: string, { status = 0 }: DeliveryOutcome, { state, clock }: Context): void {
	const delivery = state.deliveries.find((each) => each.id === id);
	if (delivery === undefined) return;
	const dueMs = clock.now() + (WAITS_MS[Math.min(delivery.attempts, WAITS_MS.length - 1)] ?? HOUR_MS);
	if ((status >= 200 && status < 300) || dueMs > delivery.bornMs + GIVEN_UP_AFTER_MS) {
		state.deliveries = state.deliveries.filter((each) => each !== delivery);
		return;
	}
	delivery.attempts += 1;
	delivery.dueMs = dueMs;
}

// ------------------------------------------------------------------ what staff do in the settings

/** { url, events }: answers the key, which is shown this once. The vendor wants public https; here it is this machine. */
export const addWebhook: Change = (input, { state, nextId }) => {
	const url = textOf(input, 'url');
	const events = Array.isArray(input['events']) ? (input['events'] as unknown[]) : [];
	const strange = events.find((event) => !EVENTS.some((known) => known === event));
	if (!isLoopback(url)) throw new Error(`${url} is not on this machine`);
	if (events.length === 0 || strange !== undefined) throw new Error(`There is no event ${String(strange)}`);
	if (state.webhooks.length >= MOST_SUBSCRIPTIONS)
		throw new Error(`There are ${MOST_SUBSCRIPTIONS} subscriptions already`);
	const number = nextId('webhook');
	const key = `whsec_${digest(`webhook key ${number}`).slice(0, 32)}`;
	const webhook: Webhook = { guid: guid(`webhook ${number}`), url, events: events.map(String), key };
	state.webhooks.push(webhook);
	return { ...webhook };
};

/** { guid }: what is on its way is not sent (assumed). */
export const removeWebhook: Change = (input, { state }) => {
	const at = state.webhooks.findIndex(({ guid: id }) => id === input['guid']);
	if (at < 0) throw new Error(`There is no subscription ${String(input['guid'])}`);
	const [gone] = state.webhooks.splice(at, 1);
	state.deliveries = state.deliveries.filter(({ webhookGuid }) => webhookGuid !== gone?.guid);
};

/*
 * Webhooks on their way out.
 *
 * The signature is documented: X-OGOship-Hmac-SHA256 is Base64 of HMAC-SHA256 over the raw body with the subscription's
 * key, both UTF-8 (https://support.ogoship.com/hc/en-us/articles/33709608948626). Inferred: the body of OrderShipped is
 * an order and that of ProductStockLevelChanged a stock level, as the API answers them, of the moment it happened.
 * Assumed: any 2xx is taken as received; else it is sent again after 5 and after another 10 minutes, and then given up.
 */
import { createHmac } from 'node:crypto';

import type { DeliveryOutcome, WebhookDelivery } from '../../../sandbox/kit';

import type { Context } from './state';
import { guid } from './values';

/** The two types that OGOship's sample client knows; the portal has three more that nobody could read. */
export const WEBHOOK_TYPES = ['OrderShipped', 'ProductStockLevelChanged'] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

const MINUTE_MS = 60_000;
/** From one try to the next; three tries within 15 minutes. */
const WAITS_MS = [5 * MINUTE_MS, 10 * MINUTE_MS];

/** Base64 of HMAC-SHA256 of a raw body. */
export function signatureOf(key: string, body: string): string {
	return createHmac('sha256', Buffer.from(key, 'utf8')).update(body, 'utf8').digest('base64');
}

/** Something happened: every subscription to it gets a delivery. The body is made only if there is one. */
export function announce(context: Context, type: WebhookType, content: () => unknown): void {
	const { state, clock, nextId } = context;
	const subscribers = state.webhooks.filter((each) => each.type === type);
	if (subscribers.length === 0) return;
	const body = JSON.stringify(content());
	for (const { id, url, key, customHeaders } of subscribers) {
		state.deliveries.push({
			id: guid(`delivery ${nextId('delivery')}`),
			webhookId: id,
			url,
			topic: type,
			headers: {
				...customHeaders,
				'Content-Type': 'application/json; charset=utf-8',
				'X-OGOship-Hmac-SHA256': signatureOf(key, body),
			},
			body,
			attempts: 0,
			dueMs: clock.now(),
		});
	}
}

/** What is due by the sandbox's clock, in the order it happened. */
export function dueDeliveries({ state, clock }: Context): readonly WebhookDelivery[] {
	const now = clock.now();
	return state.deliveries
		.filter(({ dueMs }) => dueMs <= now)
		.map(({ id, url, topic, headers, body, webhookId, attempts }) => ({
			id,
			url,
			topic,
			headers,
			body,
			subscription: webhookId,
			attempt: attempts + 1,
		}));
}

/** Received, to be sent again later, or given up. One the state no longer knows is ignored. */
export function settleDelivery(id: string, { status = 0 }: DeliveryOutcome, { state, clock }: Context): void {
	const at = state.deliveries.findIndex((each) => each.id === id);
	const delivery = state.deliveries[at];
	if (delivery === undefined) return;
	const waitMs = WAITS_MS[delivery.attempts];
	if ((status >= 200 && status < 300) || waitMs === undefined) {
		state.deliveries.splice(at, 1);
		return;
	}
	delivery.attempts += 1;
	delivery.dueMs = clock.now() + waitMs;
}

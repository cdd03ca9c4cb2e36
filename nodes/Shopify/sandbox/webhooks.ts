/*
 * Webhook deliveries. https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 * Every one is signed over its raw bytes with the app's client secret (verify-deliveries); for up to an hour after a
 * rotation Shopify may still sign with the old one, and here it does (option `secretRotation`). Five seconds each; what
 * fails is tried again eight times over four hours with the same body, and a subscription that failed all of them
 * and succeeded with nothing else meanwhile is removed.
 *
 * Assumed: the exponent of the waits (2), that a subscription's failures are counted so, and that a subscription whose
 * app lost the topic's scope hears nothing.
 */
import { createHash, createHmac } from 'node:crypto';

import type { DeliveryOutcome, WebhookDelivery } from '../../../sandbox/kit';

import { printJson, type Printable } from './json';
import { hasOneOf, type ShopState } from './state';
import { TOPICS, topicHeader, type OutgoingRecord, type SubscriptionRecord } from './webhook-records';

const RETRIES = 8;
const RETRY_SPAN_MS = 4 * 3_600_000;
/** The first wait, so that eight of them, each twice the one before, make four hours: 56.5 seconds. */
const FIRST_WAIT_MS = RETRY_SPAN_MS / (2 ** RETRIES - 1);
/** The version the app is configured with: the newest served. */
const API_VERSION = '2026-10';

/** What is told about one event; several topics of the same event share its id. */
export interface News {
	readonly topic: string;
	readonly payload: Readonly<Record<string, Printable>>;
	/** When it goes out; at once when absent. */
	readonly dueMs?: number;
}

/** Puts one delivery a subscription on its way for everything there is to tell about one event. */
export function announce(state: ShopState, news: readonly News[], nowMs: number): void {
	const { webhooks } = state;
	const eventId = newId(state, 'event');
	for (const each of news) {
		for (const subscription of webhooks.subscriptions.values()) {
			if (subscription.topic !== each.topic || !hasOneOf(state.scopes, TOPICS[each.topic] ?? [])) continue;
			webhooks.outgoing.push(toOutgoing(state, subscription, each, eventId, nowMs));
		}
	}
}

function toOutgoing(
	state: ShopState,
	subscription: SubscriptionRecord,
	{ topic, payload, dueMs = 0 }: News,
	eventId: string,
	nowMs: number,
): OutgoingRecord {
	const id = newId(state, 'webhook');
	const { includeFields, name } = subscription;
	const chosen = Object.entries(payload).filter(
		([field]) => includeFields.length === 0 || includeFields.includes(field),
	);
	const body = printJson(Object.fromEntries(chosen));
	const sentSinceMs = Math.max(dueMs, nowMs);
	return {
		id,
		subscriptionId: subscription.id,
		url: subscription.uri,
		topic: topicHeader(topic),
		body,
		sentSinceMs,
		dueMs: sentSinceMs,
		tries: 0,
		headers: {
			'content-type': 'application/json',
			'user-agent': 'Shopify-Captain-Hook',
			'X-Shopify-Topic': topicHeader(topic),
			'X-Shopify-Shop-Domain': state.data.shop.domain,
			'X-Shopify-API-Version': API_VERSION,
			'X-Shopify-Hmac-Sha256': createHmac('sha256', signingSecret(state, sentSinceMs)).update(body).digest('base64'),
			'X-Shopify-Webhook-Id': id,
			'X-Shopify-Event-Id': eventId,
			'X-Shopify-Triggered-At': new Date(sentSinceMs).toISOString(),
			...(name !== null && { 'X-Shopify-Name': name }),
		},
	};
}

/** The secret deliveries are signed with at a moment. */
function signingSecret({ clientSecret, webhooks: { previousSecret } }: ShopState, atMs: number): string {
	return previousSecret !== null && atMs < previousSecret.untilMs ? previousSecret.secret : clientSecret;
}

/** In the shape of a UUID, the same in every run. */
function newId({ webhooks }: ShopState, kind: string): string {
	webhooks.count += 1;
	const digest = createHash('sha256').update(`${kind} ${webhooks.count}`).digest('hex');
	return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** What is to be sent at a moment, the first first. */
export function dueDeliveries({ webhooks }: ShopState, nowMs: number): WebhookDelivery[] {
	return webhooks.outgoing
		.filter(({ dueMs }) => dueMs <= nowMs)
		.map(({ id, url, topic, headers, body, subscriptionId, tries }) => ({
			id,
			url,
			topic,
			headers,
			body,
			subscription: subscriptionId,
			attempt: tries + 1,
		}));
}

/** Takes note of how a delivery went: done with, to be tried again, or the end of its subscription. */
export function noteOutcome({ webhooks }: ShopState, id: string, outcome: DeliveryOutcome, nowMs: number): void {
	const delivery = webhooks.outgoing.find((each) => each.id === id);
	if (!delivery) return;
	const others = webhooks.outgoing.filter((each) => each !== delivery);
	const subscription = webhooks.subscriptions.get(delivery.subscriptionId);
	const { status = 0 } = outcome;
	if (status >= 200 && status < 300) {
		webhooks.outgoing = others;
		if (subscription) webhooks.subscriptions.set(subscription.id, { ...subscription, succeededMs: nowMs });
		return;
	}
	const tries = delivery.tries + 1;
	if (tries <= RETRIES) {
		const dueMs = nowMs + FIRST_WAIT_MS * 2 ** (tries - 1);
		webhooks.outgoing = webhooks.outgoing.map((each) => (each === delivery ? { ...each, tries, dueMs } : each));
		return;
	}
	webhooks.outgoing = others;
	if (subscription && subscription.succeededMs < delivery.sentSinceMs) removeSubscription(webhooks, subscription.id);
}

/** Ends a subscription and everything on its way to it. */
export function removeSubscription(webhooks: ShopState['webhooks'], id: string): void {
	webhooks.subscriptions.delete(id);
	webhooks.outgoing = webhooks.outgoing.filter(({ subscriptionId }) => subscriptionId !== id);
}

import { runProblem } from '../../core/sync/run';
import type { PickerContext } from '../shared/system';
import type { Delivery, Expected, SystemTrigger, TriggerEvent, Verdict } from '../shared/trigger';
import { ShopifyFailure, type Mutated } from './client';
import { client as clientOf, LABEL, reading } from './failures';
import { isSigned } from './sign';
import { shopify } from './system';
import { createSubscription, deleteSubscription, subscriptionsOf } from './webhook/client';
import { toSubject } from './webhook/mapping';

/*
 * Shopify's webhooks: subscriptions of this app, and what comes in over them.
 * https://shopify.dev/docs/apps/build/webhooks
 */

const OPERATION = 'the trigger';

interface ShopifyEvent extends TriggerEvent {
	/** One of them is needed. */
	readonly scopes: readonly string[];
}

const event = (
	name: string,
	value: string,
	topics: readonly string[],
	scope: string,
	kind: TriggerEvent['kind'],
	description: string,
): ShopifyEvent => ({ name, value, topics, scopes: [scope], kind, description });

const EVENTS: readonly ShopifyEvent[] = [
	event('Order Paid', 'orderPaid', ['ORDERS_PAID'], 'read_orders', 'order', 'An order was paid in full'),
	event('Order Created', 'orderCreated', ['ORDERS_CREATE'], 'read_orders', 'order', 'An order was placed, paid or not'),
	event(
		'Order Updated',
		'orderUpdated',
		['ORDERS_UPDATED'],
		'read_orders',
		'order',
		'Anything about an order changed, also by this package. Comes often.',
	),
	event('Order Cancelled', 'orderCancelled', ['ORDERS_CANCELLED'], 'read_orders', 'order', 'An order was cancelled'),
	event(
		'Order Fulfilled',
		'orderFulfilled',
		['ORDERS_FULFILLED'],
		'read_orders',
		'order',
		'Everything of an order was sent out',
	),
	event(
		'Refund Created',
		'refundCreated',
		['REFUNDS_CREATE'],
		'read_orders',
		'refund',
		'Something of an order was refunded. The money may still be on its way.',
	),
	event(
		'Order Risk Changed',
		'orderRiskChanged',
		['ORDERS_RISK_ASSESSMENT_CHANGED'],
		'read_orders',
		'order',
		'Shopify finished or changed its check for fraud; the order is put out',
	),
	event(
		'Inventory Changed',
		'inventoryChanged',
		['INVENTORY_LEVELS_UPDATE'],
		'read_inventory',
		'stockLevel',
		'What can be sold of an item at a location changed. Comes with every sale.',
	),
	event(
		'Product Changed',
		'productChanged',
		['PRODUCTS_CREATE', 'PRODUCTS_UPDATE'],
		'read_products',
		'product',
		'A product or one of its variants was created or changed',
	),
];

/** `ORDERS_RISK_ASSESSMENT_CHANGED` is `orders/risk_assessment_changed` in a delivery. */
const headerOf = (topic: string) => topic.toLowerCase().replace(/^(inventory_levels|[a-z]+)_/, '$1/');

const scopesOf = (topic: string) => EVENTS.find(({ topics }) => topics.includes(topic))?.scopes ?? [];

const EVERY_SCOPE = [...new Set(EVENTS.flatMap(({ scopes }) => scopes))];

/** What the credential says a delivery is signed with: the app's client secret, and before it a rotated one. */
function secretsOf(credential: Expected['credential']): string[] {
	return [credential.clientSecret, credential.previousClientSecret].filter(
		(secret): secret is string => typeof secret === 'string' && secret !== '',
	);
}

async function subscribe(context: PickerContext, callbackUrl: string, topic: string): Promise<void> {
	const shop = clientOf(context);
	const name = `n8n-${headerOf(topic).replaceAll(/[/_]/g, '-')}`.slice(0, 50);
	await reading(OPERATION, scopesOf(topic), async () => {
		const fields = carriedOut(await createSubscription(shop, topic, { uri: callbackUrl, format: 'JSON', name }));
		if (fields.length === 0) return;
		// The same topic at the same address is refused; another start of n8n may have been quicker.
		const there = await subscriptionsOf(shop, callbackUrl);
		if (there.some((each) => each.topic === topic)) return;
		// In place of an error of access, Shopify refuses the topic itself.
		if (fields.includes('topic'))
			throw runProblem({
				code: 'SETUP_SCOPES',
				params: { system: LABEL, operation: OPERATION, scopes: scopesOf(topic).join(', ') },
			});
		const named = fields.filter(Boolean).join(', ');
		throw runProblem({
			code: 'SETUP_WEBHOOK',
			params: { system: LABEL, topic: headerOf(topic), ...(named && { reason: `it refused ${named}` }) },
		});
	});
}

async function unsubscribe(context: PickerContext, id: string): Promise<void> {
	const shop = clientOf(context);
	// The only reason to refuse it is that there is none of this id any more.
	await reading(OPERATION, EVERY_SCOPE, async () => carriedOut(await deleteSubscription(shop, id)));
}

/** The fields a mutation refused; a request that got no answer or was refused whole is thrown. */
function carriedOut(answer: Mutated<readonly string[]>): readonly string[] {
	if ('data' in answer) return answer.data;
	if ('noAnswer' in answer) throw new ShopifyFailure('noAnswer', { reason: answer.noAnswer.reason });
	throw new ShopifyFailure('errors', { reason: answer.refused.codes, requestId: answer.refused.requestId });
}

function verify({ raw, headers }: Delivery, { account, credential, topics }: Expected): Verdict {
	const header = (name: string) => headers[`x-shopify-${name}`] ?? '';
	if (!isSigned(raw, header('hmac-sha256'), secretsOf(credential))) return { refused: 'signature' };
	if (header('shop-domain').toLowerCase() !== account) return { refused: 'account' };
	const topic = topics.find((each) => headerOf(each) === header('topic'));
	if (topic === undefined) return { refused: 'topic' };
	const name = header('name');
	return {
		topic,
		stamp: {
			id: header('webhook-id') || null,
			eventId: header('event-id') || null,
			triggeredAt: instantOf(header('triggered-at')),
			topic: header('topic'),
			...(name && { name }),
		},
	};
}

/** Shopify writes nine decimals of a second. */
function instantOf(text: string): string | null {
	const at = Date.parse(text);
	return Number.isNaN(at) ? null : new Date(at).toISOString();
}

export const shopifyTrigger: SystemTrigger = {
	system: shopify,
	events: EVENTS,
	secretProblem: (credential) =>
		secretsOf(credential).length > 0
			? undefined
			: { code: 'SETUP_WEBHOOK_SECRET', params: { system: LABEL, field: 'Client Secret' } },
	async list(context, callbackUrl) {
		const shop = clientOf(context);
		const own = await reading(OPERATION, EVERY_SCOPE, async () => await subscriptionsOf(shop, callbackUrl));
		return own.map(({ id, topic, format, filter, includeFields }) => ({
			id,
			topic,
			intact: format === 'JSON' && !filter && (includeFields ?? []).length === 0,
		}));
	},
	subscribe,
	/** Made anew: how an update takes a filter away again is not documented. */
	async repair(context, callbackUrl, { id, topic }) {
		await unsubscribe(context, id);
		await subscribe(context, callbackUrl, topic);
	},
	unsubscribe,
	verify,
	subject: toSubject,
};

import type { Mutated, ShopifyClient } from '../client';
import { WEBHOOK_CREATE, WEBHOOK_DELETE, WEBHOOKS_PAGE } from './documents';
import { webhookCreated, webhookDeleted, webhooksPage, type WebhookSubscription } from './wire';

/*
 * One function a query or mutation of webhook subscriptions.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/WebhookSubscription
 */

/** The fields that a mutation refused; none when it was carried out. */
type Refused = readonly string[];

/** The app's own subscriptions of exactly this address. */
export async function subscriptionsOf(shopify: ShopifyClient, uri: string): Promise<WebhookSubscription[]> {
	const found: WebhookSubscription[] = [];
	for await (const page of shopify.pages(WEBHOOKS_PAGE, webhooksPage, (data) => data.webhookSubscriptions, { uri }))
		found.push(...page);
	// Whether the filter compares exactly is not documented.
	return found.filter((each) => each.uri === uri);
}

/** Repeatable: Shopify refuses the same topic at the same address a second time. */
export async function createSubscription(
	shopify: ShopifyClient,
	topic: string,
	subscription: { readonly uri: string; readonly format: 'JSON'; readonly name: string },
): Promise<Mutated<Refused>> {
	const answer = await shopify.mutate(WEBHOOK_CREATE, { topic, subscription }, webhookCreated, { repeatable: true });
	return refusedFields(answer, ({ webhookSubscriptionCreate }) => webhookSubscriptionCreate);
}

export async function deleteSubscription(shopify: ShopifyClient, id: string): Promise<Mutated<Refused>> {
	const answer = await shopify.mutate(WEBHOOK_DELETE, { id }, webhookDeleted, { repeatable: true });
	return refusedFields(answer, ({ webhookSubscriptionDelete }) => webhookSubscriptionDelete);
}

type Payload = { readonly userErrors: ReadonlyArray<{ readonly field?: readonly string[] | null }> };

function refusedFields<T>(answer: Mutated<T>, payloadOf: (data: T) => Payload): Mutated<Refused> {
	if (!('data' in answer)) return answer;
	const fields = payloadOf(answer.data).userErrors.map(({ field }) => field?.at(-1) ?? '');
	return { data: fields, requestId: answer.requestId };
}

/*
 * https://shopify.dev/docs/api/admin-graphql/latest/queries/webhookSubscriptions and the mutations beside it
 */

/** An app sees its own subscriptions only. */
export const WEBHOOKS_PAGE = `
query Webhooks($uri: String!, $first: Int!, $after: String) {
  webhookSubscriptions(uri: $uri, first: $first, after: $after) {
    nodes { id topic uri format filter includeFields }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const WEBHOOK_CREATE = `
mutation WebhookCreate($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`;

export const WEBHOOK_DELETE = `
mutation WebhookDelete($id: ID!) {
  webhookSubscriptionDelete(id: $id) {
    deletedWebhookSubscriptionId
    userErrors { field message }
  }
}`;

import { z } from 'zod';

import { pageInfo, text, userErrors } from '../wire';

const subscription = z.object({
	id: z.string(),
	topic: z.string(),
	uri: z.string(),
	format: z.string(),
	filter: text,
	includeFields: z.array(z.string()).nullish(),
});

export const webhooksPage = z.object({
	webhookSubscriptions: z.object({ nodes: z.array(subscription), pageInfo }),
});

export const webhookCreated = z.object({
	webhookSubscriptionCreate: z.object({ webhookSubscription: z.object({ id: z.string() }).nullable(), userErrors }),
});

export const webhookDeleted = z.object({
	webhookSubscriptionDelete: z.object({ deletedWebhookSubscriptionId: text, userErrors }),
});

export type WebhookSubscription = z.infer<typeof subscription>;

import { z } from 'zod';

import { text, userErrors } from '../wire';

/*
 * Cancellations as Shopify answers them. https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCancel
 */

const job = z.object({ id: z.string(), done: z.boolean() });
const order = z.object({ id: z.string(), cancelledAt: text });

export const orderCancelled = z.object({
	orderCancel: z.object({ job: job.nullish(), orderCancelUserErrors: userErrors }),
});
export const cancellationState = z.object({ job: job.nullish(), order: order.nullish() });

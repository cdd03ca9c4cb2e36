import { z } from 'zod';

import { text, userErrors } from '../wire';

/*
 * What Shopify says of a bulk operation. https://shopify.dev/docs/api/admin-graphql/latest/objects/BulkOperation
 */

export const bulkStarted = z.object({
	bulkOperationRunQuery: z.object({ bulkOperation: z.object({ id: z.string() }).nullish(), userErrors }),
});

export const bulkOperation = z.object({
	bulkOperation: z
		.object({
			id: z.string(),
			/** CREATED, RUNNING, CANCELING, COMPLETED, CANCELED, FAILED, EXPIRED, and whatever comes. */
			status: z.string(),
			errorCode: text,
			/** Rows of the file, children counted; a whole number as text. */
			objectCount: z.coerce.string(),
			/** Null where there are no rows. */
			url: text,
			partialDataUrl: text,
		})
		.nullable(),
});

export type BulkOperation = NonNullable<z.infer<typeof bulkOperation>['bulkOperation']>;

import { z } from 'zod';

import { pageInfo, text } from '../wire';

/*
 * What Shopify says of the shop and of the app. https://shopify.dev/docs/api/admin-graphql/latest/queries/currentAppInstallation
 */

export const connectionCheck = z.object({
	shop: z.object({
		id: z.string(),
		name: z.string(),
		myshopifyDomain: z.string(),
		currencyCode: z.string(),
		ianaTimezone: z.string(),
		taxesIncluded: z.boolean(),
		plan: z.object({ publicDisplayName: text }).nullish(),
	}),
	currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
	publicApiVersions: z.array(z.object({ handle: z.string(), supported: z.boolean() })),
});

/** How a variant is found, and how people call it. */
export const variantKey = z.object({ id: z.string(), sku: text, displayName: z.string() });
export const variantKeysPage = z.object({ productVariants: z.object({ nodes: z.array(variantKey), pageInfo }) });

export type VariantKey = z.infer<typeof variantKey>;
export type ConnectionCheck = z.infer<typeof connectionCheck>;

import { z } from 'zod';

import { address, pageInfo, text, userErrors } from '../wire';

/*
 * Customers as Shopify sends them. https://shopify.dev/docs/api/admin-graphql/latest/objects/Customer
 */

const addresses = z.object({ nodes: z.array(address), pageInfo });

export const customer = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	firstName: text,
	lastName: text,
	note: text,
	tags: z.array(z.string()),
	defaultEmailAddress: z.object({ emailAddress: text }).nullish(),
	defaultPhoneNumber: z.object({ phoneNumber: text }).nullish(),
	addressesV2: addresses,
});

export const customerFound = z.object({ customerByIdentifier: customer.nullable() });
export const customerAddressesPage = z.object({ customer: z.object({ addressesV2: addresses }).nullable() });
export const customerSet = z.object({
	customerSet: z
		.object({
			customer: z.object({ id: z.string(), legacyResourceId: z.coerce.string() }).nullish(),
			userErrors,
		})
		.nullable(),
});

export type ShopCustomer = z.infer<typeof customer>;

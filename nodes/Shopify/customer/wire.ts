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

/** A customer as it is read to be forwarded. */
export const wholeCustomer = customer.extend({ updatedAt: z.string(), defaultAddress: address.nullish() });

export const customerHead = z.object({ id: z.string(), updatedAt: z.string(), tags: z.array(z.string()) });
export const customersPage = z.object({ customers: z.object({ nodes: z.array(customerHead), pageInfo }) });

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
export type WholeCustomer = z.infer<typeof wholeCustomer>;
export type CustomerHead = z.infer<typeof customerHead>;

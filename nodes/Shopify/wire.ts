import { z } from 'zod';

/*
 * What Shopify sends, in its own spelling (Admin GraphQL 2026-10). Unknown fields pass; enums stay open, because new
 * values appear in minor releases. https://shopify.dev/docs/api/admin-graphql/latest
 */

export const text = z.string().nullish();
export const money = z.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) });
export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
export const pair = z.object({ key: z.string(), value: text });

export const address = z.object({
	firstName: text,
	lastName: text,
	name: text,
	company: text,
	address1: text,
	address2: text,
	zip: text,
	city: text,
	province: text,
	provinceCode: text,
	countryCodeV2: text,
	phone: text,
});

/** Records by id; one that is not there is null. */
export const nodesAnswer = z.object({ nodes: z.array(z.unknown()) });

/** A code is a word. It is stored with a problem, so anything else of a vendor's is left out. */
const code = z.string().transform((word) => (/^\w{0,60}$/.test(word) ? word : 'NO_CODE'));
const fieldName = z.string().transform((name) => (/^\w{1,60}$/.test(name) ? name : '…'));

/** What a mutation refuses, by field; some mutations name no code. */
export const userErrors = z.array(
	z.object({ field: z.array(fieldName).nullish(), message: z.string(), code: code.nullish() }),
);

/** The envelope of every answer. https://shopify.dev/docs/api/admin-graphql#status_and_error_codes */
export const envelope = z.object({
	data: z.unknown(),
	errors: z
		.union([
			z.string(),
			z.array(
				z.object({
					message: z.string(),
					path: z.array(z.union([z.string(), z.number()])).nullish(),
					extensions: z.object({ code: code.optional() }).passthrough().optional(),
				}),
			),
		])
		.optional(),
	extensions: z
		.object({
			cost: z
				.object({
					requestedQueryCost: z.number(),
					actualQueryCost: z.number().nullish(),
					throttleStatus: z.object({
						maximumAvailable: z.number(),
						currentlyAvailable: z.number(),
						restoreRate: z.number(),
					}),
				})
				.optional(),
		})
		.optional(),
});

export type Money = z.infer<typeof money>;
export type PageInfo = z.infer<typeof pageInfo>;
export type MailingAddress = z.infer<typeof address>;
export type UserErrors = z.infer<typeof userErrors>;
export type Cost = NonNullable<NonNullable<z.infer<typeof envelope>['extensions']>['cost']>;

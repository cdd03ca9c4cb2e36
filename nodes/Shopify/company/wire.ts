import { z } from 'zod';

import { text, userErrors } from '../wire';

/*
 * Companies as Shopify sends them. https://shopify.dev/docs/api/admin-graphql/latest/objects/Company
 */

const company = z.object({ id: z.string(), name: z.string(), externalId: text, note: text });

export const companiesPage = z.object({ companies: z.object({ nodes: z.array(company) }) });
export const companyFound = z.object({ company: company.nullable() });

const saved = z.object({ company: z.object({ id: z.string() }).nullish(), userErrors }).nullable();

export const companyMade = z.object({ companyCreate: saved });
export const companyChanged = z.object({ companyUpdate: saved });

export type ShopCompany = z.infer<typeof company>;
export type SavedCompany = NonNullable<z.infer<typeof saved>>;

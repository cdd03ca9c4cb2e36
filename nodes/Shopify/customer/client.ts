import type { Mutated, ShopifyClient } from '../client';
import type { MailingAddress, UserErrors } from '../wire';
import {
	CUSTOMER_ADDRESSES_PAGE,
	CUSTOMER_BY_IDENTIFIER,
	CUSTOMER_SET,
	CUSTOMERS_BY_ID,
	CUSTOMERS_PAGE,
} from './documents';
import {
	customerAddressesPage,
	customerFound,
	customerSet,
	customersPage,
	type CustomerHead,
	type ShopCustomer,
} from './wire';

/*
 * One function a query or change of customers. https://shopify.dev/docs/api/admin-graphql/latest/objects/Customer
 */

const FIRST_CUSTOMERS_A_CALL = 10;
const ADDRESSES_A_PAGE = 100;

/** By what a customer is found; exactly one of them. */
export type CustomerIdentifier =
	| { readonly id: string }
	| { readonly emailAddress: string }
	| { readonly phoneNumber: string }
	| { readonly customId: { readonly namespace: string; readonly key: string; readonly value: string } };

/** A customer with all addresses; undefined when the shop has none. */
export async function findCustomer(
	shopify: ShopifyClient,
	identifier: CustomerIdentifier,
): Promise<ShopCustomer | undefined> {
	const { data } = await shopify.query(CUSTOMER_BY_IDENTIFIER, { identifier }, customerFound);
	const found = data.customerByIdentifier;
	if (!found?.addressesV2.pageInfo.hasNextPage) return found ?? undefined;
	const nodes = await addressesOf(shopify, found.id);
	return { ...found, addressesV2: { nodes, pageInfo: { hasNextPage: false } } };
}

/** Every address of a customer, to the end. */
export async function addressesOf(shopify: ShopifyClient, id: string): Promise<MailingAddress[]> {
	const addresses: MailingAddress[] = [];
	const pages = shopify.pages(
		CUSTOMER_ADDRESSES_PAGE,
		customerAddressesPage,
		({ customer }) => customer?.addressesV2,
		{ id },
		ADDRESSES_A_PAGE,
	);
	for await (const page of pages) addresses.push(...page);
	return addresses;
}

/** Customer heads, oldest change first, page by page. `search` comes from `search.ts` alone. */
export function customerPages(shopify: ShopifyClient, search: string): AsyncGenerator<readonly CustomerHead[]> {
	return shopify.pages(CUSTOMERS_PAGE, customersPage, ({ customers }) => customers, { query: search });
}

/** Whole customers by GID, as Shopify's own records; those it does not have any more are absent. */
export async function customersById(shopify: ShopifyClient, ids: readonly string[]): Promise<Map<string, unknown>> {
	return await shopify.nodesById(CUSTOMERS_BY_ID, ids, FIRST_CUSTOMERS_A_CALL);
}

export interface SetCustomer {
	readonly customer?: { readonly id: string; readonly legacyResourceId: string } | null;
	readonly userErrors: UserErrors;
}

/** Makes or changes the customer with this identifier; the same values twice are one change. */
export async function setCustomer(
	shopify: ShopifyClient,
	identifier: Readonly<Record<string, unknown>>,
	input: Readonly<Record<string, unknown>>,
	maySend: () => boolean,
): Promise<Mutated<SetCustomer>> {
	const how = { repeatable: true, maySend };
	const answer = await shopify.mutate(CUSTOMER_SET, { identifier, input }, customerSet, how);
	return 'data' in answer ? { ...answer, data: answer.data.customerSet ?? { userErrors: [] } } : answer;
}

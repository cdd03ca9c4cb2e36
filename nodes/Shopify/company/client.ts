import type { Mutated, ShopifyClient } from '../client';
import { searchFor } from '../search';
import { COMPANIES_PAGE, COMPANY_BY_ID, COMPANY_CHANGE, COMPANY_MAKE } from './documents';
import { companiesPage, companyChanged, companyFound, companyMade, type SavedCompany, type ShopCompany } from './wire';

/*
 * One function a query or change of companies. https://shopify.dev/docs/api/admin-graphql/latest/objects/Company
 */

/** An external ID belongs to one company; a search may find others beside it. */
const MOST_FOUND = 10;

/** The company with this external ID; undefined when the shop has none. */
export async function companyByExternalId(
	shopify: ShopifyClient,
	externalId: string,
): Promise<ShopCompany | undefined> {
	const query = searchFor([{ field: 'external_id', comparator: ':', value: externalId }]);
	const { data } = await shopify.query(COMPANIES_PAGE, { first: MOST_FOUND, query }, companiesPage);
	return data.companies.nodes.find((each) => each.externalId === externalId);
}

export async function companyById(shopify: ShopifyClient, id: string): Promise<ShopCompany | undefined> {
	return (await shopify.query(COMPANY_BY_ID, { id }, companyFound)).data.company ?? undefined;
}

const NOTHING: SavedCompany = { userErrors: [] };

/** Makes a company; sent once, since only a look can tell what became of it. */
export async function makeCompany(
	shopify: ShopifyClient,
	input: Readonly<Record<string, unknown>>,
	maySend: () => boolean,
): Promise<Mutated<SavedCompany>> {
	const answer = await shopify.mutate(COMPANY_MAKE, { input }, companyMade, { repeatable: false, maySend });
	return 'data' in answer ? { ...answer, data: answer.data.companyCreate ?? NOTHING } : answer;
}

/** Changes fields of a company; the same values twice are one change. */
export async function changeCompany(
	shopify: ShopifyClient,
	companyId: string,
	input: Readonly<Record<string, unknown>>,
	maySend: () => boolean,
): Promise<Mutated<SavedCompany>> {
	const how = { repeatable: true, maySend };
	const answer = await shopify.mutate(COMPANY_CHANGE, { companyId, input }, companyChanged, how);
	return 'data' in answer ? { ...answer, data: answer.data.companyUpdate ?? NOTHING } : answer;
}

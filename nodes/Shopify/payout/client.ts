import { MOST_IDS, type ShopifyClient } from '../client';
import { searchFor } from '../search';
import { PAYMENTS_ACCOUNT, PAYOUT_TRANSACTIONS_PAGE, PAYOUTS_BY_ID, PAYOUTS_PAGE } from './documents';
import { paymentsAccount, payoutsPage, payoutTransactionsPage, type BalanceTransaction, type ShopPayout } from './wire';

/*
 * One function a query of payouts. https://shopify.dev/docs/api/admin-graphql/latest/objects/ShopifyPaymentsAccount
 */

/** Whether the shop takes money by Shopify Payments at all. */
export async function hasPayments(shopify: ShopifyClient): Promise<boolean> {
	return (await shopify.query(PAYMENTS_ACCOUNT, {}, paymentsAccount)).data.shopifyPaymentsAccount !== null;
}

/** Payouts as Shopify's own records, oldest first, page by page. `search` comes from `search.ts` alone. */
export function payoutPages(shopify: ShopifyClient, search: string): AsyncGenerator<readonly unknown[]> {
	return shopify.pages(PAYOUTS_PAGE, payoutsPage, ({ shopifyPaymentsAccount: account }) => account?.payouts, {
		query: search,
	});
}

/** Payouts by GID, as Shopify's own records; ids it does not know are absent. */
export async function payoutsById(shopify: ShopifyClient, ids: readonly string[]): Promise<Map<string, unknown>> {
	return await shopify.nodesById(PAYOUTS_BY_ID, ids, MOST_IDS);
}

async function transactions(shopify: ShopifyClient, search: string): Promise<BalanceTransaction[]> {
	const found: BalanceTransaction[] = [];
	const pages = shopify.pages(
		PAYOUT_TRANSACTIONS_PAGE,
		payoutTransactionsPage,
		({ shopifyPaymentsAccount: account }) => account?.balanceTransactions,
		{ query: search },
	);
	for await (const page of pages) found.push(...page);
	return found;
}

/**
 * The transactions of payouts, each payout's own. The search for them is named in the schema, without a word of what it
 * compares, and Shopify ignores a search it does not know: so every row is looked at, and where others' come too,
 * everything is read once for all payouts of the run.
 */
export class PayoutTransactions {
	private all: readonly BalanceTransaction[] | undefined;

	constructor(private readonly shopify: ShopifyClient) {}

	async of({ id, legacyResourceId }: ShopPayout): Promise<BalanceTransaction[]> {
		const isOwn = ({ associatedPayout }: BalanceTransaction) => associatedPayout?.id === id;
		if (this.all) return this.all.filter(isOwn);
		const search = searchFor([{ field: 'payments_transfer_id', comparator: ':', value: legacyResourceId }]);
		const found = await transactions(this.shopify, search);
		if (!found.every(isOwn)) this.all = found;
		return found.filter(isOwn);
	}
}

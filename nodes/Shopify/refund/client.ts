import type { ShopifyClient } from '../client';
import { ORDER_REFUNDS_PAGE, REFUND_LINES_PAGE, REFUNDS_BY_ID } from './documents';
import { orderRefundsPage, refundLinesPage, type RefundedOrder, type ShopRefundLine } from './wire';

/*
 * One function a query of refunds. https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund
 */

const FIRST_REFUNDS_A_CALL = 5;
/** Orders with all of their refunds: a page of the largest size would cost too much. */
const ORDERS_A_PAGE = 50;
const LINES_A_PAGE = 100;

/** Orders with the heads of their refunds, oldest change first, page by page. `search` comes from `search.ts` alone. */
export function refundedOrderPages(shopify: ShopifyClient, search: string): AsyncGenerator<readonly RefundedOrder[]> {
	return shopify.pages(ORDER_REFUNDS_PAGE, orderRefundsPage, ({ orders }) => orders, { query: search }, ORDERS_A_PAGE);
}

/** Whole refunds by GID, as Shopify's own records; ids it does not know (or may not show) are absent. */
export async function refundsById(shopify: ShopifyClient, ids: readonly string[]): Promise<Map<string, unknown>> {
	return await shopify.nodesById(REFUNDS_BY_ID, ids, FIRST_REFUNDS_A_CALL);
}

/** Every line of a refund, to the end. */
export async function refundLinesOf(shopify: ShopifyClient, id: string): Promise<ShopRefundLine[]> {
	const lines: ShopRefundLine[] = [];
	const pages = shopify.pages(
		REFUND_LINES_PAGE,
		refundLinesPage,
		({ refund }) => refund?.refundLineItems,
		{ id },
		LINES_A_PAGE,
	);
	for await (const page of pages) lines.push(...page);
	return lines;
}

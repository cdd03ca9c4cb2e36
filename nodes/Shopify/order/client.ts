import { ShopifyFailure, type Answer, type ShopifyClient } from '../client';
import { ORDER_LINES_PAGE, ORDERS_BY_ID, ORDERS_PAGE } from './documents';
import { orderLinesPage, ordersPage, type LineItem, type OrderHead, type OrderLinesPage } from './wire';

/*
 * One function a query of orders. https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
 */

const FIRST_ORDERS_A_CALL = 5;

/** Order heads changed since, oldest change first, page by page. `search` comes from `search.ts` alone. */
export function orderPages(shopify: ShopifyClient, search: string): AsyncGenerator<readonly OrderHead[]> {
	return shopify.pages(ORDERS_PAGE, ordersPage, ({ orders }) => orders, { query: search });
}

/** Whole orders by GID, as Shopify's own records; ids it does not know (or may not show) are absent. */
export async function ordersById(shopify: ShopifyClient, ids: readonly string[]): Promise<Map<string, unknown>> {
	return await shopify.nodesById(ORDERS_BY_ID, ids, FIRST_ORDERS_A_CALL);
}

/** The lines of an order after the first page, to the end. */
export async function furtherLines(shopify: ShopifyClient, id: string, cursor: string): Promise<LineItem[]> {
	const lines: LineItem[] = [];
	let after: string | undefined = cursor;
	while (after !== undefined) {
		const answer: Answer<OrderLinesPage> = await shopify.query(ORDER_LINES_PAGE, { id, after }, orderLinesPage);
		if (!answer.data.order) throw new ShopifyFailure('unreadable', { reason: 'order' });
		const page: OrderLinesPage['order'] = answer.data.order;
		lines.push(...page.lineItems.nodes);
		after = page.lineItems.pageInfo.hasNextPage ? (page.lineItems.pageInfo.endCursor ?? undefined) : undefined;
	}
	return lines;
}

/*
 * What the control API shows of an order: nothing of its buyer.
 */
import { financialStatus } from './amounts';
import { fulfillmentOrdersOf, fulfillmentStatus } from './fulfillment-records';
import { orderView } from './orders';
import type { OrderRecord, ShopState } from './state';

/** An order with its parcels, at a moment. */
export function orderShown(state: ShopState, order: OrderRecord, nowMs: number): Record<string, unknown> {
	const work = fulfillmentOrdersOf(state, order.number, nowMs);
	const skuOf = (lineId: string) => order.lines.find((line) => line.id === lineId)?.sku ?? '';
	return {
		...orderView(order, financialStatus(order)),
		fulfillmentStatus: fulfillmentStatus(order, work),
		cancelledAt: order.cancelledAt,
		tags: order.tags,
		poNumber: order.poNumber,
		sourceIdentifier: order.imported?.sourceIdentifier ?? null,
		refunds: order.refunds.map(({ id, amount, terms }) => ({ id, amount, money: terms?.money ?? 'SUCCESS' })),
		fulfillments: order.fulfillments.map(({ id, status, tracking, lines, locationId, notified }) => ({
			id,
			status,
			tracking,
			lines: lines.map(({ lineId, quantity }) => ({ sku: skuOf(lineId), quantity, orderLineId: lineId })),
			location: locationId,
			notified,
		})),
		fulfillmentOrders: work.map(({ id, status, method, locationId, holds, lines }) => ({
			id,
			status,
			method,
			location: locationId,
			holds: holds.map(({ reason }) => reason),
			lines: lines.map(({ lineId, total, remaining }) => ({ sku: skuOf(lineId), total, remaining })),
		})),
	};
}

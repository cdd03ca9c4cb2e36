import type { Shipment } from '../../../core/model/shipment';
import { instant, stageOf, SYSTEM } from '../mapping';
import type { OeOrder } from '../order/wire';

/** The shipment of an order; undefined where none is booked. All its lines are in it (concluded). */
export function toShipment(
	there: OeOrder,
	{ account, seenAt, carrierOf }: { account: string; seenAt: string; carrierOf: (id: string) => string | undefined },
): Shipment | undefined {
	const { shipment, order_id: id, order_number: number } = there;
	if (!shipment?.tracking_number) return undefined;
	const stage = stageOf(there.order_status);
	const status =
		stage === 'dispatched'
			? 'shipped'
			: stage === 'delivered' || stage === 'returned' || stage === 'cancelled'
				? stage
				: 'pending';
	const updatedAt = instant(there.updated_at) ?? null;
	return {
		kind: 'shipment',
		origin: { system: SYSTEM, account, id, number, seenAt },
		number,
		// The shop's own order bears the number; its ID there is not told.
		orders: [{ number, reference: id }],
		status,
		carrier: carrierOf(shipment.courier_id ?? '') ?? null,
		service: shipment.service_type ?? null,
		tracking: [{ number: shipment.tracking_number, url: null }],
		shippedAt: status === 'shipped' ? updatedAt : null,
		updatedAt,
		lines: (there.items ?? []).map(({ sku, quantity }) => ({ sku, quantity })),
		location: { id: there.location_id, name: null },
		assumed: ['lines', ...(status === 'shipped' ? ['shippedAt'] : [])],
	};
}

import { minus, sum, times } from '../../../core/model/money';
import type { Order } from '../../../core/model/order';
import { spread } from '../../../core/model/shares';
import { translate } from '../../../core/sync/status';
import { country, currencyCode, decimal, instant, stageOf, SYSTEM, type Stage } from '../mapping';
import type { OeOrder } from './wire';

/*
 * OmniEngine's orders in the package's own terms.
 */

const FULFILLMENT: Readonly<Record<Stage, Order['fulfillmentStatus']>> = {
	pending: 'unfulfilled',
	awaiting_assigning: 'unfulfilled',
	awaiting_approval: 'unfulfilled',
	courier_booking: 'inProgress',
	awaiting_dispatch: 'inProgress',
	dispatched: 'fulfilled',
	delivered: 'fulfilled',
	returned: 'returned',
	cancelled: 'declined',
};

const statusOf = (stage: Stage): Order['status'] =>
	stage === 'cancelled' ? 'cancelled' : ['dispatched', 'delivered', 'returned'].includes(stage) ? 'closed' : 'open';

/** What is to be collected at the door is not paid; nothing to collect is taken for paid (inferred). */
function paymentOf({ cod_amount }: OeOrder): Order['paymentStatus'] {
	if (cod_amount == null) return 'unmapped:not stated';
	return Number(cod_amount) > 0 ? 'pending' : 'paid';
}

/** An order; a status word that nobody knows travels as `unmapped:WORD`. Its discount is spread over its lines. */
export function toOrder(there: OeOrder, account: string, seenAt: string): Order {
	const stage = stageOf(there.order_status);
	const unknown = translate<never>({}, there.order_status);
	const currency = currencyCode(there.currency);
	const items = there.items ?? [];
	const gross = items.map(({ unit_price, quantity }) => times(decimal(unit_price), quantity));
	const discount = decimal(there.discount);
	const shares = spread(discount, gross, currency);
	const lines = gross.map((amount, at) => minus(amount, shares[at] ?? '0'));
	const [shipping, tax] = [decimal(there.shipping_price), decimal(there.tax)];
	const { customer, shipping_address: to } = there;
	const isOpen = stage !== undefined && statusOf(stage) === 'open';
	return {
		kind: 'order',
		origin: { system: SYSTEM, account, id: there.order_id, number: there.order_number, seenAt },
		number: there.order_number,
		placedAt: instant(there.created_at) ?? instant(there.updated_at) ?? seenAt,
		updatedAt: instant(there.updated_at) ?? null,
		status: stage ? statusOf(stage) : unknown,
		paymentStatus: paymentOf(there),
		fulfillmentStatus: stage ? FULFILLMENT[stage] : unknown,
		currency,
		// A tax that is named comes on top; without one the prices are what is paid.
		pricesIncludeTax: Number(tax) === 0,
		lines: items.map(({ line_id, sku, name, quantity, unit_price }, at) => ({
			id: line_id ?? String(at + 1),
			sku,
			title: name ?? null,
			quantity,
			currentQuantity: quantity,
			openQuantity: isOpen ? quantity : 0,
			unitPrice: decimal(unit_price),
			discount: shares[at] ?? '0',
			total: lines[at] ?? '0',
			requiresShipping: true,
			giftCard: false,
		})),
		totals: {
			lines: sum(lines),
			discount,
			shipping,
			tax,
			total: there.total == null ? sum([...lines, shipping, tax]) : decimal(there.total),
			outstanding: there.cod_amount == null ? null : decimal(there.cod_amount),
		},
		customer: { name: customer?.name ?? null, email: customer?.email ?? null, phone: customer?.phone ?? null },
		shipTo: {
			name: customer?.name ?? null,
			phone: customer?.phone ?? null,
			address1: to?.address1 ?? null,
			address2: to?.address2 ?? null,
			zip: to?.zip ?? null,
			city: to?.city ?? null,
			province: to?.province ?? null,
			countryCode: country(to?.country),
		},
		paymentMethods: there.payment_method ? [there.payment_method] : [],
		location: { id: there.location_id, name: null },
		tags: there.tags ?? null,
		attributes: {
			omniengineStatus: stage ?? there.order_status,
			...(there.sd?.invoice_number ? { invoiceNumber: there.sd.invoice_number } : {}),
			...(there.shipment?.tracking_number ? { trackingNumber: there.shipment.tracking_number } : {}),
		},
	};
}

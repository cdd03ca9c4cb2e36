import type { Order, OrderLine } from '../../../core/model/order';
import { translate } from '../../../core/sync/status';
import { countryCode, currencyCode, decimal, decimalOrNull, instant, stageOf, SYSTEM } from '../mapping';
import type { UnleashedOrder, UnleashedOrderLine } from './wire';

/*
 * Unleashed's orders in the package's own terms. Prices there are without tax.
 */

const STATUS: Readonly<Record<string, 'open' | 'closed' | 'cancelled'>> = {
	PARKED: 'open',
	PLACED: 'open',
	BACKORDERED: 'open',
	COMPLETED: 'closed',
	DELETED: 'cancelled',
};

/** Completing makes the shipment where there is none (stated by a third party), so what is completed has left. */
const FULFILLMENT: Readonly<Record<string, Order['fulfillmentStatus']>> = {
	PARKED: 'unfulfilled',
	PLACED: 'inProgress',
	BACKORDERED: 'unfulfilled',
	COMPLETED: 'fulfilled',
	DELETED: 'declined',
};

const unknownWord = (word: string) => translate<never>({}, word);

function toLine(line: UnleashedOrderLine, open: boolean, at: number): OrderLine {
	const { Guid, LineNumber, LineType, Product, OrderQuantity, UnitPrice, LineTotal, LineTax } = line;
	return {
		id: Guid ?? String(LineNumber ?? at + 1),
		sku: Product?.ProductCode ?? null,
		title: Product?.ProductDescription ?? null,
		quantity: OrderQuantity,
		currentQuantity: OrderQuantity,
		openQuantity: open ? OrderQuantity : 0,
		unitPrice: decimal(UnitPrice),
		tax: decimalOrNull(LineTax),
		total: decimal(LineTotal),
		// Whether the account's rates are percentages is not to be seen in one order.
		taxRate: null,
		requiresShipping: (LineType ?? '') === '',
		giftCard: false,
	};
}

/** An order in the package's own terms. A status word that is not in the table travels as `unmapped:WORD`. */
export function toOrder(there: UnleashedOrder, account: string, seenAt: string): Order {
	const word = stageOf(there.OrderStatus);
	const updatedAt = instant(there.LastModifiedOn) ?? null;
	const lines = there.SalesOrderLines ?? [];
	const custom = (there.CustomOrderStatus ?? '').trim();
	return {
		kind: 'order',
		origin: { system: SYSTEM, account, id: there.Guid.toLowerCase(), number: there.OrderNumber, seenAt },
		number: there.OrderNumber,
		placedAt: instant(there.OrderDate) ?? instant(there.CreatedOn) ?? updatedAt ?? seenAt,
		updatedAt,
		status: STATUS[word] ?? unknownWord(there.OrderStatus),
		// Unleashed does not say whether an order is paid, and nothing is guessed.
		paymentStatus: 'unmapped:not stated',
		fulfillmentStatus: FULFILLMENT[word] ?? unknownWord(there.OrderStatus),
		currency: currencyCode(there.Currency?.CurrencyCode),
		pricesIncludeTax: false,
		lines: lines.map((line, at) => toLine(line, STATUS[word] === 'open', at)),
		totals: {
			lines: decimal(there.SubTotal),
			tax: decimalOrNull(there.TaxTotal),
			total: decimal(there.Total),
		},
		customer: {
			reference: there.Customer?.CustomerCode ?? null,
			name: there.Customer?.CustomerName ?? null,
		},
		shipTo: {
			name: there.DeliveryName ?? null,
			address1: there.DeliveryStreetAddress ?? null,
			address2: [there.DeliveryStreetAddress2, there.DeliverySuburb].filter(Boolean).join(', ') || null,
			zip: there.DeliveryPostCode ?? null,
			city: there.DeliveryCity ?? null,
			province: there.DeliveryRegion ?? null,
			countryCode: countryCode(there.DeliveryCountry),
		},
		shippingMethod: { title: there.DeliveryMethod ?? null },
		location: { id: there.Warehouse?.WarehouseCode ?? null, name: there.Warehouse?.WarehouseName ?? null },
		note: there.Comments ?? null,
		purchaseOrderNumber: there.CustomerRef ?? null,
		attributes: {
			unleashedStatus: there.OrderStatus,
			...(custom === '' ? {} : { unleashedCustomStatus: custom }),
			...(there.SourceId ? { sourceId: there.SourceId } : {}),
		},
	};
}

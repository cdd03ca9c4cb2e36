/*
 * What tests compare: nobody's name, address, phone or e-mail, and no key.
 */
import { warnings } from './quota';
import { byGuid, held } from './refs';
import type { CreditNote, SalesOrder, Shipment, State } from './state';
import { allocations, figuresOf } from './stock';
import { isText } from './values';

/** GET /_sandbox/state. */
export function view(state: State): unknown {
	const { quota } = state;
	const allocated = allocations(state);
	const codeOf = (productGuid: string) => held(state.products, productGuid).code;
	return {
		orders: state.orders.map((order) => orderView(order, state, codeOf)),
		shipments: state.shipments.map((shipment) => shipmentView(shipment, state, codeOf)),
		invoices: state.invoices.map(({ guid, number, orderGuid }) => ({
			...{ guid, number },
			orderNumber: held(state.orders, orderGuid).number,
		})),
		credits: state.credits.map((credit) => creditView(credit, state, codeOf)),
		stock: [...state.levels.values()].map((level) => ({
			code: codeOf(level.productGuid),
			warehouse: level.warehouseCode,
			...figuresOf([level], allocated),
		})),
		adjustments: state.adjustments.map(({ guid, number, status, warehouseCode, lines }) => ({
			...{ guid, number, status, warehouse: warehouseCode },
			lines: lines.map(({ productGuid, quantity }) => ({ code: codeOf(productGuid), quantity })),
		})),
		products: state.products.map(({ guid, code, content, obsolete }) => ({ guid, code, obsolete, ...content })),
		customers: state.customers.map(({ guid, code, content, contacts }) => ({
			...{ guid, code, sourceId: content['SourceId'] ?? null, type: content['CustomerType'] ?? null },
			contacts: contacts.length,
			phonePresent: isText(content['PhoneNumber']),
		})),
		webhooks: state.webhooks.map(({ guid, url, events }) => ({
			...{ guid, url, events },
			waiting: state.deliveries.filter(({ webhookGuid }) => webhookGuid === guid).length,
		})),
		quota: { ...quota, warned: warnings(quota) },
	};
}

type CodeOf = (productGuid: string) => string;

function orderView(order: SalesOrder, state: State, codeOf: CodeOf): unknown {
	const { content, lines } = order;
	return {
		guid: order.guid,
		orderNumber: order.number,
		status: order.status,
		customStatus: order.customStatus,
		sourceId: content['SourceId'] ?? null,
		customerRef: content['CustomerRef'] ?? null,
		customer: held(state.customers, order.customerGuid).code,
		warehouse: order.warehouseCode,
		tax: order.taxCode,
		currency: order.currency,
		exchangeRate: content['ExchangeRate'] ?? null,
		deliveryMethod: content['DeliveryMethod'] ?? null,
		deliveryCountry: content['DeliveryCountry'] ?? null,
		commentsPresent: isText(content['Comments']),
		subTotal: order.subTotal,
		taxTotal: order.taxTotal,
		total: order.total,
		orderDate: new Date(order.orderedMs).toISOString(),
		lines: lines.map((line) => ({
			...{ guid: line.guid, number: line.number, code: codeOf(line.productGuid), quantity: line.quantity },
			...{ unitPrice: line.unitPrice, discountRate: line.discountRate, total: line.total },
			...{ tax: line.tax, taxCode: line.taxCode },
		})),
	};
}

function shipmentView(shipment: Shipment, state: State, codeOf: CodeOf): unknown {
	const { guid, number, status, trackingNumber, company, lines } = shipment;
	return {
		...{ guid, number, status, trackingNumber, company },
		orderNumber: held(state.orders, shipment.orderGuid).number,
		lines: lines.map(({ orderLine, productGuid, quantity }) => ({ orderLine, code: codeOf(productGuid), quantity })),
	};
}

function creditView(credit: CreditNote, state: State, codeOf: CodeOf): unknown {
	const { guid, number, status, invoiceGuid, warehouseCode, content, lines } = credit;
	const invoice = invoiceGuid === null ? undefined : byGuid(state.invoices, invoiceGuid);
	return {
		...{ guid, number, status, warehouse: warehouseCode, invoice: invoice?.number ?? null },
		orderNumber: invoice ? held(state.orders, invoice.orderGuid).number : null,
		customer: held(state.customers, credit.customerGuid).code,
		comments: content['Comments'] ?? null,
		lines: lines.map((line) => ({
			...{ code: codeOf(line.productGuid), quantity: line.quantity, price: line.price },
			...{ total: line.total, tax: line.tax, returnToStock: line.returnToStock },
		})),
	};
}

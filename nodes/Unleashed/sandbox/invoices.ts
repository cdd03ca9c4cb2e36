/*
 * Invoices, read only (facts, section 11). They are made when an order is completed. Their fields were not read: names are
 * taken from the filters and from sales orders (assumed). Nothing here deletes one.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { done, notFound } from './answers';
import type { Call } from './call';
import { newestFirst, page } from './query';
import { byGuid, customerRef, held, productRef } from './refs';
import type { Context, Invoice } from './state';
import { netDate } from './values';

export const INVOICE_FILTERS = [
	...['customerCode', 'invoiceNumber', 'invoiceStatus', 'orderNumber', 'modifiedSince', 'startDate', 'endDate'],
	...['serialBatch', 'pageSize'],
];

/** `invoiceNumber` overrides the other filters. */
export function listInvoices({ context, query, keys }: Call): SandboxResponse {
	const { state } = context;
	const number = query.text('invoiceNumber');
	const statuses = query.words('invoiceStatus', ['Parked', 'Completed', 'Deleted']);
	const isNew = query.since();
	const isMade = query.spans('startDate', 'endDate');
	const [code, orderNumber] = [query.text('customerCode'), query.text('orderNumber')];
	query.flag('serialBatch');
	const isWanted = (invoice: Invoice) => {
		if (number !== undefined) return invoice.number === number;
		const order = held(state.orders, invoice.orderGuid);
		return (
			(statuses === undefined || statuses.includes('Completed')) &&
			isNew(invoice.modifiedMs) &&
			isMade(invoice.createdMs) &&
			(code === undefined || held(state.customers, order.customerGuid).code === code) &&
			(orderNumber === undefined || order.number === orderNumber)
		);
	};
	return page(query, context, keys[0], {
		rows: newestFirst(state.invoices).filter(isWanted),
		answer: (invoice) => invoiceAnswer(invoice, context),
	});
}

export function readInvoice({ context, keys: [key = ''] }: Call): SandboxResponse {
	const invoice = byGuid(context.state.invoices, key);
	return invoice ? done(invoiceAnswer(invoice, context)) : notFound('invoice', key);
}

function invoiceAnswer(invoice: Invoice, { state }: Context): unknown {
	const order = held(state.orders, invoice.orderGuid);
	return {
		Guid: invoice.guid,
		InvoiceNumber: invoice.number,
		InvoiceStatus: 'Completed',
		InvoiceDate: netDate(invoice.createdMs),
		OrderNumber: order.number,
		Customer: customerRef(held(state.customers, order.customerGuid)),
		CustomerRef: order.content['CustomerRef'] ?? null,
		SubTotal: order.subTotal,
		TaxTotal: order.taxTotal,
		Total: order.total,
		InvoiceLines: order.lines.map((line) => ({
			LineNumber: line.number,
			Product: productRef(held(state.products, line.productGuid)),
			InvoiceQuantity: line.quantity,
			UnitPrice: line.unitPrice,
			LineTotal: line.total,
			LineTax: line.tax,
		})),
		CreatedOn: netDate(invoice.createdMs),
		LastModifiedOn: netDate(invoice.modifiedMs),
	};
}

/*
 * What a sales order looks like to the outside.
 */
import Big from 'big.js';

import { ORDER_CONTENT, ORDER_DATES } from './order-fields';
import { customerRef, held, productRef, warehouseOf, warehouseRef } from './refs';
import type { Context, OrderLine, SalesOrder, Tax } from './state';
import { rateOf } from './tax';
import { guid, instantOf, netDate } from './values';

export function orderAnswer(order: SalesOrder, context: Context, withSerials = false): unknown {
	const { state } = context;
	const tax = taxOf(context, order.taxCode);
	const { content, currency, subTotal, taxTotal, total } = order;
	const rate = rateIn(content['ExchangeRate']);
	return {
		...Object.fromEntries(ORDER_CONTENT.map((name) => [name, content[name] ?? null])),
		...Object.fromEntries(ORDER_DATES.map((name) => [name, netDate(instantOf(content[name]) ?? null)])),
		Guid: order.guid,
		OrderNumber: order.number,
		OrderStatus: order.status,
		CustomOrderStatus: order.customStatus,
		OrderDate: netDate(order.orderedMs),
		CompletedDate: netDate(order.completedMs),
		Customer: customerRef(held(state.customers, order.customerGuid)),
		Warehouse: warehouseRef(warehouseOf(state, order.warehouseCode)),
		Currency: { Guid: guid(`currency ${currency}`), CurrencyCode: currency },
		Tax: { Guid: tax.guid, TaxCode: tax.code, TaxRate: rateOf(context, tax) },
		TaxRate: rateOf(context, tax),
		XeroTaxCode: tax.code,
		SubTotal: subTotal,
		TaxTotal: taxTotal,
		Total: total,
		// How base-currency amounts are made was not read: by division with the rate (assumed).
		BCSubTotal: new Big(subTotal).div(rate).round(4).toNumber(),
		BCTaxTotal: new Big(taxTotal).div(rate).round(4).toNumber(),
		BCTotal: new Big(total).div(rate).round(4).toNumber(),
		TotalVolume: 0,
		TotalWeight: 0,
		SalesOrderLines: order.lines.map((line) => lineAnswer(line, order, context, withSerials)),
		CreatedOn: netDate(order.createdMs),
		LastModifiedOn: netDate(order.modifiedMs),
	};
}

const rateIn = (value: unknown) => new Big(typeof value === 'number' && value > 0 ? value : 1);

function taxOf({ state }: Context, code: string): Tax {
	const found = state.taxes.find((each) => each.code === code);
	if (found === undefined) throw new Error(`There is no tax ${code}`);
	return found;
}

function lineAnswer(line: OrderLine, order: SalesOrder, context: Context, withSerials: boolean): unknown {
	const tax = taxOf(context, line.taxCode);
	const { DueDate, ...content } = line.content;
	return {
		...content,
		DueDate: netDate(instantOf(DueDate) ?? null),
		Guid: line.guid,
		LineNumber: line.number,
		Product: productRef(held(context.state.products, line.productGuid)),
		OrderQuantity: line.quantity,
		UnitPrice: line.unitPrice,
		DiscountRate: line.discountRate,
		LineTotal: line.total,
		LineTax: line.tax,
		LineTaxCode: line.taxCode,
		TaxRate: rateOf(context, tax),
		XeroTaxCode: tax.code,
		LastModifiedOn: netDate(order.modifiedMs),
		...(withSerials && { SerialNumbers: [], BatchNumbers: [] }),
	};
}

/*
 * A sales order as it is kept, from a body that has passed every check.
 */
import { LINE_CONTENT, ORDER_CONTENT } from './order-fields';
import { customerNamed, defaultWarehouse, productNamed, taxNamed, warehouseNamed } from './refs';
import { blanked } from './shape';
import type { Context, OrderLine, SalesOrder } from './state';
import { fieldsOf, guid, instantOf, isGuid, isText, numberOf, rowsOf, sumOf, textOrNull, type Fields } from './values';

/** What a write says of an order; all of it, since what is left out is blanked. */
export type OrderParts = Pick<
	SalesOrder,
	| 'customerGuid'
	| 'warehouseCode'
	| 'taxCode'
	| 'currency'
	| 'customStatus'
	| 'content'
	| 'lines'
	| 'subTotal'
	| 'taxTotal'
	| 'total'
	| 'orderedMs'
>;

/** `standing` are the lines that are there before. */
export function orderParts(body: Fields, context: Context, standing: readonly OrderLine[]): OrderParts {
	const { state, clock } = context;
	const taxCode = taxNamed(state, body['Tax'])?.code ?? '';
	const currency = fieldsOf(body['Currency'])['CurrencyCode'];
	return {
		customerGuid: customerNamed(state, body['Customer'])?.guid ?? '',
		warehouseCode: (warehouseNamed(state, body['Warehouse']) ?? defaultWarehouse(state)).code,
		taxCode,
		currency: isText(currency) ? currency : state.currency,
		customStatus: textOrNull(body['CustomOrderStatus']),
		content: blanked(body, ORDER_CONTENT),
		lines: linesOf(body, taxCode, context, standing),
		subTotal: numberOf(body['SubTotal']),
		taxTotal: numberOf(body['TaxTotal']),
		total: numberOf(body['Total']),
		orderedMs: instantOf(body['OrderDate']) ?? clock.now(),
	};
}

/**
 * Whether lines that a write does not name go or stay is not known (gap 5): option `putLines`. A line is named by its
 * GUID; without one it is a new line.
 */
function linesOf(
	body: Fields,
	taxCode: string,
	context: Context,
	standing: readonly OrderLine[],
): readonly OrderLine[] {
	const sent = rowsOf(body['SalesOrderLines']).map((line) => lineOf(line, taxCode, context));
	if (context.options['putLines'] !== 'merged') return sent;
	const stay = standing.filter((line) => !sent.some((each) => each.guid === line.guid));
	return [...stay, ...sent].sort((one, other) => one.number - other.number);
}

function lineOf(line: Fields, taxCode: string, { state, nextId }: Context): OrderLine {
	const { Guid, LineTaxCode } = line;
	return {
		guid: isGuid(Guid) ? Guid.toLowerCase() : guid(`order line ${nextId('orderLine')}`),
		number: numberOf(line['LineNumber']),
		productGuid: productNamed(state, line['Product'])?.guid ?? '',
		quantity: numberOf(line['OrderQuantity']),
		unitPrice: numberOf(line['UnitPrice']),
		discountRate: numberOf(line['DiscountRate']),
		total: numberOf(line['LineTotal']),
		tax: numberOf(line['LineTax']),
		taxCode: isText(LineTaxCode) ? LineTaxCode : taxCode,
		content: blanked(line, LINE_CONTENT),
	};
}

/** The sums of lines, as the vendor makes them itself when a line is taken away (assumed). */
export function sumsOf(lines: readonly OrderLine[]): Pick<SalesOrder, 'subTotal' | 'taxTotal' | 'total'> {
	const sub = sumOf(lines.map(({ total }) => total));
	const tax = sumOf(lines.map((line) => line.tax));
	return { subTotal: sub.toNumber(), taxTotal: tax.toNumber(), total: sub.plus(tax).toNumber() };
}

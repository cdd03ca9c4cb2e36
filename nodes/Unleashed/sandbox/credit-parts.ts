/*
 * The fields of a credit note and what is checked in them (facts, section 11: recalled names, unverified). Assumed:
 * LineTotal is CreditPrice times CreditQuantity to the cent, as for orders (option `lineTotals`).
 */
import Big from 'big.js';

import { problem, type Problem } from './answers';
import { customerNamed, productNamed, taxNamed, warehouseNamed } from './refs';
import { blanked, DATE, each, GUID, LIST, misfits, missing, NUMBER, OBJECT, READ_ONLY, text, YES_NO } from './shape';
import type { Context, CreditLine, CreditNote } from './state';
import { guid, isGiven, isGuid, numberOf, rowsOf, toCents, type Fields } from './values';

const CREDIT = {
	Guid: GUID,
	...each(OBJECT, 'Customer', 'Warehouse', 'Tax'),
	CreditDate: DATE,
	Comments: text(2048),
	ExchangeRate: NUMBER,
	CreditLines: LIST,
	...each(READ_ONLY, 'CreditNumber', 'CreditStatus', 'InvoiceNumber', 'OrderNumber', 'SubTotal', 'TaxTotal', 'Total'),
	...each(READ_ONLY, 'CreatedOn', 'LastModifiedOn'),
};
const LINE = {
	Guid: GUID,
	...each(NUMBER, 'LineNumber', 'CreditQuantity', 'CreditPrice', 'LineTotal', 'LineTax'),
	Product: OBJECT,
	ReturnToStock: YES_NO,
	...each(READ_ONLY, 'PendingBatchNumbers', 'PendingSerialNumbers'),
};

export function creditProblems(body: Fields, context: Context): Problem[] {
	const { state } = context;
	const misfit = misfits(body, CREDIT);
	if (misfit.length > 0) return misfit;
	const unknown = (field: string, found: unknown) =>
		isGiven(body[field]) && found === undefined ? [problem(field, `${field} does not exist.`)] : [];
	return [
		...missing(body, ['Customer']),
		...unknown('Customer', customerNamed(state, body['Customer'])),
		...unknown('Warehouse', warehouseNamed(state, body['Warehouse'])),
		...unknown('Tax', taxNamed(state, body['Tax'])),
		...rowsOf(body['CreditLines']).flatMap((line, at) => lineProblems(line, context, `CreditLines[${at}].`)),
	];
}

export function lineProblems(line: Fields, { state, options }: Context, at = ''): Problem[] {
	const problems = [
		...misfits(line, LINE, at),
		...missing(line, ['Product', 'CreditQuantity', 'CreditPrice', 'LineTotal', 'LineTax'], at),
	];
	if (problems.length > 0) return problems;
	const quantity = numberOf(line['CreditQuantity']);
	const due = toCents(new Big(numberOf(line['CreditPrice'])).times(quantity));
	const isTied = options['lineTotals'] === 'trusted' || due.eq(toCents(new Big(numberOf(line['LineTotal']))));
	return [
		...(productNamed(state, line['Product']) ? [] : [problem(`${at}Product`, 'The product does not exist.')]),
		...(quantity > 0 ? [] : [problem(`${at}CreditQuantity`, 'CreditQuantity must be above 0.')]),
		...(isTied ? [] : [problem(`${at}LineTotal`, 'LineTotal is not CreditPrice times CreditQuantity.')]),
	];
}

/** Only a Parked one changes, and of those only a free credit. */
export function closedCredit({ number, status, invoiceGuid }: CreditNote): Problem[] {
	if (status !== 'Parked') return [problem('CreditStatus', `Credit note ${number} is ${status}.`)];
	return invoiceGuid === null ? [] : [problem('', `Credit note ${number} is no free credit.`)];
}

export function creditContent(body: Fields): Fields {
	return blanked(body, ['Comments', 'Tax', 'ExchangeRate']);
}

export function linesIn(body: Fields, context: Context): CreditLine[] {
	return rowsOf(body['CreditLines']).map((line) => creditLine(line, context));
}

export function creditLine(line: Fields, { state, nextId }: Context): CreditLine {
	const { Guid } = line;
	return {
		guid: isGuid(Guid) ? Guid.toLowerCase() : guid(`credit line ${nextId('creditLine')}`),
		number: numberOf(line['LineNumber']),
		productGuid: productNamed(state, line['Product'])?.guid ?? '',
		quantity: numberOf(line['CreditQuantity']),
		price: numberOf(line['CreditPrice']),
		total: numberOf(line['LineTotal']),
		tax: numberOf(line['LineTax']),
		returnToStock: line['ReturnToStock'] === true,
	};
}

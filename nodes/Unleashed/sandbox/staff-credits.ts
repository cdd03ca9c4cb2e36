/*
 * What staff do with credits in the program itself: a credit on an invoice cannot be made over the API (facts, section 11).
 */
import Big from 'big.js';

import { completeCredit } from './credits';
import { held } from './refs';
import { chosenLines, wantedOrder } from './staff';
import { nextNumber, type Change, type Context, type CreditNote, type SalesOrder } from './state';
import { guid, toCents } from './values';

/** { lines? [{sku, quantity}], returnToStock?, status? }: a credit on the order's invoice, Parked when not said. */
export const creditInvoice: Change = (input, context) => {
	const { state, clock, nextId } = context;
	const order = wantedOrder(input, state, ['Completed']);
	const invoice = state.invoices.find(({ orderGuid }) => orderGuid === order.guid);
	if (invoice === undefined) throw new Error(`Order ${order.number} has no invoice`);
	const now = clock.now();
	const credit: CreditNote = {
		guid: guid(`credit note ${nextId('creditNote')}`),
		number: nextNumber(context, 'CR'),
		status: 'Parked',
		invoiceGuid: invoice.guid,
		customerGuid: order.customerGuid,
		warehouseCode: order.warehouseCode,
		content: { Comments: null, Tax: { TaxCode: order.taxCode }, ExchangeRate: 1 },
		lines: creditLines(order, input, context),
		creditedMs: now,
		createdMs: now,
		modifiedMs: now,
	};
	state.credits.push(credit);
	if (input['status'] === 'Completed') completeCredit(context, credit);
	return { guid: credit.guid, creditNumber: credit.number };
};

function creditLines(order: SalesOrder, input: Record<string, unknown>, { state }: Context): CreditNote['lines'] {
	return chosenLines(input['lines'], state, order.lines).map((line) => {
		const share = new Big(line.quantity).div(held(order.lines, line.guid).quantity);
		return {
			guid: guid(`credit line ${order.guid} ${line.number} ${state.credits.length}`),
			number: line.number,
			productGuid: line.productGuid,
			quantity: line.quantity,
			price: line.unitPrice,
			total: toCents(share.times(line.total)).toNumber(),
			tax: toCents(share.times(line.tax)).toNumber(),
			returnToStock: input['returnToStock'] === true,
		};
	});
}

import type { IDataObject } from 'n8n-workflow';

import { BOOKS_PLANTS } from './books-plants';
import { PLANTS, type Planted } from './plants';

/*
 * Bugs put on purpose between the nodes where an Odoo is the back office.
 */

/** What is as wrong for an Odoo as it is for a warehouse, or for books. */
const { sendsUnpaid, forgetsCancellations, reportsTwice } = PLANTS;
const { dropsEdits, forgetsDelivery } = BOOKS_PLANTS;

export const ODOO_PLANTS: Readonly<Record<string, Planted>> = {
	sendsUnpaid: sendsUnpaid!,
	forgetsCancellations: forgetsCancellations!,
	reportsTwice: reportsTwice!,
	dropsEdits: dropsEdits!,
	forgetsDelivery: forgetsDelivery!,

	/** An order of high risk is confirmed like any other. */
	trustsEverybody: (took) => ({
		items: (flow, items) =>
			flow !== 'orders'
				? items
				: items.map((item) => {
						if ((item.risk as IDataObject | null)?.level === 'high') took();
						return { ...item, risk: { level: 'low' } };
					}),
	}),

	/** Nobody remembers which orders have an invoice, and each run makes one more. */
	billsTwice: (took) => ({
		async afterRun({ office }) {
			const { orders, invoices } = office.state() as {
				readonly orders: ReadonlyArray<{ readonly id: number; readonly name: string; readonly state: string }>;
				readonly invoices: ReadonlyArray<{
					readonly id: number;
					readonly invoice_origin: string;
					readonly state: string;
				}>;
			};
			const billed = orders.find(({ name, state }) => {
				return state === 'sale' && invoices.filter(({ invoice_origin }) => invoice_origin === name).length === 1;
			});
			if (!billed) return;
			const lines = [[0, 0, { name: 'Once more', quantity: 1, price_unit: 1 }]];
			const vals = { move_type: 'out_invoice', partner_id: 1, invoice_origin: billed.name, invoice_line_ids: lines };
			await office.change('call', { model: 'account.move', method: 'create', args: { vals_list: [vals] } });
			took();
		},
	}),
};

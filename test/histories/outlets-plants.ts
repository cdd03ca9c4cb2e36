import type { IDataObject } from 'n8n-workflow';

import type { DeskView, EngineView } from '../../sandbox/omnichannel';
import { PLANTS, type Planted } from './plants';

/*
 * Bugs put on purpose between the nodes where outlets stand behind the shop.
 */

/** What is as wrong with outlets as it is with a warehouse. */
const { forgetsCancellations, reportsTwice } = PLANTS;

export const OUTLETS_PLANTS: Readonly<Record<string, Planted>> = {
	forgetsCancellations: forgetsCancellations!,
	reportsTwice: reportsTwice!,

	/** An order that fell into its outlet once falls in again, as by a client that repeats what it may not. */
	fallsInTwice: (took) => ({
		async afterRun({ of }) {
			const desk = of('shopDesk');
			const { orders } = desk.state() as DeskView;
			const once = orders.find(({ reference }) => orders.filter((each) => each.reference === reference).length === 1);
			if (!once) return;
			await desk.change('addOrder', { reference_id: once.reference, products: once.lines });
			took();
		},
	}),

	/** Nobody remembers which orders have a courier, and each run books one more. */
	booksTwice: (took) => ({
		async afterRun({ office }) {
			const { orders } = office.state() as EngineView;
			const booked = orders.find(({ status, shipments }) => status === 'courier_booking' && shipments.length === 1);
			if (!booked) return;
			await office.change('book', { order: booked.id });
			took();
		},
	}),

	/** Whatever waits for a person is invoiced, whoever was to approve it. */
	approvesByItself: (took) => ({
		async afterRun({ of }) {
			const desk = of('shopDesk');
			const waiting = (desk.state() as DeskView).orders.find(({ status }) => status === 'AWAITING_SM_APPROVAL');
			if (!waiting) return;
			await desk.change('invoice', { id: String(waiting.id) });
			took();
		},
	}),

	/** The last line of an order is lost. */
	losesLines: (took) => ({
		items: (flow, items) =>
			flow !== 'orders'
				? items
				: items.map((item) => {
						const lines = item.lines as IDataObject[];
						if (lines.length < 2) return item;
						took();
						const [lost] = lines.slice(-1);
						const totals = item.totals as Readonly<Record<string, string | undefined>>;
						const less = (amount: string | undefined) => (Number(amount) - Number(lost?.total)).toFixed(2);
						return {
							...item,
							lines: lines.slice(0, -1),
							totals: { ...totals, lines: less(totals.lines), total: less(totals.total) },
						};
					}),
	}),

	/** What OmniEngine keeps back is sold. */
	forgetsBuffer: (took) => ({
		items: (flow, items, { office }) =>
			flow !== 'stockToShop'
				? items
				: items.map((item) => {
						const { locations } = office.state() as EngineView;
						const place = (item.location as IDataObject | null)?.id;
						const buffer = locations.find(({ id }) => id === place)?.buffer ?? 0;
						if (buffer > 0) took();
						return { ...item, onHand: Number(item.onHand) + buffer, available: Number(item.available) + buffer };
					}),
	}),
};

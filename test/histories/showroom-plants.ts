import type { IDataObject } from 'n8n-workflow';

import { referenceIn, type ShowroomView } from './evidence';
import { OUTLETS_PLANTS } from './outlets-plants';
import type { Planted } from './plants';

/*
 * Bugs put on purpose between the nodes where a showroom stands before the shop.
 */

/** What is as wrong with a showroom as it is with outlets. */
const { losesLines } = OUTLETS_PLANTS;

export const SHOWROOM_PLANTS: Readonly<Record<string, Planted>> = {
	losesLines: losesLines!,

	/** An order goes whatever is missing in it. */
	holdsNothing: (took) => ({
		items: (flow, items) =>
			flow !== 'orders'
				? items
				: items.map((item) => {
						if (!item.blockers) return item;
						took();
						return { ...item, blockers: null, lines: (item.lines as IDataObject[]).map(withKey) };
					}),
	}),

	/** What was closed is opened again, as if nobody had closed it. */
	forgetsToClose: (took) => ({
		async afterRun({ office, shop }) {
			const { orders } = shop.state() as {
				readonly orders: ReadonlyArray<{ readonly sourceIdentifier: string | null }>;
			};
			const taken = new Set(orders.map(({ sourceIdentifier }) => referenceIn(sourceIdentifier)));
			for (const { reference, status } of (office.state() as ShowroomView).orders) {
				if (status !== 'closed' || !taken.has(reference)) continue;
				await office.change('setOrderStatus', { reference, status: 'invoicing' });
				took();
			}
		},
	}),

	/** A parcel is shown without its number. */
	forgetsTracking: (took) => ({
		items: (flow, items) =>
			flow !== 'tracking'
				? items
				: items.map((item) => {
						if ((item.tracking as IDataObject[]).length > 0) took();
						return { ...item, tracking: [] };
					}),
	}),
};

/** A line that the shop knows, where it has no key of its own. */
const withKey = (line: IDataObject): IDataObject => (line.sku || line.barcode ? line : { ...line, sku: 'MUG-BLUE' });

import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import type { RunningSandbox } from '../../sandbox/serve';
import { sameUnits, unitsOf, type Units } from './chronicle';
import type { Flow } from './history';
import type { Site } from './site';

/*
 * Bugs put on purpose between the nodes of a test world, to see that the oracle notices them. Neither the product nor
 * the oracle knows anything of them.
 */

export interface Plant {
	/** What reaches the writing node instead of what was read. */
	items?(flow: Flow, items: IDataObject[], site: Site): IDataObject[];
	/** Done after every run; `from` is its first moment. */
	afterRun?(site: Site, from: number): Promise<void>;
}

/** A bug, made anew for each history, since some remember what they saw; `took` is told each time it took place. */
export type Planted = (took: () => void) => Plant;

export const PLANTS: Readonly<Record<string, Planted>> = {
	/** A create that got no answer is sent again, as a client would that repeats what it may not. */
	repeatsCreates: (took) => ({
		async afterRun({ office, seed, journal }, from) {
			const creates = () => journal(from).filter(({ operation, accepted }) => operation === 'ordersCreate' && accepted);
			const unanswered = creates().filter(({ answered, fault }) => !answered || fault !== undefined);
			const before = creates().length;
			for (const { body } of unanswered) await sentAgain(`${office.url}/api/v1/Orders`, body, seed.merchant.ogoKey);
			// A warehouse that refuses a reference it has makes nothing of it.
			for (let made = creates().length - before; made > 0; made -= 1) took();
		},
	}),

	/** An order is only ever written as it was read first. */
	dropsEdits: (took) => {
		const first = new Map<string, IDataObject>();
		return {
			items: (flow, items) =>
				items.map((item) => {
					if (flow !== 'orders') return item;
					const id = String((item.origin as IDataObject).id);
					const { lines } = first.get(id) ?? item;
					first.set(id, first.get(id) ?? item);
					if (goodsIn(lines) !== goodsIn(item.lines)) took();
					return { ...item, lines };
				}),
		};
	},

	/** A parcel is reported a second time, under another number. */
	reportsTwice: (took) => ({
		items: (flow, items) =>
			flow !== 'tracking'
				? items
				: items.flatMap((item) => {
						took();
						return [item, again(item)];
					}),
	}),

	/** A parcel is reported as if it held all that is open. */
	reportsEverything: (took) => ({
		items: (flow, items, { shop }) =>
			flow !== 'tracking'
				? items
				: items.map((item) => {
						if (!sameUnits(openInShop(shop, item), unitsOf((item.lines ?? []) as Lines))) took();
						return { ...item, lines: null };
					}),
	}),

	/** What a customer only promised to pay is sent. */
	sendsUnpaid: (took) => ({
		items: (flow, items) =>
			flow !== 'orders'
				? items
				: items.map((item) => {
						if (item.paymentStatus === 'pending' || item.paymentStatus === 'partiallyPaid') took();
						return { ...item, paymentStatus: 'paid' };
					}),
	}),

	/** A cancelled order is never passed on. */
	forgetsCancellations: (took) => ({
		items(flow, items) {
			if (flow !== 'cancellations') return items;
			for (let forgotten = items.length; forgotten > 0; forgotten -= 1) took();
			return [];
		},
	}),
};

/** A request that is never answered costs real time. */
const PATIENCE_MS = 700;

/** What becomes of it does not matter here: the line may be as bad as it was the first time. */
async function sentAgain(url: string, body: unknown, ogoKey: string): Promise<void> {
	const headers = { 'X-OgoKey': ogoKey };
	await axios.post(url, body, { headers, timeout: PATIENCE_MS, validateStatus: () => true }).catch(() => undefined);
}

type Lines = ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly currentQuantity?: number }>;

const goodsIn = (lines: unknown) =>
	JSON.stringify((lines as Lines).map(({ sku, currentQuantity }) => [sku, currentQuantity]));

/** The goods of the parcel's order that the shop has not seen leave yet. */
function openInShop(shop: RunningSandbox, { orders }: IDataObject): Units {
	const { number } = (orders as IDataObject[])[0]!;
	const { orders: known } = shop.state() as { readonly orders: readonly ShownOrder[] };
	const order = known.find(({ name }) => name.replace('#', '') === String(number).replace('#', ''));
	const wanted = (order?.lines ?? []).filter(({ requiresShipping }) => requiresShipping);
	const left = (order?.fulfillments ?? []).filter(({ status }) => status === 'SUCCESS').flatMap(({ lines }) => lines);
	const gone = unitsOf(left);
	const open = unitsOf(wanted.map(({ sku, currentQuantity }) => ({ sku, quantity: currentQuantity })));
	return unitsOf([...open].map(([sku, quantity]) => ({ sku, quantity: quantity - (gone.get(sku) ?? 0) })));
}

interface ShownOrder {
	readonly name: string;
	readonly lines: ReadonlyArray<{
		readonly sku: string;
		readonly currentQuantity: number;
		readonly requiresShipping: boolean;
	}>;
	readonly fulfillments: ReadonlyArray<{ readonly status: string; readonly lines: Lines }>;
}

function again(item: IDataObject): IDataObject {
	const origin = item.origin as IDataObject;
	const tracking = (item.tracking as IDataObject[]).map(({ number }) => ({ number: `${String(number)}-2` }));
	return { ...item, tracking, origin: { ...origin, id: `${String(origin.id)}-2` } };
}

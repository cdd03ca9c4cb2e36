import { createHmac } from 'node:crypto';
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { referenceOf } from './history';
import { PLANTS, type Planted } from './plants';
import type { Site } from './site';

/*
 * Bugs put on purpose between the nodes where the books are the back office.
 */

/** What is as wrong for books as it is for a warehouse. */
const { sendsUnpaid, forgetsCancellations, reportsTwice } = PLANTS;

export const BOOKS_PLANTS: Readonly<Record<string, Planted>> = {
	sendsUnpaid: sendsUnpaid!,
	forgetsCancellations: forgetsCancellations!,
	reportsTwice: reportsTwice!,

	/** A credit note whose create got no answer is made again, as by a client that repeats what it may not. */
	repeatsCredits: (took) => ({
		async afterRun({ office, seed, journal }, from) {
			const creates = () =>
				journal(from).filter(({ operation, accepted }) => operation === 'creditNotesCreate' && accepted);
			const unanswered = creates().filter(({ answered, fault }) => !answered || fault !== undefined);
			const before = creates().length;
			for (const { body } of unanswered) await sentAgain(`${office.url}/CreditNotes/FreeCredit`, body, seed.company);
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
					const { origin, updatedAt, status, cancelledAt, paymentStatus } = item;
					const { id } = origin as { readonly id: string };
					const before = first.get(id) ?? item;
					first.set(id, before);
					if (totalOf(before) !== totalOf(item)) took();
					return { ...before, origin, updatedAt, status, cancelledAt, paymentStatus };
				}),
		};
	},

	/** What was taken off an order before it was completed is credited besides. */
	creditsTwice: (took) => ({
		items: (flow, items, { office }) =>
			flow !== 'refunds'
				? items
				: items.map((item) => {
						if (isTakenOff(item, office)) took();
						return { ...item, orderTotalLeft: null };
					}),
	}),

	/** An order is booked as if there were no tax in its prices. */
	losesTax: (took) => ({
		items: (flow, items) =>
			flow !== 'orders'
				? items
				: items.map((item) => {
						took();
						const untaxed = (list: unknown) =>
							((list ?? []) as IDataObject[]).map((each) => ({ ...each, tax: '0', taxRate: '0' }));
						const totals = { ...(item.totals as IDataObject), tax: '0' };
						const lines = untaxed(item.lines);
						return { ...item, lines, shippingLines: untaxed(item.shippingLines), taxLines: [], totals };
					}),
	}),

	/** An order is completed although nothing of it has left. */
	completesEarly: (took) => ({
		items: (flow, items) =>
			flow !== 'completion'
				? items
				: items.map((item) => {
						if (item.fulfillmentStatus !== 'fulfilled') took();
						return { ...item, fulfillmentStatus: 'fulfilled' };
					}),
	}),

	/** The delivery that was given back is forgotten. */
	forgetsDelivery: (took) => ({
		items: (flow, items) =>
			flow !== 'refunds'
				? items
				: items.map((item) => {
						const given = ((item.shipping ?? []) as Array<{ readonly gross: string }>).map(({ gross }) =>
							Number(gross),
						);
						const amount = given.reduce((sum, each) => sum + each, 0);
						if (amount === 0) return item;
						took();
						const totals = item.totals as { readonly refunded: string; readonly gross: string };
						const less = (all: string) => (Number(all) - amount).toFixed(2);
						const left = { refunded: less(totals.refunded), gross: less(totals.gross) };
						return { ...item, shipping: [], totals: { ...totals, ...left } };
					}),
	}),
};

/** A request that is never answered costs real time. */
const PATIENCE_MS = 700;

async function sentAgain(url: string, body: unknown, { apiId, apiKey }: Site['seed']['company']): Promise<void> {
	const headers = {
		accept: 'application/json',
		'content-type': 'application/json',
		'api-auth-id': apiId,
		'api-auth-signature': createHmac('sha256', apiKey).update('').digest('base64'),
		'client-type': 'example/test',
	};
	await axios.post(url, body, { headers, timeout: PATIENCE_MS, validateStatus: () => true }).catch(() => undefined);
}

const totalOf = ({ totals }: IDataObject) => String((totals as IDataObject).total);

/** Whether the order of a refund comes to what the shop says is left of it, and is completed. */
function isTakenOff({ order, orderTotalLeft }: IDataObject, office: Site['office']): boolean {
	const { orders } = office.state() as {
		readonly orders: ReadonlyArray<{ readonly orderNumber: string; readonly status: string; readonly total: number }>;
	};
	const { number } = order as { readonly number: string };
	const there = orders.find(({ orderNumber }) => orderNumber === referenceOf(Number(number.replace('#', ''))));
	return there?.status === 'Completed' && there.total === Number(orderTotalLeft);
}

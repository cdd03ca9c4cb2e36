import type { Order } from '../model/order';

/** As many orders of a new route are looked up whatever their date. */
export const FIRST_ORDERS = 10;

export interface RouteStart {
	/** Forward Orders Placed After, an ISO instant. */
	readonly startAt: string;
	/** Orders this route has ever written. */
	readonly doneCount: number;
}

/** `beforeStart`: older than the route. `newRoute`: one of its first ten orders. */
export type ForeignLookup = 'no' | 'beforeStart' | 'newRoute';

/**
 * Decides whether the target must be asked for the order under another connector's number before it is written, and
 * what a hit would mean: an order from before the start was sent by whatever ran then (that record's problem alone),
 * a newer one shows that another connection is still at work (the whole run's). A start that cannot be read counts as
 * being later than every order.
 */
export function foreignLookup(order: Order, route: RouteStart): ForeignLookup {
	const start = Date.parse(route.startAt);
	if (Number.isNaN(start) || Date.parse(order.placedAt) < start) return 'beforeStart';
	return route.doneCount < FIRST_ORDERS ? 'newRoute' : 'no';
}

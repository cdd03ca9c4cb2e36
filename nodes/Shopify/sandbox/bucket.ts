/*
 * The leaky bucket of query cost, one per app and shop: 2,000 points, 100 a second back (a Standard shop).
 * Before execution it must hold the requested cost; afterwards the difference to the actual cost comes back.
 * https://shopify.dev/docs/api/usage/limits
 */
import type { ShopState } from './state';

export const MAXIMUM_POINTS = 2_000;
export const RESTORE_RATE = 100;

/** `extensions.cost`. Actual cost is null when nothing was executed. */
export function costExtension(requested: number, actual: number | null, available: number): Record<string, unknown> {
	return {
		requestedQueryCost: requested,
		actualQueryCost: actual,
		throttleStatus: {
			maximumAvailable: MAXIMUM_POINTS,
			currentlyAvailable: Math.floor(available),
			restoreRate: RESTORE_RATE,
		},
	};
}

/** What an app's bucket holds at a moment. */
export function availablePoints(state: ShopState, app: string, nowMs: number): number {
	const bucket = state.buckets.get(app);
	if (!bucket) return MAXIMUM_POINTS;
	return Math.min(MAXIMUM_POINTS, bucket.availablePoints + ((nowMs - bucket.atMs) / 1_000) * RESTORE_RATE);
}

/** Sets what an app's bucket holds, never more than it can. */
export function setAvailablePoints(state: ShopState, app: string, points: number, nowMs: number): number {
	const availablePoints = Math.max(0, Math.min(MAXIMUM_POINTS, points));
	state.buckets.set(app, { availablePoints, atMs: nowMs });
	return availablePoints;
}

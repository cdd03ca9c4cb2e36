/*
 * The leaky bucket of query cost, one per app and shop: a Standard shop gets 100 points a second back, Plus 1,000. How
 * much the bucket holds is published for no plan; 2,000 were seen on a Standard shop, the same 20 seconds on Plus are
 * assumed.
 * Before execution it must hold the requested cost; afterwards the difference to the actual cost comes back.
 * https://shopify.dev/docs/api/usage/limits
 */
import type { ShopState } from './state';

export interface Plan {
	readonly maximum: number;
	readonly restorePerSecond: number;
}

const STANDARD: Plan = { maximum: 2_000, restorePerSecond: 100 };
const PLUS: Plan = { maximum: 20_000, restorePerSecond: 1_000 };

/** The plan of the option `plan`. */
export function planOf(option: string | undefined): Plan {
	return option === 'plus' ? PLUS : STANDARD;
}

/** `extensions.cost`. Actual cost is null when nothing was executed. */
export function costExtension(
	{ plan }: ShopState,
	requested: number,
	actual: number | null,
	available: number,
): Record<string, unknown> {
	return {
		requestedQueryCost: requested,
		actualQueryCost: actual,
		throttleStatus: {
			maximumAvailable: plan.maximum,
			currentlyAvailable: Math.floor(available),
			restoreRate: plan.restorePerSecond,
		},
	};
}

/** What an app's bucket holds at a moment. */
export function availablePoints(state: ShopState, app: string, nowMs: number): number {
	const { maximum, restorePerSecond } = state.plan;
	const bucket = state.buckets.get(app);
	if (!bucket) return maximum;
	return Math.min(maximum, bucket.availablePoints + ((nowMs - bucket.atMs) / 1_000) * restorePerSecond);
}

/** Sets what an app's bucket holds, never more than it can. */
export function setAvailablePoints(state: ShopState, app: string, points: number, nowMs: number): number {
	const availablePoints = Math.max(0, Math.min(state.plan.maximum, points));
	state.buckets.set(app, { availablePoints, atMs: nowMs });
	return availablePoints;
}

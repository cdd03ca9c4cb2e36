/*
 * How fast to go before anybody has to refuse us: for services that count a budget in points which flows back steadily
 * (a leaky bucket) and say how full it is.
 */

export interface Bucket {
	/** Points that can be spent now, as the last answer said. */
	readonly available: number;
	readonly restorePerSecond: number;
	/** What the next call will cost. */
	readonly needed: number;
	/** The size of the bucket: a dearer call waits for a full one and is then the server's to judge. */
	readonly maximum?: number;
}

/**
 * How many milliseconds to wait before a call, so that the bucket holds what it costs. 0 when it does already, and
 * when the figures make no sense: then the server's refusal is the better guide.
 */
export function paceWait(bucket: Bucket): number {
	const target = Math.min(bucket.needed, bucket.maximum ?? bucket.needed);
	const waitMs = Math.ceil(((target - bucket.available) / bucket.restorePerSecond) * 1000);
	return Number.isFinite(waitMs) && bucket.restorePerSecond > 0 ? Math.max(0, waitMs) : 0;
}

export interface LastBatch {
	/** Records in the last call. */
	readonly lastSize: number;
	/** What it cost. */
	readonly lastCost: number;
	/** The most one call may cost. */
	readonly limit: number;
	/** The most records one call may hold. */
	readonly max: number;
}

/** The part of a limit that is used: what a record costs differs from one to the next. */
const USED_PART = 0.9;

/**
 * How many records the next call should hold: as many as fit 90 % of the limit at the last call's price, at least one,
 * never more than double the last and never above the maximum.
 */
export function nextBatchSize(last: LastBatch): number {
	const lastSize = Math.max(1, Math.floor(last.lastSize) || 1);
	const fitting = last.lastCost > 0 ? Math.floor((last.limit * USED_PART * lastSize) / last.lastCost) : Infinity;
	return Math.max(1, Math.min(fitting || 1, lastSize * 2, Math.floor(last.max) || 1));
}

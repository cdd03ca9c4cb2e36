/*
 * Which of two readings of a record is the newer one, and how much a reading has seen. A source that tells its changes
 * by the whole second (Shopify) has several versions of a record with one updatedAt; what tells them apart is when each
 * was read.
 */

/** Times are ISO 8601 UTC with milliseconds, so that text order is time order. */
export interface Reading {
	/** When the record was last changed at its source; absent where the source does not say. */
	readonly updatedAt?: string;
	/** When it was read there, or a moment before. */
	readonly seenAt?: string;
}

/** How far the source's clock may be from the one `seenAt` is told by without anybody noticing. */
export const UNNOTICED_SKEW_MS = 5000;

const SECOND = 1000;

/** Decides whether one reading shows the record as it was before the other; a time that is not known is before all. */
export function isOlder(one: Reading, other: Reading): boolean {
	const [changed, otherChanged] = [one.updatedAt ?? '', other.updatedAt ?? ''];
	if (changed !== otherChanged) return changed < otherChanged;
	return (one.seenAt ?? '') < (other.seenAt ?? '');
}

/**
 * From when on a reading has every version of a record with this updatedAt: once its second is over by any clock, since
 * until then the record may change without being changed later. A time with a fraction is one version's alone.
 */
export function completeFrom(updatedAt: string): string {
	const at = Date.parse(updatedAt);
	if (Number.isNaN(at) || at % SECOND !== 0) return updatedAt;
	return new Date(at + SECOND + UNNOTICED_SKEW_MS).toISOString();
}

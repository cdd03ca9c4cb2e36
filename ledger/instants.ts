/*
 * Moments as they are stored and shown.
 */

/** Milliseconds since 1970 as ISO UTC. */
export function toIso(ms: number | null): string | undefined {
	return ms === null ? undefined : new Date(ms).toISOString();
}

/**
 * A source's instant as ISO UTC with milliseconds, so that text order is time order. An instant that cannot be read,
 * or names no zone, is none: its record then counts as not settled and is read again, never skipped.
 */
export function toInstant(text: string | undefined): string | null {
	if (text === undefined || !/(?:z|[+-]\d\d:?\d\d)$/i.test(text)) return null;
	const ms = Date.parse(text);
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

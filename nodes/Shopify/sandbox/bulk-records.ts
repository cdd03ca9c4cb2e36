/*
 * Bulk operations as they are kept. https://shopify.dev/docs/api/usage/bulk-operations/queries
 */

export interface BulkRecord {
	readonly id: string;
	/** The app whose operation it is. */
	readonly app: string;
	readonly query: string;
	readonly createdAtMs: number;
	readonly runningAtMs: number;
	readonly doneAtMs: number;
	readonly canceledAtMs: number | null;
	/** Null for one that goes well. */
	readonly errorCode: string | null;
	readonly objectCount: number;
	readonly rootObjectCount: number;
	/** JSONL; empty where there are no rows. */
	readonly rows: string;
}

export interface BulkStore {
	readonly operations: Map<string, BulkRecord>;
	/** What becomes of the next operation, on demand. */
	failNext: { readonly errorCode: string; readonly rows: number | null } | null;
	truncateNext: { readonly rows: number | null } | null;
}

export function newBulkStore(): BulkStore {
	return { operations: new Map(), failNext: null, truncateNext: null };
}

/*
 * What a query or a mutation is answered from.
 */
import { GraphQLError, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';

import type { ShopifyApiVersion } from '../../../sandbox/shopify-schema';

import type { Context } from './answers';
import type { Commitments } from './levels';
import type { PageArguments } from './paging';
import type { ShopState } from './state';

/** What a query or a mutation is answered from. */
export interface Call {
	readonly context: Context;
	readonly state: ShopState;
	readonly schema: GraphQLSchema;
	/** Where this sandbox answers, `http://127.0.0.1:1234`. */
	readonly origin: string;
	/** Whether a bulk query is run: connections come whole then. */
	readonly bulk: boolean;
	/** Runs the document of a bulk query. */
	readonly runBulk: (document: DocumentNode) => ExecutionResult;
	/** The app that asks; webhook subscriptions are its own. */
	readonly app: string;
	readonly nowMs: number;
	readonly lagMs: number;
	/** The versions this sandbox serves, newest first. */
	readonly versions: readonly ShopifyApiVersion[];
	/** The version that answers. */
	readonly version: ShopifyApiVersion;
	/** Filled while answering: `extensions.search`. */
	readonly searchWarnings: unknown[];
	/** Orders that went out, for the journal. */
	orders: number;
	/** Mutations that were executed, and those of them that answered with user errors and did nothing. */
	mutations: number;
	refused: number;
	/** What orders hold of each item, worked out once a request; mutations throw it away. */
	commitments?: Commitments;
	/** More for the journal: ids and counts, never names or addresses. */
	readonly note: Record<string, unknown>;
}

export type Arguments = PageArguments & Readonly<Record<string, unknown>>;
export type Resolver = (args: Arguments, call: Call) => unknown;

/** Refuses what this sandbox has no truth about. */
export function notImitated(what: string): GraphQLError {
	return new GraphQLError(`SANDBOX "shopify" DOES NOT IMITATE ${what}`, {
		extensions: { code: 'SANDBOX_NOT_IMITATED' },
	});
}

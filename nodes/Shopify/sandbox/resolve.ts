/*
 * One field of the real schema answered from plain objects, after a look at the token's scopes. What each type and
 * field asks for is Shopify's own map (shipped with the schema). Assumed: a field is refused before its value is looked
 * at, so that it is refused even where the value would be null; and the wording of the refusal.
 */
import { getNamedType, getNullableType, GraphQLError, isListType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';

import type { OfflineScopes } from '../../../sandbox/shopify-schema';

import { runOnce } from './idempotency';
import { refuseLargeInput } from './input-size';
import { KEYED_MUTATIONS, MUTATIONS } from './mutations';
import { inOrder, toConnection } from './paging';
import { notImitated, QUERIES, type Arguments, type Call } from './queries';
import { hasOneOf } from './state';

const WHOLE = { first: Number.MAX_SAFE_INTEGER, last: null, after: null, before: null };

/** The resolver of every field. */
export function fieldResolver(offlineScopes: OfflineScopes): GraphQLFieldResolver<unknown, Call, Arguments> {
	// Looked at once a request: a bulk query meets the same field thousands of times. By field, whether it is a list.
	const allowed = new Map<string, boolean>();
	return (source, asked, call, info) => {
		const field = `${info.parentType.name}.${info.fieldName}`;
		if (!allowed.has(field)) refuseWithoutScope(offlineScopes, call, info);
		const isConnection = allowed.get(field) ?? getNamedType(info.returnType).name.endsWith('Connection');
		allowed.set(field, isConnection);
		// A bulk query has every row of a connection, whatever size of page it asks for.
		const args = call.bulk && isConnection ? { ...asked, ...WHOLE } : asked;
		const value = sourceValue(source, args, call, info);
		return settle(value, args, call, info, offlineScopes);
	};
}

function sourceValue(source: unknown, args: Arguments, call: Call, info: GraphQLResolveInfo): unknown {
	const { parentType, schema, fieldName } = info;
	if (parentType === schema.getQueryType()) {
		const query = Object.hasOwn(QUERIES, fieldName) ? QUERIES[fieldName] : undefined;
		if (!query) throw notImitated(`${parentType.name}.${fieldName}`);
		return query(args, call);
	}
	if (parentType === schema.getMutationType()) return mutate(args, call, info);
	const value = (source as Record<string, unknown>)[fieldName];
	if (value === undefined && isNonNullType(info.returnType)) throw notImitated(`${parentType.name}.${fieldName}`);
	return typeof value === 'function' ? value(args, call) : value;
}

/** A mutation's payload; one with user errors in it did nothing, unless it says `partlyDone`, which nobody is shown. */
function mutate(args: Arguments, call: Call, info: GraphQLResolveInfo): unknown {
	const { parentType, fieldName } = info;
	const mutation = Object.hasOwn(MUTATIONS, fieldName) ? MUTATIONS[fieldName] : undefined;
	const keyed = Object.hasOwn(KEYED_MUTATIONS, fieldName) ? KEYED_MUTATIONS[fieldName] : undefined;
	if (!mutation && !keyed) throw notImitated(`${parentType.name}.${fieldName}`);
	refuseLargeInput(fieldName, args);
	const payload = keyed ? runOnce(keyed, args, call, info) : (mutation?.(args, call, info) ?? {});
	call.mutations += 1;
	delete call.commitments;
	const failed = Object.entries(payload).some(
		([name, value]) => /userErrors$/i.test(name) && Array.isArray(value) && value.length > 0,
	);
	if (failed && payload.partlyDone !== true) call.refused += 1;
	return payload;
}

/** Arrays become connections where the schema has one, and obey `first` where a list takes it. */
function settle(value: unknown, args: Arguments, call: Call, info: GraphQLResolveInfo, scopes: OfflineScopes): unknown {
	if (!Array.isArray(value)) return value;
	const type = getNamedType(info.returnType);
	if (type.name.endsWith('Connection'))
		return toConnection(inOrder(value), args, `${info.parentType.name}.${info.fieldName}`);
	if (info.fieldName === 'nodes' && info.parentType === info.schema.getQueryType()) {
		return value.map((node) => allowedNode(node, call, info, scopes));
	}
	const isList = isListType(getNullableType(info.returnType));
	return isList && typeof args.first === 'number' ? value.slice(0, args.first) : value;
}

/** A refused node is an error in its place of the list, and the others come through. */
function allowedNode(node: unknown, call: Call, info: GraphQLResolveInfo, scopes: OfflineScopes): unknown {
	const type = (node as { __typename?: string } | null)?.__typename;
	return (type !== undefined && scopeError(scopes, [type], call, info)) || node;
}

/** Lists that leave out what an app may not see, and say nothing of it. */
const HIDING: ReadonlySet<string> = new Set([
	'Order.fulfillmentOrders',
	'Fulfillment.fulfillmentOrders',
	'FulfillmentOrderConnection.nodes',
	'FulfillmentOrderConnection.edges',
	'FulfillmentOrderEdge.node',
]);

function refuseWithoutScope(scopes: OfflineScopes, call: Call, info: GraphQLResolveInfo): void {
	const type = getNamedType(info.returnType);
	const rows = isObjectType(type) && type.name.endsWith('Connection') ? type.getFields().nodes : undefined;
	const row = rows ? getNamedType(rows.type).name : type.name;
	const field = `${info.parentType.name}.${info.fieldName}`;
	const error = scopeError(scopes, HIDING.has(field) ? [field] : [field, row], call, info);
	if (error) throw error;
}

function scopeError(
	scopes: OfflineScopes,
	names: readonly string[],
	call: Call,
	info: GraphQLResolveInfo,
): GraphQLError | undefined {
	for (const name of names) {
		const required = scopes.get(name);
		if (required === undefined || hasOneOf(call.state.scopes, required.anyOf)) continue;
		return new GraphQLError(`Access denied for ${info.fieldName} field. Required access: ${required.requiredAccess}`, {
			nodes: info.fieldNodes,
			extensions: {
				code: 'ACCESS_DENIED',
				documentation: 'https://shopify.dev/api/usage/access-scopes',
				requiredAccess: required.requiredAccess,
			},
		});
	}
	return undefined;
}

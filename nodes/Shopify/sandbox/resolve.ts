/*
 * One field of the real schema answered from plain objects, after a look at the token's scopes. What each type and
 * field asks for is Shopify's own map (shipped with the schema). Assumed: a field is refused before its value is looked
 * at, so that it is refused even where the value would be null; and the wording of the refusal.
 */
import { getNamedType, getNullableType, GraphQLError, isListType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';

import type { OfflineScopes } from '../../../sandbox/shopify-schema';

import { inOrder, toConnection, type PageArguments } from './paging';
import { notImitated, QUERIES, type Call } from './queries';
import { hasOneOf } from './state';

type Arguments = PageArguments & Readonly<Record<string, unknown>>;

/** The resolver of every field. */
export function fieldResolver(offlineScopes: OfflineScopes): GraphQLFieldResolver<unknown, Call, Arguments> {
	return (source, args, call, info) => {
		refuseWithoutScope(offlineScopes, call, info);
		const value = sourceValue(source, args, call, info);
		return settle(value, args, call, info, offlineScopes);
	};
}

function sourceValue(source: unknown, args: Arguments, call: Call, info: GraphQLResolveInfo): unknown {
	const { parentType, schema, fieldName } = info;
	if (parentType === schema.getQueryType() || parentType === schema.getMutationType()) {
		const query = parentType === schema.getQueryType() ? QUERIES[fieldName] : undefined;
		if (!query) throw notImitated(`${parentType.name}.${fieldName}`);
		return query(args, call);
	}
	const value = (source as Record<string, unknown>)[fieldName];
	if (value === undefined && isNonNullType(info.returnType)) throw notImitated(`${parentType.name}.${fieldName}`);
	return typeof value === 'function' ? value(args) : value;
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

function refuseWithoutScope(scopes: OfflineScopes, call: Call, info: GraphQLResolveInfo): void {
	const type = getNamedType(info.returnType);
	const rows = isObjectType(type) && type.name.endsWith('Connection') ? type.getFields().nodes : undefined;
	const row = rows ? getNamedType(rows.type).name : type.name;
	const error = scopeError(scopes, [`${info.parentType.name}.${info.fieldName}`, row], call, info);
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

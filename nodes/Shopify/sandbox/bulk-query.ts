/*
 * The document of a bulk query: what may be asked, and its answer as lines.
 * https://shopify.dev/docs/api/usage/bulk-operations/queries#operation-restrictions
 * Words of refusals are as recorded by https://github.com/airhorns/shopify-draft-proxy; that two levels of nesting are
 * counted below the root follows from files that people show (product, variants, levels of their items), and so does
 * that a line names the node of the connection around it as its parent, whatever objects lie between.
 */
import {
	getNamedType,
	getNullableType,
	getOperationAST,
	GraphQLError,
	isCompositeType,
	isListType,
	isObjectType,
	Kind,
	OperationTypeNode,
	parse,
	specifiedRules,
	validate,
	type DocumentNode,
	type FieldNode,
	type FragmentDefinitionNode,
	type GraphQLCompositeType,
	type GraphQLSchema,
	type SelectionSetNode,
} from 'graphql';

const MOST_CONNECTIONS = 5;
const DEEPEST_NESTING = 2;

/** A connection of the document, with those nested in its nodes. */
export interface Connection {
	/** From the node around it, or the root: names under which the answer has it. */
	readonly path: readonly string[];
	readonly nested: readonly Connection[];
}

export interface BulkDocument {
	readonly document: DocumentNode;
	readonly root: Connection;
}

/** Reads a bulk query, or says why it cannot be run. */
export function readBulkQuery(schema: GraphQLSchema, query: string): BulkDocument | { readonly problems: string[] } {
	let document: DocumentNode;
	try {
		document = parse(query);
	} catch (error) {
		return { problems: [`Invalid bulk query: ${error instanceof GraphQLError ? error.message : String(error)}`] };
	}
	const operation = getOperationAST(document);
	if (operation?.operation !== OperationTypeNode.QUERY)
		return { problems: ['Invalid operation type. Only `query` operations are supported.'] };
	const invalid = validate(schema, document, specifiedRules);
	if (invalid.length > 0) return { problems: invalid.map(({ message }) => `Invalid bulk query: ${message}`) };
	const reader = new Reader(schema, document);
	const type = schema.getQueryType();
	const fields = type ? reader.fields(operation.selectionSet, type) : [];
	if (fields.length !== 1 || (operation.variableDefinitions ?? []).length > 0) {
		// Words assumed.
		return { problems: ['Bulk queries must have one top level field and no variables.'] };
	}
	const found = type ? reader.connections(operation.selectionSet, type, { depth: 0, inList: false, path: [] }) : [];
	const problems = [...reader.problems];
	if (fields.some(({ node }) => node.name.value === 'node' || node.name.value === 'nodes'))
		problems.unshift('Bulk queries cannot contain a top level `node` field.');
	if (reader.count > MOST_CONNECTIONS)
		problems.push(`Bulk queries cannot contain more than ${MOST_CONNECTIONS} connections.`);
	if (reader.count === 0) problems.push('Bulk queries must contain at least one connection.');
	const [root] = found;
	return root && problems.length === 0 ? { document, root } : { problems: [...new Set(problems)] };
}

interface Place {
	readonly depth: number;
	readonly inList: boolean;
	readonly path: readonly string[];
	/** The node around it, when there is one, and whether its id is asked for. */
	readonly parent?: { readonly name: string; readonly hasId: boolean };
}

class Reader {
	count = 0;
	readonly problems: string[] = [];
	private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;

	constructor(
		private readonly schema: GraphQLSchema,
		document: DocumentNode,
	) {
		const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
		this.fragments = new Map(fragments.map((each) => [each.name.value, each]));
	}

	/** The fields of a selection and of its fragments, with the type each is of. */
	fields(set: SelectionSetNode, type: GraphQLCompositeType): Array<{ node: FieldNode; type: GraphQLCompositeType }> {
		return set.selections.flatMap((selection) => {
			if (selection.kind === Kind.FIELD) return [{ node: selection, type }];
			const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
			const wanted = fragment?.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
			return fragment ? this.fields(fragment.selectionSet, isCompositeType(wanted) ? wanted : type) : [];
		});
	}

	connections(set: SelectionSetNode, type: GraphQLCompositeType, place: Place): Connection[] {
		return this.fields(set, type).flatMap(({ node, type: of }) => {
			const field = 'getFields' in of ? of.getFields()[node.name.value] : undefined;
			const inner = field && getNamedType(field.type);
			if (!node.selectionSet || !field || !isCompositeType(inner)) return [];
			const path = [...place.path, node.alias?.value ?? node.name.value];
			if (isObjectType(inner) && inner.name.endsWith('Connection'))
				return [this.connection(node, node.selectionSet, inner, { ...place, path })];
			const inList = place.inList || isListType(getNullableType(field.type));
			return this.connections(node.selectionSet, inner, { ...place, inList, path });
		});
	}

	private connection(node: FieldNode, set: SelectionSetNode, type: GraphQLCompositeType, place: Place): Connection {
		const name = node.name.value;
		this.count += 1;
		if (place.depth > DEEPEST_NESTING)
			this.problems.push(
				`Bulk queries cannot contain connections with a nesting depth greater than ${DEEPEST_NESTING}.`,
			);
		if (place.inList)
			this.problems.push('Queries that contain a connection field within a list field are not currently supported.');
		if (place.parent && !place.parent.hasId) {
			this.problems.push(
				"The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of " +
					`'ID' return type. Connection fields without 'id': ${place.parent.name}.`,
			);
		}
		const rows = this.child(this.child([{ set, type }], 'edges'), 'node');
		if (rows.length === 0) {
			this.problems.push(
				"All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: 'products { edges { " +
					`node {'. Selecting via 'nodes' is not supported. Invalid connection fields: '${name}'.`,
			);
		}
		const asked = rows.flatMap((row) => this.fields(row.set, row.type));
		const hasId = asked.some(({ node: each }) => each.name.value === 'id' && each.alias === undefined);
		const inside: Place = { depth: place.depth + 1, inList: false, path: [], parent: { name, hasId } };
		return { path: place.path, nested: rows.flatMap((row) => this.connections(row.set, row.type, inside)) };
	}

	private child(
		sets: ReadonlyArray<{ set: SelectionSetNode; type: GraphQLCompositeType }>,
		name: string,
	): Array<{ set: SelectionSetNode; type: GraphQLCompositeType }> {
		return sets
			.flatMap(({ set, type }) => this.fields(set, type))
			.flatMap(({ node, type }) => {
				const field = 'getFields' in type ? type.getFields()[node.name.value] : undefined;
				const inner = field && getNamedType(field.type);
				return node.name.value === name && node.selectionSet && isCompositeType(inner)
					? [{ set: node.selectionSet, type: inner }]
					: [];
			});
	}
}

export interface BulkRows {
	readonly lines: readonly string[];
	readonly rootObjectCount: number;
}

type Data = Record<string, unknown>;

/**
 * An answer as lines: every node on its own, children after all of their parents and naming them, and not together with
 * them. `grouped` puts children right after their parent instead.
 */
export function toLines(root: Connection, data: unknown, grouped: boolean): BulkRows {
	const levels: string[][] = [];
	const put = (line: string, depth: number): void => {
		const level = grouped ? 0 : depth;
		levels[level] = levels[level] ?? [];
		levels[level].push(line);
	};
	const roots = nodesAt(data, root.path);
	const walk = (node: Data, connection: Connection, depth: number, parentId?: unknown): void => {
		const children = connection.nested.map((each) => ({ each, nodes: nodesAt(node, each.path) }));
		for (const { path } of connection.nested) takeOut(node, path);
		put(print(parentId === undefined ? node : { ...node, __parentId: parentId }), depth);
		for (const { each, nodes } of children) for (const child of nodes) walk(child, each, depth + 1, node.id);
	};
	for (const node of roots) walk(node, root, 0);
	return { lines: levels.flat(), rootObjectCount: roots.length };
}

/** Shopify's files write a slash as \/. */
function print(row: Data): string {
	return JSON.stringify(row).replaceAll('/', '\\/');
}

function nodesAt(data: unknown, path: readonly string[]): Data[] {
	let at = data;
	for (const name of path) at = (at as Data | null | undefined)?.[name];
	const edges = (at as { edges?: ReadonlyArray<{ node: Data }> } | null | undefined)?.edges ?? [];
	return edges.map(({ node }) => node);
}

function takeOut(node: Data, path: readonly string[]): void {
	const [name, ...rest] = path;
	if (name === undefined) return;
	if (rest.length === 0) Reflect.deleteProperty(node, name);
	else if (typeof node[name] === 'object' && node[name] !== null) takeOut(node[name] as Data, rest);
}

/*
 * What a query costs. Known: a scalar is 0, an object 1, an interface or union its most expensive branch, a mutation
 * 10, a connection "sized by first or last" by a formula that is not published, and one query may ask for at most 1,000
 * points (https://shopify.dev/docs/api/usage/limits#graphql-admin-api-rate-limits).
 * Two models, as the option `costModel`:
 *   observed: a connection is 2 + 2·ln(first) · child, rounded down. Fitted to the one published observation, 25 points
 *             for product { variants(first: 250) { nodes { inventoryItem { id tracked } } } }:
 *             https://community.shopify.dev/t/unexpectedly-low-graphql-query-cost-in-shopify-admin-api-seeking-clarification/23101
 *   linear:   2 + first · child, 503 for the same document; the careful reading.
 * Assumed in both: pageInfo and edges are part of the connection, a list is one of its objects, and nodes(ids) is each.
 */
import {
	getArgumentValues,
	getDirectiveValues,
	getNamedType,
	GraphQLError,
	GraphQLIncludeDirective,
	GraphQLSkipDirective,
	isAbstractType,
	isCompositeType,
	isLeafType,
	isObjectType,
	Kind,
	type DocumentNode,
	type FieldNode,
	type FragmentDefinitionNode,
	type GraphQLCompositeType,
	type GraphQLObjectType,
	type GraphQLSchema,
	type OperationDefinitionNode,
	type SelectionSetNode,
} from 'graphql';

import { pageProblem, type PageArguments } from './paging';

export type CostModel = 'observed' | 'linear';

export const LARGEST_COST = 1_000;

type Variables = Readonly<Record<string, unknown>>;
/** Fields of a selection by the name they answer under; several where fragments repeat one. */
type Selected = Map<string, FieldNode[]>;

export class QueryCost {
	private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;

	constructor(
		private readonly schema: GraphQLSchema,
		document: DocumentNode,
		private readonly operation: OperationDefinitionNode,
		private readonly variables: Variables,
		private readonly model: CostModel,
	) {
		const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
		this.fragments = new Map(fragments.map((each) => [each.name.value, each]));
	}

	/** The price before execution. Throws a GraphQLError for a page size no connection takes. */
	requested(): number {
		return Math.ceil(this.ofRoot(undefined));
	}

	/** The price of what came back; never more than was requested. */
	actual(data: unknown): number {
		return data == null ? 0 : Math.min(this.requested(), Math.ceil(this.ofRoot(data)));
	}

	private ofRoot(data: unknown): number {
		const type = this.schema.getRootType(this.operation.operation);
		return type ? this.ofSelection([this.operation.selectionSet], type, data) : 0;
	}

	private ofSelection(sets: readonly SelectionSetNode[], type: GraphQLCompositeType, data: unknown): number {
		const branches = isObjectType(type) ? [type] : this.branchesOf(sets);
		const costs = branches.map((branch) => this.ofFields(this.collect(sets, branch), branch, data));
		return Math.max(0, ...costs);
	}

	private ofFields(selected: Selected, type: GraphQLObjectType, data: unknown): number {
		let cost = 0;
		for (const [name, nodes] of selected) cost += this.ofField(nodes, type, valueAt(data, name));
		return cost;
	}

	private ofField(nodes: readonly FieldNode[], parent: GraphQLObjectType, data: unknown): number {
		const [node] = nodes;
		const field = node && parent.getFields()[node.name.value];
		if (!node || !field) return 0;
		const type = getNamedType(field.type);
		if (isLeafType(type) || !isCompositeType(type) || data === null) return 0;
		const sets = nodes.flatMap((each) => each.selectionSet ?? []);
		const args = getArgumentValues(field, node, this.variables);
		const base = parent === this.schema.getMutationType() ? 10 + costOfInput(field.name, args) : 0;
		if (isObjectType(type) && type.name.endsWith('Connection')) {
			return base + this.ofConnection(node, sets, type, args, data);
		}
		if (Array.isArray(args.ids)) return base + this.ofIds(sets, type, args.ids.length, data);
		const inner = Array.isArray(data)
			? Math.max(0, ...data.map((each) => (each === null ? 0 : 1 + this.ofSelection(sets, type, each))))
			: 1 + this.ofSelection(sets, type, data);
		return base + inner;
	}

	private ofIds(sets: readonly SelectionSetNode[], type: GraphQLCompositeType, count: number, data: unknown): number {
		if (!Array.isArray(data)) return count * (1 + this.ofSelection(sets, type, undefined));
		return data.reduce<number>((cost, each) => cost + (each === null ? 0 : 1 + this.ofSelection(sets, type, each)), 0);
	}

	private ofConnection(
		node: FieldNode,
		sets: readonly SelectionSetNode[],
		type: GraphQLObjectType,
		args: PageArguments,
		data: unknown,
	): number {
		const problem = pageProblem(node.name.value, args);
		if (problem !== undefined) throw new GraphQLError(problem, { nodes: node });
		const selected = this.collect(sets, type);
		const listed = [...selected].filter(
			([, each]) => each[0]?.name.value === 'nodes' || each[0]?.name.value === 'edges',
		);
		let cost = 2;
		for (const [name, nodes] of listed) {
			const rows = valueAt(data, name);
			const count = Array.isArray(rows) ? rows.length : (args.first ?? args.last ?? 0);
			cost += this.sized(count) * this.ofRow(nodes, type, Array.isArray(rows) ? rows : undefined);
		}
		return cost;
	}

	/** One row of a connection: the node and what hangs on it; of real rows, the mean. */
	private ofRow(
		nodes: readonly FieldNode[],
		connection: GraphQLObjectType,
		rows: readonly unknown[] | undefined,
	): number {
		const field = nodes[0] && connection.getFields()[nodes[0].name.value];
		const type = field && getNamedType(field.type);
		if (!isCompositeType(type)) return 0;
		const sets = nodes.flatMap((each) => each.selectionSet ?? []);
		// An edge is free; its node is the object.
		const own = nodes[0]?.name.value === 'nodes' ? 1 : 0;
		if (!rows) return own + this.ofSelection(sets, type, undefined);
		if (rows.length === 0) return 0;
		return rows.reduce<number>((cost, row) => cost + own + this.ofSelection(sets, type, row), 0) / rows.length;
	}

	private sized(count: number): number {
		if (this.model === 'linear' || count < 2) return count;
		return Math.max(1, Math.floor(2 * Math.log(count)));
	}

	/** The object types an abstract selection can meet: those its fragments name. */
	private branchesOf(sets: readonly SelectionSetNode[]): GraphQLObjectType[] {
		const names = sets.flatMap((set) => this.conditionsIn(set));
		return names.flatMap((name) => {
			const type = this.schema.getType(name);
			if (isObjectType(type)) return [type];
			return isAbstractType(type) ? [...this.schema.getPossibleTypes(type)] : [];
		});
	}

	private conditionsIn(set: SelectionSetNode): string[] {
		return set.selections.flatMap((selection) => {
			if (selection.kind === Kind.FIELD) return [];
			const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
			if (!fragment) return [];
			const own = fragment.typeCondition?.name.value;
			return [...(own === undefined ? [] : [own]), ...this.conditionsIn(fragment.selectionSet)];
		});
	}

	private collect(sets: readonly SelectionSetNode[], type: GraphQLObjectType, into: Selected = new Map()): Selected {
		for (const selection of sets.flatMap((set) => set.selections)) {
			if (getDirectiveValues(GraphQLSkipDirective, selection, this.variables)?.if === true) continue;
			if (getDirectiveValues(GraphQLIncludeDirective, selection, this.variables)?.if === false) continue;
			if (selection.kind === Kind.FIELD) {
				const name = selection.alias?.value ?? selection.name.value;
				into.set(name, [...(into.get(name) ?? []), selection]);
				continue;
			}
			const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
			if (fragment && this.applies(fragment.typeCondition?.name.value, type))
				this.collect([fragment.selectionSet], type, into);
		}
		return into;
	}

	private applies(condition: string | undefined, type: GraphQLObjectType): boolean {
		if (condition === undefined || condition === type.name) return true;
		const wanted = this.schema.getType(condition);
		return isAbstractType(wanted) && this.schema.isSubType(wanted, type);
	}
}

/** What the schema's description of `productSet` adds for each variant, metafield and file of the input. */
function costOfInput(mutation: string, args: Readonly<Record<string, unknown>>): number {
	if (mutation !== 'productSet') return 0;
	const input = (args.input ?? {}) as { variants?: readonly ProductPart[]; files?: readonly unknown[] } & ProductPart;
	const parts = [input, ...(input.variants ?? [])];
	const metafields = parts.reduce((count, part) => count + (part.metafields?.length ?? 0), 0);
	const variantFiles = (input.variants ?? []).filter(({ file }) => file != null).length;
	return 0.2 * (input.variants?.length ?? 0) + 0.4 * metafields + 1.9 * (input.files?.length ?? 0) + 0.6 * variantFiles;
}

interface ProductPart {
	readonly metafields?: readonly unknown[] | null;
	readonly file?: unknown;
}

/** What the answer holds under a name; undefined while there is no answer yet. */
function valueAt(data: unknown, name: string): unknown {
	return typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;
}

/*
 * Cursor paging. https://shopify.dev/docs/api/usage/pagination-graphql
 * A cursor holds the place in the order of the list, not a count, so that a record that moves between two pages neither
 * hides another nor shows it twice.
 */
import { GraphQLError } from 'graphql';

/** A place in a list: compared part by part, numbers by size, texts by code unit. */
export type Place = ReadonlyArray<string | number>;

export interface Placed<T> {
	readonly node: T;
	readonly place: Place;
}

export interface PageArguments {
	readonly first?: number | null;
	readonly after?: string | null;
	readonly last?: number | null;
	readonly before?: string | null;
	readonly reverse?: boolean | null;
}

/** The largest page Shopify gives. https://shopify.dev/docs/api/usage/limits */
export const LARGEST_PAGE = 250;

/** Why these arguments ask for no page at all; undefined when they are well. Wording assumed. */
export function pageProblem(field: string, args: PageArguments): string | undefined {
	const { first, last } = args;
	if (first == null && last == null) return `you must provide one of first or last on field '${field}'`;
	if (first != null && last != null) return `first and last cannot both be given on field '${field}'`;
	const size = first ?? last ?? 0;
	if (size < 0) return `first and last must not be negative on field '${field}'`;
	if (size > LARGEST_PAGE) return `${size} exceeds the maximum page size of ${LARGEST_PAGE} on field '${field}'`;
	return undefined;
}

/**
 * One page of a list as a connection. `scope` names the list and its sorting: a cursor of another list is refused, as
 * cursors are tied to query and sort key (the wording of the refusal is assumed). `toNode` is asked for this page only.
 */
export function toConnection<T>(
	list: ReadonlyArray<Placed<T>>,
	args: PageArguments,
	scope: string,
	toNode: (node: T) => unknown = (node) => node,
): unknown {
	const direction = args.reverse ? -1 : 1;
	const sorted = [...list].sort((left, right) => direction * comparePlaces(left.place, right.place));
	const after = args.after == null ? undefined : readCursor(args.after, scope);
	const before = args.before == null ? undefined : readCursor(args.before, scope);
	const within = sorted.filter(
		({ place }) =>
			(after === undefined || direction * comparePlaces(place, after) > 0) &&
			(before === undefined || direction * comparePlaces(place, before) < 0),
	);
	const page =
		args.last == null ? within.slice(0, args.first ?? 0) : within.slice(Math.max(0, within.length - args.last));
	const edges = page.map(({ node, place }) => ({ node: toNode(node), cursor: writeCursor(place, scope) }));
	const start = page[0] ? sorted.indexOf(page[0]) : 0;
	return {
		nodes: edges.map(({ node }) => node),
		edges,
		pageInfo: {
			hasNextPage: page.length > 0 ? start + page.length < sorted.length : false,
			hasPreviousPage: page.length > 0 && start > 0,
			startCursor: edges[0]?.cursor ?? null,
			endCursor: edges.at(-1)?.cursor ?? null,
		},
	};
}

/** A list that keeps the order it is given in. */
export function inOrder<T>(list: readonly T[]): Array<Placed<T>> {
	return list.map((node, index) => ({ node, place: [index] }));
}

function comparePlaces(left: Place, right: Place): number {
	for (const [index, mine] of left.entries()) {
		const theirs = right[index];
		if (theirs === undefined || mine === theirs) continue;
		return mine < theirs ? -1 : 1;
	}
	return 0;
}

function writeCursor(place: Place, scope: string): string {
	return Buffer.from(JSON.stringify({ place, scope })).toString('base64url');
}

function readCursor(cursor: string, scope: string): Place {
	const read = parseCursor(cursor);
	if (!read || read.scope !== scope) throw new GraphQLError('Invalid cursor for current pagination sort.');
	return read.place;
}

function parseCursor(cursor: string): { place: Place; scope: string } | undefined {
	try {
		return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as { place: Place; scope: string };
	} catch {
		return undefined;
	}
}

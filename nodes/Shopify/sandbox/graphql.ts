/*
 * POST /admin/api/{version}/graphql.json: the document is read, validated against the real schema, priced, and executed
 * if the bucket allows it. https://shopify.dev/docs/api/admin-graphql/latest
 */
import {
	execute,
	executeSync,
	getOperationAST,
	getVariableValues,
	GraphQLError,
	Kind,
	OperationTypeNode,
	parse,
	specifiedRules,
	validate,
	type DocumentNode,
	type GraphQLSchema,
	type OperationDefinitionNode,
} from 'graphql';

import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';
import { shopifySchema, type ShopifyApiVersion, type ShopifySchema } from '../../../sandbox/shopify-schema';

import { refused, respond, throttled, unauthorized, type Context } from './answers';
import { availablePoints, costExtension, setAvailablePoints } from './bucket';
import { LARGEST_COST, QueryCost, type CostModel } from './cost';
import type { Call } from './queries';
import { fieldResolver } from './resolve';
import { validToken } from './sign-in';
import type { Token } from './state';

/** Newest first. */
export const SERVED_VERSIONS: readonly ShopifyApiVersion[] = ['2026-10', '2026-07'];

const GRAPHQL_PATH = /^\/admin\/api\/([^/]+)\/graphql\.json$/;

export function isGraphqlPath(path: string): boolean {
	return GRAPHQL_PATH.test(path);
}

/** As many texts as are remembered; an app has some dozens. */
const MOST_TEXTS = 500;

/** Texts that could be read, so that each is parsed and validated once: that is most of the work of an answer. */
const documents = new Map<string, DocumentNode>();
const validDocuments = new WeakMap<DocumentNode, Set<GraphQLSchema>>();

/** Throws for a text that is no GraphQL. */
function documentOf(query: string): DocumentNode {
	const document = documents.get(query) ?? parse(query);
	if (documents.size >= MOST_TEXTS) documents.clear();
	documents.set(query, document);
	return document;
}

function problemsOf(document: DocumentNode, schema: GraphQLSchema): readonly GraphQLError[] {
	const schemas = validDocuments.get(document) ?? new Set();
	if (schemas.has(schema)) return [];
	const problems = validate(schema, document, specifiedRules);
	if (problems.length === 0) validDocuments.set(document, schemas.add(schema));
	return problems;
}

/** The document of a request; undefined when there is none or it cannot be read. */
export function readDocument(request: SandboxRequest): DocumentNode | undefined {
	const query = (request.body as { query?: unknown } | null | undefined)?.query;
	if (typeof query !== 'string') return undefined;
	try {
		return documentOf(query);
	} catch {
		return undefined;
	}
}

/** `OrdersPage` as the journal says it: `ordersPage`; `graphql` for a document without a name. */
export function operationName(document: DocumentNode | undefined): string {
	const operation = document?.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
	const name = operation?.name?.value;
	return name === undefined ? 'graphql' : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/**
 * The version that answers: a retired one falls forward to the oldest served
 * (https://shopify.dev/docs/api/usage/versioning). Undefined for what is no version or not released; that the answer is
 * then 404 is assumed, as is everything about `unstable`, which this sandbox does not have.
 */
export function servedVersion(wanted: string): ShopifyApiVersion | undefined {
	if (!/^\d{4}-(01|04|07|10)$/.test(wanted)) return undefined;
	const served = SERVED_VERSIONS.find((version) => version === wanted);
	const oldest = SERVED_VERSIONS.at(-1);
	return served ?? (oldest !== undefined && wanted < oldest ? oldest : undefined);
}

/** What a valid request is made of. */
interface Work {
	readonly context: Context;
	readonly token: Token;
	readonly version: ShopifyApiVersion;
	readonly schema: ShopifySchema;
	readonly document: DocumentNode;
	readonly operation: OperationDefinitionNode;
	readonly variables: Readonly<Record<string, unknown>>;
	readonly headers: Record<string, string>;
}

/** Answers one GraphQL request. */
export async function answerGraphql(request: SandboxRequest, context: Context): Promise<SandboxResponse> {
	const version = servedVersion(GRAPHQL_PATH.exec(request.path)?.[1] ?? '');
	if (version === undefined) return respond(context, { status: 404, body: { errors: 'Not Found' } });
	const token = validToken(request, context.state, context.clock.now());
	if (!token) return unauthorized(context);
	const work = readWork(request, context, { token, version, schema: await shopifySchema(version) });
	return 'status' in work ? work : answerWork(work, `http://${request.headers.host ?? '127.0.0.1'}`);
}

/** Reads and checks what is asked for, or answers why it cannot be. */
function readWork(
	request: SandboxRequest,
	context: Context,
	found: Pick<Work, 'token' | 'version' | 'schema'>,
): Work | SandboxResponse {
	const headers = { 'x-shopify-api-version': found.version };
	const body = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Record<
		string,
		unknown
	>;
	if (typeof body.query !== 'string') {
		// Status and wording assumed.
		return respond(context, {
			status: 400,
			headers,
			body: { errors: { query: 'Required parameter missing or invalid' } },
		});
	}
	let document: DocumentNode;
	try {
		document = documentOf(body.query);
	} catch (error) {
		return refused(context, [asGraphqlError(error)], { headers });
	}
	const problems = problemsOf(document, found.schema.schema);
	if (problems.length > 0) return refused(context, problems, { headers });
	const operation = getOperationAST(document, typeof body.operationName === 'string' ? body.operationName : undefined);
	if (!operation) return refused(context, [new GraphQLError('No operation of that name')], { headers });
	const inputs = (body.variables ?? {}) as Record<string, unknown>;
	const { errors, coerced } = getVariableValues(found.schema.schema, operation.variableDefinitions ?? [], inputs);
	if (errors) return refused(context, errors, { headers });
	return { context, ...found, document, operation, variables: coerced ?? {}, headers };
}

async function answerWork(work: Work, origin: string): Promise<SandboxResponse> {
	const { context, token, headers } = work;
	const { state } = context;
	const model: CostModel = context.options.costModel === 'linear' ? 'linear' : 'observed';
	const cost = new QueryCost(work.schema.schema, work.document, work.operation, work.variables, model);
	let requested: number;
	try {
		requested = cost.requested();
	} catch (error) {
		return refused(context, [asGraphqlError(error)], { headers });
	}
	const nowMs = context.clock.now();
	const available = availablePoints(state, token.app, nowMs);
	if (requested > LARGEST_COST) return tooExpensive(work, requested, available);
	if (requested > available) return throttled(context, requested, available, headers);
	const { schema } = work.schema;
	const resolver = fieldResolver(work.schema.offlineScopes);
	const call: Call = {
		context,
		state,
		schema,
		origin,
		bulk: false,
		runBulk: (document) =>
			executeSync({ schema, document, contextValue: { ...call, bulk: true }, fieldResolver: resolver }),
		app: token.app,
		nowMs,
		lagMs: context.options.indexLag === '5s' ? 5_000 : 0,
		versions: SERVED_VERSIONS,
		version: work.version,
		searchWarnings: [],
		orders: 0,
		mutations: 0,
		refused: 0,
		note: {},
	};
	const result = await execute({
		schema,
		document: work.document,
		...(work.operation.name && { operationName: work.operation.name.value }),
		variableValues: work.variables,
		contextValue: call,
		fieldResolver: resolver,
	});
	const actual = cost.actual(result.data);
	const left = setAvailablePoints(state, token.app, available - actual, nowMs);
	const search = call.searchWarnings.length > 0 && { search: call.searchWarnings };
	// A mutation that was carried out stays so, even where a field of its answer was refused.
	const isQuery = work.operation.operation === OperationTypeNode.QUERY;
	return respond(context, {
		status: 200,
		headers,
		body: { ...result, extensions: { cost: costExtension(context.state, requested, actual, left), ...search } },
		accepted: isQuery ? result.errors === undefined : call.mutations > 0 && call.refused === 0,
		note: { requestedCost: requested, actualCost: actual, ...(isQuery && { nodes: call.orders }), ...call.note },
	});
}

function tooExpensive({ context, headers }: Work, requested: number, available: number): SandboxResponse {
	const error = {
		message: `Query cost is ${requested}, which exceeds the single query max cost limit (${LARGEST_COST}).`,
		extensions: { code: 'MAX_COST_EXCEEDED', cost: requested, maxCost: LARGEST_COST },
	};
	const note = { requestedCost: requested, actualCost: null };
	return refused(context, [error], { cost: costExtension(context.state, requested, null, available), headers, note });
}

function asGraphqlError(error: unknown): GraphQLError {
	if (error instanceof GraphQLError) return error;
	throw error;
}

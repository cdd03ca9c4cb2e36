/*
 * Which calls there are, in any case of letters, and what each needs: https://openapi.ogoship.com/. Stock counts as
 * product, and so does inbound stock (inferred: no scope of their own is listed).
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { queryOf, refused, strangers } from './answers';
import { createInbound, listInbound } from './inbound';
import { createOrder, listOrders, updateOrder } from './orders';
import { createProduct, listProducts, updateProduct } from './products';
import { scopesOf } from './sign-in';
import type { Context } from './state';
import { listStock } from './stock';
import { decoded, isObject } from './values';
import { createWebhook, listWebhooks, readWebhook, removeWebhook, updateWebhook } from './webhooks';

type Answer = (request: SandboxRequest, context: Context, key: string) => SandboxResponse;

interface Route {
	readonly method: string;
	readonly path: RegExp;
	readonly operation: string;
	readonly scope: string;
	/** The query's parameters; any other is refused. */
	readonly query: readonly string[];
	readonly answer: Answer;
}

const PAGE = ['limit', 'page'];
const DELTA = ['modifiedAfter', ...PAGE];

const ROUTES: readonly Route[] = [
	route('GET', 'orders', 'ordersList', 'read:order', listOrders, ['reference', ...DELTA]),
	route('POST', 'orders', 'ordersCreate', 'write:order', createOrder),
	route('PUT', 'orders/:key', 'ordersUpdate', 'write:order', updateOrder),
	route('GET', 'products', 'productsList', 'read:product', listProducts, ['code', 'eanCode', ...DELTA]),
	route('POST', 'products', 'productsCreate', 'write:product', createProduct),
	route('PUT', 'products/:key', 'productsUpdate', 'write:product', updateProduct, ['base64url']),
	route('GET', 'stock', 'stockList', 'read:product', listStock, ['productCode', ...DELTA]),
	route('GET', 'stockupdate', 'inboundList', 'read:product', listInbound, ['reference', 'autoreference', ...DELTA]),
	route('POST', 'stockupdate', 'inboundCreate', 'write:product', createInbound),
	route('GET', 'webhooks', 'webhooksList', 'read:webhook', listWebhooks, PAGE),
	route('POST', 'webhooks', 'webhooksCreate', 'write:webhook', createWebhook),
	route('GET', 'webhooks/:key', 'webhooksRead', 'read:webhook', readWebhook),
	route('PUT', 'webhooks/:key', 'webhooksUpdate', 'write:webhook', updateWebhook),
	route('DELETE', 'webhooks/:key', 'webhooksRemove', 'write:webhook', removeWebhook),
];

function route(
	method: string,
	path: string,
	operation: string,
	scope: string,
	answer: Answer,
	query: readonly string[] = [],
): Route {
	return {
		method,
		path: new RegExp(`^/api/v1/${path.replace(':key', '([^/]+)')}$`, 'i'),
		operation,
		scope,
		query,
		answer,
	};
}

/** The call a request asks for; undefined for a path this vendor does not have. */
export function routeOf(request: SandboxRequest): Route | undefined {
	return ROUTES.find(({ method, path }) => method === request.method && path.test(request.path));
}

/** What stands in a path for the reference, the code or the id; undefined when it cannot be read. */
export function keyOf(request: SandboxRequest): string | undefined {
	return decoded(routeOf(request)?.path.exec(request.path)?.[1] ?? '');
}

/** Everything under /api/v1: signed in, with the scope, a readable body, and then the call itself. */
export function answerApi(request: SandboxRequest, context: Context): SandboxResponse {
	const found = routeOf(request);
	if (found === undefined) return refused(404, 'There is no such call.');
	const scopes = scopesOf(request, context);
	if (scopes === undefined) return refused(401, 'The access token is missing, wrong or expired.');
	if (!scopes.includes(found.scope)) return refused(403, `The access token lacks the scope ${found.scope}.`);
	const strange = strangers(queryOf(request), found.query, 'query');
	if (strange.length > 0) return refused(400, strange.join(' '));
	const hasBody = request.method === 'POST' || request.method === 'PUT';
	if (hasBody && !isObject(request.body)) return refused(400, 'The body must be a JSON object.');
	const key = keyOf(request);
	return key === undefined ? refused(400, 'The path cannot be read.') : found.answer(request, context, key);
}

/*
 * Which calls there are in each contract. A path the facts do not name is not answered.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { falsy, isObject, refused } from './answers';
import * as goods from './goods';
import * as legacy from './legacy';
import * as orders from './orders';
import { API_KEY, TOKEN, type Context } from './state';

type Answer = (request: SandboxRequest, context: Context) => SandboxResponse;
export type Contract = 'documented' | 'legacy' | 'assumed';

interface Route {
	readonly contracts: readonly Contract[];
	readonly operation: string;
	readonly method: string;
	readonly path: RegExp;
	readonly answer: Answer;
	readonly writes: boolean;
}

const route = (
	contracts: readonly Contract[],
	operation: string,
	method: string,
	path: string,
	answer: Answer,
	writes = false,
): Route => ({
	contracts,
	operation,
	method,
	path: new RegExp(`^/api/${path.replace('{}', '[^/]+')}$`),
	answer,
	writes,
});

const ASSUMED = ['assumed'] as const;
const CURRENT = ['assumed', 'documented'] as const;
const LEGACY = ['legacy'] as const;

const ROUTES: readonly Route[] = [
	route(CURRENT, 'invoicesList', 'GET', 'invoice', orders.listInvoices),
	route(CURRENT, 'invoicesSync', 'PUT', 'invoice/sync', orders.syncInvoices, true),
	route(ASSUMED, 'ordersCreate', 'POST', 'sales-orders', orders.createOrder, true),
	route(ASSUMED, 'ordersList', 'GET', 'sales-orders', orders.listOrders),
	route(ASSUMED, 'ordersInvoice', 'POST', 'sales-orders/invoice', orders.invoiceOrders, true),
	route(ASSUMED, 'ordersCancel', 'POST', 'sales-orders/cancel', orders.cancelOrders, true),
	route(ASSUMED, 'ordersRead', 'GET', 'sales-orders/{}', orders.readOrder),
	route(ASSUMED, 'stockList', 'GET', 'stock', goods.listStock),
	route(ASSUMED, 'stockAdjust', 'POST', 'stock/adjustment', goods.adjustStock, true),
	route(ASSUMED, 'pricesSet', 'POST', 'products/bulk-discount', goods.setPrices, true),
	route(ASSUMED, 'outletsList', 'GET', 'stores', goods.listOutlets),
	route(ASSUMED, 'outletsRead', 'GET', 'stores/{}', goods.readOutlet),
	route(ASSUMED, 'outletsMap', 'PUT', 'stores/{}/oe-mapping', goods.mapOutlet, true),
	route(LEGACY, 'ordersList', 'POST', 'omni_engine/all', legacy.listOrders),
	route(LEGACY, 'ordersRead', 'POST', 'omni_engine/getOe', legacy.readOrder),
	route(LEGACY, 'ordersInvoice', 'POST', 'omni_engine/confirmOe', legacy.confirmOrders, true),
	route(LEGACY, 'ordersCancel', 'POST', 'omni_engine/cancelOe', legacy.cancelOrders, true),
	route(LEGACY, 'stockLookUp', 'GET', 'products/lookup/{}', legacy.lookUp),
	route(LEGACY, 'stockList', 'POST', 'products/getFullRegister', legacy.fullRegister),
	route(LEGACY, 'stockAdjust', 'POST', 'integrations/stock_adjustment', legacy.adjustStock, true),
	route(LEGACY, 'adjustmentsList', 'POST', 'stock_control/viewAdjustment', legacy.listAdjustments),
	route(LEGACY, 'pricesSet', 'POST', 'promotions/setSpecial', legacy.setSpecial, true),
	route(LEGACY, 'outletsList', 'POST', 'stores/viewAllOutlets', legacy.listOutlets),
	route(LEGACY, 'outletsRead', 'POST', 'stores/get', legacy.readOutlet),
	route(LEGACY, 'outletsMap', 'POST', 'omni_engine/addOeKey', legacy.mapOutlet, true),
];

const routesOf = (request: SandboxRequest) =>
	ROUTES.filter(({ method, path }) => method === request.method && path.test(request.path));

/** The call a request asks for, in any contract. */
export const operationOf = (request: SandboxRequest) => routesOf(request)[0]?.operation;

/** Whether the token is right: `Bearer` and an API key now, the token as it is in the older contract. */
function isSignedIn({ headers }: SandboxRequest, contract: Contract): boolean {
	if (contract === 'legacy') return headers['authorization'] === TOKEN;
	const key = headers['x-api-key'];
	return headers['authorization'] === `Bearer ${TOKEN}` && (key === undefined || key === API_KEY);
}

export function answer(request: SandboxRequest, context: Context): SandboxResponse {
	const contract = (context.options['contract'] ?? 'assumed') as Contract;
	const found = routesOf(request).find(({ contracts }) => contracts.includes(contract));
	if (!found) return refused(404, 'There is no such call in this contract');
	if (!isSignedIn(request, contract)) {
		return contract === 'legacy' ? falsy('Authentication Failed') : refused(401, 'Token is missing or invalid');
	}
	if (contract !== 'legacy' && found.writes && !isObject(request.body)) return refused(400, 'The body must be JSON');
	return once(request, context, found);
}

/** A write that carries a key is done once, where keys are honoured (option; nobody has seen it). */
function once(request: SandboxRequest, context: Context, { answer: give, writes }: Route): SandboxResponse {
	const { state, options } = context;
	const key = writes ? request.headers['idempotency-key'] : undefined;
	if (key === undefined || options['idempotency'] !== 'honoured') return give(request, context);
	const before = state.answers.get(key) as SandboxResponse | undefined;
	if (before) return { ...before, note: { ...before.note, repeated: true } };
	const answered = give(request, context);
	if (answered.accepted) state.answers.set(key, answered);
	return answered;
}

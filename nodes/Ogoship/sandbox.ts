/*
 * OGOship's Open API v1, imitated: both hosts (my.ogoship.com for the token, api.ogoship.com for the rest) on one server.
 *
 * Where the understanding comes from
 * - Token request, its form body, lifetimes, single use of the refresh token, scopes, X-OgoKey:
 *   https://support.ogoship.com/hc/en-us/articles/33709608948626 ("Open API"), https://support.ogoship.com/api
 * - Which calls exist: https://openapi.ogoship.com/ (its list of operations; the pages themselves could not be read)
 * - Statuses, what reserves and what deducts, when an order can be cancelled:
 *   https://support.ogoship.com/what-do-the-different-order-statuses-mean,
 *   https://support.ogoship.com/faq-guides/outgoing-shipments/outgoing-shipment-and-order-status/,
 *   https://support.ogoship.com/how-to-cancel-an-order
 * - Editing through the API is a merchant setting and only for New:
 *   https://nettivarasto.fi/aloittaminen/ohjeet-faq/kaeyttoevinkit/order-processing-options/
 * - A shipping code is what the merchant typed for the method: https://odoo.ogoship.com/shipping-methods-basic-configuration
 * - Fields, paging, filters, ApiError, POST answering 200: OGOship's public sample clients
 *   https://github.com/ogoship/PHP-Api and https://github.com/ogoship/DotNetApi (2019 to 2021); facts only.
 *
 * Inferred or assumed, never seen on a real account
 * - The answer to a used reference (option `duplicateReference`: refused like the legacy API does, or a second order).
 * - Paths, property names and enum words in any case. A status is required, as in the PHP model.
 * - Numbers must be JSON numbers. Unknown product codes and unknown or missing shipping codes are refused with 400.
 * - Orders can be made as New, Draft, Reserved or Locked. Cancelling is a PUT with status Cancelled and takes nothing
 *   else from the body; so does releasing a Draft, Reserved or Locked order with status New.
 * - Whether the filter `reference` is exact (option `referenceFilter`); `null` in place of an empty list (`emptyList`).
 * - 403 for a missing scope; stock counts as product; an OAuth error has the shape of RFC 6749.
 * - The X-OgoKey of this merchant is its secret token. 429 has the shape of other errors, without more.
 * - A connector of OGOship's own writes the shop's order number as the reference ("1002").
 *
 * Left out: stock updates (inbound), returns, metadata, webhooks, splitting of orders, tracking service, the legacy API,
 * the merchant settings "only paid orders" and "nearest pick-up point", customs checks, several merchants or warehouses.
 */
import { createHash } from 'node:crypto';

import type {
	DemoData,
	FaultKind,
	SandboxContext,
	SandboxDefinition,
	SandboxRequest,
	SandboxResponse,
} from '../../sandbox/kit';

/** Names in lower case, because the vendor binds them in any case. */
type Fields = Readonly<Record<string, unknown>>;

interface Line {
	readonly code: string;
	readonly quantity: number;
	readonly unitPrice?: unknown;
	readonly vatPercentage?: unknown;
	readonly productInfoUrl?: unknown;
	readonly productPictureUrl?: unknown;
}

interface Order {
	readonly id: string;
	readonly reference: string;
	status: string;
	/** The members of the vendor's order model that are kept as they came. */
	content: Record<string, unknown>;
	orderLines: readonly Line[];
	trackingNumber: string | null;
	trackingUrl: string | null;
	editedMs: number;
}

interface Product {
	readonly id: string;
	code: string;
	content: Record<string, unknown>;
	stock: number;
	editedMs: number;
	stockChangedMs: number;
}

interface State {
	readonly merchant: DemoData['merchant'];
	readonly shippingCodes: readonly string[];
	readonly orders: Order[];
	readonly products: Product[];
	/** Token to its scopes and the end of its life, by the sandbox's clock. */
	readonly accessTokens: Map<string, { readonly scopes: readonly string[]; readonly endsMs: number }>;
	readonly refreshTokens: Map<string, { readonly scopes: readonly string[]; readonly endsMs: number }>;
}

type Context = SandboxContext<State>;

const ACCESS_TOKEN_SECONDS = 5400;
const REFRESH_TOKEN_MS = 14 * 24 * 3600 * 1000;
const SCOPES = [
	'read:order',
	'write:order',
	'read:product',
	'write:product',
	'read:webhook',
	'write:webhook',
	'read:metadata',
	'write:metadata',
];

const STATUSES = ['New', 'Draft', 'Reserved', 'Locked', 'Collecting', 'Pending', 'Cancelled', 'Shipped', 'Returned'];
const STATUSES_TO_CREATE = ['New', 'Draft', 'Reserved', 'Locked'];
const STATUSES_TO_RELEASE = ['Draft', 'Reserved', 'Locked'];
const STATUSES_TO_CANCEL = ['Draft', 'New', 'Pending', 'Reserved'];
const STATUSES_THAT_RESERVE = ['New', 'Pending', 'Reserved', 'Locked'];
const STATUSES_THAT_DEDUCT = ['Collecting', 'Shipped', 'Returned'];

const ORDER_CONTENT = [
	'shippingCode',
	'pickUpPointCode',
	'customer',
	'comments',
	'documents',
	'priceTotal',
	'priceCurrency',
	'cashOnDelivery',
	'test',
];
const CUSTOMER = ['name', 'company', 'address1', 'address2', 'zip', 'city', 'countryCode', 'phone', 'email'];
const CASH_ON_DELIVERY = ['amount', 'currencyCode', 'reference'];
const DOCUMENT = ['type', 'url', 'base64Content'];
const LINE = ['code', 'quantity', 'unitPrice', 'vatPercentage', 'productInfoUrl', 'productPictureUrl'];
const PRODUCT_CONTENT = [
	'languageCode',
	'name',
	'description',
	'eanCode',
	'supplier',
	'supplierCode',
	'group',
	'supplyPrice',
	'currencyCode',
	'salesPrice',
	'infoUrl',
	'pictureUrl',
	'countryOfOrigin',
	'customsDescription',
	'hsCode',
];

interface Route {
	readonly method: string;
	readonly path: RegExp;
	readonly operation: string;
	readonly scope: string;
	readonly answer: (request: SandboxRequest, context: Context, key: string) => SandboxResponse;
}

const ROUTES: readonly Route[] = [
	{ method: 'GET', path: /^\/api\/v1\/orders$/i, operation: 'ordersList', scope: 'read:order', answer: listOrders },
	{
		method: 'POST',
		path: /^\/api\/v1\/orders$/i,
		operation: 'ordersCreate',
		scope: 'write:order',
		answer: createOrder,
	},
	{
		method: 'PUT',
		path: /^\/api\/v1\/orders\/([^/]+)$/i,
		operation: 'ordersUpdate',
		scope: 'write:order',
		answer: updateOrder,
	},
	{
		method: 'GET',
		path: /^\/api\/v1\/products$/i,
		operation: 'productsList',
		scope: 'read:product',
		answer: listProducts,
	},
	{
		method: 'POST',
		path: /^\/api\/v1\/products$/i,
		operation: 'productsCreate',
		scope: 'write:product',
		answer: createProduct,
	},
	{
		method: 'PUT',
		path: /^\/api\/v1\/products\/([^/]+)$/i,
		operation: 'productsUpdate',
		scope: 'write:product',
		answer: updateProduct,
	},
	{ method: 'GET', path: /^\/api\/v1\/stock$/i, operation: 'stockList', scope: 'read:product', answer: listStock },
];

const definition: SandboxDefinition<State> = {
	name: 'ogoship',
	options: {
		duplicateReference: ['refused', 'second'],
		echoPersonalData: ['no', 'yes'],
		apiEdits: ['onlyNew', 'off'],
		referenceFilter: ['exact', 'partial'],
		emptyList: ['array', 'null'],
	},
	seed,
	operationOf: (request) => (isToken(request) ? 'token' : routeOf(request)?.operation),
	answer: (request, _operation, context) => {
		const response = isToken(request) ? answerToken(request, context) : answerApi(request, context);
		return response.accepted ? response : withPersonalData(response, request, context);
	},
	fault: (kind, request, context) => {
		const response = faultAnswer(kind, request, context);
		return response && withPersonalData(response, request, context);
	},
	changes: { addProduct, removeProduct, setStock, setStatus, addOrder },
	credential: ({ merchant }, url) => ({
		type: 'ogoshipApi',
		name: 'OGOship account',
		data: {
			merchantId: merchant.id,
			secretToken: merchant.secretToken,
			clientId: merchant.clientId,
			clientSecret: merchant.clientSecret,
			apiAddress: url,
			signInAddress: url,
		},
	}),
	view,
};

export default definition;

// ------------------------------------------------------------------ seed and view

function seed(data: DemoData): State {
	const momentMs = Date.parse(data.moment);
	const products = data.products
		.filter((product) => product.atWarehouse)
		.map((product) => ({
			id: guid(`product ${product.sku}`),
			code: product.sku,
			content: {
				languageCode: 'en',
				name: product.title,
				eanCode: product.barcode,
				hsCode: product.hsCode,
				salesPrice: Number(product.price),
			},
			stock: product.stock,
			editedMs: momentMs,
			stockChangedMs: momentMs,
		}));
	const orders = data.orders
		.filter((order) => order.plant === 'beforeStartAlreadyThere')
		.map(({ number, lines, placedMinutesAgo }) => ({
			id: guid(`order ${number}`),
			reference: String(number),
			status: 'Shipped',
			content: { shippingCode: 'home_fi', customer: ANYBODY, test: false },
			orderLines: lines.map(({ sku, quantity }) => ({ code: sku, quantity })),
			trackingNumber: `JJFI00000000000000${number}`,
			trackingUrl: `https://track.example.com/JJFI00000000000000${number}`,
			editedMs: momentMs - placedMinutesAgo * 60_000 + 3_600_000,
		}));
	return {
		merchant: data.merchant,
		shippingCodes: ['pickup_fi', 'home_fi', 'letter_fi'],
		orders,
		products,
		accessTokens: new Map(),
		refreshTokens: new Map(),
	};
}

const ANYBODY = {
	name: 'Example Customer',
	address1: 'Esimerkkikatu 1',
	zip: '00100',
	city: 'Helsinki',
	countryCode: 'FI',
	phone: '+3585550000',
	email: 'customer@example.com',
};

/** What tests compare; nobody's name, address, phone or e-mail. */
function view(state: State): unknown {
	return {
		orders: state.orders.map((order) => ({
			id: order.id,
			reference: order.reference,
			status: order.status,
			shippingCode: order.content['shippingCode'] ?? null,
			pickUpPointCode: order.content['pickUpPointCode'] ?? null,
			shipTo: { countryCode: lowerNames(order.content['customer'])['countrycode'] ?? null },
			orderLines: order.orderLines.map(({ code, quantity }) => ({ code, quantity })),
			cashOnDelivery: order.content['cashOnDelivery'] ?? null,
			priceTotal: order.content['priceTotal'] ?? null,
			priceCurrency: order.content['priceCurrency'] ?? null,
			test: order.content['test'] === true,
			commentsPresent: isText(order.content['comments']),
			trackingNumber: order.trackingNumber,
		})),
		products: state.products.map((product) => ({ code: product.code, ...quantities(state, product) })),
	};
}

// ------------------------------------------------------------------ sign-in

function isToken(request: SandboxRequest): boolean {
	return request.method === 'POST' && /^\/oauth\/token$/i.test(request.path);
}

/** Form fields only; JSON is refused. Two grants: the merchant's id and secret token, or a refresh token, once. */
function answerToken(request: SandboxRequest, context: Context): SandboxResponse {
	const { merchant, refreshTokens } = context.state;
	if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
		return oauthError('invalid_request', 'Send the parameters as a form; JSON is not supported here.');
	}
	const form = lowerNames(request.body);
	if (form['client_id'] !== merchant.clientId || form['client_secret'] !== merchant.clientSecret) {
		return oauthError('invalid_client', 'The client id or the client secret is wrong.');
	}
	if (form['grant_type'] === 'refresh_token') {
		const token = String(form['refresh_token']);
		const known = refreshTokens.get(token);
		refreshTokens.delete(token);
		if (!known || known.endsMs <= context.clock.now()) {
			return oauthError('invalid_grant', 'The refresh token is unknown, used or too old.');
		}
		return newTokens(known.scopes, context);
	}
	if (form['grant_type'] !== 'password') return oauthError('unsupported_grant_type', 'Use password or refresh_token.');
	if (form['username'] !== merchant.id || form['password'] !== merchant.secretToken) {
		return oauthError('invalid_grant', 'The merchant id or the secret token is wrong.');
	}
	const scopes = String(form['scope'] ?? '')
		.split(' ')
		.filter(isText);
	const strange = scopes.filter((scope) => !SCOPES.includes(scope));
	if (scopes.length === 0 || strange.length > 0) {
		return oauthError('invalid_scope', `The scope is missing or unknown: ${strange.join(' ')}`);
	}
	return newTokens(scopes, context);
}

function newTokens(scopes: readonly string[], { state, clock, nextId }: Context): SandboxResponse {
	const number = nextId('token');
	const accessToken = digest(`access ${state.merchant.id} ${number}`);
	const refreshToken = digest(`refresh ${state.merchant.id} ${number}`);
	state.accessTokens.set(accessToken, { scopes, endsMs: clock.now() + ACCESS_TOKEN_SECONDS * 1000 });
	state.refreshTokens.set(refreshToken, { scopes, endsMs: clock.now() + REFRESH_TOKEN_MS });
	return done({
		access_token: accessToken,
		token_type: 'Bearer',
		expires_in: ACCESS_TOKEN_SECONDS,
		refresh_token: refreshToken,
	});
}

function oauthError(error: string, description: string): SandboxResponse {
	return { status: 400, body: { error, error_description: description }, accepted: false };
}

function bearerOf(request: SandboxRequest): string {
	return /^bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
}

/** The scopes of the caller; undefined when it is not signed in. */
function scopesOf(request: SandboxRequest, { state, clock }: Context): readonly string[] | undefined {
	const key = request.headers['x-ogokey'];
	if (key !== undefined) return key === state.merchant.secretToken ? SCOPES : undefined;
	const token = state.accessTokens.get(bearerOf(request));
	return token && token.endsMs > clock.now() ? token.scopes : undefined;
}

// ------------------------------------------------------------------ calls

function routeOf(request: SandboxRequest): Route | undefined {
	return ROUTES.find((route) => route.method === request.method && route.path.test(request.path));
}

function answerApi(request: SandboxRequest, context: Context): SandboxResponse {
	const route = routeOf(request);
	if (route === undefined) return refused(404, 'There is no such call.');
	const scopes = scopesOf(request, context);
	if (scopes === undefined) return refused(401, 'The access token is missing, wrong or expired.');
	if (!scopes.includes(route.scope)) return refused(403, `The access token lacks the scope ${route.scope}.`);
	if (request.method !== 'GET' && !isObject(request.body)) return refused(400, 'The body must be a JSON object.');
	const key = decoded(route.path.exec(request.path)?.[1] ?? '');
	return key === undefined ? refused(400, 'The path cannot be read.') : route.answer(request, context, key);
}

function listOrders(request: SandboxRequest, context: Context): SandboxResponse {
	const wanted = request.query['reference'];
	const partial = context.options['referenceFilter'] === 'partial';
	const rows = context.state.orders
		.filter(({ reference }) => !wanted || (partial ? reference.includes(wanted) : reference === wanted))
		.map((order) => ({ changedMs: order.editedMs, row: orderAnswer(order) }));
	return page(request, rows, context);
}

function createOrder(request: SandboxRequest, context: Context): SandboxResponse {
	const { state, clock, options, nextId } = context;
	const body = lowerNames(request.body);
	const problems = orderProblems(body, state, 'create');
	if (problems.length > 0) return refused(400, problems.join(' '));
	const reference = String(body['reference']);
	const second = state.orders.some((order) => order.reference === reference);
	if (second && options['duplicateReference'] !== 'second') {
		return refused(400, `A new order cannot be added, there is an order with the same reference already: ${reference}`);
	}
	const order: Order = {
		id: guid(`new order ${nextId('order')}`),
		reference,
		status: statusWord(body['status']) ?? 'New',
		content: orderContent(body),
		orderLines: linesOf(body),
		trackingNumber: null,
		trackingUrl: null,
		editedMs: clock.now(),
	};
	state.orders.push(order);
	holdOrWait(state, order);
	touchStock(context, order);
	return done(orderAnswer(order), { reference, id: order.id, ...(second && { second: true }) });
}

/** Of two orders with one reference the older is meant (assumed). */
function updateOrder(request: SandboxRequest, context: Context, reference: string): SandboxResponse {
	const { state, options } = context;
	const body = lowerNames(request.body);
	const order = state.orders.find((each) => each.reference === reference);
	if (order === undefined) return refused(404, `There is no order with the reference ${reference}.`);
	const problems = orderProblems(body, state, 'update');
	if (body['reference'] !== reference) problems.push('The reference differs from the one in the path.');
	if (problems.length > 0) return refused(400, problems.join(' '));
	const wanted = statusWord(body['status']) ?? '';
	if (wanted === 'Cancelled') {
		if (!STATUSES_TO_CANCEL.includes(order.status)) {
			return refused(400, `Order ${reference} is ${order.status} and can no longer be cancelled.`);
		}
		moveTo(context, order, wanted);
	} else if (wanted === 'New' && STATUSES_TO_RELEASE.includes(order.status)) {
		moveTo(context, order, wanted);
		holdOrWait(state, order);
	} else {
		if (options['apiEdits'] !== 'onlyNew') return refused(400, 'This merchant does not allow changes through the API.');
		if (order.status !== 'New' || !STATUSES_TO_CREATE.includes(wanted)) {
			return refused(400, `Order ${reference} is ${order.status} and cannot be changed to ${wanted}.`);
		}
		edit(context, order, body, wanted);
	}
	return done(orderAnswer(order), { reference, id: order.id, status: order.status });
}

/** Lines and documents that are given replace the old ones; what is absent stays. */
function edit(context: Context, order: Order, body: Fields, status: string): void {
	touchStock(context, order);
	order.content = { ...order.content, ...orderContent(body) };
	if (body['orderlines'] !== undefined) order.orderLines = linesOf(body);
	moveTo(context, order, status);
	holdOrWait(context.state, order);
}

function listProducts(request: SandboxRequest, context: Context): SandboxResponse {
	const { code, eanCode } = request.query;
	const rows = context.state.products
		.filter((product) => !code || product.code === code)
		.filter((product) => !eanCode || product.content['eanCode'] === eanCode)
		.map((product) => ({ changedMs: product.editedMs, row: productAnswer(context.state, product) }));
	return page(request, rows, context);
}

function createProduct(request: SandboxRequest, context: Context): SandboxResponse {
	const { state, clock, nextId } = context;
	const body = lowerNames(request.body);
	const problems = productProblems(body);
	const code = String(body['code']);
	if (productOf(state, code)) problems.push(`There is a product with the code ${code} already.`);
	if (problems.length > 0) return refused(400, problems.join(' '));
	const now = clock.now();
	const content = chosen(body, PRODUCT_CONTENT);
	const product = {
		id: guid(`new product ${nextId('product')}`),
		code,
		content,
		stock: 0,
		editedMs: now,
		stockChangedMs: now,
	};
	state.products.push(product);
	return done(productAnswer(state, product), { code, id: product.id });
}

/** The path holds the old code, as base64url with `base64url=true`; an EAN that is there is never overwritten. */
function updateProduct(request: SandboxRequest, context: Context, key: string): SandboxResponse {
	const { state, clock } = context;
	const encoded = request.query['base64url']?.toLowerCase() === 'true';
	const oldCode = encoded ? Buffer.from(key, 'base64url').toString('utf8') : key;
	const product = productOf(state, oldCode);
	if (product === undefined) return refused(404, `There is no product with the code ${oldCode}.`);
	const body = lowerNames(request.body);
	const problems = productProblems(body);
	const code = String(body['code']);
	if (code !== oldCode && productOf(state, code)) problems.push(`There is a product with the code ${code} already.`);
	if (problems.length > 0) return refused(400, problems.join(' '));
	const eanCode = product.content['eanCode'];
	product.content = { ...product.content, ...chosen(body, PRODUCT_CONTENT), ...(isText(eanCode) && { eanCode }) };
	product.code = code;
	product.editedMs = clock.now();
	for (const order of state.orders) {
		order.orderLines = order.orderLines.map((line) => (line.code === oldCode ? { ...line, code } : line));
	}
	return done(productAnswer(state, product), { code, id: product.id });
}

function listStock(request: SandboxRequest, context: Context): SandboxResponse {
	const { productCode } = request.query;
	const rows = context.state.products
		.filter((product) => !productCode || product.code === productCode)
		.map((product) => ({
			changedMs: product.stockChangedMs,
			row: {
				productCode: product.code,
				...quantities(context.state, product),
				modified: instant(product.stockChangedMs),
			},
		}));
	return page(request, rows, context);
}

/** `limit` 1 to 250, 50 when absent; `page` from 1; a bare array and no total. */
function page(
	request: SandboxRequest,
	rows: ReadonlyArray<{ changedMs: number; row: unknown }>,
	{ options }: Context,
): SandboxResponse {
	const limit = Number(request.query['limit'] ?? 50);
	const number = Number(request.query['page'] ?? 1);
	if (!Number.isInteger(limit) || limit < 1 || limit > 250) return refused(400, 'limit must be between 1 and 250.');
	if (!Number.isInteger(number) || number < 1) return refused(400, 'page must be 1 or more.');
	const { modifiedAfter } = request.query;
	const afterMs = modifiedAfter ? Date.parse(modifiedAfter) : -Infinity;
	if (Number.isNaN(afterMs)) return refused(400, 'modifiedAfter must be a date and time.');
	const found = rows.filter((each) => each.changedMs > afterMs).map((each) => each.row);
	const shown = found.slice((number - 1) * limit, number * limit);
	return done(shown.length === 0 && options['emptyList'] === 'null' ? null : shown, { rows: shown.length });
}

// ------------------------------------------------------------------ what the vendor checks

/** Every fault of an order, in sentences. An update may leave out the lines and the shipping code. */
function orderProblems(body: Fields, state: State, purpose: 'create' | 'update'): string[] {
	const problems = [...requiredTexts(body, ['reference', 'status'], 'order')];
	const status = statusWord(body['status']);
	if (isText(body['status']) && status === undefined) problems.push(`The status ${body['status']} does not exist.`);
	if (purpose === 'create' && status !== undefined && !STATUSES_TO_CREATE.includes(status)) {
		problems.push(`A new order cannot be ${status}.`);
	}
	problems.push(...customerProblems(body['customer']));
	if (purpose === 'create' || body['orderlines'] !== undefined)
		problems.push(...lineProblems(body['orderlines'], state));
	problems.push(...shippingProblems(body['shippingcode'], state, purpose), ...moneyProblems(body));
	problems.push(...documentProblems(body['documents']));
	if (isGiven(body['test']) && typeof body['test'] !== 'boolean') problems.push('test must be true or false.');
	for (const name of ['comments', 'pickUpPointCode']) {
		const value = body[name.toLowerCase()];
		if (isGiven(value) && typeof value !== 'string') problems.push(`${name} must be a text.`);
	}
	return problems;
}

function customerProblems(value: unknown): string[] {
	if (!isObject(value)) return ['The order has no customer.'];
	const customer = lowerNames(value);
	const problems = requiredTexts(customer, ['name', 'address1', 'city', 'countryCode'], 'customer');
	const country = customer['countrycode'];
	if (isText(country) && !/^[a-z]{2}$/i.test(country)) problems.push('countryCode must have exactly 2 letters.');
	return problems;
}

function lineProblems(value: unknown, state: State): string[] {
	if (!Array.isArray(value) || value.length === 0) return ['The order has no order lines.'];
	return value.flatMap((each: unknown) => {
		const line = lowerNames(each);
		const { code, quantity } = line;
		if (!isText(code)) return ['An order line has no code.'];
		const problems = productOf(state, code) ? [] : [`Product code ${code} was not found.`];
		if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1) {
			problems.push(`The quantity of ${code} must be a whole number above 0.`);
		}
		for (const name of ['unitPrice', 'vatPercentage']) {
			const amount = line[name.toLowerCase()];
			if (isGiven(amount) && typeof amount !== 'number') problems.push(`${name} of ${code} must be a number.`);
		}
		return problems;
	});
}

function shippingProblems(code: unknown, state: State, purpose: 'create' | 'update'): string[] {
	if (!isGiven(code) || code === '') {
		const needed = purpose === 'create' && state.shippingCodes.length > 1;
		return needed ? ['The shippingCode is missing; this merchant has several shipping methods.'] : [];
	}
	return state.shippingCodes.includes(String(code)) ? [] : [`The shippingCode ${String(code)} is not in use.`];
}

function moneyProblems(body: Fields): string[] {
	const problems: string[] = [];
	if (isGiven(body['pricetotal']) && typeof body['pricetotal'] !== 'number')
		problems.push('priceTotal must be a number.');
	if (isGiven(body['pricecurrency']) && !isCurrency(body['pricecurrency']))
		problems.push('priceCurrency must have 3 letters.');
	if (!isGiven(body['cashondelivery'])) return problems;
	const cash = lowerNames(body['cashondelivery']);
	if (typeof cash['amount'] !== 'number') problems.push('cashOnDelivery has no amount.');
	if (isGiven(cash['currencycode']) && !isCurrency(cash['currencycode'])) {
		problems.push('The currencyCode of cashOnDelivery must have 3 letters.');
	}
	return problems;
}

function documentProblems(value: unknown): string[] {
	if (!isGiven(value)) return [];
	if (!Array.isArray(value)) return ['documents must be a list.'];
	const faulty = value.some((each: unknown) => {
		const document = lowerNames(each);
		return !isText(document['type']) || (!isText(document['url']) && !isText(document['base64content']));
	});
	return faulty ? ['A document needs a type, and a url or base64Content.'] : [];
}

function productProblems(body: Fields): string[] {
	const problems = requiredTexts(body, ['code', 'languageCode'], 'product');
	const language = body['languagecode'];
	if (isText(language) && !/^[a-z]{2}$/i.test(language)) problems.push('languageCode must have exactly 2 letters.');
	for (const name of ['supplyPrice', 'salesPrice']) {
		const amount = body[name.toLowerCase()];
		if (isGiven(amount) && typeof amount !== 'number') problems.push(`${name} must be a number.`);
	}
	return problems;
}

function requiredTexts(fields: Fields, names: readonly string[], of: string): string[] {
	return names
		.filter((name) => !isText(fields[name.toLowerCase()]))
		.map((name) => `The field ${name} of the ${of} is missing or no text.`);
}

// ------------------------------------------------------------------ stock

/** All warehouses together. Available goes below zero when more is reserved than there is (assumed). */
function quantities(state: State, product: Product): { stock: number; stockAvailable: number; reserved: number } {
	const reserved = reservedOf(state, product.code);
	return { stock: product.stock, stockAvailable: product.stock - reserved, reserved };
}

function reservedOf(state: State, code: string, except?: Order): number {
	const holding = state.orders.filter((order) => order !== except && STATUSES_THAT_RESERVE.includes(order.status));
	return holding.reduce((total, order) => total + orderedOf(order, code), 0);
}

function orderedOf(order: Order, code: string): number {
	return order.orderLines.reduce((total, line) => total + (line.code === code ? line.quantity : 0), 0);
}

/** A New order whose goods are not all there waits as Pending. */
function holdOrWait(state: State, order: Order): void {
	if (order.status === 'New' && !isCovered(state, order)) order.status = 'Pending';
}

function isCovered(state: State, order: Order): boolean {
	return order.orderLines.every(({ code }) => {
		const stock = productOf(state, code)?.stock ?? 0;
		return stock - reservedOf(state, code, order) >= orderedOf(order, code);
	});
}

/** Gives an order a status, with what that does to the stock. */
function moveTo(context: Context, order: Order, status: string): void {
	const { state, clock } = context;
	const before = STATUSES_THAT_DEDUCT.includes(order.status);
	const after = STATUSES_THAT_DEDUCT.includes(status);
	if (before !== after) {
		for (const { code, quantity } of order.orderLines) {
			const product = productOf(state, code);
			if (product) product.stock += after ? -quantity : quantity;
		}
	}
	order.status = status;
	order.editedMs = clock.now();
	touchStock(context, order);
}

function touchStock({ state, clock }: Context, order: Order): void {
	for (const { code } of order.orderLines) {
		const product = productOf(state, code);
		if (product) product.stockChangedMs = clock.now();
	}
}

// ------------------------------------------------------------------ what the warehouse and its merchant do

function addProduct(input: Record<string, unknown>, { state, clock, nextId }: Context): unknown {
	const code = textOf(input, 'sku');
	if (productOf(state, code)) throw new Error(`There is a product ${code} already`);
	const now = clock.now();
	const content = { languageCode: 'en', name: input['title'] ?? code };
	const id = guid(`new product ${nextId('product')}`);
	state.products.push({ id, code, content, stock: Number(input['stock'] ?? 0), editedMs: now, stockChangedMs: now });
	return { id };
}

function removeProduct(input: Record<string, unknown>, { state }: Context): void {
	state.products.splice(state.products.indexOf(knownProduct(state, textOf(input, 'sku'))), 1);
}

/** Goods arrive or are counted: Pending orders whose goods are now there turn to New by themselves. */
function setStock(input: Record<string, unknown>, context: Context): void {
	const { state, clock } = context;
	const product = knownProduct(state, textOf(input, 'sku'));
	product.stock = Number(input['stock']);
	product.stockChangedMs = clock.now();
	for (const order of state.orders.filter((each) => each.status === 'Pending')) {
		if (isCovered(state, order)) moveTo(context, order, 'New');
	}
}

/** By `reference`, or by `id` where two orders share one. */
function setStatus(input: Record<string, unknown>, context: Context): unknown {
	const order = context.state.orders.find(({ id, reference }) =>
		input['id'] === undefined ? reference === input['reference'] : id === input['id'],
	);
	const status = statusWord(input['status']);
	if (order === undefined) throw new Error(`There is no order ${String(input['id'] ?? input['reference'])}`);
	if (status === undefined) throw new Error(`There is no status ${String(input['status'])}`);
	if (isText(input['trackingNumber'])) {
		order.trackingNumber = input['trackingNumber'];
		order.trackingUrl = `https://track.example.com/${input['trackingNumber'].split(',')[0] ?? ''}`;
	}
	moveTo(context, order, status);
	return { id: order.id };
}

/** An order made in myOGO or by another connector: fields as in the API, what is missing is filled in. */
function addOrder(input: Record<string, unknown>, context: Context): unknown {
	const { state, clock, nextId } = context;
	const body = lowerNames({ customer: ANYBODY, shippingCode: 'home_fi', orderLines: [], ...input });
	const status = statusWord(body['status'] ?? 'New');
	if (status === undefined) throw new Error(`There is no status ${String(body['status'])}`);
	const order: Order = {
		id: guid(`new order ${nextId('order')}`),
		reference: textOf(input, 'reference'),
		status: 'Draft',
		content: orderContent(body),
		orderLines: linesOf(body),
		trackingNumber: null,
		trackingUrl: null,
		editedMs: clock.now(),
	};
	state.orders.push(order);
	moveTo(context, order, status);
	holdOrWait(state, order);
	return { id: order.id };
}

// ------------------------------------------------------------------ answers

function orderAnswer(order: Order): unknown {
	return {
		id: order.id,
		reference: order.reference,
		status: order.status,
		shippingCode: null,
		pickUpPointCode: null,
		comments: '',
		documents: [],
		priceTotal: null,
		priceCurrency: null,
		cashOnDelivery: null,
		test: false,
		...order.content,
		orderLines: order.orderLines,
		trackingNumber: order.trackingNumber,
		trackingUrl: order.trackingUrl,
		warehouseComments: null,
		editTime: instant(order.editedMs),
	};
}

function productAnswer(state: State, product: Product): unknown {
	return {
		id: product.id,
		code: product.code,
		...product.content,
		...quantities(state, product),
		stockUpdate: 0,
		stockUpdateTime: null,
		editTime: instant(product.editedMs),
	};
}

function done(body: unknown, note?: Record<string, unknown>): SandboxResponse {
	return { status: 200, body, accepted: true, ...(note && { note }) };
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
	400: 'BadRequest',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'NotFound',
	429: 'TooManyRequests',
	500: 'InternalServerError',
	503: 'ServiceUnavailable',
};

function refused(status: number, message: string): SandboxResponse {
	const body = { statusCode: status, statusDescription: DESCRIPTIONS[status] ?? '', message };
	return { status, body, accepted: false };
}

/** An expired token stays expired: only a new sign-in helps, as at the vendor. */
function faultAnswer(kind: FaultKind, request: SandboxRequest, { state }: Context): SandboxResponse | undefined {
	switch (kind) {
		case 'expiredToken':
			state.accessTokens.delete(bearerOf(request));
			return refused(401, 'The access token is missing, wrong or expired.');
		case 'rateLimited':
		case 'rateLimitedRetryAfter':
			return refused(429, 'Too many requests.');
		case 'serverError':
			return refused(500, 'An error has occurred.');
		case 'unavailable':
			return refused(503, 'The service is not available.');
		default:
			return undefined;
	}
}

/** With `echoPersonalData` every error tells whose order it was about, or, where it is about none, of the newest one. */
function withPersonalData(response: SandboxResponse, request: SandboxRequest, context: Context): SandboxResponse {
	if (context.options['echoPersonalData'] !== 'yes' || !isObject(response.body)) return response;
	const { orders } = context.state;
	const sent = lowerNames(request.body);
	const reference =
		request.query['reference'] ?? sent['reference'] ?? decoded(routeOf(request)?.path.exec(request.path)?.[1] ?? '');
	const stored = orders.find((order) => order.reference === reference) ?? orders.at(-1);
	const customer = chosen(lowerNames(sent['customer'] ?? stored?.content['customer'] ?? ANYBODY), CUSTOMER);
	const whose = ` Customer: ${Object.values(customer).filter(isText).join(', ')}`;
	const field = 'message' in response.body ? 'message' : 'error_description';
	return { ...response, body: { ...response.body, [field]: `${String(response.body[field])}${whose}` } };
}

// ------------------------------------------------------------------ small things

function productOf(state: State, code: string): Product | undefined {
	return state.products.find((product) => product.code === code);
}

function knownProduct(state: State, code: string): Product {
	const product = productOf(state, code);
	if (product === undefined) throw new Error(`There is no product ${code}`);
	return product;
}

function orderContent(body: Fields): Record<string, unknown> {
	const content = chosen(body, ORDER_CONTENT);
	if (isObject(content['customer'])) content['customer'] = chosen(lowerNames(content['customer']), CUSTOMER);
	if (isObject(content['cashOnDelivery'])) {
		content['cashOnDelivery'] = chosen(lowerNames(content['cashOnDelivery']), CASH_ON_DELIVERY);
	}
	if (Array.isArray(content['documents'])) {
		content['documents'] = content['documents'].map((each: unknown) => chosen(lowerNames(each), DOCUMENT));
	}
	return content;
}

function linesOf(body: Fields): Line[] {
	const lines = Array.isArray(body['orderlines']) ? (body['orderlines'] as unknown[]) : [];
	return lines.map((each) => {
		const line = chosen(lowerNames(each), LINE);
		return { ...line, code: String(line['code']), quantity: Number(line['quantity']) };
	});
}

/** The named members that are given, under these very names. */
function chosen(fields: Fields, names: readonly string[]): Record<string, unknown> {
	const given = names.filter((name) => fields[name.toLowerCase()] !== undefined);
	return Object.fromEntries(given.map((name) => [name, fields[name.toLowerCase()]]));
}

/** The members of an object with names in lower case, one level deep; nothing for what is no object. */
function lowerNames(value: unknown): Fields {
	if (!isObject(value)) return {};
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner]));
}

/** `New` for `NEW`, `new` or `New`; undefined for a word that is no status. */
function statusWord(value: unknown): string | undefined {
	return STATUSES.find((status) => status.toLowerCase() === String(value).toLowerCase());
}

function textOf(input: Record<string, unknown>, name: string): string {
	const value = input[name];
	if (!isText(value)) throw new Error(`"${name}" is missing`);
	return value;
}

function decoded(segment: string): string | undefined {
	try {
		return decodeURIComponent(segment);
	} catch {
		return undefined;
	}
}

/** Whole seconds, as in the vendor's samples. */
function instant(ms: number): string {
	return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null;
}

function isCurrency(value: unknown): boolean {
	return typeof value === 'string' && /^[a-z]{3}$/i.test(value);
}

function digest(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** The same text gives the same id in every run. */
function guid(text: string): string {
	return digest(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/*
 * Which calls there are, and how each is answered. A path the facts do not name is not answered.
 */
import type { FaultKind, QuotedCustomer, SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import {
	addShipment,
	CLIENT_ID,
	CLIENT_SECRET,
	levelKey,
	reservedAt,
	setLevel,
	type Context,
	type Fields,
	type Order,
	type Place,
	type Stage,
	type State,
} from './state';

type Answer = (request: SandboxRequest, context: Context, id: string) => SandboxResponse;

const isObject = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
const iso = (ms: number) => new Date(ms).toISOString();

const done = (data: unknown, more: Fields = {}, note?: Fields): SandboxResponse => ({
	status: 200,
	body: { status: 200, message: 'OK', data, ...more },
	accepted: true,
	...(note && { note }),
});

const refused = (status: number, message: string, errors?: Record<string, string[]>): SandboxResponse => ({
	status,
	body: { status, message, ...(errors && { errors }) },
	accepted: false,
});

function paged<T>(rows: readonly T[], query: SandboxRequest['query'], view: (row: T) => unknown): SandboxResponse {
	const whole = (value: string | undefined, otherwise: number) =>
		/^[1-9]\d*$/.test(value ?? '') ? Number(value) : otherwise;
	const [limit, page] = [Math.min(whole(query['limit'], 100), 300), whole(query['page'], 1)];
	const totalPages = Math.max(1, Math.ceil(rows.length / limit));
	return done(rows.slice((page - 1) * limit, page * limit).map(view), {
		page: { page, limit, totalElements: rows.length, totalPages },
	});
}

// ------------------------------------------------------------------ sign-in

/** POST /v1/admin/service-account/token, JSON of four values; the answer's names are assumed. */
function token(request: SandboxRequest, { state, options, nextId }: Context): SandboxResponse {
	const body = isObject(request.body) ? request.body : {};
	const { clientId, clientSecret, grantType, companyCode } = body;
	if (grantType !== 'client_credentials') return refused(400, 'Unsupported grant type');
	if (clientId !== CLIENT_ID || clientSecret !== CLIENT_SECRET || companyCode !== state.brand.company)
		return refused(401, 'Invalid client');
	const made = `demo-oe-token-${nextId('token')}`;
	state.tokens.add(made);
	const answer =
		options['tokenField'] === 'data.token'
			? { data: { token: made, expiresIn: 300 } }
			: { access_token: made, expires_in: 300 };
	return { status: 200, body: answer, accepted: true };
}

// ------------------------------------------------------------------ orders

const orderView = (order: Order, { brand }: State): Fields => ({
	order_id: order.id,
	order_number: order.number,
	brand_id: brand.id,
	location_id: order.locationId,
	order_status: order.status,
	created_at: iso(order.createdMs),
	updated_at: iso(order.updatedMs),
	source: { channel: 'shopify', shop: null, order_gid: null },
	...order.content,
	items: order.items.map(({ sku, quantity, price }, at) => ({
		line_id: String(at + 1),
		sku,
		name: sku,
		quantity,
		unit_price: price,
		line_total: Math.round(quantity * price * 100) / 100,
	})),
	shipment: shipmentView(order),
	sd: { invoice_id: null, invoice_number: order.invoice },
});

function shipmentView({ shipments, id }: Order): Fields | null {
	const last = shipments.at(-1);
	if (!last) return null;
	const { courierId, trackingNumber, serviceType, bookedMs } = last;
	return {
		order_id: id,
		courier_id: courierId,
		tracking_number: trackingNumber,
		service_type: serviceType,
		status: 'booked',
		label_url: `https://labels.example.test/${trackingNumber}.pdf`,
		events: [{ at: iso(bookedMs), code: 'booked', text: 'Booked' }],
	};
}

/** GET /oe/v2/orders/sales_orders?order_status= (documented; the names of its other filters are assumed) */
const listOrders: Answer = ({ query }, { state, options }) => {
	if (!query['order_status']) return refused(400, 'order_status is required');
	const [from, to] = [query['start_date'], query['end_date']];
	const rows = state.orders
		.filter(({ status }) => status === query['order_status'])
		.filter(
			({ locationId }) =>
				options['locationFilter'] === 'ignored' || !query['location_id'] || locationId === query['location_id'],
		)
		.filter(({ updatedMs }) => (!from || iso(updatedMs) >= from) && (!to || iso(updatedMs) <= to));
	return paged(rows, query, (order) => orderView(order, state));
};

const found = ({ orders }: State, id: string) => orders.find((order) => order.id === id);

const readOrder: Answer = (_request, { state }, id) => {
	const order = found(state, id);
	return order ? done(orderView(order, state)) : refused(404, 'There is no such order');
};

/** Which moves there are (assumed, after the tabs of the portal). */
const MOVES: Readonly<Record<Stage, readonly Stage[]>> = {
	pending: ['awaiting_assigning', 'cancelled'],
	awaiting_assigning: ['awaiting_approval', 'cancelled'],
	awaiting_approval: ['courier_booking', 'awaiting_assigning', 'cancelled'],
	courier_booking: ['awaiting_dispatch', 'dispatched', 'cancelled'],
	awaiting_dispatch: ['dispatched', 'cancelled'],
	dispatched: ['delivered', 'returned'],
	delivered: [],
	returned: [],
	cancelled: [],
};

const moveOrder: Answer = (request, context, id) => {
	const order = found(context.state, id);
	const body = request.body as Fields;
	const to = textOf(body['to_status']) as Stage;
	if (!order) return refused(404, 'There is no such order');
	if (body['from_status'] !== undefined && body['from_status'] !== order.status)
		return refused(409, `The order is ${order.status}`);
	if (!(to in MOVES)) return refused(422, 'Validation failed', { to_status: ['is not a status'] });
	if (!MOVES[order.status].includes(to)) return refused(422, `An order that is ${order.status} cannot become ${to}`);
	order.status = to;
	order.updatedMs = context.clock.now();
	return done(orderView(order, context.state), {}, { id, to });
};

const assignOrder: Answer = (request, { state, clock }, id) => {
	const order = found(state, id);
	const place = state.places.get(textOf((request.body as Fields)['location_id']));
	if (!order) return refused(404, 'There is no such order');
	if (!place?.enabled) return refused(422, 'Validation failed', { location_id: ['is not in use'] });
	if (!['pending', 'awaiting_assigning', 'awaiting_approval'].includes(order.status))
		return refused(422, `An order that is ${order.status} keeps its location`);
	order.locationId = place.id;
	order.updatedMs = clock.now();
	return done(orderView(order, state), {}, { id, location: place.id });
};

// ------------------------------------------------------------------ shipments

const bookShipment: Answer = (request, context, id) => {
	const { state, options } = context;
	const order = found(state, id);
	const body = request.body as Fields;
	const courier = state.couriers.find((each) => each.id === textOf(body['courier_id']));
	if (!order) return refused(404, 'There is no such order');
	if (!courier?.enabled) return refused(422, 'Validation failed', { courier_id: ['is not in use'] });
	if (order.status !== 'courier_booking') return refused(422, `An order that is ${order.status} takes no booking`);
	if (order.shipments.length > 0 && options['secondBooking'] === 'refused')
		return refused(422, 'The order has a shipment already');
	const { trackingNumber } = addShipment(context, order, courier.id, textOf(body['service_type']));
	return done(shipmentView(order), {}, { id, trackingNumber });
};

const trackShipment: Answer = (_request, { state }, number) => {
	const order = state.orders.find(({ shipments }) => shipments.some((each) => each.trackingNumber === number));
	return order ? done(shipmentView(order)) : refused(404, 'There is no such shipment');
};

// ------------------------------------------------------------------ locations, stock, couriers

const placeView = ({ id, name, code, city, country, buffer, enabled, halted, online }: Place): Fields => ({
	location_id: id,
	name,
	location_code: code,
	city,
	country,
	buffer,
	enabled,
	halted,
	online,
});

const listPlaces: Answer = ({ query }, { state }) => paged([...state.places.values()], query, placeView);
const readPlace: Answer = (_request, { state }, id) => {
	const place = state.places.get(id);
	return place ? done(placeView(place)) : refused(404, 'There is no such location');
};

const createPlace: Answer = (request, { state, nextId }) => {
	const body = request.body as Fields;
	const name = textOf(body['name']);
	if (name === '') return refused(422, 'Validation failed', { name: ['is required'] });
	const place: Place = {
		id: String(399 + nextId('location')),
		name,
		code: textOf(body['location_code']),
		city: textOf(body['city']),
		country: textOf(body['country']),
		buffer: Number(body['buffer'] ?? 0),
		enabled: true,
		halted: false,
		online: body['online'] !== false,
	};
	state.places.set(place.id, place);
	return done(placeView(place), {}, { id: place.id });
};

const listLevels: Answer = ({ query }, { state }) => {
	const skus = (query['skus'] ?? '').split(',').filter(Boolean);
	const places = [...state.places.values()].filter(({ id }) => !query['location_id'] || id === query['location_id']);
	const rows = places.flatMap((place) =>
		[...state.skus]
			.filter((sku) => (skus.length === 0 || skus.includes(sku)) && state.levels.has(levelKey(place.id, sku)))
			.map((sku) => ({ place, sku })),
	);
	return paged(rows, query, ({ place, sku }) => {
		const { onHand, updatedMs } = state.levels.get(levelKey(place.id, sku))!;
		const reserved = reservedAt(state, place.id, sku);
		return {
			location_id: place.id,
			sku,
			on_hand: onHand,
			reserved,
			buffer: place.buffer,
			available: onHand - reserved - place.buffer,
			updated_at: iso(updatedMs),
		};
	});
};

/** Disabled and halted locations take the call and leave their stock as it is (knowledge base). */
const setLevels: Answer = (request, context) => {
	const { location_id, mode, items } = request.body as Fields;
	const place = context.state.places.get(textOf(location_id));
	if (!place) return refused(422, 'Validation failed', { location_id: ['does not exist'] });
	if (mode !== 'set' && mode !== 'adjust') return refused(422, 'Validation failed', { mode: ['is not a mode'] });
	if (!Array.isArray(items) || items.length === 0 || items.length > 300)
		return refused(422, 'Validation failed', { items: ['must hold 1 to 300 rows'] });
	const updated: string[] = [];
	const failed: Fields[] = [];
	for (const item of items as Fields[]) {
		const [sku, quantity] = [textOf(item['sku']), Number(item['quantity'])];
		if (!context.state.skus.has(sku)) failed.push({ sku, code: 'unknown_sku', message: 'SKU not found' });
		else if (!Number.isInteger(quantity)) failed.push({ sku, code: 'invalid_quantity', message: 'Not a whole number' });
		else {
			const before = context.state.levels.get(levelKey(place.id, sku))?.onHand ?? 0;
			if (place.enabled && !place.halted)
				setLevel(context, place.id, sku, mode === 'set' ? quantity : before + quantity);
			updated.push(sku);
		}
	}
	const partial = failed.length > 0;
	const body = { status: partial ? 207 : 200, message: partial ? 'PARTIAL' : 'OK', data: { updated, failed } };
	return { status: partial ? 207 : 200, body, accepted: true, note: { updated: updated.length } };
};

const listCouriers: Answer = ({ query }, { state }) =>
	paged(state.couriers, query, ({ id, courier, name, enabled }) => ({
		courier_id: id,
		courier,
		name,
		suffix: '',
		service_type: 'Overnight',
		shipper_area_code: 'LHE',
		enabled,
	}));

// ------------------------------------------------------------------ routes

interface Route {
	readonly operation: string;
	readonly method: string;
	readonly path: RegExp;
	readonly answer: Answer;
	/** Also in the documented contract. */
	readonly isPublic: boolean;
}

const route = (operation: string, method: string, path: string, answer: Answer, isPublic = false): Route => ({
	operation,
	method,
	path: new RegExp(`^/${path.replace('{}', '([^/]+)')}$`),
	answer,
	isPublic,
});

const ROUTES: readonly Route[] = [
	route('token', 'POST', 'v1/admin/service-account/token', token, true),
	route('ordersList', 'GET', 'oe/v2/orders/sales_orders', listOrders, true),
	route('ordersRead', 'GET', 'oe/v2/orders/{}', readOrder),
	route('ordersMove', 'PUT', 'oe/v2/orders/{}/status', moveOrder),
	route('ordersAssign', 'PUT', 'oe/v2/orders/{}/location', assignOrder),
	route('shipmentsBook', 'POST', 'oe/v2/orders/{}/shipments', bookShipment),
	route('shipmentsTrack', 'GET', 'oe/v2/shipments/{}', trackShipment),
	route('locationsList', 'GET', 'oe/v2/locations', listPlaces),
	route('locationsCreate', 'POST', 'oe/v2/locations', createPlace),
	route('locationsRead', 'GET', 'oe/v2/locations/{}', readPlace),
	route('stockList', 'GET', 'oe/v2/inventory', listLevels),
	route('stockSet', 'PUT', 'oe/v2/inventory', setLevels),
	route('couriersList', 'GET', 'oe/v2/couriers', listCouriers),
];

const routeOf = ({ method, path }: SandboxRequest) =>
	ROUTES.find((each) => each.method === method && each.path.test(path));

export const operationOf = (request: SandboxRequest) => routeOf(request)?.operation;

export function answer(request: SandboxRequest, context: Context): SandboxResponse {
	const route = routeOf(request);
	if (!route || (context.options['contract'] === 'documented' && !route.isPublic))
		return refused(404, 'There is no such call');
	if (route.operation !== 'token') {
		if (!context.state.tokens.has(request.headers['token'] ?? '')) return refused(401, 'Token is missing or invalid');
		if (request.method !== 'GET' && !isObject(request.body)) return refused(400, 'The body must be JSON');
	}
	return route.answer(request, context, decodeURIComponent(route.path.exec(request.path)?.[1] ?? ''));
}

export function faultAnswer(kind: FaultKind, { state }: Context): SandboxResponse | undefined {
	if (kind === 'expiredToken') {
		state.tokens.clear();
		return refused(401, 'Token is expired');
	}
	if (kind === 'rateLimited' || kind === 'rateLimitedRetryAfter') return refused(429, 'Too many requests');
	return kind === 'serverError' ? refused(500, 'Internal server error') : undefined;
}

/** Whom an error quotes: the customer of the order a request is about, else of the newest one. */
export function customerOf(request: SandboxRequest, { state }: Context): QuotedCustomer {
	const id = /orders\/([^/]+)/.exec(request.path)?.[1];
	const order = state.orders.find((each) => each.id === id) ?? state.orders.at(-1);
	const { name, email, phone } = (order?.content['customer'] ?? {}) as Fields;
	const { address1 } = (order?.content['shipping_address'] ?? {}) as Fields;
	return { name: textOf(name), email: textOf(email), phone: textOf(phone), address: textOf(address1) };
}

/*
 * The shapes of ShopDesk's answers. The current contracts answer by HTTP status and an envelope; the older one answers
 * HTTP 200 always, and says with a falsy `status` that it did nothing.
 */
import type { FaultKind, SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import type { Context, Fields, Order } from './state';

export const isObject = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
export const textOf = (value: unknown) =>
	typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
export const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

export function done(data: unknown, more: Fields = {}, note?: Fields): SandboxResponse {
	const { status = 200, message = 'OK', ...rest } = more;
	const body = { status, message, data, ...rest };
	return { status: Number(status), body, accepted: true, ...(note && { note }) };
}

/** A refusal of the current contracts; validation says it field by field. */
export function refused(status: number, message: string, errors?: Record<string, string[]>): SandboxResponse {
	return { status, body: { status, message, ...(errors && { errors }) }, accepted: false };
}

/** What the older contract says of everything that went well. */
export function fine(body: Fields, note?: Fields): SandboxResponse {
	return { status: 200, body: { status: true, ...body }, accepted: true, ...(note && { note }) };
}

/** HTTP 200 with a falsy status. It quotes the customer as other refusals do. */
export function falsy(message: string, context?: Context, order?: Order): SandboxResponse {
	const quotes = context?.options['echoPersonalData'] !== 'no' && order;
	const whom = quotes ? ` (customer: ${Object.values(customerIn(order)).filter(Boolean).join(', ')})` : '';
	return { status: 200, body: { status: false, message: `${message}${whom}` }, accepted: false };
}

const ANYBODY = {
	name: 'Testi Esimerkki',
	email: 'person1@example.com',
	phone: '+358555000001',
	address: 'Esimerkkikatu 1',
};

function customerIn({ content }: Pick<Order, 'content'>): typeof ANYBODY {
	const { name, email, phone, shipping_address } = (content['customer'] ?? {}) as Fields;
	return { name: textOf(name), email: textOf(email), phone: textOf(phone), address: textOf(shipping_address) };
}

/** Whom an error quotes: the customer that was sent, else of the newest order. */
export function customerOf(request: SandboxRequest, { state }: Context): typeof ANYBODY {
	const sent = isObject(request.body) && isObject(request.body['customer']) ? request.body : undefined;
	const order = sent ? { content: sent } : state.orders.at(-1);
	return order ? customerIn(order) : ANYBODY;
}

/** The vendor's shape for a fault on demand, by the contract it answers in. */
export function faultAnswer(kind: FaultKind, { options }: Context): SandboxResponse | undefined {
	const isOlder = options['contract'] === 'legacy';
	switch (kind) {
		case 'expiredToken':
			return isOlder ? falsy('Authentication Failed') : refused(401, 'Token is invalid');
		case 'rateLimited':
		case 'rateLimitedRetryAfter':
			return isOlder ? undefined : refused(429, 'Too many requests');
		case 'serverError':
			return isOlder ? undefined : refused(500, 'Internal server error');
		default:
			return undefined;
	}
}

interface Page {
	readonly page: number;
	readonly limit: number;
	readonly totalElements: number;
	readonly totalPages: number;
}

/** `page` from 1 and `limit`, 100 when absent. */
export function pageOf<T>(rows: readonly T[], asked: Fields, most = 300): { readonly rows: readonly T[]; page: Page } {
	const whole = (value: unknown, otherwise: number) => (/^[1-9]\d*$/.test(textOf(value)) ? Number(value) : otherwise);
	const limit = Math.min(whole(asked['limit'], 100), most);
	const page = whole(asked['page'], 1);
	const totalPages = Math.max(1, Math.ceil(rows.length / limit));
	return {
		rows: rows.slice((page - 1) * limit, page * limit),
		page: { page, limit, totalElements: rows.length, totalPages },
	};
}

/** Fields of a body without a name the facts give; a slip of the pen is seen this way. */
export const strangers = (body: Fields, known: readonly string[]): Record<string, string[]> =>
	Object.fromEntries(
		Object.keys(body)
			.filter((name) => !known.includes(name))
			.map((name) => [name, ['is not known']]),
	);

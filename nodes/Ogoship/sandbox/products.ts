/*
 * Products: GET and POST /api/v1/Products, PUT /api/v1/Products/{productCode} under the old code
 * (https://github.com/ogoship/PHP-Api, https://github.com/ogoship/DotNetApi; facts only). There is no DELETE.
 *
 * Assumed: a used code is refused with 400, also on renaming; orders and inbound goods follow a renamed product.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import {
	done,
	faulty,
	isLetters,
	isNumber,
	isString,
	page,
	queryOf,
	refused,
	requiredTexts,
	strangers,
} from './answers';
import { incomingOf } from './inbound';
import type { Context, Product, State } from './state';
import { figuresOf, reservedByCode } from './stock';
import { chosen, guid, instant, isText, lowerNames, type Fields } from './values';

const TEXTS = ['name', 'description', 'eanCode', 'supplier', 'supplierCode', 'group', 'infoUrl', 'pictureUrl'];
const CUSTOMS = ['customsDescription', 'hsCode'];
const PRICES = ['supplyPrice', 'salesPrice'];
const CONTENT = ['languageCode', ...TEXTS, ...PRICES, 'currencyCode', 'countryOfOrigin', ...CUSTOMS];
/** Sent back by somebody who read the product before; of no effect. */
const READ_ONLY = ['id', 'stock', 'stockAvailable', 'reserved', 'stockUpdate', 'stockUpdateTime', 'editTime'];

/** GET /api/v1/Products?code=&eanCode=&modifiedAfter=&limit=&page= */
export function listProducts(request: SandboxRequest, context: Context): SandboxResponse {
	const { code, eancode } = queryOf(request);
	const { state } = context;
	const reserved = reservedByCode(state);
	return page(request, context, {
		rows: [...state.products.values()]
			.filter((product) => !code || product.code === code)
			.filter((product) => !eancode || product.content['eanCode'] === eancode),
		changedMs: (product) => product.editedMs,
		answer: (product) => productAnswer(state, product, reserved),
	});
}

export function createProduct(request: SandboxRequest, context: Context): SandboxResponse {
	const { state, clock, nextId } = context;
	const body = lowerNames(request.body);
	const code = String(body['code']);
	const problems = [...productProblems(body), ...(state.products.has(code) ? [usedCode(code)] : [])];
	if (problems.length > 0) return refused(400, problems.join(' '));
	const now = clock.now();
	const product: Product = {
		id: guid(`new product ${nextId('product')}`),
		code,
		content: chosen(body, CONTENT),
		stock: 0,
		editedMs: now,
		stockChangedMs: now,
	};
	state.products.set(code, product);
	return done(productAnswer(state, product), { code, id: product.id });
}

/** The path holds the old code, as base64url with `base64url=true`; an EAN that is there is never overwritten. */
export function updateProduct(request: SandboxRequest, context: Context, key: string): SandboxResponse {
	const { state, clock } = context;
	const encoded = queryOf(request)['base64url']?.toLowerCase() === 'true';
	const oldCode = encoded ? Buffer.from(key, 'base64url').toString('utf8') : key;
	const product = state.products.get(oldCode);
	if (product === undefined) return refused(404, `There is no product with the code ${oldCode}.`);
	const body = lowerNames(request.body);
	const problems = productProblems(body);
	const code = String(body['code']);
	if (code !== oldCode && state.products.has(code)) problems.push(usedCode(code));
	if (problems.length > 0) return refused(400, problems.join(' '));
	const { eanCode } = product.content;
	product.content = { ...product.content, ...chosen(body, CONTENT), ...(isText(eanCode) && { eanCode }) };
	product.editedMs = clock.now();
	if (code !== oldCode) rename(state, product, code);
	return done(productAnswer(state, product), {
		code,
		id: product.id,
		...(code !== oldCode && { renamedFrom: oldCode }),
	});
}

/** In its old place among the others, so that pages keep their order. */
function rename(state: State, product: Product, code: string): void {
	const oldCode = product.code;
	product.code = code;
	const products = [...state.products.values()];
	state.products.clear();
	for (const each of products) state.products.set(each.code, each);
	const renamed = <T extends { readonly code: string }>(line: T): T =>
		line.code === oldCode ? { ...line, code } : line;
	for (const order of state.orders) order.orderLines = order.orderLines.map(renamed);
	for (const inbound of state.inbound) inbound.products = inbound.products.map(renamed);
}

function usedCode(code: string): string {
	return `There is a product with the code ${code} already.`;
}

function productAnswer(state: State, product: Product, reserved = reservedByCode(state)): unknown {
	return {
		id: product.id,
		code: product.code,
		...product.content,
		...figuresOf(product, reserved),
		...incomingOf(state, product.code),
		editTime: instant(product.editedMs),
	};
}

function productProblems(body: Fields): string[] {
	return [
		...requiredTexts(body, ['code', 'languageCode'], 'product'),
		...faulty(body, ['languageCode'], isLetters(2), 'must have exactly 2 letters.'),
		...faulty(body, ['countryOfOrigin'], isLetters(2), 'must have exactly 2 letters.'),
		...faulty(body, ['currencyCode'], isLetters(3), 'must have 3 letters.'),
		...faulty(body, PRICES, isNumber, 'must be a number.'),
		...faulty(body, [...TEXTS, ...CUSTOMS], isString, 'must be a text.'),
		...strangers(body, ['code', ...CONTENT, ...READ_ONLY], 'product'),
	];
}

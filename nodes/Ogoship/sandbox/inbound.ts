/*
 * Goods on their way in, the vendor's StockUpdate: GET and POST /api/v1/StockUpdate
 * (https://github.com/ogoship/DotNetApi; listed on https://openapi.ogoship.com/).
 *
 * Assumed: a used reference makes a second entry (option `duplicateInbound`), the form of `autoReference`, an entry
 * without products, 400 for a product nobody knows, whole numbers of parcels, and the status words after NEW.
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
import type { Context, Inbound, InboundLine, State } from './state';
import { changeStock } from './stock';
import { chosen, instant, isGiven, isText, lowerNames, textOf, wholeOf, type Fields } from './values';

const TEXTS = ['warehouseCode', 'deliveredBy', 'merchantComments', 'specialAction'];
const COUNTS = ['containers', 'pallets', 'parcels'];
const CONTENT = ['supplier', 'receiveDate', ...TEXTS, ...COUNTS, 'trackingCodes'];
const READ_ONLY = ['status', 'arrivalDate', 'autoReference', 'warehouseComments', 'created', 'modified'];
const LINE_CONTENT = ['name', 'supplyPrice', 'eanCode', 'countryOfOrigin', 'customsDescription', 'hsCode'];
const LINE_FIELDS = ['code', 'expectedQuantity', ...LINE_CONTENT, 'receivedQuantity', 'warehouseComments'];
const MOST_OF_ONE = 1_000_000;
const STATUS = { new: 'NEW', partly: 'PARTLY_RECEIVED', whole: 'RECEIVED' };

/** GET /api/v1/StockUpdate?reference=&autoreference=&modifiedAfter=&limit=&page= */
export function listInbound(request: SandboxRequest, context: Context): SandboxResponse {
	const { reference, autoreference } = queryOf(request);
	return page(request, context, {
		rows: context.state.inbound
			.filter((each) => !reference || each.reference === reference)
			.filter((each) => !autoreference || each.autoReference === autoreference),
		changedMs: (inbound) => inbound.editedMs,
		answer: inboundAnswer,
	});
}

export function createInbound(request: SandboxRequest, context: Context): SandboxResponse {
	const { state, clock, options, nextId } = context;
	const body = lowerNames(request.body);
	const problems = inboundProblems(body, state);
	if (problems.length > 0) return refused(400, problems.join(' '));
	const reference = String(body['reference']);
	const second = state.inbound.some((each) => each.reference === reference);
	if (second && options['duplicateInbound'] === 'refused') {
		return refused(400, `There is a stock update with the reference ${reference} already.`);
	}
	const now = clock.now();
	const inbound: Inbound = {
		reference,
		autoReference: `IN-${String(nextId('inbound')).padStart(6, '0')}`,
		status: STATUS.new,
		content: chosen(body, CONTENT),
		products: rowsOf(body).map(toLine),
		arrivedMs: null,
		createdMs: now,
		editedMs: now,
	};
	state.inbound.push(inbound);
	const { autoReference, products } = inbound;
	return done(inboundAnswer(inbound), {
		reference,
		autoReference,
		products: products.length,
		...(second && { second: true }),
	});
}

/** Goods arrive: what is named in `lines` [{code, quantity}], else everything still expected. More than expected may come. */
export function receiveInbound(input: Record<string, unknown>, context: Context): unknown {
	const inbound = wantedInbound(input, context.state);
	const arrived = arrivedLines(input['lines'], inbound);
	const codes = arrived.map(({ line }) => line.code);
	changeStock(context, codes, () => {
		for (const { line, quantity } of arrived) {
			const product = context.state.products.get(line.code);
			if (product) product.stock += quantity;
			line.receivedQuantity += quantity;
		}
		const now = context.clock.now();
		const open = inbound.products.some((line) => line.receivedQuantity < line.expectedQuantity);
		inbound.status = open ? STATUS.partly : STATUS.whole;
		inbound.arrivedMs ??= now;
		inbound.editedMs = now;
	});
	return { autoReference: inbound.autoReference, status: inbound.status };
}

/** Of several with one reference the first that is not all there; by `autoReference` exactly that one. */
function wantedInbound(input: Record<string, unknown>, { inbound }: State): Inbound {
	const { autoReference } = input;
	const reference = autoReference === undefined ? textOf(input, 'reference') : undefined;
	const found = inbound.filter((each) =>
		reference === undefined ? each.autoReference === autoReference : each.reference === reference,
	);
	const wanted = found.find(({ status }) => status !== STATUS.whole) ?? found[0];
	if (wanted) return wanted;
	throw new Error(`There is no stock update ${String(reference ?? autoReference)}`);
}

function arrivedLines(lines: unknown, { products }: Inbound): Array<{ line: InboundLine; quantity: number }> {
	if (lines === undefined) {
		return products
			.map((line) => ({ line, quantity: line.expectedQuantity - line.receivedQuantity }))
			.filter(({ quantity }) => quantity > 0);
	}
	if (!Array.isArray(lines)) throw new Error('"lines" must be a list of {code, quantity}');
	return (lines as Array<Record<string, unknown>>).map((each) => {
		const line = products.find(({ code }) => code === each['code']);
		if (line === undefined) throw new Error(`The stock update has no product ${String(each['code'])}`);
		return { line, quantity: wholeOf(each, 'quantity', 1) };
	});
}

/** `stockUpdate` and `stockUpdateTime` of a product: how many are on their way, and the earliest estimate. */
export function incomingOf(state: State, code: string): { stockUpdate: number; stockUpdateTime: string | null } {
	let stockUpdate = 0;
	let earliest: string | null = null;
	for (const { products, content } of state.inbound) {
		const open = products.filter((line) => line.code === code && line.receivedQuantity < line.expectedQuantity);
		if (open.length === 0) continue;
		for (const line of open) stockUpdate += line.expectedQuantity - line.receivedQuantity;
		const estimate = instant(Date.parse(String(content['receiveDate'])));
		if (earliest === null || estimate < earliest) earliest = estimate;
	}
	return { stockUpdate, stockUpdateTime: earliest };
}

/** The vendor's StockUpdateResponse, in camelCase throughout. */
function inboundAnswer(inbound: Inbound): unknown {
	return {
		reference: inbound.reference,
		autoReference: inbound.autoReference,
		...inbound.content,
		status: inbound.status,
		arrivalDate: inbound.arrivedMs === null ? null : instant(inbound.arrivedMs),
		warehouseComments: null,
		created: instant(inbound.createdMs),
		modified: instant(inbound.editedMs),
		products: inbound.products.map(({ code, expectedQuantity, receivedQuantity, content }) => ({
			code,
			expectedQuantity,
			...content,
			receivedQuantity,
			warehouseComments: null,
		})),
	};
}

function rowsOf(body: Fields): unknown[] {
	return Array.isArray(body['products']) ? (body['products'] as unknown[]) : [];
}

function toLine(row: unknown): InboundLine {
	const line = lowerNames(row);
	return {
		code: String(line['code']),
		expectedQuantity: Number(line['expectedquantity']),
		receivedQuantity: 0,
		content: chosen(line, LINE_CONTENT),
	};
}

// ------------------------------------------------------------------ what the vendor checks

function inboundProblems(body: Fields, state: State): string[] {
	const isDate = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
	const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
	const isTextList = (value: unknown) => Array.isArray(value) && value.every(isText);
	const products = body['products'];
	if (isGiven(products) && !Array.isArray(products)) return ['products must be a list.'];
	return [
		...requiredTexts(body, ['supplier', 'receiveDate', 'reference'], 'stock update'),
		...faulty(body, ['receiveDate'], isDate, 'must be a date and time.'),
		...faulty(body, TEXTS, isString, 'must be a text.'),
		...faulty(body, COUNTS, isCount, 'must be a whole number, 0 or more.'),
		...faulty(body, ['trackingCodes'], isTextList, 'must be a list of texts.'),
		...strangers(body, ['reference', 'products', ...CONTENT, ...READ_ONLY], 'stock update'),
		...rowsOf(body).flatMap((row) => rowProblems(lowerNames(row), state)),
	];
}

function rowProblems(row: Fields, state: State): string[] {
	const { code } = row;
	const expected = row['expectedquantity'];
	if (!isText(code)) return ['A product of the stock update has no code.'];
	const problems = state.products.has(code) ? [] : [`Product code ${code} was not found.`];
	if (!Number.isInteger(expected) || Number(expected) < 0 || Number(expected) > MOST_OF_ONE) {
		problems.push(`expectedQuantity of ${code} must be a whole number from 0 to ${MOST_OF_ONE}.`);
	}
	const isShort = (most: number) => (value: unknown) => typeof value === 'string' && value.length <= most;
	return [
		...problems,
		...requiredTexts(row, ['countryOfOrigin'], `product ${code}`),
		...faulty(row, ['countryOfOrigin'], isLetters(2), `of ${code} must have exactly 2 letters.`),
		...faulty(row, ['supplyPrice'], isNumber, `of ${code} must be a number.`),
		...faulty(row, ['name', 'eanCode'], isString, `of ${code} must be a text.`),
		...faulty(row, ['customsDescription'], isShort(50), `of ${code} must be a text of 50 characters at most.`),
		...faulty(row, ['hsCode'], isShort(8), `of ${code} must be a text of 8 characters at most.`),
		...strangers(row, LINE_FIELDS, 'product'),
	];
}

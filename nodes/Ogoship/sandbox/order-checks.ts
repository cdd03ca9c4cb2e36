/*
 * What the vendor checks in an order (https://github.com/ogoship/PHP-Api, https://github.com/ogoship/DotNetApi; facts
 * only). Assumed: numbers are JSON numbers; unknown product codes and unknown or missing shipping codes are refused.
 */
import { faulty, isLetters, isNumber, isString, requiredTexts, strangers } from './answers';
import { CASH_ON_DELIVERY, CUSTOMER, DOCUMENT, LINE, ORDER_CONTENT, statusWord } from './order-life';
import type { State } from './state';
import { isGiven, isObject, isText, lowerNames, type Fields } from './values';

/** What an order can be made as. */
export const STATUSES_TO_CREATE = ['New', 'Draft', 'Reserved', 'Locked'];

/** Sent back by somebody who read the order before; of no effect. */
const READ_ONLY = ['id', 'trackingNumber', 'trackingUrl', 'warehouseComments', 'editTime'];
const FIELDS = ['reference', 'status', 'orderLines', ...ORDER_CONTENT, ...READ_ONLY];

/** Every fault of an order, in sentences. An update may leave out the lines and the shipping code. */
export function orderProblems(body: Fields, state: State, purpose: 'create' | 'update'): string[] {
	const problems = [...requiredTexts(body, ['reference', 'status'], 'order'), ...strangers(body, FIELDS, 'order')];
	const status = statusWord(body['status']);
	if (isText(body['status']) && status === undefined) problems.push(`The status ${body['status']} does not exist.`);
	if (purpose === 'create' && status !== undefined && !STATUSES_TO_CREATE.includes(status)) {
		problems.push(`A new order cannot be ${status}.`);
	}
	problems.push(...customerProblems(body['customer']));
	if (purpose === 'create' || body['orderlines'] !== undefined) {
		problems.push(...lineProblems(body['orderlines'], state));
	}
	return [
		...problems,
		...shippingProblems(body['shippingcode'], state, purpose),
		...moneyProblems(body),
		...documentProblems(body['documents']),
		...faulty(body, ['test'], (value) => typeof value === 'boolean', 'must be true or false.'),
		...faulty(body, ['comments', 'pickUpPointCode'], isString, 'must be a text.'),
	];
}

function customerProblems(value: unknown): string[] {
	if (!isObject(value)) return ['The order has no customer.'];
	const customer = lowerNames(value);
	return [
		...requiredTexts(customer, ['name', 'address1', 'city', 'countryCode'], 'customer'),
		...faulty(customer, ['countryCode'], isLetters(2), 'must have exactly 2 letters.'),
		...strangers(customer, CUSTOMER, 'customer'),
	];
}

function lineProblems(value: unknown, state: State): string[] {
	if (!Array.isArray(value) || value.length === 0) return ['The order has no order lines.'];
	return value.flatMap((each: unknown) => {
		const line = lowerNames(each);
		const { code, quantity } = line;
		if (!isText(code)) return ['An order line has no code.'];
		const problems = state.products.has(code) ? [] : [`Product code ${code} was not found.`];
		if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1) {
			problems.push(`The quantity of ${code} must be a whole number above 0.`);
		}
		problems.push(...faulty(line, ['unitPrice', 'vatPercentage'], isNumber, `of ${code} must be a number.`));
		return [...problems, ...strangers(line, LINE, 'order line')];
	});
}

function shippingProblems(code: unknown, state: State, purpose: 'create' | 'update'): string[] {
	if (!isGiven(code) || code === '') {
		const needed = purpose === 'create' && state.shippingMethods.length > 1;
		return needed ? ['The shippingCode is missing; this merchant has several shipping methods.'] : [];
	}
	const inUse = state.shippingMethods.some((method) => method.code === code);
	return inUse ? [] : [`The shippingCode ${String(code)} is not in use.`];
}

function moneyProblems(body: Fields): string[] {
	const problems = [
		...faulty(body, ['priceTotal'], isNumber, 'must be a number.'),
		...faulty(body, ['priceCurrency'], isLetters(3), 'must have 3 letters.'),
	];
	if (!isGiven(body['cashondelivery'])) return problems;
	const cash = lowerNames(body['cashondelivery']);
	if (typeof cash['amount'] !== 'number') problems.push('cashOnDelivery has no amount.');
	return [
		...problems,
		...faulty(cash, ['currencyCode'], isLetters(3), 'of cashOnDelivery must have 3 letters.'),
		...strangers(cash, CASH_ON_DELIVERY, 'cash on delivery'),
	];
}

function documentProblems(value: unknown): string[] {
	if (!isGiven(value)) return [];
	if (!Array.isArray(value)) return ['documents must be a list.'];
	return value.flatMap((each: unknown) => {
		const document = lowerNames(each);
		const isSomewhere = isText(document['url']) || isText(document['base64content']);
		if (!isText(document['type']) || !isSomewhere) return ['A document needs a type, and a url or base64Content.'];
		return strangers(document, DOCUMENT, 'document');
	});
}

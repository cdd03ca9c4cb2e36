/*
 * The unkind vendor: every error quotes the customer, as validation errors that repeat what was sent do. Whoever stores
 * or logs the words of an error stores a name, an e-mail address, a phone number and a street.
 */
import type { QuotedCustomer, SandboxResponse } from './kit';

/** Fields that hold the words of an error. */
const WORDS = /^(message|description|error_description|errors?)$/i;
/** `errors` and `userErrors`, also of an answer that is a success by its status. */
const ERRORS = /errors$/i;

const quote = ({ name, email, phone, address }: QuotedCustomer) =>
	` (customer: ${[name, email, phone, address].filter(Boolean).join(', ')})`;

/** The answer with the customer quoted in the words of all its errors; one without errors stays as it is. */
export function quotingCustomer(response: SandboxResponse, customer: () => QuotedCustomer): SandboxResponse {
	const { status, body } = response;
	const isError = status >= 400;
	if (body === undefined || (typeof body === 'string' && !isError)) return response;
	return { ...response, body: inErrors('message', body, isError, () => quote(customer())) };
}

/** The beginning of an answer that was cut off in the middle of the customer. */
export function cutOffAnswer(customer: (() => QuotedCustomer) | undefined): string {
	return `{"cut off${customer ? quote(customer()) : ''}`;
}

/** A value under a name, with the customer in the words of errors; a list has the name of its field. */
function inErrors(name: string, value: unknown, isError: boolean, words: () => string): unknown {
	if (typeof value === 'string') return isError && areWords(name, value) ? `${value}${words()}` : value;
	if (typeof value !== 'object' || value === null) return value;
	const ofErrors = isError || ERRORS.test(name);
	if (Array.isArray(value)) return value.map((each) => inErrors(name, each, ofErrors, words));
	// Errors that are objects of a library say themselves how they go out.
	const plain = 'toJSON' in value && typeof value.toJSON === 'function' ? (value.toJSON() as object) : value;
	const entries = Object.entries(plain).map(([inner, each]) => [inner, inErrors(inner, each, ofErrors, words)]);
	return Object.fromEntries(entries) as unknown;
}

/** `invalid_grant`: an `error` without blanks is a code that clients compare. */
const areWords = (name: string, text: string) => WORDS.test(name) && !(name === 'error' && !text.includes(' '));

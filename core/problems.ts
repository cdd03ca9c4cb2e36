import { kindName } from './model/kinds';
import type { Problem } from './ports';

/*
 * Every problem in the operator's words. A problem is stored as a code and our own parameters; its sentences are made
 * here, when it is shown. The message says what happened to which record, the description what to do.
 */

export interface Sentence {
	readonly message: string;
	readonly description: string;
}

/** A problem's parameters, cleaned; a parameter that is not there is replaced by the words handed in. */
type Words = (name: string, instead: string) => string;
type Entry = (say: Words) => readonly [message: string, description: string];

/** A sentence's first letter, for words handed in. */
const start = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
const order = (say: Words) => `Order ${say('order', 'without a number')}`;
const target = (say: Words) => say('target', 'the target system');
/** Labels such as "#1005" and "without a number" need a noun; "order #1005" brings its own. */
const record = (say: Words) => {
	const label = say('record', '');
	return /^(order|the|an?|this) /.test(label) ? label : `the record ${label}`;
};
const system = (say: Words) => say('system', 'the service');
const answer = (say: Words) => (say('status', '') === '' ? '' : ` (answer ${say('status', '')})`);
const because = (say: Words) => (say('reason', '') === '' ? '' : `: ${say('reason', '')}`);
const withRequest = (say: Words) => (say('requestId', '') === '' ? '' : ` The request id is ${say('requestId', '')}.`);

/** Field names that an operator meets in no editor, in plain words. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
	address1: 'street address',
	countryCode: 'country',
	zip: 'postal code',
	paymentStatus: 'payment status',
	fulfillmentStatus: 'fulfillment status',
	'risk.level': 'risk level',
};
const fieldWords = (fields: string) =>
	fields
		.split(/,\s*/)
		.map((field) => (Object.hasOwn(FIELD_WORDS, field) ? FIELD_WORDS[field] : field))
		.join(', ');

const COMES_AGAIN = 'It is looked at again with every run and goes through by itself then.';
/** A change in the shop is a new revision, which the next run sends at once. */
const NEXT_RUN = 'The next run then sends it by itself.';
/** Nothing about the order changed, so the next try is hours away. */
const TRIED_LATER = 'It is tried again by itself after some hours; Retry on the problem list does it at once.';
const NOT_TWICE = 'Then run the workflow again: what was written already is not written twice.';

const CATALOGUE = {
	// ------------------------------------------------------------------ the record itself
	WRONG_KIND: (say) => [
		`This item is ${kindName(say('kind', ''))}, and this operation writes ${say('wanted', '') === '' ? 'another kind of record' : kindName(say('wanted', ''))}.`,
		'Put a node before this one that reads the right kind of record, for example Order: Get.',
	],
	NO_ORIGIN: (say) => [
		`${start(record(say))} does not say which system and account it came from.`,
		'Connect the node that read the record directly to this one, or keep its "origin" field when you change the item in between.',
	],
	FIELD_INVALID: (say) => [
		`The field "${fieldWords(say('field', 'unknown'))}" of ${record(say)} cannot be used${because(say)}.`,
		'Correct the field where the record comes from, or in the node that sets it, and run the workflow again.',
	],
	ID_MISSING: (say) => [
		`No ID of ${say('kind', '') === '' ? 'a record' : kindName(say('kind', ''))} can be read from "${say('given', 'an empty value')}".`,
		'Connect the node that found the record directly to this one, or enter the ID under ID in this node.',
	],
	SKU_MISSING: (say) => [
		`${order(say)} has a line without a SKU: ${say('line', 'its title is empty too')}.`,
		'Give the product a SKU in the shop and on this order, then choose Retry for it on the problem list.',
	],
	UNKNOWN_SKU: (say) => [
		`${order(say)} was not sent: ${target(say)} does not know ${say('skus', 'one of its SKUs')}.`,
		`Create the product in ${target(say)} under exactly this SKU, or correct the SKU in the shop. ${TRIED_LATER}`,
	],
	ADDRESS_MISSING: (say) => [
		`${order(say)} was not sent: its delivery address has no ${fieldWords(say('fields', 'complete entry'))}.`,
		`Complete the delivery address in the shop. ${NEXT_RUN}`,
	],
	PHONE_MISSING: (say) => [
		`${order(say)} was not sent: its delivery method needs a phone number and the order has none.`,
		`Add a phone number to the delivery address in the shop. ${NEXT_RUN}`,
	],
	COUNTRY_INVALID: (say) => [
		`${order(say)} was not sent: "${say('country', '?')}" is not a country code that ${target(say)} takes.`,
		`Correct the country of the delivery address in the shop. ${NEXT_RUN}`,
	],
	QUANTITY_INVALID: (say) => [
		`${order(say)} was not sent: the quantity ${say('quantity', '')} of ${say('sku', 'one line')} cannot be used.`,
		'Correct the quantity in the shop; it must be a whole number above zero.',
	],
	SHIPPING_CODE_MISSING: (say) => [
		`${order(say)} was not sent: no delivery code is set for the shop's delivery method "${say('method', 'without a name')}".`,
		'Add this delivery method to Delivery Methods in the node that writes the order, with the code the warehouse uses. ' +
			TRIED_LATER,
	],
	STATUS_UNKNOWN: (say) => [
		`The ${fieldWords(say('field', 'status'))} of ${record(say)} is "${say('word', '?')}", a word this package does not know.`,
		'Report the word to the maintainers of this package; until then handle this record by hand. Nothing was guessed and nothing was written.',
	],
	REFERENCE_INVALID: (say) => [
		`${order(say)} was not sent: its number cannot be made into a reference.`,
		"Check the order's number in the shop and the prefix in the node: only letters, digits, hyphens and underscores can be in a prefix.",
	],
	TOTALS_DIFFER: (say) => [
		`${order(say)} was not sent: its parts add up to ${say('computed', 'another sum')} ${say('currency', '')}, its total is ${say('expected', 'another')} ${say('currency', '')}, a difference of ${say('difference', 'more than rounding')}${say('sum', '') === '' ? '' : ` (${say('sum', '')})`}.`,
		'Compare the lines, delivery, discounts and taxes of the order with its total in the shop, and book this order by hand if the shop is right.',
	],
	AMBIGUOUS: (say) => [
		`${start(record(say))} matches ${say('count', 'several')} records in ${target(say)}, and nothing says which one is meant.`,
		`Look them up in ${target(say)} and make their ${say('key', 'key')} unique; nothing was changed.`,
	],
	NOT_FOUND: (say) => [
		`${start(record(say))} was not found in ${say('source', 'the source system')}.`,
		'Check that the record still exists and that the credential belongs to the account it is in.',
	],
	// ------------------------------------------------------------------ what the target did
	REFUSED: (say) => [
		`${start(target(say))} refused order ${say('order', 'without a number')}${answer(say)}. Nothing was written.`,
		`Read what ${target(say)} says in the details of this item, correct the order or the product, and choose Retry for it on the problem list.`,
	],
	NO_ANSWER: (say) => [
		`It is not known whether order ${say('order', 'without a number')} reached ${target(say)}: no usable answer came.`,
		`Leave it: the next run looks it up in ${target(say)} first and sends it only if it is not there. If it stays on the list, look it up there yourself.`,
	],
	REFERENCE_TAKEN: (say) => [
		`${order(say)} was not sent: its reference ${say('reference', '')} already belongs to ${say('by', '') === '' ? 'another order' : `order ${say('by', '')}`} in ${target(say)}.`,
		"Set a prefix of its own for this shop in the node's Reference Prefix, so that two shops never share a reference.",
	],
	TARGET_MISSING: (say) => [
		`${order(say)} was written to ${target(say)} as ${say('number', 'a document')} and is not there any more.`,
		`Find out who removed it in ${target(say)}. Dismiss the problem if that was meant, or enter the order there by hand.`,
	],
	STAGE_LOCKED: (say) => [
		`${order(say)} was changed in the shop, and ${target(say)} takes no more changes at ${say('stage', '') === '' ? 'its stage' : `the stage "${say('stage', '')}"`}.`,
		`Ask the people at ${target(say)} to make the change by hand, then dismiss the problem.`,
	],
	ALREADY_THERE: (say) => [
		`${order(say)} was placed before the start of this route and already stands in ${target(say)} as ${say('reference', 'another document')}.`,
		'Do nothing if that document is right; if it is not, enter the order there by hand. Nothing was written.',
	],
	CLAIM_LOST: (say) => [
		`${order(say)} was not sent: its turn ran out before it could go.`,
		'Wait for the next run, which sends it. If this happens often, let the workflow handle fewer records at a time.',
	],
	IN_PROGRESS: (say) => [
		`${order(say)} is being written by another run right now.`,
		'Do nothing: the other run finishes it, and if it cannot, a later one does.',
	],
	TWICE_IN_RUN: (say) => [
		`${order(say)} came in more than once in this run; the newest reading is used, this one is not.`,
		'Do nothing, or look at the nodes before this one if you did not expect the order twice.',
	],
	DISMISSED: (say) => [
		`${order(say)} was taken off the list by ${say('by', 'somebody')}${because(say)}.`,
		'Do nothing if that still holds. The order is looked at again when it changes in the shop.',
	],
	// ------------------------------------------------------------------ held back, nobody's fault
	HELD_TEST: (say) => [
		`${order(say)} is a test order and is not sent.`,
		'Do nothing, or place a real order: test orders never leave the shop.',
	],
	HELD_CANCELLED: (say) => [
		`${order(say)} is cancelled and is not sent.`,
		'Do nothing: a cancelled order is not sent. Place a new order in the shop if it was cancelled by mistake.',
	],
	HELD_UNPAID: (say) => [
		`${order(say)} waits: its payment status is "${say('paymentStatus', 'unknown')}".`,
		`Wait for the payment, or mark the order as paid in the shop. ${COMES_AGAIN}`,
	],
	HELD_RISK_PENDING: (say) => [
		`${order(say)} waits: the shop is still checking it for fraud.`,
		`Wait up to half an hour. ${COMES_AGAIN}`,
	],
	HELD_RISK_HIGH: (say) => [
		`${order(say)} waits: the shop rates its fraud risk as high.`,
		'Check the order in the shop, then cancel it there or enter it by hand in the target system.',
	],
	HELD_RISK_CANCEL: (say) => [
		`${order(say)} waits: the shop recommends cancelling it because of fraud risk.`,
		'Check the order in the shop, then cancel it there or enter it by hand in the target system.',
	],
	HELD_NOTHING_TO_SHIP: (say) => [
		`${order(say)} is not sent: nothing in it is left to ship.`,
		'Do nothing if it holds only gift cards, downloads or lines already shipped; else check Requires Shipping on its products in the shop.',
	],
	// ------------------------------------------------------------------ set-up: nothing was written
	SETUP_CREDENTIAL: (say) => [
		`${start(system(say))} refused the sign-in${answer(say)}${because(say)}.`,
		`Open the ${system(say)} credential, enter the keys again and save it. ${NOT_TWICE}`,
	],
	SETUP_CREDENTIAL_MISSING: (say) => [
		`No ${system(say)} credential is chosen in this node.`,
		`Choose the ${system(say)} credential in this node, or create one there, and run the workflow again. Nothing was written.`,
	],
	SETUP_ADDRESS: (say) => [
		`The address of the request may not be used${because(say)}.`,
		'Check the address in the credential and the values this node puts into it. Nothing was sent.',
	],
	SETUP_SHIPPING_MAP: () => [
		'No delivery method is set up, so no order can be sent.',
		"Fill in Delivery Methods in this node: one row for each of the shop's delivery methods, with the code the warehouse uses.",
	],
	SETUP_LEDGER: (say) => [
		`The ledger cannot be used${because(say)}.`,
		`Check that n8n may write to its own folder and that the disk is not full. ${NOT_TWICE}`,
	],
	SETUP_LEDGER_QUEUE: () => [
		'The built-in ledger cannot be used here: n8n runs with several workers, and each would have a ledger of its own.',
		'Run n8n as one process (regular mode), or set Ledger to Off in this node: it then looks at the target before every write and remembers nothing. Nothing was written.',
	],
	SETUP_PARAMETER: (say) => [
		`The setting "${say('name', 'unknown')}" of this node cannot be used${because(say)}.`,
		`Correct "${say('name', 'the setting')}" in this node and run the workflow again. Nothing was written.`,
	],
	SETUP_START_MISSING: () => [
		'It is not set from which day on orders are to be sent.',
		'Enter a date in Forward Orders Placed After, usually the day this connection goes live. Nothing was written.',
	],
	SETUP_OTHER_CONNECTOR: (say) => [
		`${order(say)} already stands in ${target(say)} as ${say('reference', 'another document')}: another connection sends the same orders.`,
		`Switch the other connection between the shop and ${target(say)} off first, or every order arrives twice. Nothing was written for this order.`,
	],
	SETUP_ROUTE: (say) => [
		`It is not clear where the records of this account go: ${say('routes', 'there are several ways')}.`,
		'Enter the system, or the system with its account, under Where the Records Go in this node and run the workflow again.',
	],
	SETUP_CANCELLED: () => [
		'The run was stopped before this item was finished.',
		'Run the workflow again; what was written already is not written twice.',
	],
	SETUP_SCOPES: (say) => [
		`${start(system(say))} does not allow this credential what ${say('operation', 'this operation')} needs: ${say('scopes', 'a permission')}.`,
		`Grant the missing permission in ${system(say)}, reinstall the app there if it asks for it, and run Check Connection. ${NOT_TWICE}`,
	],
	SETUP_ACCOUNT: (say) => [
		`It is not clear which ${system(say)} account this credential belongs to${because(say)}.`,
		`Open the ${system(say)} credential, check that it belongs to the right account and run Check Connection. Nothing was written.`,
	],
	SETUP_LIMIT: (say) => [
		`${start(system(say))} kept asking to slow down, and the run gave up waiting.`,
		`Wait a few minutes and run the workflow again. If it happens often, run it less often or find out what else uses this ${system(say)} account.`,
	],
	SETUP_SERVICE: (say) => [
		`${start(system(say))} could not be reached or could not answer${answer(say)}.`,
		`Wait and run the workflow again; if it lasts, look at the status page of ${system(say)}.`,
	],
	INTERNAL: (say) => [
		`Something went wrong inside this package${say('place', '') === '' ? '' : ` (${[say('fault', ''), say('place', '')].filter(Boolean).join(' in ')})`}.`,
		'Report this text to the maintainers of this package. The records of this run are tried again with the next one.',
	],
} satisfies Readonly<Record<string, Entry>>;

export type ProblemCode = keyof typeof CATALOGUE;

/** Every code there is. */
export const PROBLEM_CODES = Object.keys(CATALOGUE) as readonly ProblemCode[];

/** Whether a code is in the catalogue. */
export function isProblemCode(code: string): code is ProblemCode {
	return Object.hasOwn(CATALOGUE, code);
}

/** A problem with those of its parameters that have a value. */
export function problem(
	code: ProblemCode,
	params: Readonly<Record<string, string | undefined>> = {},
	requestId?: string,
): Problem {
	const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return { code, params: Object.fromEntries(given), ...(requestId === undefined ? {} : { requestId }) };
}

/**
 * The two sentences of a problem. Total: a code nobody knows is named in a plain sentence, a missing parameter is
 * worded around, and whatever a parameter holds is shown as one short line.
 */
export function sentence(problem: Problem): Sentence {
	const say = wordsOf(problem);
	const entry: Entry = isProblemCode(problem.code) ? CATALOGUE[problem.code] : unknownCode(problem.code);
	const [message, description] = entry(say);
	// `problem.requestId` is the glue's to show; a parameter of that name is shown here.
	const request = problem.requestId === undefined ? withRequest(say) : '';
	return { message: tidy(message), description: tidy(description + request) };
}

/** The sentences of a problem whose record will not be tried again by itself. */
export function givenUp(problem: Problem, attempts: number): Sentence {
	const { message, description } = sentence(problem);
	const tries = attempts === 1 ? 'one attempt' : `${attempts} attempts`;
	return {
		message: `Given up after ${tries}: ${message}`,
		description: `${description} Then choose Retry on the problem list, since it is not tried again by itself, or Dismiss.`,
	};
}

function unknownCode(code: unknown): Entry {
	const shown = clean(code) || 'without a code';
	return () => [
		`A record could not go through (${shown}).`,
		'Check whether this package was updated on every n8n server, and report the word in brackets to its maintainers if it was.',
	];
}

const LONGEST_PARAM = 200;

function wordsOf(problem: Problem): Words {
	const params: Readonly<Record<string, unknown>> = problem.params ?? {};
	return (name, instead) => {
		return clean(Object.hasOwn(params, name) ? params[name] : undefined) || instead;
	};
}

/** One short line: no control, direction or line characters, and no half characters at the cut. */
function clean(value: unknown): string {
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '';
	const line = String(value)
		.slice(0, LONGEST_PARAM * 10)
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\s]+/gu, ' ')
		.trim();
	const characters = [...line];
	return characters.length > LONGEST_PARAM ? `${characters.slice(0, LONGEST_PARAM).join('')}…` : line;
}

/** Blanks left where a parameter was missing. */
function tidy(text: string): string {
	return text
		.replace(/ {2,}/g, ' ')
		.replace(/ ([.,:])/g, '$1')
		.trim();
}

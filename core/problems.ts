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
/** How a sentence begins that is about one record; orders are the rule, other kinds say what they are. */
const NOUNS: Readonly<Record<string, string>> = {
	shipment: 'Shipment',
	product: 'Product',
	customer: 'Customer',
	inbound: 'Inbound delivery',
	cancellation: 'The cancellation of order',
	confirmation: 'The confirmation of order',
	invoice: 'The invoice of order',
	posting: 'The invoice of order',
	payment: 'The payment of order',
	refund: 'Refund',
	payout: 'Payout',
	call: 'The call of',
	tags: 'The list of tags of order',
	status: 'The status of order',
	stockLevel: 'The stock level of',
	completion: 'The completion of order',
	price: 'The price of',
	collection: 'Collection',
	salesCatalog: 'Sales catalog',
	company: 'Company',
	upload: 'The file for',
	location: 'Location',
};
const order = (say: Words) => `${NOUNS[say('kind', 'order')] ?? 'Order'} ${say('order', 'without a number')}`;
/** The same in the middle of a sentence. */
const anOrder = (say: Words) => order(say).replace(/^./, (letter) => letter.toLowerCase());
/** What is to be entered, looked up or ordered by hand: the thing itself. */
const thing = (say: Words) => (say('kind', 'order') === 'order' ? 'order' : 'record');
const target = (say: Words) => say('target', 'the target system');
/** Labels such as "#1005" and "without a number" need a noun; "order #1005" brings its own. */
const record = (say: Words) => {
	const label = say('record', '');
	return /^(order|the|an?|this) /.test(label) ? label : `the record ${label}`;
};
const system = (say: Words) => say('system', 'the service');
const answer = (say: Words) => (say('status', '') === '' ? '' : ` (answer ${say('status', '')})`);
/** Orders that a target shows to nobody without a permission of its own. */
const hidden = (say: Words) =>
	say('hiddenAfterDays', '') === ''
		? ''
		: `: without the permission for all orders, those older than ${say('hiddenAfterDays', '')} days are hidden`;
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
	VARIANTS_WITHOUT_SKU: (say) => [
		`${order(say)} was not sent: none of its variants has a SKU.`,
		`Give its variants a SKU where the product comes from. ${NEXT_RUN}`,
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
		`Correct the quantity where the record comes from; it must be a whole number${say('most', '') === '' ? ' above zero' : ` of ${say('most', '')} at most`}.`,
	],
	SHIPPING_CODE_MISSING: (say) => [
		`${order(say)} was not sent: no delivery code is set for the shop's delivery method "${say('method', 'without a name')}".`,
		'Add this delivery method to Delivery Methods in the node that writes the order, with the code the warehouse uses. ' +
			TRIED_LATER,
	],
	TAX_UNMAPPED: (say) => [
		`${order(say)} was not sent: ${say('count', '') === '' ? `no tax of ${target(say)} is` : `${say('count', '')} taxes of ${target(say)} are`} known for ${say('rate', 'one of its rates')}${say('prices', '') === '' ? '' : ` and prices ${say('prices', '')}`}.`,
		`Add the rate to Taxes in the node that writes the order, with the tax it is in ${target(say)}. ${TRIED_LATER}`,
	],
	JOURNAL_MISSING: (say) => [
		`${order(say)} was not written: no journal of ${target(say)} is chosen for ${say('method', '') === '' ? 'its payment' : `the payment method "${say('method', '')}"`}.`,
		`Add the payment method to Journals in this node, or choose a Journal for all that have no row of their own. ${TRIED_LATER}`,
	],
	LINE_PRODUCT_MISSING: (say) => [
		`${order(say)} was not sent: it has an amount that is no product of the shop (${say('line', 'an extra line')}), and no product of ${target(say)} is chosen for it.`,
		`Create a service product for it in ${target(say)} and choose it under Products for Other Lines in the node that writes the order. ${TRIED_LATER}`,
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
	WEBHOOK_UNREADABLE: (say) => [
		`A genuine message of ${system(say)} ("${say('topic', 'an event')}") names no record that can be read.`,
		'Do nothing: the next run on schedule finds what changed. Report it to the maintainers of this package if it comes again.',
	],
	NOT_FOUND: (say) => [
		`${start(record(say))} was not found in ${say('source', 'the source system')}.`,
		'Check that the record still exists and that the credential belongs to the account it is in.',
	],
	KEY_MISSING: (say) => [
		`${start(record(say))} has no ${say('key', '') === 'barcode' ? 'barcode' : 'SKU'} by which it could be found.`,
		'Give the product one where the record comes from, or choose another key under Match By in this node.',
	],
	CUSTOMER_KEY_MISSING: (say) => [
		`${start(record(say))} has neither an e-mail address nor a phone number by which it could be found.`,
		'Add one of them where the record comes from, or set Custom ID under Options in this node.',
	],
	SHARED_KEY: (say) => [
		`${order(say)} was not sent: ${say('by', 'another record')} of this run is the same one in ${target(say)}.`,
		say('kind', '') === 'product' || say('kind', '') === 'price'
			? 'Give the two different SKUs where they come from, or keep only one of them there.'
			: 'Correct the e-mail address or the phone number of one of the two where they come from, or merge them there.',
	],
	PRODUCT_SHARED: (say) => [
		`${order(say)} was not sent: "${say('number', 'the product')}" in ${target(say)} has one of its SKUs and belongs to another record.`,
		'Give the two records different SKUs where they come from, or take the metafield commerce_bridge.source off that product; then choose Retry on the problem list.',
	],
	OPTIONS_DIFFER: (say) => [
		`${order(say)} has ${say('count', 'new')} variants that ${target(say)} lacks, and its options there are ${say('there', 'none')} instead of ${say('wanted', 'none')}.`,
		`Give the product in ${target(say)} the same options by hand, or switch New Variants off under Fields to Keep as in the Record. ${TRIED_LATER}`,
	],
	NOT_IN_SHOP: (say) => [
		`${start(target(say))} has no product for ${say('record', 'this SKU')}.`,
		`Do nothing if it is not sold there; else create the product in ${target(say)} under exactly this key.`,
	],
	NOT_COUNTED: (say) => [
		`${start(target(say))} does not count the stock of ${say('record', 'this product')} itself.`,
		`Do nothing if that is meant (a service, a bundle); else switch stock tracking on for it in ${target(say)}.`,
	],
	NOT_STOCKED: (say) => [
		`${start(target(say))} does not keep ${say('record', 'this product')} at this place, and nothing was changed.`,
		'Do nothing if that is meant; else switch Stock New Products Here on in this node, or stock the product at the place in the shop.',
	],
	MOVE_REFUSED: (say) => [
		`${order(say)} was not moved in ${target(say)}: it is "${say('stage', 'at another stage')}", and from there it does not become "${say('wanted', 'that')}".`,
		'Do nothing if it has gone on already; else move it through the stages between. Force under Options moves it all the same.',
	],
	MOVE_WITHOUT_INVOICE: (say) => [
		`${order(say)} was not moved in ${target(say)}: its courier is booked once ShopDesk has invoiced it, and no invoice is known.`,
		'Wait for ShopDesk’s invoice, which moves the order by itself; or give its number under Invoice Number in this node.',
	],
	OUTLET_MISSING: (say) => [
		`${order(say)} was not sent: no outlet of ${target(say)} is mapped to the location ${say('location', 'it names')}.`,
		`Give an outlet this location with Outlet: Map to OE, or choose another location in this node. ${TRIED_LATER}`,
	],
	MAPPING_TAKEN: (say) => [
		`${start(record(say))} was not mapped: the location ${say('location', '')} belongs to the outlet ${say('other', 'of another')} already.`,
		'Create a location of its own for it in OmniEngine, or free the location from the other outlet first. Two outlets never share one.',
	],
	NO_CALL_FOR_OUTLET: (say) => [
		`${start(record(say))} was not changed: under this contract the credential works for the outlet ${say('outlet', 'it belongs to')} alone.`,
		'Create a credential with the keys of that outlet, and enter its ID there under Outlet ID.',
	],
	FILE_ROW: (say) => [
		`Line ${say('line', '?')} of the file was left out: its ${say('field', 'content')} cannot be used${because(say)}.`,
		'Correct the line and bring the file again. The other lines are not touched by it.',
	],
	FILE_TWICE: (say) => [
		`${start(record(say))} was not written into the file${say('place', '') === '' ? '' : ` of ${say('place', '')}`}: it came in more than once.`,
		'Correct that where the records come from, so that only one of them comes in, and run the workflow again.',
	],
	LOCATION_UNMAPPED: (say) => [
		`It is not set where the stock of ${say('record', 'this product')} goes: no place is chosen for ${say('location', '') === '' ? 'it' : `"${say('location', '')}"`}.`,
		'Add the place to Location Map in this node, or choose a Location for all that have no row of their own.',
	],
	STOCK_MOVED: (say) => [
		`The stock of ${say('record', 'this product')} in ${target(say)} changed after it was read; the older figure was not written over it.`,
		'Do nothing: the next run reads both again.',
	],
	// ------------------------------------------------------------------ what the target did
	LEVEL_REFUSED: (say) => [
		`${start(target(say))} refused the stock level of ${say('record', 'this product')}${say('answer', '') === '' ? '' : ` (${say('answer', '')})`}. The other levels are not touched by it.`,
		`Look at the product and at the place in ${target(say)}: a bundle or a place that was closed takes no stock. It is set again with the next run.`,
	],
	REFUSED: (say) => [
		`${start(target(say))} refused ${anOrder(say)}${answer(say)}. Nothing was written.`,
		`Read what ${target(say)} says in the details of this item, correct the record or the product it names, and choose Retry for it on the problem list.`,
	],
	RIGHT_MISSING: (say) => [
		`${start(target(say))} did not take ${anOrder(say)}: the user of this credential has no right to ${say('model', '') === '' ? 'what that needs' : `write "${say('model', '')}"`}. Nothing was written.`,
		`Give that user ${say('groups', '') === '' ? 'the right' : `one of these groups: ${say('groups', '')}`} in the settings of ${target(say)}, or use the credential of a user who has it. ${TRIED_LATER}`,
	],
	NO_ANSWER: (say) => [
		`It is not known whether ${anOrder(say)} reached ${target(say)}: no usable answer came.`,
		`Leave it: the next run looks it up in ${target(say)} first and sends it only if it is not there. If it stays on the list, look it up there yourself.`,
	],
	NOT_VISIBLE: (say) => [
		`${order(say)} was not written: ${say('what', '') === '' ? 'it' : `its ${say('what', '')}`} stands in ${target(say)}, and this credential may not see it.`,
		`Give the user of the credential access to it in ${target(say)}, or choose the right company in the credential. ${TRIED_LATER}`,
	],
	NOT_CONFIRMED: (say) => [
		`${order(say)} stands in ${target(say)} as ${say('number', 'a quotation')} and is not ${say('wanted', 'confirmed')} yet${because(say)}.`,
		`Open it in ${target(say)}: what it says there on the same step is the reason. It is tried again by itself after some hours; Retry on the problem list does it at once.`,
	],
	REFERENCE_TAKEN: (say) => [
		`${order(say)} was not sent: its reference ${say('reference', '')} already belongs to ${say('by', '') === '' ? 'another order' : `order ${say('by', '')}`} in ${target(say)}.`,
		"Set a prefix of its own for this shop in the node's Reference Prefix, so that two shops never share a reference.",
	],
	TARGET_MISSING: (say) => [
		`${order(say)} was written to ${target(say)} as ${say('number', 'a document')} and is not there any more.`,
		`Find out who removed it in ${target(say)}. Dismiss the problem if that was meant, or enter the ${thing(say)} there by hand.`,
	],
	STAGE_LOCKED: (say) => [
		`${order(say)} was changed in the shop, and ${target(say)} takes no more changes at ${say('stage', '') === '' ? 'its stage' : `the stage "${say('stage', '')}"`}.`,
		`Ask the people at ${target(say)} to make the change by hand, then dismiss the problem.`,
	],
	STATUS_MOVED_ON: (say) => [
		`${order(say)} was not moved to "${say('status', 'the new status')}": it stands in ${target(say)} as "${say('stage', 'something else')}".`,
		`Look at the order in ${target(say)}: somebody moved it meanwhile. Add that status to Only From in this node if it may be moved from there.`,
	],
	STILL_COLLECTS: (say) => [
		`${start(target(say))} collects ${say('collects', 'an amount')} at the door for order ${say('order', 'without a number')}, and the shop asks for ${say('asked', 'another one')}.`,
		`Ask the people at ${target(say)} to correct cash on delivery before the parcel leaves, then dismiss the problem. If it has left, give back to the customer what was paid twice.`,
	],
	EDIT_NOT_ALLOWED: (say) => [
		`${start(target(say))} refused ${say('kind', 'order') === 'order' ? `to change ${anOrder(say)}` : anOrder(say)}${answer(say)}. Nothing was written.`,
		`Check whether ${target(say)} lets orders be changed from outside after they were sent${say('setting', '') === '' ? '' : ` (${say('setting', '')})`}: that is off until somebody switches it on. Else make the change there by hand and dismiss the problem.`,
	],
	CANCEL_TOO_LATE: (say) => [
		`Order ${say('order', 'without a number')} is cancelled in the shop, and ${target(say)} no longer lets it be cancelled${say('stage', '') === '' ? '' : ` at the stage "${say('stage', '')}"`}.`,
		say('button', '') === ''
			? `Ask the customer to send the goods back, or to refuse the parcel, and handle it as a return in ${target(say)}; then dismiss the problem.`
			: `Open the order in ${target(say)} and press "${say('button', '')}"; it is not always in time. ${TRIED_LATER}`,
	],
	STILL_LEAVES: (say) => [
		`${order(say)} has nothing left to send in the shop, and it stands in ${target(say)}${say('stage', '') === '' ? '' : ` at the stage "${say('stage', '')}"`}.`,
		`Open the order in ${target(say)} and cancel it there by hand before it leaves; the problem then closes by itself. If it is to go after all, add its goods to the order in the shop again.`,
	],
	CANCEL_PART_LEFT: (say) => [
		`Order ${say('order', 'without a number')} was split in ${target(say)}, and only one part is cancelled: ${say('reference', 'the other part')} is not.`,
		`Open the other part in ${target(say)} and cancel it there by hand. ${TRIED_LATER}`,
	],
	PARTLY_REFUSED: (say) => [
		`${order(say)} was not written whole: ${target(say)} refused ${say('skus', 'one of its SKUs')}${answer(say)}.`,
		`Read what ${target(say)} says in the details of this item and correct the product; what went through stays. ${TRIED_LATER}`,
	],
	INBOUND_EXISTS: (say) => [
		`Inbound delivery ${say('order', 'without a number')} already stands in ${target(say)} and says something else: ${fieldWords(say('fields', 'its contents'))}. Nothing was written.`,
		`Compare the two. Correct the one in ${target(say)} by hand, or give this delivery a reference of its own; what was announced is never changed from here.`,
	],
	LINES_TOO_MANY: (say) => [
		`${order(say)} was not sent: it has ${say('count', 'more')} lines, and ${target(say)} takes ${say('most', 'fewer')} in one order.`,
		`Enter the order in ${target(say)} by hand in two parts, then dismiss the problem.`,
	],
	EXCHANGE_RATE_MISSING: (say) => [
		`${order(say)} was not sent: ${target(say)} refused it${answer(say)}, and no exchange rate is set for ${say('currency', 'its currency')}.`,
		`Add the currency to Exchange Rates under Options in this node, and to the currencies of ${target(say)} if it is not there. ${TRIED_LATER}`,
	],
	CURRENCY_DIFFERS: (say) => [
		`${order(say)} was not sent: it is in ${say('currency', 'another currency')}, and the prices of ${target(say)} are in ${say('wanted', 'one of its own')}.`,
		`Enter the ${thing(say)} there by hand, or send it to a shop with this currency. Amounts are never converted.`,
	],
	STOCK_MISSING: (say) => [
		`${order(say)} was not sent: ${target(say)} has not enough stock for it.`,
		`Check the stock of its products in ${target(say)}, or choose another Inventory Behaviour in this node if it may fall below zero. ${TRIED_LATER}`,
	],
	CHANGE_BY_HAND: (say) => [
		`${order(say)} stands in ${target(say)} with other goods or amounts: ${say('what', 'its lines differ')}.`,
		`Open the order in ${target(say)} and change its lines by hand, because that moves money and stock; then dismiss the problem.`,
	],
	ORDER_NOT_READY: (say) => [
		`${order(say)} was held whole: ${say('reasons', 'something it needs is missing')}.`,
		'Complete what is missing where the order comes from; it goes through with the next run. A line without a key can also be left out: Allow Short Orders in the node that looked at it.',
	],
	ORDER_EMPTY: (say) => [
		`${order(say)} was not sent: nothing is left in it that could be booked.`,
		`Do nothing if it never stood in ${target(say)}; if it does, cancel it there by hand or with Order: Cancel.`,
	],
	ORDER_CUSTOMER_MISSING: (say) => [
		`${order(say)} was not sent: it says neither which customer it is from nor an e-mail address.`,
		`Add the customer's e-mail address to the order in the shop, or choose one fixed customer for all orders in this node. ${NEXT_RUN}`,
	],
	TAX_CODE_MISSING: (say) => [
		`${order(say)} was not sent: ${say('reason', '') === '' ? `${target(say)} has no single tax code for ${say('rate', 'one of its tax rates')}` : say('reason', '')}.`,
		`Add the rate to Tax Codes in this node, with the code it has in ${target(say)}. ${TRIED_LATER}`,
	],
	CHARGE_PRODUCT_MISSING: (say) => [
		`${order(say)} was not sent: no product is set for its ${say('what', 'charges')} of ${say('amount', 'some amount')} ${say('currency', '')}.`,
		`Enter the product for it under Products for Charges in this node, as it is called in ${target(say)}. ${TRIED_LATER}`,
	],
	STATUS_NOT_SET: (say) => [
		`${order(say)} stands in ${target(say)} as ${say('reference', 'a new document')}, but could not be given the status "${say('wanted', 'that was wanted')}"${answer(say)}.`,
		`Give it the status in ${target(say)} by hand, and the problem closes by itself; or choose another one under New Orders Arrive As in this node. ${TRIED_LATER}`,
	],
	NOTHING_TO_COMPLETE: (say) => [
		`Order ${say('order', 'without a number')} does not stand in ${target(say)}, so there is nothing to complete.`,
		'Do nothing if it is still on its way: it is looked at again with every run. Else send it with Order: Create or Update first.',
	],
	COMPLETE_TOO_LATE: (say) => [
		`Order ${say('order', 'without a number')} cannot be completed in ${target(say)} at the stage "${say('stage', 'it is in')}".`,
		`Look at the order in ${target(say)}: one that was deleted there cannot be completed. Dismiss the problem if that was meant.`,
	],
	REFUND_IN_ORDER: (say) => [
		`${order(say)} needs no credit note: its order ${say('reference', '')} in ${target(say)} no longer holds what was refunded.`,
		'Do nothing: the order itself was changed.',
	],
	REFUND_WAITS: (say) => [
		`${order(say)} waits: its order ${say('reference', '')} is not completed in ${target(say)} yet, and what is refunded until then is taken off the order itself.`,
		'Do nothing if Order: Create or Update runs for this shop. Else choose a credit note at once under Orders Not Completed Yet in this node.',
	],
	REFUND_UNCLEAR: (say) => [
		`${order(say)} was not sent: a part of it was taken off its order ${say('reference', '')} in ${target(say)} already, a part was not (${say('what', 'the amounts differ')}).`,
		`Compare the two, enter the credit note in ${target(say)} by hand, and dismiss the problem.`,
	],
	PAYOUT_NOT_PAID: (say) => [
		`${order(say)} was not sent: it has not reached the bank (${say('status', 'its status is another')}).`,
		'Do nothing: it is looked at again with every run, and sent once it is paid.',
	],
	PAYOUT_FAILED: (say) => [
		`${order(say)} stands in ${target(say)}, and did not reach the bank after all (${say('status', 'its status is another')}).`,
		`Open it in ${target(say)}, delete the draft or reverse what was posted, and dismiss the problem.`,
	],
	REFUND_EXCHANGED: (say) => [
		`${order(say)} was not sent: other goods went out for those that came back (${say('what', 'goods for goods')}), and its order ${say('reference', '')} in ${target(say)} does not bill them.`,
		`Enter the credit note and an order for the new goods in ${target(say)} by hand, and dismiss the problem.`,
	],
	DUPLICATE_MADE: (say) => [
		`${order(say)} was made twice in ${target(say)}: ${say('number', 'the second one')} ${say('cancelled', '') === '' ? 'stands there beside' : 'was cancelled at once, what stays is'} ${say('other', 'the first one')}.`,
		say('cancelled', '') === ''
			? `Open ${say('number', 'the second one')} in ${target(say)} and cancel it by hand.`
			: `Do nothing, or look at both in ${target(say)} if you expected only one.`,
	],
	ORDER_NOT_FOUND: (say) => [
		`${order(say)} was not sent: ${say('reference', '') === '' ? 'it' : `its order ${say('reference', '')}`} was not found in ${target(say)}.`,
		`Check that the order still stands in ${target(say)}, under this number, and that this credential may read it${hidden(say)}. ${TRIED_LATER}`,
	],
	ORDER_CANCELLED: (say) => [
		`${order(say)} was not sent: its order ${say('reference', '')} is cancelled in ${target(say)}.`,
		'Find out whether the goods have left. If they have, settle it with the customer; then dismiss the problem.',
	],
	FULFILLMENT_HELD: (say) => [
		`${order(say)} was not sent: its order ${say('reference', '')} is on hold in ${target(say)}${because(say)}.`,
		`Open the order in ${target(say)} and release the hold. ${TRIED_LATER}`,
	],
	FULFILLMENT_SCHEDULED: (say) => [
		`${order(say)} was not sent: its order ${say('reference', '')} is scheduled in ${target(say)} for ${say('date', 'a later day')}.`,
		`Open the order in ${target(say)} and let it be fulfilled now, if the goods have left. ${TRIED_LATER}`,
	],
	FULFILLMENT_ORDER_MISSING: (say) => [
		`${order(say)} was not sent: its order ${say('reference', '')} shows nothing in ${target(say)} that could be fulfilled.`,
		`Wait a few minutes if the order is new. Else run Check Connection: without the permission for fulfillment orders they are hidden. ${TRIED_LATER}`,
	],
	FULFILLMENT_ELSEWHERE: (say) => [
		`${order(say)} was not sent: what is left of its order ${say('reference', '')} is to be sent by ${say('location', 'another location')}.`,
		`Open the order in ${target(say)} and change the location that fulfills it, or choose another one under Only This Location in this node. ${TRIED_LATER}`,
	],
	LINES_UNMATCHED: (say) => [
		`${order(say)} was not sent: its order ${say('reference', '')} has no line in ${target(say)} for ${say('skus', 'one of its goods')}.`,
		`Compare the order with what was packed, and correct the SKU where it is wrong. ${TRIED_LATER}`,
	],
	QUANTITY_EXCEEDS: (say) => [
		`${order(say)} was not sent: it holds ${say('quantity', 'more')} of ${say('sku', 'one of its goods')}, and its order ${say('reference', '')} has ${say('open', 'fewer')} open (ordered ${say('ordered', 'unknown')}, shipped ${say('shipped', 'unknown')}).`,
		`Compare the two. Dismiss the problem if the parcel was entered in ${target(say)} by hand; else find out what was packed.`,
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
	ADDED_UP: (say) => [
		`The stock of ${say('record', 'this product')} at ${say('location', 'this place')} was added to that at its other places: ${target(say)} keeps one figure.`,
		'Do nothing. To leave a place out, choose the locations in the node that reads the stock.',
	],
	TWICE_IN_RUN: (say) => [
		`${order(say)} came in more than once in this run; the newest reading is used, this one is not.`,
		'Do nothing, or look at the nodes before this one if you did not expect the order twice.',
	],
	OLDER_READING: (say) => [
		`${order(say)} came in as it was before a change that another run has seen to already; this reading is not used.`,
		'Do nothing: the newer reading is the one that counts.',
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
	HELD_ELSEWHERE: (say) => [
		`${order(say)} belongs to no order that came from ${target(say)}.`,
		'Do nothing if that is right; else check Order Number Prefix in this node.',
	],
	HELD_NOT_SHIPPED: (say) => [
		`${order(say)} waits: its status is "${say('status', 'unknown')}", and only what has left is sent.`,
		`Do nothing. ${COMES_AGAIN}`,
	],
	HELD_RETURNED: (say) => [
		`${order(say)} came back and is not sent.`,
		'Look up its order in the shop and handle the return there.',
	],
	HELD_NOT_CANCELLED: (say) => [
		`Order ${say('order', 'without a number')} is not cancelled in the shop, so it stays as it is.`,
		`Do nothing, or cancel the order in the shop first. ${COMES_AGAIN}`,
	],
	HELD_REFUND_FAILED: (say) => [
		`${order(say)} waits: the payment provider of the shop has not given the money back.`,
		`Look at the refund in the shop and try it there again. ${COMES_AGAIN}`,
	],
	HELD_REFUND_PENDING: (say) => [
		`${order(say)} waits: the payment provider of the shop has not given the money back yet.`,
		`Do nothing. ${COMES_AGAIN}`,
	],
	HELD_NOT_FULFILLED: (say) => [
		`Order ${say('order', 'without a number')} waits: it is not fulfilled in the shop yet, and only what has left is completed.`,
		`Do nothing. ${COMES_AGAIN}`,
	],
	NOTHING_TO_CANCEL: (say) => [
		`Order ${say('order', 'without a number')} is cancelled in the shop and does not stand in ${target(say)}, so there is nothing to cancel.`,
		`Do nothing if it was never sent. If another connection sent it under another number, look it up in ${target(say)} and cancel it there.`,
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
		say('store', '') === 'postgres'
			? `Open the Commerce Ledger PostgreSQL credential and save it: its test says what is missing. ${NOT_TWICE}`
			: `Check that n8n may write to its own folder and that the disk is not full. ${NOT_TWICE}`,
	],
	SETUP_LEDGER_QUEUE: () => [
		'The built-in ledger cannot be used here: n8n runs with several workers, and each would have a ledger of its own.',
		'Set Ledger to PostgreSQL in this node and choose its credential: the workers then share one ledger. Or run n8n as one process (regular mode). Nothing was written.',
	],
	SETUP_PARAMETER: (say) => [
		`The setting "${say('name', 'unknown')}" of this node cannot be used${because(say)}.`,
		`Correct "${say('name', 'the setting')}" in this node and run the workflow again. Nothing was written.`,
	],
	SETUP_START_MISSING: () => [
		'It is not set from which day on orders are to be sent.',
		'Enter a date in Forward Orders Placed After, usually the day this connection goes live. Nothing was written.',
	],
	SETUP_BRAKE: (say) => [
		say('why', '') === 'prices'
			? `Nothing was written: ${say('count', 'too many')} of ${say('of', 'all')} prices would change by more than ${say('large', 'a third')} %, and the brake allows ${say('percent', 'fewer')} %.`
			: say('why', '') === 'fewer'
				? `Nothing was written: only ${say('count', 'few')} SKUs came in, and the last run brought ${say('of', 'more')}.`
				: `Nothing was written: ${say('count', 'too many')} of ${say('of', 'all')} stock levels would ${say('why', '') === 'toZero' ? 'fall to zero' : 'change'}, and the brake allows ${say('percent', 'fewer')} %.`,
		'Look at the plan this node put out. If it is right, switch Apply Anyway on under Options, run once, and switch it off again; if not, check the account, the warehouse and the reading before this node.',
	],
	SETUP_FILE: (say) => [
		`${start(say('file', 'the file'))} cannot be read${because(say)}. Nothing of it was taken.`,
		'Correct the file, or the names of its columns under Options in this node, and run the workflow again with it.',
	],
	SETUP_OUTLET_SHARED: (say) => [
		`Two outlets of ${system(say)} are mapped to one location (${say('location', 'unknown')}: ${say('outlets', 'several')}), so their orders and stock would mix. Nothing was written.`,
		'Give each outlet a location of its own with Outlet: Map to OE, creating the missing location in OmniEngine first, and run the workflow again.',
	],
	SETUP_CONTRACT: (say) => [
		`${start(system(say))} has no such call under the contract ${say('contract', '') === '' ? 'that is chosen in the credential' : `"${say('contract', '')}"`} (${say('call', 'unknown')}). Nothing was written.`,
		'Choose a contract in the credential that has it, or enter the path that you were given for it under Other Paths in this node.',
	],
	SETUP_LOCATION_MAP: (say) => [
		`The location map cannot be used: ${say('reason', 'a place stands in it twice')}.`,
		'Correct Location Map in this node, one row for each place and each place once on both sides. Nothing was written.',
	],
	SETUP_OTHER_CONNECTOR: (say) => [
		`${order(say)} already stands in ${target(say)} as ${say('reference', 'another document')}: another connection sends the same orders.`,
		`Switch the other connection between the shop and ${target(say)} off first, or every order arrives twice. Nothing was written for this order.`,
	],
	SETUP_ROUTE: (say) => [
		`It is not clear where the records of this account go: ${say('routes', 'there are several ways')}.`,
		'Enter the system, or the system with its account, under Where the Records Go in this node and run the workflow again.',
	],
	SETUP_SIDE_MISSING: (say) => [
		`Nothing was compared: ${say('input', 'one of the inputs')} is not known to be whole${because(say)}.`,
		'Connect each input directly to the node that reads the records, with Return All and Output Summary switched on there, and run both readings and the comparison in one go.',
	],
	SETUP_CANCELLED: () => [
		'The run was stopped before this item was finished.',
		'Run the workflow again; what was written already is not written twice.',
	],
	SETUP_SCOPES: (say) => [
		`${start(system(say))} does not allow this credential what ${say('operation', 'this operation')} needs: ${say('scopes', 'a permission')}.`,
		`Grant the missing permission in ${system(say)}, reinstall the app there if it asks for it, and run Check Connection. ${NOT_TWICE}`,
	],
	SETUP_MODULE: (say) => [
		`${start(system(say))} does not know ${say('model', '') === '' ? 'what this operation works with' : `"${say('model', '')}"`}: the app that brings it is not installed there.`,
		`Add the app in ${system(say)}; Check Connection names what each operation needs. ${NOT_TWICE}`,
	],
	SETUP_ACCOUNT: (say) => [
		`It is not clear which ${system(say)} account this credential belongs to${because(say)}.`,
		`Open the ${system(say)} credential, check that it belongs to the right account and run Check Connection. Nothing was written.`,
	],
	SETUP_WEBHOOK_ADDRESS: (say) => [
		`${start(system(say))} cannot send to this n8n${because(say)}.`,
		'Leave this trigger out: a schedule alone brings everything, some minutes later. Or give n8n a public https:// address (N8N_WEBHOOK_URL) and publish the workflow again.',
	],
	SETUP_WEBHOOK_SECRET: (say) => [
		`Messages of ${system(say)} could not be verified: the credential has no ${say('field', 'secret')}.`,
		`Open the ${system(say)} credential, fill in ${say('field', 'the secret')} and publish the workflow again; a schedule alone works without it.`,
	],
	SETUP_WEBHOOK: (say) => [
		`${start(system(say))} did not take the subscription to "${say('topic', 'an event')}"${because(say)}.`,
		'Check that n8n can be reached from the internet and that the credential may subscribe, and publish the workflow again; a schedule alone works without it.',
	],
	SETUP_ORDER_FIELD: (say) => [
		`The field by which ${say('records', 'orders')} of other systems are told apart in ${system(say)} cannot be used${because(say)}.`,
		`Look at the metafield commerce_bridge.source of ${say('records', 'orders')} in the settings of ${system(say)}: it must be of the type ID. Remove it there if it is another one, and run the workflow again.`,
	],
	SETUP_LIMIT: (say) => [
		`${start(system(say))} kept asking to slow down, and the run gave up waiting.`,
		`Wait a few minutes and run the workflow again. If it happens often, run it less often or find out what else uses this ${system(say)} account.`,
	],
	SETUP_BUDGET: (say) => [
		`${start(system(say))} was not asked: ${say('used', 'too many')} of the ${say('allowance', 'allowed')} calls that account ${say('account', 'in the credential')} has this month are used, ${say('forecast', 'more')} are to be expected by its end, and those for ${say('what', 'work of this kind')} are refused until ${say('until', 'the 1st of the next month')} at the latest.`,
		`Wait until then, or raise the plan at ${system(say)} and enter its number of calls in the credential. To need fewer calls, poll less often and let webhooks start the workflow. Orders still go.`,
	],
	SETUP_ALLOWANCE: (say) => [
		`${say('field', 'The number of calls')} in the ${system(say)} credential cannot be used${because(say)}.`,
		`Open the ${system(say)} credential and correct ${say('field', 'the number of calls a month')}. Nothing was sent.`,
	],
	SETUP_QUOTA: (say) => [
		`${start(system(say))} takes no more calls this month: those of the plan are used up.`,
		`Wait until the first of the next month, 00:00 UTC, or buy more calls in ${system(say)} under Settings, Billing. Then run the workflow again: nothing is lost, and what was written already is not written twice.`,
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

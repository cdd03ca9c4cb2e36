import fc from 'fast-check';

import type { Problem } from '../../core/ports';
import { givenUp, isProblemCode, problem, PROBLEM_CODES, sentence } from '../../core/problems';

/** With what a description may begin: something to do. */
const TO_DO =
	/^(Add|Ask|Check|Choose|Compare|Complete|Connect|Correct|Create|Dismiss|Do|Enter|Fill|Find|Give|Grant|Leave|Look|Open|Put|Read|Report|Run|Set|Switch|Wait)\b/;
const BROKEN = /undefined|null|NaN|\[object|\$\{| {2}| [.,:]|""|\.\.|: \.|\(\)/;
const FULL = {
	order: '#1005',
	record: 'order #1005',
	target: 'OGOship',
	system: 'Shopify',
	source: 'Shopify',
	kind: 'stockLevel',
	wanted: 'order',
	field: 'risk.level',
	reason: 'it is empty',
	skus: 'MUG-BLUE, MUG-RED',
	reasons: 'the line "Blue mug" has no key',
	line: 'Blue mug',
	fields: 'name or company, address1, countryCode',
	method: 'Express',
	word: 'FROZEN',
	status: '400',
	reference: 'SHOP-1005',
	number: '77',
	stage: 'Packing',
	expected: '10.00',
	computed: '9.00',
	difference: '1.00',
	currency: 'EUR',
	paymentStatus: 'pending',
	name: 'Delivery Methods',
	routes: 'a, b',
	scopes: 'read_orders',
	operation: 'Order: Get',
	model: 'res.partner',
	topic: 'orders/paid',
	requestId: 'abc-123',
	place: 'toOrder',
	country: 'XX',
	quantity: '0',
	sku: 'MUG-BLUE',
	count: '2',
	key: 'SKU',
	by: '#1004',
	sum: 'lines 9.00 + delivery 0.00',
	fault: 'TypeError',
	setting: 'in myOGO, Order Processing Options',
	button: 'Request a cancellation',
	most: '1000000',
	given: 'gid-7',
	input: 'Input 2',
	location: 'Outlet',
	of: '30',
	why: 'changed',
	percent: '20',
	what: 'MUG-BLUE 3 instead of 2',
	other: '#1061',
	cancelled: 'yes',
	date: '2026-12-01',
	open: '1',
	amount: '10.00',
	rate: '15 %',
	ordered: '4',
	shipped: '3',
	account: 'C-100',
	used: '8075',
	allowance: '10000',
	forecast: '9800',
	until: '2026-12-01 00:00 UTC',
	collects: '34.70 EUR',
	asked: '0.00 EUR',
};

const NAMED: Readonly<Record<string, readonly string[]>> = {
	WRONG_KIND: ['a stock level', 'an order'],
	ID_MISSING: ['a stock level', 'gid-7'],
	NO_ORIGIN: ['#1005'],
	FIELD_INVALID: ['#1005', 'risk level', 'it is empty'],
	SKU_MISSING: ['#1005', 'Blue mug'],
	VARIANTS_WITHOUT_SKU: ['#1005'],
	UNKNOWN_SKU: ['#1005', 'MUG-BLUE, MUG-RED', 'OGOship'],
	ADDRESS_MISSING: ['#1005', 'name or company, street address, country'],
	PHONE_MISSING: ['#1005'],
	COUNTRY_INVALID: ['#1005', 'XX'],
	QUANTITY_INVALID: ['#1005', 'MUG-BLUE'],
	SHIPPING_CODE_MISSING: ['#1005', 'Express'],
	STATUS_UNKNOWN: ['#1005', 'risk level', 'FROZEN'],
	REFERENCE_INVALID: ['#1005'],
	TOTALS_DIFFER: ['#1005', '10.00 EUR', '9.00 EUR', '1.00', 'lines 9.00'],
	AMBIGUOUS: ['#1005', 'OGOship'],
	NOT_FOUND: ['#1005', 'Shopify'],
	WEBHOOK_UNREADABLE: ['Shopify', 'orders/paid'],
	KEY_MISSING: ['#1005', 'SKU'],
	OPTIONS_DIFFER: ['#1005', '2 variants', 'OGOship'],
	PRODUCT_SHARED: ['#1005', '77', 'OGOship'],
	NOT_IN_SHOP: ['#1005', 'OGOship'],
	NOT_COUNTED: ['#1005', 'OGOship'],
	NOT_STOCKED: ['#1005', 'OGOship'],
	LEVEL_REFUSED: ['#1005', 'OGOship'],
	CUSTOMER_KEY_MISSING: ['#1005'],
	SHARED_KEY: ['#1005', '#1004', 'OGOship'],
	LOCATION_UNMAPPED: ['#1005', 'Outlet'],
	MAPPING_TAKEN: ['#1005', 'Outlet', '#1061'],
	MOVE_REFUSED: ['#1005', 'Packing'],
	MOVE_WITHOUT_INVOICE: ['#1005'],
	NO_CALL_FOR_OUTLET: ['#1005'],
	OUTLET_MISSING: ['#1005', 'Outlet'],
	STOCK_MOVED: ['#1005', 'OGOship'],
	REFUSED: ['#1005', 'OGOship', '400'],
	RIGHT_MISSING: ['#1005', 'OGOship', 'res.partner'],
	NO_ANSWER: ['#1005', 'OGOship'],
	REFERENCE_TAKEN: ['#1005', 'SHOP-1005', '#1004', 'OGOship'],
	TARGET_MISSING: ['#1005', '77', 'OGOship'],
	STATUS_MOVED_ON: ['#1005', 'Packing', '400', 'OGOship'],
	STAGE_LOCKED: ['#1005', 'Packing', 'OGOship'],
	STILL_COLLECTS: ['#1005', 'OGOship', '34.70 EUR', '0.00 EUR'],
	EDIT_NOT_ALLOWED: ['#1005', 'OGOship', '400'],
	CANCEL_TOO_LATE: ['#1005', 'OGOship', 'Packing'],
	STILL_LEAVES: ['#1005', 'OGOship', 'Packing'],
	CANCEL_PART_LEFT: ['#1005', 'OGOship', 'SHOP-1005'],
	PARTLY_REFUSED: ['#1005', 'OGOship', 'MUG-BLUE, MUG-RED'],
	INBOUND_EXISTS: ['#1005', 'OGOship', 'street address'],
	ALREADY_THERE: ['#1005', 'SHOP-1005', 'OGOship'],
	LINES_TOO_MANY: ['#1005', '1000000'],
	CURRENCY_DIFFERS: ['#1005', 'EUR', 'OGOship'],
	STOCK_MISSING: ['#1005', 'OGOship'],
	CHANGE_BY_HAND: ['#1005', 'OGOship', 'MUG-BLUE 3 instead of 2'],
	DUPLICATE_MADE: ['#1005', '77', '#1061', 'cancelled'],
	ORDER_NOT_READY: ['#1005', 'the line "Blue mug" has no key'],
	ORDER_EMPTY: ['#1005'],
	ORDER_CUSTOMER_MISSING: ['#1005'],
	TAX_CODE_MISSING: ['#1005', 'it is empty'],
	CHARGE_PRODUCT_MISSING: ['#1005', 'MUG-BLUE 3 instead of 2', '10.00'],
	STATUS_NOT_SET: ['#1005', 'SHOP-1005', 'OGOship', '400'],
	NOTHING_TO_COMPLETE: ['#1005', 'OGOship'],
	COMPLETE_TOO_LATE: ['#1005', 'OGOship', 'Packing'],
	PAYOUT_NOT_PAID: ['#1005'],
	PAYOUT_FAILED: ['#1005', 'OGOship'],
	REFUND_IN_ORDER: ['#1005', 'SHOP-1005', 'OGOship'],
	REFUND_WAITS: ['#1005', 'SHOP-1005', 'OGOship'],
	EXCHANGE_RATE_MISSING: ['#1005', 'EUR'],
	REFUND_EXCHANGED: ['#1005', 'SHOP-1005', 'MUG-BLUE 3 instead of 2'],
	REFUND_UNCLEAR: ['#1005', 'SHOP-1005', 'MUG-BLUE 3 instead of 2'],
	ORDER_NOT_FOUND: ['#1005', 'SHOP-1005', 'OGOship'],
	ORDER_CANCELLED: ['#1005', 'SHOP-1005', 'OGOship'],
	FULFILLMENT_HELD: ['#1005', 'SHOP-1005', 'it is empty'],
	FULFILLMENT_SCHEDULED: ['#1005', 'SHOP-1005', '2026-12-01'],
	FULFILLMENT_ORDER_MISSING: ['#1005', 'SHOP-1005', 'OGOship'],
	FULFILLMENT_ELSEWHERE: ['#1005', 'SHOP-1005', 'Outlet'],
	LINES_UNMATCHED: ['#1005', 'SHOP-1005', 'MUG-BLUE, MUG-RED'],
	QUANTITY_EXCEEDS: ['#1005', 'MUG-BLUE', '1 open', 'ordered 4', 'shipped 3'],
	CLAIM_LOST: ['#1005'],
	IN_PROGRESS: ['#1005'],
	ADDED_UP: ['#1005', 'Outlet', 'OGOship'],
	TWICE_IN_RUN: ['#1005'],
	OLDER_READING: ['#1005'],
	DISMISSED: ['#1005', '#1004', 'it is empty'],
	HELD_TEST: ['#1005'],
	HELD_CANCELLED: ['#1005'],
	HELD_UNPAID: ['#1005', 'pending'],
	HELD_RISK_PENDING: ['#1005'],
	HELD_RISK_HIGH: ['#1005'],
	HELD_RISK_CANCEL: ['#1005'],
	HELD_NOTHING_TO_SHIP: ['#1005'],
	HELD_ELSEWHERE: ['#1005', 'OGOship'],
	HELD_NOT_SHIPPED: ['#1005', '400'],
	HELD_RETURNED: ['#1005'],
	HELD_NOT_CANCELLED: ['#1005'],
	NOTHING_TO_CANCEL: ['#1005', 'OGOship'],
	HELD_REFUND_FAILED: ['#1005'],
	HELD_REFUND_PENDING: ['#1005'],
	HELD_NOT_FULFILLED: ['#1005'],
	SETUP_QUOTA: ['Shopify'],
	SETUP_CREDENTIAL: ['Shopify', '400', 'it is empty'],
	SETUP_CREDENTIAL_MISSING: ['Shopify'],
	SETUP_ADDRESS: ['it is empty'],
	SETUP_SHIPPING_MAP: [],
	SETUP_LEDGER: ['it is empty'],
	SETUP_LEDGER_QUEUE: [],
	SETUP_PARAMETER: ['Delivery Methods', 'it is empty'],
	SETUP_START_MISSING: [],
	SETUP_BRAKE: ['2 of 30', 'change', '20 %'],
	SETUP_CONTRACT: ['no such call'],
	SETUP_FILE: ['it is empty'],
	FILE_ROW: ['it is empty'],
	FILE_TWICE: ['#1005'],
	SETUP_LOCATION_MAP: ['it is empty'],
	SETUP_OUTLET_SHARED: ['Outlet'],
	SETUP_OTHER_CONNECTOR: ['#1005', 'OGOship', 'SHOP-1005'],
	SETUP_ROUTE: ['a, b'],
	SETUP_SIDE_MISSING: ['Input 2', 'it is empty'],
	SETUP_CANCELLED: [],
	SETUP_SCOPES: ['Shopify', 'read_orders', 'Order: Get'],
	SETUP_MODULE: ['Shopify'],
	TAX_UNMAPPED: ['#1005', 'OGOship'],
	JOURNAL_MISSING: ['#1005', 'OGOship', 'Express'],
	LINE_PRODUCT_MISSING: ['#1005', 'OGOship'],
	NOT_VISIBLE: ['#1005', 'OGOship'],
	NOT_CONFIRMED: ['#1005', 'OGOship', 'it is empty'],
	SETUP_ACCOUNT: ['Shopify'],
	SETUP_WEBHOOK: ['Shopify', 'orders/paid', 'it is empty'],
	SETUP_WEBHOOK_ADDRESS: ['Shopify', 'it is empty'],
	SETUP_WEBHOOK_SECRET: ['Shopify', 'risk.level'],
	SETUP_ORDER_FIELD: ['Shopify', 'it is empty'],
	SETUP_LIMIT: ['Shopify'],
	SETUP_BUDGET: ['Shopify', '8075', '10000', 'C-100', '9800', 'MUG-BLUE 3', '2026-12-01 00:00 UTC'],
	SETUP_ALLOWANCE: ['Shopify', 'risk.level', 'it is empty'],
	SETUP_SERVICE: ['Shopify', '400'],
	INTERNAL: ['TypeError in toOrder'],
};

it('names every code in the table below and no other', () => {
	expect([...PROBLEM_CODES].sort()).toEqual(Object.keys(NAMED).sort());
});

it.each(PROBLEM_CODES)('says of %s what happened and what to do', (code) => {
	const said = sentence(problem(code, FULL));
	for (const name of NAMED[code] ?? []) expect(said.message).toContain(name);
	expect(said.message).toMatch(/^[A-Z\p{L}].*\.$/u);
	expect(said.description).toMatch(TO_DO);
	expect(said.description).toMatch(/\.$/);
	expect(`${said.message}\n${said.description}`).not.toMatch(BROKEN);
});

it.each(PROBLEM_CODES)('says %s in whole sentences without any parameter', (code) => {
	const said = sentence({ code, params: {} });
	expect(said.description).toMatch(TO_DO);
	expect(said.message).toMatch(/\.$/);
	expect(`${said.message}\n${said.description}`).not.toMatch(BROKEN);
});

it.each(PROBLEM_CODES)('keeps %s in plain words', (code) => {
	const { message, description } = sentence(problem(code, FULL));
	expect(`${message} ${description}`).not.toMatch(
		/\b(JSON|API|HTTP|null|idempoten|payload|schema|exception|claim|lease|hash|UUID|SQL|5xx|boolean|token)\b/i,
	);
});

it.each(['SOMETHING_NEW', '', 'constructor', '__proto__', 'toString'])(
	'names the unknown code %j in a safe sentence',
	(code) => {
		const said = sentence({ code, params: {} });
		expect(said.message).toContain(code || 'without a code');
		expect(said.description).toMatch(TO_DO);
		expect(isProblemCode(code)).toBe(false);
	},
);

it('words records by what is known of them', () => {
	const message = (record?: string) => sentence(problem('NOT_FOUND', { record, source: 'Shopify' })).message;
	expect(message('order #1005')).toBe('Order #1005 was not found in Shopify.');
	expect(message('#1005')).toBe('The record #1005 was not found in Shopify.');
	expect(message()).toBe('The record was not found in Shopify.');
});

it('says that a target hides older orders only where it does', () => {
	const said = (params: object) => sentence(problem('ORDER_NOT_FOUND', { order: '#1005', target: 'Odoo', ...params }));
	expect(said({ hiddenAfterDays: '60' }).description).toContain('those older than 60 days are hidden. ');
	expect(said({}).description).toContain('this credential may read it. ');
	expect(said({}).message).toBe('Order #1005 was not sent: it was not found in Odoo.');
	expect(said({ reference: '#7' }).message).toBe('Order #1005 was not sent: its order #7 was not found in Odoo.');
});

it('leaves parameters without a value out', () => {
	expect(problem('REFUSED', { order: '#1', status: undefined })).toEqual({ code: 'REFUSED', params: { order: '#1' } });
	expect(problem('REFUSED', {}, 'r-1')).toEqual({ code: 'REFUSED', params: {}, requestId: 'r-1' });
});

it('mentions a request id among the parameters, and leaves the one of the problem to whoever shows it', () => {
	expect(sentence(problem('SETUP_SERVICE', { system: 'Shopify', requestId: 'abc-123' })).description).toContain(
		'abc-123',
	);
	expect(sentence(problem('SETUP_SERVICE', { system: 'Shopify' }, 'abc-123')).description).not.toContain('abc-123');
});

it('says when it gave up, and that a person has to choose', () => {
	const said = givenUp(problem('REFUSED', { order: '#1005', target: 'OGOship' }), 12);
	expect(said.message).toBe('Given up after 12 attempts: OGOship refused order #1005. Nothing was written.');
	expect(said.description).toMatch(/Retry.*Dismiss\.$/);
	expect(givenUp(problem('REFUSED'), 1).message).toMatch(/^Given up after one attempt: /);
});

it('shows ten thousand characters as one short line', () => {
	const said = sentence(
		problem('UNKNOWN_SKU', { order: '#1\n\u0007\u202e<b>', skus: 'x'.repeat(10_000), target: '😀'.repeat(300) }),
	);
	expect(said.message.length).toBeLessThan(900);
	expect(said.message).toContain('Order #1 <b> was not sent');
	expect(said.message).not.toMatch(/\p{Surrogate}/u);
});

it('survives whatever a parameter holds', () => {
	const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.anything());
	fc.assert(
		fc.property(
			fc.constantFrom(...PROBLEM_CODES),
			fc.dictionary(fc.constantFrom(...Object.keys(FULL)), value),
			(code, params) => {
				const { message, description } = sentence({ code, params } as Problem);
				for (const text of [message, description]) {
					expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|\[object/u);
					expect(text.length).toBeLessThan(2_000);
				}
				expect(description).toMatch(TO_DO);
			},
		),
		{ numRuns: 1000 },
	);
});

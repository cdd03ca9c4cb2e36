import fc from 'fast-check';

import { takesFromStock } from '../../../nodes/Ogoship/system';
import { toStatusChange, wayToCancel } from '../../../nodes/Ogoship/cancellation/mapping';
import { instant, numberOf, referenceOf, STATUSES, webAddress } from '../../../nodes/Ogoship/mapping';
import { isSamePerson } from '../../../nodes/Ogoship/order/mapping';
import { productChanges, toChangedProduct, toDrafts, PARTS } from '../../../nodes/Ogoship/product/mapping';
import { baseOf, toShipment, trackingOf, type ShipmentRules } from '../../../nodes/Ogoship/shipment/mapping';
import { anyCase, textIn } from '../../../nodes/Ogoship/wire';
import { z } from 'zod';

import { sampleOrder } from '../../core/samples';

/*
 * OGOship's records and ours: tables of what becomes what.
 */

// ------------------------------------------------------------------ references

const rules = { prefix: 'SHOP-', referenceFrom: 'number' } as const;

it('reads every number back that it made a reference of', () => {
	const characters = fc.constantFrom('1', '2', 'f', '_', '-', '#', '/', ' ', 'é', '😀', 'A');
	fc.assert(
		fc.property(fc.string({ unit: characters, minLength: 1, maxLength: 10 }), (number) => {
			const made = referenceOf(sampleOrder({ number }), rules);
			if ('problem' in made) return;
			expect(numberOf(made.key, rules)).toBe(number.replace(/^#/, ''));
		}),
		{ numRuns: 2000 },
	);
});

it.each([
	['OTHER-1', undefined],
	['SHOP-', undefined],
	['shop-1', undefined],
	['SHOP-_ff', '_ff'],
	['SHOP-1_2fA', '1/A'],
])('reads the reference %s as the number %s', (reference, number) => {
	expect(numberOf(reference, rules)).toBe(number);
});

// ------------------------------------------------------------------ statuses

it('has an answer for every status and none for a word nobody knows', () => {
	for (const status of STATUSES.filter((each) => each !== 'Cancelled'))
		expect([status, wayToCancel(status)]).toEqual([status, expect.any(String)]);
	for (const word of ['Cancelled', 'Frozen', '', 'constructor', '__proto__', 'toString'])
		expect([word, wayToCancel(word)]).toEqual([word, undefined]);
});

it.each([
	['new', true],
	['COLLECTING', true],
	['Shipped', true],
	['Draft', false],
	['Cancelled', false],
	['Returned', false],
	['Frozen', false],
	['', false],
])('says whether an order that is %s is out of what can be sold: %s', (status, taken) => {
	expect(takesFromStock(status)).toBe(taken);
});

// ------------------------------------------------------------------ values

it.each([
	['2026-11-21T13:05:11Z', '2026-11-21T13:05:11.000Z'],
	['2026-11-21T13:05:11.1234567Z', '2026-11-21T13:05:11.123Z'],
	['2026-11-21T15:05:11+02:00', '2026-11-21T13:05:11.000Z'],
	['2026-11-21T13:05:11', '2026-11-21T13:05:11.000Z'],
	['2026-11-21', '2026-11-21T00:00:00.000Z'],
	['yesterday', undefined],
	['', undefined],
	[null, undefined],
])('reads the moment %j as %s', (value, expected) => expect(instant(value)).toBe(expected));

it.each([
	['https://track.example.com/1', true],
	['http://track.example.com', true],
	['HTTPS://track.example.com', true],
	[' https://track.example.com/1 ', true],
	['javascript:alert(1)', false],
	['data:text/html,x', false],
	['//track.example.com', false],
	['https://', false],
	['https://a@track.example.com', false],
	[`https://track.example.com/${'x'.repeat(2048)}`, false],
	[null, false],
])('takes %j for an address: %s', (value, taken) => expect(webAddress(value) !== null).toBe(taken));

it('reads names in any case, the exact one first, and is not fooled by those of every object', () => {
	const schema = anyCase({ code: z.string(), eanCode: z.string().nullish() });
	expect(schema.parse({ CODE: 'A', EANCode: '1' })).toEqual({ code: 'A', eanCode: '1' });
	expect(schema.parse({ CODE: 'A', code: 'B' })).toEqual({ code: 'B' });
	expect(schema.parse(JSON.parse('{"__proto__":{"code":"X"},"code":"B"}'))).toEqual({ code: 'B' });
	for (const value of [null, 'code', 7, [], { code: 7 }, JSON.parse('{"__proto__":{"code":"X"}}')])
		expect(schema.safeParse(value).success).toBe(false);
	expect([textIn({ Reference: 'A' }, 'reference'), textIn(null, 'x'), textIn({ x: 7 }, 'x')]).toEqual(['A', '', '']);
});

// ------------------------------------------------------------------ who it is

const ANN = { name: 'Ann Example', email: 'ann@example.com', phone: '+358 555 0100', address1: 'Road 1' };

it.each<[string, object | null, object, boolean]>([
	['the same', ANN, ANN, true],
	['another spelling', ANN, { name: ' ann EXAMPLE ' }, true],
	['another spelling of the phone', ANN, { name: 'B', phone: '+3585550100' }, true],
	['a new address', ANN, { ...ANN, address1: 'Road 2' }, true],
	['another person', ANN, { name: 'Bob', email: 'bob@example.com', phone: '1', address1: 'Lane 9' }, false],
	['the same country alone', { name: 'Ann', countryCode: 'FI' }, { name: 'Bob', countryCode: 'FI' }, false],
	['nothing to compare', ANN, { zip: '00100' }, true],
	['a customer that was erased', null, ANN, true],
	['blanks', { name: '', email: ' ' }, ANN, true],
])('compares people: %s', (_, there, wanted, same) => expect(isSamePerson(there as never, wanted)).toBe(same));

it('changes a status with the customer that stands there, filled up from the shop', () => {
	const there = { reference: 'A', status: 'New', customer: { name: 'Ann', address1: '', city: 'Turku' } };
	const change = toStatusChange(there as never, {
		name: 'Other',
		address1: 'Road 1',
		city: 'Helsinki',
		countryCode: 'FI',
	});
	expect(change).toEqual({
		reference: 'A',
		status: 'Cancelled',
		customer: { name: 'Ann', address1: 'Road 1', city: 'Turku', countryCode: 'FI' },
	});
});

// ------------------------------------------------------------------ shipments

const tracked = (trackingNumber: string | null, trackingUrl: string | null = null) =>
	trackingOf({ reference: 'A', status: 'Shipped', trackingNumber, trackingUrl } as never);
const URL_OF = (number: string) => `https://track.example.com/${number}`;

it.each<[string | null, string | null, Array<[string, string | null]>]>([
	[null, URL_OF('1'), []],
	['', null, []],
	[' , ,', null, []],
	['A1', null, [['A1', null]]],
	['A1', URL_OF('x'), [['A1', URL_OF('x')]]],
	[
		'A1,A2',
		URL_OF('A2'),
		[
			['A1', null],
			['A2', URL_OF('A2')],
		],
	],
	[
		'123, 1234',
		URL_OF('1234'),
		[
			['123', null],
			['1234', URL_OF('1234')],
		],
	],
	[
		'A 1,A 2',
		'https://track.example.com/?n=A%201',
		[
			['A 1', 'https://track.example.com/?n=A%201'],
			['A 2', null],
		],
	],
	['A1,A1', URL_OF('A1'), [['A1', URL_OF('A1')]]],
	['x'.repeat(256), null, []],
])('reads the numbers %j with the address %j', (number, url, expected) => {
	expect(tracked(number, url).map((each) => [each.number, each.url])).toEqual(expected);
});

const SHIPMENT_RULES: ShipmentRules = { prefix: 'SHOP-', referenceHolds: 'number', carriers: [] };

it.each([
	['SHOP-1001-2', 'SHOP-1001'],
	['SHOP-1001-12', 'SHOP-1001'],
	['SHOP-1001-0', undefined],
	['SHOP-1001-123', undefined],
	['SHOP-12', undefined],
	['OTHER-1001-2', undefined],
	['SHOP-1001-2x', undefined],
])('takes %s for a second part of %s', (reference, base) => expect(baseOf(reference, SHIPMENT_RULES)).toBe(base));

it('carries a status that no table knows along, and marks only what it concluded', () => {
	const there = { reference: 'SHOP-1', status: 'Frozen', orderLines: null, editTime: null };
	const shipment = toShipment(there as never, SHIPMENT_RULES, { account: 'm', seenAt: '2026-11-22T10:00:00.000Z' });
	expect(shipment).toMatchObject({ status: 'unmapped:Frozen', assumed: [], lines: null, shippedAt: null });
});

// ------------------------------------------------------------------ products

const VARIANT = { id: 'V', sku: 'A', price: '24.80', cost: '6.40', barcode: '1' };
const PRODUCT = {
	kind: 'product' as const,
	origin: { system: 'shop', account: 'a', id: '1', seenAt: '2026-11-22T10:00:00.000Z' },
	number: 'Mug',
	title: 'Mug',
	currency: 'EUR',
	variants: [VARIANT],
};
const draftOf = (changes: object = {}) => {
	const drafted = toDrafts({ ...PRODUCT, ...changes }, { languageCode: 'en' });
	if (!('draft' in drafted)) throw new Error('no draft');
	return drafted.draft[0]!;
};

it('cuts a customs text at 50 characters and not within one', () => {
	const { customsDescription } = draftOf({ title: '😀'.repeat(60) });
	expect([...(customsDescription ?? '')]).toHaveLength(50);
	expect(customsDescription).not.toMatch(/\p{Surrogate}/u);
});

it('names no currency without a supply price, and no address that is none', () => {
	const draft = draftOf({ variants: [{ ...VARIANT, cost: null, url: 'javascript:x' }] });
	expect(draft).not.toHaveProperty('currencyCode');
	expect(draft).not.toHaveProperty('infoUrl');
});

const ALL = { languageCode: 'en', parts: new Set(PARTS) };

it('sends a changed product with what stands there, but for texts of another language', () => {
	const there = { code: 'A', languageCode: 'fi', name: 'Muki', supplierCode: 'S-1', hsCode: '1', salesPrice: 20 };
	const draft = draftOf();
	const onlyPrices = { ...ALL, parts: new Set(['prices'] as const) };
	const changed = toChangedProduct(there, draft, productChanges(there, draft, onlyPrices));
	expect(changed).toEqual({
		code: 'A',
		languageCode: 'en',
		supplierCode: 'S-1',
		hsCode: '1',
		supplyPrice: 6.4,
		currencyCode: 'EUR',
		salesPrice: 24.8,
	});
});

it.each<[string, object, string[]]>([
	['nothing', {}, []],
	['a price written otherwise', { salesPrice: 24.8, supplyPrice: 6.4 }, []],
	['a currency in small letters', { currencyCode: 'eur' }, []],
	['another barcode', { eanCode: '2' }, []],
	['no barcode', { eanCode: '' }, ['eanCode']],
	['another price', { salesPrice: 24.79 }, ['salesPrice']],
	['no name', { name: null }, ['name']],
])('finds what differs where there is %s', (_, change, fields) => {
	const draft = draftOf();
	const there = { ...draft, ...change };
	expect(productChanges(there, draft, ALL).map(({ field }) => field)).toEqual(fields);
});

import fc from 'fast-check';

import { toLocation, warehouseLabel } from '../../../nodes/Unleashed/warehouse/mapping';
import {
	countryCode,
	countryName,
	decimal,
	filterDate,
	foreignNumbers,
	instant,
	jsonNumber,
	orderNumberOf,
	pieces,
	requestDate,
	shopNumberOf,
	sourceIdOf,
	STATUSES,
	toRequest,
} from '../../../nodes/Unleashed/mapping';
import { takesFromStock, unleashed } from '../../../nodes/Unleashed/system';
import { percentFrom, taxFor } from '../../../nodes/Unleashed/tax/mapping';
import { locationSchema } from '../../../core/model/location';
import { sampleOrder } from '../../core/samples';

/*
 * What Unleashed's values are in the package's own terms, and back.
 */

it('reads every number back that it made an order number of', () => {
	const characters = fc.constantFrom('1', '2', 'f', '_', '-', '#', '/', '.', ' ', 'é', 'A');
	fc.assert(
		fc.property(fc.string({ unit: characters, minLength: 1, maxLength: 8 }), (number) => {
			const made = orderNumberOf(sampleOrder({ number }), { prefix: 'S-', numberFrom: 'number' });
			if ('problem' in made) return;
			expect(made.key.length).toBeLessThanOrEqual(20);
			expect(shopNumberOf(made.key, 'S-')).toBe(number.replace(/^#/, ''));
		}),
		{ numRuns: 2000 },
	);
});

it.each([
	['OTHER-1', undefined],
	['SHOP-', undefined],
	['SHOP-1001', '1001'],
])('reads the order number %s as the shop’s %s', (key, number) => expect(shopNumberOf(key, 'SHOP-')).toBe(number));

it('looks for other connectors’ orders with and without the mark, and never for a bare mark', () => {
	expect(foreignNumbers(sampleOrder())).toEqual(['#1001', '1001']);
	expect(foreignNumbers(sampleOrder({ number: '1001' }))).toEqual(['1001', '#1001']);
	expect(foreignNumbers(sampleOrder({ number: '#' }))).toEqual([]);
});

it('names the shop’s order where people search for it', () => {
	const origin = { ...sampleOrder().origin, system: 'shopify', id: 'gid://shopify/Order/5555555555' };
	expect(sourceIdOf({ origin })).toBe('shopify:5555555555');
});

// ------------------------------------------------------------------ statuses

it('says of every status whether it takes goods out of what can be sold', () => {
	expect(STATUSES.map((status) => [status, takesFromStock(status)])).toEqual([
		['Parked', false],
		['Placed', true],
		['Backordered', true],
		['Completed', true],
		['Deleted', false],
	]);
	expect(['placed', 'PLACED', 'Web paid', '', 'constructor'].map(takesFromStock)).toEqual([
		true,
		true,
		false,
		false,
		false,
	]);
});

// ------------------------------------------------------------------ values

it.each([
	['/Date(1795169730123)/', '2026-11-20T10:15:30.123Z'],
	['/Date(1795169730123+1300)/', '2026-11-20T10:15:30.123Z'],
	['/Date(-62135596800000)/', '0001-01-01T00:00:00.000Z'],
	['2015-11-21T08:07:20', '2015-11-21T08:07:20.000Z'],
	['2015-11-21T08:07:20.5', '2015-11-21T08:07:20.500Z'],
	['2015-11-21T08:07:20+02:00', '2015-11-21T06:07:20.000Z'],
	['2015-11-21', '2015-11-21T00:00:00.000Z'],
	['/Date(soon)/', undefined],
	['', undefined],
	[null, undefined],
])('reads the moment %j as %s', (value, expected) => expect(instant(value)).toBe(expected));

it('writes moments as requests and filters take them', () => {
	expect(requestDate('2026-11-20T10:15:30.123Z')).toBe('2026-11-20T10:15:30');
	expect(filterDate('2026-11-20T10:15:30.123Z')).toBe('2026-11-20T10:15:30.123');
	expect(filterDate(undefined)).toBeUndefined();
});

it('sends a record back with its dates as requests take them, at every depth, and the rest untouched', () => {
	const raw = { A: '/Date(1795169730123)/', B: [{ C: '/Date(0)/', D: null, E: 1.5 }], F: 'Date(1)' };
	expect(toRequest(raw)).toEqual({
		A: '2026-11-20T10:15:30',
		B: [{ C: '1970-01-01T00:00:00', D: null, E: 1.5 }],
		F: 'Date(1)',
	});
});

it.each([
	[113.0, '113'],
	[0.1, '0.1'],
	[1e-7, '0.0000001'],
	[-3.5, '-3.5'],
	[null, '0'],
	[Number.NaN, '0'],
])('reads the figure %p as %s', (value, expected) => expect(decimal(value)).toBe(expected));

it.each([
	['12.50', 12.5],
	['0.1', 0.1],
	['123456789012.34', 123456789012.34],
	['123456789012345.6789', undefined],
])('writes the amount %s as the number %p', (value, expected) => expect(jsonNumber(value)).toBe(expected));

it.each([
	[7.9, 7],
	[-0.5, -1],
	[0, 0],
	[undefined, null],
])('counts %p as %p whole pieces', (value, expected) => expect(pieces(value)).toBe(expected));

it.each([
	['NZ', 'New Zealand'],
	['FI', 'Finland'],
	['US', 'United States'],
	['GB', 'United Kingdom'],
	['DE', 'Germany'],
	['MM', 'Myanmar (Burma)'],
])('calls the country %s %s, and reads it back', (code, name) => {
	expect(countryName(code)).toBe(name);
	expect(countryCode(name.toUpperCase())).toBe(code);
	expect(countryCode(code.toLowerCase())).toBe(code);
});

it('has no country for what is none', () => {
	expect([countryName(null), countryName('QQ'), countryCode('Atlantis'), countryCode('')]).toEqual([
		'',
		'QQ',
		null,
		null,
	]);
});

// ------------------------------------------------------------------ taxes

const percents = [
	{ TaxCode: 'NONE', TaxRate: 0 },
	{ TaxCode: 'GST', TaxRate: 15 },
	{ TaxCode: 'OLD', TaxRate: 15, Obsolete: true },
	{ TaxCode: 'A', TaxRate: 5 },
	{ TaxCode: 'B', TaxRate: 5 },
];
const fractions = percents.map((tax) => ({ ...tax, TaxRate: tax.TaxRate / 100 }));
const none = { codes: [], otherCode: '' };

it.each([
	['0.15', none, percents, { tax: { code: 'GST', rate: 15 } }],
	['0.15', none, fractions, { tax: { code: 'GST', rate: 0.15 } }],
	['0', none, fractions, { tax: { code: 'NONE', rate: 0 } }],
	['0.15', { codes: [{ percent: '15', code: 'a' }], otherCode: '' }, percents, { tax: { code: 'A', rate: 5 } }],
	['0.2', { codes: [{ percent: '15', code: 'A' }], otherCode: 'GST' }, percents, { tax: { code: 'GST', rate: 15 } }],
	['0.05', none, percents, { missing: 'the account has several (A, B) for 5 %' }],
	['0.2', none, percents, { missing: 'the account has no tax code for 20 %' }],
	[
		'0.2',
		{ codes: [{ percent: '20', code: 'X' }], otherCode: '' },
		percents,
		{ missing: '"X" is no tax code of the account' },
	],
])('has for the rate %s by %j: %#', (rate, rules, taxes, expected) => {
	expect(taxFor(rate, rules, taxes)).toEqual(expected);
});

it.each([
	['15', '15'],
	[' 25,5 % ', '25.5'],
	['0', '0'],
	['-1', undefined],
	['a lot', undefined],
	['', undefined],
])('reads the percentage "%s" as %s', (typed, expected) => expect(percentFrom(typed)).toBe(expected));

// ------------------------------------------------------------------ warehouses and the account

it('reads a warehouse as a location by its code', () => {
	const read = toLocation(
		{ WarehouseCode: 'MAIN', WarehouseName: 'Main store', Country: 'New Zealand', City: 'Kaitaia' },
		'api-id',
		'2026-11-22T10:20:00.000Z',
	);
	expect(locationSchema.safeParse(read).success).toBe(true);
	expect(read).toMatchObject({
		origin: { id: 'MAIN' },
		name: 'Main store',
		active: true,
		address: { countryCode: 'NZ' },
	});
	expect(warehouseLabel({ WarehouseCode: 'MAIN', WarehouseName: 'Main store' })).toBe('Main store (MAIN)');
	expect(warehouseLabel({ WarehouseCode: 'MAIN', WarehouseName: 'MAIN' })).toBe('MAIN');
});

it.each([
	['B89EACFA-DAB9-527B-9BC5-F3C0EAD99837', { id: 'b89eacfa-dab9-527b-9bc5-f3c0ead99837' }],
	['not a GUID', { problem: { code: 'SETUP_ACCOUNT' } }],
	[undefined, { problem: { code: 'SETUP_ACCOUNT' } }],
])('takes the API ID %s for the account', (apiId, expected) => {
	expect(unleashed.account({ apiId })).toMatchObject(expected);
});

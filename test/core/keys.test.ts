import fc from 'fast-check';

import { keyedHash, uuidV5 } from '../../core/sync/hash';
import { canonicalJson, documentNumber, documentUuid, factKind, levelKey, numberFrom } from '../../core/sync/keys';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

it('makes the version 5 UUID of the example in RFC 9562', () => {
	expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

it('refuses a namespace that is no UUID', () => {
	expect(() => uuidV5('demo', 'x')).toThrow(RangeError);
});

it('makes the HMAC of test case 2 in RFC 4231', () => {
	expect(keyedHash('Jefe', 'what do ya want for nothing?')).toBe(
		'5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
	);
});

it.each([
	['#1001', 'SHOP-1001'],
	['1001', 'SHOP-1001'],
	['#1001-A', 'SHOP-1001-A'],
	['#1001/A', 'SHOP-1001_2fA'],
	['#1001_A', 'SHOP-1001_A'],
	['#1001_2fA', 'SHOP-1001_5f2fA'],
	['##1', 'SHOP-_231'],
	['EX 7', 'SHOP-EX_207'],
	['Ä1', 'SHOP-_c3_841'],
	['\u0000', 'SHOP-_00'],
	['😀', 'SHOP-_f0_9f_98_80'],
])('writes the number %j as %s', (number, key) => {
	expect(documentNumber({ prefix: 'SHOP-', number })).toEqual({ key });
});

it.each([
	['order', 'upsert', 'order'],
	['order', 'cancel', 'cancellation'],
	['order', 'complete', 'completion'],
	['order', 'confirm', 'confirmation'],
	['order', 'create', 'invoice'],
	['order', 'post', 'posting'],
	['order', 'pay', 'payment'],
	['refund', 'create', 'refund'],
	['payout', 'create', 'payout'],
])('keeps of %s: %s the fact %s', (kind, operation, fact) => expect(factKind(kind, operation)).toBe(fact));

it.each(['', '#', '   ', '\ud800', 'A\udc00B'])('refuses the number %j', (number) => {
	expect(documentNumber({ prefix: 'SHOP-', number })).toMatchObject({
		problem: { code: 'REFERENCE_INVALID', params: { order: number } },
	});
});

it('refuses a prefix the target does not take, and a reference that is too long', () => {
	expect(documentNumber({ prefix: 'Shop 1/', number: '1' })).toMatchObject({ problem: { code: 'REFERENCE_INVALID' } });
	expect(documentNumber({ prefix: 'S-', number: '12345', maxLength: 6 })).toMatchObject({
		problem: { code: 'REFERENCE_INVALID' },
	});
	expect(documentNumber({ prefix: 'S-', number: '1234', maxLength: 6 })).toEqual({ key: 'S-1234' });
});

it('keeps to the characters a target takes, whatever flags the pattern has', () => {
	expect(documentNumber({ prefix: '', number: '10.01/2', allowed: /[\w.-]/g })).toEqual({ key: '10.01_2f2' });
	expect(documentNumber({ prefix: '', number: '10-1', allowed: /[0-9]/ })).toMatchObject({
		problem: { code: 'REFERENCE_INVALID' },
	});
});

it('gives two numbers two references', () => {
	const number = fc.oneof(
		fc.string({ unit: 'grapheme', maxLength: 8 }),
		fc.string({ unit: fc.constantFrom('_', '2', 'f', '5', '/', '-', 'A', 'é', '#'), maxLength: 6 }),
	);
	fc.assert(
		fc.property(number, number, (a, b) => {
			const [first, second] = [
				documentNumber({ prefix: 'P-', number: a }),
				documentNumber({ prefix: 'P-', number: b }),
			];
			if (!('key' in first) || !('key' in second)) return true;
			expect(first.key).toMatch(/^[A-Za-z0-9_-]+$/);
			return (first.key === second.key) === (a.replace(/^#/, '') === b.replace(/^#/, ''));
		}),
		{ numRuns: 5000 },
	);
});

it('can be read back, so that no two numbers can share a reference', () => {
	const number = fc.string({
		unit: fc.constantFrom('_', '2', 'f', '5', 'c', '3', '/', '-', 'é', '😀'),
		minLength: 1,
		maxLength: 10,
	});
	fc.assert(
		fc.property(number, (text) => {
			const answer = documentNumber({ prefix: '', number: text });
			const bytes = 'key' in answer ? answer.key.replace(/_([0-9a-f]{2})/g, '%$1') : '';
			expect(decodeURIComponent(bytes)).toBe(text);
		}),
		{ numRuns: 2000 },
	);
});

it('reads the number out of every reference it was written as, whatever characters the target takes', () => {
	const number = fc.oneof(
		fc.string({ unit: 'grapheme', maxLength: 8 }),
		fc.string({
			unit: fc.constantFrom('_', '2', 'f', '5', 'c', '3', '/', '-', '.', '%', '#', 'A', 'é', '😀'),
			maxLength: 10,
		}),
	);
	const allowed = fc.constantFrom(undefined, /[\w.-]/, /[A-Za-z0-9_]/, /[a-z0-9_]/, /[\w%/-]/);
	fc.assert(
		fc.property(number, fc.constantFrom('', 'SHOP', 'a_2', 'S_'), allowed, (text, prefix, pattern) => {
			const answer = documentNumber({ prefix, number: text, allowed: pattern });
			if ('key' in answer) expect(numberFrom(answer.key, prefix)).toBe(text.replace(/^#/, ''));
		}),
		{ numRuns: 5000 },
	);
});

it.each<[string, string, string | undefined]>([
	['SHOP-1001', 'SHOP-', '1001'],
	['SHOP-1001', '', 'SHOP-1001'],
	['SHOP-1001', 'shop-', undefined],
	['SHOP', 'SHOP-', undefined],
	['SHOP-', 'SHOP-', undefined],
	['SHOP-_20', 'SHOP-', undefined],
	['SHOP-_ff', 'SHOP-', undefined],
	['SHOP-_c3', 'SHOP-', undefined],
	['SHOP-_c3_84', 'SHOP-', 'Ä'],
	['SHOP-_C3_84', 'SHOP-', undefined],
	['SHOP-_C3_8G', 'SHOP-', '_C3_8G'],
	['SHOP-1%202', 'SHOP-', '1%202'],
	['SHOP-_5f2f', 'SHOP-', '_2f'],
	['SHOP-_2', 'SHOP-', '_2'],
])('reads %s with the prefix %j as %j', (reference, prefix, expected) => {
	expect(numberFrom(reference, prefix)).toBe(expected);
});

const RECORD = { system: 'shop', account: 'demo.example.com', id: '501', kind: 'order' };

it('gives a record the same UUID for ever', () => {
	expect(documentUuid(RECORD)).toBe(documentUuid({ ...RECORD }));
	expect(documentUuid(RECORD)).toBe('87b89d1a-8d97-514d-8c5b-f5ad1d5fcaed');
});

it.each(Object.keys(RECORD))('gives another UUID to another %s', (part) => {
	expect(documentUuid({ ...RECORD, [part]: 'other' })).not.toBe(documentUuid(RECORD));
});

it('does not move a character between the parts of a record unseen', () => {
	expect(documentUuid({ ...RECORD, system: 'shopd', account: 'emo.example.com' })).not.toBe(documentUuid(RECORD));
});

const BATCH = { executionId: '77', nodeName: 'Set Stock', runIndex: 0, batch: 3, body: { sku: 'A', quantity: 5 } };

it('repeats a level key inside its batch and never elsewhere', () => {
	expect(levelKey({ ...BATCH, body: { quantity: 5, sku: 'A' } })).toBe(levelKey(BATCH));
	const others = [
		{ executionId: '78' },
		{ nodeName: 'Set' },
		{ runIndex: 1 },
		{ batch: 4 },
		{ body: { sku: 'A', quantity: 3 } },
	];
	expect(new Set([BATCH, ...others.map((other) => ({ ...BATCH, ...other }))].map(levelKey)).size).toBe(6);
});

it('writes equal values as one text', () => {
	expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[{"d":1}]}');
	expect(canonicalJson(undefined)).toBe('null');
});

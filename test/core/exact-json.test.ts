import fc from 'fast-check';

import { parseExactly } from '../../core/model/exact-json';

it.each([
	['{"id":820982911946154509}', { id: '820982911946154509' }],
	['{"id":-1.50e+3,"ok":true,"none":null}', { id: '-1.50e+3', ok: true, none: null }],
	['[1,[2,{"a":3}]]', ['1', ['2', { a: '3' }]]],
	['{"a 1 \\" 2":"3 \\\\","b":4}', { 'a 1 " 2': '3 \\', b: '4' }],
	['\uFEFF{"id":1}', { id: '1' }],
	['{"line":"a\\nb 12"}', { line: 'a\nb 12' }],
	['7', '7'],
	['"7"', '7'],
])('keeps the numbers of %s as they stand there', (text, value) => {
	expect(parseExactly(text)).toEqual(value);
});

it.each(['', '{', '{1:2}', '{"a":01}', '[1,]', '{"a":1}x', 'undefined', "{'a':1}", '{"a":.5}', '{"a":"\n"}'])(
	'takes %j for no JSON',
	(text) => {
		expect(() => parseExactly(text)).toThrow(SyntaxError);
	},
);

it('reads whatever is JSON as JSON.parse does, but for the numbers', () => {
	const asText = (value: unknown): unknown => {
		if (typeof value === 'number') return JSON.stringify(value);
		if (Array.isArray(value)) return value.map(asText);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]));
	};
	const without = (value: unknown) => !JSON.stringify(value).includes('__proto__');
	fc.assert(
		fc.property(fc.jsonValue().filter(without), (value) => {
			const text = JSON.stringify(value);
			expect(parseExactly(text)).toEqual(asText(JSON.parse(text)));
		}),
	);
});

it('reads five megabytes of quotes and brackets without a deep stack', () => {
	expect(parseExactly(JSON.stringify({ note: '"\\'.repeat(1_000_000), id: 1 }))).toMatchObject({ id: '1' });
	const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
	expect(Array.isArray(parseExactly(deep))).toBe(true);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { isProblemCode, PROBLEM_CODES, sentence } from '../../core/problems';

/*
 * A problem is stored as a code, and its sentences are made when it is shown: a code nobody wrote sentences for would
 * come out as an excuse.
 */

const ROOT = resolve(__dirname, '../..');
const SOURCES = ['core', 'nodes', 'ledger'].flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((path) => !/[\\/]sandbox(\.ts$|[\\/])/.test(path) && !path.endsWith(join('core', 'problems.ts')))
		.map((path) => ({ file: path.slice(ROOT.length + 1), text: readFileSync(path, 'utf8') })),
);

/** Codes that mark an error on its way inside one system and never reach an operator. */
const NEVER_SHOWN = [
	'SHOPIFY_FAILURE',
	'OGOSHIP_FAILURE',
	'UNLEASHED_FAILURE',
	'ODOO_FAILURE',
	'LENEWBLACK_FAILURE',
	'SHOPDESK_FAILURE',
	'OMNIENGINE_FAILURE',
];

const USED = SOURCES.flatMap(({ file, text }) =>
	[...text.matchAll(/\bcode(?:: | = )'([A-Z][A-Z_]+)'|\bproblem\(\s*'([A-Z][A-Z_]+)'/g)].map((found) => ({
		file,
		code: found[1] ?? found[2] ?? '',
		after: text.slice(found.index + found[0].length, found.index + found[0].length + 300),
	})),
).filter(({ code }) => !NEVER_SHOWN.includes(code));

it('finds the places where problems are made', () => {
	expect(USED.length).toBeGreaterThan(50);
	expect(new Set(USED.map(({ file }) => file.split(/[\\/]/)[0]))).toEqual(new Set(['core', 'nodes', 'ledger']));
});

it('has sentences for every code that is used', () => {
	expect(USED.filter(({ code }) => !isProblemCode(code)).map(({ file, code }) => `${file}: ${code}`)).toEqual([]);
});

it('fills every parameter that is given as a literal with a text', () => {
	const literals = USED.flatMap(({ file, code, after }) => {
		const params = /^,\s*(?:params: )?\{([^{}]*)\}/.exec(after)?.[1] ?? '';
		return [...params.matchAll(/(\w+): ([^,\n]+)/g)].map(([, name, value]) => ({ file, code, name, value: value! }));
	});
	expect(literals.length).toBeGreaterThan(40);
	const noText = literals.filter(({ value }) => /^(\d|true|false|null|undefined|\{)/.test(value.trim()));
	expect(noText).toEqual([]);
});

it.each(PROBLEM_CODES)('words %s from the parameters its makers give, leaving no hole', (code) => {
	const params = Object.fromEntries(
		USED.filter((each) => each.code === code).flatMap(({ after }) =>
			[...(/\{([^{}]*)\}/.exec(after)?.[1] ?? '').matchAll(/(\w+)(?=[:,\s}]|$)/g)].map(([name]) => [name, 'given']),
		),
	);
	const { message, description } = sentence({ code, params });
	for (const text of [message, description]) {
		expect(text).toMatch(/^\S.*[.!?]$/s);
		expect(text).not.toMatch(/undefined|\[object|null|NaN/);
	}
});

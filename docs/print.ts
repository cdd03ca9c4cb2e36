/*
 * tsx docs/print.ts            writes the tables of README.md and docs/operators/problems.md from the code
 * tsx docs/print.ts --check    fails when one of them is not what the code says now
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { PROBLEM_CODES, sentence, type ProblemCode } from '../core/problems';
import type { Operation, System } from '../nodes/shared/system';

const ROOT = resolve(__dirname, '..');
const README = 'README.md';
const PROBLEMS = 'docs/operators/problems.md';

/** A table of README.md stands between `<!-- table:NAME -->` and `<!-- /table:NAME -->`. */
export function withTable(text: string, name: string, table: string): string {
	const [begin, end] = [`<!-- table:${name} -->`, `<!-- /table:${name} -->`];
	const [from, to] = [text.indexOf(begin), text.indexOf(end)];
	if (from < 0 || to < from) throw new Error(`${README} has no place for the table "${name}" (${begin} … ${end})`);
	return `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();

function tableOf(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

// ------------------------------------------------------------------ what each system supports

/** Every system, found by its folder. */
async function systems(): Promise<System[]> {
	const files = readdirSync(join(ROOT, 'nodes'))
		.map((folder) => join(ROOT, 'nodes', folder, 'system.ts'))
		.filter((file) => existsSync(file) && !file.includes(join('nodes', 'shared')));
	const modules = await Promise.all(files.map(async (file) => (await import(file)) as Record<string, unknown>));
	return modules
		.flatMap((exported) => Object.values(exported))
		.filter((each): each is System => typeof each === 'object' && each !== null && 'operations' in each)
		.sort((a, b) => a.label.localeCompare(b.label));
}

/** An operation, and what is special about it: a sweep, or a write that can be previewed. */
function operationWords(operation: Operation): string {
	const special = [
		operation.does === 'list' && operation.sweeps ? 'with Skip What Is Settled' : '',
		operation.does === 'write' ? 'with Preview Only' : '',
	].filter(Boolean);
	return special.length > 0 ? `${operation.operationName} (${special.join(', ')})` : operation.operationName;
}

/** One row a resource, one column a system. */
export function supportTable(list: readonly System[]): string {
	const resources = [...new Set(list.flatMap(({ operations }) => operations.map(({ resourceName }) => resourceName)))];
	// Connection concerns the account and not a record, so it comes last.
	const isAccount = (name: string) =>
		list.some(({ operations }) => operations.some((each) => each.resourceName === name && each.does === 'check'));
	resources.sort((a, b) => Number(isAccount(a)) - Number(isAccount(b)) || a.localeCompare(b));
	const row = (resource: string) => [
		resource,
		...list.map(
			({ operations }) =>
				operations
					.filter(({ resourceName }) => resourceName === resource)
					.map(operationWords)
					.join(', ') || '–',
		),
	];
	return tableOf(['', ...list.map(({ label }) => label)], resources.map(row));
}

// ------------------------------------------------------------------ templates

interface Template {
	readonly name: string;
	readonly nodes: ReadonlyArray<{
		readonly name: string;
		readonly type: string;
		readonly disabled?: boolean;
		readonly parameters: Readonly<Record<string, unknown>>;
	}>;
}

/** The text under the heading of a template's first note, up to its first blank line. */
function storyOf({ name, nodes }: Template): string {
	const note = nodes.find(({ type }) => type === 'n8n-nodes-base.stickyNote')?.parameters.content;
	const [heading = '', story = ''] = String(note ?? '').split('\n\n');
	if (!heading.startsWith('## ') || story === '')
		throw new Error(`The template "${name}" does not begin with a note that says what it does`);
	return story;
}

/** One row a file of workflows/: its name, what it does, what starts it. */
export function templatesTable(files: ReadonlyArray<readonly [file: string, template: Template]>): string {
	const rows = files.map(([file, template]) => [
		`[${template.name}](workflows/${file})`,
		storyOf(template),
		template.nodes
			.filter(({ type, disabled }) => /Trigger$/.test(type) && disabled !== true)
			.map(({ name }) => `*${name}*`)
			.join(', '),
	]);
	return tableOf(['Template', 'What it does', 'What starts it'], rows);
}

function templateFiles(): Array<readonly [string, Template]> {
	return readdirSync(join(ROOT, 'workflows'))
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => [file, JSON.parse(readFileSync(join(ROOT, 'workflows', file), 'utf8')) as Template] as const);
}

// ------------------------------------------------------------------ problems

/** One example of everything a sentence can name. */
const EXAMPLE: Readonly<Record<string, string>> = {
	order: '#1001',
	record: 'order #1001',
	target: 'OGOship',
	system: 'OGOship',
	source: 'example.myshopify.com',
	reference: 'SHOP-1001',
};

/** Where the general example would be silent or wrong. */
const PARTICULAR: Partial<Record<ProblemCode, Readonly<Record<string, string>>>> = {
	ALREADY_THERE: { reference: '1001' },
	AMBIGUOUS: { record: 'order #1001, SKU MUG-GREEN', count: 'several', key: 'product code' },
	ADDRESS_MISSING: { fields: 'address1, city' },
	COUNTRY_INVALID: { country: 'Finland' },
	DISMISSED: { by: 'Helmi', reason: 'sent by hand' },
	FIELD_INVALID: { field: 'currency', reason: 'must be three capital letters such as EUR' },
	HELD_UNPAID: { paymentStatus: 'pending' },
	ID_MISSING: { kind: 'order', given: 'abc' },
	INTERNAL: { fault: 'TypeError', place: 'Send to OGOship' },
	QUANTITY_INVALID: { quantity: '0', sku: 'MUG-GREEN' },
	REFUSED: { status: '400' },
	SETUP_ACCOUNT: { reason: 'Merchant ID is missing' },
	SETUP_ADDRESS: { reason: 'it does not begin with https://' },
	SETUP_CREDENTIAL: { status: '401' },
	SETUP_LEDGER: { reason: 'its file may not be written to' },
	SETUP_OTHER_CONNECTOR: { reference: '1001' },
	SETUP_PARAMETER: { name: 'Reference Prefix', reason: 'only letters, digits, - and _ can be in it, 20 at most' },
	SETUP_ROUTE: { routes: 'no node of this package that writes comes after this one' },
	SETUP_SCOPES: { system: 'Shopify Commerce', operation: 'Order: Get Many', scopes: 'read_orders' },
	SETUP_SERVICE: { status: '503' },
	SHIPPING_CODE_MISSING: { method: 'Express delivery' },
	SKU_MISSING: { line: 'Blue mug' },
	STAGE_LOCKED: { stage: 'Collecting' },
	STATUS_UNKNOWN: { field: 'paymentStatus', word: 'SOMETHING_NEW' },
	TARGET_MISSING: { number: 'SHOP-1001' },
	TOTALS_DIFFER: { computed: '48.00', expected: '49.60', currency: 'EUR', difference: '1.60' },
	UNKNOWN_SKU: { skus: 'MUG-GREEN' },
	WRONG_KIND: { kind: 'stockLevel', wanted: 'order' },
};

const GROUPS: ReadonlyArray<readonly [heading: string, about: string, belongs: (code: string) => boolean]> = [
	[
		'A record could not go through',
		'The other records of the run are not touched by it.',
		(code) => !/^(HELD_|SETUP_|INTERNAL$)/.test(code),
	],
	[
		'Held back',
		'Nobody’s fault. The item is on the success output with the outcome `skipped` and this reason, and the order is looked at again with every sweep.',
		(code) => code.startsWith('HELD_'),
	],
	[
		'Set-up',
		'Concerns the whole run. Items not answered yet end on the error output with it; the templates end such a run in red.',
		(code) => /^(SETUP_|INTERNAL$)/.test(code),
	],
];

function problemSection(code: ProblemCode): string {
	const { message, description } = sentence({ code, params: { ...EXAMPLE, ...PARTICULAR[code] } });
	return `### ${code}\n\n${message}\n\n_What to do:_ ${description}`;
}

/** Every problem code with its two sentences, for one example record. */
export function problemsPage(): string {
	const sections = GROUPS.map(([heading, about, belongs]) =>
		[`## ${heading}`, about, ...PROBLEM_CODES.filter(belongs).map(problemSection)].join('\n\n'),
	);
	return [
		'# Problems, and what to do',
		'<!-- Written by docs/print.ts from core/problems.ts; changes here are lost. -->',
		'Every problem has a code and two sentences: what happened to which record, and what to do. Here they stand as they read for an example order #1001 on its way to OGOship. How problems are shown, repeated and closed is in the [README](../../README.md#reading-a-problem).',
		'Some codes are shown as the reason of a `skipped` item rather than on the error output: IN_PROGRESS, TWICE_IN_RUN, DISMISSED, ALREADY_THERE, and any problem that people were told of already. A few codes belong to checks that no node of this version makes yet.',
		...sections,
	].join('\n\n');
}

// ------------------------------------------------------------------ files

async function pages(): Promise<Array<readonly [path: string, text: string]>> {
	const readme = readFileSync(join(ROOT, README), 'utf8');
	const supported = withTable(readme, 'support', supportTable(await systems()));
	return [
		[README, withTable(supported, 'templates', templatesTable(templateFiles()))],
		[PROBLEMS, `${problemsPage()}\n`],
	];
}

async function main(check: boolean): Promise<number> {
	const stale = (await pages()).filter(
		([path, text]) => !existsSync(join(ROOT, path)) || readFileSync(join(ROOT, path), 'utf8') !== text,
	);
	if (!check) for (const [path, text] of stale) writeFileSync(join(ROOT, path), text);
	const words = check ? 'is not what the code says; run: npx tsx docs/print.ts' : 'written';
	for (const [path] of stale) process.stdout.write(`${path} ${words}\n`);
	return check && stale.length > 0 ? 1 : 0;
}

if (require.main === module) {
	main(process.argv.includes('--check')).then(
		(code) => (process.exitCode = code),
		(error: unknown) => {
			process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
			process.exitCode = 1;
		},
	);
}

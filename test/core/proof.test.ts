import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { JournalEntry } from '../../sandbox/kit';
import type { Execution } from '../../sandbox/n8n/execution';
import { parseFlatted } from '../../sandbox/n8n/flatted';
import { checkClaim, findProof, proves, writeProof, type Evidence } from '../support/proof';
import {
	judgeReport,
	readReport,
	readRequirements,
	REPORT,
	reportTable,
	REQUIREMENTS,
	TREE,
	type Proof,
} from '../support/requirements';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();

const execution: Execution = {
	id: '7',
	workflowId: 'w',
	status: 'success',
	mode: 'manual',
	startedAt: at(10),
	stoppedAt: at(20),
	runData: {},
};

const entry: JournalEntry = {
	seq: 4,
	system: 'ogoship',
	operation: 'ordersCreate',
	method: 'POST',
	path: '/api/v1/Orders',
	query: {},
	status: 200,
	accepted: true,
	answered: true,
	at: at(0),
	realAt: at(15),
	userAgent: 'n8n',
};

const page = { url: 'http://127.0.0.1:5678/webhook/problems?route=a', status: 200, at: at(15) };

function evidence(change: Partial<Evidence>): Evidence {
	return { begunMs: Date.parse(at(5)), executions: [execution], journal: [entry], pages: [page], ...change };
}

const order = { request: 'ogoship.ordersCreate' };

it.each<[string, Partial<Evidence>]>([
	['at its very start', { journal: [{ ...entry, realAt: at(10) }] }],
	['at its very end', { journal: [{ ...entry, realAt: at(20) }] }],
	['after others that do not count', { journal: [{ ...entry, seq: 3, accepted: false }, entry] }],
	[
		'by an n8n that sends the longer user agent',
		{ journal: [{ ...entry, userAgent: 'Mozilla/5.0 (compatible; n8n/2.40.7; +https://n8n.io)' }] },
	],
	[
		'though another execution ran at another time',
		{ executions: [{ ...execution, id: '6', startedAt: at(6), stoppedAt: at(7) }, execution] },
	],
])('bears out an accepted request inside an execution, %s', (_when, change) => {
	const found = findProof(order, evidence(change));
	expect(found).toMatchObject({
		execution: '7',
		journal: { system: 'ogoship', operation: 'ordersCreate', seq: 4, status: 200 },
	});
});

it.each<[string, Partial<Evidence>, RegExp]>([
	['nothing ran in n8n', { executions: [] }, /no execution/],
	['the execution began before the test', { begunMs: Date.parse(at(11)) }, /no execution/],
	['the execution has not ended', { executions: [{ ...execution, stoppedAt: undefined }] }, /within no execution/],
	['the request came before the execution', { journal: [{ ...entry, realAt: at(9) }] }, /within no execution/],
	['the request came after the execution', { journal: [{ ...entry, realAt: at(21) }] }, /within no execution/],
	[
		'only the sandbox clock lies inside',
		{ journal: [{ ...entry, realAt: at(30), at: at(15) }] },
		/within no execution/,
	],
	['the sandbox refused the request', { journal: [{ ...entry, accepted: false }] }, /accepted none of 1/],
	['another operation was asked', { journal: [{ ...entry, operation: 'ordersList' }] }, /no sandbox/],
	['another system was asked', { journal: [{ ...entry, system: 'shopify' }] }, /no sandbox/],
	['a test sent it itself', { journal: [{ ...entry, userAgent: 'axios/1.21.1' }] }, /axios\/1\.21\.1/],
	['a user agent only begins like n8n', { journal: [{ ...entry, userAgent: 'n8n-nodes-something' }] }, /not by n8n/],
])('does not bear out a request when %s', (_case, change, reason) => {
	expect(() => findProof(order, evidence(change))).toThrow(reason);
});

it('bears out a page that was loaded in this test, whatever its query', () => {
	expect(findProof({ page: '/webhook/problems' }, evidence({ executions: [] }))).toEqual({
		page: { url: page.url, at: at(15) },
	});
});

it.each<[string, Partial<Evidence>]>([
	['another page was', { pages: [{ ...page, url: 'http://127.0.0.1:5678/webhook/problems/more' }] }],
	['it could not be shown', { pages: [{ ...page, status: 404 }] }],
	['it was loaded before the test', { pages: [{ ...page, at: at(4) }] }],
])('does not bear out a page when %s', (_case, change) => {
	expect(() => findProof({ page: '/webhook/problems' }, evidence(change))).toThrow(/not loaded in this test/);
});

it('refuses an ID that nobody wrote down, and an exchange easier than the one written down', () => {
	const known = readRequirements('| G7 | Paid orders | `ogoship.ordersCreate` or `ogoship.ordersUpdate` |');
	expect(() => checkClaim('G7', { request: 'ogoship.ordersUpdate' }, known)).not.toThrow();
	expect(() => checkClaim('G7', { request: 'ogoship.ordersList' }, known)).toThrow(/wants ogoship\.ordersCreate or/);
	expect(() => checkClaim('Z9', order, known)).toThrow(/Z9 is not in/);
});

it('does not let a test without a real n8n claim anything', async () => {
	await expect(proves('G7', order)).rejects.toThrow(/no execution of a real n8n/);
	await expect(proves('Z9', order)).rejects.toThrow(/Z9 is not in/);
});

it('reads the written requirements: each has a sentence and at least one exchange', () => {
	const known = readRequirements(readFileSync(join(TREE, REQUIREMENTS), 'utf8'));
	for (const id of ['B2', 'B7', 'G5', 'G7', 'G8', 'X7']) expect(known.has(id)).toBe(true);
	for (const { sentence, exchanges } of known.values()) {
		expect(sentence.length).toBeGreaterThan(40);
		expect(exchanges.length).toBeGreaterThan(0);
		for (const exchange of exchanges) expect(exchange).toMatch(/^([a-zA-Z]+(\.[a-zA-Z_]+)+|\/\S+)$/);
	}
});

it('refuses two rows for one ID', () => {
	expect(() => readRequirements('| G7 | a | `a.b` |\n| G7 | b | `a.b` |')).toThrow(/two rows for G7/);
});

// ------------------------------------------------------------------ the report

let tree: string;

beforeEach(() => {
	tree = mkdtempSync(join(tmpdir(), 'report-'));
	execFileSync('git', ['init', '--quiet'], { cwd: tree });
	touch('.gitignore', 0, '.report/\n');
	touch('core/order.ts', 10);
});

afterEach(() => rmSync(tree, { recursive: true, force: true }));

function touch(path: string, second: number, content = path): void {
	mkdirSync(dirname(join(tree, path)), { recursive: true });
	writeFileSync(join(tree, path), content);
	utimesSync(join(tree, path), new Date(at(second)), new Date(at(second)));
}

function shown(id: string, second: number, test = 'a test'): Proof {
	const journal = { system: 'ogoship', operation: 'ordersCreate', seq: 4, at: at(second), status: 200 };
	return { id, test, at: at(second), execution: '7', journal };
}

function report(...proofs: Proof[]): void {
	for (const proof of proofs) writeProof(join(tree, REPORT), proof);
}

it('accepts a report that is newer than every file', () => {
	report(shown('G7', 11), shown('G10', 12), shown('B2', 12));
	touch('.report/other', 50);
	const judged = judgeReport(tree);
	expect('proofs' in judged && judged.proofs.map(({ id }) => id)).toEqual(['B2', 'G7', 'G10']);
});

it.each<[string, () => void, RegExp]>([
	['missing', () => undefined, /There is no \.report/],
	['empty', () => touch(REPORT, 20, '\n'), /is empty/],
	[
		'older than a file not yet added',
		() => (report(shown('G7', 11)), touch('core/new.ts', 12)),
		/core\/new\.ts was changed/,
	],
	[
		'older than a change not committed',
		() => (add(), report(shown('G7', 11)), touch('core/order.ts', 12)),
		/core\/order\.ts/,
	],
	['partly from an earlier run', () => report(shown('G7', 9), shown('G8', 11)), /after G7 was shown/],
	['without a time', () => report({ ...shown('G7', 11), at: '' }), /after G7 was shown/],
	['tracked by git', () => (report(shown('G7', 11)), add('-f', REPORT)), /tracked by git/],
])('refuses a report that is %s', (_case, arrange, reason) => {
	arrange();
	const judged = judgeReport(tree);
	expect(judged).toHaveProperty('refused', expect.stringMatching(reason));
});

function add(...what: string[]): void {
	execFileSync('git', ['add', ...(what.length ? what : ['.'])], { cwd: tree });
}

it('refuses a report older than a deletion', () => {
	add();
	report(shown('G7', 11));
	rmSync(join(tree, 'core/order.ts'));
	expect(judgeReport(tree)).toHaveProperty('refused', expect.stringMatching(/core\/order\.ts was changed/));
});

it('does not count the pictures that tests make', () => {
	report(shown('G7', 11));
	touch('docs/pictures/editor.png', 12);
	expect(judgeReport(tree)).toHaveProperty('proofs');
});

it('counts the latest line of a test only', () => {
	const lines = [shown('G7', 9), shown('G7', 9, 'another test'), shown('G7', 11)].map((each) => JSON.stringify(each));
	expect(readReport(lines.join('\n')).map((each) => [each.test, each.at])).toEqual([
		['a test', at(11)],
		['another test', at(9)],
	]);
});

it('prints ID, test, execution and journal line, and what nobody has shown', () => {
	const viewed: Proof = { id: 'B8', test: 'problems', at: at(11), page: { url: page.url, at: at(11) } };
	expect(reportTable([shown('G7', 11), viewed], ['B8', 'G7', 'X7']).split('\n')).toEqual([
		'ID  Test      Execution  Journal',
		`G7  a test    7          ogoship.ordersCreate #4 200 ${at(11)}`,
		`B8  problems             page ${page.url}`,
		'',
		'2 of 3 requirements shown; not shown: X7',
	]);
});

it.each<[string, unknown]>([
	['[{"a":"1","n":1,"t":true,"z":null},"1"]', { a: '1', n: 1, t: true, z: null }],
	['[["1","1",2],"x"]', ['x', 'x', 2]],
	['["text"]', 'text'],
	['[{"0":"1"},{"deep":"2"},["3"],"end"]', { 0: { deep: ['end'] } }],
])('reads the flatted text %s', (text, expected) => {
	expect(parseFlatted(text)).toEqual(expected);
});

it('reads a flatted value that contains itself', () => {
	const value = parseFlatted('[{"self":"0","list":"1"},["0"]]') as { self: unknown; list: unknown[] };
	expect(value.self).toBe(value);
	expect(value.list[0]).toBe(value);
});

it.each(['{}', '[]', 'nonsense', '[{"a":"7"}]', '[{"a":"x"}]'])('refuses %s as a flatted text', (text) => {
	expect(() => parseFlatted(text)).toThrow(SyntaxError);
});

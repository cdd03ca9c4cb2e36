/*
 * `npm run requirements`: prints which requirement was shown by which test, execution and exchange, and refuses a
 * report that does not belong to the tree as it is. The report is written by proves() in proof.ts.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const TREE = resolve(__dirname, '../..');
export const REPORT = '.report/requirements.jsonl';
export const REQUIREMENTS = 'docs/requirements.md';

/** One line of the report: a requirement shown, by an exchange with a sandbox or by a page in the browser. */
export interface Proof {
	readonly id: string;
	readonly test: string;
	/** When the test claimed it, ISO 8601. */
	readonly at: string;
	readonly execution?: string;
	readonly journal?: {
		readonly system: string;
		readonly operation: string;
		readonly seq: number;
		readonly at: string;
		readonly status: number;
	};
	readonly page?: { readonly url: string; readonly at: string };
}

/** What a sceptic wants to see for a requirement: one of these exchanges (`ogoship.ordersCreate`) or pages. */
export interface Requirement {
	readonly id: string;
	readonly sentence: string;
	readonly exchanges: readonly string[];
}

/** Output that tests themselves write into the tree; newer than the first proofs of the same run. */
const WRITTEN_BY_TESTS = /^docs\/pictures\//;

/** The rows `| ID | sentence | `exchange` |` of docs/requirements.md, by ID. Throws for an ID that stands there twice. */
export function readRequirements(markdown: string): Map<string, Requirement> {
	const found = new Map<string, Requirement>();
	for (const line of markdown.split('\n')) {
		const row = /^\|\s*([A-Z]\d+)\s*\|(.*)\|([^|]*)\|\s*$/.exec(line);
		if (!row) continue;
		const [, id = '', sentence = '', exchanges = ''] = row;
		if (found.has(id)) throw new Error(`${REQUIREMENTS} has two rows for ${id}`);
		found.set(id, {
			id,
			sentence: sentence.trim(),
			exchanges: [...exchanges.matchAll(/`([^`]+)`/g)].map(([, e]) => e ?? ''),
		});
	}
	return found;
}

/** The lines of a report; of several by one test for one requirement only the latest. Throws for a broken line. */
export function readReport(text: string): Proof[] {
	const latest = new Map<string, Proof>();
	for (const line of text.split('\n').filter((each) => each.trim())) {
		const proof = JSON.parse(line) as Proof;
		latest.set(`${proof.id} ${proof.test}`, proof);
	}
	return [...latest.values()].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

/**
 * The newest file of a working tree, with what is not committed and what is not yet added, without what is ignored. A
 * deleted file counts with the time of the folder it lay in. Times are milliseconds since 1970.
 */
export function newestFile(tree: string): { path: string; changedMs: number } {
	const list = git(tree, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']).split('\0').filter(Boolean);
	let newest = { path: '', changedMs: 0 };
	for (const path of list) {
		if (WRITTEN_BY_TESTS.test(path)) continue;
		const { mtimeMs } = statSync(existing(join(tree, path)));
		if (mtimeMs > newest.changedMs) newest = { path, changedMs: mtimeMs };
	}
	return newest;
}

function existing(path: string): string {
	return existsSync(path) ? path : existing(dirname(path));
}

function git(tree: string, args: string[]): string {
	return execFileSync('git', args, { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

/** The report of a tree, or one sentence why it proves nothing: missing, tracked by git, older than a file, empty. */
export function judgeReport(tree: string): { proofs: Proof[] } | { refused: string } {
	const again = 'Run "npm test" and try again.';
	const path = join(tree, REPORT);
	if (git(tree, ['ls-files', '--', dirname(REPORT)])) {
		return {
			refused: `${dirname(REPORT)} is tracked by git: a report belongs to one run, not to the source. Run "git rm -r --cached ${dirname(REPORT)}".`,
		};
	}
	if (!existsSync(path)) return { refused: `There is no ${REPORT}. ${again}` };
	const proofs = readReport(readFileSync(path, 'utf8'));
	if (proofs.length === 0) return { refused: `${REPORT} is empty. ${again}` };
	const newest = newestFile(tree);
	const stale = proofs.find(({ at }) => !(Date.parse(at) >= newest.changedMs));
	if (!stale) return { proofs };
	const changed = new Date(newest.changedMs).toISOString();
	return {
		refused: `${newest.path} was changed at ${changed}, after ${stale.id} was shown (${stale.at}, "${stale.test}"). Delete ${REPORT}. ${again}`,
	};
}

/** The proofs as a table of four columns, and the requirements nobody has shown. */
export function reportTable(proofs: readonly Proof[], required: readonly string[]): string {
	const rows = proofs.map(({ id, test, execution, journal, page }) => [
		id,
		test,
		execution ?? '',
		journal
			? `${journal.system}.${journal.operation} #${journal.seq} ${journal.status} ${journal.at}`
			: `page ${page?.url ?? ''}`,
	]);
	const table = [['ID', 'Test', 'Execution', 'Journal'], ...rows];
	const width = (column: number): number => Math.max(...table.map((row) => row[column]?.length ?? 0));
	const widths = [0, 1, 2, 3].map(width);
	const lines = table.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd(),
	);
	const shown = new Set(proofs.map(({ id }) => id));
	const open = required.filter((id) => !shown.has(id));
	const sum = `${required.length - open.length} of ${required.length} requirements shown`;
	return [...lines, '', open.length ? `${sum}; not shown: ${open.join(', ')}` : sum].join('\n');
}

/** Prints the table, or why there is none; the exit code is 1 then, and when a requirement is not shown. */
function main(): void {
	const judged = judgeReport(TREE);
	if ('refused' in judged) {
		console.error(judged.refused);
		process.exitCode = 1;
		return;
	}
	const required = [...readRequirements(readFileSync(join(TREE, REQUIREMENTS), 'utf8')).keys()];
	console.log(reportTable(judged.proofs, required));
	const shown = new Set(judged.proofs.map(({ id }) => id));
	if (required.some((id) => !shown.has(id))) process.exitCode = 1;
}

if (require.main === module) main();

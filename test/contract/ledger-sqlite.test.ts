import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openHandles, openSqliteLedger } from '../../ledger';
import { SQLITE } from '../../ledger/dialects';
import { migrations } from '../../ledger/schema';
import { ledgerContract } from './ledger-suite';

const ROOT = resolve(__dirname, '../..');
const ROUTE = 'shopify:demo.myshopify.com>ogoship:77';
// Asked for at run time: a Node without SQLite must still be able to load this file, and then say so.
const sqlite = process.getBuiltinModule('node:sqlite') as typeof import('node:sqlite') | undefined;
const folders: string[] = [];

function newPath(): string {
	const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
	folders.push(folder);
	return join(folder, 'storage', 'bridge', 'ledger.sqlite');
}

/** Works on the file beside the ledger, as another program would. */
function beside<T>(path: string, work: (database: DatabaseSync) => T): T {
	const database = new sqlite!.DatabaseSync(path);
	try {
		database.exec('PRAGMA busy_timeout = 10000');
		return work(database);
	} finally {
		database.close();
	}
}

function age(path: string, ms: number): void {
	beside(path, (database) => {
		for (const [table, column] of [
			['facts', 'lease_until'],
			['facts', 'due_at'],
			['facts', 'changed_at'],
			['holds', 'since'],
			['leases', 'lease_until'],
		]) {
			database.prepare(`UPDATE ${table} SET ${column} = ${column} - ?`).run(ms);
		}
	});
}

function dump(path: string): string {
	return beside(path, (database) => {
		const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).all();
		return JSON.stringify(tables.map(({ name }) => [name, database.prepare(`SELECT * FROM ${String(name)}`).all()]));
	});
}

/** A process of its own with the ledger at `path` open as `ledger`; it prints what `script` answers. */
function inProcess(
	path: string,
	script: string,
	flags: readonly string[] = [],
): { child: ChildProcess; printed: Promise<string> } {
	const source = `const { openSqliteLedger } = require('./ledger/index.ts');
		openSqliteLedger({ path: process.argv[1] })
			.then(async (ledger) => { ${script} })
			.then((answer) => console.log(JSON.stringify(answer)), (error) => console.log(JSON.stringify([error.code, error.message])));`;
	const child = spawn(process.execPath, ['--no-warnings', ...flags, '--import', 'tsx', '-e', source, path], {
		cwd: ROOT,
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const printed = new Promise<string>((answer) => {
		let text = '';
		child.stdout?.on('data', (chunk: Buffer) => {
			text += chunk.toString();
			if (text.includes('\n')) answer(text.trim());
		});
		child.on('exit', () => answer(text.trim()));
	});
	return { child, printed };
}

const CLAIM = `const claim = (from, to, holder) => ledger.claim('${ROUTE}', 'order',
	Array.from({ length: to - from }, (_, index) => String(from + index)).map((key) =>
		({ sourceKey: key, documentKey: 'doc-' + key, revision: 'r1' })), { holder, leaseMs: 300000 });`;

afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

if (!sqlite) {
	it('says what the built-in ledger needs where Node has no SQLite', async () => {
		await expect(openSqliteLedger({ path: newPath() })).rejects.toMatchObject({
			code: 'SETUP_LEDGER',
			message: expect.stringContaining('Node.js 24'),
		});
	});
} else {
	ledgerContract('the ledger on SQLite', {
		open: async () => {
			const path = newPath();
			const ledger = await openSqliteLedger({ path });
			return {
				ledger,
				age: async (ms) => age(path, ms),
				dump: async () => dump(path),
				tamper: async (sql) => beside(path, (database) => database.exec(`BEGIN; ${sql}; COMMIT`)),
				close: () => ledger.close(),
			};
		},
	});

	it('callers of one process share one handle, which the last of them closes', async () => {
		const path = newPath();
		const before = openHandles();
		const [first, second] = await Promise.all([openSqliteLedger({ path }), openSqliteLedger({ path })]);
		const other = await openSqliteLedger({ path: newPath() });
		expect(openHandles() - before).toBe(2);
		await first.close();
		await first.close();
		expect(await second.lease('sweep', 'a', 1000)).toBe(true);
		await second.close();
		await other.close();
		expect(openHandles()).toBe(before);
		const again = await openSqliteLedger({ path });
		expect(await again.lease('sweep', 'b', 1000)).toBe(false);
		await again.close();
	});

	it('keeps its folder and file to this user', async () => {
		const path = newPath();
		const ledger = await openSqliteLedger({ path });
		expect(statSync(resolve(path, '..')).mode & 0o777).toBe(0o700);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		await ledger.close();
	});

	it('writes ahead, waits ten seconds for others and reaches the disk with every commit', async () => {
		const path = newPath();
		const prepare = jest.spyOn(sqlite.DatabaseSync.prototype, 'exec');
		const ledger = await openSqliteLedger({ path });
		const settings = prepare.mock.calls.map(([sql]) => sql).join(';');
		prepare.mockRestore();
		expect(settings).toContain('busy_timeout = 10000');
		expect(settings).toContain('synchronous = FULL');
		expect(beside(path, (database) => database.prepare('PRAGMA journal_mode').get())).toEqual({ journal_mode: 'wal' });
		await ledger.close();
	});

	it.each<[string, (path: string) => void, string]>([
		[
			'a folder that cannot be made',
			(path) => {
				mkdirSync(resolve(path, '../..'), { recursive: true });
				writeFileSync(resolve(path, '..'), 'a file');
			},
			'no folder',
		],
		['a folder in its place', (path) => mkdirSync(path, { recursive: true }), 'is a folder'],
		[
			'a file that is no database',
			(path) => {
				mkdirSync(resolve(path, '..'), { recursive: true });
				writeFileSync(path, 'not a database, but long enough to be taken for one'.repeat(100));
			},
			'is no ledger',
		],
		[
			"another program's database",
			(path) => {
				mkdirSync(resolve(path, '..'), { recursive: true });
				beside(path, (database) => database.exec('CREATE TABLE facts (fact TEXT)'));
			},
			'cannot be used as a ledger',
		],
	])('says plainly that it cannot be used: %s', async (_, spoil, words) => {
		const path = newPath();
		spoil(path);
		const before = openHandles();
		const opening = openSqliteLedger({ path });
		await expect(opening).rejects.toMatchObject({ code: 'SETUP_LEDGER', message: expect.stringContaining(words) });
		await expect(opening).rejects.toMatchObject({ problem: { code: 'SETUP_LEDGER' } });
		expect(openHandles()).toBe(before);
	});

	it('refuses a ledger of a newer version and leaves it as it is', async () => {
		const path = newPath();
		await (await openSqliteLedger({ path })).close();
		beside(path, (database) => database.exec('INSERT INTO schema_versions VALUES (999, 0)'));
		await expect(openSqliteLedger({ path })).rejects.toMatchObject({
			code: 'SETUP_LEDGER',
			message: expect.stringContaining('newer version'),
		});
	});

	it('keeps its facts from one opening to the next', async () => {
		const path = newPath();
		const request = { sourceKey: '1', documentKey: 'D', revision: 'r1' };
		const first = await openSqliteLedger({ path });
		const key = await first.hashKey();
		await first.claim(ROUTE, 'order', [request], { holder: 'run', leaseMs: 1000 });
		await first.close();
		const second = await openSqliteLedger({ path });
		expect(await second.hashKey()).toBe(key);
		expect(await second.facts({ limit: 10 })).toMatchObject([{ sourceKey: '1', state: 'claimed' }]);
		await second.close();
	});

	it('damage that shows while it is in use is a set-up problem too', async () => {
		const path = newPath();
		const ledger = await openSqliteLedger({ path });
		beside(path, (database) => {
			database.exec(`INSERT INTO settings VALUES ('any', 'thing'); PRAGMA wal_checkpoint(TRUNCATE)`);
		});
		const file = openSync(path, 'r+');
		writeSync(file, Buffer.alloc(statSync(path).size - 4096, 'x'), 0, null, 4096);
		closeSync(file);
		await expect(ledger.hashKey()).rejects.toMatchObject({
			code: 'SETUP_LEDGER',
			message: expect.stringContaining('damaged'),
		});
		await ledger.close();
	});

	it.each([1, 2, 3])('brings a ledger of version %s forward with all it holds', async (version) => {
		const path = newPath();
		mkdirSync(resolve(path, '..'), { recursive: true });
		beside(path, (database) => {
			const steps = migrations(SQLITE).slice(0, version);
			for (const statement of steps.flatMap(({ statements }) => statements)) database.exec(statement);
			database.exec(`CREATE TABLE schema_versions (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL);
				INSERT INTO schema_versions VALUES ${steps.map((step) => `(${step.version}, 0)`).join()};
				INSERT INTO facts (route, target, kind, source_key, document_key, first_seen_at, changed_at, state, revision)
					VALUES ('${ROUTE}', 'ogoship:77', 'order', '1', 'D', 0, 0, 'done', 'r1');
				INSERT INTO history (route, kind, source_key, at, event, attempt) VALUES ('${ROUTE}', 'order', '1', 0, 'done', 1)`);
		});
		const ledger = await openSqliteLedger({ path });
		const again = [{ sourceKey: '1', documentKey: 'D', revision: 'r1' }];
		expect(await ledger.peek(ROUTE, 'order', again)).toMatchObject([{ verdict: 'settled' }]);
		await ledger.note(ROUTE, 'skus', '1');
		await ledger.countCalls('unleashed:a', { callClass: 'order', calls: 1 });
		expect(await ledger.purge({ olderThanDays: 30 })).toEqual({ facts: 1, history: 1 });
		await ledger.close();
	});

	it('waits for another process that reads a file which does not write ahead yet', async () => {
		const path = newPath();
		mkdirSync(resolve(path, '..'), { recursive: true });
		const script = `await ledger.close();
			const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
			const database = new DatabaseSync(process.argv[1].replace('.other', ''));
			database.exec('CREATE TABLE making (it TEXT); BEGIN; SELECT * FROM making');
			console.log('held');
			await new Promise((later) => setTimeout(later, 300));
			database.exec('ROLLBACK');`;
		expect(await inProcess(`${path}.other`, script).printed).toBe('held');
		const ledger = await openSqliteLedger({ path });
		expect(await ledger.lease('sweep', 'a', 1000)).toBe(true);
		await ledger.close();
	});

	it('what a killed process held is live until its lease is over, and stolen then', async () => {
		const path = newPath();
		const { child, printed } = inProcess(
			path,
			`${CLAIM} console.log((await claim(0, 20, 'killed')).length); await new Promise(() => setInterval(() => {}, 1000));`,
		);
		expect(await printed).toBe('20');
		const exit = new Promise((gone) => child.once('exit', (_, signal) => gone(signal)));
		child.kill('SIGKILL');
		expect(await exit).toBe('SIGKILL');
		const ledger = await openSqliteLedger({ path });
		const requests = Array.from({ length: 20 }, (_, key) => ({
			sourceKey: `${key}`,
			documentKey: `doc-${key}`,
			revision: 'r1',
		}));
		const verdicts = async () => {
			const claims = await ledger.claim(ROUTE, 'order', requests, { holder: 'heir', leaseMs: 300_000 });
			return new Set(claims.map((claim) => (claim.verdict === 'claimed' ? claim.prior : claim.verdict)));
		};
		expect(await verdicts()).toEqual(new Set(['live']));
		age(path, 300_001);
		expect(await verdicts()).toEqual(new Set(['stolen']));
		await ledger.close();
	});

	it('says what it needs where Node was started without SQLite', async () => {
		const { printed } = inProcess(newPath(), 'return "opened";', ['--no-experimental-sqlite']);
		expect(JSON.parse(await printed)).toEqual(['SETUP_LEDGER', expect.stringContaining('Node.js 24')]);
	});
}

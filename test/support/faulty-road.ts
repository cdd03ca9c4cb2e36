import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/*
 * A road to a real server on which one call goes wrong: the server never hears of it, or does what was asked and nobody
 * hears its answer, or hears it too late.
 */

export type RoadFault =
	/** The connection ends before the request arrives. */
	| 'cut'
	/** The request is done, and the connection ends in place of an answer. */
	| 'lost'
	/** The request is done, and the answer comes when nobody waits for it any more. */
	| 'slow';

export interface FaultyRoad {
	readonly url: string;
	/** The next request that this fits goes wrong in this way; all others arrive. */
	fail(fault: RoadFault, fits: (path: string, body: string) => boolean): void;
	/** How many requests went wrong. */
	failed(): number;
	close(): Promise<void>;
}

/** Opens the road to an address. A slow answer takes so many milliseconds more. */
export async function openRoad(to: string, slowMs: number): Promise<FaultyRoad> {
	let next: { fault: RoadFault; fits: (path: string, body: string) => boolean } | undefined;
	let failed = 0;
	const takes = (path: string, body: string): RoadFault | undefined => {
		if (!next?.fits(path, body)) return undefined;
		const { fault } = next;
		next = undefined;
		failed += 1;
		return fault;
	};

	async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks).toString('utf8');
		const { method = 'GET', url = '/' } = incoming;
		const fault = takes(url, body);
		if (fault === 'cut') return void outgoing.destroy();
		const answer = await fetch(`${to}${url}`, { method, headers: passedOn(incoming), ...(body && { body }) });
		const text = await answer.text();
		if (fault === 'lost') return void outgoing.destroy();
		if (fault === 'slow') await wait(slowMs, undefined, { ref: false });
		outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
		outgoing.end(text);
	}

	const server = createServer((incoming, outgoing) => {
		void pass(incoming, outgoing).catch(() => outgoing.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		fail: (fault, fits) => void (next = { fault, fits }),
		failed: () => failed,
		async close() {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

function passedOn({ headers }: IncomingMessage): Record<string, string> {
	const own = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect'];
	const kept = Object.entries(headers).filter(([name]) => !own.includes(name));
	return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

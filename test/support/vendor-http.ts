import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios from 'axios';

import { queryString } from '../../nodes/shared/address';
import type { Http, HttpAnswer, HttpRequest, NoAnswer } from '../../transport/http';

/*
 * A vendor that answers what the test says, over real HTTP, and a client's rim without n8n: for the parts of a system
 * that a test drives by themselves. Nothing is sent again here.
 */

/** What the vendor was asked; `path` with its query as it came. */
export interface Asked {
	readonly method: string;
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly body: unknown;
}

/** `reset` closes the connection; `done` tells what the request had done before. */
export type Answer = { readonly status?: number; readonly body?: unknown } | 'reset';

export interface Vendor {
	readonly http: Http;
	readonly asked: readonly Asked[];
	/** The requests as `METHOD path`, without queries. */
	calls(): string[];
	/** The request that was made last, as the client handed it over. */
	last(): HttpRequest | undefined;
	close(): Promise<void>;
}

/** Opens a vendor that answers each request by a function. */
export async function openVendor(answer: (asked: Asked) => Answer): Promise<Vendor> {
	const asked: Asked[] = [];
	const server = createServer((request, response) => {
		void bodyOf(request).then((body) => {
			const url = new URL(request.url ?? '/', 'http://vendor.test');
			const query = Object.fromEntries(url.searchParams);
			const each = { method: request.method ?? '', path: decodeURIComponent(url.pathname), query, body };
			asked.push(each);
			const given = answer(each);
			if (given === 'reset') return request.socket.destroy();
			const { status = 200, body: out = null } = given;
			const isText = typeof out === 'string';
			response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
			return response.end(isText ? out : JSON.stringify(out));
		});
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as AddressInfo;
	let made: HttpRequest | undefined;
	let sent = 0;
	const http: Http = {
		async send(request) {
			made = request;
			if (request.maySend?.() === false) return { noAnswer: true, sent: false, reason: 'LEASE_OVER' };
			sent += 1;
			return await sendOnce(`http://127.0.0.1:${port}`, request);
		},
		pause: async () => await Promise.resolve(),
		lines() {
			throw new Error('this vendor has no files');
		},
		file() {
			throw new Error('this vendor has no files');
		},
		calls: () => sent,
	};
	return {
		http,
		asked,
		calls: () => asked.map(({ method, path }) => `${method} ${path}`),
		last: () => made,
		close: async () => await new Promise((done) => server.close(() => done())),
	};
}

async function sendOnce(base: string, request: HttpRequest): Promise<HttpAnswer | NoAnswer> {
	try {
		const { status, headers, data } = await axios.request<unknown>({
			method: request.method,
			url: `${base}${request.path}${queryString(request.query ?? {})}`,
			data: request.content ? Buffer.from(request.content.bytes) : request.body,
			headers: { ...request.headers, ...(request.content && { 'Content-Type': request.content.contentType }) },
			proxy: false,
			maxRedirects: 0,
			validateStatus: () => true,
		});
		const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
		return { status, headers: Object.fromEntries(named), body: data };
	} catch (error) {
		const { code } = error as { code?: string };
		return { noAnswer: true, sent: true, reason: code ?? 'NO_RESPONSE' };
	}
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	const text = Buffer.concat(parts).toString('utf8');
	return text === '' ? undefined : (JSON.parse(text) as unknown);
}

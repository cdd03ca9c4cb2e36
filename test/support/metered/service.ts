import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * A service that counts its calls, as far as the tests of the call budget need one: lists of a chosen number of pages,
 * and a journal of what reached it.
 */

export interface Service {
	readonly url: string;
	/** `GET /products`, one for each call that reached it. */
	readonly journal: string[];
	/** How many pages each list has. */
	pages: number;
	/** Told of a call before it is answered. */
	onCall: () => void;
	/** Answers with this status instead of 200, so many times. */
	fail(status: number, times: number): void;
	close(): Promise<void>;
}

export async function openService(): Promise<Service> {
	const failures: number[] = [];
	const server = createServer((request, response) => {
		service.journal.push(`${request.method} ${new URL(request.url ?? '/', 'http://service').pathname}`);
		service.onCall();
		request.resume().on('end', () => {
			const status = failures.shift() ?? 200;
			const headers = { 'content-type': 'application/json', 'retry-after': '0' };
			response.writeHead(status, headers).end(JSON.stringify({ pages: service.pages }));
		});
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	const service: Service = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		journal: [],
		pages: 1,
		onCall: () => undefined,
		fail: (status, times) => failures.push(...Array.from({ length: times }, () => status)),
		close: async () => {
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
		},
	};
	return service;
}

/** @jest-environment ./test/support/jest-environment.js */
import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import { refuseDownload } from '../../nodes/shared/address';
import { jsonOf, openDesk, type Desk } from '../support/desk';

/*
 * A file whose address a service named (docs/decisions/0012): the shop of the sandbox behind a server that names
 * another address for the file of a bulk query, and a server for that address.
 */

let desk: Desk;
let front: Server;
let store: Server;
/** What the file's server does; the file as the sandbox has it is handed in. */
let serveFile: (request: IncomingMessage, response: ServerResponse, file: string) => void;
/** The address that is named for the file; `store` is the file server's own. */
let named: (storeUrl: string) => string;
let asked: IncomingHttpHeaders[];
let file = '';

const listen = async (server: Server): Promise<string> => {
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

async function bodyOf(request: IncomingMessage): Promise<string> {
	let text = '';
	for await (const chunk of request) text += String(chunk);
	return text;
}

beforeEach(async () => {
	desk = await openDesk();
	await desk.shop.change('fillCatalogue', { count: 700 });
	asked = [];
	serveFile = (_request, response, text) => response.end(text);
	named = (storeUrl) => `${storeUrl}/file.jsonl?signature=abc`;
	store = createServer((request, response) => {
		asked.push(request.headers);
		serveFile(request, response, file);
	});
	const storeUrl = await listen(store);
	front = createServer((request, response) => void forward(request, response, storeUrl));
	desk.shopKeys.apiAddress = await listen(front);
});

afterEach(async () => {
	for (const server of [front, store]) server.closeAllConnections();
	await Promise.all([front, store].map(async (server) => await new Promise((done) => server.close(done))));
	await desk.close();
});

/** The sandbox's own answer, with another address for the file. */
async function forward(request: IncomingMessage, response: ServerResponse, storeUrl: string): Promise<void> {
	const { authorization, 'content-type': type = '', 'x-shopify-access-token': token } = request.headers;
	const headers = {
		'content-type': type,
		...(authorization === undefined ? {} : { authorization }),
		...(token === undefined ? {} : { 'x-shopify-access-token': String(token) }),
	};
	const answer = await fetch(`${desk.shop.url}${request.url}`, {
		method: 'POST',
		headers,
		body: await bodyOf(request),
	});
	const text = await answer.text();
	const own = /"url":"(http:[^"]+)"/.exec(text)?.[1];
	if (own !== undefined) file = await (await fetch(own)).text();
	response.writeHead(answer.status, { 'content-type': 'application/json' });
	response.end(own === undefined ? text : text.replace(own, named(storeUrl)));
}

async function read(): Promise<{ count: number; codes: unknown[]; words: string }> {
	const parameters = { resource: 'stockLevel', operation: 'getAll', returnAll: true };
	const { outputs } = await desk.shopify(parameters, { onError: 'continueErrorOutput' });
	const errors = jsonOf(outputs[1]).map(({ error }) => error as IDataObject);
	return { count: (outputs[0] ?? []).length, codes: errors.map(({ code }) => code), words: JSON.stringify(errors) };
}

const FAILED = { count: 0, codes: ['SETUP_SERVICE'] };

it('fetches the file from the address that was named, without credentials', async () => {
	expect((await read()).count).toBeGreaterThan(700);
	expect(asked).toHaveLength(1);
	expect(Object.keys(asked[0]!)).not.toEqual(
		expect.arrayContaining([expect.stringMatching(/authorization|token|cookie/i)]),
	);
});

it('reads lines however they are cut, with and without an end, in the letters of the file', async () => {
	await desk.shop.change('editProduct', { sku: 'MUG-BLUE', title: 'Äiti-öljy 茶' });
	serveFile = (_request, response, text) => {
		const bytes = Buffer.from(text.replaceAll('\n', '\r\n').trimEnd());
		for (let at = 0; at < bytes.length; at += 4_093) response.write(bytes.subarray(at, at + 4_093));
		response.end();
	};
	const parameters = { resource: 'stockLevel', operation: 'getAll', returnAll: true };
	const levels = jsonOf((await desk.shopify(parameters)).outputs[0]);
	expect(levels.map(({ title }) => title)).toContain('Äiti-öljy 茶 – Blue');
});

it('follows nobody who says the file lies elsewhere', async () => {
	serveFile = (_request, response) => response.writeHead(302, { location: `${desk.shop.url}/_sandbox/state` }).end();
	expect(await read()).toMatchObject(FAILED);
	expect(asked).toHaveLength(3);
});

it.each([
	['is not there', (response: ServerResponse) => response.writeHead(404).end('no')],
	['ends early', (response: ServerResponse, text: string) => response.end(text.slice(0, text.length / 2))],
	[
		'breaks off',
		(response: ServerResponse, text: string) => {
			response.writeHead(200, { 'content-length': Buffer.byteLength(text) });
			response.write(text.slice(0, 1_000), () => response.destroy());
		},
	],
	['holds something else', (response: ServerResponse) => response.end('<html>please sign in</html>')],
	['holds a list', (response: ServerResponse) => response.end('[1,2,3]\n'.repeat(3))],
	[
		'holds rows of nobody',
		(response: ServerResponse, text: string) => response.end(text.replaceAll('__parentId', 'parent')),
	],
	[
		'is not in UTF-8',
		(response: ServerResponse, text: string) => response.end(Buffer.from(`${text}\u00e4\n`, 'latin1')),
	],
	['has a line without an end', (response: ServerResponse) => response.end('x'.repeat(11 * 1024 * 1024))],
])('reads nothing of a file that %s', async (_what, answer) => {
	serveFile = (_request, response, text) => void answer(response, text);
	const { words, ...seen } = await read();
	expect(seen).toEqual(FAILED);
	expect(words).not.toMatch(/signature|file\.jsonl|please sign in/);
});

it.each([
	'http://shop-files.example.com/file.jsonl',
	'ftp://127.0.0.1/file.jsonl',
	'file:///etc/passwd',
	'https://user:word@example.com/file.jsonl',
	'not an address',
])('refuses the address %s before anything is sent', async (address) => {
	named = () => address;
	expect(await read()).toMatchObject({ count: 0, codes: ['SETUP_ADDRESS'] });
	expect(asked).toEqual([]);
});

it.each([
	['https://files.example.com/a?b=c', 'https://example.myshopify.com', false, true],
	['http://files.example.com/a', 'https://example.myshopify.com', false, false],
	['http://files.example.com/a', 'https://example.myshopify.com', true, true],
	['https://127.0.0.1/a', 'https://example.myshopify.com', false, false],
	['http://localhost:5678/rest/credentials', 'https://example.myshopify.com', true, false],
	['https://[::1]/a', 'http://10.0.0.7', true, false],
	['http://127.0.0.1:1234/a', 'http://localhost:1234', false, true],
	['http://files.example.com/a', 'http://localhost:1234', true, false],
	['https://files.example.com/a', 'http://localhost:1234', false, true],
	['https://files.example.com/a\nb', 'https://example.myshopify.com', false, false],
])('%s for a service at %s, Allow Unencrypted %s: %s', (url, base, allowUnencrypted, allowed) => {
	expect(refuseDownload(url, base, allowUnencrypted) === undefined).toBe(allowed);
});

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { RunningSandbox } from '../../sandbox/serve';

/*
 * A vendor in front of a sandbox that refuses writes on demand, with words of the test's own: for refusals that no
 * operation of ours runs into by itself.
 */

export interface UnkindVendor {
	readonly url: string;
	/** The words with which every write is refused from now on; undefined lets them through. */
	refusal: string | undefined;
	/** How many writes were refused. */
	readonly refused: number;
	close(): Promise<void>;
}

interface Refusal {
	readonly status: number;
	readonly body: unknown;
}

/** Whether a request writes, and how it is refused in the vendor's shape; undefined for one that only reads. */
export type Refuse = (method: string, path: string, body: string, words: string) => Refusal | undefined;

/** Opens the vendor in front of a sandbox. */
export async function openUnkindVendor(sandbox: RunningSandbox, refuse: Refuse): Promise<UnkindVendor> {
	const state = { refusal: undefined as string | undefined, refused: 0 };
	const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

	async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks).toString('utf8');
		const { method = 'GET', url = '/' } = incoming;
		const refusal = state.refusal === undefined ? undefined : refuse(method, url, body, state.refusal);
		if (refusal) {
			state.refused += 1;
			outgoing.writeHead(refusal.status, { 'content-type': 'application/json' }).end(JSON.stringify(refusal.body));
			return;
		}
		try {
			const passed = await fetch(`${sandbox.url}${url}`, {
				method,
				headers: passedOn(incoming),
				...(body && { body }),
			});
			const { 'content-type': type = '', 'retry-after': wait } = Object.fromEntries(passed.headers);
			outgoing.writeHead(passed.status, { 'content-type': type, ...(wait && { 'retry-after': wait }) });
			outgoing.end(await passed.text());
		} catch {
			// The sandbox broke the connection off, and so do we.
			outgoing.destroy();
		}
	}

	return Object.assign(state, {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	});
}

function passedOn({ headers }: IncomingMessage): Record<string, string> {
	const own = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect'];
	const kept = Object.entries(headers).filter(([name]) => !own.includes(name));
	return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

/** Errors in OGOship's shape. */
export const refuseByOgoship: Refuse = (method, path, _body, words) =>
	method === 'GET' || /token/i.test(path)
		? undefined
		: { status: 400, body: { statusCode: 400, statusDescription: 'BadRequest', message: words } };

/** Errors as public clients of Unleashed look for them. */
export const refuseByUnleashed: Refuse = (method, _path, _body, words) =>
	method === 'GET'
		? undefined
		: { status: 400, body: { Description: words, Message: words, Items: [{ Field: words, Description: words }] } };

/** What Odoo is asked without writing. */
const ODOO_READS = /^(search|read|fields_get|get_|check_|context_get|name_search|web_)/;

/** Errors as Odoo tells them under JSON-2; `load` reports what is wrong with its rows in an answer of its own. */
export const refuseByOdoo: Refuse = (_method, path, _body, words) => {
	const [, , method = ''] = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
	if (method === '' || ODOO_READS.test(method)) return undefined;
	if (method === 'load')
		return { status: 200, body: { ids: false, messages: [{ type: 'error', record: 0, message: words }], nextrow: 0 } };
	const error = { name: 'odoo.exceptions.UserError', message: words, arguments: [words], context: {}, debug: words };
	return { status: 422, body: error };
};

/** What Le New Black's validation finds, of one record and of the rows of many. */
export const refuseByLeNewBlack: Refuse = (method, path, body, words) => {
	if (method === 'GET' || path.includes('/auth/')) return undefined;
	const errors = { field: [words] };
	if (!path.includes('/multi/')) return { status: 422, body: { error: { message: words, errors } } };
	const { requests } = JSON.parse(body) as { requests: unknown[] };
	return { status: 200, body: { data: requests.map(() => ({ status: 'error', errors, result: null })) } };
};

/** Validation errors as OmniEngine and ShopDesk are assumed to tell them. */
export const refuseByOmnichannel: Refuse = (method, path, _body, words) =>
	method === 'GET' || path.includes('/token')
		? undefined
		: { status: 422, body: { status: 422, message: words, errors: { field: [words] } } };

/** User errors in Shopify's shape, the words also where a code or a field is expected. */
export const refuseByShopify: Refuse = (_method, _path, body, words) => {
	const { query = '' } = (body.startsWith('{') ? JSON.parse(body) : {}) as { query?: string };
	const root = /^\s*mutation[^{]*\{\s*(\w+)/.exec(query)?.[1];
	if (root === undefined) return undefined;
	const errors = [{ field: ['input', words], message: words, code: words }];
	return { status: 200, body: { data: { [root]: { userErrors: errors, orderCancelUserErrors: errors } } } };
};

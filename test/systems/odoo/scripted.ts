import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { OdooClient, type ClientSettings } from '../../../nodes/Odoo/client';
import type { Http, HttpAnswer, HttpRequest, NoAnswer } from '../../../transport/http';
import { judge } from '../../../transport/retry';

/*
 * A server that answers over HTTP what the facts say Odoo answers, word for word, and no more; and the way to it. What
 * Odoo itself would do with a call is not imitated here.
 */

export interface Asked {
	readonly path: string;
	/** `model.method` whichever protocol was spoken; the path, or the service and its method, where there is none. */
	readonly call: string;
	readonly body: Record<string, unknown>;
	readonly authorization?: string;
}

export interface Said {
	readonly status?: number;
	readonly type?: string;
	/** An object is sent as JSON. */
	readonly body: unknown;
	/** Close the connection in place of an answer. */
	readonly breaks?: true;
}

export type Script = (asked: Asked, count: number) => Said | undefined;

export class ScriptedOdoo {
	readonly asked: Asked[] = [];

	readonly waits: number[] = [];

	private constructor(
		private readonly server: Server,
		readonly url: string,
	) {}

	static async start(script: Script): Promise<ScriptedOdoo> {
		const holder: { self?: ScriptedOdoo } = {};
		const server = createServer((request, response) => {
			const parts: Buffer[] = [];
			request.on('data', (part: Buffer) => parts.push(part));
			request.on('end', () => {
				const { authorization } = request.headers;
				const asked = { ...askedOf(request.url ?? '', Buffer.concat(parts).toString()), authorization };
				holder.self!.asked.push(asked);
				const count = holder.self!.asked.filter(({ call }) => call === asked.call).length;
				const said = script(asked, count) ?? { status: 404, type: 'text/html', body: '<h1>Not Found</h1>' };
				if (said.breaks) return void request.socket.destroy();
				const isPage = said.type !== undefined;
				response.writeHead(said.status ?? 200, { 'Content-Type': said.type ?? 'application/json; charset=utf-8' });
				response.end(isPage ? String(said.body) : JSON.stringify(said.body));
			});
		});
		await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
		const { port } = server.address() as AddressInfo;
		holder.self = new ScriptedOdoo(server, `http://127.0.0.1:${port}`);
		return holder.self;
	}

	client(settings: Partial<ClientSettings> = {}): OdooClient {
		return new OdooClient(httpTo(this), { protocol: 'json2', language: 'en_US', ...settings });
	}

	calls(): string[] {
		return this.asked.map(({ call }) => call);
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((closed) => this.server.close(closed));
	}
}

function askedOf(path: string, text: string): Asked {
	const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
	const params = body.params as { service: string; method: string; args: unknown[] } | undefined;
	if (params?.service === 'object') return { path, call: `${String(params.args[3])}.${String(params.args[4])}`, body };
	if (params) return { path, call: `${params.service}.${params.method}`, body };
	const [, model, method] = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
	return { path, call: model ? `${model}.${method ?? ''}` : path, body };
}

/** The way n8n-http.ts goes, without n8n: the same rules of repeating, and waits that are only noted. */
export function httpTo(odoo: { readonly url: string; readonly waits: number[] }): Http {
	let calls = 0;
	const once = async ({ method, path, body }: HttpRequest): Promise<HttpAnswer | NoAnswer> => {
		calls += 1;
		try {
			const answer = await fetch(`${odoo.url}${path}`, {
				method,
				headers: { 'Content-Type': 'application/json' },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			const text = await answer.text();
			return { status: answer.status, headers: Object.fromEntries(answer.headers), body: readable(text) };
		} catch {
			return { noAnswer: true, sent: true, reason: 'ECONNRESET' };
		}
	};
	return {
		async send(request) {
			for (let attempt = 1; ; attempt++) {
				if (request.maySend && !request.maySend()) return { noAnswer: true, sent: attempt > 1, reason: 'LEASE_OVER' };
				const answer = await once(request);
				const verdict = judge(request, answer, attempt, { waitedMs: 0, nowMs: 0 }, 0.5);
				if (verdict.act !== 'wait') return answer;
				odoo.waits.push(verdict.waitMs);
			}
		},
		pause: async () => await Promise.resolve(),
		lines: () => {
			throw new Error('Odoo names no files');
		},
		file: () => {
			throw new Error('Odoo names no files');
		},
		calls: () => calls,
	};
}

function readable(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

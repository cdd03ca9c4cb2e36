/*
 * Which paths there are, and what each is called: a method of a model by the model's name and its own, whichever protocol
 * it came by. `common.login` and `authenticate` are a sign-in.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { answerJson2, isJson2, pathOf } from './json2';
import { answerJsonRpc } from './jsonrpc';
import type { Context } from './state';
import { answerVersion, versionInfo } from './version';
import { isObject } from './values';

export function operationOf(request: SandboxRequest): string | undefined {
	const { method, path } = request;
	if (isJson2(request)) {
		const at = pathOf(request);
		return at ? `${at.model}.${at.method}` : 'json2';
	}
	if (path === '/jsonrpc') return rpcOperation(request.body);
	if (method === 'GET' && (path === '/web/version' || path === '/json/version')) return 'version';
	return method === 'POST' && path === '/web/webclient/version_info' ? 'version' : undefined;
}

function rpcOperation(body: unknown): string {
	const params = isObject(body) && isObject(body['params']) ? body['params'] : {};
	const { service, method } = params;
	const args = Array.isArray(params['args']) ? (params['args'] as unknown[]) : [];
	if (service === 'object') return `${String(args[3])}.${String(args[4])}`;
	if (service === 'common') return method === 'version' ? 'version' : 'signIn';
	return service === 'db' ? 'databases' : 'jsonrpc';
}

export function answer(request: SandboxRequest, context: Context): SandboxResponse {
	const version = Number(context.options['version']);
	const { path } = request;
	if (path.endsWith('/version')) return version >= 19 ? answerVersion(context) : notThere();
	if (path === '/web/webclient/version_info') {
		return { status: 200, body: { jsonrpc: '2.0', id: null, result: versionInfo(context) }, accepted: true };
	}
	if (path === '/jsonrpc') return isJson(request) ? answerJsonRpc(request, context) : wrongType('/jsonrpc', 'jsonrpc');
	if (version < 19) return notThere();
	return answerOver19(request, context);
}

/** A database that is not there is a page, whatever else is wrong; a key is looked at after the body's type. */
function answerOver19(request: SandboxRequest, context: Context): SandboxResponse {
	const database = request.headers['x-odoo-database'];
	const several = context.options['databases'] === 'several';
	if (database === undefined ? several : database !== context.state.database) return noDatabase();
	if (pathOf(request) && !isJson(request)) return wrongType('/json/2/<__model__>/<__method__>', 'json2');
	return answerJson2(request, context);
}

const isJson = ({ headers, method }: SandboxRequest): boolean =>
	method === 'GET' || /^application\/json(-rpc)?\b/i.test(headers['content-type'] ?? '');

const page = (status: number, title: string, words: string): SandboxResponse => ({
	status,
	headers: { 'content-type': 'text/html; charset=utf-8' },
	body: `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n${words}\n`,
	accepted: false,
});

const noDatabase = () =>
	page(
		404,
		'Not Found',
		'<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n<!-- Alternatively, use the X-Odoo-Database header. -->',
	);

/** What 16 to 18 answer to the paths of 19. */
const notThere = () => page(404, 'Not Found', '<p>The requested URL was not found on the server.</p>');

const wrongType = (path: string, kind: string) =>
	page(
		415,
		'Unsupported Media Type',
		`<p>Request inferred type is compatible with [&#39;http&#39;] but &#39;${path.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}&#39; is type=&#39;${kind}&#39;.<br><br>Please verify the Content-Type request header and try again.</p>`,
	);

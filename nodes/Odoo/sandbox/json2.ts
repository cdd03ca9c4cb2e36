/*
 * JSON-2, `POST /json/2/<model>/<method>` (19 and later): a bearer key, arguments by name, the bare value as the answer,
 * real statuses for errors (https://www.odoo.com/documentation/19.0/developer/reference/external_api.html; seen on 19).
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { methodOf } from './base-methods';
import { contextOf, idsOf, paramsOf, refusePrivate, runMethod } from './call';
import { Env } from './env';
import { badRequest, errorBody, notFound, OdooError, unauthorized, unprocessable } from './errors';
import { quoteMessages } from './personal-data';
import { knownModel } from './schema';
import { userOfKey } from './sign-in';
import type { Context } from './state';
import type { Version } from './fields';
import { isObject } from './values';

const PATH = /^\/json\/2\/([\w.]+)\/(\w+)$/;

export function isJson2({ path }: SandboxRequest): boolean {
	return path === '/json/2' || path.startsWith('/json/2/');
}

/** The model and method of a path; undefined for another shape. */
export function pathOf({ path, method }: SandboxRequest): { model: string; method: string } | undefined {
	const [, model = '', name = ''] = (method === 'POST' && PATH.exec(path)) || [];
	return model === '' ? undefined : { model, method: name };
}

export function answerJson2(request: SandboxRequest, context: Context): SandboxResponse {
	try {
		const { value, note } = answer(request, context);
		return { status: 200, body: JSON.stringify(value ?? null), headers: JSON_HEADERS, accepted: true, note };
	} catch (error) {
		if (!(error instanceof OdooError)) throw error;
		const headers = error.status === 401 ? { 'www-authenticate': 'Bearer ' } : undefined;
		return { status: error.status, body: errorBody(error), accepted: false, ...(headers && { headers }) };
	}
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

function answer(request: SandboxRequest, context: Context): { value: unknown; note: Record<string, unknown> } {
	const at = pathOf(request);
	if (at === undefined) throw notFound('Did you mean POST /json/2/<model>/<method>?');
	const uid = userOfKey(request, context);
	if (uid === undefined) throw unauthorized('Invalid apikey');
	const { ids, context: ctx, ...args } = bodyOf(request);
	const version = Number(context.options['version']) as Version;
	const model = knownModel(at.model, version);
	if (model === undefined) throw notFound(`the model '${at.model}' does not exist`);
	const env = new Env(context, uid, contextOf(ctx));
	refusePrivate(model.name, at.method, version);
	const method = methodOf(env, model, at.method);
	if (method === undefined) throw notFound(`The method '${model.name}.${at.method}' does not exist`);
	bind(paramsOf(env, method), args);
	if (method.on === 'model' && ids !== undefined && ids !== null) {
		throw unprocessable(`cannot call ${model.name}.${at.method} with ids`);
	}
	const value = runMethod(env, { model, name: at.method, method, ids: idsOf(ids), args });
	const shown = at.method === 'load' ? quoteMessages(value, request, context) : value;
	return {
		value: at.method === 'create' && !Array.isArray(shown) ? [shown] : shown,
		note: { model: model.name, method: at.method, ids: idsOf(ids).length },
	};
}

/** An array or nothing is taken for an empty object. */
function bodyOf({ rawBody }: SandboxRequest): Record<string, unknown> {
	const text = rawBody.toString('utf8');
	if (text === '') return {};
	try {
		const body: unknown = JSON.parse(text);
		return isObject(body) ? body : {};
	} catch {
		throw badRequest('could not parse the body as json: Expecting value: line 1 column 1 (char 0)');
	}
}

/** Before the method runs, so that nothing happened. */
function bind(params: ReturnType<typeof paramsOf>, args: Readonly<Record<string, unknown>>): void {
	const missing = params.find(({ name, optional }) => !optional && !Object.hasOwn(args, name));
	if (missing) throw unprocessable(`missing a required argument: '${missing.name}'`);
	const stranger = Object.keys(args).find((name) => !params.some((each) => each.name === name));
	if (stranger !== undefined) throw unprocessable(`got an unexpected keyword argument '${stranger}'`);
}

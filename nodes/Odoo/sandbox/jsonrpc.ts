/*
 * JSON-RPC, `POST /jsonrpc`: services `common`, `object` and `db`, everything answered with 200, an error in the envelope,
 * and neither result nor error where a method answers None (seen on 16 to 19).
 * https://www.odoo.com/documentation/19.0/developer/reference/external_rpc_api.html
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { methodOf } from './base-methods';
import { contextOf, idsOf, paramsOf, refusePrivate, runMethod } from './call';
import { Env } from './env';
import {
	accessDenied,
	attributeError,
	errorBody,
	keyError,
	missingError,
	OdooError,
	typeError,
	userError,
	valueError,
} from './errors';
import type { Version } from './fields';
import { quoteInto, quoteMessages } from './personal-data';
import { knownModel } from './schema';
import { userOfLogin, userOfPassword } from './sign-in';
import type { Context } from './state';
import { versionInfo } from './version';
import { isObject } from './values';

export function answerJsonRpc(request: SandboxRequest, context: Context): SandboxResponse {
	const text = request.rawBody.toString('utf8');
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		return plain('Invalid JSON data');
	}
	if (!isObject(body)) return plain('Invalid JSON-RPC data');
	const envelope = { jsonrpc: '2.0', id: body['id'] ?? null };
	try {
		const { value, note } = serve(body['params'], context);
		const shown = note['method'] === 'load' ? quoteMessages(value, request, context) : value;
		const result = shown === undefined ? {} : { result: shown };
		return { status: 200, body: { ...envelope, ...result }, accepted: true, note };
	} catch (error) {
		if (!(error instanceof OdooError)) throw error;
		const data = quoteInto(errorBody(error), request, context);
		const code = Number(context.options['version']) >= 19 ? 0 : 200;
		const answer = { ...envelope, error: { code, message: 'Odoo Server Error', data } };
		return { status: 200, body: answer, accepted: false };
	}
}

const plain = (body: string): SandboxResponse => ({
	status: 400,
	headers: { 'content-type': 'text/html; charset=utf-8' },
	body,
	accepted: false,
});

interface Served {
	readonly value: unknown;
	readonly note: Record<string, unknown>;
}

function serve(params: unknown, context: Context): Served {
	const given = isObject(params) ? params : {};
	const missing = ['service', 'method', 'args'].filter((name) => given[name] === undefined);
	if (missing.length > 0) {
		const names = missing.map((name) => `'${name}'`).join(', ');
		throw typeError(`jsonrpc() missing ${missing.length} required positional argument(s): ${names}`);
	}
	const { service, method } = given;
	const args = Array.isArray(given['args']) ? (given['args'] as unknown[]) : [];
	const note = { service, method };
	if (service === 'common') return { value: common(String(method), args, context), note };
	if (service === 'object') return object(String(method), args, context);
	if (service === 'db') return { value: databases(String(method), context), note };
	throw keyError(String(service));
}

function common(method: string, args: readonly unknown[], context: Context): unknown {
	if (method === 'version') return versionInfo(context);
	if (method !== 'login' && method !== 'authenticate') throw methodNotFound(method);
	const [database, login, password] = args;
	requireDatabase(database, context);
	return userOfLogin(String(login), String(password), context) ?? false;
}

/** Absent from Odoo 20 on (documented). */
function databases(method: string, { state, options }: Context): unknown {
	if (method !== 'list') throw methodNotFound(method);
	if (options['databaseList'] === 'off') throw accessDenied();
	return [state.database];
}

const methodNotFound = (method: string) => new OdooError('builtins.Exception', 500, `Method not found: ${method}`);

function requireDatabase(database: unknown, { state }: Context): void {
	if (database === state.database) return;
	const message = `connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "${String(database)}" does not exist\n`;
	throw new OdooError('psycopg2.OperationalError', 500, message);
}

/** `execute` takes positions alone; the context is one of `execute_kw`'s names. */
function object(service: string, args: readonly unknown[], context: Context): Served {
	if (args.length < 5) throw valueError(`not enough values to unpack (expected at least 5, got ${args.length})`);
	if (service !== 'execute' && service !== 'execute_kw')
		throw new OdooError('builtins.NameError', 500, `Method not available ${service}`);
	const [database, uid, password, modelName, methodName, ...rest] = args;
	requireDatabase(database, context);
	const user = userOfPassword(Number(uid), String(password), context);
	if (user === 'missing') throw missingError('res.users', [uid], Number(uid));
	if (user === 'denied') throw accessDenied();
	const [given, named] = service === 'execute' ? [rest, {}] : [rest[0] ?? [], rest[1] ?? {}];
	const positions: unknown[] = typeof given === 'string' ? [...given] : Array.isArray(given) ? given : [];
	const { context: ctx, ...names } = contextOf(named);
	const value = call(context, Number(uid), String(modelName), String(methodName), positions, names, ctx);
	return { value, note: { model: modelName, method: methodName } };
}

function call(
	context: Context,
	uid: number,
	modelName: string,
	name: string,
	positions: readonly unknown[],
	names: Readonly<Record<string, unknown>>,
	ctx: unknown,
): unknown {
	const version = Number(context.options['version']) as Version;
	const model = knownModel(modelName, version);
	if (model === undefined) throw userError(`Object ${modelName} doesn't exist`);
	const env = new Env(context, uid, contextOf(ctx));
	refusePrivate(modelName, name, version);
	const method = methodOf(env, model, name);
	// The texts differ by version; 16 to 18 speak of the object and its attribute (inferred).
	if (method === undefined) {
		throw attributeError(
			version >= 19
				? `The method '${modelName}.${name}' does not exist`
				: `type object '${modelName}' has no attribute '${name}'`,
		);
	}
	const onRecords = method.on === 'records';
	if (onRecords && positions.length === 0) throw new OdooError('builtins.IndexError', 500, 'list index out of range');
	const values = onRecords ? positions.slice(1) : positions;
	const params = paramsOf(env, method);
	if (values.length > params.length) {
		throw typeError(
			`BaseModel.${name}() takes ${params.length + 1} positional arguments but ${values.length + 1} were given`,
		);
	}
	const args = { ...Object.fromEntries(values.map((value, at) => [params[at]?.name, value])), ...names };
	const stranger = Object.keys(names).find((each) => !params.some((param) => param.name === each));
	if (stranger !== undefined) throw typeError(`BaseModel.${name}() got an unexpected keyword argument '${stranger}'`);
	const missing = params.find((param) => !param.optional && !Object.hasOwn(args, param.name));
	if (missing) throw typeError(`BaseModel.${name}() missing 1 required positional argument: '${missing.name}'`);
	return runMethod(env, { model, name, method, ids: onRecords ? idsOf(positions[0]) : [], args });
}

/*
 * A method of a model, called from outside: who may, with which records and arguments. All or nothing.
 */
import { requireRight } from './access';
import { tell, watch } from './automation';
import { BASE_METHODS } from './base-methods';
import type { Env } from './env';
import { accessError, missingError, OdooError, valueError } from './errors';
import { checkContext } from './read';
import type { Method, Model } from './schema';
import { isObject, isTruthy, repr } from './values';

/** Methods that 19 marks private; a name that starts with `_` always was. */
const PRIVATE = new Set(
	[
		'browse',
		'exists',
		'mapped',
		'filtered',
		'filtered_domain',
		'sudo',
		'with_context',
		'with_company',
		'with_user',
	].concat('ensure_one', 'search_fetch'),
);

/** Throws an AccessError for a method nobody may call from outside. */
export function refusePrivate(model: string, method: string, version: number): void {
	if (!method.startsWith('_') && !(version >= 19 && PRIVATE.has(method))) return;
	throw accessError(`Private methods (such as '${model}.${method}') cannot be called remotely.`);
}

/** The call's own context, without what only the sandbox says to itself. */
export function contextOf(value: unknown): Record<string, unknown> {
	if (!isTruthy(value)) return {};
	if (!isObject(value)) throw valueError('dictionary update sequence element #0 has length 1; 2 is required');
	return Object.fromEntries(Object.entries(value).filter(([name]) => !name.startsWith('__')));
}

export function paramsOf(
	env: Env,
	method: Method,
): ReadonlyArray<{ readonly name: string; readonly optional: boolean }> {
	const params = typeof method.params === 'function' ? method.params(env.version) : method.params;
	return params.map((each) => ({ name: each.replace(/=$/, ''), optional: each.endsWith('=') }));
}

/** Ids as they were sent: texts find nothing. */
export function idsOf(value: unknown): unknown[] {
	if (value === undefined || value === null || value === false) return [];
	return Array.isArray(value) ? value : [value];
}

interface Wanted {
	readonly model: Model;
	readonly name: string;
	readonly method: Method;
	readonly ids: readonly unknown[];
	readonly args: Readonly<Record<string, unknown>>;
}

/** Runs a method in a transaction of its own. Throws OdooError, with nothing done. */
export function runMethod(env: Env, { model, name, method, ids, args }: Wanted): unknown {
	const watches = watch(env);
	try {
		checkContext(env);
		const records = ids.map((id) => env.rec(model.name, typeof id === 'number' ? id : -1));
		const there = records.filter((record) => record.exists());
		if (!method.lenient && there.length < records.length) {
			throw missingError(model.name, ids.filter((_, at) => !records[at]?.exists()).slice(0, 1), env.uid);
		}
		// What changes records asks for the right to change them; the common methods ask for themselves.
		const asksItself = BASE_METHODS[name] === method || method.access === 'own';
		if (!asksItself && method.on === 'records' && there.length > 0) requireRight(env, model, 'write');
		const result = method.run({ env, model, records: there, args });
		tell(env, watches);
		return result;
	} catch (error) {
		env.rollBack();
		if (error instanceof RangeError) throw new OdooError('builtins.RecursionError', 500, repr(error.message));
		throw error;
	}
}

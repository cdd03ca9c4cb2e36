/*
 * What the journal keeps of a body. JSON-RPC has the password, or the key, among its arguments and under no name.
 */
import { isObject } from './values';

export function journalled(body: unknown): unknown {
	if (!isObject(body) || !isObject(body['params']) || !Array.isArray(body['params']['args'])) return body;
	const { params } = body;
	const args = (params['args'] as unknown[]).map((each, at) => (at === 2 ? '[removed]' : each));
	return { ...body, params: { ...params, args } };
}

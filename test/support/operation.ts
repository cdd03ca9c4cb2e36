import type { Kind, KindMap } from '../../core/model/kinds';
import type { Problem } from '../../core/ports';
import type {
	CredentialValues,
	ListContext,
	ListOperation,
	OperationContext,
	WriteContext,
} from '../../nodes/shared/system';
import type { Http } from '../../transport/http';

/*
 * An operation of a system by itself, with the parameters an operator would set, over whatever `Http` a test has.
 */

export const NOW = '2026-11-22T10:20:00.000Z';

export function contextOf(
	http: Http,
	parameters: Readonly<Record<string, unknown>>,
	more: Partial<OperationContext> = {},
): WriteContext {
	const param = <T>(name: string, fallback?: T) => (name in parameters ? parameters[name] : fallback) as T;
	return {
		http,
		account: 'account-1',
		credential: {} as CredentialValues,
		timezone: 'UTC',
		now: NOW,
		param,
		records: [],
		paramFor: (_, name, fallback) => param(name, fallback),
		hint: () => undefined,
		checkCancelled: () => undefined,
		...more,
	};
}

/** What a list puts out, all pages together. */
export async function listedBy<K extends Kind>(
	operation: ListOperation<K>,
	http: Http,
	parameters: Readonly<Record<string, unknown>> = {},
	more: Partial<ListContext> = {},
): Promise<{ records: Array<KindMap[K]>; problems: Problem[] }> {
	const records: Array<KindMap[K]> = [];
	const problems: Problem[] = [];
	const context = { ...contextOf(http, parameters), limit: Infinity, includeRaw: false, ...more };
	for await (const page of operation.list(context))
		for (const each of page) {
			if ('code' in each) problems.push(each);
			else records.push(each);
		}
	return { records, problems };
}

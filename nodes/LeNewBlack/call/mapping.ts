/*
 * A call as the operator spells it out: what is refused, and what its parts mean.
 */

/** Why a call is not made; undefined when it may be. `setting` is the name of the field. */
export function refusalOf(
	{ method, path }: { readonly method: string; readonly path: string },
	allowDangerous: boolean,
): { readonly setting: string; readonly reason: string } | undefined {
	if (!/^\/[a-z_]/.test(path))
		return { setting: 'Path', reason: 'it begins with one slash and a name, such as /orders' };
	if (/[?#]/.test(path)) return { setting: 'Path', reason: 'what follows a question mark belongs into Query' };
	if (/^\/auth(\/|$)/i.test(path)) return { setting: 'Path', reason: 'signing in is the credential’s work' };
	if (method === 'DELETE' && !allowDangerous)
		return { setting: 'Method', reason: 'it removes; switch Allow Dangerous Calls on if it is meant' };
	return undefined;
}

/** A JSON object from a text or as an expression hands it over; empty is an empty one. */
export function objectIn(value: unknown): { readonly object: Record<string, unknown> } | { readonly reason: string } {
	const parsed = typeof value === 'string' ? parsedFrom(value.trim() || '{}') : value;
	if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
		return { object: parsed as Record<string, unknown> };
	return { reason: 'it is no JSON object such as {"page": 1}' };
}

/** The query's values as texts; undefined for one that is neither text, number nor true or false. */
export function queryIn(object: Readonly<Record<string, unknown>>): Record<string, string> | undefined {
	const entries = Object.entries(object);
	if (entries.some(([name, value]) => /token/i.test(name) || !['string', 'number', 'boolean'].includes(typeof value)))
		return undefined;
	return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function parsedFrom(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

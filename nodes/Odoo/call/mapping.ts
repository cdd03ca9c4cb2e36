/*
 * A call as the operator spells it out: what is refused, and what its parts mean.
 */

/** A name of a model: words with dots between them. */
const MODEL = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/i;
const METHOD = /^[a-z]\w*$/i;
/** Users and their rights, and Odoo's own machinery. */
const DANGEROUS_MODELS = /^(res\.users|ir\.|base\.automation|base\.module|res\.groups|auth)/;
const DANGEROUS_METHODS = /^(unlink|action_unlink|button_uninstall|toggle_active|action_archive)$/;
/** Methods that only read, so that they may be repeated. */
const READS = new Set([
	'check_access_rights',
	'fields_get',
	'formatted_read_group',
	'get_external_id',
	'get_metadata',
	'has_access',
	'name_search',
	'read',
	'read_group',
	'search',
	'search_count',
	'search_read',
	'web_read',
	'web_search_read',
]);

export const isRead = (method: string) => READS.has(method);

/** Why a call is not made; undefined when it may be. `setting` is the name of the field. */
export function refusalOf(
	{ model, method }: { readonly model: string; readonly method: string },
	allowDangerous: boolean,
): { readonly setting: string; readonly reason: string } | undefined {
	if (!MODEL.test(model)) return { setting: 'Model', reason: `"${model}" is no name of a model, such as res.partner` };
	if (method.startsWith('_'))
		return { setting: 'Method', reason: 'Odoo’s private methods cannot be called from outside' };
	if (!METHOD.test(method))
		return { setting: 'Method', reason: `"${method}" is no name of a method, such as search_read` };
	if (allowDangerous || isRead(method)) return undefined;
	if (DANGEROUS_MODELS.test(model))
		return {
			setting: 'Model',
			reason: `${model} is about users, rights or Odoo itself; switch Allow Dangerous Calls on if it is meant`,
		};
	if (DANGEROUS_METHODS.test(method))
		return { setting: 'Method', reason: `${method} removes records; switch Allow Dangerous Calls on if it is meant` };
	return undefined;
}

/** The ids in a text with commas between them, or why they cannot be used; none where the text is empty. */
export function idsIn(text: string): { readonly ids: number[] | undefined } | { readonly reason: string } {
	const parts = text
		.replace(/^\[|\]$/g, '')
		.split(',')
		.map((part) => part.trim())
		.filter(Boolean);
	if (parts.length === 0) return { ids: undefined };
	const strange = parts.find((part) => !/^[1-9]\d{0,9}$/.test(part));
	return strange === undefined ? { ids: parts.map(Number) } : { reason: `"${strange}" is no ID` };
}

/** A JSON object from a text or as an expression hands it over; empty is an empty one. */
export function objectIn(value: unknown): { readonly object: Record<string, unknown> } | { readonly reason: string } {
	const parsed = typeof value === 'string' ? parsedFrom(value.trim() || '{}') : value;
	if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
		return { object: parsed as Record<string, unknown> };
	return { reason: 'it is no JSON object such as {"domain": []}' };
}

function parsedFrom(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

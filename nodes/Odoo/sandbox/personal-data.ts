/*
 * Whom an error quotes. Real ones repeat what was sent (a name no record has, a partner's own constraint); this sandbox
 * does so in every error unless told otherwise. Errors with a status are the kit's to quote in; those of JSON-RPC and the
 * messages of `load` come with 200 and are quoted in here.
 */
import type { QuotedCustomer, SandboxRequest } from '../../../sandbox/kit';

import { Env, type Rec } from './env';
import type { Context } from './state';
import { isObject, isText } from './values';

export const ANYBODY: QuotedCustomer = {
	name: 'Example Customer',
	email: 'customer@example.com',
	phone: '+3585550000',
	address: 'Esimerkkikatu 1, 00100, Helsinki',
};

/** The customer who was sent, else the partner of the record a request is about, else the newest one with an address. */
export function customerOf(request: SandboxRequest, context: Context): QuotedCustomer {
	const env = new Env(context, 1);
	const sent = partnerSent(request.body);
	const about = sent ? undefined : partnerOf(env, request);
	const newest = env.all('res.partner').filter((partner) => isText(partner.get('street')));
	return sent ?? shown(about ?? newest.at(-1));
}

/** A body of JSON-RPC with the customer in the message, the arguments and the trace. */
export function quoteInto(
	data: Record<string, unknown>,
	request: SandboxRequest,
	context: Context,
): Record<string, unknown> {
	if (context.options['echoPersonalData'] === 'no') return data;
	const words = quoted(customerOf(request, context));
	return { ...data, message: `${String(data['message'])}${words}`, debug: `${String(data['debug'])}${words}` };
}

/** The messages of a `load` that was refused, with the customer in each. */
export function quoteMessages(answer: unknown, request: SandboxRequest, context: Context): unknown {
	if (context.options['echoPersonalData'] === 'no') return answer;
	if (!isObject(answer) || answer['ids'] !== false || !Array.isArray(answer['messages'])) return answer;
	const words = quoted(customerOf(request, context));
	const messages = answer['messages'].map((each: unknown) =>
		isObject(each) ? { ...each, message: `${String(each['message'])}${words}` } : each,
	);
	return { ...answer, messages };
}

const quoted = ({ name, email, phone, address }: QuotedCustomer) =>
	` (customer: ${[name, email, phone, address].filter(Boolean).join(', ')})`;

function shown(partner: Rec | undefined): QuotedCustomer {
	if (partner === undefined) return ANYBODY;
	const given = (...columns: string[]) => columns.map((column) => partner.text(column)).filter(isText);
	return {
		name: partner.text('name'),
		email: partner.text('email'),
		phone: partner.text('phone'),
		address: [...given('street', 'street2', 'zip', 'city'), partner.one('country_id')?.text('code') ?? ''].join(', '),
	};
}

/** Values of a partner somewhere in a body, however deep. */
function partnerSent(body: unknown): QuotedCustomer | undefined {
	const found = findIn(body, (value) => isText(value['name']) && (isText(value['email']) || isText(value['street'])));
	if (found === undefined) return undefined;
	const given = (...names: string[]) => names.map((name) => found[name]).filter(isText);
	return {
		name: given('name').join(),
		email: given('email').join(),
		phone: given('phone').join(),
		address: given('street', 'street2', 'zip', 'city').join(', '),
	};
}

function findIn(
	value: unknown,
	fits: (value: Record<string, unknown>) => boolean,
	depth = 0,
): Record<string, unknown> | undefined {
	if (depth > 8 || typeof value !== 'object' || value === null) return undefined;
	if (isObject(value) && fits(value)) return value;
	for (const inner of Object.values(value)) {
		const found = findIn(inner, fits, depth + 1);
		if (found) return found;
	}
	return undefined;
}

/** The partner of the record whose id or external id a request names. */
function partnerOf(env: Env, { path, body }: SandboxRequest): Rec | undefined {
	const [, model = ''] = /^\/json\/2\/([\w.]+)\//.exec(path) ?? [];
	const ids = isObject(body) && Array.isArray(body['ids']) ? (body['ids'] as unknown[]) : [];
	const [id] = ids;
	if (typeof id !== 'number' || !env.state.tables.has(model)) return undefined;
	const record = env.rec(model, id);
	if (!record.exists()) return undefined;
	if (model === 'res.partner') return record;
	return record.model.fields['partner_id'] ? record.one('partner_id') : undefined;
}

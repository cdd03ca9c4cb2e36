/*
 * Subscriptions: GET and POST /api/v1/webhooks, GET, PUT and DELETE /api/v1/webhooks/{id}
 * (https://github.com/ogoship/DotNetApi; listed on https://openapi.ogoship.com/).
 *
 * One subscription carries one type. Assumed: any other type is refused, the key comes back as it was sent, two
 * subscriptions to the same address are two, the list has pages like other lists, a header that HTTP itself needs
 * cannot be chosen, what is on its way when a subscription ends is not sent.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { done, page, refused, requiredTexts, strangers } from './answers';
import { WEBHOOK_TYPES } from './deliveries';
import type { Context, Webhook } from './state';
import { guid, isGiven, isObject, isText, lowerNames, type Fields } from './values';

const FIELDS = ['id', 'url', 'key', 'type', 'customHeaders'];
const HEADERS_NOT_TO_CHOOSE = new Set([
	'connection',
	'content-length',
	'content-type',
	'host',
	'transfer-encoding',
	'x-ogoship-hmac-sha256',
]);

export function listWebhooks(request: SandboxRequest, context: Context): SandboxResponse {
	return page(request, context, {
		rows: context.state.webhooks,
		changedMs: () => 0,
		answer: webhookAnswer,
	});
}

export function createWebhook(request: SandboxRequest, { state, nextId }: Context): SandboxResponse {
	const body = lowerNames(request.body);
	const problems = webhookProblems(body);
	if (problems.length > 0) return refused(400, problems.join(' '));
	const webhook: Webhook = { id: guid(`webhook ${nextId('webhook')}`), ...contentOf(body) };
	state.webhooks.push(webhook);
	return done(webhookAnswer(webhook), { id: webhook.id, type: webhook.type });
}

export function readWebhook(_request: SandboxRequest, { state }: Context, id: string): SandboxResponse {
	const webhook = webhookOf(state.webhooks, id);
	return webhook ? done(webhookAnswer(webhook), { id: webhook.id }) : unknown(id);
}

export function updateWebhook(request: SandboxRequest, { state }: Context, id: string): SandboxResponse {
	const webhook = webhookOf(state.webhooks, id);
	if (webhook === undefined) return unknown(id);
	const body = lowerNames(request.body);
	const problems = webhookProblems(body);
	if (problems.length > 0) return refused(400, problems.join(' '));
	Object.assign(webhook, contentOf(body));
	return done(webhookAnswer(webhook), { id: webhook.id, type: webhook.type });
}

/** 204 (seen in OGOship's own client). */
export function removeWebhook(_request: SandboxRequest, { state }: Context, id: string): SandboxResponse {
	const webhook = webhookOf(state.webhooks, id);
	if (webhook === undefined) return unknown(id);
	state.webhooks.splice(state.webhooks.indexOf(webhook), 1);
	const waiting = state.deliveries.length;
	state.deliveries = state.deliveries.filter(({ webhookId }) => webhookId !== webhook.id);
	return { status: 204, accepted: true, note: { id: webhook.id, dropped: waiting - state.deliveries.length } };
}

/** Ids are GUIDs, which are the same in any case. */
function webhookOf(webhooks: readonly Webhook[], id: string): Webhook | undefined {
	return webhooks.find((each) => each.id === id.toLowerCase());
}

function unknown(id: string): SandboxResponse {
	return refused(404, `There is no webhook with the id ${id}.`);
}

function contentOf(body: Fields): Omit<Webhook, 'id'> {
	const headers = isObject(body['customheaders']) ? body['customheaders'] : {};
	return {
		url: String(body['url']),
		key: String(body['key']),
		type: typeOf(body['type']) ?? '',
		customHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
	};
}

function webhookAnswer({ id, url, key, type, customHeaders }: Webhook): unknown {
	return { id, url, key, type, customHeaders };
}

function webhookProblems(body: Fields): string[] {
	const problems = [...requiredTexts(body, ['url', 'key', 'type'], 'webhook'), ...strangers(body, FIELDS, 'webhook')];
	const { url, type } = body;
	if (isText(url) && !(/^https?:\/\//i.test(url) && URL.canParse(url))) problems.push('url must be http or https.');
	if (isText(type) && typeOf(type) === undefined) problems.push(`The type ${type} does not exist.`);
	return [...problems, ...headerProblems(body['customheaders'])];
}

function headerProblems(value: unknown): string[] {
	if (!isGiven(value)) return [];
	if (!isObject(value)) return ['customHeaders must be a map of texts.'];
	return Object.entries(value).flatMap(([name, text]) => {
		if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return [`customHeaders has a name that is no header: ${name}`];
		if (HEADERS_NOT_TO_CHOOSE.has(name.toLowerCase())) return [`The header ${name} cannot be chosen.`];
		const isPlain = typeof text === 'string' && /^[\t\x20-\x7e]*$/.test(text);
		return isPlain ? [] : [`The value of the header ${name} must be plain text.`];
	});
}

function typeOf(value: unknown): string | undefined {
	return WEBHOOK_TYPES.find((type) => type.toLowerCase() === String(value).toLowerCase());
}

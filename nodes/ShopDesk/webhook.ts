import { createHash, timingSafeEqual } from 'node:crypto';
import type { IDataObject, IHookFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import { answer, rawBodyOf, type RawRequest } from '../shared/trigger';
import { accountOf, inPlainWords } from '../shared/trigger-context';
import { LABEL, SYSTEM, text } from './failures';
import { shopdesk } from './system';

/*
 * Webhooks of ShopDesk. That an outlet can have an address to call is seen in code (2021); which events there are, what
 * they hold and whether they are signed is not. So whoever calls must know a secret of the operator's, and what comes in
 * is put out as it came.
 */

const SHORTEST_SECRET = 16;

const digest = (value: string) => createHash('sha256').update(value).digest();
/** Compared in the same time whatever is given. */
const isSame = (given: string, secret: string) => timingSafeEqual(digest(given), digest(secret));

async function secretOf(context: IHookFunctions | IWebhookFunctions) {
	const { account, credential } = await accountOf(context, shopdesk);
	const secret = text(credential.webhookSecret);
	if (secret.length < SHORTEST_SECRET)
		throw runProblem(problem('SETUP_WEBHOOK_SECRET', { system: LABEL, field: 'Webhook Secret' }));
	return { account, secret };
}

/** Refuses to be published without a secret; the address is entered in ShopDesk by hand. */
export async function checkSecret(context: IHookFunctions): Promise<boolean> {
	await inPlainWords(context, async () => await secretOf(context));
	return true;
}

/** One call: 401 without the secret, 413 for a body that cannot be read, else an item with the body as it came. */
export async function receiveCall(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const known = await secretOf(context).catch(() => undefined);
	if (!known) {
		context.logger.error(
			`n8n-nodes-commerce-bridge: "${context.getNode().name}" has no webhook secret to compare with`,
		);
		return answer(context, 503, 'not set up');
	}
	const { secret: given } = context.getQueryData() as { secret?: unknown };
	if (typeof given !== 'string' || !isSame(given, known.secret)) {
		context.logger.warn(`n8n-nodes-commerce-bridge: "${context.getNode().name}" refused a call: wrong secret`);
		return answer(context, 401, 'refused');
	}
	const raw = await rawBodyOf(context.getRequestObject() as RawRequest);
	if (raw === 'unreadable') return answer(context, 413, 'too large or cut off');
	const item = { kind: 'webhook', system: SYSTEM, account: known.account, receivedAt: new Date().toISOString() };
	return { workflowData: [[{ json: { ...item, body: bodyOf(raw) } }]] };
}

/** JSON where it is some, else the text. */
function bodyOf(raw: Uint8Array): IDataObject | string {
	const words = new TextDecoder().decode(raw);
	try {
		return JSON.parse(words) as IDataObject;
	} catch {
		return words;
	}
}

import type { IDataObject, IHookFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { text } from '../../core/model/entered';
import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import type { System } from './system';
import { answer, rawBodyOf, type RawRequest } from './trigger';
import { accountOf, inPlainWords } from './trigger-context';

/*
 * Webhooks of a system that signs nothing as far as is known, and whose events and bodies are published nowhere. Whoever
 * calls must know a secret of the operator's (`webhookSecret` of the credential, as `?secret=` of the address), and what
 * comes in is put out as it came.
 */

const SHORTEST_SECRET = 16;

/** A system whose calls are told by a secret. */
export interface SecretWebhook {
	readonly system: System;
	/** Compares in the same time whatever is given. */
	isSecret(given: string, secret: string): boolean;
}

async function secretOf(context: IHookFunctions | IWebhookFunctions, { system }: SecretWebhook) {
	const { account, credential } = await accountOf(context, system);
	const secret = text(credential.webhookSecret);
	if (secret.length < SHORTEST_SECRET)
		throw runProblem(problem('SETUP_WEBHOOK_SECRET', { system: system.label, field: 'Webhook Secret' }));
	return { account, secret };
}

/** Refuses to be published without a secret; the address is entered at the service by hand. */
export async function checkSecret(context: IHookFunctions, webhook: SecretWebhook): Promise<boolean> {
	await inPlainWords(context, async () => await secretOf(context, webhook));
	return true;
}

/** One call: 401 without the secret, 413 for a body that cannot be read, else an item with the body as it came. */
export async function receiveCall(context: IWebhookFunctions, webhook: SecretWebhook): Promise<IWebhookResponseData> {
	const known = await secretOf(context, webhook).catch(() => undefined);
	if (!known) {
		context.logger.error(
			`n8n-nodes-commerce-bridge: "${context.getNode().name}" has no webhook secret to compare with`,
		);
		return answer(context, 503, 'not set up');
	}
	const { secret: given } = context.getQueryData() as { secret?: unknown };
	if (typeof given !== 'string' || !webhook.isSecret(given, known.secret)) {
		context.logger.warn(`n8n-nodes-commerce-bridge: "${context.getNode().name}" refused a call: wrong secret`);
		return answer(context, 401, 'refused');
	}
	const raw = await rawBodyOf(context.getRequestObject() as RawRequest);
	if (raw === 'unreadable') return answer(context, 413, 'too large or cut off');
	const item = {
		kind: 'webhook',
		system: webhook.system.id,
		account: known.account,
		receivedAt: new Date().toISOString(),
	};
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

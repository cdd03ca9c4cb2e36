import { OgoshipFailure, type Listing, type OgoshipClient, type Written } from '../client';
import { webhook, type OgoWebhook } from './wire';

/*
 * One function a call about webhook subscriptions. https://openapi.ogoship.com/
 */

const WEBHOOKS: Listing<OgoWebhook> = { path: '/api/v1/webhooks', schema: webhook, key: 'id', filter: 'id' };

const pathOf = (id: string) => `${WEBHOOKS.path}/${encodeURIComponent(id)}`;

/** The subscriptions of exactly this address. GET /api/v1/webhooks */
export async function webhooksAt(ogoship: OgoshipClient, url: string): Promise<OgoWebhook[]> {
	const found: OgoWebhook[] = [];
	for await (const page of ogoship.pages<OgoWebhook>(WEBHOOKS))
		for (const row of page) if ('record' in row && row.record.url === url) found.push(row.record);
	return found;
}

/** Not repeatable: nothing says that a second one for the same address is refused. POST /api/v1/webhooks */
export async function createWebhook(
	ogoship: OgoshipClient,
	body: Omit<OgoWebhook, 'id'>,
): Promise<Written<OgoWebhook>> {
	return await ogoship.write<OgoWebhook>({ method: 'POST', path: WEBHOOKS.path, body, repeatable: false }, webhook);
}

/** PUT /api/v1/webhooks/{id} */
export async function updateWebhook(
	ogoship: OgoshipClient,
	id: string,
	body: Omit<OgoWebhook, 'id'>,
): Promise<Written<OgoWebhook>> {
	return await ogoship.write<OgoWebhook>({ method: 'PUT', path: pathOf(id), body, repeatable: true }, webhook);
}

/** DELETE /api/v1/webhooks/{id}, which answers 204; one that is not there is removed already. */
export async function removeWebhook(ogoship: OgoshipClient, id: string): Promise<void> {
	const answer = await ogoship.http.send({ method: 'DELETE', path: pathOf(id), repeatable: true });
	if ('noAnswer' in answer) throw new OgoshipFailure('noAnswer', { reason: answer.reason });
	const isGone = answer.status === 404 || (answer.status >= 200 && answer.status < 300);
	if (!isGone) throw new OgoshipFailure('status', { status: answer.status });
}

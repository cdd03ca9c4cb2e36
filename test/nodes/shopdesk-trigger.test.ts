/** @jest-environment ./test/support/jest-environment.js */
import axios from 'axios';

import { openTrigger, type TriggerNode } from '../support/triggers';

/*
 * ShopDesk Trigger behind a real HTTP server: nobody without the secret starts anything.
 */

const SECRET = 'example-secret-0123456789';
const BODY = '{"anything":{"id":"00012"},"n":1}';

let trigger: TriggerNode;
const open = async (webhookSecret: string) =>
	(trigger = await openTrigger({
		type: 'shopDeskTrigger',
		parameters: { options: { binaryData: true } },
		credentials: { shopdeskApi: { contract: 'assumed', brandId: '77', token: 'example-token', webhookSecret } },
	}));
afterEach(async () => await trigger.close());

const call = async (query: string, body = BODY) =>
	(
		await axios.post(`${trigger.url}${query}`, body, {
			headers: { 'content-type': 'application/json' },
			validateStatus: () => true,
		})
	).status;

it('puts out what came in, as it came', async () => {
	await open(SECRET);
	await trigger.hook('checkExists');
	expect(await call(`?secret=${SECRET}`)).toBe(200);
	expect(await call(`?secret=${SECRET}`, 'no JSON')).toBe(200);
	expect(trigger.executions).toMatchObject([
		[{ kind: 'webhook', system: 'shopDesk', account: '77', body: { anything: { id: '00012' }, n: 1 } }],
		[{ body: 'no JSON' }],
	]);
});

it.each([
	'',
	'?secret=',
	'?secret=wrong',
	`?secret=${SECRET}x`,
	`?secret=${SECRET}&secret=${SECRET}`,
	`?Secret=${SECRET}`,
])('refuses a call with %j', async (query) => {
	await open(SECRET);
	expect(await call(query)).toBe(401);
	expect(trigger.executions).toEqual([]);
});

it.each(['', 'short'])('neither listens nor is published with the secret %j', async (secret) => {
	await open(secret);
	await expect(trigger.hook('checkExists')).rejects.toThrow('Webhook Secret');
	expect(await call(`?secret=${secret}`)).toBe(503);
	expect(trigger.executions).toEqual([]);
});

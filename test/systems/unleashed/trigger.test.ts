import { createHmac } from 'node:crypto';

import { toNotification, toSubject } from '../../../nodes/Unleashed/webhook/mapping';
import { unleashedPoll, unleashedTrigger, verifyAt } from '../../../nodes/Unleashed/trigger';

/*
 * Deliveries as Unleashed sends them, by the vector of the facts; and what a poll can be asked.
 */

const KEY = 'whsec_example_key';
const SENT_AT = 1_795_000_000;
const ORDER = '3f6d9f0e-6a9b-5c7e-9e35-1d1f0a2b3c4d';
const BODY = `{"subscriptionId":"5e0f3b0c-1f4e-4f0e-9a2e-7a0b6f6f1c11","eventNotificationId":"8a4d2f63-5c7c-4b67-9d0e-1c2f5b6a7d88","eventType":"salesorder.updated","createdOn":"2026-11-18T11:06:40Z","data":"{\\"salesOrderGuid\\":\\"${ORDER}\\"}"}`;
const TOPICS = ['salesorder.created', 'salesorder.updated'];

const signed = (body: string, key = KEY) => ({
	raw: Buffer.from(body),
	headers: {
		'x-unleashed-timestamp': String(SENT_AT),
		'x-unleashed-signature': createHmac('sha256', key).update(`${SENT_AT}.${body}`).digest('base64'),
	},
});

const expected = (more: { credential?: Record<string, unknown>; topics?: readonly string[] } = {}) => ({
	account: 'a',
	credential: { webhookSecret: KEY },
	callbackUrl: 'https://n8n.example.com/webhook/1',
	topics: TOPICS,
	...more,
});

const at = SENT_AT * 1000 + 1_000;

it('takes the delivery of the facts, and says what it is about', () => {
	const delivery = signed(BODY);
	expect(delivery.headers['x-unleashed-signature']).toBe('yNHp4Bx5M0tbcbwOre3cMAe3OCcwDkYh6Unp8cVzlow=');
	expect(verifyAt(at, delivery, expected())).toEqual({
		topic: 'salesorder.updated',
		stamp: {
			id: '8a4d2f63-5c7c-4b67-9d0e-1c2f5b6a7d88',
			eventId: '8a4d2f63-5c7c-4b67-9d0e-1c2f5b6a7d88',
			triggeredAt: '2026-11-18T11:06:40.000Z',
			topic: 'salesorder.updated',
		},
	});
	expect(unleashedTrigger.subject('salesorder.updated', BODY)).toEqual({ id: ORDER });
});

it.each([
	['five minutes later', at + 300_000, signed(BODY), expected(), 'signature'],
	['with another key', at, signed(BODY, 'other'), expected(), 'signature'],
	[
		'with a changed body',
		at,
		{ ...signed(BODY), raw: Buffer.from(BODY.replace('updated', 'created')) },
		expected(),
		'signature',
	],
	['without a signature', at, { raw: Buffer.from(BODY), headers: {} }, expected(), 'signature'],
	[
		'without a key in the credential',
		at,
		signed(BODY, ''),
		expected({ credential: { webhookSecret: '' } }),
		'signature',
	],
	['about something else', at, signed(BODY), expected({ topics: ['product.created'] }), 'topic'],
	['that is no JSON', at, signed('hello'), expected(), 'topic'],
	['that is a list', at, signed('[]'), expected(), 'topic'],
])('refuses a delivery %s', (_, nowMs, delivery, wanted, refused) => {
	expect(verifyAt(nowMs, delivery, wanted)).toEqual({ refused });
});

it('tries the previous key second', () => {
	const credential = { webhookSecret: 'new', previousWebhookSecret: KEY };
	expect(verifyAt(at, signed(BODY), expected({ credential }))).toHaveProperty('topic');
	expect(unleashedTrigger.secretProblem({})).toMatchObject({ code: 'SETUP_WEBHOOK_SECRET' });
	expect(unleashedTrigger.secretProblem(credential)).toBeUndefined();
});

it.each([
	['salesorder.updated', { data: JSON.stringify({ salesOrderGuid: ORDER }) }],
	['salesorder.updated', { Data: JSON.stringify({ SalesOrderGuid: ORDER.toUpperCase() }) }],
	['product.created', { data: JSON.stringify({ productGuid: ORDER }) }],
	['customer.updated', { data: { customerGuid: ORDER } }],
	['customer.updated', { data: JSON.stringify({ Guid: ORDER }) }],
])('reads the record of %s out of %j', (topic, body) => {
	expect(toSubject(topic, JSON.stringify(body))).toEqual({ id: ORDER });
});

it.each([[{}], [{ data: '{}' }], [{ data: JSON.stringify({ salesOrderGuid: 'SHOP-1001' }) }], [{ data: null }]])(
	'names no record for %j',
	(body) => expect(toSubject('salesorder.updated', JSON.stringify(body))).toBeUndefined(),
);

it('reads names of either spelling', () => {
	expect(toNotification('{"EventType":"Product.Created","EventNotificationId":"n1","CreatedOn":"/Date(0)/"}')).toEqual({
		id: 'n1',
		type: 'product.created',
		createdAt: '1970-01-01T00:00:00.000Z',
	});
});

it('touches no subscription, because people make them', async () => {
	const context = {} as never;
	const there = await unleashedTrigger.list(context, 'https://n8n.example.com/webhook/1');
	const topics = unleashedTrigger.events.flatMap((event) => event.topics);
	expect(there.map(({ topic, intact }) => [topic, intact])).toEqual(topics.map((topic) => [topic, true]));
	expect(new Set(topics).size).toBe(topics.length);
});

it('polls for what no webhook tells', () => {
	expect(unleashedPoll.events.map(({ value, operation }) => [value, operation.kind])).toEqual([
		['shipmentDispatched', 'shipment'],
		['stockChanged', 'stockLevel'],
		['orderChanged', 'order'],
		['productChanged', 'product'],
		['invoiceChanged', 'invoice'],
		['creditNoteChanged', 'refund'],
	]);
	for (const { operation } of unleashedPoll.events) expect(operation.changed).toBeTruthy();
});

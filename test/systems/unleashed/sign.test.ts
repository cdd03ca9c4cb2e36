import fc from 'fast-check';
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { UnleashedApi } from '../../../credentials/UnleashedApi.credentials';
import { isFresh, isSigned, requestSignature, signedText, sparselyEncoded } from '../../../nodes/Unleashed/sign';

/*
 * The signature of requests and deliveries, by the vectors of the facts.
 */

const KEY = 'ExampleKey0123456789ABCDEFabcdef==';

it.each([
	['', '6myxzan4yXSfyDK2mH0qu8WEx0FQP0hhesUkcDe8UQw='],
	['customerCode=ACME', '+cYC1xcmZMdCr37QzXCyszj1H3O79kHXdDSu1NN61xM='],
	['orderNumber=SHOP-1001', 'mgXP2s0PZL0V+0iO5QtjJ5pgPPuWshBWRbwOwCtIR3Q='],
	['contactEmail=jane@example.com', 'cruZ8QT/U1xCHwom+PSmqreYIslqxtStTNj88H1FOtY='],
	['contactEmail=jane%40example.com', 'cruZ8QT/U1xCHwom+PSmqreYIslqxtStTNj88H1FOtY='],
	['productDescription=Blue Mug', '6ZpMkJB8bHjfzKLQa/MiGEkqpVvhulVLrM7HKFpmQsI='],
	['productDescription=Blue%20Mug', '6ZpMkJB8bHjfzKLQa/MiGEkqpVvhulVLrM7HKFpmQsI='],
	[
		'pageSize=200&modifiedSince=2026-11-20T00%3A00%3A00.000&orderStatus=Completed%2CBackordered',
		'Y3KsKx0PtiT4E8adCADaOvhmA2FbUVuZmcVobDqDSGk=',
	],
])('signs the query "%s" as %s', (query, signature) => {
	expect(requestSignature(KEY, query)).toBe(signature);
});

it.each([
	['orderStatus=Completed%2CBackordered', 'orderStatus=Completed,Backordered'],
	['modifiedSince=2026-11-20T00%3A00%3A00.000', 'modifiedSince=2026-11-20T00:00:00.000'],
	['contactEmail=jane%40example.com', 'contactEmail=jane@example.com'],
	['orderNumber=%231001', 'orderNumber=%231001'],
	['product=Blue%20%26%20red%2B1%25', 'product=Blue%20%26%20red%2B1%25'],
	['customer=%C3%84iti', 'customer=%C3%84iti'],
	['customer=%F0%9F%98%80', 'customer=%F0%9F%98%80'],
	['', ''],
])('sends %s as %s', (query, sent) => expect(sparselyEncoded(query)).toBe(sent));

it('sends what a service decodes to just what was signed, whatever the values hold', () => {
	const value = fc.string({ unit: 'grapheme', maxLength: 30 });
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.constantFrom('a', 'orderNumber', 'pageSize'), value), { maxLength: 4 }),
			(pairs) => {
				const query = pairs.map(([name, each]) => `${name}=${encodeURIComponent(each)}`).join('&');
				const { search } = new URL(`https://api.example.com/SalesOrders?${sparselyEncoded(query)}`);
				expect(decodeURIComponent(search.replace(/^\?/, ''))).toBe(signedText(query));
				const read = [...new URLSearchParams(search)];
				expect(read).toEqual(pairs);
			},
		),
		{ numRuns: 500 },
	);
});

/** The request as it goes out with these values in the credential. */
async function authenticated(values: ICredentialDataDecryptedObject, request: IHttpRequestOptions) {
	const { authenticate } = new UnleashedApi();
	if (typeof authenticate !== 'function') throw new Error('the credential signs by no function');
	return await authenticate(values, request);
}

it('puts ID, signature and client type on a request, and leaves its path unsigned', async () => {
	const request = { method: 'GET' as const, url: 'https://api.example.com/SalesOrders/2?orderNumber=SHOP%2D1001' };
	const values = { apiId: ' id-1 ', apiKey: `${KEY} `, clientType: '' };
	const signed = await authenticated(values, request);
	expect(signed.url).toBe('https://api.example.com/SalesOrders/2?orderNumber=SHOP-1001');
	expect(signed.headers).toEqual({
		Accept: 'application/json',
		'Content-Type': 'application/json',
		'api-auth-id': 'id-1',
		'api-auth-signature': 'mgXP2s0PZL0V+0iO5QtjJ5pgPPuWshBWRbwOwCtIR3Q=',
		'client-type': 'commercebridge/n8n',
	});
	expect(signed.headers?.['client-type']).toMatch(/^[a-z0-9]+\/[a-z0-9]+$/);
});

it('signs a request without a query as the empty text', async () => {
	const signed = await authenticated({ apiId: 'a', apiKey: KEY }, { url: '/Warehouses' });
	expect(signed.url).toBe('/Warehouses');
	expect(signed.headers?.['api-auth-signature']).toBe('6myxzan4yXSfyDK2mH0qu8WEx0FQP0hhesUkcDe8UQw=');
});

// ------------------------------------------------------------------ deliveries

const BODY = Buffer.from(
	'{"subscriptionId":"5e0f3b0c-1f4e-4f0e-9a2e-7a0b6f6f1c11","eventNotificationId":"8a4d2f63-5c7c-4b67-9d0e-1c2f5b6a7d88","eventType":"salesorder.updated","createdOn":"2026-11-18T11:06:40Z","data":"{\\"salesOrderGuid\\":\\"3f6d9f0e-6a9b-5c7e-9e35-1d1f0a2b3c4d\\"}"}',
);
const SIGNATURE = 'yNHp4Bx5M0tbcbwOre3cMAe3OCcwDkYh6Unp8cVzlow=';

it.each([
	['the key', '1795000000', SIGNATURE, ['whsec_example_key'], true],
	['a key before it', '1795000000', SIGNATURE, ['new', 'whsec_example_key'], true],
	['another key', '1795000000', SIGNATURE, ['whsec_other'], false],
	['no key', '1795000000', SIGNATURE, [''], false],
	['another time', '1795000001', SIGNATURE, ['whsec_example_key'], false],
	['another signature', '1795000000', SIGNATURE.replace('y', 'x'), ['whsec_example_key'], false],
	['no signature', '1795000000', '', ['whsec_example_key'], false],
])('verifies a delivery with %s: %#', (_, timestamp, signature, keys, genuine) => {
	expect(isSigned(BODY, timestamp, signature, keys)).toBe(genuine);
});

it('refuses a delivery of which one byte was changed', () => {
	const changed = Buffer.from(BODY);
	changed[40] = 0x30;
	expect(isSigned(changed, '1795000000', SIGNATURE, ['whsec_example_key'])).toBe(false);
});

it.each([
	['1795000000', 1_795_000_000_000, true],
	['1795000000', 1_795_000_300_000, true],
	['1795000000', 1_795_000_301_000, false],
	['1795000000', 1_794_999_699_000, false],
	['', 1_795_000_000_000, false],
	['yesterday', 1_795_000_000_000, false],
])('says of the timestamp %s at %i whether it is fresh: %s', (timestamp, nowMs, fresh) => {
	expect(isFresh(timestamp, nowMs)).toBe(fresh);
});

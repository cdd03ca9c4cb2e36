import { endpointOf, filledPath, flattened, requestTo, type Contract } from '../../transport/contract';
import { CONTRACTS as OMNIENGINE } from '../../nodes/OmniEngine/client';
import { CONTRACTS as SHOPDESK, refusalOf } from '../../nodes/ShopDesk/client';
import { spread } from '../../core/model/shares';
import { sum } from '../../core/model/money';

/*
 * Contracts as tables of data: where a call goes, in which form, and what an answer means.
 */

const CONTRACT: Contract<'read'> = { read: { method: 'GET', path: '/api/stores/{id}', known: 'assumed' } };

it('fills a path in, percent-encoded, and refuses one without a value', () => {
	expect(filledPath('/api/stores/{id}', { id: 'a/b c@d' })).toBe('/api/stores/a%2Fb%20c%40d');
	expect(() => filledPath('/api/stores/{id}', {})).toThrow(RangeError);
});

it('takes the path of the operator in place of its own', () => {
	expect(endpointOf(CONTRACT, 'read', { read: '/x/{id}' })).toMatchObject({ method: 'GET', path: '/x/{id}' });
	expect(() => endpointOf<'read'>({}, 'read')).toThrow(expect.objectContaining({ code: 'NO_ENDPOINT' }));
});

it('writes nested values as PHP reads them', () => {
	const body = { reason: { message: 'count' }, products: [{ SKU: 'A&B', quantity: 0 }], ids: [1, 2], gone: null };
	expect(flattened(body)).toEqual([
		['reason[message]', 'count'],
		['products[0][SKU]', 'A&B'],
		['products[0][quantity]', '0'],
		['ids[]', '1'],
		['ids[]', '2'],
	]);
	const urlencoded = requestTo(
		{ method: 'POST', path: '/x', body: 'urlencoded', known: 'seen in code' },
		{},
		{ a: 'ä&' },
	);
	expect(urlencoded.content).toEqual({
		bytes: Buffer.from('a=%C3%A4%26'),
		contentType: 'application/x-www-form-urlencoded',
	});
});

it('ends no part of a form early, whatever a value holds', () => {
	const value = 'x\r\n--commerce-bridge-form-1--\r\n';
	const { content } = requestTo(
		{ method: 'POST', path: '/x', body: 'multipart', known: 'seen in code' },
		{},
		{ value },
	);
	const boundary = /boundary=(.+)$/.exec(content!.contentType)![1]!;
	expect(Buffer.from(content!.bytes).toString().split(`--${boundary}`)).toHaveLength(3);
});

it('calls documented only what is on a page of the vendor', () => {
	const documented = (contract: object) =>
		Object.entries(contract as Record<string, { known: string }>)
			.filter(([, { known }]) => known === 'documented')
			.map(([call]) => call);
	expect(documented(SHOPDESK.assumed)).toEqual(['invoicesList', 'invoicesSync']);
	expect(documented(SHOPDESK.documented)).toEqual(Object.keys(SHOPDESK.documented));
	expect(documented(SHOPDESK.legacy)).toEqual([]);
	expect(documented(OMNIENGINE.assumed)).toEqual(['ordersList']);
});

it.each([
	['a success', 200, { status: 200, message: 'OK' }, undefined],
	['a success of the older contract', 200, { status: true }, undefined],
	['a falsy status', 200, { status: false, message: 'no' }, 200],
	['a falsy status in a text', 200, { status: '0', message: 'no' }, 200],
	['NOT OK', 200, { status: 200, message: 'NOT OK' }, 200],
	['an error inside a 200', 200, { status: 422, message: 'no' }, 422],
	['an HTTP error', 500, 'oops', 500],
])('reads %s', (_, status, body, refused) => {
	expect(refusalOf({ status, headers: {}, body })?.status).toBe(refused);
});

it.each([
	[['20', '10'], '5'],
	[['0.01', '0.01', '0.01'], '0.01'],
	[['0', '0'], '3'],
	[['33.33', '33.33', '33.34'], '10'],
])('spreads over %j an amount of %s exactly', (weights, amount) => {
	expect(Number(sum(spread(amount, weights, 'EUR')))).toBe(Number(amount));
});

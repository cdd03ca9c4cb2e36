import { z } from 'zod';

import { isQuota, UnleashedClient, type Listing } from '../../../nodes/Unleashed/client';
import { wordsOf } from '../../../nodes/Unleashed/wire';
import { openVendor, type Answer, type Asked, type Vendor } from '../../support/vendor-http';

/*
 * Pages, refusals and their words, by the shapes of the facts.
 */

const THINGS: Listing<{ Guid: string; Name: string }> = {
	path: '/Things',
	schema: z.object({ Guid: z.string(), Name: z.string() }),
	label: 'Name',
};

let vendor: Vendor | undefined;

/** A service that answers by a function, and the client that asks it. */
async function service(answer: (asked: Asked) => Answer) {
	vendor = await openVendor(answer);
	return { client: new UnleashedClient(vendor.http, 2), vendor };
}

afterEach(async () => {
	await vendor?.close();
	vendor = undefined;
});

const page = (names: readonly string[], number: number, of: number) => ({
	body: {
		Pagination: { NumberOfItems: 5, PageSize: 2, PageNumber: number, NumberOfPages: of },
		Items: names.map((Name) => ({ Guid: `guid-${Name}`, Name })),
	},
});

async function namesOf(client: UnleashedClient): Promise<string[]> {
	const rows = await client.rows(THINGS, { modifiedSince: '2026-11-20' });
	return rows.map(({ label }) => label);
}

it('asks for the pages in the path and for their size in the query, up to the last', async () => {
	const pages: Record<string, ReturnType<typeof page>> = {
		'/Things': page(['a', 'b'], 1, 3),
		'/Things/2': page(['c', 'd'], 2, 3),
		'/Things/3': page(['e'], 3, 3),
	};
	const { client, vendor: there } = await service(({ path }) => pages[path]!);
	expect(await namesOf(client)).toEqual(['a', 'b', 'c', 'd', 'e']);
	expect(there.asked.map(({ path }) => path)).toEqual(['/Things', '/Things/2', '/Things/3']);
	expect(there.asked.map(({ query }) => query)).toEqual(Array(3).fill({ modifiedSince: '2026-11-20', pageSize: '2' }));
});

it('puts a row out once that slid to the next page', async () => {
	const { client } = await service(({ path }) =>
		path === '/Things' ? page(['a', 'b'], 1, 2) : page(['b', 'c'], 2, 2),
	);
	expect(await namesOf(client)).toEqual(['a', 'b', 'c']);
});

it('stops at an empty page', async () => {
	expect(await namesOf((await service(() => page([], 1, 9))).client)).toEqual([]);
});

it('takes an envelope that counts no pages for the only one', async () => {
	const { client } = await service(() => ({ body: { Items: [{ Guid: 'g', Name: 'x' }] } }));
	expect(await namesOf(client)).toEqual(['x']);
});

it('ends where the service answers another page than the one asked for', async () => {
	await expect(namesOf((await service(() => page(['a', 'b'], 1, 3))).client)).rejects.toMatchObject({
		why: 'unreadable',
	});
});

it.each([
	[{ status: 403, body: { Message: 'Forbidden' } }, 'status'],
	[{ status: 403, body: { Description: 'The monthly API call limit was reached.' } }, 'quota'],
	[{ status: 429, body: 'Too many requests, slow down' }, 'status'],
	[{ status: 500, body: '<html>error</html>' }, 'status'],
	[{ status: 200, body: 'no JSON' }, 'unreadable'],
	[{ status: 200, body: [] }, 'unreadable'],
	['reset', 'noAnswer'],
] as Array<[Answer, string]>)('ends a reading at %j with %s', async (answer, why) => {
	const { client } = await service(() => answer);
	await expect(namesOf(client)).rejects.toMatchObject({ code: 'UNLEASHED_FAILURE', why });
});

it.each([
	[403, 'API usage limit reached', true],
	[402, { Message: 'Quota exceeded' }, true],
	[429, { Message: 'All calls of this month are used' }, true],
	[429, { Message: 'Rate limit exceeded' }, false],
	[403, { Message: 'Signature does not match' }, false],
	[403, '', false],
	[400, 'monthly', false],
	[500, 'quota', false],
])('takes the answer %i %j for the end of the month’s calls: %s', (status, body, quota) => {
	expect(isQuota({ status, body })).toBe(quota);
});

it('does not repeat a call that was refused because the month is used up', async () => {
	const { client, vendor: there } = await service(() => ({ status: 429, body: 'monthly quota' }));
	await expect(client.rows(THINGS)).rejects.toMatchObject({ why: 'quota' });
	const judge = there.last()?.judge;
	expect(judge?.({ status: 429, headers: {}, body: 'monthly quota' }, 1)).toEqual({ act: 'fail' });
	expect(judge?.({ status: 429, headers: {}, body: 'slow down' }, 1)).toBeUndefined();
});

it('reads one record without an envelope, and none for a GUID nobody has', async () => {
	const { client, vendor: there } = await service(({ path }) =>
		path === '/Things/guid-1' ? { body: { Guid: 'guid-1', Name: 'one' } } : { status: 404, body: '' },
	);
	expect(await client.one(THINGS, 'guid-1')).toMatchObject({ record: { Name: 'one' }, label: 'one' });
	expect(await client.one(THINGS, 'guid-2')).toBeUndefined();
	expect(await client.one(THINGS, 'a/b')).toBeUndefined();
	expect(there.last()?.path).toBe('/Things/a%2Fb');
});

it('names the field of a row that cannot be read, and keeps the row', async () => {
	const { client } = await service(() => ({ body: { Items: [{ Guid: 7, Name: 'odd' }] } }));
	expect(await client.rows(THINGS)).toEqual([{ label: 'odd', raw: { Guid: 7, Name: 'odd' }, unreadable: 'Guid' }]);
});

it.each([
	[
		{ status: 201, body: { Guid: 'g', Name: 'n', Extra: 1 } },
		{ done: { Guid: 'g', Name: 'n' }, raw: { Extra: 1 } },
	],
	[{ status: 200, body: '' }, { noAnswer: { sent: true } }],
	[{ status: 503, body: null }, { noAnswer: { sent: true, reason: '503' } }],
	[{ status: 400, body: { Description: 'No.' } }, { refused: { status: 400, says: 'No.', quota: false } }],
	[{ status: 403, body: 'quota' }, { refused: { status: 403, quota: true } }],
	['reset', { noAnswer: { sent: true } }],
] as Array<[Answer, object]>)('reads the answer %j to a write', async (answer, written) => {
	const { client } = await service(() => answer);
	const request = { method: 'POST', path: '/Things/g', body: {}, repeatable: false } as const;
	expect(await client.write(request, THINGS.schema)).toMatchObject(written);
});

it.each([
	[{ Description: 'Sub Total does not equal the sum.' }, 'Sub Total does not equal the sum.'],
	[{ Message: 'An error has occurred.' }, 'An error has occurred.'],
	[{ Description: ' ', Message: 'Second.' }, 'Second.'],
	[{ ModelState: { 'order.Total': ['wrong'] } }, '{"order.Total":["wrong"]}'],
	[{ Errors: ['a', 'b'] }, '["a","b"]'],
	[{ Items: [{ Description: 'No such product.' }] }, '[{"Description":"No such product."}]'],
	['Plain words', 'Plain words'],
	['<!DOCTYPE html><html></html>', undefined],
	['  ', undefined],
	[null, undefined],
	[{}, undefined],
])('reads the words of the refusal %j', (body, words) => expect(wordsOf(body)).toBe(words));

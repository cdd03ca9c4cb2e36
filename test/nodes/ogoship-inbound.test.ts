/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { inboundSchema } from '../../core/model/inbound';
import type { FaultKind } from '../../sandbox/kit';
import { calls, type Options } from '../support/desk';
import {
	codesOf,
	errorOf,
	openOddVendor,
	openWarehouse,
	outcomesOf,
	type OddVendor,
	type Warehouse,
} from '../support/warehouse';

/*
 * Goods on their way in, as n8n announces and reads them.
 */

let warehouse: Warehouse;
let odd: OddVendor | undefined;

beforeEach(async () => {
	warehouse = await openWarehouse();
});

afterEach(async () => {
	await warehouse.close();
	await odd?.close();
	odd = undefined;
});

async function useWarehouse(options: Options): Promise<void> {
	await warehouse.close();
	warehouse = await openWarehouse(options);
}

type Loose = ReturnType<typeof JSON.parse>;

const line = (sku: string, changes: object = {}) => ({
	sku,
	expectedQuantity: 20,
	originCountry: 'FI',
	title: 'Blue mug',
	cost: '6.40',
	barcode: '6411234567892',
	hsCode: '69120023',
	customsDescription: 'Stoneware mug',
	...changes,
});

const delivery = (number = 'PO-2026-118', changes: object = {}): IDataObject =>
	({
		kind: 'inbound',
		origin: { system: 'books', account: 'demo.example.com', id: `id ${number}`, seenAt: '2026-11-22T10:00:00.000Z' },
		number,
		supplier: 'Pottery Oy',
		expectedAt: '2026-12-01T09:00:00.000Z',
		updatedAt: '2026-11-22T10:00:00.000Z',
		warehouse: 'TLL',
		parcels: 12,
		carrier: 'Example Freight',
		trackingNumbers: ['123456789'],
		note: 'Two pallets of mugs',
		lines: [line('MUG-BLUE'), line('MUG-WHITE', { expectedQuantity: 0 })],
		...changes,
	}) as never;

const CREATE = { resource: 'inbound', operation: 'create' };
const create = async (items: readonly IDataObject[], more: IDataObject = {}, run = {}) =>
	await warehouse.run({ ...CREATE, ...more }, items, run);
const announced = (reference = 'PO-2026-118') =>
	(warehouse.sandbox.state() as { inbound: Array<Loose> }).inbound.filter((each) => each.reference === reference);
const posts = (accepted = true) => calls(warehouse.sandbox, 'inboundCreate', accepted);

// ------------------------------------------------------------------ announce, once

it('announces a delivery as OGOship takes it, once', async () => {
	const first = await create([delivery()]);
	expect([outcomesOf(first), first.problems]).toEqual([['created'], []]);
	expect(first.results[0]).toMatchObject({ of: 'inbound', number: 'PO-2026-118', target: { number: 'PO-2026-118' } });
	expect(posts()[0]!.body).toEqual({
		reference: 'PO-2026-118',
		supplier: 'Pottery Oy',
		receiveDate: '2026-12-01T09:00:00Z',
		warehouseCode: 'TLL',
		parcels: 12,
		deliveredBy: 'Example Freight',
		merchantComments: 'Two pallets of mugs',
		trackingCodes: ['123456789'],
		products: [
			{
				code: 'MUG-BLUE',
				expectedQuantity: 20,
				countryOfOrigin: 'FI',
				name: 'Blue mug',
				supplyPrice: 6.4,
				eanCode: '6411234567892',
				customsDescription: 'Stoneware mug',
				hsCode: '69120023',
			},
			expect.objectContaining({ code: 'MUG-WHITE', expectedQuantity: 0 }),
		],
	});
	expect(outcomesOf(await create([delivery()]))).toEqual(['unchanged']);
	expect(outcomesOf(await create([delivery()], { ledger: 'off' }))).toEqual(['unchanged']);
	expect(posts(false)).toHaveLength(1);
});

it.each<[string, object]>([
	[
		'its lines in another order, and one of them in two',
		{
			lines: [
				line('MUG-WHITE', { expectedQuantity: 0 }),
				line('MUG-BLUE', { expectedQuantity: 5 }),
				line('MUG-BLUE', { expectedQuantity: 15 }),
			],
		},
	],
	['the same moment in another zone', { expectedAt: '2026-12-01T11:00:00+02:00' }],
	['what it does not say', { note: null, parcels: null, warehouse: null, carrier: undefined, trackingNumbers: null }],
	[
		'other prices and customs texts',
		{ lines: [line('MUG-BLUE', { cost: '7.00', hsCode: '1' }), line('MUG-WHITE', { expectedQuantity: 0 })] },
	],
])('takes one with %s for the same', async (_, changes) => {
	await create([delivery()]);
	expect(outcomesOf(await create([delivery('PO-2026-118', changes)]))).toEqual(['unchanged']);
	expect(posts(false)).toHaveLength(1);
});

it.each<[string, object, string]>([
	[
		'more of a product',
		{ lines: [line('MUG-BLUE', { expectedQuantity: 21 }), line('MUG-WHITE', { expectedQuantity: 0 })] },
		'lines',
	],
	['another day', { expectedAt: '2026-12-02T09:00:00.000Z' }, 'expectedAt'],
	['another supplier', { supplier: 'Other Oy' }, 'supplier'],
	['other parcels', { parcels: 13, trackingNumbers: ['2'] }, 'parcels, trackingNumbers'],
])('tells of one that says %s, and changes nothing', async (_, changes, fields) => {
	for (const ledger of ['builtIn', 'off']) {
		await create([delivery()], { ledger });
		const answer = await create([delivery('PO-2026-118', changes)], { ledger });
		expect(answer.results).toEqual([]);
		expect(errorOf(answer.problems[0]!)).toMatchObject({
			code: 'INBOUND_EXISTS',
			message: expect.stringContaining(fields),
		});
	}
	expect(posts(false)).toHaveLength(1);
});

it('takes the one that says the same where several have the reference', async () => {
	await create([delivery()]);
	odd = await openOddVendor(({ method }) =>
		method === 'GET'
			? {
					body: [
						{ reference: 'PO-2026-118', supplier: 'Other' },
						{ ...(posts()[0]!.body as object), status: 'NEW' },
					],
				}
			: { status: 500, body: {} },
	);
	expect(outcomesOf(await odd.run(CREATE, [delivery()]))).toEqual(['unchanged']);
});

// ------------------------------------------------------------------ what does not go

it.each<[string, object, string, string]>([
	['no supplier', { supplier: ' ' }, 'FIELD_INVALID', 'supplier'],
	['no day', { expectedAt: null }, 'FIELD_INVALID', 'expectedAt'],
	['no lines', { lines: [] }, 'FIELD_INVALID', 'lines'],
	['a million and one', { lines: [line('MUG-BLUE', { expectedQuantity: 1_000_001 })] }, 'QUANTITY_INVALID', '1000001'],
	['half a mug', { lines: [line('MUG-BLUE', { expectedQuantity: 0.5 })] }, 'FIELD_INVALID', 'expectedQuantity'],
	['fewer than none', { lines: [line('MUG-BLUE', { expectedQuantity: -1 })] }, 'FIELD_INVALID', 'expectedQuantity'],
	['no country', { lines: [line('MUG-BLUE', { originCountry: null })] }, 'FIELD_INVALID', 'lines.0.originCountry'],
	[
		'a long customs text',
		{ lines: [line('MUG-BLUE', { customsDescription: 'x'.repeat(51) })] },
		'FIELD_INVALID',
		'customsDescription',
	],
	['a long customs code', { lines: [line('MUG-BLUE', { hsCode: '123456789' })] }, 'FIELD_INVALID', 'hsCode'],
	['a SKU nobody knows', { lines: [line('MUG-BLUE'), line('NO-SUCH'), line('NO-SUCH')] }, 'UNKNOWN_SKU', 'NO-SUCH'],
	['a SKU that is empty', { lines: [line('')] }, 'FIELD_INVALID', 'sku'],
])('turns one with %s away alone, and announces the others', async (_, changes, code, names) => {
	const answer = await create([delivery('PO-BAD', changes), delivery('PO-GOOD')]);
	expect([codesOf(answer), outcomesOf(answer)]).toEqual([[code], ['created']]);
	const { message } = errorOf(answer.problems[0]!);
	expect(message).toContain(names);
	expect(message).toContain('PO-BAD');
	expect([announced('PO-BAD'), announced('PO-GOOD').length]).toEqual([[], 1]);
});

it('takes the most OGOship takes: a million, 50 characters for the customs, a code of 8', async () => {
	const most = { expectedQuantity: 1_000_000, customsDescription: 'x'.repeat(50), hsCode: '12345678' };
	expect(outcomesOf(await create([delivery('PO-1', { lines: [line('MUG-BLUE', most)] })]))).toEqual(['created']);
});

it('takes the country that is set for lines that name none', async () => {
	const item = delivery('PO-1', {
		lines: [line('MUG-BLUE', { originCountry: null }), line('MUG-WHITE', { originCountry: 'SE' })],
	});
	expect(outcomesOf(await create([item], { inboundOptions: { otherCountry: 'ee' } }))).toEqual(['created']);
	const { products } = posts()[0]!.body as { products: Array<{ countryOfOrigin: string }> };
	expect(products.map(({ countryOfOrigin }) => countryOfOrigin)).toEqual(['EE', 'SE']);
	const wrong = await create([item], { inboundOptions: { otherCountry: 'Estonia' } });
	expect([codesOf(wrong), wrong.results]).toEqual([['SETUP_PARAMETER'], []]);
});

it('previews without announcing', async () => {
	const { results } = await create([delivery()], { previewOnly: true });
	expect(results).toMatchObject([{ preview: { would: 'create', before: null, after: { reference: 'PO-2026-118' } } }]);
	expect(posts(false)).toEqual([]);
});

// ------------------------------------------------------------------ faults

const FAULTS: readonly FaultKind[] = [
	'rateLimited',
	'serverError',
	'unavailable',
	'timeoutBeforeCommit',
	'timeoutAfterCommit',
	'reset',
	'resetAfterCommit',
	'expiredToken',
	'malformedBody',
];

it.each(
	FAULTS.flatMap((kind) =>
		['refused', 'second'].flatMap((duplicate) =>
			['builtIn', 'off'].map((ledger) => [kind, duplicate, ledger] as const),
		),
	),
)(
	'has it announced once after %s, where a used reference is: %s, ledger: %s',
	async (kind, duplicateInbound, ledger) => {
		await useWarehouse({ duplicateInbound });
		warehouse.sandbox.addFault({ kind, operation: 'inboundCreate' });
		for (let run = 0; run < 2; run += 1) {
			await create([delivery()], { ledger }, { timeoutMs: 600 });
			if (ledger === 'builtIn') await warehouse.openAgain();
		}
		expect(announced()).toHaveLength(1);
		expect(outcomesOf(await create([delivery()], { ledger }))).toEqual(['unchanged']);
	},
);

it('does not announce twice when the look after an unanswered request fails too', async () => {
	const looks = async () => calls(warehouse.sandbox, 'inboundList', false).length;
	await create([delivery('PO-0')]);
	const each = await looks();
	warehouse.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'inboundCreate' });
	warehouse.sandbox.addFault({ kind: 'unavailable', operation: 'inboundList', skip: each, times: 20 });
	expect(codesOf(await create([delivery()]))).toEqual(['NO_ANSWER']);
	warehouse.sandbox.clearFaults();
	await warehouse.openAgain();
	expect(outcomesOf(await create([delivery()]))).toEqual(['unchanged']);
	expect(announced()).toHaveLength(1);
});

// ------------------------------------------------------------------ Get Many

const read = async (filters: IDataObject = {}, more: IDataObject = {}) =>
	await warehouse.run({ resource: 'inbound', operation: 'getAll', returnAll: true, filters, ...more });

it('reads what was announced and what was received of it', async () => {
	await create([delivery(), delivery('PO-2')]);
	await warehouse.sandbox.change('receiveInbound', {
		reference: 'PO-2026-118',
		lines: [{ code: 'MUG-BLUE', quantity: 7 }],
	});
	const { results } = await read({ reference: 'PO-2026-118' });
	expect(results).toMatchObject([
		{
			kind: 'inbound',
			number: 'PO-2026-118',
			supplier: 'Pottery Oy',
			expectedAt: '2026-12-01T09:00:00.000Z',
			warehouse: 'TLL',
			parcels: 12,
			trackingNumbers: ['123456789'],
			lines: [
				{ sku: 'MUG-BLUE', expectedQuantity: 20, receivedQuantity: 7, cost: '6.4', originCountry: 'FI' },
				{ sku: 'MUG-WHITE', expectedQuantity: 0, receivedQuantity: 0 },
			],
		},
	]);
	expect(results[0]!.arrivedAt).toEqual(expect.any(String));
	expect(inboundSchema.safeParse(results[0]).success).toBe(true);
	expect((await read()).results).toHaveLength(2);
});

it('reads what changed after a moment, and says when the list is whole', async () => {
	await create([delivery(), delivery('PO-2')]);
	warehouse.sandbox.advanceClock(3_600_000);
	const changedAfter = new Date(Date.now() + 1_800_000).toISOString();
	await warehouse.sandbox.change('receiveInbound', { reference: 'PO-2' });
	const { results } = await read({ changedAfter }, { outputSummary: true });
	expect(results).toMatchObject([{ number: 'PO-2' }, { kind: 'readSummary', of: 'inbound', count: 1, complete: true }]);
});

it.each(['PO', "' OR 1=1 --", 'PO-2026-118&limit=1', '__proto__'])('finds nothing under %s', async (reference) => {
	await create([delivery()]);
	const answer = await read({ reference });
	expect([answer.results, answer.problems]).toEqual([[], []]);
});

it('reads both of two with one reference, names in any case, and tells of a bad one alone', async () => {
	const row = { Reference: 'PO-1', Supplier: 'A', Products: [{ Code: 'X', ExpectedQuantity: 1, EANCode: '123' }] };
	odd = await openOddVendor(() => ({
		body: [
			{ ...row, AutoReference: 'IN-1' },
			{ ...row, AutoReference: 'IN-2' },
			{ ...row, Products: [{ Code: 7 }] },
		],
	}));
	const answer = await odd.run({ resource: 'inbound', operation: 'getAll' });
	expect(codesOf(answer)).toEqual(['FIELD_INVALID']);
	expect(answer.results).toMatchObject([
		{ origin: { id: 'IN-1', number: 'PO-1' }, lines: [{ sku: 'X', barcode: '123' }] },
		{ origin: { id: 'IN-2', number: 'PO-1' } },
	]);
});

it('says that the service is down, and announces nothing', async () => {
	warehouse.sandbox.addFault({ kind: 'unavailable', times: 100 });
	expect(codesOf(await read())).toEqual(['SETUP_SERVICE']);
	const answer = await create([delivery(), delivery('PO-2')]);
	expect([codesOf(answer), answer.results]).toEqual([['SETUP_SERVICE', 'SETUP_SERVICE'], []]);
});

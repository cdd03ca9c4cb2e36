/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { productSchema } from '../../core/model/product';
import type { FaultKind } from '../../sandbox/kit';
import { calls } from '../support/desk';
import {
	codesOf,
	errorOf,
	openOddVendor,
	openWarehouse,
	outcomesOf,
	reasonsOf,
	type OddRequest,
	type OddVendor,
	type Warehouse,
} from '../support/warehouse';

/*
 * Products at OGOship as n8n runs it: every variant with a SKU is a product there.
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

type Loose = ReturnType<typeof JSON.parse>;

const variant = (sku: string | null, changes: object = {}) => ({
	id: `V-${sku}`,
	sku,
	barcode: '6411234567892',
	title: 'Blue',
	price: '24.80',
	cost: '6.40',
	hsCode: '69120023',
	originCountry: 'FI',
	requiresShipping: true,
	imageUrl: 'https://shop.example.com/mug.jpg',
	...changes,
});

const product = (variants: readonly object[], changes: object = {}): IDataObject =>
	({
		kind: 'product',
		origin: {
			system: 'shop',
			account: 'demo.example.com',
			id: 'gid://shop/Product/1',
			seenAt: '2026-11-22T10:00:00.000Z',
		},
		number: 'Mug',
		title: 'Mug',
		description: 'Stoneware, 3 dl',
		currency: 'EUR',
		variants,
		vendor: 'Pottery Oy',
		category: 'Mugs',
		url: 'https://shop.example.com/products/mug',
		updatedAt: '2026-11-22T10:00:00.000Z',
		...changes,
	}) as never;

const MUGS = ['MUG-A', 'MUG-B', 'MUG-C'].map((sku) => variant(sku, { title: sku.slice(-1) }));
const WRITE = { resource: 'product', operation: 'upsert' };
const write = async (items: readonly IDataObject[], more: IDataObject = {}, run = {}) =>
	await warehouse.run({ ...WRITE, ...more }, items, run);
const standing = (code: string) =>
	(warehouse.sandbox.state() as { products: Array<Loose> }).products.filter((each) => each.code === code);
const creates = () => calls(warehouse.sandbox, 'productsCreate').map(({ note }) => note?.code);
const updates = () => calls(warehouse.sandbox, 'productsUpdate');

// ------------------------------------------------------------------ create, leave, change

it('makes every variant a product, once', async () => {
	const first = await write([product(MUGS)]);
	expect([outcomesOf(first), first.problems]).toEqual([['created'], []]);
	expect(creates()).toEqual(['MUG-A', 'MUG-B', 'MUG-C']);
	expect(standing('MUG-A')).toMatchObject([
		{
			languageCode: 'en',
			name: 'Mug, A',
			description: 'Stoneware, 3 dl',
			eanCode: '6411234567892',
			supplier: 'Pottery Oy',
			group: 'Mugs',
			supplyPrice: 6.4,
			currencyCode: 'EUR',
			salesPrice: 24.8,
			infoUrl: 'https://shop.example.com/products/mug',
			pictureUrl: 'https://shop.example.com/mug.jpg',
			countryOfOrigin: 'FI',
			customsDescription: 'Mug',
			hsCode: '69120023',
		},
	]);
	const seen = warehouse.sandbox.journal().length;
	expect(outcomesOf(await write([product(MUGS)]))).toEqual(['unchanged']);
	expect(warehouse.sandbox.journal()).toHaveLength(seen);
});

it.each(['builtIn', 'off'])(
	'changes only what differs, and only the SKU in which it does, ledger: %s',
	async (ledger) => {
		await write([product(MUGS)], { ledger });
		const changed = product([MUGS[0]!, { ...MUGS[1]!, price: '26.00' }, MUGS[2]!]);
		const preview = await write([changed], { ledger, previewOnly: true });
		expect(preview.results).toMatchObject([
			{ preview: { would: 'update', changes: [{ field: 'MUG-B.salesPrice', before: 24.8, after: 26 }] } },
		]);
		expect(updates()).toEqual([]);
		expect(outcomesOf(await write([changed], { ledger }))).toEqual(['updated']);
		expect(updates().map(({ path }) => path)).toEqual(['/api/v1/Products/MUG-B']);
		expect(standing('MUG-B')).toMatchObject([{ salesPrice: 26 }]);
		expect(outcomesOf(await write([changed], { ledger }))).toEqual(['unchanged']);
	},
);

it('adds a variant that is new, and takes over products that somebody else made', async () => {
	await warehouse.sandbox.change('addProduct', { sku: 'MUG-A', title: 'An old name', stock: 4 });
	const answer = await write([product(MUGS)]);
	expect(outcomesOf(answer)).toEqual(['updated']);
	expect([creates(), standing('MUG-A')]).toMatchObject([['MUG-B', 'MUG-C'], [{ name: 'Mug, A', stock: 4 }]]);
});

it('never overwrites a barcode or a customs text that is there', async () => {
	await write([product([variant('MUG-A')])]);
	const changed = product([variant('MUG-A', { barcode: '1111111111116' })], { title: 'Cup' });
	expect(outcomesOf(await write([changed]))).toEqual(['updated']);
	expect(standing('MUG-A')).toMatchObject([{ name: 'Cup, Blue', eanCode: '6411234567892', customsDescription: 'Mug' }]);
	expect(outcomesOf(await write([changed], { ledger: 'off' }))).toEqual(['unchanged']);
});

it('leaves what the shop does not say', async () => {
	await write([product([variant('MUG-A')])]);
	const bare = product([{ id: 'V', sku: 'MUG-A' }], { description: null, vendor: null, category: '', url: null });
	await write([bare]);
	expect(standing('MUG-A')).toMatchObject([
		{ name: 'Mug', description: 'Stoneware, 3 dl', supplier: 'Pottery Oy', salesPrice: 24.8, hsCode: '69120023' },
	]);
});

it('keeps as in the shop what the operator chose, and sends a new product whole', async () => {
	const more = { productOptions: { parts: ['prices', 'picture'] } };
	await write([product([variant('MUG-A')])], more);
	expect(standing('MUG-A')).toMatchObject([{ name: 'Mug, Blue', hsCode: '69120023' }]);
	const changed = [variant('MUG-A', { price: '30.00', hsCode: '11111111' })];
	expect(outcomesOf(await write([product(changed, { title: 'Cup', description: 'Other' })], more))).toEqual([
		'updated',
	]);
	expect(standing('MUG-A')).toMatchObject([
		{ name: 'Mug, Blue', description: 'Stoneware, 3 dl', hsCode: '69120023', salesPrice: 30 },
	]);
	expect(outcomesOf(await write([product(changed, { title: 'Jug' })], { ledger: 'off', ...more }))).toEqual([
		'unchanged',
	]);
});

it('sends the texts in the language that is chosen', async () => {
	await write([product([variant('MUG-A')])], { languageCode: 'fi' });
	expect(standing('MUG-A')).toMatchObject([{ languageCode: 'fi' }]);
	const wrong = await write([product([variant('MUG-B')])], { languageCode: 'Finnish' });
	expect([codesOf(wrong), wrong.results]).toEqual([['SETUP_PARAMETER'], []]);
});

it.each(['MUG/BLUE 1', 'Ä ü', 'a.b', '..', '%2e', 'x&y=1#z?', 'MUG_BLUE-2'])(
	'makes and changes a product with the code %j at its own address',
	async (sku) => {
		await write([product([variant(sku)])]);
		expect(outcomesOf(await write([product([variant(sku, { price: '30.00' })])]))).toEqual(['updated']);
		expect(standing(sku)).toMatchObject([{ salesPrice: 30 }]);
		const isPlain = /^[\w-]+$/.test(sku);
		expect(updates()).toMatchObject([{ query: isPlain ? {} : { base64url: 'true' } }]);
		expect(updates()[0]!.path).toMatch(/^\/api\/v1\/Products\/[A-Za-z0-9_-]+$/);
	},
);

it('takes a SKU that was changed in the shop for another product', async () => {
	await write([product([variant('MUG-A')])]);
	expect(outcomesOf(await write([product([variant('MUG-Z')])]))).toEqual(['updated']);
	expect([standing('MUG-A').length, standing('MUG-Z').length]).toEqual([1, 1]);
});

it('tells of a product that somebody removed, and does not make it again by itself', async () => {
	await write([product([variant('MUG-A')])]);
	await warehouse.sandbox.change('removeProduct', { sku: 'MUG-A' });
	const answer = await write([product([variant('MUG-A', { price: '30.00' })])]);
	expect([codesOf(answer), creates()]).toEqual([['TARGET_MISSING'], ['MUG-A']]);
});

it('keeps two shops that sell the same goods from colliding', async () => {
	await write([product(MUGS)]);
	const other = product(MUGS) as Loose;
	other.origin.account = 'other.example.com';
	const answer = await write([other]);
	expect([outcomesOf(answer), answer.problems]).toEqual([['unchanged'], []]);
	expect(creates()).toHaveLength(3);
});

it('reads a long list instead of asking for each of many SKUs', async () => {
	await warehouse.sandbox.change('fillStock', { count: 300 });
	const many = Array.from({ length: 40 }, (_, at) => variant(`BULK-${String(at + 290).padStart(5, '0')}`));
	expect(outcomesOf(await write([product(many)]))).toEqual(['updated']);
	expect(calls(warehouse.sandbox, 'productsList')).toHaveLength(2);
	expect(creates()).toHaveLength(29);
	expect(outcomesOf(await write([product(many)], { ledger: 'off' }))).toEqual(['unchanged']);
});

// ------------------------------------------------------------------ what does not go

it('leaves gift cards and variants without a SKU out, and says so', async () => {
	const mixed = [...MUGS, variant('CARD', { requiresShipping: false }), variant(''), variant(null)];
	const answer = await write([product(mixed)]);
	expect(creates()).toEqual(['MUG-A', 'MUG-B', 'MUG-C']);
	expect(answer.hints.join()).toContain('2 of the variants of Mug');
});

it.each<[string, () => IDataObject, string, string | undefined]>([
	['only gift cards', () => product([variant('CARD', { requiresShipping: false })]), '', 'HELD_NOTHING_TO_SHIP'],
	['no SKU at all', () => product([variant(''), variant(null), variant('  ')]), 'VARIANTS_WITHOUT_SKU', undefined],
	['one SKU twice', () => product([variant('MUG-A'), variant('MUG-A')]), 'FIELD_INVALID', undefined],
	['a price that is a number', () => product([variant('MUG-A', { price: 12 })]), 'FIELD_INVALID', undefined],
	['a country in words', () => product([variant('MUG-A', { originCountry: 'Finland' })]), 'FIELD_INVALID', undefined],
	['no variants', () => product([]), 'FIELD_INVALID', undefined],
	['no origin', () => ({ ...product(MUGS), origin: undefined }) as never, 'NO_ORIGIN', undefined],
	['another kind', () => ({ ...product(MUGS), kind: 'order' }), 'WRONG_KIND', undefined],
])('turns a product with %s away alone, and sends the others', async (_, hostile, code, held) => {
	const good = product([variant('MUG-Q')]) as Loose;
	good.origin.id = 'gid://shop/Product/2';
	const answer = await write([hostile(), good]);
	expect(codesOf(answer)).toEqual(code === '' ? [] : [code]);
	expect(reasonsOf(answer).filter(Boolean)).toEqual(held ? [held] : []);
	expect(creates()).toEqual(['MUG-Q']);
});

it('tells of a code that stands there twice, and changes neither', async () => {
	const rows = [{ code: 'MUG-A' }, { code: 'MUG-A' }];
	odd = await openOddVendor(() => ({ body: rows }));
	const answer = await odd.run(WRITE, [product([variant('MUG-A')])]);
	expect(codesOf(answer)).toEqual(['AMBIGUOUS']);
	expect(odd.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

// ------------------------------------------------------------------ half done

/** A vendor with products that refuses some codes while `refuses` says so. */
function oddProducts(refuses: (code: string) => boolean) {
	const held = new Map<string, IDataObject>();
	const answer = ({ method, path, query, body }: OddRequest) => {
		if (method === 'GET') {
			const code = query.get('code');
			return { body: code === null ? [...held.values()] : [held.get(code)].filter(Boolean) };
		}
		const code = String(body.code);
		if (refuses(code)) return { status: 400, body: { statusCode: 400, message: `${path} ${code} is not liked` } };
		held.set(code, body);
		return { body };
	};
	return { held, answer };
}

it('names the SKUs that were refused, keeps those that went through, and does the rest the next time', async () => {
	let strict = true;
	const { held, answer } = oddProducts((code) => strict && code !== 'MUG-B');
	odd = await openOddVendor(answer);
	const first = await odd.run(WRITE, [product(MUGS)]);
	expect([codesOf(first), [...held.keys()]]).toEqual([['PARTLY_REFUSED'], ['MUG-B']]);
	expect(errorOf(first.problems[0]!).message).toContain('MUG-A, MUG-C');
	expect(errorOf(first.problems[0]!).description).toContain('is not liked');
	strict = false;
	const posts = odd.requests.filter(({ method }) => method === 'POST').length;
	const second = await odd.run(WRITE, [{ ...product(MUGS), description: 'Changed' }]);
	expect(outcomesOf(second)).toEqual(['updated']);
	const later = odd.requests.filter(({ method }) => method === 'POST').slice(posts);
	expect(later.map(({ body }) => body.code)).toEqual(['MUG-A', 'MUG-C']);
});

it('calls a product refused of which nothing went through', async () => {
	odd = await openOddVendor(oddProducts(() => true).answer);
	const answer = await odd.run(WRITE, [product([variant('MUG-A')])]);
	expect(codesOf(answer)).toEqual(['REFUSED']);
	expect(errorOf(answer.problems[0]!).message).toContain('product Mug');
});

it('finds a product that a list had missed once it is refused as new, and changes it', async () => {
	const { held, answer } = oddProducts((code) => held.has(code) && held.get(code)!.seen === undefined);
	held.set('MUG-A', { code: 'MUG-A', languageCode: 'en', name: 'Old' });
	let blind = true;
	odd = await openOddVendor((request) => {
		if (request.method === 'GET' && blind) {
			blind = false;
			return { body: [] };
		}
		if (request.method === 'PUT') held.get('MUG-A')!.seen = true;
		return answer(request);
	});
	expect(outcomesOf(await odd.run(WRITE, [product([variant('MUG-A')])]))).toEqual(['created']);
	expect(odd.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'PUT']);
});

const FAULTS: readonly FaultKind[] = [
	'rateLimited',
	'serverError',
	'timeoutBeforeCommit',
	'timeoutAfterCommit',
	'reset',
	'resetAfterCommit',
	'expiredToken',
	'malformedBody',
];

it.each(FAULTS.flatMap((kind) => ['builtIn', 'off'].map((ledger) => [kind, ledger] as const)))(
	'has every SKU once after %s in the middle of a product, ledger: %s',
	async (kind, ledger) => {
		warehouse.sandbox.addFault({ kind, operation: 'productsCreate', skip: 1 });
		for (let run = 0; run < 3; run += 1) {
			await write([product(MUGS)], { ledger }, { timeoutMs: 600 });
			if (ledger === 'builtIn') await warehouse.openAgain();
		}
		for (const code of ['MUG-A', 'MUG-B', 'MUG-C']) expect(standing(code)).toHaveLength(1);
		expect(creates().sort()).toEqual(['MUG-A', 'MUG-B', 'MUG-C']);
		expect(outcomesOf(await write([product(MUGS)], { ledger }))).toEqual(['unchanged']);
	},
);

it('leaves a product to another run that made it between the look and the create', async () => {
	const look = { kind: 'slow', operation: 'productsList', times: 2, delayMs: 300 } as const;
	warehouse.sandbox.addFault(look);
	const one = [product([variant('MUG-A')])];
	const both = await Promise.all([write(one, { ledger: 'off' }), write(one, { ledger: 'off' })]);
	expect(both.flatMap(outcomesOf).sort()).toEqual(['created', 'unchanged']);
	expect(creates()).toEqual(['MUG-A']);
});

it('does not call a product made of which one SKU never arrived', async () => {
	warehouse.sandbox.addFault({ kind: 'reset', operation: 'productsCreate', skip: 2 });
	expect(codesOf(await write([product(MUGS)]))).toEqual(['NO_ANSWER']);
	await warehouse.openAgain();
	expect(outcomesOf(await write([product(MUGS)]))).toEqual(['updated']);
});

// ------------------------------------------------------------------ Get Many

const read = async (filters: IDataObject = {}, more: IDataObject = {}) =>
	await warehouse.run({ resource: 'product', operation: 'getAll', returnAll: true, filters, ...more });

it('reads the products the warehouse knows, each with one variant', async () => {
	await write([product([variant('MUG-A')])]);
	const { results } = await read({ skus: 'MUG-A' });
	expect(results).toMatchObject([
		{
			kind: 'product',
			number: 'MUG-A',
			title: 'Mug, Blue',
			currency: 'EUR',
			vendor: 'Pottery Oy',
			category: 'Mugs',
			variants: [{ sku: 'MUG-A', barcode: '6411234567892', price: '24.8', cost: '6.4', originCountry: 'FI' }],
		},
	]);
	expect(productSchema.safeParse(results[0]).success).toBe(true);
});

it('reads a long list whole, and filters by barcode and moment', async () => {
	await warehouse.sandbox.change('fillStock', { count: 300 });
	expect((await read()).results).toHaveLength(324);
	warehouse.sandbox.advanceClock(3_600_000);
	const changedAfter = new Date(Date.now() + 1_800_000).toISOString();
	await write([product([variant('MUG-A')])]);
	expect((await read({ changedAfter })).results.map(({ number }) => number)).toEqual(['MUG-A']);
	expect((await read({ barcode: '6411234567892' })).results.map(({ number }) => number)).toEqual(['MUG-A']);
	expect((await read({ barcode: '641123' })).results).toEqual([]);
});

it('tells of a product that cannot be read alone', async () => {
	odd = await openOddVendor(() => ({ body: [{ code: 'BAD', salesPrice: '12' }, { code: 'GOOD' }] }));
	const answer = await odd.run({ resource: 'product', operation: 'getAll' });
	expect([codesOf(answer), answer.results.map(({ number }) => number)]).toEqual([['FIELD_INVALID'], ['GOOD']]);
});

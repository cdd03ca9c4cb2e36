/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { calls, jsonOf, openDesk, type Desk, type Options } from '../support/desk';
import type { NodeRunAnswer } from '../support/engine';
import { openUnkindVendor } from '../support/unkind';

/*
 * Prices written to the shop as n8n runs it, over the sandbox of the shop.
 */

let desk: Desk;

async function useDesk(shop: Options = {}): Promise<void> {
	await desk?.close();
	desk = await openDesk({ shop });
}

beforeEach(async () => await useDesk());
afterAll(async () => await desk.close());

let ids = 0;
const price = (sku: string, amount: string, more: IDataObject = {}): IDataObject => ({
	kind: 'price',
	origin: { system: 'unleashed', account: 'api-1', id: `P-${(ids += 1)}`, seenAt: '2026-11-22T10:00:00.000Z' },
	sku,
	price: amount,
	currency: 'EUR',
	...more,
});

interface Sent extends NodeRunAnswer {
	readonly results: IDataObject[];
	readonly problems: IDataObject[];
}

async function set(items: IDataObject[], parameters: IDataObject = {}): Promise<Sent> {
	const answer = await desk.shopify(
		{ resource: 'price', operation: 'set', ...parameters },
		{ items, onError: 'continueErrorOutput' },
	);
	return { ...answer, results: jsonOf(answer.outputs[0]), problems: jsonOf(answer.outputs[1]) };
}

const outcomes = ({ results }: Sent) => results.map(({ outcome }) => outcome);
const codes = ({ problems }: Sent) => problems.map(({ error }) => (error as IDataObject).code);

interface View {
	readonly products: ReadonlyArray<{
		readonly title: string;
		readonly variants: ReadonlyArray<{ sku: string | null; price: string; compareAtPrice: string | null }>;
	}>;
	readonly priceLists: ReadonlyArray<{ readonly id: string; readonly prices: readonly IDataObject[] }>;
}

const view = () => desk.shop.state() as View;
const standing = (sku: string) => {
	const found = view()
		.products.flatMap(({ variants }) => variants)
		.find((each) => each.sku === sku);
	return found && [Number(found.price), found.compareAtPrice === null ? null : Number(found.compareAtPrice)];
};
const writes = (name = 'pricesSet') => calls(desk.shop, name);

it('sets what differs, product by product, and only that', async () => {
	const answer = await set([
		price('MUG-BLUE', '26.00', { compareAtPrice: '30' }),
		price('MUG-WHITE', '24.80'),
		price('TRAY-OAK', '70.00'),
	]);
	expect(outcomes(answer).sort()).toEqual(['unchanged', 'updated', 'updated']);
	expect([standing('MUG-BLUE'), standing('MUG-WHITE'), standing('TRAY-OAK')]).toEqual([
		[26, 30],
		[24.8, null],
		[70, 76.8],
	]);
	const inputs = writes().map(({ body }) => (body as { variables: { variants: IDataObject[] } }).variables.variants);
	expect(inputs).toEqual([
		[{ id: expect.stringContaining('ProductVariant'), price: '26.00', compareAtPrice: '30' }],
		[{ id: expect.stringContaining('ProductVariant'), price: '70.00' }],
	]);
	expect(answer.results.find(({ number }) => number === 'TRAY-OAK')).toMatchObject({
		target: { number: 'TRAY-OAK', url: expect.stringMatching(/\/admin\/products\/\d+\/variants\/\d+$/) },
	});
});

it('leaves a compare-at price alone, takes it away, and finds nothing to do the second time', async () => {
	await set([price('MUG-BLUE', '20.00', { compareAtPrice: '24.80' })]);
	expect(outcomes(await set([price('MUG-BLUE', '20')]))).toEqual(['unchanged']);
	expect(standing('MUG-BLUE')).toEqual([20, 24.8]);
	expect(outcomes(await set([price('MUG-BLUE', '20', { compareAtPrice: null })]))).toEqual(['updated']);
	expect(standing('MUG-BLUE')).toEqual([20, null]);
	// Whoever changed it in the shop meanwhile: the price is what the source says.
	await desk.shop.change('editProduct', { sku: 'MUG-BLUE', price: '1.00' });
	expect(outcomes(await set([price('MUG-BLUE', '20')]))).toEqual(['updated']);
});

it('shows from what to what, and sets nothing', async () => {
	const { results } = await set([price('MUG-BLUE', '26.00'), price('NOWHERE', '1.00')], { previewOnly: true });
	expect(results.map(({ preview }) => preview)).toMatchObject([
		{ would: 'skip' },
		{ would: 'update', changes: [{ field: 'price', before: '24.8', after: '26.00' }] },
	]);
	expect(writes()).toEqual([]);
});

// ------------------------------------------------------------------ the brake

/** As many products as the brake counts, all of them at one price. */
async function catalogue(count: number, amount: string): Promise<IDataObject[]> {
	await desk.shop.change('fillCatalogue', { count });
	const skus = view()
		.products.filter(({ title }) => /bulk/i.test(title))
		.flatMap(({ variants }) => variants.map(({ sku }) => sku!));
	return skus.slice(0, count).map((sku) => price(sku, amount));
}

it('stops a run in which many prices change by much, and shows what it would have set', async () => {
	const items = await catalogue(40, '9999.00');
	const before = view().products;
	const stopped = await set(items);
	expect(codes(stopped)).toEqual(['SETUP_BRAKE']);
	expect(stopped.results.map(({ outcome }) => outcome)).toEqual(items.map(() => 'preview'));
	const [problem] = stopped.problems;
	expect((problem?.error as IDataObject).message).toMatch(/40 of 40 prices would change by more than 30 %/);
	expect(view().products).toEqual(before);
	expect(writes()).toEqual([]);
	const preview = await set(items, { previewOnly: true });
	expect(preview.results.map((each) => (each.preview as IDataObject).would)).toEqual(items.map(() => 'update'));
	expect(preview.results[0]!.reason).toMatchObject({ code: 'SETUP_BRAKE' });
	const applied = await set(items, { priceOptions: { applyAnyway: true } });
	expect(outcomes(applied)).toEqual(items.map(() => 'updated'));
	expect(JSON.stringify(applied.hints)).toContain('Apply Anyway is on');
});

it('holds the brake as it is set', async () => {
	const items = await catalogue(40, '9999.00');
	expect(outcomes(await set(items, { priceOptions: { large: 1000, share: 100 } }))).toEqual(items.map(() => 'updated'));
});

// ------------------------------------------------------------------ finding

it('finds products by barcode, where told so, and leaves out what the shop does not have', async () => {
	await desk.shop.change('editProduct', { sku: 'TRAY-OAK', barcode: '6400000000994' });
	const byBarcode = { matchBy: 'skuThenBarcode' };
	expect(outcomes(await set([price('OTHER', '71', { barcode: '6400000000994' })], byBarcode))).toEqual(['updated']);
	expect(outcomes(await set([price('OTHER', '72', { barcode: '6400000000994' })], { matchBy: 'barcode' }))).toEqual([
		'updated',
	]);
	expect(standing('TRAY-OAK')).toEqual([72, 76.8]);
	const { results } = await set([price('NOWHERE', '1')]);
	expect(results).toMatchObject([{ outcome: 'skipped', reason: { code: 'NOT_IN_SHOP' } }]);
	expect(codes(await set([price('NOWHERE', '1')], { priceOptions: { missing: 'problem' } }))).toEqual(['NOT_IN_SHOP']);
});

it('refuses what several variants carry, two prices of one, and another currency', async () => {
	await desk.shop.change('editProduct', { sku: 'SOAP-BIRCH', newSku: 'TRAY-OAK' });
	const skus = view().products.flatMap(({ variants }) => variants.map(({ sku }) => sku));
	const double = skus.filter((sku) => sku === 'TRAY-OAK').length;
	const answer = await set([
		price('TRAY-OAK', '70'),
		price('MUG-BLUE', '26'),
		price('MUG-BLUE', '27'),
		price('MUG-WHITE', '1', { currency: 'SEK' }),
	]);
	expect(codes(answer).sort()).toEqual([...(double > 1 ? ['AMBIGUOUS'] : []), 'CURRENCY_DIFFERS', 'SHARED_KEY']);
	expect(standing('MUG-BLUE')).toEqual([26, null]);
});

it.each([
	[{ sku: '' }, 'KEY_MISSING'],
	[{ price: '-1.00' }, 'FIELD_INVALID'],
	[{ price: '12,50' }, 'FIELD_INVALID'],
	[{ currency: 'euro' }, 'FIELD_INVALID'],
	[{ kind: 'product' }, 'WRONG_KIND'],
])('refuses %j, and sets the others', async (more, code) => {
	const answer = await set([price('MUG-BLUE', '1', more), price('MUG-WHITE', '25.00')]);
	expect([codes(answer), outcomes(answer)]).toEqual([[code], ['updated']]);
});

it.each(["MUG-BLUE' OR sku:'TRAY-OAK", '*', 'MUG-BLUE OR 1'])('finds nothing by the SKU %s', async (sku) => {
	expect(outcomes(await set([price(sku, '1')]))).toEqual(['skipped']);
	expect(writes()).toEqual([]);
});

/** The shop refuses a call with several prices for one of them, the first, or for no reason that it names. */
async function refusing(field: readonly string[], work: () => Promise<void>): Promise<void> {
	const vendor = await openUnkindVendor(desk.shop, (_method, _path, body, words) => {
		const { query = '', variables } = JSON.parse(body || '{}') as {
			query?: string;
			variables?: { variants?: unknown[] };
		};
		if (!query.includes('productVariantsBulkUpdate') || variables?.variants?.length === 1) return undefined;
		const userErrors = [{ field, message: words, code: 'INVALID_INPUT' }];
		return { status: 200, body: { data: { productVariantsBulkUpdate: { productVariants: null, userErrors } } } };
	});
	desk.shopKeys.apiAddress = vendor.url;
	vendor.refusal = 'Price is not valid';
	try {
		await work();
	} finally {
		desk.shopKeys.apiAddress = desk.shop.url;
		await vendor.close();
	}
}

it('tells which price the shop refuses, and sets the others of the product', async () => {
	await refusing(['variants', '0', 'price'], async () => {
		const answer = await set([price('MUG-BLUE', '26'), price('MUG-WHITE', '25')]);
		expect([codes(answer), outcomes(answer)]).toEqual([['REFUSED'], ['updated']]);
		expect(answer.problems).toMatchObject([
			{ sku: 'MUG-BLUE', error: { message: expect.stringContaining('refused the price of MUG-BLUE') } },
		]);
	});
	expect([standing('MUG-BLUE'), standing('MUG-WHITE')]).toEqual([
		[24.8, null],
		[25, null],
	]);
});

it('tells of every price when the shop names none of them', async () => {
	await refusing([], async () => {
		const answer = await set([price('MUG-BLUE', '26'), price('MUG-WHITE', '25'), price('TRAY-OAK', '70')]);
		expect([codes(answer), outcomes(answer)]).toEqual([['REFUSED', 'REFUSED'], ['updated']]);
	});
});

it('ends as a mistake of the set-up when the app may not write products', async () => {
	await desk.shop.change('setScopes', { scopes: ['read_products'] });
	expect(codes(await set([price('MUG-BLUE', '30')]))).toEqual(['SETUP_SCOPES']);
});

// ------------------------------------------------------------------ price lists

const SWEDEN = 'gid://shopify/PriceList/31000000002';
const onList = (priceList: string) => ({ pricesOf: 'list', priceList });

it('sets prices on a list in its own currency, and leaves the shop’s own alone', async () => {
	const items = () => [price('MUG-BLUE', '290', { currency: 'SEK' }), price('MUG-WHITE', '295', { currency: 'SEK' })];
	expect(outcomes(await set(items(), onList(SWEDEN)))).toEqual(['updated', 'updated']);
	expect(outcomes(await set(items(), onList('31000000002')))).toEqual(['unchanged', 'unchanged']);
	expect(view().priceLists.find(({ id }) => id === SWEDEN)?.prices).toMatchObject([
		{ sku: 'MUG-BLUE', price: '290' },
		{ sku: 'MUG-WHITE', price: '295' },
	]);
	expect(standing('MUG-BLUE')).toEqual([24.8, null]);
	expect(writes('fixedPricesSet')).toHaveLength(1);
	expect(codes(await set([price('MUG-BLUE', '25')], onList(SWEDEN)))).toEqual(['CURRENCY_DIFFERS']);
});

it.each(['', 'Sweden', 'gid://shopify/Order/1', '1'])('takes "%s" for no price list', async (priceList) => {
	expect(codes(await set([price('MUG-BLUE', '25')], onList(priceList || ' ')))).toEqual(['SETUP_PARAMETER']);
});

/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { productSchema } from '../../core/model/product';
import type * as LedgerModule from '../../ledger';
import { calls, jsonOf, openDesk, type Desk, type Options } from '../support/desk';
import { builtModule, ledgerFile, type NodeRunAnswer } from '../support/engine';

/*
 * Products and locations of the shop as n8n reads them, over the sandbox of the shop.
 */

let desk: Desk;

beforeEach(async () => {
	desk = await openDesk();
});

afterEach(async () => await desk.close());

async function useDesk(shop: Options): Promise<void> {
	await desk.close();
	desk = await openDesk({ shop });
}

const GET = { resource: 'product', operation: 'getAll', returnAll: true };
const LOCATIONS = { resource: 'location', operation: 'getAll', returnAll: true };
const minutes = (count: number) => count * 60_000;

const successes = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[0]);
const get = async (parameters: IDataObject = {}) => successes(await desk.shopify({ ...GET, ...parameters }));
const titles = (items: readonly IDataObject[]) => items.map(({ title }) => title).sort();

interface ShopProduct {
	readonly id: string;
	readonly title: string;
	readonly status: string;
	readonly variants: ReadonlyArray<{ readonly sku: string }>;
}
const standing = () => (desk.shop.state() as { products: readonly ShopProduct[] }).products;

it('reads whole products with their variants, prices, goods data and pictures', async () => {
	const products = await get();
	expect(titles(products)).toEqual(
		standing()
			.map(({ title }) => title)
			.sort(),
	);
	for (const product of products) expect(productSchema.safeParse(product).error?.issues ?? []).toEqual([]);
	const mug = products.find(({ title }) => title === 'Mug')!;
	expect(mug).toMatchObject({
		kind: 'product',
		origin: { system: 'shopify', account: 'demo-tableware.myshopify.com', id: expect.stringMatching(/^gid:.*Product/) },
		number: 'Mug',
		description: 'Mug',
		status: 'active',
		currency: 'EUR',
		vendor: 'Demo Tableware',
		category: 'Tableware',
		tags: ['demo', 'tableware'],
		options: [{ name: 'Colour', values: ['Blue', 'White', 'Green'] }],
		images: [{ url: 'https://cdn.example.com/mug.png', alt: 'Mug' }],
		url: 'https://shop.example.com/products/mug',
	});
	expect((mug.variants as IDataObject[])[0]).toMatchObject({
		sku: 'MUG-BLUE',
		title: 'Blue',
		options: [{ name: 'Colour', value: 'Blue' }],
		price: '24.8',
		cost: '9.92',
		weightGrams: 380,
		hsCode: '69120023',
		originCountry: 'FI',
		tracked: true,
		requiresShipping: true,
		imageUrl: 'https://cdn.example.com/mug.png',
	});
	// A product of one variant is called by its SKU, and has no options of its own.
	expect(products.find(({ title }) => title === 'Oak tray')).toMatchObject({
		number: 'TRAY-OAK',
		options: null,
		variants: [{ title: null, options: null }],
	});
});

it('reads products in every status, and those asked for', async () => {
	await desk.shop.change('editProduct', { sku: 'TRAY-OAK', status: 'DRAFT', tags: ['oak', 'New'], vendor: 'Sawmill' });
	await desk.shop.change('editProduct', { sku: 'SOAP-BIRCH', status: 'ARCHIVED' });
	const all = await get();
	expect(all).toHaveLength(standing().length);
	const statusOf = (wanted: string) => all.find(({ title }) => title === wanted)?.status;
	expect([statusOf('Oak tray'), statusOf('Birch soap')]).toEqual(['draft', 'archived']);
	expect(titles(await get({ filters: { status: ['draft', 'archived'] } }))).toEqual(['Birch soap', 'Oak tray']);
	expect(titles(await get({ filters: { tags: 'new, other' } }))).toEqual(['Oak tray']);
	expect(titles(await get({ filters: { vendor: 'SAWMILL' } }))).toEqual(['Oak tray']);
	expect((await get({ filters: { productType: 'service' } })).length).toBeGreaterThan(0);
	expect(await get({ filters: { vendor: `Sawmill' OR vendor:'Demo Tableware` } })).toEqual([]);
});

it('reads what changed after a moment, though the shop’s search lags behind', async () => {
	await useDesk({ indexLag: '5s' });
	const changedAfter = new Date(Date.now() + minutes(5)).toISOString();
	desk.shop.advanceClock(minutes(10));
	await desk.shop.change('editProduct', { sku: 'TRAY-OAK', price: '70.00' });
	const changed = await get({ filters: { changedAfter } });
	expect(changed).toMatchObject([{ title: 'Oak tray', variants: [{ price: '70.0' }] }]);
});

it.each(['observed', 'linear'])('reads every variant of products with many, cost model %s', async (costModel) => {
	await useDesk({ costModel });
	await desk.shop.change('fillCatalogue', { count: 45 });
	const bulk = (await get()).filter(({ category }) => category === 'Bulk');
	expect(bulk.flatMap(({ variants }) => variants as IDataObject[])).toHaveLength(45);
});

it('follows the pages of one product’s variants to the end', async () => {
	const variants = Array.from({ length: 150 }, (_, index) => ({
		optionValues: [{ optionName: 'Number', name: `No. ${index}` }],
		sku: `MANY-${index}`,
		price: '1.00',
	}));
	const values = variants.map(({ optionValues }) => ({ name: optionValues[0]!.name }));
	const input = { title: 'Many', productOptions: [{ name: 'Number', values }], variants };
	await graphql('mutation Make($input: ProductSetInput!) { productSet(input: $input) { userErrors { message } } }', {
		input,
	});
	const many = (await get()).find(({ title }) => title === 'Many')!;
	expect((many.variants as IDataObject[]).map(({ sku }) => sku)).toEqual(variants.map(({ sku }) => sku));
	expect(calls(desk.shop, 'productVariantsPage')).toHaveLength(2);
});

/** Notes products as forwarded, as a write of the next system would. */
async function settle(products: readonly IDataObject[]): Promise<void> {
	const { openSqliteLedger } = builtModule<typeof LedgerModule>('ledger.js');
	const ledger = await openSqliteLedger({ path: ledgerFile(desk.folder) });
	const requests = products.map(({ origin, updatedAt }) => {
		const { id: sourceKey } = origin as { id: string };
		return { sourceKey, documentKey: sourceKey, revision: 'r', sourceUpdatedAt: String(updatedAt) };
	});
	const lease = { holder: 'test', leaseMs: 60_000 };
	const claims = await ledger.claim('shopify:demo-tableware.myshopify.com>ogoship:m-1', 'product', requests, lease);
	const tokens = claims.flatMap((claim) => (claim.verdict === 'claimed' ? [claim.token] : []));
	await ledger.settle(tokens.map((token) => ({ token, state: 'done', event: 'created' })));
	await ledger.close();
}

/** Something another app asks of the shop. */
async function graphql(query: string, variables: object): Promise<void> {
	const answer = await fetch(`${desk.shop.url}/admin/api/2026-10/graphql.json`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-shopify-access-token': 'demo-shop-access-token' },
		body: JSON.stringify({ query, variables }),
	});
	const body = (await answer.json()) as { data?: { productSet?: { userErrors: unknown[] } }; errors?: unknown };
	expect([body.errors, body.data?.productSet?.userErrors]).toEqual([undefined, []]);
}

it('sweeps: reads whole only what is not settled for the next system', async () => {
	const sweep = { ...GET, skipSettled: true, settledFor: 'ogoship:m-1' };
	const all = successes(await desk.shopify(sweep));
	expect(titles(all)).toEqual(
		standing()
			.map(({ title }) => title)
			.sort(),
	);
	await settle(all);
	expect(successes(await desk.shopify(sweep))).toEqual([]);
	const reads = calls(desk.shop, 'productsById').length;
	await desk.shop.change('editProduct', { sku: 'TRAY-OAK', price: '70.00' });
	expect(titles(successes(await desk.shopify(sweep)))).toEqual(['Oak tray']);
	expect(calls(desk.shop, 'productsById')).toHaveLength(reads + 1);
});

it('reads no more than asked for, with the shop’s own record when asked', async () => {
	const products = await get({ returnAll: false, limit: 3, includeRaw: true });
	expect(products).toHaveLength(3);
	expect(products[0]!.raw).toMatchObject({ __typename: 'Product', hasOnlyDefaultVariant: expect.any(Boolean) });
});

it('ends as a mistake of the set-up when the app may not read products', async () => {
	await desk.shop.change('setScopes', { scopes: ['read_orders'] });
	const answer = await desk.shopify(GET, { onError: 'continueErrorOutput' });
	expect(jsonOf(answer.outputs[1]).map(({ error }) => (error as IDataObject).code)).toEqual(['SETUP_SCOPES']);
});

// ------------------------------------------------------------------ locations

const places = async (locationOptions: IDataObject = {}) =>
	successes(await desk.shopify({ ...LOCATIONS, locationOptions }))
		.map(({ name }) => name)
		.sort();

it('reads the places of the shop, closed ones and those of fulfillment services as told', async () => {
	expect(await places()).toEqual(['Demo Shop', 'Demo Studio', 'Demo Warehouse']);
	expect(await places({ includeServices: false })).toEqual(['Demo Shop', 'Demo Studio']);
	expect(await places({ includeInactive: true })).toContain('Old Studio');
	expect(successes(await desk.shopify({ ...LOCATIONS, includeRaw: true }))).toContainEqual(
		expect.objectContaining({
			kind: 'location',
			origin: expect.objectContaining({ id: 'gid://shopify/Location/70000000002', number: 'Demo Warehouse' }),
			number: 'Demo Warehouse',
			active: true,
			fulfillmentService: true,
			fulfillsOnlineOrders: true,
			address: expect.objectContaining({ city: 'Tampere', zip: '33100', countryCode: 'FI' }),
			raw: expect.objectContaining({ legacyResourceId: '70000000002' }),
		}),
	);
});

import { DATA, MAIN, SECOND, Shop } from './shopify-shop';

/* Products in the Shopify sandbox: how they are found and read. */

const shop = new Shop();

beforeEach(async () => shop.open(), 240_000);
afterAll(async () => shop.close());

type Fields = Record<string, unknown>;
interface Nodes<T = Fields> {
	readonly nodes: readonly T[];
	readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

const VARIANTS = `query Variants($first: Int = 250, $after: String, $query: String) {
	productVariants(first: $first, after: $after, query: $query) { nodes { id sku barcode title } pageInfo { hasNextPage endCursor } }
}`;

async function skus(query: string): Promise<unknown[]> {
	const { productVariants } = await shop.data<{ productVariants: Nodes }>(VARIANTS, { query });
	return productVariants.nodes.map(({ sku }) => sku).sort();
}

const barcodeOf = (sku: string) => DATA.products.find((each) => each.sku === sku)?.barcode;
// ------------------------------------------------------------------ reading

it('several variants may share a product', async () => {
	const { productVariants } = await shop.data<{ productVariants: Nodes }>(
		`{ productVariants(first: 5, query: "sku:MUG-BLUE") { nodes {
			title displayName position price compareAtPrice taxable inventoryQuantity selectedOptions { name value }
			inventoryItem { tracked requiresShipping harmonizedSystemCode countryCodeOfOrigin unitCost { amount currencyCode } measurement { weight { value unit } } duplicateSkuCount }
			product { title handle status vendor tags options { name values } variantsCount { count } variants(first: 10) { nodes { sku title position } } media(first: 1) { nodes { ... on MediaImage { image { url } } } } }
		} } }`,
	);
	expect(productVariants.nodes).toEqual([
		{
			title: 'Blue',
			displayName: 'Mug - Blue',
			position: 1,
			price: '24.8',
			compareAtPrice: null,
			taxable: true,
			inventoryQuantity: expect.any(Number),
			selectedOptions: [{ name: 'Colour', value: 'Blue' }],
			inventoryItem: {
				tracked: true,
				requiresShipping: true,
				harmonizedSystemCode: '69120023',
				countryCodeOfOrigin: 'FI',
				unitCost: { amount: '9.92', currencyCode: 'EUR' },
				measurement: { weight: { value: 380, unit: 'GRAMS' } },
				duplicateSkuCount: 1,
			},
			product: {
				title: 'Mug',
				handle: 'mug',
				status: 'ACTIVE',
				vendor: 'Demo Tableware',
				tags: ['demo', 'tableware'],
				options: [{ name: 'Colour', values: ['Blue', 'White', 'Green'] }],
				variantsCount: { count: 3 },
				variants: {
					nodes: ['Blue', 'White', 'Green'].map((title, index) => ({
						sku: `MUG-${title.toUpperCase()}`,
						title,
						position: index + 1,
					})),
				},
				media: { nodes: [{ image: { url: expect.stringContaining('mug') } }] },
			},
		},
	]);
});

it.each([
	['exact', "sku:'MUG-BLUE'", ['MUG-BLUE']],
	['exact', 'sku:MUG-BLUE', ['MUG-BLUE']],
	['exact', "sku:'mug-blue'", []],
	['exact', "sku:'MUG'", []],
	['exact', "vendor:'Demo Tableware' AND sku:'MUG'", []],
	['exact', 'sku:MUG-*', ['MUG-BLUE', 'MUG-GREEN', 'MUG-WHITE']],
	['exact', "sku:'MUG-BLUE' OR sku:'SOAP-BIRCH' OR sku:'NO-SUCH'", ['MUG-BLUE', 'SOAP-BIRCH']],
	['exact', `barcode:'${String(barcodeOf('SOAP-BIRCH'))}' OR sku:'MUG-BLUE'`, ['MUG-BLUE', 'SOAP-BIRCH']],
	['exact', "sku:'MUG-BLUE' AND sku:'SOAP-BIRCH'", []],
	['exact', "sku:MUG-* -sku:'MUG-BLUE'", ['MUG-GREEN', 'MUG-WHITE']],
	['exact', "vendor:'Demo Tableware' title:Blue", ['MUG-BLUE']],
	['loose', "sku:'mug-blue'", ['MUG-BLUE']],
	['loose', "sku:'MUG'", ['MUG-BLUE', 'MUG-GREEN', 'MUG-WHITE']],
	['loose', "sku:'CUP'", ['CUP-ESPRESSO']],
	['loose', "sku:'BIRCH'", ['SOAP-BIRCH', 'SPOON-BIRCH']],
])('with skuSearch %s the search %s finds %j', async (skuSearch, query, expected) => {
	await shop.open({ skuSearch });
	expect(await skus(query)).toEqual(expected);
});

it.each([`SKU'S "own"`, 'A\\B', 'a:b (c)', 'ÄÖ-1', 'x OR sku:*', '100%'])(
	'finds the SKU %s when it is quoted and escaped',
	async (sku) => {
		await shop.sandbox.change('addProduct', { sku });
		expect(await skus(`sku:'${sku.replace(/[\\']/g, (mark) => `\\${mark}`)}'`)).toEqual([sku]);
	},
);

it('nodes finds every kind of record in the order it is asked for', async () => {
	const { id: productId, variants } = shop.product('MUG-BLUE');
	const itemId = shop.level('MUG-BLUE').itemId;
	const levelOf =
		'query L($id: ID!, $place: ID!) { inventoryItem(id: $id) { inventoryLevel(locationId: $place) { id } } }';
	const { inventoryItem } = await shop.data<{ inventoryItem: { inventoryLevel: { id: string } } }>(levelOf, {
		id: itemId,
		place: MAIN,
	});
	const ids = [
		MAIN,
		variants[0]?.id,
		'gid://shopify/ProductVariant/1',
		productId,
		inventoryItem.inventoryLevel.id,
		itemId,
	];
	const { nodes } = await shop.data<{ nodes: unknown }>(
		'query N($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
		{ ids },
	);
	const types = ['Location', 'ProductVariant', undefined, 'Product', 'InventoryLevel', 'InventoryItem'];
	expect(nodes).toEqual(ids.map((id, index) => (types[index] === undefined ? null : { __typename: types[index], id })));
});

it.each([
	['setLevel', { sku: 'NO-SUCH', onHand: 1 }, 'no SKU NO-SUCH'],
	['setLevel', { sku: 'MUG-BLUE', location: 'Nowhere', onHand: 1 }, 'no location Nowhere'],
	['setLevel', { sku: 'MUG-BLUE', onHand: '5' }, 'does not take onHand=5'],
	['setLevel', { sku: 'MUG-BLUE', committed: 5 }, 'does not take committed=5'],
	['deactivateLevel', { sku: 'MUG-WHITE', location: 'Demo Shop' }, 'never stocked'],
	['fillCatalogue', { count: 0 }, 'a whole number above 0'],
	['editProduct', { sku: 'MUG-BLUE', status: 'SOLD' }, 'none of ACTIVE'],
	['addProduct', {}, 'takes a `sku`'],
])('staff cannot %s %j', async (action, input, words) => {
	await expect(shop.sandbox.change(action, input)).rejects.toThrow(words);
});

it('staff stop counting a product, and its orders hold nothing', async () => {
	expect(shop.level('MUG-BLUE').committed).toBeGreaterThan(0);
	await shop.sandbox.change('untrack', { sku: 'MUG-BLUE' });
	expect(shop.level('MUG-BLUE')).toMatchObject({ tracked: false, committed: 0 });
	await shop.sandbox.change('setLevel', { sku: 'MUG-WHITE', location: 'Demo Shop', onHand: 4, safetyStock: 1 });
	expect(shop.level('MUG-WHITE', 'Demo Shop')).toMatchObject({ onHand: 4, available: 3, active: true });
});

it('a SKU may stand twice, and not at all', async () => {
	await shop.sandbox.change('duplicateSku', { sku: 'SOAP-BIRCH' });
	expect(await skus("sku:'SOAP-BIRCH'")).toEqual(['SOAP-BIRCH', 'SOAP-BIRCH']);
	expect(
		await shop.data(
			'{ inventoryItems(first: 2, query: "sku:SOAP-BIRCH") { nodes { sku duplicateSkuCount variants(first: 2) { nodes { sku } } } } }',
		),
	).toEqual({
		inventoryItems: {
			nodes: Array(2).fill({ sku: 'SOAP-BIRCH', duplicateSkuCount: 2, variants: { nodes: [{ sku: 'SOAP-BIRCH' }] } }),
		},
	});
	await shop.sandbox.change('removeSku', { sku: 'MUG-BLUE' });
	expect(await skus("sku:'MUG-BLUE'")).toEqual([]);
	expect(await skus('title:Blue')).toEqual([null]);
	// What was ordered keeps the SKU of its day, and the variant.
	const { orders } = await shop.data<{
		orders: Nodes<{ lineItems: Nodes<{ sku: string; variant: { sku: string | null } }> }>;
	}>('{ orders(first: 60) { nodes { lineItems(first: 30) { nodes { sku variant { sku } } } } } }');
	const lines = orders.nodes.flatMap(({ lineItems }) => lineItems.nodes).filter(({ sku }) => sku === 'MUG-BLUE');
	expect(new Set(lines.map(({ variant }) => variant.sku))).toEqual(new Set([null]));
});

it('an edit shows by when it was made, on variant, item and product', async () => {
	shop.sandbox.advanceClock(86_400_000);
	await shop.sandbox.change('editProduct', {
		sku: 'MUG-BLUE',
		price: '30.00',
		compareAtPrice: '35.00',
		status: 'DRAFT',
		tags: ['new'],
	});
	const since = new Date(Date.now() + 80_000_000).toISOString();
	const answer = await shop.data<Record<string, Nodes>>(
		`query Changed($query: String) {
			productVariants(first: 9, query: $query) { nodes { sku price compareAtPrice } }
			inventoryItems(first: 9, query: $query) { nodes { sku } }
			products(first: 9, query: $query, sortKey: UPDATED_AT) { nodes { title status tags } }
		}`,
		{ query: `updated_at:>='${since}'` },
	);
	expect(answer).toMatchObject({
		productVariants: { nodes: [{ sku: 'MUG-BLUE', price: '30.0', compareAtPrice: '35.0' }] },
		inventoryItems: { nodes: [{ sku: 'MUG-BLUE' }] },
		products: { nodes: [{ title: 'Mug', status: 'DRAFT', tags: ['new'] }] },
	});
});

it.each([
	['sku:MUG-BLUE', ['Mug']],
	['status:draft,archived', ['Apron grey']],
	['tag_not:tableware gift_card:true', ['Gift card 50']],
	['handle:bowl,mug', ['Bowl', 'Mug']],
])('products are found by %s', async (query, expected) => {
	await shop.sandbox.change('editProduct', { sku: 'APRON-GREY', title: 'Apron grey', status: 'ARCHIVED' });
	const { products } = await shop.data<{ products: Nodes }>(
		'query P($query: String) { products(first: 20, query: $query, sortKey: TITLE) { nodes { title } } }',
		{ query },
	);
	expect(products.nodes.map(({ title }) => title)).toEqual(expected);
});

it('a new product is known to searches five seconds later, and by its id at once', async () => {
	await shop.open({ indexLag: '5s' });
	const { id } = (await shop.sandbox.change('addProduct', { sku: 'NEW-1' })) as { id: string };
	expect(await skus('sku:NEW-1')).toEqual([]);
	expect(await shop.data('query V($id: ID!) { productVariant(id: $id) { sku } }', { id })).toEqual({
		productVariant: { sku: 'NEW-1' },
	});
	shop.sandbox.advanceClock(6_000);
	expect(await skus('sku:NEW-1')).toEqual(['NEW-1']);
});

it('twenty thousand SKUs are added, counted, looked up and paged without waiting', async () => {
	await shop.sandbox.change('fillCatalogue', { count: 20_000 });
	expect(await shop.data('{ productVariantsCount(limit: 9000) { count precision } }')).toEqual({
		productVariantsCount: { count: 9_000, precision: 'AT_LEAST' },
	});
	for (let batch = 0; batch < 100; batch += 1) {
		const wanted = Array.from({ length: 50 }, (_, index) => `BULK-${String(batch * 200 + index + 1).padStart(5, '0')}`);
		expect(await skus(wanted.map((sku) => `sku:'${sku}'`).join(' OR '))).toEqual(wanted);
	}
	expect(shop.level('BULK-20000')).toMatchObject({ onHand: 10, location: 'Demo Studio' });
}, 60_000);

it('a second location holds some of the products', () => {
	const second = shop.view.inventory.filter(({ locationId }) => locationId === SECOND);
	expect(second.length).toBeGreaterThan(5);
	expect(second.length).toBeLessThan(DATA.products.length / 2);
});

import { FIXED_PRICES_PAGE, FIXED_PRICES_SET, PRICE_LISTS_PAGE } from '../../nodes/Shopify/price/documents';
import { Shop, type UserError } from './shopify-shop';

/* Price lists of the Shopify sandbox, over real HTTP. */

const shop = new Shop();
jest.setTimeout(240_000);

beforeEach(async () => shop.open());
afterAll(async () => shop.close());

const WHOLESALE = 'gid://shopify/PriceList/31000000001';
const money = (amount: string, currencyCode = 'EUR') => ({ amount, currencyCode });
const variantId = (sku: string) => shop.product(sku).variants.find((each) => each.sku === sku)!.id;

async function set(priceListId: string, ...prices: object[]): Promise<readonly UserError[]> {
	const answer = await shop.data<{ priceListFixedPricesAdd: { userErrors: UserError[] } }>(FIXED_PRICES_SET, {
		priceListId,
		prices,
	});
	return answer.priceListFixedPricesAdd.userErrors;
}

async function standing(): Promise<unknown[]> {
	const { priceList } = await shop.data<{ priceList: { prices: { nodes: unknown[] } } }>(FIXED_PRICES_PAGE, {
		id: WHOLESALE,
		first: 50,
	});
	return priceList.prices.nodes;
}

it('there is a list of companies and one of a market', async () => {
	const { priceLists } = await shop.data<{ priceLists: { nodes: Array<{ name: string; currency: string }> } }>(
		PRICE_LISTS_PAGE,
		{ first: 10 },
	);
	expect(priceLists.nodes.map(({ name, currency }) => `${name} ${currency}`)).toEqual(['Wholesale EUR', 'Sweden SEK']);
	expect(await shop.data(FIXED_PRICES_PAGE, { id: 'gid://shopify/PriceList/1', first: 1 })).toEqual({
		priceList: null,
	});
});

it('a fixed price is set, and set again', async () => {
	const mug = variantId('MUG-BLUE');
	expect(await set(WHOLESALE, { variantId: mug, price: money('15.00'), compareAtPrice: money('20.00') })).toEqual([]);
	expect(await standing()).toEqual([
		{ variant: { id: mug }, price: { amount: '15.0' }, compareAtPrice: { amount: '20.0' } },
	]);
	expect(await set(WHOLESALE, { variantId: mug, price: money('16.00') })).toEqual([]);
	expect(await standing()).toEqual([{ variant: { id: mug }, price: { amount: '16.0' }, compareAtPrice: null }]);
	expect(shop.product('MUG-BLUE').variants[0]!.price).toBe('24.80');
});

it('a call with one bad price sets none', async () => {
	const good = { variantId: variantId('MUG-BLUE'), price: money('15.00') };
	const gone = { variantId: 'gid://shopify/ProductVariant/1', price: money('15.00') };
	const foreign = { variantId: variantId('MUG-WHITE'), price: money('15.00', 'SEK') };
	expect(await set(WHOLESALE, good, gone, foreign)).toMatchObject([
		{ field: ['prices', '1', 'variantId'], code: 'VARIANT_NOT_FOUND' },
		{ field: ['prices', '2', 'price'], code: 'PRICE_LIST_CURRENCY_MISMATCH' },
	]);
	expect(await standing()).toEqual([]);
	expect(await set('gid://shopify/PriceList/1', good)).toMatchObject([{ code: 'PRICE_LIST_NOT_FOUND' }]);
});

it('is refused without the right to write products', async () => {
	await shop.sandbox.change('setScopes', { scopes: ['read_products'] });
	expect(await shop.codes(FIXED_PRICES_SET, { priceListId: WHOLESALE, prices: [] })).toEqual(['ACCESS_DENIED']);
});

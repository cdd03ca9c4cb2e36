import { PRODUCT_CHANGE, VARIANTS_ADD, VARIANTS_CHANGE } from '../../nodes/Shopify/listing/documents';
import { Shop, type UserError } from './shopify-shop';

/* Mutations of the Shopify sandbox that change a product in parts and leave alone what they do not name. */

const shop = new Shop();
jest.setTimeout(240_000);

beforeEach(async () => shop.open());
afterAll(async () => shop.close());

type Fields = Record<string, unknown>;

const errorsOf = async (document: string, variables: Fields): Promise<readonly UserError[]> =>
	Object.values(await shop.data<Record<string, { userErrors: UserError[] }>>(document, variables))[0]!.userErrors;

const mug = () => shop.product('MUG-BLUE');
const colour = (name: string, more: Fields = {}) => ({ optionValues: [{ optionName: 'Colour', name }], ...more });
const codesOf = (errors: readonly UserError[]) => errors.map(({ code }) => code);

it('fields of a product change, tags are replaced, pictures are added, and the variants stay', async () => {
	const { id, variants } = mug();
	const media = [{ originalSource: 'https://cdn.example.com/new.png', mediaContentType: 'IMAGE' }];
	const product = { id, title: 'Big mug', tags: ['big'], descriptionHtml: '<p>Big</p>', status: 'DRAFT' };
	expect(await errorsOf(PRODUCT_CHANGE, { product, media })).toEqual([]);
	expect(mug()).toMatchObject({
		...{ id, title: 'Big mug', tags: ['big'], descriptionHtml: '<p>Big</p>', status: 'DRAFT' },
		pictures: ['mug.png', 'new.png'],
		variants: variants.map(({ sku }) => ({ sku })),
	});
});

it('a product that is not there and an empty title are refused', async () => {
	expect(await errorsOf(PRODUCT_CHANGE, { product: { id: 'gid://shopify/Product/1', title: 'x' } })).toMatchObject([
		{ field: ['id'] },
	]);
	expect(await errorsOf(PRODUCT_CHANGE, { product: { id: mug().id, title: ' ' } })).toMatchObject([
		{ field: ['title'] },
	]);
	expect(mug().title).toBe('Mug');
});

it('variants are added beside those that stand there, with new values of their options', async () => {
	const { id, variants } = mug();
	const inventoryItem = { sku: 'MUG-RED', tracked: true, harmonizedSystemCode: '691200' };
	expect(
		await errorsOf(VARIANTS_ADD, { productId: id, variants: [colour('Red', { price: '24.80', inventoryItem })] }),
	).toEqual([]);
	expect(mug().variants.map(({ sku }) => sku)).toEqual([...variants.map(({ sku }) => sku), 'MUG-RED']);
	expect(mug().variants.at(-1)).toMatchObject({ price: '24.8', tracked: true, hsCode: '691200' });
	expect(shop.level('MUG-RED').onHand).toBe(0);
	const read = await shop.data<{ product: { options: Array<{ values: string[] }> } }>(
		'query P($id: ID!) { product(id: $id) { options { values } } }',
		{ id },
	);
	expect(read.product.options[0]!.values).toContain('Red');
});

it('what stands there already is not added again, nor anything beside it', async () => {
	const { id, variants } = mug();
	const add = async (...wanted: Fields[]) => codesOf(await errorsOf(VARIANTS_ADD, { productId: id, variants: wanted }));
	expect(await add(colour('Red'), colour('Blue'))).toEqual(['VARIANT_ALREADY_EXISTS']);
	expect(await add(colour('Red'), colour('Red'))).toEqual(['VARIANT_ALREADY_EXISTS']);
	expect(await add({ optionValues: [] })).toEqual(['NEED_TO_ADD_OPTION_VALUES']);
	expect(mug().variants).toHaveLength(variants.length);
	expect(await errorsOf(VARIANTS_ADD, { productId: 'gid://shopify/Product/1', variants: [] })).toMatchObject([
		{ code: 'PRODUCT_DOES_NOT_EXIST' },
	]);
});

it('one variant changes, by its id, and the others stay', async () => {
	const { id, variants } = mug();
	const [blue, ...others] = variants;
	const change = { id: blue!.id, inventoryItem: { harmonizedSystemCode: '691100' } };
	expect(await errorsOf(VARIANTS_CHANGE, { productId: id, variants: [change] })).toEqual([]);
	expect(mug().variants).toEqual([{ ...blue, hsCode: '691100' }, ...others]);
});

it('is refused without the right to write products', async () => {
	await shop.sandbox.change('setScopes', { scopes: ['read_products'] });
	expect(await shop.codes(PRODUCT_CHANGE, { product: { id: mug().id, title: 'x' } })).toEqual(['ACCESS_DENIED']);
	expect(await shop.codes(VARIANTS_ADD, { productId: mug().id, variants: [] })).toEqual(['ACCESS_DENIED']);
});

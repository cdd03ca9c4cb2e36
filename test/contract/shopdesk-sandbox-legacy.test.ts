import shopdesk from '../../nodes/ShopDesk/sandbox';
import { TOKEN } from '../../nodes/ShopDesk/sandbox/state';
import { Account } from './omnichannel-account';

/*
 * ShopDesk's sandbox in its older contract: HTTP 200 always, forms with brackets, a session of one outlet.
 */

const desk = new Account(shopdesk);

type Fields = Record<string, unknown>;
const stockOf = (sku: string, storeId = 45) =>
	(desk.sandbox.state() as { stock: Array<{ storeId: number; sku: string; quantity: number }> }).stock.find(
		(level) => level.sku === sku && level.storeId === storeId,
	)?.quantity;

async function open(options: Record<string, string> = {}): Promise<void> {
	desk.headers = { authorization: TOKEN };
	await desk.open({ contract: 'legacy', ...options });
}

beforeEach(async () => await open());
afterEach(async () => await desk.close());

const fallIn = async (reference = '900123') =>
	(await desk.change('addOrder', {
		reference_id: reference,
		order_number: `#${reference}`,
		products: [{ sku: 'MUG-BLUE', quantity: 2, list_price: 12.5, sale_price: 12 }],
	})) as { id: number };

it('says with status 200 that nobody is signed in', async () => {
	desk.headers = { authorization: `Bearer ${TOKEN}` };
	const { status, data } = await desk.form('/api/omni_engine/all');
	expect([status, data]).toEqual([200, { status: false, message: 'Authentication Failed' }]);
});

it('lists orders by page with numbers for statuses, and reads one with its lines as texts', async () => {
	const [first, second] = [await fallIn('1'), await fallIn('2')];
	await desk.change('invoice', { reference: '2' });
	const { data } = await desk.form('/api/omni_engine/all', [
		['limit', '1'],
		['page', '2'],
	]);
	expect(data['invoices']).toMatchObject({
		data: [{ invoice_id: second.id, invoice_status: '4', invoice_reference_id: '#2' }],
		page: { totalElements: 2, totalPages: 2 },
	});
	const one = (await desk.form('/api/omni_engine/getOe', [['invoice_id', String(first.id)]])).data;
	expect(one).toMatchObject({
		status: true,
		invoice_data: { invoice_status: '3' },
		invoice_products: [{ product_sku: 'MUG-BLUE', invoice_junction_quantity: '2', invoice_junction_sale: '12' }],
	});
	expect((await desk.form('/api/omni_engine/getOe', [['invoice_id', '1']])).data['status']).toBe(false);
});

it('makes several invoices in one call, and none where one of them cannot be', async () => {
	const [first, second] = [await fallIn('1'), await fallIn('2')];
	const before = stockOf('MUG-BLUE')!;
	const both = [first, second].map(({ id }) => ['invoices[]', String(id)] as const);
	expect((await desk.form('/api/omni_engine/confirmOe', both)).data['status']).toBe(true);
	expect(stockOf('MUG-BLUE')).toBe(before - 4);
	expect((await desk.form('/api/omni_engine/confirmOe', both)).data['status']).toBe(false);
	expect((await desk.form('/api/omni_engine/cancelOe', both)).data['status']).toBe(true);
	expect(stockOf('MUG-BLUE')).toBe(before);
	expect((await desk.form('/api/omni_engine/confirmOe')).data['status']).toBe(false);
});

it('looks a SKU up in every outlet, and lists the register of its own', async () => {
	const { data } = await desk.get('/api/products/lookup/MUG-BLUE');
	expect((data['data'] as Fields[]).map((row) => (row['store'] as Fields)['store_id'])).toEqual([45, 46, 47]);
	expect((await desk.get('/api/products/lookup/NO-SUCH')).data).toEqual({ status: true, data: [] });
	const { products } = (await desk.form('/api/products/getFullRegister')).data as { products: Fields[] };
	expect(products.find(({ product_sku }) => product_sku === 'MUG-BLUE')).toMatchObject({
		product_quantity: String(stockOf('MUG-BLUE')),
		discounted_price: '0',
	});
});

it.each([
	['newLevel', () => 14],
	['change', (before: number) => before + 14],
])('takes a quantity as %s, and drops an unknown SKU without a word', async (quantityMeans, after) => {
	await open({ quantityMeans });
	const before = stockOf('MUG-BLUE')!;
	const answer = await desk.form('/api/integrations/stock_adjustment', [
		['call_source', 'n8n'],
		['reason[message]', 'Cycle count'],
		['products[0][SKU]', 'MUG-BLUE'],
		['products[0][quantity]', '14'],
		['products[1][SKU]', 'NO-SUCH'],
		['products[1][quantity]', '1'],
	]);
	expect(answer.data).toEqual({ status: true, message: 'Stock adjusted' });
	expect(stockOf('MUG-BLUE')).toBe(after(before));
	expect(stockOf('NO-SUCH')).toBeUndefined();
});

it('wants a reason', async () => {
	const rows: Array<[string, string]> = [
		['call_source', 'n8n'],
		['products[0][SKU]', 'MUG-BLUE'],
		['products[0][quantity]', '14'],
	];
	expect((await desk.form('/api/integrations/stock_adjustment', rows)).data['status']).toBe(false);
});

it('sets a special price in the outlet of the session alone', async () => {
	const rows: Array<[string, string]> = [
		['products[0][product_id]', '9001'],
		['products[0][product_sku]', 'MUG-BLUE'],
		['products[0][discounted_price]', '9.5'],
	];
	expect((await desk.form('/api/promotions/setSpecial', rows)).data['status']).toBe(true);
	const { prices } = desk.sandbox.state() as { prices: Array<{ sku: string; byOutlet: Fields }> };
	expect(prices.find(({ sku }) => sku === 'MUG-BLUE')!.byOutlet).toEqual({ 45: 9.5 });
});

it('maps the outlet of the session, and shows what an outlet is mapped to one by one only', async () => {
	const keys: Array<[string, string]> = [
		['keys[brand]', '77'],
		['keys[location]', '312'],
	];
	expect((await desk.form('/api/omni_engine/addOeKey', keys)).data['status']).toBe(true);
	const { outlets } = (await desk.form('/api/stores/viewAllOutlets')).data as { outlets: Fields[] };
	expect(outlets.every((outlet) => !('store_location_id' in outlet))).toBe(true);
	expect((await desk.form('/api/stores/get', [['store_id', '45']])).data['outlet']).toMatchObject({
		store_location_id: '312',
		store_brand_id: '77',
	});
});

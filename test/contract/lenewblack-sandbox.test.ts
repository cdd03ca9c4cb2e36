import { Brand, CLIENT, refusal, SEED, type Body } from './lenewblack-brand';

/*
 * Le New Black's sandbox against the collected facts: sign-in, pages, orders, stock, records, documents and files.
 */

const brand = new Brand();
const EAN = SEED.products.find(({ sku }) => sku === 'MUG-BLUE')!.barcode;

beforeEach(async () => await brand.open());
afterAll(async () => await brand.close());

describe('sign-in', () => {
	it('gives a token that goes in the query, with an absolute expiry', async () => {
		const answer = await brand.post('/auth/token', { ...CLIENT, grant_type: 'client_credentials' });
		expect(answer).toMatchObject({ status: 200, data: { scope: 'brand', token_type: 'Bearer' } });
		expect(answer.data.expire_on).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
		expect((await brand.get('/orders')).status).toBe(200);
	});

	it.each([
		['iso', /T.*Z$/],
		['unix', /^\d{10}$/],
	])('says the expiry as %s', async (expireOn, form) => {
		await brand.open({ expireOn });
		const { data } = await brand.post('/auth/token', { ...CLIENT, grant_type: 'client_credentials' });
		expect(String(data.expire_on)).toMatch(form);
	});

	it('refuses a wrong secret, a token in a header, and one that has run out', async () => {
		const wrong = { ...CLIENT, client_secret: 'another', grant_type: 'client_credentials' };
		expect((await brand.post('/auth/token', wrong)).status).toBe(401);
		const token = await brand.signIn();
		const inHeader = await brand.send('GET', '/orders', {}, undefined, { authorization: `Bearer ${token}` });
		expect(inHeader.status).toBe(401);
		brand.sandbox.advanceClock(3_600_001);
		expect((await brand.get('/orders')).status).toBe(401);
	});

	it('answers the version without a token', async () => {
		expect((await brand.send('GET', '/version', {})).data).toEqual({ name: 'Wholesale API', version: '2.0' });
	});

	it('keeps neither secret nor token in the journal', async () => {
		const token = await brand.signIn();
		await brand.get('/orders');
		const journal = JSON.stringify(brand.sandbox.journal());
		expect(journal).not.toContain(token);
		expect(journal).not.toContain(CLIENT.client_secret);
	});
});

describe('lists', () => {
	it('are bare arrays of 500 rows with pagination headers', async () => {
		await brand.change('fillOrders', { count: 600 });
		const first = await brand.get('/orders');
		expect(first.data).toHaveLength(500);
		expect(first.headers).toMatchObject({
			'x-pagination-current-page': '1',
			'x-pagination-has-more': 'true',
			'x-pagination-total-pages': '2',
			'x-pagination-total-items': '607',
		});
		expect((await brand.get('/orders', { page: 2 })).data).toHaveLength(107);
	});

	it('can come without headers', async () => {
		await brand.open({ pageHeaders: 'no' });
		expect((await brand.get('/orders')).headers).not.toHaveProperty('x-pagination-has-more');
	});

	it('refuse a parameter that nobody named', async () => {
		expect(await brand.get('/orders', { page_size: 10 })).toMatchObject(refusal('page_size', 'DOES NOT KNOW'));
	});

	it('of stock and prices are not paginated', async () => {
		await brand.change('fillStock', { count: 700 });
		expect((await brand.get('/inventory')).data.length).toBeGreaterThan(700);
		expect((await brand.get('/prices')).status).toBe(422);
		const prices = await brand.get('/prices', { product_model: 'MUG-BLUE', fabric_code: 'STD' });
		expect(prices.data).toMatchObject([{ price_list_code: 'EUR-WHS', wholesale_price: 12.4 }]);
	});
});

describe('orders', () => {
	it('begins without any where a test brings its own', async () => {
		await brand.open({ orders: 'none' });
		expect((await brand.get('/orders')).data).toEqual([]);
	});

	const order = (changes: Body = {}): Body => ({
		retailer_reference: 'C-0077',
		purchase_order_reference: 'PO-8899',
		items: [{ ean13: EAN, quantity: 4 }],
		...changes,
	});

	it('are filtered by status and by time', async () => {
		const invoicing = (await brand.get('/orders', { status: 'invoicing' })).data as Body[];
		expect(invoicing.map(({ reference }) => reference)).toEqual(['104512', '104513', '104514', '104515']);
		const recent = await brand.get('/orders', { update_time_from: '2026-11-21T00:00:00Z' });
		expect(recent.data).toHaveLength(4);
		expect((await brand.get('/orders', { update_time_from: 'yesterday' })).status).toBe(422);
	});

	it('take the form of times that the account wants', async () => {
		await brand.open({ dateFilter: 'blank' });
		expect((await brand.get('/orders', { update_time_from: '2026-11-21 00:00:00' })).data).toHaveLength(4);
		expect((await brand.get('/orders', { update_time_from: '2026-11-21T00:00:00Z' })).status).toBe(422);
	});

	it('are read one by one, and add up', async () => {
		const { data } = await brand.get('/orders/104512');
		expect(data).toMatchObject({
			status: 'invoicing',
			retailer_reference: 'C-0077',
			amount_order: 99.2,
			amount_discount: 4.96,
			amount_shipping: 20,
			amount_total: 114.24,
			amount_tax: 22.85,
			amount_total_tax_inclusive: 137.09,
		});
		expect((await brand.get('/orders/999')).status).toBe(404);
	});

	it('are created with prices of the price list', async () => {
		const { status, data } = await brand.post('/orders', order());
		expect(status).toBe(200);
		expect(data).toMatchObject({ status: 'open_for_brand', amount_order: 49.6, amount_total: 47.12 });
		expect(data.items).toMatchObject([{ ean13: EAN, sku: 'MUG-BLUE', unit_price: 12.4, quantity: 4 }]);
	});

	it('are created twice under one purchase order reference, or refused', async () => {
		await brand.post('/orders', order());
		expect((await brand.post('/orders', order())).status).toBe(200);
		await brand.open({ usedPurchaseOrder: 'refused' });
		await brand.post('/orders', order());
		expect(await brand.post('/orders', order())).toMatchObject(
			refusal('purchase_order_reference', 'belongs to another order'),
		);
	});

	it.each([
		['an unknown retailer', { retailer_reference: 'C-9999' }, 'retailer_reference', 'unknown retailer'],
		['an unknown EAN-13', { items: [{ ean13: '0000000000000', quantity: 1 }] }, 'items.0.ean13', 'unknown EAN13'],
		['half a piece', { items: [{ ean13: EAN, quantity: 0.5 }] }, 'items.0.quantity', 'whole number'],
		['a price', { items: [{ ean13: EAN, quantity: 1, unit_price: 3 }] }, 'items.0.unit_price', 'DOES NOT KNOW'],
		['no lines', { items: [] }, 'items', 'is required'],
	])('with %s are refused', async (_, changes, field, words) => {
		expect(await brand.post('/orders', order(changes))).toMatchObject(refusal(field, words));
		expect(brand.state().orders).toHaveLength(7);
	});

	it('are updated by their reference', async () => {
		const { data } = await brand.post('/orders', order());
		const more = order({ reference: Number(data.reference), items: [{ ean13: EAN, quantity: 6 }] });
		await brand.post('/orders', more);
		expect(brand.state().orders).toHaveLength(8);
		expect(brand.state().orders!.at(-1)).toMatchObject({ items: [{ quantity: 6 }] });
	});

	it('move their status', async () => {
		expect((await brand.post('/orders/status', { reference: '104512', status: 'closed' })).status).toBe(200);
		expect((await brand.get('/orders/104512')).data.status).toBe('closed');
		expect(await brand.post('/orders/status', { reference: '104512', status: 'nowhere' })).toMatchObject(
			refusal('status', 'unknown status'),
		);
		await brand.open({ statusMoves: 'notBack' });
		expect((await brand.post('/orders/status', { reference: '104516', status: 'draft' })).status).toBe(422);
	});
});

describe('stock', () => {
	it('is absolute, and leaves out what is left out', async () => {
		expect(brand.level('MUG-GREEN')).toMatchObject({ is_blocked: true, in_stock: 0 });
		await brand.post('/inventory/sku', { sku: 'MUG-GREEN', in_stock: 12 });
		expect(brand.level('MUG-GREEN')).toMatchObject({ is_blocked: true, in_stock: 12, incoming_stock: null });
		await brand.post('/inventory/sku', { sku: 'MUG-GREEN', in_stock: 12, is_blocked: false, incoming_stock: 5 });
		expect(brand.level('MUG-GREEN')).toMatchObject({ is_blocked: false, incoming_stock: 5 });
	});

	it('is set in batches whose rows answer for themselves', async () => {
		const requests = [
			{ ean13: EAN, in_stock: 3 },
			{ ean13: '0000000000000', in_stock: 1 },
		];
		const { status, data } = await brand.post('/multi/inventory/ean', { requests });
		expect(status).toBe(200);
		expect(data).toEqual({
			metadata: { total_requests: 2, total_successes: 1, total_errors: 1 },
			data: [
				{ status: 'success', errors: '', result: expect.objectContaining({ ean13: EAN, in_stock: 3 }) },
				{ status: 'error', errors: { ean13: ['unknown EAN13'] }, result: null },
			],
		});
	});

	it('can say success and failure by a flag', async () => {
		await brand.open({ batchStyle: 'success' });
		const { data } = await brand.post('/multi/inventory/ean', { requests: [{ ean13: 'x', in_stock: 1 }] });
		expect(data.data).toMatchObject([{ success: false }]);
	});

	it('refuses half pieces', async () => {
		expect(await brand.post('/inventory/ean', { ean13: EAN, in_stock: 1.5 })).toMatchObject(
			refusal('in_stock', 'whole number'),
		);
	});
});

describe('records under a code', () => {
	const retailer = (changes: Body = {}): Body => ({
		reference: 'C-0100',
		name: 'Example House',
		price_list_code: 'EUR-WHS',
		store_address: { country: 'FR' },
		...changes,
	});

	it('are created and updated by one call, and keep what is left out', async () => {
		await brand.post('/retailers', retailer({ terms_of_payment: '30 days' }));
		await brand.post('/retailers', retailer({ name: 'Example House II' }));
		const { data } = await brand.get('/retailers/C-0100');
		expect(data).toMatchObject({ name: 'Example House II', terms_of_payment: '30 days' });
	});

	it.each([
		['no price list', { price_list_code: '' }, 'price_list_code', 'is required'],
		['an unknown price list', { price_list_code: 'USD' }, 'price_list_code', 'unknown price list'],
		['a country in words', { store_address: { country: 'France' } }, 'store_address.country', 'two letters'],
		['a field nobody named', { nickname: 'x' }, 'nickname', 'DOES NOT KNOW'],
	])('with %s are refused', async (_, changes, field, words) => {
		expect(await brand.post('/retailers', retailer(changes))).toMatchObject(refusal(field, words));
	});

	it('products bring their sizes into the stock, and keys are nobody else’s', async () => {
		const product = {
			...{ model: 'ALBA', name: 'Alba', category_name: 'Jackets', collection_code: 'SS27' },
			...{ collection_name: 'SS27', sizing_name: 'Alpha', sizing_sizes: ['S', 'M'] },
			variants: [
				{
					...{ fabric_code: 'NOIR', fabric_name: 'Noir', reference: 'ALBA-NOIR' },
					skus: [{ size_name: 'M', ean13: '3612345678901', sku: 'ALBA-NOIR-M' }],
				},
			],
		};
		expect((await brand.post('/products', product)).status).toBe(200);
		expect(brand.level('ALBA-NOIR-M')).toMatchObject({ in_stock: 0 });
		expect((await brand.get('/products/ALBA/NOIR')).data).toMatchObject({ fabric_name: 'Noir', prices: [] });
		const [variant] = product.variants;
		const taken = { ...product, model: 'OTHER', variants: [{ ...variant, skus: [{ size_name: 'M', ean13: EAN }] }] };
		expect((await brand.post('/products', taken)).status).toBe(422);
		const strange = { ...product, variants: [{ ...variant, skus: [{ size_name: 'XXL' }] }] };
		expect((await brand.post('/products', strange)).status).toBe(422);
	});

	it('catalogs have the statuses that are documented', async () => {
		const catalog = { code: 'FW27', name: 'Winter', status: 'open' };
		expect(await brand.post('/sales_catalogs', catalog)).toMatchObject(refusal('status', 'not one of the list'));
		expect((await brand.post('/sales_catalogs', { ...catalog, status: 'preview' })).status).toBe(200);
		expect((await brand.get('/sales_catalogs/FW27')).data).toMatchObject({ status: 'preview' });
	});

	it('prices need a price list that exists', async () => {
		const price = { product_model: 'MUG-BLUE', fabric_code: 'STD', price_list_code: 'EUR-WHS', wholesale_price: 11 };
		expect((await brand.post('/prices', price)).status).toBe(200);
		expect((await brand.post('/prices', { ...price, price_list_code: 'NEW' })).status).toBe(422);
		expect(brand.state().prices!.filter((each) => each['product_model'] === 'MUG-BLUE')).toHaveLength(1);
	});
});

describe('documents and files', () => {
	const document = { document_number: 'DN-1', name: 'Delivery note', category: 'shipping', type: 'delivery_note' };

	it('are made, linked and unlinked', async () => {
		await brand.post('/sales_documents', document);
		await brand.post('/sales_document_orders', { action: 'add', document_number: 'DN-1', order_reference: '104512' });
		expect(brand.state().documents).toMatchObject([{ document_number: 'DN-1', orders: ['104512'] }]);
		await brand.post('/sales_document_orders', {
			...{ action: 'remove', document_number: 'DN-1', order_reference: '104512' },
		});
		expect(brand.state().documents).toMatchObject([{ orders: [] }]);
		const unknown = { action: 'add', document_number: 'DN-1', order_reference: '1' };
		expect(await brand.post('/sales_document_orders', unknown)).toMatchObject(refusal('order_reference', 'unknown'));
	});

	it('images go into slots 1 to 8 of a variant as multipart', async () => {
		const form = new FormData();
		for (const [name, value] of Object.entries({ model: 'MUG-BLUE', fabric_code: 'STD', image_index: '1' }))
			form.set(name, value);
		form.set('file', new Blob([Buffer.from([1, 2, 13, 10, 255])], { type: 'image/png' }), 'mug.png');
		expect((await brand.post('/files/products', form)).status).toBe(200);
		expect(brand.state().files).toMatchObject([{ place: 'products/MUG-BLUE/STD/1', bytes: 5, type: 'image/png' }]);
		form.set('image_index', '9');
		expect((await brand.post('/files/products', form)).status).toBe(404);
		expect((await brand.delete('/files/products/MUG-BLUE/STD/1')).status).toBe(204);
		expect((await brand.post('/files/products', { model: 'MUG-BLUE' })).status).toBe(422);
	});

	it('invoices and selections are read', async () => {
		expect((await brand.get('/invoices')).data).toMatchObject([
			{ reference_number: 'INV-2001', order_reference: '104516' },
		]);
		expect((await brand.get('/selections/901')).data).toMatchObject({ retailer_reference: 'C-0077' });
		expect((await brand.post('/invoices', {})).status).toBe(404);
	});
});

it('refuses a path that the facts do not name', async () => {
	expect((await brand.get('/shipments')).status).toBe(404);
});

it.each([
	['message', { message: expect.stringContaining('unknown retailer') }],
	['messages', { message: expect.arrayContaining([expect.stringContaining('unknown retailer')]) }],
	['text', { error: expect.stringContaining('unknown retailer') }],
	['fields', { errors: { retailer_reference: ['unknown retailer'] } }],
])('words errors as %s', async (errorBody, body) => {
	await brand.open({ errorBody });
	const wrong = { retailer_reference: 'X', items: [{ ean13: EAN, quantity: 1 }] };
	expect((await brand.post('/orders', wrong)).data).toEqual(body);
});

it('quotes the retailer in errors, and a restart goes on from where it was', async () => {
	await brand.open({ echoPersonalData: 'yes' });
	const { data } = await brand.post('/orders', { retailer_reference: 'C-0077', items: [] });
	expect(JSON.stringify(data)).toContain('achats1@example.com');
	await brand.change('setStock', { sku: 'MUG-BLUE', inStock: 77 });
	const saved = await brand.sandbox.save();
	await brand.open({}, saved);
	expect(brand.level('MUG-BLUE')).toMatchObject({ in_stock: 77 });
});

import { Account, refusal } from './unleashed-account';

/*
 * Unleashed's sandbox: products, customers and their contacts, prices, and the plain lists.
 */

const account = new Account();
const GUID = '7a4d2e90-0f8e-4b7a-9f0b-55b2a7f2d001';
const OTHER_GUID = 'b89eacfa-dab9-527b-9bc5-f3c0ead99837';

beforeEach(() => account.open());
afterEach(() => account.close());

type Body = Record<string, unknown>;

// ------------------------------------------------------------------ products

const product = (changes: Body = {}) => ({
	ProductCode: 'VASE-NEW',
	ProductDescription: 'New vase',
	Barcode: '2000000990017',
	DefaultSellPrice: 54.98,
	SellPriceTier1: { Name: 'Wholesale', Value: 33 },
	Weight: 1.1,
	...changes,
});
const save = (changes?: Body, guid = GUID) => account.post(`/Products/${guid}`, product(changes));
const codes = async (query: Record<string, string>) =>
	(await account.items('/Products', query)).map(({ ProductCode }) => ProductCode);

it('makes a product under a GUID, and writes it whole with the same call', async () => {
	const made = await save();
	expect(made).toMatchObject({
		status: 201,
		data: { ...product(), Guid: GUID, IsSellable: true, Obsolete: false, Notes: null, SellPriceTier2: null },
	});
	expect((await account.get(`/Products/${GUID.toUpperCase()}`)).data).toEqual(made.data);
	const written = await save({ Barcode: undefined, ProductDescription: 'Newer vase' });
	expect(written).toMatchObject({ status: 200, data: { Barcode: null, ProductDescription: 'Newer vase' } });
	expect(await codes({ productCode: 'VASE-NEW' })).toEqual(['VASE-NEW']);
	expect(account.stock('VASE-NEW')).toBeUndefined();
});

it.each<[string, Body, string]>([
	['without a code', { ProductCode: '' }, 'ProductCode is required'],
	['without a description', { ProductDescription: undefined }, 'ProductDescription is required'],
	['with a used code', { ProductCode: 'MUG-BLUE' }, 'MUG-BLUE already'],
	['with a code of 101 characters', { ProductCode: 'x'.repeat(101) }, '100 characters'],
	['with a price in quotes', { DefaultSellPrice: '54.98' }, 'must be a number'],
	['with a tier that is a number', { SellPriceTier1: 33 }, 'must be {Name, Value}'],
	['with a field nobody knows', { Variants: [] }, 'DOES NOT KNOW the field Variants'],
])('refuses a product %s', async (_how, changes, words) => {
	expect(await save(changes)).toMatchObject(refusal(words));
	expect((await account.get(`/Products/${GUID}`)).status).toBe(404);
});

it('makes a product obsolete, and hides it from lists', async () => {
	await save();
	expect((await account.post(`/Products/Obsolete/${GUID}`)).data).toMatchObject({ Obsolete: true });
	expect(await codes({ productCode: 'VASE' })).toEqual([]);
	expect(await codes({ productCode: 'VASE', includeObsolete: 'true' })).toEqual(['VASE-NEW']);
	expect((await account.post(`/Products/Obsolete/${OTHER_GUID}`)).status).toBe(404);
});

it.each<[Record<string, string>, readonly string[]]>([
	[{ productCode: 'mug' }, ['MUG-BLUE', 'MUG-GREEN', 'MUG-WHITE']],
	[{ product: 'blue' }, ['MUG-BLUE']],
	[{ product: 'mug' }, ['MUG-BLUE', 'MUG-GREEN', 'MUG-WHITE']],
	[{ productDescription: 'Green' }, ['MUG-GREEN']],
	[{ ProductBarcode: '2000000990017' }, ['VASE-NEW']],
	[{ ProductBarcode: '200000099001' }, []],
	[{ productId: GUID }, ['VASE-NEW']],
	[{ modifiedSince: '2026-11-22T10:00:00' }, ['VASE-NEW']],
	[{ productGroup: 'Nothing' }, []],
	[{ productBrand: 'Nothing' }, []],
])('lists products by %j', async (query, wanted) => {
	await save();
	expect(await codes(query)).toEqual(wanted);
});

it('lists products in short rows, the last edited first, with a customer’s price', async () => {
	await save();
	const [short] = await account.items('/Products', { brief: 'true', orderBy: 'LastModifiedOn' });
	expect(short).toEqual({ Guid: GUID, ProductCode: 'VASE-NEW', ProductDescription: 'New vase' });
	const prices = async (customerCode: string) =>
		(await account.items('/Products', { productCode: 'MUG-BLUE', customerCode }))[0]!['CustomerSellPrice'];
	expect([await prices('TABLE-OY'), await prices('WEB-SHOP')]).toEqual([9.88, 19.76]);
});

it.each([
	['net', /^\/Date\(\d+\)\/$/],
	['iso', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/],
])('shows dates of products in the form %s', async (productDates, form) => {
	await account.open({ productDates });
	expect((await account.items('/Products'))[0]!['LastModifiedOn']).toMatch(form);
});

// ------------------------------------------------------------------ customers

const customer = (changes: Body = {}) => ({
	CustomerCode: 'SHOP-C-88112',
	CustomerName: 'Onni Koenimi',
	Currency: { CurrencyCode: 'EUR' },
	Email: 'onni@example.com',
	ContactFirstName: 'Onni',
	ContactLastName: 'Koenimi',
	PhoneNumber: '+3585550199',
	Taxable: true,
	TaxCode: 'VAT25.5',
	SourceId: 'shopify:88112',
	Addresses: [{ AddressType: 'Physical', StreetAddress: 'Esimerkkikatu 199', City: 'Oulu', Country: 'Finland' }],
	...changes,
});
const keep = (changes?: Body, path = `/Customers/${GUID}`) => account.post(path, customer(changes));
const found = async (query: Record<string, string>) =>
	(await account.items('/Customers', query)).map(({ CustomerCode }) => CustomerCode);

it('makes a customer under a GUID or without one, and writes it whole with the same call', async () => {
	const made = await keep();
	expect(made).toMatchObject({ status: 201, data: { ...customer(), Guid: GUID, CustomerType: null } });
	expect((await account.get(`/Customers/${GUID}`)).data).toEqual(made.data);
	expect(await keep({ PhoneNumber: undefined })).toMatchObject({ status: 200, data: { PhoneNumber: null } });
	const other = await keep({ CustomerCode: 'SHOP-C-2' }, '/Customers');
	expect([other.status, other.data.Guid]).toEqual([201, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
	expect(await keep({ Guid: GUID }, '/Customers')).toMatchObject(refusal('already'));
});

it.each<[string, Body, string]>([
	['without a code', { CustomerCode: undefined }, 'CustomerCode is required'],
	['without a name', { CustomerName: ' ' }, 'CustomerName is required'],
	['with a used code', { CustomerCode: 'WEB-SHOP' }, 'WEB-SHOP already'],
	['with a currency nobody knows', { Currency: { CurrencyCode: 'XXX' } }, 'Currency does not exist'],
	['with a tax nobody knows', { TaxCode: 'G.S.T.' }, 'no tax G.S.T.'],
	['with a type nobody knows', { CustomerType: 'Odd' }, 'CustomerType does not exist'],
	['with an address of no known type', { Addresses: [{ AddressType: 'Home' }] }, 'Postal, Physical, Shipping'],
	['with addresses that are no list', { Addresses: {} }, 'must be a list'],
	[
		'with a phone and nobody to ask for',
		{ ContactFirstName: undefined, ContactLastName: '', Email: null },
		'needs a name or an e-mail',
	],
	['with a field nobody knows', { VatNumber: 'FI1' }, 'DOES NOT KNOW the field VatNumber'],
])('refuses a customer %s', async (_how, changes, words) => {
	expect(await keep(changes)).toMatchObject(refusal(words));
	expect((await account.get(`/Customers/${GUID}`)).status).toBe(404);
});

it.each<[Record<string, string>, readonly string[]]>([
	[{ customerCode: 'shop-c' }, ['SHOP-C-88112']],
	[{ contactEmail: 'ONNI@' }, ['SHOP-C-88112']],
	[{ customerName: 'Table' }, ['TABLE-OY']],
	[{ customer: 'Koenimi' }, ['SHOP-C-88112']],
	[{ customer: 'koenimi' }, []],
	[{ currency: 'SEK' }, []],
	[{ customerType: 'Wholesale' }, ['TABLE-OY']],
	[{ modifiedSince: '2026-11-22T10:00:00' }, ['SHOP-C-88112']],
])('lists customers by %j', async (query, wanted) => {
	await keep();
	expect(await found(query)).toEqual(wanted);
});

it('hides an obsolete customer from lists', async () => {
	await keep({ Obsolete: true });
	expect(await found({ customerCode: 'SHOP' })).toEqual([]);
	expect(await found({ customerCode: 'SHOP', includeObsolete: 'true' })).toEqual(['SHOP-C-88112']);
});

it('keeps contacts, each with a name or an e-mail address and once', async () => {
	await keep();
	const path = `/Customers/${GUID}/Contacts`;
	const made = await account.post(path, { FirstName: 'Saga', EmailAddress: 'saga@example.com' });
	expect(made.status).toBe(201);
	expect(await account.post(path, { FirstName: 'Saga', EmailAddress: 'saga@example.com' })).toMatchObject(
		refusal('such'),
	);
	expect(await account.post(path, { MobilePhone: '+3585550100' })).toMatchObject(refusal('needs a name'));
	const contact = `${path}/${made.data.Guid}`;
	expect((await account.put(contact, { LastName: 'Sample' })).data).toMatchObject({
		FirstName: null,
		LastName: 'Sample',
	});
	expect(await account.items(path)).toHaveLength(1);
	const [listed] = await account.items('/Customers', { customerCode: 'SHOP', includeAllContacts: 'true' });
	expect(listed!['Contacts']).toMatchObject([{ LastName: 'Sample' }]);
	expect((await account.delete(contact)).status).toBe(200);
	expect((await account.delete(contact)).status).toBe(404);
	expect((await account.get(`/Customers/${OTHER_GUID}/Contacts`)).status).toBe(404);
});

// ------------------------------------------------------------------ prices and plain lists

it('lists the prices of a customer', async () => {
	const [price] = await account.items('/ProductPrices', { customerCode: 'TABLE-OY' });
	expect(price).toMatchObject({ Product: { ProductCode: 'MUG-BLUE' }, DefaultSellPrice: 19.76, DiscountValue: 9.88 });
	expect(await account.items('/ProductPrices', { customerCode: 'WEB-SHOP' })).toEqual([]);
	expect(await account.items('/ProductPrices', { productGroupPrices: 'true' })).toEqual([]);
});

it.each<[string, Body]>([
	['/Taxes', { TaxCode: 'VAT25.5', TaxRate: 0.255 }],
	['/Currencies', { CurrencyCode: 'EUR' }],
	['/DeliveryMethods', { Name: 'Home delivery' }],
	['/ShippingCompanies', { Name: 'Posti' }],
	['/SalesOrderGroups', { Name: 'Web' }],
	['/PaymentTerms', { Name: 'Prepaid' }],
	['/CustomerTypes', { Name: 'Web' }],
	['/SellPriceTiers', { Name: 'Wholesale' }],
	['/Companies', { Name: 'Demo Tableware' }],
])('lists %s', async (path, first) => {
	const { Pagination, Items } = (await account.get(path)).data;
	expect([Pagination.NumberOfItems, Items[0]]).toEqual([Items.length, { Guid: expect.any(String), ...first }]);
});

it('shows nobody in its own view', async () => {
	await keep();
	const text = JSON.stringify(account.state());
	for (const word of ['Onni', 'Koenimi', 'onni@example.com', '5550199', 'Esimerkkikatu'])
		expect(text).not.toContain(word);
});

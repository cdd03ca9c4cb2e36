import { customerSchema } from '../../../core/model/customer';
import { customerGid, hasTag, toCustomer } from '../../../nodes/Shopify/customer/mapping';
import { wholeCustomer, type WholeCustomer } from '../../../nodes/Shopify/customer/wire';

/*
 * Shopify's customers in the package's terms.
 */

const AT = { account: 'example.myshopify.com', seenAt: '2026-11-22T10:00:00.000Z' };
const HOME = {
	...{ firstName: 'Ada', lastName: 'Buyer', company: null, address1: 'Street 1', address2: null, zip: '00100' },
	...{ city: 'Helsinki', province: null, provinceCode: null, countryCodeV2: 'FI', phone: '+358555010' },
};
const WORK = { ...HOME, company: 'Example Oy', address1: 'Street 2' };

const customer = (changes: object = {}): WholeCustomer =>
	wholeCustomer.parse({
		id: 'gid://shopify/Customer/71',
		legacyResourceId: '71',
		firstName: 'Ada',
		lastName: 'Buyer',
		note: '',
		tags: ['VIP'],
		defaultEmailAddress: { emailAddress: 'ada@example.com' },
		defaultPhoneNumber: null,
		defaultAddress: WORK,
		addressesV2: { nodes: [HOME, WORK], pageInfo: { hasNextPage: false } },
		updatedAt: '2026-11-22T09:00:00+02:00',
		...changes,
	});

const mapped = (changes: object = {}) => {
	const source = customer(changes);
	const canonical = toCustomer(source, source.addressesV2.nodes, AT);
	expect(customerSchema.safeParse(canonical).error?.issues ?? []).toEqual([]);
	return canonical;
};

it('says who it is, with the default address first and each address once', () => {
	const { addresses, ...rest } = mapped();
	expect(rest).toEqual({
		kind: 'customer',
		origin: {
			...{ system: 'shopify', account: 'example.myshopify.com', id: 'gid://shopify/Customer/71', number: '71' },
			...{ seenAt: AT.seenAt, url: 'https://example.myshopify.com/admin/customers/71' },
		},
		number: '71',
		reference: 'gid://shopify/Customer/71',
		...{ name: 'Ada Buyer', firstName: 'Ada', lastName: 'Buyer', company: 'Example Oy' },
		...{ email: 'ada@example.com', phone: null, tags: ['VIP'], note: null },
		updatedAt: '2026-11-22T07:00:00.000Z',
	});
	expect(addresses!.map(({ address1 }) => address1)).toEqual(['Street 2', 'Street 1']);
});

it('is a customer without a name, an address and an e-mail address too', () => {
	const nobody = { firstName: null, lastName: null, defaultEmailAddress: null, defaultAddress: null };
	expect(mapped({ ...nobody, addressesV2: { nodes: [], pageInfo: { hasNextPage: false } } })).toMatchObject({
		...{ number: '71', name: null, company: null, email: null, addresses: [] },
	});
});

it.each([
	['71', 'gid://shopify/Customer/71'],
	['gid://shopify/Customer/71', 'gid://shopify/Customer/71'],
	['ada@example.com', undefined],
	['gid://shopify/Order/71', undefined],
])('reads "%s" as a customer’s id', (given, id) => {
	expect(customerGid(given)).toBe(id);
});

it.each([
	[['vip'], true],
	[['other', 'Vip'], true],
	[['other'], false],
	[[], true],
])('finds the tags %j: %s', (wanted, found) => {
	expect(hasTag({ id: '1', updatedAt: '', tags: ['VIP'] }, wanted)).toBe(found);
});

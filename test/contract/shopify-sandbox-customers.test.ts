import { demoPerson } from '../../sandbox/demo-data';
import { DATA, Shop, type UserError } from './shopify-shop';

/* Customers in the Shopify sandbox. */

const shop = new Shop();

beforeEach(async () => shop.open(), 240_000);
afterAll(async () => shop.close());

type Fields = Record<string, unknown>;
interface Nodes {
	readonly nodes: readonly Fields[];
}

const CUSTOMERS = `query Customers($query: String, $first: Int = 250, $after: String) {
	customers(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) { nodes { id firstName updatedAt numberOfOrders amountSpent { amount } defaultEmailAddress { emailAddress } } pageInfo { hasNextPage endCursor } }
}`;
const CUSTOMER_SET = `mutation CustomerSet($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
	customerSet(identifier: $identifier, input: $input) { customer { id displayName note tags defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } defaultAddress { address1 countryCodeV2 } addressesV2(first: 5) { nodes { address1 } } } userErrors { field message code } }
}`;

async function setCustomer(
	input: Fields,
	identifier?: Fields,
): Promise<{ customer: Fields | null; userErrors: UserError[] }> {
	return (await shop.data<{ customerSet: never }>(CUSTOMER_SET, { input, identifier })).customerSet;
}

it('the buyers of orders are customers, guests are not', async () => {
	const { customers } = await shop.data<{ customers: Nodes }>(CUSTOMERS);
	const guests = DATA.orders.filter(({ plant }) => plant === 'guest').length;
	expect(customers.nodes).toHaveLength(DATA.orders.length - guests);
	expect(customers.nodes.every(({ numberOfOrders }) => numberOfOrders === '1')).toBe(true);
	const times = customers.nodes.map(({ updatedAt }) => String(updatedAt));
	expect(times).toEqual([...times].sort());
	await shop.sandbox.change('addOrder', { person: 5 });
	const { email } = demoPerson(5);
	expect(await shop.data(CUSTOMERS, { query: `email:"${email}"` })).toMatchObject({
		customers: { nodes: [{ numberOfOrders: '2', defaultEmailAddress: { emailAddress: email } }] },
	});
});

it.each([
	['emailAddress', demoPerson(6).email, demoPerson(6).firstName],
	['emailAddress', demoPerson(6).email.toUpperCase(), demoPerson(6).firstName],
	['phoneNumber', demoPerson(7).phone, demoPerson(7).firstName],
	['emailAddress', 'nobody@example.com', undefined],
])('a customer is found by %s %s', async (field, value, firstName) => {
	const answer = await shop.data<{ customerByIdentifier: Fields | null }>(
		'query C($identifier: CustomerIdentifierInput!) { customerByIdentifier(identifier: $identifier) { firstName } }',
		{ identifier: { [field]: value } },
	);
	expect(answer.customerByIdentifier?.firstName).toBe(firstName);
});

it('updated_at of customers compares whole days', async () => {
	shop.sandbox.advanceClock(3 * 86_400_000);
	await setCustomer({ email: 'new@example.com' });
	const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
	const { customers } = await shop.data<{ customers: Nodes }>(CUSTOMERS, { query: `updated_at:>='${day}T23:59:59Z'` });
	expect(customers.nodes.map(({ defaultEmailAddress }) => defaultEmailAddress)).toEqual([
		{ emailAddress: 'new@example.com' },
	]);
});

it('makes a customer, changes the one of an address, and leaves what is not said', async () => {
	const made = await setCustomer(
		{
			email: 'shop@example.com',
			firstName: 'Demo',
			lastName: 'Buyer',
			note: 'n',
			tags: [' b ', 'a', 'a'],
			addresses: [{ address1: 'Esimerkkikatu 1', countryCode: 'FI' }],
		},
		{ email: 'shop@example.com' },
	);
	expect(made).toMatchObject({
		userErrors: [],
		customer: { displayName: 'Demo Buyer', tags: ['a', 'b'], defaultAddress: { countryCodeV2: 'FI' } },
	});
	expect(shop.last?.note).toMatchObject({ created: 1 });
	const changed = await setCustomer(
		{
			email: 'shop@example.com',
			phone: '+358555990',
			addresses: [{ address1: 'Esimerkkikatu 2' }, { address1: 'Esimerkkikatu 2' }],
		},
		{ email: 'SHOP@example.com' },
	);
	expect(changed.customer).toMatchObject({
		id: made.customer?.id,
		note: 'n',
		tags: ['a', 'b'],
		defaultPhoneNumber: { phoneNumber: '+358555990' },
		addressesV2: { nodes: [{ address1: 'Esimerkkikatu 2' }] },
	});
	expect(shop.last?.note).toMatchObject({ changed: 1 });
	expect(shop.view.customers).toHaveLength(new Set(shop.view.customers.map(({ id }) => id)).size);
});

it.each<[string, Fields, Fields | undefined, string, string[]]>([
	['an address that is taken', { email: demoPerson(6).email }, undefined, 'TAKEN', ['input', 'email']],
	['a number that is taken', { phone: demoPerson(6).phone }, undefined, 'TAKEN', ['input', 'phone']],
	['an address that is none', { email: 'nobody' }, undefined, 'INVALID', ['input', 'email']],
	[
		'an identifier that is not in the input',
		{ firstName: 'Demo' },
		{ email: 'x@example.com' },
		'MISSING_FIELD_REQUIRED',
		['input'],
	],
	['an identifier that differs', { email: 'y@example.com' }, { email: 'x@example.com' }, 'INPUT_MISMATCH', ['input']],
	['an id nobody has', { firstName: 'Demo' }, { id: 'gid://shopify/Customer/1' }, 'NOT_FOUND', ['identifier', 'id']],
	['nobody at all', { note: 'x' }, undefined, 'BLANK', ['input', 'email']],
	['a long name', { firstName: 'x'.repeat(256) }, undefined, 'TOO_LONG', ['input', 'firstName']],
])('does not set %s', async (_what, input, identifier, code, field) => {
	const before = shop.view.customers;
	expect(await setCustomer(input, identifier)).toMatchObject({ customer: null, userErrors: [{ code, field }] });
	expect([shop.view.customers, shop.last?.accepted]).toEqual([before, false]);
});

it('the state that tests compare says nothing of customers', async () => {
	await setCustomer({ email: 'shop@example.com', firstName: 'Placeholder', note: 'Esimerkki' });
	expect(JSON.stringify(shop.view.customers)).not.toMatch(/example\.com|\+358|Esimerkki|Placeholder/);
});

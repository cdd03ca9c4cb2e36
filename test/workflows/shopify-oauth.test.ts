import { itemsOf } from '../../sandbox/n8n/execution';
import type { StoredCredential } from '../../sandbox/n8n/rest';
import { Standing } from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * Shopify's OAuth2 sign-in in a real n8n: the owner of the shop agrees on a page, n8n fetches the token and reads
 * with it.
 */

let standing: Standing;

beforeAll(async () => {
	standing = await Standing.up();
});

afterAll(async () => await standing.down());

const shop = () => standing.sandboxes.of('shopify');

/** A credential as it is typed in; hidden fields are n8n's to fill. */
async function typedIn(name: string, more: Record<string, unknown> = {}): Promise<StoredCredential> {
	const { domain, clientId, clientSecret } = standing.sandboxes.data.shop;
	const data = { shop: domain, clientId, clientSecret, apiAddress: shop().url, ...more };
	return await standing.api.createCredential('shopifyCommerceOAuth2Api', name, data);
}

/** Order: Get Many with a credential; resolves with the numbers that came out and the codes of problems. */
async function read({ id, name }: StoredCredential): Promise<{ numbers: unknown[]; codes: unknown[] }> {
	const at = (nodeName: string, type: string) => ({
		id: nodeName,
		name: nodeName,
		type,
		typeVersion: 1,
		position: [0, 0],
	});
	const nodes = [
		{ ...at('Start', 'n8n-nodes-base.manualTrigger'), parameters: {} },
		{
			...at('Orders', 'n8n-nodes-commerce-bridge.shopify'),
			parameters: { authentication: 'oAuth2', resource: 'order', operation: 'getAll', limit: 3 },
			credentials: { shopifyCommerceOAuth2Api: { id, name } },
			onError: 'continueErrorOutput',
		},
	];
	const connections = { Start: { main: [[{ node: 'Orders', type: 'main', index: 0 }]] } };
	const workflow = await standing.api.importWorkflow({ name: 'Read orders', nodes, connections, settings: {} });
	const execution = await standing.api.run(workflow.id, 'Start');
	const codes = itemsOf(execution, 'Orders', 1).map(({ error }) => (error as { code: string }).code);
	return { numbers: itemsOf(execution, 'Orders', 0).map(({ number }) => number), codes };
}

const accepted = (operation: string) =>
	shop()
		.journal()
		.filter((entry) => entry.operation === operation && entry.accepted).length;

it('is connected by the shop’s own page, and reads orders', async () => {
	const credential = await typedIn('Shopify Commerce OAuth2 account');
	expect((await read(credential)).codes).toEqual(['SETUP_CREDENTIAL']);
	expect(await standing.api.connectCredential(credential.id)).not.toMatch(/error/i);
	expect([accepted('authorize'), accepted('token')]).toEqual([1, 1]);
	expect((await read(credential)).numbers).toHaveLength(3);
	const [asked] = shop()
		.journal()
		.filter(({ operation }) => operation === 'authorize');
	expect(asked!.query.scope).toContain('write_inventory,read_locations');
});

it('fills pickers with either sign-in, and says what is wrong when it cannot', async () => {
	const picker = async (authentication: string, type: string, credential: StoredCredential) =>
		await standing.api.pickerEntries(
			'n8n-nodes-commerce-bridge.shopify',
			'locations',
			{ resource: 'stockLevel', operation: 'set', authentication },
			{ [type]: credential },
		);
	const connected = (await standing.api.credentials()).find(({ name }) => name === 'Shopify Commerce OAuth2 account')!;
	const plain = (await standing.api.credentials()).find(({ type }) => type === 'shopifyCommerceApi')!;
	for (const entries of [
		await picker('oAuth2', 'shopifyCommerceOAuth2Api', connected),
		await picker('accessToken', 'shopifyCommerceApi', plain),
	])
		expect(entries).toEqual([
			{ name: 'Demo Shop', value: 'gid://shopify/Location/70000000003' },
			{ name: 'Demo Studio', value: 'gid://shopify/Location/70000000001' },
			{ name: 'Demo Warehouse (fulfillment service)', value: 'gid://shopify/Location/70000000002' },
		]);
	const { id, name, type } = await typedIn('Not connected');
	await expect(picker('oAuth2', 'shopifyCommerceOAuth2Api', { id, name, type })).rejects.toThrow(/refused the sign-in/);
});

it('asks for the scopes typed in, and has tokens of an hour renewed', async () => {
	const credential = await typedIn('Expiring', { expiring: true, scope: 'read_orders,read_products' });
	await standing.api.connectCredential(credential.id);
	expect(
		shop()
			.journal()
			.findLast(({ operation }) => operation === 'authorize')!.query.scope,
	).toBe('read_orders,read_products');
	const before = accepted('token');
	shop().advanceClock(2 * 3_600_000);
	expect((await read(credential)).numbers).toHaveLength(3);
	expect((await read(credential)).numbers).toHaveLength(3);
	expect(accepted('token') - before).toBe(1);
});

it.each([
	['no shop of Shopify’s', { shop: 'shop.example.com' }],
	['an address that is not encrypted', { apiAddress: 'http://shop.example.com' }],
])('goes nowhere with %s', async (name, more) => {
	const credential = await typedIn(name, more);
	const before = shop().journal().length;
	await expect(standing.api.connectCredential(credential.id)).rejects.toThrow(/OAuth url/i);
	expect(shop().journal()).toHaveLength(before);
});

it('says so when the secret is wrong', async () => {
	const credential = await typedIn('Wrong secret', { clientSecret: 'wrong' });
	expect(await standing.api.connectCredential(credential.id)).toMatch(/error/i);
	expect((await read(credential)).codes).toEqual(['SETUP_CREDENTIAL']);
});

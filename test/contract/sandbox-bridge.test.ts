import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import packageJson from '../../package.json';
import { credentialsFor, ROOT, startSandboxes, template, withAccounts, type Sandboxes } from '../../sandbox/bridge';
import { demoData, secondShop } from '../../sandbox/demo-data';
import { shopifySchema } from '../../sandbox/shopify-schema';

/*
 * The sandboxes of all systems together.
 */

let sandboxes: Sandboxes;

beforeAll(async () => {
	await shopifySchema('2026-10');
	sandboxes = await startSandboxes();
}, 120_000);

afterAll(() => sandboxes.close());

it('starts the sandbox of every system that has one', () => {
	const systems = readdirSync(join(ROOT, 'nodes')).filter((name) =>
		existsSync(join(ROOT, 'nodes', name, 'sandbox.ts')),
	);
	expect(sandboxes.running.map(({ name }) => name)).toEqual(
		systems.map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`),
	);
	expect(sandboxes.running.map(({ name }) => name)).toEqual(
		expect.arrayContaining(['ogoship', 'shopify', 'unleashed']),
	);
});

it('hands out credentials of the types that the package has, and of no other', () => {
	const types = credentialsFor(sandboxes).map(({ type }) => type);
	const shipped = packageJson.n8n.credentials.join().toLowerCase();
	expect(types).toEqual(expect.arrayContaining(['ogoshipApi', 'shopifyCommerceApi']));
	expect(types.filter((type) => !shipped.includes(`/${type.toLowerCase()}.credentials.js`))).toEqual([]);
});

it('starts a second company beside the first, with a shop of its own, and no more than it takes', async () => {
	const data = secondShop(demoData('2026-11-22T10:00:00Z'));
	const books = await startSandboxes({ only: ['shopify', 'unleashed'], data });
	try {
		expect(books.running.map(({ name }) => name)).toEqual(['shopify', 'unleashed']);
		const shops = [sandboxes, books].map((each) => each.of('shopify').credential().data.shop);
		expect(new Set(shops).size).toBe(2);
		expect(() => books.of('ogoship')).toThrow('There is no sandbox "ogoship"');
	} finally {
		await books.close();
	}
});

it('chooses another account in a template as an operator with two of them does', () => {
	const named = (of: object) => JSON.stringify(of).match(/"(Shopify Commerce|OGOship) account( 2)?"/g);
	const shipped = template('orders-from-shopify-to-ogoship');
	const chosen = withAccounts(shipped, { shopifyCommerceApi: 'Shopify Commerce account 2' });
	expect(named(chosen)).toEqual(
		named(shipped)?.map((name) => name.replace('Shopify Commerce account', 'Shopify Commerce account 2')),
	);
});

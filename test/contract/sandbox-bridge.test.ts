import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import packageJson from '../../package.json';
import { credentialsFor, ROOT, startSandboxes, type Sandboxes } from '../../sandbox/bridge';
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
	expect(sandboxes.running.map(({ name }) => name)).toEqual(systems.map((name) => name.toLowerCase()));
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

/*
 * Eighth, imitated. It is no vendor's: a warehouse with an API as small as one can be, for the test that adds it.
 */
import type { SandboxDefinition } from '../../sandbox/kit';

interface State {
	readonly stock: Map<string, number>;
}

const KEY = 'eighth-key';
const ON_A_PAGE = 10;
const ROUTES: Readonly<Record<string, string>> = {
	'GET /me': 'me',
	'GET /stock': 'stockList',
	'PUT /stock': 'stockSet',
};

const definition: SandboxDefinition<State> = {
	name: 'eighth',
	options: {},
	seed: ({ products }) => ({ stock: new Map(products.map(({ sku, stock }) => [sku, stock])) }),
	operationOf: ({ method, path }) => ROUTES[`${method} ${path}`],
	answer({ headers, query, body }, operation, { state }) {
		if (headers['x-api-key'] !== KEY) return { status: 401, body: { error: 'key' }, accepted: false };
		if (operation === 'me') return { status: 200, body: { account: 'e-1' }, accepted: true };
		if (operation === 'stockList') {
			const from = (Number(query['page']) - 1) * ON_A_PAGE;
			const all = [...state.stock].map(([sku, quantity]) => ({ sku, quantity }));
			const answer = { items: all.slice(from, from + ON_A_PAGE), more: from + ON_A_PAGE < all.length };
			return { status: 200, body: answer, accepted: true };
		}
		const { items } = body as { items: ReadonlyArray<{ sku: string; quantity: number }> };
		const failed = items.filter(({ quantity }) => quantity > 9_999);
		for (const { sku, quantity } of items) if (quantity <= 9_999) state.stock.set(sku, quantity);
		return { status: 200, body: { failed: failed.map(({ sku }) => ({ sku, reason: 'too many' })) }, accepted: true };
	},
	changes: {},
	credential: (_data, url) => ({
		...{ type: 'eighthApi', name: 'Eighth account' },
		data: { address: url, account: 'e-1', apiKey: KEY },
	}),
	view: ({ stock }) => Object.fromEntries(stock),
};

export default definition;

import shopify from '../../nodes/Shopify/sandbox';
import { returnToStock, shipFromStock } from '../../nodes/Shopify/sandbox/levels';
import { CLOSED, DATA, MAIN, SERVICE, Shop, type LevelView } from './shopify-shop';
import { codesOf, freshKey, SET, stockOf, type Row } from './shopify-stock';

/* Stock in the Shopify sandbox: what it holds, and how it is set. */

const shop = new Shop();
const { itemOf, row, set, quantities } = stockOf(shop);

beforeEach(async () => shop.open(), 240_000);
afterAll(async () => shop.close());

// ------------------------------------------------------------------ what it holds

it('what lies there is what can be sold, what orders hold and what is set aside', async () => {
	for (const sku of ['MUG-BLUE', 'BOWL-LARGE', 'TRAY-OAK']) {
		const of = await quantities(sku);
		const parts = ['available', 'committed', 'reserved', 'damaged', 'safety_stock', 'quality_control'];
		expect(parts.reduce((units, name) => units + (of[name]?.quantity ?? NaN), 0)).toBe(of.on_hand?.quantity);
	}
	expect((await quantities('BOWL-LARGE')).damaged?.quantity).toBe(2);
});

it('orders hold the open units of what ships, and none of what was cancelled or is not counted', () => {
	const cancelled = DATA.orders.filter(({ plant }) => plant === 'cancelled').map(({ number }) => number);
	const open = new Map<string, number>();
	for (const { number, lines } of shop.view.orders.filter(({ number: each }) => !cancelled.includes(each))) {
		expect(number).toBeGreaterThan(1000);
		for (const { sku, currentQuantity, requiresShipping } of lines)
			if (requiresShipping) open.set(sku, (open.get(sku) ?? 0) + currentQuantity);
	}
	const main = shop.view.inventory.filter(({ locationId }) => locationId === MAIN);
	expect(Object.fromEntries(main.map(({ sku, committed }) => [sku, committed]))).toEqual(
		Object.fromEntries(main.map(({ sku }) => [sku, open.get(String(sku)) ?? 0])),
	);
	expect(main.filter(({ committed }) => committed > 0).length).toBeGreaterThan(15);
	expect(main.find(({ sku }) => sku === 'GIFTCARD-50')).toMatchObject({ tracked: false, committed: 0 });
});

it('most figures differ from the warehouse’s, some do not', () => {
	const counted = DATA.products.filter(({ atWarehouse }) => atWarehouse);
	const equal = counted.filter(({ sku, stock }) => shop.level(sku).onHand === stock);
	expect(equal.length).toBeGreaterThan(2);
	expect(equal.length).toBeLessThan(counted.length / 2);
	expect(shop.view.inventory.every(({ tracked, available }) => !tracked || available >= 0)).toBe(true);
});

it('the till refuses what the shop shows too few of, and what lies in a cart until then is nobody’s', async () => {
	await shop.sandbox.change('setLevel', { sku: 'MUG-BLUE', onHand: shop.level('MUG-BLUE').committed + 3 });
	const buy = async (...lines: Array<{ sku: string; quantity: number }>) =>
		await shop.sandbox.change('checkout', { lines, plant: 'unpaid' });
	expect(await buy({ sku: 'MUG-BLUE', quantity: 4 }, { sku: 'MUG-WHITE', quantity: 1 })).toEqual({
		soldOut: ['MUG-BLUE'],
	});
	expect(await buy({ sku: 'MUG-BLUE', quantity: 2 }, { sku: 'MUG-BLUE', quantity: 2 })).toEqual({
		soldOut: ['MUG-BLUE'],
	});
	expect(shop.level('MUG-BLUE').available).toBe(3);
	expect(await buy({ sku: 'MUG-BLUE', quantity: 3 })).toMatchObject({ financialStatus: 'PENDING' });
	expect(shop.level('MUG-BLUE').available).toBe(0);
	expect(await buy({ sku: 'MUG-BLUE', quantity: 1 })).toEqual({ soldOut: ['MUG-BLUE'] });
	await shop.sandbox.change('untrack', { sku: 'MUG-BLUE' });
	expect(await buy({ sku: 'MUG-BLUE', quantity: 9 })).toHaveProperty('number');
});

it('an order moves what is held and never what lies there', async () => {
	const before = await quantities('MUG-BLUE');
	shop.sandbox.advanceClock(60_000);
	await shop.sandbox.change('addOrder', { number: 2001, lines: [{ sku: 'MUG-BLUE', quantity: 4 }] });
	const held = await quantities('MUG-BLUE');
	expect(held.committed?.quantity).toBe((before.committed?.quantity ?? 0) + 4);
	expect(held.available?.quantity).toBe((before.available?.quantity ?? 0) - 4);
	expect(held.on_hand).toEqual(before.on_hand);
	expect(String(held.available?.updatedAt) > String(before.available?.updatedAt)).toBe(true);
	await shop.sandbox.change('editOrder', { number: 2001, line: 'MUG-BLUE', quantity: 1 });
	expect((await quantities('MUG-BLUE')).committed?.quantity).toBe((before.committed?.quantity ?? 0) + 1);
	await shop.sandbox.change('cancelOrder', { number: 2001 });
	expect((await quantities('MUG-BLUE')).committed?.quantity).toBe(before.committed?.quantity);
});

it('goods that leave or come back move what lies there, of what is counted', () => {
	const state = shopify.seed(DATA, { routingLag: 'none' });
	const onHand = (sku: string) =>
		(shopify.view(state) as { inventory: LevelView[] }).inventory.find(
			(each) => each.sku === sku && each.locationId === MAIN,
		)?.onHand;
	const before = onHand('MUG-WHITE') ?? 0;
	shipFromStock(state, 'MUG-WHITE', MAIN, 3, Date.now());
	expect(onHand('MUG-WHITE')).toBe(before - 3);
	returnToStock(state, 'MUG-WHITE', MAIN, 2, Date.now());
	expect(onHand('MUG-WHITE')).toBe(before - 1);
	shipFromStock(state, 'GIFTCARD-50', MAIN, 1, Date.now());
	shipFromStock(state, 'NO-SUCH-SKU', MAIN, 1, Date.now());
	expect(onHand('GIFTCARD-50')).toBe(0);
});

it.each([
	[{}, ['Demo Shop', 'Demo Studio']],
	[{ legacy: true }, ['Demo Shop', 'Demo Studio', 'Demo Warehouse']],
	[{ inactive: true }, ['Demo Shop', 'Demo Studio', 'Old Studio']],
	[{ query: 'name:"Demo Shop"' }, ['Demo Shop']],
])('locations %j are %j', async (variables, expected) => {
	const { locations } = await shop.data<{ locations: { nodes: Array<{ name: string }> } }>(
		'query L($legacy: Boolean, $inactive: Boolean, $query: String) { locations(first: 10, includeLegacy: $legacy, includeInactive: $inactive, query: $query) { nodes { name } } }',
		variables,
	);
	expect(locations.nodes.map(({ name }) => name)).toEqual(expected);
});

it('a level that is inactive or was never there is null unless asked for', async () => {
	const level = (location: string, inactive: boolean) =>
		shop.data(
			'query L($id: ID!, $location: ID!, $inactive: Boolean) { inventoryItem(id: $id) { inventoryLevel(locationId: $location, includeInactive: $inactive) { isActive } } }',
			{
				id: itemOf('MUG-BLUE'),
				location,
				inactive,
			},
		);
	expect(await level(MAIN, false)).toEqual({ inventoryItem: { inventoryLevel: { isActive: true } } });
	expect(await level(CLOSED, false)).toEqual({ inventoryItem: { inventoryLevel: null } });
	expect(await level(CLOSED, true)).toEqual({ inventoryItem: { inventoryLevel: { isActive: false } } });
	expect(await level(SERVICE, true)).toEqual({ inventoryItem: { inventoryLevel: null } });
	await shop.sandbox.change('deactivateLevel', { sku: 'MUG-BLUE' });
	expect(await level(MAIN, false)).toEqual({ inventoryItem: { inventoryLevel: null } });
});

it('the levels of a location come in pages, each once, and by when they changed', async () => {
	const page =
		'query P($id: ID!, $first: Int!, $after: String, $query: String) { location(id: $id) { inventoryLevels(first: $first, after: $after, query: $query) { nodes { id item { sku } } pageInfo { hasNextPage endCursor } } } }';
	const seen: string[] = [];
	let after: string | null = null;
	do {
		const answer: {
			location: {
				inventoryLevels: { nodes: Array<{ id: string }>; pageInfo: { hasNextPage: boolean; endCursor: string } };
			};
		} = await shop.data(page, { id: MAIN, first: 10, after });
		seen.push(...answer.location.inventoryLevels.nodes.map(({ id }) => id));
		const { hasNextPage, endCursor } = answer.location.inventoryLevels.pageInfo;
		after = hasNextPage ? endCursor : null;
	} while (after !== null);
	expect(new Set(seen).size).toBe(DATA.products.length);
	expect(seen).toHaveLength(DATA.products.length);
	shop.sandbox.advanceClock(86_400_000);
	await set([row('SOAP-BIRCH', 3)]);
	const query = `updated_at:>='${new Date(Date.now() + 80_000_000).toISOString()}'`;
	expect(await shop.data(page, { id: MAIN, first: 10, query })).toMatchObject({
		location: { inventoryLevels: { nodes: [{ item: { sku: 'SOAP-BIRCH' } }] } },
	});
	expect(
		await shop.data('query N($id: ID!) { inventoryLevel(id: $id) { location { name } } node(id: $id) { id } }', {
			id: seen[0],
		}),
	).toEqual({
		inventoryLevel: { location: { name: 'Demo Studio' } },
		node: { id: seen[0] },
	});
});

// ------------------------------------------------------------------ setting

it('sets what lies there: both figures move, its own time moves, and the journal counts what changed', async () => {
	const before = await quantities('MUG-BLUE');
	shop.sandbox.advanceClock(60_000);
	const wanted = [
		row('MUG-BLUE', 100, { changeFromQuantity: before.on_hand?.quantity }),
		row('MUG-WHITE', shop.level('MUG-WHITE').onHand),
	];
	const { userErrors, inventoryAdjustmentGroup } = await set(wanted, {
		referenceDocumentUri: 'gid://erp-sync/StockRun/1',
	});
	expect(userErrors).toEqual([]);
	const delta = 100 - (before.on_hand?.quantity ?? 0);
	expect(inventoryAdjustmentGroup).toMatchObject({
		reason: 'correction',
		referenceDocumentUri: 'gid://erp-sync/StockRun/1',
		changes: [
			{
				name: 'available',
				delta,
				quantityAfterChange: null,
				item: { sku: 'MUG-BLUE' },
				location: { name: 'Demo Studio' },
			},
			{ name: 'on_hand', delta, quantityAfterChange: null },
		],
	});
	const after = await quantities('MUG-BLUE');
	expect([after.on_hand?.quantity, after.committed]).toEqual([100, before.committed]);
	expect(String(after.on_hand?.updatedAt) > String(before.on_hand?.updatedAt)).toBe(true);
	expect(shop.sandbox.journal().find(({ operation }) => operation === 'setQuantities')).toMatchObject({
		accepted: true,
		note: { changed: 1 },
	});
});

it('sets what can be sold, also below nothing, and what lies there follows', async () => {
	const before = shop.level('MUG-BLUE');
	expect((await set([row('MUG-BLUE', -3)], { name: 'available' })).userErrors).toEqual([]);
	expect(shop.level('MUG-BLUE')).toMatchObject({ available: -3, onHand: before.onHand - before.available - 3 });
});

it('a set that changes nothing is accepted and says so', async () => {
	expect(await set([row('MUG-BLUE', shop.level('MUG-BLUE').onHand)])).toEqual({
		inventoryAdjustmentGroup: null,
		userErrors: [],
	});
	expect(shop.last).toMatchObject({ accepted: true, note: { changed: 0 } });
});

it.each<[string, (wanted: Row[]) => [Row[], Row?], string, string[]]>([
	[
		'an unknown item',
		(rows) => [[rows[0]!, { ...rows[1], inventoryItemId: 'gid://shopify/InventoryItem/1' }]],
		'INVALID_INVENTORY_ITEM',
		['input', 'quantities', '1', 'inventoryItemId'],
	],
	[
		'an id of something else',
		(rows) => [[{ ...rows[0], inventoryItemId: 'gid://shopify/Product/1' }, rows[1]!]],
		'INVALID_INVENTORY_ITEM',
		['input', 'quantities', '0', 'inventoryItemId'],
	],
	[
		'an unknown location',
		(rows) => [[rows[0]!, { ...rows[1], locationId: 'gid://shopify/Location/1' }]],
		'INVALID_LOCATION',
		['input', 'quantities', '1', 'locationId'],
	],
	[
		'a closed location',
		(rows) => [[rows[0]!, { ...rows[1], locationId: CLOSED }]],
		'INVALID_LOCATION',
		['input', 'quantities', '1', 'locationId'],
	],
	[
		'less than nothing on hand',
		(rows) => [[rows[0]!, { ...rows[1], quantity: -1 }]],
		'INVALID_QUANTITY_NEGATIVE',
		['input', 'quantities', '1', 'quantity'],
	],
	[
		'too much',
		(rows) => [[rows[0]!, { ...rows[1], quantity: 1_000_000_001 }]],
		'INVALID_QUANTITY_TOO_HIGH',
		['input', 'quantities', '1', 'quantity'],
	],
	[
		'too little',
		(rows) => [[rows[0]!, { ...rows[1], quantity: -1_000_000_001 }], { name: 'available' }],
		'INVALID_QUANTITY_TOO_LOW',
		['input', 'quantities', '1', 'quantity'],
	],
	[
		'a stale figure',
		(rows) => [[rows[0]!, { ...rows[1], changeFromQuantity: 12_345 }]],
		'CHANGE_FROM_QUANTITY_STALE',
		['input', 'quantities', '1', 'changeFromQuantity'],
	],
	['another figure', (rows) => [rows, { name: 'damaged' }], 'INVALID_NAME', ['input', 'name']],
	['another reason', (rows) => [rows, { reason: 'because' }], 'INVALID_REASON', ['input', 'reason']],
	[
		'a document that is none',
		(rows) => [rows, { referenceDocumentUri: 'gid://erp-sync/only' }],
		'INVALID_REFERENCE_DOCUMENT',
		['input', 'referenceDocumentUri'],
	],
])('refuses %s and writes none of the call', async (_what, spoil, code, field) => {
	const before = shop.view.inventory;
	const [rows, input] = spoil([row('MUG-BLUE', 1), row('MUG-WHITE', 2)]);
	const { userErrors, inventoryAdjustmentGroup } = await set(rows, input);
	expect(userErrors).toEqual([{ code, field, message: expect.any(String) }]);
	expect(inventoryAdjustmentGroup).toBeNull();
	expect(shop.view.inventory).toEqual(before);
	expect(shop.last).toMatchObject({ status: 200, accepted: false });
});

it('refuses a pair that stands there twice, both times, and a parent bundle', async () => {
	expect(codesOf(await set([row('MUG-BLUE', 1), row('MUG-BLUE', 2)]))).toEqual(
		Array(2).fill('NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR'),
	);
	await shop.sandbox.change('bundleParent', { sku: 'MUG-BLUE' });
	expect(codesOf(await set([row('MUG-BLUE', 1)]))).toEqual(['NON_MUTABLE_INVENTORY_ITEM']);
});

it('takes 250 rows and refuses 251 as a whole', async () => {
	await shop.sandbox.change('fillCatalogue', { count: 251 });
	const rows = shop.view.inventory
		.filter(({ sku }) => sku?.startsWith('BULK-'))
		.map(({ itemId }) => ({ inventoryItemId: itemId, locationId: MAIN, quantity: 99, changeFromQuantity: 10 }));
	const variables = (quantities: Row[]) => ({
		input: { name: 'on_hand', reason: 'correction', quantities },
		key: freshKey(),
	});
	expect(await shop.codes(SET, variables(rows))).toEqual(['MAX_INPUT_SIZE_EXCEEDED']);
	expect(shop.last).toMatchObject({ accepted: false });
	expect(shop.level('BULK-00001').onHand).toBe(10);
	expect(await shop.codes(SET, variables(rows.slice(0, 250)))).toEqual([]);
	expect(shop.last?.note).toMatchObject({ changed: 250 });
	expect([shop.level('BULK-00250').onHand, shop.level('BULK-00251').onHand]).toEqual([99, 10]);
});

it('demands a comparison by name, null or not', async () => {
	const { changeFromQuantity, ...without } = row('MUG-BLUE', 1);
	expect(changeFromQuantity).toBeNull();
	const variables = {
		input: { name: 'on_hand', reason: 'correction', quantities: [row('MUG-WHITE', 1), without] },
		key: freshKey(),
	};
	const answer = await shop.ask(SET, variables);
	expect(answer.data.errors).toMatchObject([
		{
			message: 'InventoryQuantityInput must include the following argument: changeFromQuantity.',
			extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
		},
	]);
	expect(shop.level('MUG-WHITE').onHand).not.toBe(1);
});

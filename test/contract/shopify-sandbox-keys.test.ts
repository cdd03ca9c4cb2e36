import { CLOSED, MAIN, SECOND, Shop } from './shopify-shop';
import { codesOf, SET, stockOf, type Row } from './shopify-stock';

/* Writing stock into the Shopify sandbox once and no more: keys, repeats, adjusting and activating. */

const shop = new Shop();
const { itemOf, row, set, adjust, activate } = stockOf(shop);

beforeEach(async () => shop.open(), 240_000);
afterAll(async () => shop.close());

// ------------------------------------------------------------------ keys

it.each([
	[
		'inventorySetQuantities',
		'input: $input',
		'InventorySetQuantitiesInput!',
		() => ({ name: 'on_hand', reason: 'correction', quantities: [row('MUG-BLUE', 1)] }),
	],
	[
		'inventoryAdjustQuantities',
		'input: $input',
		'InventoryAdjustQuantitiesInput!',
		() => ({ name: 'available', reason: 'correction', changes: [] }),
	],
] as const)('%s without the directive is refused', async (mutation, args, type, input) => {
	const answer = await shop.ask(`mutation M($input: ${type}) { ${mutation}(${args}) { userErrors { message } } }`, {
		input: input(),
	});
	expect(answer.data.errors).toMatchObject([
		{
			message: 'The @idempotent directive is required for this mutation but was not provided.',
			extensions: { code: 'BAD_REQUEST' },
		},
	]);
	expect(shop.level('MUG-BLUE').onHand).not.toBe(1);
	expect(shop.last).toMatchObject({ accepted: false });
});

it('a blank key is no key', async () => {
	const variables = { input: { name: 'on_hand', reason: 'correction', quantities: [row('MUG-BLUE', 1)] }, key: '  ' };
	expect(await shop.codes(SET, variables)).toEqual(['BAD_REQUEST']);
});

it('the same key and input answer as before and write nothing more', async () => {
	const first = await set([row('MUG-BLUE', 50)], {}, 'same');
	await shop.sandbox.change('setLevel', { sku: 'MUG-BLUE', onHand: 70 });
	expect(await set([row('MUG-BLUE', 50)], {}, 'same')).toEqual(first);
	expect(shop.level('MUG-BLUE').onHand).toBe(70);
	expect(shop.last).toMatchObject({ accepted: false, note: { replayed: true } });
	expect(shop.accepted('setQuantities')).toBe(1);
});

it('the same key with another input is refused, and so is the key of a failed attempt', async () => {
	await set([row('MUG-BLUE', 50)], {}, 'mine');
	expect(codesOf(await set([row('MUG-BLUE', 51)], {}, 'mine'))).toEqual(['IDEMPOTENCY_KEY_PARAMETER_MISMATCH']);
	const stale = [row('MUG-WHITE', 5, { changeFromQuantity: 99_999 })];
	expect(codesOf(await set(stale, {}, 'failed'))).toEqual(['CHANGE_FROM_QUANTITY_STALE']);
	expect(codesOf(await set(stale, {}, 'failed'))).toEqual(['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED']);
	expect(shop.level('MUG-BLUE').onHand).toBe(50);
});

it('a key is forgotten after a day, and another app has keys of its own', async () => {
	await set([row('MUG-BLUE', 50)], {}, 'daily');
	shop.sandbox.advanceClock(86_400_000 - 60_000);
	await set([row('MUG-BLUE', 50)], {}, 'daily');
	expect(shop.last?.note).toMatchObject({ replayed: true });
	shop.sandbox.advanceClock(120_000);
	await shop.sandbox.change('setLevel', { sku: 'MUG-BLUE', onHand: 70 });
	await set([row('MUG-BLUE', 50)], {}, 'daily');
	expect([shop.last?.accepted, shop.level('MUG-BLUE').onHand]).toEqual([true, 50]);
});

it('an answer that never came is repeated under its key and written once', async () => {
	shop.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'setQuantities' });
	const wanted = [row('MUG-BLUE', 50, { changeFromQuantity: shop.level('MUG-BLUE').onHand })];
	await expect(set(wanted, {}, 'lost')).rejects.toThrow();
	expect((await set(wanted, {}, 'lost')).userErrors).toEqual([]);
	expect([shop.accepted('setQuantities'), shop.level('MUG-BLUE').onHand]).toEqual([1, 50]);
});

it('in the other reading a repeat is compared once more, and is stale', async () => {
	await shop.open({ keyReplay: 'compared' });
	const wanted = [row('MUG-BLUE', 50, { changeFromQuantity: shop.level('MUG-BLUE').onHand })];
	await set(wanted, {}, 'again');
	expect(codesOf(await set(wanted, {}, 'again'))).toEqual(['CHANGE_FROM_QUANTITY_STALE']);
	expect([shop.accepted('setQuantities'), shop.level('MUG-BLUE').onHand]).toEqual([1, 50]);
	await set([row('MUG-WHITE', 9)], {}, 'free');
	expect((await set([row('MUG-WHITE', 9)], {}, 'free')).userErrors).toEqual([]);
});

it('a key that still runs is told so on demand, and works afterwards', async () => {
	await shop.sandbox.change('concurrentKey');
	expect(codesOf(await set([row('MUG-BLUE', 50)], {}, 'busy'))).toEqual(['IDEMPOTENCY_CONCURRENT_REQUEST']);
	expect((await set([row('MUG-BLUE', 50)], {}, 'busy')).userErrors).toEqual([]);
	expect(shop.level('MUG-BLUE').onHand).toBe(50);
});

// ------------------------------------------------------------------ levels that are not active

it.each([
	['written', 7],
	['ignored', undefined],
])('a figure set where the product is not stocked is %s', async (inactiveLevels, expected) => {
	await shop.open({ inactiveLevels });
	expect((await set([row('MUG-WHITE', 7, { locationId: SECOND })])).userErrors).toEqual([]);
	const level = shop.view.inventory.find(({ sku, locationId }) => sku === 'MUG-WHITE' && locationId === SECOND);
	expect([level?.onHand, level?.active ?? false]).toEqual([expected, false]);
});

it('version 2026-07 refuses it by a code that 2026-10 has no more', async () => {
	const variables = {
		input: { name: 'on_hand', reason: 'correction', quantities: [row('MUG-WHITE', 7, { locationId: SECOND })] },
		key: 'old',
	};
	const answer = await shop.ask(SET, variables, { version: '2026-07' });
	expect(codesOf(answer.data.data.inventorySetQuantities)).toEqual(['ITEM_NOT_STOCKED_AT_LOCATION']);
});

it('activates with a figure or with what was there', async () => {
	const { inventoryLevel, userErrors } = await activate('MUG-WHITE', SECOND, { available: 5 });
	expect([userErrors, inventoryLevel]).toEqual([
		[],
		{
			id: expect.any(String),
			isActive: true,
			quantities: [
				{ name: 'available', quantity: 5 },
				{ name: 'on_hand', quantity: 5 },
			],
		},
	]);
	const before = shop.level('MUG-BLUE').onHand;
	await shop.sandbox.change('deactivateLevel', { sku: 'MUG-BLUE' });
	expect((await activate('MUG-BLUE', MAIN)).inventoryLevel?.isActive).toBe(true);
	expect(shop.level('MUG-BLUE').onHand).toBe(before);
});

it.each([
	['an unknown item', { item: 'gid://shopify/InventoryItem/1' }, ['inventoryItemId']],
	['a closed location', { location: CLOSED }, ['locationId']],
	['two figures at once', { location: SECOND, available: 1, onHand: 1 }, ['available']],
	['a figure of an active level', { available: 1 }, ['available']],
])('does not activate %s', async (_what, more, field) => {
	const { inventoryLevel, userErrors } = await activate('MUG-WHITE', MAIN, more);
	expect([inventoryLevel, userErrors.map((error) => error.field)]).toEqual([null, [field]]);
});

// ------------------------------------------------------------------ adjusting

it('adjusts by a difference, once for each key', async () => {
	const before = shop.level('MUG-BLUE');
	const change = { inventoryItemId: before.itemId, locationId: MAIN, delta: -2, changeFromQuantity: before.available };
	expect((await adjust([change], {}, 'delta')).inventoryAdjustmentGroup?.changes).toEqual([
		{ name: 'available', delta: -2 },
		{ name: 'on_hand', delta: -2 },
	]);
	await adjust([change], {}, 'delta');
	expect(shop.level('MUG-BLUE')).toMatchObject({ available: before.available - 2, onHand: before.onHand - 2 });
	const damaged = {
		inventoryItemId: before.itemId,
		locationId: MAIN,
		delta: 3,
		changeFromQuantity: null,
		ledgerDocumentUri: 'gid://wms/Count/1',
	};
	expect((await adjust([damaged], { name: 'damaged' })).userErrors).toEqual([]);
	expect(shop.level('MUG-BLUE')).toMatchObject({ available: before.available - 2, onHand: before.onHand + 1 });
});

it.each<[string, Row, Row, string]>([
	['a figure that is none', {}, { name: 'sellable' }, 'INVALID_QUANTITY_NAME'],
	['what orders hold', {}, { name: 'committed' }, 'INVALID_QUANTITY_NAME'],
	['a document where none belongs', { ledgerDocumentUri: 'gid://wms/Count/1' }, {}, 'INVALID_AVAILABLE_DOCUMENT'],
	['no document', {}, { name: 'damaged' }, 'INVALID_QUANTITY_DOCUMENT'],
	[
		'a document of Shopify’s',
		{ ledgerDocumentUri: 'gid://shopify/Order/1' },
		{ name: 'damaged' },
		'INTERNAL_LEDGER_DOCUMENT',
	],
	['a document that is none', { ledgerDocumentUri: 'words' }, { name: 'damaged' }, 'INVALID_LEDGER_DOCUMENT'],
	['a stale figure', { changeFromQuantity: 99_999 }, {}, 'CHANGE_FROM_QUANTITY_STALE'],
	['too much', { delta: 2_000_000_001 }, {}, 'INVALID_QUANTITY_TOO_HIGH'],
	['an unknown item', { inventoryItemId: 'gid://shopify/InventoryItem/1' }, {}, 'INVALID_INVENTORY_ITEM'],
])('does not adjust %s', async (_what, change, input, code) => {
	const before = shop.view.inventory;
	const wanted = {
		inventoryItemId: itemOf('MUG-BLUE'),
		locationId: MAIN,
		delta: 1,
		changeFromQuantity: null,
		...change,
	};
	expect(codesOf(await adjust([wanted], input))).toEqual([code]);
	expect(shop.view.inventory).toEqual(before);
});

// ------------------------------------------------------------------ rights, time, and the next process

it.each([
	[
		'reading a level',
		['read_products'],
		`{ locations(first: 1) { nodes { inventoryLevels(first: 1) { nodes { id } } } } }`,
	],
	['setting', ['read_inventory', 'read_locations'], undefined],
])('%s needs its scope', async (_what, scopes, query) => {
	const variables = {
		input: { name: 'on_hand', reason: 'correction', quantities: [row('MUG-BLUE', 1)] },
		key: 'scope',
	};
	await shop.sandbox.change('setScopes', { scopes });
	expect(await shop.codes(query ?? SET, query ? {} : variables)).toEqual(['ACCESS_DENIED']);
	expect(shop.level('MUG-BLUE').onHand).not.toBe(1);
});

it('the date of an answer is the shop’s own time', async () => {
	shop.sandbox.advanceClock(3_600_000);
	const { headers } = await shop.ask('{ shop { name } }');
	expect(Math.abs(Date.parse(String(headers['date'])) - (Date.now() + 3_600_000))).toBeLessThan(5_000);
});

it('stock, products, customers and keys outlive the process', async () => {
	const first = await set([row('MUG-BLUE', 50)], {}, 'kept');
	await shop.sandbox.change('duplicateSku', { sku: 'MUG-WHITE' });
	const { inventory, products, customers } = shop.view;
	const saved = await shop.sandbox.save();
	await shop.open({}, saved);
	expect([shop.view.inventory, shop.view.products, shop.view.customers]).toEqual([inventory, products, customers]);
	expect(await set([row('MUG-BLUE', 50)], {}, 'kept')).toEqual(first);
	expect(shop.accepted('setQuantities')).toBe(0);
});

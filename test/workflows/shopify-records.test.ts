import { sum } from '../../core/model/money';
import type { JournalEntry } from '../../sandbox/kit';
import { itemsOf, type Execution, type Item } from '../../sandbox/n8n/execution';
import type { RunningSandbox } from '../../sandbox/serve';
import { proves, watchJournal } from '../support/proof';
import { item, rowOf, type Part } from '../support/row';
import { Standing } from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * What else the shop tells and takes, in a real n8n: refunds, payouts and customers are read, products, customs data and
 * prices of other systems are written. What was sent is read in the shop's own journal.
 */

const SHOP = { shopifyCommerceApi: { id: null, name: 'Shopify Commerce account' } };
const DAY_MS = 86_400_000;

let standing: Standing;
let shop: RunningSandbox;

beforeAll(async () => {
	standing = await Standing.up();
	shop = watchJournal(standing.sandboxes.of('shopify'));
	await shop.change('refund', { number: 1005, lines: [{ line: 0 }], restock: true });
	shop.advanceClock(2 * DAY_MS);
});

afterAll(async () => {
	await standing.down();
});

const node = (name: string, resource: string, operation: string, parameters: object = {}): Part => ({
	name,
	type: 'shopify',
	parameters: { resource, operation, ...parameters },
	credentials: SHOP,
});

interface Seen {
	readonly execution: Execution;
	/** What the shop carried out meanwhile, in its order. */
	readonly journal: readonly JournalEntry[];
	/** Of these, the names of those that change something. */
	readonly writes: readonly string[];
}

const isWrite = ({ body }: JournalEntry) =>
	/^\s*mutation/.test(String((body as { query?: unknown } | undefined)?.query ?? ''));

async function run(parts: readonly Part[]): Promise<Seen> {
	const begun = shop.journal().at(-1)?.seq ?? 0;
	const execution = await standing.api.run(await rowOf(standing.api, parts), 'Start', { timeoutMs: 120_000 });
	expect(execution.status).toBe('success');
	const journal = shop.journal(begun).filter(({ accepted }) => accepted);
	return { execution, journal, writes: journal.filter(isWrite).map(({ operation }) => String(operation)) };
}

const times = ({ journal }: Seen, name: string) => journal.filter(({ operation }) => operation === name).length;
const variablesOf = ({ journal }: Seen, name: string) =>
	journal
		.filter(({ operation }) => operation === name)
		.map(({ body }) => (body as { variables: Record<string, unknown> }).variables);

// ------------------------------------------------------------------ what is read

/** All records of a resource, and the same read again by their ids; nothing is written on the way. */
async function readTwice(resource: string): Promise<{ seen: Seen; records: Item[] }> {
	const seen = await run([node('All', resource, 'getAll', { returnAll: true }), node('Each', resource, 'get')]);
	const records = itemsOf(seen.execution, 'All');
	expect(records.length).toBeGreaterThan(0);
	// When it was read is not what was read.
	const bare = (each: Item) => ({ ...each, origin: { ...(each.origin as Item), seenAt: null } });
	expect(itemsOf(seen.execution, 'Each').map(bare)).toEqual(records.map(bare));
	expect(seen.writes).toEqual([]);
	return { seen, records };
}

it('reads every refund, whole, and by its id', async () => {
	const { seen, records } = await readTwice('refund');
	const { orders } = shop.state() as { orders: ReadonlyArray<{ refunds: readonly unknown[] }> };
	expect(records).toHaveLength(orders.flatMap(({ refunds }) => refunds).length);
	expect(records.map(({ totals }) => (totals as Item).open)).toEqual(records.map(() => '0'));
	const ours = records.find(({ number }) => number === '#1005-R1');
	expect(ours).toMatchObject({ kind: 'refund', status: 'settled', order: { number: '#1005' } });
	expect([times(seen, 'orderRefundsPage') > 0, times(seen, 'refundsById') > 1]).toEqual([true, true]);
});

it('reads every payout with what it is made of, down to the order, and it comes to the money', async () => {
	const { seen, records } = await readTwice('payout');
	expect(records.map(({ difference }) => difference)).toEqual(records.map(() => '0'));
	for (const { transactions, totals } of records)
		expect(sum((transactions as Item[]).map(({ net }) => String(net)))).toBe(sum([String((totals as Item).net)]));
	const rows = records.flatMap(({ transactions }) => transactions as Item[]);
	expect(rows).toContainEqual(
		expect.objectContaining({ type: 'refund', order: expect.objectContaining({ number: '#1005' }) as Item }),
	);
	expect([times(seen, 'payoutsPage'), times(seen, 'payoutsById')]).toEqual([1, 1]);
	await proves('O12', { request: 'shopify.payoutTransactionsPage' });
});

it('reads every customer, with an address to write to', async () => {
	const { seen, records } = await readTwice('customer');
	const { customers } = shop.state() as { customers: readonly unknown[] };
	expect(records).toHaveLength(customers.length);
	expect([times(seen, 'customersPage') > 0, times(seen, 'customersById') > 0]).toEqual([true, true]);
});

// ------------------------------------------------------------------ what is written

const SEEN_AT = '2026-11-22T10:00:00.000Z';
const origin = (id: string, seenAt = SEEN_AT) => ({ system: 'books', account: 'demo.example.com', id, seenAt });
const PREVIEW = { previewOnly: true };
const answerOf = ({ execution }: Seen) => itemsOf(execution, 'Write')[0]!;

interface Standings {
	readonly products: ReadonlyArray<{
		readonly title: string;
		readonly status: string;
		readonly variants: ReadonlyArray<{
			sku: string;
			price: string;
			hsCode: string | null;
			originCountry: string | null;
		}>;
	}>;
	readonly priceLists: ReadonlyArray<{ readonly id: string; readonly prices: readonly Item[] }>;
}
const view = () => shop.state() as Standings;
const productsNamed = (title: string) => view().products.filter((each) => each.title === title);
const variantOf = (sku: string) =>
	view()
		.products.flatMap(({ variants }) => variants)
		.find((each) => each.sku === sku);

it('shows the product it would make, makes it once, and changes what changed in its record', async () => {
	const cap = (seenAt: string, hsCode: string) => ({
		...{ kind: 'product', origin: origin('P-1', seenAt), number: 'P-1', title: 'Cap', currency: 'EUR' },
		variants: [{ id: 'V-1', sku: 'CAP-FELT', price: '24.00', hsCode, originCountry: 'FI' }],
		updatedAt: seenAt,
	});
	const write = async (record: Item, more: object = {}) =>
		await run([item(record), node('Write', 'product', 'upsert', more)]);
	const first = cap(SEEN_AT, '650500');
	const shown = await write(first, PREVIEW);
	expect(answerOf(shown)).toMatchObject({ outcome: 'preview', preview: { would: 'create', before: null } });
	expect([shown.writes, productsNamed('Cap')]).toEqual([[], []]);

	const made = await write(first);
	expect(answerOf(made)).toMatchObject({
		outcome: 'created',
		target: { id: expect.stringMatching(/^gid:\/\/shopify\/Product\/\d+$/) as string },
	});
	expect(made.writes.filter((name) => name === 'productMake')).toHaveLength(1);
	expect(productsNamed('Cap')).toMatchObject([
		{ status: 'DRAFT', variants: [{ sku: 'CAP-FELT', price: '24', hsCode: '650500', originCountry: 'FI' }] },
	]);
	const again = await write(first);
	expect([answerOf(again).outcome, again.writes]).toEqual(['unchanged', []]);

	const newer = cap('2026-11-22T11:00:00.000Z', '650699');
	const planned = await write(newer, PREVIEW);
	expect(answerOf(planned)).toMatchObject({
		outcome: 'preview',
		preview: { would: 'update', changes: [{ field: 'CAP-FELT.hsCode', before: '650500', after: '650699' }] },
	});
	expect(planned.writes).toEqual([]);
	const changed = await write(newer);
	expect([answerOf(changed).outcome, changed.writes]).toEqual(['updated', ['variantsChange']]);
	const last = await write(newer);
	expect([answerOf(last).outcome, last.writes]).toEqual(['unchanged', []]);
	expect(productsNamed('Cap')).toMatchObject([{ variants: [{ hsCode: '650699', originCountry: 'FI' }] }]);
});

it('edits the customs code of one variant of the shop’s own products, and nothing else of it', async () => {
	const { id } = (await readTwice('product')).records.find(({ title }) => title === 'Oak tray')!.origin as {
		id: string;
	};
	const before = productsNamed('Oak tray');
	const edit: Part = {
		name: 'Edit',
		type: 'n8n-nodes-base.set',
		parameters: {
			mode: 'raw',
			jsonOutput:
				"={{ JSON.stringify({ ...$json, variants: $json.variants.map((v) => ({ ...v, hsCode: '441990', originCountry: 'EE' })) }) }}",
			options: {},
		},
	};
	const customs = { productOptions: { parts: ['customs'] } };
	const write = async (more: object = {}) =>
		await run([
			node('Read', 'product', 'get', { idFrom: 'id', id }),
			edit,
			node('Write', 'product', 'upsert', { ...customs, ...more }),
		]);
	const shown = await write(PREVIEW);
	expect(answerOf(shown)).toMatchObject({ outcome: 'preview', preview: { would: 'update' } });
	expect([shown.writes, productsNamed('Oak tray')]).toEqual([[], before]);
	const done = await write();
	expect([answerOf(done).outcome, done.writes]).toEqual(['updated', ['variantsChange']]);
	const [{ variants }] = variablesOf(done, 'variantsChange') as [{ variants: object[] }];
	expect(variants).toEqual([
		{
			id: expect.stringContaining('ProductVariant') as string,
			inventoryItem: { harmonizedSystemCode: '441990', countryCodeOfOrigin: 'EE' },
		},
	]);
	expect(productsNamed('Oak tray')).toEqual(
		before.map((each) => ({
			...each,
			updatedAt: expect.any(String) as string,
			variants: each.variants.map((variant) => ({ ...variant, hsCode: '441990', originCountry: 'EE' })),
		})),
	);
	const again = await write();
	expect([answerOf(again).outcome, again.writes]).toEqual(['unchanged', []]);
	await proves('O14', { request: 'shopify.variantsChange' });
});

it.each([
	['the shop', 'pricesSet', { pricesOf: 'shop' }, '26.00', 'EUR', () => variantOf('MUG-BLUE')],
	[
		'a price list',
		'fixedPricesSet',
		{ pricesOf: 'list', priceList: 'gid://shopify/PriceList/31000000002' },
		'290.00',
		'SEK',
		() => view().priceLists.find(({ id }) => id.endsWith('31000000002'))?.prices[0],
	],
])('shows the price it would set in %s, sets it, and finds nothing to do then', async (...row) => {
	const [, operation, parameters, amount, currency, standingPrice] = row;
	const price = { kind: 'price', origin: origin('MUG-BLUE'), sku: 'MUG-BLUE', price: amount, currency };
	const write = async (more: object = {}) =>
		await run([item(price), node('Write', 'price', 'set', { ...parameters, ...more })]);
	const shown = await write(PREVIEW);
	expect(answerOf(shown)).toMatchObject({ outcome: 'preview', preview: { would: 'update' } });
	expect(shown.writes).toEqual([]);
	const done = await write();
	expect([answerOf(done).outcome, done.writes]).toEqual(['updated', [operation]]);
	expect(Number(standingPrice()?.price)).toBe(Number(amount));
	const again = await write();
	expect([answerOf(again).outcome, again.writes]).toEqual(['unchanged', []]);
});

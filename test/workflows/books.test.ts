import { compareBooks } from '../../sandbox/demo-books-report';
import { BOOKS_STORIES } from '../../sandbox/demo-books';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import type { JournalEntry } from '../../sandbox/kit';
import { template, withParameters } from '../../sandbox/bridge';
import { settingsOf } from '../../sandbox/demo-stories';
import type { BooksState } from '../support/books';
import { proves, watchJournal } from '../support/proof';
import { rowOf } from '../support/row';
import { byEventAlone, Standing } from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * A shop whose books are Unleashed, in a real n8n, in the order in which an operator lives it: orders, parcels,
 * completion, money given back, stock, products in both directions, and the calls of the month. Every flow is the
 * template as it is shipped.
 */

const ORDERS = 'orders-from-shopify-to-unleashed';
const TRACKING = 'tracking-from-unleashed-to-shopify';
const COMPLETION = 'completion-from-shopify-to-unleashed';
const REFUNDS = 'refunds-from-shopify-to-unleashed';
const STOCK = 'stock-from-unleashed-to-shopify';
const TO_SHOP = 'products-from-unleashed-to-shopify';
const TO_BOOKS = 'products-from-shopify-to-unleashed';
const DRIFT = 'product-drift-between-shopify-and-unleashed';

type Item = Readonly<Record<string, unknown>>;
interface Answer extends Item {
	readonly number?: string;
	readonly outcome?: string;
	readonly error?: { readonly code: string; readonly message: string };
}

interface ShopOrder {
	readonly number: number;
	readonly plant: string;
	readonly total: string;
	readonly lines: ReadonlyArray<{ readonly sku: string; readonly currentQuantity: number }>;
	readonly fulfillments: ReadonlyArray<{
		readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
		readonly tracking: { readonly company: string | null; readonly numbers: readonly string[] };
	}>;
}

let standing: Standing;
const workflows = new Map<string, string>();

const shop = () => standing.sandboxes.of('shopify');
const books = () => standing.sandboxes.of('unleashed');
const booksState = () => books().state() as BooksState;
const shopOrders = () => (shop().state() as { orders: ShopOrder[] }).orders;
const shopOrder = (number: number) => shopOrders().find((each) => each.number === number)!;
const booked = (number: string) =>
	booksState().orders.filter(({ orderNumber, status }) => orderNumber === number && status !== 'Deleted');
const standsAs = (number: number, status: string) => booked(`SHOP-${number}`).some((order) => order.status === status);
/** Plain orders of the shop that stand in the books with a status, oldest first. */
const plain = (status: string) =>
	shopOrders().filter((each) => each.plant === 'plain' && standsAs(each.number, status) && each.lines.length > 0);

const answers = (execution: Execution, node: string, output = 0) =>
	itemsOf(execution, node, output) as readonly Answer[];
const by = (list: readonly Answer[], outcome: string) => list.filter((each) => each.outcome === outcome);
const lastSeq = (system: string) => standing.sandboxes.of(system).journal().at(-1)?.seq ?? 0;
const accepted = (system: string, operation: string, since = 0): JournalEntry[] =>
	standing.sandboxes
		.of(system)
		.journal(since)
		.filter((entry) => entry.operation === operation && entry.accepted);
const compared = () => compareBooks(shop().state(), books().state());

/** Takes an order that is no part of the story back on both sides. */
async function forget(number: number, orderNumber = `SHOP-${number}`): Promise<void> {
	await shop().change('cancelOrder', { number });
	await books().change('deleteOrder', { orderNumber });
}

async function run(story: string): Promise<Execution> {
	const execution = await standing.api.run(workflows.get(story) ?? story, 'Start by Hand', { timeoutMs: 300_000 });
	expect(execution.status).toBe('success');
	return execution;
}

/** Runs a story of the books that has no problem to tell. */
async function runWell(story: string, node: string): Promise<readonly Answer[]> {
	const execution = await run(story);
	expect(answers(execution, node, 1)).toEqual([]);
	return answers(execution, node);
}

beforeAll(async () => {
	standing = await Standing.up({ only: ['shopify', 'unleashed'] });
	watchJournal(shop());
	watchJournal(books());
	await BOOKS_STORIES.find(({ story }) => story === ORDERS)?.before?.(standing.sandboxes);
	for (const story of [ORDERS, TRACKING, COMPLETION, REFUNDS, STOCK, TO_SHOP, TO_BOOKS])
		workflows.set(story, (await standing.import(story)).id);
	const whole = { productOptions: { parts: ['name', 'price'], taxInPrices: '25.5' } };
	workflows.set(DRIFT, (await standing.import(DRIFT, { 'Send to Unleashed': whole })).id);
});

afterAll(async () => {
	await standing.down();
});

// ------------------------------------------------------------------ orders

it('books an order when the shop says that it is paid, and not before', async () => {
	const whole = withParameters(template(ORDERS), settingsOf(standing.sandboxes.data)[ORDERS] ?? {});
	const { id } = await standing.api.importWorkflow({ ...byEventAlone(whole), name: 'When paid' });
	await standing.api.publish(id);
	const place = async (plant: string) => ((await shop().change('addOrder', { plant })) as { number: number }).number;
	const unpaid = await place('unpaid');
	const paid = await place('plain');
	await standing.api.waitForExecutions(id, 1);
	expect([booked(`SHOP-${paid}`), booked(`SHOP-${unpaid}`)].map(({ length }) => length)).toEqual([1, 0]);
	await shop().change('payOrder', { number: unpaid });
	await standing.api.waitForExecutions(id, 2);
	expect(booked(`SHOP-${unpaid}`)).toHaveLength(1);
	await standing.api.unpublish(id);
	await forget(unpaid);
	await proves('U1', { request: 'unleashed.salesOrdersCreate' });
});

it('takes all that is paid, to the cent, and a person for it where the shop’s customers are wanted', async () => {
	const first = await run(ORDERS);
	expect(by(answers(first, 'Send to Unleashed'), 'created').length).toBeGreaterThan(40);
	expect(compared().orders).toMatchObject({ equal: true, differences: [] });

	const { number } = (await shop().change('addOrder', {
		lines: [
			{ sku: 'MUG-BLUE', quantity: 3 },
			{ sku: 'TEAPOT-BLACK', quantity: 1 },
		],
	})) as { number: number };
	const customers = booksState().customers.length;
	const each = (await standing.import(ORDERS, { 'Send to Unleashed': { customerFrom: 'own' } })).id;
	await run(each);
	const [there] = booked(`SHOP-${number}`);
	expect(there).toMatchObject({
		...{ customerRef: `#${number}`, deliveryCountry: 'Finland', deliveryMethod: 'Home delivery' },
		total: Number(shopOrder(number).total),
	});
	expect(there?.lines.map(({ code, quantity }) => `${quantity} ${code}`)).toEqual([
		'3 MUG-BLUE',
		'1 TEAPOT-BLACK',
		'1 FREIGHT',
	]);
	expect(booksState().customers).toHaveLength(customers + 1);
	const created = accepted('unleashed', 'salesOrdersCreate').at(-1)?.body as Record<string, unknown>;
	for (const field of ['DeliveryName', 'DeliveryStreetAddress', 'DeliveryCity', 'DeliveryPostCode'])
		expect(created).toHaveProperty(field, expect.stringMatching(/./));
	await proves('U3', { request: 'unleashed.salesOrdersCreate' });
});

it('takes what is not paid yet only where the operator says so', async () => {
	const { number } = (await shop().change('addOrder', { plant: 'unpaid' })) as { number: number };
	await run(ORDERS);
	expect(booked(`SHOP-${number}`)).toEqual([]);
	const wider = { paymentStatuses: ['paid', 'partiallyRefunded', 'pending'] };
	await run((await standing.import(ORDERS, { 'Send to Unleashed': wider })).id);
	expect(booked(`SHOP-${number}`)).toHaveLength(1);
	const wide = shopOrders().filter(({ plant }) => ['cashOnDelivery', 'unpaid'].includes(plant));
	for (const order of wide) if (booked(`SHOP-${order.number}`).length > 0) await forget(order.number);
	await proves('U2', { request: 'unleashed.salesOrdersCreate' });
});

it('gives each shop’s orders a prefix of their own', async () => {
	const { number, id } = (await shop().change('addOrder')) as { number: number; id: string };
	const read = template(ORDERS).nodes.find(({ name }) => name === 'Read Orders')!;
	const send = withParameters(template(ORDERS), settingsOf(standing.sandboxes.data)[ORDERS] ?? {}).nodes.find(
		({ name }) => name === 'Send to Unleashed',
	)!;
	const nodes = [
		{ ...read, type: 'shopify', parameters: { ...read.parameters, idFrom: 'id', id } },
		{ ...send, type: 'unleashed', parameters: { ...send.parameters, numberPrefix: 'POTTERY-#' } },
	];
	const row = await rowOf(standing.api, nodes as never);
	const execution = await standing.api.run(row, 'Start', { timeoutMs: 120_000 });
	expect(execution.status).toBe('success');
	expect(booked(`POTTERY-#${number}`)).toHaveLength(1);
	expect(booked(`SHOP-${number}`)).toEqual([]);
	await forget(number, `POTTERY-#${number}`);
	await proves('U4', { request: 'unleashed.salesOrdersCreate' });
});

// ------------------------------------------------------------------ what happens in the books comes back

it('brings every parcel of the books to the shop, in parts too, with carrier and tracking', async () => {
	const parts = plain('Placed').find(({ lines }) => lines.length > 1)!;
	const [whole] = plain('Placed').filter(({ number }) => number !== parts.number);
	const [line] = parts.lines;
	await books().change('ship', {
		orderNumber: `SHOP-${parts.number}`,
		lines: [{ sku: line!.sku, quantity: line!.currentQuantity }],
		trackingNumber: 'JJFI100',
		company: 'Posti',
	});
	await books().change('ship', { orderNumber: `SHOP-${whole!.number}`, trackingNumber: 'JJFI200, JJFI201' });
	expect(by(await runWell(TRACKING, 'Send to Shopify'), 'created')).toHaveLength(2);
	expect(shopOrder(parts.number).fulfillments).toMatchObject([
		{
			lines: [{ sku: line!.sku, quantity: line!.currentQuantity }],
			tracking: { company: 'Posti', numbers: ['JJFI100'] },
		},
	]);
	expect(shopOrder(whole!.number).fulfillments).toMatchObject([{ tracking: { numbers: ['JJFI200', 'JJFI201'] } }]);
	expect(compared().shipments).toMatchObject({ equal: true, differences: [] });
	await proves('U8', { request: 'shopify.fulfillmentCreate' });

	const seq = lastSeq('shopify');
	await books().change('ship', { orderNumber: `SHOP-${parts.number}`, trackingNumber: 'JJFI101' });
	await runWell(TRACKING, 'Send to Shopify');
	expect(accepted('shopify', 'fulfillmentCreate', seq)).toHaveLength(1);
	expect(compared().shipments).toMatchObject({ equal: true, differences: [] });
	await runWell(TRACKING, 'Send to Shopify');
	expect(accepted('shopify', 'fulfillmentCreate', seq)).toHaveLength(1);
	await proves('U7', { request: 'shopify.fulfillmentCreate' });
});

it('fulfills in the shop what people complete in the books without making a shipment', async () => {
	const [order] = plain('Placed').filter(({ fulfillments }) => fulfillments.length === 0);
	await books().change('completeOrder', { orderNumber: `SHOP-${order!.number}` });
	await runWell(TRACKING, 'Send to Shopify');
	const [fulfillment] = shopOrder(order!.number).fulfillments;
	expect(fulfillment?.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual(
		order!.lines.map(({ sku, currentQuantity }) => [sku, currentQuantity]),
	);
	await proves('U9', { request: 'shopify.fulfillmentCreate' });
});

it('completes in the books what the shop calls fulfilled, and nothing else', async () => {
	const open = plain('Placed').filter(({ fulfillments }) => fulfillments.length === 0);
	const [sent, waiting] = open;
	await shop().change('fulfillByHand', { number: sent!.number });
	await runWell(COMPLETION, 'Complete in Unleashed');
	expect(booked(`SHOP-${sent!.number}`)).toMatchObject([{ status: 'Completed' }]);
	expect(booked(`SHOP-${waiting!.number}`)).toMatchObject([{ status: 'Placed' }]);
	const shipped = booksState().shipments.filter(({ orderNumber }) => orderNumber === `SHOP-${sent!.number}`);
	expect(shipped.length).toBeGreaterThan(0);
	await proves('U6', { request: 'unleashed.salesOrdersComplete' });
});

it('credits what was given back once, and not what the order itself was lowered by', async () => {
	const [completed] = plain('Completed').filter(({ lines }) => lines.length > 0);
	const [open] = plain('Placed').filter(
		({ lines: [line], fulfillments }) => (line?.currentQuantity ?? 0) > 1 && fulfillments.length === 0,
	);
	for (const order of [completed!, open!])
		await shop().change('refund', { number: order.number, lines: [{ line: 0, quantity: 1 }], restock: true });
	await run(REFUNDS);
	await run(ORDERS);
	await run(REFUNDS);
	await run(REFUNDS);
	const credits = booksState().credits as unknown as ReadonlyArray<{ comments: string; status: string }>;
	expect(credits.filter(({ comments }) => comments.includes(`SHOP-${completed!.number} `))).toMatchObject([
		{ status: 'Completed' },
	]);
	expect(credits.filter(({ comments }) => comments.includes(`SHOP-${open!.number} `))).toEqual([]);
	expect(compared()).toMatchObject({ orders: { differences: [] }, refunds: { equal: true, differences: [] } });
	await proves('U12', { request: 'unleashed.creditNotesCreate' });
});

// ------------------------------------------------------------------ stock

it('sets in the shop what the books can sell, by the schedule', async () => {
	await run(STOCK);
	expect(compared().stock).toMatchObject({ equal: true, differences: [] });
	await books().change('setStock', { sku: 'MUG-GREEN', stock: 55 });
	const settings = settingsOf(standing.sandboxes.data)[STOCK] ?? {};
	const every = { 'Every Hour': { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } } };
	const clocked = withParameters(template(STOCK), { ...settings, ...every });
	const { id } = await standing.api.importWorkflow({ ...clocked, name: 'Stock by the clock' });
	const seq = lastSeq('shopify');
	await standing.api.publish(id);
	for (let ended = 1; ended <= 5 && !compared().stock.equal; ended++) await standing.api.waitForExecutions(id, ended);
	await standing.api.unpublish(id);
	expect(compared().stock).toMatchObject({ equal: true, differences: [] });
	expect(accepted('shopify', 'levelsSet', seq).length).toBeGreaterThan(0);
	await proves('U14', { request: 'shopify.levelsSet' });
});

// ------------------------------------------------------------------ products

interface ShopProduct {
	readonly title: string;
	readonly variants: ReadonlyArray<{ readonly sku: string; readonly price: string }>;
}
const shopProduct = (sku: string) =>
	(shop().state() as { products: ShopProduct[] }).products.find(({ variants }) =>
		variants.some((variant) => variant.sku === sku),
	);
const booksProduct = (code: string) => booksState().products.find((product) => product.code === code);

it('makes in the shop what is made in the books, and follows a change', async () => {
	await books().change('addProduct', { sku: 'SPOON-OAK', title: 'Oak spoon', price: 8, stock: 40 });
	await runWell(TO_SHOP, 'Send to Shopify');
	expect(shopProduct('SPOON-OAK')).toMatchObject({ title: 'Oak spoon', variants: [{ price: '10.04' }] });
	await books().change('changeProduct', { sku: 'SPOON-OAK', ProductDescription: 'Oak spoon, oiled' });
	const seq = lastSeq('shopify');
	await runWell(TO_SHOP, 'Send to Shopify');
	expect(shopProduct('SPOON-OAK')).toMatchObject({ title: 'Oak spoon, oiled' });
	expect(accepted('shopify', 'productMake', seq)).toEqual([]);
	await proves('U16', { request: 'shopify.productMake' });
});

it('makes in the books what is made in the shop, and follows a change', async () => {
	await runWell(TO_BOOKS, 'Send to Unleashed');
	expect(booksProduct('VASE-NEW')).toBeDefined();
	await shop().change('editProduct', { sku: 'GLASS-WINE', price: '25.10' });
	await runWell(TO_BOOKS, 'Send to Unleashed');
	expect(booksProduct('GLASS-WINE')).toMatchObject({ DefaultSellPrice: 20 });
	await proves('U18', { request: 'unleashed.productsSave' });
});

/** Runs the form of the drift template as people fill it in. */
async function align(direction: string, skus: string): Promise<Execution> {
	const id = workflows.get(DRIFT) ?? '';
	const execution = await standing.api.run(id, 'Align', {
		timeoutMs: 300_000,
		items: [{ Direction: direction, SKUs: skus }],
	});
	expect(execution.status).toBe('success');
	return execution;
}

it('lists what only the shop has, and makes it in the books when people ask for it', async () => {
	await shop().change('editProduct', { sku: 'TOWEL-LINEN', title: 'Linen towel' });
	const listed = answers(await run(DRIFT), 'Compare Products', 1).map(({ number }) => number);
	expect(listed).toContain('TOWEL-LINEN');
	await align('From Shopify into Unleashed', 'TOWEL-LINEN');
	expect(booksProduct('TOWEL-LINEN')).toMatchObject({ ProductDescription: 'Linen towel' });
	await proves('U17', { request: 'unleashed.productsSave' });
});

it('lists what only the books have, and makes it in the shop when people ask for it', async () => {
	await books().change('addProduct', { sku: 'SPOON-ASH', title: 'Ash spoon', price: 8, stock: 12 });
	await books().change('addProduct', { sku: 'SPOON-ELM', title: 'Elm spoon', price: 8, stock: 12 });
	const only = answers(await run(DRIFT), 'Compare Products', 3).map(({ number }) => number);
	expect(only).toEqual(expect.arrayContaining(['SPOON-ASH', 'SPOON-ELM']));
	await align('From Unleashed into Shopify', 'SPOON-ASH');
	expect(shopProduct('SPOON-ASH')).toMatchObject({ title: 'Ash spoon' });
	expect(shopProduct('SPOON-ELM')).toBeUndefined();
	await proves('U19', { request: 'shopify.productMake' });
});

// ------------------------------------------------------------------ the calls of the month

it('says how the month’s calls stand and where they lead, slows down, and keeps the last of them for orders', async () => {
	const alone = async (type: string, parameters: object, credentials?: object) =>
		await standing.api.run(
			await rowOf(standing.api, [{ name: 'Alone', type, parameters, ...(credentials && { credentials }) }]),
			'Start',
			{ timeoutMs: 120_000 },
		);
	const usage = async () =>
		(
			answers(await alone('ledger', { operation: 'getUsage' }), 'Alone') as unknown as ReadonlyArray<
				Record<string, unknown>
			>
		)[0]!;
	const before = await usage();
	expect(before).toMatchObject({ allowance: null, forecast: expect.any(Number) as number });
	const account = standing.sandboxes.of('unleashed').credential();
	const used = before.used as number;
	await standing.api.createCredential(account.type, 'Unleashed, nearly used up', {
		...account.data,
		monthlyAllowance: String(Math.ceil(used * 1.04)),
	});
	const tight = { unleashedApi: { id: null, name: 'Unleashed, nearly used up' } };
	const full = { resource: 'product', operation: 'getAll', returnAll: true };
	const seq = lastSeq('unleashed');
	const refused = await alone('unleashed', full, tight);
	expect(JSON.stringify(refused)).toContain('was not asked');
	expect(accepted('unleashed', 'productsList', seq)).toEqual([]);
	const { number } = (await shop().change('addOrder')) as { number: number };
	const whole = withParameters(template(ORDERS), settingsOf(standing.sandboxes.data)[ORDERS] ?? {});
	const nodes = whole.nodes.map((node) => (node.name === 'Send to Unleashed' ? { ...node, credentials: tight } : node));
	await run((await standing.api.importWorkflow({ ...whole, nodes, name: 'Nearly used up' })).id);
	expect(booked(`SHOP-${number}`)).toHaveLength(1);
	const after = await usage();
	expect(after).toMatchObject({ allowance: Math.ceil(used * 1.04), percent: expect.any(Number) as number });
	expect(after.classes).toContainEqual(expect.objectContaining({ class: 'fullRead', state: 'refused' }));
	expect(after.classes).toContainEqual(expect.objectContaining({ class: 'order', state: 'goes' }));
	await proves('B10', { request: 'unleashed.salesOrdersCreate' });
});

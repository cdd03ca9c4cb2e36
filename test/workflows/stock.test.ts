import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import { STOCK_LOCATION } from '../../sandbox/demo-data';
import { proves, watchJournal } from '../support/proof';
import { ORDERS, Standing, STOCK } from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * The stock template in a real n8n when the figures are wrong: the shop is left alone. And when they move to and fro:
 * the last one stands.
 */

const NODE = 'Set Stock in Shopify';
const CAREFUL = { location: STOCK_LOCATION, reservedFrom: 'source', levelOptions: { firstRun: 'apply' } };

interface Answer {
	readonly outcome?: string;
	readonly number?: string;
	readonly error?: { readonly code: string; readonly message: string; readonly description: string };
}

let standing: Standing;
let workflow: string;

const shop = () => standing.sandboxes.of('shopify');
const warehouse = () => standing.sandboxes.of('ogoship');
const answers = (execution: Execution, output = 0) => itemsOf(execution, NODE, output) as readonly Answer[];
const updated = (execution: Execution) => answers(execution).filter(({ outcome }) => outcome === 'updated');
const writes = (since = 0) =>
	shop()
		.journal(since)
		.filter(({ operation, accepted }) => operation === 'levelsSet' && accepted);
const lastSeq = () => shop().journal().at(-1)?.seq ?? 0;
const figures = () => JSON.stringify((shop().state() as { inventory: unknown }).inventory);
const run = async (id = workflow) => await standing.api.run(id, 'Start by Hand', { timeoutMs: 300_000 });

async function imported(parameters: object): Promise<string> {
	return (await standing.import(STOCK, { [NODE]: { ...CAREFUL, ...parameters } })).id;
}

beforeAll(async () => {
	standing = await Standing.up();
	watchJournal(shop());
	workflow = await imported({ levelOptions: { firstRun: 'apply' } });
	// The figures as they are after months of use: both sides agree, so that what follows is the exception.
	const settle = await imported({ levelOptions: { firstRun: 'apply', applyAnyway: true } });
	const first = await run(settle);
	expect(first.status).toBe('success');
	expect(updated(first).length).toBeGreaterThan(10);
	expect(updated(await run())).toEqual([]);
});

afterAll(async () => {
	await standing.down();
});

it.each([
	['a reading of the wrong warehouse', 'wrongWarehouse', 'would change'],
	['a catalogue that was emptied', 'emptyCatalogue', 'would fall to zero'],
])('leaves the shop alone at %s, shows the plan and says why', async (_, change, why) => {
	const saved = (warehouse().state() as { stock: Array<{ code: string; stock: number }> }).stock;
	const before = figures();
	const seq = lastSeq();
	await warehouse().change(change);
	const stopped = await run();
	expect(stopped.status).toBe('error');
	expect(writes(seq)).toEqual([]);
	expect(figures()).toBe(before);
	expect(answers(stopped).every(({ outcome }) => outcome === 'preview' || outcome === 'unchanged')).toBe(true);
	const [problem] = answers(stopped, 1);
	expect(problem?.error).toMatchObject({ code: 'SETUP_BRAKE', message: expect.stringContaining(why) as unknown });
	expect(problem?.error?.description).toContain('Apply Anyway');
	for (const { code, stock } of saved) await warehouse().change('setStock', { code, stock });
	expect(updated(await run())).toEqual([]);
});

it('leaves the shop alone when a page of the list is cut short', async () => {
	const before = figures();
	const seq = lastSeq();
	await warehouse().change('truncatePages', { times: 1 });
	const stopped = await run();
	expect(stopped.status).toBe('error');
	expect(answers(stopped, 1)[0]?.error).toMatchObject({
		code: 'SETUP_BRAKE',
		message: expect.stringContaining('the last run brought') as unknown,
	});
	expect(writes(seq)).toEqual([]);
	expect(figures()).toBe(before);
});

it('ends at 3 after 5, 3, 5, 3 within the hour, with three accepted writes', async () => {
	const stock = async (units: number) => {
		await warehouse().change('setStock', { code: 'TOWEL-LINEN', stock: units });
		shop().advanceClock(10 * 60_000);
		const execution = await run();
		expect(execution.status).toBe('success');
		return updated(execution).map(({ number }) => number);
	};
	await stock(5);
	const seq = lastSeq();
	expect(await stock(5)).toEqual([]);
	for (const units of [3, 5, 3]) expect(await stock(units)).toEqual(['TOWEL-LINEN']);
	expect(writes(seq)).toHaveLength(3);
	const level = (
		shop().state() as { inventory: Array<{ sku: string; locationId: string; onHand: number }> }
	).inventory.find(({ sku, locationId }) => sku === 'TOWEL-LINEN' && locationId === STOCK_LOCATION);
	expect(level?.onHand).toBe(3);
});

it('writes a batch once whose answer was lost', async () => {
	await warehouse().change('setStock', { code: 'APRON-GREY', stock: 41 });
	const seq = lastSeq();
	shop().addFault({ kind: 'resetAfterCommit', operation: 'levelsSet', times: 1 });
	const execution = await run();
	expect(execution.status).toBe('success');
	expect(answers(execution, 1)).toEqual([]);
	expect(writes(seq).filter(({ note }) => note?.replayed !== true)).toHaveLength(1);
	expect(figures()).toContain('"onHand":41');
});

it('only shows what the very first run between two accounts would write', async () => {
	await standing.loseLedger();
	await standing.restart();
	await warehouse().change('setStock', { code: 'MUG-GREEN', stock: 77 });
	const careful = await imported({ levelOptions: {} });
	const seq = lastSeq();
	const first = await run(careful);
	expect(first.status).toBe('success');
	expect(answers(first).filter(({ outcome }) => outcome === 'preview').length).toBeGreaterThan(0);
	expect(writes(seq)).toEqual([]);
	expect(updated(await run(careful)).map(({ number }) => number)).toEqual(['MUG-GREEN']);
	expect(writes(seq)).toHaveLength(1);
});

/** No order of it left the warehouse before the flow began. */
const CUP = 'CUP-ESPRESSO';

interface ShopLevel {
	readonly sku: string;
	readonly locationId: string;
	readonly onHand: number;
	readonly available: number;
	readonly committed: number;
}

function cups(): ShopLevel & { readonly there: number } {
	const { inventory } = shop().state() as { inventory: readonly ShopLevel[] };
	const { stock } = warehouse().state() as { stock: ReadonlyArray<{ code: string; stock: number }> };
	const level = inventory.find(({ sku, locationId }) => sku === CUP && locationId === STOCK_LOCATION)!;
	return { ...level, there: stock.find(({ code }) => code === CUP)!.stock };
}

/** An order of cups that the warehouse has and nobody has picked. */
function waiting(): { readonly number: number; readonly units: number } {
	const { orders } = warehouse().state() as {
		orders: ReadonlyArray<{
			reference: string;
			status: string;
			orderLines: ReadonlyArray<{ code: string; quantity: number }>;
		}>;
	};
	const found = orders.find(
		({ status, orderLines }) => status === 'New' && orderLines.some(({ code }) => code === CUP),
	);
	if (!found) throw new Error('The warehouse has no order of cups');
	const units = found.orderLines.reduce((sum, { code, quantity }) => sum + (code === CUP ? quantity : 0), 0);
	return { number: Number(found.reference.replace(/\D/g, '')), units };
}

const buy = async () => await shop().change('checkout', { lines: [{ sku: CUP, quantity: 1 }] });

it('sells no unit twice while customers buy and a parcel leaves between its readings and its write', async () => {
	const orders = (await standing.import(ORDERS)).id;
	expect((await run(orders)).status).toBe('success');
	const { id } = await standing.import(STOCK, { [NODE]: { levelOptions: { firstRun: 'apply', applyAnyway: true } } });
	await run(id);
	// Goods were lost, so the shop shows too many and must be set.
	await warehouse().change('setStock', { code: CUP, stock: cups().there - 3 });
	const seq = lastSeq();
	const parcel = waiting();
	const planted = new Map<string, () => Promise<unknown>>([
		['stockList', buy],
		['variantLevelsPage', buy],
		[
			'openUnitsById',
			async () => {
				await buy();
				await warehouse().change('ship', { reference: `SHOP-${parcel.number}` });
				await shop().change('fulfillByHand', { number: parcel.number });
			},
		],
	]);
	const before = cups();
	for (const sandbox of [shop(), warehouse()])
		sandbox.betweenRequests(async (operation) => {
			const work = planted.get(operation);
			planted.delete(operation);
			await work?.();
		});
	const execution = await run(id);
	for (const sandbox of [shop(), warehouse()]) sandbox.betweenRequests();
	expect(execution.status).toBe('success');
	expect([...planted.keys()]).toEqual([]);
	expect(updated(execution).map(({ number }) => number)).toEqual([CUP]);
	const sent = shop()
		.journal(seq)
		.filter(({ operation }) => operation === 'levelsSet');
	expect(sent.map(({ accepted }) => accepted)).toEqual([false, true]);
	expect(cups().committed).toBe(before.committed + 3 - parcel.units);

	// Whatever is offered now is bought: all that is there is promised, each unit once.
	expect(cups().available).toBeGreaterThan(0);
	for (let offered = cups().available; offered > 0; offered -= 1) expect(await buy()).toHaveProperty('number');
	expect(await buy()).toEqual({ soldOut: [CUP] });
	expect(cups()).toMatchObject({ available: 0, committed: cups().there });
	await proves('B3', { request: 'shopify.levelsSet' });
});

/*
 * One seed in one arm: the day goes by, and the judge says what was sold that was not there.
 */
import { demoData } from '../../sandbox/demo-data';
import type { DemoData } from '../../sandbox/kit';
import { openDesk, type Desk } from '../support/desk';
import { MachineClock } from '../support/machine-clock';
import { ARMS, type ArmName } from './arms';
import { Flows } from './flows';
import { WRITES } from './inspector';
import { Shelves, unitsIn } from './oracle';
import { scheduleOf, SKUS, type Planned, type Schedule } from './schedule';
import { Town, type Counts } from './town';

export interface Result {
	readonly seed: number;
	readonly arm: ArmName;
	readonly counts: Counts;
	readonly oversold: number;
	/** Units the shop offered after a write, and that were nobody's to offer. */
	readonly invented: number;
	/** Units a shop could have sold that knows everything at every moment, with the same customers. */
	readonly sellable: number;
	/** Writes of stock that were carried out, and those that were refused because a level had moved. */
	readonly writes: number;
	readonly stale: number;
	/** Rows left alone because they had moved. */
	readonly moved: number;
	/** Requests to the warehouse and the shop that a stock run reads with. */
	readonly reads: number;
}

/** The clock begins further ahead of the database's than a race takes, so that what is dated by which can be told apart. */
const AHEAD_MS = 86_400_000;
/** What stock runs ask for. */
const READS = ['stockList', 'locationsPage', 'variantLevelsPage', 'openUnitsById', 'itemLevelsById'];

export async function race(seed: number, arm: ArmName): Promise<Result> {
	const schedule = scheduleOf(seed);
	const clock = new MachineClock();
	clock.advance(AHEAD_MS);
	const desk = await openDesk({ data: shopWith(schedule) });
	try {
		const town = new Town(desk.shop, desk.warehouse, clock);
		const flows = new Flows(desk, town, ARMS[arm], clock);
		await open(desk, town, schedule);
		for (const event of schedule.events) plan(event, town, flows, ARMS[arm].otherShop);
		for (let next = town.agenda.take(Infinity); next; next = town.agenda.take(Infinity)) {
			town.moveTo(next.at);
			await next.work();
		}
		return {
			seed,
			arm,
			counts: town.counts,
			oversold: town.shelves.oversold,
			invented: town.shelves.invented,
			sellable: sellable(schedule, town.otherSales),
			writes: count(desk, WRITES, (accepted) => accepted),
			stale: count(desk, WRITES, (accepted) => !accepted),
			moved: flows.moved,
			reads: count(desk, READS),
		};
	} finally {
		await desk.close();
		clock.restore();
	}
}

function count(desk: Desk, operations: readonly string[], which: (accepted: boolean) => boolean = () => true): number {
	const journal = [...desk.shop.journal(), ...desk.warehouse.journal()];
	return journal.filter(({ operation, accepted }) => operations.includes(operation) && which(accepted)).length;
}

/** The demo's shop with these products alone, and no order yet. */
function shopWith({ opening }: Schedule): DemoData {
	const data = demoData(new Date().toISOString());
	const stock = new Map(opening.map(({ sku, quantity }) => [sku, quantity]));
	const products = data.products.filter(({ sku }) => SKUS.includes(sku));
	return { ...data, orders: [], products: products.map((each) => ({ ...each, stock: stock.get(each.sku) ?? 0 })) };
}

/** At the start the shop shows what lies there. */
async function open({ shop }: Desk, town: Town, { opening }: Schedule): Promise<void> {
	for (const { sku, quantity } of opening) {
		town.shelves.arrive(sku, quantity);
		await shop.change('setLevel', { sku, onHand: quantity });
	}
}

function plan(event: Planned, town: Town, flows: Flows, otherShop: boolean): void {
	const { at } = event;
	const people = (work: () => unknown) => town.agenda.add({ at, by: 'people', work });
	const flow = (work: () => unknown) => town.agenda.add({ at, by: 'flow', work });
	// Nothing happens in the shop for a cart: it holds nothing.
	if (event.what === 'cart') people(() => (town.counts.carts += 1));
	else if (event.what === 'purchase') people(async () => await town.buy(event.purchase));
	else if (event.what === 'arrival') people(async () => await town.arrive(event.sku, event.quantity));
	else if (event.what === 'forward') flow(async () => await flows.forward());
	else if (event.what === 'stock') flow(async () => await flows.readStock(event.writeAfter));
	else if (otherShop) people(async () => await town.buyElsewhere(event.sale));
}

/** What could have been sold beside what the other shop did sell. */
function sellable({ opening, events }: Schedule, otherSales: Town['otherSales']): number {
	const shelves = new Shelves();
	let sold = 0;
	const moments = events.flatMap((event): Array<{ at: number; work: () => void }> => {
		if (event.what === 'arrival') return [{ at: event.at, work: () => shelves.arrive(event.sku, event.quantity) }];
		if (event.what !== 'purchase') return [];
		const { customer, lines, pays, payAfter, cancelAfter } = event.purchase;
		const back = Math.min(cancelAfter ?? Infinity, pays === 'never' ? payAfter : Infinity);
		let bought = false;
		const buy = () => {
			bought = shelves.has(lines);
			if (!bought) return;
			shelves.promise(customer, lines);
			sold += unitsIn(lines);
		};
		const takeBack = () => {
			if (!bought) return;
			shelves.takeBack(customer);
			sold -= unitsIn(lines);
		};
		return [{ at: event.at, work: buy }, ...(back < Infinity ? [{ at: event.at + back, work: takeBack }] : [])];
	});
	for (const { sku, quantity } of opening) shelves.arrive(sku, quantity);
	for (const [n, { at, lines }] of otherSales.entries())
		moments.push({ at, work: () => shelves.promise(`elsewhere ${n}`, lines) });
	for (const { work } of moments.sort((a, b) => a.at - b.at)) work();
	return sold;
}

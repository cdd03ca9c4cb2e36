import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Shelves } from './oracle';
import { scheduleOf, SKUS, type Planned } from './schedule';

/*
 * The judge of the race, and the days it judges.
 */

const MUGS = (quantity: number) => [{ sku: 'MUG', quantity }];

function shelvesWith(units: number): Shelves {
	const shelves = new Shelves();
	shelves.arrive('MUG', units);
	return shelves;
}

it('finds nothing wrong as long as what is promised is there', () => {
	const shelves = shelvesWith(5);
	shelves.promise('a', MUGS(3));
	shelves.promise('b', MUGS(2));
	expect([shelves.oversold, shelves.free('MUG')]).toEqual([0, 0]);
	expect(shelves.has(MUGS(1))).toBe(false);
});

it.each([
	['one more than there is', 5, [3, 3], 1],
	['the same unit again and again', 1, [1, 1, 1], 2],
	['of what never was there', 0, [2], 2],
])('counts what is promised and not there: %s', (_, there, sales, oversold) => {
	const shelves = shelvesWith(there);
	for (const [n, quantity] of sales.entries()) shelves.promise(`customer ${n}`, MUGS(quantity));
	expect(shelves.oversold).toBe(oversold);
});

it('judges at the moment of the promise: what comes in later makes nothing good, what went out is gone', () => {
	const shelves = shelvesWith(2);
	shelves.promise('a', MUGS(2));
	shelves.send('a');
	shelves.promise('b', MUGS(1));
	shelves.arrive('MUG', 10);
	expect([shelves.oversold, shelves.free('MUG')]).toEqual([1, 9]);
});

it('has back what was cancelled, and counts two lines of one product together', () => {
	const shelves = shelvesWith(3);
	shelves.promise('a', MUGS(3));
	shelves.takeBack('a');
	shelves.promise('b', [...MUGS(2), ...MUGS(2)]);
	expect(shelves.oversold).toBe(1);
});

it.each([
	["what is there and nobody's", 8, 0, 0],
	['one more than that', 9, 0, 1],
	['what was to be kept back', 8, 2, 2],
	['less than nothing', -3, 0, 0],
])("counts what a write offers and is nobody's to offer: %s", (_, offered, keptBack, invented) => {
	const shelves = shelvesWith(10);
	shelves.promise('a', MUGS(2));
	shelves.inspect('MUG', offered, shelves.read(), keptBack);
	expect(shelves.invented).toBe(invented);
});

it('does not blame a write for what came about after its reading, and gives it nothing for it either', () => {
	const shelves = shelvesWith(10);
	const reading = shelves.read();
	shelves.promiseElsewhere('b', MUGS(3));
	shelves.inspect('MUG', 10, reading, 0);
	expect(shelves.invented).toBe(0);
	shelves.arrive('MUG', 5);
	shelves.inspect('MUG', 12, reading, 0);
	expect(shelves.invented).toBe(2);
	shelves.inspect('MUG', 12, shelves.read(), 0);
	expect(shelves.invented).toBe(2);
});

it('blames a write for our own sales since its reading, which the shop knows of', () => {
	const shelves = shelvesWith(10);
	const reading = shelves.read();
	shelves.promise('a', MUGS(2));
	shelves.send('a');
	shelves.inspect('MUG', 10, reading, 0);
	expect(shelves.invented).toBe(2);
});

it('lets no older reading give back what a newer one has taken', () => {
	const shelves = shelvesWith(10);
	const older = shelves.read();
	shelves.promiseElsewhere('b', MUGS(3));
	shelves.inspect('MUG', 7, shelves.read(), 0);
	shelves.inspect('MUG', 10, older, 0);
	expect(shelves.invented).toBe(3);
});

it('knows nothing of what it judges', () => {
	for (const file of ['oracle.ts', 'schedule.ts', 'random.ts'])
		expect(readFileSync(join(__dirname, file), 'utf8')).not.toMatch(/from '\.\.|require\(/);
});

it('plans the same day for the same seed and another for another', () => {
	expect(scheduleOf(7)).toEqual(scheduleOf(7));
	expect(scheduleOf(7)).not.toEqual(scheduleOf(8));
});

it('plans more than there is, so that every product is fought for, and flows all day', () => {
	const { opening, events } = scheduleOf(7);
	const units = (of: (event: Planned) => number) => events.reduce((sum, event) => sum + of(event), 0);
	const there = opening.reduce((sum, { quantity }) => sum + quantity, 0);
	const arriving = units((event) => (event.what === 'arrival' ? event.quantity : 0));
	const wanted = units((event) =>
		event.what === 'purchase' ? event.purchase.lines.reduce((sum, { quantity }) => sum + quantity, 0) : 0,
	);
	expect(wanted).toBeGreaterThan(there + arriving);
	expect(new Set(opening.map(({ sku }) => sku))).toEqual(new Set(SKUS));
	const counted = (what: Planned['what']) => events.filter((event) => event.what === what).length;
	expect(counted('forward')).toBe(48);
	// Every quarter of an hour, and by hand where one hangs.
	const hanging = events.filter((event) => event.what === 'stock' && event.writeAfter > 120).length;
	expect(hanging).toBeGreaterThan(2);
	expect(counted('stock')).toBe(32 + hanging);
	expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b));
});

/*
 * A day at the shop, by seed: who buys what and when, what lorries bring, what the other shop sells, and when the flows
 * run. Decided beforehand and the same for every arm; what follows from it (an order that was refused is never
 * shipped) is the arm's own. Imports nothing of the package.
 */
import type { Units } from './oracle';
import { Random } from './random';

/** What somebody wants, and how long the warehouse takes. Seconds. */
export interface Sale {
	readonly customer: string;
	readonly lines: readonly Units[];
	/** From the order's arrival at the warehouse until it is picked, and from there until it leaves. */
	readonly pickAfter: number;
	readonly shipAfter: number;
}

/** One customer at the till, and what becomes of the order if there is one. */
export interface Purchase extends Sale {
	/** At once, by bank transfer after so long, or never: then the order is cancelled after so long. */
	readonly pays: 'atOnce' | 'later' | 'never';
	readonly payAfter: number;
	/** Staff hold the order for a while: an address to be asked for. */
	readonly hold?: { readonly after: number; readonly lasts: number };
	/** The customer changes their mind, always before the goods are picked. */
	readonly cancelAfter?: number;
	/** The shop hears of the parcel by an event, or by the tracking flow, which begins together with the stock flow. */
	readonly tracked: 'event' | 'flow';
	/** So long after the event, or after the flow began. */
	readonly trackAfter: number;
}

export type Planned = { readonly at: number } & (
	| { readonly what: 'cart'; readonly lines: readonly Units[] }
	| { readonly what: 'purchase'; readonly purchase: Purchase }
	/** Somebody buys in another shop that the same warehouse serves. */
	| { readonly what: 'otherShop'; readonly sale: Sale }
	| { readonly what: 'arrival'; readonly sku: string; readonly quantity: number }
	/** The order flow runs. */
	| { readonly what: 'forward' }
	/** The stock flow runs: it reads, and what it read is written so much later. */
	| { readonly what: 'stock'; readonly writeAfter: number }
);

export interface Schedule {
	readonly seed: number;
	/** What lies in the warehouse at the start. */
	readonly opening: readonly Units[];
	/** By time. */
	readonly events: readonly Planned[];
}

/** Products of the demo, each so popular. */
const POPULAR: Readonly<Record<string, number>> = {
	'MUG-BLUE': 5,
	'MUG-WHITE': 4,
	'MUG-GREEN': 4,
	'BOWL-SMALL': 3,
	'PLATE-DINNER': 3,
	'PLATE-DESSERT': 2,
	'TEAPOT-BLACK': 2,
	'CUP-ESPRESSO': 2,
};
export const SKUS = Object.keys(POPULAR);

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** People buy and the flows run for so long. */
export const OPEN = 8 * HOUR;
const PURCHASES = 310;
const CARTS = 440;
const CARTS_THAT_COME_BACK = 0.25;
const ARRIVALS_A_PRODUCT = 3;
/** The other shop sells so many units of a product in so long at most, which is what the safety buffer is for. */
export const OTHER_SHOP_TAKES = 2;
const OTHER_SHOP_EVERY = 40 * MINUTE;
const FORWARD_EVERY = 10 * MINUTE;
export const STOCK_EVERY = 15 * MINUTE;
/** A slow service, a long queue: what was read is written much later, and somebody has started another run meanwhile. */
const STOCK_RUNS_THAT_HANG = 0.2;

export function scheduleOf(seed: number): Schedule {
	const random = new Random(seed);
	const events: Planned[] = [
		...purchases(random),
		...carts(random),
		...otherShop(random),
		...arrivals(random),
		...every(FORWARD_EVERY).map((at): Planned => ({ at, what: 'forward' })),
		...every(STOCK_EVERY).flatMap((at) => stockRuns(random, at)),
	];
	const opening = SKUS.map((sku) => ({ sku, quantity: random.whole(12, 20) * POPULAR[sku]! }));
	return { seed, opening, events: events.sort((a, b) => a.at - b.at) };
}

function purchases(random: Random): Planned[] {
	return Array.from({ length: PURCHASES }, (_, n): Planned => ({
		at: random.whole(0, OPEN),
		what: 'purchase',
		purchase: purchaseOf(random, `customer ${n}`, basket(random)),
	}));
}

function carts(random: Random): Planned[] {
	return Array.from({ length: CARTS }, (_, n): Planned[] => {
		const at = random.whole(0, OPEN);
		const lines = basket(random);
		const later = at + random.whole(2 * MINUTE, 90 * MINUTE);
		const purchase = purchaseOf(random, `cart ${n}`, lines);
		const cart: Planned = { at, what: 'cart', lines };
		return random.chance(CARTS_THAT_COME_BACK) ? [cart, { at: later, what: 'purchase', purchase }] : [cart];
	}).flat();
}

function otherShop(random: Random): Planned[] {
	return SKUS.flatMap((sku) =>
		every(OTHER_SHOP_EVERY, random.whole(0, OTHER_SHOP_EVERY)).map((at): Planned => {
			const sale = { customer: `other ${sku} ${at}`, lines: [{ sku, quantity: OTHER_SHOP_TAKES }], ...workOn(random) };
			return { at, what: 'otherShop', sale };
		}),
	);
}

function arrivals(random: Random): Planned[] {
	return SKUS.flatMap((sku) =>
		Array.from({ length: ARRIVALS_A_PRODUCT }, (): Planned => {
			const at = random.whole(HOUR, OPEN - HOUR);
			return { at, what: 'arrival', sku, quantity: random.whole(5, 10) * POPULAR[sku]! };
		}),
	);
}

function stockRuns(random: Random, at: number): Planned[] {
	const usual = (begins: number): Planned => ({ at: begins, what: 'stock', writeAfter: random.whole(10, 2 * MINUTE) });
	if (!random.chance(STOCK_RUNS_THAT_HANG)) return [usual(at)];
	const byHand = random.whole(2 * MINUTE, 8 * MINUTE);
	const writeAfter = random.whole(byHand, STOCK_EVERY - MINUTE);
	return [{ at, what: 'stock', writeAfter }, usual(at + byHand)];
}

function every(seconds: number, first = seconds): number[] {
	return Array.from({ length: Math.floor((OPEN - first) / seconds) + 1 }, (_, n) => first + n * seconds);
}

function basket(random: Random): Units[] {
	const skus = new Set<string>();
	const lines = random.chance(0.3) ? 2 : 1;
	while (skus.size < lines) skus.add(random.weighted(SKUS, (sku) => POPULAR[sku]!));
	return [...skus].map((sku) => ({ sku, quantity: random.whole(1, 3) }));
}

function purchaseOf(random: Random, customer: string, lines: readonly Units[]): Purchase {
	const pays = random.weighted(
		['atOnce', 'later', 'never'] as const,
		(how) => ({ atOnce: 17, later: 2, never: 1 })[how],
	);
	const hold = { after: random.whole(30, 20 * MINUTE), lasts: random.whole(5 * MINUTE, 90 * MINUTE) };
	const cancelAfter = random.chance(0.06) ? random.whole(MINUTE, 60 * MINUTE) : undefined;
	return {
		customer,
		lines,
		pays,
		payAfter: random.whole(5 * MINUTE, 60 * MINUTE),
		...(random.chance(0.12) ? { hold } : {}),
		...(cancelAfter === undefined ? {} : { cancelAfter }),
		...workOn(random, cancelAfter),
		tracked: random.chance(0.5) ? 'event' : 'flow',
		trackAfter: random.whole(5, 5 * MINUTE),
	};
}

function workOn(random: Random, notBefore = 0): Pick<Sale, 'pickAfter' | 'shipAfter'> {
	return {
		pickAfter: notBefore + random.whole(5 * MINUTE, 60 * MINUTE),
		shipAfter: random.whole(3 * MINUTE, 12 * MINUTE),
	};
}

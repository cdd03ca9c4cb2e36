/*
 * What the demo shows at its end: counted from what n8n's executions put out, compared from what the sandboxes hold.
 */
import { expectedForwardable, STOCK_LOCATION } from './demo-data';

import type { BackOfficeComparisons } from './demo-back-office-report';
import type { BooksComparisons } from './demo-books-report';
import type { OmnichannelComparisons } from './demo-omnichannel-report';
import type { Plant } from './kit';
import { itemsOf, type Execution } from './n8n/execution';

export interface Named {
	readonly code: string;
	readonly message: string;
	readonly description: string;
}

export interface Summary {
	readonly templates: ReadonlyArray<{ readonly name: string; readonly ok: boolean; readonly items: number }>;
	readonly created: number;
	readonly updated: number;
	readonly unchanged: number;
	readonly skipped: number;
	/** What needs a person. */
	readonly problems: readonly Named[];
	/** What waits or is left out on purpose, with the reason. */
	readonly held: readonly Named[];
	readonly equal: Equal & {
		readonly unleashed: Equal & { readonly refunds: boolean };
		readonly odoo: Equal & { readonly invoices: boolean };
		readonly approved: Equal;
		readonly automatic: Equal;
		readonly leNewBlack: Equal;
	};
	/** What the comparison templates themselves found, in their words. */
	readonly found: readonly string[];
	/** What of it no problem and no held record explains. */
	readonly unnamed: readonly string[];
	/** Why they are not equal; empty when they are. */
	readonly differences: readonly string[];
}

interface Equal {
	readonly orders: boolean;
	readonly stock: boolean;
	readonly shipments: boolean;
}

export interface ShopView {
	readonly inventory: ReadonlyArray<{
		readonly sku: string;
		readonly locationId: string;
		readonly onHand: number;
		readonly available: number;
		readonly committed: number;
	}>;
	readonly orders: ReadonlyArray<{
		readonly number: number;
		readonly plant: Plant;
		readonly cancelledAt: string | null;
		/** As sold, with tax. */
		readonly total: string;
		readonly refunds: ReadonlyArray<{ readonly amount: string }>;
		readonly fulfillments: ReadonlyArray<{
			readonly status?: string;
			readonly tracking: { readonly numbers: readonly string[] };
			readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
		}>;
		readonly lines: ReadonlyArray<{
			readonly sku: string;
			readonly currentQuantity: number;
			readonly requiresShipping: boolean;
		}>;
	}>;
}

interface WarehouseView {
	readonly stock: ReadonlyArray<{ readonly code: string; readonly available: number }>;
	readonly orders: ReadonlyArray<{
		readonly reference: string;
		readonly status: string;
		readonly trackingNumber: string | null;
		readonly orderLines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
	}>;
}

export interface Comparison {
	readonly equal: boolean;
	readonly differences: readonly string[];
	readonly counts: { readonly shop: number; readonly other: number };
}

export const compared = (differences: readonly string[], counts: Comparison['counts']): Comparison => ({
	equal: differences.length === 0,
	differences,
	counts,
});

/** The prefix that the template writes. */
const PREFIX = 'SHOP-';

export const written = (lines: ReadonlyArray<readonly [string, number]>) =>
	lines
		.map(([sku, quantity]) => `${sku}×${quantity}`)
		.sort()
		.join(' ');

/**
 * Whether every order that is to be forwarded stands at the warehouse exactly once with exactly its goods, and nothing
 * else of this shop does. Reads the two sandboxes' own views and nothing of the package's.
 */
export function compareOrders(shop: unknown, warehouse: unknown): Comparison {
	const wanted = (shop as ShopView).orders.filter(({ plant }) => expectedForwardable(plant));
	const there = (warehouse as WarehouseView).orders.filter(({ reference }) => reference.startsWith(PREFIX));
	const differences: string[] = [];
	for (const { number, lines } of wanted) {
		const found = there.filter(({ reference }) => reference === `${PREFIX}${number}`);
		if (found.length !== 1) differences.push(`Order #${number} stands ${found.length} times at the warehouse`);
		const goods = written(
			lines
				.filter((line) => line.requiresShipping && line.currentQuantity > 0)
				.map((line) => [line.sku, line.currentQuantity]),
		);
		const sent = found[0] ? written(found[0].orderLines.map((line) => [line.code, line.quantity])) : goods;
		if (sent !== goods) differences.push(`Order #${number} holds ${goods} in the shop and ${sent} at the warehouse`);
	}
	const known = new Set(wanted.map(({ number }) => `${PREFIX}${number}`));
	for (const { reference } of there)
		if (!known.has(reference)) differences.push(`${reference} stands at the warehouse and must not`);
	return compared(differences, { shop: wanted.length, other: there.length });
}

export interface Comparisons {
	readonly orders: Comparison;
	readonly stock: Comparison;
	readonly shipments: Comparison;
}

/** Orders, stock and shipments of both sides. */
export function compare(shop: unknown, warehouse: unknown): Comparisons {
	return {
		orders: compareOrders(shop, warehouse),
		stock: compareStock(shop, warehouse),
		shipments: compareShipments(shop, warehouse),
	};
}

const STILL_HELD = ['New', 'Collecting', 'Reserved', 'Locked', 'Pending', 'Shipped'];

/**
 * Whether the shop can sell of every product what the warehouse can: on hand, less the units of this shop's orders that
 * the warehouse has taken out of its own figure and the shop has not sent out yet.
 */
export function compareStock(shop: unknown, warehouse: unknown): Comparison {
	const { orders, inventory } = shop as ShopView;
	const { orders: there, stock } = warehouse as WarehouseView;
	const held = new Map<string, number>();
	for (const { number, cancelledAt, lines, fulfillments } of orders) {
		const stands = there.find(
			({ reference, status }) =>
				[`${PREFIX}${number}`, String(number)].includes(reference) && STILL_HELD.includes(status),
		);
		if (!stands || cancelledAt !== null) continue;
		for (const { sku, currentQuantity, requiresShipping } of lines) {
			const sent = fulfillments.flatMap((each) => each.lines).filter((line) => line.sku === sku);
			const open = currentQuantity - sent.reduce((sum, { quantity }) => sum + quantity, 0);
			if (requiresShipping) held.set(sku, (held.get(sku) ?? 0) + open);
		}
	}
	const levels = inventory.filter(({ locationId }) => locationId === STOCK_LOCATION);
	const figures = stock.flatMap(({ code, available }) => {
		const level = levels.find(({ sku }) => sku === code);
		return level ? [{ code, shop: level.onHand - (held.get(code) ?? 0), warehouse: available }] : [];
	});
	const different = figures.filter((each) => each.shop !== each.warehouse);
	return {
		equal: figures.length > 0 && different.length === 0,
		differences: different.map(
			(each) => `${each.code}: the shop can sell ${each.shop}, the warehouse ${each.warehouse}`,
		),
		counts: { shop: figures.length - different.length, other: figures.length },
	};
}

/** Whether every order that left the warehouse is fulfilled in the shop once, with its goods and its tracking, and no other is. */
export function compareShipments(shop: unknown, warehouse: unknown): Comparison {
	const { orders } = shop as ShopView;
	const left = (warehouse as WarehouseView).orders.filter(
		({ reference, status }) => status === 'Shipped' && reference.startsWith(PREFIX),
	);
	const sent = orders.filter(({ fulfillments }) => fulfillments.length > 0);
	const differences = left.flatMap(({ reference, trackingNumber, orderLines }) => {
		const order = orders.find(({ number }) => `${PREFIX}${number}` === reference);
		const goods = written(orderLines.map(({ code, quantity }) => [code, quantity]));
		const fulfilled = written(
			(order?.fulfillments ?? []).flatMap(({ lines }) => lines.map(({ sku, quantity }) => [sku, quantity] as const)),
		);
		const wanted = (trackingNumber ?? '')
			.split(',')
			.map((part) => part.trim())
			.filter(Boolean)
			.sort();
		const tracking = (order?.fulfillments ?? []).flatMap((each) => each.tracking.numbers).sort();
		return [
			...(goods === fulfilled ? [] : [`${reference} left with ${goods}, the shop knows of ${fulfilled || 'nothing'}`]),
			...(wanted.join() === tracking.join()
				? []
				: [`${reference} travels as ${wanted.join(', ')}, the shop says ${tracking.join(', ')}`]),
		];
	});
	for (const { number } of sent)
		if (!left.some(({ reference }) => reference === `${PREFIX}${number}`))
			differences.push(`#${number} is fulfilled and did not leave`);
	return compared(differences, { shop: sent.length, other: left.length });
}

type Json = Readonly<Record<string, unknown>>;

/** What became of one company: its templates' runs, what was compared, and which SKUs its shop keeps back. */
export interface SiteResult {
	readonly runs: ReadonlyArray<{ readonly story: string; readonly execution: Execution }>;
	readonly compared: Readonly<Record<string, Comparison>>;
	readonly keptBack: ReadonlySet<string>;
	/** What people were told in earlier runs, which the ledger does not tell again. */
	readonly toldBefore: readonly string[];
}

/** Counts outcomes and lists reasons from the items that the writing nodes put out. */
export function summarize(
	sites: readonly SiteResult[],
	equal: {
		readonly warehouse: Comparisons;
		readonly books: BooksComparisons;
		readonly backOffice: BackOfficeComparisons;
		readonly approved: OmnichannelComparisons;
		readonly automatic: OmnichannelComparisons;
		readonly showroom: Comparisons;
	},
): Summary {
	const runs = sites.flatMap((site) => site.runs);
	const results = runs.flatMap(({ execution }) => resultsOf(execution));
	const count = (outcome: string) => results.filter((json) => json.outcome === outcome).length;
	return {
		templates: runs.map(({ story, execution }) => ({
			name: story,
			ok: execution.status === 'success',
			items: resultsOf(execution).length,
		})),
		created: count('created'),
		updated: count('updated'),
		unchanged: count('unchanged'),
		skipped: count('skipped'),
		problems: distinct(problemsIn(results)),
		held: distinct(heldIn(results)),
		equal: {
			...flags(equal.warehouse),
			unleashed: flags(equal.books),
			odoo: flags(equal.backOffice),
			approved: flags(equal.approved),
			automatic: flags(equal.automatic),
			leNewBlack: flags(equal.showroom),
		},
		found: runs.flatMap(({ execution }) => differencesOf(execution)).map(differenceWords),
		unnamed: sites.flatMap(unnamedIn),
		differences: sites.flatMap((site) => Object.values(site.compared).flatMap(({ differences }) => differences)),
	};
}

const flags = <K extends string>(compared: Readonly<Record<K, Comparison>>) =>
	Object.fromEntries(Object.entries<Comparison>(compared).map(([what, { equal }]) => [what, equal])) as Record<
		K,
		boolean
	>;

const named = (list: readonly unknown[]) =>
	list
		.filter((each): each is Named => typeof each === 'object' && each !== null && 'code' in each)
		.map(({ code, message, description }) => ({ code, message, description }));
/** A template that runs twice tells some things twice. */
const distinct = (list: readonly Named[]) =>
	list.filter(({ message }, at) => list.findIndex((each) => each.message === message) === at);
const problemsIn = (results: readonly Json[]) => named(results.map((json) => json.error));
const heldIn = (results: readonly Json[]) =>
	named(results.filter((json) => json.outcome === 'skipped').map((json) => json.reason));

/**
 * SKUs of which the shop can sell fewer than lie there for reasons of its own: it owes them to orders that do not stand on
 * the other side under our number, or has set some aside.
 */
export function keptBackIn(shop: unknown, standing: ReadonlySet<string>): ReadonlySet<string> {
	const { orders, inventory } = shop as ShopView;
	const waiting = orders.filter(
		({ number, cancelledAt, fulfillments }) =>
			cancelledAt === null && fulfillments.length === 0 && !standing.has(`${PREFIX}${number}`),
	);
	const aside = inventory.filter(({ onHand, available, committed }) => onHand - committed > available);
	return new Set([...waiting.flatMap(({ lines }) => lines), ...aside].map(({ sku }) => sku));
}

/** What people are told in these runs, in words. */
export function toldIn(runs: SiteResult['runs']): string[] {
	const results = runs.flatMap(({ execution }) => resultsOf(execution));
	return distinct([...problemsIn(results), ...heldIn(results)]).map(({ message }) => message);
}

/**
 * Differences that nothing explains. Of an order or a parcel a problem or a held record says why; stock differs by what
 * the shop keeps back. How products drift apart is what its template is for, and nobody cures it unasked.
 */
function unnamedIn({ runs, keptBack, toldBefore }: SiteResult): string[] {
	const told = [...toldBefore, ...toldIn(runs)].join('\n');
	const isTold = (record: string) =>
		new RegExp(`(^|[^\\w-])(#|${PREFIX})?${record.replace(PREFIX, '').replace('#', '')}\\b`, 'm').test(told);
	return runs
		.flatMap(({ execution }) => differencesOf(execution))
		.filter(({ What, Record }) => What !== 'Product' && !(What === 'Stock' ? keptBack.has(Record) : isTold(Record)))
		.map(differenceWords);
}

/** What the nodes named "Send to …" put out, on both outputs; problems of the reading nodes too. */
function resultsOf(execution: Execution): Json[] {
	return Object.keys(execution.runData).flatMap((node) => {
		const sends = /^(Send to|Set|Book|Cancel|Close|Complete|Credit|Invoice|Make|Post|Register|Show|Validate) /.test(
			node,
		);
		const items = [0, 1].flatMap((output) => itemsOf(execution, node, output) as Json[]);
		return items.filter((json) => (sends && json.kind === 'result') || isOwnProblem(node, json));
	});
}

interface FoundRow {
	readonly What: string;
	readonly Record: string;
	readonly Difference: string;
}

/** What the nodes named "Differences" put out. */
const differencesOf = (execution: Execution) => itemsOf(execution, 'Differences') as unknown as readonly FoundRow[];

const differenceWords = ({ What, Record, Difference }: FoundRow) => `${What} ${Record}: ${Difference}`;

const OURS =
	/^(Send to |Set |Book |Cancel |Complete |Credit |Invoice |Post |Register |Validate |Compare |Sweep |Read |Take |\w+ (in|at) )/;
const isOwnProblem = (node: string, json: Json) =>
	OURS.test(node) && typeof json.error === 'object' && json.error !== null;

export function printTable(summary: Summary): void {
	const lines = [
		...summary.templates.map(({ name, ok, items }) => `${ok ? 'ok     ' : 'FAILED '} ${name}  ${items} items`),
		`created ${summary.created}  updated ${summary.updated}  unchanged ${summary.unchanged}  skipped ${summary.skipped}  problems ${summary.problems.length}`,
		...summary.problems.map(({ code, message, description }) => `problem  ${code}  ${message} ${description}`),
		...summary.held.map(({ code, message }) => `skipped  ${code}  ${message}`),
		...equalLines(summary),
		...summary.found.map((difference) => `found    ${difference}`),
		...summary.unnamed.map((difference) => `UNNAMED  ${difference}`),
		...summary.differences.map((difference) => `  ${difference}`),
	];
	console.log(`\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
}

function equalLines({ equal: { unleashed, odoo, approved, automatic, leNewBlack, ...ogoship } }: Summary): string[] {
	const lines = (system: string, flags: Readonly<Record<string, boolean>>) =>
		Object.entries(flags).map(([what, equal]) => `${what} equal to ${system}'s: ${equal ? 'yes' : 'NO'}`);
	return [
		...lines('OGOship', { ...ogoship }),
		...lines('Unleashed', { ...unleashed }),
		...lines('Odoo', { ...odoo }),
		...lines('OmniEngine and ShopDesk (a person approves)', { ...approved }),
		...lines('OmniEngine and ShopDesk (approved by itself)', { ...automatic }),
		...lines('Le New Black', { ...leNewBlack }),
	];
}

/** Whether every template ran green and nothing is left that should not be. */
export function isGreen({ templates, equal, unnamed }: Summary): boolean {
	const { unleashed, odoo, approved, automatic, leNewBlack, ...ogoship } = equal;
	const areEqual = [ogoship, unleashed, odoo, approved, automatic, leNewBlack]
		.flatMap((flags) => Object.values(flags))
		.every(Boolean);
	return templates.every(({ ok }) => ok) && areEqual && unnamed.length === 0;
}

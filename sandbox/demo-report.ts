/*
 * What the demo shows at its end: counted from what n8n's executions put out, compared from what the sandboxes hold.
 */
import { expectedForwardable } from './demo-data';
import { WAREHOUSE_LOCATION } from './demo-stories';
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
	readonly equal: { readonly orders: boolean; readonly stock: boolean; readonly shipments: boolean };
	/** What the comparison template itself found, in its words. */
	readonly found: readonly string[];
	/** Why they are not equal; empty when they are. */
	readonly differences: readonly string[];
}

interface ShopView {
	readonly orders: ReadonlyArray<{
		readonly number: number;
		readonly plant: Plant;
		readonly cancelledAt: string | null;
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
	readonly counts: { readonly shop: number; readonly warehouse: number };
}

/** The prefix that the template writes. */
const PREFIX = 'SHOP-';

const written = (lines: ReadonlyArray<readonly [string, number]>) =>
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
	return { equal: differences.length === 0, differences, counts: { shop: wanted.length, warehouse: there.length } };
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
	const { orders, inventory } = shop as ShopView & {
		inventory: ReadonlyArray<{ sku: string; locationId: string; onHand: number }>;
	};
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
	const levels = inventory.filter(({ locationId }) => locationId === WAREHOUSE_LOCATION);
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
		counts: { shop: figures.length - different.length, warehouse: figures.length },
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
	return { equal: differences.length === 0, differences, counts: { shop: sent.length, warehouse: left.length } };
}

type Json = Readonly<Record<string, unknown>>;

/** Counts outcomes and lists reasons from the items that the writing nodes put out. */
export function summarize(
	runs: ReadonlyArray<{ story: string; execution: Execution }>,
	compared: Comparisons,
): Summary {
	const results = runs.flatMap(({ execution }) => resultsOf(execution));
	const count = (outcome: string) => results.filter((json) => json.outcome === outcome).length;
	const named = (list: readonly unknown[]) =>
		list.filter((each): each is Named => typeof each === 'object' && each !== null && 'code' in each);
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
		problems: named(results.map((json) => json.error)).map(({ code, message, description }) => ({
			code,
			message,
			description,
		})),
		held: named(results.filter((json) => json.outcome === 'skipped').map((json) => json.reason)),
		equal: { orders: compared.orders.equal, stock: compared.stock.equal, shipments: compared.shipments.equal },
		found: runs.flatMap(({ execution }) => differencesOf(execution)),
		differences: Object.values(compared).flatMap(({ differences }) => differences),
	};
}

/** What the nodes named "Send to …" put out, on both outputs; problems of the reading nodes too. */
function resultsOf(execution: Execution): Json[] {
	return Object.keys(execution.runData).flatMap((node) => {
		const sends = /^(Send to|Set|Cancel) /.test(node);
		const items = [0, 1].flatMap((output) => itemsOf(execution, node, output) as Json[]);
		return items.filter((json) => (sends && json.kind === 'result') || isOwnProblem(node, json));
	});
}

/** What the nodes named "Differences" put out. */
function differencesOf(execution: Execution): string[] {
	const rows = itemsOf(execution, 'Differences') as Array<{ What?: string; Record?: string; Difference?: string }>;
	return rows.map(({ What = '', Record = '', Difference = '' }) => `${What} ${Record}: ${Difference}`);
}

const OURS = /^(Send to |Set |Cancel |Compare |Sweep |Read |Take |\w+ (in|at) )/;
const isOwnProblem = (node: string, json: Json) =>
	OURS.test(node) && typeof json.error === 'object' && json.error !== null;

export function printTable(summary: Summary): void {
	const lines = [
		...summary.templates.map(({ name, ok, items }) => `${ok ? 'ok     ' : 'FAILED '} ${name}  ${items} items`),
		`created ${summary.created}  updated ${summary.updated}  unchanged ${summary.unchanged}  skipped ${summary.skipped}  problems ${summary.problems.length}`,
		...summary.problems.map(({ code, message, description }) => `problem  ${code}  ${message} ${description}`),
		...summary.held.map(({ code, message }) => `skipped  ${code}  ${message}`),
		...Object.entries(summary.equal).map(([what, equal]) => `${what} equal: ${equal ? 'yes' : 'NO'}`),
		...summary.found.map((difference) => `found    ${difference}`),
		...summary.differences.map((difference) => `  ${difference}`),
	];
	console.log(`\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
}

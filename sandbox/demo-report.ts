/*
 * What the demo shows at its end: counted from what n8n's executions put out, compared from what the sandboxes hold.
 */
import { expectedForwardable } from './demo-data';
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
	readonly equal: { readonly orders: boolean };
	/** Why they are not equal; empty when they are. */
	readonly differences: readonly string[];
}

interface ShopView {
	readonly orders: ReadonlyArray<{
		readonly number: number;
		readonly plant: Plant;
		readonly lines: ReadonlyArray<{
			readonly sku: string;
			readonly currentQuantity: number;
			readonly requiresShipping: boolean;
		}>;
	}>;
}

interface WarehouseView {
	readonly orders: ReadonlyArray<{
		readonly reference: string;
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

type Json = Readonly<Record<string, unknown>>;

/** Counts outcomes and lists reasons from the items that the writing nodes put out. */
export function summarize(
	runs: ReadonlyArray<{ story: string; execution: Execution }>,
	compared: { orders: Comparison },
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
		equal: { orders: compared.orders.equal },
		differences: compared.orders.differences,
	};
}

/** What the nodes named "Send to …" put out, on both outputs; problems of the reading nodes too. */
function resultsOf(execution: Execution): Json[] {
	return Object.keys(execution.runData).flatMap((node) => {
		const sends = node.startsWith('Send to ');
		const items = [0, 1].flatMap((output) => itemsOf(execution, node, output) as Json[]);
		return items.filter((json) => (sends && json.kind === 'result') || isOwnProblem(node, json));
	});
}

const OURS = /^(Send to |Sweep |Read |Take )/;
const isOwnProblem = (node: string, json: Json) =>
	OURS.test(node) && typeof json.error === 'object' && json.error !== null;

export function printTable(summary: Summary): void {
	const lines = [
		...summary.templates.map(({ name, ok, items }) => `${ok ? 'ok     ' : 'FAILED '} ${name}  ${items} items`),
		`created ${summary.created}  updated ${summary.updated}  unchanged ${summary.unchanged}  skipped ${summary.skipped}  problems ${summary.problems.length}`,
		...summary.problems.map(({ code, message, description }) => `problem  ${code}  ${message} ${description}`),
		...summary.held.map(({ code, message }) => `skipped  ${code}  ${message}`),
		`orders equal: ${summary.equal.orders ? 'yes' : 'NO'}`,
		...summary.differences.map((difference) => `  ${difference}`),
	];
	console.log(`\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
}

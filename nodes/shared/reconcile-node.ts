import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import type { Kind, KindMap } from '../../core/model/kinds';
import { originSchema } from '../../core/model/origin';
import { comparisonSentence } from '../../core/sync/difference-words';
import type { Comparison, Reconciled } from '../../core/sync/reconcile';
import { onHandOf, placeTwice, reconcileLevels } from '../../core/sync/reconcile-levels';
import { ORDER_FIELDS, reconcileOrders } from '../../core/sync/reconcile-orders';
import { reconcileShipments, SHIPMENT_FIELDS } from '../../core/sync/reconcile-shipments';
import { parameterProblem } from '../../core/sync/run';
import { wholeSide, type WholeSide } from '../../core/sync/side';
import { leftOutHint } from './reconcile-hints';
import { answerEveryItem, cancelCheck, parameter, type InputItem, type NodeRun } from './run';

/*
 * Commerce Reconcile: what two systems or three say of the same records, and where they differ. It reads nothing and
 * writes nothing; its items carry `origin`, so that they go straight into a system's Get.
 */

/** The outputs of the node, in their order. */
const OUTPUTS = ['matched', 'different', 'onlyHere', 'onlyThere'] as const;
const MOST_INPUTS = 3;

const sideValue = z.object({ account: z.string(), value: z.unknown() });

/** What the node puts out, for the output schemas that the editor maps from. */
const COMPARISON_SCHEMA = z.object({
	kind: z.enum(['difference', 'match']),
	of: z.string(),
	key: z.string(),
	number: z.string(),
	message: z.string(),
	presentIn: z.array(z.string()),
	missingIn: z.array(z.string()),
	differences: z.array(z.object({ field: z.string(), sku: z.string(), values: z.array(sideValue) })),
	sides: z.object({ 0: originSchema, 1: originSchema, 2: originSchema }),
	origin: originSchema,
});

interface Comparing<K extends Kind> {
	readonly kind: K;
	compare(sides: ReadonlyArray<WholeSide<K>>, context: IExecuteFunctions, now: string): Reconciled;
}

const comparing = <K extends Kind>(each: Comparing<K>): Comparing<Kind> => each as unknown as Comparing<Kind>;

const OPERATIONS: Readonly<Record<string, Comparing<Kind>>> = {
	compareOrders: comparing<'order'>({
		kind: 'order',
		compare: (sides, context, now) =>
			reconcileOrders(sides, {
				prefixes: prefixesOf(context, sides.length),
				fields: chosen(context, 'orderFields', 'What to Compare', ORDER_FIELDS),
				quantity: choice(context, 'quantity', 'Quantity', ['currentQuantity', 'openQuantity']),
				onlyWithGoods: parameter<unknown>(context, 'onlyWithGoods', 0, true) !== false,
				settledBefore: settledBefore(context, now),
			}),
	}),
	compareShipments: comparing<'shipment'>({
		kind: 'shipment',
		compare: (sides, context, now) =>
			reconcileShipments(sides, {
				prefixes: prefixesOf(context, sides.length),
				fields: chosen(context, 'shipmentFields', 'What to Compare', SHIPMENT_FIELDS),
				settledBefore: settledBefore(context, now),
			}),
	}),
	compareStockLevels: comparing<'stockLevel'>({
		kind: 'stockLevel',
		compare(sides, context) {
			const figure = choice(context, 'figure', 'Figure', ['available', 'onHand']);
			if (figure === 'onHand') refuseUnknownOnHand(sides);
			return reconcileLevels(sides, {
				matchBy: choice(context, 'matchBy', 'Match By', ['sku', 'barcode']),
				figure,
				tolerance: countOf(context, 'tolerance', 'Tolerance', 0),
				places: placesOf(context, sides.length),
			});
		},
	}),
};

/** What each operation puts out; the build writes the output schemas from it. */
export const RECONCILE_OUTPUTS = Object.keys(OPERATIONS).map((operation) => ({ operation, schema: COMPARISON_SCHEMA }));

/** Compares once, whatever number of items came in. */
export async function executeReconcile(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const runItem = () => firstItem(Array.from({ length: MOST_INPUTS }, (_, input) => itemsOf(context, input)));
	// Problems go beside the differences and never among what matched, where nobody looks.
	const shape = { outputs: OUTPUTS.length, problemOutput: OUTPUTS.indexOf('different'), runItem };
	return await answerEveryItem(context, async (run) => reconcileInputs(run), shape);
}

function reconcileInputs(run: NodeRun): void {
	const { context } = run;
	const operation = parameter<string>(context, 'operation', 0);
	const comparison = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
	if (!comparison) throw parameterProblem('Operation', `"${operation}" does not exist in this version`);
	const now = new Date().toISOString();
	const sides = sidesOf(run, comparison.kind, now);
	if (!sides) return;
	cancelCheck(context)();
	const reconciled = comparison.compare(sides, context, now);
	const placeOf = (side: number, at: number): InputItem => ({ input: side, item: sides[side]!.places[at]! });
	const accounts = sides.map(({ account }) => account);
	for (const [output, name] of OUTPUTS.entries())
		for (const found of reconciled[name]) {
			const from = found.members.flatMap(({ side, at }) => at.map((place) => placeOf(side, place)));
			run.successOn(output, from, comparisonItem(comparison.kind, found, accounts));
		}
	for (const { problem, side, at } of reconciled.problems) run.problemOf(placeOf(side, at), problem);
	for (const [why, count] of reconciled.leftOut)
		context.addExecutionHints({ message: leftOutHint(why, count), location: 'outputPane' });
}

// ------------------------------------------------------------------ the inputs

/** What arrived on an input; nothing where the input has no connection. */
function itemsOf(context: IExecuteFunctions, input: number): INodeExecutionData[] {
	try {
		return context.getInputData(input);
	} catch {
		// n8n throws for an input that is not connected.
		return [];
	}
}

function firstItem(inputs: ReadonlyArray<readonly unknown[]>): InputItem | undefined {
	const input = inputs.findIndex((items) => items.length > 0);
	return input < 0 ? undefined : { input, item: 0 };
}

/** The sides, all of them whole and each of another account; else a problem for every one that is not. */
function sidesOf<K extends Kind>(run: NodeRun, kind: K, now: string): Array<WholeSide<K>> | undefined {
	const { context } = run;
	const count = Number(parameter<unknown>(context, 'numberInputs', 0, 2)) === MOST_INPUTS ? MOST_INPUTS : 2;
	const inputs = Array.from({ length: count }, (_, input) => itemsOf(context, input));
	const sides: Array<WholeSide<K>> = [];
	for (const [input, items] of inputs.entries()) {
		const side = wholeSide(
			items.map(({ json }) => json),
			kind,
			now,
		);
		const twin = 'reason' in side ? -1 : sides.findIndex(({ account }) => account === side.account);
		const reason = 'reason' in side ? side.reason : twin < 0 ? undefined : `it is ${side.account}, as another input is`;
		if (reason === undefined) sides.push(side as WholeSide<K>);
		else {
			const at = items.length > 0 ? { input, item: 0 } : firstItem(inputs);
			run.problemOf(at ?? { input: 0, item: 0 }, {
				code: 'SETUP_SIDE_MISSING',
				params: { input: `Input ${input + 1}`, reason },
			});
		}
	}
	return sides.length === count ? sides : undefined;
}

// ------------------------------------------------------------------ what comes out

function comparisonItem(of: Kind, found: Comparison, accounts: readonly string[]): IDataObject {
	const isMatch = found.missing.length === 0 && found.differences.length === 0;
	return {
		kind: isMatch ? 'match' : 'difference',
		of,
		key: found.key,
		number: found.number,
		message: comparisonSentence(of, found, accounts),
		presentIn: found.members.map(({ side }) => accounts[side] ?? ''),
		missingIn: found.missing.map((side) => accounts[side] ?? ''),
		differences: found.differences as unknown as IDataObject[],
		sides: Object.fromEntries(found.members.map(({ side, origin }) => [String(side), origin])),
		origin: found.members[0]?.origin ?? null,
	} as IDataObject;
}

// ------------------------------------------------------------------ parameters

function prefixesOf(context: IExecuteFunctions, count: number): string[] {
	return Array.from({ length: count }, (_, side) => {
		const name = `Reference Prefix of Input ${side + 1}`;
		const prefix = parameter<unknown>(context, `prefix${side + 1}`, 0, '');
		if (typeof prefix === 'string' || typeof prefix === 'number') return String(prefix).trim();
		throw parameterProblem(name, 'it is not a text');
	});
}

function chosen<T extends string>(
	context: IExecuteFunctions,
	name: string,
	label: string,
	known: readonly T[],
): readonly T[] {
	const given = parameter<unknown>(context, name, 0, known);
	const isKnown = (each: unknown): each is T => known.includes(each as T);
	if (Array.isArray(given) && given.every(isKnown)) return given;
	throw parameterProblem(label, `it must be a list of ${known.join(', ')}`);
}

function choice<T extends string>(context: IExecuteFunctions, name: string, label: string, known: readonly T[]): T {
	const given = parameter<unknown>(context, name, 0, known[0]);
	const found = known.find((each) => each === given);
	if (found === undefined) throw parameterProblem(label, `it must be one of ${known.join(', ')}`);
	return found;
}

function countOf(context: IExecuteFunctions, name: string, label: string, fallback: number): number {
	const given = parameter<unknown>(context, name, 0, fallback);
	const count = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
	if (typeof count === 'number' && Number.isFinite(count) && count >= 0) return count;
	throw parameterProblem(label, 'it must be a number, zero or more');
}

/** The longest span an operator can mean; more would reach before all dates. */
const MOST_MINUTES = 10 * 365 * 24 * 60;

function settledBefore(context: IExecuteFunctions, now: string): string | undefined {
	const label = 'Leave Out the Last (Minutes)';
	const minutes = countOf(context, 'settledMinutes', label, 60);
	if (minutes > MOST_MINUTES) throw parameterProblem(label, 'it is longer than ten years');
	return minutes === 0 ? undefined : new Date(Date.parse(now) - minutes * 60_000).toISOString();
}

function placesOf(context: IExecuteFunctions, count: number): string[][] {
	const rows = parameter<{ place?: unknown }>(context, 'locationMap', 0, {})?.place ?? [];
	if (!Array.isArray(rows)) throw parameterProblem('Location Map', 'it is not a list of places');
	const places = rows.map((row: IDataObject | null) =>
		Array.from({ length: count }, (_, side) => {
			const place = row?.[`place${side + 1}`];
			return typeof place === 'string' || typeof place === 'number' ? String(place).trim() : '';
		}),
	);
	if (places.some((row) => row.every((place) => place === '')))
		throw parameterProblem('Location Map', 'a row of it is empty');
	const twice = placeTwice(places);
	if (twice !== undefined) throw parameterProblem('Location Map', `"${twice}" stands in it twice for one input`);
	return places;
}

/** A side of which no level at all says what lies there cannot be compared by it: that is one mistake, not thousands. */
function refuseUnknownOnHand(
	sides: ReadonlyArray<{ readonly account: string; readonly records: readonly KindMap['stockLevel'][] }>,
): void {
	const silent = sides.find(
		({ records }) => records.length > 0 && records.every((level) => onHandOf(level) === undefined),
	);
	if (silent) throw parameterProblem('Figure', `${silent.account} says neither what lies there nor what is reserved`);
}

import {
	inWords,
	sameUnits,
	together,
	type Chronicle,
	type LedgerRow,
	type Units,
	type WarehouseOrder,
} from './chronicle';
import { referenceOf } from './history';
import { judgeParcels } from './parcels';
import {
	goodsOf,
	knownAt,
	latest,
	shopOrders,
	toCollect,
	wentWithin,
	wishFor,
	type ShopOrder,
	type Wish,
} from './shop-model';

/*
 * Says what is wrong at the end of a history. Written from what the operator is promised (requirements G7 to G12, B1,
 * B5; the gate before every order) and from what OGOship says of its stages, never from our mapping:
 *
 * - Every paid, physical order that nothing holds stands at the warehouse exactly once, with the goods of the shop's
 *   last edit that its stage allowed, and to be paid at the door what nobody has paid yet. New takes changes, as long
 *   as the merchant lets the API make them; later stages take none. What could not be followed is one open problem of
 *   that order.
 * - What is unpaid, a test, cancelled or risky before it was sent never stands there.
 * - What is cancelled in the shop is cancelled there, or is one open problem because its stage was too late.
 * - Every parcel that left is in the shop once, with its numbers and goods; or is one open problem.
 * - No problem is open without a reason, nothing is left claimed, and a world at rest is left alone.
 */

/** An open problem that must be there, or may be. */
export interface Need {
	readonly kind: 'order' | 'cancellation' | 'shipment';
	/** As the list of problems names it. */
	readonly number: string;
	readonly because: string;
	readonly optional?: true;
}

export interface Judgment {
	readonly wrong: readonly string[];
	readonly needs: readonly Need[];
}

/** Everything that is known of one order at the end. */
export interface Case {
	readonly chronicle: Chronicle;
	readonly order: ShopOrder;
	readonly wish: Wish;
	/** What stands under its reference, parts of a split order included. */
	readonly standing: readonly WarehouseOrder[];
	/** Whether the warehouse cancelled it by itself. */
	readonly calledOff: boolean;
	readonly isSplit: boolean;
}

/** What is wrong, in sentences; nothing when all is as it should be. */
export function differences(chronicle: Chronicle): string[] {
	const orders = shopOrders(chronicle);
	const judgments = orders.map((order) => judgeOrder(caseOf(chronicle, order)));
	const needs = judgments.flatMap((judgment) => judgment.needs);
	return [
		...judgments.flatMap(({ wrong }) => wrong),
		...strangers(chronicle, orders),
		...judgeProblems(chronicle.ledger, needs),
		...judgeLedger(chronicle.ledger, needs),
		...chronicle.runProblems.map((problem) => `A run ended with ${problem}`),
		...chronicle.lateWrites.map((write) => `At rest, and still written: ${write}`),
	];
}

function caseOf(chronicle: Chronicle, order: ShopOrder): Case {
	const { warehouse, done, endedAt } = chronicle;
	const splits = done.flatMap(({ parts, deed }) =>
		parts && 'order' in deed && deed.order === order.number ? [parts] : [],
	);
	const rests = new Set(splits.map(([, second]) => second));
	const reference = referenceOf(order.number);
	const standing = warehouse.filter((each) => each.reference === reference || rests.has(each.id));
	return {
		chronicle,
		order,
		wish: wishFor(order, endedAt, knownAt(chronicle, endedAt)),
		standing,
		calledOff: done.some(({ deed, id }) => deed.do === 'callOff' && standing.some((each) => each.id === id)),
		isSplit: rests.size > 0,
	};
}

function judgeOrder(each: Case): Judgment {
	const content = latest(each.order).cancelled ? judgeCancelled(each) : judgeLive(each);
	const parcels = judgeParcels(each);
	return {
		wrong: [...judgeCount(each), ...judgeArrival(each), ...judgeAge(each), ...content.wrong, ...parcels.wrong],
		needs: [...content.needs, ...parcels.needs],
	};
}

const name = ({ order }: Case) => `Order #${order.number}`;
const fine: Judgment = { wrong: [], needs: [] };

// ------------------------------------------------------------------ how it came there

/** B1: exactly one, whatever failed. The parts of an order that the warehouse split are one. */
function judgeCount(each: Case): string[] {
	const made = each.chronicle.taken.filter(
		({ made, reference }) => made && reference === referenceOf(each.order.number),
	);
	if (made.length <= 1) return [];
	return [`${name(each)} was made ${made.length} times at the warehouse`];
}

/** Decision 16 and 17: what another connector sent, and what nothing wanted sent while a run was at it, is not made. */
function judgeArrival(each: Case): string[] {
	const { chronicle, order } = each;
	const made = chronicle.taken.filter(({ made, reference }) => made && reference === referenceOf(order.number));
	return made.flatMap(({ at }) => {
		if (order.sentByOther) return [`${name(each)} was made although another connector had sent it`];
		const from = Math.min(at, ...chronicle.runs.filter((run) => run.from <= at && at <= run.to).map((run) => run.from));
		return wentWithin(order, chronicle, from, at) ? [] : [`${name(each)} was made although it was not to go`];
	});
}

/** Goods only ever follow the shop: what stands is the newest version that was ever written there. */
function judgeAge(each: Case): string[] {
	const { chronicle, order, standing } = each;
	if (standing.length === 0 || order.kind === 'early') return [];
	const versions = order.states.map((state) => ({ at: state.at, units: goodsOf(state) }));
	// Goods may come back to what they were: a version that the shop had not reached yet was not written.
	const versionOf = (units: Units, until = Infinity) =>
		versions.findLastIndex((version) => version.at <= until && sameUnits(version.units, units));
	const now = versionOf(together(standing.map(({ units }) => units)));
	const written = chronicle.taken.filter(({ reference }) => reference === referenceOf(order.number));
	if (now === -1)
		return [
			`${name(each)} stands with ${inWords(together(standing.map(({ units }) => units)))}, which the shop never said`,
		];
	const newest = Math.max(...written.map(({ units, at }) => versionOf(units, at)));
	return now < newest ? [`${name(each)} stands as it was before an edit that had been written already`] : [];
}

// ------------------------------------------------------------------ what stands there

const isAlive = ({ status }: WarehouseOrder) => status !== 'Cancelled';
/** Stages in which OGOship's API still cancels. https://support.ogoship.com/how-to-cancel-an-order */
const CANCELLABLE = new Set(['New', 'Draft', 'Pending', 'Reserved']);

function judgeCancelled(each: Case): Judgment {
	const { order, standing, chronicle, isSplit } = each;
	const alive = standing.filter(isAlive);
	if (alive.length === 0) return fine;
	const mayCancel = chronicle.history.options.ogoship.allowEdits !== 'off';
	const intime = alive.find(({ status }) => mayCancel && !isSplit && CANCELLABLE.has(status));
	if (intime)
		return { wrong: [`${name(each)} is cancelled in the shop and ${intime.status} at the warehouse`], needs: [] };
	const because = `it is cancelled in the shop and ${alive[0]!.status} at the warehouse`;
	return { wrong: [], needs: [{ kind: 'cancellation', number: `#${order.number}`, because }] };
}

function judgeLive(each: Case): Judgment {
	const { order, wish, standing, calledOff } = each;
	const problem = { kind: 'order', number: `#${order.number}` } as const;
	const need = (because: string): Judgment => ({ wrong: [], needs: [{ ...problem, because }] });
	const may: Judgment = { wrong: [], needs: [{ ...problem, because: 'one is enough', optional: true }] };
	if (order.sentByOther) return fine;
	// Whatever kept it from going may still do so when it no longer waits.
	if (wish === 'waits') return order.kind === 'test' ? fine : may;
	if (standing.length === 0) {
		if (wish === 'goes') return { wrong: [`${name(each)} is to go and does not stand at the warehouse`], needs: [] };
		return wish === 'cannot' ? need('something in it keeps it from going') : fine;
	}
	// What the warehouse cancelled by itself is the warehouse's decision; an edit may still be told.
	if (calledOff || wish === 'cannot') return may;
	const there = together(standing.map(({ units }) => units));
	const wanted = goodsOf(latest(order));
	// What is paid meanwhile must not be paid at the door again.
	const collects = Math.max(...standing.map((one) => one.collects));
	const owes = toCollect(order, latest(order));
	if (sameUnits(there, wanted) && collects === owes) return fine;
	// What was paid at the door is paid in the shop a moment later.
	if (sameUnits(there, wanted) && standing.every(({ status }) => status === 'Shipped')) return may;
	// It is gone, and the shop that cannot take the parcel says so.
	if (wish === 'nothing' && standing.every(({ status }) => status === 'Shipped')) return may;
	const because = `the shop wants ${inWords(wanted)} for ${owes} and ${inWords(there)} stand there for ${collects}`;
	if (wish === 'goes' && isChangeable(each)) return { wrong: [`${name(each)} was not changed: ${because}`], needs: [] };
	return need(because);
}

/** G13: changes over the API are a setting of the merchant, and only for New. */
function isChangeable({ standing, isSplit, chronicle }: Case): boolean {
	const { apiEdits, allowEdits } = chronicle.history.options.ogoship;
	return apiEdits === 'onlyNew' && allowEdits === 'on' && !isSplit && standing.every(({ status }) => status === 'New');
}

/** Orders that no order of the shop explains. */
function strangers({ warehouse, done, history }: Chronicle, orders: readonly ShopOrder[]): string[] {
	const known = new Set([
		...orders.map(({ number }) => referenceOf(number)),
		...history.early.filter(({ sentByOther }) => sentByOther).map(({ order }) => String(order)),
	]);
	const rests = new Set(done.flatMap(({ parts }) => (parts ? [parts[1]] : [])));
	return warehouse
		.filter(({ id, reference }) => !known.has(reference) && !rests.has(id))
		.map(({ reference }) => `Nobody ordered ${reference}, which stands at the warehouse`);
}

// ------------------------------------------------------------------ problems and the ledger

const isOpen = ({ state }: LedgerRow) => ['rejected', 'unknown', 'failed'].includes(state);

/** Exactly one open problem for each reason, and none without. Both parts of a split order may go by one number. */
function judgeProblems(ledger: readonly LedgerRow[], needs: readonly Need[]): string[] {
	const open = ledger.filter(isOpen);
	const missing = [...new Set(needs.map(keyOf))].flatMap((key) => {
		const count = open.filter((row) => keyOf(row) === key).length;
		const all = needs.filter((need) => keyOf(need) === key);
		const must = all.filter(({ optional }) => !optional);
		if (count >= must.length && count <= all.length) return [];
		return [`${count} problems are open for ${key}, though ${all.map(({ because }) => because).join('; and ')}`];
	});
	const surplus = open
		.filter((row) => !needs.some((need) => keyOf(need) === keyOf(row)))
		.map((row) => `A problem is open without a reason: ${keyOf(row)}, ${row.code}`);
	return [...missing, ...surplus];
}

/** Nothing stays in the hands of a run; what is unknown stays so only as long as its order waits. */
function judgeLedger(ledger: readonly LedgerRow[], needs: readonly Need[]): string[] {
	const mayWait = (row: LedgerRow) => needs.some((need) => need.optional && keyOf(need) === keyOf(row));
	return ledger
		.filter((row) => row.state === 'claimed' || (row.state === 'unknown' && !mayWait(row)))
		.map((row) => `The ledger keeps ${keyOf(row)} as ${row.state}`);
}

const keyOf = ({ kind, number }: { readonly kind: string; readonly number: string }) => `${kind} ${number}`;

import {
	inWords,
	sameUnits,
	type ImportedOrder,
	type LedgerRow,
	type ShowroomChronicle,
	type ShowroomOrder,
} from './chronicle';
import { all, fine, judgeLedger, judgeProblems, judgeTold, may, need, wrong, type Judgment } from './judgment';

/*
 * Says what is wrong at the end of a history whose shop has a showroom. Written from what the operator is promised and from
 * what Le New Black says of its statuses, never from our mapping:
 *
 * - Every order that is ready to be invoiced and whole stands in the shop exactly once, with its goods and its money as they
 *   were while it was ready, and is closed in the showroom then. What is changed and ready again after that is an open
 *   problem: the lines of an order that was placed are a person’s to change.
 * - One of which the shop has too little is an open problem.
 * - One whose retailer has no reference, or with a line that has neither EAN-13 nor SKU, is held whole, and one problem of
 *   it is open. What was never ready and whole never stands in the shop.
 * - Every parcel of such an order is shown in the showroom once, as a sales document that names its tracking and is linked
 *   to the order. What left within three days is looked at; the template says so.
 * - What the shop can sell is what retailers can order, unless a size is blocked.
 * - No problem is open without a reason, nothing is left claimed, and a world at rest is left alone.
 */

/** Everything that is known of one order at the end. */
interface Case {
	readonly chronicle: ShowroomChronicle;
	readonly order: ShowroomOrder;
	/** As it stood after each thing that people did to it. */
	readonly versions: readonly ShowroomOrder[];
	readonly standing: readonly ImportedOrder[];
}

const READY = 'invoicing';
const LOOK_BACK_MS = 3 * 24 * 60 * 60_000;

/** What is wrong, in sentences; nothing when all is as it should be. */
export function showroomDifferences(chronicle: ShowroomChronicle): string[] {
	const judgment = all(chronicle.showroom.map((order) => judgeOrder(caseOf(chronicle, order))));
	return [
		...judgment.wrong,
		...strangers(chronicle),
		...judgeStock(chronicle),
		...judgeSaid(chronicle),
		...judgeProblems(chronicle.ledger, judgment),
		...judgeLedger(
			chronicle.ledger.filter((row) => !isIdle(row, chronicle)),
			judgment,
		),
		...judgeTold(
			chronicle.lateTold,
			chronicle.ledger,
			chronicle.showroom.map(({ reference }) => reference),
		),
		...chronicle.runProblems.map((problem) => `A run ended with ${problem}`),
		...chronicle.lateWrites.map((write) => `At rest, and still written: ${write}`),
	];
}

/** A claim that a dead run left on an order that people have moved on since: a sweep reads what is ready. */
const isIdle = ({ kind, number, state }: LedgerRow, { showroom }: ShowroomChronicle): boolean =>
	state === 'claimed' &&
	kind === 'order' &&
	showroom.some(({ reference, status }) => reference === number && status !== READY);

function caseOf(chronicle: ShowroomChronicle, order: ShowroomOrder): Case {
	return {
		...{ chronicle, order },
		versions: chronicle.done.flatMap(({ stood }) => (stood?.reference === order.reference ? [stood] : [])),
		standing: chronicle.imported.filter(({ reference }) => reference === order.reference),
	};
}

const name = ({ order }: Case) => `Order ${order.reference}`;
const key = ({ order }: Case) => `order ${order.reference}`;
const isReady = ({ status, isWhole }: ShowroomOrder) => status === READY && isWhole;

const says = (there: Pick<ImportedOrder, 'units' | 'total'>, { units, total }: ShowroomOrder) =>
	sameUnits(there.units, units) && there.total === total;

function judgeOrder(each: Case): Judgment {
	const { standing } = each;
	const [there] = standing;
	if (standing.length > 1) return wrong(`${name(each)} stands ${standing.length} times in the shop`);
	return all([judgeStatus(each), ...(there ? [wrong(...judgeContent(each, there)), judgeParcels(each, there)] : [])]);
}

// ------------------------------------------------------------------ how it stands in the shop

function judgeContent(each: Case, { units, total }: ImportedOrder): string[] {
	const ready = each.versions.filter(isReady);
	if (ready.length === 0) return [`${name(each)} stands in the shop, and was never ready and whole`];
	if (ready.some((version) => says({ units, total }, version))) return [];
	return [
		`${name(each)} stands in the shop with ${inWords(units)} for ${total / 100}, which it never said while ready`,
	];
}

function judgeStatus(each: Case): Judgment {
	const { order, standing } = each;
	// What people took out of what is ready is theirs, and a problem of before may stay.
	if (order.status !== READY) return may(key(each));
	if (!order.isWhole) return need([key(each)], 'it is ready, and something in it is missing');
	const [there] = standing;
	if (there && !says(there, order)) return need([key(each)], 'it was changed after it stood in the shop');
	if (there) return wrong(`${name(each)} stands in the shop and was not closed`);
	if (isShort(each)) return need([key(each)], 'the shop has not so many of it');
	return wrong(`${name(each)} is ready and whole, and does not stand in the shop`);
}

/** Whether the shop can sell fewer of something than were ordered. */
const isShort = ({ order, chronicle }: Case): boolean =>
	[...order.units].some(([sku, quantity]) => {
		const level = chronicle.levels.find((each) => each.sku === sku);
		return level !== undefined && level.shop < quantity;
	});

// ------------------------------------------------------------------ parcels

function judgeParcels(each: Case, { parcels }: ImportedOrder): Judgment {
	const { chronicle, order } = each;
	const shown = chronicle.documents.filter(({ orders }) => orders.includes(order.reference));
	const of = (tracking: readonly string[]) =>
		shown.filter(({ comment }) => tracking.every((number) => comment.includes(number)));
	const surplus = shown.filter((document) => !parcels.some(({ tracking }) => of(tracking).includes(document)));
	return all([
		wrong(
			...surplus.map(
				({ number }) => `The showroom shows ${number} of order ${order.reference}, which did not leave so`,
			),
		),
		...parcels.map(({ tracking }) => {
			const [first, ...others] = of(tracking);
			if (others.length > 0) return wrong(`${tracking.join(', ')} is shown ${others.length + 1} times in the showroom`);
			if (first || isOutOfSight(each, tracking)) return fine;
			return wrong(`${tracking.join(', ')} of order ${order.reference} left and is not shown in the showroom`);
		}),
	]);
}

/** Whether no run looked for parcels within three days after it left. */
function isOutOfSight({ chronicle }: Case, tracking: readonly string[]): boolean {
	const left = chronicle.done.find(
		({ deed }) => deed.do === 'dispatch' && deed.tracking.some((number) => tracking.includes(number)),
	);
	const from = left?.at ?? 0;
	const isSeen = chronicle.runs.some(
		(run) => run.flows?.includes('tracking') && run.from >= from && run.from <= from + LOOK_BACK_MS,
	);
	return !isSeen;
}

// ------------------------------------------------------------------ stock

const judgeStock = ({ levels }: ShowroomChronicle): string[] =>
	levels
		.filter(({ shop, showroom, isBlocked }) => !isBlocked && showroom !== Math.max(0, shop))
		.map(({ sku, shop, showroom }) => `Of ${sku} the shop can sell ${shop}, and retailers can order ${showroom}`);

// ------------------------------------------------------------------ all of them

function strangers({ imported, showroom, documents }: ShowroomChronicle): string[] {
	const known = new Set(showroom.map(({ reference }) => reference));
	return [
		...imported
			.filter(({ reference }) => !known.has(reference))
			.map(({ reference }) => `Nobody ordered ${reference}, which stands in the shop`),
		...documents
			.filter(({ orders }) => orders.length === 0)
			.map(({ number }) => `The sales document ${number} is linked to no order`),
	];
}

function judgeSaid({ said, imported }: ShowroomChronicle): string[] {
	const untrue = said.filter(
		({ flow, number }) => flow === 'orders' && !imported.some(({ reference }) => reference === number),
	);
	return [
		...new Set(
			untrue.map(({ flow, outcome, number }) => `A run of ${flow} said ${outcome} of ${number}, and it is not so`),
		),
	];
}

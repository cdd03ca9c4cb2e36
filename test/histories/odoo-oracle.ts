import {
	goodwillIn,
	isGivenBack,
	isLearnt,
	isPaid,
	latest,
	NEW_TO_BOOKS,
	owed,
	RISK_PATIENCE_MS,
	shopOrders,
	unitsIn,
	type ShopOrder,
	type ShopState,
} from './books-model';
import { inWords, sameUnits, type LedgerRow, type OdooChronicle, type OdooMove, type OdooOrder } from './chronicle';
import { all, fine, judgeLedger, judgeProblems, may, need, wrong, type Judgment } from './judgment';
import { judgeShipments } from './shipments';

/*
 * Says what is wrong at the end of a history whose back office is an Odoo. Written from what the operator is promised
 * (docs/operators/odoo.md; decisions 16, 17, 20 and 33) and from what Odoo says of its orders, invoices and deliveries,
 * never from our mapping:
 *
 * - Every paid order that nothing holds stands in Odoo exactly once, as a sales order with the goods and the money that
 *   the shop said; a risky one as a quotation that nobody but people confirms. Edits follow into a quotation, and are an
 *   open problem of a sales order; what was given back since is credited and no edit.
 * - What is unpaid or a test never stands there. What is cancelled in the shop is cancelled there, or is an open problem
 *   because it was delivered or invoiced.
 * - A paid sales order has one invoice of its amount, posted and paid once, or an open problem of the step that failed.
 * - A refund is credited once at most, in its amount; invoice less credit notes is what the shop keeps, or a problem is
 *   open.
 * - Every delivery that was done is in the shop once. What a run put out as done stands there. No problem is open without
 *   a reason, nothing is left claimed, and a world at rest is left alone.
 */

/** What an order is to be in Odoo at a moment; `cannot` is a problem, `waits` no fault of anybody's. */
type Fate = 'sale' | 'quotation' | 'cancelled' | 'waits' | 'cannot';

/** Everything that is known of one order at the end. */
interface Case {
	readonly chronicle: OdooChronicle;
	readonly order: ShopOrder;
	readonly fate: Fate;
	readonly standing: OdooOrder | undefined;
	/** People changed a line of it in Odoo, or cancelled it there. */
	readonly isTouched: boolean;
	readonly isReleased: boolean;
}

/** Odoo keeps the second in which an order was made. */
const SECOND = 1000;

/** What is wrong, in sentences; nothing when all is as it should be. */
export function odooDifferences(chronicle: OdooChronicle): string[] {
	const orders = shopOrders(chronicle);
	const judgment = all(orders.map((order) => judgeOrder(caseOf(chronicle, order))));
	return [
		...judgment.wrong,
		...strangers(chronicle, orders),
		...judgeSaid(chronicle),
		...judgeProblems(chronicle.ledger, judgment),
		...judgeLedger(
			chronicle.ledger.filter((row) => !isIdle(row, chronicle, orders)),
			judgment,
		),
		...chronicle.runProblems.map((problem) => `A run ended with ${problem}`),
		...chronicle.lateWrites.map((write) => `At rest, and still written: ${write}`),
	];
}

/**
 * A claim that a dead run left on the bill of an order that is no sales order, or that nobody has paid for: sweeps pass it
 * by, and any run may take it once there is something to bill.
 */
function isIdle(row: LedgerRow, { orders }: OdooChronicle, sold: readonly ShopOrder[]): boolean {
	const { kind, number, state } = row;
	const isBill = ['invoice', 'posting', 'payment'].includes(kind);
	const isSale = orders.some((order) => `#${order.number}` === number && order.state === 'sale');
	const isOwed = sold.some((order) => `#${order.number}` === number && !isPaid(latest(order)));
	return isBill && state === 'claimed' && (!isSale || isOwed);
}

function caseOf(chronicle: OdooChronicle, order: ShopOrder): Case {
	const deeds = chronicle.done.filter(({ deed }) => 'order' in deed && deed.order === order.number);
	const did = (...what: readonly string[]) => deeds.some(({ deed }) => what.includes(deed.do));
	return {
		chronicle,
		order,
		fate: fateAt(order, chronicle.endedAt, chronicle),
		standing: chronicle.orders.find(({ number }) => number === order.number),
		isTouched: did('changeLine', 'strike'),
		isReleased: did('release'),
	};
}

function fateAt(order: ShopOrder, at: number, chronicle: OdooChronicle): Fate {
	const state = order.states.findLast((each) => each.at <= at);
	if (!state || order.kind === 'test') return 'waits';
	if (state.cancelled) return 'cancelled';
	const isOwed = order.kind === 'cashOnDelivery' && state.received === 0;
	if (!isPaid(state) && !isOwed) return 'waits';
	if (state.risk === 'PENDING' && at - order.placedAt < RISK_PATIENCE_MS) return 'waits';
	const left = state.lines.filter(({ current }) => current > 0);
	const isUnknown = left.some(({ sku }) => sku === NEW_TO_BOOKS && !isLearnt(chronicle, at));
	const hasNowhere = order.kind === 'missingAddress' && left.some(({ ships }) => ships);
	const isEmpty = left.length === 0 && !state.deliveryPaid;
	if (isUnknown || hasNowhere || isEmpty) return 'cannot';
	return state.risk === 'HIGH' ? 'quotation' : 'sale';
}

const name = ({ order }: Case) => `Order #${order.number}`;
const orderKey = ({ order }: Case) => `order #${order.number}`;
const refundKeys = ({ order }: Case) => latest(order).refunds.map((_, at) => `refund #${order.number}-R${at + 1}`);
const billKeys = ({ order }: Case) => ['invoice', 'posting', 'payment'].map((kind) => `${kind} #${order.number}`);
const everyKey = (each: Case) => [orderKey(each), ...refundKeys(each), ...billKeys(each)];

function judgeOrder(each: Case): Judgment {
	if (each.order.sentByOther) return wrong(...judgeOther(each));
	return all([
		wrong(...judgeCount(each), ...judgeArrival(each)),
		judgeContent(each),
		judgeBills(each),
		judgeCredits(each),
		judgeShipments(each),
	]);
}

// ------------------------------------------------------------------ how it came there

const judgeOther = (each: Case) =>
	each.standing ? [`${name(each)} was made although another connector had sent it`] : [];

function judgeCount({ chronicle, order }: Case): string[] {
	const count = chronicle.orders.filter(({ number }) => number === order.number).length;
	return count > 1 ? [`Order #${order.number} stands ${count} times in Odoo`] : [];
}

/** Decisions 16 and 17: what nothing wanted made while a run was at it is not made. */
function judgeArrival(each: Case): string[] {
	const { chronicle, order, standing } = each;
	if (!standing) return [];
	const [least, most] = [standing.madeAt, standing.madeAt + SECOND];
	const at = chronicle.runs.filter((run) => run.from <= most && least <= run.to).map((run) => run.from);
	const from = Math.min(least, ...at);
	const changes = [
		...order.states.map((state) => state.at),
		...chronicle.done.flatMap(({ deed, at: learnt }) => (deed.do === 'learn' ? [learnt] : [])),
		order.placedAt + RISK_PATIENCE_MS,
	].filter((moment) => moment > from && moment < most);
	const went = [from, most, ...changes].some((moment) => {
		const fate = fateAt(order, moment, chronicle);
		return fate !== 'waits' && fate !== 'cannot';
	});
	return went ? [] : [`${name(each)} was made although it was not to go`];
}

/** Orders that no order of the shop explains. */
function strangers({ orders }: OdooChronicle, known: readonly ShopOrder[]): string[] {
	const numbers = new Set(known.map(({ number }) => number));
	return orders
		.filter(({ number }) => !numbers.has(number))
		.map(({ number }) => `Nobody ordered #${number}, which stands in Odoo`);
}

// ------------------------------------------------------------------ what stands there

function judgeContent(each: Case): Judgment {
	const { fate, standing, isTouched } = each;
	if (!standing) return judgeMissing(each);
	if (fate === 'cancelled') return judgeCancelled(each);
	if (isTouched) return may(...everyKey(each), `cancellation #${each.order.number}`);
	if (standing.state === 'cancel') return wrong(`${name(each)} is cancelled in Odoo and lives in the shop`);
	if (fate === 'waits' || isGivenBack(latest(each.order))) return may(...everyKey(each));
	if (fate === 'cannot') return need([orderKey(each)], 'something in it keeps it from following');
	return standing.state === 'sale' ? judgeSale(each, standing) : judgeQuotation(each, standing);
}

function judgeMissing(each: Case): Judgment {
	const { fate, order } = each;
	const refunds = may(...refundKeys(each));
	if (fate === 'cannot') return all([need([orderKey(each)], 'something in it keeps it from going'), refunds]);
	if (fate === 'sale' || fate === 'quotation') return wrong(`${name(each)} is to go and does not stand in Odoo`);
	return order.kind === 'test' ? fine : all([may(orderKey(each)), refunds]);
}

function judgeCancelled(each: Case): Judgment {
	const { standing, order, chronicle } = each;
	const others = may(...everyKey(each));
	if (standing!.state === 'cancel') return others;
	const hasLeft = chronicle.shipments.some((shipment) => shipment.order.endsWith(`-${order.number}`));
	const isBilled = billsOf(standing!).length > 0;
	if (!hasLeft && !isBilled) return wrong(`${name(each)} is cancelled in the shop and ${standing!.state} in Odoo`);
	return all([need([`cancellation #${order.number}`], 'it was delivered or invoiced before it was cancelled'), others]);
}

/** An order follows the shop as long as it is a quotation. */
function judgeQuotation(each: Case, standing: OdooOrder): Judgment {
	const { order, fate } = each;
	const isSame = says(standing, latest(order));
	// One that came as a risky one waits for people, whatever the shop thinks of it later.
	const wasRisky = order.states.some(({ risk }) => risk === 'HIGH');
	if (fate === 'sale' && !(wasRisky && isSame))
		return need([orderKey(each)], 'it is to be confirmed and is a quotation');
	const bills = may(...billKeys(each), ...refundKeys(each));
	return isSame ? bills : all([wrong(`${name(each)} is a quotation and does not say what the shop says`), bills]);
}

/** Of a sales order an edit is a problem; what was given back is a credit note and no edit. */
function judgeSale(each: Case, standing: OdooOrder): Judgment {
	const { order, isReleased } = each;
	const wasSafe = order.states.some(({ risk }) => risk !== 'HIGH');
	if (!wasSafe && !isReleased) return wrong(`${name(each)} is risky, and nobody confirmed it`);
	const edited = order.states.findLastIndex((state, at) => at > 0 && !isRefundOnly(order.states[at - 1]!, state));
	const current = order.states.slice(Math.max(0, edited));
	const said = current.find((state) => says(standing, state));
	// Written when something had been given back already, it cannot be told from one that was edited, and is for people.
	if (said) return said.refunds.length > 0 && !says(standing, latest(order)) ? may(orderKey(each)) : fine;
	if (order.states.some((state) => says(standing, state)))
		return all([need([orderKey(each)], 'it was edited after it was confirmed'), may(...refundKeys(each))]);
	const there = `${inWords(standing.units)} for ${standing.total / 100}`;
	return wrong(`${name(each)} stands with ${there}, which the shop never said`);
}

/** Whether nothing but money and goods that were given back lies between two states. */
const isRefundOnly = (before: ShopState, state: ShopState) =>
	state.refunds.length > before.refunds.length ||
	(owed(before) === owed(state) && sameUnits(unitsIn(before), unitsIn(state)));

const says = ({ units, total }: OdooOrder, state: ShopState) =>
	sameUnits(units, unitsIn(state)) && [owed(state), owed(state) - goodwillIn(state)].includes(total);

// ------------------------------------------------------------------ invoices and payments

const billsOf = ({ bills }: OdooOrder) => bills.filter(({ state }) => state !== 'cancel');
const isPosted = ({ state }: OdooMove) => state === 'posted';

function judgeBills(each: Case): Judgment {
	const { standing, fate, order, isTouched } = each;
	if (!standing) return fine;
	const bills = billsOf(standing);
	const [bill] = bills;
	if (bills.length > 1) return wrong(`${name(each)} has ${bills.length} invoices`);
	if (bill && !isTouched && bill.total !== standing.total)
		return wrong(`${name(each)} comes to ${standing.total / 100} and is invoiced with ${bill.total / 100}`);
	if (standing.paid > (bill?.total ?? 0))
		return wrong(`${name(each)} is invoiced with ${(bill?.total ?? 0) / 100} and paid with ${standing.paid / 100}`);
	const state = latest(order);
	const [invoice = '', posting = '', payment = ''] = billKeys(each);
	if (standing.state !== 'sale' || fate !== 'sale' || !isPaid(state)) return may(invoice, posting, payment);
	if (!bill) return need([invoice], 'it is a paid sales order and has no invoice');
	if (!isPosted(bill)) return need([posting], 'its invoice was not posted');
	const isPaidHere = ['paid', 'in_payment', 'reversed'].includes(bill.payment);
	return isPaidHere ? fine : need([payment], 'its invoice is not paid');
}

// ------------------------------------------------------------------ refunds

function judgeCredits(each: Case): Judgment {
	const { standing, order } = each;
	if (!standing) return fine;
	const notes = standing.credits.filter(({ state }) => state !== 'cancel');
	const refunds = latest(order).refunds.map((refund, at) => {
		const key = refundKeys(each)[at]!;
		const made = notes.filter(({ ref }) => ref.includes(`#${order.number}-R${at + 1} `));
		const which = `Refund ${at + 1} of order #${order.number}`;
		if (made.length > 1) return wrong(`${which} was credited ${made.length} times`);
		const [note] = made;
		if (!note) return fine;
		if (!isPosted(note)) return need([key], 'its credit note was not posted');
		const amounts = `${refund.amount / 100} and was credited with ${note.total / 100}`;
		return note.total === refund.amount ? fine : wrong(`${which} is of ${amounts}`);
	});
	return all([...refunds, judgeLeft(each, standing, notes)]);
}

/** What is billed less what was credited is what the shop keeps. */
function judgeLeft(each: Case, standing: OdooOrder, notes: readonly OdooMove[]): Judgment {
	const { order, fate, isTouched } = each;
	const [bill] = billsOf(standing);
	const state = latest(order);
	if (!bill || !isPosted(bill)) return may(...refundKeys(each));
	const left = notes.filter(isPosted).reduce((sum, note) => sum - note.total, bill.total);
	const wanted = owed(state) - goodwillIn(state);
	if (left === wanted) return fine;
	if (fate === 'cancelled' || fate === 'waits' || isTouched) return may(...refundKeys(each));
	return need([orderKey(each), ...refundKeys(each)], `the shop keeps ${wanted / 100} and Odoo bills ${left / 100}`);
}

// ------------------------------------------------------------------ what runs said

function judgeSaid({ said, orders }: OdooChronicle): string[] {
	const order = (id: string) => orders.find((each) => each.id === id);
	const isBill = (id: string) => orders.some(({ bills }) => bills.some((each) => each.id === id));
	const isNote = (id: string) => orders.some(({ credits }) => credits.some((each) => each.id === id));
	const holds: Readonly<Record<string, (id: string) => boolean>> = {
		orders: (id) => order(id) !== undefined,
		cancellations: (id) => order(id)?.state === 'cancel',
		invoices: isBill,
		refunds: isNote,
	};
	const untrue = said.filter(({ flow, id }) => id !== '' && holds[flow]?.(id) === false);
	return [
		...new Set(
			untrue.map(({ flow, outcome, number }) => `A run of ${flow} said ${outcome} of ${number}, and it is not so`),
		),
	];
}

import {
	inWords,
	sameUnits,
	unitsOf,
	type BookedCredit,
	type BookedOrder,
	type BooksChronicle,
	type Units,
} from './chronicle';
import { referenceOf } from './history';
import { all, fine, judgeLedger, judgeProblems, may, need, wrong, type Judgment } from './judgment';
import { judgeShipments } from './shipments';
import {
	givenBack,
	goodwillIn,
	isGivenBack,
	latest,
	owed,
	shopOrders,
	taxIn,
	unitsIn,
	wentWithin,
	wishFor,
	type ShopOrder,
	type Wish,
} from './books-model';

/*
 * Says what is wrong at the end of a history whose back office are the books. Written from what the operator is promised
 * (decisions 16, 17, 20, 24 and 25) and from what Unleashed says of its orders, shipments and credit notes, never from our
 * mapping:
 *
 * - Every paid order that nothing holds stands in the books exactly once, with the shop's goods, money and tax to the
 *   cent, less what credit notes say. What could not be followed is an open problem of the order or of a refund of it.
 * - What is unpaid, a test or risky before it was sent never stands there; what is cancelled is deleted there, or is an
 *   open problem because it was completed or something of it had left.
 * - A refund is credited once at most, in its amount; and exactly once where its order was completed before.
 * - What the shop calls fulfilled is completed, and nothing else is by us.
 * - Every dispatched shipment is in the shop once, with its goods and numbers; or is an open problem.
 * - What a run put out as done stands there. No problem is open without a reason, nothing is left claimed, and a world
 *   at rest is left alone.
 */

/** Everything that is known of one order at the end. */
interface Case {
	readonly chronicle: BooksChronicle;
	readonly order: ShopOrder;
	readonly wish: Wish;
	readonly standing: BookedOrder | undefined;
	/** By the shop's refunds, in their order. */
	readonly credits: ReadonlyArray<readonly BookedCredit[]>;
	readonly completedAt: number;
	/** People changed a line of it in the books, or deleted it there. */
	readonly isTouched: boolean;
}

/** What is wrong, in sentences; nothing when all is as it should be. */
export function booksDifferences(chronicle: BooksChronicle): string[] {
	const orders = shopOrders(chronicle);
	const judgment = all(orders.map((order) => judgeOrder(caseOf(chronicle, order))));
	return [
		...judgment.wrong,
		...strangers(chronicle, orders),
		...judgeSaid(chronicle),
		...judgeProblems(chronicle.ledger, judgment),
		...judgeLedger(chronicle.ledger, judgment),
		...chronicle.runProblems.map((problem) => `A run ended with ${problem}`),
		...chronicle.lateWrites
			.filter((write) => !isInVain(chronicle, write))
			.map((write) => `At rest, and still written: ${write}`),
	];
}

/** What is taken and does not do what it says is a problem that is tried again every day, as any other. */
function isInVain({ history }: BooksChronicle, write: string): boolean {
	const isIgnored = history.options.unleashed.putStatus === 'ignored';
	return isIgnored && write.startsWith('salesOrdersUpdate') && write.includes('"status":"Parked"');
}

function caseOf(chronicle: BooksChronicle, order: ShopOrder): Case {
	const { booked, credits, inShop, done, acts, endedAt } = chronicle;
	const number = referenceOf(order.number);
	const ids = inShop.find((each) => each.order === order.number)?.refunds ?? [];
	const deeds = done.filter(({ deed }) => 'order' in deed && deed.order === order.number);
	const completed = [
		...acts.filter((each) => each.act === 'completed' && each.number === number).map(({ at }) => at),
		...deeds.filter(({ deed }) => deed.do === 'complete').map(({ at }) => at),
	];
	return {
		chronicle,
		order,
		wish: wishFor(order, endedAt, chronicle),
		standing: booked.find((each) => each.number === number),
		credits: ids.map((id) => credits.filter((credit) => isOf(credit, id))),
		completedAt: Math.min(Infinity, ...completed),
		isTouched: deeds.some(({ deed }) => deed.do === 'changeLine' || deed.do === 'strike'),
	};
}

/** A credit note of ours ends with the shop's own ID of its refund (decision 25). */
function isOf({ comments, status, byHand }: BookedCredit, refund: string): boolean {
	return !byHand && status !== 'Deleted' && comments.endsWith(`:${refund.split('/').at(-1) ?? ''}]`);
}

const name = ({ order }: Case) => `Order #${order.number}`;
const orderKey = ({ order }: Case) => `order #${order.number}`;
const refundKeys = ({ order }: Case) => latest(order).refunds.map((_, at) => `refund #${order.number}-R${at + 1}`);

function judgeOrder(each: Case): Judgment {
	return all([
		wrong(...judgeCount(each), ...judgeArrival(each)),
		judgeContent(each),
		judgeCredits(each),
		judgeCompletion(each),
		judgeShipments(each),
	]);
}

// ------------------------------------------------------------------ how it came there

function judgeCount({ chronicle, order }: Case): string[] {
	const number = referenceOf(order.number);
	const count = chronicle.booked.filter((each) => each.number === number).length;
	return count > 1 ? [`Order #${order.number} stands ${count} times in the books`] : [];
}

/** Decisions 16 and 17: what another connector sent, and what nothing wanted sent while a run was at it, is not made. */
function judgeArrival(each: Case): string[] {
	const { chronicle, order } = each;
	const made = chronicle.acts.filter(({ act, number }) => act === 'made' && number === referenceOf(order.number));
	return made.slice(0, 1).flatMap(({ at }) => {
		if (order.sentByOther) return [`${name(each)} was made although another connector had sent it`];
		const from = Math.min(at, ...chronicle.runs.filter((run) => run.from <= at && at <= run.to).map((run) => run.from));
		return wentWithin(order, chronicle, from, at) ? [] : [`${name(each)} was made although it was not to go`];
	});
}

/** Orders that no order of the shop explains; those that were there before have numbers of their own. */
function strangers({ booked }: BooksChronicle, orders: readonly ShopOrder[]): string[] {
	const known = new Set(orders.map(({ number }) => referenceOf(number)));
	return booked
		.filter(({ number }) => number.startsWith(referenceOf(0).slice(0, -1)) && !known.has(number))
		.map(({ number }) => `Nobody ordered ${number}, which stands in the books`);
}

// ------------------------------------------------------------------ what stands there

function judgeContent(each: Case): Judgment {
	const { order, wish, standing, isTouched, chronicle } = each;
	if (order.sentByOther) return fine;
	const state = latest(order);
	if (state.cancelled) return judgeCancelled(each);
	const deletedByUs = chronicle.acts.some(({ act, number }) => act === 'deleted' && number === standing?.number);
	if (standing?.status === 'Deleted' && deletedByUs)
		return wrong(`${name(each)} was deleted in the books and lives in the shop`);
	// What people deleted there is theirs; that it is missing may be told.
	if (standing?.status === 'Deleted') return may(orderKey(each), ...refundKeys(each));
	if (!standing) {
		if (wish === 'goes') return wrong(`${name(each)} is to go and does not stand in the books`);
		// A refund of what is not there yet cannot be credited, and is not settled while the order may still come.
		const refunds = may(...(isGivenBack(state) ? [] : refundKeys(each)));
		if (wish === 'cannot') return all([need([orderKey(each)], 'something in it keeps it from going'), refunds]);
		return order.kind === 'test' ? fine : all([may(orderKey(each)), refunds]);
	}
	const isOpen = standing.status !== 'Completed';
	if (wish === 'waits' && isGivenBack(state) && isOpen)
		return need([orderKey(each)], 'it was given back whole and is still to be billed');
	if (wish !== 'goes' && !isGivenBack(state)) return may(orderKey(each), ...refundKeys(each));
	const left = leftIn(each, standing);
	if (left === undefined) {
		const isWaiting = standing.status === 'Parked' && !isTouched;
		return isWaiting ? need([orderKey(each)], 'it was not given the status it was to have') : fine;
	}
	const because = `the shop and the books differ in ${left}`;
	if (isTouched) return may(orderKey(each), ...refundKeys(each));
	if (isOpen ? isChangeable(each) : isPlain(each)) return wrong(`${name(each)}: ${because}`);
	return need([orderKey(each), ...refundKeys(each)], because);
}

/** What the books say less their credit notes, against what the shop says; undefined when it is the same. */
function leftIn(each: Case, standing: BookedOrder): string | undefined {
	const { order, credits } = each;
	const { units, total, tax } = standing;
	const state = latest(order);
	const notes = credits.flat();
	const less = (amount: number, of: (credit: BookedCredit) => number) =>
		notes.reduce((left, credit) => left - of(credit), amount);
	const money = less(total, (credit) => credit.total);
	const taxes = less(tax, (credit) => credit.tax);
	const goods = without(
		units,
		notes.map((credit) => credit.units),
	);
	const wanted = owed(state) - goodwillIn(state) + goodwillWaiting(each, standing);
	if (!sameUnits(goods, unitsIn(state))) return `goods: ${inWords(unitsIn(state))} and ${inWords(goods)}`;
	if (money !== wanted) return `money: ${wanted / 100} and ${money / 100}`;
	return taxes === taxIn(state) ? undefined : `tax: ${taxIn(state) / 100} and ${taxes / 100}`;
}

/** Decision 25: what gives goods and money for the trouble back waits until its order is completed. */
function goodwillWaiting({ order, credits }: Case, { status }: BookedOrder): number {
	if (status === 'Completed') return 0;
	const waiting = latest(order).refunds.filter(({ amount, goodwill }, at) => amount > goodwill && !credits[at]?.length);
	return waiting.reduce((sum, { goodwill }) => sum + goodwill, 0);
}

const without = (units: Units, lots: readonly Units[]): Units =>
	unitsOf(
		[...units].map(([sku, quantity]) => ({
			sku,
			quantity: lots.reduce((left, lot) => left - (lot.get(sku) ?? 0), quantity),
		})),
	);

/** Nothing has left yet, and the vendor takes changes of an order that is placed. */
function isChangeable({ chronicle, standing, credits }: Case): boolean {
	const { putStatus } = chronicle.history.options.unleashed;
	const hasLeft = chronicle.shipments.some((shipment) => shipment.order === standing?.number);
	return putStatus === 'taken' && !hasLeft && credits.flat().every(({ status }) => status !== 'Parked');
}

/** All that happened since it was completed are refunds, and nothing had been given back before. */
function isPlain({ chronicle, order, completedAt }: Case): boolean {
	const edits = chronicle.done.filter(({ deed }) => deed.do === 'edit' && deed.order === order.number);
	const refunds = latest(order).refunds;
	return edits.every(({ at }) => at < order.placedAt) && refunds.every(({ at }) => at > completedAt);
}

function judgeCancelled(each: Case): Judgment {
	const { order, standing, chronicle, isTouched } = each;
	if (!standing || standing.status === 'Deleted') return fine;
	const key = `cancellation #${order.number}`;
	if (standing.status === 'Completed') {
		const left = isTouched || givenBack(latest(order)) === 0 ? undefined : leftIn(each, standing);
		const books = need([key], 'it is cancelled in the shop and completed in the books');
		if (left === undefined) return books;
		return all([books, may(...refundKeys(each))]);
	}
	const hasLeft = chronicle.shipments.some(
		(shipment) => shipment.order === standing.number && shipment.status === 'Dispatched',
	);
	if (hasLeft && chronicle.history.options.unleashed.deleteDispatched !== 'taken')
		return need([key], 'it is cancelled in the shop and something of it has left');
	return wrong(`${name(each)} is cancelled in the shop and ${standing.status} in the books`);
}

// ------------------------------------------------------------------ refunds

function judgeCredits(each: Case): Judgment {
	const { order, credits } = each;
	return all(latest(order).refunds.map((refund, at) => judgeCredit(each, refund, at, credits[at] ?? [])));
}

function judgeCredit(
	each: Case,
	refund: ReturnType<typeof latest>['refunds'][number],
	at: number,
	made: readonly BookedCredit[],
): Judgment {
	const { standing, completedAt, isTouched, chronicle, order } = each;
	const which = `Refund ${at + 1} of order #${order.number}`;
	if (made.length > 1) return wrong(`${which} was credited ${made.length} times`);
	const [credit] = made;
	if (credit) {
		if (credit.total !== refund.amount)
			return wrong(`${which} is of ${refund.amount / 100} and was credited with ${credit.total / 100}`);
		const key = refundKeys(each)[at]!;
		return credit.status === 'Completed' ? fine : need([key], 'its credit note was not completed');
	}
	if (standing?.status !== 'Completed' || isTouched || refund.at < completedAt) return fine;
	const isEdited = chronicle.done.some(({ deed }) => deed.do === 'edit' && deed.order === order.number);
	if (isEdited) return fine;
	return wrong(`${which} came after the order was completed and was not credited`);
}

// ------------------------------------------------------------------ completion

function judgeCompletion(each: Case): Judgment {
	const { chronicle, order, standing } = each;
	const { acts, parcels, inShop, stock, history } = chronicle;
	const byUs = acts.some(({ act, number }) => act === 'completed' && number === standing?.number);
	if (byUs && !parcels.some((parcel) => parcel.order === order.number))
		return wrong(`${name(each)} was completed and nothing of it is fulfilled in the shop`);
	const isFulfilled = inShop.some((one) => one.order === order.number && one.fulfilled);
	if (!standing || !isFulfilled || standing.status === 'Completed' || latest(order).cancelled) return fine;
	const key = `completion #${order.number}`;
	if (standing.status === 'Deleted') return need([key], 'it is fulfilled in the shop and deleted in the books');
	const isShort = [...standing.units].some(([sku, quantity]) => quantity > (stock.get(sku) ?? Infinity));
	if (isShort && history.options.unleashed.completeWithoutStock !== 'allowed')
		return need([key], 'it is fulfilled in the shop and the books have too little of it');
	return wrong(`${name(each)} is fulfilled in the shop and ${standing.status} in the books`);
}

// ------------------------------------------------------------------ what runs said

function judgeSaid({ said, booked, credits }: BooksChronicle): string[] {
	const order = (id: string) => booked.find((each) => each.id.toLowerCase() === id.toLowerCase());
	const holds: Readonly<Record<string, (id: string) => boolean>> = {
		orders: (id) => order(id) !== undefined,
		cancellations: (id) => order(id)?.status === 'Deleted',
		completion: (id) => order(id)?.status === 'Completed',
		refunds: (id) => credits.some((credit) => credit.id.toLowerCase() === id.toLowerCase()),
	};
	const untrue = said.filter(({ flow, id }) => id !== '' && holds[flow]?.(id) === false);
	return [
		...new Set(
			untrue.map(({ flow, outcome, number }) => `A run of ${flow} said ${outcome} of ${number}, and it is not so`),
		),
	];
}

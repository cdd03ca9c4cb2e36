import { shopOrders, owed, latest, type ShopOrder } from './books-model';
import {
	inWords,
	sameUnits,
	type DeskOrder,
	type EngineOrder,
	type LedgerRow,
	type OutletsChronicle,
} from './chronicle';
import type { Brand, Deed } from './history';
import { all, fine, judgeLedger, judgeProblems, judgeTold, may, need, wrong, type Judgment } from './judgment';
import { judgeShipments } from './shipments';

/*
 * Says what is wrong at the end of a history whose shop has outlets. Written from what the operator is promised and from
 * what the vendors say of their tabs and statuses, never from our mapping:
 *
 * - Every order that people checked stands once in the outlet of its location, with its goods and its money: waiting for a
 *   person where the brand approves, invoiced where it does not. What cannot fall there is an open problem, and so is
 *   another location that it was given since, because no call changes an order.
 * - Nothing is invoiced that nobody approved. What is invoiced goes on to its courier at OmniEngine, and nothing else does.
 * - An order that goes to its courier is booked exactly once. What left is in the shop once, under its number.
 * - What is cancelled at OmniEngine is cancelled in its outlet. What the books are told of is told once it is invoiced.
 * - Stock flows ShopDesk → OmniEngine → shop: at rest the three agree, less what OmniEngine keeps back; what ShopDesk sold
 *   below nothing counts as nothing.
 * - No problem is open without a reason, nothing is left claimed, and a world at rest is left alone.
 *
 * What no call of a contract does is the vendors' own and not judged.
 */

/** Everything that is known of one order at the end. */
interface Case {
	readonly chronicle: OutletsChronicle;
	readonly brand: Brand;
	readonly order: EngineOrder;
	/** As the shop sold it. */
	readonly sold: ShopOrder | undefined;
	readonly standing: readonly DeskOrder[];
	/** What people did to it. */
	readonly deeds: readonly Deed[];
}

const OPEN = ['pending', 'awaiting_assigning'];
const WITH_COURIER = ['courier_booking', 'awaiting_dispatch', 'dispatched', 'delivered', 'returned'];
const WAITING = ['AWAITING_SM_APPROVAL', 'APPROVED'];
/** What the outlets do not have until somebody on-boards it, and the locations that have an outlet. */
const NEW_TO_OUTLETS = 'VASE-NEW';
const MAPPED = ['310', '311'];
/** The outlet that the older contract speaks for. */
const SESSION = '310';

/** What is wrong, in sentences; nothing when all is as it should be. */
export function outletsDifferences(chronicle: OutletsChronicle): string[] {
	const { brand } = chronicle.history;
	if (!brand) return ['A history with outlets needs a brand'];
	const sold = shopOrders(chronicle);
	const cases = chronicle.engine.map((order) => caseOf(chronicle, brand, sold, order));
	const judgment = all(cases.map(judgeOrder));
	return [
		...judgment.wrong,
		...strangers(chronicle),
		...judgeStock(chronicle, brand),
		...judgeSaid(chronicle),
		...judgeProblems(chronicle.ledger, judgment),
		...judgeLedger(
			chronicle.ledger.filter((row) => !isIdle(row, chronicle)),
			judgment,
		),
		...judgeTold(
			chronicle.lateTold,
			chronicle.ledger,
			chronicle.engine.map(({ number }) => `#${number}`),
		),
		...chronicle.runProblems.map((problem) => `A run ended with ${problem}`),
		...chronicle.lateWrites.map((write) => `At rest, and still written: ${write}`),
	];
}

/**
 * A claim that a dead run left on what has gone on since: sweeps of that tab pass it by, and any run may take it once there
 * is something to do.
 */
function isIdle({ kind, number, state, to }: LedgerRow, { engine, desk }: OutletsChronicle): boolean {
	if (state !== 'claimed') return false;
	const tab = engine.find((order) => `#${order.number}` === number)?.status;
	if (kind === 'order' && to === 'shopDesk') return tab !== 'awaiting_approval';
	if (kind === 'shipment' && to === 'omniEngine') return tab !== 'courier_booking';
	if (kind !== 'invoice') return false;
	// The older contract knows an order by its number alone, and invoices what waits.
	const bears = ({ reference }: DeskOrder) =>
		engine.some((order) => order.id === reference && String(order.number) === number);
	return desk.some((order) =>
		order.invoice === number ? order.synced : bears(order) && !WAITING.includes(order.status),
	);
}

function caseOf(chronicle: OutletsChronicle, brand: Brand, sold: readonly ShopOrder[], order: EngineOrder): Case {
	const { done, desk } = chronicle;
	return {
		...{ chronicle, brand, order },
		sold: sold.find(({ number }) => number === order.number),
		standing: desk.filter(({ reference }) => reference === order.id),
		deeds: done.flatMap(({ deed }) => ('order' in deed && deed.order === order.number ? [deed] : [])),
	};
}

const name = ({ order }: Case) => `Order #${order.number}`;
const key = ({ order }: Case, kind: string) => `${kind} #${order.number}`;
const did = ({ deeds }: Case, ...what: ReadonlyArray<Deed['do']>) => deeds.some((deed) => what.includes(deed.do));

function judgeOrder(each: Case): Judgment {
	const { standing, chronicle, sold, brand } = each;
	const [there] = standing;
	if (standing.length > 1) return wrong(`${name(each)} stands ${standing.length} times in ShopDesk`);
	return all([
		there ? judgeStanding(each, there) : judgeMissing(each),
		judgeBookings(each),
		...(sold ? [judgeShipments({ order: sold, chronicle })] : []),
		...(there && brand.contract !== 'legacy' ? [judgeBooks(each, there)] : []),
	]);
}

// ------------------------------------------------------------------ how it stands in its outlet

/** Whether all its goods are known in the outlets. */
function isKnown({ order, chronicle }: Case): boolean {
	const isLearnt = chronicle.done.some(({ deed }) => deed.do === 'learn' && deed.sku === NEW_TO_OUTLETS);
	return isLearnt || !order.units.has(NEW_TO_OUTLETS);
}

function judgeMissing(each: Case): Judgment {
	const { order, brand } = each;
	if (brand.contract !== 'assumed') return fine;
	if (WITH_COURIER.includes(order.status)) return wrong(`${name(each)} is ${order.status} and in no outlet`);
	if (OPEN.includes(order.status) || order.status === 'cancelled') return may(key(each, 'order'));
	if (!MAPPED.includes(order.location ?? '')) return need([key(each, 'order')], 'its location has no outlet');
	if (!isKnown(each)) return need([key(each, 'order')], 'the outlets do not have all of it');
	return wrong(`${name(each)} waits for approval and is in no outlet`);
}

function judgeStanding(each: Case, there: DeskOrder): Judgment {
	const isOurs = each.brand.contract === 'assumed';
	return all([
		...(isOurs ? [wrong(...judgeContent(each, there)), judgePlace(each, there)] : []),
		judgeStatus(each, there),
		wrong(...judgeTab(each, there)),
	]);
}

function judgeContent(each: Case, { units, total }: DeskOrder): string[] {
	const { order, sold } = each;
	const due = sold && owed(latest(sold));
	return [
		...(did(each, 'verify') ? [] : [`${name(each)} fell into an outlet, and nobody checked it`]),
		...(sameUnits(units, order.units)
			? []
			: [`${name(each)} is ${inWords(order.units)}, and in its outlet ${inWords(units)}`]),
		...(due === undefined || due === total
			? []
			: [`${name(each)} comes to ${due / 100}, and in its outlet to ${total / 100}`]),
	];
}

/** Where it was given another location, people are told as long as somebody can do something about it. */
function judgePlace(each: Case, { location, status }: DeskOrder): Judgment {
	const { order, deeds } = each;
	const places = deeds.flatMap((deed) => (deed.do === 'verify' ? [deed.location] : []));
	if (!places.includes(location ?? '')) return wrong(`${name(each)} fell into the outlet of ${location}`);
	if (location === order.location) return fine;
	if (order.status !== 'awaiting_approval' || !WAITING.includes(status)) return may(key(each, 'order'));
	return need([key(each, 'order')], 'it was given another location after it fell into an outlet');
}

function judgeStatus(each: Case, { status }: DeskOrder): Judgment {
	const { order, brand } = each;
	const hasCall = brand.contract !== 'documented';
	if (order.status === 'cancelled')
		return hasCall && status !== 'CANCELLED'
			? wrong(`${name(each)} is cancelled at OmniEngine and ${status} in its outlet`)
			: fine;
	if (status === 'CANCELLED')
		return did(each, 'strike') ? fine : wrong(`${name(each)} is cancelled in its outlet and lives at OmniEngine`);
	const isInvoiced = status === 'INVOICED';
	if (brand.mode === 'automatic')
		return isInvoiced ? fine : wrong(`${name(each)} is to be approved by itself, and is ${status}`);
	if (brand.contract === 'legacy')
		return isInvoiced ? fine : wrong(`${name(each)} was to be invoiced, and is ${status}`);
	return isInvoiced && !did(each, 'approve') ? wrong(`${name(each)} was invoiced, and nobody approved it`) : fine;
}

/** The tab at OmniEngine follows the invoice, and nothing else does. */
function judgeTab(each: Case, { status }: DeskOrder): string[] {
	const { order } = each;
	if (status === 'INVOICED' && order.status === 'awaiting_approval')
		return [`${name(each)} is invoiced, and still waits for approval at OmniEngine`];
	if (status !== 'INVOICED' && WITH_COURIER.includes(order.status))
		return [`${name(each)} went on to its courier, and is ${status} in its outlet`];
	return [];
}

/** By the published calls the books take over every invoice. */
const judgeBooks = (each: Case, { invoice, synced }: DeskOrder): Judgment =>
	invoice === null || synced ? fine : wrong(`The books were not told of ${invoice}, of ${name(each).toLowerCase()}`);

// ------------------------------------------------------------------ couriers

function judgeBookings(each: Case): Judgment {
	const { order, brand } = each;
	const { bookings, status } = order;
	if (bookings.length > 1) return wrong(`${name(each)} has ${bookings.length} couriers`);
	// Called off while a run was about to book: that it takes no booking any more is told.
	if (status === 'cancelled') return may(key(each, 'shipment'));
	if (bookings.length === 1 || status !== 'courier_booking' || brand.contract === 'documented') return fine;
	return need([key(each, 'shipment')], 'it was invoiced and has no courier');
}

// ------------------------------------------------------------------ stock

function judgeStock({ levels }: OutletsChronicle, { contract, linked }: Brand): string[] {
	const isReached = (location: string) => contract === 'assumed' || (contract === 'legacy' && location === SESSION);
	return levels.flatMap(({ location, sku, desk, engine, buffer, shop }) => {
		const at = `${sku} at ${location}`;
		const told: string[] = [];
		if (engine !== undefined && (linked || isReached(location)) && ![desk, Math.max(0, desk)].includes(engine))
			told.push(`Of ${at} ShopDesk has ${desk} and OmniEngine ${engine}`);
		const wanted = Math.max(0, (engine ?? 0) - buffer);
		if (engine !== undefined && shop !== undefined && isReached(location) && shop !== wanted)
			told.push(`Of ${at} OmniEngine has ${engine}, keeps back ${buffer}, and the shop has ${shop}`);
		return told;
	});
}

// ------------------------------------------------------------------ all of them

function strangers({ desk, engine }: OutletsChronicle): string[] {
	const known = new Set(engine.map(({ id }) => id));
	return desk
		.filter(({ reference }) => !known.has(reference))
		.map(({ id, reference }) => `Order ${id} of ShopDesk is of no order at OmniEngine: ${reference}`);
}

function judgeSaid({ said, desk, engine }: OutletsChronicle): string[] {
	const inDesk = (id: string) => desk.find((order) => order.id === id);
	const holds: Readonly<Record<string, (id: string) => boolean>> = {
		orders: (id) => inDesk(id) !== undefined,
		cancellations: (id) => inDesk(id)?.status === 'CANCELLED',
		bookings: (id) => engine.some(({ bookings }) => bookings.includes(id)),
	};
	const untrue = said.filter(({ flow, id }) => id !== '' && holds[flow]?.(id) === false);
	return [
		...new Set(
			untrue.map(({ flow, outcome, number }) => `A run of ${flow} said ${outcome} of ${number}, and it is not so`),
		),
	];
}

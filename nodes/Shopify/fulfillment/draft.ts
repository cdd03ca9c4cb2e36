import type { Shipment } from '../../../core/model/shipment';
import type { Problem } from '../../../core/ports';
import { folded, type ShipmentDraft, type ShipmentRules } from '../shipment/draft';
import { isLive } from '../shipment/mapping';
import type { Parcel, Work } from '../shipment/wire';
import {
	isActive,
	isShipped,
	knownLines,
	openOf,
	poolsOf,
	restOf,
	shippedOf,
	sumOver,
	tail,
	unitsOf,
	type KnownLine,
	type Pool,
	type Shippable,
} from './mapping';

/*
 * What a shipment asks of Shopify: which of its parcels stand there already, and from which fulfillment orders the rest
 * is to be taken. Pure. Shopify has no key for parcels, so a parcel is known by its tracking number, by the name it had
 * when we made it, or by what is in it.
 */

/** What one call of fulfillmentCreate takes: work of one location and one way of delivery. */
export interface Group {
	readonly location: string;
	readonly work: ReadonlyArray<{
		readonly fulfillmentOrderId: string;
		readonly fulfillmentOrderLineItems: ReadonlyArray<{ readonly id: string; readonly quantity: number }>;
	}>;
}

export interface Plan {
	/** The parcels of the shop that are this shipment's. */
	readonly own: readonly Parcel[];
	/** Whether nothing more has to be made. */
	readonly complete: boolean;
	readonly groups: readonly Group[];
	readonly problem?: Problem;
}

export interface Asked {
	readonly record: Shipment;
	readonly draft: ShipmentDraft;
	/** Names of parcels that were made for this record before. */
	readonly hints: readonly string[];
	/** Parcels that are another record's. */
	readonly taken: ReadonlySet<string>;
}

/** Clocks of a warehouse and a shop may differ by so much. */
const CLOCKS_MS = 5 * 60_000;

/**
 * Decides what of a shipment stands in the shop and what is to be made of the rest. Never plans more than what remains,
 * and never counts a parcel twice: where that is in doubt, a parcel that stands counts as this shipment's.
 */
export function planShipment(there: Shippable, asked: Asked, rules: ShipmentRules): Plan {
	const live = there.parcels.filter(isLive);
	const lines = knownLines(there, live);
	const pools = asked.draft.lines ? poolsOf(asked.draft.lines, lines) : undefined;
	const named = live.filter((parcel) => isNamed(parcel, asked));
	const own = named.length > 0 ? named : unnamed(live, pools?.pools, asked);
	const about = aboutOf(there, asked, rules);
	if (!asked.draft.lines || !pools) return planEverything(there, { own, live, about }, rules);
	if (own.length === 0 && there.work.length === 0) return failed(own, missingWork(about));
	if (pools.unmatched.length > 0 && own.length === 0) return failed(own, unmatchedLines(pools.unmatched, about));
	const free = live.filter(({ id }) => !asked.taken.has(id));
	const inFree = unitsOf(free);
	if (own.length === 0 && pools.pools.every((pool) => isShipped(pool, lines, inFree)))
		return { own: [speaker(free, pools.pools)].flatMap((each) => each ?? []), complete: true, groups: [] };
	const rest = restOf(pools.pools, own, lines);
	return planRest(there, { own, rest, lines, about }, rules);
}

/** A tracking number of the shipment stands on it, or it was made for the shipment before. */
function isNamed(parcel: Parcel, { draft, hints }: Asked): boolean {
	const numbers = new Set(draft.tracking.map(({ number }) => folded(number)));
	return hints.includes(parcel.name) || parcel.trackingInfo.some(({ number }) => numbers.has(folded(number)));
}

const hasNumber = ({ trackingInfo }: Parcel) => trackingInfo.some(({ number }) => Boolean(number?.trim()));

/**
 * Parcels without a number that can only be this shipment's: made since it left, and each line in them is one of its
 * lines with just its quantity. So is one that was made without tracking, and one whose answer never came.
 */
function unnamed(live: readonly Parcel[], pools: readonly Pool[] | undefined, asked: Asked): Parcel[] {
	if (!pools) return [];
	const since = asked.record.shippedAt ? Date.parse(asked.record.shippedAt) - CLOCKS_MS : -Infinity;
	return live.filter(
		(parcel) =>
			!hasNumber(parcel) &&
			!asked.taken.has(parcel.id) &&
			Date.parse(parcel.createdAt) >= since &&
			isPartOf(parcel, pools),
	);
}

function isPartOf(parcel: Parcel, pools: readonly Pool[]): boolean {
	const units = unitsOf([parcel]);
	if (units.size === 0) return false;
	const touched = pools.filter(({ lineIds }) => lineIds.some((id) => units.has(id)));
	const inPools = [...units.keys()].every((id) => touched.some(({ lineIds }) => lineIds.includes(id)));
	return inPools && touched.every((pool) => sumOver(pool.lineIds, units) === pool.wanted);
}

/** Of several parcels in which the goods left, the one that shows best where: these very goods, no number yet, newest. */
function speaker(live: readonly Parcel[], pools: readonly Pool[] | undefined): Parcel | undefined {
	const ids = new Set(pools?.flatMap(({ lineIds }) => lineIds) ?? []);
	const candidates = live.filter((parcel) => !pools || [...unitsOf([parcel]).keys()].some((id) => ids.has(id)));
	const rank = (parcel: Parcel) => (pools && isPartOf(parcel, pools) ? 2 : 0) + (hasNumber(parcel) ? 0 : 1);
	return [...candidates].sort(
		(a, b) => rank(b) - rank(a) || Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.name.localeCompare(a.name),
	)[0];
}

// ------------------------------------------------------------------ everything that is open

interface Standing {
	readonly own: readonly Parcel[];
	readonly live: readonly Parcel[];
	readonly about: About;
}

/**
 * A shipment that names no lines is all that ships and remained when it left. Where its first parcel stands, work that
 * was there before and that nobody touched since is its own too: the part that failed.
 */
function planEverything(there: Shippable, { own, live, about }: Standing, rules: ShipmentRules): Plan {
	const first = own.map(({ createdAt }) => Date.parse(createdAt)).sort((a, b) => a - b)[0];
	const untouched = ({ createdAt, updatedAt }: Work) =>
		first === undefined || (Date.parse(createdAt) <= first && Date.parse(updatedAt) <= first);
	const shipping = there.work.filter((work) => isActive(work) && untouched(work) && openLines(work).length > 0);
	const here = shipping.filter((work) => isHere(work, rules));
	if (shipping.length === 0) {
		const found = own.length > 0 ? own : [speaker(live, undefined)].flatMap((each) => each ?? []);
		return found.length > 0 ? { own: found, complete: true, groups: [] } : failed(own, missingWork(about));
	}
	if (own.length > 0 && here.length === 0) return { own, complete: true, groups: [] };
	const blocked = (here.length > 0 ? here : shipping).find((work) => !isUsable(work, rules));
	if (blocked) return failed(own, blockedBy(blocked, about));
	const taken = here.map((work) => ({
		work,
		lines: openLines(work).map(({ id, remainingQuantity }) => ({ id, quantity: remainingQuantity })),
	}));
	return { own, complete: false, groups: grouped(taken) };
}

const openLines = ({ lineItems }: Work) =>
	lineItems.nodes.filter(({ requiresShipping, remainingQuantity }) => requiresShipping && remainingQuantity > 0);

// ------------------------------------------------------------------ what remains of named lines

interface Rest {
	readonly own: readonly Parcel[];
	readonly rest: readonly Pool[];
	readonly lines: ReadonlyMap<string, KnownLine>;
	readonly about: About;
}

function planRest(there: Shippable, { own, rest, lines, about }: Rest, rules: ShipmentRules): Plan {
	if (rest.length === 0) return { own, complete: true, groups: [] };
	const exceeding = rest.find((pool) => openOf(pool, lines) < pool.wanted);
	if (exceeding) return failed(own, exceeds(exceeding, lines, about));
	const left = new Map<string, number>();
	const taken: Taken[] = [];
	for (const pool of rest) {
		const short = take(
			pool,
			there.work.filter((work) => isUsable(work, rules)),
			left,
			taken,
		);
		if (short === 0) continue;
		const blocked = there.work.find((work) => isActive(work) && !isUsable(work, rules) && holds(work, pool));
		return failed(own, blocked ? blockedBy(blocked, about) : exceeds(pool, lines, about));
	}
	return { own, complete: false, groups: grouped(taken) };
}

interface Taken {
	readonly work: Work;
	readonly lines: ReadonlyArray<{ readonly id: string; readonly quantity: number }>;
}

const holds = ({ lineItems }: Work, { lineIds }: Pool) =>
	lineItems.nodes.some(({ lineItem, remainingQuantity }) => remainingQuantity > 0 && lineIds.includes(lineItem.id));

/** Takes units of a pool from work, in its order; answers how many are missing. `left` is what earlier pools left. */
function take(pool: Pool, works: readonly Work[], left: Map<string, number>, taken: Taken[]): number {
	let missing = pool.wanted;
	for (const work of works) {
		const lines = work.lineItems.nodes.flatMap(({ id, lineItem, remainingQuantity }) => {
			if (!pool.lineIds.includes(lineItem.id)) return [];
			const quantity = Math.min(missing, left.get(id) ?? remainingQuantity);
			left.set(id, (left.get(id) ?? remainingQuantity) - quantity);
			missing -= quantity;
			return quantity > 0 ? [{ id, quantity }] : [];
		});
		if (lines.length > 0) taken.push({ work, lines });
	}
	return missing;
}

// ------------------------------------------------------------------ work

const isHere = ({ assignedLocation }: Work, { locationId }: ShipmentRules) =>
	locationId === '' || tail(assignedLocation.location?.id ?? '') === tail(locationId);

/** Work from which a parcel can be made now, by us. */
const isUsable = (work: Work, rules: ShipmentRules) =>
	(work.status === 'OPEN' || work.status === 'IN_PROGRESS') &&
	work.supportedActions.some(({ action }) => action === 'CREATE_FULFILLMENT') &&
	isHere(work, rules);

/** https://shopify.dev/docs/api/admin-graphql/latest/input-objects/FulfillmentOrderLineItemsInput: 512 lines at most. */
const MOST_LINES = 512;

/** One call for each location and way of delivery, because Shopify takes no other together. */
function grouped(taken: readonly Taken[]): Group[] {
	const groups = new Map<string, { location: string; work: Map<string, Map<string, number>> }>();
	for (const { work, lines } of taken) {
		const location = work.assignedLocation.location?.id ?? '';
		const key = `${location} ${work.deliveryMethod?.methodType ?? ''}`;
		const group = groups.get(key) ?? { location: work.assignedLocation.name ?? location, work: new Map() };
		const units = group.work.get(work.id) ?? new Map<string, number>();
		for (const { id, quantity } of lines) units.set(id, (units.get(id) ?? 0) + quantity);
		group.work.set(work.id, units);
		groups.set(key, group);
	}
	return [...groups.values()].flatMap(({ location, work }) => {
		const whole: Group['work'][number][] = [];
		const further: Group[] = [];
		for (const [fulfillmentOrderId, units] of work) {
			const lines = [...units].map(([id, quantity]) => ({ id, quantity }));
			whole.push({ fulfillmentOrderId, fulfillmentOrderLineItems: lines.slice(0, MOST_LINES) });
			for (let from = MOST_LINES; from < lines.length; from += MOST_LINES) {
				const fulfillmentOrderLineItems = lines.slice(from, from + MOST_LINES);
				further.push({ location, work: [{ fulfillmentOrderId, fulfillmentOrderLineItems }] });
			}
		}
		return [{ location, work: whole }, ...further];
	});
}

// ------------------------------------------------------------------ why not

type About = { readonly order: string; readonly kind: string; readonly target: string; readonly reference: string };

const aboutOf = ({ order }: Shippable, { record }: Asked, { label }: ShipmentRules): About => ({
	order: record.number,
	kind: 'shipment',
	target: label,
	reference: order.name,
});

const failed = (own: readonly Parcel[], problem: Problem): Plan => ({ own, complete: false, groups: [], problem });

const missingWork = (about: About): Problem => ({ code: 'FULFILLMENT_ORDER_MISSING', params: { ...about } });

const unmatchedLines = (labels: readonly string[], about: About): Problem => ({
	code: 'LINES_UNMATCHED',
	params: { ...about, skus: [...new Set(labels)].join(', ') },
});

function exceeds(pool: Pool, lines: ReadonlyMap<string, KnownLine>, about: About): Problem {
	const ordered = pool.lineIds.reduce((sum, id) => sum + (lines.get(id)?.ordered ?? 0), 0);
	const figures = {
		sku: pool.label,
		quantity: String(pool.wanted),
		ordered: String(ordered),
		open: String(openOf(pool, lines)),
		shipped: String(shippedOf(pool, lines)),
	};
	return { code: 'QUANTITY_EXCEEDS', params: { ...about, ...figures } };
}

/** "HIGH_RISK_OF_FRAUD" in words. */
const inWords = (word: string) => word.toLowerCase().replaceAll('_', ' ');

function blockedBy({ status, fulfillmentHolds, fulfillAt, assignedLocation }: Work, about: About): Problem {
	if (status === 'ON_HOLD') {
		const reason = [...new Set(fulfillmentHolds.map((hold) => inWords(hold.reason)))].join(', ');
		return { code: 'FULFILLMENT_HELD', params: { ...about, reason } };
	}
	if (status === 'SCHEDULED')
		return { code: 'FULFILLMENT_SCHEDULED', params: { ...about, date: (fulfillAt ?? '').slice(0, 10) } };
	return { code: 'FULFILLMENT_ELSEWHERE', params: { ...about, location: assignedLocation.name ?? '' } };
}

import type { OrderReference, Shipment } from '../../../core/model/shipment';
import { translate } from '../../../core/sync/status';
import { instant, numberOf, stageOf, webAddress } from '../mapping';
import type { OgoOrder } from '../order/wire';

/*
 * What left the warehouse, read from an OGOship order: it has one tracking field, no carrier, no time of shipping and no
 * quantity shipped per line, so those are mapped or concluded, and what is concluded is said.
 */

/** The operator's choices for shipments. */
export interface ShipmentRules {
	readonly prefix: string;
	/** What follows the prefix in a reference: the shop's order number, or its id. */
	readonly referenceHolds: 'number' | 'id';
	/** The carrier behind each delivery code of myOGO; no field of the API names it (documented absence). */
	readonly carriers: ReadonlyArray<{ readonly code: string; readonly carrier: string }>;
}

const STATUS: Readonly<Record<string, 'pending' | 'shipped' | 'cancelled' | 'returned'>> = {
	NEW: 'pending',
	DRAFT: 'pending',
	RESERVED: 'pending',
	LOCKED: 'pending',
	PENDING: 'pending',
	COLLECTING: 'pending',
	SHIPPED: 'shipped',
	RETURNED: 'returned',
	CANCELLED: 'cancelled',
};

/** Numbers of parcels are short; more than that is no number. */
const LONGEST_NUMBER = 255;

/**
 * The parcels of an order. Several numbers stand in the one field with commas between them (seen in OGOship's Magento
 * module, there of the older API). The one address belongs to the one number; of several it belongs to those it holds.
 */
export function trackingOf({ trackingNumber, trackingUrl }: OgoOrder): Shipment['tracking'] {
	const numbers = (trackingNumber ?? '').split(',').map((part) => part.trim());
	const distinct = [...new Set(numbers)].filter((number) => number !== '' && number.length <= LONGEST_NUMBER);
	const url = webAddress(trackingUrl);
	const isItsOwn = (number: string) => url !== null && holdsNumber(url, number);
	return distinct.map((number) => ({ number, url: distinct.length === 1 || isItsOwn(number) ? url : null }));
}

/** Whether an address holds a parcel's number as a whole: 123 is not in 1234. */
function holdsNumber(url: string, number: string): boolean {
	const spellings = [number, encodeURIComponent(number)];
	return spellings.some((spelling) => {
		const at = url.indexOf(spelling);
		const isPart = (character: string | undefined) => character !== undefined && /[A-Za-z0-9]/.test(character);
		return at >= 0 && !isPart(url[at - 1]) && !isPart(url[at + spelling.length]);
	});
}

/**
 * The reference of the order that a split order was before, if this is one's second part: how OGOship calls it is not
 * documented, `<reference>-<n>` is assumed. Undefined for a reference that cannot be one.
 */
export function baseOf(reference: string, { prefix }: ShipmentRules): string | undefined {
	const base = /^(.+)-[1-9]\d?$/s.exec(reference)?.[1];
	return base?.startsWith(prefix) && base.length > prefix.length ? base : undefined;
}

/** The shop's order behind a reference; undefined when the reference is none of this shop's. */
function orderOf(reference: string, own: string, rules: ShipmentRules): OrderReference | undefined {
	const number = numberOf(reference, { prefix: rules.prefix, referenceFrom: rules.referenceHolds });
	if (number === undefined) return undefined;
	return rules.referenceHolds === 'id' ? { id: number, reference: own } : { number, reference: own };
}

function carrierOf(there: OgoOrder, { carriers }: ShipmentRules): string | null {
	const code = (there.shippingCode ?? '').trim().toLowerCase();
	return carriers.find((row) => row.code.trim().toLowerCase() === code)?.carrier ?? null;
}

/** Where and when a shipment is read. */
export interface Reading {
	readonly account: string;
	readonly seenAt: string;
	/** The reference of the order that was split, for its second part. */
	readonly base?: string;
}

/**
 * An OGOship order as a shipment; undefined when its reference is none of this shop's. The lines are the order's as they
 * stand: after a split each part holds its own, so what the other part has stays open at the shop.
 */
export function toShipment(there: OgoOrder, rules: ShipmentRules, reading: Reading): Shipment | undefined {
	const { account, seenAt, base } = reading;
	const order = orderOf(base ?? there.reference, there.reference, rules);
	if (order === undefined) return undefined;
	const stage = stageOf(there.status);
	const editedAt = instant(there.editTime) ?? null;
	const lines = (there.orderLines ?? []).map(({ code, quantity }) => ({ sku: code, quantity }));
	const shippedAt = stage === 'SHIPPED' ? editedAt : null;
	const assumed = [
		...(base === undefined ? [] : ['orders']),
		...(lines.length > 0 ? ['lines'] : []),
		...(shippedAt === null ? [] : ['shippedAt']),
	];
	return {
		kind: 'shipment',
		origin: { system: 'ogoship', account, id: there.id ?? there.reference, number: there.reference, seenAt },
		number: there.reference,
		orders: [order],
		status: STATUS[stage] ?? translate<never>({}, there.status),
		carrier: carrierOf(there, rules),
		service: there.shippingCode ?? null,
		tracking: trackingOf(there),
		shippedAt,
		updatedAt: editedAt,
		lines: lines.length > 0 ? lines : null,
		assumed,
	};
}

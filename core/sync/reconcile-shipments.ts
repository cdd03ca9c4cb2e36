import type { OrderReference, Shipment } from '../model/shipment';
import { problem } from '../problems';
import { differenceOf, quantityDifferences, type Difference, type View } from './differences';
import { grouped } from './groups';
import { isYoung, nameOfSku, reconcile, trimmed } from './reconcile';
import type { Entry, Keys, KindRules, Part, Reconciled, Side } from './reconcile';
import { numberKeys } from './reconcile-orders';
import { isUnmapped, unknownStatus } from './status';
import { unitsBy } from './units';

export const SHIPMENT_FIELDS = ['shipped', 'tracking', 'quantities'] as const;

export interface ShipmentComparison {
	/** What each side puts before the shop's number; empty where it writes the number itself. */
	readonly prefixes: readonly string[];
	readonly fields: ReadonlyArray<(typeof SHIPMENT_FIELDS)[number]>;
	/** An ISO instant; what was shipped or changed later may be on its way. Absent compares all. */
	readonly settledBefore?: string;
}

interface ShipmentView {
	readonly label: string;
	readonly unclear?: string;
	readonly isShipped: boolean;
	readonly tracking: readonly string[];
	/** Absent where the side does not say what is in the parcel, or it holds several orders. */
	readonly quantities?: ReadonlyMap<string, number>;
	readonly isAssumed: boolean;
}

/** Carriers' numbers are written with and without blanks, and never differ by them. */
const plainNumber = (number: string) => number.replace(/\s+/g, '').toUpperCase();
const trackingOf = (shipment: Shipment) => [...new Set(shipment.tracking.map(({ number }) => plainNumber(number)))];

/** The order a shipment names: by the shop's number, else by the reference under which it was sent. */
function orderKeys(
	{ number, reference }: OrderReference,
	prefix: string,
): readonly string[] | 'otherPrefix' | undefined {
	const [known, sent] = [trimmed(number), trimmed(reference)];
	if (known !== '') return numberKeys(known, prefix !== '' && known.startsWith(prefix) ? prefix : '');
	return sent === '' ? undefined : (numberKeys(sent, prefix) ?? 'otherPrefix');
}

/**
 * Compares the shipments of two systems or three, by order and, where an order has several on a side, by tracking
 * number. Several shipments of one side that have the tracking numbers of one on the other are taken together.
 */
export function reconcileShipments(sides: ReadonlyArray<Side<Shipment>>, rules: ShipmentComparison): Reconciled {
	const label = ({ number, orders: [order] }: Shipment) => {
		const named = trimmed(order?.number) || trimmed(order?.reference);
		return named === '' ? `the shipment ${number}` : `a shipment of order ${named}`;
	};
	const kind: KindRules<Shipment, ShipmentView> = {
		keyName: 'order number',
		keysOf(shipment, side): Keys {
			if (shipment.status === 'cancelled') return { leftOut: 'cancelledShipment' };
			const keys = shipment.orders.map((order) => orderKeys(order, rules.prefixes[side] ?? ''));
			const known = keys.filter((each) => each !== undefined && each !== 'otherPrefix');
			if (known.length > 0) return { keys: known };
			if (keys.includes('otherPrefix')) return { leftOut: 'otherPrefix' };
			const params = { record: label(shipment), field: 'orders.number', reason: 'it names no order by its number' };
			return { problem: problem('FIELD_INVALID', params) };
		},
		identity: ({ origin }) => origin.id,
		changedAt: ({ updatedAt, origin }) => updatedAt ?? origin.seenAt,
		label,
		number: ({ orders: [order, ...others] }, key) =>
			others.length > 0 ? key : trimmed(order?.number) || trimmed(order?.reference) || key,
		leaves: (entries) =>
			entries.some(({ record }) => isYoung(record.origin, [record.shippedAt, record.updatedAt], rules.settledBefore))
				? 'young'
				: undefined,
		split: byTracking,
		view: (shipments) => viewOf(shipments, label(shipments[0]!)),
		compare: (views) => compareShipments(views, rules),
	};
	return reconcile(sides, kind);
}

/** The parcels of one order, told apart by their tracking numbers where a side has several. */
function byTracking(entries: ReadonlyArray<Entry<Shipment>>): Array<Part<Shipment>> {
	if (new Set(entries.map(({ side }) => side)).size === entries.length) return [{ entries }];
	const keysOf = ({ record }: Entry<Shipment>) => (record.tracking.length > 0 ? trackingOf(record) : ['']);
	return grouped(entries, keysOf).map((part) => {
		const numbers = [...new Set(part.flatMap(keysOf))].sort();
		const suffix = numbers.filter(Boolean).join(' + ') || '(no tracking)';
		// The same number twice on one side: nothing says which of the two is the other side's.
		const claims = part.flatMap((entry) => keysOf(entry).map((number) => `${entry.side} ${number}`));
		return { entries: part, suffix, ...(new Set(claims).size < claims.length ? { ambiguous: 'tracking number' } : {}) };
	});
}

function viewOf(shipments: readonly Shipment[], label: string): ShipmentView {
	const quantities = quantitiesOf(shipments);
	const unclear = shipments.map(({ status }) => status).find(isUnmapped);
	return {
		label,
		...(unclear === undefined ? {} : { unclear }),
		isShipped: shipments.some(({ status }) => status !== 'pending'),
		tracking: [...new Set(shipments.flatMap(trackingOf))].sort(),
		...(quantities ? { quantities } : {}),
		isAssumed: shipments.some(({ assumed }) => assumed?.includes('lines') ?? false),
	};
}

function quantitiesOf(shipments: readonly Shipment[]): Map<string, number> | undefined {
	if (shipments.some(({ lines, orders }) => !lines || orders.length > 1)) return undefined;
	const lines = shipments.flatMap((shipment) => shipment.lines ?? []);
	return unitsBy(lines.map(({ sku, quantity }) => [nameOfSku(sku), quantity]));
}

function compareShipments(
	views: ReadonlyArray<View<ShipmentView>>,
	{ fields }: ShipmentComparison,
): ReturnType<KindRules<Shipment, ShipmentView>['compare']> {
	const unclear = views.find(({ view }) => view.unclear !== undefined);
	if (fields.includes('shipped') && unclear) {
		const found = unknownStatus(unclear.view.label, { status: unclear.view.unclear });
		if (found) return found;
	}
	const shipped = differenceOf(
		views,
		{ field: 'shipped' },
		({ isShipped }) => isShipped,
		(a, b) => a.isShipped === b.isShipped,
	);
	const numbers = ({ tracking }: ShipmentView) => tracking.join(', ');
	const tracking = differenceOf(views, { field: 'tracking' }, numbers, (a, b) => numbers(a) === numbers(b));
	return [
		...(fields.includes('shipped') ? shipped : []),
		...(fields.includes('tracking') ? tracking : []),
		...(fields.includes('quantities') ? quantityDifferences(views, 'quantity', (view) => view.quantities) : []),
	].map((difference) => withAssumed(difference, views));
}

/** Marks quantities that a side does not state but that were concluded. */
function withAssumed(difference: Difference, views: ReadonlyArray<View<ShipmentView>>): Difference {
	if (difference.field !== 'quantity') return difference;
	const assumed = new Set(views.filter(({ view }) => view.isAssumed).map(({ account }) => account));
	const values = difference.values.map((each) =>
		assumed.has(each.account) ? { ...each, assumed: true as const } : each,
	);
	return { ...difference, values };
}

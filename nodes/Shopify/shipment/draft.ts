import type { Shipment, ShipmentLine } from '../../../core/model/shipment';
import type { Problem } from '../../../core/ports';
import { companyOf, orderWanted, type CarrierName, type OrderWanted } from './mapping';
import type { Parcel } from './wire';

/*
 * A shipment as it is asked of Shopify, and what the shop's parcels lack of its tracking.
 */

/** The operator's choices for shipments. */
export interface ShipmentRules {
	readonly shop: string;
	readonly label: string;
	readonly notifyCustomer: boolean;
	readonly carriers: readonly CarrierName[];
	/** Only work of this location; empty means of any. */
	readonly locationId: string;
}

export interface Tracking {
	readonly number: string;
	readonly url?: string;
}

export interface WantedLine {
	readonly sku: string;
	readonly barcode: string;
	readonly orderLineId: string;
	readonly quantity: number;
}

export interface ShipmentDraft {
	readonly order: OrderWanted;
	/** As it is called in sentences. */
	readonly orderName: string;
	/** Null: everything of the order that ships and is still open. */
	readonly lines: readonly WantedLine[] | null;
	readonly tracking: readonly Tracking[];
	readonly company?: string;
	readonly notifyCustomer: boolean;
}

/** A shipment as it will be asked of Shopify, or why it cannot be. */
export function toDraft(record: Shipment, rules: ShipmentRules): { draft: ShipmentDraft } | { problem: Problem } {
	const invalid = (field: string, reason: string): { problem: Problem } => ({
		problem: { code: 'FIELD_INVALID', params: { record: `the shipment ${record.number}`, field, reason } },
	});
	const [reference, ...others] = record.orders;
	if (!reference || others.length > 0) return invalid('orders', 'a shipment is written to one order');
	const lines = record.lines?.filter(({ quantity }) => quantity > 0).map(toWanted) ?? null;
	if (lines?.length === 0) return invalid('lines', 'none of them has a quantity');
	const company = companyOf(record.carrier, rules.carriers);
	return {
		draft: {
			order: orderWanted(reference, rules.shop),
			orderName: reference.number ?? reference.id ?? '',
			lines,
			tracking: trackingOf(record),
			...(company ? { company } : {}),
			notifyCustomer: rules.notifyCustomer,
		},
	};
}

const toWanted = ({ sku, barcode, orderLineId, quantity }: ShipmentLine): WantedLine => ({
	sku: sku?.trim() ?? '',
	barcode: barcode?.trim() ?? '',
	orderLineId: orderLineId?.trim() ?? '',
	quantity,
});

/** Each number once, with its link where that is one Shopify takes. */
function trackingOf({ tracking }: Shipment): Tracking[] {
	const known = new Map<string, Tracking>();
	for (const { number, url } of tracking) {
		const plain = number.trim();
		const link = url?.trim() ?? '';
		if (plain === '' || known.get(folded(plain))?.url) continue;
		const usable = /^https?:\/\//i.test(link) && URL.canParse(link);
		known.set(folded(plain), { number: plain, ...(usable ? { url: link } : {}) });
	}
	return [...known.values()];
}

/** Tracking numbers are compared without blanks and capitals, as people and labels write them. */
export const folded = (number: string | null | undefined) => (number ?? '').replace(/\s/g, '').toUpperCase();

// ------------------------------------------------------------------ tracking

/** Tracking as Shopify takes it: links belong to numbers by their place, so numbers with a link come first. */
export interface TrackingInput {
	readonly company?: string;
	readonly numbers?: readonly string[];
	readonly urls?: readonly string[];
}

/** Company and link are both sent: the link wins, and the company lets Shopify follow the parcel. */
export function toTrackingInput(tracking: readonly Tracking[], company: string | undefined): TrackingInput | undefined {
	const sorted = [...tracking.filter(({ url }) => url), ...tracking.filter(({ url }) => !url)];
	const urls = sorted.flatMap(({ url }) => url ?? []);
	const input = {
		...(company ? { company } : {}),
		...(sorted.length > 0 ? { numbers: sorted.map(({ number }) => number) } : {}),
		...(urls.length > 0 ? { urls } : {}),
	};
	return Object.keys(input).length > 0 ? input : undefined;
}

export interface TrackingChange {
	readonly parcel: Parcel;
	readonly before: readonly string[];
	readonly after: readonly string[];
	readonly input: TrackingInput;
}

/**
 * What the parcels of a shipment lack of its tracking. Added to what is there: numbers, links and a company that
 * somebody else wrote stay. A number that stands on one of several parcels is not put on the others, unless they have
 * none at all.
 */
export function trackingChanges(own: readonly Parcel[], { tracking, company }: ShipmentDraft): TrackingChange[] {
	const somewhere = new Set(own.flatMap(({ trackingInfo }) => trackingInfo.map(({ number }) => folded(number))));
	const nowhere = tracking.filter(({ number }) => !somewhere.has(folded(number)));
	return own.flatMap((parcel) => {
		const there = parcel.trackingInfo.filter(({ number }) => Boolean(number?.trim()));
		const links = new Map(tracking.map(({ number, url }) => [folded(number), url]));
		const kept = there.map(({ number, url }) => ({ number: number ?? '', url: url ?? links.get(folded(number)) }));
		const added = there.length === 0 ? tracking : nowhere;
		const known = parcel.trackingInfo.find((each) => Boolean(each.company))?.company;
		const linked = kept.some(({ url }, index) => url !== (there[index]?.url ?? undefined));
		if (added.length === 0 && !linked && (known || !company)) return [];
		const input = toTrackingInput([...kept, ...added], known ?? company);
		if (!input) return [];
		const before = there.map(({ number }) => number ?? '');
		return [{ parcel, before, after: [...before, ...added.map(({ number }) => number)], input }];
	});
}

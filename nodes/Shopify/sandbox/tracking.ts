/*
 * Tracking as an app sends it. https://shopify.dev/docs/api/admin-graphql/latest/input-objects/FulfillmentTrackingInput
 * Shopify builds a link from a carrier's name that is on its list, written exactly so; a name that is not on it is kept
 * as text, without a link. The list here is a part of the schema's; what the links look like is assumed. Guessing the
 * carrier from a number's form is left out.
 */
import type { TrackingRecord } from './fulfillment-records';

const CARRIERS: Readonly<Record<string, string>> = {
	'DHL Express': 'https://www.dhl.com/track?id=',
	DPD: 'https://www.dpd.com/track?id=',
	FedEx: 'https://www.fedex.com/track?id=',
	GLS: 'https://gls-group.com/track?id=',
	'PostNord SE': 'https://www.postnord.se/track?id=',
	UPS: 'https://www.ups.com/track?id=',
	USPS: 'https://www.usps.com/track?id=',
};

export function trackingUrl(company: string | null, number: string | null): string | null {
	if (company === null || number === null || !Object.hasOwn(CARRIERS, company)) return null;
	return `${CARRIERS[company]}${encodeURIComponent(number)}`;
}

/** `number` and `numbers`, `url` and `urls` exclude each other: why this input cannot be, or nothing. */
export function trackingProblem(input: TrackingInput): string | undefined {
	if (input.number != null && input.numbers != null) return 'Provide either number or numbers, not both.';
	if (input.url != null && input.urls != null) return 'Provide either url or urls, not both.';
	return undefined;
}

export interface TrackingInput {
	readonly company?: string | null;
	readonly number?: string | null;
	readonly numbers?: readonly string[] | null;
	readonly url?: string | null;
	readonly urls?: readonly string[] | null;
}

/** The input as it is kept. */
export function toTracking({ company, number, numbers, url, urls }: TrackingInput): TrackingRecord {
	return {
		company: company == null || company === '' ? null : company,
		numbers: numbers ?? (number == null || number === '' ? [] : [number]),
		urls: urls ?? (url == null ? [] : [url]),
	};
}

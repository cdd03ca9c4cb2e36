import type { Order } from '../../core/model/order';
import type { Problem } from '../../core/ports';
import { documentNumber, numberFrom } from '../../core/sync/keys';
import { unitsBy } from '../../core/sync/units';

/*
 * What orders, shipments and goods have in common on the way to OGOship and back. What is documented, seen in OGOship's
 * own code, or inferred is said where it is used.
 */

/** How a shop's order is called in OGOship. */
export interface ReferenceRules {
	readonly prefix: string;
	readonly referenceFrom: 'number' | 'id';
}

/** The reference of an order: prefix and shop number (or id), in characters that are safe in OGOship's paths. */
export function referenceOf(order: Order, rules: ReferenceRules): { key: string } | { problem: Problem } {
	const number = rules.referenceFrom === 'id' ? idTail(order.origin.id) : order.number;
	return documentNumber({ prefix: rules.prefix, number });
}

/** The shop's number (or id) in a reference made by `referenceOf`; undefined when it does not begin with the prefix. */
export function numberOf(reference: string, { prefix }: ReferenceRules): string | undefined {
	if (!reference.startsWith(prefix) || reference.length === prefix.length) return undefined;
	// A reference that only looks like one of ours is taken as it stands.
	return numberFrom(reference, prefix) ?? reference.slice(prefix.length);
}

/**
 * References another connector would have used. OGOship's own Shopify connection is not documented; that it writes
 * the shop's number, with or without the #, or the shop's id is assumed.
 */
export function foreignReferences(order: Order): string[] {
	const bare = order.number.replace(/^#/, '');
	return [...new Set([bare, order.number, idTail(order.origin.id)])].filter((key) => key !== '');
}

const idTail = (id: string) => id.split('/').pop() ?? '';

// ------------------------------------------------------------------ statuses

/** https://support.ogoship.com/what-do-the-different-order-statuses-mean */
export const STATUSES = [
	'New',
	'Draft',
	'Reserved',
	'Locked',
	'Collecting',
	'Pending',
	'Cancelled',
	'Shipped',
	'Returned',
];

/** A status word as the tables have it: OGOship writes New, NEW and new (seen in its own clients). */
export const stageOf = (status: string) => status.trim().toUpperCase();

export const isCancelled = ({ status }: { readonly status: string }) => stageOf(status) === 'CANCELLED';

/** Statuses in which the goods are kept for the order and still lie on the shelf. */
export const RESERVING_STATUSES: readonly string[] = ['NEW', 'PENDING', 'RESERVED', 'LOCKED'];

/** Statuses in which the goods have left the figure of what lies there. Those that came back are nobody's. */
export const DEDUCTING_STATUSES: readonly string[] = ['COLLECTING', 'SHIPPED'];

/** Whether an order of this status is no longer in what OGOship calls available; a Draft still is. */
export const takesFromStock = (status: string) =>
	RESERVING_STATUSES.includes(stageOf(status)) || DEDUCTING_STATUSES.includes(stageOf(status));

// ------------------------------------------------------------------ goods

type Lines = ReadonlyArray<{ readonly code: string; readonly quantity: number }>;

/** Units by product code; lines of one product are added up. */
export const unitsOf = (lines: Lines): ReadonlyMap<string, number> =>
	unitsBy(lines.map(({ code, quantity }) => [code, quantity]));

/** "MUG-BLUE × 2" for each product, in one order: however many lines it has, its units lie on one shelf. */
export const goodsOf = (lines: Lines | null | undefined): string[] =>
	[...unitsOf(lines ?? [])].map(([code, quantity]) => `${code} × ${quantity}`).sort();

// ------------------------------------------------------------------ values

/** A number of the API as a decimal string; "0" when it is absent. */
export const decimal = (value: number | null | undefined) =>
	typeof value === 'number' && Number.isFinite(value) ? value.toFixed(6).replace(/\.?0+$/, '') : '0';

/** As `decimal`; null when it is absent. */
export const decimalOrNull = (value: number | null | undefined) =>
	typeof value === 'number' && Number.isFinite(value) ? decimal(value) : null;

/** A date and time of the API in UTC; undefined when it is none. A text without a zone is taken for UTC (inferred). */
export function instant(value: string | null | undefined): string | undefined {
	if (!value) return undefined;
	const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(value) || /^\d{4}-\d{2}-\d{2}$/.test(value);
	const at = new Date(hasZone ? value : `${value}Z`);
	return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** A country as two capital letters; null for anything else. */
export const country = (value: string | null | undefined) => {
	const code = (value ?? '').trim().toUpperCase();
	return /^[A-Z]{2}$/.test(code) ? code : null;
};

/** An http(s) address with a host; null for anything else (OGOship's own plugin takes no other). */
export function webAddress(value: string | null | undefined): string | null {
	const address = (value ?? '').trim();
	if (!/^https?:\/\//i.test(address) || address.length > 2048 || !URL.canParse(address)) return null;
	const { hostname, username, password } = new URL(address);
	return hostname !== '' && username === '' && password === '' ? address : null;
}

/** Blank values are left out: an absent field is not the same as an empty one. */
export const present = <T extends Record<string, unknown>>(values: T) =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	) as { [K in keyof T]?: NonNullable<T[K]> };

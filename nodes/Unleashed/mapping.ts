import { sum } from '../../core/model/money';
import type { Order } from '../../core/model/order';
import type { Problem } from '../../core/ports';
import { documentNumber, documentUuid, numberFrom } from '../../core/sync/keys';
import type { Raw } from './wire';

/*
 * What orders, shipments, goods and credits have in common on the way to Unleashed and back. What is documented, seen in
 * public clients, or inferred is said where it is used.
 */

export const SYSTEM = 'unleashed';

// ------------------------------------------------------------------ how an order is called

/** How a shop's order is called in Unleashed. */
export interface NumberRules {
	readonly prefix: string;
	readonly numberFrom: 'number' | 'id';
}

/** The longest order number (seen in a public client). */
export const LONGEST_NUMBER = 20;
/** The vendor's own Shopify connection marks its orders with "#", so that is taken too. */
const NUMBER_CHARACTER = /[A-Za-z0-9#._-]/;

/** The number of an order: prefix and shop number (or ID). */
export function orderNumberOf(order: Order, rules: NumberRules): { key: string } | { problem: Problem } {
	const number = rules.numberFrom === 'id' ? idTail(order.origin.id) : order.number;
	return documentNumber({ prefix: rules.prefix, number, allowed: NUMBER_CHARACTER, maxLength: LONGEST_NUMBER });
}

/** The shop's number (or ID) in an order number made by `orderNumberOf`; undefined when it has another prefix. */
export function shopNumberOf(orderNumber: string, prefix: string): string | undefined {
	if (!orderNumber.startsWith(prefix) || orderNumber.length === prefix.length) return undefined;
	// A number that only looks like one of ours is taken as it stands.
	return numberFrom(orderNumber, prefix) ?? orderNumber.slice(prefix.length);
}

/**
 * Numbers another connector would have used: the vendor's own writes "#" before the shop's number (seen in a third
 * party's guide), others the plain number.
 */
export function foreignNumbers(order: Order): string[] {
	const bare = order.number.replace(/^#/, '');
	return [...new Set([order.number, bare, `#${bare}`])].filter((key) => key !== '' && key !== '#');
}

/** The GUID of an order: its own where it was read from Unleashed, else made from the shop's record and never changing. */
export function orderGuid({ origin }: Pick<Order, 'origin'>): string {
	if (origin.system === SYSTEM && isGuid(origin.id)) return origin.id.toLowerCase();
	return documentUuid({ system: origin.system, account: origin.account, id: origin.id, kind: 'order' });
}

/** What stands in SourceId, by which people find the shop's order: `shopify:5555555555`. */
export const sourceIdOf = ({ origin }: Pick<Order, 'origin'>) => `${origin.system}:${idTail(origin.id)}`;

export const idTail = (id: string) => id.split('/').pop() ?? '';

export const isGuid = (text: string) => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);

/**
 * Whether a GUID is of the kind that is made of a name, as all of ours are (RFC 9562, version 5). What Unleashed and people
 * make is not (assumed of a .NET service).
 */
export const isMadeOfName = (guid: string | null | undefined) =>
	/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(guid ?? '');

export const sameGuid = (a: string | null | undefined, b: string | null | undefined) =>
	(a ?? '').toLowerCase() === (b ?? '').toLowerCase() && (a ?? '') !== '';

// ------------------------------------------------------------------ statuses

/** https://support.unleashedsoftware.com/hc/en-us/articles/4402384779801-Sales-Order-Statuses */
export const STATUSES = ['Parked', 'Placed', 'Backordered', 'Completed', 'Deleted'];

/** A status word as the tables have it; capitals do not count (inferred). */
export const stageOf = (status: string) => status.trim().toUpperCase();

/**
 * Statuses in which the goods are kept for the order and still lie there. A Parked order keeps none (described by a third
 * party), nor does a custom status, which is Parked under another name (documented).
 */
export const RESERVING_STATUSES: readonly string[] = ['PLACED', 'BACKORDERED'];

/** Statuses in which the goods have left the figure of what lies there. */
export const DEDUCTING_STATUSES: readonly string[] = ['COMPLETED'];

/** Whether an order of this status is no longer in what Unleashed calls available. */
export const takesFromStock = (status: string) =>
	RESERVING_STATUSES.includes(stageOf(status)) || DEDUCTING_STATUSES.includes(stageOf(status));

// ------------------------------------------------------------------ values

const DOT_NET_DATE = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;

/**
 * A date and time of the API in UTC; undefined when it is none. `/Date(ms)/` counts from 1970 UTC whatever offset stands
 * behind it; a text without a zone is taken for UTC (inferred; several pages say so of their filters).
 */
export function instant(value: string | null | undefined): string | undefined {
	if (!value) return undefined;
	const milliseconds = DOT_NET_DATE.exec(value)?.[1];
	const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(value) || /^\d{4}-\d{2}-\d{2}$/.test(value);
	const at = new Date(milliseconds === undefined ? (hasZone ? value : `${value}Z`) : Number(milliseconds));
	return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** A moment as requests take it: `2026-11-20T10:15:30`, UTC (seen in a public client). */
export const requestDate = (at: string) => new Date(at).toISOString().slice(0, 19);

/** A moment as filters take it, with milliseconds (documented, SalesShipments and Warehouses). */
export const filterDate = (at: string | undefined) =>
	at === undefined ? undefined : new Date(at).toISOString().replace(/Z$/, '');

/** A number of the API as a decimal string; "0" when it is absent. */
export const decimal = (value: number | null | undefined) => decimalOrNull(value) ?? '0';

/** As `decimal`; null when it is absent. */
export const decimalOrNull = (value: number | null | undefined) =>
	typeof value === 'number' && Number.isFinite(value) ? sum([String(value)]) : null;

/** Goods are counted in decimals there and in whole pieces here: rounded down, so that nothing is promised twice. */
export const pieces = (value: number | null | undefined) =>
	typeof value === 'number' && Number.isFinite(value) ? Math.floor(value) : null;

/** Three capital letters; XXX, which is ISO 4217 for "no currency", where none is named. */
export function currencyCode(value: string | null | undefined): string {
	const code = (value ?? '').trim().toUpperCase();
	return /^[A-Z]{3}$/.test(code) ? code : 'XXX';
}

/** A text cut to what a field holds, by characters. */
export const clipped = (value: string | null | undefined, most: number) =>
	[...(value ?? '').trim()].slice(0, most).join('');

// ------------------------------------------------------------------ countries

const NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** UK, DD and the like are older letters of a country that has others now. */
const isCurrent = (code: string) => new Intl.Locale(`und-${code}`).region === code;
const CODES = new Map(
	LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).flatMap((code) => {
		const name = isCurrent(code) ? NAMES.of(code) : undefined;
		return name === undefined ? [] : [[name.toLowerCase(), code] as const];
	}),
);

/** A country's English name, which is what addresses hold (seen in a public client); the code where it has none. */
export const countryName = (code: string | null | undefined) => (code ? (NAMES.of(code) ?? code) : '');

/** A country as two capital letters, from its name or its code; null for anything else. */
export function countryCode(value: string | null | undefined): string | null {
	const held = (value ?? '').trim();
	if (/^[A-Za-z]{2}$/.test(held)) return held.toUpperCase();
	return CODES.get(held.toLowerCase()) ?? null;
}

// ------------------------------------------------------------------ whole records

/**
 * A record as it came, for a write that must carry every field: dates in the form that requests are seen to take.
 * Whether `/Date(ms)/` would be taken back is not documented.
 */
export function toRequest(raw: Raw): Raw {
	return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, requestValue(value)]));
}

function requestValue(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(requestValue);
	if (typeof value === 'object' && value !== null) return toRequest(value as Raw);
	if (typeof value !== 'string' || !DOT_NET_DATE.test(value)) return value;
	const at = instant(value);
	return at === undefined ? value : requestDate(at);
}

/** A decimal string as a JSON number; undefined when a number could not hold it exactly. */
export function jsonNumber(value: string): number | undefined {
	const number = Number(value);
	return Number.isFinite(number) && sum([String(number)]) === sum([value]) ? number : undefined;
}

/** Blank values are left out: an absent field is not the same as an empty one. */
export const present = <T extends Record<string, unknown>>(values: T) =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	) as { [K in keyof T]?: NonNullable<T[K]> };

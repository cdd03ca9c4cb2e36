import { isPersonal } from '../../core/model/person';
import { uuidV5 } from '../../core/sync/hash';

/*
 * What records of every kind have in common on the way to Odoo and back: the external ids they stand under, dates, and
 * figures.
 */

// ------------------------------------------------------------------ external ids

/** Ids of this package are told by it from those of Odoo's own modules; no module of this name is ever installed. */
export const MODULE = 'commerce_bridge';
const NAMESPACE = 'b1e6d0a4-0d0f-5c1c-8a55-61c1f6f0a7d3';
/** 200 characters were taken (observed on 19); more was not tried. */
const LONGEST_NAME = 200;
const BETWEEN = '__';

/** Where a record comes from. */
export interface Source {
	readonly system: string;
	readonly account: string;
	readonly id: string;
}

/**
 * The external id a record stands under in Odoo: from the record at its source alone, and readable, so that a delivery
 * can say which order of which shop it belongs to. `parts` are further ids below the record, such as a line's. Dots,
 * dashes, colons and slashes are taken by Odoo, blanks are not (observed); every other character is written as `_` and
 * the hex digits of its bytes. What names a person, or is too long, is made a UUID instead.
 */
export function externalId(kind: string, { system, account, id }: Source, ...parts: readonly string[]): string {
	const all = [kind, system, account, id, ...parts];
	const name = all.map(escaped).join(BETWEEN);
	const readable = name.length <= LONGEST_NAME && !all.some(isPersonal);
	return `${MODULE}.${readable ? name : `${kind}${BETWEEN}${uuidV5(NAMESPACE, JSON.stringify(all))}`}`;
}

/** What a readable external id of this package says; undefined for any other. */
export function sourceIn(external: string | undefined, kind: string): (Source & { parts: string[] }) | undefined {
	const name = external?.startsWith(`${MODULE}.`) ? external.slice(MODULE.length + 1) : '';
	const [held, system, account, id, ...parts] = name.split(BETWEEN).map(unescaped);
	if (held !== kind || !system || !account || !id) return undefined;
	return { system, account, id, parts: parts.filter((part) => part !== undefined) };
}

export const isOurs = (external: string | undefined) => external?.startsWith(`${MODULE}.`) ?? false;

function escaped(part: string): string {
	return [...part].map((character) => (/[A-Za-z0-9.:/-]/.test(character) ? character : hexOf(character))).join('');
}

const hexOf = (character: string) =>
	[...new TextEncoder().encode(character)].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join('');

function unescaped(part: string): string | undefined {
	try {
		return part.replace(/(?:_[0-9a-f]{2})+/g, (bytes) => decodeURIComponent(bytes.replaceAll('_', '%')));
	} catch {
		return undefined;
	}
}

// ------------------------------------------------------------------ dates and figures

/** An instant as Odoo takes it: UTC without a zone; any other form is refused (observed on 16 to 19). */
export const toOdooTime = (instant: string) => new Date(instant).toISOString().slice(0, 19).replace('T', ' ');

/** A date and time of Odoo, always UTC; undefined when it is none. */
export function instant(value: string): string | undefined {
	const at = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2}(\.\d+)?)?$/.test(value)
		? new Date(`${value.replace(' ', 'T')}${value.length > 10 ? 'Z' : ''}`)
		: undefined;
	return at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** A float of Odoo as an exact amount: its binary noise (5.400000000000006) is far behind every digit that is kept. */
export const amountOf = (value: number) =>
	value
		.toFixed(6)
		.replace(/\.?0+$/, '')
		.replace(/^-0$/, '0');

/** Whole units of a quantity that may be fractional: never more than there are. */
export const units = (value: number) => Math.floor(Number(amountOf(value)));

/** Blank values are left out: an absent field is not the same as an empty one. */
export const present = <T extends Record<string, unknown>>(values: T) =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	) as { [K in keyof T]?: NonNullable<T[K]> };

export const same = (a: string | null | undefined, b: string | null | undefined) =>
	(a ?? '').normalize('NFC').trim().toLowerCase() === (b ?? '').normalize('NFC').trim().toLowerCase();

// ------------------------------------------------------------------ products

/** Whether a product is no goods. The field that says so has another name on 16 and 17. */
export const isService = (product: { readonly type?: string | null; readonly detailed_type?: string | null }) =>
	(product.detailed_type ?? product.type) === 'service';

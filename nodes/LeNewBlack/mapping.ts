import { rounded } from '../../core/model/money';
import type { Address } from '../../core/model/order';
import type { LnbAddress } from './wire';

/*
 * Values and addresses of Le New Black in the package's own terms.
 */

export const SYSTEM = 'leNewBlack';

const HAS_ZONE = /(Z|[+-]\d{2}:?\d{2})$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A time of the API in UTC; undefined when it is none. One without a zone is taken for UTC (inferred). */
export function instant(value: string | null | undefined): string | undefined {
	const held = (value ?? '').trim();
	if (held === '') return undefined;
	const at = new Date(HAS_ZONE.test(held) || DATE.test(held) ? held : `${held.replace(' ', 'T')}Z`);
	return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** As `instant`, for a decision that must not rest on a guess: undefined for a time without a zone. */
export const certainInstant = (value: string | null | undefined) =>
	HAS_ZONE.test((value ?? '').trim()) ? instant(value) : undefined;

/** An amount of the API as a decimal string; undefined when it is none. */
export function decimal(value: number | string | null | undefined): string | undefined {
	const held = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
	return held === '' || !Number.isFinite(Number(held)) ? undefined : rounded(held, 10);
}

/** A quantity as whole pieces; undefined when it is none. */
export function pieces(value: number | string | null | undefined): number | undefined {
	const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value ?? Number.NaN);
	return Number.isFinite(number) ? Math.floor(number) : undefined;
}

export const currencyCode = (value: string | null | undefined) => {
	const code = (value ?? '').trim().toUpperCase();
	return /^[A-Z]{3}$/.test(code) ? code : 'XXX';
};

export const countryCode = (value: string | null | undefined) => {
	const code = (value ?? '').trim().toUpperCase();
	return /^[A-Z]{2}$/.test(code) ? code : null;
};

const filled = (value: string | null | undefined) => value?.trim() || null;

export function toAddress(address: LnbAddress | null | undefined): Address | null {
	if (!address) return null;
	return {
		name: filled(address.contact_name),
		company: filled(address.company),
		address1: filled(address.address_1),
		address2: filled(address.address_2),
		zip: filled(address.zipcode),
		city: filled(address.city),
		countryCode: countryCode(address.country),
		phone: filled(address.tel),
		email: filled(address.contact_email),
	};
}

/** Blank values are left out: an absent field is not the same as an empty one, which would erase. */
export const present = <T extends Record<string, unknown>>(values: T) =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	) as { [K in keyof T]?: NonNullable<T[K]> };

/** A moment as filters take it; which of the two forms is right is not documented. */
export const filterDate = (at: string | undefined, form: 'iso' | 'blank') => {
	if (at === undefined) return undefined;
	const iso = new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
	return form === 'blank' ? iso.replace('T', ' ').replace('Z', '') : iso;
};

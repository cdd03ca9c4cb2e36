import { z } from 'zod';

import { DECIMAL_PATTERN } from './money';

/*
 * What the records of this package are put together from.
 */

/** An exact amount in the record's currency, "12.50". */
export const amount = z.string().regex(DECIMAL_PATTERN, 'must be an amount such as "12.50"');

/** A whole number of goods, zero or more. */
export const quantity = z.number().int('must be a whole number').min(0).max(1_000_000_000);

export const text = z.string().max(10_000);

export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters such as EUR');

/** ISO 3166-1 alpha-2. */
export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters such as FI');

/** A place of a system: a location, a warehouse, an outlet. */
export const placeSchema = z.object({ id: text.nullish(), name: text.nullish() });

export const addressSchema = z.object({
	name: text.nullish(),
	company: text.nullish(),
	address1: text.nullish(),
	address2: text.nullish(),
	zip: text.nullish(),
	city: text.nullish(),
	province: text.nullish(),
	countryCode: countryCode.nullish(),
	phone: text.nullish(),
	email: text.nullish(),
});

export type Address = z.infer<typeof addressSchema>;

/** A status word; one that no table knows travels as `unmapped:WORD`, so that it is reported and never defaulted. */
export const statusOf = <T extends readonly [string, ...string[]]>(words: T) =>
	z.union([z.enum(words), z.string().startsWith('unmapped:')]);

import { isDecimal, sameAmount, times } from '../../../core/model/money';
import { decimal } from '../mapping';
import type { UnleashedTax } from './wire';

/*
 * Which tax code a rate of the shop has in the account. Whether the account counts 0.15 or 15 for 15 % is not known (two
 * public clients contradict each other), so its own list says, and its own figure is what is sent back.
 */

/** The operator's choices. */
export interface TaxRules {
	/** A rate of the shop in percent, "15", and the code it has. */
	readonly codes: ReadonlyArray<{ readonly percent: string; readonly code: string }>;
	/** For a rate that has no row; empty leaves it to the account's list. */
	readonly otherCode: string;
}

/** A tax code as it is written on a document. */
export interface ChosenTax {
	readonly code: string;
	/** As the account writes it; absent where its list has none. */
	readonly rate?: number;
}

export type TaxAnswer = { readonly tax: ChosenTax } | { readonly missing: string };

/** A percentage as people type it ("15", "15 %", "25,5"); undefined when it is none. */
export function percentFrom(typed: string): string | undefined {
	const plain = typed.replace('%', '').replace(',', '.').trim();
	return isDecimal(plain) && !plain.startsWith('-') ? plain : undefined;
}

/** A fraction as people read it: "0.255" is "25.5 %". */
export const inPercent = (fraction: string) => `${times(fraction, 100)} %`;

/** Whether the account counts 15 for 15 %: as soon as one of its rates is above 1. */
export const countsInPercent = (taxes: readonly UnleashedTax[]) => taxes.some(({ TaxRate }) => (TaxRate ?? 0) > 1);

/** The rate of one of the account's taxes as a fraction. */
export function fractionOf({ TaxRate }: UnleashedTax, inPercents: boolean): string {
	return inPercents ? times(decimal(TaxRate), '0.01') : decimal(TaxRate);
}

/**
 * The tax of a rate, a fraction: the code of its row, else the code for the rest, else the one tax of the account that
 * has this rate. Several, or none, and nobody guesses.
 */
export function taxFor(rate: string, rules: TaxRules, taxes: readonly UnleashedTax[]): TaxAnswer {
	const row = rules.codes.find(({ percent }) => sameAmount(percent, times(rate, 100)));
	const wanted = row?.code ?? rules.otherCode;
	return wanted === '' ? byRate(rate, taxes) : byCode(wanted, taxes);
}

function byCode(code: string, taxes: readonly UnleashedTax[]): TaxAnswer {
	const there = taxes.find(({ TaxCode }) => TaxCode.toLowerCase() === code.toLowerCase());
	return there ? { tax: chosenOf(there) } : { missing: `"${code}" is no tax code of the account` };
}

function byRate(rate: string, taxes: readonly UnleashedTax[]): TaxAnswer {
	const inPercents = countsInPercent(taxes);
	const usable = taxes.filter((each) => each.Obsolete !== true && each.TaxRate != null);
	const found = usable.filter((each) => sameAmount(fractionOf(each, inPercents), rate));
	const [only] = found;
	if (only && found.length === 1) return { tax: chosenOf(only) };
	const codes = found.map(({ TaxCode }) => TaxCode).join(', ');
	return { missing: `the account has ${codes === '' ? 'no tax code' : `several (${codes})`} for ${inPercent(rate)}` };
}

const chosenOf = ({ TaxCode, TaxRate }: UnleashedTax): ChosenTax => ({
	code: TaxCode,
	...(TaxRate == null ? {} : { rate: TaxRate }),
});

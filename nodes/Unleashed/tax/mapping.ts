import { isDecimal, minorDistance, minorUnits, rounded, sameAmount, times } from '../../../core/model/money';
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

/** An amount and its tax, of which nobody says the rate. */
export interface Taxed {
	readonly total: string;
	readonly tax: string;
	readonly currency: string;
}

/**
 * The rate that explains a tax to the minor unit it was rounded to, among the operator's and the account's; undefined when
 * none does, or two as well as each other.
 */
export function explainingRate(
	{ total, tax, currency }: Taxed,
	{ codes }: TaxRules,
	taxes: readonly UnleashedTax[],
): string | undefined {
	const inPercents = countsInPercent(taxes);
	const listed = taxes
		.filter((each) => each.Obsolete !== true && each.TaxRate != null)
		.map((each) => fractionOf(each, inPercents));
	const rates = [...codes.map(({ percent }) => times(percent, '0.01')), ...listed];
	const distance = (rate: string) => minorDistance(rounded(times(total, rate), minorUnits(currency)), tax, currency);
	const close = rates.filter((rate) => distance(rate) <= 1).sort((a, b) => distance(a) - distance(b));
	const [best] = close;
	const isSure = close.every((rate) => sameAmount(rate, best ?? '') || distance(rate) > distance(best ?? rate));
	return isSure ? best : undefined;
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

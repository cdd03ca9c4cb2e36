/*
 * Taxes on lines and on whole documents, to the cent as Odoo computes them (compared with a real 19): percent and fixed
 * amounts, included in the price or not, rounded per line or globally.
 *
 * Globally, a tax is the rounded sum of what it comes to on all lines, and the net total is the rounded sum of the net
 * lines, or, where every tax is included in the price, the rounded gross total without the taxes.
 */
import Big from 'big.js';

import type { Rec } from './env';
import { rounded } from './values';

export interface Priced {
	readonly unit: number;
	readonly quantity: number;
	/** Percent. */
	readonly discount: number;
	/** Records of account.tax. */
	readonly taxes: readonly Rec[];
	/** Decimals of the currency. */
	readonly digits: number;
}

export interface Totals {
	readonly untaxed: number;
	readonly tax: number;
	readonly total: number;
	/** By tax. */
	readonly taxes: ReadonlyMap<number, number>;
}

interface Exact {
	readonly net: Big;
	readonly gross: Big;
	readonly taxes: ReadonlyMap<number, Big>;
	readonly isIncluded: boolean;
	readonly digits: number;
}

const isIncluded = (tax: Rec) => tax.get('price_include') === true;

function exact({ unit, quantity, discount, taxes, digits }: Priced): Exact {
	const price = new Big(unit).times(new Big(1).minus(new Big(discount).div(100)));
	const amount = price.times(quantity);
	const fixed = (tax: Rec) => new Big(tax.num('amount')).times(quantity);
	const included = taxes.filter(isIncluded);
	const rate = (each: readonly Rec[]) =>
		each
			.filter((tax) => tax.get('amount_type') !== 'fixed')
			.reduce((sum, tax) => sum.plus(new Big(tax.num('amount')).div(100)), new Big(0));
	const fixedIn = included
		.filter((tax) => tax.get('amount_type') === 'fixed')
		.reduce((sum, tax) => sum.plus(fixed(tax)), new Big(0));
	const net = amount.minus(fixedIn).div(new Big(1).plus(rate(included)));
	const amounts = taxes.map((tax): [number, Big] => [
		tax.id,
		tax.get('amount_type') === 'fixed' ? fixed(tax) : net.times(tax.num('amount')).div(100),
	]);
	const gross = amounts.reduce((sum, [, each]) => sum.plus(each), net);
	return { net, gross, taxes: new Map(amounts), isIncluded: taxes.every(isIncluded), digits };
}

/** What one line comes to by itself. Rounded globally, net and taxes each for themselves: their sum may be a cent off. */
export function lineTotals(line: Priced, perLine: boolean): Totals {
	const whole = exact(line);
	if (perLine) return totalsOf([whole], line.digits);
	const taxes = new Map([...whole.taxes].map(([id, amount]) => [id, rounded(amount, line.digits)]));
	const tax = [...taxes.values()].reduce((sum, each) => sum.plus(each), new Big(0));
	const untaxed = rounded(whole.net, line.digits);
	return { untaxed, tax: Number(tax), total: Number(tax.plus(untaxed)), taxes };
}

/** What a document comes to, by its company's way of rounding. */
export function documentTotals(lines: readonly Priced[], digits: number, perLine: boolean): Totals {
	if (!perLine) return totalsOf(lines.map(exact), digits);
	const each = lines.map((line) => totalsOf([exact(line)], digits));
	const sum = (of: (totals: Totals) => number) =>
		rounded(
			each.reduce((total, totals) => total.plus(of(totals)), new Big(0)),
			digits,
		);
	const taxes = new Map<number, number>();
	for (const totals of each) {
		for (const [id, amount] of totals.taxes) taxes.set(id, rounded(new Big(taxes.get(id) ?? 0).plus(amount), digits));
	}
	return {
		untaxed: sum(({ untaxed }) => untaxed),
		tax: sum(({ tax }) => tax),
		total: sum(({ total }) => total),
		taxes,
	};
}

function totalsOf(lines: readonly Exact[], digits: number): Totals {
	const sum = (values: readonly Big[]) => values.reduce((total, each) => total.plus(each), new Big(0));
	const byTax = new Map<number, Big>();
	for (const { taxes } of lines) {
		for (const [id, amount] of taxes) byTax.set(id, (byTax.get(id) ?? new Big(0)).plus(amount));
	}
	const taxes = new Map([...byTax].map(([id, amount]) => [id, rounded(amount, digits)]));
	const tax = sum([...taxes.values()].map((amount) => new Big(amount)));
	const gross = rounded(sum(lines.map((line) => line.gross)), digits);
	const untaxed = lines.every((line) => line.isIncluded)
		? new Big(gross).minus(tax)
		: new Big(rounded(sum(lines.map((line) => line.net)), digits));
	return { untaxed: Number(untaxed), tax: Number(tax), total: Number(untaxed.plus(tax)), taxes };
}

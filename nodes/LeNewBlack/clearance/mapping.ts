import { inCurrency, isZero, minus, quotient, sum, times } from '../../../core/model/money';
import type { Order, OrderLine } from '../../../core/model/order';

/*
 * Whether an order may leave the showroom: all that is missing is named at once, and nothing of it leaves until then.
 */

export interface ClearanceRules {
	/** Which key every line needs. */
	readonly key: 'either' | 'barcode' | 'sku';
	/** Whether lines without the key may be left out. */
	readonly allowShort: boolean;
}

const KEY_NAMES = { either: 'neither EAN-13 nor SKU', barcode: 'no EAN-13', sku: 'no SKU' } as const;

const isGiven = (value: string | null | undefined) => (value ?? '').trim() !== '';

function hasKey({ sku, barcode }: OrderLine, key: ClearanceRules['key']): boolean {
	if (key === 'sku') return isGiven(sku);
	return isGiven(barcode) || (key === 'either' && isGiven(sku));
}

const called = ({ title, id }: OrderLine) => title?.trim() || id;

/** Every reason why an order may not leave, in plain words; none where it may. */
export function reasonsAgainst(order: Order, rules: ClearanceRules): string[] {
	const lines = order.lines.filter(({ currentQuantity }) => currentQuantity > 0);
	const without = lines.filter((line) => !hasKey(line, rules.key));
	const left = lines.length - without.length;
	const short = rules.allowShort && left > 0;
	return [
		...(isGiven(order.customer?.reference) ? [] : ['the retailer has no customer reference']),
		...(lines.length === 0 ? ['it has no line with a quantity'] : []),
		...(short ? [] : without.map((line) => `"${called(line)}" has ${KEY_NAMES[rules.key]}`)),
	];
}

/** The order without the lines that have no key, its amounts without theirs; as it is where none is left out. */
export function shortened(order: Order, rules: ClearanceRules): Order {
	const without = order.lines.filter((line) => line.currentQuantity > 0 && !hasKey(line, rules.key));
	if (!rules.allowShort || without.length === 0) return order;
	const lines = order.lines.filter((line) => !without.includes(line));
	const netOf = (list: readonly OrderLine[]) => sum([...list.map(({ total }) => total), order.totals.shipping ?? '0']);
	const [before, after] = [netOf(order.lines), netOf(lines)];
	const oldTax = order.totals.tax ?? '0';
	const tax = isZero(before) ? '0' : inCurrency(quotient(times(oldTax, after), before, 10), order.currency);
	const gone = sum([minus(before, after), minus(oldTax, tax)]);
	const total = minus(order.totals.total, gone);
	const names = without.map((line) => `${line.currentQuantity} x ${called(line)}`).join(', ');
	return {
		...order,
		lines,
		taxLines: isZero(tax) ? [] : [{ title: 'Tax', rate: order.taxLines?.[0]?.rate ?? null, amount: tax }],
		totals: {
			...order.totals,
			lines: sum(lines.map((line) => line.total)),
			discount: sum(lines.map(({ discount }) => discount ?? '0')),
			tax,
			total,
			outstanding: total,
		},
		attributes: { ...order.attributes, 'Left out in Le New Black order': names },
	};
}

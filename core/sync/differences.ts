/*
 * In which fields two sides or three do not say the same.
 */

/** One value as one side has it. */
export interface SideValue {
	readonly account: string;
	readonly value: string | number | boolean | null;
	/** The side does not state it; it was concluded. */
	readonly assumed?: true;
}

export interface Difference {
	readonly field: string;
	/** Where a field has one value for each SKU. */
	readonly sku?: string;
	readonly values: readonly SideValue[];
}

export interface View<V> {
	readonly account: string;
	readonly view: V;
}

/**
 * The difference of one field, if the sides do not say the same. Undefined means that a side does not say; with fewer
 * than two that do, there is nothing to compare.
 */
export function differenceOf<V>(
	views: ReadonlyArray<View<V>>,
	about: { readonly field: string; readonly sku?: string },
	valueOf: (view: V) => SideValue['value'] | undefined,
	isSame: (first: V, other: V) => boolean,
): Difference[] {
	const said = views.filter(({ view }) => valueOf(view) !== undefined);
	const [first, ...others] = said;
	if (!first || others.every(({ view }) => isSame(first.view, view))) return [];
	return [{ ...about, values: said.map(({ account, view }) => ({ account, value: valueOf(view) ?? null })) }];
}

/** One difference for each SKU whose quantity is not the same wherever quantities are known. */
export function quantityDifferences<V>(
	views: ReadonlyArray<View<V>>,
	field: string,
	quantitiesOf: (view: V) => ReadonlyMap<string, number> | undefined,
	isExplained: (first: V, other: V, sku: string) => boolean = () => false,
): Difference[] {
	const skus = new Set(views.flatMap(({ view }) => [...(quantitiesOf(view)?.keys() ?? [])]));
	return [...skus].sort().flatMap((sku) => {
		const quantity = (view: V) => {
			const known = quantitiesOf(view);
			return known && (known.get(sku) ?? 0);
		};
		const isSame = (a: V, b: V) => quantity(a) === quantity(b) || isExplained(a, b, sku);
		return differenceOf(views, { field, sku }, quantity, isSame);
	});
}

import { inCurrency, sum, times } from '../model/money';
import type { Product, Variant } from '../model/product';
import { problem } from '../problems';
import { differenceOf, type View } from './differences';
import { sameText } from './diff';
import { reconcile, trimmed } from './reconcile';
import type { Keys, KindRules, Reconciled, Side } from './reconcile';

export const PRODUCT_FIELDS = ['name', 'barcode', 'price', 'customs'] as const;

export interface ProductComparison {
	readonly matchBy: 'sku' | 'barcode';
	readonly fields: ReadonlyArray<(typeof PRODUCT_FIELDS)[number]>;
	/** For each side what its prices lack: "0.255" where they are without 25.5 % tax and the others are with it. */
	readonly taxes: readonly string[];
	/** Products whose stock nobody counts are no goods: charges, gift cards, services. */
	readonly onlyCounted: boolean;
}

/** What is compared is a variant; a product that stands in several parts elsewhere is taken apart. */
interface Article {
	readonly origin: Product['origin'];
	readonly product: Product;
	readonly variant: Variant;
	readonly side: number;
	/** The place of its product among the side's records. */
	readonly at: number;
}

interface ProductView {
	readonly name: string;
	readonly barcode?: string;
	/** With what the side's prices lack, not rounded. */
	readonly price?: string;
	/** Absent where the side names none. */
	readonly currency?: string;
	readonly customs?: string;
}

/** ISO 4217 for "no currency"; such prices are told with two decimals, as most are. */
const NO_CURRENCY = 'XXX';

/** A product's name where variants are products of their own: "Mug, Blue". */
const nameOf = ({ product, variant }: Article) =>
	[product.title, variant.title].map(trimmed).filter(Boolean).join(', ');

/** As customs print it: blanks and points between the digits do not count. */
const digitsOf = (code: string | null | undefined) => (code ?? '').replace(/[\s.-]/g, '');

const articlesOf = (products: readonly Product[], side: number): Article[] =>
	products.flatMap((product, at) =>
		product.variants.map((variant) => ({ origin: product.origin, product, variant, side, at })),
	);

/** Compares the products of two systems or three, variant by variant, by SKU or barcode. */
export function reconcileProducts(sides: ReadonlyArray<Side<Product>>, rules: ProductComparison): Reconciled {
	const articles = sides.map(({ account, records }, side) => ({ account, records: articlesOf(records, side) }));
	const productAt = (side: number, at: number) => articles[side]?.records[at]?.at ?? 0;
	const found = reconcile(articles, rulesFor(rules));
	const ofProducts = (list: Reconciled['matched']): Reconciled['matched'] =>
		list.map(({ members, ...rest }) => ({
			...rest,
			members: members.map(({ side, at, origin }) => ({ side, at: at.map((each) => productAt(side, each)), origin })),
		}));
	return {
		matched: ofProducts(found.matched),
		different: ofProducts(found.different),
		onlyHere: ofProducts(found.onlyHere),
		onlyThere: ofProducts(found.onlyThere),
		problems: found.problems.map((each) => ({ ...each, at: productAt(each.side, each.at) })),
		leftOut: found.leftOut,
	};
}

function rulesFor({ matchBy, fields, taxes, onlyCounted }: ProductComparison): KindRules<Article, ProductView> {
	const keyOf = ({ variant }: Article) => trimmed(variant[matchBy]);
	const label = (article: Article) => `the product ${keyOf(article) || nameOf(article) || article.origin.id}`;
	return {
		keyName: matchBy === 'sku' ? 'SKU' : 'barcode',
		keysOf(article): Keys {
			if (onlyCounted && article.variant.tracked === false) return { leftOut: 'uncounted' };
			const key = keyOf(article);
			if (key !== '') return { keys: [[key]] };
			return { problem: problem('KEY_MISSING', { record: label(article), key: matchBy }) };
		},
		identity: ({ origin, variant }) => JSON.stringify([origin.id, variant.id]),
		changedAt: ({ product, origin }) => product.updatedAt ?? origin.seenAt,
		label,
		number: keyOf,
		leaves(entries, isMissing) {
			const isRetired = entries.every(({ record }) => record.product.status === 'archived');
			return isMissing && isRetired ? 'archived' : undefined;
		},
		view: ([article]) => viewOf(article!, taxes[article!.side] ?? '0'),
		compare: (views) => fields.flatMap((field) => FIELDS[field](views)),
	};
}

function viewOf(article: Article, lacks: string): ProductView {
	const { price, barcode, hsCode } = article.variant;
	const { currency } = article.product;
	return {
		name: nameOf(article),
		...(price == null ? {} : { price: times(price, sum(['1', lacks])) }),
		...(currency == null ? {} : { currency }),
		...(trimmed(barcode) === '' ? {} : { barcode: trimmed(barcode) }),
		...(digitsOf(hsCode) === '' ? {} : { customs: digitsOf(hsCode) }),
	};
}

type Views = ReadonlyArray<View<ProductView>>;

const textOf = (field: 'name' | 'barcode' | 'customs') => (views: Views) =>
	differenceOf(
		views,
		{ field },
		(view) => view[field],
		(a, b) => sameText(a[field], b[field]),
	);

/** What a side does not say is not compared: many keep no barcode and no customs code. */
const FIELDS: Readonly<Record<(typeof PRODUCT_FIELDS)[number], (views: Views) => ReturnType<typeof differenceOf>>> = {
	name: textOf('name'),
	barcode: textOf('barcode'),
	customs: textOf('customs'),
	price: (views) =>
		differenceOf(
			views,
			{ field: 'price' },
			({ price, currency }) => price && inCurrency(price, currency ?? NO_CURRENCY),
			samePrice,
		),
};

/** The same to the minor unit of the currency that either side names. */
function samePrice(a: ProductView, b: ProductView): boolean {
	const currency = a.currency ?? b.currency ?? NO_CURRENCY;
	return inCurrency(a.price ?? '0', currency) === inCurrency(b.price ?? '0', currency);
}

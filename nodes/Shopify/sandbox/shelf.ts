/*
 * What an order line takes from the catalogue at the moment the order falls.
 */
import { variantsWithSku } from './products';
import type { ShopState } from './state';

export interface Sellable {
	readonly variantId: string;
	readonly title: string;
	readonly price: string;
	readonly ships: boolean;
	readonly giftCard: boolean;
}

/** The first variant with a SKU; undefined for one the shop does not sell. */
export type Shelf = (sku: string) => Sellable | undefined;

/** The shop's own shelf. Lines of the demo's products are called as the demo data calls them. */
export function shelfOf(state: ShopState): Shelf {
	const titles = new Map(state.data.products.map(({ sku, title }) => [sku, title]));
	return (sku) => {
		const variant = variantsWithSku(state, sku)[0];
		const product = variant && state.products.get(variant.productId);
		if (!variant || !product) return undefined;
		return {
			variantId: variant.id,
			title: titles.get(sku) ?? product.title,
			price: variant.price,
			ships: variant.item.requiresShipping,
			giftCard: product.giftCard,
		};
	};
}

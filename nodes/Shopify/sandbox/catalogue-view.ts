/*
 * What the control API shows of stock, products and customers: nothing of any person.
 */
import { companyView } from './companies';
import { customerIdOf } from './customers';
import { changedAt, commitments, quantityOf } from './levels';
import { findLocation } from './locations';
import { variantOfItem, variantsOf } from './products';
import { currentOrders, type ShopState } from './state';

/** Every level, product and customer. */
export function catalogueView(state: ShopState): Record<string, unknown> {
	const held = commitments(state);
	const inventory = [...state.levels.values()].flatMap((levels) =>
		[...levels.values()].map((level) => {
			const variant = variantOfItem(state, level.itemId);
			return {
				sku: variant?.sku ?? null,
				barcode: variant?.barcode ?? null,
				itemId: level.itemId,
				location: findLocation(level.locationId)?.name,
				locationId: level.locationId,
				active: level.active,
				tracked: variant?.item.tracked ?? false,
				onHand: quantityOf(level, 'on_hand', held).quantity,
				available: quantityOf(level, 'available', held).quantity,
				committed: quantityOf(level, 'committed', held).quantity,
				updatedAt: changedAt(level, held),
			};
		}),
	);
	return {
		inventory,
		products: [...state.products.keys()].flatMap((id) => productView(state, id)),
		priceLists: [...state.priceLists.values()].map(({ id, name, currency, prices }) => ({
			...{ id, name, currency },
			prices: [...prices].map(([variantId, price]) => ({ sku: state.variants.get(variantId)?.sku ?? null, ...price })),
		})),
		companies: [...state.companies.values()].map(companyView),
		customers: customers(state),
	};
}

function productView(state: ShopState, id: string): Record<string, unknown>[] {
	const product = state.products.get(id);
	if (!product) return [];
	const variants = variantsOf(state, product).map(({ id: variantId, sku, barcode, price, compareAtPrice, item }) => ({
		id: variantId,
		sku,
		barcode,
		price,
		compareAtPrice,
		tracked: item.tracked,
		hsCode: item.hsCode,
		originCountry: item.originCountry,
		cost: item.cost,
		weight: item.weight,
	}));
	const { title, handle, status, tags, vendor, updatedAt, descriptionHtml } = product;
	const pictures = product.images.map(({ url }) => url.split('/').at(-1));
	return [{ id, title, handle, status, tags, vendor, updatedAt, descriptionHtml, pictures, variants }];
}

function customers(state: ShopState): unknown[] {
	const orders = new Map<string, number>();
	for (const order of currentOrders(state)) {
		const id = customerIdOf(order);
		if (id !== undefined) orders.set(id, (orders.get(id) ?? 0) + 1);
	}
	return [...state.customers.values()].map(({ id, tags, addresses, createdAt, updatedAt }) => ({
		id,
		tags,
		addresses: addresses.length,
		orders: orders.get(id) ?? 0,
		createdAt,
		updatedAt,
	}));
}

/*
 * What tests compare: nobody's name, address, phone or e-mail, and no key.
 */
import { levelAnswer } from './inventory';
import type { State, Wire } from './state';

/** GET /_sandbox/state. */
export function view(state: State): unknown {
	return {
		orders: state.orders.map(({ reference, status, content, items }) => ({
			...{ reference, status },
			purchaseOrder: content['purchase_order_reference'] ?? null,
			retailer: content['retailer_reference'] ?? null,
			total: content['amount_total'] ?? null,
			totalWithTax: content['amount_total_tax_inclusive'] ?? null,
			items: items.map(({ ean13, sku, quantity }) => ({ ean13, sku, quantity })),
		})),
		stock: state.levels.map(levelAnswer),
		retailers: [...state.plain.retailers.values()].map(({ content }) => ({
			reference: content['reference'],
			priceList: content['price_list_code'],
			country: (content['store_address'] as Wire | undefined)?.['country'],
			buyers: ((content['buyers'] ?? []) as unknown[]).length,
			deliveryAddresses: ((content['delivery_addresses'] ?? []) as unknown[]).length,
		})),
		products: [...state.plain.products.values()].map(({ content }) => content),
		collections: [...state.plain.collections.values()].map(({ content }) => content),
		catalogs: [...state.plain.sales_catalogs.values()].map(({ content }) => content),
		documents: [...state.plain.sales_documents.values()].map(({ content }): Wire => ({
			...content,
			orders: state.links
				.filter((link) => link.document_number === content['document_number'])
				.map((link) => link.order_reference),
		})),
		prices: state.prices,
		selections: state.selections.map(({ id, items }) => ({ id, items })),
		files: state.files,
	};
}

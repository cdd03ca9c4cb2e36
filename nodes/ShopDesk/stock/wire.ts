import { z } from 'zod';

import { figure, id, idOrNone, pieces, text } from '../wire';

/*
 * Stock. Assumed: one row an outlet and SKU. Older contract (seen in code): the whole register of one outlet, or one SKU
 * in every outlet; both are brought into the same form.
 */

export const stock = z.object({
	store_id: idOrNone,
	location_id: idOrNone,
	sku: z.string().min(1),
	quantity: pieces,
	updated_at: text,
	name: text,
});

export type SdStock = z.infer<typeof stock>;

/** A row of the older register; it names no outlet, since the session is of one. */
export const registered = z.object({
	product_id: id,
	product_sku: z.string().min(1),
	product_name: text,
	product_quantity: pieces,
	product_sale_price: figure,
	discounted_price: figure,
});

export type Registered = z.infer<typeof registered>;

export const registeredStock = registered.transform((row): SdStock => ({
	store_id: null,
	location_id: null,
	sku: row.product_sku,
	quantity: row.product_quantity,
	updated_at: null,
	name: row.product_name,
}));

export const lookedUp = z
	.object({
		store: z.object({ store_id: id, store_name: text }),
		product: z.object({ product_sku: z.string().min(1), product_name: text, product_quantity: pieces }),
	})
	.transform(({ store, product }): SdStock => ({
		store_id: store.store_id,
		location_id: null,
		sku: product.product_sku,
		quantity: product.product_quantity,
		updated_at: null,
		name: product.product_name,
	}));

/** What an adjustment is answered with in the assumed contract. */
export const adjusted = z.object({
	data: z.object({
		accepted: z.number().int(),
		rejected: z
			.array(z.object({ row: z.number().int().nullish(), SKU: text, reason: text }))
			.nullish()
			.transform((rows) => rows ?? []),
	}),
});

export type Adjusted = z.infer<typeof adjusted>;

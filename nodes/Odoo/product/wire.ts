import { z } from 'zod';

import { figure, id, reference, text } from '../wire';

/*
 * Products: a template and its variants; one that has none is a variant of its own.
 */

export const TEMPLATE_FIELDS = [
	'name',
	'description_sale',
	'active',
	'categ_id',
	'currency_id',
	'product_variant_ids',
	'write_date',
] as const;

export const templates = z.array(
	z.object({
		id,
		name: text,
		description_sale: text,
		active: z.boolean(),
		categ_id: reference,
		currency_id: reference,
		product_variant_ids: z.array(id),
		write_date: text,
	}),
);
export type Template = z.infer<typeof templates>[number];

export const VARIANT_FIELDS = [
	'product_tmpl_id',
	'display_name',
	'name',
	'default_code',
	'barcode',
	'lst_price',
	'standard_price',
	'weight',
	'hs_code',
	'type',
	'is_storable',
	'detailed_type',
	'product_variant_count',
	'active',
] as const;

export const variants = z.array(
	z.object({
		id,
		product_tmpl_id: reference,
		display_name: text,
		name: text,
		default_code: text,
		barcode: text,
		lst_price: figure,
		/** What it costs; depends on the company. */
		standard_price: figure.nullish(),
		/** Kilograms (or pounds, as the database is set). */
		weight: figure.nullish(),
		/** With the app for delivery costs. */
		hs_code: text.nullish(),
		/** consu, service, combo: 18 and later, where a field of its own says whether it is stored */
		type: text.nullish(),
		is_storable: z.boolean().nullish(),
		/** consu, service, product: 16 and 17 */
		detailed_type: text.nullish(),
		product_variant_count: z.number().nullish(),
		active: z.boolean().nullish(),
	}),
);
export type Variant = z.infer<typeof variants>[number];

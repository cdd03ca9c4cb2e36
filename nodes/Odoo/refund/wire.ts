import { z } from 'zod';

import { figure, id, reference, text } from '../wire';

/*
 * Lines of credit notes.
 */

export const NOTE_LINE_FIELDS = [
	'move_id',
	'product_id',
	'name',
	'quantity',
	'price_unit',
	'discount',
	'tax_ids',
	'account_id',
	'display_type',
	'sale_line_ids',
] as const;

export const noteLines = z.array(
	z.object({
		id,
		move_id: reference,
		product_id: reference,
		name: text,
		quantity: figure,
		price_unit: figure,
		discount: figure.nullish(),
		tax_ids: z.array(id),
		account_id: reference,
		/** product, line_section, line_note; 16 says false for a product. */
		display_type: text,
		sale_line_ids: z.array(id).nullish(),
	}),
);
export type NoteLine = z.infer<typeof noteLines>[number];

export const noteProducts = z.array(z.object({ id, default_code: text }));

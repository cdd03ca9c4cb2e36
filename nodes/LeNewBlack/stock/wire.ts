import { z } from 'zod';

import { figure, flag, text } from '../wire';

/*
 * Stock levels as Le New Black sends and takes them; absolute figures.
 */
export const level = z.object({
	ean13: text,
	sku: text,
	is_blocked: flag,
	in_stock: figure,
	in_stock_update_time: text,
	incoming_stock: figure,
	incoming_stock_date: text,
});

export type LnbLevel = z.infer<typeof level>;

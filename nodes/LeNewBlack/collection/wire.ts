import { z } from 'zod';

import { name, text } from '../wire';

/*
 * Collections and sales catalogs, which have the same fields.
 */
export const collection = z.object({
	code: name,
	name: text,
	status: text,
	line_name: text,
	season_name: text,
	close_on: text,
	delivery_start_on: text,
	delivery_end_on: text,
	payment_terms: text,
	update_time: text,
});

export type LnbCollection = z.infer<typeof collection>;

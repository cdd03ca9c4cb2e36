import { z } from 'zod';

import { figure, text } from '../wire';

/*
 * A price as the API answers a write of it.
 */
export const price = z.object({
	product_model: text,
	fabric_code: text,
	price_list_code: text,
	wholesale_price: figure,
	recommended_retail_price: figure,
});

export type LnbPrice = z.infer<typeof price>;

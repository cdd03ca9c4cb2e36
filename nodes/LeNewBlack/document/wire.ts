import { z } from 'zod';

import { name, text } from '../wire';

/*
 * Sales documents, which stand in for shipments here: they have shipper fields, and files.
 */
export const salesDocument = z.object({
	document_number: name,
	name: text,
	category: text,
	type: text,
	comment: text,
	issued_on: text,
	shipper_name: text,
	external_id: text,
});

export type SalesDocument = z.infer<typeof salesDocument>;

export const orderLink = z.object({ document_number: name, order_reference: name });

export type OrderLink = z.infer<typeof orderLink>;

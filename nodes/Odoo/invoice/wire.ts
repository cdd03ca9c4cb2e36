import { z } from 'zod';

import { figure, id, reference, text } from '../wire';

/*
 * Invoices and credit notes (account.move), and the wizards that make them.
 */

export const MOVE_FIELDS = [
	'name',
	'state',
	'move_type',
	'payment_state',
	'ref',
	'journal_id',
	'currency_id',
	'amount_total',
	'amount_residual',
	'reversed_entry_id',
	'invoice_line_ids',
] as const;

export const accountMoves = z.array(
	z.object({
		id,
		/** Empty on a draft from 18 on. */
		name: text,
		/** draft, posted, cancel */
		state: text,
		/** out_invoice, out_refund, entry */
		move_type: text,
		payment_state: text.nullish(),
		ref: text,
		journal_id: reference,
		currency_id: reference,
		amount_total: figure,
		amount_residual: figure,
		reversed_entry_id: reference.nullish(),
		invoice_line_ids: z.array(id),
	}),
);
export type AccountMove = z.infer<typeof accountMoves>[number];

/** What `create` answers: a list under JSON-2, a list for a list under JSON-RPC. */
export const created = z.union([z.array(id).min(1), id.transform((only) => [only])]);

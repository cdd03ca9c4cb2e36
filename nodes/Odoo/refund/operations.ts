import type { Refund } from '../../../core/model/refund';
import type { DocumentTarget } from '../../../core/ports';
import type { WriteOperation } from '../../shared/system';
import { client, idFrom, pageOf } from '../failures';
import { dayIn } from '../invoice/mapping';
import { RefundTarget } from './target';

/*
 * Refunds of the shop as credit notes.
 */

const createRefund: WriteOperation<'refund'> = {
	does: 'write',
	kind: 'refund',
	resource: 'refund',
	resourceName: 'Refund',
	operation: 'create',
	operationName: 'Create',
	action: 'Create a credit note',
	description:
		'Create the credit note of a refund from the invoice of its order, with the lines and quantities that were refunded',
	scopes: ['account.move.reversal:create', 'account.move:write', 'account.move.line:read'],
	fields: [
		{
			displayName: 'Post',
			name: 'post',
			type: 'boolean',
			default: true,
			description: 'Whether the credit note is posted once it comes to the refunded amount; else it stays a draft',
		},
		{
			displayName: 'Journal Name or ID',
			name: 'journal',
			type: 'options',
			default: '',
			typeOptions: { loadOptionsMethod: 'journals' },
			description:
				'The journal of the credit note; empty means that of the invoice. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	async target(context) {
		const target = new RefundTarget(context.account, {
			odoo: client(context),
			post: context.param('post', true),
			journal: idFrom(context.param<unknown>('journal', '')),
			dayOf: (instant) => dayIn(instant, context.timezone),
			urlOf: (id) => pageOf(context, 'account.move', id),
		});
		return await Promise.resolve(target as DocumentTarget<Refund, unknown>);
	},
};

export const refundOperations = [createRefund] as const;

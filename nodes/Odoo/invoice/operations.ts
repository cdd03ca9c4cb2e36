import { isCancelled, type Order } from '../../../core/model/order';
import type { DocumentTarget } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { OperationContext, WriteContext, WriteOperation } from '../../shared/system';
import { client, idFrom, pageOf, text } from '../failures';
import { dayIn, journalOf, type InvoiceStep } from './mapping';
import { InvoiceTarget } from './target';

/*
 * Invoices of orders that stand in Odoo, step by step.
 */

type Field = WriteOperation['fields'][number];

const JOURNALS: Field[] = [
	{
		displayName: 'Journal Name or ID',
		name: 'journal',
		type: 'options',
		default: '',
		typeOptions: { loadOptionsMethod: 'journals' },
		description:
			'The journal of payments whose method has no row below. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Journals',
		name: 'journals',
		type: 'fixedCollection',
		default: {},
		placeholder: 'Add Journal',
		typeOptions: { multipleValues: true },
		description: 'Which journal each of the shop’s payment methods goes to',
		options: [
			{
				displayName: 'Journal',
				name: 'row',
				values: [
					{
						displayName: 'Payment Method in the Shop',
						name: 'method',
						type: 'string',
						default: '',
						placeholder: 'shopify_payments',
						description: 'Its name in the shop; capitals do not count',
					},
					{
						displayName: 'Journal Name or ID',
						name: 'journal',
						type: 'options',
						default: '',
						typeOptions: { loadOptionsMethod: 'journals' },
						description:
							'The journal in Odoo. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
				],
			},
		],
	},
];

function journalsFrom(context: OperationContext): Array<{ method: string; journal: number }> {
	const { row } = context.param<{ row?: Array<Record<string, unknown>> }>('journals', {});
	return (row ?? []).map(({ method, journal }) => {
		const id = idFrom(journal);
		if (text(method) === '' || id === undefined)
			throw runProblem(problem('SETUP_PARAMETER', { name: 'Journals', reason: 'a row needs a method and a journal' }));
		return { method: text(method), journal: id };
	});
}

function targetOf(context: WriteContext, step: InvoiceStep): DocumentTarget<Order, unknown> {
	const { timezone, account } = context;
	const asOrdered = step === 'create' && context.param('invoiceDate', 'order') === 'order';
	const rows = step === 'pay' ? journalsFrom(context) : [];
	const otherwise = step === 'pay' ? idFrom(context.param<unknown>('journal', '')) : undefined;
	return new InvoiceTarget(account, {
		odoo: client(context),
		step,
		dateOf: (record) => (asOrdered ? dayIn(record.placedAt, timezone) : undefined),
		paymentOf: (record) => ({ date: dayIn(record.placedAt, timezone), journal: journalOf(record, rows, otherwise) }),
		urlOf: (id) => pageOf(context, 'account.move', id),
	}) as DocumentTarget<Order, unknown>;
}

/** An order that ends is billed to nobody; what a person is to decide on waits at the target, which sees the decision. */
const heldOf = (order: Order) =>
	isCancelled(order) ? { held: problem('HELD_CANCELLED', { order: order.number }) } : undefined;

const PAYING = new Set(['paid', 'partiallyPaid', 'partiallyRefunded', 'refunded']);

const base = { does: 'write', kind: 'order', forwards: false, resource: 'invoice', resourceName: 'Invoice' } as const;

const createInvoice: WriteOperation<'order'> = {
	...base,
	operation: 'create',
	operationName: 'Create',
	action: 'Create an invoice',
	description:
		'Create the invoice of an order that stands in Odoo, as a draft, of everything that can be invoiced; each order has one of its own',
	scopes: ['sale.advance.payment.inv:create', 'account.move:read'],
	fields: [
		{
			displayName: 'Invoice Date',
			name: 'invoiceDate',
			type: 'options',
			default: 'order',
			options: [
				{ name: 'Day of Posting', value: 'posting' },
				{ name: 'Day of the Order', value: 'order' },
			],
			description: 'Which day the invoice has',
		},
	],
	judge: heldOf,
	target: async (context) => await Promise.resolve(targetOf(context, 'create')),
};

const postInvoice: WriteOperation<'order'> = {
	...base,
	operation: 'post',
	operationName: 'Post',
	action: 'Post an invoice',
	description: 'Post the draft invoices of an order',
	scopes: ['account.move:write'],
	fields: [],
	judge: heldOf,
	target: async (context) => await Promise.resolve(targetOf(context, 'post')),
};

const payInvoice: WriteOperation<'order'> = {
	...base,
	operation: 'pay',
	operationName: 'Register Payment',
	action: 'Register the payment of an invoice',
	description: 'Register what the shop took in for an order as the payment of its posted invoices',
	scopes: ['account.payment.register:create', 'account.move:read'],
	fields: JOURNALS,
	judge: (order) => {
		if (isCancelled(order)) return heldOf(order);
		if (PAYING.has(order.paymentStatus)) return undefined;
		return { held: problem('HELD_UNPAID', { order: order.number, paymentStatus: order.paymentStatus }) };
	},
	target: async (context) => await Promise.resolve(targetOf(context, 'pay')),
};

export const invoiceOperations = [createInvoice, postInvoice, payInvoice] as const;

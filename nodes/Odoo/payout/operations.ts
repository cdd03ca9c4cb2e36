import type { Payout } from '../../../core/model/payout';
import type { DocumentTarget } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { OperationContext, WriteOperation } from '../../shared/system';
import { client, idFrom, pageOf } from '../failures';
import { dayIn } from '../invoice/mapping';
import { companyCurrency } from '../product/operations';
import type { PayoutRules } from './mapping';
import { PayoutTarget } from './target';

/*
 * Payouts of a payment service, as drafts for the books.
 */

type Field = WriteOperation['fields'][number];

const account = (displayName: string, name: string, description: string): Field => ({
	displayName: `${displayName} Name or ID`,
	name,
	type: 'options',
	default: '',
	required: true,
	typeOptions: { loadOptionsMethod: 'accounts' },
	displayOptions: { show: { as: ['entry'] } },
	description: `${description}. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
});

function idOf(context: OperationContext, name: string, label: string): number {
	const id = idFrom(context.param<unknown>(name, ''));
	if (id !== undefined) return id;
	throw runProblem(problem('SETUP_PARAMETER', { name: label, reason: 'nothing is chosen' }));
}

function rulesFrom(context: OperationContext): PayoutRules {
	const day = (instant: string) => dayIn(instant, context.timezone);
	const journal = idOf(context, 'journal', 'Journal');
	if (context.param<string>('as', 'entry') === 'statement') return { as: 'statement', journal, day };
	return {
		as: 'entry',
		journal,
		bank: idOf(context, 'bank', 'Bank Account'),
		clearing: idOf(context, 'clearing', 'Clearing Account'),
		fees: idOf(context, 'fees', 'Fee Account'),
		day,
	};
}

const createPayout: WriteOperation<'payout'> = {
	does: 'write',
	kind: 'payout',
	resource: 'payout',
	resourceName: 'Payout',
	operation: 'create',
	operationName: 'Create',
	action: 'Create a payout',
	description:
		'Create a draft of a payment service’s payout for the books: a journal entry, or bank statement lines to be matched',
	scopes: ['account.move:create', 'account.bank.statement.line:create'],
	fields: [
		{
			displayName: 'Arrives As',
			name: 'as',
			type: 'options',
			default: 'entry',
			options: [
				{
					name: 'Bank Statement Lines',
					value: 'statement',
					description: 'One for each part, to be matched with payments',
				},
				{ name: 'Draft of a Journal Entry', value: 'entry', description: 'Bank and fees against the clearing account' },
			],
			description: 'What is made of a payout',
		},
		{
			displayName: 'Journal Name or ID',
			name: 'journal',
			type: 'options',
			default: '',
			required: true,
			typeOptions: { loadOptionsMethod: 'journals' },
			description:
				'The journal of the entry, or the bank journal of the statement lines. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		account('Bank Account', 'bank', 'Where the payout arrives'),
		account('Clearing Account', 'clearing', 'Where payments lie until they are paid out'),
		account('Fee Account', 'fees', 'What the service keeps'),
	],
	async target(context) {
		const target = new PayoutTarget(context.account, {
			odoo: client(context),
			rules: rulesFrom(context),
			currency: await companyCurrency(context),
			urlOf: (model, id) => pageOf(context, model, id),
		});
		return target as DocumentTarget<Payout, unknown>;
	},
};

export const payoutOperations = [createPayout] as const;

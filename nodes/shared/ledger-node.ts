import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { KIND_SCHEMAS } from '../../core/model/kinds';
import { inWords } from '../../core/model/words';
import { sentence } from '../../core/problems';
import type { Fact, FactFilter, Ledger } from '../../core/ports';
import { runProblem } from '../../core/sync/run';
import { openLedger } from './ledger';
import { answerEveryItem, parameter, type NodeRun } from './run';

/*
 * Commerce Ledger: what is stuck, why, and what to do; send again, or take off the list (decision 22). Its items carry
 * `kind` and `origin`, so that they go straight into a system's Get.
 */

type Operation = 'getProblems' | 'getDue' | 'retry' | 'dismiss';

export const ledgerProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'getProblems',
		options: [
			{
				name: 'Dismiss',
				value: 'dismiss',
				action: 'Dismiss problems',
				description: 'Take problems off the list, with a name and a reason',
			},
			{
				name: 'Get Due',
				value: 'getDue',
				action: 'Get what is due',
				description: 'Retrieve the records whose time to be tried again has come',
			},
			{
				name: 'Get Problems',
				value: 'getProblems',
				action: 'Get problems',
				description: 'Retrieve what is stuck, with the reason and what to do',
			},
			{
				name: 'Retry',
				value: 'retry',
				action: 'Retry problems',
				description: 'Make problems due at once and return their records, ready to be read and written again',
			},
		],
	},
	{
		displayName: 'Order Numbers',
		name: 'numbers',
		type: 'string',
		default: '',
		placeholder: '#1001, #1002',
		displayOptions: { show: { operation: ['getProblems', 'retry', 'dismiss'] } },
		description: 'Numbers at the source, separated by commas; empty means all',
		hint: 'With or without #',
	},
	{
		displayName: 'Your Name',
		name: 'by',
		type: 'string',
		default: '',
		required: true,
		displayOptions: { show: { operation: ['dismiss'] } },
		description: 'Who takes the problems off the list',
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		displayOptions: { show: { operation: ['dismiss'] } },
		description: 'Why nothing is to be done',
	},
	{
		displayName: 'Dismissing without order numbers takes every open problem off the list.',
		name: 'dismissNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['dismiss'], numbers: [''] } },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		default: {},
		placeholder: 'Add Filter',
		options: [
			{
				displayName: 'From Account',
				name: 'account',
				type: 'string',
				default: '',
				placeholder: 'shopify:example.myshopify.com',
				description: 'Only records of this system and account',
			},
			{
				displayName: 'Kind',
				name: 'kind',
				type: 'options',
				default: 'order',
				options: Object.keys(KIND_SCHEMAS).map((value) => ({ name: inWords(value), value })),
				description: 'Only records of this kind',
			},
		],
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		default: 50,
		typeOptions: { minValue: 1 },
		description: 'Max number of results to return',
	},
	{
		displayName: 'Ledger',
		name: 'ledger',
		type: 'options',
		default: 'builtIn',
		options: [
			{
				name: 'Built-In',
				value: 'builtIn',
				description: 'The file in the n8n folder that every node of this package uses by default',
			},
		],
		description: 'Which ledger to look into',
	},
];

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '');

/** Runs the node once for each item that names order numbers, else once. */
export async function executeLedger(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await answerEveryItem(context, async (run) => {
		const ledger = await openLedger(context, parameter<string>(context, 'ledger', 0, 'builtIn'));
		if (!ledger) return;
		try {
			for (const item of itemsThatAsk(context)) await answerItem(run, ledger, item);
			run.done(context.getInputData().keys());
		} finally {
			await ledger.close();
		}
	});
}

/** Items whose question is the same as the first one's are not asked twice. */
function itemsThatAsk(context: IExecuteFunctions): number[] {
	const asked = new Set<string>();
	return context
		.getInputData()
		.map((_, item) => item)
		.filter((item) => {
			const question = JSON.stringify(
				['numbers', 'by', 'reason', 'filters'].map((name) => parameter<unknown>(context, name, item, '')),
			);
			const fresh = !asked.has(question);
			asked.add(question);
			return fresh;
		});
}

async function answerItem(run: NodeRun, ledger: Ledger, item: number): Promise<void> {
	const { context } = run;
	const filter = filterOf(context, item);
	const operation = parameter<Operation>(context, 'operation', item);
	const facts = await factsOf(ledger, operation, filter, context, item);
	for (const fact of facts) run.success(item, factItem(fact));
}

function filterOf(context: IExecuteFunctions, item: number): FactFilter {
	const filters = parameter<IDataObject>(context, 'filters', item, {});
	// "1001" and "#1001" are the same order to a person; the ledger compares exactly, so both are asked for.
	const numbers = text(parameter<unknown>(context, 'numbers', item, ''))
		.split(',')
		.map((part) => part.trim())
		.filter(Boolean);
	const account = text(filters.account);
	return {
		limit: parameter<number>(context, 'limit', item, 50),
		...(numbers.length > 0
			? {
					sourceNumbers: [
						...new Set(numbers.flatMap((number) => [number, number.replace(/^#/, ''), `#${number.replace(/^#/, '')}`])),
					],
				}
			: {}),
		...(account ? { routePrefix: `${account}>` } : {}),
		...(text(filters.kind) ? { kind: text(filters.kind) } : {}),
	};
}

async function factsOf(
	ledger: Ledger,
	operation: Operation,
	filter: FactFilter,
	context: IExecuteFunctions,
	item: number,
): Promise<Fact[]> {
	if (operation === 'getDue') return await ledger.due(filter);
	if (operation === 'retry') return await ledger.retry(filter);
	if (operation === 'getProblems') return await ledger.facts({ ...filter, states: ['rejected', 'unknown', 'failed'] });
	const by = text(parameter<unknown>(context, 'by', item, ''));
	const reason = text(parameter<unknown>(context, 'reason', item, ''));
	if (!by || !reason)
		throw runProblem({
			code: 'SETUP_PARAMETER',
			params: { name: by ? 'Reason' : 'Your Name', reason: 'a problem is dismissed with a name and a reason only' },
		});
	return await ledger.dismiss(filter, by, reason);
}

/** A fact as an item: what a Get needs to read it again, and for people the problem in words. */
function factItem(fact: Fact): IDataObject {
	const [from = '', to = ''] = fact.route.split('>');
	const [system = '', ...account] = from.split(':');
	const problem = fact.problem
		? { code: fact.problem.code, ...sentence(fact.problem), requestId: fact.problem.requestId ?? null }
		: null;
	return {
		kind: fact.kind,
		number: fact.sourceNumber ?? null,
		origin: {
			system,
			account: account.join(':'),
			id: fact.sourceKey,
			number: fact.sourceNumber ?? null,
			seenAt: fact.changedAt,
		},
		ledger: {
			state: fact.state,
			to,
			attempts: fact.attempts,
			dueAt: fact.dueAt ?? null,
			firstSeenAt: fact.firstSeenAt,
			changedAt: fact.changedAt,
			target: fact.targetNumber ?? null,
			problem,
			...(fact.dismissedBy ? { dismissedBy: fact.dismissedBy, dismissReason: fact.dismissReason ?? null } : {}),
		},
	};
}

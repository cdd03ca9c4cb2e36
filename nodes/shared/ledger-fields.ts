import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { KIND_SCHEMAS, kindName } from '../../core/model/kinds';
import { wordOptions } from '../../core/model/words';
import type { FactState } from '../../core/ports';
import { LEDGER_NEEDED } from './ledger-choice';

/*
 * The fields of Commerce Ledger.
 */

/** A purge of anything younger is refused: a sweep looks back 14 days by default, and at most 60. */
export const YOUNGEST_PURGE_DAYS = 30;

const STATES: readonly FactState[] = ['claimed', 'done', 'rejected', 'unknown', 'failed', 'dismissed'];

/** What an operator may keep facts of: every kind of record, and what is done with one besides forwarding it. */
const FACT_KINDS = [
	...Object.keys(KIND_SCHEMAS),
	...['cancellation', 'completion', 'confirmation', 'invoice', 'payment', 'posting', 'tags'],
];

/** "Inbound Delivery" for `inbound`: the kind's name in sentences, as a title. */
function kindTitle(kind: string): string {
	return kindName(kind)
		.replace(/^an? /, '')
		.replace(/\b(?!of\b)[a-z]/g, (letter) => letter.toUpperCase());
}

const kindOptions = (): INodePropertyOptions[] =>
	FACT_KINDS.map((value) => ({ name: kindTitle(value), value })).sort((a, b) => a.name.localeCompare(b.name));

const shownFor = (...operation: string[]) => ({ show: { operation } });

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
				name: 'Get Facts',
				value: 'getFacts',
				action: 'Get facts',
				description: 'Retrieve what the ledger remembers, whatever became of it',
			},
			{
				name: 'Get Problems',
				value: 'getProblems',
				action: 'Get problems',
				description: 'Retrieve what is stuck, with the reason and what to do',
			},
			{
				name: 'Get Timeline',
				value: 'getTimeline',
				action: 'Get the timeline of a record',
				description: 'Retrieve all that happened to one order and to what followed from it, in the order of time',
			},
			{
				name: 'Get Usage',
				value: 'getUsage',
				action: 'Get the usage of calls',
				description: 'Retrieve how many of the month’s API calls each account has used, and what is to be expected',
			},
			{
				name: 'Purge',
				value: 'purge',
				action: 'Purge what is settled and old',
				description: 'Remove what was done or dismissed long ago, with its history',
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
		displayName: 'Order Number or ID',
		name: 'key',
		type: 'string',
		default: '',
		required: true,
		placeholder: '#1001',
		displayOptions: shownFor('getTimeline'),
		description:
			'The number or ID of a record at any of its systems: the shop’s order number, the reference at the warehouse, the name of a fulfillment',
		hint: 'Order numbers with or without #; everything else exactly as the system writes it',
	},
	{
		displayName: 'Order Numbers',
		name: 'numbers',
		type: 'string',
		default: '',
		placeholder: '#1001, #1002',
		displayOptions: shownFor('getFacts', 'getProblems', 'retry', 'dismiss'),
		description: 'Numbers at the source, separated by commas; empty means all',
		hint: 'With or without #',
	},
	{
		displayName: 'Without order numbers, Dismiss takes every open problem off the list, up to Limit.',
		name: 'dismissNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['dismiss'], numbers: [''] } },
	},
	{
		displayName: 'Your Name',
		name: 'by',
		type: 'string',
		default: '',
		required: true,
		displayOptions: shownFor('dismiss'),
		description: 'Who takes the problems off the list',
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		displayOptions: shownFor('dismiss'),
		description: 'Why nothing is to be done',
	},
	{
		displayName: 'Older Than (Days)',
		name: 'olderThanDays',
		type: 'number',
		default: 180,
		typeOptions: { minValue: YOUNGEST_PURGE_DAYS },
		displayOptions: shownFor('purge'),
		description: 'What has not changed for so many days, neither here nor at its source, is removed',
	},
	{
		displayName: 'Preview Only',
		name: 'previewOnly',
		type: 'boolean',
		default: true,
		displayOptions: shownFor('purge'),
		description: 'Whether to count what would be removed and remove nothing',
	},
	{
		displayName:
			'What was removed is not known any more: a record that is changed at its source later, and so comes with a sweep again, is looked at as a new one. A sweep looks back 14 days unless set otherwise; look back no further than you purge. Open problems are never removed.',
		name: 'purgeNotice',
		type: 'notice',
		default: '',
		displayOptions: shownFor('purge'),
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		default: {},
		placeholder: 'Add Filter',
		displayOptions: { hide: { operation: ['getTimeline', 'getUsage'] } },
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
				displayName: 'From System',
				name: 'fromSystem',
				type: 'string',
				default: '',
				placeholder: 'shopify',
				displayOptions: { hide: { '/operation': ['purge'] } },
				description: 'Only records that come from this system, whatever the account',
			},
			{
				displayName: 'Kind',
				name: 'kind',
				type: 'options',
				default: 'order',
				options: kindOptions(),
				description: 'Only records of this kind',
			},
			{
				displayName: 'State',
				name: 'states',
				type: 'multiOptions',
				default: [],
				options: wordOptions(STATES),
				displayOptions: { show: { '/operation': ['getFacts'] } },
				description: 'Only records in one of these states; none means all',
			},
			{
				displayName: 'To System',
				name: 'toSystem',
				type: 'string',
				default: '',
				placeholder: 'ogoship',
				displayOptions: { hide: { '/operation': ['purge'] } },
				description: 'Only records on their way to this system',
			},
		],
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		default: 50,
		typeOptions: { minValue: 1 },
		displayOptions: { hide: { operation: ['getTimeline', 'getUsage', 'purge'] } },
		description: 'Max number of results to return',
	},
	{ ...LEDGER_NEEDED, description: 'Which ledger to look into' },
];

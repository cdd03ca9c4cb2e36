import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { ORDER_PAYMENT } from '../../core/model/order';
import { wordOptions } from '../../core/model/words';
import { budgetFields, budgetNotice } from './budget';
import { LEDGER_FIELD, LEDGER_NEEDED } from './ledger-choice';
import { levelFields } from './level-fields';
import { signInFields } from './sign-in';
import type { ListOperation, Operation, System, WriteOperation } from './system';

/*
 * The pickers and fields of a system's node, drawn from what the system provides. The node's description itself
 * stays literal in its own file, where n8n's lint can read it.
 */

const byName = (a: INodePropertyOptions, b: INodePropertyOptions) => a.name.localeCompare(b.name);

/** A field shown only where one operation of one resource is chosen, besides its own display rule. */
export function shownFor(field: INodeProperties, resource: string, operations: readonly string[]): INodeProperties {
	const { show, hide } = field.displayOptions ?? {};
	return {
		...field,
		displayOptions: { ...(hide ? { hide } : {}), show: { resource: [resource], operation: [...operations], ...show } },
	};
}

const LEDGER_OFF_NOTICE: INodeProperties = {
	displayName:
		'Without the ledger every record is looked for at the target before it is written, and problems are not remembered. A request that is answered too late can then lead to a second document where the target accepts duplicates.',
	name: 'ledgerOffNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { ledger: ['off'] } },
};

const LEVEL_LEDGER_OFF_NOTICE: INodeProperties = {
	displayName:
		'Without the ledger the brake does not know how many SKUs came last time, the first run is no preview, and two runs at once are not kept apart.',
	name: 'levelLedgerOffNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { ledger: ['off'] } },
};

const PREVIEW_FIELDS: INodeProperties[] = [
	{
		displayName: 'Preview Only',
		name: 'previewOnly',
		type: 'boolean',
		default: false,
		displayOptions: { hide: { '@tool': [true] } },
		description: 'Whether to show what would be written, with the reason and the number of calls, and write nothing',
	},
	{
		displayName: 'Preview Only',
		name: 'previewOnly',
		type: 'boolean',
		default: true,
		displayOptions: { show: { '@tool': [true] } },
		description: 'Whether to show what would be written, with the reason and the number of calls, and write nothing',
	},
];

const RECORD_FROM: INodeProperties[] = [
	{
		displayName: 'Record From',
		name: 'recordFrom',
		type: 'options',
		default: 'item',
		options: [
			{ name: 'Incoming Item', value: 'item', description: 'As a Get or Get Many of this package put it out' },
			{ name: 'Fields Below', value: 'fields', description: 'Put together here from any other node' },
		],
		description: 'Where the record to write comes from',
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'resourceMapper',
		default: { mappingMode: 'defineBelow', value: null },
		noDataExpression: true,
		displayOptions: { show: { recordFrom: ['fields'] } },
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: 'recordFields',
				mode: 'add',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: false,
				multiKeyMatch: false,
				supportAutoMap: false,
			},
		},
	},
];

const ORDER_WRITE_FIELDS: INodeProperties[] = [
	{
		displayName: 'Forward Orders Placed After',
		name: 'forwardFrom',
		type: 'dateTime',
		default: '',
		required: true,
		description:
			'The moment this route starts. An older order is written only if it does not stand at the target yet under the number another connector would have given it.',
	},
];

const ORDER_PAYMENT_FIELD: INodeProperties = {
	displayName: 'Payment Statuses That May Go',
	name: 'paymentStatuses',
	type: 'multiOptions',
	default: ['paid', 'partiallyRefunded'],
	options: wordOptions(ORDER_PAYMENT),
	description: 'Orders in another payment status are held and looked at again with the next sweep',
};

const ID_FIELDS: INodeProperties[] = [
	{
		displayName: 'Which Records',
		name: 'idFrom',
		type: 'options',
		default: 'item',
		options: [
			{
				name: 'Those of the Incoming Items',
				value: 'item',
				description: 'By the origin of each item, as triggers, Get Many and the Commerce Ledger put it out',
			},
			{ name: 'ID Below', value: 'id' },
		],
		description: 'Which records to read',
	},
	{
		displayName: 'ID',
		name: 'id',
		type: 'string',
		default: '',
		required: true,
		displayOptions: { show: { idFrom: ['id'] } },
		description: 'The record’s ID at its system',
	},
];

const RAW_FIELD: INodeProperties = {
	displayName: 'Include Raw Record',
	name: 'includeRaw',
	type: 'boolean',
	default: false,
	description: 'Whether to add the system’s own record, unchanged, as the field raw',
};

const LIMIT_FIELDS: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		default: 50,
		typeOptions: { minValue: 1 },
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

export const SWEEP_FIELDS: INodeProperties[] = [
	{
		displayName: 'Skip What Is Settled',
		name: 'skipSettled',
		type: 'boolean',
		default: false,
		description:
			'Whether to read only what the ledger does not know as forwarded: the way of a sweep that finds what was missed',
	},
	{
		displayName: 'Where the Records Go',
		name: 'settledFor',
		type: 'string',
		default: '',
		placeholder: 'the next node of this workflow',
		displayOptions: { show: { skipSettled: [true] } },
		description:
			'Leave empty to take the system of the next node that writes. Otherwise a system such as ogoship, or a system with its account such as ogoship:12345.',
		hint: 'Only needed when these records go to several accounts',
	},
	{
		displayName: 'Look Back (Days)',
		name: 'lookBackDays',
		type: 'number',
		default: 14,
		typeOptions: { minValue: 1, maxValue: 60 },
		displayOptions: { show: { skipSettled: [true] } },
		description: 'How far back to ask for changed records. Anything still open is looked for further back by itself.',
	},
];

const SUMMARY_FIELD: INodeProperties = {
	displayName: 'Output Summary',
	name: 'outputSummary',
	type: 'boolean',
	default: false,
	description:
		'Whether to add an item that says how many records were read, when, and whether the list is whole; Commerce Reconcile asks for it',
};

/** *Filters* of a list: when it changed, and what the system adds. */
function filterFields({ changed, filters = [], sweeps }: ListOperation): INodeProperties[] {
	const changedAfter: INodeProperties = {
		displayName: 'Changed After',
		name: 'changedAfter',
		type: 'dateTime',
		default: '',
		description: `Only ${changed} changed after this moment${sweeps ? '. A sweep chooses the moment itself.' : ''}`,
	};
	const options = [...(changed === undefined ? [] : [changedAfter]), ...filters];
	if (options.length === 0) return [];
	return [
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			default: {},
			placeholder: 'Add Filter',
			options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
		},
	];
}

/** *Ledger* of a write; one that remembers nothing has it where calls are counted. */
function writeEnds(system: System, { remembers }: WriteOperation): INodeProperties[] {
	if (remembers === false) return budgetFields(system);
	return [LEDGER_FIELD, LEDGER_OFF_NOTICE, ...budgetNotice(system)];
}

/** *Ledger* of a list: needed for a sweep, and where calls are counted asked for without one too. */
function listLedger(system: System, { sweeps }: ListOperation): INodeProperties[] {
	const shown = (skipSettled: boolean) => (field: INodeProperties) => ({
		...field,
		displayOptions: { show: { skipSettled: [skipSettled], ...field.displayOptions?.show } },
	});
	const counts = budgetFields(system);
	return sweeps ? [...[LEDGER_NEEDED].map(shown(true)), ...counts.map(shown(false))] : counts;
}

function fieldsOf(system: System, operation: Operation): INodeProperties[] {
	const options = operation.fields.filter(({ type }) => type === 'collection');
	const own = operation.fields.filter(({ type }) => type !== 'collection');
	if (operation.does === 'setLevels')
		return [
			...PREVIEW_FIELDS,
			...RECORD_FROM,
			...levelFields(operation, [...own, LEDGER_FIELD, LEVEL_LEDGER_OFF_NOTICE, ...budgetNotice(system)]),
			...options,
		];
	if (operation.does === 'call') return [...PREVIEW_FIELDS, ...own, ...options, ...budgetFields(system)];
	if (operation.does === 'fetch') return [...ID_FIELDS, ...operation.fields, RAW_FIELD, ...budgetFields(system)];
	if (operation.does === 'list') {
		return [
			...LIMIT_FIELDS,
			...(operation.sweeps ? SWEEP_FIELDS : []),
			...listLedger(system, operation),
			...own,
			...filterFields(operation),
			...options,
			SUMMARY_FIELD,
			...(operation.raw === false ? [] : [RAW_FIELD]),
		];
	}
	if (operation.does === 'write') {
		const forwards = operation.kind === 'order' && operation.forwards !== false;
		const order = forwards ? [...ORDER_WRITE_FIELDS, ...own, ORDER_PAYMENT_FIELD] : own;
		return [...PREVIEW_FIELDS, ...RECORD_FROM, ...order, ...writeEnds(system, operation), ...options];
	}
	return [...operation.fields, ...budgetFields(system)];
}

/** A picker whose first entry as given is chosen at the start; shown in alphabetical order. */
function picker(displayName: string, name: string, options: INodePropertyOptions[]): INodeProperties {
	const chosen = options[0]?.value ?? '';
	return {
		displayName,
		name,
		noDataExpression: true,
		...{ type: 'options', options: options.sort(byName), default: chosen },
	};
}

/** What stands below a node on the canvas: "Order: Create or Update". An expression, because the choice is the node's. */
export function subtitle(system: System): string {
	const names = system.operations.map(({ resource, operation, resourceName, operationName }) => [
		`${resource}.${operation}`,
		`${resourceName}: ${operationName}`,
	]);
	const known = JSON.stringify(Object.fromEntries(names));
	return `={{ (${known})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}

/** All properties of a system's node: resource, operation per resource, and each operation's fields. */
export function describe(system: System): INodeProperties[] {
	const resources = new Map<string, Operation[]>();
	for (const operation of system.operations)
		resources.set(operation.resource, [...(resources.get(operation.resource) ?? []), operation]);
	const resource = picker(
		'Resource',
		'resource',
		[...resources].map(([value, [first]]) => ({ name: first!.resourceName, value })),
	);
	const operations = [...resources].map(([value, list]): INodeProperties => ({
		...picker(
			'Operation',
			'operation',
			list.map(({ operation, operationName, action, description }) => ({
				name: operationName,
				value: operation,
				action,
				description,
			})),
		),
		displayOptions: { show: { resource: [value] } },
	}));
	const fields = system.operations.flatMap((operation) =>
		fieldsOf(system, operation).map((field) => shownFor(field, operation.resource, [operation.operation])),
	);
	return [...signInFields(system), resource, ...operations, ...fields];
}

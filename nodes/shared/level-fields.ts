import type { INodeProperties } from 'n8n-workflow';

import { BRAKE_LIMITS } from '../../core/sync/brake';
import type { SetLevelsOperation } from './system';

/*
 * The fields of a stock level write: which figure, which products, which places, and what stops it.
 */

const FIGURE_NAMES = {
	onHand: {
		name: 'On Hand',
		value: 'onHand',
		description: 'What lies in the warehouse; the shop takes its own open orders off by itself, so it cannot oversell',
	},
	available: {
		name: 'Available',
		value: 'available',
		description: 'What can be sold; orders that the source has not seen yet are given back to sale',
	},
} as const;

const AVAILABLE_NOTICE: INodeProperties = {
	displayName:
		'Writing Available can oversell: an order that was placed in the shop and has not reached the source yet is given back to sale. On Hand has no such gap.',
	name: 'availableNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { figure: ['available'] } },
};

/** Of a system with one figure, which sells nothing before it was told of an order: there is no other figure to choose. */
const ONLY_FIGURE = { ...FIGURE_NAMES.available, description: 'The level here becomes the figure that comes in' };

const ONLY_FIGURE_NOTICE: INodeProperties = {
	...AVAILABLE_NOTICE,
	displayName:
		'The level here becomes the figure that comes in. What leaves here between reading and writing is set right by the next run.',
};

const RESERVED_FROM: INodeProperties = {
	displayName: 'Units Already Reserved',
	name: 'reservedFrom',
	type: 'options',
	default: 'ledger',
	displayOptions: { show: { figure: ['onHand'] } },
	options: [
		{
			name: 'All That the Source Reports',
			value: 'source',
			description: 'Right only where this shop is the one channel that the source serves',
		},
		{
			name: 'Those of This Shop’s Orders',
			value: 'ledger',
			description: 'As the ledger remembers them from forwarding; right whoever else the source serves',
		},
	],
	description: 'Which units the shop still counts as open orders and the source has already taken out of its figure',
};

const MATCH_BY: INodeProperties = {
	displayName: 'Match By',
	name: 'matchBy',
	type: 'options',
	default: 'sku',
	options: [
		{ name: 'Barcode', value: 'barcode' },
		{ name: 'SKU', value: 'sku' },
		{ name: 'SKU, Then Barcode', value: 'skuThenBarcode' },
	],
	description: 'The key by which a product is found; compared exactly',
};

const LOCATIONS: INodeProperties[] = [
	{
		displayName: 'Location Name or ID',
		name: 'location',
		type: 'options',
		default: '',
		typeOptions: { loadOptionsMethod: 'locations' },
		description:
			'Where the stock goes that has no row of its own in Location Map. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Location Map',
		name: 'locationMap',
		type: 'fixedCollection',
		default: {},
		placeholder: 'Add Location',
		typeOptions: { multipleValues: true },
		description: 'Which place of the source is which place here; each place once on both sides',
		options: [
			{
				displayName: 'Location',
				name: 'place',
				values: [
					{
						displayName: 'Place at the Source',
						name: 'source',
						type: 'string',
						default: '',
						placeholder: 'Main warehouse',
						description: 'Its name or its ID at the source; capitals do not count',
					},
					{
						displayName: 'Location Name or ID',
						name: 'target',
						type: 'options',
						default: '',
						typeOptions: { loadOptionsMethod: 'locations' },
						description:
							'The place here. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
				],
			},
		],
	},
];

const percent = (displayName: string, name: string, value: number, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	default: value,
	typeOptions: { minValue: 0, maxValue: 100 },
	description,
});

const OPTIONS: INodeProperties = {
	displayName: 'Options',
	name: 'levelOptions',
	type: 'collection',
	default: {},
	placeholder: 'Add Option',
	options: [
		{
			displayName: 'Apply Anyway',
			name: 'applyAnyway',
			type: 'boolean',
			default: false,
			description: 'Whether to write even though the brake would stop the run. Switch it off again after one run.',
		},
		percent(
			'Brake: Changed (Percent)',
			'changed',
			BRAKE_LIMITS.changed,
			'The run stops when more levels than this share would change (at least 20)',
		),
		percent(
			'Brake: Fall to Zero (Percent)',
			'toZero',
			BRAKE_LIMITS.toZero,
			'The run stops when more levels than this share would fall to zero (at least 20)',
		),
		percent(
			'Brake: SKUs Present (Percent)',
			'present',
			BRAKE_LIMITS.present,
			'The run stops when fewer SKUs than this share of the last run’s come in',
		),
		{
			displayName: 'First Run of a Route',
			name: 'firstRun',
			type: 'options',
			default: 'preview',
			options: [
				{ name: 'Apply', value: 'apply' },
				{ name: 'Preview', value: 'preview', description: 'Show what would be written and write nothing' },
			],
			description: 'What the very first run between these two accounts does',
		},
		{
			displayName: 'Incoming Levels Are',
			name: 'scope',
			type: 'options',
			default: 'all',
			options: [
				{ name: 'Of All Products', value: 'all' },
				{ name: 'Of Some Products', value: 'some', description: 'Their number is not compared with the last run’s' },
			],
			description: 'Whether the source was read whole, so that far fewer SKUs than last time are an alarm',
		},
		{
			displayName: 'Products Missing Here',
			name: 'missing',
			type: 'options',
			default: 'skip',
			options: [
				{ name: 'Are Problems', value: 'problem' },
				{ name: 'Are Skipped', value: 'skip' },
			],
			description: 'What to do with a SKU of the source that no product here carries',
		},
		{
			displayName: 'Safety Buffer',
			name: 'buffer',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0, numberPrecision: 0 },
			description: 'Units kept back from every level, for fast sellers',
		},
		{
			displayName: 'SKU Map',
			name: 'skuMap',
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add SKU',
			typeOptions: { multipleValues: true },
			description: 'Products that have another SKU here than at the source',
			options: [
				{
					displayName: 'SKU',
					name: 'sku',
					values: [
						{
							displayName: 'SKU at the Source',
							name: 'source',
							type: 'string',
							default: '',
							description: 'Compared exactly',
						},
						{ displayName: 'SKU Here', name: 'target', type: 'string', default: '', description: 'Compared exactly' },
					],
				},
			],
		},
	],
};

/**
 * The fields of a system's stock level write, without preview and record source; `further` come before the options:
 * what the system adds, and the ledger.
 */
export function levelFields(
	{ figures, onePlace }: SetLevelsOperation,
	further: readonly INodeProperties[],
): INodeProperties[] {
	if (onePlace) return [MATCH_BY, ...further, OPTIONS];
	const isOnly = figures.length === 1 && figures[0] === 'available';
	const figure: INodeProperties = {
		displayName: 'Quantity to Set',
		name: 'figure',
		...{ type: 'options', default: figures[0] ?? 'onHand' },
		options: isOnly
			? [ONLY_FIGURE]
			: [...figures].map((each) => FIGURE_NAMES[each]).sort((a, b) => a.name.localeCompare(b.name)),
		description: 'Which figure is written',
	};
	const notice = isOnly ? ONLY_FIGURE_NOTICE : AVAILABLE_NOTICE;
	return [...LOCATIONS, MATCH_BY, figure, notice, RESERVED_FROM, ...further, OPTIONS];
}

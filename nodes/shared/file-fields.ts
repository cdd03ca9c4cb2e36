import type { INodeProperties } from 'n8n-workflow';

/*
 * The fields of Commerce File.
 */

export type FileOperation = 'readPrices' | 'readStock' | 'writePrices' | 'writeResults' | 'writeStock';

const READS: FileOperation[] = ['readPrices', 'readStock'];
const STOCK: FileOperation[] = ['readStock', 'writeStock'];
const PRICES: FileOperation[] = ['readPrices', 'writePrices'];
const WRITES: FileOperation[] = ['writePrices', 'writeResults', 'writeStock'];

const shownFor = (operation: FileOperation[]) => ({ show: { operation } });

const column = (name: string, displayName: string, title: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: title,
	description,
});

const SKU = column('sku', 'SKU Column', 'SKU', 'The heading of the column that holds the SKU');

export const fileProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'readStock',
		options: [
			{
				name: 'Read Prices',
				value: 'readPrices',
				action: 'Read prices from a file',
				description: 'Turn the rows of a CSV file into prices, each with its problem where it has one',
			},
			{
				name: 'Read Stock',
				value: 'readStock',
				action: 'Read stock from a file',
				description: 'Turn the rows of a CSV file into stock levels, each with its problem where it has one',
			},
			{
				name: 'Write Prices',
				value: 'writePrices',
				action: 'Write prices into a file',
				description: 'Make a CSV file of prices that ShopDesk’s Bulk Discount takes, or a sample to fill in',
			},
			{
				name: 'Write Results',
				value: 'writeResults',
				action: 'Write results into a file',
				description: 'Make a CSV file for people: what became of each record',
			},
			{
				name: 'Write Stock',
				value: 'writeStock',
				action: 'Write stock into a file',
				description: 'Make a CSV file for each location that ShopDesk’s Bulk Adjustment takes, or a sample to fill in',
			},
		],
	},
	{
		displayName: 'Input Data Field Name',
		name: 'inputField',
		type: 'string',
		default: 'data',
		required: true,
		description: 'The name of the field that holds the file, as the form, the mail or the folder puts it out',
		displayOptions: shownFor(READS),
	},
	{
		displayName: 'Source Name',
		name: 'source',
		type: 'string',
		default: 'file',
		required: true,
		placeholder: 'stock-count',
		description:
			'What the ledger calls these files, as if they were an account: letters, digits, dots, hyphens and underscores. Keep it the same for files of the same kind.',
		displayOptions: shownFor(READS),
	},
	{
		displayName: 'Counted At',
		name: 'moment',
		type: 'dateTime',
		default: '',
		description:
			'When what the file says was so. Empty means now: then nothing that was sold since the count is taken into account.',
		displayOptions: shownFor(['readStock']),
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'PKR',
		description: 'The currency of the prices in the file',
		displayOptions: shownFor(['readPrices']),
	},
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: 'stock.csv',
		description: 'The location is added to it where the records are of several',
		displayOptions: shownFor(['writeStock']),
	},
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: 'prices.csv',
		description: 'What the file is called',
		displayOptions: shownFor(['writePrices']),
	},
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: 'results.csv',
		description: 'What the file is called',
		displayOptions: shownFor(['writeResults']),
	},
	{
		displayName: 'Only a Sample',
		name: 'sample',
		type: 'boolean',
		default: false,
		description: 'Whether to leave the figures empty, for people to fill in; anything with a SKU can come in then',
		displayOptions: shownFor(['writePrices', 'writeStock']),
	},
	{
		displayName: 'Put Output File in Field',
		name: 'outputField',
		type: 'string',
		default: 'data',
		required: true,
		description: 'The name of the field to put the file in',
		displayOptions: shownFor(WRITES),
	},
	{
		displayName: 'Options',
		name: 'fileOptions',
		type: 'collection',
		default: {},
		placeholder: 'Add Option',
		displayOptions: shownFor(STOCK),
		options: [
			{
				displayName: 'Known SKUs',
				name: 'knownSkus',
				type: 'string',
				default: '',
				placeholder: '-10-BLUE, @HOME',
				description:
					'SKUs that begin with = + - or @, separated by commas; all others of that kind are taken for formulas',
			},
			column(
				'location',
				'Location Column',
				'Location',
				'The heading of the column that holds the location, if there is one',
			),
			column('quantity', 'Quantity Column', 'Quantity', 'The heading of the column that holds how many there are'),
			SKU,
		],
	},
	{
		displayName: 'Options',
		name: 'fileOptions',
		type: 'collection',
		default: {},
		placeholder: 'Add Option',
		displayOptions: shownFor(PRICES),
		options: [
			{
				displayName: 'Known SKUs',
				name: 'knownSkus',
				type: 'string',
				default: '',
				placeholder: '-10-BLUE, @HOME',
				description:
					'SKUs that begin with = + - or @, separated by commas; all others of that kind are taken for formulas',
			},
			column(
				'before',
				'Price Before Column',
				'Sale_Price',
				'The heading of the column that holds the price before the discount',
			),
			column(
				'now',
				'Price Now Column',
				'Discounted_Price',
				'The heading of the column that holds the price that applies',
			),
			SKU,
		],
	},
];

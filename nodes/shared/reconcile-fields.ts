import type { INodeProperties } from 'n8n-workflow';

/*
 * The fields of Commerce Reconcile.
 */

const shownFor = (...operation: string[]) => ({ operation });

/** A field for each input; the third one only where there is a third input. */
function forEachInput(field: (input: number) => INodeProperties, show: object): INodeProperties[] {
	return [1, 2, 3].map((input) => ({
		...field(input),
		displayOptions: { show: { ...show, ...(input === 3 ? { numberInputs: [3] } : {}) } },
	}));
}

const PLACES: INodeProperties = {
	displayName: 'Location Map',
	name: 'locationMap',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Add Place',
	typeOptions: { multipleValues: true },
	displayOptions: { show: shownFor('compareStockLevels') },
	description:
		'Places that are the same one, by ID or name. Levels at other places are left out. Without a row places do not count, and a product that one input has at two places cannot be compared.',
	options: [
		{
			displayName: 'Place',
			name: 'place',
			values: [1, 2, 3].map((input) => ({
				displayName: `In Input ${input}`,
				name: `place${input}`,
				type: 'string',
				default: '',
				...(input === 3 ? { displayOptions: { show: { '/numberInputs': [3] } } } : {}),
				description: 'ID or name of the place; empty means every place that has no row of its own',
			})),
		},
	],
};

export const reconcileProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'compareOrders',
		options: [
			{
				name: 'Compare Orders',
				value: 'compareOrders',
				action: 'Compare orders',
				description: 'Find orders that stand in one system only, or not with the same goods',
			},
			{
				name: 'Compare Products',
				value: 'compareProducts',
				action: 'Compare products',
				description: 'Find products that are known to one system only, or not under the same name or price',
			},
			{
				name: 'Compare Shipments',
				value: 'compareShipments',
				action: 'Compare shipments',
				description: 'Find shipments that are known to one system only, or not with the same tracking',
			},
			{
				name: 'Compare Stock Levels',
				value: 'compareStockLevels',
				action: 'Compare stock levels',
				description: 'Find products that are counted in one system only, or not with the same figure',
			},
		],
	},
	{
		displayName:
			'Each input is a Get Many with Return All and Output Summary on, for the same span of time. An input that is not known to be whole stops the comparison: an empty input is never taken for an empty system.',
		name: 'summaryNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Number of Inputs',
		name: 'numberInputs',
		type: 'options',
		noDataExpression: true,
		default: 2,
		options: [
			{ name: '2', value: 2 },
			{ name: '3', value: 3 },
		],
		description: 'How many systems are compared; the first is the one that the others are compared with',
	},
	...forEachInput(
		(input) => ({
			displayName: `Reference Prefix of Input ${input}`,
			name: `prefix${input}`,
			type: 'string',
			default: '',
			placeholder: input === 1 ? '' : 'SHOP-',
			description:
				'What stands before the shop’s order number there, as set in the node that wrote it; empty where numbers have no prefix. Orders with another beginning are left out.',
		}),
		shownFor('compareOrders', 'compareShipments'),
	),
	{
		displayName: 'What to Compare',
		name: 'orderFields',
		type: 'multiOptions',
		default: ['goods', 'cancelled'],
		displayOptions: { show: shownFor('compareOrders') },
		options: [
			{ name: 'Cancelled on One Side Only', value: 'cancelled' },
			{ name: 'Goods', value: 'goods', description: 'Units of each SKU that ship' },
			{ name: 'Total', value: 'total', description: 'Where both sides state prices' },
		],
		description: 'What makes two orders of one number different; that one is missing always does',
	},
	{
		displayName: 'Quantity',
		name: 'quantity',
		type: 'options',
		default: 'currentQuantity',
		displayOptions: { show: shownFor('compareOrders') },
		options: [
			{ name: 'Current', value: 'currentQuantity', description: 'As ordered, after edits and refunds' },
			{ name: 'Still Open', value: 'openQuantity', description: 'What has not been shipped yet' },
		],
		description: 'Which quantity of a line counts',
	},
	{
		displayName: 'Lines That Count',
		name: 'linesCounted',
		type: 'options',
		default: 'shipping',
		displayOptions: { show: shownFor('compareOrders') },
		options: [
			{ name: 'All Lines', value: 'all', description: 'Gift cards and services too, as books hold them' },
			{ name: 'What Ships', value: 'shipping', description: 'As a warehouse holds them' },
		],
		description: 'Which lines of an order are its goods',
	},
	{
		displayName: 'SKUs That Are No Goods',
		name: 'notGoods',
		type: 'string',
		default: '',
		placeholder: 'FREIGHT, ROUNDING',
		displayOptions: { show: shownFor('compareOrders') },
		description:
			'Separated by commas: products under which a system books charges as lines of an order. They are not compared.',
	},
	{
		displayName: 'Closed Orders Keep What Was Refunded',
		name: 'creditsApart',
		type: 'boolean',
		default: false,
		displayOptions: { show: shownFor('compareOrders') },
		description:
			'Whether an order that is closed on one side may hold what the other side has refunded since, because a credit note says so there',
	},
	{
		displayName: 'Only Orders with Something to Ship',
		name: 'onlyWithGoods',
		type: 'boolean',
		default: true,
		displayOptions: { show: shownFor('compareOrders') },
		description: 'Whether to leave out orders in which no side has anything to ship, such as gift cards',
	},
	{
		displayName: 'What to Compare',
		name: 'productFields',
		type: 'multiOptions',
		default: ['name', 'barcode', 'price'],
		displayOptions: { show: shownFor('compareProducts') },
		options: [
			{ name: 'Barcode', value: 'barcode', description: 'Where every input states one' },
			{ name: 'Customs Code', value: 'customs', description: 'Where every input states one' },
			{ name: 'Name', value: 'name', description: 'Title and variant, as in Mug, Blue' },
			{ name: 'Price', value: 'price', description: 'To the cent' },
		],
		description: 'What makes two products of one key different; that one is missing always does',
	},
	...forEachInput(
		(input) => ({
			displayName: `Tax to Add to Prices of Input ${input} (Percent)`,
			name: `addTax${input}`,
			type: 'string',
			default: '',
			placeholder: '25.5',
			description: 'Where its prices are without the tax that the others hold; empty compares them as they are',
		}),
		shownFor('compareProducts'),
	),
	{
		displayName: 'Only Counted Products',
		name: 'onlyCounted',
		type: 'boolean',
		default: true,
		displayOptions: { show: shownFor('compareProducts') },
		description: 'Whether to leave out products whose stock is not counted: charges, gift cards, services',
	},
	{
		displayName: 'What to Compare',
		name: 'shipmentFields',
		type: 'multiOptions',
		default: ['shipped', 'tracking', 'quantities'],
		displayOptions: { show: shownFor('compareShipments') },
		options: [
			{ name: 'Quantities', value: 'quantities', description: 'Units of each SKU, where both sides state them' },
			{ name: 'Shipped or Not', value: 'shipped' },
			{ name: 'Tracking Numbers', value: 'tracking' },
		],
		description: 'What makes two shipments of one order different; that one is missing always does',
	},
	{
		displayName: 'Leave Out the Last (Minutes)',
		name: 'settledMinutes',
		type: 'number',
		default: 60,
		typeOptions: { minValue: 0 },
		displayOptions: { show: shownFor('compareOrders', 'compareShipments') },
		description:
			'What was placed, shipped or changed within these minutes on any side is not compared, because it may still be on its way; 0 compares all',
	},
	{
		displayName: 'Match By',
		name: 'matchBy',
		type: 'options',
		default: 'sku',
		displayOptions: { show: shownFor('compareProducts', 'compareStockLevels') },
		options: [
			{ name: 'Barcode', value: 'barcode' },
			{ name: 'SKU', value: 'sku' },
		],
		description: 'By which key a product of one input is the product of another',
	},
	{
		displayName: 'Figure',
		name: 'figure',
		type: 'options',
		default: 'available',
		displayOptions: { show: shownFor('compareStockLevels') },
		options: [
			{ name: 'Available', value: 'available', description: 'What can still be sold' },
			{
				name: 'On Hand',
				value: 'onHand',
				description:
					'What lies there; available and reserved together where a system does not say it itself. Units that an input keeps back are missing in the inputs after it.',
			},
		],
		description: 'Which figure is compared',
	},
	{
		displayName: 'Tolerance',
		name: 'tolerance',
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0 },
		displayOptions: { show: shownFor('compareStockLevels') },
		description: 'How many units a figure may be from the first input’s without being a difference',
	},
	PLACES,
];

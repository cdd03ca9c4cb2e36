import { isDecimal, isZero, minus, rounded, times } from '../../../core/model/money';
import type { Order, OrderLine } from '../../../core/model/order';
import type { DocumentTarget } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { OperationContext, WriteContext, WriteOperation } from '../../shared/system';
import type { OdooClient } from '../client';
import { client, idFrom, LABEL, listed, pageOf, reading, text } from '../failures';
import { carriersById } from '../order/client';
import type { OrderRules, Spelling } from '../order/draft';
import { OrderTarget } from '../order/target';
import { EXTRA_LINES, EXTRA_NAMES, type ExtraLine, type TaxRow } from '../pricing/mapping';
import { allPricelists, priceDigits, sellingCompany } from '../settings/client';

/*
 * Orders of a shop, written to Odoo: the operator's settings, and what Odoo itself is set up with.
 */

type Field = WriteOperation['fields'][number];

export const ORDER_WRITE_SCOPES = [
	'sale.order:create',
	'sale.order:write',
	'sale.order.line:create',
	'res.partner:create',
	'account.tax:read',
	'product.product:read',
];

const EXPRESSION = '<a href="https://docs.n8n.io/code/expressions/">expression</a>';

/** A field whose entries come from Odoo. */
const chosen = (displayName: string, name: string, picker: string, description: string): Field => ({
	displayName: `${displayName} Name or ID`,
	name,
	type: 'options',
	default: '',
	typeOptions: { loadOptionsMethod: picker },
	description: `${description}. Choose from the list, or specify an ID using an ${EXPRESSION}.`,
});

const rowsOf = (displayName: string, name: string, row: string, description: string, values: Field[]): Field => ({
	displayName,
	name,
	type: 'fixedCollection',
	default: {},
	placeholder: `Add ${row}`,
	typeOptions: { multipleValues: true },
	description,
	options: [{ displayName: row, name: 'row', values }],
});

const TAXES = rowsOf(
	'Taxes',
	'taxes',
	'Tax',
	'Which tax in Odoo each rate of the shop is. A rate without a row is the one tax on sales with this percentage and the same kind of prices; where there are several, a row is needed.',
	[
		{
			displayName: 'Rate (Percent)',
			name: 'rate',
			type: 'string',
			default: '',
			placeholder: '25.5',
			description: 'The rate in the shop; 0 for what is not taxed',
		},
		{
			displayName: 'Prices in the Shop',
			name: 'prices',
			type: 'options',
			default: 'any',
			options: [
				{ name: 'With or Without Tax', value: 'any' },
				{ name: 'With Tax', value: 'included' },
				{ name: 'Without Tax', value: 'excluded' },
			],
			description: 'For which prices this row is; the tax in Odoo must be of the same kind',
		},
		chosen('Tax in Odoo', 'tax', 'taxes', 'The tax of the line'),
	],
);

const PRODUCTS = rowsOf(
	'Products for Other Lines',
	'lineProducts',
	'Product',
	'Which product of Odoo stands for an amount that is no product of the shop. An order with such an amount and no product for it is a problem.',
	[
		{
			displayName: 'Line',
			name: 'line',
			type: 'options',
			default: 'delivery',
			options: EXTRA_LINES.map((value) => ({ name: EXTRA_NAMES[value], value })).sort((a, b) =>
				a.name.localeCompare(b.name),
			),
			description: 'The amount it stands for',
		},
		chosen('Product', 'product', 'serviceProducts', 'A service product of Odoo'),
	],
);

const CARRIERS = rowsOf(
	'Delivery Methods',
	'deliveryMethods',
	'Delivery Method',
	'Which delivery method of Odoo each of the shop’s is. One without a row is a line with the product for Delivery.',
	[
		{
			displayName: 'Method in the Shop',
			name: 'method',
			type: 'string',
			default: '',
			placeholder: 'Home delivery',
			description: 'Its name or its code in the shop; capitals do not count',
		},
		chosen('Delivery Method', 'carrier', 'carriers', 'The delivery method in Odoo'),
	],
);

const CUSTOM_FIELDS: Field = rowsOf(
	'Custom Fields',
	'customFields',
	'Field',
	'Further fields of the order to fill in; an expression is read for each item',
	[
		chosen('Field', 'field', 'orderFields', 'The field in Odoo'),
		{
			displayName: 'Value',
			name: 'value',
			type: 'string',
			default: '',
			description: 'What to put there; empty leaves it',
		},
	],
);

const OPTIONS: Field = {
	displayName: 'Options',
	name: 'orderOptions',
	type: 'collection',
	default: {},
	placeholder: 'Add Option',
	options: [
		{
			displayName: 'Cancelled Orders',
			name: 'cancelled',
			type: 'options',
			default: 'keep',
			options: [
				{ name: 'Arrive as Cancelled Quotations', value: 'keep' },
				{ name: 'Do Not Arrive', value: 'skip' },
			],
			description:
				'What becomes of an order that was cancelled before it was written. One that stands in Odoo already is cancelled by Order: Cancel.',
		},
		{
			displayName: 'Cash on Delivery Methods',
			name: 'cashOnDeliveryMethods',
			type: 'string',
			default: '',
			placeholder: 'Cash on Delivery (COD)',
			description:
				'Names of the shop’s payment methods that are paid at the door, separated by commas. Their orders go out unpaid.',
		},
		CUSTOM_FIELDS,
		chosen(
			'Customer for Guests',
			'guest',
			'customers',
			'The contact under which orders stand of whom the shop knows no customer. Without one such a customer is found by e-mail, or made',
		),
		{
			displayName: 'Find Customers By',
			name: 'matchBy',
			type: 'multiOptions',
			default: ['email'],
			options: [
				{ name: 'E-Mail', value: 'email' },
				{ name: 'VAT Number', value: 'vat' },
			],
			description:
				'How a customer is found whom this package did not make. Several contacts that fit are a problem and never guessed.',
		},
		{
			displayName: 'Keep the Shop’s Date',
			name: 'keepDate',
			type: 'boolean',
			default: true,
			description:
				'Whether the order has the date it was placed at in the shop; else the one at which Odoo confirms it',
		},
		{
			displayName: 'New Orders Arrive As',
			name: 'arrivesAs',
			type: 'options',
			default: 'sale',
			options: [
				{
					name: 'Confirmed Sales Order',
					value: 'sale',
					description: 'Deliveries are made and stock is reserved at once',
				},
				{ name: 'Quotation', value: 'draft', description: 'Somebody confirms it in Odoo' },
			],
			description: 'What becomes of an order that nothing speaks against',
		},
		{
			displayName: 'Note as a Line',
			name: 'noteAsLine',
			type: 'boolean',
			default: true,
			description: 'Whether the customer’s note stands below the lines of the order',
		},
		chosen(
			'Pricelist',
			'pricelist',
			'pricelists',
			'The price list of all orders, which gives them their currency. Without one the list of the order’s currency is taken, where it is not the company’s',
		),
		{
			displayName: 'Risky Orders',
			name: 'risky',
			type: 'options',
			default: 'keep',
			options: [
				{ name: 'Arrive as Quotations', value: 'keep', description: 'Somebody confirms or cancels them in Odoo' },
				{ name: 'Wait in the Shop', value: 'skip' },
			],
			description: 'What becomes of an order that the shop rates as a high risk',
		},
		chosen('Sales Team', 'team', 'teams', 'The team of the orders'),
		chosen('Salesperson', 'salesperson', 'salespeople', 'The person the orders belong to'),
		chosen('Tag for Risky Orders', 'riskTag', 'orderTags', 'A tag by which risky quotations are found'),
		{
			displayName: 'Tag Names or IDs',
			name: 'tags',
			type: 'multiOptions',
			default: [],
			typeOptions: { loadOptionsMethod: 'orderTags' },
			description:
				'Tags of every order. Choose from the list, or specify IDs using an ,. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
};

// ------------------------------------------------------------------ reading the settings

const options = (context: Pick<OperationContext, 'param'>) =>
	context.param<Record<string, unknown>>('orderOptions', {});

const wrong = (name: string, reason: string) => runProblem(problem('SETUP_PARAMETER', { name, reason }));

/** The rows of a fixed collection, as they were filled in. */
const filledRows = (value: unknown): Array<Record<string, unknown>> => {
	const { row } = (value ?? {}) as { row?: unknown };
	return Array.isArray(row) ? (row as Array<Record<string, unknown>>) : [];
};

/** The id in a setting; undefined where it is empty, SETUP_PARAMETER where it is something else. */
function idIn(value: unknown, name: string): number | undefined {
	if (text(value) === '') return undefined;
	const id = idFrom(value);
	if (id === undefined) throw wrong(name, `"${text(value)}" is no ID`);
	return id;
}

function taxRows(context: OperationContext): TaxRow[] {
	return filledRows(context.param<unknown>('taxes', {})).map(({ rate, prices, tax }) => {
		const percent = text(rate).replace(',', '.').replace(/\s*%$/, '');
		const id = idIn(tax, 'Taxes');
		if (!isDecimal(percent) || id === undefined) throw wrong('Taxes', 'a row needs a rate such as 25.5 and a tax');
		return { rate: percent, prices: prices === 'included' || prices === 'excluded' ? prices : 'any', tax: id };
	});
}

function lineProducts(context: OperationContext): Map<ExtraLine, number> {
	const products = new Map<ExtraLine, number>();
	for (const { line, product } of filledRows(context.param<unknown>('lineProducts', {}))) {
		const kind = EXTRA_LINES.find((each) => each === line);
		const id = idIn(product, 'Products for Other Lines');
		if (!kind || id === undefined) throw wrong('Products for Other Lines', 'a row needs a line and a product');
		if (products.has(kind)) throw wrong('Products for Other Lines', `"${EXTRA_NAMES[kind]}" stands in it twice`);
		products.set(kind, id);
	}
	return products;
}

async function carriersFrom(context: OperationContext, odoo: OdooClient): Promise<OrderRules['carriers']> {
	const rows = filledRows(context.param<unknown>('deliveryMethods', {})).flatMap(({ method, carrier }) => {
		const id = idIn(carrier, 'Delivery Methods');
		return text(method) === '' || id === undefined ? [] : [{ method: text(method), carrier: id }];
	});
	const known = await carriersById(
		odoo,
		rows.map(({ carrier }) => carrier),
	);
	return rows.map((row) => {
		const found = known.find(({ id }) => id === row.carrier);
		if (!found) throw wrong('Delivery Methods', `there is no delivery method ${row.carrier} in Odoo`);
		return { ...row, ...(found.product_id ? { product: found.product_id.id } : {}) };
	});
}

/** The price lists that a currency has, where exactly one has it. */
function byCurrency(lists: ReadonlyArray<{ id: number; currency: string }>): Map<string, number> {
	const currencies = [...new Set(lists.map(({ currency }) => currency))];
	return new Map(
		currencies.flatMap((currency) => {
			const same = lists.filter((each) => each.currency === currency);
			return same.length === 1 ? [[currency, same[0]!.id] as const] : [];
		}),
	);
}

/** The price lists; read only where one was chosen, or an order is in another currency than the company. */
async function listsFor(
	odoo: OdooClient,
	{ records, currency, isChosen }: { records: readonly Order[]; currency: string; isChosen: boolean },
) {
	if (!isChosen && records.every((order) => order.currency === currency)) return [];
	return (await allPricelists(odoo)).map(({ id, currency_id }) => ({ id, currency: currency_id?.name ?? '' }));
}

/** Whether a price of these orders may have more than two decimals: in the shop, or as a part of what a line comes to. */
function hasLongPrices(records: readonly Order[], products: OrderRules['products']): boolean {
	const isDivided = ({ total, unitPrice, currentQuantity }: OrderLine) =>
		!products.has('discount') && !isZero(minus(total, times(unitPrice, currentQuantity)));
	return records
		.flatMap(({ lines }) => lines)
		.some((line) => isDivided(line) || !isZero(minus(line.unitPrice, rounded(line.unitPrice, 2))));
}

async function rulesFrom(context: WriteContext, odoo: OdooClient): Promise<OrderRules> {
	const set = options(context);
	const records = context.records as readonly Order[];
	const { company, taxes } = (await sellingCompany(odoo, idFrom(context.credential.companyId))) ?? {};
	if (!company?.currency_id)
		throw runProblem(problem('SETUP_ACCOUNT', { system: LABEL, reason: 'Company ID names no company' }));
	const pricelist = idIn(set.pricelist, 'Pricelist');
	const currency = company.currency_id.name;
	const lists = await listsFor(odoo, { records, currency, isChosen: pricelist !== undefined });
	const products = lineProducts(context);
	const list = lists.find(({ id }) => id === pricelist);
	if (pricelist !== undefined && !list) throw wrong('Pricelist', `there is no price list ${pricelist} in Odoo`);
	const matchBy = Array.isArray(set.matchBy) ? set.matchBy : ['email'];
	const tags = Array.isArray(set.tags) ? set.tags.flatMap((tag) => idIn(tag, 'Tags') ?? []) : [];
	return {
		label: LABEL,
		prefix: context.param('orderPrefix', '').trim(),
		taxRows: taxRows(context),
		taxes: taxes ?? [],
		priceDigits: await priceDigits(odoo, hasLongPrices(records, products)),
		rounding: company.tax_calculation_rounding_method === 'round_per_line' ? 'round_per_line' : 'round_globally',
		products,
		currency,
		pricelists: byCurrency(lists),
		...(list ? { pricelist: list } : {}),
		warehouse: idIn(context.param<unknown>('warehouse', ''), 'Warehouse'),
		team: idIn(set.team, 'Sales Team'),
		salesperson: idIn(set.salesperson, 'Salesperson'),
		tags,
		riskTag: idIn(set.riskTag, 'Tag for Risky Orders'),
		carriers: await carriersFrom(context, odoo),
		arrivesAs: set.arrivesAs === 'draft' ? 'draft' : 'sale',
		keepDate: set.keepDate !== false,
		noteAsLine: set.noteAsLine !== false,
		guest: idIn(set.guest, 'Customer for Guests'),
		matchBy: { email: matchBy.includes('email'), vat: matchBy.includes('vat') },
		customFields: (order) => customFields(context.paramFor<Record<string, unknown>>(order, 'orderOptions', {})),
	};
}

function customFields(set: Record<string, unknown>): Array<readonly [string, string]> {
	return filledRows(set.customFields).flatMap(({ field, value }) => {
		const column = text(field);
		if (!/^[a-z]\w*(\/\.id)?$/.test(column)) throw wrong('Custom Fields', `"${column}" is no field of an order`);
		const cell = typeof value === 'boolean' ? String(Number(value)) : text(value);
		return cell === '' ? [] : [[column, cell] as const];
	});
}

async function spellingOf(odoo: OdooClient): Promise<Spelling> {
	const lines = await odoo.fieldsOf('sale.order.line');
	return { taxes: 'tax_ids' in lines ? 'tax_ids' : 'tax_id', hasDelivery: 'is_delivery' in lines };
}

const upsertOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	resource: 'order',
	resourceName: 'Order',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update an order',
	description: 'Create a new order, or update the current one if it already exists (upsert)',
	scopes: ORDER_WRITE_SCOPES,
	fields: [
		{
			displayName: 'Order Number Prefix',
			name: 'orderPrefix',
			type: 'string',
			default: '',
			placeholder: 'SHOP',
			description:
				'With a prefix the order is called by it and the shop’s number, such as SHOP1001. Leave it empty to let Odoo number it; the shop’s number is the customer reference either way.',
		},
		chosen(
			'Warehouse',
			'warehouse',
			'warehouses',
			'The warehouse the orders are delivered from; empty leaves the choice to Odoo',
		),
		TAXES,
		PRODUCTS,
		CARRIERS,
		OPTIONS,
	],
	async target(context) {
		const odoo = client(context);
		return await reading(async () => {
			const [rules, spelling] = [await rulesFrom(context, odoo), await spellingOf(odoo)];
			const urlOf = (id: number) => pageOf(context, 'sale.order', id);
			const target = new OrderTarget(context.account, { odoo, rules, spelling, urlOf });
			return target as DocumentTarget<Order, unknown>;
		});
	},
	orderRules: (context) => ({
		onlyPhysical: false,
		cashOnDeliveryMethods: listed(options(context).cashOnDeliveryMethods),
		takesRisky: options(context).risky !== 'skip',
		takesCancelled: options(context).cancelled !== 'skip',
	}),
};

export const placementOperations = [upsertOrder] as const;

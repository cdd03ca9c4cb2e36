import { isDecimal } from '../../core/model/money';
import { parameterProblem } from '../../core/sync/run';
import type { OperationContext, WriteOperation } from '../shared/system';
import type { BookingRules } from './booking/draft';
import { text } from './failures';
import { LONGEST_NUMBER, type NumberRules } from './mapping';
import { percentFrom, type TaxRules } from './tax/mapping';

/*
 * What several operations ask the operator alike: how a shop's orders are called, which tax code a rate has, and which
 * product a charge is.
 */

type Field = WriteOperation['fields'][number];
type Rows = ReadonlyArray<Readonly<Record<string, unknown>>>;

/** The rows of a fixed collection with one group called `row`. */
export const rowsOf = (value: unknown): Rows => {
	const { row } = (value ?? {}) as { row?: unknown };
	return Array.isArray(row) ? (row as Rows) : [];
};

/** A table of two columns in the panel. */
export function tableField(field: {
	readonly displayName: string;
	readonly name: string;
	readonly placeholder: string;
	readonly description: string;
	readonly row: string;
	readonly values: readonly Field[];
}): Field {
	return {
		displayName: field.displayName,
		name: field.name,
		type: 'fixedCollection',
		default: {},
		placeholder: field.placeholder,
		typeOptions: { multipleValues: true },
		description: field.description,
		options: [{ displayName: field.row, name: 'row', values: [...field.values] }],
	};
}

// ------------------------------------------------------------------ how an order is called

export const PREFIX_FIELD: Field = {
	displayName: 'Order Number Prefix',
	name: 'numberPrefix',
	type: 'string',
	default: '',
	placeholder: 'SHOP-',
	description:
		'Stands before the shop’s order number in Unleashed, so that orders of two shops never share one. Prefix and number have 20 characters at most.',
};

export const NUMBER_FROM_OPTION = {
	displayName: 'Order Number From',
	name: 'numberFrom',
	type: 'options',
	default: 'number',
	options: [
		{ name: 'Order ID', value: 'id' },
		{ name: 'Order Number', value: 'number' },
	],
	description: 'What follows the prefix in the order number',
} as const satisfies Field;

/** The prefix every order of this shop has in Unleashed. */
export function prefixFrom(context: OperationContext): string {
	const prefix = context.param('numberPrefix', '');
	if (/^[A-Za-z0-9#._-]*$/.test(prefix) && prefix.length < LONGEST_NUMBER) return prefix;
	throw parameterProblem('Order Number Prefix', 'only letters, digits, #, -, . and _ can be in it, fewer than 20');
}

/** How a shop's order is called; one place, because all operations must mean the same order. */
export function numberRules(context: OperationContext, options = 'orderOptions'): NumberRules {
	const { numberFrom } = context.param<Record<string, unknown>>(options, {});
	return { prefix: prefixFrom(context), numberFrom: text(numberFrom) === 'id' ? 'id' : 'number' };
}

// ------------------------------------------------------------------ taxes

export const TAX_CODES_FIELD: Field = tableField({
	displayName: 'Tax Codes',
	name: 'taxCodes',
	placeholder: 'Add Tax Code',
	description:
		'Which code each tax rate of the shop has in Unleashed, 0 for what is not taxed. A rate without a row gets the one tax of the account that has the same rate; where there are several, the order is a problem.',
	row: 'Tax Code',
	values: [
		{
			displayName: 'Rate in the Shop (Percent)',
			name: 'percent',
			type: 'string',
			default: '',
			placeholder: '15',
			description: 'As people say it: 15 or 25.5',
		},
		{
			displayName: 'Code in Unleashed Name or ID',
			name: 'code',
			type: 'options',
			default: '',
			typeOptions: { loadOptionsMethod: 'taxes' },
			description:
				'Its tax code in Unleashed. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
});

export const OTHER_TAX_OPTION = {
	displayName: 'Code for Other Tax Rates Name or ID',
	name: 'otherTaxCode',
	type: 'options',
	default: '',
	typeOptions: { loadOptionsMethod: 'taxes' },
	description:
		'For every rate that is not among Tax Codes. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
} as const satisfies Field;

/** The tax codes as they were entered. */
export function taxRules(context: OperationContext, options: string): TaxRules {
	const { otherTaxCode } = context.param<Record<string, unknown>>(options, {});
	const codes = rowsOf(context.param<unknown>('taxCodes', {})).flatMap((row) => {
		const [typed, code] = [text(row.percent), text(row.code)];
		if (typed === '' && code === '') return [];
		const percent = percentFrom(typed);
		if (percent === undefined || code === '')
			throw parameterProblem('Tax Codes', `"${typed}" with the code "${code}" is no rate with a code`);
		return [{ percent, code }];
	});
	return { codes, otherCode: text(otherTaxCode) };
}

// ------------------------------------------------------------------ charges

const chargeField = (displayName: string, name: string, placeholder: string, description: string): Field => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
	description,
});

/** A product code each, because Unleashed books charges as products that are not counted. */
export const CHARGES_FIELD: Field = {
	displayName: 'Products for Charges',
	name: 'chargeProducts',
	type: 'collection',
	default: {},
	placeholder: 'Add Charge',
	description:
		'The product of Unleashed, one that is not counted, under which each charge is booked. A charge without a product makes its order a problem.',
	options: [
		chargeField('Delivery', 'delivery', 'FREIGHT', 'Product code for what the delivery costs'),
		chargeField(
			'Discount',
			'discount',
			'DISCOUNT',
			'Product code for discounts, where Discounts says a line of their own',
		),
		chargeField('Duties and Fees', 'duties', 'DUTIES', 'Product code for import duties and additional fees'),
		chargeField('Lines Without SKU', 'withoutSku', 'MISC', 'Product code for lines of the shop that have no SKU'),
		chargeField(
			'Rounding',
			'rounding',
			'ROUNDING',
			'Product code for cash rounding, and for the cent a tax was rounded by',
		),
		chargeField('Tip', 'tip', 'TIP', 'Product code for tips'),
	],
};

/** The products of charges as they were entered. */
export function bookingRules(context: OperationContext, options: string): BookingRules {
	const chosen = context.param<Record<string, unknown>>('chargeProducts', {});
	const { discounts } = context.param<Record<string, unknown>>(options, {});
	const rules = {
		products: {
			delivery: text(chosen.delivery),
			discount: text(chosen.discount),
			tip: text(chosen.tip),
			'duties and fees': text(chosen.duties),
			rounding: text(chosen.rounding),
		},
		productWithoutSku: text(chosen.withoutSku),
		discounts: discounts === 'ownLine' ? 'ownLine' : 'inPrice',
	} as const;
	if (rules.discounts === 'ownLine' && rules.products.discount === '')
		throw parameterProblem('Products for Charges', 'discounts are to have a line of their own, and have no product');
	return rules;
}

// ------------------------------------------------------------------ values

/** A number typed as text that is above zero. */
export function positiveFrom(typed: string, name: string): string {
	const plain = typed.replace(',', '.');
	if (isDecimal(plain) && Number(plain) > 0) return plain;
	throw parameterProblem(name, `"${typed}" is no number above zero`);
}

// ------------------------------------------------------------------ the account's currency

export const BASE_CURRENCY_FIELD = {
	displayName: 'Base Currency',
	name: 'baseCurrency',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'NZD',
	description: 'The currency the Unleashed account is kept in',
} as const satisfies Field;

/** Three capital letters. Throws when it is something else. */
export function baseCurrencyFrom(context: OperationContext): string {
	const currency = text(context.param<unknown>('baseCurrency', '')).toUpperCase();
	if (!/^[A-Z]{3}$/.test(currency)) throw parameterProblem('Base Currency', 'it is three letters such as NZD');
	return currency;
}

/*
 * What the vendor checks in a sales order.
 *
 * Third party and code (facts, section 8): the totals must tie out; names of other records must exist. Assumed: a tax
 * rate must be the code's own on the account's scale; obsolete products and those that are not for sale are refused;
 * line numbers differ; quantities are above 0, prices may be below; the discount of the whole order changes no sum.
 */
import Big from 'big.js';

import { problem, type Problem } from './answers';
import { CONTACT, LINE, ORDER, REQUIRED, REQUIRED_BY_TABLE, REQUIRED_OF_LINE } from './order-fields';
import { customerNamed, productNamed, taxNamed, warehouseNamed } from './refs';
import { misfits, missing } from './shape';
import type { Context, OrderLine } from './state';
import { rateOf } from './tax';
import { fieldsOf, isGiven, isText, numberOf, rowsOf, sumOf, toCents, type Fields } from './values';

/** Lists of names that must exist (seen in code for groups and payment terms, inferred for delivery methods). */
const NAMED: ReadonlyArray<readonly [string, string]> = [
	['DeliveryMethod', 'DeliveryMethods'],
	['SalesOrderGroup', 'SalesOrderGroups'],
	['PaymentTerm', 'PaymentTerms'],
];

/** Every fault of an order but its status and its sums, in sentences. */
export function orderProblems(body: Fields, context: Context): Problem[] {
	const misfit = misfits(body, ORDER);
	if (misfit.length > 0) return misfit;
	const required = context.options['required'] === 'few' ? REQUIRED : [...REQUIRED_BY_TABLE, ...REQUIRED];
	return [
		...missing(body, required),
		...misfits(fieldsOf(body['DeliveryContact']), CONTACT, 'DeliveryContact.'),
		...referenceProblems(body, context),
		...lineProblems(body, context),
	];
}

function referenceProblems(body: Fields, context: Context): Problem[] {
	const { state } = context;
	const { Customer, Warehouse, Tax, TaxRate, Currency, CustomOrderStatus } = body;
	const unknown = (field: string, found: unknown) =>
		isGiven(body[field]) && found === undefined ? [problem(field, `${field} does not exist.`)] : [];
	const tax = taxNamed(state, Tax);
	const currency = fieldsOf(Currency)['CurrencyCode'];
	const isCurrency = (state.lists['Currencies'] ?? []).some(({ name }) => name === currency);
	const isCustom = !isText(CustomOrderStatus) || state.customStatuses.includes(CustomOrderStatus);
	return [
		...unknown('Customer', customerNamed(state, Customer)),
		...unknown('Warehouse', warehouseNamed(state, Warehouse)),
		...unknown('Tax', tax),
		...unknown('Currency', isCurrency ? currency : undefined),
		...(isCustom ? [] : [problem('CustomOrderStatus', `There is no custom status ${CustomOrderStatus}.`)]),
		...(tax && isGiven(TaxRate) && TaxRate !== rateOf(context, tax)
			? [problem('TaxRate', `TaxRate is not the rate of ${tax.code}, which is ${rateOf(context, tax)}.`)]
			: []),
		...NAMED.filter(([field, list]) => {
			const name = body[field];
			return isText(name) && !(state.lists[list] ?? []).some((each) => each.name === name);
		}).map(([field]) => problem(field, `${field} ${String(body[field])} does not exist.`)),
	];
}

function lineProblems(body: Fields, context: Context): Problem[] {
	const lines = rowsOf(body['SalesOrderLines']);
	if (isGiven(body['SalesOrderLines']) && lines.length === 0) {
		return [problem('SalesOrderLines', 'The order has no lines.')];
	}
	const numbers = lines.map((line) => line['LineNumber']);
	const twice = numbers.filter((number, at) => numbers.indexOf(number) !== at);
	return [
		...twice.map((number) => problem('LineNumber', `LineNumber ${String(number)} is there twice.`)),
		...lines.flatMap((line, at) => oneLine(line, `SalesOrderLines[${at}].`, context)),
	];
}

function oneLine(line: Fields, at: string, context: Context): Problem[] {
	const { state, options } = context;
	const problems = [...misfits(line, LINE, at), ...missing(line, REQUIRED_OF_LINE, at)];
	if (problems.length > 0) return problems;
	const { Product, LineTaxCode, TaxRate, DiscountRate } = line;
	const product = productNamed(state, Product);
	const { ProductCode: code } = fieldsOf(Product);
	const tax = taxNamed(state, { TaxCode: LineTaxCode });
	const say = (field: string, description: string) => problems.push(problem(`${at}${field}`, description));
	if (product === undefined) say('Product', `Product ${String(code ?? fieldsOf(Product)['Guid'])} does not exist.`);
	else if (product.obsolete) say('Product', `Product ${product.code} is obsolete.`);
	else if (product.content['IsSellable'] === false) say('Product', `Product ${product.code} is not for sale.`);
	if (isText(LineTaxCode) && tax === undefined) say('LineTaxCode', `The tax ${LineTaxCode} does not exist.`);
	if (tax && isGiven(TaxRate) && TaxRate !== rateOf(context, tax))
		say('TaxRate', `TaxRate is not that of ${tax.code}.`);
	if (numberOf(line['OrderQuantity']) <= 0) say('OrderQuantity', 'OrderQuantity must be above 0.');
	if (!Number.isInteger(line['LineNumber'])) say('LineNumber', 'LineNumber must be a whole number.');
	if (numberOf(DiscountRate) < 0 || numberOf(DiscountRate) > 1)
		say('DiscountRate', 'DiscountRate must be from 0 to 1.');
	if (options['lineTotals'] !== 'trusted' && !isLineTotal(line, options['totals'])) {
		say('LineTotal', 'LineTotal is not UnitPrice times OrderQuantity less the discount.');
	}
	return problems;
}

/** LineTotal = UnitPrice * OrderQuantity * (1 - DiscountRate), to the cent (inferred; option `lineTotals`). */
function isLineTotal(line: Fields, slack: string | undefined): boolean {
	const share = new Big(1).minus(numberOf(line['DiscountRate']));
	const due = new Big(numberOf(line['UnitPrice'])).times(numberOf(line['OrderQuantity'])).times(share);
	return ties(toCents(due), toCents(new Big(numberOf(line['LineTotal']))), slack);
}

/**
 * SubTotal = sum of LineTotal, TaxTotal = sum of LineTax, Total = SubTotal + TaxTotal. How exactly is not known (gap 6):
 * option `totals` wants them exact or within a cent.
 */
export function totalsProblems(body: Fields, lines: readonly OrderLine[], { options }: Context): Problem[] {
	const slack = options['totals'];
	const [sub, tax, total] = ['SubTotal', 'TaxTotal', 'Total'].map((name) => new Big(numberOf(body[name]))) as [
		Big,
		Big,
		Big,
	];
	return [
		...(ties(sub, sumOf(lines.map((line) => line.total)), slack)
			? []
			: [problem('SubTotal', 'Sub Total does not equal the sum of the line totals.')]),
		...(ties(tax, sumOf(lines.map((line) => line.tax)), slack)
			? []
			: [problem('TaxTotal', 'Tax Total does not equal the sum of the line taxes.')]),
		...(ties(total, sub.plus(tax), slack) ? [] : [problem('Total', 'Total does not equal Sub Total plus Tax Total.')]),
	];
}

function ties(one: Big, other: Big, slack: string | undefined): boolean {
	return one
		.minus(other)
		.abs()
		.lte(slack === 'cent' ? '0.01' : 0);
}

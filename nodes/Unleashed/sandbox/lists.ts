/*
 * Plain lists for drop-downs, warehouses and prices (facts, section 14).
 *
 * Warehouses and ProductPrices are documented. The other paths are inferred from the names of the vendor's services, as
 * Companies is from a tool that calls it; no field of theirs was read beside TaxCode, TaxRate and CurrencyCode, so `Name`
 * is assumed for all the others. Also assumed: names of fields where the vendor's page gives a title alone.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import type { Answer, Call } from './call';
import { page, startsWith } from './query';
import { customerRef, held, productRef } from './refs';
import type { Warehouse } from './state';
import { rateOf } from './tax';
import { netDate } from './values';

export const WAREHOUSE_FILTERS = ['includeObsolete', 'modifiedSince', 'warehouseCode', 'warehouseName', 'pageSize'];
export const PRICE_FILTERS = [
	'customerCode',
	'productCode',
	'productGroupPrices',
	'asAtDate',
	'modifiedSince',
	'pageSize',
];

/** The lists that are nothing but names; Currencies has codes. */
export const PLAIN_LISTS = [
	...['Currencies', 'DeliveryMethods', 'ShippingCompanies', 'SalesOrderGroups', 'PaymentTerms', 'CustomerTypes'],
	...['SellPriceTiers', 'Companies'],
];

export function plainList(list: string): Answer {
	return ({ context, query, keys }) =>
		page(query, context, keys[0], {
			rows: context.state.lists[list] ?? [],
			answer: ({ guid, name }) => ({ Guid: guid, [list === 'Currencies' ? 'CurrencyCode' : 'Name']: name }),
		});
}

export function listTaxes({ context, query, keys }: Call): SandboxResponse {
	return page(query, context, keys[0], {
		rows: context.state.taxes,
		answer: (tax) => ({ Guid: tax.guid, TaxCode: tax.code, TaxRate: rateOf(context, tax) }),
	});
}

export function listWarehouses({ context, query, keys }: Call): SandboxResponse {
	const [code, name] = [query.text('warehouseCode'), query.text('warehouseName')];
	const isNew = query.since();
	const withObsolete = query.flag('includeObsolete');
	const rows = context.state.warehouses.filter(
		(warehouse) =>
			(code === undefined || warehouse.code === code) &&
			startsWith(warehouse.name, name) &&
			isNew(warehouse.modifiedMs) &&
			(withObsolete || !warehouse.obsolete),
	);
	return page(query, context, keys[0], { rows, answer: warehouseAnswer });
}

function warehouseAnswer({ guid, code, name, isDefault, obsolete, modifiedMs }: Warehouse): unknown {
	return {
		Guid: guid,
		WarehouseCode: code,
		WarehouseName: name,
		IsDefault: isDefault,
		Obsolete: obsolete,
		LastModifiedOn: netDate(modifiedMs),
	};
}

/** Prices of one customer for one product; there are none for groups here. */
export function listPrices({ context, query, keys }: Call): SandboxResponse {
	const { state } = context;
	const [customer, product] = [query.text('customerCode'), query.text('productCode')];
	const isNew = query.since();
	const onlyGroups = query.flag('productGroupPrices');
	query.moment('asAtDate');
	const rows = state.prices
		.map((price) => ({
			...price,
			product: held(state.products, price.productGuid),
			customer: held(state.customers, price.customerGuid),
		}))
		.filter(
			(price) =>
				!onlyGroups &&
				(customer === undefined || price.customer.code === customer) &&
				(product === undefined || price.product.code === product) &&
				isNew(price.modifiedMs),
		);
	return page(query, context, keys[0], {
		rows,
		answer: (price) => ({
			Guid: price.guid,
			Product: productRef(price.product),
			ProductGroup: null,
			Customer: customerRef(price.customer),
			PriceType: 'Fixed',
			DiscountValue: price.price,
			MinimumQuantity: 1,
			DefaultSellPrice: price.product.content['DefaultSellPrice'] ?? null,
			LastModifiedOn: netDate(price.modifiedMs),
		}),
	});
}

/*
 * How a body names another record: by its GUID or by its code (seen in code: facts, section 8). The GUID counts where
 * both are given (assumed).
 */
import type { Customer, Product, SalesOrder, State, Tax, Warehouse } from './state';
import { fieldsOf, isGuid } from './values';

interface Coded {
	readonly guid: string;
	readonly code: string;
}

function namedBy<T extends Coded>(records: readonly T[], value: unknown, code: string): T | undefined {
	const named = fieldsOf(value);
	if (isGuid(named['Guid'])) return byGuid(records, named['Guid']);
	return records.find((each) => each.code === named[code]);
}

/** GUIDs are the same in any case of letters. */
export function byGuid<T extends { readonly guid: string }>(records: readonly T[], guid: string): T | undefined {
	return records.find((each) => each.guid === guid.toLowerCase());
}

export const customerNamed = ({ customers }: State, value: unknown): Customer | undefined =>
	namedBy(customers, value, 'CustomerCode');
export const productNamed = ({ products }: State, value: unknown): Product | undefined =>
	namedBy(products, value, 'ProductCode');
export const warehouseNamed = ({ warehouses }: State, value: unknown): Warehouse | undefined =>
	namedBy(warehouses, value, 'WarehouseCode');
export const taxNamed = ({ taxes }: State, value: unknown): Tax | undefined => namedBy(taxes, value, 'TaxCode');

/** The record under a GUID that the state itself holds. Throws when there is none. */
export function held<T extends { readonly guid: string }>(records: readonly T[], guid: string): T {
	const found = records.find((each) => each.guid === guid);
	if (found === undefined) throw new Error(`Nothing is held under ${guid}`);
	return found;
}

export function defaultWarehouse({ warehouses }: State): Warehouse {
	const found = warehouses.find(({ isDefault }) => isDefault);
	if (found === undefined) throw new Error('There is no default warehouse');
	return found;
}

export function warehouseOf({ warehouses }: State, code: string): Warehouse {
	const found = warehouses.find((each) => each.code === code);
	if (found === undefined) throw new Error(`There is no warehouse ${code}`);
	return found;
}

/** Of several orders with one number the newest that is not Deleted, else the newest. */
export function orderNumbered({ orders }: State, number: string): SalesOrder | undefined {
	const found = orders.filter((each) => each.number === number);
	return found.filter(({ status }) => status !== 'Deleted').at(-1) ?? found.at(-1);
}

/** How another record shows a product. */
export function productRef({ guid, code, content }: Product): unknown {
	return { Guid: guid, ProductCode: code, ProductDescription: content['ProductDescription'] ?? null };
}

export function customerRef({ guid, code, content }: Customer): unknown {
	return { Guid: guid, CustomerCode: code, CustomerName: content['CustomerName'] ?? null };
}

export function warehouseRef({ guid, code, name }: Warehouse): unknown {
	return { Guid: guid, WarehouseCode: code, WarehouseName: name };
}

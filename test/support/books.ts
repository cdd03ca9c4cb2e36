import type { IDataObject } from 'n8n-workflow';

import unleashedSandbox from '../../nodes/Unleashed/sandbox';
import type { Options } from './desk';
import { openSystem, type Warehouse } from './warehouse';

/*
 * Books alone, without a shop: Unleashed's sandbox, n8n's folder, and the Unleashed node over them.
 */

export type Books = Warehouse;

export interface BookedLine {
	readonly guid: string;
	readonly number: number;
	readonly code: string;
	readonly quantity: number;
	readonly unitPrice: number;
	readonly discountRate: number;
	readonly total: number;
	readonly tax: number;
	readonly taxCode: string;
}

/** A sales order as the sandbox shows it. */
export interface BookedOrder {
	readonly guid: string;
	readonly orderNumber: string;
	readonly status: string;
	readonly customStatus: string | null;
	readonly sourceId: string | null;
	readonly customerRef: string | null;
	readonly customer: string;
	readonly warehouse: string;
	readonly tax: string;
	readonly currency: string;
	readonly exchangeRate: number | null;
	readonly deliveryMethod: string | null;
	readonly deliveryCountry: string | null;
	readonly subTotal: number;
	readonly taxTotal: number;
	readonly total: number;
	readonly lines: readonly BookedLine[];
}

/** What the sandbox shows: the vendor's own records, nobody's name or address. */
export interface BooksState {
	readonly orders: readonly BookedOrder[];
	readonly shipments: readonly IDataObject[];
	readonly invoices: readonly IDataObject[];
	readonly credits: readonly IDataObject[];
	readonly adjustments: readonly IDataObject[];
	readonly products: readonly IDataObject[];
	readonly customers: ReadonlyArray<{
		readonly guid: string;
		readonly code: string;
		readonly sourceId: string | null;
		readonly phonePresent: boolean;
	}>;
	readonly stock: ReadonlyArray<{
		readonly code: string;
		readonly warehouse: string;
		readonly onHand: number;
		readonly allocated: number;
		readonly available: number;
	}>;
	readonly quota: { readonly used: number };
}

/** Charges beside freight and rounding, which the company has no products for from the start. */
const CHARGES = ['DISCOUNT', 'TIP', 'DUTIES', 'GOODWILL'];

/** Opens the books of a company that has a product for every charge. Nobody waits in real time at it. */
export async function openBooks(options: Options = {}): Promise<Books> {
	const books = await openSystem(unleashedSandbox, options);
	for (const sku of CHARGES) {
		await books.sandbox.change('addProduct', { sku });
		await books.sandbox.change('changeProduct', { sku, NeverDiminishing: true });
	}
	return books;
}

export const stateOf = ({ sandbox }: Books) => sandbox.state() as BooksState;

/** The orders that stand there under a number. */
export const ordersAt = (books: Books, number: string) =>
	stateOf(books).orders.filter(({ orderNumber }) => orderNumber === number);

/** What is there of a product. */
export const stockAt = (books: Books, code: string, warehouse = 'MAIN') =>
	stateOf(books).stock.find((level) => level.code === code && level.warehouse === warehouse);

/** The calls that Unleashed has counted, each a use of the month's allowance. */
export const counted = (books: Books) => stateOf(books).quota.used;

/** The operations a piece of work asked for, in their order. */
export async function asked(books: Books, work: () => Promise<unknown>): Promise<string[]> {
	const before = books.sandbox.journal().at(-1)?.seq ?? 0;
	await work();
	return books.sandbox.journal(before).map(({ operation }) => operation);
}

/** Order: Create or Update as these tests set it. */
export const BOOK_ORDER = {
	resource: 'order',
	operation: 'upsert',
	forwardFrom: '2026-01-01T00:00:00Z',
	numberPrefix: 'SHOP-',
	customerFrom: 'fixed',
	customerCode: 'WEB-SHOP',
	warehouse: 'MAIN',
	baseCurrency: 'EUR',
	newStatus: 'Placed',
	chargeProducts: {
		delivery: 'FREIGHT',
		discount: 'DISCOUNT',
		tip: 'TIP',
		duties: 'DUTIES',
		rounding: 'ROUNDING',
	},
};

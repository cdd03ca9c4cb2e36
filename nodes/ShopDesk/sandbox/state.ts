/*
 * What ShopDesk's sandbox keeps: outlets, goods with their prices, what lies in each outlet, and orders that become
 * invoices.
 */
import type { DemoData, SandboxContext } from '../../../sandbox/kit';

export const TOKEN = 'demo-shopdesk-token';
export const API_KEY = 'demo-shopdesk-api-key';
/** The outlet whose session the older contract works in. */
export const SESSION_STORE = 45;

export type Fields = Readonly<Record<string, unknown>>;
export type Context = SandboxContext<State>;
export type Change = (input: Fields, context: Context) => unknown;

/** The status an order has, as the current contract calls it. */
export type Status = 'AWAITING_SM_APPROVAL' | 'APPROVED' | 'INVOICED' | 'CANCELLED' | 'RETURNED';

export interface Outlet {
	readonly id: number;
	name: string;
	brandId: string | null;
	locationId: string | null;
}

export interface Product {
	readonly id: number;
	readonly sku: string;
	readonly name: string;
	salePrice: number;
	/** By outlet, for the older contract's prices are one outlet's; under 0 stands that of all. */
	readonly discounted: Map<number, number>;
}

export interface Line {
	readonly sku: string;
	readonly quantity: number;
	readonly list_price: number;
	readonly sale_price: number;
}

export interface Order {
	readonly id: number;
	readonly reference: string;
	readonly number: string;
	readonly storeId: number;
	readonly locationId: string | null;
	status: Status;
	invoiceNumber: string | null;
	invoicedMs: number | null;
	synced: boolean;
	readonly content: Fields;
	readonly products: readonly Line[];
	readonly createdMs: number;
	updatedMs: number;
}

export interface Adjustment {
	readonly storeId: number;
	readonly sku: string;
	readonly message: string;
	/** By how many the level moved. */
	readonly by: number;
	readonly atMs: number;
}

export interface State {
	readonly outlets: Map<number, Outlet>;
	readonly products: Map<string, Product>;
	/** Pieces by outlet and SKU; absent counts as none. */
	readonly stock: Map<string, { quantity: number; updatedMs: number }>;
	readonly orders: Order[];
	readonly adjustments: Adjustment[];
	/** Prices that were pushed on to the order engine, by location. */
	readonly pushed: Map<string, Map<string, number>>;
	/** Answers to writes that carried a key, where keys are honoured. */
	readonly answers: Map<string, unknown>;
}

export const stockKey = (storeId: number, sku: string) => `${storeId}\n${sku}`;
export const stockOf = (state: State, storeId: number, sku: string) =>
	state.stock.get(stockKey(storeId, sku))?.quantity ?? 0;

export function setStock({ state, clock }: Context, storeId: number, sku: string, quantity: number): void {
	state.stock.set(stockKey(storeId, sku), { quantity, updatedMs: clock.now() });
}

/** Two outlets that are mapped and one that is not, with the demo's goods. */
export function seed(data: DemoData): State {
	const now = Date.parse(data.moment);
	const goods = data.products.filter(({ atWarehouse }) => atWarehouse);
	const state: State = {
		outlets: new Map(
			[
				{ id: 45, name: 'Main outlet', brandId: data.brand.id, locationId: '310' },
				{ id: 46, name: 'Second outlet', brandId: data.brand.id, locationId: '311' },
				{ id: 47, name: 'New outlet', brandId: null, locationId: null },
			].map((outlet) => [outlet.id, outlet]),
		),
		products: new Map(
			goods.map(({ sku, title, price }, at) => [
				sku,
				{ id: 9001 + at, sku, name: title, salePrice: Number(price), discounted: new Map() },
			]),
		),
		stock: new Map(),
		orders: [],
		adjustments: [],
		pushed: new Map(),
		answers: new Map(),
	};
	for (const { sku, stock } of goods) {
		state.stock.set(stockKey(45, sku), { quantity: stock, updatedMs: now });
		state.stock.set(stockKey(46, sku), { quantity: Math.floor(stock / 4), updatedMs: now });
	}
	return state;
}

/** What tests compare: nobody's name or address. */
export function view(state: State): unknown {
	return {
		outlets: [...state.outlets.values()].map((outlet) => ({ ...outlet })),
		orders: state.orders.map(({ content, createdMs, updatedMs, products, ...order }) => ({
			...order,
			lines: products.map((line) => ({ ...line })),
			currency: content['currency'] ?? null,
			shippingPrice: content['shipping_price'] ?? null,
			discount: content['discount'] ?? null,
			createdAt: new Date(createdMs).toISOString(),
			updatedAt: new Date(updatedMs).toISOString(),
			hasCustomer: content['customer'] !== undefined,
		})),
		stock: [...state.stock].map(([key, { quantity, updatedMs }]) => {
			const [store = '', sku = ''] = key.split('\n');
			return { storeId: Number(store), sku, quantity, updatedAt: new Date(updatedMs).toISOString() };
		}),
		prices: [...state.products.values()].map(({ sku, salePrice, discounted }) => ({
			sku,
			salePrice,
			discounted: discounted.get(0) ?? null,
			byOutlet: Object.fromEntries(discounted),
		})),
		pushed: Object.fromEntries([...state.pushed].map(([location, prices]) => [location, Object.fromEntries(prices)])),
		adjustments: state.adjustments.map(({ storeId, sku, by, message }) => ({ storeId, sku, by, message })),
	};
}

/*
 * Records that have tags, by type. https://shopify.dev/docs/api/admin-graphql/latest/mutations/tagsAdd
 */
import type { Call } from './call';
import { toProduct } from './catalogue';
import { toCustomer } from './customers';
import type { Fields } from './money';
import { saveOrder } from './order-book';
import { saveProduct } from './products';
import { toOrder } from './records';
import { currentOrders, toSeconds, type OrderRecord } from './state';

interface Tagged {
	/** The scope to write them. */
	readonly scope: string;
	/** Undefined for a record that does not exist. */
	tags(call: Call, id: string): readonly string[] | undefined;
	write(call: Call, id: string, tags: readonly string[]): void;
	node(call: Call, id: string): Fields | null;
}

function orderWith({ state }: Call, id: string): OrderRecord | undefined {
	return currentOrders(state).find((order) => order.id === id);
}

export const TAGGED: Readonly<Record<string, Tagged>> = {
	Order: {
		scope: 'write_orders',
		tags: (call, id) => orderWith(call, id)?.tags,
		write: (call, id, tags) => {
			const order = orderWith(call, id);
			if (order) saveOrder(call.state, { ...order, tags, updatedAt: toSeconds(call.nowMs) }, call.nowMs);
		},
		node: (call, id) => {
			const order = orderWith(call, id);
			return order ? toOrder(call.state, order) : null;
		},
	},
	Product: {
		scope: 'write_products',
		tags: ({ state }, id) => state.products.get(id)?.tags,
		write: ({ state, nowMs }, id, tags) => {
			const product = state.products.get(id);
			if (product) saveProduct(state, { ...product, tags, updatedAt: toSeconds(nowMs) });
		},
		node: (call, id) => {
			const product = call.state.products.get(id);
			return product ? toProduct(product, call) : null;
		},
	},
	Customer: {
		scope: 'write_customers',
		tags: ({ state }, id) => state.customers.get(id)?.tags,
		write: ({ state, nowMs }, id, tags) => {
			const customer = state.customers.get(id);
			if (customer) state.customers.set(id, { ...customer, tags, updatedAt: toSeconds(nowMs) });
		},
		node: (call, id) => {
			const customer = call.state.customers.get(id);
			return customer ? toCustomer(customer, call) : null;
		},
	},
};

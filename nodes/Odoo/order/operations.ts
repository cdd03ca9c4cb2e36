import type { Order } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import type { FetchOperation, ListContext, ListOperation, OperationContext } from '../../shared/system';
import type { Domain } from '../client';
import { client, idFrom, listed, pageOf, reading, readingPages, recordOf, text } from '../failures';
import { instant, toOdooTime } from '../mapping';
import { fieldsThere, orderPages, ordersCalled, standingOrders, wholeOrders, type StandingOrder } from './client';
import { toOrder } from './mapping';
import { ORDER_FIELDS, type SaleOrder } from './wire';

/*
 * Sales orders and quotations as they stand in Odoo.
 */

export const ORDER_READ_SCOPES = [
	'sale.order:read',
	'sale.order.line:read',
	'product.product:read',
	'res.partner:read',
];

type ReadContext = OperationContext & { readonly includeRaw: boolean };

function read(context: ReadContext, standing: StandingOrder): Order | Problem {
	const url = (model: string, id: number) => pageOf(context, model, id);
	const { account, now: seenAt, includeRaw } = context;
	return recordOf('order', toOrder(standing, { account, seenAt, url }), { include: includeRaw, value: standing.order });
}

/** What an order is asked for by: its ID in Odoo, else its number there, else the shop's. */
export function toKey(id: string, number?: string): string | undefined {
	if (idFrom(id) !== undefined) return id;
	return number || id || undefined;
}

/** Orders by key; of several with one number the one that is not cancelled speaks. */
async function fetchOrders(context: ReadContext, keys: readonly string[]): Promise<Map<string, Order | Problem>> {
	const odoo = client(context);
	return await reading(async () => {
		const names = keys.filter((key) => idFrom(key) === undefined);
		const named = await ordersCalled(odoo, names);
		const idOf = (key: string) => idFrom(key) ?? chosen(named, key)?.id;
		const found = await standingOrders(
			odoo,
			keys.flatMap((key) => idOf(key) ?? []),
		);
		return new Map(
			keys.flatMap((key): Array<[string, Order | Problem]> => {
				const standing = found.get(idOf(key) ?? 0);
				return standing ? [[key, read(context, standing)]] : [];
			}),
		);
	});
}

function chosen(orders: readonly SaleOrder[], key: string): SaleOrder | undefined {
	const same = orders.filter(({ name, client_order_ref }) => name === key || client_order_ref === key);
	return same.find(({ state }) => state !== 'cancel') ?? same[0];
}

const getOrder: FetchOperation<'order'> = {
	does: 'fetch',
	kind: 'order',
	batchLimit: 100,
	scopes: ORDER_READ_SCOPES,
	resource: 'order',
	resourceName: 'Order',
	operation: 'get',
	operationName: 'Get',
	action: 'Get an order',
	description: 'Retrieve sales orders and quotations by their ID or number, or by the number they have in the shop',
	fields: [],
	idOf: toKey,
	fetch: fetchOrders,
};

const getDelivery: FetchOperation<'order'> = {
	...getOrder,
	scopes: [...ORDER_READ_SCOPES, 'stock.picking:read'],
	operation: 'getDelivery',
	operationName: 'Get Delivery State',
	action: 'Get the delivery state of an order',
	description:
		'Retrieve how far an order is delivered: its deliveries with their states, tracking, and what is still open of each line',
	async fetch(context, keys) {
		// Without the app there are no deliveries, and an order that seems not to have any would be a lie.
		await reading(async () => await client(context).fieldsOf('stock.picking'));
		return await fetchOrders(context, keys);
	},
};

const STATES = [
	{ name: 'Cancelled', value: 'cancel' },
	{ name: 'Quotation', value: 'draft' },
	{ name: 'Quotation Sent', value: 'sent' },
	{ name: 'Sales Order', value: 'sale' },
];

function domainOf(context: ListContext): Domain {
	const filters = context.param<Record<string, unknown>>('filters', {});
	const states = Array.isArray(filters.states) ? filters.states.map(String) : [];
	// On 16 a sales order that is locked has a state of its own.
	const wanted = states.includes('sale') ? [...states, 'done'] : states;
	const since = context.sweep?.since ?? context.changedAfter;
	const warehouses = listed(filters.warehouse).flatMap((id) => idFrom(id) ?? []);
	const reference = text(filters.reference);
	return [
		...(since === undefined ? [] : [['write_date', '>=', toOdooTime(since)] as const]),
		...(wanted.length > 0 ? [['state', 'in', wanted] as const] : []),
		...(warehouses.length > 0 ? [['warehouse_id', 'in', warehouses] as const] : []),
		...(reference === '' ? [] : [['client_order_ref', '=', reference] as const]),
	];
}

/** Orders a page; each page is read whole with lines, contacts, invoices and deliveries. */
const PAGE = 100;

async function* listOrders(context: ListContext): AsyncGenerator<Array<Order | Problem>> {
	const odoo = client(context);
	const fields = await fieldsThere(odoo, 'sale.order', ORDER_FIELDS);
	let count = 0;
	for await (const page of orderPages(odoo, domainOf(context), fields, PAGE)) {
		await context.sweep?.stillOurs();
		const heads = page.map(({ id, write_date }) => ({ id: String(id), updatedAt: instant(write_date) ?? '' }));
		const open = await context.sweep?.unsettled(heads);
		const wanted = page.filter(({ id }) => !open || open.has(String(id))).slice(0, context.limit - count);
		const whole = await wholeOrders(odoo, wanted);
		count += wanted.length;
		yield wanted.map(({ id }) => read(context, whole.get(id)!));
		if (count >= context.limit) return;
	}
}

const getManyOrders: ListOperation<'order'> = {
	does: 'list',
	kind: 'order',
	sweeps: true,
	scopes: ORDER_READ_SCOPES,
	resource: 'order',
	resourceName: 'Order',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many orders',
	description: 'Retrieve sales orders and quotations, or sweep for what was not forwarded yet',
	fields: [],
	changed: 'orders',
	filters: [
		{
			displayName: 'Customer Reference',
			name: 'reference',
			type: 'string',
			default: '',
			placeholder: '#1001',
			description: 'Only orders with exactly this reference: the number of the shop’s order',
		},
		{
			displayName: 'State',
			name: 'states',
			type: 'multiOptions',
			default: [],
			options: STATES,
			description: 'Only orders in one of these states; none chosen means all',
		},
		{
			displayName: 'Warehouse Name or ID',
			name: 'warehouse',
			type: 'options',
			default: '',
			typeOptions: { loadOptionsMethod: 'warehouses' },
			description:
				'Only orders of this warehouse. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	async *list(context) {
		yield* readingPages(listOrders(context));
	},
};

export const orderOperations = [getOrder, getManyOrders, getDelivery] as const;

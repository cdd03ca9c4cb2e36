import type { IDataObject } from 'n8n-workflow';

import { shopOrder } from '../../support/warehouse';
import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What ShopDesk is told: orders that fall in, their invoices and cancellations, stock, prices, invoices that are synced,
 * and what outlets are mapped to.
 */

interface State {
	readonly orders: ReadonlyArray<{
		reference: string;
		status: string;
		synced: boolean;
		lines: ReadonlyArray<{ sku: string; quantity: number }>;
	}>;
	readonly stock: ReadonlyArray<{ storeId: number; sku: string; quantity: number }>;
	readonly prices: ReadonlyArray<{ sku: string; discounted: number | null }>;
	readonly outlets: ReadonlyArray<{ id: number; locationId: string | null }>;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('shopDesk').state() as State;
const REFERENCE = '7001';

const USED: readonly Answer[] = [
	{ name: 'refused', options: { duplicateReference: 'refused' } },
	{ name: 'second', options: { duplicateReference: 'second' } },
];

const both = (reading: IDataObject) => ({ older: reading, newer: reading });
const order = () => shopOrder(`#${REFERENCE}`);

/** No contract can change an order, so both readings are one. */
const orderCreate: Recipe = {
	operation: 'shopDesk order/create',
	parameters: {
		forwardFrom: '2026-01-01T00:00:00Z',
		targetStatus: 'AWAITING_SM_APPROVAL',
		location: '310',
	},
	write: 'ordersCreate',
	looks: ['ordersList'],
	answers: USED,
	readings: async () => await Promise.resolve(both(order())),
	documents: (stage) =>
		stateOf(stage)
			.orders.filter(({ reference }) => reference === REFERENCE)
			.map(({ lines }) => lines.some(({ sku, quantity }) => sku === 'MUG-BLUE' && quantity === 2)),
};

const fallIn = async (stage: Stage) => {
	await stage.sandboxes.of('shopDesk').change('addOrder', {
		reference_id: REFERENCE,
		order_number: `#${REFERENCE}`,
		products: [{ sku: 'MUG-BLUE', quantity: 2, list_price: 12.5, sale_price: 12.5 }],
	});
};

const readOrder = async (stage: Stage) => {
	const [read] = await stage.read('shopDesk', { resource: 'order', operation: 'getAll', returnAll: true }, [{}]);
	return both(read ?? {});
};

const reached = (status: string) => (stage: Stage) =>
	stateOf(stage)
		.orders.filter((each) => each.reference === REFERENCE && each.status === status)
		.map(() => true);

const orderInvoice: Recipe = {
	operation: 'shopDesk order/invoice',
	write: 'ordersInvoice',
	looks: ['ordersRead'],
	prepare: fallIn,
	readings: readOrder,
	documents: reached('INVOICED'),
};

const orderCancel: Recipe = {
	...orderInvoice,
	operation: 'shopDesk order/cancel',
	write: 'ordersCancel',
	documents: reached('CANCELLED'),
};

export const recipes: readonly Recipe[] = [orderCreate, orderInvoice, orderCancel];

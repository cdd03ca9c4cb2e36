import type { JournalEntry } from '../../sandbox/kit';
import type { RunningSandbox } from '../../sandbox/serve';
import { unitsOf, type ShopParcel, type Taken, type WarehouseOrder } from './chronicle';

/*
 * What stands in the sandboxes and what they took, in the chronicle's plain terms.
 */

interface Code {
	readonly code: string;
	readonly quantity: number;
}
const goods = (lines: readonly Code[]) => unitsOf(lines.map(({ code, quantity }) => ({ sku: code, quantity })));

const numbersIn = (tracking: string | null) =>
	(tracking ?? '')
		.split(',')
		.map((number) => number.trim())
		.filter(Boolean);

export function warehouseOrders(warehouse: RunningSandbox): WarehouseOrder[] {
	const { orders } = warehouse.state() as {
		readonly orders: ReadonlyArray<{
			readonly id: string;
			readonly reference: string;
			readonly status: string;
			readonly orderLines: readonly Code[];
			readonly cashOnDelivery?: { readonly amount: number } | null;
			readonly trackingNumber: string | null;
		}>;
	};
	return orders.map(({ id, reference, status, orderLines, cashOnDelivery, trackingNumber }) => ({
		id,
		reference,
		status,
		units: goods(orderLines),
		collects: cashOnDelivery?.amount ?? 0,
		tracking: numbersIn(trackingNumber),
	}));
}

export function shopParcels(shop: RunningSandbox): ShopParcel[] {
	const { orders } = shop.state() as {
		readonly orders: ReadonlyArray<{
			readonly number: number;
			readonly fulfillments: ReadonlyArray<{
				readonly status: string;
				readonly tracking: { readonly numbers: readonly string[] };
				readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
			}>;
		}>;
	};
	return orders.flatMap(({ number, fulfillments }) =>
		fulfillments
			.filter(({ status }) => status === 'SUCCESS')
			.map(({ tracking, lines }) => ({ order: number, units: unitsOf(lines), tracking: tracking.numbers })),
	);
}

/** The orders and the lines that the warehouse took over its API. */
export function takenBy(journal: readonly JournalEntry[]): Taken[] {
	return journal.flatMap(({ operation, accepted, body, at }) => {
		const { reference, orderLines } = (body ?? {}) as {
			readonly reference?: string;
			readonly orderLines?: readonly Code[];
		};
		const isOrder = operation === 'ordersCreate' || operation === 'ordersUpdate';
		if (!isOrder || !accepted || reference === undefined || orderLines === undefined) return [];
		return [{ at: Date.parse(at), reference, units: goods(orderLines), made: operation === 'ordersCreate' }];
	});
}

const WRITES = new Set(['ordersCreate', 'ordersUpdate', 'fulfillmentCreate', 'trackingUpdate']);

/** What was written, for people. */
export const writesIn = (journal: readonly JournalEntry[]): string[] =>
	journal
		.filter(({ operation, accepted }) => accepted && WRITES.has(operation))
		.map(({ operation, note }) => `${operation} ${JSON.stringify(note ?? {})}`);

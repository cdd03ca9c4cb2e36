/*
 * Orders that are there at the start: completed ones of the vendor's own connector with shipment and invoice, and of those
 * that staff typed in one Parked, one Placed with a packed shipment, and one Deleted.
 */
import Big from 'big.js';

import { demoPerson } from '../../../sandbox/demo-data';
import type { DemoData } from '../../../sandbox/kit';

import { ORDER_CONTENT } from './order-fields';
import { sumsOf } from './order-parts';
import { blanked } from './shape';
import type { OrderLine, SalesOrder, State } from './state';
import { guid, toCents } from './values';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Wanted = ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;

export function seedOrders(state: State, data: DemoData, momentMs: number): void {
	const earlier = data.orders.filter(({ plant }) => plant === 'beforeStartAlreadyThere');
	for (const { number, lines, placedMinutesAgo, person } of earlier) {
		const placedMs = momentMs - placedMinutesAgo * 60_000;
		const order = orderOf(state, `#${number}`, lines, placedMs, person);
		order.status = 'Completed';
		order.completedMs = placedMs + HOUR_MS;
		order.modifiedMs = order.completedMs;
		state.orders.push(order);
		dispatch(state, order, `SS-${String(number - 1000).padStart(8, '0')}`, 'Dispatched', `JJFI00000000000000${number}`);
		const invoice = `INV-${String(number - 1000).padStart(8, '0')}`;
		const at = { createdMs: order.completedMs, modifiedMs: order.completedMs };
		state.invoices.push({ guid: guid(`invoice ${invoice}`), number: invoice, orderGuid: order.guid, ...at });
	}
	const typed = (number: string, status: string, sku: string) => {
		const order = orderOf(state, number, [{ sku, quantity: 2 }], momentMs - DAY_MS, 2);
		order.status = status;
		state.orders.push(order);
		return order;
	};
	typed('SO-00000011', 'Parked', 'GLASS-WATER');
	dispatch(state, typed('SO-00000012', 'Placed', 'MUG-WHITE'), 'SS-00000012', 'Packed', null);
	typed('SO-00000013', 'Deleted', 'GLASS-WINE');
}

function orderOf(state: State, number: string, wanted: Wanted, atMs: number, n: number): SalesOrder {
	const person = demoPerson(n);
	const lines = wanted.map(({ sku, quantity }, at) => lineOf(state, number, at + 1, sku, quantity));
	return {
		guid: guid(`order ${number}`),
		number,
		status: 'Parked',
		customStatus: null,
		customerGuid: state.customers[0]?.guid ?? '',
		warehouseCode: 'MAIN',
		taxCode: state.taxes[0]?.code ?? '',
		currency: state.currency,
		content: blanked(
			{
				CustomerRef: number,
				ExchangeRate: 1,
				DiscountRate: 0,
				DeliveryMethod: 'Home delivery',
				DeliveryName: `${person.firstName} ${person.lastName}`,
				DeliveryStreetAddress: person.address1,
				DeliveryCity: person.city,
				DeliveryPostCode: person.zip,
				DeliveryCountry: 'Finland',
				DeliveryContact: {
					FirstName: person.firstName,
					LastName: person.lastName,
					EmailAddress: person.email,
					PhoneNumber: person.phone,
				},
			},
			ORDER_CONTENT,
		),
		lines,
		...sumsOf(lines),
		orderedMs: atMs,
		completedMs: null,
		createdMs: atMs,
		modifiedMs: atMs,
	};
}

function lineOf({ products, taxes }: State, order: string, number: number, sku: string, quantity: number): OrderLine {
	const product = products.find(({ code }) => code === sku);
	const unitPrice = Number(product?.content['DefaultSellPrice'] ?? 0);
	const total = new Big(unitPrice).times(quantity);
	return {
		guid: guid(`order line ${order} ${number}`),
		number,
		productGuid: product?.guid ?? '',
		quantity,
		unitPrice,
		discountRate: 0,
		total: total.toNumber(),
		tax: toCents(total.times(taxes[0]?.rate ?? 0)).toNumber(),
		taxCode: taxes[0]?.code ?? '',
		content: {},
	};
}

function dispatch(
	state: State,
	order: SalesOrder,
	number: string,
	status: string,
	trackingNumber: string | null,
): void {
	state.shipments.push({
		guid: guid(`shipment ${number}`),
		number,
		orderGuid: order.guid,
		status,
		trackingNumber,
		company: trackingNumber === null ? null : 'Posti',
		comments: null,
		warehouseCode: order.warehouseCode,
		lines: order.lines.map((line) => ({
			guid: guid(`shipment line ${number} ${line.number}`),
			orderLine: line.number,
			productGuid: line.productGuid,
			quantity: line.quantity,
		})),
		dispatchedMs: status === 'Dispatched' ? order.modifiedMs : null,
		createdMs: order.modifiedMs,
		modifiedMs: order.modifiedMs,
	});
}

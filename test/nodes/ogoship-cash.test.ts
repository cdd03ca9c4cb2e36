/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { calls, standing } from '../support/desk';
import {
	codesOf,
	errorOf,
	openWarehouse,
	outcomesOf,
	SEND_ORDER,
	shopOrder,
	type Warehouse,
} from '../support/warehouse';

/*
 * What is paid at the door: only what is still to be paid, also when that changes after the order was sent. A customer
 * who has paid in the shop must not be asked for the money again.
 */

let warehouse: Warehouse;

afterEach(async () => {
	await warehouse.close();
});

const METHOD = 'Cash on Delivery (COD)';
const SETTINGS = { ...SEND_ORDER, orderOptions: { cashOnDeliveryMethods: METHOD } };
let later = 0;

/** An order that is paid at the door, of which so much is open. */
function order(outstanding: string, more: IDataObject = {}): IDataObject {
	const plain = shopOrder('#1001');
	later += 1;
	return {
		...plain,
		paymentMethods: [METHOD],
		paymentStatus: Number(outstanding) > 0 ? 'pending' : 'paid',
		totals: { ...(plain.totals as IDataObject), outstanding },
		updatedAt: new Date(Date.now() + later * 1000).toISOString(),
		...more,
	};
}

const send = async (record: IDataObject) => await warehouse.run(SETTINGS, [record]);
const amount = () => standing(warehouse.sandbox, 'SHOP-1001')[0]?.cashOnDelivery?.amount;
const total = () => String((shopOrder('#1001').totals as IDataObject).total);

it.each([
	['is paid', '0'],
	['was paid too much', '-5'],
])('asks for nothing at the door when the order %s', async (_, outstanding) => {
	warehouse = await openWarehouse();
	expect(outcomesOf(await send(order(outstanding)))).toEqual(['created']);
	expect(calls(warehouse.sandbox, 'ordersCreate')[0]?.body).not.toHaveProperty('cashOnDelivery');
});

it.each([
	['0', 0],
	['-5', 0],
	['7.5', 7.5],
])('collects only what is left when %s is open after the order was sent', async (left, collects) => {
	warehouse = await openWarehouse();
	await send(order(total()));
	expect(amount()).toBe(Number(total()));
	expect(outcomesOf(await send(order(left)))).toEqual(['updated']);
	expect(amount()).toBe(collects);
	const again = await send(order(left, { note: null }));
	expect([outcomesOf(again), calls(warehouse.sandbox, 'ordersUpdate').length]).toEqual([['unchanged'], 1]);
});

it.each(['yes', 'no'])('says so when the warehouse goes on collecting what is paid; names echoed: %s', async (echo) => {
	warehouse = await openWarehouse({ editedCash: 'kept', echoPersonalData: echo });
	await send(order(total()));
	const answer = await send(order('0'));
	expect(codesOf(answer)).toEqual(['STILL_COLLECTS']);
	expect(errorOf(answer.problems[0]!).message).toBe(
		`OGOship collects ${total()} EUR at the door for order #1001, and the shop asks for 0.00 EUR.`,
	);
});

it('says so when it is too late to change it', async () => {
	warehouse = await openWarehouse();
	await send(order(total()));
	await warehouse.sandbox.change('collect', { reference: 'SHOP-1001' });
	expect(codesOf(await send(order('0')))).toEqual(['STILL_COLLECTS']);
	expect(calls(warehouse.sandbox, 'ordersUpdate', false)).toEqual([]);
});

it('takes what is paid in the shop after the parcel has left for what was paid at the door', async () => {
	warehouse = await openWarehouse();
	await send(order(total()));
	await warehouse.sandbox.change('ship', { reference: 'SHOP-1001', trackingNumber: 'JJFI1' });
	const answer = await send(order('0'));
	expect([outcomesOf(answer), answer.problems]).toEqual([['unchanged'], []]);
});

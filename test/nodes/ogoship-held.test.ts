/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import type * as LedgerModule from '../../ledger';
import { calls, standing } from '../support/desk';
import { builtModule, ledgerFile, runNode } from '../support/engine';
import { age } from '../support/ledger-clock';
import {
	codesOf,
	errorOf,
	openWarehouse,
	reasonsOf,
	SEND_ORDER,
	shopOrder,
	type Answered,
	type Warehouse,
} from '../support/warehouse';

/*
 * An order that is held when an earlier run left something open of it: what can be closed is closed, what still leaves
 * is told, and nothing is sent.
 */

let warehouse: Warehouse;

beforeEach(async () => {
	warehouse = await openWarehouse();
});

afterEach(async () => {
	await warehouse.close();
});

type Changes = Parameters<typeof shopOrder>[1];

/** Each change is a later one. */
let changes = 0;
const order = (more: Changes = {}): IDataObject => {
	changes += 1;
	return shopOrder('#1001', { updatedAt: new Date(Date.now() + changes * 1000).toISOString(), ...more });
};
const send = async (more?: Changes): Promise<Answered> => await warehouse.run(SEND_ORDER, [order(more)]);
const cancelled: Changes = { status: 'cancelled', cancelledAt: '2026-11-22T11:00:00.000Z' };
const unknownGoods: Changes = { lines: line({ sku: 'NO-SUCH-SKU' }) };
const nothingLeft: Changes = { lines: line({ currentQuantity: 0, openQuantity: 0 }) };

function line(more: IDataObject): never {
	const [first] = shopOrder('#1001').lines as IDataObject[];
	return [{ ...first, ...more }] as never;
}

async function facts(): Promise<unknown[]> {
	const parameters = { operation: 'getFacts', filters: {} };
	const { outputs } = await runNode({ type: 'ledger', parameters, storageFolder: warehouse.folder });
	return (outputs[0] ?? []).map(({ json }) => (json.ledger as IDataObject).state);
}

const updates = () => calls(warehouse.sandbox, 'ordersUpdate', false);
const creates = () => calls(warehouse.sandbox, 'ordersCreate');

/** A run takes the order up and dies: its claim is older than its lease. */
async function dieWith(record: IDataObject): Promise<void> {
	const ledger = await builtModule<typeof LedgerModule>('ledger.js').openSqliteLedger({
		path: ledgerFile(warehouse.folder),
	});
	const { system, account, id } = record.origin as Record<string, string>;
	const route = `${system}:${account}>ogoship:${String(warehouse.keys.merchantId)}`;
	const request = { sourceKey: id!, documentKey: 'SHOP-1001', revision: 'as it was', sourceNumber: '#1001' };
	await ledger.claim(route, 'order', [request], { holder: 'dead', leaseMs: 1 });
	await ledger.close();
	age(ledgerFile(warehouse.folder), 60_000);
}

it('closes the problem of an order that was cancelled in the shop', async () => {
	expect(codesOf(await send(unknownGoods))).toEqual(['UNKNOWN_SKU']);
	const held = await send({ ...unknownGoods, ...cancelled });
	expect([reasonsOf(held), held.problems]).toEqual([['HELD_CANCELLED'], []]);
	expect([await facts(), creates()]).toEqual([['done'], []]);
});

it('remembers nothing of a cancelled order that was never taken up', async () => {
	expect(reasonsOf(await send(cancelled))).toEqual(['HELD_CANCELLED']);
	expect(await facts()).toEqual([]);
});

it.each([
	['reached the warehouse', 'resetAfterCommit'],
	['never arrived', 'reset'],
] as const)('looks for a cancelled order whose answer was lost and which %s, and sends nothing', async (_, kind) => {
	warehouse.sandbox.addFault({ kind, operation: 'ordersCreate', times: 9 });
	if (kind === 'resetAfterCommit')
		warehouse.sandbox.addFault({ kind: 'unavailable', operation: 'ordersList', skip: 4, times: 9 });
	expect(codesOf(await send())).toEqual(['NO_ANSWER']);
	warehouse.sandbox.clearFaults();
	const looks = calls(warehouse.sandbox, 'ordersList').length;
	expect(reasonsOf(await send(cancelled))).toEqual(['HELD_CANCELLED']);
	expect(calls(warehouse.sandbox, 'ordersList').length).toBeGreaterThan(looks);
	expect([await facts(), updates()]).toEqual([['done'], []]);
});

it('lets no claim of a dead run outlive its order', async () => {
	await dieWith(order());
	expect(await facts()).toEqual(['claimed']);
	expect(reasonsOf(await send(cancelled))).toEqual(['HELD_CANCELLED']);
	expect(await facts()).toEqual(['done']);
});

it('shows what a dead run had in hand while the order waits, and sends it when it may go', async () => {
	await dieWith(order());
	const waiting = await send({ paymentStatus: 'pending' });
	expect(codesOf(waiting)).toEqual(['NO_ANSWER']);
	expect([await facts(), creates()]).toEqual([['unknown'], []]);
	age(ledgerFile(warehouse.folder), 3 * 60_000);
	expect((await send()).problems).toEqual([]);
	expect([await facts(), creates().length]).toEqual([['done'], 1]);
});

it('tells of an order that was emptied in the shop and still leaves, until it is cancelled there', async () => {
	await send();
	const told = await send(nothingLeft);
	expect(codesOf(told)).toEqual(['STILL_LEAVES']);
	expect(errorOf(told.problems[0]!).message).toContain('"New"');
	expect(updates()).toEqual([]);
	await warehouse.sandbox.change('cancelAtWarehouse', { reference: 'SHOP-1001' });
	await warehouse.openAgain();
	expect(reasonsOf(await send(nothingLeft))).toEqual(['HELD_NOTHING_TO_SHIP']);
	expect(await facts()).toEqual(['done']);
});

it('sends an emptied order again when goods are added to it', async () => {
	await send();
	await send(nothingLeft);
	expect((await send({ lines: line({ currentQuantity: 1, openQuantity: 1 }) })).problems).toEqual([]);
	expect(standing(warehouse.sandbox, 'SHOP-1001')[0]).toMatchObject({ orderLines: [{ quantity: 1 }] });
});

it('says nothing of an order that has left whole and is changed in the shop afterwards', async () => {
	await send();
	await warehouse.sandbox.change('ship', { reference: 'SHOP-1001', trackingNumber: 'JJFI1' });
	const shipped = { lines: line({ openQuantity: 0 }), fulfillmentStatus: 'fulfilled', note: 'Thank you' } as const;
	const after = await send(shipped);
	expect([reasonsOf(after), after.problems, await facts()]).toEqual([['HELD_NOTHING_TO_SHIP'], [], ['done']]);
});

it('keeps a problem open that the goods have left with', async () => {
	await send();
	await warehouse.sandbox.change('collect', { reference: 'SHOP-1001' });
	expect(codesOf(await send({ note: 'Other door' }))).toEqual(['STAGE_LOCKED']);
	await warehouse.sandbox.change('ship', { reference: 'SHOP-1001', trackingNumber: 'JJFI1' });
	await warehouse.openAgain();
	await send({ note: 'Other door', lines: line({ openQuantity: 0 }), fulfillmentStatus: 'fulfilled' });
	expect(await facts()).toEqual(['rejected']);
});

it.each([
	['closes the problem of an edit that was taken back before the goods left', {}, 'done'],
	['tells of goods that left and are no longer in the order', { currentQuantity: 0 }, 'rejected'],
] as const)('%s', async (_, left, state) => {
	const quantity = (all: number) => ({ currentQuantity: all, openQuantity: all });
	await send({ lines: line(quantity(2)) });
	await warehouse.sandbox.change('collect', { reference: 'SHOP-1001' });
	expect(codesOf(await send({ lines: line(quantity(3)) }))).toEqual(['STAGE_LOCKED']);
	await warehouse.sandbox.change('ship', { reference: 'SHOP-1001', trackingNumber: 'JJFI1' });
	await warehouse.openAgain();
	await send({ lines: line({ currentQuantity: 2, ...left, openQuantity: 0 }), fulfillmentStatus: 'fulfilled' });
	expect(await facts()).toEqual([state]);
});

it('changes nothing in a preview', async () => {
	await send(unknownGoods);
	const { results } = await warehouse.run({ ...SEND_ORDER, previewOnly: true }, [
		order({ ...unknownGoods, ...cancelled }),
	]);
	expect(results).toMatchObject([{ preview: { would: 'skip' } }]);
	expect(await facts()).toEqual(['rejected']);
});

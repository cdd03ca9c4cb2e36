/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { minus, sum } from '../../core/model/money';
import { refundSchema, type Refund } from '../../core/model/refund';
import type * as LedgerModule from '../../ledger';
import { calls, jsonOf, openDesk, type Desk } from '../support/desk';
import { builtModule, ledgerFile, type NodeRunAnswer } from '../support/engine';

/*
 * Refunds of the shop as n8n reads them, over the sandbox of the shop.
 */

let desk: Desk;

beforeEach(async () => {
	desk = await openDesk();
	await desk.shop.change('addOrder', {
		number: 3001,
		lines: [
			{ sku: 'MUG-BLUE', quantity: 2 },
			{ sku: 'MUG-WHITE', quantity: 1 },
		],
	});
});

afterEach(async () => await desk.close());

const GET_MANY = { resource: 'refund', operation: 'getAll', returnAll: true };
const minutes = (count: number) => count * 60_000;
const successes = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[0]);
const getMany = async (parameters: IDataObject = {}) => successes(await desk.shopify({ ...GET_MANY, ...parameters }));
const refundsOf = (items: readonly IDataObject[], order: string) =>
	items.filter((each) => (each.order as IDataObject).number === order) as unknown as Refund[];
const refund = async (input: IDataObject) => await desk.shop.change('refund', { number: 3001, ...input });

it('reads every refund of every order, each valid and tying out', async () => {
	await refund({ lines: [{ line: 'MUG-BLUE' }], restock: true });
	await refund({ note: 'The rest' });
	const items = await getMany();
	for (const item of items) expect(refundSchema.safeParse(item).error?.issues ?? []).toEqual([]);
	const planted = desk.data.orders.filter(({ plant }) => plant === 'partiallyRefunded').length;
	expect(items).toHaveLength(planted + 2);
	const [first, second] = refundsOf(items, '#3001');
	expect([first!.number, second!.number]).toEqual(['#3001-R1', '#3001-R2']);
	expect(first).toMatchObject({
		status: 'settled',
		lines: [
			{
				sku: 'MUG-BLUE',
				quantity: 1,
				gross: '24.8',
				tax: '5.04',
				net: '19.76',
				taxRate: '0.255',
				restock: 'cancelled',
			},
		],
		shipping: [],
		totals: { gross: '24.8', refunded: '24.8', open: '0' },
		transactions: [{ gateway: 'shopify_payments', kind: 'refund', status: 'success', amount: '24.8' }],
	});
	expect(second).toMatchObject({ note: 'The rest', shipping: [{ gross: '9.9' }] });
	for (const { totals, lines, shipping } of refundsOf(items, '#3001')) {
		expect(totals.open).toBe('0');
		expect(sum([...lines, ...(shipping ?? [])].map(({ net, tax }) => sum([net!, tax!])))).toBe(totals.gross);
	}
});

it('reads whole refunds by id, whatever becomes of their money', async () => {
	await refund({ lines: [{ line: 'MUG-BLUE' }], keptBack: '4.80', reason: 'CUSTOMER', money: 'PENDING' });
	const [waiting] = refundsOf(await getMany(), '#3001');
	expect(waiting).toMatchObject({
		status: 'pending',
		adjustments: [{ reason: 'CUSTOMER', gross: '-4.8' }],
		totals: { gross: '20', refunded: '20', open: '0' },
	});
	desk.shop.advanceClock(minutes(60));
	await desk.shop.change('settleRefund', { number: 3001 });
	const item = { origin: waiting!.origin } as unknown as IDataObject;
	const answer = await desk.shopify({ resource: 'refund', operation: 'get', includeRaw: true }, { items: [item] });
	const [settled] = successes(answer) as unknown as Refund[];
	expect(settled).toMatchObject({ status: 'settled', raw: { __typename: 'Refund' } });
	expect(settled!.updatedAt! > waiting!.updatedAt!).toBe(true);
});

it('reads the refund that a trigger named, as often as it is named, and the order from what it says of it', async () => {
	await refund({ lines: [{ line: 'MUG-BLUE' }], money: 'PENDING' });
	const { orders } = desk.shop.state() as { orders: Array<{ number: number; id: string; refunds: [{ id: string }] }> };
	const [{ id }] = orders.find(({ number }) => number === 3001)!.refunds;
	const account = desk.shopKeys.shop as string;
	const hint = { kind: 'refund', origin: { system: 'shopify', account, id, seenAt: new Date().toISOString() } };
	const read = await desk.shopify({ resource: 'refund', operation: 'get' }, { items: [hint, hint] });
	const records = successes(read) as unknown as Refund[];
	expect(records.map(({ origin, status }) => [origin.id, status])).toEqual([
		[id, 'pending'],
		[id, 'pending'],
	]);
	expect(calls(desk.shop, 'refundsById')).toHaveLength(1);
	const order = { idFrom: 'id', id: records[0]!.order!.id };
	const answer = await desk.shopify({ resource: 'order', operation: 'get', ...order }, { items: [{}] });
	expect(successes(answer)).toMatchObject([{ kind: 'order', number: '#3001' }]);
	// Where the order is asked for by the refund's own ID, no other order comes.
	const wrong = await desk.shopify(
		{ resource: 'order', operation: 'get' },
		{ items: [hint], onError: 'continueErrorOutput' },
	);
	expect(jsonOf(wrong.outputs[1])).toMatchObject([{ error: { code: 'ID_MISSING' } }]);
});

it('leaves out refunds of other statuses and of test orders, when asked', async () => {
	await refund({ lines: [{ line: 'MUG-WHITE' }], money: 'NONE' });
	await refund({ lines: [{ line: 'MUG-BLUE' }], money: 'PENDING' });
	const numbers = async (filters: IDataObject, rest: IDataObject = {}) =>
		(await getMany({ filters, ...rest })).map(({ number }) => number);
	expect(await numbers({ status: ['withoutMoney'] })).toEqual(['#3001-R1']);
	expect(await numbers({ status: ['withoutMoney', 'pending'] })).toEqual(['#3001-R1', '#3001-R2']);
	expect(await numbers({ status: ['pending'] }, { returnAll: false, limit: 1 })).toEqual(['#3001-R2']);
	await desk.shop.change('addOrder', { number: 3002, plant: 'test' });
	await desk.shop.change('refund', { number: 3002 });
	expect(await numbers({ status: ['settled'] })).toContain('#3002-R1');
	expect(await numbers({ status: ['settled'], includeTest: false })).not.toContain('#3002-R1');
});

it('shows goods that go out in exchange, and that less money went back for them', async () => {
	await refund({ lines: [{ line: 'MUG-BLUE', quantity: 2 }], exchange: [{ sku: 'MUG-WHITE', quantity: 1 }] });
	const [exchanged] = refundsOf(await getMany(), '#3001');
	expect(exchanged).toMatchObject({
		exchangedFor: [{ sku: 'MUG-WHITE', quantity: 1 }],
		totals: { gross: '49.6', refunded: '24.8' },
	});
	expect(exchanged!.totals.open).toBe(minus('49.6', '24.8'));
});

it('follows the pages of one refund’s lines to the end', async () => {
	const lines = Array.from({ length: 45 }, (_, at) => ({ sku: `CUSTOM-${at}`, quantity: 1, price: '1.00' }));
	await desk.shop.change('addOrder', { number: 3003, lines });
	await desk.shop.change('refund', { number: 3003 });
	const [long] = refundsOf(await getMany(), '#3003');
	expect(long!.lines.map(({ sku }) => sku)).toEqual(lines.map(({ sku }) => sku));
	expect(calls(desk.shop, 'refundLinesPage')).toHaveLength(1);
});

/** Notes refunds as forwarded, as a write of the next system would. */
async function settle(refunds: readonly IDataObject[]): Promise<void> {
	const { openSqliteLedger } = builtModule<typeof LedgerModule>('ledger.js');
	const ledger = await openSqliteLedger({ path: ledgerFile(desk.folder) });
	const requests = refunds.map(({ origin, updatedAt }) => {
		const { id: sourceKey } = origin as { id: string };
		return { sourceKey, documentKey: sourceKey, revision: 'r', sourceUpdatedAt: String(updatedAt) };
	});
	const lease = { holder: 'test', leaseMs: 60_000 };
	const claims = await ledger.claim('shopify:demo-tableware.myshopify.com>unleashed:u-1', 'refund', requests, lease);
	const tokens = claims.flatMap((claim) => (claim.verdict === 'claimed' ? [claim.token] : []));
	await ledger.settle(tokens.map((token) => ({ token, state: 'done', event: 'created' })));
	await ledger.close();
}

it('sweeps: reads whole only what is not settled for the next system, and money that came through later', async () => {
	const sweep = { ...GET_MANY, skipSettled: true, settledFor: 'unleashed:u-1' };
	await refund({ lines: [{ line: 'MUG-BLUE' }], money: 'PENDING' });
	const all = successes(await desk.shopify(sweep));
	expect(refundsOf(all, '#3001')).toHaveLength(1);
	await settle(all);
	expect(successes(await desk.shopify(sweep))).toEqual([]);
	desk.shop.advanceClock(minutes(60));
	await desk.shop.change('settleRefund', { number: 3001 });
	await desk.shop.change('addOrder', { number: 3004 });
	await desk.shop.change('refund', { number: 3004 });
	const again = successes(await desk.shopify(sweep));
	expect(again.map(({ number, status }) => [number, status])).toEqual([
		['#3001-R1', 'settled'],
		['#3004-R1', 'settled'],
	]);
});

it('reads what changed after a moment', async () => {
	const changedAfter = new Date(Date.now() + minutes(5)).toISOString();
	desk.shop.advanceClock(minutes(10));
	await refund({ lines: [{ line: 'MUG-BLUE' }] });
	expect((await getMany({ filters: { changedAfter } })).map(({ number }) => number)).toEqual(['#3001-R1']);
});

it.each(['gid://shopify/Order/1', "1' OR 1=1", '../etc', '{{'])('takes "%s" for no refund', async (id) => {
	const answer = await desk.shopify(
		{ resource: 'refund', operation: 'get', idFrom: 'id', id },
		{ items: [{}], onError: 'continueErrorOutput' },
	);
	expect(jsonOf(answer.outputs[1])).toMatchObject([{ error: { code: 'ID_MISSING' } }]);
	expect(calls(desk.shop, 'refundsById', false)).toEqual([]);
});

it('says which permission is missing', async () => {
	await refund({ lines: [{ line: 'MUG-BLUE', quantity: 2 }], exchange: [{ sku: 'MUG-WHITE' }] });
	await desk.shop.change('setScopes', { scopes: ['write_orders', 'write_products', 'read_locations'] });
	const answer = await desk.shopify(GET_MANY, { onError: 'continueErrorOutput' });
	expect(jsonOf(answer.outputs[1])).toMatchObject([
		{ error: { code: 'SETUP_SCOPES', message: expect.stringContaining('read_returns') } },
	]);
});

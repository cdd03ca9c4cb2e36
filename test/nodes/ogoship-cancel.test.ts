/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import type { FaultKind } from '../../sandbox/kit';
import { calls, standing, type Options } from '../support/desk';
import {
	codesOf,
	errorOf,
	openWarehouse,
	outcomesOf,
	reasonsOf,
	SEND_ORDER,
	shopOrder,
	type Answered,
	type Warehouse,
} from '../support/warehouse';

/*
 * Order: Cancel as n8n runs it: an order that was cancelled in the shop, at every stage the warehouse may have it in.
 */

const CANCEL = { resource: 'order', operation: 'cancel', referencePrefix: 'SHOP-' };
const HOUR_MS = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

let warehouse: Warehouse;

beforeEach(async () => {
	warehouse = await openWarehouse();
});

afterEach(async () => await warehouse.close());

async function useWarehouse(options: Options): Promise<void> {
	await warehouse.close();
	warehouse = await openWarehouse(options);
}

/** One moment for the whole file: a repeat is the very same reading. */
const CANCELLED_AT = ago(60_000);
const cancelled = (number = '#1001', changes: object = {}) =>
	shopOrder(number, {
		status: 'cancelled',
		cancelledAt: CANCELLED_AT,
		lines: (shopOrder(number).lines as never[]).map((line: object) => ({
			...line,
			currentQuantity: 0,
			openQuantity: 0,
		})),
		...changes,
	} as never);

const send = async (item = shopOrder('#1001'), more: IDataObject = {}) => {
	const sent = await warehouse.run({ ...SEND_ORDER, ...more }, [item]);
	expect(outcomesOf(sent)).toEqual(['created']);
};
const cancel = async (items = [cancelled()], more: IDataObject = {}, run = {}): Promise<Answered> =>
	await warehouse.run({ ...CANCEL, ...more }, items, run);
const stages = (reference = 'SHOP-1001') => standing(warehouse.sandbox, reference).map(({ status }) => status);
const updates = () => calls(warehouse.sandbox, 'ordersUpdate');

// ------------------------------------------------------------------ by stage

it.each(['New', 'Draft', 'Pending', 'Reserved'])(
	'cancels an order that is %s, once, and keeps its lines',
	async (stage) => {
		await send();
		await warehouse.sandbox.change('setStatus', { reference: 'SHOP-1001', status: stage });
		const [before] = standing(warehouse.sandbox, 'SHOP-1001');
		const first = await cancel();
		expect([outcomesOf(first), first.problems, stages()]).toEqual([['updated'], [], ['Cancelled']]);
		expect(standing(warehouse.sandbox, 'SHOP-1001')[0]!.orderLines).toEqual(before!.orderLines);
		expect(first.results[0]).toMatchObject({ of: 'order', number: '#1001', target: { number: 'SHOP-1001' } });
		expect(Object.keys(updates()[0]!.body as object).sort()).toEqual(['customer', 'reference', 'status']);
		expect(outcomesOf(await cancel())).toEqual(['unchanged']);
		expect(updates()).toHaveLength(1);
	},
);

it('sends the customer as it stands at the warehouse, where somebody may have corrected it', async () => {
	await send();
	await cancel([cancelled('#1001', { shipTo: { ...(shopOrder('#1001').shipTo as object), city: 'Elsewhere' } })]);
	expect((updates()[0]!.body as { customer: object }).customer).toMatchObject({ city: 'Helsinki', countryCode: 'FI' });
});

it('leaves an order alone that is cancelled there already', async () => {
	await send();
	await warehouse.sandbox.change('cancelAtWarehouse', { reference: 'SHOP-1001' });
	expect(outcomesOf(await cancel())).toEqual(['unchanged']);
	expect(updates()).toEqual([]);
});

it('names the button in myOGO while the warehouse collects, and is content once somebody pressed it', async () => {
	await send();
	await warehouse.sandbox.change('collect', { reference: 'SHOP-1001' });
	const late = await cancel();
	expect([late.results, codesOf(late), updates()]).toEqual([[], ['CANCEL_TOO_LATE'], []]);
	expect(errorOf(late.problems[0]!).message).toContain('Collecting');
	expect(errorOf(late.problems[0]!).description).toContain('Request a cancellation');
	await warehouse.sandbox.change('cancelAtWarehouse', { reference: 'SHOP-1001' });
	await warehouse.openAgain();
	expect(outcomesOf(await cancel())).toEqual(['unchanged']);
});

it.each(['Shipped', 'Returned'])('says of an order that is %s that it is too late, and what to do', async (stage) => {
	await send();
	await warehouse.sandbox.change('setStatus', { reference: 'SHOP-1001', status: stage });
	const late = await cancel();
	expect([late.results, codesOf(late), updates()]).toEqual([[], ['CANCEL_TOO_LATE'], []]);
	expect(errorOf(late.problems[0]!).message).toContain(stage);
	expect(errorOf(late.problems[0]!).description).toContain('return');
});

it('tries a Locked order the same way, and says what OGOship says', async () => {
	await send();
	await warehouse.sandbox.change('setStatus', { reference: 'SHOP-1001', status: 'Locked' });
	const refused = await cancel();
	expect([codesOf(refused), stages()]).toEqual([['EDIT_NOT_ALLOWED'], ['Locked']]);
	expect(errorOf(refused.problems[0]!).message).toContain('refused the cancellation of order #1001');
	expect(errorOf(refused.problems[0]!).description).toContain('can no longer be cancelled');
});

it('names the stage when the order goes to the warehouse between the look and the change', async () => {
	await send();
	warehouse.sandbox.addFault({ kind: 'rateLimited', operation: 'ordersUpdate' });
	warehouse.atNextWait(() => void warehouse.sandbox.change('collect', { reference: 'SHOP-1001' }));
	const late = await cancel();
	expect([codesOf(late), stages()]).toEqual([['CANCEL_TOO_LATE'], ['Collecting']]);
});

it('says that the merchant allows no changes from outside', async () => {
	await useWarehouse({ allowEdits: 'off' });
	await send();
	const refused = await cancel();
	expect([codesOf(refused), stages()]).toEqual([['EDIT_NOT_ALLOWED'], ['New']]);
	expect(errorOf(refused.problems[0]!).description).toContain('Order Processing Options');
});

// ------------------------------------------------------------------ what is not there

it('looks again within the hour for an order that is still on its way, and cancels it then', async () => {
	const item = cancelled();
	const early = await cancel([item]);
	expect([reasonsOf(early), early.problems]).toEqual([['NOTHING_TO_CANCEL'], []]);
	await send();
	expect([outcomesOf(await cancel([item])), stages()]).toEqual([['updated'], ['Cancelled']]);
});

it('does not ask again for what was cancelled more than an hour ago and never stood there', async () => {
	const item = cancelled('#1001', { cancelledAt: ago(2 * HOUR_MS) });
	expect(reasonsOf(await cancel([item]))).toEqual(['NOTHING_TO_CANCEL']);
	const looks = calls(warehouse.sandbox, 'ordersList').length;
	expect(outcomesOf(await cancel([item]))).toEqual(['unchanged']);
	expect(calls(warehouse.sandbox, 'ordersList')).toHaveLength(looks);
});

it('holds an order that is not cancelled', async () => {
	await send();
	const held = await cancel([shopOrder('#1001')]);
	expect([reasonsOf(held), stages(), updates()]).toEqual([['HELD_NOT_CANCELLED'], ['New'], []]);
});

// ------------------------------------------------------------------ which order is meant

it.each<[string, string, IDataObject]>([
	['a number with characters of its own', '#1001/A b', {}],
	['an id in the reference', '#1001', { orderOptions: { referenceFrom: 'id' } }],
	['no prefix', '#1001', { referencePrefix: '' }],
])('finds the order that Create or Update made, with %s', async (_, number, more) => {
	await send(shopOrder(number), more);
	expect(outcomesOf(await cancel([cancelled(number)], more))).toEqual(['updated']);
	const { orders } = warehouse.sandbox.state() as { orders: ReadonlyArray<{ status: string }> };
	expect(orders.filter(({ status }) => status === 'Cancelled')).toHaveLength(1);
});

it('does not touch the order of another shop that has the same reference', async () => {
	await send();
	const stranger = { name: 'Somebody Else', address1: 'Other Road 9', zip: '20100', city: 'Turku', countryCode: 'FI' };
	const taken = await cancel([cancelled('#1001', { shipTo: stranger, billTo: null })]);
	expect([codesOf(taken), stages()]).toEqual([['REFERENCE_TAKEN'], ['New']]);
});

it.each(['suffix', 'sameReference'])(
	'tells of the part it cannot cancel when the order was split (%s), and is content when that is cancelled too',
	async (splitReference) => {
		await useWarehouse({ splitReference });
		await warehouse.sandbox.change('setStock', { sku: 'MUG-WHITE', stock: 0 });
		await send();
		const { secondId } = (await warehouse.sandbox.change('split', {
			reference: 'SHOP-1001',
			lines: [{ code: 'MUG-BLUE', quantity: 2 }],
		})) as { secondId: string };
		const first = await cancel();
		expect(codesOf(first)).toEqual(['CANCEL_PART_LEFT']);
		expect(stages()[0]).toBe('Cancelled');
		await warehouse.sandbox.change('cancelAtWarehouse', { id: secondId });
		await warehouse.openAgain();
		expect(outcomesOf(await cancel())).toEqual(['unchanged']);
	},
);

it('does not take another order with a hyphen in its number for a part of a split one', async () => {
	const other = { name: 'Somebody Else', address1: 'Other Road 9', zip: '20100', city: 'Turku', countryCode: 'FI' };
	await send();
	await send(shopOrder('#1001-2', { shipTo: other }));
	expect(outcomesOf(await cancel())).toEqual(['updated']);
	expect(stages('SHOP-1001-2')).toEqual(['New']);
});

it('turns away an order whose number cannot be a reference', async () => {
	expect(codesOf(await cancel([cancelled('   ')]))).toEqual(['REFERENCE_INVALID']);
});

it.each<[string, IDataObject, string]>([
	['a stock level', { kind: 'stockLevel', origin: {}, sku: 'MUG-BLUE' }, 'WRONG_KIND'],
	['a status nobody knows', cancelled('#1002', { status: 'unmapped:VANISHED' }), 'STATUS_UNKNOWN'],
	['a date in words', { ...cancelled('#1003'), cancelledAt: 'yesterday' }, 'FIELD_INVALID'],
])('turns %s away alone, and cancels the others', async (_, hostile, code) => {
	await send();
	const answer = await cancel([hostile, cancelled()]);
	expect([codesOf(answer), outcomesOf(answer)]).toEqual([[code], ['updated']]);
});

// ------------------------------------------------------------------ preview, faults, privacy

it('previews without changing anything', async () => {
	await send();
	const { results } = await cancel([cancelled()], { previewOnly: true });
	expect(results).toMatchObject([
		{
			outcome: 'preview',
			preview: { would: 'update', changes: [{ field: 'status', before: 'New', after: 'Cancelled' }] },
		},
	]);
	expect([updates(), stages()]).toEqual([[], ['New']]);
	expect(outcomesOf(await cancel())).toEqual(['updated']);
});

const FAULTS: readonly FaultKind[] = [
	'rateLimited',
	'serverError',
	'unavailable',
	'timeoutBeforeCommit',
	'timeoutAfterCommit',
	'reset',
	'resetAfterCommit',
	'expiredToken',
	'malformedBody',
];

it.each(FAULTS.flatMap((kind) => ['builtIn', 'off'].map((ledger) => [kind, ledger] as const)))(
	'has the order cancelled after %s, ledger: %s',
	async (kind, ledger) => {
		await send();
		warehouse.sandbox.addFault({ kind, operation: 'ordersUpdate' });
		for (let run = 0; run < 2; run += 1) {
			await cancel([cancelled()], { ledger }, { timeoutMs: 600 });
			if (ledger === 'builtIn') await warehouse.openAgain();
		}
		expect(stages()).toEqual(['Cancelled']);
		expect(outcomesOf(await cancel([cancelled()], { ledger }))).toEqual(['unchanged']);
	},
);

it.each(['timeoutAfterCommit', 'resetAfterCommit'] as const)(
	'does not call a cancellation too late that went through while its answer was lost: %s',
	async (kind) => {
		await send();
		warehouse.sandbox.addFault({ kind, operation: 'ordersUpdate' });
		const sent = await cancel([cancelled()], {}, { timeoutMs: 600 });
		expect([outcomesOf(sent), codesOf(sent), stages()]).toEqual([['unchanged'], [], ['Cancelled']]);
	},
);

it('is content with a cancellation that another run did between the look and the change', async () => {
	await send();
	warehouse.sandbox.addFault({ kind: 'rateLimited', operation: 'ordersUpdate' });
	warehouse.atNextWait(() => void warehouse.sandbox.change('cancelAtWarehouse', { reference: 'SHOP-1001' }));
	const sent = await cancel();
	expect([outcomesOf(sent), codesOf(sent)]).toEqual([['unchanged'], []]);
});

it('keeps the customer out of the problem when the vendor echoes everything', async () => {
	await useWarehouse({ allowEdits: 'off' });
	await send();
	const { error } = (await cancel()).problems[0]!;
	for (const personal of ['Example Person', 'person@example.com', 'Example Street', '555 0100'])
		expect(JSON.stringify(error)).not.toContain(personal);
});

import { REFUND_LINES_PAGE, REFUNDS_BY_ID } from '../../nodes/Shopify/refund/documents';
import { Shop } from './shopify-shop';

/* Refunds in the imitated shop, over real HTTP, read with the documents that read every refund. */

const shop = new Shop();
jest.setTimeout(240_000);

beforeEach(async () => await shop.open());
afterAll(async () => await shop.close());

interface Bag {
	readonly shopMoney: { readonly amount: string };
}

interface Refund {
	readonly id: string;
	readonly note: string | null;
	readonly order: { readonly name: string; readonly refunds: ReadonlyArray<{ readonly id: string }> };
	readonly return: { readonly exchangeLineItems: { readonly nodes: readonly unknown[] } } | null;
	readonly refundLineItems: {
		readonly nodes: ReadonlyArray<{ restockType: string; subtotalSet: Bag; totalTaxSet: Bag }>;
	};
	readonly refundShippingLines: { readonly nodes: ReadonlyArray<{ subtotalAmountSet: Bag; taxAmountSet: Bag }> };
	readonly orderAdjustments: { readonly nodes: ReadonlyArray<{ reason: string; amountSet: Bag }> };
	readonly transactions: {
		readonly nodes: ReadonlyArray<{ kind: string; status: string; processedAt: string | null; amountSet: Bag }>;
	};
}

const idOf = (number: number) => `gid://shopify/Order/${5_900_000_000_000 + number}`;
const REFUNDS = 'query R($id: ID!) { order(id: $id) { refunds(first: 10) { id } displayFinancialStatus } }';

/** Refunds something of an order, and reads all of its refunds whole. */
async function refunded(input: Record<string, unknown>): Promise<Refund[]> {
	const number = Number(input.number);
	await shop.sandbox.change('refund', input);
	const { order } = await shop.data<{ order: { refunds: Array<{ id: string }> } }>(REFUNDS, { id: idOf(number) });
	const ids = order.refunds.map(({ id }) => id);
	return (await shop.data<{ nodes: Refund[] }>(REFUNDS_BY_ID, { ids })).nodes;
}

const amounts = (bags: readonly Bag[]) => bags.map(({ shopMoney }) => shopMoney.amount);

beforeEach(async () => {
	await shop.sandbox.change('addOrder', {
		number: 3001,
		lines: [
			{ sku: 'MUG-BLUE', quantity: 2 },
			{ sku: 'MUG-WHITE', quantity: 1 },
		],
	});
});

it('a refund of everything names the goods, the shipping and the money', async () => {
	const [refund] = await refunded({ number: 3001, restock: true });
	expect(refund).toMatchObject({ note: null, return: null, order: { name: '#3001', refunds: [{ id: refund!.id }] } });
	expect(amounts(refund!.refundLineItems.nodes.map(({ subtotalSet }) => subtotalSet))).toEqual(['49.6', '24.8']);
	expect(refund!.refundLineItems.nodes.map(({ restockType }) => restockType)).toEqual(['CANCEL', 'CANCEL']);
	expect(amounts(refund!.refundShippingLines.nodes.map(({ subtotalAmountSet }) => subtotalAmountSet))).toEqual(['9.9']);
	expect(refund!.orderAdjustments.nodes).toEqual([]);
	expect(refund!.transactions.nodes).toMatchObject([
		{ kind: 'REFUND', status: 'SUCCESS', amountSet: { shopMoney: { amount: '84.3' } } },
	]);
});

it('two refunds of one moment have each its own money', async () => {
	await refunded({ number: 3001, lines: [{ line: 'MUG-BLUE', quantity: 1 }] });
	const [first, second] = await refunded({ number: 3001, lines: [{ line: 'MUG-WHITE', quantity: 1 }] });
	expect([first, second].map((each) => each!.transactions.nodes.length)).toEqual([1, 1]);
	expect(first!.order.refunds).toHaveLength(2);
});

it('money that is kept back is an adjustment with its reason', async () => {
	const [refund] = await refunded({
		number: 3001,
		lines: [{ line: 'MUG-BLUE', quantity: 1 }],
		keptBack: '5.00',
		reason: 'RESTOCK',
		note: 'Chipped',
	});
	expect(refund).toMatchObject({
		note: 'Chipped',
		orderAdjustments: { nodes: [{ reason: 'RESTOCK', amountSet: { shopMoney: { amount: '5.0' } } }] },
	});
	expect(amounts(refund!.transactions.nodes.map(({ amountSet }) => amountSet))).toEqual(['19.8']);
});

it('money that is on its way does not count as refunded until it comes through', async () => {
	const statusOf = async () =>
		(await shop.data<{ order: { displayFinancialStatus: string } }>(REFUNDS, { id: idOf(3001) })).order
			.displayFinancialStatus;
	const [refund] = await refunded({ number: 3001, money: 'PENDING' });
	expect(refund!.transactions.nodes).toMatchObject([{ status: 'PENDING', processedAt: null }]);
	expect(await statusOf()).toBe('PAID');
	shop.sandbox.advanceClock(60_000);
	await shop.sandbox.change('settleRefund', { number: 3001 });
	expect(await statusOf()).toBe('REFUNDED');
});

it('a refund without money has no transaction, and one with an exchange less of it', async () => {
	const [without] = await refunded({ number: 3001, lines: [{ line: 'MUG-WHITE' }], money: 'NONE' });
	expect(without!.transactions.nodes).toEqual([]);
	const [, exchanged] = await refunded({
		number: 3001,
		lines: [{ line: 'MUG-BLUE', quantity: 2 }],
		exchange: [{ sku: 'MUG-WHITE' }],
	});
	expect(exchanged!.return!.exchangeLineItems.nodes).toMatchObject([
		{ quantity: 1, lineItems: [{ sku: 'MUG-WHITE', quantity: 1 }] },
	]);
	expect(amounts(exchanged!.transactions.nodes.map(({ amountSet }) => amountSet))).toEqual(['24.8']);
});

it('lines come page by page, and a refund nobody has is null', async () => {
	const [refund] = await refunded({ number: 3001 });
	const page = await shop.data<{
		refund: { refundLineItems: { nodes: unknown[]; pageInfo: { hasNextPage: boolean } } };
	}>(REFUND_LINES_PAGE, { id: refund!.id, first: 1 });
	expect([page.refund.refundLineItems.nodes.length, page.refund.refundLineItems.pageInfo.hasNextPage]).toEqual([
		1,
		true,
	]);
	expect(await shop.data(REFUND_LINES_PAGE, { id: 'gid://shopify/Refund/1', first: 1 })).toEqual({ refund: null });
});

it('is refused without the rights that the schema’s map asks for', async () => {
	const [refund] = await refunded({
		number: 3001,
		lines: [{ line: 'MUG-BLUE', quantity: 1 }],
		exchange: [{ sku: 'MUG-WHITE' }],
	});
	await shop.sandbox.change('setScopes', { scopes: ['write_orders', 'write_products', 'read_locations'] });
	expect(await shop.codes(REFUNDS_BY_ID, { ids: [refund!.id] })).toContain('ACCESS_DENIED');
});

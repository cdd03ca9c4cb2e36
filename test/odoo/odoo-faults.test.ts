/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { orderOf, sending, stockUp, type Shelf } from '../support/books-suite';
import { ledgerFile } from '../support/engine';
import { openRoad, type FaultyRoad, type RoadFault } from '../support/faulty-road';
import { age } from '../support/ledger-clock';
import { openBooks, realPlace, type Books, type Place, type Protocol } from '../support/odoo-books';
import { outcomesOf } from '../support/warehouse';

/*
 * The road to a real Odoo 19 fails in the middle of a write: whatever became of the one call, after the next run there
 * is one order with one delivery, and one invoice.
 */

jest.setTimeout(180_000);

/** How long the node waits for an answer here, in place of half a minute; and longer than that. */
const PATIENCE_MS = 8_000;
const SLOW_MS = 9_000;
const HOUR_MS = 60 * 60_000;
const FAULTS: readonly RoadFault[] = ['cut', 'lost', 'slow'];

let place: Place | undefined;
afterAll(async () => await place?.close());

/** A call of a method, as either protocol spells it. */
const callOf = (model: string, method: string) => (path: string, body: string) =>
	path === `/json/2/${model}/${method}` || body.includes(`"${model}","${method}"`);

describe.each<Protocol>(['json2', 'jsonRpc'])('the road to a real Odoo 19 over %s', (protocol) => {
	let road: FaultyRoad;
	let books: Books;
	let shelf: Shelf;

	beforeAll(async () => {
		place ??= await realPlace();
		road = await openRoad(place.url, SLOW_MS);
		const { apiKey, database } = place;
		books = openBooks(place, { address: road.url, apiKey, protocol, database, user: 'admin' });
		shelf = await stockUp(books);
	});
	afterAll(async () => {
		books.close();
		await road.close();
	});

	/** Runs twice, hours apart, the first time with a call that goes wrong; answers what the second run said. */
	async function despite(
		fault: RoadFault,
		[model, method]: readonly [string, string],
		run: (more?: { timeoutMs: number }) => Promise<Answer>,
	) {
		const before = road.failed();
		road.fail(fault, callOf(model, method));
		const first = await run({ timeoutMs: PATIENCE_MS });
		expect(road.failed()).toBe(before + 1);
		// Either it was found out at once what became of it, or it is a problem; never both, never neither.
		expect(outcomesOf(first).length + first.problems.length).toBe(1);
		age(ledgerFile(books.folder), 4 * HOUR_MS);
		const second = await run();
		expect(second.problems).toEqual([]);
		age(ledgerFile(books.folder), 4 * HOUR_MS);
		expect(outcomesOf(await run())).toEqual(['unchanged']);
	}
	type Answer = Awaited<ReturnType<Books['run']>>;

	const saleOf = async (number: string) =>
		await books.rows(
			'sale.order',
			[['client_order_ref', '=', number]],
			['state', 'amount_total', 'date_order', 'order_line', 'picking_ids', 'invoice_ids'],
		);

	it.each(FAULTS.flatMap((fault) => (['load', 'action_confirm'] as const).map((method) => [fault, method] as const)))(
		'%s while an order is written (%s): it stands there once',
		async (fault, method) => {
			const order = orderOf(shelf);
			const items = [JSON.parse(JSON.stringify(order)) as IDataObject];
			await despite(fault, ['sale.order', method], async (more) => await books.run(sending(shelf), items, more));
			const rows = await saleOf(order.number);
			expect(rows).toMatchObject([{ state: 'sale', amount_total: 37.4, date_order: '2026-11-22 10:00:00' }]);
			expect([rows[0]!.order_line, rows[0]!.picking_ids]).toMatchObject([{ length: 5 }, { length: 1 }]);
		},
	);

	it.each(FAULTS)('%s while an invoice is made: it is made once', async (fault) => {
		const order = orderOf(shelf);
		const items = [JSON.parse(JSON.stringify(order)) as IDataObject];
		expect(outcomesOf(await books.run(sending(shelf), items))).toEqual(['created']);
		const create = { resource: 'invoice', operation: 'create' };
		const write = ['sale.advance.payment.inv', 'create_invoices'] as const;
		await despite(fault, write, async (more) => await books.run(create, items, more));
		const [row] = await saleOf(order.number);
		const invoices = await books.rows(
			'account.move',
			[['id', 'in', row!.invoice_ids]],
			['move_type', 'amount_total', 'invoice_date'],
		);
		expect(invoices).toMatchObject([{ move_type: 'out_invoice', amount_total: 37.4, invoice_date: '2026-11-22' }]);
	});
});

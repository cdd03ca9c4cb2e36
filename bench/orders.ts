/*
 * Orders of the shop forwarded to the warehouse, and the next run, which finds everything done.
 */
import { demoData, demoStart } from '../sandbox/demo-data';
import type { DemoData } from '../sandbox/kit';
import { SEND } from '../test/support/desk';
import { manyOrders } from '../test/support/many-orders';
import type { Step } from './run-process';
import { memory } from './stock';
import { clockTime, type Cell, type Table } from './table';
import { callsTo, Workshop } from './workshop';

const SIZES = [250, 1_000, 3_000];
const FIRST_NUMBER = 5_001;

export async function orders(): Promise<Table> {
	const rows: Cell[][] = [];
	for (const size of SIZES) rows.push(...(await forwarded(size, 'builtIn')));
	rows.push(...(await forwarded(SIZES[0] ?? 0, 'off')));
	const columns = ['', 'created', 'reads, shop', 'looks, warehouse', 'writes, warehouse', 'shop’s clock', 'memory'];
	return { title: 'Forwarding orders', columns, rows, note: NOTE };
}

const NOTE = `The sweep of the template, then *Create or Update*, on a Standard plan. Every order is looked for before it is
written, with a ledger too; the first ten of a route also under the numbers other connectors would have given. With the
ledger off there is no sweep: every order is read whole and looked for in every run, and since nobody knows what was
done, each under all those numbers. Nothing is written twice in either.`;

async function forwarded(size: number, ledger: 'builtIn' | 'off'): Promise<Cell[][]> {
	const workshop = await Workshop.open(shopWith(size));
	const steps = stepsWith(ledger, workshop.seed);
	const named = (what: string) =>
		`${size.toLocaleString('en-GB')} orders, ${ledger === 'off' ? 'ledger off, ' : ''}${what}`;
	try {
		const rows: Cell[][] = [];
		for (const what of ['first run', 'run again']) {
			const ran = await workshop.run(steps);
			const created = ran.items.filter(({ outcome }) => outcome === 'created').length;
			const writes = callsTo(ran, 'ogoship', ['ordersCreate']);
			const looks = callsTo(ran, 'ogoship') - writes;
			rows.push([named(what), created, callsTo(ran, 'shopify'), looks, writes, clockTime(ran.clockMs), memory(ran)]);
		}
		return rows;
	} finally {
		await workshop.close();
	}
}

export function shopWith(size: number): DemoData {
	const data = demoData(new Date().toISOString());
	return { ...data, orders: manyOrders(size, FIRST_NUMBER, data) };
}

/** Order: Get Many, and Order: Create or Update with the demo's settings. */
export function stepsWith(ledger: 'builtIn' | 'postgres' | 'off', seed: DemoData): [Step, Step] {
	const send = { ...SEND, forwardFrom: demoStart(seed.moment), ledger };
	const sweep = ledger === 'off' ? {} : { skipSettled: true, ledger };
	const getMany = { resource: 'order', operation: 'getAll', returnAll: true, filters: {}, ...sweep };
	return [
		{ type: 'shopify', parameters: getMany, next: [{ type: 'ogoship', parameters: send }] },
		{ type: 'ogoship', parameters: send },
	];
}

/*
 * A warehouse's stock brought into the shop by the nodes of the template, and by a call for each SKU.
 */
import { MAIN_LOCATION_ID } from '../nodes/Shopify/sandbox/locations';
import { demoData } from '../sandbox/demo-data';
import { PlainConnector } from '../test/support/plain-connector';
import { clockTime, megabytes, times, type Cell, type Table } from './table';
import { callsTo, Workshop, type Counted, type Counts, type Keys } from './workshop';

const SIZES = [1_000, 20_000];
const WRITES = ['levelsSet', 'levelActivate', 'plainSet'];

export const READ = {
	type: 'ogoship',
	parameters: { resource: 'stockLevel', operation: 'getAll', returnAll: true, filters: {} },
};
export const SET = {
	resource: 'stockLevel',
	operation: 'set',
	location: MAIN_LOCATION_ID,
	// A first filling changes everything, which is what the brake is for.
	levelOptions: { firstRun: 'apply', applyAnyway: true },
};

export async function stock(): Promise<Table> {
	const rows: Cell[][] = [];
	for (const size of SIZES) rows.push(...(await imported(size)));
	const calls = ['reads, warehouse', 'reads, shop', 'writes, shop', 'calls to the shop', 'against the first run'];
	return { title: 'Stock import', columns: ['', 'set', ...calls, 'shop’s clock', 'memory'], rows, note: NOTE };
}

const NOTE = `*A call for each SKU* is a connector as they are mostly written (\`test/support/plain-connector.ts\`). It compares
nothing, remembers nothing, and is spared the search for the shop’s item of each SKU. What it has more of writes than
SKUs was sent away by the shop’s limit and sent again. The shop’s clock, on a Standard plan, goes forward by what that
limit makes one wait; the time of this machine is in it too. Memory is the most that n8n’s engine with the nodes ever
held, in brackets what it held when it was loaded; n8n’s server is not in it.`;

async function imported(size: number): Promise<Cell[][]> {
	const workshop = await filled(size);
	const named = (what: string) => `${size.toLocaleString('en-GB')} levels, ${what}`;
	try {
		const steps = [READ, { type: 'shopify', parameters: SET }];
		const first = await workshop.run(steps);
		const second = await workshop.run(steps);
		const plain = await aCallForEach(workshop);
		return [
			[named('first run'), updated(first), ...counts(first, first), memory(first)],
			[named('run again'), updated(second), ...counts(second, first), memory(second)],
			[named('a call for each SKU'), size, ...counts(plain, first), '-'],
		];
	} finally {
		await workshop.close();
	}
}

/** A shop and a warehouse that know the same products and agree about none. */
export async function filled(size: number, ledger?: Keys): Promise<Workshop> {
	const seed = { ...demoData(new Date().toISOString()), orders: [], products: [] };
	const workshop = await Workshop.open(seed, ledger);
	await workshop.shop.change('fillCatalogue', { count: size, onHand: 100 });
	await workshop.warehouse.change('fillStock', { count: size });
	return workshop;
}

async function aCallForEach(workshop: Workshop): Promise<Counts> {
	const count = workshop.counter();
	const { items } = await workshop.run([READ]);
	const plain = new PlainConnector(workshop.shop, workshop.seed.shop.accessToken);
	for (const { sku, available } of items) await plain.set(String(sku), Number(available));
	return count();
}

const updated = ({ items }: Counted): number => items.filter(({ outcome }) => outcome === 'updated').length;

export const memory = ({ peak, loaded }: Counted): string => `${megabytes(peak)} (${megabytes(loaded)})`;

function counts(ran: Counts, first: Counts): Cell[] {
	const writes = callsTo(ran, 'shopify', WRITES);
	const all = callsTo(ran, 'shopify');
	const ratio = times(all, callsTo(first, 'shopify'));
	return [callsTo(ran, 'ogoship'), all - writes, writes, all, ratio, clockTime(ran.clockMs)];
}

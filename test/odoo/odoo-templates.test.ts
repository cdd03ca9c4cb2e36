/** @jest-environment ./test/support/jest-environment.js */
import { demoData } from '../../sandbox/demo-data';
import { compareBackOffice } from '../../sandbox/demo-back-office-report';
import { BACK_OFFICE_STORIES } from '../../sandbox/demo-back-office';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import { openBooks, realPlace, type Books, type Place } from '../support/odoo-books';
import { openOffice, type Office } from '../support/odoo-office';
import { Standing } from '../support/standing';

/*
 * Every template between the shop and Odoo, as it is shipped, in a real n8n, over a real Odoo 19: the demo's company,
 * its people and its judge, with a real Odoo where the sandbox stands elsewhere.
 */

jest.setTimeout(10 * 60_000);

/** As many plain orders as the stories need; an Odoo of this size takes seconds for the life of one. */
const PLAIN_ORDERS = 16;

/** What cannot be done and is told; every other template has no problem to tell. */
const PROBLEMS: Readonly<Record<string, readonly string[]>> = {
	'orders-from-shopify-to-odoo': ['ADDRESS_MISSING', 'UNKNOWN_SKU'],
	'cancellations-from-shopify-to-odoo': ['CANCEL_TOO_LATE'],
};

const LATE = [
	'orders-from-shopify-to-odoo',
	'invoices-and-payments-from-shopify-to-odoo',
	'cancellations-from-shopify-to-odoo',
	'stock-from-odoo-to-shopify',
];

let place: Place;
let books: Books;
let office: Office;
let standing: Standing;
const workflows = new Map<string, string>();

beforeAll(async () => {
	place = await realPlace();
	const { apiKey, database, url } = place;
	const credential = { address: url, apiKey, database, user: 'admin', protocol: 'json2', language: 'en_US' };
	books = openBooks(place, credential);
	const data = demoData(new Date().toISOString());
	const isPlain = ({ plant }: (typeof data.orders)[number]) => plant === 'plain';
	const kept = new Set(data.orders.filter(isPlain).slice(-PLAIN_ORDERS));
	const orders = data.orders.filter((order) => !isPlain(order) || kept.has(order));
	standing = await Standing.up({ only: ['shopify'], data: { ...data, orders } });
	await standing.api.createCredential('odooCommerceApi', 'Odoo Commerce account', credential);
	office = await openOffice(books, standing.sandboxes.data);
});

afterAll(async () => {
	await standing?.down();
	books?.close();
	await place?.close();
});

async function run(story: string): Promise<Execution> {
	const execution = await standing.api.run(workflows.get(story)!, 'Start by Hand', { timeoutMs: 300_000 });
	expect([story, execution.status, execution.error?.message]).toEqual([story, 'success', undefined]);
	await office.look();
	return execution;
}

interface Answer {
	readonly outcome?: string;
	readonly error?: { readonly code: string };
}

/** What the nodes that write said, of all lanes; a reading has no outcome. */
const said = (execution: Execution) =>
	Object.keys(execution.runData)
		.flatMap((node) => [...itemsOf(execution, node), ...itemsOf(execution, node, 1)] as Answer[])
		.filter(({ outcome, error }) => outcome !== undefined || error !== undefined);
const codes = (answers: readonly Answer[]) => [...new Set(answers.flatMap(({ error }) => error?.code ?? []))].sort();
const outcomes = (answers: readonly Answer[]) => new Set(answers.map(({ outcome }) => outcome));

it.each(BACK_OFFICE_STORIES.map(({ story }) => story))('%s', async (story) => {
	const { before, after = [] } = BACK_OFFICE_STORIES.find((each) => each.story === story)!;
	await before?.(office.beside(standing.sandboxes));
	for (const earlier of after) await run(earlier);
	workflows.set(story, (await standing.import(story, office.settings[story])).id);
	const answers = said(await run(story));
	expect(codes(answers)).toEqual(PROBLEMS[story] ?? []);
	// What compares writes nothing.
	const writes = !/comparison|drift/.test(story);
	expect(['created', 'updated'].some((each) => outcomes(answers).has(each)) || story.startsWith('cancel')).toBe(writes);
});

it('makes nothing a second time, and shop and Odoo say the same', async () => {
	// What came into the shop since its orders were last looked for.
	for (const story of LATE) await run(story);
	for (const { story } of BACK_OFFICE_STORIES) {
		const answers = said(await run(story));
		expect([story, outcomes(answers).has('created')]).toEqual([story, false]);
	}
	const { orders, stock, shipments, invoices } = compareBackOffice(
		standing.sandboxes.of('shopify').state(),
		office.view(),
	);
	expect([orders, stock, shipments, invoices].flatMap(({ differences }) => differences)).toEqual([]);
	expect(orders.counts.other).toBeGreaterThan(PLAIN_ORDERS);
	expect(shipments.counts.other).toBeGreaterThan(8);
	expect(invoices.counts.other).toBeGreaterThan(PLAIN_ORDERS);
});

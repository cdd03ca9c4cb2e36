/** @jest-environment ./test/support/jest-environment.js */
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
	standing = await Standing.up({ only: ['shopify'] });
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

/** What the nodes that write said, of all lanes. */
const said = (execution: Execution) =>
	Object.keys(execution.runData)
		.filter((node) => / (to|in) (Odoo|Shopify)$/.test(node) && !/^(Read|Sweep|Orders|Stock|Shipments) /.test(node))
		.flatMap((node) => [...itemsOf(execution, node), ...itemsOf(execution, node, 1)]) as ReadonlyArray<{
		readonly outcome?: string;
		readonly error?: { readonly code: string; readonly message: string };
	}>;
const counted = (words: ReadonlyArray<string | undefined>) =>
	Object.fromEntries([...new Set(words)].map((word) => [word, words.filter((each) => each === word).length]));

const compared = () => compareBackOffice(standing.sandboxes.of('shopify').state(), office.view());

it.each(BACK_OFFICE_STORIES.map(({ story }) => story))('%s', async (story) => {
	const { before, after = [] } = BACK_OFFICE_STORIES.find((each) => each.story === story)!;
	await before?.(office.beside(standing.sandboxes));
	for (const earlier of after) await run(earlier);
	workflows.set(story, (await standing.import(story, office.settings[story])).id);
	const answers = said(await run(story));
	console.log(
		story,
		counted(answers.map(({ outcome, error }) => error?.code ?? outcome)),
		answers.filter(({ error }) => error).map(({ error }) => error?.message),
	);
});

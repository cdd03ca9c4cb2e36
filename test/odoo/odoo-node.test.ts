/** @jest-environment ./test/support/jest-environment.js */
import { openBooks, type Books, type Place, type Protocol } from '../support/odoo-books';
import { booksSuite } from '../support/books-suite';
import { startOdoo } from '../support/odoo';

/*
 * The Odoo node over a real Odoo 19, in both protocols: the stories that its sandbox passes too.
 */

jest.setTimeout(120_000);

let place: Place | undefined;

/** One Odoo for both: each has its own products, customers and orders in it. */
async function standing(): Promise<Place> {
	if (!place) {
		const { url, database, apiKey, stop } = await startOdoo();
		place = { url, database, apiKey, close: stop };
		await setUp(openBooks(place, {}));
	}
	return place;
}

/**
 * A new company keeps its books in US dollars, which may be changed as long as nothing is booked; a second currency
 * brings price lists along, the first one in the old currency. Bank statements need a group that nobody has.
 */
async function setUp(books: Books): Promise<void> {
	const [euro] = await books.rows(
		'res.currency',
		[
			['name', '=', 'EUR'],
			['active', 'in', [true, false]],
		],
		['name'],
	);
	await books.ask('res.currency', 'write', [[euro!.id], { active: true }]);
	const [company] = await books.rows('res.company', [], ['name']);
	await books.ask('res.company', 'write', [[company!.id], { currency_id: euro!.id }]);
	const lists = await books.rows('product.pricelist', [], ['name']);
	await books.ask('product.pricelist', 'write', [lists.map(({ id }) => id), { currency_id: euro!.id }]);
	const reference = { module: 'account', xml_id: 'group_account_basic' };
	const [, basic] = await books.ask<[string, number]>('ir.model.data', 'check_object_reference', [], reference);
	await books.ask('res.users', 'write', [[2], { group_ids: [[4, basic]] }]);
	books.close();
}

afterAll(async () => await place?.close());

describe.each<Protocol>(['json2', 'jsonRpc'])('a real Odoo 19 over %s', (protocol) => {
	let books: Books;
	afterAll(() => books.close());
	booksSuite(async () => {
		const { apiKey, database } = await standing();
		books = openBooks(place!, { apiKey, protocol, database, user: 'admin' });
		return books;
	});
});

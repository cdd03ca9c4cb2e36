/** @jest-environment ./test/support/jest-environment.js */
import { openBooks, realPlace, type Books, type Place, type Protocol } from '../support/odoo-books';
import { booksSuite } from '../support/books-suite';

/*
 * The Odoo node over a real Odoo 19, in both protocols: the stories that its sandbox passes too.
 */

jest.setTimeout(120_000);

let place: Place | undefined;

afterAll(async () => await place?.close());

describe.each<Protocol>(['json2', 'jsonRpc'])('a real Odoo 19 over %s', (protocol) => {
	let books: Books;
	afterAll(() => books.close());
	booksSuite(async () => {
		// One Odoo for both: each has its own products, customers and orders in it.
		place ??= await realPlace();
		const { apiKey, database } = place;
		books = openBooks(place, { apiKey, protocol, database, user: 'admin' });
		return books;
	});
});

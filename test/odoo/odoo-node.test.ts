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
		await keepInEuro(openBooks(place, {}));
	}
	return place;
}

/** A new company keeps its books in US dollars, which may be changed as long as nothing is booked. */
async function keepInEuro(books: Books): Promise<void> {
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

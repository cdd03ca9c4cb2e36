/** @jest-environment ./test/support/jest-environment.js */
import { openSandboxBooks, type Protocol, type SandboxBooks } from '../support/odoo-books';
import { booksSuite } from '../support/books-suite';

/*
 * The Odoo node over the sandbox: 19 in both protocols, and the versions before it.
 */

describe.each<[string, Protocol]>([
	['19', 'json2'],
	['19', 'jsonRpc'],
	['18', 'jsonRpc'],
	['17', 'jsonRpc'],
	['16', 'jsonRpc'],
])('Odoo %s over %s', (version, protocol) => {
	let books: SandboxBooks;
	afterAll(async () => await books.closeAll());
	booksSuite(async () => (books = await openSandboxBooks(protocol, { version })));
});

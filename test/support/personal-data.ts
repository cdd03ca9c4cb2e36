import type { DatabaseSync } from 'node:sqlite';

import { demoPerson } from '../../sandbox/demo-data';

/*
 * What must stand in no ledger and no log: names, e-mail addresses, phone numbers, streets and the secrets of
 * credentials, however they are spelled there.
 */

/** Somebody made up whose every word stands nowhere else. */
export const PERSON = {
	firstName: 'Quillon',
	lastName: 'Vexworth',
	name: 'Quillon Vexworth',
	company: 'Brindlemoor Oy',
	email: 'quillon.vexworth@example.com',
	phone: '+358 555 7341 882',
	address1: 'Zebrawood Crescent 4471',
	address2: 'Flat Q',
	zip: '90475',
	city: 'Okanville',
	countryCode: 'FI',
} as const;

const WORDS_OF_PERSON = ['Quillon', 'Vexworth', 'Brindlemoor', 'Zebrawood', 'Okanville', '5557341882', '7341 882'];

/** Everybody of the demo data: as many as it has orders. */
const PEOPLE = Array.from({ length: 60 }, (_, index) => demoPerson(index + 1));

/** Texts by which a person is known. */
export const PERSONAL: readonly string[] = [
	...WORDS_OF_PERSON,
	...PEOPLE.flatMap(({ firstName, lastName, email, phone, address1, zip, city }) => [
		...[`${firstName} ${lastName}`, `${lastName} ${firstName}`, email, phone, phone.slice(4), address1],
		...[`${zip} ${city}`],
	]),
	// Whom the warehouse's own orders are for.
	...['Example Customer', 'customer@example.com'],
];

/** The secrets among the values of credentials, tokens that were given out included. */
export function secretsOf(...credentials: ReadonlyArray<Readonly<Record<string, unknown>>>): string[] {
	const named = (name: string) => /secret|token|password|key$/i.test(name);
	return credentials
		.flatMap((values) => Object.entries(values).filter(([name]) => named(name)))
		.map(([, value]) => value)
		.filter((value): value is string => typeof value === 'string' && value.length >= 6);
}

/** Those of the texts that stand in another, whatever became of case, blanks, marks and escapes. */
export function tracesIn(haystack: string, needles: readonly string[]): string[] {
	const plain = [haystack, unescaped(haystack)].map(bare);
	return [...new Set(needles)].filter((needle) => plain.some((text) => text.includes(bare(needle))));
}

/** Letters and digits alone, in lower case. */
const bare = (text: string) =>
	text
		.normalize('NFC')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');

/** JSON's and URLs' escapes undone, several layers of them. */
function unescaped(text: string): string {
	const once = text
		.replace(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
		.replace(/(?:%[0-9a-f]{2})+/gi, percentDecoded);
	return once === text ? text : unescaped(once);
}

function percentDecoded(bytes: string): string {
	try {
		return decodeURIComponent(bytes);
	} catch {
		return '';
	}
}

/** Every row of every table of a ledger file, as text. */
export function ledgerDump(path: string): string {
	// Not imported: jest 29 resolves no built-in module that is known only by its node: name.
	const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
	const database: DatabaseSync = new Database(path, { readOnly: true });
	const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).all();
	const rows = tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${String(name)}"`).all()]);
	database.close();
	return JSON.stringify(rows);
}

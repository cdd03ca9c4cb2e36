/** @jest-environment ./test/support/jest-environment.js */
import { readFileSync } from 'node:fs';
import type { IDataObject } from 'n8n-workflow';

import { customerSchema } from '../../core/model/customer';
import { demoPerson } from '../../sandbox/demo-data';
import { calls, jsonOf, openDesk, type Desk } from '../support/desk';
import { ledgerFile, type NodeRunAnswer } from '../support/engine';
import { ledgerDump } from '../support/personal-data';

/*
 * Customers written to the shop and read from it as n8n runs it, over the sandbox of the shop. Everybody in it is made up.
 */

let desk: Desk;

beforeEach(async () => {
	desk = await openDesk();
});

afterEach(async () => await desk.close());

// ------------------------------------------------------------------ the shop and the source

interface Standing {
	readonly id: string;
	readonly firstName: string | null;
	readonly lastName: string | null;
	readonly note: string | null;
	readonly tags: readonly string[];
	readonly defaultEmailAddress: { readonly emailAddress: string } | null;
	readonly defaultPhoneNumber: { readonly phoneNumber: string } | null;
	readonly addressesV2: { readonly nodes: ReadonlyArray<Readonly<Record<string, unknown>>> };
}

/** A customer as the shop shows it to another app. */
async function standing(identifier: object): Promise<Standing | null> {
	const query = `query Look($identifier: CustomerIdentifierInput!) {
		customerByIdentifier(identifier: $identifier) {
			id firstName lastName note tags
			defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
			addressesV2(first: 250) { nodes { firstName lastName company address1 zip city countryCodeV2 phone } }
		}
	}`;
	return (await graphql<{ customerByIdentifier: Standing | null }>(query, { identifier })).customerByIdentifier;
}

async function graphql<T>(query: string, variables: object): Promise<T> {
	const answer = await fetch(`${desk.shop.url}/admin/api/2026-10/graphql.json`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-shopify-access-token': 'demo-shop-access-token' },
		body: JSON.stringify({ query, variables }),
	});
	const body = (await answer.json()) as { data: T; errors?: unknown };
	expect(body.errors).toBeUndefined();
	return body.data;
}

/** What another app sets. */
async function setInShop(email: string, input: object): Promise<void> {
	const query = `mutation Make($identifier: CustomerSetIdentifiers!, $input: CustomerSetInput!) {
		customerSet(identifier: $identifier, input: $input) { userErrors { message } }
	}`;
	await graphql(query, { identifier: { email }, input: { email, ...input } });
}

const EMAIL = 'testi.esimerkki@example.com';

function customer(id: string, fields: IDataObject = {}): IDataObject {
	return {
		kind: 'customer',
		origin: { system: 'unleashed', account: 'api-1', id, number: id, seenAt: '2026-11-22T10:00:00.000Z' },
		number: id,
		email: EMAIL,
		...fields,
	};
}

const ADDRESS = {
	name: 'Testi Esimerkki',
	address1: 'Esimerkkikatu 900',
	zip: '00100',
	city: 'Helsinki',
	countryCode: 'FI',
};

const UPSERT = { resource: 'customer', operation: 'upsert' };

interface Answer extends NodeRunAnswer {
	readonly results: IDataObject[];
	readonly problems: IDataObject[];
}

async function upsert(
	items: IDataObject[],
	customerOptions: IDataObject = {},
	parameters: IDataObject = {},
): Promise<Answer> {
	const answer = await desk.shopify(
		{ ...UPSERT, customerOptions, ...parameters },
		{ items, onError: 'continueErrorOutput' },
	);
	return { ...answer, results: jsonOf(answer.outputs[0]), problems: jsonOf(answer.outputs[1]) };
}

const outcomes = ({ results }: Answer) => results.map(({ outcome }) => outcome);
const codes = ({ problems }: Answer) => problems.map(({ error }) => (error as IDataObject).code);
const sets = () => calls(desk.shop, 'customerSet');
const inputs = () => sets().map(({ body }) => (body as { variables: { input: IDataObject } }).variables.input);

// ------------------------------------------------------------------ create and update

it('makes a customer, and leaves one who stands there just so', async () => {
	const record = customer('C-1', {
		firstName: 'Testi',
		lastName: 'Esimerkki',
		phone: '+358 555 7001',
		note: 'Pays by invoice',
		tags: ['wholesale'],
		addresses: [ADDRESS],
	});
	const answer = await upsert([record]);
	expect([outcomes(answer), codes(answer)]).toEqual([['created'], []]);
	const there = (await standing({ emailAddress: EMAIL }))!;
	expect(there).toMatchObject({
		firstName: 'Testi',
		lastName: 'Esimerkki',
		note: 'Pays by invoice',
		tags: ['wholesale'],
		defaultPhoneNumber: { phoneNumber: '+3585557001' },
		addressesV2: { nodes: [{ address1: 'Esimerkkikatu 900', countryCodeV2: 'FI', firstName: 'Testi' }] },
	});
	expect(answer.results[0]).toMatchObject({
		target: { id: there.id, number: there.id.split('/').pop(), url: expect.stringContaining('/admin/customers/') },
	});
	expect(outcomes(await upsert([record]))).toEqual(['unchanged']);
	// A newer reading of the same customer finds nothing to change: nothing is sent.
	const newer = { ...record, name: 'Testi Esimerkki', updatedAt: '2026-11-22T12:00:00.000Z', phone: '00358555-7001' };
	expect(outcomes(await upsert([newer]))).toEqual(['unchanged']);
	expect(sets()).toHaveLength(1);
});

it('adopts a customer the shop knows already, and changes only what differs', async () => {
	const { email, firstName, lastName } = demoPerson(4);
	const there = (await standing({ emailAddress: email }))!;
	const answer = await upsert([
		customer('C-1', { email: email.toUpperCase(), name: `${firstName} ${lastName}`, note: 'Known' }),
	]);
	expect(outcomes(answer)).toEqual(['updated']);
	expect(inputs()).toEqual([{ note: 'Known' }]);
	expect(await standing({ emailAddress: email })).toMatchObject({
		id: there.id,
		firstName,
		lastName,
		addressesV2: there.addressesV2,
	});
});

it('keeps tags and addresses the shop has, and replaces them only when told so', async () => {
	await setInShop(EMAIL, {
		lastName: 'Esimerkki',
		tags: ['vip', 'old'],
		addresses: [
			{ address1: 'Vanhakatu 1', city: 'Turku', countryCode: 'FI', phone: '+3585551' },
			{ address1: 'Esimerkkikatu 900', zip: '00100', city: 'HELSINKI', countryCode: 'FI' },
		],
	});
	const record = customer('C-1', { tags: ['wholesale', 'vip'], addresses: [{ ...ADDRESS, phone: '+358555900' }] });
	expect(outcomes(await upsert([record]))).toEqual(['updated']);
	const merged = (await standing({ emailAddress: EMAIL }))!;
	expect(merged.tags).toEqual(['old', 'vip', 'wholesale']);
	expect(merged.addressesV2.nodes.map(({ address1, phone }) => [address1, phone]).sort()).toEqual([
		['Esimerkkikatu 900', '+358555900'],
		['Vanhakatu 1', '+3585551'],
	]);
	expect(outcomes(await upsert([customer('C-1', { ...record, number: 'C-1b' })]))).toEqual(['unchanged']);

	const replace = { addresses: 'replace', tags: 'replace' };
	expect(outcomes(await upsert([{ ...record, note: 'now just these' }], replace))).toEqual(['updated']);
	const replaced = (await standing({ emailAddress: EMAIL }))!;
	expect(replaced.tags).toEqual(['vip', 'wholesale']);
	expect(replaced.addressesV2.nodes.map(({ address1 }) => address1)).toEqual(['Esimerkkikatu 900']);
});

it('leaves what is absent, and clears what is null', async () => {
	await setInShop(EMAIL, { firstName: 'Testi', lastName: 'Esimerkki', note: 'old', tags: ['vip'] });
	await upsert([customer('C-1', { tags: ['vip'] })]);
	expect(sets().filter(({ body }) => JSON.stringify(body).includes('CustomerSet('))).toHaveLength(0);
	await upsert([customer('C-1', { note: null, tags: null })]);
	expect(await standing({ emailAddress: EMAIL })).toMatchObject({ firstName: 'Testi', note: null, tags: [] });
});

it('finds by telephone where there is no e-mail, and leaves the shop’s e-mail alone', async () => {
	const { phone, email } = demoPerson(7);
	const answer = await upsert([
		customer('C-7', { email: null, phone: ` ${phone.slice(0, 7)} ${phone.slice(7)}`, note: 'by phone' }),
	]);
	expect(outcomes(answer)).toEqual(['updated']);
	expect(await standing({ emailAddress: email })).toMatchObject({
		note: 'by phone',
		defaultPhoneNumber: { phoneNumber: phone },
	});
});

it('follows a customer whose e-mail changed at the source', async () => {
	await upsert([customer('C-1', { lastName: 'Esimerkki' })]);
	const { id } = (await standing({ emailAddress: EMAIL }))!;
	const answer = await upsert([customer('C-1', { lastName: 'Esimerkki', email: 'uusi@example.com' })]);
	expect([outcomes(answer), codes(answer)]).toEqual([['updated'], []]);
	expect(await standing({ emailAddress: 'uusi@example.com' })).toMatchObject({ id });
	expect(await standing({ emailAddress: EMAIL })).toBeNull();
});

it('follows the pages of a customer’s addresses before it merges any', async () => {
	const addresses = Array.from({ length: 30 }, (_, index) => ({
		address1: `Katu ${index}`,
		city: 'Turku',
		countryCode: 'FI',
	}));
	await setInShop(EMAIL, { lastName: 'Esimerkki', addresses });
	await upsert([customer('C-1', { addresses: [ADDRESS] })]);
	expect((await standing({ emailAddress: EMAIL }))!.addressesV2.nodes).toHaveLength(31);
});

// ------------------------------------------------------------------ what cannot be

it('finds a customer without e-mail and telephone by a custom id alone', async () => {
	const record = customer('C-9', { email: '', phone: null, lastName: 'Esimerkki' });
	expect(codes(await upsert([record]))).toEqual(['CUSTOMER_KEY_MISSING']);
	const bad = await upsert([record], { customId: 'no point' });
	expect(codes(bad)).toEqual(['SETUP_PARAMETER']);
	expect(sets()).toEqual([]);
});

it('writes one of two records for the same person, and asks about the other', async () => {
	const answer = await upsert([
		customer('C-1', { lastName: 'Esimerkki' }),
		customer('C-2', { lastName: 'Toinen' }),
		customer('C-3', { email: 'kolmas@example.com', lastName: 'Kolmas' }),
	]);
	expect([outcomes(answer), codes(answer)]).toEqual([['created', 'created'], ['SHARED_KEY']]);
	expect((answer.problems[0]!.error as IDataObject).message).toMatch(/Customer C-2.*C-1/);
	expect(await standing({ emailAddress: EMAIL })).toMatchObject({ lastName: 'Esimerkki' });
});

it('says what the shop refused, without anything of the person', async () => {
	const { phone } = demoPerson(3);
	const answer = await upsert([
		customer('C-1', { lastName: 'Esimerkki', phone }),
		customer('C-2', { email: 'no e-mail at all', lastName: 'Mallinen' }),
		customer('C-3', { email: 'ok@example.com', lastName: 'Kolmas' }),
	]);
	expect([outcomes(answer), codes(answer)]).toEqual([['created'], ['REFUSED', 'REFUSED']]);
	const [taken, invalid] = answer.problems.map(({ error }) => error as { message: string; description: string });
	expect(taken!.message).toContain('TAKEN');
	expect(invalid!.message).toContain('INVALID');
	for (const text of [taken!, invalid!].flatMap(({ message, description }) => [message, description]))
		expect(text).not.toMatch(/Esimerkki|Mallinen|no e-mail at all|\+358/);
});

it('makes one customer when the answer is lost', async () => {
	desk.shop.addFault({ kind: 'resetAfterCommit', operation: 'customerSet', times: 2 });
	const answer = await upsert([customer('C-1', { lastName: 'Esimerkki' })]);
	expect([outcomes(answer), codes(answer)]).toEqual([['created'], []]);
	desk.shop.addFault({ kind: 'resetAfterCommit', operation: 'customerSet', times: 5 });
	expect(outcomes(await upsert([customer('C-2', { email: 'toinen@example.com', lastName: 'Toinen' })]))).toEqual([
		'created',
	]);
	const people = (desk.shop.state() as { customers: unknown[] }).customers.length;
	await upsert([customer('C-2', { email: 'toinen@example.com', lastName: 'Toinen' })]);
	expect((desk.shop.state() as { customers: unknown[] }).customers).toHaveLength(people);
});

it('shows what it would write, and writes nothing', async () => {
	const { email } = demoPerson(4);
	const answer = await upsert(
		[customer('C-1', { lastName: 'Esimerkki' }), customer('C-2', { email, note: 'Known' })],
		{},
		{ previewOnly: true },
	);
	expect(answer.results.map(({ preview }) => (preview as IDataObject).would).sort()).toEqual(['create', 'update']);
	expect(answer.results.find(({ number }) => number === 'C-2')).toMatchObject({
		preview: { changes: [{ field: 'note', before: null, after: 'Known' }] },
	});
	expect(sets()).toEqual([]);
});

it('keeps nothing of the person in the ledger', async () => {
	await upsert([
		customer('C-1', { firstName: 'Testi', lastName: 'Esimerkki', phone: '+3585557001', addresses: [ADDRESS] }),
	]);
	await upsert([customer('C-2', { email: 'no e-mail at all', lastName: 'Mallinen' })]);
	for (const suffix of ['', '-wal']) {
		let bytes = '';
		try {
			bytes = readFileSync(`${ledgerFile(desk.folder)}${suffix}`, 'latin1');
		} catch {
			continue;
		}
		expect(bytes).not.toMatch(/Esimerkki|Mallinen|example\.com|5557001|no e-mail/i);
	}
});

it('keeps a customer whose ID is an e-mail under keys that only this ledger can make of it', async () => {
	const keys = new Set<unknown>();
	for (const another of [false, true]) {
		if (another) {
			await desk.close();
			desk = await openDesk();
		}
		expect(outcomes(await upsert([customer(EMAIL)]))).toEqual(['created']);
		expect(outcomes(await upsert([customer(EMAIL)]))).toEqual(['unchanged']);
		const kept = /"source_key":"([^"]*)".*"document_key":"([^"]*)"/.exec(ledgerDump(ledgerFile(desk.folder)))!;
		for (const key of kept.slice(1)) {
			expect(key).toMatch(/^[0-9a-f]{64}$/);
			keys.add(key);
		}
	}
	expect(keys.size).toBe(4);
});

it('sorts out hostile and broken records, and writes the others', async () => {
	const answer = await upsert([
		{ kind: 'order', number: '1' },
		{ ...customer('C-0'), origin: undefined } as IDataObject,
		customer('C-1', { email: 5 as unknown as string }),
		customer('C-2', { email: `a'@example.com`, lastName: '"; mutation { x }' }),
		customer('C-3', { email: 'b@example.com', lastName: 'X'.repeat(300) }),
		customer('C-4', { email: 'c@example.com', addresses: [{ countryCode: 'Finland' }] }),
		customer('C-5', {
			email: 'd@example.com',
			lastName: 'Viides',
			addresses: [{ name: 'nobody' }, {}],
			tags: ['', ' '],
		}),
	]);
	expect(codes(answer).sort()).toEqual(['FIELD_INVALID', 'FIELD_INVALID', 'NO_ORIGIN', 'REFUSED', 'WRONG_KIND'].sort());
	expect(answer.results.map(({ number }) => number)).toEqual(['C-2', 'C-5']);
	expect(await standing({ emailAddress: 'd@example.com' })).toMatchObject({ addressesV2: { nodes: [] }, tags: [] });
});

// ------------------------------------------------------------------ reading

const GET_MANY = { resource: 'customer', operation: 'getAll', returnAll: true };

async function getMany(parameters: IDataObject = {}): Promise<IDataObject[]> {
	return jsonOf((await desk.shopify({ ...GET_MANY, ...parameters })).outputs[0]);
}

it('reads every customer of the shop whole, as a customer other systems can take', async () => {
	const customers = await getMany();
	const { customers: all } = desk.shop.state() as { customers: ReadonlyArray<{ id: string }> };
	expect(customers.map(({ reference }) => reference).sort()).toEqual(all.map(({ id }) => id).sort());
	for (const each of customers) expect(customerSchema.safeParse(each).error?.issues ?? []).toEqual([]);
	const { email, firstName, lastName, address1, phone } = demoPerson(1);
	expect(customers.find((each) => each.email === email)).toMatchObject({
		...{ name: `${firstName} ${lastName}`, firstName, lastName, phone },
		addresses: [expect.objectContaining({ address1, countryCode: 'FI' })],
	});
});

it('reads customers by id, with every one of many addresses', async () => {
	const addresses = Array.from({ length: 45 }, (_, at) => ({
		address1: `Street ${at + 1}`,
		city: 'Oulu',
		countryCode: 'FI',
	}));
	await setInShop('many@example.com', { email: 'many@example.com', addresses });
	const there = await standing({ emailAddress: 'many@example.com' });
	const answer = await desk.shopify(
		{ resource: 'customer', operation: 'get', idFrom: 'id', id: there!.id },
		{ items: [{}] },
	);
	const [whole] = jsonOf(answer.outputs[0]);
	expect((whole!.addresses as IDataObject[]).map(({ address1 }) => address1)).toEqual(
		addresses.map(({ address1 }) => address1),
	);
});

it('reads customers with a tag, and those that changed after a moment', async () => {
	const changedAfter = new Date(Date.now() + 5 * 60_000).toISOString();
	desk.shop.advanceClock(10 * 60_000);
	await setInShop('new@example.com', { email: 'new@example.com', tags: ['wholesale'] });
	const emails = async (filters: IDataObject) => (await getMany({ filters })).map(({ email }) => email);
	expect(await emails({ tags: 'Wholesale, other' })).toEqual(['new@example.com']);
	expect(await emails({ changedAfter })).toEqual(['new@example.com']);
	expect(await getMany({ returnAll: false, limit: 2 })).toHaveLength(2);
});

it('reads a customer that it wrote as the one that was written', async () => {
	const record = customer('C-9', {
		email: 'nine@example.com',
		firstName: 'Nine',
		lastName: 'Buyer',
		tags: ['b2b'],
		addresses: [ADDRESS],
	});
	await upsert([record]);
	const read = (await getMany()).find(({ email }) => email === 'nine@example.com')!;
	expect(read).toMatchObject({ firstName: 'Nine', lastName: 'Buyer', tags: ['b2b'], addresses: [ADDRESS] });
	// Sent back, it changes nothing.
	const [answer] = (await upsert([{ ...read, origin: { ...(read.origin as IDataObject), account: 'elsewhere' } }]))
		.results;
	expect(answer).toMatchObject({ outcome: 'unchanged' });
});

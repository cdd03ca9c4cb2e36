/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { calls, jsonOf, openDesk, type Desk } from '../support/desk';

/*
 * Companies written to the shop as n8n runs it, over the sandbox of the shop. Everybody in it is made up.
 */

let desk: Desk;

beforeEach(async () => {
	desk = await openDesk();
});

afterEach(async () => await desk.close());

interface Company {
	readonly id: string;
	readonly name: string;
	readonly externalId: string | null;
	readonly location: readonly string[];
}
const companies = () => (desk.shop.state() as { companies: Company[] }).companies;

let minutes = 0;

/** A retailer as *Retailer: Get Many* of Le New Black reads it; each reading is newer than the one before. */
function retailer(changes: IDataObject = {}): IDataObject {
	const at = new Date(Date.parse('2026-11-22T10:00:00Z') + ++minutes * 60_000).toISOString();
	return {
		...{
			kind: 'customer',
			number: 'C-0077',
			reference: 'C-0077',
			company: 'Example House',
			vatNumber: 'FR00000000000',
		},
		origin: { system: 'leNewBlack', account: 'demo-brand-client', id: 'R-1', seenAt: at },
		addresses: [{ name: 'Ada Buyer', address1: '1 Example Street', zip: '75002', city: 'Paris', countryCode: 'FR' }],
		updatedAt: at,
		...changes,
	};
}

async function upsert(record: IDataObject, more: IDataObject = {}) {
	const parameters = { resource: 'company', operation: 'upsert', ...more };
	const { outputs } = await desk.shopify(parameters, { items: [record], onError: 'continueErrorOutput' });
	const errors = jsonOf(outputs[1]).map(({ error }) => error as { code: string; message: string; description: string });
	return { results: jsonOf(outputs[0]), errors };
}
const outcomes = ({ results, errors }: Awaited<ReturnType<typeof upsert>>) => [
	...results.map(({ outcome }) => outcome),
	...errors.map(({ code }) => code),
];

it('makes a company once under its reference, with its first address and its tax number', async () => {
	const made = await upsert(retailer());
	expect(outcomes(made)).toEqual(['created']);
	expect(companies()).toMatchObject([
		{
			...{ name: 'Example House', externalId: 'C-0077' },
			location: ['billingSameAsShipping', 'name', 'shippingAddress', 'taxRegistrationId'],
		},
	]);
	const number = companies()[0]!.id.split('/').pop();
	expect(made.results[0]!.target).toMatchObject({
		url: `https://${desk.data.shop.domain}/admin/companies/${number}`,
	});
	expect(outcomes(await upsert(retailer()))).toEqual(['unchanged']);
	expect(calls(desk.shop, 'companyMake')).toHaveLength(1);
});

it('changes what differs, the reference too, and makes no second company', async () => {
	await upsert(retailer());
	expect(outcomes(await upsert(retailer({ company: 'Example House SARL' })))).toEqual(['updated']);
	expect(outcomes(await upsert(retailer({ company: 'Example House SARL', reference: 'C-0177' })))).toEqual(['updated']);
	expect(companies()).toMatchObject([{ name: 'Example House SARL', externalId: 'C-0177' }]);
	expect(calls(desk.shop, 'companyChange').map(({ body }) => (body as IDataObject).variables)).toMatchObject([
		{ input: { name: 'Example House SARL' } },
		{ input: { externalId: 'C-0177' } },
	]);
});

it('takes the company that people made under this external ID', async () => {
	await upsert(retailer(), { ledger: 'off' });
	const { id } = companies()[0]!;
	expect(outcomes(await upsert(retailer({ note: 'Pays in 30 days' })))).toEqual(['updated']);
	expect(companies().map((each) => each.id)).toEqual([id]);
});

it('previews, and sends nothing', async () => {
	expect(outcomes(await upsert(retailer(), { previewOnly: true }))).toEqual(['preview']);
	expect(companies()).toEqual([]);
});

it('asks for a reference and a name', async () => {
	const without = await upsert(retailer({ reference: null }));
	expect(without.errors).toMatchObject([
		{ code: 'FIELD_INVALID', message: expect.stringContaining('reference') as string },
	]);
	expect(outcomes(await upsert(retailer({ company: ' ', name: null })))).toEqual(['FIELD_INVALID']);
	expect(companies()).toEqual([]);
});

it('tells a reference that another company has, without a word about anybody', async () => {
	await upsert(retailer());
	const other = { system: 'leNewBlack', account: 'demo-brand-client', id: 'R-2', seenAt: '2026-11-22T12:00:00.000Z' };
	await upsert(retailer({ origin: other, reference: 'C-0078', company: 'Other House' }));
	const { errors } = await upsert(retailer({ origin: other, company: 'Other House' }));
	expect(errors.map(({ code }) => code)).toEqual(['REFUSED']);
	expect(errors[0]!.message).toContain('TAKEN');
	expect(JSON.stringify(errors)).not.toMatch(/Ada|Example Street|Other House/);
	expect(companies().map(({ externalId }) => externalId)).toEqual(['C-0077', 'C-0078']);
});

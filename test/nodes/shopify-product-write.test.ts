/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { calls, jsonOf, openDesk, type Desk, type Options } from '../support/desk';
import type { NodeRunAnswer } from '../support/engine';

/*
 * Products of other systems written to the shop as n8n runs it, over the sandbox of the shop.
 */

let desk: Desk;

async function useDesk(shop: Options = {}): Promise<void> {
	await desk?.close();
	desk = await openDesk({ shop });
}

beforeEach(async () => await useDesk());
afterAll(async () => await desk.close());

// ------------------------------------------------------------------ the source and the shop

const variant = (colour: string, more: IDataObject = {}): IDataObject => ({
	id: `V-${colour}`,
	sku: `CAP-${colour.toUpperCase()}`,
	options: [{ name: 'Colour', value: colour }],
	price: '24.00',
	...more,
});

let readings = 0;

/** A reading of the cap, newer than the one before. */
function cap(more: IDataObject = {}, id = 'P-1'): IDataObject {
	const updatedAt = new Date(Date.parse('2026-11-22T10:00:00Z') + (readings += 1) * 60_000).toISOString();
	return {
		kind: 'product',
		origin: { system: 'unleashed', account: 'api-1', id, number: id, seenAt: updatedAt },
		number: 'Cap',
		title: 'Cap',
		currency: 'EUR',
		variants: [variant('Red', { hsCode: '6505 00', originCountry: 'FI' }), variant('Green')],
		updatedAt,
		...more,
	};
}

interface Sent extends NodeRunAnswer {
	readonly results: IDataObject[];
	readonly problems: IDataObject[];
}

async function upsert(items: IDataObject[], parameters: IDataObject = {}): Promise<Sent> {
	const answer = await desk.shopify(
		{ resource: 'product', operation: 'upsert', ...parameters },
		{ items, onError: 'continueErrorOutput' },
	);
	return { ...answer, results: jsonOf(answer.outputs[0]), problems: jsonOf(answer.outputs[1]) };
}

const outcomes = ({ results }: Sent) => results.map(({ outcome }) => outcome);
const codes = ({ problems }: Sent) => problems.map(({ error }) => (error as IDataObject).code);

interface Standing {
	readonly id: string;
	readonly title: string;
	readonly status: string;
	readonly tags: readonly string[];
	readonly descriptionHtml: string;
	readonly pictures: readonly string[];
	readonly variants: ReadonlyArray<{
		readonly id: string;
		readonly sku: string | null;
		readonly price: string;
		readonly tracked: boolean;
		readonly hsCode: string | null;
		readonly originCountry: string | null;
	}>;
}

const standing = (title = 'Cap') =>
	(desk.shop.state() as { products: readonly Standing[] }).products.filter((product) => product.title === title);
const writes = () =>
	['productMake', 'productChange', 'variantsChange', 'variantsAdd'].map((name) => calls(desk.shop, name).length);

// ------------------------------------------------------------------ making and changing

it('makes a product as a draft, counted, with its customs data, and once', async () => {
	const record = cap({ images: [{ url: 'https://cdn.example.com/cap.png' }], tags: ['hat'] });
	expect(outcomes(await upsert([record]))).toEqual(['created']);
	const [product, ...more] = standing();
	expect(more).toEqual([]);
	expect(product).toMatchObject({
		...{ status: 'DRAFT', tags: ['hat'], pictures: ['cap.png'] },
		variants: [
			{ sku: 'CAP-RED', price: '24', tracked: true, hsCode: '650500', originCountry: 'FI' },
			{ sku: 'CAP-GREEN', tracked: true, hsCode: null },
		],
	});
	expect(outcomes(await upsert([record]))).toEqual(['unchanged']);
	expect(outcomes(await upsert([cap({ images: record.images, tags: ['hat'] })]))).toEqual(['unchanged']);
	expect(writes()).toEqual([1, 0, 0, 0]);
});

it('changes in parts, and what the record does not name stays', async () => {
	await upsert([cap({ tags: ['hat'] })]);
	const [before] = standing();
	await desk.shop.change('editProduct', { sku: 'CAP-RED', tags: ['hat', 'by hand'] });
	const newer = cap({
		description: 'Made of felt',
		tags: ['hat', 'new'],
		variants: [variant('Red', { hsCode: '650600' }), variant('Blue')],
	});
	const answer = await upsert([newer]);
	expect(outcomes(answer)).toEqual(['updated']);
	expect(standing()).toMatchObject([
		{
			id: before!.id,
			...{ descriptionHtml: '<p>Made of felt</p>', tags: ['by hand', 'hat', 'new'] },
			variants: [
				{ id: before!.variants[0]!.id, sku: 'CAP-RED', hsCode: '650600', originCountry: 'FI' },
				{ id: before!.variants[1]!.id, sku: 'CAP-GREEN' },
				{ sku: 'CAP-BLUE', tracked: true },
			],
		},
	]);
	expect(writes()).toEqual([1, 1, 1, 1]);
	expect(JSON.stringify(answer.hints)).toContain('1 more variants in the shop than in its record');
});

it('shows what it would do, and does nothing', async () => {
	const made = await upsert([cap()], { previewOnly: true });
	expect(made.results).toMatchObject([{ outcome: 'preview', preview: { would: 'create', before: null } }]);
	await upsert([cap()]);
	const changed = await upsert([cap({ title: 'Felt cap', variants: [variant('Red', { hsCode: '650600' })] })], {
		previewOnly: true,
	});
	expect(changed.results).toMatchObject([
		{
			preview: {
				would: 'update',
				changes: [
					{ field: 'title', before: 'Cap', after: 'Felt cap' },
					{ field: 'CAP-RED.hsCode', before: '650500', after: '650600' },
				],
			},
		},
	]);
	expect(standing()).toHaveLength(1);
	expect(writes()).toEqual([1, 0, 0, 0]);
});

it('leaves prices and the status to the shop unless told otherwise', async () => {
	await upsert([cap()]);
	await desk.shop.change('editProduct', { sku: 'CAP-RED', price: '20.00', status: 'ACTIVE' });
	// A choice of fields counts with the next change of a record; one that was settled is not sent again for it.
	const newer = (price = '30.00') => cap({ status: 'draft', variants: [variant('Red', { price })] });
	expect(outcomes(await upsert([newer()]))).toEqual(['unchanged']);
	expect(outcomes(await upsert([newer('31.00')], { productOptions: { parts: ['prices'] } }))).toEqual(['updated']);
	expect(standing()[0]).toMatchObject({ status: 'ACTIVE', variants: [{ price: '31' }, {}] });
	expect(outcomes(await upsert([newer('32.00')], { productOptions: { parts: ['status'] } }))).toEqual(['updated']);
	expect(standing()[0]!.status).toBe('DRAFT');
});

// ------------------------------------------------------------------ finding

it('takes over a product that stands there already, by SKU', async () => {
	const tray = cap({ number: 'TRAY', title: 'Oak tray', variants: [{ id: 'V', sku: 'TRAY-OAK', hsCode: '441990' }] });
	expect(outcomes(await upsert([tray]))).toEqual(['updated']);
	expect(standing('Oak tray')).toMatchObject([{ status: 'ACTIVE', variants: [{ hsCode: '441990' }] }]);
	expect(writes()).toEqual([0, 0, 1, 0]);
});

it('takes over one by barcode or handle, or none, as told', async () => {
	await desk.shop.change('editProduct', { sku: 'TRAY-OAK', barcode: '6400000000994' });
	const tray = (more: IDataObject, id: string) =>
		cap({ number: id, title: 'Oak tray', variants: [{ id: 'V', sku: `NEW-${id}`, ...more }] }, id);
	expect(outcomes(await upsert([tray({ barcode: '6400000000994' }, 'A')], { matchBy: 'skuThenBarcode' }))).toEqual([
		'updated',
	]);
	const handle = { ...tray({}, 'B'), handle: 'oak-tray' };
	expect(outcomes(await upsert([handle], { matchBy: 'handle' }))).toEqual(['updated']);
	expect(standing('Oak tray')).toHaveLength(1);
	expect(outcomes(await upsert([tray({ barcode: '6400000000994' }, 'C')], { matchBy: 'nothing' }))).toEqual([
		'created',
	]);
	expect(standing('Oak tray')).toHaveLength(2);
});

it('edits customs data of the shop’s own products, and makes none of them', async () => {
	const read = jsonOf((await desk.shopify({ resource: 'product', operation: 'getAll', returnAll: true })).outputs[0]);
	const tray = read.find(({ title }) => title === 'Oak tray')!;
	const [only] = tray.variants as IDataObject[];
	const edited = { ...tray, variants: [{ ...only, hsCode: '441990', originCountry: 'EE' }] };
	expect(outcomes(await upsert([edited]))).toEqual(['updated']);
	expect(standing('Oak tray')[0]!.variants).toMatchObject([{ hsCode: '441990', originCountry: 'EE' }]);
	const gone = { ...tray, origin: { ...(tray.origin as IDataObject), id: 'gid://shopify/Product/1' } };
	expect(codes(await upsert([gone]))).toEqual(['NOT_FOUND']);
});

it('finds what it made without a ledger, and without the search', async () => {
	await useDesk({ indexLag: '5s' });
	const off = { ledger: 'off', matchBy: 'nothing' };
	expect(outcomes(await upsert([cap()], off))).toEqual(['created']);
	expect(outcomes(await upsert([cap()], off))).toEqual(['unchanged']);
	expect(outcomes(await upsert([cap({ title: 'Hat' })], off))).toEqual(['updated']);
	expect(standing('Hat')).toHaveLength(1);
});

it('makes a product once though the answer was lost', async () => {
	desk.shop.addFault({ kind: 'resetAfterCommit', operation: 'productMake', times: 1 });
	const record = cap();
	expect(outcomes(await upsert([record]))).toEqual(['created']);
	expect(outcomes(await upsert([record]))).toEqual(['unchanged']);
	expect(standing()).toHaveLength(1);
});

it('makes a large product in the background, and waits for it', async () => {
	const variants = Array.from({ length: 120 }, (_, at) => variant(`No ${at}`));
	expect(outcomes(await upsert([cap({ variants })]))).toEqual(['created']);
	expect(standing()[0]!.variants).toHaveLength(120);
	expect(calls(desk.shop, 'productMaking').length).toBeGreaterThan(0);
	const [first, ...rest] = variants;
	expect(outcomes(await upsert([cap({ variants: [{ ...first, hsCode: '650500' }, ...rest] })]))).toEqual(['updated']);
});

// ------------------------------------------------------------------ what it refuses

it('refuses what leads to several products, or to one of another record', async () => {
	await upsert([cap()]);
	const both = cap({ variants: [variant('Red'), { ...variant('Tray'), sku: 'TRAY-OAK' }] }, 'P-2');
	expect(codes(await upsert([both]))).toEqual(['AMBIGUOUS']);
	expect(codes(await upsert([cap({}, 'P-3')]))).toEqual(['PRODUCT_SHARED']);
	const [one, two] = ['P-4', 'P-5'].map((id) => cap({ title: 'Scarf', variants: [{ id, sku: 'SCARF' }] }, id));
	const twice = await upsert([one!, two!]);
	expect([outcomes(twice), codes(twice)]).toEqual([['created'], ['SHARED_KEY']]);
	expect(standing('Scarf')).toHaveLength(1);
});

it('refuses new variants where the shop’s options are others, and changes nothing then', async () => {
	await upsert([cap()]);
	const sized = cap({
		title: 'Other',
		variants: [
			{
				...variant('Blue'),
				options: [
					{ name: 'Colour', value: 'Blue' },
					{ name: 'Size', value: 'L' },
				],
			},
		],
	});
	expect(codes(await upsert([sized]))).toEqual(['OPTIONS_DIFFER']);
	expect(standing()).toHaveLength(1);
	expect(standing('Other')).toEqual([]);
});

it('never writes amounts of another currency', async () => {
	expect(codes(await upsert([cap({ currency: 'SEK' }, 'P-2')]))).toEqual(['CURRENCY_DIFFERS']);
	await upsert([cap()]);
	expect(codes(await upsert([cap({ currency: 'SEK', title: 'Hat' })]))).toEqual([]);
	const dear = cap({ currency: 'SEK', title: 'Hat', variants: [variant('Red', { price: '300' })] });
	expect(codes(await upsert([dear], { productOptions: { parts: ['prices'] } }))).toEqual(['CURRENCY_DIFFERS']);
});

it('tells what the shop refuses, and goes on with the others', async () => {
	await upsert([cap()]);
	const long = cap({ title: 'Long', variants: [{ id: 'V', sku: 'L'.repeat(300) }] }, 'P-2');
	const answer = await upsert([long, cap({ title: 'Fine', variants: [{ id: 'V', sku: 'FINE' }] }, 'P-3')]);
	expect([outcomes(answer), codes(answer)]).toEqual([['created'], ['REFUSED']]);
});

it('ends as a mistake of the set-up when the app may not write products, or the field is another’s', async () => {
	await desk.shop.change('setScopes', { scopes: ['read_products', 'read_inventory'] });
	expect(codes(await upsert([cap()]))).toEqual(['SETUP_SCOPES']);
});

it.each([{ sku: "x' OR sku:'TRAY-OAK" }, { sku: '*' }, { sku: 'TRAY-OAK OR 1' }])(
	'finds nothing by the SKU $sku',
	async (keys) => {
		const hostile = cap({ title: 'Hostile', variants: [{ id: 'V', ...keys }] }, `P-${keys.sku}`);
		expect(outcomes(await upsert([hostile]))).toEqual(['created']);
		expect(standing('Oak tray')[0]!.variants[0]!.sku).toBe('TRAY-OAK');
	},
);

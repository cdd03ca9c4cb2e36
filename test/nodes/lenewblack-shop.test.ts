/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import leNewBlackSandbox from '../../nodes/LeNewBlack/sandbox';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { STORIES } from '../../workflows/stories';
import { calls, jsonOf, openDesk, START, type Desk } from '../support/desk';
import { runNode } from '../support/engine';

/*
 * A showroom and a shop: the nodes of the templates one after the other, with their parameters as they are shipped.
 */

let desk: Desk;
let showroom: RunningSandbox;

beforeEach(async () => {
	desk = await openDesk();
	showroom = await serve(leNewBlackSandbox, { seed: desk.data });
});

afterEach(async () => {
	await showroom.close();
	await desk.close();
});

interface Split {
	readonly results: IDataObject[];
	readonly problems: IDataObject[];
}

/** A node of a template, with what its operator enters. */
async function run(story: string, name: string, items: IDataObject[], entered: IDataObject = {}): Promise<Split> {
	const node = STORIES[story]!.nodes.find((each) => each.name === name)!;
	const type = node.type.replace(/^.*\./, '');
	const parameters = { ...(node.parameters as IDataObject), ...entered };
	const input = { items, onError: 'continueErrorOutput' as const };
	const answer =
		type === 'shopify'
			? await desk.shopify(parameters, input)
			: await runNode({
					...{ type, parameters, ...input, storageFolder: desk.folder },
					credentials: { leNewBlackApi: { ...showroom.credential().data } },
				});
	return { results: jsonOf(answer.outputs[0]), problems: jsonOf(answer.outputs[1]) };
}

const outcomes = ({ results }: Split) => results.map(({ outcome }) => outcome);
const codes = ({ problems }: Split) => problems.map(({ error }) => (error as IDataObject).code);

const ORDERS = 'orders-from-le-new-black-to-shopify';
const TRACKING = 'tracking-from-shopify-to-le-new-black';
const STOCK = 'stock-from-shopify-to-le-new-black';

/** The demo's goods stand in the shop under the same SKU; the showroom's orders ask for few enough of each. */
async function exported(): Promise<{ checked: Split; sent: Split }> {
	const read = await run(ORDERS, 'Sweep Le New Black', [{}], { skipSettled: false });
	const checked = await run(ORDERS, 'Hold What Is Incomplete', read.results);
	const sent = await run(ORDERS, 'Send to Shopify', checked.results, { forwardFrom: START });
	return { checked, sent };
}

it('brings whole orders into the shop once, and holds the others with their reasons', async () => {
	const { checked, sent } = await exported();
	expect(codes(checked)).toEqual([]);
	expect(outcomes(sent)).toEqual(['created', 'created']);
	expect(codes(sent)).toEqual(['ORDER_NOT_READY', 'ORDER_NOT_READY']);
	expect(calls(desk.shop, 'orderCreate')).toHaveLength(2);
	const again = await exported();
	expect(outcomes(again.sent).filter((outcome) => outcome === 'unchanged')).toHaveLength(2);
	// What was told once is not told again.
	expect(codes(again.sent)).toEqual([]);
	expect(calls(desk.shop, 'orderCreate')).toHaveLength(2);
});

it('sends a held order after it was completed', async () => {
	await exported();
	await showroom.change('changeOrder', { reference: '104514', fields: { retailer_reference: 'C-0077' } });
	const { sent } = await exported();
	expect(outcomes(sent).filter((outcome) => outcome === 'created')).toHaveLength(1);
	expect(outcomes(sent).filter((outcome) => outcome === 'unchanged')).toHaveLength(2);
});

it('closes in the showroom what stands in the shop, and nothing of a preview', async () => {
	const { sent } = await exported();
	const read = await run(ORDERS, 'Read Again', sent.results);
	const closed = await run(ORDERS, 'Close in Le New Black', read.results);
	expect(outcomes(closed)).toEqual(['updated', 'updated']);
	const { orders } = showroom.state() as { orders: Array<{ reference: string; status: string }> };
	expect(orders.filter(({ status }) => status === 'closed').map(({ reference }) => reference)).toEqual([
		'104512',
		'104513',
		'104516',
	]);
	const filter = STORIES[ORDERS]!.nodes.find(({ name }) => name === 'Stands in the Shop')!;
	expect(JSON.stringify(filter.parameters)).not.toContain("'preview'");
});

it('takes a test order through the whole way, and cleans up', async () => {
	const story = 'test-order-from-le-new-black-to-shopify';
	const set = STORIES[story]!.nodes.find(({ name }) => name === 'Test Order')!;
	const { stock } = showroom.state() as { stock: Array<{ sku: string; ean13: string }> };
	const filled = String(set.parameters.jsonOutput)
		.slice(1)
		.replaceAll('{{ $execution.id }}', '77')
		.replaceAll('{{ $now.toUTC().toISO() }}', new Date().toISOString())
		.replace('3612345678901', stock.find(({ sku }) => sku === 'MUG-BLUE')!.ean13);
	const forwardFrom = new Date(Date.now() - 86_400_000).toISOString();
	const made = await run(story, 'Make in Le New Black', [JSON.parse(filled) as IDataObject], {
		...{ forwardFrom, retailerReference: 'C-0077' },
	});
	expect([...outcomes(made), ...codes(made)]).toEqual(['created']);
	const id = (made.results[0]!.target as IDataObject).id;
	let step = await run(story, 'Read Test Order', made.results, { id });
	for (const name of ['Make It Ready', 'Read Ready Order', 'Look at It']) step = await run(story, name, step.results);
	const sent = await run(story, 'Send to Shopify', step.results, { forwardFrom });
	expect([...outcomes(sent), ...codes(sent)]).toEqual(['created']);
	step = sent;
	for (const name of ['Read Again', 'Cancel in Le New Black', 'Read Cancelled Order', 'Cancel in Shopify'])
		step = await run(story, name, step.results);
	expect([...outcomes(step), ...codes(step)]).toEqual(['updated']);
	expect(calls(desk.shop, 'orderCancel')).toHaveLength(1);
	const { orders } = showroom.state() as { orders: Array<{ reference: string; status: string }> };
	expect(orders.find(({ reference }) => reference === id)).toMatchObject({ status: 'canceled' });
});

it('brings what can be sold into the showroom, by EAN-13', async () => {
	const read = await run(STOCK, 'Read Stock in Shopify', [{}]);
	const first = await run(STOCK, 'Set Stock in Le New Black', read.results);
	expect(new Set(outcomes(first))).toEqual(new Set(['preview']));
	const options = { levelOptions: { applyAnyway: true } };
	const again = await run(STOCK, 'Read Stock in Shopify', [{}]);
	await run(STOCK, 'Set Stock in Le New Black', again.results, options);
	const { stock } = showroom.state() as { stock: Array<{ sku: string; in_stock: number }> };
	// The shop has two locations: the showroom has one figure for both.
	const places = again.results.filter(({ sku }) => sku === 'MUG-BLUE').map(({ available }) => Number(available));
	expect(places).toHaveLength(2);
	expect(stock.find(({ sku }) => sku === 'MUG-BLUE')?.in_stock).toBe(places[0]! + places[1]!);
});

it('shows a parcel of such an order in the showroom, and leaves those of other orders', async () => {
	await exported();
	const { results } = await run(TRACKING, 'Sweep Shopify', [{}], { skipSettled: false });
	const own: IDataObject = {
		...{ kind: 'shipment', number: '#LNB-104512-F1', status: 'shipped', tracking: [{ number: '00340434' }] },
		origin: {
			system: 'shopify',
			account: desk.data.shop.domain,
			id: 'gid://shopify/Fulfillment/1',
			seenAt: new Date().toISOString(),
		},
		orders: [{ system: 'shopify', account: desk.data.shop.domain, number: 'LNB-104512' }],
	};
	const shown = await run(TRACKING, 'Show in Le New Black', [...results, own]);
	expect(shown.problems).toEqual([]);
	expect(outcomes(shown).filter((each) => each === 'created')).toHaveLength(1);
	const { documents } = showroom.state() as { documents: IDataObject[] };
	expect(documents).toMatchObject([{ document_number: 'DN-LNB-104512-F1', orders: ['104512'] }]);
});

/*
 * Two brands of one company in the demo, both with a shop, OmniEngine, and outlets that work with ShopDesk: of the one a
 * person approves each order, of the other they are approved by themselves.
 */
import type { Sandboxes } from './bridge';
import { demoStart, STOCK_LOCATION } from './demo-data';
import { EVERY_MINUTE, type DemoStory, type Settings } from './demo-story';
import type { DemoData } from './kit';
import { Omnichannel, SHOP_PLACES, type DeskView, type EngineView } from './omnichannel';

const MAIN = '310';
const SECOND = '311';
const COURIER = '12';
const CURRENCY = 'EUR';

/** In the demo everything passes at once: nobody waits for lags. */
const AT_ONCE = { toEngineMs: 0, toShopMs: 0 };
const links = new WeakMap<Sandboxes, Omnichannel>();

/** What the three of one brand do among themselves. */
export function linkOf(sandboxes: Sandboxes): Omnichannel {
	const link = links.get(sandboxes) ?? new Omnichannel(sandboxes, AT_ONCE);
	links.set(sandboxes, link);
	return link;
}

const engineOrders = (sandboxes: Sandboxes, status: string) =>
	(sandboxes.of('omniEngine').state() as EngineView).orders.filter((order) => order.status === status);

/** The oldest orders that are pending are checked by people and get their location; `places` take turns. */
async function verify(sandboxes: Sandboxes, count: number, places: readonly string[]): Promise<void> {
	await linkOf(sandboxes).ordersFallIn();
	for (const [at, { id }] of engineOrders(sandboxes, 'pending').slice(0, count).entries())
		await sandboxes
			.of('omniEngine')
			.change('setStatus', { order: id, status: 'awaiting_approval', location: places[at % places.length] });
}

/** People of the outlet make the invoices of the oldest orders that wait; OmniEngine follows. */
async function approve(sandboxes: Sandboxes, count: number): Promise<void> {
	const waiting = (sandboxes.of('shopDesk').state() as DeskView).orders.filter(
		({ status }) => status === 'AWAITING_SM_APPROVAL',
	);
	for (const { id } of waiting.slice(0, count)) await sandboxes.of('shopDesk').change('invoice', { id: String(id) });
	await linkOf(sandboxes).invoicesReflected();
}

/** The courier takes the oldest parcels. */
async function dispatch(sandboxes: Sandboxes, count: number): Promise<void> {
	const booked = engineOrders(sandboxes, 'courier_booking').filter(({ shipments }) => shipments.length > 0);
	for (const { id } of booked.slice(0, count))
		await sandboxes.of('omniEngine').change('setStatus', { order: id, status: 'dispatched' });
}

/** A product of the shop that the outlets did not have is on-boarded there, counted, and known to the order engine. */
async function onBoard(sandboxes: Sandboxes, sku: string): Promise<void> {
	await sandboxes.of('omniEngine').change('addProduct', { sku });
	await sandboxes.of('shopDesk').change('addProduct', { sku });
	for (const [store, quantity] of [
		[45, 9],
		[46, 4],
	])
		await sandboxes.of('shopDesk').change('setStock', { sku, store, quantity });
}

// ------------------------------------------------------------------ what operators enter

const falling = (data: DemoData): Settings => ({
	'Every 5 Minutes': EVERY_MINUTE,
	'Send to ShopDesk': { forwardFrom: demoStart(data.moment) },
});
const booking = (): Settings => ({
	'Every 15 Minutes': EVERY_MINUTE,
	'Book at OmniEngine': { courier: COURIER },
});
const tracking = (): Settings => ({
	'Every 15 Minutes': EVERY_MINUTE,
	'Send to Shopify': { shipmentOptions: { notifyCustomer: true } },
});

type Rows = ReadonlyArray<readonly [source: string, target: string]>;

const placed = (rows: Rows) => ({ locationMap: { place: rows.map(([source, target]) => ({ source, target })) } });
/** The demo shop's figures are wrong on purpose, so its first run changes more than the brake lets pass. */
const FIRST = { levelOptions: { firstRun: 'apply', applyAnyway: true } };
const inShop = (location: string) => SHOP_PLACES[location] ?? '';

/** The same places in the three systems. */
const compared = (locations: readonly string[]) => ({
	locationMap: {
		place: locations.map((location) => ({ place1: location, place2: location, place3: inShop(location) })),
	},
});

const oneOutlet = (): Settings => ({
	'Every 15 Minutes': EVERY_MINUTE,
	'Read Stock at ShopDesk': { filters: { location: MAIN } },
	'Set Stock in OmniEngine': { location: MAIN, ...FIRST },
	'Read Stock at OmniEngine': { filters: { location: MAIN, onlyPassedOn: true } },
	'Set Stock in Shopify': { location: STOCK_LOCATION, ...FIRST },
});

const BOTH = [MAIN, SECOND];
const outlets = (): Settings => ({
	'Every 15 Minutes': EVERY_MINUTE,
	'Set Stock in OmniEngine': { ...placed(BOTH.map((each) => [each, each])), ...FIRST },
	'Set Stock in Shopify': { ...placed(BOTH.map((each) => [each, inShop(each)])), ...FIRST },
});

export const APPROVED_STORIES: readonly DemoStory[] = [
	{ story: 'mapping-of-outlets-and-locations', settings: () => ({}) },
	{
		story: 'orders-to-approve-from-omniengine-to-shopdesk',
		settings: falling,
		before: async (sandboxes) => await verify(sandboxes, 18, [MAIN]),
	},
	{
		story: 'couriers-for-invoiced-orders-at-omniengine',
		settings: booking,
		before: async (sandboxes) => await approve(sandboxes, 12),
	},
	{
		story: 'tracking-from-omniengine-to-shopify',
		settings: tracking,
		before: async (sandboxes) => await dispatch(sandboxes, 8),
	},
	{
		story: 'stock-from-a-file-to-shopdesk',
		settings: () => ({
			Rows: rows('SKU,Quantity\nCANDLE-PINE,41\nTOWEL-LINEN,33\nNOBODY-KNOWS,5'),
			'Set Stock in ShopDesk': { quantityMeans: 'new_level', location: MAIN },
		}),
	},
	{
		story: 'offline-prices-from-a-file-to-shopdesk',
		settings: () => ({
			Rows: rows('SKU,Sale_Price,Discounted_Price\nMUG-BLUE,24.80,21.90\nBOWL-SMALL,,17.00'),
			'Read File': { currency: CURRENCY },
			'Set Prices in ShopDesk': { priceCurrency: CURRENCY },
		}),
	},
	{ story: 'stock-of-one-outlet-from-shopdesk-to-shopify', settings: oneOutlet },
	{
		story: 'stock-after-dispatch',
		settings: () => ({ 'Compare Stock': compared([MAIN]), 'Stock in Shopify': { locations: [STOCK_LOCATION] } }),
	},
];

export const AUTOMATIC_STORIES: readonly DemoStory[] = [
	{
		story: 'approved-orders-from-omniengine-to-shopdesk',
		settings: falling,
		before: async (sandboxes) => {
			await onBoard(sandboxes, 'VASE-NEW');
			await verify(sandboxes, 16, BOTH);
		},
	},
	{
		story: 'couriers-for-invoiced-orders-at-omniengine',
		settings: booking,
		before: async (sandboxes) => await linkOf(sandboxes).invoicesReflected(),
	},
	{
		story: 'tracking-from-omniengine-to-shopify',
		settings: tracking,
		before: async (sandboxes) => await dispatch(sandboxes, 10),
	},
	{
		story: 'online-prices-from-a-file-to-shopdesk',
		settings: () => ({
			Rows: rows('SKU,Sale_Price,Discounted_Price\nMUG-WHITE,24.80,19.90'),
			'Read File': { currency: CURRENCY },
			'Set Prices in ShopDesk': { priceCurrency: CURRENCY, priceLocations: BOTH.join(', ') },
		}),
	},
	{ story: 'stock-of-several-outlets-from-shopdesk-to-shopify', settings: outlets },
	{
		story: 'three-way-comparison-of-stock',
		settings: () => ({
			'Compare Stock': compared(BOTH),
			'Stock in Shopify': { locations: BOTH.map(inShop) },
			'Set in OmniEngine': placed(BOTH.map((each) => [each, each])),
			'Set in Shopify': placed(BOTH.map((each) => [each, inShop(each)])),
		}),
	},
];

/** The rows that an operator pastes in place of a file. */
const rows = (value: string) => ({
	assignments: { assignments: [{ id: 'rows', name: 'rows', type: 'string', value }] },
});

/** Somebody checks an order, one is approved, one leaves, and the three follow each other. */
export async function goOnApproved(sandboxes: Sandboxes): Promise<void> {
	await verify(sandboxes, 1, [MAIN]);
	await approve(sandboxes, 1);
	await dispatch(sandboxes, 1);
}

export async function goOnAutomatic(sandboxes: Sandboxes): Promise<void> {
	await verify(sandboxes, 1, BOTH);
	await linkOf(sandboxes).invoicesReflected();
	await dispatch(sandboxes, 1);
}

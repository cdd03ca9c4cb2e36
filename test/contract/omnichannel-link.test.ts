import { startSandboxes, type Sandboxes } from '../../sandbox/bridge';
import { automaticBrand, demoData } from '../../sandbox/demo-data';
import {
	LAGS,
	Omnichannel,
	SHOP_PLACES,
	type DeskView,
	type EngineView,
	type ShopView,
} from '../../sandbox/omnichannel';

/*
 * Shop, OmniEngine and ShopDesk linked as their vendors link them: orders, invoices, and stock over two hops with a lag
 * each.
 */

const SKU = 'CANDLE-PINE';
const MAIN = '310';

let sandboxes: Sandboxes;
let link: Omnichannel;

beforeEach(async () => {
	sandboxes = await startSandboxes({
		only: ['shopify', 'omniEngine', 'shopDesk'],
		data: automaticBrand(demoData('2026-11-22T10:00:00Z')),
		options: { omniEngine: { orders: 'none' } },
	});
	link = new Omnichannel(sandboxes);
});
afterEach(async () => await sandboxes.close());

const shop = () => sandboxes.of('shopify').state() as ShopView;
const engine = () => sandboxes.of('omniEngine').state() as EngineView;
const desk = () => sandboxes.of('shopDesk').state() as DeskView;
const inShop = (sku = SKU, place = MAIN) =>
	shop().inventory.find((each) => each.sku === sku && each.locationId === SHOP_PLACES[place])!.onHand;
const inEngine = (sku = SKU, place = MAIN) =>
	engine().levels.find((each) => each.sku === sku && each.location === place)!.onHand;
const counted = async (quantity: number, store = 45) =>
	await sandboxes.of('shopDesk').change('setStock', { sku: SKU, quantity, store });

it('lets each paid order of the shop fall into the order engine once, pending and to the cent', async () => {
	await link.settle();
	await link.settle();
	const paid = shop().orders.filter(
		({ financialStatus, test, cancelled, lines }) =>
			financialStatus === 'PAID' && !test && !cancelled && lines.some((line) => line.requiresShipping),
	);
	expect(paid.length).toBeGreaterThan(40);
	expect(
		engine()
			.orders.map(({ number }) => number)
			.sort(),
	).toEqual(paid.map(({ name }) => name).sort());
	expect(engine().orders.every(({ status, locationId }) => status === 'pending' && locationId === null)).toBe(true);
});

it('sends an order on to its courier at the moment in which it is invoiced', async () => {
	await link.settle();
	const [first, second] = engine().orders;
	for (const order of [first!, second!])
		await sandboxes
			.of('omniEngine')
			.change('setStatus', { order: order.id, status: 'awaiting_approval', location: MAIN });
	await sandboxes.of('shopDesk').change('addOrder', {
		reference_id: first!.id,
		products: first!.items.map(({ sku, quantity }) => ({ sku, quantity, list_price: 1, sale_price: 1 })),
	});
	await link.settle();
	expect(engine().orders[0]!.status).toBe('awaiting_approval');
	await sandboxes.of('shopDesk').change('invoice', { reference: first!.id });
	await link.settle();
	expect(engine().orders[0]).toMatchObject({ status: 'courier_booking', invoice: desk().orders[0]!.invoiceNumber });
	expect(engine().orders[1]!.status).toBe('awaiting_approval');
});

it('brings stock over in two hops, each after its lag, less what the location keeps back', async () => {
	const before = [inEngine(), inShop()];
	await counted(33);
	await link.later(LAGS.toEngineMs - 1000);
	expect([inEngine(), inShop()]).toEqual(before);
	await link.later(1000);
	expect([inEngine(), inShop()]).toEqual([33, before[1]]);
	await link.later(LAGS.toShopMs - 1000);
	expect([inEngine(), inShop()]).toEqual([33, before[1]]);
	await link.later(1000);
	expect([inEngine(), inShop()]).toEqual([33, 31]);
});

it.each([
	['halted', { halted: true }, [false, false]],
	['disabled', { enabled: false }, [false, false]],
	['offline', { online: false }, [true, false]],
])('leaves the stock of a location that is %s where it is', async (_, flags, [engineFollows, shopFollows]) => {
	const before = [inEngine(), inShop()];
	await sandboxes.of('omniEngine').change('setLocation', { location: MAIN, ...flags });
	await counted(33);
	await link.later(LAGS.toEngineMs);
	await link.later(LAGS.toShopMs);
	expect([inEngine(), inShop()]).toEqual([engineFollows ? 33 : before[0], shopFollows ? 31 : before[1]]);
});

it('never takes stock back: what somebody sets in the shop or the order engine stays', async () => {
	await sandboxes.of('omniEngine').change('sdStock', { location: MAIN, sku: SKU, quantity: 5 });
	await link.later(LAGS.toEngineMs);
	await link.later(LAGS.toShopMs);
	const { stock } = desk();
	expect(inEngine()).toBe(5);
	expect(stock.find(({ sku, storeId }) => sku === SKU && storeId === 45)!.quantity).not.toBe(5);
});

it('takes each outlet to its own location', async () => {
	await counted(44, 46);
	await link.later(LAGS.toEngineMs);
	await link.later(LAGS.toShopMs);
	expect([inEngine(SKU, '311'), inShop(SKU, '311')]).toEqual([44, 44]);
	expect(inEngine()).not.toBe(44);
});

it('tells brands apart by their number', () => {
	expect(sandboxes.of('omniEngine').credential().data).toMatchObject({ companyCode: 'acme', brandId: '78' });
	expect(sandboxes.of('shopDesk').credential().data).toMatchObject({ brandId: '78' });
});

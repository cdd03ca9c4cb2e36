/*
 * What OmniEngine, ShopDesk and the shop do among themselves, without n8n: an order of the shop falls into the order
 * engine, what ShopDesk invoices goes on to its courier there, and stock travels ShopDesk → OmniEngine → shop.
 *
 * Where the understanding comes from
 * - "OE and SD Integration", page 10021109762 of the vendor's Confluence: the order moves to courier booking when it is
 *   invoiced; stock goes from ShopDesk to OmniEngine and from there to Shopify, both by themselves.
 * - https://knowledgebase.xstak.com/OE/location: a halted or disabled location keeps its stock, one that is offline is not
 *   passed on, the buffer is kept back.
 * - Assumed: how long each hop takes, that what lies there is what the shop is told, and that an order arrives at once.
 */
import type { Sandboxes } from './bridge';
import { demoPerson, STOCK_LOCATION } from './demo-data';

export interface Lags {
	readonly toEngineMs: number;
	readonly toShopMs: number;
}

/** Two hops, two lags; no figures are published. */
export const LAGS: Lags = { toEngineMs: 5 * 60_000, toShopMs: 10 * 60_000 };

/** Which location of OmniEngine is which one of the sandbox shop. */
export const SHOP_PLACES: Readonly<Record<string, string>> = {
	'310': STOCK_LOCATION,
	'311': 'gid://shopify/Location/70000000003',
};

export interface ShopView {
	readonly orders: ReadonlyArray<{
		readonly number: number;
		readonly name: string;
		readonly financialStatus: string;
		readonly test: boolean;
		readonly cancelled: boolean;
		readonly total: string;
		readonly lines: ReadonlyArray<{
			readonly sku: string | null;
			readonly currentQuantity: number;
			readonly requiresShipping: boolean;
		}>;
		readonly fulfillments: ReadonlyArray<{ readonly tracking: { readonly numbers: readonly string[] } }>;
	}>;
	readonly inventory: ReadonlyArray<{ readonly sku: string; readonly locationId: string; readonly onHand: number }>;
	readonly products: ReadonlyArray<{
		readonly variants: ReadonlyArray<{ readonly sku: string | null; readonly price: string }>;
	}>;
}

export interface EngineView {
	readonly orders: ReadonlyArray<{
		readonly id: string;
		readonly number: string;
		readonly status: string;
		readonly locationId: string | null;
		readonly invoice: string | null;
		readonly shipments: ReadonlyArray<{ readonly trackingNumber: string }>;
		readonly items: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly price: number }>;
	}>;
	readonly locations: ReadonlyArray<{
		readonly id: string;
		readonly buffer: number;
		readonly enabled: boolean;
		readonly halted: boolean;
		readonly online: boolean;
	}>;
	readonly levels: ReadonlyArray<{
		readonly location: string;
		readonly sku: string;
		readonly onHand: number;
		readonly updatedAt: string;
	}>;
}

export interface DeskView {
	readonly orders: ReadonlyArray<{
		readonly id: number;
		readonly reference: string;
		readonly status: string;
		readonly invoiceNumber: string | null;
		readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
	}>;
	readonly outlets: ReadonlyArray<{ readonly id: number; readonly locationId: string | null }>;
	readonly stock: ReadonlyArray<{
		readonly storeId: number;
		readonly sku: string;
		readonly quantity: number;
		readonly updatedAt: string;
	}>;
}

/** A level on its way: where it stands, since when, and how it gets on. */
interface Level {
	readonly key: string;
	readonly changedAt: string;
	pass(): Promise<unknown>;
}

const cents = (amount: number) => Math.round(amount * 100) / 100;

/** The shop, the order engine and the tills of one brand, linked as their vendors link them. */
export class Omnichannel {
	/** When each level was last passed on, by hop, place and SKU; what stood there at the start was passed on before. */
	private readonly passed = new Map<string, string>();

	constructor(
		private readonly sandboxes: Sandboxes,
		private readonly lags: Lags = LAGS,
	) {
		for (const level of [...this.deskLevels(), ...this.engineLevels()]) this.passed.set(level.key, level.changedAt);
	}

	private get shop(): ShopView {
		return this.sandboxes.of('shopify').state() as ShopView;
	}

	private get engine(): EngineView {
		return this.sandboxes.of('omniEngine').state() as EngineView;
	}

	private get desk(): DeskView {
		return this.sandboxes.of('shopDesk').state() as DeskView;
	}

	/** Everything that has come about and is due by the clocks. */
	async settle(): Promise<void> {
		await this.ordersFallIn();
		await this.invoicesReflected();
		await this.stockTravels();
	}

	/** Time goes by for all three. */
	async later(ms: number): Promise<void> {
		for (const { name } of this.sandboxes.running) this.sandboxes.of(name).advanceClock(ms);
		await this.settle();
	}

	/** Each order that is paid, ships and is not there yet is pending in the order engine. */
	async ordersFallIn(): Promise<void> {
		const { orders, products } = this.shop;
		const there = new Set(this.engine.orders.map(({ number }) => number));
		const variants = products.flatMap((product) => product.variants);
		const prices = new Map(variants.map(({ sku, price }) => [sku, Number(price)]));
		const persons = new Map(this.sandboxes.data.orders.map(({ number, person }) => [number, person]));
		for (const { number, name, financialStatus, test, cancelled, total, lines } of orders) {
			if (there.has(name) || test || cancelled || financialStatus !== 'PAID') continue;
			const goods = lines.filter(({ requiresShipping, currentQuantity }) => requiresShipping && currentQuantity > 0);
			const items = goods.map(({ sku, currentQuantity }) => ({
				sku: sku ?? '',
				quantity: currentQuantity,
				price: prices.get(sku) ?? 0,
			}));
			if (items.length === 0) continue;
			const person = demoPerson(persons.get(number) ?? 1);
			await this.sandboxes.of('omniEngine').change('addOrder', {
				order_number: name,
				items,
				content: contentOf(items, Number(total), this.sandboxes.data.currency, person),
			});
		}
	}

	/** What ShopDesk has invoiced goes on to its courier at once. */
	async invoicesReflected(): Promise<void> {
		const { orders } = this.engine;
		for (const { reference, status, invoiceNumber } of this.desk.orders) {
			const order = orders.find(({ id }) => id === reference);
			if (status !== 'INVOICED' || !order || order.invoice !== null) continue;
			await this.sandboxes.of('omniEngine').change('sdInvoiced', { order: reference, invoice: invoiceNumber });
		}
	}

	/** Levels that have changed and been on their way for as long as their hop takes. */
	async stockTravels(): Promise<void> {
		const [engine, shop] = [this.sandboxes.of('shopDesk').now(), this.sandboxes.of('omniEngine').now()];
		await this.passOn(this.deskLevels(), engine - this.lags.toEngineMs);
		await this.passOn(this.engineLevels(), shop - this.lags.toShopMs);
	}

	private async passOn(levels: readonly Level[], dueMs: number): Promise<void> {
		for (const { key, changedAt, pass } of levels) {
			if (this.passed.get(key) === changedAt || Date.parse(changedAt) > dueMs) continue;
			await pass();
			this.passed.set(key, changedAt);
		}
	}

	private deskLevels(): Level[] {
		const { outlets, stock } = this.desk;
		const places = new Map(outlets.map(({ id, locationId }) => [id, locationId]));
		return stock.flatMap(({ storeId, sku, quantity, updatedAt }) => {
			const location = places.get(storeId);
			if (!location) return [];
			const pass = async () => await this.sandboxes.of('omniEngine').change('sdStock', { location, sku, quantity });
			return [{ key: `desk ${location} ${sku}`, changedAt: updatedAt, pass }];
		});
	}

	private engineLevels(): Level[] {
		const { locations, levels } = this.engine;
		return levels.flatMap(({ location: id, sku, onHand, updatedAt }) => {
			const [place, location] = [locations.find((each) => each.id === id), SHOP_PLACES[id]];
			if (!place?.enabled || place.halted || !place.online || location === undefined) return [];
			const quantity = Math.max(0, onHand - place.buffer);
			const pass = async () =>
				await this.sandboxes.of('shopify').change('setLevel', { sku, location, onHand: quantity });
			return [{ key: `engine ${id} ${sku}`, changedAt: updatedAt, pass }];
		});
	}
}

/** What the order engine keeps of an order besides its goods: nothing is left to be collected at the door. */
function contentOf(
	items: ReadonlyArray<{ readonly quantity: number; readonly price: number }>,
	total: number,
	currency: string,
	person: ReturnType<typeof demoPerson>,
): Readonly<Record<string, unknown>> {
	const subTotal = cents(items.reduce((sum, { quantity, price }) => sum + quantity * price, 0));
	return {
		payment_method: 'card',
		currency,
		sub_total: subTotal,
		discount: Math.max(0, cents(subTotal - total)),
		shipping_price: Math.max(0, cents(total - subTotal)),
		tax: 0,
		total,
		cod_amount: 0,
		customer: { name: `${person.firstName} ${person.lastName}`, email: person.email, phone: person.phone },
		shipping_address: { address1: person.address1, city: person.city, country: person.countryCode },
	};
}

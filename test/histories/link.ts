import type { DemoData } from '../../sandbox/kit';
import { Omnichannel, type DeskView, type EngineView } from '../../sandbox/omnichannel';
import type { RunningSandbox } from '../../sandbox/serve';
import type { Brand } from './history';

/*
 * What OmniEngine, ShopDesk and the shop do among themselves in a history. Where no call lets orders fall into ShopDesk,
 * they fall in by themselves (the source document), and what is invoiced there goes on by itself.
 */

interface Sides {
	readonly shop: RunningSandbox;
	readonly engine: RunningSandbox;
	readonly desk: RunningSandbox;
	readonly seed: DemoData;
}

export class BrandLink {
	private readonly among: Omnichannel;

	constructor(
		private readonly sides: Sides,
		private readonly brand: Brand,
	) {
		const running = [sides.shop, sides.engine, sides.desk];
		this.among = new Omnichannel({
			data: sides.seed,
			running,
			of(name) {
				const found = running.find((each) => each.name === name);
				if (!found) throw new Error(`There is no sandbox "${name}"`);
				return found;
			},
			close: async () => await Promise.resolve(),
		});
	}

	/** Everything that has come about, and is due. */
	async settle(): Promise<void> {
		const { contract, linked } = this.brand;
		await this.among.ordersFallIn();
		if (contract !== 'assumed') await this.ordersFallOn();
		if (contract !== 'assumed' || linked) await this.among.invoicesReflected();
		if (linked) await this.among.stockTravels();
	}

	/** What waits for approval and whose goods the outlets have stands in the outlet of its location. */
	private async ordersFallOn(): Promise<void> {
		const { engine, desk } = this.sides;
		const { orders, outlets, stock } = desk.state() as DeskView;
		const known = new Set(stock.map(({ sku }) => sku));
		for (const { id, number, status, locationId, items } of (engine.state() as EngineView).orders) {
			const outlet = outlets.find((each) => each.locationId === locationId);
			if (status !== 'awaiting_approval' || !outlet || orders.some(({ reference }) => reference === id)) continue;
			if (!items.every(({ sku }) => known.has(sku))) continue;
			const products = items.map(({ sku, quantity, price }) => ({
				...{ sku, quantity, list_price: price, sale_price: price },
			}));
			const order = { reference_id: id, order_number: number.replace('#', ''), store: outlet.id, products };
			const made = (await desk.change('addOrder', order)) as { readonly id: number };
			if (this.brand.mode === 'automatic') await desk.change('invoice', { id: String(made.id) });
		}
	}
}

import type { DeskView, EngineView } from '../../sandbox/omnichannel';
import type { RunningSandbox } from '../../sandbox/serve';
import type { Deed, OutletsDeed } from './history';
import { People, type Did } from './people';

/*
 * What people do where outlets stand behind the shop: they check orders in the portal of OmniEngine, make invoices in the
 * outlets, hand parcels to the courier, and count. What the screens would not offer is refused here.
 */

type EngineOrder = EngineView['orders'][number];

/** Tabs in which an order can still be called off. */
const CALLED_OFF_FROM = [
	...['pending', 'awaiting_assigning', 'awaiting_approval'],
	...['courier_booking', 'awaiting_dispatch'],
];

export class OutletsPeople extends People {
	constructor(
		shop: RunningSandbox,
		engine: RunningSandbox,
		private readonly desk: RunningSandbox,
	) {
		super(shop, engine);
	}

	protected override async carryOut(deed: Deed): Promise<Did> {
		switch (deed.do) {
			case 'verify':
				return await this.verify(deed);
			case 'approve':
				return await this.inOutlet('invoice', { id: this.waiting(deed.order) });
			case 'strike':
				return await this.inOutlet('cancel', { id: this.waiting(deed.order) });
			case 'book':
				return await this.inPortal('book', { order: this.unbooked(deed.order).id });
			case 'collect':
				return await this.moved(this.booked(deed.order), 'dispatched');
			case 'callOff':
				return await this.moved(this.inEngine(deed.order, CALLED_OFF_FROM), 'cancelled');
			case 'count':
				return await this.inOutlet('setStock', { sku: deed.sku, quantity: deed.stock });
			case 'countAt':
				return await this.count(deed);
			case 'learn':
				return await this.onBoard(deed.sku);
			default:
				return await super.carryOut(deed);
		}
	}

	private async inPortal(action: string, input: Record<string, unknown>): Promise<Did> {
		await this.office.change(action, input);
		return {};
	}

	private async inOutlet(action: string, input: Record<string, unknown>): Promise<Did> {
		await this.desk.change(action, input);
		return {};
	}

	private async moved({ id }: EngineOrder, status: string): Promise<Did> {
		return await this.inPortal('setStatus', { order: id, status });
	}

	private inEngine(number: number, tabs: readonly string[]): EngineOrder {
		const { orders } = this.office.state() as EngineView;
		const found = orders.find((order) => order.number === `#${number}`);
		if (!found || !tabs.includes(found.status)) throw new Error(`Order #${number} does not stand in such a tab`);
		return found;
	}

	/** What of an order stands in an outlet, the newest first. */
	private inDesk({ id }: EngineOrder): ReadonlyArray<DeskView['orders'][number]> {
		return (this.desk.state() as DeskView).orders.filter(({ reference }) => reference === id).reverse();
	}

	/** ShopDesk's ID of an order that waits for a person. */
	private waiting(number: number): string {
		const order = this.inEngine(number, ['awaiting_approval']);
		const found = this.inDesk(order).find(({ status }) => status === 'AWAITING_SM_APPROVAL');
		if (!found) throw new Error(`Order #${number} does not wait in an outlet`);
		return String(found.id);
	}

	private booked(number: number): EngineOrder {
		const order = this.inEngine(number, ['courier_booking']);
		if (order.shipments.length === 0) throw new Error(`Order #${number} has no courier`);
		return order;
	}

	private unbooked(number: number): EngineOrder {
		const order = this.inEngine(number, ['courier_booking']);
		if (order.shipments.length > 0) throw new Error(`Order #${number} has a courier`);
		return order;
	}

	/** A location once, or another one while nobody has made the invoice. */
	private async verify({ order: number, location }: OutletsDeed & { do: 'verify' }): Promise<Did> {
		const order = this.inEngine(number, ['pending', 'awaiting_assigning', 'awaiting_approval']);
		if (order.locationId === location) throw new Error(`Order #${number} is there`);
		if (this.inDesk(order).some(({ status }) => status !== 'AWAITING_SM_APPROVAL'))
			throw new Error(`Order #${number} is settled in its outlet`);
		return await this.inPortal('setStatus', { order: order.id, status: 'awaiting_approval', location });
	}

	private async count({ location, sku, stock }: OutletsDeed & { do: 'countAt' }): Promise<Did> {
		const outlet = (this.desk.state() as DeskView).outlets.find(({ locationId }) => locationId === location);
		if (!outlet) throw new Error(`There is no outlet at ${location}`);
		return await this.inOutlet('setStock', { sku, quantity: stock, store: outlet.id });
	}

	/** A product that the outlets did not have, known to the order engine too. */
	private async onBoard(sku: string): Promise<Did> {
		const { stock } = this.desk.state() as DeskView;
		if (stock.some((level) => level.sku === sku)) throw new Error(`The outlets have ${sku}`);
		await this.office.change('addProduct', { sku });
		await this.desk.change('addProduct', { sku });
		for (const [store, quantity] of [
			[45, 20],
			[46, 8],
		] as const)
			await this.desk.change('setStock', { sku, store, quantity });
		return {};
	}
}

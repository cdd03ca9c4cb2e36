import type { Did } from './people';
import { People } from './people';
import { GIFT_CARD, referenceOf, type BooksDeed, type Deed } from './history';

/*
 * What people do where the books are the back office: they send goods back in the shop, and dispatch, complete, change,
 * delete and credit in the books. What the real screens would not offer is refused here.
 */

/** Booked without being goods. */
const CHARGES = ['FREIGHT', 'ROUNDING'];
/** Of an order of which so much is left, money for the trouble is given back. */
const UNITS_FOR_GOODWILL = 3;

interface Booked {
	readonly orderNumber: string;
	readonly status: string;
	readonly lines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
}

interface Shipment {
	readonly number: string;
	readonly orderNumber: string;
	readonly lines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
}

export class BooksPeople extends People {
	/** Orders whose delivery was given back, and those that money for the trouble was paid for. */
	private readonly delivery = new Set<number>();

	private readonly troubled = new Set<number>();

	protected override async carryOut(deed: Deed): Promise<Did> {
		switch (deed.do) {
			case 'giveBack':
				return await this.giveBack(deed);
			case 'cancel':
				// The shop gives the delivery back with everything else, and does so once.
				if (deed.refund && this.delivery.has(deed.order)) throw new Error('Its delivery was given back before');
				return await super.carryOut(deed);
			case 'dispatch':
				return await this.dispatch(deed);
			case 'retrack': {
				const last = this.shipmentsOf(deed.order).at(-1);
				if (!last) throw new Error(`Nothing of order #${deed.order} has left`);
				return await this.inBooks('changeShipment', { shipmentNumber: last.number, trackingNumber: deed.tracking });
			}
			case 'complete':
				return await this.inBooks('completeOrder', numbered(deed));
			case 'release':
				this.booked(deed.order, 'Parked');
				return await this.inBooks('setOrderStatus', { ...numbered(deed), status: 'Placed' });
			case 'changeLine':
				return await this.changeLine(deed);
			case 'strike':
				if (this.shipmentsOf(deed.order).length > 0) throw new Error('Something of it has left');
				return await this.inBooks('deleteOrder', numbered(deed));
			case 'creditByHand': {
				const [first] = goodsOf(this.booked(deed.order, 'Completed'));
				const lines = [{ sku: first?.code, quantity: 1 }];
				return await this.inBooks('creditInvoice', { ...numbered(deed), lines, status: 'Completed' });
			}
			case 'count':
				return await this.inBooks('setStock', { sku: deed.sku, stock: deed.stock });
			case 'learn':
				return await this.inBooks('addProduct', { sku: deed.sku, stock: 50 });
			default:
				return await super.carryOut(deed);
		}
	}

	protected async inBooks(action: string, input: Record<string, unknown>): Promise<Did> {
		await this.office.change(action, input);
		return {};
	}

	private booked(order: number, status?: string): Booked {
		const { orders } = this.office.state() as { readonly orders: readonly Booked[] };
		const found = orders.find(({ orderNumber }) => orderNumber === referenceOf(order));
		if (!found || (status !== undefined && found.status !== status)) throw new Error(`Order #${order} is not there so`);
		return found;
	}

	private shipmentsOf(order: number): Shipment[] {
		const { shipments } = this.office.state() as { readonly shipments: readonly Shipment[] };
		return shipments.filter(({ orderNumber }) => orderNumber === referenceOf(order));
	}

	/** What is not paid is not given back, and nothing more than there is. */
	private async giveBack(deed: BooksDeed & { do: 'giveBack' }): Promise<Did> {
		const { order, shipping, goodwill, restock } = deed;
		const { financialStatus, lines: there } = this.live(order);
		if (!['PAID', 'PARTIALLY_REFUNDED'].includes(financialStatus)) throw new Error(`Order #${order} is not paid`);
		const lines = deed.lines.filter(({ line, quantity }) => quantity <= (there[line]?.currentQuantity ?? 0));
		const left = there.reduce((sum, { currentQuantity }) => sum + currentQuantity, 0);
		const taken = lines.reduce((sum, { quantity }) => sum + quantity, 0);
		if (shipping && (this.delivery.has(order) || !there.some(({ sku }) => sku !== GIFT_CARD)))
			throw new Error('There is no delivery to give back');
		if (goodwill > 0 && (this.troubled.has(order) || left - taken < UNITS_FOR_GOODWILL))
			throw new Error('That would be more than was paid');
		if (taken === 0 && !shipping && goodwill === 0) throw new Error('That would give nothing back');
		await this.shop.change('refund', {
			number: order,
			lines,
			shipping,
			restock,
			...(goodwill === 0 ? {} : { keptBack: (-goodwill / 100).toFixed(2) }),
		});
		if (shipping) this.delivery.add(order);
		if (goodwill > 0) this.troubled.add(order);
		return { lines };
	}

	private async dispatch({ order, part, tracking }: BooksDeed & { do: 'dispatch' }): Promise<Did> {
		const gone = this.shipmentsOf(order).flatMap(({ lines }) => lines);
		const of = (code: string, lines: Booked['lines']) =>
			lines.filter((line) => line.code === code).reduce((sum, { quantity }) => sum + quantity, 0);
		const open = goodsOf(this.booked(order))
			.map(({ code, quantity }) => ({ sku: code, quantity: quantity - of(code, gone) }))
			.filter(({ quantity }) => quantity > 0);
		if (open.length === 0) throw new Error(`Nothing of order #${order} is left to be sent`);
		const lines = part ? [{ ...open[0]!, quantity: 1 }] : open;
		const trackingNumber = tracking.length > 0 ? { trackingNumber: tracking.join(', ') } : {};
		return await this.inBooks('ship', { ...numbered({ order }), lines, ...trackingNumber });
	}

	private async changeLine({ order, line, quantity }: BooksDeed & { do: 'changeLine' }): Promise<Did> {
		const found = goodsOf(this.booked(order))[line];
		if (!found || this.shipmentsOf(order).length > 0) throw new Error(`Order #${order} has no line to change`);
		if (found.quantity === quantity) throw new Error('That changes nothing');
		return await this.inBooks('changeOrderLine', { ...numbered({ order }), sku: found.code, quantity });
	}
}

const goodsOf = ({ lines }: Booked) => lines.filter(({ code }) => ![...CHARGES, GIFT_CARD].includes(code));
const numbered = ({ order }: { readonly order: number }) => ({ orderNumber: referenceOf(order) });

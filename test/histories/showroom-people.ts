import { STOCK_LOCATION } from '../../sandbox/demo-data';
import { referenceIn, showroomOrder, type ShowroomView } from './evidence';
import { purchaseOrderOf, type Deed, type ShowroomDeed } from './history';
import { People, type Did } from './people';

/*
 * What retailers and people at the brand do in a showroom at Le New Black, and what leaves the shop for them. Each order
 * is kept as it stood after a deed, because the showroom tells only how it stands now.
 */

type Order = ShowroomView['orders'][number];

export class ShowroomPeople extends People {
	/** What the first line of an order was called before it lost its keys. */
	private readonly keys = new Map<number, Pick<Order['items'][number], 'ean13' | 'sku'>>();

	/** Whose order it is. */
	private readonly retailers = new Map<number, string>();

	protected override async carryOut(deed: Deed): Promise<Did> {
		switch (deed.do) {
			case 'orderIn':
				return await this.orderIn(deed);
			case 'spoil':
				return deed.what === 'retailer'
					? await this.changed(deed.order, { retailer_reference: '' })
					: await this.namelessLine(deed.order);
			case 'mend':
				return await this.mend(deed.order);
			case 'moveTo':
				return await this.inShowroom('setOrderStatus', deed.order, { status: deed.status });
			case 'changeLine':
				return await this.changedLine(deed.order, deed.line, { quantity: deed.quantity });
			case 'dispatch':
				return await this.send(deed.order, deed.tracking[0] ?? '');
			case 'count':
				return await this.atShop('setLevel', { sku: deed.sku, location: STOCK_LOCATION, onHand: deed.stock });
			default:
				return await super.carryOut(deed);
		}
	}

	private get showroom(): ShowroomView {
		return this.office.state() as ShowroomView;
	}

	private order(number: number): Order {
		const found = this.showroom.orders.find(({ purchaseOrder }) => purchaseOrder === purchaseOrderOf(number));
		if (!found) throw new Error(`Nobody ordered ${purchaseOrderOf(number)}`);
		return found;
	}

	private async inShowroom(action: string, number: number, input: Record<string, unknown>): Promise<Did> {
		await this.office.change(action, { reference: this.order(number).reference, ...input });
		return { stood: showroomOrder(this.order(number)) };
	}

	private async changed(number: number, fields: Record<string, unknown>): Promise<Did> {
		return await this.inShowroom('changeOrder', number, { fields });
	}

	private async changedLine(number: number, line: number, fields: Record<string, unknown>): Promise<Did> {
		if (!this.order(number).items[line]) throw new Error(`${purchaseOrderOf(number)} has no line ${line}`);
		return await this.inShowroom('changeOrderLine', number, { line, fields });
	}

	private async orderIn({ order, retailer, lines, status }: ShowroomDeed & { do: 'orderIn' }): Promise<Did> {
		const { stock } = this.showroom;
		const named = lines.map(({ sku, quantity }) => ({
			ean13: stock.find((each) => each.sku === sku)?.ean13,
			quantity,
		}));
		await this.office.change('addOrder', { retailer, purchaseOrder: purchaseOrderOf(order), status, lines: named });
		this.retailers.set(order, retailer);
		return { stood: showroomOrder(this.order(order)) };
	}

	private async namelessLine(number: number): Promise<Did> {
		const [first] = this.order(number).items;
		if (!first?.ean13) throw new Error(`The first line of ${purchaseOrderOf(number)} has no keys`);
		this.keys.set(number, { ean13: first.ean13, sku: first.sku });
		return await this.changedLine(number, 0, { ean13: null, sku: null });
	}

	private async mend(number: number): Promise<Did> {
		const { retailer } = this.order(number);
		const keys = this.keys.get(number);
		if (retailer && !keys) throw new Error(`Nothing is missing in ${purchaseOrderOf(number)}`);
		this.keys.delete(number);
		if (keys) await this.changedLine(number, 0, keys);
		return await this.changed(number, { retailer_reference: this.retailers.get(number) });
	}

	/** All that is open of it leaves the shop in one parcel. */
	private async send(number: number, tracking: string): Promise<Did> {
		const { reference } = this.order(number);
		const { orders } = this.shop.state() as {
			readonly orders: ReadonlyArray<{ readonly number: number; readonly sourceIdentifier: string | null }>;
		};
		const found = orders.find(({ sourceIdentifier }) => referenceIn(sourceIdentifier) === reference);
		if (!found) throw new Error(`Order ${reference} is not in the shop`);
		await this.atShop('fulfillByHand', { number: found.number, company: 'Posti', tracking });
		return { id: reference };
	}
}

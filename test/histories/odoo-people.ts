import type { Did } from './people';
import { BooksPeople } from './books-people';
import type { BooksDeed, Deed } from './history';

/*
 * What people do where an Odoo is the back office: at the shop what they do where it has books; in Odoo they validate
 * deliveries, confirm and cancel, change a line, and call an order otherwise. What Odoo's own screens would not offer is
 * refused here.
 */

interface Order {
	readonly id: number;
	readonly name: string;
	readonly state: string;
	readonly origin: string | false;
}

interface Line {
	readonly id: number;
	readonly product_uom_qty: number;
	readonly price_unit: number;
}

export class OdooPeople extends BooksPeople {
	protected override async carryOut(deed: Deed): Promise<Did> {
		switch (deed.do) {
			case 'dispatch':
				return await this.validate(deed);
			case 'retrack':
				return await this.inBooks('setTracking', { id: this.order(deed.order).id, tracking: deed.tracking });
			case 'release':
				return await this.move(deed.order, 'action_confirm', ['draft', 'sent']);
			case 'strike':
				return await this.move(deed.order, 'action_cancel', ['draft', 'sent', 'sale']);
			case 'rename':
				return await this.written(deed.order, { client_order_ref: `Called for #${deed.order}` });
			case 'changeLine':
				return await this.changeFirst(deed);
			case 'count':
				return await this.inBooks('setStock', { sku: deed.sku, quantity: deed.stock });
			case 'learn': {
				const product = { name: deed.sku, default_code: deed.sku, list_price: 20, type: 'consu', is_storable: true };
				return await this.asked('product.product', 'create', { args: { vals_list: [product] } });
			}
			default:
				return await super.carryOut(deed);
		}
	}

	private order(number: number, states?: readonly string[]): Order {
		const { orders } = this.office.state() as { readonly orders: readonly Order[] };
		const found = orders.find(({ origin }) => origin === `shopify #${number}`);
		if (!found || (states && !states.includes(found.state))) throw new Error(`Order #${number} is not there so`);
		return found;
	}

	private async asked(model: string, method: string, more: object): Promise<Did> {
		await this.office.change('call', { model, method, ...more });
		return {};
	}

	private async move(order: number, method: string, states: readonly string[]): Promise<Did> {
		const { id } = this.order(order, states);
		return await this.asked('sale.order', method, { ids: [id], context: { disable_cancel_warning: true } });
	}

	private async written(order: number, vals: object): Promise<Did> {
		return await this.asked('sale.order', 'write', { ids: [this.order(order).id], args: { vals } });
	}

	/** All that is open leaves, or one unit of the first goods. */
	private async validate({ order, part, tracking }: BooksDeed & { do: 'dispatch' }): Promise<Did> {
		const { id, name } = this.order(order, ['sale']);
		const { pickings } = this.office.state() as {
			readonly pickings: ReadonlyArray<{
				readonly order: string;
				readonly state: string;
				readonly lines: ReadonlyArray<{ readonly sku: string; readonly product_uom_qty: number }>;
			}>;
		};
		const open = pickings.find((each) => each.order === name && !['done', 'cancel'].includes(each.state));
		const [first] = open?.lines ?? [];
		if (!open || !first) throw new Error(`Nothing of order #${order} is left to be sent`);
		const units = open.lines.reduce((sum, line) => sum + line.product_uom_qty, 0);
		const lines = part && units > 1 ? { lines: [{ sku: first.sku, quantity: 1 }] } : {};
		const tracked = tracking.length > 0 ? { tracking: tracking.join(', ') } : {};
		return await this.inBooks('ship', { id, ...lines, ...tracked });
	}

	/** People change a line of a quotation. */
	private async changeFirst({ order, line, quantity }: BooksDeed & { do: 'changeLine' }): Promise<Did> {
		const { id } = this.order(order, ['draft', 'sent']);
		const args = { domain: [['order_id', '=', id]], fields: ['product_uom_qty', 'price_unit'], order: 'id' };
		const call = { model: 'sale.order.line', method: 'search_read', args };
		const there = ((await this.office.change('call', call)) as readonly Line[])[line];
		if (!there || there.price_unit < 0 || there.product_uom_qty === quantity) throw new Error('That changes nothing');
		const vals = { product_uom_qty: quantity, price_unit: there.price_unit };
		return await this.written(order, { order_line: [[1, there.id, vals]] });
	}
}

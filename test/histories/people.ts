import type { RunningSandbox } from '../../sandbox/serve';
import type { Done } from './chronicle';
import { referenceOf, type CommonDeed, type Deed } from './history';

/*
 * What people do at the shop and at the warehouse, done in the sandboxes. What they cannot do is refused, by the
 * sandbox or here where the real screen would not offer it, and then it did not happen.
 */

const SHIPPING = { home_fi: 'Home delivery', letter_fi: 'Letter', pickup_fi: 'Pick-up point' } as const;
/** What a delivery costs, in whole euros. */
export const SHIPPING_PRICE = 5;

export interface ShopOrder {
	readonly number: number;
	readonly cancelled: boolean;
	readonly financialStatus: string;
	readonly lines: ReadonlyArray<{ readonly sku: string; readonly currentQuantity: number }>;
	readonly fulfillments: ReadonlyArray<{ readonly status: string }>;
}

interface Standing {
	readonly id: string;
	readonly reference: string;
	readonly status: string;
	readonly orderLines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
}

export type Did = Omit<Done, 'at' | 'deed'>;

export class People {
	/** The warehouse's ids of the second parts of orders that were split, by the shop's number. */
	private readonly rests = new Map<number, string>();

	constructor(
		protected readonly shop: RunningSandbox,
		protected readonly office: RunningSandbox,
	) {}

	/** Undefined when it could not be done. */
	async try(deed: Deed): Promise<Did | undefined> {
		try {
			return await this.carryOut(deed);
		} catch (refusal) {
			// Sandboxes refuse what cannot be in a sentence of their own; anything else is a fault of the test.
			if (refusal instanceof TypeError) throw refusal;
			return undefined;
		}
	}

	protected async carryOut(deed: Deed): Promise<Did> {
		return await this.asUsual(deed as CommonDeed);
	}

	/** What a shop with a warehouse has. */
	private async asUsual(deed: CommonDeed): Promise<Did> {
		switch (deed.do) {
			case 'place':
				return await this.place(deed);
			case 'pay':
				this.live(deed.order);
				return await this.atShop('payOrder', { number: deed.order });
			case 'edit':
				return await this.edit(deed);
			case 'refund':
				return await this.refund(deed);
			case 'cancel':
				return await this.cancel(deed);
			case 'assess':
				return await this.atShop('setRisk', { number: deed.order, level: deed.level });
			case 'touch':
				return await this.atShop('touchOrder', { number: deed.order });
			case 'collect':
				return await this.atOffice('collect', referenced(deed));
			case 'ship':
				return await this.ship(deed);
			case 'correct':
				return await this.atOffice('correctTracking', { ...referenced(deed), trackingNumber: deed.tracking });
			case 'callOff':
				return await this.atOffice('cancelAtWarehouse', referenced(deed));
			case 'split':
				return await this.split(deed.order);
			case 'count':
				return await this.atOffice('setStock', { sku: deed.sku, stock: deed.stock });
			case 'learn':
				return await this.atOffice('addProduct', { sku: deed.sku, stock: 50 });
		}
	}

	protected async atShop(action: string, input: Record<string, unknown>): Promise<Did> {
		await this.shop.change(action, input);
		return {};
	}

	private async atOffice(action: string, input: Record<string, unknown>): Promise<Did> {
		const result = await this.office.change(action, input);
		const { id } = (result ?? {}) as { readonly id?: string };
		return id === undefined ? {} : { id };
	}

	// ------------------------------------------------------------------ the shop

	protected orderInShop(number: number): ShopOrder {
		const { orders } = this.shop.state() as { readonly orders: readonly ShopOrder[] };
		const found = orders.find((order) => order.number === number);
		if (!found) throw new Error(`Nobody placed order #${number} yet`);
		return found;
	}

	protected live(number: number): ShopOrder {
		const order = this.orderInShop(number);
		if (order.cancelled) throw new Error(`Order #${number} is cancelled`);
		return order;
	}

	/** Goods of a parcel that was reported are changed by returns, which no history has. */
	protected unfulfilled(number: number): ShopOrder {
		const order = this.live(number);
		if (order.fulfillments.length > 0) throw new Error(`Order #${number} has left`);
		return order;
	}

	private async place({ order, kind, lines, method }: Deed & { do: 'place' }): Promise<Did> {
		return await this.atShop('addOrder', {
			number: order,
			plant: kind,
			lines: lines.map(({ sku, quantity, price, off }) => ({
				...{ sku, quantity, price: price.toFixed(2) },
				...(off === undefined ? {} : { discount: off.toFixed(2) }),
			})),
			shipping: { title: SHIPPING[method], code: method, price: SHIPPING_PRICE.toFixed(2) },
		});
	}

	/** More units may always be sold; fewer only where nothing was reported as having left. */
	private async edit({ order, line, quantity }: Deed & { do: 'edit' }): Promise<Did> {
		const current = this.live(order).lines[line]?.currentQuantity ?? 0;
		if (quantity < current) this.unfulfilled(order);
		return await this.atShop('editOrder', { number: order, line, quantity });
	}

	private async refund({ order, line }: Deed & { do: 'refund' }): Promise<Did> {
		const { financialStatus } = this.unfulfilled(order);
		if (!['PAID', 'PARTIALLY_REFUNDED'].includes(financialStatus)) throw new Error(`Order #${order} is not paid`);
		return await this.atShop('refund', {
			number: order,
			lines: [{ line, quantity: 1 }],
			shipping: false,
			restock: true,
		});
	}

	private async cancel({ order, refund }: Deed & { do: 'cancel' }): Promise<Did> {
		this.unfulfilled(order);
		return await this.atShop('cancelOrder', { number: order, refund });
	}

	// ------------------------------------------------------------------ the warehouse

	private async ship({ order, part, tracking }: Deed & { do: 'ship' }): Promise<Did> {
		const rest = this.rests.get(order);
		if (part === 2 && rest === undefined) throw new Error(`Order #${order} was not split`);
		const which = part === 2 ? { id: rest } : { reference: referenceOf(order) };
		return await this.atOffice('ship', {
			...which,
			...(tracking.length > 0 ? { trackingNumber: tracking.join(',') } : {}),
		});
	}

	private async split(order: number): Promise<Did> {
		const { orders } = this.office.state() as { readonly orders: readonly Standing[] };
		const found = orders.find(({ reference, status }) => reference === referenceOf(order) && status === 'Pending');
		const several = found?.orderLines.filter(({ quantity }) => quantity > 1) ?? [];
		const now = several.length > 0 ? several : (found?.orderLines.slice(0, 1) ?? []);
		const result = (await this.office.change('split', {
			...(found ? { id: found.id } : referenced({ order })),
			lines: now.map(({ code }) => ({ code, quantity: 1 })),
		})) as { readonly id: string; readonly secondId: string };
		this.rests.set(order, result.secondId);
		return { id: result.id, parts: [result.id, result.secondId] };
	}
}

const referenced = ({ order }: { readonly order: number }) => ({ reference: referenceOf(order) });

/*
 * The shop, its warehouse, and the people around them: customers, staff, pickers, and another shop that the same
 * warehouse serves. All they do are changes of the sandboxes; the judge is told of each promise and each parcel.
 */
import type { RunningSandbox } from '../../sandbox/serve';
import type { MachineClock } from '../support/machine-clock';
import { Agenda } from './agenda';
import { Shelves, unitsIn, type Units } from './oracle';
import { STOCK_EVERY, type Purchase, type Sale } from './schedule';

const MINUTE = 60;
/** Until the warehouse hears of a cancellation. */
const CANCELLATION_TAKES = 10 * MINUTE;
const PICK_AGAIN_AFTER = 30 * MINUTE;
/** Nobody picks any more so long after the start, or orders without goods would be asked for for ever. */
const LIGHTS_OUT = 14 * 60 * MINUTE;
/** The other shop keeps units back for what ours has sold and the warehouse has not heard of. */
const OTHER_SHOP_KEEPS = 10;

/** An order of the shop. */
export interface Placed {
	readonly purchase: Purchase;
	readonly id: string;
	readonly number: number;
	paid: boolean;
	cancelled: boolean;
	held: boolean;
	picked: boolean;
	/** Stands at the warehouse. */
	forwarded: boolean;
}

/** What happened, counted. */
export interface Counts {
	sales: number;
	carts: number;
	unpaid: number;
	holds: number;
	parcels: number;
	cancellations: number;
	/** Orders of the other shop. */
	others: number;
	/** Customers who were sent away, and the units they wanted although they were there and nobody's. */
	refusals: number;
	unitsRefused: number;
	/** Units sold in the shop, without those given back. */
	unitsSold: number;
}

export class Town {
	/** Seconds since the start. */
	now = 0;

	readonly agenda = new Agenda();

	readonly shelves = new Shelves();

	readonly orders: Placed[] = [];

	readonly otherSales: Array<{ readonly at: number; readonly lines: readonly Units[] }> = [];

	readonly counts: Counts = {
		...{ sales: 0, carts: 0, unpaid: 0, holds: 0, parcels: 0, cancellations: 0, others: 0 },
		...{ refusals: 0, unitsRefused: 0, unitsSold: 0 },
	};

	constructor(
		readonly shop: RunningSandbox,
		readonly warehouse: RunningSandbox,
		private readonly clock: MachineClock,
	) {}

	/** Never back. */
	moveTo(second: number): void {
		this.clock.advance((second - this.now) * 1000);
		this.now = Math.max(this.now, second);
	}

	/** Lets time pass and people act; flows wait. */
	async letPass(seconds: number): Promise<void> {
		const until = this.now + seconds;
		for (let next = this.agenda.take(until, 'people'); next; next = this.agenda.take(until, 'people')) {
			this.moveTo(next.at);
			await next.work();
		}
		this.moveTo(until);
	}

	private after(seconds: number, work: () => unknown): void {
		this.agenda.add({ at: this.now + seconds, by: 'people', work });
	}

	// ------------------------------------------------------------------ at the shop

	async buy(purchase: Purchase): Promise<void> {
		const { customer, lines, pays, payAfter, hold, cancelAfter } = purchase;
		const plant = pays === 'atOnce' ? 'plain' : 'unpaid';
		const there = this.shelves.has(lines);
		const answer = (await this.shop.change('checkout', { lines, plant })) as
			{ soldOut: string[] } | { id: string; number: number };
		if ('soldOut' in answer) {
			this.counts.refusals += 1;
			if (there) this.counts.unitsRefused += unitsIn(lines);
			return;
		}
		this.shelves.promise(customer, lines);
		this.counts.unitsSold += unitsIn(lines);
		const { id, number } = answer;
		const states = { paid: pays === 'atOnce', cancelled: false, held: false, picked: false, forwarded: false };
		const order: Placed = { purchase, id, number, ...states };
		this.orders.push(order);
		if (pays === 'atOnce') this.counts.sales += 1;
		else this.counts.unpaid += 1;
		if (pays === 'later') this.after(payAfter, async () => await this.pay(order));
		if (pays === 'never') this.after(payAfter, async () => await this.cancel(order));
		if (cancelAfter !== undefined) this.after(cancelAfter, async () => await this.cancel(order));
		if (hold) this.after(hold.after, async () => await this.hold(order, hold.lasts));
	}

	private async pay(order: Placed): Promise<void> {
		if (order.cancelled) return;
		await this.shop.change('payOrder', { number: order.number });
		order.paid = true;
	}

	private async hold(order: Placed, seconds: number): Promise<void> {
		if (order.cancelled || order.picked) return;
		await this.shop.change('holdFulfillment', { number: order.number, reason: 'INCORRECT_ADDRESS' });
		order.held = true;
		this.counts.holds += 1;
		this.after(seconds, async () => {
			order.held = false;
			if (!order.cancelled) await this.shop.change('releaseFulfillment', { number: order.number });
		});
	}

	/** Cancelled with restock; what is being picked cannot be any more. */
	private async cancel(order: Placed): Promise<void> {
		if (order.cancelled || order.picked) return;
		await this.shop.change('cancelOrder', { number: order.number, restock: true });
		order.cancelled = true;
		this.shelves.takeBack(order.purchase.customer);
		this.counts.unitsSold -= unitsIn(order.purchase.lines);
		this.counts.cancellations += 1;
		this.after(CANCELLATION_TAKES, async () => {
			if (order.forwarded) await this.warehouse.change('cancelAtWarehouse', { reference: referenceOf(order) });
		});
	}

	// ------------------------------------------------------------------ at the warehouse

	async arrive(sku: string, quantity: number): Promise<void> {
		this.shelves.arrive(sku, quantity);
		const { stock } = this.figuresOf(sku);
		await this.warehouse.change('setStock', { sku, stock: stock + quantity });
	}

	/** An order of ours stands at the warehouse now. */
	hasArrived(order: Placed): void {
		order.forwarded = true;
		this.after(order.purchase.pickAfter, async () => await this.pick(order));
	}

	private async pick(order: Placed): Promise<void> {
		if (order.cancelled) return;
		const ready = !order.held && this.statusOf(referenceOf(order)) === 'New';
		if (!ready) return this.later(async () => await this.pick(order));
		order.picked = true;
		await this.warehouse.change('collect', { reference: referenceOf(order) });
		this.after(order.purchase.shipAfter, async () => await this.ship(order));
	}

	private async ship(order: Placed): Promise<void> {
		const tracking = `JJFI${order.number}`;
		await this.warehouse.change('ship', { reference: referenceOf(order), trackingNumber: tracking });
		this.shelves.send(order.purchase.customer);
		this.counts.parcels += 1;
		const { tracked, trackAfter } = order.purchase;
		const next = tracked === 'event' ? 0 : Math.ceil(this.now / STOCK_EVERY) * STOCK_EVERY - this.now;
		this.after(next + trackAfter, async () => {
			await this.shop.change('fulfillByHand', { number: order.number, tracking });
		});
	}

	private later(work: () => unknown): void {
		if (this.now < LIGHTS_OUT) this.after(PICK_AGAIN_AFTER, work);
	}

	// ------------------------------------------------------------------ at the other shop

	/** It sells what the warehouse shows, keeps some back, and its orders stand there at once. */
	async buyElsewhere({ customer, lines, pickAfter, shipAfter }: Sale): Promise<void> {
		if (lines.some(({ sku, quantity }) => this.figuresOf(sku).available < quantity + OTHER_SHOP_KEEPS)) return;
		const orderLines = lines.map(({ sku, quantity }) => ({ code: sku, quantity }));
		await this.warehouse.change('addOrder', { reference: customer, orderLines });
		this.shelves.promiseElsewhere(customer, lines);
		this.otherSales.push({ at: this.now, lines });
		this.counts.others += 1;
		this.after(pickAfter, async () => {
			if (this.statusOf(customer) !== 'New') return;
			await this.warehouse.change('collect', { reference: customer });
			this.after(shipAfter, async () => {
				await this.warehouse.change('ship', { reference: customer });
				this.shelves.send(customer);
			});
		});
	}

	private figuresOf(sku: string): { readonly stock: number; readonly available: number } {
		const { stock } = this.warehouse.state() as { stock: Array<{ code: string; stock: number; available: number }> };
		return stock.find(({ code }) => code === sku)!;
	}

	private statusOf(reference: string): string | undefined {
		const { orders } = this.warehouse.state() as { orders: Array<{ reference: string; status: string }> };
		return orders.find((each) => each.reference === reference)?.status;
	}
}

export const referenceOf = ({ number }: Placed): string => `SHOP-${number}`;

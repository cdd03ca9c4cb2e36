import { BooksPlot, KINDS, line, NEW_TO_BOOKS, type Writes } from './books-generator';
import type { Shares } from './generator';
import type { Deed, Event, Flow, History } from './history';
import { SCARCE, type Trade } from './plot';
import { Random } from './random';

/*
 * The history of a seed where an Odoo stands behind the shop: what people do at the shop is what they do where it has
 * books, and what they do in Odoo is their own.
 */

/** The requests of each flow. */
const TRADE: Trade = {
	creates: 'sale.order.load',
	length: [14, 26],
	flows: [
		[6, 'orders'],
		[3, 'refunds'],
		[3, 'tracking'],
		[2, 'invoices'],
		[2, 'postings'],
		[2, 'payments'],
		[2, 'cancellations'],
	],
	operations: {
		orders: [
			['odoo', 'sale.order.load'],
			['odoo', 'sale.order.action_confirm'],
			['odoo', 'sale.order.write'],
			['odoo', 'sale.order.search_read'],
			['odoo', 'res.partner.load'],
			['odoo', 'product.product.search_read'],
			['shopify', 'ordersById'],
			['shopify', 'ordersPage'],
		],
		cancellations: [
			['odoo', 'sale.order.action_cancel'],
			['odoo', 'sale.order.search_read'],
			['shopify', 'ordersById'],
		],
		tracking: [
			['shopify', 'fulfillmentCreate'],
			['shopify', 'trackingUpdate'],
			['shopify', 'ordersToShip'],
			['shopify', 'ordersByNamePage'],
			['odoo', 'stock.picking.search_read'],
		],
		invoices: [
			['odoo', 'sale.advance.payment.inv.create_invoices'],
			['odoo', 'account.move.search_read'],
		],
		postings: [
			['odoo', 'account.move.action_post'],
			['odoo', 'account.move.search_read'],
		],
		payments: [
			['odoo', 'account.payment.register.action_create_payments'],
			['odoo', 'account.move.search_read'],
		],
		refunds: [
			['odoo', 'account.move.reversal.refund_moves'],
			['odoo', 'account.move.write'],
			['odoo', 'account.move.action_post'],
			['odoo', 'account.move.search_read'],
			['shopify', 'orderRefundsPage'],
			['shopify', 'refundsById'],
		],
	},
};

const WRITES: Writes = {
	edits: ['sale.order.write', 'sale.order.write'],
	credits: ['account.move.reversal.refund_moves', 'account.move.action_post'],
	cancels: 'sale.order.action_cancel',
};

const BILLING: ReadonlyArray<readonly [flow: Flow, write: string]> = [
	['invoices', 'sale.advance.payment.inv.create_invoices'],
	['postings', 'account.move.action_post'],
	['payments', 'account.payment.register.action_create_payments'],
];

/** What is to be billed next, once a flow has run. */
const AFTER: Partial<Readonly<Record<Flow, (typeof BILLING)[number]>>> = {
	orders: BILLING[0],
	invoices: BILLING[1],
	postings: BILLING[2],
};

/** The history of a seed, with an Odoo. */
export function odooHistoryOf(seed: number, shares: Shares): History {
	const random = new Random(seed + 1_000_000_000);
	const kills = seed % shares.kills === 0;
	const lags = { indexLag: random.pick(['none', '5s']), routingLag: random.pick(['none', '5s']) };
	// Over JSON-RPC, with the fields of the older versions, in a third of them.
	const version = random.weighted([
		[4, '19'],
		[1, '18'],
		[1, '17'],
	]);
	return {
		seed,
		office: 'odoo',
		options: { shopify: lags, ogoship: {}, unleashed: {}, odoo: { version } },
		ledger: seed % shares.postgres === 0 ? 'postgres' : 'builtIn',
		kills,
		early: random.percent(15) ? [{ order: 1002, lines: [line(random)], sentByOther: true }] : [],
		steps: new OdooPlot(random, kills).steps(),
	};
}

class OdooPlot extends BooksPlot {
	constructor(random: Random, kills: boolean) {
		super(random, kills, TRADE, WRITES, [...KINDS, [10, 'highRisk']]);
	}

	/** An order that is sold, leaves in one or two parts, and is invoiced, posted and paid. */
	protected override soldAndSent(): Event[] {
		const { random } = this;
		const placed = this.placed('plain');
		const { order } = placed;
		const scene: Event[] = [placed, this.sweep('orders')];
		if (random.percent(20)) scene.push(this.back(order));
		if (random.percent(30)) scene.push(this.dispatched(order, true));
		if (random.percent(60)) scene.push(this.dispatched(order, false), this.sweep('tracking'));
		const troubled = random.percent(40) ? random.pick(BILLING)[0] : undefined;
		for (const [flow] of BILLING) {
			if (flow === troubled) scene.push(this.failure(flow));
			scene.push(this.sweep(flow));
		}
		this.closed.add(order);
		return scene;
	}

	protected override inBooks(): Deed {
		const { random } = this;
		const order = this.sentOne();
		return random.weighted<() => Deed>([
			[10, () => this.dispatched(order, random.percent(40))],
			[this.left.size > 0 ? 3 : 0, () => this.retracked(random.pick([...this.left]))],
			[4, () => ({ do: 'release', order })],
			[3, () => ({ do: 'rename', order })],
			[2, () => ({ do: 'changeLine', order, line: random.whole(0, 1), quantity: random.whole(1, 5) })],
			[1, () => ({ do: 'strike', order })],
			[2, () => ({ do: 'count', sku: SCARCE, stock: random.whole(0, 12) })],
			[2, () => ({ do: 'learn', sku: NEW_TO_BOOKS })],
		])();
	}

	protected override isRun(flow: Flow): void {
		if (flow === 'payments') for (const order of this.sent) this.closed.add(order);
		super.isRun(flow);
		const next = AFTER[flow];
		if (next) this.due[next[0]] ??= next[1];
	}
}

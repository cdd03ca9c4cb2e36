import type { Shares } from './generator';
import type { CommonDeed, Deed, Event, Flow, History, Kind, Step, WantedLine } from './history';
import { FIRST_ORDER, GIFT_CARD } from './history';
import { Plot, SCARCE, type Trade } from './plot';
import { Random } from './random';

/*
 * The history of a seed where the books at Unleashed stand behind the shop.
 */

const GOODS = ['MUG-BLUE', 'BOWL-SMALL', 'PLATE-DINNER', 'CUP-ESPRESSO'];
export const NEW_TO_BOOKS = 'VASE-NEW';

export const KINDS: ReadonlyArray<readonly [number, Kind]> = [
	[48, 'plain'],
	[14, 'unpaid'],
	[6, 'partlyDigital'],
	[6, 'unknownSku'],
	[4, 'cashOnDelivery'],
	[4, 'digitalOnly'],
	[4, 'riskPending'],
	[4, 'guest'],
	[4, 'highRisk'],
	[3, 'pickupPoint'],
	[3, 'missingAddress'],
	[2, 'test'],
];
const GOES_AT_ONCE: ReadonlySet<Kind> = new Set<Kind>([
	'plain',
	'partlyDigital',
	'digitalOnly',
	'pickupPoint',
	'guest',
]);

/** The requests of each flow. */
const TRADE: Trade = {
	creates: 'salesOrdersCreate',
	length: [14, 26],
	flows: [
		[6, 'orders'],
		[3, 'refunds'],
		[3, 'tracking'],
		[2, 'completion'],
		[2, 'cancellations'],
	],
	operations: {
		orders: [
			['unleashed', 'salesOrdersCreate'],
			['unleashed', 'salesOrdersUpdate'],
			['unleashed', 'salesOrderLinesDelete'],
			['unleashed', 'salesOrdersList'],
			['unleashed', 'salesOrdersRead'],
			['unleashed', 'taxesList'],
			['unleashed', 'productsList'],
			['shopify', 'ordersById'],
			['shopify', 'ordersPage'],
		],
		cancellations: [
			['unleashed', 'salesOrdersDelete'],
			['unleashed', 'salesOrdersList'],
			['unleashed', 'salesOrdersRead'],
			['shopify', 'ordersById'],
		],
		tracking: [
			['shopify', 'fulfillmentCreate'],
			['shopify', 'trackingUpdate'],
			['shopify', 'ordersToShip'],
			['shopify', 'ordersByNamePage'],
			['unleashed', 'salesShipmentsList'],
			['unleashed', 'salesShipmentsRead'],
		],
		completion: [
			['unleashed', 'salesOrdersComplete'],
			['unleashed', 'salesOrdersList'],
			['unleashed', 'salesOrdersRead'],
			['shopify', 'ordersById'],
		],
		refunds: [
			['unleashed', 'creditNotesCreate'],
			['unleashed', 'creditNotesComplete'],
			['unleashed', 'creditNotesList'],
			['unleashed', 'creditNotesRead'],
			['unleashed', 'salesOrdersList'],
			['unleashed', 'taxesList'],
			['shopify', 'orderRefundsPage'],
			['shopify', 'refundsById'],
		],
	},
};

/** The history of a seed, with the books. */
export function booksHistoryOf(seed: number, shares: Shares): History {
	const random = new Random(seed + 500_000_000);
	const kills = seed % shares.kills === 0;
	return {
		seed,
		office: 'books',
		options: optionsOf(random),
		ledger: seed % shares.postgres === 0 ? 'postgres' : 'builtIn',
		kills,
		early: random.percent(15) ? [{ order: 1002, lines: [line(random)], sentByOther: true }] : [],
		steps: new BooksPlot(random, kills).steps(),
	};
}

/** Every answer of the vendor that nobody has seen; mostly the kinder one where the other lets little happen. */
function optionsOf(random: Random): History['options'] {
	return {
		shopify: { indexLag: random.pick(['none', '5s']), routingLag: random.pick(['none', '5s']) },
		ogoship: {},
		unleashed: {
			usedGuid: random.pick(['refused', 'conflict', 'overwritten']),
			usedNumber: random.pick(['refused', 'second']),
			errorBody: random.pick(['description', 'items', 'message', 'page']),
			putStatus: random.percent(84) ? 'taken' : random.pick(['refused', 'ignored']),
			putLines: random.pick(['replaced', 'merged']),
			required: random.pick(['all', 'few']),
			createStatus: random.pick(['parkedOrCompleted', 'any']),
			taxScale: random.pick(['fraction', 'percent']),
			totals: random.pick(['exact', 'cent']),
			lineTotals: random.pick(['checked', 'trusted']),
			shippingCompany: random.pick(['text', 'object']),
			editDispatched: random.pick(['refused', 'taken']),
			creditGuid: random.pick(['taken', 'ignored']),
			createdBody: random.percent(75) ? 'whole' : 'empty',
			deletedByNumber: random.pick(['found', 'hidden']),
			completeWithoutStock: random.percent(70) ? 'refused' : 'allowed',
			deleteDispatched: random.pick(['refused', 'taken']),
		},
	};
}

/** Euros and cents, and now and then something off the line. */
export function line(random: Random, sku = random.pick(GOODS)): WantedLine {
	const [quantity, price] = [random.whole(1, 4), random.whole(500, 6000) / 100];
	const off = random.percent(25) ? { off: random.whole(1, 499) / 100 } : {};
	return { sku, quantity, price, ...off, ships: true };
}

/** What the writes are called that a deed makes due. */
export interface Writes {
	readonly edits: readonly [often: string, seldom: string];
	readonly credits: readonly [often: string, seldom: string];
	readonly cancels: string;
}

const WRITES: Writes = {
	edits: ['salesOrdersUpdate', 'salesOrderLinesDelete'],
	credits: ['creditNotesCreate', 'creditNotesComplete'],
	cancels: 'salesOrdersDelete',
};

/** What happens with the books, one step after the other. */
export class BooksPlot extends Plot {
	/** Orders that are probably completed in the books, or invoiced. */
	protected readonly closed = new Set<number>();

	constructor(
		random: Random,
		kills: boolean,
		trade: Trade = TRADE,
		private readonly writes: Writes = WRITES,
		private readonly kinds: ReadonlyArray<readonly [number, Kind]> = KINDS,
	) {
		super(random, kills, trade);
	}

	protected next(): Array<Event | Step> {
		const { random } = this;
		const flow = this.flow();
		const isFew = this.orders.length < 4;
		return random.weighted<() => Array<Event | Step>>([
			[18, () => [this.runs(false, flow)]],
			[20, () => [this.failure(flow), this.runs(false, flow)]],
			[isFew ? 7 : 0, () => [this.placed()]],
			[isFew ? 8 : 0, () => this.soldAndSent()],
			[this.closed.size > 0 ? 12 : 0, () => this.givenBackLate()],
			[5, () => this.editedAtOnce()],
			[18, () => [this.atShop()]],
			[14, () => [this.inBooks()]],
			[2, () => [{ do: 'recover' }]],
		])();
	}

	protected placed(kind = this.random.weighted(this.kinds)): CommonDeed & { do: 'place' } {
		const { random } = this;
		const order = FIRST_ORDER + this.orders.length;
		this.orders.push(order);
		const lines = kind === 'digitalOnly' ? [] : Array.from({ length: random.whole(1, 3) }, () => line(random));
		const scarce = random.percent(20) && kind !== 'digitalOnly' ? [line(random, SCARCE)] : [];
		const gift = { sku: GIFT_CARD, quantity: 1, price: 50, ships: false };
		const isDigital = kind === 'partlyDigital' || kind === 'digitalOnly';
		const special = isDigital ? [gift] : kind === 'unknownSku' ? [line(random, NEW_TO_BOOKS)] : [];
		const method = kind === 'pickupPoint' ? 'pickup_fi' : random.percent(25) ? 'letter_fi' : 'home_fi';
		if (GOES_AT_ONCE.has(kind)) this.isReady(order);
		return { do: 'place', order, kind, lines: [...lines, ...scarce, ...special], method };
	}

	/** An order that is sold, leaves in one or two parts, and is completed by us or by people. */
	protected soldAndSent(): Event[] {
		const { random } = this;
		const placed = this.placed('plain');
		const { order } = placed;
		const scene: Event[] = [placed, this.sweep('orders')];
		if (random.percent(25)) scene.push(this.back(order));
		if (random.percent(35)) scene.push(this.dispatched(order, true));
		if (random.percent(20)) scene.push(this.failure('tracking'), this.runs(false, 'tracking'));
		if (random.percent(75)) {
			scene.push(this.dispatched(order, false), this.sweep('tracking'));
			if (random.percent(40)) scene.push(this.failure('completion'));
			scene.push(this.sweep('completion'));
		} else scene.push({ do: 'complete', order });
		this.closed.add(order);
		return scene;
	}

	/** After an order was completed: one refund or two, and what credits them. */
	private givenBackLate(): Event[] {
		const { random } = this;
		const order = random.pick([...this.closed]);
		const scene: Event[] = [this.back(order)];
		if (random.percent(30)) scene.push(this.back(order));
		if (random.percent(60)) scene.push(this.failure('refunds'));
		scene.push(this.runs(random.percent(15), 'refunds'));
		return scene;
	}

	protected edit(order: number): Deed {
		const { random } = this;
		this.due.orders ??= this.writes.edits[random.percent(30) ? 1 : 0];
		return { do: 'edit', order, line: random.whole(0, 2), quantity: random.whole(0, 6) };
	}

	/** Goods, the delivery, money for the trouble, or several of them. */
	protected back(order: number): Deed {
		const { random } = this;
		if (this.closed.has(order)) this.due.refunds = this.writes.credits[random.percent(75) ? 0 : 1];
		else this.due.orders ??= this.writes.edits[0];
		const goods = random.percent(80) ? [{ line: random.whole(0, 2), quantity: random.whole(1, 2) }] : [];
		return {
			do: 'giveBack',
			order,
			lines: goods,
			shipping: random.percent(25),
			goodwill: goods.length === 0 || random.percent(12) ? random.whole(100, 300) : 0,
			restock: random.percent(60),
		};
	}

	/** What happens to an order in the shop after it fell. */
	private atShop(): Deed {
		const { random } = this;
		const order = this.order();
		return random.weighted<() => Deed>([
			[6, () => this.paid(order)],
			[7, () => this.edit(order)],
			[7, () => this.back(order)],
			[5, () => this.cancelled(order)],
			[2, () => ({ do: 'assess', order, level: random.percent(75) ? 'LOW' : 'HIGH' })],
			[1, () => ({ do: 'touch', order })],
		])();
	}

	private cancelled(order: number): Deed {
		this.due.cancellations = this.writes.cancels;
		return { do: 'cancel', order, refund: this.random.percent(60) };
	}

	/** Mostly one that probably stands there. */
	protected sentOne(): number {
		const { random } = this;
		return this.sent.length > 0 && random.percent(85) ? random.pick(this.sent) : this.order();
	}

	protected inBooks(): Deed {
		const { random } = this;
		const order = this.sentOne();
		return random.weighted<() => Deed>([
			[10, () => this.dispatched(order, random.percent(40))],
			[5, () => this.completed(order)],
			[this.left.size > 0 ? 3 : 0, () => this.retracked(random.pick([...this.left]))],
			[2, () => ({ do: 'release', order })],
			[2, () => ({ do: 'changeLine', order, line: random.whole(0, 1), quantity: random.whole(1, 5) })],
			[1, () => ({ do: 'strike', order })],
			[1, () => ({ do: 'creditByHand', order })],
			[2, () => ({ do: 'count', sku: SCARCE, stock: random.whole(0, 12) })],
			[2, () => ({ do: 'learn', sku: NEW_TO_BOOKS })],
		])();
	}

	protected dispatched(order: number, part: boolean): Deed {
		this.left.add(order);
		this.due.tracking = 'fulfillmentCreate';
		if (!part) this.due.completion = 'salesOrdersComplete';
		return { do: 'dispatch', order, part, tracking: this.tracking(order) };
	}

	private completed(order: number): Deed {
		this.closed.add(order);
		this.due.tracking = 'fulfillmentCreate';
		return { do: 'complete', order };
	}

	protected retracked(order: number): Deed {
		this.due.tracking ??= 'trackingUpdate';
		return { do: 'retrack', order, tracking: this.parcel(order) };
	}

	protected meanwhile(): Deed {
		return this.random.percent(65) ? this.atShop() : this.inBooks();
	}

	protected override isRun(flow: Flow): void {
		if (flow === 'completion') for (const order of this.left) this.closed.add(order);
		super.isRun(flow);
	}
}

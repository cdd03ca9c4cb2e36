import type { Deed, Event, History, Kind, Step, WantedLine } from './history';
import { FIRST_ORDER, GIFT_CARD } from './history';
import { Plot, SCARCE, type Trade } from './plot';
import { Random } from './random';

/*
 * A history from a seed. It knows roughly what it did, so that most steps can happen; what cannot happen in the end
 * (to ship what was never sent) is refused by the sandbox and counts as not having happened.
 */

const GOODS = ['MUG-BLUE', 'BOWL-SMALL', 'PLATE-DINNER', 'CUP-ESPRESSO'];
const NEW_TO_WAREHOUSE = 'VASE-NEW';

const KINDS: ReadonlyArray<readonly [number, Kind]> = [
	[40, 'plain'],
	[16, 'unpaid'],
	[7, 'cashOnDelivery'],
	[6, 'partlyDigital'],
	[6, 'unknownSku'],
	[5, 'pickupPoint'],
	[5, 'riskPending'],
	[4, 'guest'],
	[4, 'highRisk'],
	[3, 'missingAddress'],
	[2, 'digitalOnly'],
	[2, 'test'],
];

const GOES_AT_ONCE: ReadonlySet<Kind> = new Set<Kind>([
	'plain',
	'partlyDigital',
	'pickupPoint',
	'cashOnDelivery',
	'guest',
]);

/** The requests of each flow. */
const OPERATIONS = {
	orders: [
		['ogoship', 'ordersCreate'],
		['ogoship', 'ordersUpdate'],
		['ogoship', 'ordersList'],
		['ogoship', 'productsList'],
		['shopify', 'ordersById'],
		['shopify', 'ordersPage'],
	],
	cancellations: [
		['ogoship', 'ordersUpdate'],
		['ogoship', 'ordersList'],
		['shopify', 'ordersById'],
	],
	tracking: [
		['shopify', 'fulfillmentCreate'],
		['shopify', 'trackingUpdate'],
		['shopify', 'ordersToShip'],
		['shopify', 'ordersByNamePage'],
		['ogoship', 'ordersList'],
	],
} as const;

const TRADE: Trade = {
	operations: OPERATIONS,
	creates: 'ordersCreate',
	length: [12, 24],
	flows: [
		[6, 'orders'],
		[2, 'cancellations'],
		[3, 'tracking'],
	],
};

/** One history in so many has its ledger in PostgreSQL, and one in so many has workers that are killed. */
export interface Shares {
	readonly postgres: number;
	readonly kills: number;
}

/** The history of a seed. */
export function historyOf(seed: number, shares: Shares): History {
	const random = new Random(seed);
	const early = [
		...(random.percent(15) ? [{ order: 1001, lines: [line(random)], sentByOther: false }] : []),
		...(random.percent(15) ? [{ order: 1002, lines: [line(random)], sentByOther: true }] : []),
	];
	return {
		seed,
		office: 'warehouse',
		options: optionsOf(random),
		ledger: seed % shares.postgres === 0 ? 'postgres' : 'builtIn',
		kills: seed % shares.kills === 0,
		early,
		steps: new WarehousePlot(random, seed % shares.kills === 0).steps(),
	};
}

function optionsOf(random: Random): History['options'] {
	return {
		shopify: { indexLag: random.pick(['none', '5s']), routingLag: random.pick(['none', '5s']) },
		ogoship: {
			duplicateReference: random.pick(['refused', 'second']),
			splitReference: random.pick(['suffix', 'sameReference']),
			referenceFilter: random.pick(['exact', 'partial']),
			emptyList: random.pick(['array', 'null']),
			apiEdits: random.percent(80) ? 'onlyNew' : 'off',
			allowEdits: random.percent(95) ? 'on' : 'off',
		},
		unleashed: {},
	};
}

function line(random: Random, sku = random.pick(GOODS)): WantedLine {
	return { sku, quantity: random.whole(1, 4), price: random.whole(5, 60), ships: true };
}

/** What happens with a warehouse, one step after the other. */
class WarehousePlot extends Plot {
	/** Orders that go by a method without tracking. */
	private readonly letters = new Set<number>();

	/** Orders that ask for what the warehouse has few of. */
	private readonly scarce = new Set<number>();

	constructor(random: Random, kills: boolean) {
		super(random, kills, TRADE);
	}

	protected next(): Array<Event | Step> {
		const { random } = this;
		const flow = this.flow();
		return random.weighted<() => Array<Event | Step>>([
			[22, () => [this.runs(false, flow)]],
			[22, () => [this.failure(flow), this.runs(false, flow)]],
			[this.orders.length < 4 ? 7 : 0, () => [this.placed()]],
			[this.orders.length < 4 ? 5 : 0, () => this.leavesInPart()],
			[6, () => this.editedAtOnce()],
			[20, () => [this.atShop()]],
			[22, () => [this.atWarehouse()]],
			[2, () => [{ do: 'recover' }]],
		])();
	}

	protected placed(kind = this.random.weighted(KINDS)): Deed & { do: 'place' } {
		const { random } = this;
		const order = FIRST_ORDER + this.orders.length;
		this.orders.push(order);
		const lines = kind === 'digitalOnly' ? [] : Array.from({ length: random.whole(1, 3) }, () => line(random));
		const scarce =
			random.percent(30) && kind !== 'digitalOnly' ? [{ ...line(random, SCARCE), quantity: random.whole(2, 6) }] : [];
		const gift = { sku: GIFT_CARD, quantity: 1, price: 50, ships: false };
		const special =
			kind === 'partlyDigital' || kind === 'digitalOnly'
				? [gift]
				: kind === 'unknownSku'
					? [line(random, NEW_TO_WAREHOUSE)]
					: [];
		const method = kind === 'pickupPoint' ? 'pickup_fi' : random.percent(25) ? 'letter_fi' : 'home_fi';
		if (method === 'letter_fi') this.letters.add(order);
		if (scarce.length > 0) this.scarce.add(order);
		if (GOES_AT_ONCE.has(kind)) this.isReady(order);
		return { do: 'place', order, kind, lines: [...lines, ...scarce, ...special], method };
	}

	/** An order for more than there is: it waits, is split, and a part of it leaves, which the shop may hear of or not. */
	private leavesInPart(): Event[] {
		const { random } = this;
		const placed = this.placed('plain');
		const { order, method } = placed;
		this.scarce.add(order);
		const scarce = { ...line(random, SCARCE), quantity: random.whole(2, 5) };
		const scene: Event[] = [
			{ do: 'count', sku: SCARCE, stock: 1 },
			{ ...placed, lines: [scarce, ...placed.lines.slice(0, random.whole(0, 2))], method },
			this.sweep('orders'),
			{ do: 'split', order },
			this.shipped(order, 1),
		];
		if (random.percent(65)) scene.push(this.sweep('tracking'));
		if (random.percent(65)) scene.push(...this.edited(order));
		if (random.percent(40)) scene.push({ do: 'count', sku: SCARCE, stock: 12 }, this.shipped(order, 2));
		return scene;
	}

	protected edit(order: number): Deed {
		const { random } = this;
		this.due.orders ??= 'ordersUpdate';
		return { do: 'edit', order, line: random.whole(0, 2), quantity: random.whole(0, 6) };
	}

	private shipped(order: number, part: 1 | 2): Deed {
		this.left.add(order);
		this.due.tracking = 'fulfillmentCreate';
		return { do: 'ship', order, part, tracking: this.tracking(order) };
	}

	/** What happens to an order in the shop after it fell. */
	private atShop(): Deed {
		const { random } = this;
		const order = this.order();
		return random.weighted<() => Deed>([
			[6, () => this.paid(order)],
			[8, () => this.edit(order)],
			[2, () => ({ do: 'refund', order, line: random.whole(0, 2) })],
			[5, () => this.cancelled(order)],
			[2, () => ({ do: 'assess', order, level: random.percent(75) ? 'LOW' : 'HIGH' })],
			[1, () => ({ do: 'touch', order })],
		])();
	}

	private cancelled(order: number): Deed {
		this.due.cancellations = 'ordersUpdate';
		return { do: 'cancel', order, refund: this.random.percent(50) };
	}

	private atWarehouse(): Deed {
		const { random } = this;
		const here = this.sent.filter((each) => !this.left.has(each));
		const order = here.length > 0 && random.percent(85) ? random.pick(here) : this.order();
		const waits = this.scarce.has(order);
		return random.weighted<() => Deed>([
			[5, () => ({ do: 'collect', order })],
			[9, () => this.shipped(order, waits && random.percent(40) ? 2 : 1)],
			[this.left.size > 0 ? 3 : 0, () => this.corrected(random.pick([...this.left]))],
			[1, () => ({ do: 'callOff', order })],
			[waits ? 9 : 0, () => ({ do: 'split', order })],
			[3, () => ({ do: 'count', sku: SCARCE, stock: random.whole(0, 12) })],
			[2, () => ({ do: 'learn', sku: NEW_TO_WAREHOUSE })],
		])();
	}

	private corrected(order: number): Deed {
		this.due.tracking ??= 'trackingUpdate';
		return { do: 'correct', order, tracking: this.parcel(order) };
	}

	protected override tracking(order: number): string[] {
		return this.letters.has(order) ? [] : super.tracking(order);
	}

	// ------------------------------------------------------------------ n8n

	protected meanwhile(): Deed {
		return this.random.percent(65) ? this.atShop() : this.atWarehouse();
	}
}

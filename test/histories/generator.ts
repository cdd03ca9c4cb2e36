import type { Death, Deed, Event, Failure, Flow, History, Kind, Run, Step, WantedLine } from './history';
import { FIRST_ORDER } from './history';
import { Random } from './random';

/*
 * A history from a seed. It knows roughly what it did, so that most steps can happen; what cannot happen in the end
 * (to ship what was never sent) is refused by the sandbox and counts as not having happened.
 */

const GOODS = ['MUG-BLUE', 'BOWL-SMALL', 'PLATE-DINNER', 'CUP-ESPRESSO'];
/** Of this one the warehouse has few, so that orders wait for it. */
const SCARCE = 'CARAFE-1L';
const SCARCE_STOCK = 3;
const NEW_TO_WAREHOUSE = 'VASE-NEW';
const GIFT_CARD = 'GIFTCARD-50';

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

/** Seconds between two steps: often none, sometimes a night. */
const PAUSES: ReadonlyArray<readonly [number, readonly [number, number]]> = [
	[20, [0, 0]],
	[40, [1, 90]],
	[25, [90, 1_800]],
	[10, [1_800, 18_000]],
	[5, [80_000, 110_000]],
];

const FAULTS: ReadonlyArray<readonly [number, Failure['kind']]> = [
	[4, 'resetAfterCommit'],
	[3, 'reset'],
	[3, 'malformedBody'],
	[2, 'serverError'],
	[2, 'unavailable'],
	[2, 'rateLimited'],
	[1, 'rateLimitedRetryAfter'],
	[1, 'expiredToken'],
	[0.4, 'timeoutAfterCommit'],
	[0.2, 'timeoutBeforeCommit'],
];

type Operations = ReadonlyArray<readonly [system: 'shopify' | 'ogoship', operation: string]>;

/** The requests of each flow. */
const OPERATIONS: Readonly<Record<Flow, Operations>> = {
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
};

const FLOWS: ReadonlyArray<readonly [number, Flow]> = [
	[6, 'orders'],
	[2, 'cancellations'],
	[3, 'tracking'],
];

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
		options: optionsOf(random),
		ledger: seed % shares.postgres === 0 ? 'postgres' : 'builtIn',
		kills: seed % shares.kills === 0,
		early,
		steps: new Plot(random, seed % shares.kills === 0).steps(),
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
	};
}

function line(random: Random, sku = random.pick(GOODS)): WantedLine {
	return { sku, quantity: random.whole(1, 4), price: random.whole(5, 60), ships: true };
}

/** What happens, one step after the other. */
class Plot {
	private readonly orders: number[] = [];

	/** Orders that go by a method without tracking. */
	private readonly letters = new Set<number>();

	/** Orders that ask for what the warehouse has few of. */
	private readonly scarce = new Set<number>();

	/** Orders that nothing holds, as far as is known here. */
	private readonly ready = new Set<number>();

	/** Orders that probably stand at the warehouse. */
	private sent: number[] = [];

	/** Orders of which something has probably left it. */
	private readonly left = new Set<number>();

	/** The write that the next run of a flow has to make, as far as is known here. */
	private due: Partial<Record<Flow, string>> = {};

	private parcels = 0;

	/** How many more steps happen within one moment, as apps and people at once make them. */
	private atOnce = 0;

	constructor(
		private readonly random: Random,
		private readonly kills: boolean,
	) {}

	steps(): Step[] {
		const { random } = this;
		const steps: Step[] = [{ after: 0, do: 'count', sku: SCARCE, stock: SCARCE_STOCK }];
		for (let orders = random.whole(1, 3); orders > 0; orders -= 1) steps.push(this.timed(this.placed()));
		steps.push(...this.begun().map((event) => this.timed(event)));
		const length = random.whole(12, 24);
		while (steps.length < length) steps.push(...this.next().map((event) => this.timed(event)));
		// A history that is to have a dying worker has one.
		if (this.kills && !steps.some(isDeadly)) steps.push(this.timed(this.runs(true, this.flow())));
		return steps;
	}

	/** Most begin as they should, so that there is something to go wrong with; others at the very first orders. */
	private begun(): Event[] {
		return this.random.weighted<() => Event[]>([
			[35, () => [this.sweep('orders')]],
			[35, () => [this.failure('orders'), this.sweep('orders')]],
			[15, () => [this.runs(true, 'orders')]],
			[15, () => []],
		])();
	}

	/** An event with its pause, unless a scene says itself how soon it follows. */
	private timed(event: Event | Step): Step {
		const { random } = this;
		if (this.atOnce === 0 && random.percent(8)) this.atOnce = random.whole(2, 5);
		this.atOnce = Math.max(0, this.atOnce - 1);
		const [least, most] = this.atOnce > 0 ? [0, 0] : random.weighted(PAUSES);
		return { after: random.whole(least, most), ...event };
	}

	private next(): Array<Event | Step> {
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

	private placed(kind = this.random.weighted(KINDS)): Deed & { do: 'place' } {
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

	/** An order that apps and people change several times within a second, while it is read and sent. */
	private editedAtOnce(): Array<Event | Step> {
		const order = this.order();
		const run: Event = { do: 'run', runs: [{ flow: 'orders', way: 'event', orders: [order] }] };
		const [first, ...rest] = [...this.edited(order), run, ...this.edited(order)];
		return [first!, ...rest.map((event): Step => ({ ...event, after: 0 }))];
	}

	/** Other goods, mostly paid for. */
	private edited(order: number): Deed[] {
		return this.random.percent(75) ? [this.edit(order), this.paid(order)] : [this.edit(order)];
	}

	private edit(order: number): Deed {
		const { random } = this;
		this.due.orders ??= 'ordersUpdate';
		return { do: 'edit', order, line: random.whole(0, 2), quantity: random.whole(0, 6) };
	}

	private shipped(order: number, part: 1 | 2): Deed {
		this.left.add(order);
		this.due.tracking = 'fulfillmentCreate';
		return { do: 'ship', order, part, tracking: this.tracking(order) };
	}

	private sweep(flow: Flow): Event {
		this.isRun(flow);
		return { do: 'run', runs: [{ flow, way: 'sweep', orders: [] }] };
	}

	private order(): number {
		return this.random.pick(this.orders);
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

	private isReady(order: number): void {
		this.ready.add(order);
		if (!this.sent.includes(order)) this.due.orders = 'ordersCreate';
	}

	private paid(order: number): Deed {
		this.isReady(order);
		return { do: 'pay', order };
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

	private tracking(order: number): string[] {
		if (this.letters.has(order)) return [];
		const count = this.random.weighted([
			[3, 0],
			[10, 1],
			[3, 2],
		]);
		return Array.from({ length: count }, () => this.parcel(order));
	}

	private parcel(order: number): string {
		this.parcels += 1;
		return `JJFI${order}${String(this.parcels).padStart(6, '0')}`;
	}

	// ------------------------------------------------------------------ n8n

	private runs(deadly: boolean, flow: Flow): Event & { do: 'run' } {
		const { random } = this;
		const dying = deadly || random.percent(20) ? { death: this.death(flow) } : {};
		this.isRun(flow);
		// A sweep and an event meet, or two sweeps: n8n starts the next one whatever the last one does.
		if (!deadly && random.percent(12)) {
			const beside = random.percent(70) ? flow : random.weighted(FLOWS);
			return { do: 'run', runs: [this.run(flow), this.run(beside)] };
		}
		return { do: 'run', runs: [{ ...this.run(flow), ...dying }] };
	}

	private run(flow: Flow): Run {
		const { random } = this;
		const way = random.weighted<Run['way']>([
			[6, 'sweep'],
			[4, 'event'],
			[1, 'retry'],
		]);
		const orders = way === 'event' ? Array.from({ length: random.whole(1, 3) }, () => this.order()) : [];
		const meanwhile = random.percent(12)
			? { meanwhile: [random.percent(65) ? this.atShop() : this.atWarehouse()] }
			: {};
		return { flow, way, orders, ...meanwhile };
	}

	private death(flow: Flow): Death {
		const { random } = this;
		const [system, operation] = this.operation(flow);
		return {
			system,
			operation,
			skip: random.weighted([
				[8, 0],
				[2, 1],
				[1, 2],
			]),
			committed: random.percent(65),
		};
	}

	/** Mostly one that has something to do. */
	private flow(): Flow {
		const busy = FLOWS.filter(([, flow]) => this.due[flow] !== undefined);
		return this.random.weighted(busy.length > 0 && this.random.percent(75) ? busy : FLOWS);
	}

	private isRun(flow: Flow): void {
		if (flow === 'orders') this.sent = [...this.ready];
		this.due = { ...this.due, [flow]: undefined };
	}

	/** Mostly the write, since that is where it hurts. */
	private operation(flow: Flow): readonly ['shopify' | 'ogoship', string] {
		const { random } = this;
		const write = OPERATIONS[flow].find(([, name]) => name === this.due[flow]);
		return write && random.percent(75) ? write : random.pick(OPERATIONS[flow]);
	}

	private failure(flow: Flow): { do: 'fail' } & Failure {
		const { random } = this;
		const [system, operation] = this.operation(flow);
		// What hurts most: it is done, and nobody says so.
		const isDone = operation === this.due[flow] && random.percent(45);
		return {
			do: 'fail',
			system,
			kind: isDone ? 'resetAfterCommit' : random.weighted(FAULTS),
			...(isDone || random.percent(75) ? { operation } : {}),
			skip: random.weighted([
				[6, 0],
				[2, 1],
				[1, 3],
			]),
			times: random.weighted([
				[7, 1],
				[2, 2],
				[1, 6],
			]),
		};
	}
}

const isDeadly = (step: Step) => step.do === 'run' && step.runs.some(({ death }) => death !== undefined);

import type { Death, Deed, Event, Failure, Flow, Run, Step, System } from './history';
import type { Random } from './random';

/*
 * What all histories have in common, whatever stands behind the shop: how time passes between two steps, how runs begin,
 * meet and die, and which requests fail.
 */

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

type Request = readonly [system: System, operation: string];

/** The flows of a back office, how often each runs, and its requests. */
export interface Trade {
	readonly flows: ReadonlyArray<readonly [number, Flow]>;
	readonly operations: Partial<Readonly<Record<Flow, readonly Request[]>>>;
	/** The request that makes an order there. */
	readonly creates: string;
	/** Flows that no event begins, and no retry. */
	readonly sweptOnly?: readonly Flow[];
	/** Flows that no event begins. */
	readonly unannounced?: readonly Flow[];
	/** How many steps a history has, at least and at most. */
	readonly length: readonly [number, number];
}

/** Of this one there are few: an order of it waits, or may not be completed at once. */
export const SCARCE = 'CARAFE-1L';
const SCARCE_STOCK = 3;

/** What happens, one step after the other. */
export abstract class Plot {
	protected readonly orders: number[] = [];

	/** Orders that nothing holds, as far as is known here. */
	private readonly ready = new Set<number>();

	/** Orders that probably stand behind the shop. */
	protected sent: number[] = [];

	/** Of these, those of which something has probably left. */
	protected readonly left = new Set<number>();

	/** The write that the next run of a flow has to make, as far as is known here. */
	protected due: Partial<Record<Flow, string>> = {};

	private parcels = 0;

	/** How many more steps happen within one moment, as apps and people at once make them. */
	private atOnce = 0;

	protected constructor(
		protected readonly random: Random,
		private readonly kills: boolean,
		private readonly trade: Trade,
	) {}

	/** All of it, from the first order on. */
	steps(): Step[] {
		const { random } = this;
		const steps: Step[] = [{ after: 0, do: 'count', sku: SCARCE, stock: SCARCE_STOCK }];
		for (let orders = random.whole(1, 3); orders > 0; orders -= 1) steps.push(this.timed(this.placed()));
		steps.push(...this.begun().map((event) => this.timed(event)));
		return this.drawnOut(steps, random.whole(...this.trade.length));
	}

	/** A new order. */
	protected abstract placed(): Deed;

	/** Other goods in an order. */
	protected abstract edit(order: number): Deed;

	/** What happens next: one step, or a scene. */
	protected abstract next(): Array<Event | Step>;

	/** What people do between reading and writing. */
	protected abstract meanwhile(): Deed;

	/** Goes on until there are so many steps. */
	private drawnOut(begun: readonly Step[], length: number): Step[] {
		const steps = [...begun];
		while (steps.length < length) steps.push(...this.next().map((event) => this.timed(event)));
		// A history that is to have a dying worker has one.
		if (this.kills && !steps.some(isDeadly)) steps.push(this.timed(this.runs(true, this.flow())));
		return steps;
	}

	/** Most begin as they should, so that there is something to go wrong with; others at the very first orders. */
	protected begun(): Event[] {
		const [, first] = this.trade.flows[0]!;
		return this.random.weighted<() => Event[]>([
			[35, () => [this.sweep(first)]],
			[35, () => [this.failure(first), this.sweep(first)]],
			[15, () => [this.runs(true, first)]],
			[15, () => []],
		])();
	}

	/** An event with its pause, unless a scene says itself how soon it follows. */
	protected timed(event: Event | Step): Step {
		const { random } = this;
		if (this.atOnce === 0 && random.percent(8)) this.atOnce = random.whole(2, 5);
		this.atOnce = Math.max(0, this.atOnce - 1);
		const [least, most] = this.atOnce > 0 ? [0, 0] : random.weighted(PAUSES);
		return { after: random.whole(least, most), ...event };
	}

	protected sweep(flow: Flow): Event {
		this.isRun(flow);
		return { do: 'run', runs: [{ flow, way: 'sweep', orders: [] }] };
	}

	protected isReady(order: number): void {
		this.ready.add(order);
		if (!this.sent.includes(order)) this.due.orders = this.trade.creates;
	}

	protected paid(order: number): Deed {
		this.isReady(order);
		return { do: 'pay', order };
	}

	/** Other goods, mostly paid for. */
	protected edited(order: number): Deed[] {
		return this.random.percent(75) ? [this.edit(order), this.paid(order)] : [this.edit(order)];
	}

	/** An order that apps and people change several times within a second, while it is read and sent. */
	protected editedAtOnce(): Array<Event | Step> {
		const order = this.order();
		const run: Event = { do: 'run', runs: [{ flow: 'orders', way: 'event', orders: [order] }] };
		const [first, ...rest] = [...this.edited(order), run, ...this.edited(order)];
		return [first!, ...rest.map((event): Step => ({ ...event, after: 0 }))];
	}

	protected order(): number {
		return this.random.pick(this.orders);
	}

	/** The tracking numbers of what leaves: none, one or two. */
	protected tracking(order: number): string[] {
		const count = this.random.weighted([
			[3, 0],
			[10, 1],
			[3, 2],
		]);
		return Array.from({ length: count }, () => this.parcel(order));
	}

	protected parcel(order: number): string {
		this.parcels += 1;
		return `JJFI${order}${String(this.parcels).padStart(6, '0')}`;
	}

	// ------------------------------------------------------------------ n8n

	protected runs(deadly: boolean, flow: Flow): Event & { do: 'run' } {
		const { random } = this;
		const dying = deadly || random.percent(20) ? { death: this.death(flow) } : {};
		this.isRun(flow);
		// A sweep and an event meet, or two sweeps: n8n starts the next one whatever the last one does.
		if (!deadly && random.percent(12)) {
			const beside = random.percent(70) ? flow : random.weighted(this.trade.flows);
			return { do: 'run', runs: [this.run(flow), this.run(beside)] };
		}
		return { do: 'run', runs: [{ ...this.run(flow), ...dying }] };
	}

	private run(flow: Flow): Run {
		const { random } = this;
		const way = this.way(flow);
		const orders = way === 'event' ? Array.from({ length: random.whole(1, 3) }, () => this.order()) : [];
		const meanwhile = random.percent(12) ? { meanwhile: [this.meanwhile()] } : {};
		return { flow, way, orders, ...meanwhile };
	}

	private way(flow: Flow): Run['way'] {
		const { sweptOnly = [], unannounced = [] } = this.trade;
		if (sweptOnly.includes(flow)) return 'sweep';
		const way = this.random.weighted<Run['way']>([
			[6, 'sweep'],
			[4, 'event'],
			[1, 'retry'],
		]);
		return way === 'event' && unannounced.includes(flow) ? 'sweep' : way;
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
	protected flow(): Flow {
		const busy = this.trade.flows.filter(([, flow]) => this.due[flow] !== undefined);
		return this.random.weighted(busy.length > 0 && this.random.percent(75) ? busy : this.trade.flows);
	}

	protected isRun(flow: Flow): void {
		if (flow === 'orders') this.sent = [...this.ready];
		this.due = { ...this.due, [flow]: undefined };
	}

	/** Mostly the write, since that is where it hurts. */
	private operation(flow: Flow): Request {
		const { random } = this;
		const requests = this.trade.operations[flow] ?? [];
		const write = requests.find(([, name]) => name === this.due[flow]);
		return write && random.percent(75) ? write : random.pick(requests);
	}

	protected failure(flow: Flow): { do: 'fail' } & Failure {
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

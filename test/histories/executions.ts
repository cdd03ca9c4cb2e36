import type { IDataObject } from 'n8n-workflow';

import type { JournalEntry } from '../../sandbox/kit';
import type { LedgerRow, RunSpan, Said } from './chronicle';
import { flowsOf, type FlowNode, type Flows } from './flow';
import { referenceOf, type Death, type History, type Run } from './history';
import type { Plant } from './plants';
import type { Site } from './site';
import { ownWorker, runCall, type NodeCall, type Victims, type Worker } from './worker';

/*
 * n8n's part of a history: one run after the other, or two at once, through the nodes of a template; and its end when
 * the worker dies at a request.
 */

/** A request that is never answered costs real time, so it is given up soon where one is to be expected. */
const SOON_MS = 700;
const SILENT = new Set<JournalEntry['fault']>(['timeoutBeforeCommit', 'timeoutAfterCommit']);
const POLL_MS = 2;
/** What a worker had sent when it died has arrived once nothing more has come for so long. */
const QUIET_MS = 25;

/** Real time: a resolver handed over as it is would count as a sleep of the package's, and be skipped. */
const passes = async (ms: number) => await new Promise((resolve) => setTimeout(() => resolve(undefined), ms));

interface Problem {
	readonly number?: unknown;
	readonly error?: { readonly code: string; readonly message: string };
}

export class Executions {
	readonly spans: RunSpan[] = [];

	/** The runs and the deaths, one word each. */
	readonly happened: string[] = [];

	/** What the writing nodes put out as done. */
	readonly said: Said[] = [];

	/** What left on the error output since the last call. */
	private told: Problem[] = [];

	/** Runs that hang because their worker died; they come to an end with the world. */
	private readonly hanging: Array<Promise<unknown>> = [];

	private endTheWorld: (error: Error) => void = () => undefined;

	private readonly worldEnds = new Promise<never>((_, reject) => (this.endTheWorld = reject));

	private count = 0;

	private readonly flows: Flows;

	constructor(
		private readonly site: Site,
		private readonly history: Pick<History, 'office' | 'brand'>,
		private readonly victims: Victims | undefined,
		private readonly plant: Plant | undefined,
	) {
		this.flows = flowsOf(site.seed, history);
		this.worldEnds.catch(() => undefined);
	}

	/** `meanwhile` does what people do between reading and writing; `silence`: a request may stay unanswered. */
	async run(
		runs: readonly Run[],
		{ meanwhile, silence }: { readonly meanwhile: (run: Run) => Promise<void>; readonly silence: boolean },
	): Promise<void> {
		await this.site.age();
		const from = this.site.now();
		await Promise.all(runs.map(async (run) => await this.execute(run, meanwhile, silence)));
		await this.plant?.afterRun?.(this.site, from);
		this.spans.push({ from, to: this.site.now(), flows: runs.map(({ flow }) => flow) });
	}

	takeTold(): Problem[] {
		const told = this.told;
		this.told = [];
		return told;
	}

	/** Every fact of the ledger as an operator sees it. */
	async ledgerRows(): Promise<LedgerRow[]> {
		await this.site.age();
		const parameters = { operation: 'getFacts', limit: 500, filters: {} };
		const { results } = await runCall(this.call({ name: 'Facts', type: 'ledger', parameters, credentials: [] }, [{}]));
		return results.map((row) => {
			const { state, problem, to } = row.ledger as { state: string; problem: { code: string } | null; to: string };
			const [system = ''] = to.split(':');
			const why = problem ? { code: problem.code } : {};
			return { kind: String(row.kind), number: String(row.number), state, to: system, ...why };
		});
	}

	/** To be called when the sandboxes are closed. */
	async close(): Promise<void> {
		this.endTheWorld(new Error('The history is over'));
		await Promise.allSettled(this.hanging);
	}

	// ------------------------------------------------------------------ one execution

	private async execute(run: Run, meanwhile: (run: Run) => Promise<void>, silence: boolean): Promise<void> {
		const worker = run.death && this.victims ? await this.victims.take() : ownWorker(this.worldEnds);
		const isOver = { value: false };
		const work = this.walk(run, worker, meanwhile, run.death ? undefined : silence).finally(
			() => (isOver.value = true),
		);
		if (!run.death) return await work;
		const struck = this.struck(run.death, isOver);
		const died = await Promise.race([work.then(() => false), struck]);
		if (!died) return this.site.of(run.death.system).clearFaults();
		this.happened.push(this.victims ? 'worker killed' : 'worker hangs');
		this.hanging.push(work);
		work.catch(() => undefined);
		await worker.die();
		await this.arrived();
	}

	/** A request that was on its way is taken although its sender is dead; that still is a part of its run. */
	private async arrived(): Promise<void> {
		const count = () => this.site.journal().length;
		for (let before = -1; before !== count();) {
			before = count();
			await passes(QUIET_MS);
		}
	}

	/** Resolves with true as soon as a request stays without an answer, with false when the run is over before. */
	private async struck({ system, operation, skip, committed }: Death, isOver: { value: boolean }): Promise<boolean> {
		const sandbox = this.site.of(system);
		const since = sandbox.journal().at(-1)?.seq ?? 0;
		sandbox.addFault({ kind: committed ? 'timeoutAfterCommit' : 'timeoutBeforeCommit', operation, skip });
		while (!isOver.value) {
			if (sandbox.journal(since).some(({ fault }) => SILENT.has(fault))) return true;
			await passes(POLL_MS);
		}
		return false;
	}

	/** Through the nodes of a way in, each with what the one before put out. */
	private async walk(
		run: Run,
		worker: Worker,
		meanwhile: (run: Run) => Promise<void>,
		silence: boolean | undefined,
	): Promise<void> {
		this.count += 1;
		this.happened.push(`${run.flow} ${run.way}`);
		const executionId = String(this.count);
		const path = this.flows.get(run.flow)![run.way];
		const writesAt = path.findIndex(({ parameters }) => !READING.includes(String(parameters.operation)));
		let items = run.way === 'event' ? this.hints(run) : [{}];
		for (const [at, node] of path.entries()) {
			if (items.length === 0) return;
			if (at === writesAt) {
				await meanwhile(run);
				items = this.plant?.items?.(run.flow, items, this.site) ?? items;
			}
			const call = { ...this.call(node, items, path[at + 1]), executionId, ...(silence ? { timeoutMs: SOON_MS } : {}) };
			const { results, problems } = await worker.run(call);
			this.told.push(...(problems as Problem[]));
			if (at === writesAt) this.said.push(...results.flatMap((item) => saidBy(run.flow, item)));
			// The filters of the templates: for Odoo, whose deliveries are not all the shop's; and of what stands there now.
			items = results.filter((item) => (item.kind !== 'shipment' || isOfShop(item)) && isDone(item));
		}
	}

	private call(node: FlowNode, items: IDataObject[], next?: FlowNode): NodeCall {
		const { type, parameters, credentials } = node;
		const { ledger } = this.site;
		return {
			type,
			parameters: { ...parameters, ...ledger.parameters },
			credentials: Object.fromEntries(
				[...credentials, ...Object.keys(ledger.credentials)].map((name) => [name, this.site.credentials[name]!]),
			),
			items,
			next: next ? [{ type: next.type, parameters: next.parameters }] : [],
			storageFolder: this.site.folder,
			executionId: '0',
		};
	}

	/** What a trigger puts out: which record to read again, and no more. Orders that nobody placed have no event. */
	private hints({ flow, orders }: Run): IDataObject[] {
		const seenAt = new Date(this.site.now()).toISOString();
		const { office } = this.history;
		if (office === 'outlets') return this.engineHints(flow, orders, seenAt);
		// Nothing tells of an order there; the schedule reads all of them.
		if (office === 'showroom') return [{}];
		if (flow === 'tracking' && office === 'books') return this.shipmentHints(orders, seenAt);
		if (flow === 'tracking' && office === 'odoo') return this.pickingHints(orders, seenAt);
		// A refund's event only makes the sweep begin.
		if (flow === 'refunds')
			return [{ kind: 'order', origin: { system: 'shopify', account: this.site.seed.shop.domain } }];
		const known =
			flow === 'tracking'
				? (this.site.office.state() as { orders: Array<{ id: string; reference: string }> }).orders
				: (this.site.shop.state() as { orders: Array<{ id: string; name: string }> }).orders;
		return orders.flatMap((order) => {
			const number = flow === 'tracking' ? referenceOf(order) : `#${order}`;
			const found = known.find((each) => ('reference' in each ? each.reference : each.name) === number);
			const [kind, system, account] =
				flow === 'tracking'
					? ['shipment', 'ogoship', this.site.seed.merchant.id]
					: ['order', 'shopify', this.site.seed.shop.domain];
			return found ? [{ kind, origin: { system, account, id: found.id, number, seenAt } }] : [];
		});
	}

	private pickingHints(orders: readonly number[], seenAt: string): IDataObject[] {
		const { orders: there, pickings } = this.site.office.state() as {
			readonly orders: ReadonlyArray<{ readonly name: string; readonly origin: string }>;
			readonly pickings: ReadonlyArray<{ readonly id: number; readonly order: string; readonly state: string }>;
		};
		const named = new Set(orders.map((order) => `shopify #${order}`));
		const names = new Set(there.filter(({ origin }) => named.has(origin)).map(({ name }) => name));
		const account = this.site.account();
		return pickings
			.filter(({ order, state }) => names.has(order) && state === 'done')
			.map(({ id }) => ({
				kind: 'shipment',
				origin: { system: 'odoo', account, id: String(id), number: String(id), seenAt },
			}));
	}

	/** OmniEngine tells of orders that came into a tab; a shipment goes by its order. */
	private engineHints(flow: Run['flow'], orders: readonly number[], seenAt: string): IDataObject[] {
		const { orders: there } = this.site.office.state() as {
			readonly orders: ReadonlyArray<{ readonly id: string; readonly number: string; readonly status: string }>;
		};
		const before = BEFORE_TAB[flow] ?? [];
		const account = this.site.account();
		const kind = flow === 'tracking' ? 'shipment' : 'order';
		return orders.flatMap((order) =>
			there
				.filter(({ number, status }) => number === `#${order}` && !before.includes(status))
				.map(({ id, number }) => ({ kind, origin: { system: 'omniEngine', account, id, number, seenAt } })),
		);
	}

	private shipmentHints(orders: readonly number[], seenAt: string): IDataObject[] {
		const { shipments } = this.site.office.state() as {
			readonly shipments: ReadonlyArray<{
				readonly guid: string;
				readonly number: string;
				readonly orderNumber: string;
				readonly status: string;
			}>;
		};
		const references = orders.map(referenceOf);
		const { apiId: account } = this.site.seed.company;
		return shipments
			.filter(({ orderNumber, status }) => references.includes(orderNumber) && status === 'Dispatched')
			.map(({ guid: id, number }) => ({
				kind: 'shipment',
				origin: { system: 'unleashed', account, id, number, seenAt },
			}));
	}
}

/** The tabs of OmniEngine before the one whose orders begin a flow. */
const PENDING = ['pending', 'awaiting_assigning'];
const BEFORE_TAB: Partial<Readonly<Record<Run['flow'], readonly string[]>>> = {
	orders: PENDING,
	bookings: [...PENDING, 'awaiting_approval'],
	tracking: [...PENDING, 'awaiting_approval', 'courier_booking', 'awaiting_dispatch', 'cancelled'],
};

const isOfShop = ({ origin, orders }: IDataObject) =>
	(origin as IDataObject | undefined)?.system !== 'odoo' ||
	((orders ?? []) as Array<{ readonly system?: string }>).some(({ system }) => system === 'shopify');

/** Operations of the nodes that stand before the one that writes. */
const READING = ['getAll', 'get', 'retry', 'validate'];

const DONE = ['created', 'updated', 'unchanged'];
const isDone = ({ outcome }: IDataObject) => outcome === undefined || DONE.includes(String(outcome));

/** What a result says was done: not what was left out. */
function saidBy(flow: Run['flow'], { outcome, number, target }: IDataObject): Said[] {
	if (!DONE.includes(String(outcome))) return [];
	const { id = '' } = (target ?? {}) as { readonly id?: string };
	return [{ flow, outcome: String(outcome), number: String(number), id }];
}

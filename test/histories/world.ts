import type {
	BooksChronicle,
	Chronicle,
	Done,
	Ending,
	OdooChronicle,
	OutletsChronicle,
	ShowroomChronicle,
	Told,
} from './chronicle';
import type { WorldClock } from './clock';
import { BooksPeople } from './books-people';
import {
	actsIn,
	bookedCredits,
	bookedOrders,
	bookedShipments,
	deskOrders,
	engineOrders,
	levelsOf,
	odooOrders,
	odooShipments,
	ordersInShop,
	outletShipments,
	shopParcels,
	showroomEvidence,
	stockOf,
	takenBy,
	warehouseOrders,
	writesIn,
} from './evidence';
import { Executions } from './executions';
import { flowNames } from './flow';
import type { Deed, Failure, History, Run, Step } from './history';
import { OdooPeople } from './odoo-people';
import { OutletsPeople } from './outlets-people';
import { People as WarehousePeople } from './people';
import type { Planted } from './plants';
import { ShowroomPeople } from './showroom-people';
import { openSite, type Site } from './site';
import type { Victims } from './worker';

/*
 * A world in which a history happens, and its chronicle. People act in the sandboxes, n8n runs the templates' nodes over
 * HTTP, requests fail, workers die, time passes.
 */

export interface Bench {
	readonly clock: WorldClock;
	readonly victims: Victims;
	/** Makes a bug on purpose. */
	readonly plant?: Planted;
	/** Told what happens, for people. */
	readonly tell?: (line: string) => void;
}

const MINUTE = 60_000;
/** At rest: leases run out, then everything that failed is due again, until a round has nothing to do. */
const ROUNDS_MS = [6 * MINUTE, ...Array.from({ length: 3 }, () => 25 * 60 * MINUTE)];
const SILENT = new Set(['timeoutBeforeCommit', 'timeoutAfterCommit']);

export class World {
	private readonly done: Done[] = [];

	private readonly runProblems = new Set<string>();

	private readonly people: WarehousePeople;

	private readonly n8n: Executions;

	private readonly beganAt: number;

	/** Whether a request may stay without an answer. */
	private silence = false;

	private lateWrites: string[] = [];

	private lateTold: Told[] = [];

	/** How often a bug that was planted took place. */
	private planted = 0;

	private constructor(
		private readonly history: History,
		private readonly site: Site,
		private readonly bench: Bench,
	) {
		this.people = peopleOf(history, site);
		this.n8n = new Executions(
			site,
			history,
			history.kills ? bench.victims : undefined,
			bench.plant?.(() => (this.planted += 1)),
		);
		this.beganAt = site.now();
	}

	static async open(history: History, bench: Bench): Promise<World> {
		return new World(history, await openSite(history, bench.clock), bench);
	}

	async close(): Promise<void> {
		await this.site.close();
		await this.n8n.close();
		await this.site.clear();
	}

	// ------------------------------------------------------------------ what happens

	async play(step: Step): Promise<void> {
		this.site.pass(step.after * 1000);
		await this.site.settle();
		this.bench.tell?.(`${this.clock()} ${JSON.stringify(step)}`);
		if (step.do === 'run') await this.runs(step.runs);
		else if (step.do === 'fail') this.fail(step);
		else if (step.do === 'recover') this.recover();
		else await this.deed(step);
	}

	/** Brings the world to rest: nothing fails any more, time passes, and only sweeps run. */
	async rest(): Promise<void> {
		this.recover();
		for (const [round, waitMs] of ROUNDS_MS.entries()) {
			this.site.pass(waitMs);
			await this.site.settle();
			this.bench.tell?.(`${this.clock()} at rest`);
			const since = this.site.now();
			this.lateTold = [];
			for (const flow of flowNames(this.history))
				await this.runs([{ flow, way: 'sweep', orders: [] }], /^(SETUP_|INTERNAL)/);
			this.lateWrites = writesIn(this.site.journal(since));
			if (round > 0 && this.lateWrites.length === 0) return;
		}
	}

	private async deed(deed: Deed): Promise<void> {
		const at = this.site.now();
		const did = await this.people.try(deed);
		await this.site.settle();
		if (did) this.done.push({ at, deed, ...did });
		else this.bench.tell?.('      … could not be done');
	}

	private fail({ system, kind, operation, skip, times }: Failure): void {
		this.silence ||= SILENT.has(kind);
		this.site.of(system).addFault({ kind, operation, skip, times });
	}

	private recover(): void {
		this.silence = false;
		for (const sandbox of this.site.sandboxes) sandbox.clearFaults();
	}

	private async runs(runs: readonly Run[], unwanted = /^INTERNAL/): Promise<void> {
		const from = this.site.now();
		const meanwhile = async (run: Run) => {
			for (const deed of run.meanwhile ?? []) await this.deed(deed);
		};
		await this.n8n.run(runs, { meanwhile, silence: this.silence });
		await this.site.settle();
		for (const { error, number } of this.n8n.takeTold()) {
			if (error) this.lateTold.push({ number: String(number), message: error.message });
			this.bench.tell?.(`      ! ${error?.message}`);
			if (error && unwanted.test(error.code)) this.runProblems.add(`${error.code}: ${error.message}`);
		}
		for (const write of writesIn(this.site.journal(from))) this.bench.tell?.(`      > ${write}`);
	}

	/** How often each thing happened: what people did, the runs, the faults that struck, the deaths. */
	happened(): Record<string, number> {
		const struck = this.site.journal().flatMap(({ fault }) => (fault ? [`fault ${fault}`] : []));
		const what = [...this.done.map(({ deed }) => deed.do), ...struck, ...this.n8n.happened];
		const counts: Record<string, number> = this.planted > 0 ? { planted: this.planted } : {};
		for (const each of what) counts[each] = (counts[each] ?? 0) + 1;
		return counts;
	}

	private clock(): string {
		return new Date(this.site.now()).toISOString();
	}

	// ------------------------------------------------------------------ what stands at the end

	async chronicle(): Promise<Chronicle> {
		const { office } = this.site;
		return { ...(await this.ending()), taken: takenBy(office.journal()), warehouse: warehouseOrders(office) };
	}

	async booksChronicle(): Promise<BooksChronicle> {
		const { shop, office } = this.site;
		return {
			...(await this.ending()),
			booked: bookedOrders(office),
			shipments: bookedShipments(office),
			credits: bookedCredits(office),
			stock: stockOf(office),
			acts: actsIn(office.journal()),
			inShop: ordersInShop(shop),
			said: this.n8n.said,
		};
	}

	async odooChronicle(): Promise<OdooChronicle> {
		const { shop, office } = this.site;
		return {
			...(await this.ending()),
			orders: odooOrders(office),
			shipments: odooShipments(office),
			inShop: ordersInShop(shop),
			said: this.n8n.said,
		};
	}

	async outletsChronicle(): Promise<OutletsChronicle> {
		const { shop, office } = this.site;
		const desk = this.site.of('shopDesk');
		return {
			...(await this.ending()),
			engine: engineOrders(office),
			desk: deskOrders(desk),
			shipments: outletShipments(office),
			levels: levelsOf(shop, office, desk),
			lateTold: this.lateTold,
			inShop: ordersInShop(shop),
			said: this.n8n.said,
		};
	}

	async showroomChronicle(): Promise<ShowroomChronicle> {
		const { shop, office } = this.site;
		return {
			...(await this.ending()),
			...showroomEvidence(shop, office),
			said: this.n8n.said,
			lateTold: this.lateTold,
		};
	}

	private async ending(): Promise<Ending> {
		return {
			history: this.history,
			beganAt: this.beganAt,
			endedAt: this.site.now(),
			done: this.done,
			runs: this.n8n.spans,
			parcels: shopParcels(this.site.shop),
			ledger: await this.n8n.ledgerRows(),
			runProblems: [...this.runProblems],
			lateWrites: this.lateWrites,
		};
	}
}

function peopleOf({ office }: History, { shop, office: back, of }: Site): WarehousePeople {
	if (office === 'outlets') return new OutletsPeople(shop, back, of('shopDesk'));
	const People = { warehouse: WarehousePeople, books: BooksPeople, odoo: OdooPeople, showroom: ShowroomPeople }[office];
	return new People(shop, back);
}

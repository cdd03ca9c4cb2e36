import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, Hold, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import { sideBySide, type Row, type ShopdeskClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable, wordedError } from '../failures';
import { referenceOf, stageOf, takesFromStock } from '../mapping';
import { allOutlets } from '../outlet/client';
import { outletOf, sharedLocations } from '../outlet/mapping';
import type { SdOutlet } from '../outlet/wire';
import { stockRows } from '../stock/client';
import { createOrder, OrderBook } from './client';
import { differenceOf, toDraft, type OrderRules } from './mapping';
import type { OrderDraft, SdOrder } from './wire';

/*
 * How orders fall into ShopDesk: made once, never changed, because no contract has a call for that.
 */

const BATCH = 10;

type Entry = { readonly record: Order; readonly draft: OrderDraft };
type There = Row<SdOrder>;

export const personalOf = ({ customer }: OrderDraft): string[] => Object.values(customer).filter((each) => each !== '');

export class OrderTarget implements DocumentTarget<Order, OrderDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'order';

	readonly batchLimit = BATCH;

	private book: OrderBook;

	private outlets: Promise<readonly SdOutlet[]> | undefined;

	/** SKUs that a location is asked about once a run. */
	private readonly known = new Map<string, Promise<boolean>>();

	/** The status each order has after it was made or found. */
	private readonly seen = new Map<string, string>();

	constructor(
		readonly account: string,
		private readonly shopdesk: ShopdeskClient,
		private readonly rules: OrderRules,
	) {
		this.book = new OrderBook(shopdesk);
	}

	documentKey(record: Order): string {
		const key = referenceOf(record, this.rules);
		return 'key' in key ? key.key : `no reference: ${record.origin.id}`;
	}

	draft(record: Order): { draft: OrderDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		// Read anew each time: what was made meanwhile is to be seen.
		this.book = new OrderBook(this.shopdesk);
		const rows = await reading(
			async () => await sideBySide(wanted, async ({ key }) => await this.book.byReference(key)),
		);
		return new Map(
			wanted.flatMap(({ key, record }, at) => {
				const there = chosen(rows[at] ?? []);
				if (!there) return [];
				if ('record' in there) this.seen.set(record.origin.id, there.record.status);
				const id = 'record' in there ? there.record.id : key;
				return [[key, { id, number: key, document: there }]];
			}),
		);
	}

	/** Two outlets of one location would share its orders, so nothing at all is written then. */
	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const outlets = await this.mappedOutlets();
		const problems = new Map<number, Problem>();
		for (const [at, { record, draft }] of drafts.entries()) {
			const why = await reading(async () => await this.obstacle(record, draft, outlets));
			if (why) problems.set(at, why);
		}
		return problems;
	}

	private async mappedOutlets(): Promise<readonly SdOutlet[]> {
		this.outlets ??= reading(async () => await allOutlets(this.shopdesk));
		const outlets = await this.outlets;
		const [shared] = sharedLocations(outlets);
		if (shared)
			throw runProblem(
				problem('SETUP_OUTLET_SHARED', { system: LABEL, location: shared[0], outlets: shared[1].join(', ') }),
			);
		return outlets;
	}

	private async obstacle(
		record: Order,
		{ location_id: location, products }: OrderDraft,
		outlets: readonly SdOutlet[],
	): Promise<Problem | undefined> {
		const params = { order: record.number, target: LABEL };
		if (!outletOf(outlets, location)) return problem('OUTLET_MISSING', { ...params, location });
		const skus = [...new Set(products.map(({ sku }) => sku))];
		const known = await sideBySide(skus, async (sku) => await this.isKnown(sku, location));
		const unknown = skus.filter((_, at) => !known[at]);
		return unknown.length > 0 ? problem('UNKNOWN_SKU', { ...params, skus: unknown.join(', ') }) : undefined;
	}

	private async isKnown(sku: string, location: string): Promise<boolean> {
		const key = `${location}\n${sku}`;
		const asked =
			this.known.get(key) ??
			stockRows(this.shopdesk, { skus: [sku], location }).then((rows) => rows.some(({ label }) => label === sku));
		this.known.set(key, asked);
		return await asked;
	}

	revise({ document }: Found, record: Order, draft: OrderDraft): Revisable {
		const there = document as There;
		const params = { order: record.number, target: LABEL };
		if ('unreadable' in there)
			return { can: 'nothing', problem: unreadable(`order ${record.number}`, there.unreadable) };
		const { customer, status } = there.record;
		if (
			customer?.phone &&
			draft.customer.phone &&
			customer.phone !== draft.customer.phone &&
			customer.name !== draft.customer.name
		)
			return { can: 'nothing', problem: problem('REFERENCE_TAKEN', { ...params, reference: draft.reference_id }) };
		const what = differenceOf(there.record, draft);
		if (what === undefined) return { can: 'unchanged' };
		// What is cancelled there takes no change, and needs none.
		if (stageOf(status) === 'CANCELLED')
			return { can: 'nothing', problem: problem('STAGE_LOCKED', { ...params, stage: 'CANCELLED' }) };
		return { can: 'nothing', problem: problem('CHANGE_BY_HAND', { ...params, what }) };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(drafts, async (entry) => await this.made(entry, maySend));
	}

	private async made({ record, draft }: Entry, maySend: MaySend): Promise<Applied> {
		const about = { params: { order: record.number }, personal: personalOf(draft) };
		const applied = await appliedBy(
			about,
			async () => await createOrder(this.shopdesk, draft, maySend),
			({ data }) => {
				this.seen.set(record.origin.id, data.status);
				return { id: data.id, number: draft.reference_id };
			},
		);
		return applied.outcome === 'rejected' ? await this.afterRefusal(record, draft, applied) : applied;
	}

	/** A reference that is taken may be this order's: a request whose answer was lost made it. */
	private async afterRefusal(record: Order, draft: OrderDraft, applied: Applied): Promise<Applied> {
		try {
			const there = chosen(await new OrderBook(this.shopdesk).byReference(draft.reference_id));
			if (!there || !('record' in there) || differenceOf(there.record, draft) !== undefined) return applied;
			this.seen.set(record.origin.id, there.record.status);
			return { outcome: 'done', id: there.record.id, number: draft.reference_id, stood: true };
		} catch (error) {
			const worded = wordedError(error) as { code?: unknown };
			return worded.code === 'CANCELLED' ? { outcome: 'stopped', error: worded } : applied;
		}
	}

	/** Nothing is changed: `revise` never asks for it. */
	async update(list: ReadonlyArray<Entry & { found: Found }>): Promise<Applied[]> {
		return await Promise.resolve(list.map((): Applied => ({ outcome: 'unsent' })));
	}

	/** Only an invoice takes goods out of what can be sold. */
	holds(record: Order, draft: OrderDraft): Hold[] {
		if (!takesFromStock(this.seen.get(record.origin.id) ?? '')) return [];
		return draft.products.map(({ sku, quantity }) => ({ sku, quantity }));
	}

	calls(): number {
		return this.shopdesk.http.calls();
	}
}

/** Of several orders under one reference the first that is not cancelled; else the first. */
export function chosen(rows: ReadonlyArray<Row<SdOrder>>): Row<SdOrder> | undefined {
	return rows.find((row) => !('record' in row) || stageOf(row.record.status) !== 'CANCELLED') ?? rows[0];
}

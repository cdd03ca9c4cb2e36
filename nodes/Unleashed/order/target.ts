import { isAboveZero, minus } from '../../../core/model/money';
import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, Hold, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type Row, type UnleashedClient, type Written } from '../client';
import { personalOf } from '../customer/draft';
import { CustomerBook } from '../buyer/target';
import { toChangedOrder, toNewOrder, toStatusChange, type Taxes } from '../document/draft';
import { advanced, changes, isRefunded, lineKeysOf, matchedLines, wasGivenBack } from '../document/mapping';
import { LABEL, notApplied, reading, stoppedBy, SYSTEM, unreadable, type About } from '../failures';
import { decimal, foreignNumbers, orderGuid, orderNumberOf, sameGuid, stageOf, takesFromStock } from '../mapping';
import { unknownCodes } from '../product/client';
import type { TaxBook } from '../tax/target';
import type { Raw } from '../wire';
import { createOrder, deleteOrderLine, orderByGuid, ordersByNumber, updateOrder } from './client';
import { toDraft, type OrderDraft, type OrderRules } from './draft';
import type { UnleashedOrder } from './wire';

/*
 * How Unleashed takes orders: under a GUID that follows from the shop's order and a number of ours, found by that number,
 * changed whole until they are completed.
 */

/** Claimed together; small, so that a batch with its look-ups and customers stays far inside the lease. */
const BATCH = 10;

type Entry = { readonly record: Order; readonly draft: OrderDraft };

/** An order that stands there, with the row it came as; or the field that cannot be read. */
export type Standing = Whole | { readonly unreadable: string };

export interface Whole {
	readonly order: UnleashedOrder;
	readonly raw: Raw;
}

export function foundFrom(row: Row<UnleashedOrder>): Found<Standing> {
	const { label, raw } = row;
	if ('unreadable' in row) return { id: label, number: label, document: { unreadable: row.unreadable } };
	return { id: row.record.Guid, number: row.record.OrderNumber, document: { order: row.record, raw } };
}

/** What stands there of a record: the row with its GUID among those with one of its numbers. */
export function ownRow(rows: ReadonlyArray<Row<UnleashedOrder>>, record: Order): Row<UnleashedOrder> | undefined {
	return rows.find((row) => sameGuid(typeof row.raw.Guid === 'string' ? row.raw.Guid : '', orderGuid(record)));
}

/**
 * What stands there under a record's number, for what is done with orders that were booked before: its own order, else
 * somebody else's. Where its own does not come by its number, it is asked for by its GUID: people may have changed the
 * number, and whether a number finds a deleted order is not documented.
 */
export async function standingUnder(
	unleashed: UnleashedClient,
	{ key, record }: Wanted<Order>,
): Promise<Found<Standing> | undefined> {
	const rows = await ordersByNumber(unleashed, key);
	const row = ownRow(rows, record) ?? (await orderByGuid(unleashed, orderGuid(record))) ?? rows[0];
	return row && foundFrom(row);
}

export const stageLocked = (params: Readonly<Record<string, string>>, stage: string): Problem =>
	problem('STAGE_LOCKED', { ...params, target: LABEL, stage });

export class OrderTarget implements DocumentTarget<Order, OrderDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'order';

	readonly batchLimit = BATCH;

	private readonly customers: CustomerBook;

	/** Somebody else's orders under our numbers, by the record's own ID. */
	private readonly taken = new Map<string, string>();

	/** The status a record's order was last seen in. */
	private readonly seen = new Map<string, string>();

	constructor(
		readonly account: string,
		private readonly unleashed: UnleashedClient,
		private readonly rules: OrderRules,
		private readonly taxes: TaxBook,
	) {
		this.customers = new CustomerBook(unleashed);
	}

	/** The number and not the GUID, so that two shops with one prefix are told apart by the ledger before anything is sent. */
	documentKey(record: Order): string {
		const number = orderNumberOf(record, this.rules);
		return 'key' in number ? number.key : `invalid ${record.origin.id}`;
	}

	draft(record: Order): { draft: OrderDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	foreignKeys(record: Order): string[] {
		return foreignNumbers(record);
	}

	/** By number, which also shows what others made under it. An order of ours whose number people changed is not found. */
	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const rows = await reading(
			async () => await sideBySide(wanted, async ({ key }) => await ordersByNumber(this.unleashed, key)),
		);
		const found = new Map<string, Found>();
		for (const [index, { key, record }] of wanted.entries()) {
			const there = rows[index] ?? [];
			const own = ownRow(there, record);
			const ownKey = this.documentKey(record);
			if (own) {
				found.set(ownKey, foundFrom(own));
				this.saw(record, 'record' in own ? own.record : undefined);
			} else if (there[0] && key !== ownKey) found.set(key, foundFrom(there[0]));
			else if (there[0]) this.takenBy(record, there[0], found);
		}
		return found;
	}

	private saw(record: Order, order: UnleashedOrder | undefined): void {
		this.seen.set(record.origin.id, order?.OrderStatus ?? '');
	}

	private takenBy(record: Order, row: Row<UnleashedOrder>, found: Map<string, Found>): void {
		this.taken.set(record.origin.id, row.label);
		// Where another connector would have used this very number, the start of the route says what that means.
		if (this.foreignKeys(record).includes(row.label)) found.set(row.label, foundFrom(row));
	}

	/**
	 * Numbers that are taken, orders that people have deleted, and rates without a tax code. An unknown product shows when
	 * it is refused: it costs no call.
	 */
	async check(drafts: ReadonlyArray<Entry & { readonly mayStand?: boolean }>): Promise<Map<number, Problem>> {
		const gone = await reading(
			async () => await sideBySide(drafts, async (each) => (each.mayStand ? await this.goneProblem(each) : undefined)),
		);
		const problems = new Map<number, Problem>();
		for (const [index, { record, draft }] of drafts.entries()) {
			const number = this.taken.get(record.origin.id);
			const found =
				number === undefined ? (gone[index] ?? (await this.taxProblem(record, draft))) : takenProblem(record, number);
			if (found) problems.set(index, found);
		}
		return problems;
	}

	/**
	 * An order of ours that people have deleted since. Its number may not show it, and a write under its GUID might bring
	 * it back: neither is documented.
	 */
	private async goneProblem({ record, draft }: Entry): Promise<Problem | undefined> {
		if (this.taken.has(record.origin.id)) return undefined;
		const row = await orderByGuid(this.unleashed, draft.guid);
		const isDeleted = row && 'record' in row && stageOf(row.record.OrderStatus) === 'DELETED';
		return isDeleted ? this.deleted(record, row.record) : undefined;
	}

	private async taxProblem(record: Order, draft: OrderDraft): Promise<Problem | undefined> {
		const taxes = await reading(async () => await this.taxes.of(draft.lines));
		return 'missing' in taxes
			? problem('TAX_CODE_MISSING', { order: record.number, reason: taxes.missing, target: LABEL })
			: undefined;
	}

	revise({ document }: Found, record: Order, draft: OrderDraft): Revisable {
		const there = document as Standing;
		if ('unreadable' in there)
			return { can: 'nothing', problem: unreadable(`order ${record.number}`, there.unreadable) };
		const { order } = there;
		if (!sameGuid(order.Guid, draft.guid)) return { can: 'nothing', problem: takenProblem(record, order.OrderNumber) };
		const stage = stageOf(order.OrderStatus);
		if (stage === 'DELETED') return { can: 'nothing', problem: this.deleted(record, order) };
		const keys = lineKeysOf(record, draft, this.rules);
		const list = changes(order, draft, keys);
		if (list.length === 0) return { can: 'unchanged' };
		if (stage !== 'COMPLETED') return { can: 'update', changes: list };
		// What was given back after the goods left is a credit note, which Refund: Create makes.
		const isLowered = list.every(({ field }) => field === 'lines' || field === 'Total');
		if (isLowered && isRefunded(order, draft, keys, record.totals)) return { can: 'unchanged' };
		return { can: 'nothing', problem: stageLocked({ order: record.number }, order.OrderStatus) };
	}

	private deleted(record: Order, { OrderNumber }: UnleashedOrder): Problem {
		return problem('TARGET_MISSING', { order: record.number, target: LABEL, number: OrderNumber });
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await this.each(drafts, async (entry) => await this.created(entry, maySend));
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await this.each(list, async (entry) => {
			const there = entry.found.document as Standing;
			if ('unreadable' in there) return rejected(unreadable(`order ${entry.record.number}`, there.unreadable));
			return await this.changed(entry, there, maySend);
		});
	}

	/** A few at a time; after an answer that ends the run nothing more is sent. */
	private async each<T extends Entry>(list: readonly T[], work: (entry: T) => Promise<Applied>): Promise<Applied[]> {
		let stopped: Applied | undefined;
		return await sideBySide(list, async (entry) => {
			if (stopped) return stopped;
			const answer = await work(entry).catch(stoppedBy);
			if (answer.outcome === 'stopped') stopped = answer;
			return answer;
		});
	}

	private async created(entry: Entry, maySend: MaySend): Promise<Applied> {
		const { draft } = entry;
		const about = this.about(entry);
		const customer = await this.customers.of(draft, about, maySend);
		if ('applied' in customer) return customer.applied;
		const taxes = await this.taxesOf(draft);
		const body = toNewOrder(draft, customer.customer, taxes);
		const written = await createOrder(this.unleashed, draft.guid, body, maySend);
		if ('done' in written) return await this.finished(entry, { order: written.done, raw: written.raw }, maySend);
		if ('refused' in written && !isOfRecord(written.refused.status)) return notApplied(about, written);
		if ('noAnswer' in written && !written.noAnswer.sent) return notApplied(about, written);
		return await this.afterLook(entry, written, maySend);
	}

	private async taxesOf(draft: OrderDraft): Promise<Taxes> {
		const taxes = await reading(async () => await this.taxes.of(draft.lines));
		return 'missing' in taxes ? new Map() : taxes.taxes;
	}

	/**
	 * No answer, or a refusal: the order may stand there all the same, made by a request whose answer was lost or by another
	 * run. A used GUID is refused or written over, nobody has seen which; either way there is one order, and it is finished.
	 */
	private async afterLook(
		entry: Entry,
		written: Exclude<Written<UnleashedOrder>, { done: unknown }>,
		maySend: MaySend,
	): Promise<Applied> {
		const { record, draft } = entry;
		const row = await orderByGuid(this.unleashed, draft.guid).catch(() => undefined);
		if (row && 'record' in row) {
			const there = { order: row.record, raw: row.raw };
			if (stageOf(row.record.OrderStatus) === 'DELETED') return rejected(this.deleted(record, row.record));
			const isSame =
				changes(row.record, { ...draft, status: AS_IT_IS }, lineKeysOf(record, draft, this.rules)).length === 0;
			const applied = isSame ? await this.finished(entry, there, maySend) : await this.changed(entry, there, maySend);
			return applied.outcome === 'done' && 'refused' in written ? { ...applied, stood: true } : applied;
		}
		if ('noAnswer' in written) return notApplied(this.about(entry), written);
		return await this.refused(entry, written);
	}

	/** Why it was refused, as far as a look can tell. */
	private async refused(entry: Entry, written: Exclude<Written<UnleashedOrder>, { done: unknown }>): Promise<Applied> {
		const { record, draft } = entry;
		const answer = notApplied(this.about(entry), written);
		try {
			const [other] = await ordersByNumber(this.unleashed, draft.orderNumber);
			if (other) return rejected(takenProblem(record, draft.orderNumber));
			const unknown = await unknownCodes(
				this.unleashed,
				draft.lines.map(({ product }) => product),
			);
			if (answer.outcome !== 'rejected') return answer;
			const named = { order: record.number, target: LABEL };
			if (unknown.length > 0)
				return { ...answer, problem: problem('UNKNOWN_SKU', { ...named, skus: unknown.join(', ') }) };
			if (draft.exchangeRate !== undefined) return answer;
			const params = { ...named, currency: draft.currency, status: answer.problem.params.status };
			return { ...answer, problem: problem('EXCHANGE_RATE_MISSING', params) };
		} catch {
			// The refusal itself is known; only the reason could have been told better.
			return answer;
		}
	}

	/** The order stands: it is given its status, and what it comes to is compared. */
	private async finished(entry: Entry, there: Whole, maySend: MaySend): Promise<Applied> {
		this.saw(entry.record, there.order);
		const last = isReached(there.order, entry.draft) ? there : await this.moved(entry, there, maySend);
		return 'applied' in last ? last.applied : this.judged(entry, last);
	}

	/** Whether what stands there after a write is what was sent: a document that does not tie out is told (decision 20). */
	private judged(entry: Entry, { order }: Whole): Applied {
		const { record, draft } = entry;
		this.saw(record, order);
		const left = changes(order, draft, lineKeysOf(record, draft, this.rules));
		if (left.some(({ field }) => field === 'Total' || field === 'lines')) {
			const what = `it comes to ${decimal(order.Total)} and not to ${draft.total}, or its lines are not what was sent`;
			return rejected(problem('CHANGE_BY_HAND', { order: record.number, target: LABEL, what }));
		}
		// A write that was taken need not have moved the order: nobody has seen that a change may.
		if (!isReached(order, draft)) return rejected(this.statusNotSet(entry, order));
		return { outcome: 'done', id: order.Guid, number: order.OrderNumber };
	}

	/** From Parked to the status it is to have. That a change may do so is inferred. */
	private async moved(entry: Entry, there: Whole, maySend: MaySend): Promise<Whole | { applied: Applied }> {
		const { draft } = entry;
		const { Guid } = there.order;
		const written = await updateOrder(this.unleashed, Guid, toStatusChange(there.raw, draft.status), maySend);
		if ('done' in written) return { order: written.done, raw: written.raw };
		const refusal = (status: number) => this.statusNotSet(entry, there.order, String(status));
		if (!('noAnswer' in written) || !written.noAnswer.sent)
			return { applied: notApplied({ ...this.about(entry), refusal }, written) };
		const row = await orderByGuid(this.unleashed, Guid).catch(() => undefined);
		if (row && 'record' in row && isReached(row.record, draft)) return { order: row.record, raw: row.raw };
		return { applied: rejected(this.statusNotSet(entry, there.order)) };
	}

	private statusNotSet({ record, draft }: Entry, { OrderNumber }: UnleashedOrder, status?: string): Problem {
		const wanted = draft.status.custom || draft.status.status;
		return problem('STATUS_NOT_SET', { order: record.number, reference: OrderNumber, target: LABEL, wanted, status });
	}

	/** Lines that are gone are deleted first: whether a change takes them away by leaving them out is not documented. */
	private async changed(entry: Entry, there: Whole, maySend: MaySend): Promise<Applied> {
		const { record, draft } = entry;
		const about = this.about(entry);
		const keys = lineKeysOf(record, draft, this.rules);
		const missing = await this.taxProblem(record, draft);
		if (missing) return rejected(missing);
		for (const { Guid } of matchedLines(there.order, draft, keys).gone) {
			if (!Guid) continue;
			const deleted = await deleteOrderLine(this.unleashed, Guid, maySend);
			if (!('done' in deleted)) return notApplied(about, deleted);
		}
		const body = toChangedOrder(there.raw, there.order, draft, await this.taxesOf(draft), keys);
		const written = await updateOrder(this.unleashed, there.order.Guid, body, maySend);
		if (!('done' in written)) return notApplied(about, written);
		return this.judged(entry, { order: written.done, raw: written.raw });
	}

	/** What the order has taken out of what Unleashed can sell: nothing while it is Parked. */
	holds(record: Order, { lines }: OrderDraft): Hold[] {
		if (!takesFromStock(this.seen.get(record.origin.id) ?? '')) return [];
		return lines.filter(({ goods }) => goods).map(({ product, quantity }) => ({ sku: product, quantity }));
	}

	/**
	 * Of an order of which the shop has nothing left: while it is open it keeps its goods and would be billed; once it is
	 * completed, what was given back of it is credited, and what was edited away is for people.
	 */
	stillSends({ document }: Found, record: Order): Problem | undefined {
		const there = document as Standing;
		if ('unreadable' in there) return unreadable(`order ${record.number}`, there.unreadable);
		const { OrderStatus: stage, Total } = there.order;
		if (stageOf(stage) === 'DELETED' || record.lines.some(({ currentQuantity }) => currentQuantity > 0))
			return undefined;
		if (stageOf(stage) === 'COMPLETED') {
			const lowered = minus(decimal(Total), record.totals.total);
			const isCredited = !isAboveZero(lowered) || wasGivenBack(lowered, record.totals, record.currency);
			return isCredited ? undefined : stageLocked({ order: record.number }, stage);
		}
		return problem('STILL_LEAVES', { order: record.number, target: LABEL, stage });
	}

	calls(): number {
		return this.unleashed.http.calls();
	}

	private about({ record, draft }: Entry): About {
		const personal = [
			...Object.entries(draft.delivery).flatMap(([field, value]) => (field === 'DeliveryCountry' ? [] : [value])),
			draft.comments,
			draft.deliveryInstruction,
			...('own' in draft.customer ? personalOf(draft.customer.own) : []),
		];
		return { params: { order: record.number }, personal };
	}
}

/** The comparison of an order whose status is somebody else's matter. */
const AS_IT_IS = { status: 'Parked', custom: '' } as const;

/** Whether an order needs no status of us any more. */
const isReached = (there: UnleashedOrder, { status }: OrderDraft) => Object.keys(advanced(there, status)).length === 0;

const rejected = (why: Problem): Applied => ({ outcome: 'rejected', problem: why });

const takenProblem = ({ number }: Order, reference: string): Problem =>
	problem('REFERENCE_TAKEN', { order: number, reference, target: LABEL });

/** A refusal that is about the record and not about the keys or the pace. */
const isOfRecord = (status: number) => ![401, 402, 403, 429].includes(status);

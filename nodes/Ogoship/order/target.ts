import { inCurrency } from '../../../core/model/money';
import type { Order } from '../../../core/model/order';
import type {
	Applied,
	DocumentTarget,
	FieldChange,
	Found,
	Hold,
	MaySend,
	Problem,
	Revisable,
	Wanted,
} from '../../../core/ports';
import { problem } from '../../../core/problems';
import { match } from '../../../core/sync/match';
import { recordsIn, sideBySide, type OgoshipClient, type Row, type Written } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable, type About } from '../failures';
import { foreignReferences, isCancelled, referenceOf, stageOf, takesFromStock, unitsOf } from '../mapping';
import { productRows } from '../product/client';
import { chosenRow, createOrder, orderRows, ordersByReference, updateOrder } from './client';
import { asChanged, asNew, changes, isEditable, isSamePerson, toDraft, type OrderRules } from './mapping';
import type { CustomerDraft, OgoDraft, OgoOrder } from './wire';

/** How OGOship takes orders: one call each, found by reference, editable until the warehouse picks. */

/** Claimed and sent together; small, so that a batch with all its look-ups stays far inside the lease. */
const BATCH = 10;

type Entry = { readonly record: Order; readonly draft: OgoDraft };

/** Stages in which an order has left, came back, or will not leave. */
const HAS_ENDED = new Set(['SHIPPED', 'RETURNED', 'CANCELLED']);

/** The key of an order; one whose reference cannot be is turned away by the draft, until then its own id is its key. */
export function orderKey(record: Order, rules: Parameters<typeof referenceOf>[1]): string {
	const key = referenceOf(record, rules);
	return 'key' in key ? key.key : `invalid ${record.origin.id}`;
}

/** What of a customer must not be shown in the vendor's words. */
export const personalOf = (customer: Partial<CustomerDraft>, comments?: string): string[] =>
	[...Object.entries(customer), ['comments', comments] as const].flatMap(([field, value]) =>
		field !== 'countryCode' && typeof value === 'string' ? [value] : [],
	);

/** Refused although the stage allows it: what a merchant who did not switch changes on would see (assumed). */
export const editRefused = (params: Readonly<Record<string, string>>, status: number): Problem =>
	problem('EDIT_NOT_ALLOWED', {
		...params,
		target: LABEL,
		status: String(status),
		setting: 'in myOGO, Order Processing Options',
	});

export class OrderTarget implements DocumentTarget<Order, OgoDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'order';

	readonly batchLimit = BATCH;

	/** Product codes already looked at in this run: known once, or how many products carry the code. */
	private readonly products = new Map<string, Promise<number>>();

	/** The other parts of an order that was split, by the order as it was found. */
	private readonly parts = new WeakMap<OgoOrder, readonly OgoOrder[]>();

	/** The statuses in which a record's orders were last seen there, by the record's own id. */
	private readonly seen = new Map<string, readonly string[]>();

	constructor(
		readonly account: string,
		private readonly ogoship: OgoshipClient,
		private readonly rules: OrderRules,
	) {}

	documentKey(record: Order): string {
		return orderKey(record, this.rules);
	}

	draft(record: Order): { draft: OgoDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	foreignKeys(record: Order): string[] {
		return foreignReferences(record);
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const rows = await reading(
			async () => await sideBySide(wanted, async ({ key }) => await orderRows(this.ogoship, key)),
		);
		const found = new Map<string, Found>();
		for (const [index, { key, record }] of wanted.entries()) {
			const row = chosenRow(rows[index] ?? []);
			if (!row) continue;
			found.set(key, foundFrom(row, key));
			if ('record' in row && key === this.documentKey(record))
				this.parts.set(row.record, await reading(async () => await partsOf(this.ogoship, row.record, rows[index])));
			const status = 'record' in row ? row.record.status : '';
			this.seen.set(record.origin.id, [...(this.seen.get(record.origin.id) ?? []), status]);
		}
		return found;
	}

	/** Unknown product codes, found out before anything is sent: what OGOship does with them is not documented. */
	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const codes = [...new Set(drafts.flatMap(({ draft }) => draft.orderLines.map(({ code }) => code)))];
		const counts = await reading(
			async () => await sideBySide(codes, async (code) => ({ code, count: await this.productCount(code) })),
		);
		const known = counts.flatMap(({ code, count }) => Array.from({ length: count }, () => code));
		const { missing, ambiguous } = match(codes, known, [
			{ name: 'code', wanted: (code) => code, current: (code) => code },
		]);
		const unknown = new Set(missing.map(({ wanted }) => wanted));
		const several = new Set(ambiguous.map(({ wanted }) => wanted));
		const problems = new Map<number, Problem>();
		for (const [index, { record, draft }] of drafts.entries()) {
			const bad = draft.orderLines.map(({ code }) => code).filter((code) => unknown.has(code));
			const double = draft.orderLines.find(({ code }) => several.has(code));
			if (bad.length > 0)
				problems.set(
					index,
					problem('UNKNOWN_SKU', { order: record.number, skus: [...new Set(bad)].join(', '), target: LABEL }),
				);
			else if (double)
				problems.set(
					index,
					problem('AMBIGUOUS', {
						record: `order ${record.number}, SKU ${double.code}`,
						count: 'several',
						target: LABEL,
						key: 'product code',
					}),
				);
		}
		return problems;
	}

	private async productCount(code: string): Promise<number> {
		const asked = this.products.get(code) ?? productRows(this.ogoship, code).then((rows) => rows.length);
		this.products.set(code, asked);
		return await asked;
	}

	revise({ document }: Found, record: Order, draft: OgoDraft): Revisable {
		const there = document as OgoOrder | Unread;
		if ('unreadable' in there)
			return { can: 'nothing', problem: unreadable(`order ${record.number}`, there.unreadable) };
		const parts = this.parts.get(there) ?? [];
		const list = changesOfWhole([there, ...parts], record, draft);
		if (list.length === 0) return { can: 'unchanged' };
		// All lines under the first reference of a split order would ship what the second part has once more.
		if (parts.length === 0 && isEditable(there.status)) return { can: 'update', changes: list };
		const stage = parts.length > 0 ? 'split in two' : there.status;
		return { can: 'nothing', problem: collectsOther(record, there, list) ?? stageLocked(record, stage) };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(
			drafts,
			async (entry) => await this.sent(entry, async () => await createOrder(this.ogoship, asNew(entry.draft), maySend)),
		);
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(list, async (entry) => {
			const there = entry.found.document as OgoOrder;
			const obstacle = await this.obstacle(entry, there);
			if (obstacle) return obstacle;
			const send = async () => await updateOrder(this.ogoship, asChanged(entry.draft, there), maySend);
			return await this.sent(entry, send, {
				refusal: (status) => (status === 400 ? editRefused({ order: entry.record.number }, status) : undefined),
				doubt: (stands) => stillCollects(entry, stands),
			});
		});
	}

	/** Why other lines may not be sent: a product nobody knows. */
	private async obstacle(entry: Entry, there: OgoOrder): Promise<Applied | undefined> {
		if (!changes(there, entry.draft).some(({ field }) => field === 'lines')) return undefined;
		try {
			const unknown = (await this.check([entry])).get(0);
			return unknown && { outcome: 'rejected', problem: unknown };
		} catch (error) {
			return { outcome: 'stopped', error };
		}
	}

	/**
	 * What the order has taken out of what OGOship can sell: nothing while it is a Draft or Cancelled. Where a record has
	 * several orders there and one of them holds nothing, nothing is counted: too little stock is safer than too much.
	 */
	holds(record: Order, draft: OgoDraft): Hold[] {
		const statuses = this.seen.get(record.origin.id) ?? [draft.status];
		if (!statuses.every(takesFromStock)) return [];
		return draft.orderLines.map(({ code, quantity }) => ({ sku: code, quantity }));
	}

	/** As long as one part of it has neither left nor been cancelled, somebody can stop it in myOGO. */
	stillSends({ document }: Found, record: Order): Problem | 'left' | undefined {
		const there = document as OgoOrder | Unread;
		if ('unreadable' in there) return unreadable(`order ${record.number}`, there.unreadable);
		const parts = [there, ...(this.parts.get(there) ?? [])];
		const open = parts.find((part) => !hasEnded(part));
		if (open) return problem('STILL_LEAVES', { order: record.number, target: LABEL, stage: open.status });
		const sent = parts.filter((part) => !isCancelled(part));
		return sent.length === 0 || this.isAsWanted(sent, record) ? undefined : 'left';
	}

	/** Whether what has left is all that the order has now, to where it goes now. */
	private isAsWanted(sent: readonly OgoOrder[], record: Order): boolean {
		const wanted = this.draft(record);
		const [first] = sent;
		if ('problem' in wanted || !first || !sent.every(({ status }) => stageOf(status) === 'SHIPPED')) return false;
		const orderLines = record.lines
			.filter(({ requiresShipping, currentQuantity }) => requiresShipping && currentQuantity > 0)
			.map(({ sku, currentQuantity }) => ({ code: sku ?? '', quantity: currentQuantity }));
		return changes({ ...first, orderLines: linesOf(unitsIn(sent)) }, { ...wanted.draft, orderLines }).length === 0;
	}

	calls(): number {
		return this.ogoship.http.calls();
	}

	private async sent(
		{ record, draft }: Entry,
		send: () => Promise<Written<OgoOrder>>,
		{ refusal, doubt }: { refusal?: About['refusal']; doubt?: (stands: OgoOrder) => Problem | undefined } = {},
	): Promise<Applied> {
		const params = { order: record.number };
		return await appliedBy(
			{ params, personal: personalOf(draft.customer, draft.comments), refusal },
			send,
			(stands) => {
				this.seen.set(record.origin.id, [stands.status]);
				const problem = doubt?.(stands);
				return problem ? { problem } : { id: stands.id ?? stands.reference, number: stands.reference };
			},
		);
	}
}

interface Unread {
	readonly unreadable: string;
}

function foundFrom(row: Row<OgoOrder>, key: string): Found<OgoOrder | Unread> {
	if ('unreadable' in row) return { id: key, number: key, document: { unreadable: row.unreadable } };
	const { id, reference } = row.record;
	return { id: id ?? reference, number: reference, document: row.record };
}

/** What differs between all parts of an order and the one wanted: its lines by what is still to come to the shop. */
function changesOfWhole(parts: readonly [OgoOrder, ...OgoOrder[]], record: Order, draft: OgoDraft): FieldChange[] {
	const [first] = parts;
	if (parts.length === 1 && !hasEnded(first)) return changes(first, draft);
	const list = changes({ ...first, orderLines: linesOf(stillToCome(parts, record)) }, draft);
	// Once it has left, what was paid at the door is what the shop now knows as paid.
	return parts.every(hasEnded) ? list.filter((change) => !isAtTheDoor(change)) : list;
}

const hasEnded = ({ status }: OgoOrder) => HAS_ENDED.has(stageOf(status));

/**
 * The units that the shop still counts as open if nothing is wrong: what waits here, and what has left without the shop
 * having seen it. What the shop has seen must not count: goods that were added would pass for those that are gone.
 */
function stillToCome(parts: readonly OgoOrder[], record: Order): Units {
	const seen = seenLeaving(parts.filter(hasEnded), record);
	return unitsIn(parts.filter((part) => !seen.includes(part)));
}

/** So many parts of one order are looked at; each more doubles the work. */
const MOST_PARTS = 8;

/**
 * The parts that the shop has seen leaving, each whole. The shop does not say so of a unit that is no longer in the
 * order: that one may have come back after it left, or never have left. So of all the sets of parts that may have been
 * seen it is the smallest one that explains what the shop has surely seen.
 */
function seenLeaving(left: readonly OgoOrder[], { fulfillmentStatus, lines }: Order): readonly OgoOrder[] {
	if (fulfillmentStatus === 'unfulfilled') return [];
	const goods = lines.filter(({ requiresShipping }) => requiresShipping);
	const surely = unitsOf(goods.map((line) => ({ code: line.sku ?? '', quantity: gone(line) })));
	const most = unitsOf(
		goods.map(({ sku, quantity, openQuantity }) => ({ code: sku ?? '', quantity: quantity - openQuantity })),
	);
	// Something has left, and no unit of it is in the order any more.
	const mustBeSome = lines.every((line) => gone(line) <= 0);
	const unexplained = (units: Units) =>
		[...surely].reduce((sum, [code, quantity]) => sum + Math.max(0, quantity - (units.get(code) ?? 0)), 0);
	const possible = setsOf(left.slice(0, MOST_PARTS))
		.map((parts) => ({ parts, units: unitsIn(parts) }))
		.filter(({ parts }) => parts.length > 0 || !mustBeSome)
		.filter(({ units }) => [...units].every(([code, quantity]) => quantity <= (most.get(code) ?? 0)))
		.sort((a, b) => unexplained(a.units) - unexplained(b.units) || countOf(a.units) - countOf(b.units));
	return possible[0]?.parts ?? [];
}

const gone = ({ currentQuantity, openQuantity }: Order['lines'][number]) => currentQuantity - openQuantity;

const setsOf = <T>(list: readonly T[]): T[][] =>
	list.reduce<T[][]>((sets, each) => [...sets, ...sets.map((set) => [...set, each])], [[]]);

type Units = ReadonlyMap<string, number>;

const unitsIn = (orders: readonly OgoOrder[]) => unitsOf(orders.flatMap(({ orderLines }) => orderLines ?? []));
const countOf = (units: Units) => [...units.values()].reduce((sum, quantity) => sum + quantity, 0);

const linesOf = (units: Units) =>
	[...units].filter(([, quantity]) => quantity > 0).map(([code, quantity]) => ({ code, quantity }));

const isAtTheDoor = ({ field }: FieldChange) => field === 'cashOnDelivery';

/** Whether OGOship takes an amount back is not documented, so its answer to a change decides, where it names one. */
function stillCollects({ record, draft }: Entry, stands: OgoOrder): Problem | undefined {
	return stands.cashOnDelivery ? collectsOther(record, stands, changes(stands, draft).filter(isAtTheDoor)) : undefined;
}

/** The problem that an order collects another amount at the door than the shop asks for, where that is all that differs. */
function collectsOther(record: Order, there: OgoOrder, list: readonly FieldChange[]): Problem | undefined {
	const [change, ...others] = list;
	if (!change || !isAtTheDoor(change) || others.length > 0) return undefined;
	const currency = there.cashOnDelivery?.currencyCode ?? record.currency;
	const money = (amount: unknown) => `${inCurrency(String(amount), currency)} ${currency}`;
	const params = {
		order: record.number,
		target: LABEL,
		collects: money(change.before ?? 0),
		asked: money(change.after),
	};
	return problem('STILL_COLLECTS', params);
}

const stageLocked = (record: Order, stage: string): Problem =>
	problem('STAGE_LOCKED', { order: record.number, target: LABEL, stage });

/**
 * The other parts of an order that was split. How the second part is called is not documented: the same reference, or
 * the reference with `-2`, are assumed; that it goes to the same person is required, because a shop may number its own
 * orders so. `rows` are those under its reference, where they were read already.
 */
export async function partsOf(
	ogoship: OgoshipClient,
	order: OgoOrder,
	rows?: ReadonlyArray<Row<OgoOrder>>,
): Promise<OgoOrder[]> {
	const same = recordsIn(rows ?? (await orderRows(ogoship, order.reference)));
	const next = await ordersByReference(ogoship, `${order.reference}-2`);
	// Without ids two orders of one reference cannot be told apart.
	const others = same.filter(({ id }) => id && id !== order.id);
	return [...others, ...next].filter(
		(other) => !isCancelled(other) && isSamePerson(other.customer, personOf(order.customer)),
	);
}

/** A customer as it stands there, for the comparison with another. */
export const personOf = (customer: OgoOrder['customer']): Partial<CustomerDraft> =>
	Object.fromEntries(Object.entries(customer ?? {}).filter(([, value]) => typeof value === 'string'));

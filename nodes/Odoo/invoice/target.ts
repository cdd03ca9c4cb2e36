import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { isZero } from '../../../core/model/money';
import { isRisky } from '../../../core/sync/gate';
import type { Answer, OdooClient } from '../client';
import { applying, LABEL, notApplied, reading, SYSTEM, type About } from '../failures';
import { saleOrdersBy } from '../order/client';
import { orderKey } from '../order/draft';
import { isConfirmed } from '../order/mapping';
import { orderIds, placeOf } from '../transition/target';
import { dateMove, invoiceOrder, movesBy, payMove, postMoves } from './client';
import { amountToPay, billsOf, standingOf, type InvoiceStep, type Standing } from './mapping';
import type { AccountMove } from './wire';

/*
 * The invoice of an order: made, posted, paid; each step a fact of its own, and each looks at what stands there.
 */

const BATCH = 20;

const KINDS: Readonly<Record<InvoiceStep, string>> = { create: 'invoice', post: 'posting', pay: 'payment' };

/** The order a record is for, and its invoices. */
interface Bills {
	readonly order: number;
	readonly confirmed: boolean;
	readonly moves: readonly AccountMove[];
}

type Entry = { readonly record: Order; readonly draft: InvoiceStep };

export interface InvoiceSetting {
	readonly odoo: OdooClient;
	readonly step: InvoiceStep;
	/** The day an invoice has; absent where Odoo's own counts. */
	readonly dateOf: (record: Order) => string | undefined;
	/** The day and the journal of a payment; no journal is a problem of the record. */
	readonly paymentOf: (record: Order) => { readonly date: string; readonly journal: number | undefined };
	readonly urlOf: (id: number) => string;
}

export class InvoiceTarget implements DocumentTarget<Order, InvoiceStep> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind: string;

	readonly batchLimit = BATCH;

	readonly indexLagMs = 0;

	readonly adopts = true;

	private readonly seen = new Map<string, Bills>();

	constructor(
		readonly account: string,
		private readonly setting: InvoiceSetting,
	) {
		this.kind = KINDS[setting.step];
	}

	documentKey(record: Order): string {
		const place = placeOf(record, this.account);
		return 'id' in place ? `sale.order ${place.id}` : orderKey(record);
	}

	draft(record: Order): { draft: InvoiceStep } | { problem: Problem } {
		const { step } = this.setting;
		if (step !== 'pay' || this.setting.paymentOf(record).journal !== undefined) return { draft: step };
		const method = (record.paymentMethods ?? []).join(', ');
		return { problem: problem('JOURNAL_MISSING', { ...this.named(record), method }) };
	}

	foreignKeys(): string[] {
		return [];
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const own = wanted.filter(({ key, record }) => key === this.documentKey(record));
		return await reading(async () => {
			const { odoo, step } = this.setting;
			const ids = await orderIds(
				odoo,
				own.map(({ record }) => record),
				this.account,
			);
			const orders = await saleOrdersBy(
				odoo,
				ids.filter((id) => typeof id === 'number'),
			);
			const moves = await movesBy(odoo, [['id', 'in', orders.flatMap(({ invoice_ids }) => invoice_ids ?? [])]]);
			return new Map(
				own.flatMap(({ key }, index): Array<[string, Found]> => {
					const order = orders.find(({ id }) => id === ids[index]);
					if (!order) return [];
					const its = moves.filter(({ id }) => (order.invoice_ids ?? []).includes(id));
					const bills: Bills = { order: order.id, confirmed: isConfirmed(order), moves: its };
					this.seen.set(key, bills);
					const [first] = billsOf(its);
					if (this.waits(wanted.find((each) => each.key === key)!.record)) return [];
					// Without an invoice there is something to make, unless the step is a later one.
					if (!first && step === 'create') return [];
					return [
						[key, first ? this.foundFrom(first, bills) : { id: String(order.id), number: order.name, document: bills }],
					];
				}),
			);
		});
	}

	/** A risky order is billed once a person has confirmed it in Odoo, and not before. */
	private waits(record: Order): boolean {
		return isRisky(record) && this.seen.get(this.documentKey(record))?.confirmed !== true;
	}

	/** Why an order that does not stand in Odoo is not there, the flow that brings it tells. */
	absent(record: Order): { readonly reason: Problem; readonly settle: boolean } | undefined {
		if (this.waits(record)) return { reason: problem('HELD_RISK_HIGH', { order: record.number }), settle: false };
		if (this.seen.has(this.documentKey(record))) return undefined;
		return { reason: problem('NOT_FOUND', { record: `order ${record.number}`, source: LABEL }), settle: false };
	}

	private foundFrom({ id, name }: AccountMove, document: Bills): Found<Bills> {
		return { id: String(id), number: name || String(id), url: this.setting.urlOf(id), document };
	}

	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const problems = drafts.flatMap(({ record }, index): Array<[number, Problem]> => {
			if (this.seen.get(this.documentKey(record))?.confirmed === true) return [];
			return [[index, problem('NOT_CONFIRMED', { ...this.named(record), wanted: 'confirmed' })]];
		});
		return await Promise.resolve(new Map(problems));
	}

	revise({ document }: Found, record: Order): Revisable {
		const { step } = this.setting;
		const standing = standingOf(step, (document as Bills).moves);
		if (standing.at === 'done') return { can: 'unchanged' };
		if (standing.at !== 'open') {
			const missing =
				standing.at === 'none' ? { number: 'an order', wanted: 'invoiced' } : { number: 'a draft', wanted: 'posted' };
			const params = { ...this.named(record), ...missing };
			return { can: 'nothing', problem: problem('NOT_CONFIRMED', params) };
		}
		const after = step === 'post' ? 'posted' : 'paid';
		const changes = standing.moves.map(({ id, name, state, payment_state }) => {
			const before = step === 'post' ? state : (payment_state ?? '');
			return { field: name || String(id), before, after };
		});
		const isNothing = step === 'pay' && standing.moves.every((move) => isZero(amountToPay(record, move) ?? '1'));
		return isNothing ? { can: 'unchanged' } : { can: 'update', changes };
	}

	/** Only making an invoice creates something; orders without one are told of by `revise`. */
	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await this.oneByOne(drafts, async ({ record }) => {
			const { odoo } = this.setting;
			const order = this.seen.get(this.documentKey(record))!.order;
			const answer = await invoiceOrder(odoo, order, maySend);
			const made = await this.billsNow(order);
			const [first] = made;
			if (!first) return 'done' in answer ? this.stuck(record, 'invoiced') : notApplied(this.about(record), answer);
			// One wizard for one order: more than one invoice would mean that Odoo made something else of it.
			if (made.length > 1) return this.stuck(record, 'invoiced once');
			const reference = {
				id: String(first.id),
				number: first.name || String(first.id),
				url: this.setting.urlOf(first.id),
			};
			// Refused, and there all the same: another run was faster.
			if ('refused' in answer) return { outcome: 'done', ...reference, stood: true };
			const date = this.setting.dateOf(record);
			const dated = date === undefined ? undefined : await dateMove(odoo, first.id, date, maySend);
			if (dated && !('done' in dated)) return notApplied(this.about(record), dated);
			return { outcome: 'done', ...reference };
		});
	}

	private async billsNow(order: number): Promise<AccountMove[]> {
		const { odoo } = this.setting;
		const [now] = await saleOrdersBy(odoo, [order]);
		const ids = now?.invoice_ids ?? [];
		return ids.length === 0 ? [] : billsOf(await movesBy(odoo, [['id', 'in', ids]]));
	}

	async update(changes: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await this.oneByOne(changes, async ({ record, found }) => {
			const { step } = this.setting;
			const bills = found.document as Bills;
			const standing = standingOf(step, bills.moves) as Extract<Standing, { at: 'open' }>;
			const answer =
				step === 'post' ? await this.post(standing.moves, maySend) : await this.pay(record, standing.moves, maySend);
			const now = await movesBy(this.setting.odoo, [['id', 'in', standing.moves.map(({ id }) => id)]]);
			const [first] = now;
			// A payment in part leaves the invoice open and is done all the same.
			const isDone =
				standingOf(step, now).at === 'done' || (step === 'pay' && 'done' in answer && isLess(now, standing.moves));
			const stood = 'refused' in answer ? { stood: true } : {};
			if (first && isDone)
				return { outcome: 'done', id: found.id, number: first.name || found.number, url: found.url, ...stood };
			return 'done' in answer
				? this.stuck(record, step === 'post' ? 'posted' : 'paid')
				: notApplied(this.about(record), answer);
		});
	}

	private async post(moves: readonly AccountMove[], maySend: MaySend): Promise<Answer> {
		return await postMoves(
			this.setting.odoo,
			moves.map(({ id }) => id),
			maySend,
		);
	}

	private async pay(record: Order, moves: readonly AccountMove[], maySend: MaySend): Promise<Answer> {
		const { date, journal } = this.setting.paymentOf(record);
		let answer: Answer = { done: null };
		for (const move of moves) {
			const amount = amountToPay(record, move);
			if (amount !== undefined && isZero(amount)) continue;
			const payment = { move: move.id, journal: journal!, date, amount, text: record.number };
			answer = await payMove(this.setting.odoo, payment, maySend);
			if (!('done' in answer)) return answer;
		}
		return answer;
	}

	private async oneByOne<E>(entries: readonly E[], send: (entry: E) => Promise<Applied>): Promise<Applied[]> {
		const answers: Applied[] = [];
		for (const entry of entries) {
			const last = answers.at(-1);
			answers.push(last?.outcome === 'stopped' ? last : await applying(async () => await send(entry)));
		}
		return answers;
	}

	private stuck(record: Order, wanted: string): Applied {
		const number = { create: 'an order', post: 'a draft', pay: 'an open invoice' }[this.setting.step];
		return { outcome: 'rejected', problem: problem('NOT_CONFIRMED', { ...this.named(record), number, wanted }) };
	}

	calls(): number {
		return this.setting.odoo.http.calls();
	}

	private named({ number }: Order): { order: string; kind: string; target: string } {
		return { order: number, kind: this.kind, target: LABEL };
	}

	private about(record: Order): About {
		return { params: { order: record.number, kind: this.kind } };
	}
}

/** Whether less is open now than before. */
const isLess = (now: readonly AccountMove[], before: readonly AccountMove[]) =>
	now.every(
		({ id, amount_residual }) => amount_residual < (before.find((each) => each.id === id)?.amount_residual ?? 0),
	);

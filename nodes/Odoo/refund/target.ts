import { inCurrency, isZero, minorDistance, minus, sum } from '../../../core/model/money';
import type { Refund } from '../../../core/model/refund';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OdooClient } from '../client';
import { applying, idFrom, LABEL, notApplied, reading, SYSTEM, type About } from '../failures';
import { movesBy, postMoves, reverseMove } from '../invoice/client';
import type { AccountMove } from '../invoice/wire';
import { amountOf, externalId } from '../mapping';
import { saleOrdersBy } from '../order/client';
import { ordersNamed } from '../shipment/client';
import { editNote, linesOfNote } from './client';
import { billingOf, creditOf, extraLine, markerOf, planNote, reasonOf, type Billing } from './mapping';

/*
 * How Odoo takes refunds: as a credit note of the order's invoice, cut down to what was refunded, and posted once it
 * comes to the very amount.
 */

const BATCH = 10;

interface RefundDraft {
	readonly reason: string;
	readonly total: string;
}

type Entry = { readonly record: Refund; readonly draft: RefundDraft };

interface Standing {
	readonly note: AccountMove;
}

/** An invoice, and what it still bills: its total less that of its credit notes. */
interface Billed {
	readonly invoice: AccountMove;
	readonly left: string;
}

export interface RefundSetting {
	readonly odoo: OdooClient;
	readonly post: boolean;
	readonly journal?: number;
	readonly dayOf: (instant: string) => string;
	readonly urlOf: (id: number) => string;
}

export class RefundTarget implements DocumentTarget<Refund, RefundDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'refund';

	readonly batchLimit = BATCH;

	readonly indexLagMs = 0;

	/** The note's reference names the refund, which only this package writes. */
	readonly adopts = true;

	/** The invoice of each record, or why there is none. */
	private readonly invoices = new Map<string, Billed | { readonly problem: Problem }>();

	/** Refunds that were looked for last and have no credit note, each with its order's invoice. */
	private readonly uncredited = new Map<Refund, number>();

	constructor(
		readonly account: string,
		private readonly setting: RefundSetting,
	) {}

	documentKey({ origin }: Refund): string {
		return externalId('refund', origin);
	}

	draft(record: Refund): { draft: RefundDraft } | { problem: Problem } {
		const total = creditOf(record);
		if (isZero(total)) return { problem: problem('ORDER_EMPTY', this.about(record).params) };
		return { draft: { reason: reasonOf(record), total } };
	}

	foreignKeys(): string[] {
		return [];
	}

	async find(wanted: ReadonlyArray<Wanted<Refund>>): Promise<Map<string, Found>> {
		const records = [...new Set(wanted.map(({ record }) => record))];
		this.uncredited.clear();
		return await reading(async () => {
			const found = await sideBySide(
				records,
				async (record) => [this.documentKey(record), await this.noteOf(record)] as const,
			);
			return new Map(
				found.flatMap(([key, note]): Array<[string, Found]> =>
					note ? [[key, { ...this.reference(note), document: { note } satisfies Standing }]] : [],
				),
			);
		});
	}

	private reference({ id, name }: AccountMove) {
		return { id: String(id), number: name || String(id), url: this.setting.urlOf(id) };
	}

	/** The note of a refund, by the mark in its reference; else its order's invoice is kept for the writing. */
	private async noteOf(record: Refund): Promise<AccountMove | undefined> {
		const { odoo } = this.setting;
		const marker = `[${markerOf(record)}]`;
		const notes = await movesBy(odoo, [
			['move_type', '=', 'out_refund'],
			['state', '!=', 'cancel'],
			['ref', 'like', markerOf(record)],
		]);
		const note = notes.find(({ ref }) => ref.includes(marker));
		if (note) return note;
		const invoice = await this.invoiceOf(record);
		this.invoices.set(this.documentKey(record), invoice);
		if ('invoice' in invoice) this.uncredited.set(record, invoice.invoice.id);
		return undefined;
	}

	/** What was refunded before its order was invoiced is on no invoice, so nothing gives it back again. */
	absent(record: Refund): { readonly reason: Problem; readonly settle: boolean } | undefined {
		const known = this.invoices.get(this.documentKey(record));
		if (!known || 'problem' in known || this.billingOf(record, known) !== 'takenOff') return undefined;
		return { reason: problem('REFUND_IN_ORDER', this.named(record)), settle: true };
	}

	private billingOf(record: Refund, { invoice, left }: Billed): Billing {
		const others = [...this.uncredited].filter(([each, id]) => id === invoice.id && each !== record);
		return billingOf(
			record,
			left,
			others.map(([each]) => each),
		);
	}

	private async invoiceOf(record: Refund): Promise<Billed | { readonly problem: Problem }> {
		const params = this.named(record);
		const order = await this.orderOf(record);
		if (order === undefined) return { problem: problem('ORDER_NOT_FOUND', params) };
		const [there] = await saleOrdersBy(this.setting.odoo, [order]);
		const ids = there?.invoice_ids ?? [];
		const moves = ids.length === 0 ? [] : await movesBy(this.setting.odoo, [['id', 'in', ids]]);
		const bills = moves.filter(({ move_type, state }) => move_type === 'out_invoice' && state === 'posted');
		const [invoice] = bills;
		if (!invoice) return { problem: problem('NOT_CONFIRMED', { ...params, number: 'an order', wanted: 'invoiced' }) };
		if (bills.length > 1) {
			const several = {
				record: `the refund ${record.number}`,
				count: String(bills.length),
				target: LABEL,
				key: 'invoice',
			};
			return { problem: problem('AMBIGUOUS', several) };
		}
		if (invoice.currency_id?.name === record.currency) return { invoice, left: await this.stillBilled(invoice) };
		return {
			problem: problem('CURRENCY_DIFFERS', { ...params, currency: record.currency, wanted: invoice.currency_id?.name }),
		};
	}

	private async stillBilled({ id, amount_total }: AccountMove): Promise<string> {
		const notes = await movesBy(this.setting.odoo, [
			['reversed_entry_id', '=', id],
			['state', '!=', 'cancel'],
		]);
		return minus(amountOf(amount_total), sum(notes.map((note) => amountOf(note.amount_total))));
	}

	private async orderOf({ order }: Refund): Promise<number | undefined> {
		const { system, account, id, number } = order ?? {};
		if (system && account && id) {
			const own = system === SYSTEM && account === this.account ? idFrom(id) : undefined;
			const found =
				own ?? (await this.setting.odoo.withExternalId(externalId('order', { system, account, id }), 'sale.order'));
			if (typeof found === 'number') return found;
		}
		const named = number ? await ordersNamed(this.setting.odoo, [number]) : [];
		return named.length === 1 ? named[0]!.id : undefined;
	}

	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const problems = drafts.flatMap(({ record }, index): Array<[number, Problem]> => {
			const invoice = this.invoices.get(this.documentKey(record));
			if (!invoice) return [];
			if ('problem' in invoice) return [[index, invoice.problem]];
			const billing = this.billingOf(record, invoice);
			if (typeof billing === 'string') return [];
			return [[index, problem('REFUND_UNCLEAR', { ...this.named(record), what: billing.unclear })]];
		});
		return await Promise.resolve(new Map(problems));
	}

	/** What is posted stays; a draft that an earlier run left is finished. */
	revise({ document }: Found, record: Refund, draft: RefundDraft): Revisable {
		const { note } = document as Standing;
		const is = inCurrency(amountOf(note.amount_total), record.currency);
		const differs = is !== draft.total;
		const params = { order: record.number, kind: 'refund', target: LABEL };
		if (note.state === 'posted') {
			if (!differs) return { can: 'unchanged' };
			return {
				can: 'nothing',
				problem: problem('CHANGE_BY_HAND', { ...params, what: `total ${draft.total} instead of ${is}` }),
			};
		}
		if (differs) return { can: 'update', changes: [{ field: 'total', before: is, after: draft.total }] };
		return this.setting.post
			? { can: 'update', changes: [{ field: 'state', before: note.state, after: 'posted' }] }
			: { can: 'unchanged' };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		const answers: Applied[] = [];
		for (const { record } of drafts) {
			const last = answers.at(-1);
			answers.push(last?.outcome === 'stopped' ? last : await applying(async () => await this.make(record, maySend)));
		}
		return answers;
	}

	private async make(record: Refund, maySend: MaySend): Promise<Applied> {
		const { odoo, journal, dayOf } = this.setting;
		const known = this.invoices.get(this.documentKey(record));
		if (!known || 'problem' in known) return { outcome: 'unsent' };
		const { invoice } = known;
		const planned = planNote(record, await linesOfNote(odoo, invoice.invoice_line_ids), LABEL);
		if ('problem' in planned) return { outcome: 'rejected', problem: planned.problem };
		const reversal = {
			move: invoice.id,
			journal: journal ?? invoice.journal_id?.id ?? 0,
			date: dayOf(record.processedAt ?? record.createdAt),
			reason: reasonOf(record),
		};
		const answer = await reverseMove(odoo, reversal, maySend);
		const note = await this.noteOf(record);
		if (!note)
			return 'done' in answer
				? { outcome: 'unknown', problem: problem('NO_ANSWER', this.about(record).params) }
				: notApplied(this.about(record), answer);
		return await this.cutDown(record, note, maySend);
	}

	/** Leaves of a draft what was refunded; what an earlier run had added to it is taken out and added again. */
	private async cutDown(record: Refund, note: AccountMove, maySend: MaySend): Promise<Applied> {
		const { odoo } = this.setting;
		const cut = planNote(record, await linesOfNote(odoo, note.invoice_line_ids), LABEL);
		if ('problem' in cut) return { outcome: 'rejected', problem: cut.problem };
		const edited = await editNote(odoo, note.id, cut.commands, maySend);
		if (!('done' in edited)) return notApplied(this.about(record), edited);
		return (await this.tied(record, note, maySend)) ?? (await this.finished(record, note, maySend));
	}

	/** Odoo reckons the taxes itself: cents go into a line of their own, more leaves the note a draft. */
	private async tied(record: Refund, note: AccountMove, maySend: MaySend): Promise<Applied | undefined> {
		const { odoo } = this.setting;
		const total = creditOf(record);
		const computed = async () => amountOf((await movesBy(odoo, [['id', '=', note.id]]))[0]?.amount_total ?? 0);
		const is = await computed();
		if (isZero(minus(total, is))) return undefined;
		const allowed = record.lines.length + (record.shipping ?? []).length;
		const isRounding = minorDistance(total, is, record.currency) <= allowed;
		if (!isRounding) return { outcome: 'rejected', problem: totalsDiffer(record, is) };
		const edited = await editNote(odoo, note.id, extraLine('Rounding', minus(total, is), [], undefined), maySend);
		if (!('done' in edited)) return notApplied(this.about(record), edited);
		const now = await computed();
		return isZero(minus(total, now)) ? undefined : { outcome: 'rejected', problem: totalsDiffer(record, now) };
	}

	private async finished(record: Refund, note: AccountMove, maySend: MaySend): Promise<Applied> {
		const { odoo, post } = this.setting;
		const answer = post ? await postMoves(odoo, [note.id], maySend) : { done: null };
		const [now] = await movesBy(odoo, [['id', '=', note.id]]);
		if (now && (!post || now.state === 'posted')) return { outcome: 'done', ...this.reference(now) };
		if (!('done' in answer)) return notApplied(this.about(record), answer);
		const params = { ...this.about(record).params, number: 'a draft', wanted: 'posted' };
		return { outcome: 'rejected', problem: problem('NOT_CONFIRMED', params) };
	}

	async update(changes: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		const answers: Applied[] = [];
		for (const { record, draft, found } of changes) {
			const { note } = found.document as Standing;
			const isWhole = inCurrency(amountOf(note.amount_total), record.currency) === draft.total;
			const step = async () =>
				isWhole ? await this.finished(record, note, maySend) : await this.cutDown(record, note, maySend);
			answers.push(await applying(step));
		}
		return answers;
	}

	calls(): number {
		return this.setting.odoo.http.calls();
	}

	private about(record: Refund): About {
		return { params: { order: record.number, kind: 'refund', target: LABEL }, personal: [record.note ?? ''] };
	}

	private named({ number, order }: Refund) {
		return { kind: 'refund', order: number, reference: order?.number ?? '', target: LABEL };
	}
}

function totalsDiffer(record: Refund, computed: string): Problem {
	const { currency, number } = record;
	const total = creditOf(record);
	const amounts = { expected: inCurrency(total, currency), computed: inCurrency(computed, currency) };
	const difference = inCurrency(minus(total, computed), currency);
	return problem('TOTALS_DIFFER', {
		order: number,
		kind: 'refund',
		...amounts,
		difference,
		currency,
		sum: 'as Odoo reckons the taxes',
	});
}

import { isZero, minorDistance } from '../../../core/model/money';
import type { Refund } from '../../../core/model/refund';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { documentUuid } from '../../../core/sync/keys';
import type { Row, UnleashedClient, Written } from '../client';
import type { Taxes } from '../document/draft';
import { LABEL, notApplied, reading, stoppedBy, SYSTEM } from '../failures';
import { decimal, filterDate, orderGuid, stageOf } from '../mapping';
import { orderByGuid, ordersByNumber } from '../order/client';
import type { UnleashedOrder } from '../order/wire';
import type { TaxBook } from '../tax/target';
import { completeCredit, createCredit, creditByGuid, creditPages } from './client';
import {
	type CreditDraft,
	creditedAt,
	creditedOrder,
	exchangeWords,
	isExchange,
	markerOf,
	type RefundRules,
	stillBilled,
	toDraft,
	toFreeCredit,
} from './draft';
import { statusOf } from './mapping';
import type { UnleashedCredit } from './wire';

/*
 * How Unleashed takes refunds: as free credits, which have no GUID and no field of ours. One of ours is known again by a
 * marker in its comments, so all credit notes since the refund are looked through, once a run.
 */

const BATCH = 20;
/** Clocks differ, and a credit note is never older than its refund. */
const BEFORE_MS = 24 * 60 * 60_000;

type Entry = { readonly record: Refund; readonly draft: CreditDraft };

export class RefundTarget implements DocumentTarget<Refund, CreditDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'refund';

	readonly batchLimit = BATCH;

	/** The marker says whose it is. */
	readonly adopts = true;

	/** Each refund's order as it stands there. */
	private readonly orders = new Map<string, UnleashedOrder | undefined>();

	constructor(
		readonly account: string,
		private readonly unleashed: UnleashedClient,
		private readonly rules: RefundRules,
		private readonly taxes: TaxBook,
	) {}

	documentKey({ origin }: Refund): string {
		return documentUuid({ system: origin.system, account: origin.account, id: origin.id, kind: this.kind });
	}

	draft(record: Refund): { draft: CreditDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	async find(wanted: ReadonlyArray<Wanted<Refund>>): Promise<Map<string, Found>> {
		const records = [...new Set(wanted.map(({ record }) => record))];
		const since = records.map((record) => Date.parse(creditedAt(record))).reduce((a, b) => Math.min(a, b));
		const rows = await reading(async () => await this.creditsSince(new Date(since - BEFORE_MS).toISOString()));
		const found = new Map<string, Found>();
		for (const record of records) {
			const row = rows.find((each) => isOf(each.record, record));
			if (row) found.set(this.documentKey(record), foundFrom(row.record));
			else await reading(async () => await this.lookForOrder(record));
		}
		return found;
	}

	private async creditsSince(
		since: string,
	): Promise<Array<Row<UnleashedCredit> & { readonly record: UnleashedCredit }>> {
		const credits: Array<Row<UnleashedCredit> & { readonly record: UnleashedCredit }> = [];
		for await (const page of creditPages(this.unleashed, { modifiedSince: filterDate(since) }))
			for (const row of page) if ('record' in row) credits.push(row);
		return credits;
	}

	private async lookForOrder(record: Refund): Promise<void> {
		const number = creditedOrder(record, this.rules);
		if ('problem' in number) return;
		const [found] = await ordersByNumber(this.unleashed, number.key);
		const row = found ?? (await this.renumbered(record));
		this.orders.set(record.origin.id, row && 'record' in row ? row.record : undefined);
	}

	/** Before an order counts as never booked: people may have given it another number. */
	private async renumbered(record: Refund): Promise<Row<UnleashedOrder> | undefined> {
		const { system, account, id } = record.order ?? {};
		if (!leavesNothing(record) || !system || !account || !id) return undefined;
		return await orderByGuid(this.unleashed, orderGuid({ origin: { system, account, id, seenAt: '' } }));
	}

	/** What an order that is not completed yet bills is lowered there; what it no longer bills is not credited again. */
	absent(record: Refund): { readonly reason: Problem; readonly settle: boolean } | undefined {
		const order = this.orders.get(record.origin.id);
		if (!order || stageOf(order.OrderStatus) === 'DELETED') {
			// An edit before anything was paid, or all of it cancelled or given back: an order that comes later comes without
			// it, or not at all.
			const reference = order?.OrderNumber ?? '';
			const reason = problem('REFUND_IN_ORDER', { ...this.named(record), reference });
			return record.status === 'withoutMoney' || leavesNothing(record) ? { reason, settle: true } : undefined;
		}
		const params = { ...this.named(record), reference: order.OrderNumber };
		const billed = stillBilled(record, order);
		if (billed === 'takenOff') return { reason: problem('REFUND_IN_ORDER', params), settle: true };
		const waits = stageOf(order.OrderStatus) !== 'COMPLETED' && this.rules.openOrders === 'order' && isOfOrder(record);
		return waits ? { reason: problem('REFUND_WAITS', params), settle: false } : undefined;
	}

	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const problems = new Map<number, Problem>();
		for (const [index, entry] of drafts.entries()) {
			const found = (await this.orderProblem(entry)) ?? (await this.taxProblem(entry));
			if (found) problems.set(index, found);
		}
		return problems;
	}

	private async orderProblem({ record, draft }: Entry): Promise<Problem | undefined> {
		const order = this.orders.get(record.origin.id);
		const params = { ...this.named(record), reference: draft.orderNumber };
		if (!order) return problem('ORDER_NOT_FOUND', params);
		if (stageOf(order.OrderStatus) === 'DELETED') return problem('ORDER_CANCELLED', params);
		const wanted = order.Currency?.CurrencyCode ?? draft.currency;
		if (wanted !== draft.currency) return problem('CURRENCY_DIFFERS', { ...params, currency: draft.currency, wanted });
		if (isExchange(record)) return problem('REFUND_EXCHANGED', { ...params, what: exchangeWords(record) });
		const billed = stillBilled(record, order);
		const unclear =
			typeof billed === 'object' ? problem('REFUND_UNCLEAR', { ...params, what: billed.unclear }) : undefined;
		return await Promise.resolve(unclear);
	}

	private async taxProblem({ record, draft }: Entry): Promise<Problem | undefined> {
		const taxes = await reading(async () => await this.taxes.of(draft.lines));
		if (!('missing' in taxes)) return undefined;
		return problem('TAX_CODE_MISSING', { ...this.named(record), reason: taxes.missing });
	}

	/** A credit note is completed where that is wanted, and never changed: people may have seen to it. */
	revise({ document }: Found): Revisable {
		const status = statusOf(document as UnleashedCredit);
		if (this.rules.status !== 'Completed' || stageOf(status) !== 'PARKED') return { can: 'unchanged' };
		return { can: 'update', changes: [{ field: 'Status', before: status, after: 'Completed' }] };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		const answers: Applied[] = [];
		for (const entry of drafts) {
			const stopped = answers.find(({ outcome }) => outcome === 'stopped');
			answers.push(stopped ?? (await this.created(entry, maySend).catch(stoppedBy)));
		}
		return answers;
	}

	private async created(entry: Entry, maySend: MaySend): Promise<Applied> {
		const { record, draft } = entry;
		const order = this.orders.get(record.origin.id);
		if (!order) return { outcome: 'unsent' };
		const taxes = await reading(async () => await this.taxes.of(draft.lines));
		const known: Taxes = 'taxes' in taxes ? taxes.taxes : new Map();
		const written = await createCredit(this.unleashed, toFreeCredit(draft, order, known, this.rules), maySend);
		if (!('done' in written)) return await this.afterLook(record, written, maySend);
		const credit = written.done;
		if (credit.Total != null && minorDistance(decimal(credit.Total), draft.total, draft.currency) > 0) {
			const what = `the credit note comes to ${decimal(credit.Total)} and not to ${draft.total}`;
			return { outcome: 'rejected', problem: problem('CHANGE_BY_HAND', { ...this.named(record), what }) };
		}
		if (this.rules.status !== 'Completed') return { outcome: 'done', ...refOf(credit) };
		return await this.completed(record, credit, maySend);
	}

	/** Without an answer it may stand there all the same, and is then completed where that is wanted. */
	private async afterLook(
		record: Refund,
		written: Exclude<Written<UnleashedCredit>, { done: unknown }>,
		maySend: MaySend,
	): Promise<Applied> {
		const isLost = 'noAnswer' in written && written.noAnswer.sent;
		if (!isLost || this.rules.status !== 'Completed') return notApplied(this.about(record), written);
		const credit = await this.creditOf(record).catch(() => undefined);
		return credit ? await this.completed(record, credit, maySend) : notApplied(this.about(record), written);
	}

	private async creditOf(record: Refund): Promise<UnleashedCredit | undefined> {
		const since = Date.parse(creditedAt(record)) - BEFORE_MS;
		const rows = await this.creditsSince(new Date(since).toISOString());
		return rows.find((row) => isOf(row.record, record))?.record;
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		const answers: Applied[] = [];
		for (const { record, found } of list) {
			const stopped = answers.find(({ outcome }) => outcome === 'stopped');
			const credit = found.document as UnleashedCredit;
			answers.push(stopped ?? (await this.completed(record, credit, maySend).catch(stoppedBy)));
		}
		return answers;
	}

	private async completed(record: Refund, credit: UnleashedCredit, maySend: MaySend): Promise<Applied> {
		const written: Written<unknown> = await completeCredit(this.unleashed, credit.Guid, maySend);
		if ('done' in written) return { outcome: 'done', ...refOf(credit) };
		const params = { ...this.named(record), reference: refOf(credit).number, wanted: 'Completed' };
		const refusal = (status: number) => problem('STATUS_NOT_SET', { ...params, status: String(status) });
		const answer = notApplied({ ...this.about(record), refusal }, written);
		if (answer.outcome !== 'unknown' && answer.outcome !== 'rejected') return answer;
		if (await this.isCompleted(credit))
			return { outcome: 'done', ...refOf(credit), stood: answer.outcome === 'rejected' };
		// It stands there all the same, and the next run completes it.
		return answer.outcome === 'unknown' ? { outcome: 'rejected', problem: problem('STATUS_NOT_SET', params) } : answer;
	}

	/** Whether it is completed all the same: by a request whose answer was lost, by another run, or by people. */
	private async isCompleted({ Guid }: UnleashedCredit): Promise<boolean> {
		const row = await creditByGuid(this.unleashed, Guid).catch(() => undefined);
		return row !== undefined && 'record' in row && stageOf(statusOf(row.record)) === 'COMPLETED';
	}

	calls(): number {
		return this.unleashed.http.calls();
	}

	private named({ number }: Refund): { order: string; kind: string; target: string } {
		return { order: number, kind: this.kind, target: LABEL };
	}

	private about(record: Refund) {
		return { params: this.named(record), personal: record.note ? [record.note] : [] };
	}
}

/** Whether a refund gives back anything that an order bills. */
const isOfOrder = ({ lines, shipping, duties }: Refund) =>
	[lines, shipping ?? [], duties ?? []].some((list) => list.length > 0);

/** A credit note of ours ends with the marker of its refund. */
const isOf = ({ Comments }: UnleashedCredit, refund: Refund) => (Comments ?? '').endsWith(markerOf(refund));

/** Nothing of an order is left, or it was cancelled, so that it comes no more where it does not stand. */
const leavesNothing = ({ orderTotalLeft, orderCancelledAt }: Refund) =>
	Boolean(orderCancelledAt) || (orderTotalLeft != null && isZero(orderTotalLeft));

const refOf = ({ Guid, CreditNumber }: UnleashedCredit) => ({ id: Guid, number: CreditNumber || Guid });

const foundFrom = (credit: UnleashedCredit): Found<UnleashedCredit> => ({ ...refOf(credit), document: credit });

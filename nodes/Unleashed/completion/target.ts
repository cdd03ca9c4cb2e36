import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { translate, unknownStatus } from '../../../core/sync/status';
import { sideBySide, type UnleashedClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable } from '../failures';
import { orderGuid, orderNumberOf, sameGuid, stageOf, type NumberRules } from '../mapping';
import { completeOrder, orderByGuid } from '../order/client';
import { standingUnder, type Standing } from '../order/target';

/*
 * How an order is completed at Unleashed: the goods leave the stock and the order goes to the books.
 * https://apidocs.unleashedsoftware.com/SalesOrders
 */

const BATCH = 10;
const COMPLETABLE = ['PARKED', 'PLACED', 'BACKORDERED'];

type Draft = { readonly guid: string };
type Entry = { readonly record: Order; readonly draft: Draft };

export class CompleteTarget implements DocumentTarget<Order, Draft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'completion';

	readonly batchLimit = BATCH;

	/** The order is found by the number and the GUID that Create or Update gave it. */
	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly unleashed: UnleashedClient,
		private readonly rules: NumberRules,
	) {}

	/** An order that was read from Unleashed is completed by itself; one of the shop under the number it was given. */
	documentKey(record: Order): string {
		if (record.origin.system === SYSTEM) return record.number;
		const number = orderNumberOf(record, this.rules);
		return 'key' in number ? number.key : `invalid ${record.origin.id}`;
	}

	draft(record: Order): { draft: Draft } | { problem: Problem } {
		const number = orderNumberOf(record, this.rules);
		if ('problem' in number && record.origin.system !== SYSTEM) return number;
		return { draft: { guid: orderGuid(record) } };
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const found = await reading(
			async () => await sideBySide(wanted, async (each) => await standingUnder(this.unleashed, each)),
		);
		return new Map(wanted.flatMap(({ key }, at) => (found[at] ? [[key, found[at]]] : [])));
	}

	async check(): Promise<Map<number, Problem>> {
		return await Promise.resolve(new Map<number, Problem>());
	}

	revise({ document }: Found, record: Order, { guid }: Draft): Revisable {
		const there = document as Standing;
		if ('unreadable' in there)
			return { can: 'nothing', problem: unreadable(`order ${record.number}`, there.unreadable) };
		const { Guid, OrderNumber, OrderStatus } = there.order;
		if (!sameGuid(Guid, guid))
			return { can: 'nothing', problem: problem('REFERENCE_TAKEN', { ...this.named(record), reference: OrderNumber }) };
		const stage = stageOf(OrderStatus);
		if (stage === 'COMPLETED') return { can: 'unchanged' };
		if (COMPLETABLE.includes(stage))
			return { can: 'update', changes: [{ field: 'OrderStatus', before: OrderStatus, after: 'Completed' }] };
		if (stage === 'DELETED')
			return { can: 'nothing', problem: problem('COMPLETE_TOO_LATE', { ...this.named(record), stage: OrderStatus }) };
		const unknown = unknownStatus(`order ${record.number}`, { status: translate<never>({}, OrderStatus) });
		return { can: 'nothing', problem: unknown ?? problem('COMPLETE_TOO_LATE', { ...this.named(record), stage }) };
	}

	/** It may still be on its way, so it is looked at again. */
	absent(record: Order): { readonly reason: Problem; readonly settle: boolean } {
		return { reason: problem('NOTHING_TO_COMPLETE', this.named(record)), settle: false };
	}

	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(list, async ({ record, found }) => {
			const { id, number } = found;
			const applied = await appliedBy(
				{ params: this.named(record) },
				async () => await completeOrder(this.unleashed, id, maySend),
				() => ({ id, number }),
			);
			if (applied.outcome !== 'rejected' && applied.outcome !== 'unknown') return applied;
			return await this.afterLook(found, applied);
		});
	}

	/** Whether it is completed all the same: by a request whose answer was lost, by another run, or by people. */
	private async afterLook({ id, number }: Found, answer: Applied): Promise<Applied> {
		const row = await orderByGuid(this.unleashed, id).catch(() => undefined);
		const isDone = row && 'record' in row && stageOf(row.record.OrderStatus) === 'COMPLETED';
		return isDone ? { outcome: 'done', id, number, stood: answer.outcome === 'rejected' } : answer;
	}

	calls(): number {
		return this.unleashed.http.calls();
	}

	private named({ number }: Order): { order: string; kind: string; target: string } {
		return { order: number, kind: this.kind, target: LABEL };
	}
}

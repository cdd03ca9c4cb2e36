import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OmniengineClient, type Row } from '../client';
import { appliedBy, LABEL, reading, SYSTEM } from '../failures';
import { oeIdOf, stageOf } from '../mapping';
import { bookShipment, orderById, type Booking } from '../order/client';
import { personalOf } from '../order/target';
import type { OeOrder } from '../order/wire';

/*
 * How a courier is booked: once an order, and only for one that waits for its courier.
 */

type Entry = { readonly record: Order; readonly draft: Booking };

export class BookingTarget implements DocumentTarget<Order, Booking> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'shipment';

	readonly batchLimit = 10;

	/** An order has one shipment, whoever booked it. */
	readonly adopts = true;

	/** What was read of each order, for what a look shows. */
	private readonly seen = new Map<string, Row<OeOrder> | undefined>();

	constructor(
		readonly account: string,
		private readonly omniengine: OmniengineClient,
		private readonly booking: (record: Order) => Booking,
	) {}

	documentKey(record: Order): string {
		return `shipment ${oeIdOf(record) || record.origin.id}`;
	}

	draft(record: Order): { draft: Booking } | { problem: Problem } {
		if (oeIdOf(record) === '')
			return { problem: problem('ID_MISSING', { kind: 'order', given: record.origin.number ?? record.origin.id }) };
		return { draft: this.booking(record) };
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const rows = await reading(
			async () => await sideBySide(wanted, async ({ record }) => await orderById(this.omniengine, oeIdOf(record))),
		);
		return new Map(
			wanted.flatMap(({ key }, at) => {
				const there = rows[at];
				this.seen.set(key, there);
				const number = there && 'record' in there ? there.record.shipment?.tracking_number : undefined;
				return number ? [[key, { id: number, number, document: there }]] : [];
			}),
		);
	}

	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const problems = new Map<number, Problem>();
		for (const [at, { record }] of drafts.entries()) {
			const there = this.seen.get(this.documentKey(record));
			const params = { order: record.number, kind: this.kind, target: LABEL };
			if (!there || !('record' in there)) problems.set(at, problem('ORDER_NOT_FOUND', params));
			else if (stageOf(there.record.order_status) !== 'courier_booking')
				problems.set(at, problem('STAGE_LOCKED', { ...params, stage: there.record.order_status }));
		}
		return await Promise.resolve(problems);
	}

	revise(): Revisable {
		return { can: 'unchanged' };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(drafts, async ({ record, draft }) => {
			const applied = await appliedBy(
				{ params: { order: record.number, kind: this.kind }, personal: personalOf(record) },
				async () => await bookShipment(this.omniengine, oeIdOf(record), draft, maySend),
				({ data }) => ({ id: data.tracking_number ?? oeIdOf(record), number: data.tracking_number ?? '' }),
			);
			return applied.outcome === 'rejected' ? await this.afterRefusal(record, applied) : applied;
		});
	}

	/** One that has a shipment already is refused; it may be that of a request whose answer was lost. */
	private async afterRefusal(record: Order, applied: Applied): Promise<Applied> {
		const now = await orderById(this.omniengine, oeIdOf(record)).catch(() => undefined);
		const number = now && 'record' in now ? now.record.shipment?.tracking_number : undefined;
		return number ? { outcome: 'done', id: number, number, stood: true } : applied;
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>): Promise<Applied[]> {
		return await Promise.resolve(list.map((): Applied => ({ outcome: 'unsent' })));
	}

	calls(): number {
		return this.omniengine.http.calls();
	}
}

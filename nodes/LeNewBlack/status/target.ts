import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { LeNewBlackClient, Row } from '../client';
import { appliedBy, LABEL, oneByOne, reading, SYSTEM, unreadable } from '../failures';
import { moveStatus, orderByReference } from '../order/client';
import { folded } from '../order/mapping';
import type { LnbOrder } from '../order/wire';

/*
 * How an order of this account comes to another status. Which moves are allowed is not documented; Le New Black decides.
 */

const BATCH = 25;

export interface StatusMove {
	readonly status: string;
}

type Entry = { readonly record: Order; readonly draft: StatusMove };

export class StatusTarget implements DocumentTarget<Order, StatusMove> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'status';

	readonly batchLimit = BATCH;

	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly lnb: LeNewBlackClient,
		private readonly statusFor: (record: Order) => string,
		/** Statuses an order may be moved from; none means any. */
		private readonly onlyFrom: readonly string[],
	) {}

	documentKey({ origin }: Order): string {
		return origin.id;
	}

	draft(record: Order): { draft: StatusMove } | { problem: Problem } {
		const { origin, number } = record;
		if (origin.system !== SYSTEM || origin.account !== this.account)
			return { problem: problem('NOT_FOUND', { record: `order ${number}`, source: LABEL }) };
		const status = this.statusFor(record);
		if (status !== '') return { draft: { status } };
		return {
			problem: problem('FIELD_INVALID', { record: `order ${number}`, field: 'New Status', reason: 'it is empty' }),
		};
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const found = new Map<string, Found>();
		for (const { key } of wanted) {
			const row = await reading(async () => await orderByReference(this.lnb, key));
			if (row) found.set(key, { id: key, number: key, document: row });
		}
		return found;
	}

	absent(record: Order): { readonly reason: Problem; readonly settle: boolean } {
		return { reason: problem('NOT_FOUND', { record: `order ${record.number}`, source: LABEL }), settle: false };
	}

	revise({ document }: Found, record: Order, { status }: StatusMove): Revisable {
		const row = document as Row<LnbOrder>;
		if (!('record' in row)) return { can: 'nothing', problem: unreadable(`order ${record.number}`, row.unreadable) };
		const before = row.record.status;
		if (folded(before) === folded(status)) return { can: 'unchanged' };
		if (this.onlyFrom.length > 0 && !this.onlyFrom.map(folded).includes(folded(before))) {
			const params = { order: record.number, target: LABEL, stage: before, status };
			return { can: 'nothing', problem: problem('STATUS_MOVED_ON', params) };
		}
		return { can: 'update', changes: [{ field: 'status', before, after: status }] };
	}

	/** Never asked: what is not there is not made. */
	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	async update(changes: ReadonlyArray<Entry & { readonly found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async ({ record, draft, found }) =>
			appliedBy(
				{ params: { order: record.number, kind: this.kind } },
				async () => await moveStatus(this.lnb, found.id, draft.status, maySend),
				() => ({ id: found.id, number: found.number }),
			),
		);
	}

	calls(): number {
		return this.lnb.http.calls();
	}
}

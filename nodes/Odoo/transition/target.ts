import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OdooClient } from '../client';
import { idFrom, LABEL, notApplied, reading, SYSTEM, type About } from '../failures';
import { standingOrders, type StandingOrder } from '../order/client';
import { orderKey } from '../order/draft';
import { applyingAll, callTogether } from '../target';
import { wayTo, type Move } from './mapping';

/*
 * How an order of Odoo is confirmed or cancelled: the one that was made from a shop's order, or an order of this very
 * database.
 */

const BATCH = 50;
/** An order that is still on its way to Odoo when it is cancelled stands there within the hour, or never. */
const SETTLED_AFTER_MS = 60 * 60_000;

interface Hidden {
	readonly hidden: true;
}

type Entry = { readonly record: Order; readonly draft: Move };

export interface MoveSetting {
	readonly odoo: OdooClient;
	readonly move: Move;
	/** This run's moment, ISO 8601 UTC. */
	readonly now: string;
	/** Whether a confirmed order keeps the date it had as a quotation. */
	readonly keepDate: boolean;
	readonly urlOf: (id: number) => string;
}

/** The order of a record: by its own ID where it is this database's, else by its external id. */
export function placeOf({ origin }: Order, account: string): { readonly id: number } | { readonly key: string } {
	const id = origin.system === SYSTEM && origin.account === account ? idFrom(origin.id) : undefined;
	return id === undefined ? { key: orderKey({ origin }) } : { id };
}

/** The ids of the orders of these records; absent where there is none, `hidden` where it may not be seen. */
export async function orderIds(
	odoo: OdooClient,
	records: readonly Order[],
	account: string,
): Promise<Array<number | 'hidden' | undefined>> {
	return await sideBySide(records, async (record) => {
		const place = placeOf(record, account);
		return 'id' in place ? place.id : await odoo.withExternalId(place.key, 'sale.order');
	});
}

export class MoveTarget implements DocumentTarget<Order, Move> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind: string;

	readonly batchLimit = BATCH;

	readonly indexLagMs = 0;

	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly setting: MoveSetting,
	) {
		this.kind = setting.move === 'cancel' ? 'cancellation' : 'confirmation';
	}

	documentKey(record: Order): string {
		const place = placeOf(record, this.account);
		return 'id' in place ? `sale.order ${place.id}` : place.key;
	}

	draft(): { draft: Move } {
		return { draft: this.setting.move };
	}

	foreignKeys(): string[] {
		return [];
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const own = wanted.filter(({ key, record }) => key === this.documentKey(record));
		return await reading(async () => {
			const { odoo } = this.setting;
			const ids = await orderIds(
				odoo,
				own.map(({ record }) => record),
				this.account,
			);
			const orders = await standingOrders(
				odoo,
				ids.filter((id) => typeof id === 'number'),
			);
			return new Map(own.flatMap(({ key }, index) => this.foundUnder(key, ids[index], orders)));
		});
	}

	private foundUnder(
		key: string,
		id: number | 'hidden' | undefined,
		orders: ReadonlyMap<number, StandingOrder>,
	): Array<[string, Found]> {
		if (id === 'hidden') return [[key, { id: key, number: key, document: { hidden: true } }]];
		const standing = id === undefined ? undefined : orders.get(id);
		if (!standing) return [];
		const { name } = standing.order;
		return [[key, { id: String(id), number: name, url: this.setting.urlOf(standing.order.id), document: standing }]];
	}

	async check(): Promise<Map<number, Problem>> {
		return await Promise.resolve(new Map<number, Problem>());
	}

	revise({ document }: Found, record: Order): Revisable {
		const there = document as StandingOrder | Hidden;
		if ('hidden' in there) return { can: 'nothing', problem: problem('NOT_VISIBLE', this.named(record)) };
		const { move } = this.setting;
		const way = wayTo(move, there);
		if (way === 'done') return { can: 'unchanged' };
		if (way === 'open') {
			const after = move === 'cancel' ? 'cancel' : 'sale';
			return { can: 'update', changes: [{ field: 'state', before: there.order.state, after }] };
		}
		const params = { ...this.named(record), stage: way.against };
		return { can: 'nothing', problem: problem(move === 'cancel' ? 'CANCEL_TOO_LATE' : 'STAGE_LOCKED', params) };
	}

	absent(record: Order): { readonly reason: Problem; readonly settle: boolean } {
		if (this.setting.move === 'confirm') {
			const reason = problem('NOT_FOUND', { record: `order ${record.number}`, source: LABEL });
			return { reason, settle: false };
		}
		const cancelledAt = Date.parse(record.cancelledAt ?? record.updatedAt ?? '');
		const reason = problem('NOTHING_TO_CANCEL', { order: record.number, target: LABEL });
		return { reason, settle: Date.parse(this.setting.now) - cancelledAt > SETTLED_AFTER_MS };
	}

	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	/** Together; what became of each is read afterwards, whatever was answered. */
	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(list, async () => {
			const { odoo, move } = this.setting;
			const call = { model: 'sale.order', method: `action_${move}`, context: { disable_cancel_warning: true } };
			const open = list.map(({ record, found }) => ({ id: Number(found.id), about: this.about(record) }));
			const said = await callTogether(odoo, call, open, maySend);
			const now = await standingOrders(
				odoo,
				open.map(({ id }) => id),
			);
			return await sideBySide(list, async (entry) => {
				const index = list.indexOf(entry);
				return await this.answerFor(entry, said[index]!, now.get(open[index]!.id), maySend);
			});
		});
	}

	private async answerFor(
		{ record, found }: Entry & { found: Found },
		said: { readonly answered: unknown } | { readonly applied: Applied },
		now: StandingOrder | undefined,
		maySend: MaySend,
	): Promise<Applied> {
		const { move } = this.setting;
		const done = { outcome: 'done', id: found.id, number: found.number, url: found.url } as const;
		if (now && wayTo(move, now) === 'done') {
			// Refused, and done all the same: another run was faster.
			if (isRefused(said)) return { ...done, stood: true };
			const before = (found.document as StandingOrder).order.date_order;
			return move === 'confirm' && this.setting.keepDate
				? await this.dated(found, before, record, maySend, done)
				: done;
		}
		if ('applied' in said && said.applied.outcome !== 'unknown') return said.applied;
		const wanted = move === 'cancel' ? 'cancelled' : 'confirmed';
		return {
			outcome: 'rejected',
			problem: problem('NOT_CONFIRMED', { ...this.named(record), number: found.number, wanted }),
		};
	}

	/** Confirming sets the date to now (observed). */
	private async dated(found: Found, date: string, record: Order, maySend: MaySend, done: Applied): Promise<Applied> {
		const call = {
			model: 'sale.order',
			method: 'write',
			ids: [Number(found.id)],
			args: { vals: { date_order: date } },
		};
		const answer = await this.setting.odoo.call({ ...call, repeatable: true, maySend });
		return 'done' in answer ? done : notApplied(this.about(record), answer);
	}

	calls(): number {
		return this.setting.odoo.http.calls();
	}

	private about(record: Order): About {
		return { params: { order: record.number, kind: this.kind } };
	}

	private named({ number }: Order): { order: string; kind: string; target: string } {
		return { order: number, kind: this.kind, target: LABEL };
	}
}

const isRefused = (said: { readonly answered: unknown } | { readonly applied: Applied }) =>
	'applied' in said && said.applied.outcome === 'rejected';

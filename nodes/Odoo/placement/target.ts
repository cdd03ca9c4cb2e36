import { inCurrency, isZero, minorDistance, minus, sum } from '../../../core/model/money';
import type { Order } from '../../../core/model/order';
import type { Applied, Problem } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OdooClient } from '../client';
import { LABEL, notApplied, type About } from '../failures';
import { amountOf } from '../mapping';
import { madeFrom } from '../order/client';
import {
	lineCells,
	lineColumns,
	orderTable,
	type OrderDraft,
	type OrderRules,
	type Resolved,
	type Spelling,
} from '../order/draft';
import { isConfirmed, isQuotation } from '../order/mapping';
import type { MadeOrder } from '../order/wire';
import { totalsDiffer } from '../pricing/mapping';
import { callTogether, Loader } from '../target';

/*
 * How quotations are made and become what they are to be: loaded together, compared with the order's own total,
 * confirmed or cancelled together, dated again. Every step looks at what stands there, so each can be taken up where an
 * earlier run broke off.
 */

export interface Placed {
	readonly record: Order;
	readonly draft: OrderDraft;
	readonly about: About;
}

type Made = Placed & { readonly id: number };

/** What was said to a method that was to move an order on. */
type Moved = { readonly answered: unknown } | { readonly applied: Applied };

export interface PlacingSetting {
	readonly odoo: OdooClient;
	readonly rules: OrderRules;
	readonly spelling: Spelling;
	readonly urlOf: (id: number) => string;
	readonly maySend: () => boolean;
}

export class Placing {
	private readonly answers = new Map<Placed, Applied>();

	constructor(private readonly setting: PlacingSetting) {}

	/**
	 * Makes these orders and takes them to where they are to be; answers in their order. `stood` is one that was there
	 * already: it is left as it is.
	 */
	async place(
		list: ReadonlyArray<Placed & { readonly resolved: Resolved }>,
	): Promise<Array<{ readonly applied: Applied } | { readonly stood: number }>> {
		const made: Made[] = [];
		for (const { columns, group } of this.byColumns(list)) {
			const loader = new Loader(this.setting.odoo, 'sale.order', columns, this.setting.maySend);
			const records = group.map(({ entry, rows }) => ({
				externalId: entry.draft.externalId,
				rows,
				about: entry.about,
			}));
			for (const [index, answer] of (await loader.load(records)).entries()) {
				const { entry } = group[index]!;
				if ('id' in answer) made.push({ ...entry, id: answer.id });
				else this.answers.set(entry, answer.applied);
			}
		}
		const there = await this.read(made);
		const fresh = made.filter(({ id, draft }) => isFresh(draft, there.get(id)));
		const finished = await this.finish(fresh, there);
		return list.map((entry) => {
			const is = ({ draft }: Made) => draft === entry.draft;
			const applied = this.answers.get(entry) ?? finished[fresh.findIndex(is)];
			const stood = made.find(is);
			return applied ? { applied } : stood ? { stood: stood.id } : { applied: { outcome: 'unsent' } };
		});
	}

	/** Orders with the same columns go together; see `orderTable`. */
	private byColumns(list: ReadonlyArray<Placed & { readonly resolved: Resolved }>) {
		const groups = new Map<string, { columns: string[]; group: Array<{ entry: Placed; rows: string[][] }> }>();
		for (const entry of list) {
			const { columns, rows } = orderTable(entry.draft, entry.resolved, this.setting.rules, this.setting.spelling);
			const key = columns.join();
			const known = groups.get(key) ?? { columns, group: [] };
			known.group.push({ entry, rows });
			groups.set(key, known);
		}
		return groups.values();
	}

	/** Takes quotations to where they are to be; answers in their order. `there` is how they stand, where it is known. */
	async finish(list: readonly Made[], there?: ReadonlyMap<number, MadeOrder>): Promise<Applied[]> {
		const answers = new Map<Made, Applied>();
		const standing = there ?? (await this.read(list));
		const tied = await this.tied(list, standing, answers);
		const said = new Map([
			...(await this.moved(tied.filter(isToConfirm), standing, 'action_confirm')),
			...(await this.moved(tied.filter(isToCancel), standing, 'action_cancel')),
		]);
		// What was answered as confirmed has the wrong date now, and is read once both are done.
		const confirmed = tied.filter((each) => isToConfirm(each) && 'answered' in (said.get(each) ?? {}));
		await this.dated(confirmed, answers);
		const rest = new Set(tied.filter((each) => !confirmed.includes(each)));
		await this.told(tied, { said, rest }, answers);
		return list.map((each) => answers.get(each)!);
	}

	// ------------------------------------------------------------------ the total

	/** Those whose total in Odoo is the order's own, put right by the rounding line where rounding is all it is. */
	private async tied(
		list: readonly Made[],
		there: ReadonlyMap<number, MadeOrder>,
		answers: Map<Made, Applied>,
	): Promise<Made[]> {
		const fine: Made[] = [];
		for (const each of list) {
			const made = there.get(each.id);
			const found = made ? await this.amountProblem(each, made) : undefined;
			if (!made) answers.set(each, unknown(each));
			else if (found) answers.set(each, 'outcome' in found ? found : { outcome: 'rejected', problem: found });
			else fine.push(each);
		}
		return fine;
	}

	private async amountProblem(each: Made, made: MadeOrder): Promise<Problem | Applied | undefined> {
		const { draft, record } = each;
		// What is cancelled is paid by nobody, and what is confirmed is no longer ours to put right.
		if (draft.state === 'cancel' || !isQuotation(made)) return undefined;
		if (made.currency_id?.name !== draft.currency) {
			const wanted = made.currency_id?.name ?? '';
			return problem('CURRENCY_DIFFERS', { order: record.number, target: LABEL, currency: draft.currency, wanted });
		}
		const computed = inCurrency(amountOf(made.amount_total), draft.currency);
		const difference = minus(draft.total, computed);
		if (isZero(difference)) return undefined;
		const allowed = draft.lines.filter(({ tax }) => tax !== undefined).length;
		const isRounding = minorDistance(draft.total, computed, draft.currency) <= allowed;
		if (!isRounding || !this.setting.rules.products.has('rounding')) return totalsDiffer(record, computed, LABEL);
		return await this.rounded(each, difference, made);
	}

	/** Puts the difference into the rounding line, and looks again. */
	private async rounded(
		each: Made,
		difference: string,
		{ currency_id }: MadeOrder,
	): Promise<Problem | Applied | undefined> {
		const { odoo, maySend } = this.setting;
		const { draft, record, about, id } = each;
		const line = draft.lines.find(({ externalId }) => externalId === draft.roundingId);
		const price = sum([line?.price ?? '0', difference]);
		const lineId = await odoo.withExternalId(draft.roundingId, 'sale.order.line');
		if (typeof lineId === 'number') {
			const args = { vals: { price_unit: Number(price), product_uom_qty: 1 } };
			const call = { model: 'sale.order.line', method: 'write', ids: [lineId], args };
			const answer = await odoo.call({ ...call, repeatable: true, maySend });
			if (!('done' in answer)) return notApplied(about, answer);
		} else {
			const [made] = await this.loadLines([{ each, price }]);
			if (made && 'applied' in made) return made.applied;
		}
		const now = (await this.read([each])).get(id);
		const computed = amountOf(now?.amount_total ?? 0);
		return currency_id && isZero(minus(draft.total, computed)) ? undefined : totalsDiffer(record, computed, LABEL);
	}

	private async loadLines(list: ReadonlyArray<{ readonly each: Made; readonly price: string }>) {
		const { odoo, rules, spelling, maySend } = this.setting;
		const product = rules.products.get('rounding') ?? 0;
		const loader = new Loader(odoo, 'sale.order.line', lineColumns(spelling), maySend);
		return await loader.load(
			list.map(({ each: { id, draft, about }, price }) => {
				const line = {
					externalId: draft.roundingId,
					kind: 'rounding',
					sku: '',
					barcode: '',
					name: 'Rounding',
					quantity: 1,
					price,
				} as const;
				return {
					externalId: draft.roundingId,
					rows: [[String(id), ...lineCells(line, () => product, spelling)]],
					about,
				};
			}),
		);
	}

	// ------------------------------------------------------------------ the state

	/**
	 * Confirms or cancels together those that are quotations still. An answer that is an action of Odoo's pages means that
	 * nothing was done, and no answer says nothing; so only the state that is read afterwards counts.
	 */
	private async moved(
		list: readonly Made[],
		there: ReadonlyMap<number, MadeOrder>,
		method: 'action_confirm' | 'action_cancel',
	): Promise<Map<Made, Moved>> {
		const open = list.filter(({ id }) => isQuotation(there.get(id) ?? { state: '' }));
		const call = { model: 'sale.order', method, context: { disable_cancel_warning: true } };
		const said = await callTogether(this.setting.odoo, call, open, this.setting.maySend);
		return new Map(open.map((each, index) => [each, said[index]!]));
	}

	private stuck({ draft, record }: Made, there: MadeOrder, { vendorText }: { vendorText?: string }): Applied {
		const wanted = draft.state === 'cancel' ? 'cancelled' : 'confirmed';
		const params = { order: record.number, target: LABEL, number: there.name, wanted };
		return { outcome: 'rejected', problem: problem('NOT_CONFIRMED', params), vendorText };
	}

	/** Each order is told of as it stands at last. */
	private async told(
		list: readonly Made[],
		{ said, rest }: { readonly said: ReadonlyMap<Made, Moved>; readonly rest: ReadonlySet<Made> },
		answers: Map<Made, Applied>,
	): Promise<void> {
		const there = await this.read(list);
		// Those whose answer was lost, or that others confirmed.
		await this.dated(
			list.filter((each) => rest.has(each) && isLate(each.draft, there.get(each.id))),
			answers,
		);
		for (const each of list) {
			const made = there.get(each.id);
			const isOpen = made && each.draft.state !== 'draft' && !isThere(each.draft, made);
			const answer = said.get(each);
			if (isOpen && answer) answers.set(each, this.notMoved(each, made, answer));
			else if (answers.has(each)) continue;
			else answers.set(each, made ? this.standing(made) : unknown(each));
		}
	}

	private standing({ id, name }: MadeOrder): Applied {
		return { outcome: 'done', id: String(id), number: name || String(id), url: this.setting.urlOf(id) };
	}

	private notMoved(each: Made, there: MadeOrder, answer: Moved): Applied {
		const applied = 'applied' in answer ? answer.applied : undefined;
		if (applied?.outcome === 'stopped' || applied?.outcome === 'unsent') return applied;
		return this.stuck(each, there, applied?.outcome === 'rejected' ? applied : {});
	}

	/** Confirming sets the date to now (observed), so those of all orders are set again, in one call. */
	private async dated(list: readonly Made[], answers: Map<Made, Applied>): Promise<void> {
		const late = list.filter(({ draft }) => draft.date !== undefined);
		if (late.length === 0) return;
		const { odoo, maySend } = this.setting;
		const rows = late.map(({ draft }) => [draft.externalId, draft.date!]);
		const table = { columns: ['id', 'date_order'], rows };
		const all = await odoo.overwrite('sale.order', table, { repeatable: true, maySend });
		if ('loaded' in all && all.loaded.ids !== false) return;
		// One that is refused, or that somebody is writing, keeps the others from their dates no longer.
		await sideBySide(late, async (each) => {
			const args = { vals: { date_order: each.draft.date } };
			const answer = await odoo.call({
				...{ model: 'sale.order', method: 'write', ids: [each.id], args },
				...{ repeatable: true, maySend },
			});
			if (!('done' in answer)) answers.set(each, notApplied(each.about, answer));
		});
	}

	private async read(list: readonly Made[]): Promise<Map<number, MadeOrder>> {
		return await madeFrom(
			this.setting.odoo,
			list.map(({ id }) => id),
		);
	}
}

const isToConfirm = ({ draft }: Made) => draft.state === 'sale';
const isToCancel = ({ draft }: Made) => draft.state === 'cancel';

/** The reference is what it is looked for by first: with another one it stood there, called so by people. */
const isFresh = (draft: OrderDraft, made: MadeOrder | undefined) => made?.client_order_ref === draft.reference;

const isLate = ({ date }: OrderDraft, made: MadeOrder | undefined) =>
	made !== undefined && isConfirmed(made) && date !== undefined && made.date_order !== date;

const isThere = ({ state }: OrderDraft, made: MadeOrder) =>
	state === 'cancel' ? made.state === 'cancel' : isConfirmed(made);

const unknown = ({ record }: Made): Applied => ({
	outcome: 'unknown',
	problem: problem('NO_ANSWER', { order: record.number, target: LABEL }),
});

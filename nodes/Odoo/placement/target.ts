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

	/** Makes these orders, none of which stands there; answers in their order. */
	async place(list: ReadonlyArray<Placed & { readonly resolved: Resolved }>): Promise<Applied[]> {
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
		const finished = await this.finish(made);
		return list.map((entry) => {
			const at = made.findIndex(({ draft }) => draft === entry.draft);
			return this.answers.get(entry) ?? finished[at] ?? { outcome: 'unsent' };
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

	/** Takes quotations to where they are to be; answers in their order. */
	async finish(list: readonly Made[]): Promise<Applied[]> {
		const answers = new Map<Made, Applied>();
		const tied = await this.tied(list, answers);
		await this.moved(tied.filter(isToConfirm), 'action_confirm', answers);
		await this.moved(tied.filter(isToCancel), 'action_cancel', answers);
		await this.told(
			tied.filter((each) => !answers.has(each)),
			answers,
		);
		return list.map((each) => answers.get(each)!);
	}

	// ------------------------------------------------------------------ the total

	/** Those whose total in Odoo is the order's own, put right by the rounding line where rounding is all it is. */
	private async tied(list: readonly Made[], answers: Map<Made, Applied>): Promise<Made[]> {
		const there = await this.read(list);
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
	 * Confirms or cancels together. An answer that is an action of Odoo's pages means that nothing was done, and no answer
	 * says nothing; so the state is read afterwards in either case.
	 */
	private async moved(
		list: readonly Made[],
		method: 'action_confirm' | 'action_cancel',
		answers: Map<Made, Applied>,
	): Promise<void> {
		const there = await this.read(list);
		const open = list.filter(({ id }) => isQuotation(there.get(id) ?? { state: '' }));
		const call = { model: 'sale.order', method, context: { disable_cancel_warning: true } };
		const said = await callTogether(this.setting.odoo, call, open, this.setting.maySend);
		const now = await this.read(open);
		for (const [index, each] of open.entries()) {
			const answer = said[index]!;
			const state = now.get(each.id);
			if (state && isThere(each.draft, state)) continue;
			const { outcome, ...why } = 'applied' in answer ? answer.applied : ({ outcome: 'rejected' } as const);
			if (outcome === 'stopped' || outcome === 'unsent') answers.set(each, { outcome, ...why } as Applied);
			else answers.set(each, this.stuck(each, state, why as { vendorText?: string }));
		}
	}

	private stuck(
		{ draft, record }: Made,
		there: MadeOrder | undefined,
		{ vendorText }: { vendorText?: string },
	): Applied {
		const wanted = draft.state === 'cancel' ? 'cancelled' : 'confirmed';
		const params = { order: record.number, target: LABEL, number: there?.name, wanted };
		return { outcome: 'rejected', problem: problem('NOT_CONFIRMED', params), vendorText };
	}

	/** Each order is told of as it stands, once it has its date. */
	private async told(list: readonly Made[], answers: Map<Made, Applied>): Promise<void> {
		const there = await this.read(list);
		await this.dated(list, there, answers);
		for (const each of list) {
			if (answers.has(each)) continue;
			const made = there.get(each.id);
			const { id } = each;
			const done: Applied | undefined = made && {
				outcome: 'done',
				id: String(id),
				number: made.name || String(id),
				url: this.setting.urlOf(id),
			};
			answers.set(each, done ?? unknown(each));
		}
	}

	/** Confirming sets the date to now (observed), so those of all orders are set again, in one call. */
	private async dated(
		list: readonly Made[],
		there: ReadonlyMap<number, MadeOrder>,
		answers: Map<Made, Applied>,
	): Promise<void> {
		const late = list.filter(({ id, draft }) => {
			const made = there.get(id);
			return made && isConfirmed(made) && draft.date !== undefined && made.date_order !== draft.date;
		});
		if (late.length === 0) return;
		const { odoo, maySend } = this.setting;
		const rows = late.map(({ draft }) => [draft.externalId, draft.date!]);
		const all = await odoo.load('sale.order', { columns: ['id', 'date_order'], rows }, { repeatable: true, maySend });
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

const isThere = ({ state }: OrderDraft, made: MadeOrder) =>
	state === 'cancel' ? made.state === 'cancel' : isConfirmed(made);

const unknown = ({ record }: Made): Applied => ({
	outcome: 'unknown',
	problem: problem('NO_ANSWER', { order: record.number, target: LABEL }),
});

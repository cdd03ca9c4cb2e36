import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, Hold, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OdooClient } from '../client';
import { personalIn } from '../customer/mapping';
import { Customers } from '../customer/target';
import { applyingAll, loadedRows } from '../target';
import { LABEL, notApplied, reading, SYSTEM, type About } from '../failures';
import { isOurs } from '../mapping';
import { Placing } from '../placement/target';
import { Places } from '../settings/client';
import { ordersNamed, productsBy, standingOrders, type StandingOrder } from './client';
import {
	lineCells,
	lineColumns,
	namesOf,
	orderKey,
	toDraft,
	type DraftLine,
	type OrderDraft,
	type OrderRules,
	type Spelling,
} from './draft';
import { byHand, isConfirmed, isQuotation, sameLine, takesFromStock, wantedChanges } from './mapping';
import type { NamedOrder, NamedProduct } from './wire';

/*
 * How Odoo takes orders: as quotations under an external id that no two orders can have, changed as long as they are
 * quotations.
 */

/** What one `load` takes; see `Loader`. */
const BATCH = 100;

type Entry = { readonly record: Order; readonly draft: OrderDraft };
type Change = Entry & { readonly found: Found };

/** An order that stands there and may not be seen. */
export interface Hidden {
	readonly hidden: true;
}

export interface OrderSetting {
	readonly odoo: OdooClient;
	readonly rules: OrderRules;
	readonly spelling: Spelling;
	readonly urlOf: (id: number) => string;
}

export class OrderTarget implements DocumentTarget<Order, OrderDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'order';

	readonly batchLimit = BATCH;

	/** External ids stand in the transaction that made the order, and names with them. */
	readonly indexLagMs = 0;

	/** An external id names the source's own record, so what stands under it is that record's. */
	readonly adopts = true;

	private readonly customers: Customers;

	/** Products by what they were looked for under, `sku ABC` or `barcode 123`; looked up once a run. */
	private readonly products = new Map<string, NamedProduct[]>();

	/** The state in which a record's order was last seen, by its external id. */
	private readonly states = new Map<string, string>();

	constructor(
		readonly account: string,
		private readonly setting: OrderSetting,
	) {
		this.customers = new Customers(setting.odoo, new Places(setting.odoo), setting.rules);
	}

	documentKey(record: Order): string {
		return orderKey(record);
	}

	draft(record: Order): { draft: OrderDraft } | { problem: Problem } {
		const { system, account } = record.origin;
		if (system !== SYSTEM || account !== this.account) return toDraft(record, this.setting.rules);
		const params = {
			record: `order ${record.number}`,
			field: 'origin',
			reason: 'it is an order of this very database',
		};
		return { problem: problem('FIELD_INVALID', params) };
	}

	/** Other connectors keep the shop's number as the customer's reference or as the order's own (assumed). */
	foreignKeys({ number }: Order): string[] {
		return [...new Set([number, number.replace(/^#/, '')])].filter((key) => key !== '');
	}

	// ------------------------------------------------------------------ looking

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		return await reading(async () => {
			const { odoo, rules } = this.setting;
			const own = wanted.filter(({ key, record }) => key === this.documentKey(record));
			const others = wanted.filter((each) => !own.includes(each)).map(({ key }) => key);
			const names = [...others, ...own.flatMap(({ record }) => namesOf(record, rules))];
			const orders = await ordersNamed(odoo, [...new Set(names)]);
			const externals = await odoo.externalIdsOf(
				'sale.order',
				orders.map(({ id }) => id),
			);
			const foreign = orders.filter(({ id }) => !isOurs(externals.get(id)));
			return new Map([...(await this.ownAmong(own, externals)), ...this.foreignAmong(others, foreign)]);
		});
	}

	/**
	 * Orders of ours: by the external ids of those that are called so, in one call for all. One that people have called
	 * otherwise is looked for by its external id, in a call of its own, unless it is presumed new: then `create` comes upon
	 * it, and leaves it as it is.
	 */
	private async ownAmong(
		wanted: ReadonlyArray<Wanted<Order>>,
		externals: ReadonlyMap<number, string>,
	): Promise<Map<string, Found>> {
		const { odoo } = this.setting;
		const known = new Map([...externals].map(([id, external]) => [external, id]));
		const unseen = wanted.filter(({ key, presumedNew }) => !presumedNew && !known.has(key));
		const ids = await sideBySide(unseen, async ({ key }) => await odoo.withExternalId(key, 'sale.order'));
		const places = new Map<string, number | 'hidden' | undefined>([
			...wanted.map(({ key }) => [key, known.get(key)] as const),
			...unseen.map(({ key }, index) => [key, ids[index]] as const),
		]);
		return await this.standing(places);
	}

	/** The orders that stand at these places, whole. */
	private async standing(places: ReadonlyMap<string, number | 'hidden' | undefined>): Promise<Map<string, Found>> {
		const ids = [...places.values()].filter((id) => typeof id === 'number');
		const orders = await standingOrders(this.setting.odoo, ids);
		return new Map(
			[...places].flatMap(([key, id]): Array<[string, Found]> => {
				if (id === undefined) return [];
				const standing = typeof id === 'number' ? orders.get(id) : undefined;
				if (standing) this.states.set(key, standing.order.state);
				return [[key, standing ? this.foundFrom(standing) : { id: key, number: key, document: { hidden: true } }]];
			}),
		);
	}

	/** Orders of that name or reference which are none of this package's: another shop may number its orders alike. */
	private foreignAmong(keys: readonly string[], orders: readonly NamedOrder[]): Map<string, Found> {
		return new Map(
			keys.flatMap((key): Array<[string, Found]> => {
				const order = orders.find((each) => each.name === key || each.client_order_ref === key);
				return order ? [[key, { ...this.reference(order), document: order }]] : [];
			}),
		);
	}

	private foundFrom(document: StandingOrder): Found<StandingOrder> {
		return { ...this.reference(document.order), document };
	}

	private reference({ id, name }: { readonly id: number; readonly name: string }) {
		return { id: String(id), number: name || String(id), url: this.setting.urlOf(id) };
	}

	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		return await reading(async () => {
			await this.lookUp(drafts.flatMap(({ draft }) => draft.lines));
			const people = await this.customers.look(drafts.map((entry) => this.wanting(entry)));
			const problems = new Map<number, Problem>();
			for (const [index, entry] of drafts.entries()) {
				const found = this.goodsProblem(entry) ?? people[index];
				if (found) problems.set(index, found);
			}
			return problems;
		});
	}

	/** Searches for what is not known yet: by SKU, then by barcode where no product has the SKU. */
	private async lookUp(lines: readonly DraftLine[]): Promise<void> {
		const goods = lines.filter(({ product }) => product === undefined);
		await this.lookUpBy('sku', goods);
		await this.lookUpBy(
			'barcode',
			goods.filter(({ sku }) => (this.products.get(`sku ${sku}`) ?? []).length === 0),
		);
	}

	private async lookUpBy(field: 'sku' | 'barcode', goods: readonly DraftLine[]): Promise<void> {
		const values = [...new Set(goods.map((line) => line[field]))];
		const unknown = values.filter((value) => value !== '' && !this.products.has(`${field} ${value}`));
		const name = field === 'sku' ? 'default_code' : 'barcode';
		const found = await productsBy(this.setting.odoo, name, unknown);
		for (const value of unknown)
			this.products.set(
				`${field} ${value}`,
				found.filter((product) => product[name].trim() === value),
			);
	}

	private productsOf({ sku, barcode }: DraftLine): readonly NamedProduct[] {
		const bySku = this.products.get(`sku ${sku}`) ?? [];
		return bySku.length > 0 ? bySku : (this.products.get(`barcode ${barcode}`) ?? []);
	}

	private readonly productOf = (line: DraftLine): number =>
		line.product ?? this.productsOf(line)[0]?.id ?? this.setting.rules.products.get('unknown') ?? 0;

	private goodsProblem({ record, draft }: Entry): Problem | undefined {
		const goods = draft.lines.filter(({ product }) => product === undefined);
		const missing = goods
			.filter((line) => this.productsOf(line).length === 0)
			.map(({ sku, barcode }) => sku || barcode);
		if (missing.length > 0 && !this.setting.rules.products.has('unknown')) {
			const skus = [...new Set(missing)].join(', ');
			return problem('UNKNOWN_SKU', { order: record.number, skus, target: LABEL });
		}
		const double = goods.find((line) => this.productsOf(line).length > 1);
		if (!double) return undefined;
		const count = String(this.productsOf(double).length);
		const label = `order ${record.number}, SKU ${double.sku || double.barcode}`;
		return problem('AMBIGUOUS', { record: label, count, target: LABEL, key: 'internal reference' });
	}

	// ------------------------------------------------------------------ deciding

	revise({ document }: Found, record: Order, draft: OrderDraft): Revisable {
		const there = document as StandingOrder | Hidden;
		if ('hidden' in there)
			return { can: 'nothing', problem: problem('NOT_VISIBLE', { order: record.number, target: LABEL }) };
		const changes = wantedChanges(there, draft);
		if (changes.length === 0) return { can: 'unchanged' };
		if (isQuotation(there.order)) return { can: 'update', changes };
		if (!isConfirmed(there.order)) return { can: 'nothing', problem: stageLocked(record, 'cancelled') };
		const held = byHand(changes, record, LABEL);
		return held ? { can: 'nothing', problem: held } : { can: 'update', changes };
	}

	// ------------------------------------------------------------------ writing

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(drafts, async () => {
			await this.lookUp(drafts.flatMap(({ draft }) => draft.lines));
			const contacts = await this.customers.contactsFor(
				drafts.map((entry) => this.wanting(entry)),
				maySend,
			);
			const ready = drafts.flatMap((entry, index) => {
				const found = contacts[index]!;
				if ('applied' in found) return [];
				return [{ ...entry, about: aboutOf(entry), resolved: { ...found, productOf: this.productOf } }];
			});
			const placed = await this.placing(maySend).place(ready);
			const stood = await this.stood(
				ready.flatMap((entry, index) => {
					const answer = placed[index]!;
					return 'stood' in answer ? [{ entry, id: answer.stood }] : [];
				}),
				maySend,
			);
			return drafts.map((entry, index) => {
				const found = contacts[index]!;
				if ('applied' in found) return found.applied;
				const answer = placed[ready.findIndex(({ draft }) => draft === entry.draft)]!;
				return 'applied' in answer ? this.seen(entry, answer.applied) : stood.get(entry.draft)!;
			});
		});
	}

	/**
	 * Orders that stood there before they were to be made, under names that people gave them: nobody remembers them, and
	 * nothing was written over. They are ours by their external ids, and changed as such.
	 */
	private async stood(
		list: ReadonlyArray<{ readonly entry: Entry; readonly id: number }>,
		maySend: MaySend,
	): Promise<Map<OrderDraft, Applied>> {
		const found = await this.standing(new Map(list.map(({ entry, id }) => [entry.draft.externalId, id])));
		const changes = list.map(({ entry }) => ({ ...entry, found: found.get(entry.draft.externalId)! }));
		const answers = new Map<OrderDraft, Applied>();
		const open: Change[] = [];
		for (const change of changes) {
			const can = this.revise(change.found, change.record, change.draft);
			if (can.can === 'update') open.push(change);
			else answers.set(change.draft, can.can === 'nothing' ? rejected(can.problem) : standing(change.found));
		}
		const updated = open.length > 0 ? await this.update(open, maySend) : [];
		for (const [index, { draft }] of open.entries()) {
			const applied = updated[index]!;
			answers.set(draft, applied.outcome === 'done' ? { ...applied, stood: 'changed' } : applied);
		}
		return answers;
	}

	async update(changes: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(changes, async () => {
			await this.lookUp(changes.flatMap(({ draft }) => draft.lines));
			const edited = await sideBySide(changes, async (change) => await this.edited(change, maySend));
			const ready = changes.flatMap((change, index) =>
				edited[index] ? [] : [{ ...change, id: Number(change.found.id), about: aboutOf(change) }],
			);
			const finished = await this.placing(maySend).finish(ready);
			return changes.map((change, index) => {
				const at = ready.findIndex(({ draft }) => draft === change.draft);
				return edited[index] ?? this.seen(change, finished[at]!);
			});
		});
	}

	/** Writes what of a document differs, before it moves on; answers why it could not. */
	private async edited(change: Change, maySend: MaySend): Promise<Applied | undefined> {
		const { draft, record, found } = change;
		const there = found.document as StandingOrder;
		if (draft.state === 'cancel') return undefined;
		const fields = wantedChanges(there, draft).map(({ field }) => field);
		const unclear = fields.some((field) => field.startsWith('line ')) ? this.goodsProblem(change) : undefined;
		if (unclear) return { outcome: 'rejected', problem: unclear };
		const contacts = fields.includes('shipTo') ? await this.contactsOf(change, maySend) : {};
		if ('applied' in contacts) return contacts.applied;
		const commands = isQuotation(there.order) ? this.lineCommands(there, draft) : [];
		const vals = {
			...(fields.includes('reference') ? { client_order_ref: draft.reference } : {}),
			...(fields.includes('date') && draft.date !== undefined ? { date_order: draft.date } : {}),
			...contacts,
			...(commands.length > 0 ? { order_line: commands } : {}),
		};
		if (Object.keys(vals).length > 0) {
			const call = { model: 'sale.order', method: 'write', ids: [there.order.id], args: { vals } };
			const answer = await this.setting.odoo.call({ ...call, repeatable: true, maySend });
			if (!('done' in answer)) return notApplied(aboutOf({ record, draft }), answer);
		}
		return await this.newLines(there, change, maySend);
	}

	private async contactsOf(
		change: Change,
		maySend: MaySend,
	): Promise<{ readonly applied: Applied } | { readonly partner_shipping_id?: number }> {
		const [found] = await this.customers.contactsFor([this.wanting(change)], maySend);
		if (!found || 'applied' in found) return found ?? { applied: { outcome: 'unsent' } };
		return { partner_shipping_id: found.shipTo };
	}

	/** A quantity that is written without its price is given the list price by Odoo (observed), so both always go. */
	private lineCommands({ lines, lineIds }: StandingOrder, draft: OrderDraft): unknown[] {
		const wanted = new Map(draft.lines.map((line) => [line.externalId, line]));
		return lines.flatMap((line): unknown[] => {
			const external = lineIds.get(line.id);
			if (external === undefined || !isOurs(external)) return [];
			const after = wanted.get(external);
			if (!after) return [[2, line.id]];
			if (sameLine(line, after)) return [];
			const taxes = { [this.setting.spelling.taxes]: [[6, 0, after.tax === undefined ? [] : [after.tax]]] };
			const amounts = { product_uom_qty: after.quantity, price_unit: Number(after.price), discount: 0, ...taxes };
			return [[1, line.id, after.kind === 'note' ? { name: after.name } : amounts]];
		});
	}

	private async newLines(there: StandingOrder, change: Change, maySend: MaySend): Promise<Applied | undefined> {
		if (!isQuotation(there.order)) return undefined;
		const { draft } = change;
		const standing = new Set(there.lineIds.values());
		const missing = draft.lines.filter(({ externalId }) => !standing.has(externalId));
		const { odoo, spelling } = this.setting;
		const rows = missing.map((line) => ({
			externalId: line.externalId,
			rows: [[String(there.order.id), ...lineCells(line, this.productOf, spelling)]],
			about: aboutOf(change),
		}));
		return await loadedRows({ odoo, model: 'sale.order.line', columns: lineColumns(spelling), maySend }, rows);
	}

	/** What the order has taken out of what Odoo can sell: nothing while it is a quotation or cancelled. */
	holds(record: Order, draft: OrderDraft): Hold[] {
		const state = this.states.get(draft.externalId) ?? draft.state;
		if (!takesFromStock(state)) return [];
		return record.lines.flatMap(({ sku, openQuantity, requiresShipping }) =>
			sku && requiresShipping && openQuantity > 0 ? [{ sku, quantity: openQuantity }] : [],
		);
	}

	calls(): number {
		return this.setting.odoo.http.calls();
	}

	private seen({ draft }: Entry, applied: Applied): Applied {
		if (applied.outcome === 'done') this.states.set(draft.externalId, draft.state);
		return applied;
	}

	private wanting(entry: Entry) {
		return { customer: entry.draft.customer, about: aboutOf(entry) };
	}

	private placing(maySend: MaySend): Placing {
		return new Placing({ ...this.setting, maySend });
	}
}

const rejected = (why: Problem): Applied => ({ outcome: 'rejected', problem: why });

const standing = ({ id, number, url }: Found): Applied => ({ outcome: 'done', id, number, url, stood: true });

/** What is said of an order, and what of it is in no text shown. */
function aboutOf({ record, draft }: Entry): About {
	const lines = draft.lines.filter(({ kind }) => kind === 'note').map(({ name }) => name);
	return { params: { order: record.number }, personal: [...personalIn(draft.customer), ...lines] };
}

const stageLocked = (record: Order, stage: string): Problem =>
	problem('STAGE_LOCKED', { order: record.number, target: LABEL, stage });

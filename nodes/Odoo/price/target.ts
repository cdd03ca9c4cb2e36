import type { Price } from '../../../core/model/price';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { OdooClient } from '../client';
import { LABEL, reading, SYSTEM, type About } from '../failures';
import { externalId } from '../mapping';
import { variantsOf } from '../product/client';
import type { Variant } from '../product/wire';
import { applyingAll, callTogether, Loader, type ToLoad } from '../target';
import {
	isPlain,
	labelOf,
	PRICE_COLUMNS,
	priceChanges,
	priceRow,
	toDraft,
	type PriceDraft,
	type Priced,
} from './mapping';
import { priceRules, RULE_FIELDS, type PriceRule } from './wire';

/*
 * How a price list takes prices: each product's own rule is written, and one that has none gets one.
 */

const BATCH = 50;
const MODEL = 'product.pricelist.item';

type Entry = { readonly record: Price; readonly draft: PriceDraft };
type Change = Entry & { readonly found: Found };

export interface PriceList {
	readonly id: number;
	readonly currency: string;
	readonly url: string;
}

export class PriceTarget implements DocumentTarget<Price, PriceDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'price';

	readonly batchLimit = BATCH;

	readonly indexLagMs = 0;

	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly odoo: OdooClient,
		private readonly list: PriceList,
	) {}

	/** The price of a product in one list is a fact beside its price in another. */
	documentKey(record: Price): string {
		return externalId('price', record.origin, String(this.list.id), labelOf(record));
	}

	draft(record: Price): { draft: PriceDraft } | { problem: Problem } {
		return toDraft(record, this.list.currency);
	}

	foreignKeys(): string[] {
		return [];
	}

	// ------------------------------------------------------------------ looking

	async find(wanted: ReadonlyArray<Wanted<Price>>): Promise<Map<string, Found>> {
		return await reading(async () => {
			const records = wanted.map(({ record }) => record);
			const bySku = await this.variantsBy('default_code', records, ({ sku }) => sku);
			const rest = records.filter(({ sku }) => !bySku.has(sku?.trim() ?? ''));
			const byBarcode = await this.variantsBy('barcode', rest, ({ barcode }) => barcode);
			const rules = await this.rulesOf([...bySku.values(), ...byBarcode.values()].flat().map(({ id }) => id));
			return new Map(
				wanted.flatMap(({ key, record }): Array<[string, Found]> => {
					const same = bySku.get(record.sku?.trim() ?? '') ?? byBarcode.get(record.barcode?.trim() ?? '') ?? [];
					const [variant] = same;
					if (!variant) return [];
					const document = {
						product: variant.id,
						template: variant.product_tmpl_id?.id ?? 0,
						rule: rules.find(({ product_id }) => product_id?.id === variant.id),
						count: same.length,
					} satisfies Priced;
					return [[key, { id: String(this.list.id), number: labelOf(record), url: this.list.url, document }]];
				}),
			);
		});
	}

	private async variantsBy(
		field: 'default_code' | 'barcode',
		records: readonly Price[],
		keyOf: (record: Price) => string | null | undefined,
	): Promise<Map<string, Variant[]>> {
		const keys = [...new Set(records.map((record) => keyOf(record)?.trim() ?? '').filter(Boolean))];
		const found = new Map<string, Variant[]>();
		const variants = keys.length === 0 ? [] : await variantsOf(this.odoo, [[field, 'in', keys]]);
		for (const variant of variants) {
			const key = variant[field].trim();
			found.set(key, [...(found.get(key) ?? []), variant]);
		}
		return found;
	}

	private async rulesOf(products: readonly number[]): Promise<PriceRule[]> {
		if (products.length === 0) return [];
		const domain = [
			['pricelist_id', '=', this.list.id],
			['product_id', 'in', products],
		] as const;
		return (await this.odoo.searchRead(MODEL, domain, RULE_FIELDS, priceRules, { order: 'id' })).filter(isPlain);
	}

	// ------------------------------------------------------------------ deciding

	/** A product that is not there yet may come: it is looked at again. */
	absent(record: Price): { readonly reason: Problem; readonly settle: boolean } {
		return { reason: problem('NOT_IN_SHOP', { record: labelOf(record), target: LABEL }), settle: false };
	}

	async check(): Promise<Map<number, Problem>> {
		return await Promise.resolve(new Map<number, Problem>());
	}

	revise({ document }: Found, record: Price, draft: PriceDraft): Revisable {
		const there = document as Priced;
		if (there.count > 1) {
			const label = labelOf(record);
			const key = draft.sku === label ? 'SKU' : 'barcode';
			const params = { record: `the price of ${label}`, count: String(there.count), target: LABEL, key };
			return { can: 'nothing', problem: problem('AMBIGUOUS', params) };
		}
		const changes = priceChanges(there, draft);
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	// ------------------------------------------------------------------ writing

	/** The list stands there, so there is always something to update and nothing to create. */
	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	async update(changes: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(changes, async () => {
			const answers = new Map<Change, Applied>();
			await this.write(changes, maySend, answers);
			await this.add(
				changes.filter((change) => !answers.has(change)),
				maySend,
				answers,
			);
			return changes.map((change) => answers.get(change)!);
		});
	}

	/** Rules that stand there, those with one price together. */
	private async write(changes: readonly Change[], maySend: MaySend, answers: Map<Change, Applied>): Promise<void> {
		const byPrice = new Map<string, Array<{ id: number; about: About; change: Change }>>();
		for (const change of changes) {
			const { rule } = change.found.document as Priced;
			const { price } = change.draft;
			if (rule) byPrice.set(price, [...(byPrice.get(price) ?? []), { id: rule.id, about: about(change), change }]);
		}
		for (const [price, rows] of byPrice) {
			const call = { model: MODEL, method: 'write', args: { vals: { fixed_price: Number(price) } } };
			const written = await callTogether(this.odoo, call, rows, maySend);
			for (const [index, { change }] of rows.entries()) {
				const answer = written[index]!;
				answers.set(change, 'applied' in answer ? answer.applied : doneAs(change.found));
			}
		}
	}

	private async add(changes: readonly Change[], maySend: MaySend, answers: Map<Change, Applied>): Promise<void> {
		const fresh: Array<ToLoad & { readonly change: Change }> = [];
		for (const change of changes) {
			const own = this.documentKey(change.record);
			// A rule of ours that people gave other conditions is never loaded over.
			if ((await this.odoo.withExternalId(own, MODEL)) !== undefined) {
				const what = 'its rule in the price list has other conditions now';
				const params = { ...about(change).params, target: LABEL, what };
				answers.set(change, { outcome: 'rejected', problem: problem('CHANGE_BY_HAND', params) });
				continue;
			}
			const { product, template } = change.found.document as Priced;
			const row = { externalId: own, pricelist: this.list.id, template, product, price: change.draft.price };
			fresh.push({ externalId: own, rows: [priceRow(row)], about: about(change), change });
		}
		const loaded = await new Loader(this.odoo, MODEL, PRICE_COLUMNS, maySend).load(fresh);
		for (const [index, { change }] of fresh.entries()) {
			const answer = loaded[index]!;
			answers.set(change, 'applied' in answer ? answer.applied : doneAs(change.found));
		}
	}

	calls(): number {
		return this.odoo.http.calls();
	}
}

const about = ({ record }: Entry): About => ({ params: { order: labelOf(record), kind: 'price' } });

const doneAs = ({ id, number, url }: Found): Applied => ({ outcome: 'done', id, number, url });

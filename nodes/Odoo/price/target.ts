import type { Product } from '../../../core/model/product';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { OdooClient } from '../client';
import { LABEL, notApplied, reading, SYSTEM, type About } from '../failures';
import { externalId } from '../mapping';
import { variantsOf } from '../product/client';
import { applyingAll, Loader } from '../target';
import { isPlain, PRICE_COLUMNS, priceChanges, priceRow, toDraft, type PriceDraft, type Priced } from './mapping';
import { priceRules, RULE_FIELDS } from './wire';

/*
 * How a price list takes the prices of a product.
 */

const BATCH = 50;

type Entry = { readonly record: Product; readonly draft: PriceDraft };

interface Standing {
	readonly priced: ReadonlyArray<Priced & { readonly template: number }>;
	/** SKUs that no product has, or several. */
	readonly unclear: readonly string[];
}

export class PriceTarget implements DocumentTarget<Product, PriceDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'price';

	readonly batchLimit = BATCH;

	readonly indexLagMs = 0;

	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly odoo: OdooClient,
		private readonly list: { readonly id: number; readonly currency: string; readonly url: string },
	) {}

	/** The price of a product in one list is a fact beside its price in another. */
	documentKey({ origin }: Product): string {
		return externalId('prices', origin, String(this.list.id));
	}

	draft(record: Product): { draft: PriceDraft } | { problem: Problem } {
		const draft = toDraft(record, this.list.id);
		const params = { order: record.number, kind: 'price', target: LABEL };
		if (draft.prices.length === 0) return { problem: problem('VARIANTS_WITHOUT_SKU', params) };
		if (!record.currency || record.currency === this.list.currency) return { draft };
		return {
			problem: problem('CURRENCY_DIFFERS', { ...params, currency: record.currency, wanted: this.list.currency }),
		};
	}

	foreignKeys(): string[] {
		return [];
	}

	async find(wanted: ReadonlyArray<Wanted<Product>>): Promise<Map<string, Found>> {
		const records = [...new Set(wanted.map(({ record }) => record))];
		return await reading(async () => {
			const skus = records.flatMap((record) => toDraft(record, this.list.id).prices.map(({ sku }) => sku));
			const variants = await variantsOf(this.odoo, [['default_code', 'in', [...new Set(skus)]]]);
			const ids = variants.map(({ id }) => id);
			const domain = [
				['pricelist_id', '=', this.list.id],
				['product_id', 'in', ids],
			] as const;
			const rules = (
				await this.odoo.searchRead('product.pricelist.item', domain, RULE_FIELDS, priceRules, { order: 'id' })
			).filter(isPlain);
			return new Map(
				records.map((record): [string, Found] => {
					const own = toDraft(record, this.list.id).prices.map(({ sku }) => ({
						sku,
						same: variants.filter((each) => each.default_code.trim() === sku),
					}));
					const priced = own.flatMap(({ sku, same: [only, ...more] }) =>
						only && more.length === 0
							? [
									{
										sku,
										product: only.id,
										template: only.product_tmpl_id?.id ?? 0,
										rule: rules.find(({ product_id }) => product_id?.id === only.id),
									},
								]
							: [],
					);
					const unclear = own.filter(({ same }) => same.length !== 1).map(({ sku }) => sku);
					const document: Standing = { priced, unclear };
					return [
						this.documentKey(record),
						{ id: String(this.list.id), number: record.number, url: this.list.url, document },
					];
				}),
			);
		});
	}

	async check(): Promise<Map<number, Problem>> {
		return await Promise.resolve(new Map<number, Problem>());
	}

	revise({ document }: Found, record: Product, draft: PriceDraft): Revisable {
		const { priced, unclear } = document as Standing;
		if (unclear.length > 0) {
			const params = { order: record.number, kind: 'price', target: LABEL, skus: unclear.join(', ') };
			return { can: 'nothing', problem: problem('UNKNOWN_SKU', params) };
		}
		const changes = priceChanges(priced, draft);
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	/** The list stands there, so there is always something to update and nothing to create. */
	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	async update(changes: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(changes, async () => {
			const answers: Applied[] = [];
			for (const change of changes) answers.push(await this.priced(change, maySend));
			return answers;
		});
	}

	private async priced({ record, draft, found }: Entry & { found: Found }, maySend: MaySend): Promise<Applied> {
		const { priced } = found.document as Standing;
		const changed = new Set(priceChanges(priced, draft).map(({ field }) => field));
		const about: About = { params: { order: record.number, kind: 'price' } };
		const rows: Array<{ externalId: string; rows: string[][]; about: About }> = [];
		for (const { sku, price, externalId: own } of draft.prices.filter((each) => changed.has(each.sku))) {
			const there = priced.find((each) => each.sku === sku)!;
			// A rule that people gave other conditions is never loaded over.
			const made = there.rule?.id ?? (await this.odoo.withExternalId(own, 'product.pricelist.item'));
			if (typeof made !== 'number') {
				rows.push({
					externalId: own,
					rows: [priceRow({ externalId: own, pricelist: this.list.id, price, ...there })],
					about,
				});
				continue;
			}
			const call = {
				model: 'product.pricelist.item',
				method: 'write',
				ids: [made],
				args: { vals: { fixed_price: Number(price) } },
			};
			const answer = await this.odoo.call({ ...call, repeatable: true, maySend });
			if (!('done' in answer)) return notApplied(about, answer);
		}
		const loaded = await new Loader(this.odoo, 'product.pricelist.item', PRICE_COLUMNS, maySend).load(rows);
		const failed = loaded.find((answer) => 'applied' in answer);
		return failed && 'applied' in failed
			? failed.applied
			: { outcome: 'done', id: found.id, number: found.number, url: found.url };
	}

	calls(): number {
		return this.odoo.http.calls();
	}
}

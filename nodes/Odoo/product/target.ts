import type { Product } from '../../../core/model/product';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OdooClient } from '../client';
import { LABEL, notApplied, reading, SYSTEM, type About } from '../failures';
import { externalId } from '../mapping';
import { applyingAll, Loader } from '../target';
import { variantsOf } from './client';
import {
	productColumns,
	productRow,
	toDraft,
	toValues,
	variantChanges,
	type Part,
	type ProductDraft,
	type VariantDraft,
} from './mapping';
import type { Variant } from './wire';

/*
 * How Odoo takes products: SKU by SKU. A SKU that is there is changed where it is, a new one becomes a product of its
 * own.
 */

const BATCH = 20;

type Entry = { readonly record: Product; readonly draft: ProductDraft };

/** A product that was made from this very SKU and is called otherwise now. */
const renamedProblem = ({ sku, about }: { readonly sku: string; readonly about: About }): Applied => {
	const what = `SKU ${sku} stands there under another internal reference`;
	return { outcome: 'rejected', problem: problem('CHANGE_BY_HAND', { ...about.params, what }) };
};

/** The variants of a record that stand there, by SKU; several of one SKU cannot be told apart. */
type Standing = ReadonlyMap<string, readonly Variant[]>;

export interface ProductSetting {
	readonly odoo: OdooClient;
	readonly parts: ReadonlySet<Part>;
	/** The company's currency, in which Odoo keeps prices of products. */
	readonly currency: string;
	readonly pictureOf: (record: Product) => string;
	readonly urlOf: (id: number) => string;
}

export class ProductTarget implements DocumentTarget<Product, ProductDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'product';

	readonly batchLimit = BATCH;

	readonly indexLagMs = 0;

	/** A product with the SKU is the record's, whoever made it. */
	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly setting: ProductSetting,
	) {}

	documentKey({ origin }: Product): string {
		return externalId('product', origin);
	}

	draft(record: Product): { draft: ProductDraft } | { problem: Problem } {
		const draft = toDraft(record, this.setting.pictureOf(record));
		if (draft.variants.length === 0) return { problem: problem('VARIANTS_WITHOUT_SKU', this.named(record)) };
		const { currency } = this.setting;
		const isPriced = this.setting.parts.has('price') || this.setting.parts.has('cost');
		if (!isPriced || !record.currency || record.currency === currency) return { draft };
		return {
			problem: problem('CURRENCY_DIFFERS', { ...this.named(record), currency: record.currency, wanted: currency }),
		};
	}

	foreignKeys(): string[] {
		return [];
	}

	async find(wanted: ReadonlyArray<Wanted<Product>>): Promise<Map<string, Found>> {
		const records = [...new Set(wanted.map(({ record }) => record))];
		const skusOf = (record: Product) => record.variants.map(({ sku }) => (sku ?? '').trim()).filter(Boolean);
		const skus = [...new Set(records.flatMap(skusOf))];
		// What was archived is still there, and a second one would have its SKU.
		const there = await reading(
			async () =>
				await variantsOf(this.setting.odoo, [
					['default_code', 'in', skus],
					['active', 'in', [true, false]],
				]),
		);
		return new Map(
			records.flatMap((record): Array<[string, Found]> => {
				const own = new Map(
					skusOf(record).map((sku) => [sku, there.filter((each) => each.default_code.trim() === sku)]),
				);
				const [first] = [...own.values()].flat();
				return first
					? [[this.documentKey(record), { ...this.reference(first), document: own satisfies Standing }]]
					: [];
			}),
		);
	}

	private reference({ id, default_code }: Pick<Variant, 'id' | 'default_code'>) {
		return { id: String(id), number: default_code, url: this.setting.urlOf(id) };
	}

	async check(): Promise<Map<number, Problem>> {
		return await Promise.resolve(new Map<number, Problem>());
	}

	revise({ document }: Found, record: Product, draft: ProductDraft): Revisable {
		const there = document as Standing;
		const double = draft.variants.find(({ sku }) => (there.get(sku) ?? []).length > 1);
		if (double) {
			const params = {
				record: `the product ${record.number}, SKU ${double.sku}`,
				count: String(there.get(double.sku)?.length ?? 0),
			};
			return { can: 'nothing', problem: problem('AMBIGUOUS', { ...params, target: LABEL, key: 'internal reference' }) };
		}
		const changes = draft.variants.flatMap((variant) => {
			const [own] = there.get(variant.sku) ?? [];
			if (!own) return [{ field: variant.sku, before: null, after: variant.name }];
			return variantChanges(own, variant, this.setting.parts).map(({ field, before, after }) => ({
				field,
				before,
				after,
			}));
		});
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(drafts, async () => {
			const made = await this.made(
				drafts.map((entry) => ({ ...entry, missing: entry.draft.variants })),
				maySend,
			);
			return drafts.map((entry) => made.get(entry.draft)!);
		});
	}

	async update(changes: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(changes, async () => {
			const open = changes.map((entry) => {
				const there = entry.found.document as Standing;
				return { ...entry, missing: entry.draft.variants.filter(({ sku }) => (there.get(sku) ?? []).length === 0) };
			});
			const made = await this.made(
				open.filter(({ missing }) => missing.length > 0),
				maySend,
			);
			const answers: Applied[] = [];
			for (const entry of changes) {
				const failed = made.get(entry.draft);
				answers.push(failed && failed.outcome !== 'done' ? failed : await this.changed(entry, maySend));
			}
			return answers;
		});
	}

	private async changed({ record, draft, found }: Entry & { found: Found }, maySend: MaySend): Promise<Applied> {
		for (const variant of draft.variants) {
			const [own] = (found.document as Standing).get(variant.sku) ?? [];
			const changes = own ? variantChanges(own, variant, this.setting.parts) : [];
			if (!own || changes.length === 0) continue;
			const call = { model: 'product.product', method: 'write', ids: [own.id], args: { vals: toValues(changes) } };
			const answer = await this.setting.odoo.call({ ...call, repeatable: true, maySend });
			if (!('done' in answer)) return notApplied(this.about(record), answer);
		}
		return { outcome: 'done', id: found.id, number: found.number, url: found.url };
	}

	/** Makes the missing variants of records together; a record is done when all of its own are. */
	private async made(
		list: ReadonlyArray<Entry & { readonly missing: readonly VariantDraft[] }>,
		maySend: MaySend,
	): Promise<Map<ProductDraft, Applied>> {
		if (list.length === 0) return new Map();
		const { odoo } = this.setting;
		const fields = await odoo.fieldsOf('product.product');
		const stored = 'is_storable' in fields ? 'is_storable' : 'detailed_type';
		const columns = productColumns(
			stored,
			'hs_code' in fields,
			list.some(({ draft }) => draft.picture !== undefined),
		);
		const rows = list.flatMap(({ record, draft, missing }) =>
			missing.map((variant) => ({
				externalId: variant.externalId,
				rows: [productRow(variant, columns, draft.picture)],
				about: this.about(record),
				sku: variant.sku,
			})),
		);
		// One that people gave another internal reference is never loaded over.
		const renamed = await sideBySide(rows, async (row) => await odoo.withExternalId(row.externalId, 'product.product'));
		const fresh = rows.filter((_, index) => renamed[index] === undefined);
		const loaded = await new Loader(odoo, 'product.product', columns, maySend).load(fresh);
		const answers = rows.map((row) => loaded[fresh.indexOf(row)] ?? { applied: renamedProblem(row) });
		const result = new Map<ProductDraft, Applied>();
		let at = 0;
		for (const { draft, missing } of list) {
			const own = answers.slice(at, at + missing.length);
			at += missing.length;
			const failed = own.find((answer) => 'applied' in answer);
			const [first] = own;
			if (failed && 'applied' in failed) result.set(draft, failed.applied);
			else if (first && 'id' in first)
				result.set(draft, { outcome: 'done', ...this.reference({ id: first.id, default_code: missing[0]!.sku }) });
		}
		return result;
	}

	calls(): number {
		return this.setting.odoo.http.calls();
	}

	private named({ number }: Product): { order: string; kind: string; target: string } {
		return { order: number, kind: 'product', target: LABEL };
	}

	private about(record: Product): About {
		return { params: this.named(record) };
	}
}

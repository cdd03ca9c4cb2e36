import type { Product } from '../../../core/model/product';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { ProductCatalogue } from '../catalogue/target';
import type { LeNewBlackClient, Row } from '../client';
import { appliedBy, LABEL, oneByOne, SYSTEM, stoppedBy, unreadable } from '../failures';
import { imagePlace, uploadFile } from '../file/client';
import { fileFrom } from '../file/target';
import { aligned, areOnlyImages, imagesMissing, keyOf, productChanges, toBody } from '../revision/draft';
import { saveProduct } from './client';
import { toDraft, withoutKey, type ProductDraft, type ProductRules, type SizePlace } from './draft';
import type { LnbProduct } from './wire';

/*
 * How Le New Black takes products: under their model, found by the EAN-13 and SKU of their sizes wherever those stand. The
 * product goes first, then pictures into slots that are empty; what an attempt did not finish, the next one finds.
 */

const BATCH = 5;

/** What stands there of a product. */
interface Standing {
	/** Models that hold one of its sizes, or its own where none does. */
	readonly models: readonly string[];
	readonly row: Row<LnbProduct>;
	readonly places: ReadonlyMap<string, SizePlace>;
	/** Whether one of its sizes is among what stands there. */
	readonly isOwn: boolean;
}

type Entry = { readonly record: Product; readonly draft: ProductDraft };

export class ProductTarget implements DocumentTarget<Product, ProductDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'product';

	readonly batchLimit = BATCH;

	/** An EAN-13 and a SKU are the goods' own. */
	readonly adopts = true;

	private readonly catalogue: ProductCatalogue;

	private readonly remarked = new Set<string>();

	constructor(
		readonly account: string,
		private readonly lnb: LeNewBlackClient,
		private readonly rules: ProductRules,
		private readonly remark: (text: string) => void,
	) {
		this.catalogue = new ProductCatalogue(lnb);
	}

	/** Not a model: two shops may sell the same goods, and each keeps a fact of its own. */
	documentKey({ origin }: Product): string {
		return `${origin.system}:${origin.account} product ${origin.id}`;
	}

	draft(record: Product): { draft: ProductDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	async find(wanted: ReadonlyArray<Wanted<Product>>): Promise<Map<string, Found>> {
		this.catalogue.forget();
		const found = new Map<string, Found>();
		for (const { key, record } of wanted) {
			const drafted = this.draft(record);
			if (key !== this.documentKey(record) || !('draft' in drafted)) continue;
			this.remarkOn(record);
			const standing = await this.standingOf(drafted.draft);
			const model = standing?.row.label ?? '';
			if (standing) found.set(key, { id: model, number: model, document: standing });
		}
		return found;
	}

	private async standingOf(draft: ProductDraft): Promise<Standing | undefined> {
		const places = new Map<string, SizePlace>();
		const models = new Set<string>();
		for (const size of draft.fabrics.flatMap(({ sizes }) => sizes))
			for (const place of await this.catalogue.places(size)) {
				models.add(place.model);
				if (!places.has(keyOf(size))) places.set(keyOf(size), place);
			}
		const isOwn = models.size > 0;
		const [model = draft.model] = models;
		const row = await this.catalogue.product(model);
		return row && { models: [...models], row, places, isOwn };
	}

	private remarkOn(record: Product): void {
		const count = withoutKey(record);
		if (count === 0 || this.remarked.has(record.origin.id)) return;
		this.remarked.add(record.origin.id);
		this.remark(`${count} of the variants of ${record.number} have neither EAN-13 nor SKU and were left out.`);
	}

	/** What a new product must have, and a look shows that it is new. */
	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const problems = new Map<number, Problem>();
		for (const [at, { record, draft }] of drafts.entries()) {
			const missing =
				this.rules.collectionCode === '' ? 'Collection Code' : draft.category === '' ? 'Category' : undefined;
			const reason = 'a new product needs one; enter it in this node';
			if (missing) problems.set(at, invalid(record, missing, reason));
		}
		return await Promise.resolve(problems);
	}

	revise({ document }: Found, record: Product, draft: ProductDraft): Revisable {
		const { models, row, places, isOwn } = document as Standing;
		if (!('record' in row))
			return { can: 'nothing', problem: unreadable(`the product ${record.number}`, row.unreadable) };
		if (models.length > 1) {
			const params = { record: `the product ${record.number}`, count: String(models.length), target: LABEL };
			return { can: 'nothing', problem: problem('AMBIGUOUS', { ...params, key: 'EAN-13 and SKU' }) };
		}
		const hasKeys = row.record.variants?.some(({ skus }) => skus?.some(({ ean13, sku }) => Boolean(ean13 || sku)));
		if (!isOwn && hasKeys) {
			const reason = `the model ${row.label} stands in Le New Black with another EAN-13 and SKU; give one of the two products another handle, or one size there its EAN-13`;
			return { can: 'nothing', problem: invalid(record, 'handle', reason) };
		}
		const changes = productChanges(row.record, aligned(draft, row.record, places), this.rules);
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(drafts, async (entry) => await this.written(entry, undefined, maySend));
	}

	async update(changes: ReadonlyArray<Entry & { readonly found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async (entry) => {
			return await this.written(entry, entry.found.document as Standing, maySend);
		});
	}

	private async written({ record, draft }: Entry, standing: Standing | undefined, maySend: MaySend): Promise<Applied> {
		const row = standing?.row;
		const there = row && 'record' in row ? row.record : undefined;
		const wanted = there && standing ? aligned(draft, there, standing.places) : draft;
		const changes = there ? productChanges(there, wanted, this.rules) : undefined;
		const toRef = () => ({ id: wanted.model, number: wanted.model });
		if (changes?.length === 0) return { outcome: 'done', ...toRef(), stood: true };
		const saved: Applied =
			changes && areOnlyImages(changes)
				? { outcome: 'done', ...toRef() }
				: await appliedBy(
						{ params: { order: record.number, kind: this.kind } },
						async () => await saveProduct(this.lnb, toBody(wanted, row?.raw, this.rules), maySend),
						toRef,
					);
		if (saved.outcome !== 'done') return saved;
		for (const fabric of wanted.fabrics)
			for (const { slot, url } of imagesMissing(
				there?.variants?.find(({ fabric_code: code }) => code === fabric.fabric),
				fabric,
			)) {
				const shown = await this.picture(record, { model: wanted.model, fabric: fabric.fabric, slot, url }, maySend);
				if (shown.outcome !== 'done') return shown;
			}
		return saved;
	}

	private async picture(
		record: Product,
		{ model, fabric, slot, url }: { model: string; fabric: string; slot: number; url: string },
		maySend: MaySend,
	): Promise<Applied> {
		try {
			const read = await fileFrom(this.lnb.http, url);
			if ('reason' in read)
				return { outcome: 'rejected', problem: invalid(record, `${fabric}.image_${slot}`, read.reason) };
			return await appliedBy(
				{ params: { order: record.number, kind: this.kind } },
				async () => await uploadFile(this.lnb, imagePlace(model, fabric, slot), read.file, maySend),
				() => ({ id: model, number: model }),
			);
		} catch (error) {
			return stoppedBy(error);
		}
	}

	calls(): number {
		return this.lnb.http.calls();
	}
}

const invalid = ({ number }: Product, field: string, reason: string) =>
	problem('FIELD_INVALID', { record: `the product ${number}`, field, reason });

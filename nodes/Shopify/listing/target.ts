import type { Product } from '../../../core/model/product';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { inBatches } from '../../../core/sync/batches';
import { runProblem } from '../../../core/sync/run';
import type { Mutated, ShopifyClient } from '../client';
import { LABEL, reading, refusedBy, sending, type Sending } from '../failures';
import { sourceKey } from '../placement/mapping';
import { productGid } from '../product/mapping';
import type { UserErrors } from '../wire';
import {
	addVariants,
	changeProduct,
	changeVariants,
	createProductField,
	idByCustomId,
	idByHandle,
	listedVariants,
	makeProduct,
	MOST_VARIANTS,
	readProductField,
	standingProducts,
	type ProductField,
} from './client';
import { toDraft, toProductInput, type ProductDraft, type ProductRules } from './draft';
import { hasAmounts, isOneOfMany, matched, planOf, writesAmounts } from './mapping';
import type { ListedVariant, MadeProduct, StandingProduct } from './wire';

/*
 * How Shopify takes products of other systems. One that does not stand there is made in one call, under a custom id that no
 * two products can have; one that does is changed in parts, so that nothing is lost that the record does not name.
 */

/** https://shopify.dev/docs/api/usage/access-scopes */
export const PRODUCT_WRITE_SCOPES = ['write_products', 'read_inventory'];
const OPERATION = 'Product: Create or Update';
/** Claimed together; each takes a few calls. */
const BATCH = 10;

type Entry = { readonly record: Product; readonly draft: ProductDraft };
type Change = Entry & { readonly found: Found };

/** What stands there for a record, and in which currency; `others` where its keys lead to several products. */
interface Standing {
	readonly product: StandingProduct;
	readonly currency: string;
	readonly others: readonly string[];
}

export class ListingTarget implements DocumentTarget<Product, ProductDraft> {
	readonly system = 'shopify';

	readonly label = LABEL;

	readonly kind = 'product';

	readonly batchLimit = BATCH;

	/** What this package made is found by its custom id, which no search index stands between. */
	/** A SKU is the goods' own. */
	readonly adopts = true;

	private field: ProductField | undefined;

	/** Which record was written to which product in this run. */
	private readonly written = new Map<string, string>();

	private readonly remarked = new Set<string>();

	constructor(
		readonly account: string,
		private readonly shopify: ShopifyClient,
		private readonly rules: ProductRules,
		private readonly remark: (text: string) => void,
	) {}

	documentKey({ origin }: Product): string {
		return sourceKey(origin);
	}

	private isOwn({ origin }: Product): boolean {
		return origin.system === this.system && origin.account === this.account;
	}

	draft(record: Product): { draft: ProductDraft } | { problem: Problem } {
		const id = this.isOwn(record) ? productGid(record.origin.id) : undefined;
		const { addTax } = this.rules;
		return toDraft(record, { key: this.documentKey(record), addTax, ...(id !== undefined && { id }) });
	}

	// ------------------------------------------------------------------ looking

	/** By what the ledger knows, by custom id, and then by what the operator chose. */
	async find(wanted: ReadonlyArray<Wanted<Product>>): Promise<Map<string, Found>> {
		const records = [...new Set(wanted.map(({ record }) => record))];
		return await reading(OPERATION, PRODUCT_WRITE_SCOPES, async () => {
			const ids = new Map<Product, readonly string[]>();
			for (const record of records) {
				const known = wanted.find((each) => each.record === record && each.key !== this.documentKey(record))?.key;
				const id = await this.idOf(record, known);
				if (id !== undefined) ids.set(record, [id]);
			}
			await this.addMatches(records, ids);
			const { currency } = await this.fieldOf();
			const products = await standingProducts(this.shopify, [...new Set([...ids.values()].flat())]);
			return new Map(
				[...ids].flatMap(([record, [first = '', ...others]]): Array<[string, Found]> => {
					const product = products.get(first);
					if (!product) return [];
					this.remarkOn(record, product);
					const document = { product, currency, others } satisfies Standing;
					return [[this.documentKey(record), { ...this.reference(product), document }]];
				}),
			);
		});
	}

	private async fieldOf(): Promise<ProductField> {
		this.field ??= await readProductField(this.shopify);
		return this.field;
	}

	private async idOf(record: Product, known: string | undefined): Promise<string | undefined> {
		if (this.isOwn(record)) return productGid(record.origin.id);
		if (known !== undefined && /^\d{1,20}$/.test(known)) {
			const id = `gid://shopify/Product/${known}`;
			if ((await standingProducts(this.shopify, [id])).has(id)) return id;
		}
		if ((await this.fieldOf()).type !== 'id') return undefined;
		return await idByCustomId(this.shopify, this.documentKey(record));
	}

	/** Products that stand there already, made by somebody else: by SKU, barcode or handle, exactly. */
	private async addMatches(records: readonly Product[], ids: Map<Product, readonly string[]>): Promise<void> {
		const open = records.filter((record) => !ids.has(record) && !this.isOwn(record));
		const { matchBy } = this.rules;
		if (matchBy === 'nothing' || open.length === 0) return;
		if (matchBy === 'handle') {
			for (const record of open) {
				const handle = record.handle?.trim();
				const id = handle ? await idByHandle(this.shopify, handle) : undefined;
				if (id !== undefined) ids.set(record, [id]);
			}
			return;
		}
		await this.addVariants('sku', open, ids);
		if (matchBy === 'skuThenBarcode') await this.addVariants('barcode', open, ids);
	}

	private async addVariants(
		field: 'sku' | 'barcode',
		records: readonly Product[],
		ids: Map<Product, readonly string[]>,
	): Promise<void> {
		const open = records.filter((record) => !ids.has(record));
		const keysOf = ({ variants }: Product) => variants.map((each) => each[field]?.trim() ?? '').filter(Boolean);
		const listed = await listedVariants(this.shopify, field, open.flatMap(keysOf));
		const key = (variant: ListedVariant) => variant[field]?.trim() ?? '';
		for (const record of open) {
			const own = new Set(keysOf(record));
			const products = [...new Set(listed.filter((each) => own.has(key(each))).map(({ product }) => product.id))];
			if (products.length > 0) ids.set(record, products);
		}
	}

	private reference({ id, legacyResourceId }: MadeProduct): { id: string; number: string; url: string } {
		return { id, number: legacyResourceId, url: `https://${this.account}/admin/products/${legacyResourceId}` };
	}

	// ------------------------------------------------------------------ deciding

	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const problems = new Map<number, Problem>();
		const { currency, type } = await reading(OPERATION, PRODUCT_WRITE_SCOPES, async () => await this.fieldOf());
		if (type !== undefined && type !== 'id') throw runProblem(fieldProblem(`it is of the type ${type}`));
		for (const [index, { record, draft }] of drafts.entries()) {
			const wrong = this.isOwn(record)
				? problem('NOT_FOUND', { record: `the product ${record.number}`, source: this.account })
				: hasAmounts(draft.variants)
					? this.currencyProblem(record, draft, currency)
					: undefined;
			if (wrong) problems.set(index, wrong);
		}
		return problems;
	}

	revise({ document }: Found, record: Product, draft: ProductDraft): Revisable {
		const { product, currency, others } = document as Standing;
		const nothing = (why: Problem): Revisable => ({ can: 'nothing', problem: why });
		if (others.length > 0) return nothing(this.ambiguous(record, others.length + 1, record.number));
		const { key } = draft;
		if (product.source && product.source.value !== key && !this.isOwn(record))
			return nothing(problem('PRODUCT_SHARED', { ...this.named(record), number: product.title }));
		const { ambiguous, added } = matched(draft, product);
		if (ambiguous !== undefined) return nothing(this.ambiguous(record, 2, ambiguous));
		const plan = planOf(product, draft, this.rules);
		if (plan.changes.length === 0) return { can: 'unchanged' };
		const options = this.optionsProblem(record, product, draft, added.length);
		if (plan.added.length > 0 && options) return nothing(options);
		const money = writesAmounts(plan) ? this.currencyProblem(record, draft, currency) : undefined;
		return money ? nothing(money) : { can: 'update', changes: plan.changes };
	}

	/** Options and their order are the shop's own: variants are added only where both sides name the same ones. */
	private optionsProblem(
		record: Product,
		{ options, hasOnlyDefaultVariant }: StandingProduct,
		{ optionNames }: ProductDraft,
		count: number,
	): Problem | undefined {
		const there = hasOnlyDefaultVariant ? [] : options.map(({ name }) => name);
		const isLinked = options.some(({ linkedMetafield }) => linkedMetafield);
		const same = there.length === optionNames.length && optionNames.every((name) => there.includes(name));
		if (same && !isLinked && there.length > 0) return undefined;
		const params = {
			...this.named(record),
			count: String(count),
			there: there.join(', '),
			wanted: optionNames.join(', '),
		};
		return problem('OPTIONS_DIFFER', params);
	}

	private currencyProblem(record: Product, draft: ProductDraft, wanted: string): Problem | undefined {
		if (draft.currency === undefined || draft.currency === wanted) return undefined;
		return problem('CURRENCY_DIFFERS', { ...this.named(record), currency: draft.currency, wanted });
	}

	private ambiguous(record: Product, count: number, label: string): Problem {
		const params = { record: `the product ${label}`, count: String(count), target: LABEL, key: 'SKU' };
		return problem('AMBIGUOUS', params);
	}

	private remarkOn(record: Product, product: StandingProduct): void {
		const drafted = this.draft(record);
		if ('problem' in drafted || isOneOfMany(drafted.draft, product)) return;
		const count = matched(drafted.draft, product).left.length;
		if (count === 0 || this.remarked.has(product.id)) return;
		this.remarked.add(product.id);
		this.remark(`${product.title} has ${count} more variants in the shop than in its record; they were left alone.`);
	}

	// ------------------------------------------------------------------ writing

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		const prevented = await this.ensureField(maySend);
		if (prevented) return drafts.map(() => prevented);
		return await oneByOne(drafts, async (entry) => await this.createOne(entry, maySend));
	}

	/** Makes the field that keeps custom ids apart, where it is missing; answers why nothing can be sent without it. */
	private async ensureField(maySend: MaySend): Promise<Applied | undefined> {
		if ((await this.fieldOf()).type !== undefined) return undefined;
		const about: Sending = { operation: OPERATION, scopes: PRODUCT_WRITE_SCOPES, params: {} };
		const sent = await sending(about, async () => await createProductField(this.shopify, maySend));
		this.field = undefined;
		if ('failed' in sent) return notSent(sent.failed);
		const refused = sent.data.metafieldDefinitionCreate.userErrors.filter(({ code }) => code !== 'TAKEN');
		if (refused.length === 0) return undefined;
		const codes = refused.map(({ code }) => code ?? 'no reason').join(', ');
		return { outcome: 'stopped', error: runProblem(fieldProblem(`it could not be made (${codes})`)) };
	}

	private async createOne({ record, draft }: Entry, maySend: MaySend): Promise<Applied> {
		const shared = this.sharedWith(
			record,
			draft.variants.flatMap(({ sku }) => (sku ? [`sku ${sku}`] : [])),
		);
		if (shared) return shared;
		const about = this.about(record);
		const input = toProductInput(draft, this.rules);
		const sent = await sending(about, async () => await makeProduct(this.shopify, draft.key, input, maySend));
		if ('failed' in sent) return sent.failed;
		const { product, userErrors } = sent.data;
		if (product && userErrors.length === 0) return { outcome: 'done', ...this.reference(product) };
		if (userErrors.length === 0) return { outcome: 'unknown', problem: problem('NO_ANSWER', about.params) };
		return refusedBy(userErrors, about, { requestId: sent.requestId });
	}

	async update(changes: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async (change) => await this.updateOne(change, maySend));
	}

	/** Part by part; what a refusal or a lost answer leaves undone, the next run finds by comparing. */
	private async updateOne({ record, draft, found }: Change, maySend: MaySend): Promise<Applied> {
		const { product } = found.document as Standing;
		const variants = matched(draft, product).pairs.map(({ there }) => there.id);
		const shared = this.sharedWith(record, isOneOfMany(draft, product) ? variants : [product.id]);
		if (shared) return shared;
		const plan = planOf(product, draft, this.rules);
		const fields = { id: product.id, ...plan.product };
		const steps: Array<() => Promise<Mutated<UserErrors>>> = [];
		if (Object.keys(plan.product).length > 0 || plan.media.length > 0)
			steps.push(async () => await changeProduct(this.shopify, fields, plan.media, maySend));
		for (const batch of inBatches(plan.changed, MOST_VARIANTS))
			steps.push(async () => await changeVariants(this.shopify, product.id, batch, maySend));
		for (const batch of inBatches(plan.added, MOST_VARIANTS))
			steps.push(async () => await addVariants(this.shopify, product.id, batch, maySend));
		const about = this.about(record);
		for (const step of steps) {
			const sent = await sending(about, step);
			if ('failed' in sent) return sent.failed;
			if (sent.data.length > 0) return refusedBy(sent.data, about, { requestId: sent.requestId });
		}
		return { outcome: 'done', ...this.reference(product) };
	}

	/** A second record for the same product: which of the two is right, only a person knows. */
	private sharedWith(record: Product, keys: readonly string[]): Applied | undefined {
		const by = keys.map((key) => this.written.get(key)).find((each) => each !== undefined);
		for (const key of keys) this.written.set(key, this.written.get(key) ?? record.number);
		if (by === undefined) return undefined;
		return { outcome: 'rejected', problem: problem('SHARED_KEY', { ...this.named(record), by }) };
	}

	calls(): number {
		return this.shopify.calls();
	}

	private named(record: Product): { order: string; kind: string; target: string } {
		return { order: record.number, kind: this.kind, target: LABEL };
	}

	private about(record: Product): Sending {
		return { operation: OPERATION, scopes: PRODUCT_WRITE_SCOPES, params: this.named(record) };
	}
}

const fieldProblem = (reason: string): Problem => ({
	code: 'SETUP_ORDER_FIELD',
	params: { system: LABEL, reason, records: 'products' },
});

/** Of a product itself nothing was sent, whatever became of what had to come before it. */
function notSent(failed: Applied): Applied {
	if (failed.outcome === 'stopped' || failed.outcome === 'unsent') return failed;
	const why: Problem =
		failed.outcome === 'rejected'
			? fieldProblem('it could not be made')
			: { code: 'SETUP_SERVICE', params: { system: LABEL, status: 'no answer' } };
	return { outcome: 'stopped', error: runProblem(why) };
}

/** One after the other; after an answer that ends the run nothing more is sent. */
async function oneByOne<E>(entries: readonly E[], send: (entry: E) => Promise<Applied>): Promise<Applied[]> {
	const answers: Applied[] = [];
	for (const entry of entries) {
		const last = answers.at(-1);
		answers.push(last?.outcome === 'stopped' ? last : await send(entry));
	}
	return answers;
}

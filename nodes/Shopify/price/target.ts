import type { Price } from '../../../core/model/price';
import type { Applied, DocumentTarget, Found, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { inBatches } from '../../../core/sync/batches';
import { priceBrake, type PriceBrakeLimits } from '../../../core/sync/brake';
import { parameterProblem } from '../../../core/sync/run';
import type { Mutated, ShopifyClient } from '../client';
import { LABEL, reading, refusedBy, sending, type Sending } from '../failures';
import { sourceKey } from '../placement/mapping';
import type { UserErrors } from '../wire';
import {
	fixedPrices,
	MOST_PRICES,
	pricedVariants,
	setFixedPrices,
	setPrices,
	shopCurrency,
	type FixedPrices,
} from './client';
import {
	changesOf,
	labelOf,
	standingOf,
	toDraft,
	toFixedInput,
	toVariantInput,
	type MatchBy,
	type PriceDraft,
	type Standing,
} from './mapping';
import type { PricedVariant } from './wire';

/*
 * How Shopify takes prices: compared with what stands there, and only those that differ are set, product by product or on
 * one price list. A price is a value that is set, so nothing of it is remembered: each run asks what stands there.
 */

export const PRICE_SCOPES = ['write_products'];
const OPERATION = 'Price: Set';
/** A whole catalogue: the brake must see all of it before the first price is set. */
const EVERYTHING = 1_000_000;

type Entry = { readonly record: Price; readonly draft: PriceDraft };
type Change = Entry & { readonly found: Found };

export interface PriceRules {
	readonly matchBy: MatchBy;
	/** The price list that is written; absent for the shop's own prices. */
	readonly priceListId?: string;
	readonly missing: 'skip' | 'problem';
	/** Absent where the operator lets one run through. */
	readonly brake?: PriceBrakeLimits;
}

export class PriceTarget implements DocumentTarget<Price, PriceDraft> {
	readonly system = 'shopify';

	readonly label = LABEL;

	readonly kind = 'price';

	readonly batchLimit = EVERYTHING;

	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly shopify: ShopifyClient,
		private readonly rules: PriceRules,
	) {}

	documentKey({ origin }: Price): string {
		return sourceKey(origin);
	}

	draft(record: Price): { draft: PriceDraft } | { problem: Problem } {
		return toDraft(record, this.rules.matchBy);
	}

	// ------------------------------------------------------------------ looking

	async find(wanted: ReadonlyArray<Wanted<Price>>): Promise<Map<string, Found>> {
		const entries = wanted.flatMap(({ key, record }) => {
			const drafted = this.draft(record);
			return 'draft' in drafted ? [{ key, draft: drafted.draft }] : [];
		});
		return await reading(OPERATION, PRICE_SCOPES, async () => {
			const list = await this.list();
			const currency = list?.currency ?? (await shopCurrency(this.shopify));
			const variants = await this.variantsFor(entries.map(({ draft }) => draft));
			return new Map(
				entries.flatMap(({ key, draft }): Array<[string, Found]> => {
					const own = variants.get(draft) ?? [];
					const [variant] = own;
					if (!variant) return [];
					const document = standingOf(variant, own.length, currency, list?.prices);
					return [[key, { ...this.reference(variant), document }]];
				}),
			);
		});
	}

	private async list(): Promise<FixedPrices | undefined> {
		const { priceListId } = this.rules;
		if (priceListId === undefined) return undefined;
		const list = await fixedPrices(this.shopify, priceListId);
		if (list) return list;
		throw parameterProblem('Price List', 'the shop has no list with this ID');
	}

	/** By SKU, then by barcode where no variant has the SKU. */
	private async variantsFor(drafts: readonly PriceDraft[]): Promise<Map<PriceDraft, PricedVariant[]>> {
		const found = new Map<PriceDraft, PricedVariant[]>();
		for (const field of ['sku', 'barcode'] as const) {
			const open = drafts.filter((draft) => !found.has(draft) && draft[field] !== '');
			const listed = await pricedVariants(
				this.shopify,
				field,
				open.map((draft) => draft[field]),
			);
			const byKey = new Map<string, Map<string, PricedVariant>>();
			for (const variant of listed) {
				const key = variant[field]?.trim() ?? '';
				byKey.set(key, (byKey.get(key) ?? new Map<string, PricedVariant>()).set(variant.id, variant));
			}
			for (const draft of open) {
				const own = byKey.get(draft[field]);
				if (own) found.set(draft, [...own.values()]);
			}
		}
		return found;
	}

	private reference({ id, sku, barcode, product }: PricedVariant): { id: string; number: string; url: string } {
		const numbers = `${product.legacyResourceId}/variants/${id.split('/').pop()}`;
		return { id, number: sku ?? barcode ?? id, url: `https://${this.account}/admin/products/${numbers}` };
	}

	// ------------------------------------------------------------------ deciding

	/** What was not found has no price here, and nothing is created. */
	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const missing = drafts.map(({ record }, index): [number, Problem] => [index, this.notInShop(record)]);
		return await Promise.resolve(new Map(missing));
	}

	private notInShop(record: Price): Problem {
		return problem('NOT_IN_SHOP', { record: labelOf(record), target: LABEL });
	}

	/** Left out quietly, where the operator says so; else `check` tells of it. */
	readonly absent = (record: Price): { readonly reason: Problem; readonly settle: boolean } | undefined =>
		this.rules.missing === 'problem' ? undefined : { reason: this.notInShop(record), settle: false };

	revise({ document }: Found, record: Price, draft: PriceDraft): Revisable {
		const there = document as Standing;
		const nothing = (why: Problem): Revisable => ({ can: 'nothing', problem: why });
		if (there.count > 1) {
			const key = draft.sku === '' ? 'barcode' : 'SKU';
			const params = { record: `the price of ${labelOf(record)}`, count: String(there.count), target: LABEL, key };
			return nothing(problem('AMBIGUOUS', params));
		}
		if (draft.currency !== there.currency)
			return nothing(
				problem('CURRENCY_DIFFERS', { ...this.named(record), currency: draft.currency, wanted: there.currency }),
			);
		const changes = changesOf(there, draft);
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	brake(changes: readonly Change[], of: number): Problem | undefined {
		if (!this.rules.brake) return undefined;
		const moves = changes.map(({ found, draft }) => ({
			before: (found.document as Standing).price,
			after: draft.price,
		}));
		return priceBrake(moves, of, this.rules.brake);
	}

	// ------------------------------------------------------------------ writing

	/** Never asked: `check` turns every one away. */
	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map(() => ({ outcome: 'unsent' })));
	}

	async update(changes: readonly Change[]): Promise<Applied[]> {
		const answers = new Map<Change, Applied>();
		const byGroup = new Map<string, Change[]>();
		const written = new Map<string, Change>();
		for (const change of changes) {
			const { variant } = change.found.document as Standing;
			const other = written.get(variant.id);
			if (other) answers.set(change, this.shared(change, other));
			else byGroup.set(this.groupOf(variant), [...(byGroup.get(this.groupOf(variant)) ?? []), change]);
			written.set(variant.id, other ?? change);
		}
		for (const [group, list] of byGroup)
			for (const batch of inBatches(list, MOST_PRICES)) await this.write(group, batch, answers);
		return changes.map((change) => answers.get(change)!);
	}

	/** What goes in one call: the variants of a product, or everything that is on the list. */
	private groupOf({ product }: PricedVariant): string {
		return this.rules.priceListId ?? product.id;
	}

	/** A call is carried out whole or not at all: rows that are refused are left out, and the rest is sent again. */
	private async write(group: string, batch: readonly Change[], answers: Map<Change, Applied>): Promise<void> {
		let open = batch;
		while (open.length > 0) {
			const about = this.about(open[0]!.record);
			const stopped = [...answers.values()].find(({ outcome }) => outcome === 'stopped');
			const sent = stopped ? { failed: stopped } : await sending(about, async () => await this.send(group, open));
			if ('failed' in sent) {
				for (const change of open) answers.set(change, named(sent.failed, this.named(change.record)));
				return;
			}
			if (sent.data.length === 0) {
				for (const { found, ...change } of open)
					answers.set(
						open.find((each) => each.record === change.record)!,
						doneAs(found),
					);
				return;
			}
			const refused = rowsOf(sent.data, open);
			for (const [change, errors] of refused)
				answers.set(change, refusedBy(errors, this.about(change.record), { requestId: sent.requestId }));
			open = open.filter((change) => !refused.has(change));
		}
	}

	private async send(group: string, changes: readonly Change[]): Promise<Mutated<UserErrors>> {
		const { priceListId } = this.rules;
		const input = (to: (there: Standing, draft: PriceDraft) => Record<string, unknown>) =>
			changes.map(({ found, draft }) => to(found.document as Standing, draft));
		if (priceListId === undefined) return await setPrices(this.shopify, group, input(toVariantInput));
		return await setFixedPrices(this.shopify, priceListId, input(toFixedInput));
	}

	/** A second price for the same variant: which of the two is right, only a person knows. */
	private shared({ record }: Change, other: Change): Applied {
		return {
			outcome: 'rejected',
			problem: problem('SHARED_KEY', { ...this.named(record), by: labelOf(other.record) }),
		};
	}

	calls(): number {
		return this.shopify.calls();
	}

	private named(record: Price): { order: string; kind: string; target: string } {
		return { order: labelOf(record), kind: this.kind, target: LABEL };
	}

	private about(record: Price): Sending {
		return { operation: OPERATION, scopes: PRICE_SCOPES, params: this.named(record) };
	}
}

const doneAs = ({ id, number, url }: Found): Applied => ({
	outcome: 'done',
	id,
	number,
	...(url !== undefined && { url }),
});

/** One answer of a batch, as the answer of each of its rows. */
function named(failed: Applied, params: Readonly<Record<string, string>>): Applied {
	if (failed.outcome !== 'rejected' && failed.outcome !== 'unknown') return failed;
	return { ...failed, problem: { ...failed.problem, params: { ...failed.problem.params, ...params } } };
}

/** Which rows errors name by their place (`["variants", "3", "price"]`); an error that names none is every row's. */
function rowsOf(errors: UserErrors, rows: readonly Change[]): Map<Change, UserErrors> {
	const refused = new Map<Change, UserErrors>();
	for (const error of errors) {
		const place = Number(error.field?.find((part) => /^\d+$/.test(part)) ?? Number.NaN);
		const row = rows[place];
		for (const change of row ? [row] : rows) refused.set(change, [...(refused.get(change) ?? []), error]);
	}
	return refused;
}

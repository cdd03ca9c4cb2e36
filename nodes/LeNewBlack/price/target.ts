import { sameAmount } from '../../../core/model/money';
import type { Price } from '../../../core/model/price';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { ProductCatalogue } from '../catalogue/target';
import type { LeNewBlackClient } from '../client';
import { appliedBy, LABEL, oneByOne, SYSTEM, unreadable } from '../failures';
import { decimal } from '../mapping';
import type { SizePlace } from '../product/draft';
import type { Raw } from '../wire';
import { savePrice } from './client';
import { keyOf, priceOn, toDraft, type PriceDraft, type PriceRules } from './mapping';

/*
 * How Le New Black takes prices: of a fabric on a price list, found by the EAN-13 or SKU of one of its sizes. Sizes of one
 * fabric cannot cost differently; the second of two prices is a problem.
 */

const BATCH = 25;

interface Standing {
	readonly places: readonly SizePlace[];
	/** Undefined where the fabric is not on the list. */
	readonly price: string | undefined;
	/** The other figures on the list, which a write keeps. */
	readonly others: Raw;
	readonly unreadable?: string;
}

type Entry = { readonly record: Price; readonly draft: PriceDraft };

export class PriceTarget implements DocumentTarget<Price, PriceDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'price';

	readonly batchLimit = BATCH;

	readonly adopts = true;

	private readonly catalogue: ProductCatalogue;

	/** What was set in this run, by fabric. */
	private readonly set = new Map<string, { readonly by: string; readonly price: string }>();

	constructor(
		readonly account: string,
		private readonly lnb: LeNewBlackClient,
		private readonly rules: PriceRules,
	) {
		this.catalogue = new ProductCatalogue(lnb);
	}

	/** A size's price on each list is a fact of its own. */
	documentKey(record: Price): string {
		const { system, account } = record.origin;
		return `${system}:${account} ${this.rules.priceList} ${this.rules.figure} ${keyOf(record)}`;
	}

	draft(record: Price): { draft: PriceDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	async find(wanted: ReadonlyArray<Wanted<Price>>): Promise<Map<string, Found>> {
		const found = new Map<string, Found>();
		for (const { key, record } of wanted) {
			if (key !== this.documentKey(record)) continue;
			const places = await this.catalogue.places({ ean13: record.barcode, sku: record.sku });
			const [place] = places;
			if (!place) continue;
			const row = await this.catalogue.product(place.model);
			const variant =
				row && 'record' in row
					? row.record.variants?.find(({ fabric_code: code }) => code === place.fabric)
					: undefined;
			const held = variant?.prices?.find(({ price_list_code: code }) => code === this.rules.priceList);
			const standing: Standing = {
				places,
				price: priceOn(variant, this.rules),
				others: { wholesale_price: held?.wholesale_price, recommended_retail_price: held?.recommended_retail_price },
				...(row && 'unreadable' in row ? { unreadable: row.unreadable } : {}),
			};
			found.set(key, { id: fabricOf(place), number: fabricOf(place), document: standing });
		}
		return found;
	}

	revise({ document }: Found, record: Price, { price }: PriceDraft): Revisable {
		const standing = document as Standing;
		const named = `the price of ${keyOf(record)}`;
		if (standing.unreadable !== undefined) return { can: 'nothing', problem: unreadable(named, standing.unreadable) };
		if (new Set(standing.places.map(fabricOf)).size > 1) {
			const params = { record: named, count: String(standing.places.length), target: LABEL };
			return { can: 'nothing', problem: problem('AMBIGUOUS', { ...params, key: 'EAN-13 and SKU' }) };
		}
		if (
			this.rules.figure !== 'wholesale_price' &&
			decimal(standing.others['wholesale_price'] as number) === undefined
		) {
			const reason = `it is not on the price list ${this.rules.priceList}; set its wholesale price first`;
			return { can: 'nothing', problem: problem('FIELD_INVALID', { record: named, field: this.rules.figure, reason }) };
		}
		if (standing.price !== undefined && sameAmount(standing.price, price)) return { can: 'unchanged' };
		return { can: 'update', changes: [{ field: this.rules.figure, before: standing.price ?? null, after: price }] };
	}

	/** A product that is not there yet may come: it is looked at again. */
	absent(record: Price): { readonly reason: Problem; readonly settle: boolean } {
		return { reason: problem('NOT_IN_SHOP', { record: keyOf(record), target: LABEL }), settle: false };
	}

	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	async update(changes: ReadonlyArray<Entry & { readonly found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async (entry) => await this.write(entry, maySend));
	}

	private async write({ record, draft, found }: Entry & { readonly found: Found }, maySend: MaySend): Promise<Applied> {
		const { places, others } = found.document as Standing;
		const [place] = places;
		if (!place) return { outcome: 'unsent' };
		const params = { order: keyOf(record), kind: this.kind };
		const before = this.set.get(found.id);
		if (before && sameAmount(before.price, draft.price))
			return { outcome: 'done', id: found.id, number: found.number, stood: true };
		if (before)
			return { outcome: 'rejected', problem: problem('SHARED_KEY', { ...params, by: before.by, target: LABEL }) };
		const body = {
			product_model: place.model,
			fabric_code: place.fabric,
			price_list_code: this.rules.priceList,
			...numbers(others),
			[this.rules.figure]: Number(draft.price),
		};
		const applied = await appliedBy(
			{ params },
			async () => await savePrice(this.lnb, body, maySend),
			() => ({ id: found.id, number: found.number }),
		);
		if (applied.outcome === 'done') this.set.set(found.id, { by: `the price of ${keyOf(record)}`, price: draft.price });
		return applied;
	}

	calls(): number {
		return this.lnb.http.calls();
	}
}

const fabricOf = ({ model, fabric }: SizePlace) => `${model}/${fabric}`;

/** As JSON numbers, as they came; what is not said is left out. */
const numbers = (others: Raw): Raw =>
	Object.fromEntries(
		Object.entries(others).flatMap(([name, value]) =>
			decimal(value as number | string | null) === undefined ? [] : [[name, Number(value)]],
		),
	);

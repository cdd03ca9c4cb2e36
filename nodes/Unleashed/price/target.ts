import { sameAmount } from '../../../core/model/money';
import type { Price } from '../../../core/model/price';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type Row, type UnleashedClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable } from '../failures';
import { Catalogue, writeProduct } from '../product/client';
import type { UnleashedProduct } from '../product/wire';
import { priceIn, skuOf, toChangedPrice, toDraft, type PriceDraft, type PriceRules } from './mapping';

/*
 * How Unleashed takes prices: its price resource is read only (documented), so the product is written whole.
 */

const BATCH = 20;

type Entry = { readonly record: Price; readonly draft: PriceDraft };
type Rows = ReadonlyArray<Row<UnleashedProduct>>;

export class PriceTarget implements DocumentTarget<Price, PriceDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'price';

	readonly batchLimit = BATCH;

	readonly adopts = true;

	private readonly catalogue: Catalogue;

	constructor(
		readonly account: string,
		private readonly unleashed: UnleashedClient,
		private readonly rules: PriceRules,
	) {
		this.catalogue = new Catalogue(unleashed);
	}

	/** A product's default price and each of its tiers are facts of their own. */
	documentKey(record: Price): string {
		const { system, account } = record.origin;
		return `${system}:${account} ${this.rules.field} ${skuOf(record)}`;
	}

	draft(record: Price): { draft: PriceDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	async find(wanted: ReadonlyArray<Wanted<Price>>): Promise<Map<string, Found>> {
		await reading(async () => await this.catalogue.read(wanted.map(({ record }) => skuOf(record))));
		return new Map(
			wanted.flatMap(({ key, record }) => {
				const rows = this.catalogue.rows(skuOf(record));
				const [row] = rows;
				if (!row || key !== this.documentKey(record)) return [];
				return [[key, { id: 'record' in row ? (row.record.Guid ?? '') : '', number: row.label, document: rows }]];
			}),
		);
	}

	revise({ document }: Found, _: Price, draft: PriceDraft): Revisable {
		const rows = document as Rows;
		const [row] = rows;
		if (!row || 'unreadable' in row)
			return { can: 'nothing', problem: unreadable(`the product ${draft.code}`, row?.unreadable ?? '') };
		if (rows.length > 1) {
			const params = {
				record: `the price of ${draft.code}`,
				count: String(rows.length),
				target: LABEL,
				key: 'product code',
			};
			return { can: 'nothing', problem: problem('AMBIGUOUS', params) };
		}
		const before = priceIn(row.raw, draft.field);
		if (before !== null && sameAmount(before, draft.price)) return { can: 'unchanged' };
		return { can: 'update', changes: [{ field: draft.field, before, after: draft.price }] };
	}

	/** A product that is not there yet may come: it is looked at again. */
	absent(record: Price): { readonly reason: Problem; readonly settle: boolean } {
		return { reason: problem('NOT_IN_SHOP', { record: skuOf(record), target: LABEL }), settle: false };
	}

	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(list, async ({ draft, found }) => {
			const [row] = found.document as Rows;
			if (!row || 'unreadable' in row || !row.record.Guid) return { outcome: 'unsent' };
			const guid = row.record.Guid;
			const about = { params: { order: draft.code, kind: this.kind } };
			const send = async () => await writeProduct(this.unleashed, guid, toChangedPrice(row.raw, draft), maySend);
			return await appliedBy(about, send, () => ({ id: guid, number: row.label }));
		});
	}

	calls(): number {
		return this.unleashed.http.calls();
	}
}

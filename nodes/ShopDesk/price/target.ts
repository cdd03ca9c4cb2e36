import type { Price } from '../../../core/model/price';
import type {
	Applied,
	DocumentTarget,
	FieldChange,
	Found,
	MaySend,
	Problem,
	Revisable,
	Wanted,
} from '../../../core/ports';
import { problem } from '../../../core/problems';
import { priceBrake, PRICE_BRAKE } from '../../../core/sync/brake';
import { MOST_ROWS, type Row, type ShopdeskClient } from '../client';
import { LABEL, notApplied, reading, SYSTEM, unreadable, wordedError } from '../failures';
import { decimal } from '../mapping';
import { register } from '../stock/client';
import type { Registered } from '../stock/wire';
import { setPrices, setSpecials } from './client';
import { skuOf, toDraft } from './mapping';
import type { PriceDraft } from './wire';

/*
 * How ShopDesk takes prices. In the assumed contract no call reads them, so a price is written whenever the ledger does
 * not know it as written; in the older one the register has them.
 */

/** A run in one batch, because of the brake. */
const WHOLE_RUN = 200_000;

export interface PriceRules {
	readonly mode: 'offline' | 'online';
	/** Location IDs of OmniEngine, for `online`. */
	readonly locations: readonly string[];
	readonly currency: string;
	readonly applyAnyway: boolean;
}

type Entry = { readonly record: Price; readonly draft: PriceDraft };
type Change = Entry & { readonly found: Found };
/** What is known of a product; nothing where no call tells. */
type There = Row<Registered> | undefined;

export class PriceTarget implements DocumentTarget<Price, PriceDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'price';

	readonly batchLimit = WHOLE_RUN;

	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly shopdesk: ShopdeskClient,
		private readonly rules: PriceRules,
	) {}

	/** Offline and online are facts of their own, and so is each choice of locations. */
	documentKey(record: Price): string {
		const { mode, locations } = this.rules;
		const { system, account } = record.origin;
		return `${system}:${account} ${mode} ${[...locations].sort().join('+')} ${skuOf(record)}`;
	}

	draft(record: Price): { draft: PriceDraft } | { problem: Problem } {
		return toDraft(record, this.rules.currency);
	}

	async find(wanted: ReadonlyArray<Wanted<Price>>): Promise<Map<string, Found>> {
		const known = this.shopdesk.isLegacy ? await reading(async () => await register(this.shopdesk)) : undefined;
		return new Map(
			wanted.flatMap(({ key, record }) => {
				const sku = skuOf(record);
				const there = known?.get(sku);
				if (known && !there) return [];
				return [[key, { id: sku, number: sku, document: there satisfies There }]];
			}),
		);
	}

	revise({ document }: Found, _record: Price, draft: PriceDraft): Revisable {
		const there = document as There;
		if (there && 'unreadable' in there)
			return { can: 'nothing', problem: unreadable(`the product ${draft.sku}`, there.unreadable) };
		const [sale, special] = there
			? [Number(there.record.product_sale_price ?? 0), specialOf(there.record)]
			: [null, null];
		if (there && draft.sale_price !== undefined && draft.sale_price !== sale) {
			const params = { kind: 'price', order: draft.sku, target: LABEL };
			const what = `its sale price is ${sale}, and this contract changes the special price only`;
			return { can: 'nothing', problem: problem('CHANGE_BY_HAND', { ...params, what }) };
		}
		const changes: FieldChange[] = [];
		if (draft.sale_price !== undefined && draft.sale_price !== sale)
			changes.push({ field: 'salePrice', before: sale, after: draft.sale_price });
		if (draft.discounted_price !== special)
			changes.push({ field: 'discountedPrice', before: special, after: draft.discounted_price });
		return changes.length > 0 ? { can: 'update', changes } : { can: 'unchanged' };
	}

	brake(changes: ReadonlyArray<Change>, of: number): Problem | undefined {
		if (this.rules.applyAnyway) return undefined;
		const moves = changes.map(({ found, draft }) => {
			const there = found.document as There;
			const before = there && 'record' in there ? specialOf(there.record) : null;
			return { before: before === null ? null : decimal(before), after: decimal(draft.discounted_price) };
		});
		return priceBrake(moves, of, PRICE_BRAKE);
	}

	absent(record: Price): { readonly reason: Problem; readonly settle: boolean } {
		return { reason: problem('NOT_IN_SHOP', { record: skuOf(record), target: LABEL }), settle: false };
	}

	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	async update(list: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		const answers: Applied[] = [];
		for (let at = 0; at < list.length; at += MOST_ROWS) {
			const part = list.slice(at, at + MOST_ROWS);
			const stopped = answers.find(({ outcome }) => outcome === 'stopped');
			answers.push(...(stopped ? part.map((): Applied => ({ outcome: 'unsent' })) : await this.set(part, maySend)));
		}
		return answers;
	}

	private async set(part: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		try {
			const written = this.shopdesk.isLegacy ? await this.specials(part, maySend) : await this.prices(part, maySend);
			if (!('done' in written))
				return part.map(({ draft }) => notApplied({ params: { kind: 'price', order: draft.sku } }, written));
			const rejected = written.done?.data.rejected ?? [];
			return part.map(({ draft }, at): Applied => {
				const row = rejected.find((each) => (each.row == null ? each.sku === draft.sku : each.row === at + 1));
				if (!row) return { outcome: 'done', id: draft.sku, number: draft.sku };
				const params = { kind: 'price', order: draft.sku, target: LABEL };
				return { outcome: 'rejected', problem: problem('REFUSED', params), vendorText: row.reason ?? undefined };
			});
		} catch (error) {
			return part.map((): Applied => ({ outcome: 'stopped', error: wordedError(error) }));
		}
	}

	private async prices(part: readonly Change[], maySend: MaySend) {
		const { mode, locations } = this.rules;
		return await setPrices(this.shopdesk, { mode, locations, rows: part.map(({ draft }) => draft) }, maySend);
	}

	private async specials(part: readonly Change[], maySend: MaySend) {
		const rows = part.flatMap(({ found, draft }) => {
			const there = found.document as There;
			if (!there || !('record' in there)) return [];
			return [{ id: there.record.product_id, sku: draft.sku, price: draft.discounted_price }];
		});
		return await setSpecials(this.shopdesk, rows, maySend);
	}

	calls(): number {
		return this.shopdesk.http.calls();
	}
}

/** What is asked for a product now: its special price, and without one (0 or none) its sale price. */
function specialOf({ discounted_price, product_sale_price }: Registered): number {
	const special = Number(discounted_price ?? 0);
	return special > 0 ? special : Number(product_sale_price ?? 0);
}

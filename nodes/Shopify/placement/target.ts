import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Wanted } from '../../../core/ports';
import { runProblem } from '../../../core/sync/run';
import { cancelAndWait } from '../cancellation/client';
import type { ShopifyClient } from '../client';
import { LABEL, oneByOne, reading, refusedBy, sending, type Sending } from '../failures';
import { orderUrl } from '../order/mapping';
import type { GoodsLine } from '../pricing/mapping';
import type { UserErrors } from '../wire';
import {
	createOrder,
	createOrderField,
	OrderSources,
	setSourceField,
	standingOrders,
	updateOrder,
	variantsBy,
} from './client';
import { personalTexts, toDraft, toOrderInput, type OrderDraft, type OrderWriteRules } from './draft';
import { goodsProblem, keyOf, sourceKey, toUpdateInput, wantedChanges } from './mapping';
import type { MadeOrder, OrderVariant, StandingOrder } from './wire';

/*
 * How Shopify takes orders of other systems: one call each, under a custom id that no two orders can have.
 */

export const ORDER_WRITE_SCOPES = ['read_orders', 'write_orders', 'read_products'];
const OPERATION = 'Order: Create or Update';
/** Claimed and sent together; a development shop takes five a minute, so a batch has to wait there at most once. */
const BATCH = 10;
/** How often, and how long each time, a refusal that names nothing of the order is waited out. */
const MOST_TRIES = 7;
const LIMIT_WAIT_MS = 15_000;

type Entry = { readonly record: Order; readonly draft: OrderDraft };
type Change = Entry & { readonly found: Found };

export class OrderTarget implements DocumentTarget<Order, OrderDraft> {
	readonly system = 'shopify';

	readonly label = LABEL;

	readonly kind = 'order';

	readonly batchLimit = BATCH;

	private readonly sources: OrderSources;

	/** Variants by what they were searched for, `sku ABC` or `barcode 123`; looked up once a run. */
	private readonly variants = new Map<string, OrderVariant[]>();

	constructor(
		readonly account: string,
		private readonly shopify: ShopifyClient,
		private readonly rules: OrderWriteRules,
		private readonly options: { readonly inventoryBehaviour: string; readonly sendReceipt: boolean },
	) {
		this.sources = new OrderSources(shopify);
	}

	documentKey(record: Order): string {
		return sourceKey(record.origin);
	}

	draft(record: Order): { draft: OrderDraft } | { problem: Problem } {
		const { system, account } = record.origin;
		if (system !== this.system || account !== this.account) return toDraft(record, this.rules);
		const params = { record: `order ${record.number}`, field: 'origin', reason: 'it is an order of this very shop' };
		return { problem: { code: 'FIELD_INVALID', params } };
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const keys = wanted.filter(({ key, record }) => key === this.documentKey(record)).map(({ key }) => key);
		return await reading(OPERATION, ORDER_WRITE_SCOPES, async () => {
			const ids = await this.sources.idsOf(keys);
			const orders = await standingOrders(this.shopify, [...new Set(ids.values())]);
			return new Map(
				[...ids].flatMap(([key, id]): Array<[string, Found]> => {
					const order = orders.get(id);
					return order ? [[key, this.foundFrom(order)]] : [];
				}),
			);
		});
	}

	private foundFrom(document: StandingOrder): Found<StandingOrder> {
		return { ...this.reference(document), document };
	}

	private reference(order: MadeOrder): { id: string; number: string; url: string } {
		return { id: order.id, number: order.name, url: orderUrl(this.account, order) };
	}

	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		return await reading(OPERATION, ORDER_WRITE_SCOPES, async () => {
			const { currency, type } = await this.sources.field();
			if (type !== undefined && type !== 'id') throw runProblem(fieldProblem(`it is of the type ${type}`));
			await this.lookUp(drafts.flatMap(({ draft }) => draft.goods));
			const problems = new Map<number, Problem>();
			for (const [index, entry] of drafts.entries()) {
				const found = currencyProblem(entry, currency) ?? this.goodsFound(entry);
				if (found) problems.set(index, found);
			}
			return problems;
		});
	}

	/** Searches for what is not known yet: by SKU, then by barcode where no variant has the SKU. */
	private async lookUp(goods: readonly GoodsLine[]): Promise<void> {
		await this.lookUpBy('sku', goods);
		await this.lookUpBy(
			'barcode',
			goods.filter(({ sku }) => (this.variants.get(`sku ${sku}`) ?? []).length === 0),
		);
	}

	private async lookUpBy(field: 'sku' | 'barcode', goods: readonly GoodsLine[]): Promise<void> {
		const values = [...new Set(goods.map((line) => line[field]))];
		const unknown = values.filter((value) => value !== '' && !this.variants.has(`${field} ${value}`));
		const found = await variantsBy(this.shopify, field, unknown);
		for (const value of unknown) {
			const same = found.filter((variant) => (variant[field] ?? '').trim() === value);
			this.variants.set(`${field} ${value}`, [...new Map(same.map((variant) => [variant.id, variant])).values()]);
		}
	}

	private variantsOf({ sku, barcode }: GoodsLine): readonly OrderVariant[] {
		const bySku = this.variants.get(`sku ${sku}`) ?? [];
		return bySku.length > 0 ? bySku : (this.variants.get(`barcode ${barcode}`) ?? []);
	}

	private goodsFound({ record, draft }: Entry): Problem | undefined {
		const missing = draft.goods.filter((line) => this.variantsOf(line).length === 0).map(keyOf);
		if (missing.length > 0) {
			const skus = [...new Set(missing)].join(', ');
			return { code: 'UNKNOWN_SKU', params: { order: record.number, skus, target: LABEL } };
		}
		const double = draft.goods.find((line) => this.variantsOf(line).length > 1);
		if (!double) return undefined;
		const bySku = (this.variants.get(`sku ${double.sku}`) ?? []).length > 0;
		const params = {
			record: `order ${record.number}, ${bySku ? 'SKU' : 'barcode'} ${keyOf(double)}`,
			count: String(this.variantsOf(double).length),
			target: LABEL,
			key: bySku ? 'SKU' : 'barcode',
		};
		return { code: 'AMBIGUOUS', params };
	}

	revise(found: Found, record: Order, draft: OrderDraft) {
		const there = found.document as StandingOrder;
		const changes = wantedChanges(there, { record, draft });
		const goods = goodsProblem(there, { record, draft }, LABEL);
		if (changes.length === 0 && !goods) return { can: 'unchanged' } as const;
		if (there.cancelledAt) {
			const params = { order: record.number, target: LABEL, stage: 'cancelled' };
			return { can: 'nothing', problem: { code: 'STAGE_LOCKED', params } } as const;
		}
		return goods ? ({ can: 'nothing', problem: goods } as const) : ({ can: 'update', changes } as const);
	}

	// ------------------------------------------------------------------ creating

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		const prevented = await this.ensureField(maySend);
		if (prevented) return drafts.map(() => prevented);
		return await oneByOne(drafts, async (entry) => await this.createOne(entry, maySend));
	}

	/** Makes the field that keeps custom ids apart, where it is missing; answers why nothing can be sent without it. */
	private async ensureField(maySend: MaySend): Promise<Applied | undefined> {
		if ((await this.sources.field()).type !== undefined) return undefined;
		const about = { operation: OPERATION, scopes: ORDER_WRITE_SCOPES, params: {} };
		const sent = await sending(about, async () => await createOrderField(this.shopify, maySend));
		this.sources.forget();
		if ('failed' in sent) return notSent(sent.failed);
		const refused = sent.data.metafieldDefinitionCreate.userErrors.filter(({ code }) => code !== 'TAKEN');
		if (refused.length === 0) return undefined;
		const codes = refused.map(({ code }) => code ?? 'no reason').join(', ');
		return { outcome: 'stopped', error: runProblem(fieldProblem(`it could not be made (${codes})`)) };
	}

	private async createOne(entry: Entry, maySend: MaySend): Promise<Applied> {
		const input = toOrderInput(entry.draft, (line) => this.variantsOf(line)[0]?.id);
		const about = this.about(entry.record);
		for (let tries = 1; ; tries += 1) {
			const sent = await sending(about, async () => await createOrder(this.shopify, input, this.options, maySend));
			if ('failed' in sent) return sent.failed;
			const { order, userErrors } = sent.data.orderCreate;
			if (order) return await this.withField(order, entry, maySend);
			if (userErrors.length === 0) return { outcome: 'unknown', problem: { code: 'NO_ANSWER', params: about.params } };
			if (!isLimit(userErrors) || tries === MOST_TRIES) return await this.refused(entry, userErrors, sent.requestId);
			await this.shopify.pause(LIMIT_WAIT_MS);
		}
	}

	/** A refused custom id means that another run was faster: its order is the record's. */
	private async refused({ record, draft }: Entry, errors: UserErrors, requestId: string | undefined): Promise<Applied> {
		if (errors.some(({ code }) => code === 'INVENTORY_CLAIM_FAILED')) {
			const params = { order: record.number, target: LABEL };
			return { outcome: 'rejected', problem: { code: 'STOCK_MISSING', params, requestId } };
		}
		const isTaken = errors.some(({ field }) => field?.includes('metafields'));
		const other = isTaken ? await this.holderOf(draft.key) : undefined;
		if (other && other !== 'unknown') return { outcome: 'done', ...this.reference(other), stood: true };
		return refusedBy(errors, this.about(record), { requestId, personal: personalTexts(record) });
	}

	/** The order that has a custom id; undefined when none has. */
	private async holderOf(key: string): Promise<StandingOrder | undefined | 'unknown'> {
		try {
			const id = await this.sources.holderOf(key);
			return id === undefined ? undefined : (await standingOrders(this.shopify, [id])).get(id);
		} catch {
			return 'unknown';
		}
	}

	/**
	 * What Shopify does with a custom id that is used already is not documented. It may make the order without it; then
	 * the id is set afterwards, and where that is refused the new order is the second one of its record.
	 */
	private async withField(order: MadeOrder, entry: Entry, maySend: MaySend): Promise<Applied> {
		const { key } = entry.draft;
		const made: Applied = { outcome: 'done', ...this.reference(order) };
		if (order.metafield?.value === key) return made;
		const about = this.about(entry.record);
		const sent = await sending(about, async () => await setSourceField(this.shopify, order.id, key, maySend));
		if ('data' in sent && sent.data.metafieldsSet.userErrors.length === 0) return made;
		const holder = await this.holderOf(key);
		if (holder === 'unknown') return { outcome: 'unknown', problem: { code: 'NO_ANSWER', params: about.params } };
		// Where nobody has the id, the order stands all the same, and is found by the source it names.
		return holder && holder.id !== order.id ? await this.undone(order, holder, entry.record, maySend) : made;
	}

	/** Cancels the order just made, because another one has its custom id, and names both. */
	private async undone(order: MadeOrder, other: MadeOrder, record: Order, maySend: MaySend): Promise<Applied> {
		const cancelling = {
			orderId: order.id,
			reason: 'OTHER',
			restock: true,
			notifyCustomer: false,
			refund: false,
			staffNote: `The same order as ${other.name}, made twice`,
		};
		const cancelled = await cancelAndWait(this.shopify, cancelling, maySend);
		const params = {
			order: record.number,
			target: LABEL,
			number: order.name,
			other: other.name,
			cancelled: cancelled ? 'yes' : '',
		};
		return { outcome: 'rejected', problem: { code: 'DUPLICATE_MADE', params } };
	}

	// ------------------------------------------------------------------ updating

	async update(changes: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async ({ found, record, draft }) => {
			const there = found.document as StandingOrder;
			const input = toUpdateInput(there, { record, draft });
			const about = this.about(record);
			const sent = await sending(about, async () => await updateOrder(this.shopify, input, maySend));
			if ('failed' in sent) return sent.failed;
			const { userErrors } = sent.data.orderUpdate;
			if (userErrors.length === 0) return { outcome: 'done', ...this.reference(there) };
			return refusedBy(userErrors, about, { requestId: sent.requestId, personal: personalTexts(record) });
		});
	}

	calls(): number {
		return this.shopify.calls();
	}

	private about(record: Order): Sending {
		return {
			operation: OPERATION,
			scopes: ORDER_WRITE_SCOPES,
			params: { order: record.number, target: LABEL },
		};
	}
}

/** Of an order itself nothing was sent, whatever became of what had to come before it. */
function notSent(failed: Applied): Applied {
	if (failed.outcome === 'stopped' || failed.outcome === 'unsent') return failed;
	const error = runProblem({ code: 'SETUP_SERVICE', params: { system: LABEL, status: 'no answer' } });
	return failed.outcome === 'rejected'
		? { outcome: 'stopped', error: runProblem(fieldProblem('it could not be made')) }
		: { outcome: 'stopped', error };
}

const fieldProblem = (reason: string): Problem => ({ code: 'SETUP_ORDER_FIELD', params: { system: LABEL, reason } });

/** A refusal that names no field and no code is about the moment: the limit of development shops comes so (assumed). */
const isLimit = (errors: UserErrors) => errors.every(({ field, code }) => (field ?? []).length === 0 && !code);

/** What Shopify would do with prices in another currency than its shop's is not documented. */
function currencyProblem({ record, draft }: Entry, currency: string): Problem | undefined {
	if (draft.currency === currency) return undefined;
	const params = { order: record.number, target: LABEL, currency: draft.currency, wanted: currency };
	return { code: 'CURRENCY_DIFFERS', params };
}

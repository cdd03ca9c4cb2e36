import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Wanted } from '../../../core/ports';
import type { ShopifyClient } from '../client';
import { LABEL, oneByOne, reading, refusedBy, sending, type Sending } from '../failures';
import { fulfillmentStatus, orderUrl } from '../order/mapping';
import { OrderSources, orderStages } from '../placement/client';
import { addressKey, addressOf, addressProblem } from '../placement/mapping';
import type { OrderStage } from '../placement/wire';
import { awaitCancellation, cancelOrder, type Cancelling } from './client';

/*
 * Cancellations of orders that stand in the shop: its own, or those this package made there.
 */

export const CANCEL_SCOPES = ['read_orders', 'write_orders'];
const OPERATION = 'Order: Cancel';
const BATCH = 10;
/** Nothing that is still on its way to the shop takes longer to arrive. */
const SURELY_ABSENT_MS = 60 * 60_000;
/** Goods that have left cannot be called back. */
const LEFT = new Set(['FULFILLED', 'PARTIALLY_FULFILLED']);

export type CancelRules = Pick<Cancelling, 'reason' | 'restock' | 'notifyCustomer' | 'refund'>;

/** What is going to be done to an order. */
export type CancelDraft = CancelRules & { readonly order: string };

type Entry = { readonly record: Order; readonly draft: CancelDraft };
type Change = Entry & { readonly found: Found };

/** The orders of these records as they stand in the shop, by the key they were asked for under. */
export async function stagesOf(
	shopify: ShopifyClient,
	sources: OrderSources,
	account: string,
	wanted: ReadonlyArray<Wanted<Order>>,
): Promise<Map<string, Found<OrderStage>>> {
	const places = wanted.map(({ key, record }) => ({ key, place: addressOf(record, account) }));
	const made = await sources.idsOf(places.flatMap(({ place }) => (place && 'key' in place ? [place.key] : [])));
	const ids = places.map(({ place }) => (place && 'key' in place ? made.get(place.key) : place?.id));
	const stages = await orderStages(shopify, [...new Set(ids.flatMap((id) => id ?? []))]);
	const found = new Map<string, Found<OrderStage>>();
	for (const [index, { key }] of places.entries()) {
		const stage = stages.get(ids[index] ?? '');
		if (!stage) continue;
		found.set(key, { id: stage.id, number: stage.name, url: orderUrl(account, stage), document: stage });
	}
	return found;
}

export class CancelTarget implements DocumentTarget<Order, CancelDraft> {
	readonly system = 'shopify';

	readonly label = LABEL;

	readonly kind = 'cancellation';

	readonly batchLimit = BATCH;

	/** The order is the record's own, whoever made it. */
	readonly adopts = true;

	private readonly sources: OrderSources;

	constructor(
		readonly account: string,
		private readonly shopify: ShopifyClient,
		private readonly rules: CancelRules,
		private readonly now: string,
	) {
		this.sources = new OrderSources(shopify);
	}

	documentKey(record: Order): string {
		return addressKey(record, this.account);
	}

	draft(record: Order): { draft: CancelDraft } | { problem: Problem } {
		const unusable = addressProblem(record, this.account);
		return unusable ? { problem: unusable } : { draft: { order: record.number, ...this.rules } };
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const own = wanted.filter(({ key, record }) => key === this.documentKey(record));
		return await reading(
			OPERATION,
			CANCEL_SCOPES,
			async () => await stagesOf(this.shopify, this.sources, this.account, own),
		);
	}

	/** An order that is not there now may still be on its way, unless it was cancelled long ago. */
	absent(record: Order): { reason: Problem; settle: boolean } {
		const since = Date.parse(this.now) - Date.parse(record.cancelledAt ?? this.now);
		return { reason: { code: 'NOTHING_TO_CANCEL', params: this.named(record) }, settle: since > SURELY_ABSENT_MS };
	}

	revise(found: Found, record: Order) {
		const { cancelledAt, displayFulfillmentStatus } = found.document as OrderStage;
		if (cancelledAt) return { can: 'unchanged' } as const;
		const status = displayFulfillmentStatus ?? '';
		if (LEFT.has(status)) {
			const params = { ...this.named(record), stage: fulfillmentStatus(status) };
			return { can: 'nothing', problem: { code: 'CANCEL_TOO_LATE', params } } as const;
		}
		return { can: 'update', changes: [{ field: 'status', before: 'open', after: 'cancelled' }] } as const;
	}

	/** Nothing is ever created: `absent` is given. */
	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map(() => ({ outcome: 'unsent' })));
	}

	async update(changes: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async (change) => await this.cancel(change, maySend));
	}

	calls(): number {
		return this.shopify.calls();
	}

	private named(record: Order): { order: string; kind: string; target: string } {
		return { order: record.number, kind: this.kind, target: LABEL };
	}

	/** A call without an answer may have gone through: what counts is whether the order is cancelled. */
	private async cancel({ found, record }: Change, maySend: MaySend): Promise<Applied> {
		const about: Sending = { operation: OPERATION, scopes: CANCEL_SCOPES, params: this.named(record) };
		const cancelling = { ...this.rules, orderId: found.id };
		const sent = await sending(about, async () => await cancelOrder(this.shopify, cancelling, maySend));
		if ('failed' in sent && sent.failed.outcome !== 'unknown') return sent.failed;
		const { job, orderCancelUserErrors = [] } = 'failed' in sent ? {} : sent.data.orderCancel;
		const refused = orderCancelUserErrors.length > 0;
		const state = await this.stateAfter({ orderId: found.id, jobId: job?.id, refused });
		if (state === 'cancelled')
			return { outcome: 'done', id: found.id, number: found.number, url: found.url, stood: refused };
		if (refused)
			return refusedBy(orderCancelUserErrors, about, 'requestId' in sent ? { requestId: sent.requestId } : {});
		// A job that is done and cancelled nothing has failed; why, nobody says.
		if (state === 'done') return { outcome: 'rejected', problem: { code: 'REFUSED', params: about.params } };
		return { outcome: 'unknown', problem: { code: 'NO_ANSWER', params: about.params } };
	}

	private async stateAfter(
		call: Parameters<typeof awaitCancellation>[1],
	): Promise<Awaited<ReturnType<typeof awaitCancellation>>> {
		try {
			return await awaitCancellation(this.shopify, call);
		} catch {
			// It is not known what became of it; the next run looks again.
			return 'open';
		}
	}
}

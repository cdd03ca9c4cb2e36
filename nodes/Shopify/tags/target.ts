import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Wanted } from '../../../core/ports';
import { stagesOf } from '../cancellation/target';
import type { ShopifyClient } from '../client';
import { LABEL, oneByOne, reading, refusedBy, sending, type Sending } from '../failures';
import { OrderSources } from '../placement/client';
import { uniqueTags } from '../placement/draft';
import { addressKey, addressProblem, missingTags } from '../placement/mapping';
import type { OrderStage } from '../placement/wire';
import { addTags } from './client';

/*
 * Tags put on orders that stand in the shop: its own, or those this package made there.
 */

export const TAG_SCOPES = ['read_orders', 'write_orders'];
const OPERATION = 'Order: Add Tags';
const BATCH = 50;

/** The tags an order is to have. */
export interface TagsDraft {
	readonly order: string;
	readonly tags: readonly string[];
}

type Entry = { readonly record: Order; readonly draft: TagsDraft };
type Change = Entry & { readonly found: Found };

export class TagsTarget implements DocumentTarget<Order, TagsDraft> {
	readonly system = 'shopify';

	readonly label = LABEL;

	readonly kind = 'tags';

	readonly batchLimit = BATCH;

	/** The order is the record's own, whoever made it. */
	readonly adopts = true;

	private readonly sources: OrderSources;

	constructor(
		readonly account: string,
		private readonly shopify: ShopifyClient,
		private readonly tagsFor: (record: Order) => string,
	) {
		this.sources = new OrderSources(shopify);
	}

	documentKey(record: Order): string {
		return addressKey(record, this.account);
	}

	draft(record: Order): { draft: TagsDraft } | { problem: Problem } {
		const unusable = addressProblem(record, this.account);
		if (unusable) return { problem: unusable };
		const tags = uniqueTags(this.tagsFor(record).split(','));
		if (tags.length > 0) return { draft: { order: record.number, tags } };
		const params = { record: `order ${record.number}`, field: 'Tags', reason: 'it names no tag' };
		return { problem: { code: 'FIELD_INVALID', params } };
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		return await reading(
			OPERATION,
			TAG_SCOPES,
			async () => await stagesOf(this.shopify, this.sources, this.account, wanted),
		);
	}

	/** What was not found cannot be tagged, and nothing is created. */
	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const missing = drafts.map(({ record }, index): [number, Problem] => [
			index,
			{ code: 'ORDER_NOT_FOUND', params: this.named(record) },
		]);
		return await Promise.resolve(new Map(missing));
	}

	revise(found: Found, _record: Order, { tags }: TagsDraft) {
		const before = (found.document as OrderStage).tags;
		const missing = missingTags(before, tags);
		if (missing.length === 0) return { can: 'unchanged' } as const;
		return { can: 'update', changes: [{ field: 'tags', before, after: [...before, ...missing] }] } as const;
	}

	/** Never asked: `check` turns every one away. */
	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map(() => ({ outcome: 'unsent' })));
	}

	async update(changes: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async (change) => await this.add(change, maySend));
	}

	calls(): number {
		return this.shopify.calls();
	}

	private named(record: Order): { order: string; kind: string; target: string } {
		return { order: record.number, kind: this.kind, target: LABEL };
	}

	private async add({ found, record, draft }: Change, maySend: MaySend): Promise<Applied> {
		const about: Sending = { operation: OPERATION, scopes: TAG_SCOPES, params: this.named(record) };
		const missing = missingTags((found.document as OrderStage).tags, draft.tags);
		const sent = await sending(about, async () => await addTags(this.shopify, found.id, missing, maySend));
		if ('failed' in sent) return sent.failed;
		const { userErrors } = sent.data.tagsAdd;
		if (userErrors.length > 0) return refusedBy(userErrors, about, { requestId: sent.requestId });
		return { outcome: 'done', id: found.id, number: found.number, url: found.url };
	}
}

import { REFUND_STATUS, type Refund } from '../../../core/model/refund';
import { wordOptions } from '../../../core/model/words';
import type { Problem } from '../../../core/ports';
import type { FetchOperation, ListContext, ListOperation, OperationContext } from '../../shared/system';
import { MOST_IDS, type ShopifyClient } from '../client';
import { client, LABEL, reading, readingPages } from '../failures';
import { searchFor } from '../search';
import { refundedOrderPages, refundLinesOf, refundsById } from './client';
import { changedAt, refundGid, toRefund } from './mapping';
import { wholeRefund } from './wire';

/*
 * What Shopify can do with refunds.
 */

/** Returns for the goods that go out in exchange. https://shopify.dev/docs/api/usage/access-scopes */
const REFUND_SCOPES = ['read_orders', 'read_products', 'read_locations', 'read_returns'];

/** A whole refund, every page of its lines read; a field we need and cannot read is that refund's problem alone. */
async function wholeFrom(
	shopify: ShopifyClient,
	node: unknown,
	context: OperationContext & { readonly includeRaw: boolean },
): Promise<Refund | Problem> {
	const parsed = wholeRefund.safeParse(node);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const { id, order } = node as { id?: unknown; order?: { name?: unknown } };
		const record = `the refund ${String(id)} of order ${String(order?.name ?? 'without a number')}`;
		const reason = issue?.code === 'custom' ? issue.message : `${LABEL} sent it in another form than documented`;
		return { code: 'FIELD_INVALID', params: { record, field: issue?.path.join('.') ?? '', reason } };
	}
	const { nodes, pageInfo } = parsed.data.refundLineItems;
	const lines = pageInfo.hasNextPage ? await refundLinesOf(shopify, parsed.data.id) : nodes;
	const refund = toRefund(parsed.data, lines, { account: context.account, seenAt: context.now });
	return context.includeRaw ? { ...refund, raw: node } : refund;
}

const getRefund: FetchOperation<'refund'> = {
	does: 'fetch',
	kind: 'refund',
	batchLimit: MOST_IDS,
	scopes: REFUND_SCOPES,
	resource: 'refund',
	resourceName: 'Refund',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a refund',
	description: 'Retrieve whole refunds, with lines, shipping, adjustments and the money that moved',
	fields: [],
	idOf: refundGid,
	async fetch(context, ids) {
		const shopify = client(context);
		return await reading('Refund: Get', REFUND_SCOPES, async () => {
			const refunds = new Map<string, Refund | Problem>();
			for (const [id, node] of await refundsById(shopify, ids))
				refunds.set(id, await wholeFrom(shopify, node, context));
			return refunds;
		});
	},
};

interface RefundFilter {
	readonly status: readonly string[];
	readonly includeTest: boolean;
}

function filterFrom(context: ListContext): RefundFilter {
	const filters = context.param<Record<string, unknown>>('filters', {});
	const status = Array.isArray(filters.status) ? filters.status.map(String) : [];
	return { status, includeTest: filters.includeTest !== false };
}

/**
 * The refunds of orders that changed: a refund changes its order, and there is no list of refunds. `status` is decided on
 * the whole record, so it is what the limit counts.
 */
async function* listRefunds(context: ListContext): AsyncGenerator<Array<Refund | Problem>> {
	const shopify = client(context);
	const filter = filterFrom(context);
	const since = context.sweep?.since ?? context.changedAfter;
	const search = searchFor(since === undefined ? [] : [{ field: 'updated_at', comparator: ':>=', value: since }]);
	const seen = new Set<string>();
	let left = context.limit;
	for await (const page of refundedOrderPages(shopify, search)) {
		await context.sweep?.stillOurs();
		// An order that changes while pages are read comes again on a later one.
		const heads = page
			.filter(({ test }) => filter.includeTest || !test)
			.flatMap(({ refunds }) => refunds.map((refund) => ({ id: refund.id, updatedAt: changedAt(refund) })))
			.filter((head) => isSince(head, context) && !seen.has(head.id));
		for (const { id } of heads) seen.add(id);
		const open = context.sweep ? await context.sweep.unsettled(heads) : undefined;
		const ids = heads.map(({ id }) => id).filter((id) => open?.has(id) ?? true);
		const refunds = await wanted(shopify, ids, left, filter, context);
		left -= refunds.length;
		yield refunds;
		if (left <= 0) return;
	}
}

/** Whole refunds of a page, those of other statuses left out, until there are as many as are still wanted. */
async function wanted(
	shopify: ShopifyClient,
	ids: readonly string[],
	left: number,
	{ status }: RefundFilter,
	context: ListContext,
): Promise<Array<Refund | Problem>> {
	const refunds: Array<Refund | Problem> = [];
	const nodes = await refundsById(shopify, status.length === 0 ? ids.slice(0, left) : ids);
	for (const id of ids) {
		if (refunds.length >= left || !nodes.has(id)) continue;
		const refund = await wholeFrom(shopify, nodes.get(id), context);
		if ('code' in refund || status.length === 0 || status.includes(refund.status)) refunds.push(refund);
	}
	return refunds;
}

function isSince({ updatedAt }: { updatedAt: string }, { changedAfter, sweep }: ListContext): boolean {
	return sweep !== undefined || changedAfter === undefined || Date.parse(updatedAt) >= Date.parse(changedAfter);
}

const getManyRefunds: ListOperation<'refund'> = {
	does: 'list',
	kind: 'refund',
	sweeps: true,
	scopes: REFUND_SCOPES,
	resource: 'refund',
	resourceName: 'Refund',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many refunds',
	description: 'Retrieve the refunds of all orders, or sweep for those that were not forwarded yet',
	fields: [],
	changed: 'refunds',
	filters: [
		{
			displayName: 'Include Test Orders',
			name: 'includeTest',
			type: 'boolean',
			default: true,
			description: 'Whether to return refunds of test orders too',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			default: [],
			options: wordOptions(REFUND_STATUS),
			description:
				'Only refunds whose money is in one of these statuses; none chosen means all. Without Money are edits and exchanges that gave nothing back.',
		},
	],
	list: (context) => readingPages('Refund: Get Many', REFUND_SCOPES, listRefunds(context)),
};

export const refundOperations = [getRefund, getManyRefunds] as const;

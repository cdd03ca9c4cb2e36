import { PAYOUT_STATUS, type Payout } from '../../../core/model/payout';
import { wordOptions } from '../../../core/model/words';
import type { Problem } from '../../../core/ports';
import type { FetchOperation, ListContext, ListOperation, OperationContext } from '../../shared/system';
import { MOST_IDS } from '../client';
import { client, LABEL, reading, readingPages } from '../failures';
import { searchFor } from '../search';
import { hasPayments, payoutPages, payoutsById, PayoutTransactions } from './client';
import { isFinal, payoutGid, payoutStatus, toPayout } from './mapping';
import { shopPayout, type ShopPayout } from './wire';

/*
 * What Shopify can do with payouts.
 */

/** The first by the schema's map; the second is asked for by integrators as well (seen in others' documentation). */
const PAYOUT_SCOPES = ['read_shopify_payments_accounts', 'read_shopify_payments_payouts'];

const NO_PAYMENTS = 'This shop does not use Shopify Payments, so it has no payouts here.';

const PAYOUT_OPTIONS: ListOperation['fields'][number] = {
	displayName: 'Options',
	name: 'payoutOptions',
	type: 'collection',
	default: {},
	placeholder: 'Add Option',
	options: [
		{
			displayName: 'Include Transactions',
			name: 'transactions',
			type: 'boolean',
			default: true,
			description: 'Whether to read the charges, refunds and fees that each payout is made of',
		},
	],
};

/** Reads a payout's transactions and puts it into the package's terms; what cannot be read is its own problem. */
class Reader {
	private readonly rows: PayoutTransactions | undefined;

	constructor(private readonly context: OperationContext & { readonly includeRaw: boolean }) {
		const options = context.param<Record<string, unknown>>('payoutOptions', {});
		this.rows = options.transactions === false ? undefined : new PayoutTransactions(client(context));
	}

	async whole(node: unknown): Promise<Payout | Problem> {
		const parsed = shopPayout.safeParse(node);
		if (!parsed.success) return unreadable(node, parsed.error.issues[0]?.path.join('.') ?? '');
		const { account, now: seenAt, includeRaw } = this.context;
		const payout = toPayout(parsed.data, await this.rows?.of(parsed.data), { account, seenAt });
		return includeRaw ? { ...payout, raw: node } : payout;
	}
}

function unreadable(node: unknown, field: string): Problem {
	const record = `the payout ${String((node as { id?: unknown } | null)?.id ?? 'without an ID')}`;
	return {
		code: 'FIELD_INVALID',
		params: { record, field, reason: `${LABEL} sent it in another form than documented` },
	};
}

const getPayout: FetchOperation<'payout'> = {
	does: 'fetch',
	kind: 'payout',
	batchLimit: MOST_IDS,
	scopes: PAYOUT_SCOPES,
	resource: 'payout',
	resourceName: 'Payout',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a payout',
	description: 'Retrieve payouts of Shopify Payments with the charges, refunds and fees they are made of',
	fields: [PAYOUT_OPTIONS],
	idOf: payoutGid,
	async fetch(context, ids) {
		const shopify = client(context);
		return await reading('Payout: Get', PAYOUT_SCOPES, async () => {
			const payouts = new Map<string, Payout | Problem>();
			if (!(await hasPayments(shopify))) return payouts;
			const reader = new Reader(context);
			for (const [id, node] of await payoutsById(shopify, ids)) payouts.set(id, await reader.whole(node));
			return payouts;
		});
	},
};

/** What a list decides on; a payout that cannot be read goes on, to become a problem. */
interface Head {
	readonly node: unknown;
	readonly payout: ShopPayout | undefined;
}

async function* listPayouts(context: ListContext): AsyncGenerator<Array<Payout | Problem>> {
	const shopify = client(context);
	if (!(await hasPayments(shopify))) return context.hint(NO_PAYMENTS);
	const filters = context.param<Record<string, unknown>>('filters', {});
	const status = Array.isArray(filters.status) ? filters.status.map(String) : [];
	const since = context.sweep?.since ?? context.changedAfter;
	const search = searchFor(since === undefined ? [] : [{ field: 'issued_at', comparator: ':>=', value: since }]);
	const reader = new Reader(context);
	let left = context.limit;
	for await (const page of payoutPages(shopify, search)) {
		await context.sweep?.stillOurs();
		const heads = page
			.map((node): Head => ({ node, payout: shopPayout.safeParse(node).data }))
			.filter(({ payout }) => !payout || passes(payout, status, context));
		const wanted = (await unsettled(heads, context)).slice(0, left);
		const payouts: Array<Payout | Problem> = [];
		for (const { node } of wanted) payouts.push(await reader.whole(node));
		left -= payouts.length;
		yield payouts;
		if (left <= 0) return;
	}
}

/** Whether a payout passes; a sweep leaves out what is still on its way, which comes once it has arrived. */
function passes(payout: ShopPayout, status: readonly string[], { changedAfter, sweep }: ListContext): boolean {
	if (status.length > 0 && !status.includes(payoutStatus(payout.status))) return false;
	if (sweep) return isFinal(payout);
	return changedAfter === undefined || Date.parse(payout.issuedAt) >= Date.parse(changedAfter);
}

/** Shopify does not say when a payout changed, so the moment it was issued counts: once settled, one stays so. */
async function unsettled(heads: readonly Head[], { sweep }: ListContext): Promise<readonly Head[]> {
	if (!sweep) return heads;
	const ids = heads.flatMap(({ payout }) =>
		payout ? [{ id: payout.id, updatedAt: new Date(payout.issuedAt).toISOString() }] : [],
	);
	const open = await sweep.unsettled(ids);
	return heads.filter(({ payout }) => !payout || open.has(payout.id));
}

const getManyPayouts: ListOperation<'payout'> = {
	does: 'list',
	kind: 'payout',
	sweeps: true,
	scopes: PAYOUT_SCOPES,
	resource: 'payout',
	resourceName: 'Payout',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many payouts',
	description:
		'Retrieve payouts of Shopify Payments with what they are made of, or sweep for those that have arrived and were not forwarded yet',
	fields: [PAYOUT_OPTIONS],
	changed: 'payouts issued or',
	filters: [
		{
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			default: [],
			options: wordOptions(PAYOUT_STATUS),
			description: 'Only payouts in one of these statuses; none chosen means all',
		},
	],
	list: (context) => readingPages('Payout: Get Many', PAYOUT_SCOPES, listPayouts(context)),
};

export const payoutOperations = [getPayout, getManyPayouts] as const;

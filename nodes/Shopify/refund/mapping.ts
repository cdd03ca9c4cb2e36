import { minus, sum } from '../../../core/model/money';
import type { Refund, RefundLine, RefundTransaction } from '../../../core/model/refund';
import { translate } from '../../../core/sync/status';
import type { Money } from '../wire';
import type { RefundHead, ShopRefundLine, ShopTransaction, WholeRefund } from './wire';

/*
 * Shopify's refunds in the package's own terms, in the shop's currency (shopMoney) throughout, as orders are.
 *
 * Inferred, for no page says it: that the subtotal of a line and of shipping holds the tax where the order's prices do.
 * What comes of it shows in `totals.open`, which is "0" only where the parts come to the money that went back.
 */

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/RefundLineItemRestockType */
const RESTOCK = { CANCEL: 'cancelled', RETURN: 'returned', NO_RESTOCK: 'none', LEGACY_RESTOCK: 'restocked' } as const;

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderTransactionKind */
const KIND = {
	AUTHORIZATION: 'authorization',
	EMV_AUTHORIZATION: 'authorization',
	CAPTURE: 'capture',
	SALE: 'sale',
	REFUND: 'refund',
	VOID: 'void',
	CHANGE: 'change',
} as const;

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderTransactionStatus */
const STATUS = {
	SUCCESS: 'success',
	PENDING: 'pending',
	AWAITING_RESPONSE: 'pending',
	FAILURE: 'failed',
	ERROR: 'failed',
	UNKNOWN: 'unknown',
} as const;

/** Kinds that move no money: one is taken back, the other only reserved. */
const WITHOUT_MONEY: ReadonlySet<string> = new Set(['void', 'authorization']);

interface Amounts {
	readonly net: string;
	readonly tax: string;
	readonly gross: string;
}

const amountOf = (money: Money) => money.shopMoney.amount;
const instant = (time: string | null | undefined) => (time ? new Date(time).toISOString() : null);

/** A part of a refund with and without its tax; `subtotal` holds it where the order's prices do. */
function partOf(subtotal: string, tax: string, includesTax: boolean): Amounts {
	return includesTax
		? { net: minus(subtotal, tax), tax, gross: subtotal }
		: { net: subtotal, tax, gross: sum([subtotal, tax]) };
}

function toLine(line: ShopRefundLine, includesTax: boolean): RefundLine & Amounts {
	const { lineItem } = line;
	const rates = lineItem.taxLines.flatMap(({ rate }) => (typeof rate === 'number' ? [String(rate)] : []));
	return {
		id: line.id ?? null,
		orderLineId: lineItem.id,
		sku: lineItem.sku?.trim() || null,
		barcode: lineItem.variant?.barcode ?? null,
		title: [lineItem.title, lineItem.variantTitle].filter(Boolean).join(' – ') || null,
		quantity: line.quantity,
		...partOf(amountOf(line.subtotalSet), amountOf(line.totalTaxSet), includesTax),
		taxRate: rates.length > 0 ? sum(rates) : null,
		restock: translate(RESTOCK, line.restockType ?? ''),
		location: line.location ? { id: line.location.id, name: line.location.name ?? null } : null,
		giftCard: lineItem.isGiftCard,
	};
}

/**
 * The difference between what was worked out and what was given back. Shopify's is the shop's side: below zero where
 * more was given back, and without its tax (so documented of REST's order_adjustments; that GraphQL's is the same is
 * assumed). Ours is the buyer's.
 */
function toAdjustment({
	id,
	reason,
	amountSet,
	taxAmountSet,
}: WholeRefund['orderAdjustments']['nodes'][number]): Amounts & { id: string; reason: string | null } {
	const [net, tax] = [minus('0', amountOf(amountSet)), minus('0', amountOf(taxAmountSet))];
	return { id, reason: reason ?? null, net, tax, gross: sum([net, tax]) };
}

function toTransaction(transaction: ShopTransaction): RefundTransaction {
	return {
		id: transaction.id,
		parentId: transaction.parentTransaction?.id ?? null,
		gateway: transaction.gateway ?? null,
		kind: translate(KIND, transaction.kind ?? ''),
		status: translate(STATUS, transaction.status ?? ''),
		amount: amountOf(transaction.amountSet),
		processedAt: instant(transaction.processedAt ?? transaction.createdAt),
		test: transaction.test ?? null,
	};
}

/** What became of the money: one transaction that is not through holds the whole refund open. */
function statusOf(transactions: readonly RefundTransaction[]): Refund['status'] {
	const moving = transactions.filter(({ kind }) => !WITHOUT_MONEY.has(kind));
	if (moving.length === 0) return 'withoutMoney';
	if (moving.every(({ status }) => status === 'failed')) return 'failed';
	return moving.every(({ status }) => status === 'success' || status === 'failed') ? 'settled' : 'pending';
}

function refundedBy(transactions: readonly RefundTransaction[]): string {
	const counts = ({ kind, status }: RefundTransaction) => !WITHOUT_MONEY.has(kind) && status !== 'failed';
	return sum(transactions.filter(counts).map(({ amount }) => amount));
}

function totalsOf(parts: readonly Amounts[], duties: readonly string[], refunded: string): Refund['totals'] {
	const gross = sum([...parts.map((part) => part.gross), ...duties]);
	return {
		net: sum([...parts.map(({ net }) => net), ...duties]),
		tax: sum(parts.map(({ tax }) => tax)),
		gross,
		refunded,
		open: minus(gross, refunded),
	};
}

/** The goods that go out for those that came back: once they are on the order, its own lines. */
function exchangedFor({ return: returned }: WholeRefund): NonNullable<Refund['exchangedFor']> {
	const exchanged = returned?.exchangeLineItems.nodes ?? [];
	return exchanged.flatMap(({ quantity, lineItems }): NonNullable<Refund['exchangedFor']> => {
		if (!lineItems || lineItems.length === 0) return [{ orderLineId: null, sku: null, quantity }];
		return lineItems.map((line) => ({ orderLineId: line.id, sku: line.sku ?? null, quantity: line.quantity }));
	});
}

/** The id as a GID from what a webhook, a person or an item says; undefined when it is no refund's. */
export function refundGid(given: string): string | undefined {
	const number = /^(?:gid:\/\/shopify\/Refund\/)?(\d{1,20})$/.exec(given.trim())?.[1];
	return number === undefined ? undefined : `gid://shopify/Refund/${number}`;
}

/** When a refund last changed. That money coming through moves the refund's own time is nowhere said, so both count. */
export function changedAt({ updatedAt, transactions }: RefundHead): string {
	const times = transactions.nodes.map(({ createdAt, processedAt }) => processedAt ?? createdAt);
	return [updatedAt, ...times]
		.map((time) => new Date(time).toISOString())
		.sort()
		.at(-1)!;
}

/** A whole Shopify refund as the canonical one. `lines` are all of them, further pages included. Times are UTC. */
export function toRefund(
	refund: WholeRefund,
	lines: readonly ShopRefundLine[],
	{ account, seenAt }: { readonly account: string; readonly seenAt: string },
): Refund {
	const { order } = refund;
	const place = order.refunds.findIndex(({ id }) => id === refund.id);
	const number = `${order.name}-R${place < 0 ? refund.legacyResourceId : place + 1}`;
	const canonical = lines.map((line) => toLine(line, order.taxesIncluded));
	const shipping = refund.refundShippingLines.nodes.map(({ id, shippingLine, subtotalAmountSet, taxAmountSet }) => ({
		id,
		title: shippingLine.title ?? null,
		...partOf(amountOf(subtotalAmountSet), amountOf(taxAmountSet), order.taxesIncluded),
	}));
	const adjustments = refund.orderAdjustments.nodes.map(toAdjustment);
	const duties = (refund.duties ?? []).map(({ amountSet }) => amountOf(amountSet));
	const transactions = refund.transactions.nodes.map(toTransaction);
	return {
		kind: 'refund',
		origin: {
			system: 'shopify',
			account,
			id: refund.id,
			number,
			seenAt,
			url: `https://${account}/admin/orders/${order.legacyResourceId}`,
		},
		number,
		order: { system: 'shopify', account, id: order.id, number: order.name },
		orderTotalLeft: amountOf(order.currentTotalPriceSet),
		orderCancelledAt: instant(order.cancelledAt),
		status: statusOf(transactions),
		createdAt: new Date(refund.createdAt ?? refund.updatedAt).toISOString(),
		processedAt: instant(refund.processedAt),
		updatedAt: changedAt(refund),
		currency: order.currencyCode,
		pricesIncludeTax: order.taxesIncluded,
		lines: canonical,
		shipping,
		duties: duties.map((gross) => ({ gross })),
		adjustments,
		totals: totalsOf([...canonical, ...shipping, ...adjustments], duties, refundedBy(transactions)),
		transactions,
		return: refund.return ? { id: refund.return.id, number: refund.return.name ?? null } : null,
		exchangedFor: exchangedFor(refund),
		note: refund.note || null,
	};
}

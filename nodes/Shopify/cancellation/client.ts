import type { ShopifyClient } from '../client';
import { CANCELLATION_STATE, CANCELLED_ORDER, ORDER_CANCEL } from './documents';
import { cancellationState, orderCancelled } from './wire';

/*
 * Cancelling an order: Shopify answers with a job and cancels later.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCancel
 */

export interface Cancelling {
	readonly orderId: string;
	readonly reason: string;
	readonly restock: boolean;
	readonly notifyCustomer: boolean;
	/** Whether what was paid goes back the way it came. */
	readonly refund: boolean;
	readonly staffNote?: string;
}

/** Irreversible, and not repeatable: what a second call would do is not documented. */
export async function cancelOrder(shopify: ShopifyClient, cancelling: Cancelling, maySend: () => boolean) {
	const { refund, ...rest } = cancelling;
	const variables = { ...rest, ...(refund ? { refundMethod: { originalPaymentMethodsRefund: true } } : {}) };
	return await shopify.mutate(ORDER_CANCEL, variables, orderCancelled, { repeatable: false, maySend });
}

/** Cancels an order and waits for it: whether it is known to be cancelled. Never rejects. */
export async function cancelAndWait(
	shopify: ShopifyClient,
	cancelling: Cancelling,
	maySend: () => boolean,
): Promise<boolean> {
	try {
		const answer = await cancelOrder(shopify, cancelling, maySend);
		if ('refused' in answer || ('noAnswer' in answer && !answer.noAnswer.sent)) return false;
		const { job, orderCancelUserErrors = [] } = 'data' in answer ? answer.data.orderCancel : {};
		const call = { orderId: cancelling.orderId, jobId: job?.id, refused: orderCancelUserErrors.length > 0 };
		return (await awaitCancellation(shopify, call)) === 'cancelled';
	} catch {
		return false;
	}
}

/** How long to wait before each look: for a job under way, and where no more than another run's could be. */
const LOOKS_MS = [0, 500, 1_000, 2_000, 4_000, 8_000];
const SHORT_LOOKS_MS = [0, 2_000];

/**
 * Looks until the job is done, for a quarter of a minute at most; only shortly where the call was `refused`, because
 * another run may be cancelling the order. `cancelled`: the order is. `done`: the job is, and the order is not.
 * `open`: neither yet.
 */
export async function awaitCancellation(
	shopify: ShopifyClient,
	{ orderId, jobId, refused }: { readonly orderId: string; readonly jobId?: string; readonly refused: boolean },
): Promise<'cancelled' | 'done' | 'open'> {
	for (const waitMs of refused ? SHORT_LOOKS_MS : LOOKS_MS) {
		await shopify.pause(waitMs);
		const variables = jobId === undefined ? { orderId } : { orderId, jobId };
		const document = jobId === undefined ? CANCELLED_ORDER : CANCELLATION_STATE;
		const { data } = await shopify.query(document, variables, cancellationState);
		if (data.order?.cancelledAt) return 'cancelled';
		if (data.job?.done) return 'done';
	}
	return 'open';
}

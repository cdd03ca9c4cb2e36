/*
 * What an app changes of an order that is there: its texts, its tags, money that came in, its end.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCancel
 * Assumed: the words of user errors; that an order of which a parcel has left cannot be cancelled before the parcel is
 * (Shopify says "outstanding fulfillments that can't be cancelled"); that tags are told apart without regard to capital
 * letters, and that adding what is there changes nothing, updatedAt included.
 */
import { requireScope } from './access';
import { canMarkAsPaid } from './amounts';
import { notImitated, type Arguments, type Call } from './call';
import { refuse } from './fulfillments';
import { gid, readGid } from './ids';
import { runDueJobs } from './jobs';
import { saveMetafield } from './metafield-records';
import { isProblem, readMetafield, type ReadyMetafield } from './metafields';
import type { Fields } from './money';
import { cancelOrder, saveOrder } from './order-book';
import { cleanTags, readEmail } from './order-create';
import { BadOrder, readAddress, type AddressInput } from './order-input';
import { payInFull, riskOf } from './orders';
import { toOrder } from './records';
import { currentOrder, currentOrders, toSeconds, type OrderRecord, type RiskLevel, type ShopState } from './state';
import { TAGGED } from './tagged';

function wanted(id: unknown, { state }: Call): OrderRecord | undefined {
	return currentOrders(state).find((order) => order.id === id);
}

interface UpdateInput {
	readonly id: string;
	readonly email?: string | null;
	readonly phone?: string | null;
	readonly note?: string | null;
	readonly poNumber?: string | null;
	readonly tags?: readonly string[] | null;
	readonly customAttributes?: ReadonlyArray<{ readonly key: string; readonly value: string }> | null;
	readonly shippingAddress?: AddressInput | null;
	readonly metafields?: ReadonlyArray<Record<string, string | null>> | null;
	readonly localizedFields?: unknown;
	readonly localizationExtensions?: unknown;
}

export function orderUpdate(args: Arguments, call: Call): Fields {
	const input = args.input as UpdateInput;
	const order = wanted(input.id, call);
	if (!order) return refuse('Order does not exist.', ['id']);
	if (input.localizedFields != null || input.localizationExtensions != null)
		throw notImitated('orderUpdate(input: localizedFields)');
	try {
		const at = toSeconds(call.nowMs);
		const metafields = readMetafields(input, call);
		const changed = withTexts(order, input, at);
		for (const each of metafields) saveMetafield(call.state.metafields, order.id, each, at);
		call.note.orderId = order.id;
		return { order: toOrder(call.state, saveOrder(call.state, changed, call.nowMs)), userErrors: [] };
	} catch (error) {
		if (error instanceof BadOrder) return refuse(error.message, error.field);
		throw error;
	}
}

/** Absent leaves, null clears, and lists are replaced. */
function withTexts(order: OrderRecord, input: UpdateInput, at: string): OrderRecord {
	const { phone, note, poNumber, tags, customAttributes, shippingAddress } = input;
	return {
		...order,
		updatedAt: at,
		...(input.email !== undefined && { email: readEmail(input.email) }),
		...(phone !== undefined && { phone }),
		...(note !== undefined && { note }),
		...(poNumber !== undefined && { poNumber }),
		...(tags != null && { tags: cleanTags(tags) }),
		...(customAttributes != null && { customAttributes }),
		...(shippingAddress != null && { shipTo: readAddress(shippingAddress), hasAddress: true, address1: null }),
	};
}

function readMetafields({ metafields, id }: UpdateInput, { state }: Call): ReadyMetafield[] {
	return (metafields ?? []).map((each, index) => {
		const read = readMetafield(state, 'ORDER', each, id);
		if (isProblem(read)) throw new BadOrder(['metafields', `${index}`, read.field], read.message);
		return read;
	});
}

export function orderMarkAsPaid(args: Arguments, call: Call): Fields {
	const order = wanted((args.input as { readonly id: string }).id, call);
	if (!order) return refuse('Order does not exist.', ['id']);
	if (!canMarkAsPaid(order)) return refuse('Order cannot be marked as paid.', ['id']);
	const at = toSeconds(call.nowMs);
	call.note.orderId = order.id;
	const paid = saveOrder(call.state, { ...payInFull(order, at), updatedAt: at }, call.nowMs);
	return { order: toOrder(call.state, paid), userErrors: [] };
}

interface RefundMethod {
	readonly originalPaymentMethodsRefund?: boolean | null;
	readonly storeCreditRefund?: unknown;
}

/** Answers with a job; the order is cancelled when it is done. */
export function orderCancel(args: Arguments, call: Call): Fields {
	const { state, nowMs, context } = call;
	const order = wanted(args.orderId, call);
	const fail = (message: string, code: string): Fields => {
		const field = ['orderId'];
		return { orderCancelUserErrors: [{ field, message, code }], userErrors: [{ field, message }] };
	};
	const method = (args.refundMethod ?? {}) as RefundMethod;
	if (method.storeCreditRefund != null) throw notImitated('orderCancel(refundMethod: storeCreditRefund)');
	if (!order) return fail('Order does not exist.', 'NOT_FOUND');
	const problem = cancelProblem(order, state);
	if (problem !== undefined) return fail(problem, 'INVALID');
	const id = gid('Job', `c0de0000-0000-4000-8000-${String(context.nextId('job')).padStart(12, '0')}`);
	state.jobs.set(id, {
		id,
		doneAtMs: nowMs + (context.options.jobLag === 'none' ? 0 : 1_000),
		done: false,
		cancel: {
			number: order.number,
			reason: String(args.reason),
			refund: args.refund === true || method.originalPaymentMethodsRefund === true,
			restock: args.restock === true,
			staffNote: typeof args.staffNote === 'string' ? args.staffNote : null,
		},
	});
	settleJobs(state, nowMs);
	call.note.orderId = order.id;
	return { job: findJob(id, call), orderCancelUserErrors: [], userErrors: [] };
}

function cancelProblem(order: OrderRecord, state: ShopState): string | undefined {
	if (order.cancelledAt !== null) return 'Order has already been cancelled.';
	if ([...state.jobs.values()].some((job) => !job.done && job.cancel.number === order.number))
		return 'Order is being cancelled.';
	if (order.openReturn) return 'Cannot cancel an order with open returns.';
	if (order.fulfillments.some(({ status }) => status === 'SUCCESS')) return 'Cannot cancel a fulfilled order.';
	return undefined;
}

/** Does what is due; asked before anything else is. */
export function settleJobs(state: ShopState, nowMs: number): void {
	runDueJobs(state, nowMs, ({ number, ...how }, atMs) => {
		const order = currentOrder(state, number);
		if (order && cancelProblem(order, state) === undefined) cancelOrder(state, order, how, atMs);
	});
}

/** One job as `Job`; null for one that was never given out. */
export function findJob(id: string, { state }: Call): Fields | null {
	const job = state.jobs.get(id);
	return job ? { __typename: 'Job', id: job.id, done: job.done } : null;
}

export const tagsAdd = (args: Arguments, call: Call): Fields =>
	retag('tagsAdd', args, call, (tags, more) => cleanTags([...tags, ...more]));

export const tagsRemove = (args: Arguments, call: Call): Fields =>
	retag('tagsRemove', args, call, (tags, less) => {
		const gone = new Set(less.map((tag) => tag.trim().toLowerCase()));
		return tags.filter((tag) => !gone.has(tag.toLowerCase()));
	});

function retag(
	field: string,
	args: Arguments,
	call: Call,
	change: (tags: readonly string[], said: readonly string[]) => string[],
): Fields {
	const id = String(args.id);
	const type = readGid(id)?.type ?? '';
	const tagged = Object.hasOwn(TAGGED, type) ? TAGGED[type] : undefined;
	if (!tagged) throw notImitated(`tags of ${id}`);
	requireScope(call, field, [tagged.scope]);
	const before = tagged.tags(call, id);
	if (!before) return refuse(`${type} does not exist.`, ['id']);
	const after = change(before, args.tags as readonly string[]);
	if (before.join('\n') !== after.join('\n')) tagged.write(call, id, after);
	call.note.id = id;
	return { node: tagged.node(call, id), userErrors: [] };
}

interface RiskInput {
	readonly orderId: string;
	readonly riskLevel: string;
	readonly facts: ReadonlyArray<{ readonly description: string; readonly sentiment: string }>;
}

/** Another assessment beside Shopify's is not kept here: the latest is the order's. */
export function orderRiskAssessmentCreate(args: Arguments, call: Call): Fields {
	const { orderId, riskLevel, facts } = args.orderRiskAssessmentInput as RiskInput;
	const order = wanted(orderId, call);
	if (!order) {
		return { userErrors: [{ field: ['orderId'], message: 'Order does not exist.', code: 'NOT_FOUND' }] };
	}
	saveOrder(call.state, { ...order, risk: riskOf(riskLevel as RiskLevel) }, call.nowMs);
	call.note.orderId = order.id;
	return { orderRiskAssessment: { riskLevel, facts, provider: null }, userErrors: [] };
}

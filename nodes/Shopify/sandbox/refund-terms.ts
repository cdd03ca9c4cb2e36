/*
 * What staff choose when they refund, beyond lines and shipping.
 */
import type { OrderRecord, RefundTerms, ShopState } from './state';
import { shelfOf } from './shelf';

type Input = Record<string, unknown>;

const MONEY: ReadonlySet<string> = new Set<RefundTerms['money']>(['SUCCESS', 'PENDING', 'FAILURE', 'NONE']);

/**
 * { note?, keptBack?, reason?, money?, exchange?: [{ sku, quantity }] }: `keptBack` is an amount, below zero for more than
 * the goods; `money` what becomes of it. Undefined where nothing of it is said.
 */
export function refundTerms(input: Input, state: ShopState): RefundTerms | undefined {
	const { note, keptBack, reason, money, exchange } = input;
	if ([note, keptBack, reason, money, exchange].every((each) => each === undefined)) return undefined;
	if (money !== undefined && !MONEY.has(String(money)))
		throw new Error(`"${String(money)}" is none of ${[...MONEY].join(', ')}`);
	const goods = Array.isArray(exchange) ? (exchange as Input[]) : [];
	return {
		note: typeof note === 'string' ? note : null,
		keptBack: keptBack === undefined ? '0' : String(keptBack),
		reason: keptBack === undefined ? null : String(reason ?? 'REFUND_DISCREPANCY'),
		money: (money ?? 'SUCCESS') as RefundTerms['money'],
		settledAt: null,
		exchange: goods.map(({ sku, quantity = 1 }) => exchanged(String(sku), Number(quantity), state)),
	};
}

function exchanged(sku: string, quantity: number, state: ShopState): RefundTerms['exchange'][number] {
	const product = shelfOf(state)(sku);
	if (!product) throw new Error(`The shop has no product ${sku}`);
	return { sku, quantity, price: product.price };
}

/** The order with the money of its last refund come through; the refund's own time stays (assumed). */
export function withMoneySettled(order: OrderRecord, at: string): OrderRecord {
	const last = order.refunds.at(-1);
	if (last?.terms?.money !== 'PENDING')
		throw new Error(`Order #${order.number} has no refund whose money is on its way`);
	const terms = { ...last.terms, money: 'SUCCESS' as const, settledAt: at };
	return { ...order, refunds: [...order.refunds.slice(0, -1), { ...last, terms }] };
}

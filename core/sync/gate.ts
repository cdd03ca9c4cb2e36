import { isCancelled, type Address, type Order } from '../model/order';
import type { Problem } from '../ports';
import { problem } from '../problems';
import { unknownStatus } from './status';

/** A risk assessment that takes longer than this no longer holds an order back. */
export const RISK_PATIENCE_MS = 30 * 60_000;

export interface GateRules {
	/** Payment statuses with which an order goes through, in the model's words (`paid`, `authorized`, …). */
	readonly payment: readonly string[];
	/** Payment methods that are paid at the door: with one of them a `pending` order goes through. Case does not count. */
	readonly cashOnDeliveryMethods?: readonly string[];
	/** Hold orders in which nothing is left to ship (gift cards, downloads): on for a warehouse, off for the books. */
	readonly onlyPhysical?: boolean;
	/** Whether the target keeps an order of high risk where a person decides on it, and nothing is sent until then. */
	readonly takesRisky?: boolean;
	/** Whether the target keeps a cancelled order as one that is cancelled, whatever else would hold it. */
	readonly takesCancelled?: boolean;
}

/**
 * `held` is a reason to wait and no fault of anybody's: the order is asked about again with the next run.
 * `problem` needs a person.
 */
export type GateAnswer = { readonly pass: true } | { readonly held: Problem } | { readonly problem: Problem };

/**
 * Decides whether an order may be written to a target now: not a test, not cancelled, every status known, paid as the
 * rules say, no risk assessment under way or against it, something to ship, and an address to ship it to. `now` is an
 * ISO instant. Total over every valid order; the first reason in that order is the answer.
 */
export function gateOrder(order: Order, rules: GateRules, now: string): GateAnswer {
	const early = heldForever(order, rules);
	if (early) return { held: early };
	const unknown = unknownStatus(`order ${order.number}`, {
		status: order.status,
		paymentStatus: order.paymentStatus,
		fulfillmentStatus: order.fulfillmentStatus,
		'risk.level': order.risk?.level,
	});
	if (unknown) return { problem: unknown };
	if (isCancelled(order)) return { pass: true };
	const blocked = notReady(order);
	if (blocked) return { problem: blocked };
	const held = heldUnpaid(order, rules) ?? heldForRisk(order, rules, now) ?? heldWithoutGoods(order, rules);
	if (held) return { held };
	const missing = missingAddress(order);
	return missing ? { problem: missing } : { pass: true };
}

/** What its source names against it: a problem and not a hold, so that it is remembered until somebody mends it. */
function notReady({ number, blockers }: Order): Problem | undefined {
	if (!blockers || blockers.length === 0) return undefined;
	return problem('ORDER_NOT_READY', { order: number, reasons: blockers.join('; ') });
}

/** How long what holds an order lasts: whatever happens, or until goods are added; anything else may end any time. */
export type Finality = 'never' | 'empty';

const FINAL: Readonly<Record<string, Finality>> = {
	HELD_TEST: 'never',
	HELD_CANCELLED: 'never',
	HELD_NOTHING_TO_SHIP: 'empty',
};

/** Whether an order that is held for this reason will not be sent as it is now; undefined when it may go on unchanged. */
export const finalityOf = ({ code }: Problem): Finality | undefined => FINAL[code];

/** Whether an order is held because its payment was given back whole; it is paid again only by a change of it. */
export const isRefunded = ({ code, params }: Problem) => code === 'HELD_UNPAID' && params.paymentStatus === 'refunded';

/** Known whatever the other fields say, so they come before the words that nobody knows. */
function heldForever(order: Order, { takesCancelled }: GateRules): Problem | undefined {
	if (order.test === true) return problem('HELD_TEST', { order: order.number });
	return isCancelled(order) && !takesCancelled ? problem('HELD_CANCELLED', { order: order.number }) : undefined;
}

/** Whether an order's risk asks for a person: the shop rates it as high, or recommends cancelling it. */
export const isRisky = ({ risk }: Order) => risk?.level === 'high' || recommendsCancelling(risk);

const recommendsCancelling = (risk: Order['risk']) => risk?.recommendation?.trim().toUpperCase() === 'CANCEL';

function heldUnpaid(order: Order, rules: GateRules): Problem | undefined {
	const { number, paymentStatus } = order;
	if (rules.payment.includes(paymentStatus)) return undefined;
	if (paymentStatus === 'pending' && isPaidAtTheDoor(order, rules)) return undefined;
	return problem('HELD_UNPAID', { order: number, paymentStatus });
}

/** Whether one of the order's payment methods is among those the operator named as cash on delivery. */
export function isPaidAtTheDoor(order: Order, rules: Pick<GateRules, 'cashOnDeliveryMethods'>): boolean {
	const named = new Set((rules.cashOnDeliveryMethods ?? []).map(folded).filter((name) => name !== ''));
	return (order.paymentMethods ?? []).some((method) => named.has(folded(method)));
}

function heldForRisk(order: Order, { takesRisky }: GateRules, now: string): Problem | undefined {
	const params = { order: order.number };
	if (isRisky(order) && takesRisky) return undefined;
	if (recommendsCancelling(order.risk)) return problem('HELD_RISK_CANCEL', params);
	if (order.risk?.level === 'high') return problem('HELD_RISK_HIGH', params);
	const waits = order.risk?.level === 'pending' && ageMs(order, now) < RISK_PATIENCE_MS;
	return waits ? problem('HELD_RISK_PENDING', params) : undefined;
}

/**
 * From the placing on: a later change must not make the wait start again, or an app that keeps touching an order would
 * hold it for good. An order dated into the future is as old as its last change.
 */
function ageMs(order: Order, now: string): number {
	const sincePlaced = Date.parse(now) - Date.parse(order.placedAt);
	if (sincePlaced >= 0 || !order.updatedAt) return sincePlaced;
	return Date.parse(now) - Date.parse(order.updatedAt);
}

function heldWithoutGoods(order: Order, rules: GateRules): Problem | undefined {
	if (rules.onlyPhysical !== true || shipsSomething(order)) return undefined;
	return problem('HELD_NOTHING_TO_SHIP', { order: order.number });
}

/** Whether a line of the order still has to be shipped. */
export function shipsSomething(order: Order): boolean {
	return order.lines.some((line) => line.requiresShipping && line.openQuantity > 0);
}

function missingAddress(order: Order): Problem | undefined {
	if (!shipsSomething(order) || hasPickupPoint(order)) return undefined;
	const fields = missingFields(order.shipTo ?? {});
	return fields.length > 0 ? problem('ADDRESS_MISSING', { order: order.number, fields: fields.join(', ') }) : undefined;
}

function hasPickupPoint(order: Order): boolean {
	return !isBlank(order.pickupPoint?.code) || !isBlank(order.pickupPoint?.name);
}

function missingFields(address: Address): string[] {
	const needed = (['address1', 'city', 'countryCode'] as const).filter((field) => isBlank(address[field]));
	return isBlank(address.name) && isBlank(address.company) ? ['name or company', ...needed] : needed;
}

function isBlank(value: string | null | undefined): boolean {
	return (value ?? '').trim() === '';
}

function folded(name: string): string {
	return name.normalize('NFC').trim().toLowerCase();
}

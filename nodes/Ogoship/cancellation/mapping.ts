import { stageOf } from '../mapping';
import type { CustomerDraft, OgoOrder, StatusChange } from '../order/wire';

/*
 * What cancels an order, by the stage it stands in. https://support.ogoship.com/how-to-cancel-an-order
 */

/** How an order that is not cancelled yet can be; `no` is final, and a stage nobody knows has no way. */
export type Way = 'byStatus' | 'byRequest' | 'no';

/** Locked is like Reserved without a time limit, so it is tried the same way (inferred). */
const WAYS: Readonly<Record<string, Way>> = {
	NEW: 'byStatus',
	DRAFT: 'byStatus',
	PENDING: 'byStatus',
	RESERVED: 'byStatus',
	LOCKED: 'byStatus',
	COLLECTING: 'byRequest',
	SHIPPED: 'no',
	RETURNED: 'no',
};

/** The way an order can be cancelled from this status. */
export const wayToCancel = (status: string): Way | undefined => WAYS[stageOf(status)];

/**
 * The change that cancels: reference, status and customer, which the model requires, and nothing else, so that lines
 * and all the rest stay. The customer is the one that stands there, filled up with what the shop says.
 */
export function toStatusChange(there: OgoOrder, shop: Partial<CustomerDraft>): StatusChange {
	const held = Object.entries(there.customer ?? {}).filter(([, value]) => typeof value === 'string' && value !== '');
	const known: Partial<CustomerDraft> = { ...shop, ...Object.fromEntries(held) };
	const { name = '', address1 = '', city = '', countryCode = '', ...rest } = known;
	return { reference: there.reference, status: 'Cancelled', customer: { name, address1, city, countryCode, ...rest } };
}

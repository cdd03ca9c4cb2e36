import { documentNumber } from '../../core/sync/keys';
import type { Order } from '../../core/model/order';
import type { Problem } from '../../core/ports';

/*
 * Words and values that several resources of ShopDesk share.
 */

export const SYSTEM = 'shopDesk';

export type Stage = 'AWAITING_SM_APPROVAL' | 'APPROVED' | 'INVOICED' | 'CANCELLED' | 'RETURNED';

/** How the statuses are spelled (the source document has Awaiting_SM approval), and the numbers of 2021 (seen in code). */
const STAGES: Readonly<Record<string, Stage>> = {
	AWAITING_SM_APPROVAL: 'AWAITING_SM_APPROVAL',
	AWAITING_SM: 'AWAITING_SM_APPROVAL',
	APPROVED: 'APPROVED',
	INVOICED: 'INVOICED',
	CANCELLED: 'CANCELLED',
	CANCELED: 'CANCELLED',
	RETURNED: 'RETURNED',
	'3': 'AWAITING_SM_APPROVAL',
	'4': 'INVOICED',
	'5': 'CANCELLED',
	'6': 'RETURNED',
};

/** The stage a status word means; undefined for a word nobody knows. */
export const stageOf = (status: string): Stage | undefined => {
	const word = status
		.trim()
		.toUpperCase()
		.replace(/[\s-]+/g, '_');
	return Object.hasOwn(STAGES, word) ? STAGES[word] : undefined;
};

/** Orders that wait keep nothing apart in ShopDesk as far as is known. */
export const RESERVING_STATUSES: readonly string[] = [];

/** Making the invoice sells the goods (inferred). */
export const DEDUCTING_STATUSES: readonly string[] = ['INVOICED'];

/** Whether an order of this status is no longer in what ShopDesk counts. */
export const takesFromStock = (status: string) => stageOf(status) === 'INVOICED';

/** How a record's order is called in ShopDesk. */
export interface ReferenceRules {
	readonly prefix: string;
	readonly referenceFrom: 'id' | 'number';
}

/** The reference of an order: prefix, and its ID or number at the source. */
export function referenceOf(order: Order, rules: ReferenceRules): { key: string } | { problem: Problem } {
	const number = rules.referenceFrom === 'id' ? (order.origin.id.split('/').pop() ?? '') : order.number;
	return documentNumber({ prefix: rules.prefix, number, maxLength: 64 });
}

/** A figure of the API as a decimal string; "0" when it is absent. */
export function decimal(value: number | string | null | undefined): string {
	const number = Number(value ?? 0);
	return Number.isFinite(number) ? number.toFixed(6).replace(/\.?0+$/, '') : '0';
}

/** A date and time in UTC; undefined when it is none. One without a zone is taken for UTC (inferred). */
export function instant(value: string | null | undefined): string | undefined {
	if (!value) return undefined;
	const plain = value.trim().replace(' ', 'T').replaceAll('/', '-');
	const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(plain) || !plain.includes('T');
	const at = new Date(hasZone ? plain : `${plain}Z`);
	return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Three capital letters; PKR, where ShopDesk is used, when it is something else. */
export const currencyCode = (value: string | null | undefined) =>
	/^[A-Z]{3}$/.test((value ?? '').trim().toUpperCase()) ? (value ?? '').trim().toUpperCase() : 'PKR';

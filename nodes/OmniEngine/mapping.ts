import type { Order } from '../../core/model/order';

/*
 * Words and values that several resources of OmniEngine share.
 */

export const SYSTEM = 'omniEngine';

/**
 * The stages of an order, as its tabs follow each other. `pending` stands on the page of the API, the others are tabs of
 * the portal whose wire values are inferred. https://knowledgebase.xstak.com/OE/pending-orders
 */
export const STAGES = [
	'pending',
	'awaiting_assigning',
	'awaiting_approval',
	'courier_booking',
	'awaiting_dispatch',
	'dispatched',
	'delivered',
	'returned',
	'cancelled',
] as const;

export type Stage = (typeof STAGES)[number];

/** The stage a status word means; undefined for a word nobody knows. */
export const stageOf = (status: string | null | undefined): Stage | undefined => {
	const word = (status ?? '')
		.trim()
		.toLowerCase()
		.replace(/[\s-]+/g, '_');
	return STAGES.find((stage) => stage === word);
};

/** A stage in the operator's words. */
export const stageName = (stage: Stage) =>
	stage
		.split('_')
		.map((part) => part.charAt(0).toUpperCase() + part.slice(1))
		.join(' ');

/** Where an order goes from each stage; everything else needs Force (assumed, after the tabs). */
const MOVES: Readonly<Record<Stage, readonly Stage[]>> = {
	pending: ['awaiting_assigning', 'cancelled'],
	awaiting_assigning: ['awaiting_approval', 'cancelled'],
	awaiting_approval: ['courier_booking', 'awaiting_assigning', 'cancelled'],
	courier_booking: ['awaiting_dispatch', 'dispatched', 'cancelled'],
	awaiting_dispatch: ['dispatched', 'cancelled'],
	dispatched: ['delivered', 'returned'],
	delivered: [],
	returned: [],
	cancelled: [],
};

/** Tabs that come after a courier was booked: what an invoice asks for has been done to an order in one of them. */
const AFTER_BOOKING: readonly Stage[] = ['awaiting_dispatch', 'dispatched', 'delivered', 'returned'];

export const hasLeftBooking = (stage: Stage | undefined) => stage !== undefined && AFTER_BOOKING.includes(stage);

export const mayMove = (from: Stage, to: Stage) => MOVES[from].includes(to);

/** Statuses in which goods are kept and still lie there, and those in which an invoice has taken them (inferred). */
export const RESERVING_STATUSES: readonly string[] = ['awaiting_approval'];
export const DEDUCTING_STATUSES: readonly string[] = [
	'courier_booking',
	'awaiting_dispatch',
	'dispatched',
	'delivered',
];

/** Whether an order of this status is no longer in what OmniEngine calls available. */
export const takesFromStock = (status: string) => {
	const stage = stageOf(status) ?? '';
	return RESERVING_STATUSES.includes(stage) || DEDUCTING_STATUSES.includes(stage);
};

/** OmniEngine's ID of an order: its own, or what an order of ShopDesk calls its reference. */
export const oeIdOf = ({ origin, attributes }: Order) =>
	origin.system === SYSTEM ? origin.id : (attributes?.reference ?? '').trim();

export function decimal(value: number | string | null | undefined): string {
	const number = Number(value ?? 0);
	return Number.isFinite(number) ? number.toFixed(6).replace(/\.?0+$/, '') : '0';
}

/** A date and time in UTC; undefined when it is none. */
export function instant(value: string | null | undefined): string | undefined {
	const at = value ? Date.parse(value) : Number.NaN;
	return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

export const currencyCode = (value: string | null | undefined) =>
	/^[A-Z]{3}$/.test((value ?? '').trim().toUpperCase()) ? (value ?? '').trim().toUpperCase() : 'PKR';

export const country = (value: string | null | undefined) => {
	const code = (value ?? '').trim().toUpperCase();
	return /^[A-Z]{2}$/.test(code) ? code : null;
};

import type { CountedDay } from '../ports';

/*
 * The month's calls of an account whose vendor counts them and, once all are used, refuses every call until the first
 * of the next month at 00:00 UTC. How many were made, how many will be, and which may still go. Whole numbers only.
 */

/** What a call is for. */
export type CallClass = 'fullRead' | 'productPrice' | 'stock' | 'tracking' | 'setUp' | 'order';

interface ClassRule {
	readonly callClass: CallClass;
	/** In the operator's words. */
	readonly words: string;
	/** Percent of what is kept free of orders that may be used up, by whatever, before this class is refused. */
	readonly share?: number;
}

/**
 * The order of refusal, the first to be refused first. The shares leave each class something that those before it
 * cannot use up.
 */
export const CLASS_RULES: readonly ClassRule[] = [
	// One of them can cost what all others do in a day, and what it brings comes in pieces too.
	{ callClass: 'fullRead', words: 'full reads', share: 60 },
	// A product that is a day old misleads nobody.
	{ callClass: 'productPrice', words: 'products and prices', share: 75 },
	// The shop nets its own sales; a level that is some hours old is still cautious.
	{ callClass: 'stock', words: 'stock', share: 85 },
	// A customer waits for the parcel's number.
	{ callClass: 'tracking', words: 'tracking', share: 95 },
	// A person waits for an answer, and asks a few times a month: subscriptions, lists to choose from, Check Connection.
	{ callClass: 'setUp', words: 'set-up' },
	// Never refused here: at the vendor's own wall an order waits in the ledger, and is not lost.
	{ callClass: 'order', words: 'orders' },
];

/** Of the allowance, in percent, what is kept for orders at least: for those that nobody foresaw. */
const LEAST_FOR_ORDERS = 5;
/** The pace is that of so many whole days before today, and of today; a week ago another workflow was running. */
export const PACE_DAYS = 3;
const DAY_MS = 86_400_000;
/** A pace from less than a day would make a month of one busy hour. */
const LEAST_PACE_MS = DAY_MS;
/** A poll that would use too much is let through every second, fourth, eighth time, and then not less until it is refused. */
const SLOWER = [2, 4, 8] as const;
/** From here on a successful run says how things stand, in percent of the allowance. */
export const WARN_FROM = 75;

export interface ClassState {
	readonly callClass: CallClass;
	readonly words: string;
	/** This month. */
	readonly used: number;
	/** Of polls one in so many goes, 1 being all of them; 0 when the class is refused. */
	readonly every: number;
	/** How many calls a run of this class may make; absent for a class that is never refused. */
	readonly room?: number;
}

export interface BudgetState {
	/** UTC, `2026-11`. */
	readonly month: string;
	/** Absent where nobody stated one; nothing slows down or is refused then. */
	readonly allowance?: number;
	/** Calls of all classes this month. */
	readonly used: number;
	/** Of the allowance, in percent, rounded down; absent with it. */
	readonly percent?: number;
	/** Calls to be expected by the end of the month if all goes on as in the last days. */
	readonly forecast: number;
	/** When everything may go again, ISO 8601 UTC. */
	readonly opensAt: string;
	/** In the order of refusal. */
	readonly classes: readonly ClassState[];
}

/** The months' UTC days, and the pace of the last ones. */
interface Pace {
	readonly monthDays: readonly CountedDay[];
	readonly recentDays: readonly CountedDay[];
	readonly windowMs: number;
	readonly restMs: number;
}

/** The first day of a month and of the next one: `2026-11` is from 2026-11-01 to 2026-12-01. */
export function monthOf(now: string): { readonly month: string; readonly opensAt: string } {
	const date = new Date(now);
	const next = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
	return { month: date.toISOString().slice(0, 7), opensAt: next.toISOString() };
}

/** The first of the UTC days whose counts say where the account stands at a moment. */
export function firstDayCounted(now: string): string {
	const recent = new Date(Date.parse(now) - PACE_DAYS * DAY_MS).toISOString().slice(0, 10);
	const month = `${monthOf(now).month}-01`;
	return recent < month ? recent : month;
}

/** Where an account stands: what was used, what will be, what may still go. Pure. */
export function budgetState(allowance: number | undefined, days: readonly CountedDay[], now: string): BudgetState {
	const { month, opensAt } = monthOf(now);
	const pace = paceOf(days, now);
	const used = sum(pace.monthDays);
	const forecast = used + CLASS_RULES.reduce((total, { callClass }) => total + expected(pace, callClass), 0);
	const classes = CLASS_RULES.map((rule, place): ClassState => {
		const { callClass, words } = rule;
		const limits = allowance === undefined ? { every: 1 } : limitsOf(rule, place, allowance, used, pace);
		return { callClass, words, used: sum(pace.monthDays, callClass), ...limits };
	});
	const limited = allowance === undefined ? {} : { allowance, percent: shareUsed(used, allowance) };
	return { month, ...limited, used, forecast, opensAt, classes };
}

/** What a class may still do of what its share leaves, once those after it have what they need. */
function limitsOf(
	{ callClass, share }: ClassRule,
	place: number,
	allowance: number,
	used: number,
	pace: Pace,
): Pick<ClassState, 'every' | 'room'> {
	if (share === undefined) return { every: 1 };
	const reserve = Math.max(Math.ceil((allowance * LEAST_FOR_ORDERS) / 100), expected(pace, 'order'));
	const left = Math.max(0, shareOf(Math.max(0, allowance - reserve), share) - used);
	const later = CLASS_RULES.slice(place + 1).filter((rule) => rule.share !== undefined);
	const room = Math.max(0, left - later.reduce((total, rule) => total + expected(pace, rule.callClass), 0));
	const every = left === 0 ? 0 : passage(callClass, expected(pace, callClass), room);
	return { every, room: every === 0 ? 0 : left };
}

/** A full read goes whole or not at all; everything else slows down before it is refused. */
function passage(callClass: CallClass, wanted: number, room: number): number {
	if (wanted <= room) return 1;
	if (callClass === 'fullRead') return 0;
	return SLOWER.find((every) => Math.ceil(wanted / every) <= room) ?? SLOWER[SLOWER.length - 1]!;
}

function paceOf(days: readonly CountedDay[], now: string): Pace {
	const { month, opensAt } = monthOf(now);
	const nowMs = Date.parse(now);
	const earliest = new Date(nowMs - PACE_DAYS * DAY_MS).toISOString().slice(0, 10);
	const recentDays = days.filter(({ day, calls }) => day >= earliest && calls > 0);
	// An account that was first used yesterday has the pace of two days, and not of four.
	const first = recentDays.map(({ day }) => day).sort()[0] ?? earliest;
	return {
		monthDays: days.filter(({ day }) => day.startsWith(month)),
		recentDays,
		windowMs: Math.max(LEAST_PACE_MS, nowMs - Date.parse(`${first}T00:00:00.000Z`)),
		restMs: Date.parse(opensAt) - nowMs,
	};
}

/** Calls of a class to be expected until the end of the month, rounded up. */
function expected({ recentDays, windowMs, restMs }: Pace, callClass: CallClass): number {
	// Calls times milliseconds are more than a number holds exactly.
	const product = BigInt(sum(recentDays, callClass)) * BigInt(restMs);
	return Number((product + BigInt(windowMs) - 1n) / BigInt(windowMs));
}

function sum(days: readonly CountedDay[], callClass?: CallClass): number {
	return days.reduce(
		(total, each) => total + (callClass === undefined || each.callClass === callClass ? each.calls : 0),
		0,
	);
}

const shareOf = (whole: number, percent: number) => Number((BigInt(whole) * BigInt(percent)) / 100n);
const shareUsed = (used: number, allowance: number) => Number((BigInt(used) * 100n) / BigInt(allowance));

// ------------------------------------------------------------------ the allowance

/**
 * A monthly allowance as an operator typed it: a number of calls, none where nothing was typed, or why it cannot be
 * used. Pure.
 */
export function allowanceFrom(typed: unknown): { readonly allowance?: number } | { readonly reason: string } {
	const text = typeof typed === 'number' ? String(typed) : typed;
	if (text === undefined || text === null) return {};
	if (typeof text !== 'string') return { reason: UNUSABLE };
	if (text.trim() === '') return {};
	const allowance = /^\d{1,16}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
	return Number.isSafeInteger(allowance) && allowance > 0 ? { allowance } : { reason: UNUSABLE };
}

const UNUSABLE = 'it must be a whole number above 0, as the plan says it; leave it empty for none';

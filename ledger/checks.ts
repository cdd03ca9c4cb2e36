/*
 * What the ledger refuses: texts that could be a vendor's, routes that lead nowhere, instants that are none.
 */

import type { Hold, PurgeFilter, Settlement } from '../core/ports';
import { toInstant } from './instants';

export const DAY_MS = 24 * 60 * 60_000;
const MOST_CHARACTERS = 500;
const PLAIN_WORDS = /^[\w .-]{1,60}$/;

const isShortText = (value: unknown): value is string => typeof value === 'string' && value.length <= MOST_CHARACTERS;

/**
 * Refuses settlements that could carry a vendor's text into the ledger: parameters that are no short strings, events
 * that are no plain words. Throws a programming error; what was refused is not repeated in it.
 */
export function checkSettlements(settlements: readonly Settlement[]): void {
	for (const settlement of settlements) {
		if (settlement.state === 'released') continue;
		if (settlement.state === 'done') {
			if (!PLAIN_WORDS.test(settlement.event)) throw misuse('An event of the ledger is a few plain words.');
			checkHolds(settlement.holds ?? []);
			continue;
		}
		const { params, requestId, code } = settlement.problem;
		for (const [name, value] of Object.entries({ ...params, code, requestId: requestId ?? '' })) {
			if (isShortText(value)) continue;
			throw misuse(`The problem parameter "${name}" is no string of at most ${MOST_CHARACTERS} characters.`);
		}
	}
}

function checkHolds(holds: readonly Hold[]): void {
	for (const { sku, quantity } of holds) {
		if (!isShortText(sku) || sku.trim() === '') throw misuse('Held units have a SKU of at most 500 characters.');
		if (!Number.isSafeInteger(quantity) || quantity < 0) throw misuse('Held units are a whole number.');
	}
}

/** Refuses a note that could be more than a figure or a short word about a route. */
export function checkNote(route: string, name: string, value: string): void {
	targetOfRoute(route);
	if (!PLAIN_WORDS.test(name)) throw misuse('The name of a note is a few plain words.');
	if (!isShortText(value)) throw misuse(`A note is a string of at most ${MOST_CHARACTERS} characters.`);
}

/** Refuses counts that are none, of an account that is none. */
export function checkCounted(account: string, callClass: string, calls: number): void {
	if (!isShortText(account) || !/^[^:]+:./.test(account)) throw misuse('An account is a system and its id: system:id.');
	if (!PLAIN_WORDS.test(callClass)) throw misuse('A class of calls is a few plain words.');
	if (!Number.isSafeInteger(calls) || calls < 1) throw misuse('Calls are counted in whole numbers from 1.');
}

/** A UTC day, `2026-11-22`, in whole days since 1970; throws a programming error for a text that is none. */
export function toDay(day: string): number {
	const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN;
	if (Number.isNaN(ms)) throw misuse('A day of the ledger is written 2026-11-22.');
	return ms / DAY_MS;
}

/** The age below which a purge removes nothing, in milliseconds; throws a programming error when it is none. */
export function purgeAge({ olderThanDays }: PurgeFilter): number {
	if (!Number.isFinite(olderThanDays) || olderThanDays < 1) throw misuse('A purge has an age of at least one day.');
	return Math.round(olderThanDays * DAY_MS);
}

/** An instant in milliseconds since 1970; throws a programming error for a text that is none. */
export function toMs(instant: string): number {
	const iso = toInstant(instant);
	if (iso === null) throw misuse('An instant of the ledger is ISO 8601 with a zone.');
	return Date.parse(iso);
}

/** The account a route leads to; throws a programming error for a route that leads nowhere. */
export function targetOfRoute(route: string): string {
	const arrow = route.indexOf('>');
	if (arrow < 1 || arrow === route.length - 1) throw misuse('A route has a source and a target: source>target.');
	return route.slice(arrow + 1);
}

/** A mistake of ours, as an error that other files know by its code. */
export function misuse(message: string): Error {
	return Object.assign(new TypeError(message), { code: 'INTERNAL' });
}

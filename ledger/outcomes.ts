/*
 * What a settlement makes of a row: when it is due again, whether it is given up, whether people are told.
 */

import type { Problem, Settlement } from '../core/ports';
import type { FactRow } from './rows';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Waits after the first, second, third … time; the last one stands for all that follow. */
const WAITS = { rejected: [HOUR, 4 * HOUR, 24 * HOUR], unknown: [2 * MINUTE, 10 * MINUTE, HOUR] } as const;
const GIVE_UP_AFTER = 10;

/** What is written to a held row. */
export interface Outcome {
	readonly token: string;
	readonly state: 'done' | 'rejected' | 'unknown' | 'failed';
	readonly event: string;
	readonly detail: string | null;
	readonly rejections: number;
	readonly unknowns: number;
	readonly dueInMs: number | null;
	readonly problemState: 'rejected' | 'unknown' | null;
	readonly code: string | null;
	readonly params: string | null;
	readonly requestId: string | null;
	readonly targetId: string | null;
	readonly targetNumber: string | null;
	readonly alert: boolean;
}

/**
 * Decides what a settlement makes of a held row: when it is due again, whether it is given up, whether people are told.
 * Rejections and unknowns are counted apart and both start again with a new revision, so that neither wait nor giving up
 * depends on the other, and a fact that alternates between them is given up too.
 */
export function outcomeOf(row: FactRow, settlement: Exclude<Settlement, { state: 'released' }>): Outcome {
	const { token } = settlement;
	if (settlement.state === 'done') {
		const { targetId = null, targetNumber = null, event } = settlement;
		const nothing = { dueInMs: null, problemState: null, code: null, params: null, requestId: null };
		const counts = { rejections: 0, unknowns: 0 };
		return {
			token,
			state: 'done',
			event: 'done',
			detail: event,
			...counts,
			...nothing,
			targetId,
			targetNumber,
			alert: false,
		};
	}
	const { state: problemState, problem } = settlement;
	const unchanged = row.revision === row.claim_revision;
	const rejections = (unchanged ? row.rejections : 0) + (problemState === 'rejected' ? 1 : 0);
	const unknowns = (unchanged ? row.unknowns : 0) + (problemState === 'unknown' ? 1 : 0);
	const times = problemState === 'rejected' ? rejections : unknowns;
	const givenUp = times >= GIVE_UP_AFTER;
	const waits = WAITS[problemState];
	const params = storedParams(problem);
	// A dismissed problem was closed by a person: the next one is a first one.
	const known = row.resting !== 'dismissed' && row.problem_code === problem.code && row.problem_params === params;
	return {
		token,
		state: givenUp ? 'failed' : problemState,
		event: givenUp ? 'given up' : problemState,
		detail: null,
		rejections,
		unknowns,
		dueInMs: givenUp ? null : (waits[Math.min(times, waits.length) - 1] ?? null),
		problemState,
		code: problem.code,
		params,
		requestId: problem.requestId ?? null,
		targetId: null,
		targetNumber: null,
		alert: givenUp || !known,
	};
}

/** Parameters as they are stored: keys in order, so that equal parameters are equal text. */
function storedParams({ params }: Problem): string {
	return JSON.stringify(Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))));
}

import type { Problem } from '../core/ports';

/** A ledger that cannot be used, and why in plain words: the error that other files know by its code SETUP_LEDGER. */
export function unusable(reason: string, store?: 'postgres'): Error {
	const problem: Problem = { code: 'SETUP_LEDGER', params: { reason, ...(store && { store }) } };
	return Object.assign(new Error(reason), { code: problem.code, problem });
}

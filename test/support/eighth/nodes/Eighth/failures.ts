import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';

/*
 * Its failures in the operator's words.
 */

export const SYSTEM = 'eighth';
export const LABEL = 'Eighth';

/** Runs calls; whatever goes wrong with one of them ends the run. */
export async function calling<T>(call: () => Promise<T>): Promise<T> {
	try {
		return await call();
	} catch (error) {
		const { code, status } = error as { code?: unknown; status?: unknown };
		if (code !== 'EIGHTH_FAILURE') throw error;
		throw runProblem(problem('SETUP_SERVICE', { system: LABEL, status: String(status) }));
	}
}

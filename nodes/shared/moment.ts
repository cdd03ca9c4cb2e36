import { runProblem } from '../../core/sync/run';

/**
 * A date and time parameter as UTC; absent when it is empty. n8n hands dates over as text or as objects of its own
 * (luxon) that print themselves as ISO 8601. Ends the run with SETUP_PARAMETER when it is neither.
 */
export function momentOf(value: unknown, name: string): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const at = new Date(typeof value === 'number' ? value : String(value));
	if (!Number.isNaN(at.getTime())) return at.toISOString();
	throw runProblem({ code: 'SETUP_PARAMETER', params: { name, reason: 'it is not a date and time' } });
}

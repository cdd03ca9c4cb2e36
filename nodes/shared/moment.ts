import { DateTime } from 'luxon';

import { parameterProblem } from '../../core/sync/run';

/**
 * A date and time parameter as UTC; absent when it is empty. The editor saves a picked date without a zone, and means
 * the workflow's; an expression hands over text with a zone, or an object of luxon's that prints itself as ISO 8601.
 * Ends the run with SETUP_PARAMETER when it is neither.
 */
export function momentOf(value: unknown, name: string, timezone: string): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const at =
		typeof value === 'number' ? DateTime.fromMillis(value) : DateTime.fromISO(textOf(value), { zone: timezone });
	const utc = at.isValid ? at.toUTC().toISO() : null;
	if (utc !== null) return utc;
	throw parameterProblem(name, 'it is not a date and time');
}

/** ISO 8601 with a T: the editor of older workflows saved a blank there. */
function textOf(value: unknown): string {
	return (value instanceof Date ? value.toISOString() : String(value)).trim().replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T');
}

/*
 * A naive datetime in the time zone of the call's context, as `load` reads it (seen on 19).
 */
import { momentOf } from './values';

/** The moment of `2026-11-20 10:00:00` there; as UTC where no zone is named, or none that anybody knows. */
export function momentIn(zone: unknown, text: string): number {
	const ms = momentOf(text);
	if (typeof zone !== 'string') return ms;
	try {
		return ms - offsetAt(zone, ms - offsetAt(zone, ms));
	} catch {
		return ms;
	}
}

function offsetAt(zone: string, ms: number): number {
	const shown = new Date(ms).toLocaleString('sv-SE', { timeZone: zone });
	return Date.parse(`${shown.replace(' ', 'T')}Z`) - ms;
}

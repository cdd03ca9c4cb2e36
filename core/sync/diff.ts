import { isDecimal, sameAmount } from '../model/money';
import type { FieldChange } from '../ports';
import { canonicalJson } from './keys';

/** How one field is read on both sides, and when two values count as the same. */
export interface FieldRule<B, W> {
	readonly field: string;
	readonly before: (record: B) => unknown;
	/** Undefined leaves the field as it is, null clears it, everything else (an empty text too) is the value wanted. */
	readonly wanted: (record: W) => unknown;
	/** `sameValue` when absent. */
	readonly same?: (before: unknown, wanted: unknown) => boolean;
}

/** Decides which fields have to change, and from what to what. Fields without a rule are never touched. */
export function diff<B, W>(before: B, wanted: W, rules: ReadonlyArray<FieldRule<B, W>>): FieldChange[] {
	const changes: FieldChange[] = [];
	for (const rule of rules) {
		const after = rule.wanted(wanted);
		if (after === undefined) continue;
		const held = rule.before(before);
		if (!(rule.same ?? sameValue)(held, after)) changes.push({ field: rule.field, before: held ?? null, after });
	}
	return changes;
}

/** Equal as JSON, whatever the order of keys; absent and null are the same nothing. */
export function sameValue(before: unknown, wanted: unknown): boolean {
	return canonicalJson(before ?? null) === canonicalJson(wanted ?? null);
}

/** Equal as read by a person: Unicode form, line ends and outer blanks do not count, and empty is nothing. */
export function sameText(before: unknown, wanted: unknown): boolean {
	return plain(before) === plain(wanted);
}

/** Equal as numbers: "12.5" is "12.50" and 12.5. What is no number is compared as a value. */
export function sameDecimal(before: unknown, wanted: unknown): boolean {
	const a = typeof before === 'number' ? String(before) : before;
	const b = typeof wanted === 'number' ? String(wanted) : wanted;
	return isDecimal(a) && isDecimal(b) ? sameAmount(a, b) : sameValue(a, b);
}

/** Equal as sets of values: neither order nor repeats count. What is no list is compared as a value. */
export function sameSet(before: unknown, wanted: unknown): boolean {
	if (!Array.isArray(before) || !Array.isArray(wanted)) return sameValue(before, wanted);
	return sameValue(distinct(before), distinct(wanted));
}

function distinct(values: readonly unknown[]): string[] {
	return [...new Set(values.map(canonicalJson))].sort();
}

function plain(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'string' ? value.normalize('NFC').replaceAll('\r\n', '\n').trim() : canonicalJson(value);
}

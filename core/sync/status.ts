import type { Problem } from '../ports';
import { problem } from '../problems';

/** A status word that no table knows, carried along so that it is reported and never defaulted. */
export type Unmapped = `unmapped:${string}`;

const PREFIX = 'unmapped:';
const LONGEST_WORD = 60;

/**
 * What a vendor's status word is in the model's words. Total: a word that is not in the table (or no word at all)
 * comes back as `unmapped:WORD`. Compared exactly, as the vendor writes it.
 */
export function translate<W extends string>(table: Readonly<Record<string, W>>, word: unknown): W | Unmapped {
	const known = typeof word === 'string' && Object.hasOwn(table, word) ? table[word] : undefined;
	return known ?? `${PREFIX}${plainWord(word)}`;
}

/** Whether a status word is one that no table knew. */
export function isUnmapped(word: string | null | undefined): word is Unmapped {
	return typeof word === 'string' && word.startsWith(PREFIX);
}

/** STATUS_UNKNOWN for the first of a record's status fields that no table knew; nothing when all are known. */
export function unknownStatus(
	record: string,
	fields: Readonly<Record<string, string | null | undefined>>,
): Problem | undefined {
	for (const [field, word] of Object.entries(fields)) {
		if (isUnmapped(word)) return problem('STATUS_UNKNOWN', { record, field, word: word.slice(PREFIX.length) });
	}
	return undefined;
}

function plainWord(word: unknown): string {
	if (typeof word !== 'string' && typeof word !== 'number' && typeof word !== 'boolean') return 'nothing';
	return String(word)
		.replace(/\p{Cc}/gu, ' ')
		.slice(0, LONGEST_WORD);
}

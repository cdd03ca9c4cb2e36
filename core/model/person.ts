/*
 * Nothing of a person is stored, and nothing of one is shown that a vendor's error quotes (decision 26).
 */

/** What is shown of a vendor's words at most. */
const MOST_CHARACTERS = 200;
/** E-mail addresses and international phone numbers are known by their form, whoever's they are; `%40` is "@" in an address. */
const BY_FORM = [/[\w.+%-]+(?:@|%40)[\w.-]+/gi, /(?:\+|%2B|\b00)\d[\d\s()./-]{5,}\d/gi];

/** Whether a text is an e-mail address or an international phone number: a person, where an ID is expected. */
export function isPersonal(text: string): boolean {
	return text.includes('@') || /^\s*\+[\d\s()./-]{5,}$/.test(text);
}

/**
 * A vendor's words as they may be shown: on one line, not too long, and with "…" in place of these values of the
 * customer, of their longer words, and of whatever has the form of an e-mail address or a phone number.
 */
export function withoutPerson(words: string, personal: readonly string[]): string {
	const parts = personal
		.filter((value) => value.length > 2)
		.flatMap((value) => [value, ...value.split(/\s+/).filter((word) => word.length > 3)])
		.sort((a, b) => b.length - a.length)
		.map((part) => new RegExp(part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu'));
	// Forms first: a word of the name would break an address up.
	const plain = [...BY_FORM, ...parts].reduce((rest, part) => rest.replace(part, '…'), words);
	return [...plain.replace(/\p{Cc}/gu, ' ')].slice(0, MOST_CHARACTERS).join('');
}

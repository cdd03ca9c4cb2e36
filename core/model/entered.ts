/*
 * What operators enter in fields of a node or a credential, which may be anything.
 */

/** A text or number as text without blanks around it; empty for everything else. */
export const text = (value: unknown) =>
	typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

/** The parts of a text with commas between them, without blanks and repeats. */
export const listed = (value: unknown) => [
	...new Set(
		text(value)
			.split(',')
			.map((part) => part.trim())
			.filter(Boolean),
	),
];

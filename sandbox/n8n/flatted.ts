/*
 * n8n keeps the data of an execution in the "flatted" format: a JSON array whose first entry is the root; inside
 * objects and arrays every string is the position of an entry, so that a value met twice is stored once.
 */

/** The value a flatted text stands for, shared and circular parts included. Throws a SyntaxError for other texts. */
export function parseFlatted(text: string): unknown {
	const table: unknown = JSON.parse(text);
	if (!Array.isArray(table) || table.length === 0) throw new SyntaxError('Not a flatted text: not a filled array');
	const made = new Map<number, object>();

	const revive = (position: number): unknown => {
		if (!Number.isInteger(position) || position < 0 || position >= table.length) {
			throw new SyntaxError(`Not a flatted text: there is no entry ${position}`);
		}
		const stored: unknown = table[position];
		if (typeof stored !== 'object' || stored === null) return stored;
		const known = made.get(position);
		if (known) return known;
		const value: object = Array.isArray(stored) ? [] : {};
		made.set(position, value);
		for (const [name, inner] of Object.entries(stored)) {
			Reflect.set(value, name, typeof inner === 'string' ? revive(Number(inner)) : inner);
		}
		return value;
	};
	return revive(0);
}

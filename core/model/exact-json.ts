/*
 * JSON.parse rounds every number above 2^53, and vendors' ids are above it.
 */

/** Strings, which are skipped, and numbers. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** JSON with each number as its own text ("820982911946154508"), not as a number. Throws for what is no JSON. */
export function parseExactly(text: string): unknown {
	const json = text.replace(/^\uFEFF/, '');
	// What is no JSON must not become it by the quotes put in below.
	JSON.parse(json);
	return JSON.parse(json.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

/*
 * The `like` operators of domains.
 */
/** `%` is anything and `_` one sign; without `=` in front the pattern may stand anywhere. */
export function likeTest(operator: string, pattern: string): (text: string) => boolean {
	const fold = (text: string) => (operator.endsWith('ilike') ? text.toLowerCase() : text);
	const wanted = fold(operator.startsWith('=') ? pattern : `%${pattern}%`);
	return (text) => matches(fold(text), wanted);
}

/** By hand, since a caller's pattern may be long, or slow as a regular expression. */
function matches(text: string, pattern: string): boolean {
	let [at, place, star, from] = [0, 0, -1, 0];
	while (at < text.length) {
		if (pattern[place] === '%') {
			star = place++;
			from = at;
		} else if (pattern[place] === '_' || pattern[place] === text[at]) {
			at += 1;
			place += 1;
		} else if (star >= 0) {
			place = star + 1;
			at = ++from;
		} else return false;
	}
	while (pattern[place] === '%') place += 1;
	return place === pattern.length;
}

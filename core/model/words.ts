/** A word of the model as an operator reads it: "partiallyRefunded" is "Partially Refunded", "sku" is "SKU". */
export function inWords(word: string): string {
	const words = word.replace(/([A-Z])/g, ' $1').replace(/^./, (letter) => letter.toUpperCase());
	return words.replace(/\b(Id|Sku|Url|Vat)\b/g, (letters) => letters.toUpperCase());
}

/** Words of the model as the options of a picker, in alphabetical order. */
export function wordOptions(words: readonly string[]): Array<{ name: string; value: string }> {
	return words.map((value) => ({ name: inWords(value), value })).sort((a, b) => a.name.localeCompare(b.name));
}

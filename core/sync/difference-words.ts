import type { Difference, SideValue } from './differences';
import type { Comparison } from './reconcile';

/*
 * What a comparison found, in one sentence for a person.
 */

const MOST_DIFFERENCES = 5;

const FIELD_WORDS: Readonly<Record<string, string>> = { onHand: 'on hand' };

const NOUNS: Readonly<Record<string, (number: string) => string>> = {
	order: (number) => `Order ${number}`,
	stockLevel: (number) => `The stock of ${number}`,
	shipment: (number) => `The shipment of order ${number}`,
	product: (number) => `The product ${number}`,
};

const list = (words: readonly string[]) =>
	words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

function valueWords({ value, assumed }: SideValue): string {
	const said =
		value === true ? 'yes' : value === false ? 'no' : value === '' || value === null ? 'none' : String(value);
	return assumed ? `${said} (assumed)` : said;
}

function differenceWords({ field, sku, values }: Difference): string {
	const about = sku ?? FIELD_WORDS[field] ?? field;
	return `${about}: ${values.map((each) => `${valueWords(each)} in ${each.account}`).join(', ')}`;
}

function differencesWords(differences: readonly Difference[]): string {
	const told = differences.slice(0, MOST_DIFFERENCES).map(differenceWords);
	const more = differences.length - told.length;
	return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** "Order #1001 is in shopify:demo and not in ogoship:77." `accounts` are those of the sides, in their order. */
export function comparisonSentence(of: string, found: Comparison, accounts: readonly string[]): string {
	const named = (sides: readonly number[]) => list(sides.map((side) => accounts[side] ?? `input ${side + 1}`));
	const what = (NOUNS[of] ?? ((number: string) => number))(found.number);
	const present = named(found.members.map(({ side }) => side));
	const differs = found.differences.length > 0 ? differencesWords(found.differences) : '';
	if (found.missing.length > 0) {
		const where = `${what} is in ${present} and not in ${named(found.missing)}`;
		return differs === '' ? `${where}.` : `${where}; it differs where it is: ${differs}.`;
	}
	return differs === '' ? `${what} is the same in ${present}.` : `${what} differs: ${differs}.`;
}

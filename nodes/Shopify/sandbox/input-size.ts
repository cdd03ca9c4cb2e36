/*
 * Lists in the arguments of a mutation hold at most 250 entries: https://shopify.dev/docs/api/usage/limits
 * The code and the words are as recorded by https://github.com/airhorns/shopify-draft-proxy; that the answer then has
 * no data at all is so there and not here, where the field is null.
 */
import { GraphQLError } from 'graphql';

const LARGEST_LIST = 250;
/** Lists with a limit of their own, as the schema's descriptions and the changelog on variants say. */
const LARGER: ReadonlyArray<readonly [RegExp, number]> = [
	[/^productSet\.input\.variants$/, 2_048],
	[/\.fulfillmentOrderLineItems$/, 512],
];

/** Throws for a list that is too long, however deep it lies; nothing is executed then. */
export function refuseLargeInput(mutation: string, args: unknown): void {
	look(args, [mutation]);
}

function look(value: unknown, path: readonly string[]): void {
	if (Array.isArray(value)) {
		const largest = LARGER.find(([list]) => list.test(path.join('.')))?.[1] ?? LARGEST_LIST;
		if (value.length > largest) throw tooLarge(value.length, largest, path);
		value.forEach((each, index) => look(each, [...path, `${index}`]));
	} else if (typeof value === 'object' && value !== null) {
		for (const [name, each] of Object.entries(value)) look(each, [...path, name]);
	}
}

function tooLarge(size: number, largest: number, path: readonly string[]): GraphQLError {
	return new GraphQLError(`The input array size of ${size} is greater than the maximum allowed of ${largest}.`, {
		path,
		extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
	});
}

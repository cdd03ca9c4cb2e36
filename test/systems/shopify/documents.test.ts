import { Kind, NoDeprecatedCustomRule, parse, specifiedRules, validate } from 'graphql';

import { DOCUMENTS } from '../../../nodes/Shopify/documents';
import { shopifySchema } from '../../../sandbox/shopify-schema';

/*
 * Every document is checked against the schemas Shopify ships. What a schema cannot check is a rule of our own: the
 * mutations that demand a key at run time (https://shopify.dev/docs/api/usage/implementing-idempotency).
 */
jest.setTimeout(240_000);

const NEEDS_KEY = new Set([
	'refundCreate',
	'inventorySetQuantities',
	'inventoryAdjustQuantities',
	'inventoryMoveQuantities',
	'inventorySetOnHandQuantities',
	'inventoryActivate',
	'inventoryShipmentCreate',
	'inventoryShipmentCreateInTransit',
	'inventoryShipmentAddItems',
	'inventoryShipmentReceive',
	'inventoryTransferCreate',
	'inventoryTransferCreateAsReadyToShip',
	'inventoryTransferDuplicate',
	'inventoryTransferSetItems',
	'locationActivate',
	'locationDeactivate',
]);

const VERSIONS = ['2026-10', '2026-07'] as const;
const CASES = VERSIONS.flatMap((version) => Object.keys(DOCUMENTS).map((name) => ({ version, name })));

/** The mutations of a document that need `@idempotent(key:)` and lack it. */
function withoutKey(source: string): string[] {
	return parse(source).definitions.flatMap((definition) => {
		if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== 'mutation') return [];
		return definition.selectionSet.selections.flatMap((field) => {
			if (field.kind !== Kind.FIELD || !NEEDS_KEY.has(field.name.value)) return [];
			const directive = field.directives?.find((each) => each.name.value === 'idempotent');
			const keyed = directive?.arguments?.some((argument) => argument.name.value === 'key') ?? false;
			return keyed ? [] : [field.name.value];
		});
	});
}

it('has documents to check', () => {
	expect(Object.keys(DOCUMENTS).length).toBeGreaterThan(0);
});

it.each(CASES)('$name is valid in $version and uses nothing deprecated', async ({ version, name }) => {
	const { schema } = await shopifySchema(version);
	const problems = validate(schema, parse(DOCUMENTS[name] ?? ''), [...specifiedRules, NoDeprecatedCustomRule]);
	expect(problems.map((problem) => problem.message)).toEqual([]);
});

it.each(Object.keys(DOCUMENTS))('%s gives a key to every mutation that needs one', (name) => {
	expect(withoutKey(DOCUMENTS[name] ?? '')).toEqual([]);
});

it.each(VERSIONS)('the mutations that need a key are mutations of %s', async (version) => {
	const { schema } = await shopifySchema(version);
	const known = Object.keys(schema.getMutationType()?.getFields() ?? {});
	expect([...NEEDS_KEY].filter((name) => !known.includes(name))).toEqual([]);
});

it.each([
	['a key', 'mutation M($k: String!) { refundCreate(input: {}) @idempotent(key: $k) { refund { id } } }', []],
	['no key', 'mutation M { refundCreate(input: {}) { refund { id } } }', ['refundCreate']],
	[
		'no key on the second',
		'mutation M($k: String!) { a: refundCreate @idempotent(key: $k) { x } b: locationActivate { x } }',
		['locationActivate'],
	],
	['no need of one', 'mutation M { orderCreate { order { id } } }', []],
])('a mutation with %s is told apart', (_what, source, missing) => {
	expect(withoutKey(source)).toEqual(missing);
});

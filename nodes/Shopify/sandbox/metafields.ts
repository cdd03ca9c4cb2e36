/*
 * Metafields of orders, products, variants, customers and places.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldsSet
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldDefinitionCreate
 * Imitated are the types that hold one text, number or JSON value. Assumed: the words of user errors; that a value of
 * type `id` needs its definition first; which code a used value has (TAKEN); scopes as of the owner.
 */
import { requireScope } from './access';
import { notImitated, type Arguments, type Call } from './call';
import { numericId, readGid } from './ids';
import {
	compareDigest,
	definitionOf,
	meantNamespace,
	metafieldOf,
	metafieldsOf,
	ownerOfId,
	ownerTypeOf,
	saveDefinition,
	saveMetafield,
	type DefinitionRecord,
	type MetafieldRecord,
} from './metafield-records';
import type { Fields } from './money';
import { currentOrders, toSeconds, type ShopState } from './state';

const MOST_AT_ONCE = 25;
const TYPES: ReadonlySet<string> = new Set([
	'id',
	'single_line_text_field',
	'multi_line_text_field',
	'number_integer',
	'number_decimal',
	'boolean',
	'date',
	'date_time',
	'json',
	'url',
]);
/** The scope to write a record's metafields, by its type. */
const OWNERS: Readonly<Record<string, { readonly scope: string; has(state: ShopState, id: string): boolean }>> = {
	Order: { scope: 'write_orders', has: (state, id) => currentOrders(state).some((order) => order.id === id) },
	Product: { scope: 'write_products', has: (state, id) => state.products.has(id) },
	ProductVariant: { scope: 'write_products', has: (state, id) => state.variants.has(id) },
};

export interface WantedMetafield {
	readonly namespace?: string | null;
	readonly key?: string | null;
	readonly type?: string | null;
	readonly value?: string | null;
}

/** A metafield that can be set: everything said, nothing in its way. */
export interface ReadyMetafield {
	readonly namespace: string;
	readonly key: string;
	readonly type: string;
	readonly value: string;
}

export interface MetafieldProblem {
	readonly field: string;
	readonly message: string;
	readonly code: 'BLANK' | 'INVALID_TYPE' | 'INVALID_VALUE' | 'TAKEN';
}

/** Checks one metafield of an owner type, for the owner itself or (without one) for a record to be made. */
export function readMetafield(
	{ metafields }: ShopState,
	ownerType: string,
	wanted: WantedMetafield,
	ownerId?: string,
): ReadyMetafield | MetafieldProblem {
	const { key, value } = wanted;
	if (key == null || key === '') return { field: 'key', message: "Key can't be blank.", code: 'BLANK' };
	if (value == null || value === '') return { field: 'value', message: "Value can't be blank.", code: 'BLANK' };
	const namespace = meantNamespace(wanted.namespace);
	const definition = definitionOf(metafields, ownerType, namespace, key);
	const type = wanted.type ?? definition?.type;
	if (type === undefined) return { field: 'type', message: "Type can't be blank.", code: 'BLANK' };
	if (!TYPES.has(type)) throw notImitated(`metafields of type ${type}`);
	if (definition && definition.type !== type)
		return { field: 'type', message: `Type '${type}' must be consistent with the definition's.`, code: 'INVALID_TYPE' };
	if (type === 'id' && !definition)
		return { field: 'type', message: "Type 'id' needs a metafield definition.", code: 'INVALID_TYPE' };
	if (!isValue(type, value)) return { field: 'value', message: `Value is invalid for ${type}.`, code: 'INVALID_VALUE' };
	const holder = type === 'id' && definition ? ownerOfId(metafields, definition, value) : undefined;
	if (holder !== undefined && holder !== ownerId)
		return { field: 'value', message: 'Value must be unique amongst all metafields.', code: 'TAKEN' };
	return { namespace, key, type, value };
}

export function isProblem(read: ReadyMetafield | MetafieldProblem): read is MetafieldProblem {
	return 'code' in read;
}

function isValue(type: string, value: string): boolean {
	if (type === 'number_integer') return /^-?\d+$/.test(value);
	if (type === 'number_decimal') return /^-?\d+(\.\d+)?$/.test(value);
	if (type === 'boolean') return value === 'true' || value === 'false';
	if (type === 'single_line_text_field' || type === 'id') return !/[\r\n]/.test(value);
	if (type !== 'json') return true;
	try {
		JSON.parse(value);
		return true;
	} catch {
		return false;
	}
}

interface SetInput extends WantedMetafield {
	readonly ownerId: string;
	readonly compareDigest?: string | null;
}

export function metafieldsSet(args: Arguments, call: Call): Fields {
	const inputs = args.metafields as readonly SetInput[];
	const { state, nowMs } = call;
	if (inputs.length > MOST_AT_ONCE) {
		const message = `Exceeded the maximum metafields input limit of ${MOST_AT_ONCE}.`;
		return { userErrors: [{ field: ['metafields'], message, code: 'LESS_THAN_OR_EQUAL_TO', elementIndex: null }] };
	}
	const ready = inputs.map((input, index) => readInput(input, index, call));
	const userErrors = ready.flatMap((each) => ('error' in each ? [each.error] : []));
	if (userErrors.length > 0) return { userErrors };
	const at = toSeconds(nowMs);
	const saved = ready.flatMap((each) =>
		'error' in each
			? []
			: [{ ownerId: each.ownerId, metafield: saveMetafield(state.metafields, each.ownerId, each, at) }],
	);
	call.note.metafields = saved.length;
	return { metafields: saved.map(({ ownerId, metafield }) => toMetafield(state, ownerId, metafield)), userErrors: [] };
}

type Checked = (ReadyMetafield & { readonly ownerId: string }) | { readonly error: Fields };

/** One input of many; all of them are written or none. */
function readInput(input: SetInput, index: number, call: Call): Checked {
	const fail = (field: string, message: string, code: string): Checked => ({
		error: { field: ['metafields', `${index}`, field], message, code, elementIndex: index },
	});
	const type = readGid(input.ownerId)?.type ?? '';
	const owner = Object.hasOwn(OWNERS, type) ? OWNERS[type] : undefined;
	if (!owner) throw notImitated(`metafields of ${input.ownerId}`);
	requireScope(call, 'metafieldsSet', [owner.scope]);
	if (!owner.has(call.state, input.ownerId)) return fail('ownerId', 'Owner does not exist.', 'INVALID');
	const ready = readMetafield(call.state, ownerTypeOf(input.ownerId), input, input.ownerId);
	if (isProblem(ready)) return fail(ready.field, ready.message, ready.code);
	if (input.compareDigest !== undefined) {
		const known = metafieldOf(call.state.metafields, input.ownerId, ready.namespace, ready.key);
		const digest = known ? compareDigest(known) : null;
		if (digest !== input.compareDigest)
			return fail('compareDigest', 'The resource has been updated since it was loaded.', 'STALE_OBJECT');
	}
	return { ...ready, ownerId: input.ownerId };
}

interface DefinitionInput {
	readonly name: string;
	readonly namespace?: string | null;
	readonly key: string;
	readonly type: string;
	readonly ownerType: string;
	readonly description?: string | null;
}

export function metafieldDefinitionCreate(args: Arguments, call: Call): Fields {
	const input = args.definition as DefinitionInput;
	const fail = (field: string, message: string, code: string): Fields => ({
		userErrors: [{ field: ['definition', field], message, code }],
	});
	const scope = SCOPE_OF_OWNER[input.ownerType];
	if (scope === undefined) throw notImitated(`metafield definitions of ${input.ownerType}`);
	requireScope(call, 'metafieldDefinitionCreate', [scope]);
	if (!TYPES.has(input.type)) throw notImitated(`metafields of type ${input.type}`);
	if (!/^[A-Za-z0-9_-]{2,64}$/.test(input.key)) return fail('key', 'Key is invalid.', 'INVALID_CHARACTER');
	if (input.name === '') return fail('name', "Name can't be blank.", 'BLANK');
	const namespace = meantNamespace(input.namespace);
	if (definitionOf(call.state.metafields, input.ownerType, namespace, input.key))
		return fail('key', `Key is in use for ${input.ownerType} metafields on the '${namespace}' namespace.`, 'TAKEN');
	const { name, key, type, ownerType, description = null } = input;
	const saved = saveDefinition(call.state.metafields, { name, namespace, key, type, ownerType, description });
	call.note.definitionId = saved.id;
	return { createdDefinition: toDefinition(saved), userErrors: [] };
}

/** The definitions of one owner type, narrowed by namespace and key. */
export function metafieldDefinitions(args: Arguments, { state }: Call): unknown {
	const left = ['constraintStatus', 'constraintSubtype', 'query'].find((name) => args[name] != null);
	if (left !== undefined || (args.pinnedStatus ?? 'ANY') !== 'ANY' || args.sortKey !== 'ID')
		throw notImitated(`metafieldDefinitions(${left ?? 'pinnedStatus or sortKey'})`);
	return [...state.metafields.definitions.values()]
		.filter(
			({ ownerType, namespace, key }) =>
				ownerType === args.ownerType &&
				(args.namespace == null || namespace === meantNamespace(args.namespace)) &&
				(args.key == null || key === args.key),
		)
		.map(toDefinition);
}

const SCOPE_OF_OWNER: Readonly<Record<string, string>> = {
	ORDER: 'write_orders',
	PRODUCT: 'write_products',
	PRODUCTVARIANT: 'write_products',
	CUSTOMER: 'write_customers',
	LOCATION: 'write_locations',
};

/** One definition as `MetafieldDefinition`. */
export function toDefinition(definition: DefinitionRecord): Fields {
	const unique = { eligible: true, enabled: definition.type === 'id' };
	return {
		__typename: 'MetafieldDefinition',
		...definition,
		type: { name: definition.type, category: definition.type === 'id' ? 'ID' : 'TEXT' },
		capabilities: { uniqueValues: unique },
		validations: [],
	};
}

/** What any record says of its metafields. */
export function metafieldFields(state: ShopState, ownerId: string): Fields {
	return {
		metafield: ({ namespace, key }: { namespace?: string; key: string }) => {
			const found = metafieldOf(state.metafields, ownerId, ...split(namespace, key));
			return found ? toMetafield(state, ownerId, found) : null;
		},
		metafields: ({ namespace, keys }: { namespace?: string; keys?: readonly string[] }) => {
			if (keys != null) throw notImitated('metafields(keys)');
			const all = metafieldsOf(state.metafields, ownerId);
			const wanted = namespace == null ? all : all.filter((each) => each.namespace === meantNamespace(namespace));
			return wanted.map((each) => toMetafield(state, ownerId, each));
		},
	};
}

/** A key may carry its namespace before a dot. */
function split(namespace: string | undefined, key: string): [string, string] {
	const dot = key.lastIndexOf('.');
	if (namespace == null && dot > 0) return [meantNamespace(key.slice(0, dot)), key.slice(dot + 1)];
	return [meantNamespace(namespace), key];
}

function toMetafield(state: ShopState, ownerId: string, metafield: MetafieldRecord): Fields {
	const definition = definitionOf(state.metafields, ownerTypeOf(ownerId), metafield.namespace, metafield.key);
	return {
		__typename: 'Metafield',
		...metafield,
		legacyResourceId: numericId(metafield.id),
		ownerType: ownerTypeOf(ownerId),
		compareDigest: compareDigest(metafield),
		jsonValue: metafield.type === 'json' ? (JSON.parse(metafield.value) as unknown) : metafield.value,
		sizeInBytes: Buffer.byteLength(metafield.value),
		definition: definition ? toDefinition(definition) : null,
	};
}

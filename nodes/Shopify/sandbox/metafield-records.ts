/*
 * Metafields and their definitions as they are kept. A definition of type `id` makes its values unique among the
 * records of its owner type. https://shopify.dev/docs/apps/build/custom-data/metafields/working-with-custom-ids
 */
import { createHash } from 'node:crypto';

import { gid, readGid } from './ids';

export interface DefinitionRecord {
	readonly id: string;
	readonly name: string;
	/** As the schema spells it, ORDER. */
	readonly ownerType: string;
	readonly namespace: string;
	readonly key: string;
	readonly type: string;
	readonly description: string | null;
}

export interface MetafieldRecord {
	readonly id: string;
	readonly namespace: string;
	readonly key: string;
	readonly type: string;
	readonly value: string;
	readonly createdAt: string;
	readonly updatedAt: string;
}

export interface MetafieldStore {
	/** By owner type, namespace and key. */
	readonly definitions: Map<string, DefinitionRecord>;
	/** By the owner's global id, then by namespace and key. */
	readonly values: Map<string, Map<string, MetafieldRecord>>;
	count: number;
}

export function newMetafieldStore(): MetafieldStore {
	return { definitions: new Map(), values: new Map(), count: 0 };
}

/** The owner type of a global id: `ORDER` of an Order, `PRODUCTVARIANT` of a ProductVariant, as the schema has it. */
export function ownerTypeOf(ownerId: string): string {
	return (readGid(ownerId)?.type ?? '').toUpperCase();
}

/**
 * The namespace that is meant: an app's own is reserved to it by its number, and is meant where none is named.
 * https://shopify.dev/docs/apps/build/custom-data/ownership
 */
export function meantNamespace(namespace: unknown): string {
	if (typeof namespace !== 'string') return APP_NAMESPACE;
	return namespace.replace(/^\$app(?=$|:)/, APP_NAMESPACE).replace(`${APP_NAMESPACE}:`, `${APP_NAMESPACE}--`);
}

const APP_NAMESPACE = 'app--520000000001';

export function definitionOf(
	store: MetafieldStore,
	ownerType: string,
	namespace: string,
	key: string,
): DefinitionRecord | undefined {
	return store.definitions.get(`${ownerType} ${namespace} ${key}`);
}

export function saveDefinition(store: MetafieldStore, definition: Omit<DefinitionRecord, 'id'>): DefinitionRecord {
	store.count += 1;
	const saved = { ...definition, id: gid('MetafieldDefinition', 140_000_000_000 + store.count) };
	store.definitions.set(`${saved.ownerType} ${saved.namespace} ${saved.key}`, saved);
	return saved;
}

export function metafieldOf(
	store: MetafieldStore,
	ownerId: string,
	namespace: string,
	key: string,
): MetafieldRecord | undefined {
	return store.values.get(ownerId)?.get(`${namespace} ${key}`);
}

/** Every metafield of a record, in the order in which they were first set. */
export function metafieldsOf(store: MetafieldStore, ownerId: string): MetafieldRecord[] {
	return [...(store.values.get(ownerId)?.values() ?? [])];
}

/** Sets one metafield of a record. */
export function saveMetafield(
	store: MetafieldStore,
	ownerId: string,
	wanted: Pick<MetafieldRecord, 'namespace' | 'key' | 'type' | 'value'>,
	at: string,
): MetafieldRecord {
	const known = metafieldOf(store, ownerId, wanted.namespace, wanted.key);
	if (!known) store.count += 1;
	const id = known?.id ?? gid('Metafield', 33_000_000_000_000 + store.count);
	const saved = { ...wanted, id, createdAt: known?.createdAt ?? at, updatedAt: at };
	const values = store.values.get(ownerId) ?? new Map<string, MetafieldRecord>();
	store.values.set(ownerId, values.set(`${wanted.namespace} ${wanted.key}`, saved));
	return saved;
}

/** Who has a value of an `id` definition: at most one. */
export function ownerOfId(store: MetafieldStore, { ownerType, namespace, key }: DefinitionRecord, value: string) {
	for (const [ownerId, values] of store.values) {
		if (ownerTypeOf(ownerId) === ownerType && values.get(`${namespace} ${key}`)?.value === value) return ownerId;
	}
	return undefined;
}

/** For compare-and-set; how Shopify makes it is its own. */
export function compareDigest({ value, type }: MetafieldRecord): string {
	return createHash('sha256').update(`${type} ${value}`).digest('hex');
}

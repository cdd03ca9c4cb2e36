/*
 * Records by a metafield of type `id`: https://shopify.dev/docs/apps/build/custom-data/metafields/working-with-custom-ids
 * The words for a missing definition are as recorded by https://github.com/airhorns/shopify-draft-proxy.
 */
import { GraphQLError } from 'graphql';

import { definitionOf, meantNamespace, ownerOfId } from './metafield-records';
import type { ShopState } from './state';

export interface CustomId {
	readonly namespace?: string | null;
	readonly key: string;
	readonly value: string;
}

/** The record of an owner type (`PRODUCT`) that has a custom id; throws where no definition makes the key one. */
export function ownerByCustomId(state: ShopState, ownerType: string, { namespace, key, value }: CustomId) {
	const definition = definitionOf(state.metafields, ownerType, meantNamespace(namespace), key);
	if (definition?.type !== 'id') {
		throw new GraphQLError("Metafield definition of type 'id' is required when using custom ids.", {
			extensions: { code: 'NOT_FOUND' },
		});
	}
	return ownerOfId(state.metafields, definition, value);
}

import type { ShopifyClient } from '../client';
import { TAGS_ADD } from './documents';
import { tagsAdded } from './wire';

/** Adds tags to an order; what it has already stays as it is. */
export async function addTags(shopify: ShopifyClient, id: string, tags: readonly string[], maySend: () => boolean) {
	return await shopify.mutate(TAGS_ADD, { id, tags }, tagsAdded, { repeatable: true, maySend });
}

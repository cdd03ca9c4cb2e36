import { bulkRows } from '../bulk/client';
import { ShopifyFailure, type Answer, type ShopifyClient } from '../client';
import { hasManyVariants } from '../stock/client';
import { ALL_VARIANT_KEYS, CONNECTION_CHECK, VARIANT_KEYS_PAGE } from './documents';
import { connectionCheck, variantKey, variantKeysPage, type ConnectionCheck, type VariantKey } from './wire';

/*
 * What is asked of the account itself.
 */

/** Who we are, what we may do, which versions the shop takes, and which one answered. */
export async function checkAccount(shopify: ShopifyClient): Promise<Answer<ConnectionCheck>> {
	return await shopify.query(CONNECTION_CHECK, {}, connectionCheck);
}

/** The keys of every variant of the shop. */
export async function variantKeys(shopify: ShopifyClient): Promise<VariantKey[]> {
	if (await hasManyVariants(shopify))
		return await bulkRows(shopify, ALL_VARIANT_KEYS, (row) => {
			const parsed = variantKey.safeParse(row);
			if (parsed.success) return parsed.data;
			throw new ShopifyFailure('unreadable', { reason: parsed.error.issues[0]?.path.join('.') });
		});
	const keys: VariantKey[] = [];
	const pages = shopify.pages(VARIANT_KEYS_PAGE, variantKeysPage, ({ productVariants }) => productVariants, {});
	for await (const page of pages) keys.push(...page);
	return keys;
}

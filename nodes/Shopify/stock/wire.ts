import { z } from 'zod';

import { pageInfo, text, userErrors } from '../wire';

/*
 * Stock as Shopify sends it. https://shopify.dev/docs/api/admin-graphql/latest/objects/InventoryLevel
 */

export const level = z.object({
	id: z.string(),
	updatedAt: text,
	quantities: z.array(z.object({ name: z.string(), quantity: z.number().int(), updatedAt: text })),
});

export const variant = z.object({
	id: z.string(),
	sku: text,
	barcode: text,
	title: text,
	/** A bundle: made of other variants, whose stock is its own. */
	requiresComponents: z.boolean(),
	product: z.object({ id: z.string(), title: text }),
});

const item = z.object({ id: z.string(), tracked: z.boolean() });

export const variantsCount = z.object({
	productVariantsCount: z.object({ count: z.number().int(), precision: z.string() }).nullable(),
});

export const levelAndItem = level.extend({
	item: item.extend({ variants: z.object({ nodes: z.array(variant) }).nullish() }),
});
export const levelsPage = z.object({
	location: z
		.object({ id: z.string(), name: text, inventoryLevels: z.object({ nodes: z.array(levelAndItem), pageInfo }) })
		.nullable(),
});

export const variantAtPlace = variant.extend({ inventoryItem: item.extend({ inventoryLevel: level.nullish() }) });
export const variantLevelsPage = z.object({
	productVariants: z.object({ nodes: z.array(variantAtPlace), pageInfo }),
});

export const itemAtPlace = item.extend({ inventoryLevel: level.nullish() });

/** A row of the bulk file that is a variant, and one that is a level of it. */
export const variantRow = variant.extend({ inventoryItem: item });
export const levelRow = level.extend({
	__parentId: z.string(),
	location: z.object({ id: z.string(), name: text }),
});

export const levelsSet = z.object({ inventorySetQuantities: z.object({ userErrors }).nullable() });
export const levelActivated = z.object({
	inventoryActivate: z.object({ inventoryLevel: level.nullish(), userErrors }).nullable(),
});

const openLine = z.object({ sku: text, unfulfilledQuantity: z.number().int() });
const openLines = z.object({ nodes: z.array(openLine), pageInfo });
export const openOrder = z.object({ id: z.string(), cancelledAt: text, lineItems: openLines });
export const openUnitsPage = z.object({ order: z.object({ lineItems: openLines }).nullable() });

export type Level = z.infer<typeof level>;
export type Variant = z.infer<typeof variant>;
export type VariantAtPlace = z.infer<typeof variantAtPlace>;
export type ItemAtPlace = z.infer<typeof itemAtPlace>;
export type LevelAndItem = z.infer<typeof levelAndItem>;
export type VariantRow = z.infer<typeof variantRow>;
export type LevelRow = z.infer<typeof levelRow>;
export type OpenOrder = z.infer<typeof openOrder>;

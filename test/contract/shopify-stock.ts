import { MAIN, type Shop, type UserError } from './shopify-shop';

/*
 * Writing stock into the Shopify sandbox, for its contract tests.
 */

export const SET = `mutation SetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
	inventorySetQuantities(input: $input) @idempotent(key: $key) {
		inventoryAdjustmentGroup { id reason referenceDocumentUri createdAt changes { name delta quantityAfterChange item { sku } location { name } } }
		userErrors { field message code }
	}
}`;
const ADJUST = `mutation Adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
	inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
		inventoryAdjustmentGroup { changes { name delta } } userErrors { field message code }
	}
}`;
const ACTIVATE = `mutation Activate($item: ID!, $location: ID!, $available: Int, $onHand: Int, $key: String!) {
	inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available, onHand: $onHand) @idempotent(key: $key) {
		inventoryLevel { id isActive quantities(names: ["available", "on_hand"]) { name quantity } } userErrors { field message }
	}
}`;
const NAMES = [
	'available',
	'on_hand',
	'committed',
	'reserved',
	'incoming',
	'damaged',
	'quality_control',
	'safety_stock',
];

const QUANTITIES = `query Quantities($id: ID!, $location: ID!, $names: [String!]!) {
	inventoryItem(id: $id) { inventoryLevel(locationId: $location, includeInactive: true) { quantities(names: $names) { name quantity updatedAt } } }
}`;

export interface Adjusted {
	readonly inventoryAdjustmentGroup: {
		readonly id: string;
		readonly changes: ReadonlyArray<{ name: string; delta: number; quantityAfterChange?: number | null }>;
	} | null;
	readonly userErrors: readonly UserError[];
}
export type Row = Record<string, unknown>;
type Figures = Record<string, { readonly quantity: number; readonly updatedAt: string | null }>;

let keys = 0;
export const freshKey = () => `key-${(keys += 1)}`;
export const codesOf = ({ userErrors }: { userErrors: readonly UserError[] }) => userErrors.map(({ code }) => code);

/** What an app does to the stock of a shop. A key is fresh unless one is named. */
export function stockOf(shop: Shop) {
	const itemOf = (sku: string) => shop.level(sku).itemId;
	return {
		itemOf,
		row: (sku: string, quantity: number, more: Row = {}): Row => ({
			inventoryItemId: itemOf(sku),
			locationId: MAIN,
			quantity,
			changeFromQuantity: null,
			...more,
		}),
		async set(quantities: readonly Row[], input: Row = {}, key = freshKey()): Promise<Adjusted> {
			const variables = { input: { name: 'on_hand', reason: 'correction', quantities, ...input }, key };
			return (await shop.data<{ inventorySetQuantities: Adjusted }>(SET, variables)).inventorySetQuantities;
		},
		async adjust(changes: readonly Row[], input: Row = {}, key = freshKey()): Promise<Adjusted> {
			const variables = { input: { name: 'available', reason: 'correction', changes, ...input }, key };
			return (await shop.data<{ inventoryAdjustQuantities: Adjusted }>(ADJUST, variables)).inventoryAdjustQuantities;
		},
		async activate(
			sku: string,
			location: string,
			more: Row = {},
		): Promise<{ inventoryLevel: { isActive: boolean } | null; userErrors: UserError[] }> {
			const variables = { item: itemOf(sku), location, key: freshKey(), ...more };
			return (await shop.data<{ inventoryActivate: never }>(ACTIVATE, variables)).inventoryActivate;
		},
		async quantities(sku: string, location = MAIN): Promise<Figures> {
			const { inventoryItem } = await shop.data<{
				inventoryItem: { inventoryLevel: { quantities: Array<{ name: string; quantity: number; updatedAt: string }> } };
			}>(QUANTITIES, { id: itemOf(sku), location, names: NAMES });
			return Object.fromEntries(inventoryItem.inventoryLevel.quantities.map(({ name, ...rest }) => [name, rest]));
		},
	};
}

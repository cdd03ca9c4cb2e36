/*
 * Global ids. The numbers are large, as Shopify's are, and the same in every run.
 * https://shopify.dev/docs/api/usage/gids
 */
import { createHash } from 'node:crypto';

export function gid(type: string, number: number | string): string {
	return `gid://shopify/${type}/${number}`;
}

/** The type and number of a global id, which may go on after a question mark; undefined for anything else. */
export function readGid(id: string): { type: string; number: string } | undefined {
	const [, type, number] = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/.exec(id) ?? [];
	return type === undefined || number === undefined ? undefined : { type, number };
}

export function numericId(id: string): string | undefined {
	return readGid(id)?.number;
}

export const orderId = (number: number): string => gid('Order', 5_900_000_000_000 + number);
export const lineId = (number: number, place: number): string =>
	gid('LineItem', 14_000_000_000_000 + number * 1_000 + place);
export const customerId = (person: number): string => gid('Customer', 7_100_000_000_000 + person);
export const variantId = (sku: string): string => gid('ProductVariant', numberOf('variant', sku));
export const productId = (sku: string): string => gid('Product', numberOf('product', sku));
export const inventoryItemId = (sku: string): string => gid('InventoryItem', numberOf('inventoryItem', sku));

/** 14 digits from a hash. */
function numberOf(kind: string, name: string): string {
	const digest = createHash('sha256').update(`${kind} ${name}`).digest();
	return `4${(digest.readUIntBE(0, 6) % 10_000_000_000_000).toString().padStart(13, '0')}`;
}

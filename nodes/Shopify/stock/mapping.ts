import type { StockLevel } from '../../../core/model/stock-level';
import type { LevelWish } from '../../../core/ports';
import type { UserErrors } from '../wire';
import type { Level, Variant } from './wire';

/*
 * Shopify's stock in the package's own terms. https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps/manage-quantities-states
 */

export type Figure = 'onHand' | 'available';

/** Shopify's names of the figures that can be set. */
export const FIGURE_NAMES = { onHand: 'on_hand', available: 'available' } as const satisfies Record<Figure, string>;

/** A key as it is compared: without blanks around it, else exactly as it stands. */
export const keyOf = (value: string | null | undefined): string => value?.trim() ?? '';

/** One figure of a level; undefined where Shopify did not send it. */
export function figureOf(level: Level, name: string): { quantity: number; updatedAt?: string } | undefined {
	const found = level.quantities.find((each) => each.name === name);
	if (!found) return undefined;
	return { quantity: found.quantity, ...(found.updatedAt ? { updatedAt: utc(found.updatedAt) } : {}) };
}

const utc = (value: string) => new Date(value).toISOString();

/** "Blue mug – Large"; the only variant of a product has no title of its own. */
export function variantTitle({ title, product }: Variant): string | null {
	const own = title === 'Default Title' ? null : title;
	return [product.title, own].filter(Boolean).join(' – ') || null;
}

const numeric = (gid: string) => gid.split('/').pop() ?? gid;

/** The page of a variant in the shop's admin. */
export function variantUrl(account: string, { id, product }: Variant): string {
	return `https://${account}/admin/products/${numeric(product.id)}/variants/${numeric(id)}`;
}

/** What stands together in one reading of a level. */
export interface ReadLevel {
	readonly level: Level;
	/** Absent where the item belongs to no variant any more. */
	readonly variant?: Variant;
	readonly item: { readonly id: string; readonly tracked: boolean };
	readonly location: { readonly id: string; readonly name?: string | null };
}

/** A level as the canonical one, or undefined where Shopify sent no available figure. Times are UTC. */
export function toStockLevel(read: ReadLevel, account: string, observedAt: string): StockLevel | undefined {
	const { level, variant, item, location } = read;
	const available = figureOf(level, 'available');
	if (!available) return undefined;
	const sku = keyOf(variant?.sku) || null;
	return {
		kind: 'stockLevel',
		origin: {
			system: 'shopify',
			account,
			id: `${item.id}@${location.id}`,
			seenAt: observedAt,
			...(sku === null ? {} : { number: sku }),
			...(variant ? { url: variantUrl(account, variant) } : {}),
		},
		sku,
		barcode: keyOf(variant?.barcode) || null,
		title: variant ? variantTitle(variant) : null,
		location: { id: location.id, name: location.name ?? null },
		available: available.quantity,
		onHand: figureOf(level, 'on_hand')?.quantity ?? null,
		allocated: figureOf(level, 'committed')?.quantity ?? null,
		incoming: figureOf(level, 'incoming')?.quantity ?? null,
		observedAt,
		updatedAt: level.updatedAt ? utc(level.updatedAt) : null,
		tracked: item.tracked,
	};
}

// ------------------------------------------------------------------ which variant a wish is

/** A variant as both readings have it: with the level at the wanted place, if it is stocked there. */
export interface Candidate {
	readonly variant: Variant;
	readonly item: { readonly id: string; readonly tracked: boolean };
	readonly level?: Level | null;
}

export const KEY_FIELDS = ['sku', 'barcode'] as const;
/** The variants with exactly this key, each with its level at a place. */
export type Lookup = (field: (typeof KEY_FIELDS)[number], key: string, locationId: string) => readonly Candidate[];

/** Values by key, in the order in which they came. */
export function grouped<T>(
	list: readonly T[],
	keyFor: (each: T) => string,
	valueOf: (each: T) => string,
): Map<string, string[]> {
	const groups = new Map<string, string[]>();
	for (const each of list) {
		const group = groups.get(keyFor(each));
		if (group) group.push(valueOf(each));
		else groups.set(keyFor(each), [valueOf(each)]);
	}
	return groups;
}

/** What a wish can be: by SKU, and by barcode where the SKU finds nothing. Compared exactly; each item once. */
export function candidatesFor({ sku, barcode, locationId }: LevelWish, lookup: Lookup): readonly Candidate[] {
	const bySku = sku === '' ? [] : lookup('sku', sku, locationId);
	const found = bySku.length > 0 || barcode === '' ? bySku : lookup('barcode', barcode, locationId);
	// A record that changes while pages are read comes again on a later one.
	return [...new Map(found.map((each) => [each.item.id, each])).values()];
}

/** Lists by key. */
export class Index<T> {
	private readonly lists = new Map<string, T[]>();

	add(key: readonly string[], value: T): void {
		const list = this.lists.get(JSON.stringify(key));
		if (list) list.push(value);
		else this.lists.set(JSON.stringify(key), [value]);
	}

	of(key: readonly string[]): readonly T[] {
		return this.lists.get(JSON.stringify(key)) ?? [];
	}
}

// ------------------------------------------------------------------ what was refused

export const STALE = /^(CHANGE_FROM|COMPARE)_QUANTITY_STALE$/;
export const BUSY = 'IDEMPOTENCY_CONCURRENT_REQUEST';
export const FAILED_BEFORE = 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED';
/** inventoryActivate names no codes; these words are the schema's own for them (that it uses them here is assumed). */
const WORDS: ReadonlyArray<readonly [RegExp, string]> = [
	[/request is currently in progress/i, BUSY],
	[/previous request with this idempotency key failed/i, FAILED_BEFORE],
];

/** The codes of errors, as far as they have any. */
export function codesOf(errors: UserErrors): string[] {
	return errors.flatMap(({ code, message }) => code ?? WORDS.find(([words]) => words.test(message))?.[1] ?? []);
}

/** The row a user error is about: `["input", "quantities", "3", …]`; undefined for the batch as a whole. */
export function rowOf(field: UserErrors[number]['field']): number | undefined {
	const [, list, row] = field ?? [];
	return list === 'quantities' && row !== undefined && /^\d+$/.test(row) ? Number(row) : undefined;
}

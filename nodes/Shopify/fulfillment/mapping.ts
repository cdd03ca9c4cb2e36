import { unitsBy } from '../../../core/sync/units';
import type { WantedLine } from '../shipment/draft';
import type { OrderToShip, Parcel, Work } from '../shipment/wire';

/*
 * Which lines of an order the lines of a shipment are, and how much of them is open, in which parcel, and shipped.
 */

/** An order of the shop with all its work and parcels, every page read. */
export interface Shippable {
	readonly order: OrderToShip;
	readonly work: readonly Work[];
	readonly parcels: readonly Parcel[];
}

/** A line of the order as its work and parcels show it. */
export interface KnownLine {
	readonly id: string;
	readonly skus: ReadonlySet<string>;
	readonly barcodes: ReadonlySet<string>;
	readonly ordered: number;
	readonly open: number;
	readonly shipped: number;
}

/** Units of one shipment line (or of several that mean the same), and the lines of the order they can be of. */
export interface Pool {
	readonly label: string;
	readonly lineIds: readonly string[];
	readonly wanted: number;
}

const ACTIVE = new Set(['OPEN', 'IN_PROGRESS', 'ON_HOLD', 'SCHEDULED', 'INCOMPLETE']);
export const isActive = ({ status }: Work) => ACTIVE.has(status);

export function knownLines({ work }: Shippable, live: readonly Parcel[]): ReadonlyMap<string, KnownLine> {
	const shipped = unitsOf(live);
	const open = remainingOf(work.filter(isActive));
	const lines = new Map<string, KnownLine>();
	const note = (id: string, sku: string | null | undefined, barcode: string | null | undefined, ordered: number) => {
		const known = lines.get(id);
		lines.set(id, {
			id,
			skus: new Set([...(known?.skus ?? []), sku?.trim() ?? '']),
			barcodes: new Set([...(known?.barcodes ?? []), barcode?.trim() ?? '']),
			ordered,
			open: open.get(id) ?? 0,
			shipped: shipped.get(id) ?? 0,
		});
	};
	for (const { lineItems } of work)
		for (const { lineItem, sku, variant } of lineItems.nodes)
			note(lineItem.id, sku, variant?.barcode, lineItem.currentQuantity);
	for (const { fulfillmentLineItems } of live)
		for (const { lineItem } of fulfillmentLineItems.nodes)
			note(lineItem.id, lineItem.sku, lineItem.variant?.barcode, lineItem.currentQuantity);
	return lines;
}

/** What is in these parcels, by line of the order. */
export function unitsOf(parcels: readonly Parcel[]): Map<string, number> {
	const lines = parcels.flatMap(({ fulfillmentLineItems }) => fulfillmentLineItems.nodes);
	return unitsBy(lines.map(({ lineItem, quantity }) => [lineItem.id, quantity ?? 0]));
}

function remainingOf(work: readonly Work[]): Map<string, number> {
	const lines = work.flatMap(({ lineItems }) => lineItems.nodes);
	return unitsBy(lines.map(({ lineItem, remainingQuantity }) => [lineItem.id, remainingQuantity]));
}

export const sumOver = (ids: readonly string[], units: ReadonlyMap<string, number>) =>
	ids.reduce((sum, id) => sum + (units.get(id) ?? 0), 0);

export const tail = (id: string) => id.split('/').pop() ?? '';

/** By the order's own line, else by SKU, else by barcode; exactly, and every line that carries the key. */
function linesFor(wanted: WantedLine, lines: ReadonlyMap<string, KnownLine>): string[] {
	const all = [...lines.values()];
	const rules: ReadonlyArray<(line: KnownLine) => boolean> = [
		({ id }) => wanted.orderLineId !== '' && tail(id) === tail(wanted.orderLineId),
		({ skus }) => wanted.sku !== '' && skus.has(wanted.sku),
		({ barcodes }) => wanted.barcode !== '' && barcodes.has(wanted.barcode),
	];
	for (const rule of rules) {
		const found = all.filter(rule).map(({ id }) => id);
		if (found.length > 0) return found.sort();
	}
	return [];
}

const labelOf = ({ sku, barcode, orderLineId }: WantedLine) => sku || barcode || orderLineId || 'a line without a SKU';

export function poolsOf(wanted: readonly WantedLine[], lines: ReadonlyMap<string, KnownLine>) {
	const pools = new Map<string, Pool>();
	const unmatched: string[] = [];
	for (const line of wanted) {
		const lineIds = linesFor(line, lines);
		const key = lineIds.join(' ');
		const before = pools.get(key)?.wanted ?? 0;
		if (lineIds.length === 0) unmatched.push(labelOf(line));
		else pools.set(key, { label: labelOf(line), lineIds, wanted: before + line.quantity });
	}
	// A line that names one line of the order is served before one that could be of several.
	return { pools: [...pools.values()].sort((a, b) => a.lineIds.length - b.lineIds.length), unmatched };
}

export const openOf = (pool: Pool, lines: ReadonlyMap<string, KnownLine>) =>
	pool.lineIds.reduce((sum, id) => sum + (lines.get(id)?.open ?? 0), 0);
export const shippedOf = (pool: Pool, lines: ReadonlyMap<string, KnownLine>) =>
	pool.lineIds.reduce((sum, id) => sum + (lines.get(id)?.shipped ?? 0), 0);

/** Whether these goods have left, in parcels that hold these units, and nothing of them remains. */
export const isShipped = (pool: Pool, lines: ReadonlyMap<string, KnownLine>, units: ReadonlyMap<string, number>) =>
	openOf(pool, lines) === 0 && sumOver(pool.lineIds, units) >= pool.wanted;

/**
 * What is still to be made: all of it, or where parcels of the shipment stand, what they do not hold and the order has
 * open; goods that left in other parcels meanwhile are not asked for again.
 */
export function restOf(pools: readonly Pool[], own: readonly Parcel[], lines: ReadonlyMap<string, KnownLine>): Pool[] {
	if (own.length === 0) return [...pools];
	const held = unitsOf(own);
	return pools.flatMap((pool) => {
		const units = Math.min(pool.wanted, sumOver(pool.lineIds, held));
		let left = units;
		for (const id of pool.lineIds) {
			const used = Math.min(left, held.get(id) ?? 0);
			held.set(id, (held.get(id) ?? 0) - used);
			left -= used;
		}
		const wanted = Math.min(pool.wanted - units, openOf(pool, lines));
		return wanted > 0 ? [{ ...pool, wanted }] : [];
	});
}

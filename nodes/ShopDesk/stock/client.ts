import type { z } from 'zod';

import { rowFrom, sideBySide, type Listing, type Row, type ShopdeskClient, type Written } from '../client';
import { isRaw } from '../wire';
import {
	adjusted,
	lookedUp,
	registered,
	registeredStock,
	stock,
	type Adjusted,
	type Registered,
	type SdStock,
} from './wire';

/*
 * Stock. Assumed: GET /api/stock?location_id=&skus=&page=&limit=, POST /api/stock/adjustment. Older contract: POST
 * /api/products/getFullRegister, GET /api/products/lookup/{sku}, POST /api/integrations/stock_adjustment.
 */

/** SKUs that are asked for in one call: they stand in the address. */
const SKUS_A_CALL = 40;
/** So many SKUs are looked up one by one in the older contract; for more its whole register is read. */
const MOST_LOOKED_UP = 20;

const STOCK: Listing<SdStock> = { call: 'stockList', collection: 'data', schema: stock, label: 'sku' };
/** The name of the list is inferred: the client stores what it gets without reading the name out loud. */
const REGISTER: Listing<SdStock> = {
	call: 'stockList',
	collection: 'products',
	schema: registeredStock,
	label: 'product_sku',
};

interface Asked {
	/** None means all. */
	readonly skus: readonly string[];
	/** The location of OmniEngine; none means every mapped outlet. */
	readonly location?: string;
}

/** Stock page by page. */
export async function* stockPages(
	shopdesk: ShopdeskClient,
	{ skus, location }: Asked,
): AsyncGenerator<Array<Row<SdStock>>> {
	const wanted = new Set(skus);
	if (shopdesk.isLegacy) {
		if (skus.length > 0 && skus.length <= MOST_LOOKED_UP) return yield await lookUp(shopdesk, skus);
		for await (const page of shopdesk.pages(REGISTER))
			yield page.filter(({ label }) => wanted.size === 0 || wanted.has(label));
		return;
	}
	const parts = skus.length === 0 ? [undefined] : partsOf(skus, SKUS_A_CALL).map((part) => part.join(','));
	for (const part of parts)
		for await (const page of shopdesk.pages(STOCK, { location_id: location, skus: part }))
			// That the list filters as asked is assumed, so what it answers is compared.
			yield page.filter(
				(row) =>
					(wanted.size === 0 || wanted.has(row.label)) &&
					(location === undefined || !('record' in row) || row.record.location_id === location),
			);
}

export async function stockRows(shopdesk: ShopdeskClient, asked: Asked): Promise<Array<Row<SdStock>>> {
	const rows: Array<Row<SdStock>> = [];
	for await (const page of stockPages(shopdesk, asked)) rows.push(...page);
	return rows;
}

async function lookUp(shopdesk: ShopdeskClient, skus: readonly string[]): Promise<Array<Row<SdStock>>> {
	const answers = await sideBySide(skus, async (sku) => await shopdesk.read('stockLookUp', { values: { sku } }));
	return answers.flatMap((answer) =>
		(Array.isArray(answer?.data) ? (answer.data as unknown[]) : []).map((row) => {
			const label = isRaw(row) && isRaw(row.product) ? String(row.product.product_sku ?? '') : '';
			return { ...rowFrom(row, { schema: lookedUp, label: '' }), label };
		}),
	);
}

const partsOf = <T>(list: readonly T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));

/** The register of the session's outlet with its prices; older contract only. */
export async function register(shopdesk: ShopdeskClient): Promise<ReadonlyMap<string, Row<Registered>>> {
	const rows = new Map<string, Row<Registered>>();
	for await (const page of shopdesk.pages({ ...REGISTER, schema: registered }))
		for (const row of page) rows.set(row.label, row);
	return rows;
}

export interface Adjustment {
	readonly location: string;
	readonly means: 'new_level' | 'change';
	readonly reason: string;
	readonly rows: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
	/** Names the batch among all others. */
	readonly key: string;
}

/** Adjusts stock of one location. An answer of the older contract names no rows. */
export async function adjustStock(
	shopdesk: ShopdeskClient,
	{ location, means, reason, rows, key }: Adjustment,
	maySend?: () => boolean,
): Promise<Written<Adjusted | undefined>> {
	const products = rows.map(({ sku, quantity }) => ({ SKU: sku, quantity }));
	const common = { reason: { message: reason }, call_source: 'n8n', products };
	// Setting a level twice is setting it once; adding twice is not.
	const repeatable = means === 'new_level';
	if (shopdesk.isLegacy) return await shopdesk.write('stockAdjust', { body: common, repeatable, maySend }, nothing);
	const body = { location_id: location, quantity_means: means, ...common };
	return await shopdesk.write('stockAdjust', { body, repeatable, maySend, key }, adjusted);
}

const nothing = { safeParse: () => ({ success: true, data: undefined }) } as unknown as z.ZodType<undefined>;

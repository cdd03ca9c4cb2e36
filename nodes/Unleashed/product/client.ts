import { sideBySide, type Listing, type Row, type UnleashedClient, type Written } from '../client';
import type { Raw } from '../wire';
import { product, type UnleashedProduct } from './wire';

/*
 * One function a call about products. https://apidocs.unleashedsoftware.com/Products
 */

const PATH = '/Products';
const PRODUCTS: Listing<UnleashedProduct> = { path: PATH, schema: product, label: 'ProductCode' };
/** So many codes are looked up one by one; more are read from the whole list. */
const MOST_LOOKED_UP_SINGLY = 20;

export interface ProductQuery {
	readonly modifiedSince?: string;
	/** Exactly (documented). */
	readonly ProductBarcode?: string;
	readonly includeObsolete?: boolean;
}

/** GET /Products/{page}?modifiedSince=&ProductBarcode=&includeObsolete= */
export function productPages(
	unleashed: UnleashedClient,
	query: ProductQuery = {},
): AsyncGenerator<Array<Row<UnleashedProduct>>> {
	return unleashed.pages(PRODUCTS, { ...query });
}

/** GET /Products/{guid} */
export async function productByGuid(
	unleashed: UnleashedClient,
	guid: string,
): Promise<Row<UnleashedProduct> | undefined> {
	return await unleashed.one(PRODUCTS, guid);
}

/** The products with exactly this code; the filter asks for how it begins (documented). GET /Products?productCode= */
export async function productsByCode(unleashed: UnleashedClient, code: string): Promise<Array<Row<UnleashedProduct>>> {
	const rows = await unleashed.rows(PRODUCTS, { productCode: code, includeObsolete: true });
	return rows.filter(({ label }) => label.toLowerCase() === code.toLowerCase());
}

/** Those of these codes that no product has. */
export async function unknownCodes(unleashed: UnleashedClient, codes: readonly string[]): Promise<string[]> {
	const distinct = [...new Set(codes)].slice(0, MOST_LOOKED_UP_SINGLY);
	const found = await sideBySide(distinct, async (code) => await productsByCode(unleashed, code));
	return distinct.filter((_, at) => (found[at] ?? []).length === 0);
}

/**
 * Creates a product or changes the one of this GUID, whole. Repeatable: a second one finds the first (documented: the call
 * creates or updates). POST /Products/{guid}
 */
export async function writeProduct(
	unleashed: UnleashedClient,
	guid: string,
	body: Raw,
	maySend: () => boolean,
): Promise<Written<UnleashedProduct>> {
	const path = `${PATH}/${encodeURIComponent(guid)}`;
	return await unleashed.write({ method: 'POST', path, body, repeatable: true, maySend }, product);
}

/** The products of this run, as far as they were looked at; what was written is looked at anew. */
export class Catalogue {
	private readonly known = new Map<string, ReadonlyArray<Row<UnleashedProduct>>>();

	private isWhole = false;

	constructor(private readonly unleashed: UnleashedClient) {}

	rows(code: string): ReadonlyArray<Row<UnleashedProduct>> {
		return this.known.get(code.toLowerCase()) ?? [];
	}

	async read(codes: readonly string[]): Promise<void> {
		const open = [...new Set(codes)].filter((code) => !this.isWhole && !this.known.has(code.toLowerCase()));
		if (open.length > MOST_LOOKED_UP_SINGLY) await this.readAll();
		else
			await sideBySide(open, async (code) => {
				this.known.set(code.toLowerCase(), await productsByCode(this.unleashed, code));
			});
	}

	private async readAll(): Promise<void> {
		const all = new Map<string, Array<Row<UnleashedProduct>>>();
		for await (const page of productPages(this.unleashed, { includeObsolete: true }))
			for (const row of page) {
				const code = row.label.toLowerCase();
				all.set(code, [...(all.get(code) ?? []), row]);
			}
		for (const [code, rows] of all) this.known.set(code, rows);
		this.isWhole = true;
	}

	/** What stands there under a code from now on. */
	learn(code: string, row: Row<UnleashedProduct>): void {
		this.known.set(code.toLowerCase(), [row]);
	}
}

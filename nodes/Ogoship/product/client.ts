import { sideBySide, type Listing, type OgoshipClient, type Row, type Written } from '../client';
import { product, type OgoProduct, type ProductDraft } from './wire';

/*
 * One function a call about products; there is no DELETE. https://openapi.ogoship.com/
 */

const PATH = '/api/v1/Products';
const PRODUCTS: Listing<OgoProduct> = { path: PATH, schema: product, key: 'code', filter: 'code' };
/** So many codes are looked up one by one; more are read from the whole list, which costs a call for 250. */
const MOST_LOOKED_UP_SINGLY = 20;
/** Characters that need no second look in a path. */
const PLAIN_CODE = /^[A-Za-z0-9_-]+$/;

export interface ProductQuery {
	readonly eanCode?: string;
	readonly modifiedAfter?: string;
}

/** Products, page by page. GET /api/v1/Products?code=&eanCode=&modifiedAfter=&limit=&page= */
export function productPages(ogoship: OgoshipClient, query: ProductQuery = {}): AsyncGenerator<Array<Row<OgoProduct>>> {
	return ogoship.pages(PRODUCTS, { ...query });
}

/** The products under a code, each row as it came; more than one is a fault in the merchant's data. */
export async function productRows(
	ogoship: OgoshipClient,
	code: string,
	more: ProductQuery = {},
): Promise<Array<Row<OgoProduct>>> {
	return await ogoship.rowsWith(PRODUCTS, code, { ...more });
}

/** A new product. What a used code does is not documented, so it is never repeated blindly. POST /api/v1/Products */
export async function createProduct(
	ogoship: OgoshipClient,
	draft: ProductDraft,
	maySend: () => boolean,
): Promise<Written<OgoProduct>> {
	const request = { method: 'POST', path: PATH, body: draft, repeatable: false, maySend } as const;
	return await ogoship.write(request, PRODUCTS.schema);
}

/**
 * A product again under its code; a repeat changes nothing more. A code with special characters goes as Base64url
 * (seen in the .NET client). PUT /api/v1/Products/{productCode}?base64url=
 */
export async function updateProduct(
	ogoship: OgoshipClient,
	draft: ProductDraft,
	maySend: () => boolean,
): Promise<Written<OgoProduct>> {
	const isPlain = PLAIN_CODE.test(draft.code);
	const segment = isPlain ? draft.code : base64url(draft.code);
	const request = { method: 'PUT', path: `${PATH}/${segment}`, body: draft, repeatable: true, maySend } as const;
	return await ogoship.write({ ...request, ...(isPlain ? {} : { query: { base64url: true } }) }, PRODUCTS.schema);
}

/** RFC 4648 section 5 over the UTF-8 bytes, without padding. */
function base64url(value: string): string {
	const bytes = String.fromCharCode(...new TextEncoder().encode(value));
	return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The products of this run, as far as they were looked at; what was written is looked at anew. */
export class Catalogue {
	private readonly known = new Map<string, ReadonlyArray<Row<OgoProduct>>>();

	private readonly forgotten = new Set<string>();

	private isWhole = false;

	constructor(private readonly ogoship: OgoshipClient) {}

	rows(code: string): ReadonlyArray<Row<OgoProduct>> {
		return this.known.get(code) ?? [];
	}

	async read(codes: readonly string[]): Promise<void> {
		const open = [...new Set(codes)].filter(
			(code) => this.forgotten.has(code) || !(this.isWhole || this.known.has(code)),
		);
		if (open.length > MOST_LOOKED_UP_SINGLY) await this.readAll();
		else
			await sideBySide(open, async (code) => {
				this.known.set(code, await productRows(this.ogoship, code));
				this.forgotten.delete(code);
			});
	}

	private async readAll(): Promise<void> {
		const all = new Map<string, Array<Row<OgoProduct>>>();
		const seen = new Set<string>();
		for await (const page of productPages(this.ogoship)) {
			for (const row of page) {
				// The same product can come on two pages while the list changes; that is not two products.
				const id = 'record' in row ? (row.record.id ?? `code ${row.record.code}`) : undefined;
				if (id !== undefined && seen.has(id)) continue;
				if (id !== undefined) seen.add(id);
				all.set(row.label, [...(all.get(row.label) ?? []), row]);
			}
		}
		this.known.clear();
		for (const [code, rows] of all) this.known.set(code, rows);
		this.forgotten.clear();
		this.isWhole = true;
	}

	forget(code: string): void {
		this.known.delete(code);
		this.forgotten.add(code);
	}
}

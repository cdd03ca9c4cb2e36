/*
 * What this brand's account remembers. Survives `v8.serialize`: plain objects and Maps only.
 */
import type { SandboxContext } from '../../../sandbox/kit';

/** A record in the vendor's own fields. */
export type Wire = Record<string, unknown>;

/** A record of one of the plain resources, under its own code or reference. */
export interface Kept {
	content: Wire;
	readonly createdMs: number;
	updatedMs: number;
}

export interface OrderItem extends Wire {
	readonly ean13: string | null;
	readonly sku: string | null;
	readonly quantity: number;
}

export interface Order {
	readonly reference: string;
	status: string;
	/** Every other field of a read order but items and times. */
	content: Wire;
	items: readonly OrderItem[];
	readonly createdMs: number;
	updatedMs: number;
	confirmedMs: number | null;
}

export interface Level {
	readonly ean13: string | null;
	readonly sku: string | null;
	isBlocked: boolean;
	inStock: number;
	/** As it was sent, else of the change. */
	inStockUpdateTime: string;
	incomingStock: number | null;
	incomingStockDate: string | null;
}

export interface Price extends Wire {
	readonly product_model: string;
	readonly fabric_code: string;
	readonly price_list_code: string;
}

export interface OrderLink {
	readonly document_number: string;
	readonly order_reference: string;
}

export interface StoredFile {
	/** `products/ALBA/NOIR/1` */
	readonly place: string;
	readonly name: string;
	readonly type: string;
	readonly bytes: number;
	readonly digest: string;
}

/** The resources that are lists of records under a code of their own. */
export type PlainResource =
	'retailers' | 'products' | 'collections' | 'sales_catalogs' | 'fabrics' | 'sizings' | 'sales_documents';

export interface State {
	readonly client: { readonly id: string; readonly secret: string };
	/** Price lists are created by the account manager (documented). */
	readonly priceLists: readonly string[];
	readonly plain: Record<PlainResource, Map<string, Kept>>;
	orders: Order[];
	levels: Level[];
	prices: Price[];
	catalogItems: Wire[];
	links: OrderLink[];
	selections: Array<Wire & { readonly id: number }>;
	readonly invoices: Wire[];
	files: StoredFile[];
	/** Access tokens and when they end. */
	readonly tokens: Map<string, number>;
}

export type Context = SandboxContext<State>;

/** What people at the brand do: POST /_sandbox/change. Throws a sentence for an input that cannot be. */
export type Change = (input: Record<string, unknown>, context: Context) => unknown;

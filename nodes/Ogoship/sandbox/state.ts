/*
 * What this warehouse remembers, and what it has at the start. Survives `v8.serialize`: plain objects and Maps only.
 */
import type { DemoData, SandboxContext } from '../../../sandbox/kit';

import { guid } from './values';

export interface Line {
	readonly code: string;
	readonly quantity: number;
	readonly unitPrice?: unknown;
	readonly vatPercentage?: unknown;
	readonly productInfoUrl?: unknown;
	readonly productPictureUrl?: unknown;
}

export interface Order {
	readonly id: string;
	readonly reference: string;
	status: string;
	/** The members of the vendor's order model that are kept as they came. */
	content: Record<string, unknown>;
	orderLines: readonly Line[];
	/** Several numbers are one text with commas between them. */
	trackingNumber: string | null;
	trackingUrl: string | null;
	warehouseComments: string | null;
	editedMs: number;
}

export interface Product {
	readonly id: string;
	code: string;
	content: Record<string, unknown>;
	/** Pieces in all warehouses together. */
	stock: number;
	editedMs: number;
	stockChangedMs: number;
}

export interface InboundLine {
	readonly code: string;
	readonly expectedQuantity: number;
	receivedQuantity: number;
	readonly content: Readonly<Record<string, unknown>>;
}

/** A purchase order on its way in: the vendor's StockUpdate. */
export interface Inbound {
	readonly reference: string;
	readonly autoReference: string;
	status: string;
	readonly content: Readonly<Record<string, unknown>>;
	products: readonly InboundLine[];
	arrivedMs: number | null;
	readonly createdMs: number;
	editedMs: number;
}

export interface Webhook {
	readonly id: string;
	url: string;
	/** Chosen by the subscriber; signs every delivery. */
	key: string;
	type: string;
	customHeaders: Readonly<Record<string, string>>;
}

/** A webhook not yet taken by its receiver. */
export interface WaitingDelivery {
	readonly id: string;
	readonly webhookId: string;
	readonly url: string;
	readonly topic: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** Tries so far. */
	attempts: number;
	dueMs: number;
}

interface Token {
	readonly scopes: readonly string[];
	/** The end of its life, by the sandbox's clock. */
	readonly endsMs: number;
}

export interface State {
	readonly merchant: DemoData['merchant'];
	readonly shippingMethods: readonly ShippingMethod[];
	/** Oldest first. */
	readonly orders: Order[];
	/** By code. */
	readonly products: Map<string, Product>;
	readonly inbound: Inbound[];
	readonly webhooks: Webhook[];
	deliveries: WaitingDelivery[];
	/** How many of the next lists end early, and after how many rows; a third of them when `rows` is absent. */
	readonly truncation: { times: number; rows?: number };
	readonly accessTokens: Map<string, Token>;
	readonly refreshTokens: Map<string, Token>;
}

export interface ShippingMethod {
	readonly code: string;
	/** Whether parcels get a tracking number. */
	readonly tracked: boolean;
}

export type Context = SandboxContext<State>;

/** What a shop's staff or a warehouse does: POST /_sandbox/change. Throws a sentence for an input that cannot be. */
export type Change = (input: Record<string, unknown>, context: Context) => unknown;

const SHIPPING_METHODS: readonly ShippingMethod[] = [
	{ code: 'pickup_fi', tracked: true },
	{ code: 'home_fi', tracked: true },
	{ code: 'letter_fi', tracked: false },
];

export const ANYBODY = {
	name: 'Example Customer',
	address1: 'Esimerkkikatu 1',
	zip: '00100',
	city: 'Helsinki',
	countryCode: 'FI',
	phone: '+3585550000',
	email: 'customer@example.com',
};

/** The demo shop's goods that the warehouse knows, and the orders another connector sent before us. */
export function seed(data: DemoData): State {
	const momentMs = Date.parse(data.moment);
	return {
		merchant: data.merchant,
		shippingMethods: SHIPPING_METHODS,
		orders: seedOrders(data, momentMs),
		products: new Map(seedProducts(data, momentMs).map((product) => [product.code, product])),
		inbound: [],
		webhooks: [],
		deliveries: [],
		truncation: { times: 0 },
		accessTokens: new Map(),
		refreshTokens: new Map(),
	};
}

function seedProducts(data: DemoData, momentMs: number): Product[] {
	return data.products
		.filter((product) => product.atWarehouse)
		.map((product) => ({
			id: guid(`product ${product.sku}`),
			code: product.sku,
			content: {
				languageCode: 'en',
				name: product.title,
				eanCode: product.barcode,
				hsCode: product.hsCode,
				salesPrice: Number(product.price),
			},
			stock: product.stock,
			editedMs: momentMs,
			stockChangedMs: momentMs,
		}));
}

function seedOrders(data: DemoData, momentMs: number): Order[] {
	return data.orders
		.filter((order) => order.plant === 'beforeStartAlreadyThere')
		.map(({ number, lines, placedMinutesAgo }) => ({
			id: guid(`order ${number}`),
			reference: String(number),
			status: 'Shipped',
			content: { shippingCode: 'home_fi', customer: ANYBODY, test: false },
			orderLines: lines.map(({ sku, quantity }) => ({ code: sku, quantity })),
			trackingNumber: `JJFI00000000000000${number}`,
			trackingUrl: `https://track.example.com/JJFI00000000000000${number}`,
			warehouseComments: null,
			editedMs: momentMs - placedMinutesAgo * 60_000 + 3_600_000,
		}));
}

/** The product under a code. Throws when there is none. */
export function knownProduct(state: State, code: string): Product {
	const product = state.products.get(code);
	if (product === undefined) throw new Error(`There is no product ${code}`);
	return product;
}

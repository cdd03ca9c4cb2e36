import type { JournalEntry } from '../../sandbox/kit';
import { STOCK_LOCATION } from '../../sandbox/demo-data';
import { SHOP_PLACES, type DeskView, type EngineView, type ShopView } from '../../sandbox/omnichannel';
import type { RunningSandbox } from '../../sandbox/serve';
import {
	unitsOf,
	type BookedCredit,
	type BookedOrder,
	type BookedShipment,
	type BooksChronicle,
	type DeskOrder,
	type EngineOrder,
	type OdooMove,
	type OdooOrder,
	type ImportedOrder,
	type PlaceLevel,
	type ShopParcel,
	type ShowroomChronicle,
	type ShowroomOrder,
	type Taken,
	type Units,
	type WarehouseOrder,
} from './chronicle';
import { GOODWILL, referenceOf } from './history';

/*
 * What stands in the sandboxes and what they took, in the chronicle's plain terms.
 */

interface Code {
	readonly code: string;
	readonly quantity: number;
}
const goods = (lines: readonly Code[]) => unitsOf(lines.map(({ code, quantity }) => ({ sku: code, quantity })));

const numbersIn = (tracking: string | null) =>
	(tracking ?? '')
		.split(',')
		.map((number) => number.trim())
		.filter(Boolean);

export function warehouseOrders(warehouse: RunningSandbox): WarehouseOrder[] {
	const { orders } = warehouse.state() as {
		readonly orders: ReadonlyArray<{
			readonly id: string;
			readonly reference: string;
			readonly status: string;
			readonly orderLines: readonly Code[];
			readonly cashOnDelivery?: { readonly amount: number } | null;
			readonly trackingNumber: string | null;
		}>;
	};
	return orders.map(({ id, reference, status, orderLines, cashOnDelivery, trackingNumber }) => ({
		id,
		reference,
		status,
		units: goods(orderLines),
		collects: cashOnDelivery?.amount ?? 0,
		tracking: numbersIn(trackingNumber),
	}));
}

export function shopParcels(shop: RunningSandbox): ShopParcel[] {
	const { orders } = shop.state() as {
		readonly orders: ReadonlyArray<{
			readonly number: number;
			readonly fulfillments: ReadonlyArray<{
				readonly status: string;
				readonly tracking: { readonly numbers: readonly string[] };
				readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
			}>;
		}>;
	};
	return orders.flatMap(({ number, fulfillments }) =>
		fulfillments
			.filter(({ status }) => status === 'SUCCESS')
			.map(({ tracking, lines }) => ({ order: number, units: unitsOf(lines), tracking: tracking.numbers })),
	);
}

/** The orders and the lines that the warehouse took over its API. */
export function takenBy(journal: readonly JournalEntry[]): Taken[] {
	return journal.flatMap(({ operation, accepted, body, at }) => {
		const { reference, orderLines } = (body ?? {}) as {
			readonly reference?: string;
			readonly orderLines?: readonly Code[];
		};
		const isOrder = operation === 'ordersCreate' || operation === 'ordersUpdate';
		if (!isOrder || !accepted || reference === undefined || orderLines === undefined) return [];
		return [{ at: Date.parse(at), reference, units: goods(orderLines), made: operation === 'ordersCreate' }];
	});
}

// ------------------------------------------------------------------ the books

interface BooksLine extends Code {
	readonly total: number;
	readonly tax: number;
}

/** Booked besides the goods. */
const CHARGES = ['FREIGHT', 'ROUNDING', GOODWILL];
const notCharged = (lines: readonly Code[]) => goods(lines.filter(({ code }) => !CHARGES.includes(code)));
const cents = (euros: number) => Math.round(euros * 100);

export function bookedOrders(books: RunningSandbox): BookedOrder[] {
	const { orders } = books.state() as {
		readonly orders: ReadonlyArray<{
			readonly guid: string;
			readonly orderNumber: string;
			readonly status: string;
			readonly lines: readonly BooksLine[];
			readonly total: number;
			readonly taxTotal: number;
		}>;
	};
	return orders.map(({ guid, orderNumber, status, lines, total, taxTotal }) => ({
		...{ id: guid, number: orderNumber, status, units: notCharged(lines) },
		...{ total: cents(total), tax: cents(taxTotal) },
	}));
}

export function bookedShipments(books: RunningSandbox): BookedShipment[] {
	const { shipments } = books.state() as {
		readonly shipments: ReadonlyArray<{
			readonly guid: string;
			readonly number: string;
			readonly orderNumber: string;
			readonly status: string;
			readonly trackingNumber: string | null;
			readonly lines: readonly Code[];
		}>;
	};
	return shipments.map(({ guid, number, orderNumber, status, trackingNumber, lines }) => ({
		...{ id: guid, number, order: orderNumber, status },
		...{ units: notCharged(lines), tracking: numbersIn(trackingNumber) },
	}));
}

export function bookedCredits(books: RunningSandbox): BookedCredit[] {
	const { credits } = books.state() as {
		readonly credits: ReadonlyArray<{
			readonly guid: string;
			readonly status: string;
			readonly invoice: string | null;
			readonly comments: string | null;
			readonly lines: readonly BooksLine[];
		}>;
	};
	return credits.map(({ guid, status, invoice, comments, lines }) => {
		const tax = lines.reduce((sum, line) => sum + cents(line.tax), 0);
		const net = lines.reduce((sum, line) => sum + cents(line.total), 0);
		return {
			...{ id: guid, status, byHand: invoice !== null, comments: comments ?? '' },
			...{ units: notCharged(lines), total: net + tax, tax },
		};
	});
}

/** How many there are of what is counted. */
export function stockOf(books: RunningSandbox): Units {
	const { stock } = books.state() as {
		readonly stock: ReadonlyArray<{ readonly code: string; readonly warehouse: string; readonly onHand: number }>;
	};
	return new Map(stock.filter(({ warehouse }) => warehouse === 'MAIN').map(({ code, onHand }) => [code, onHand]));
}

const ACTS = { salesOrdersCreate: 'made', salesOrdersComplete: 'completed', salesOrdersDelete: 'deleted' } as const;

export function actsIn(journal: readonly JournalEntry[]): BooksChronicle['acts'] {
	return journal.flatMap(({ operation, accepted, note, at }) => {
		if (!accepted || !Object.hasOwn(ACTS, operation)) return [];
		const { orderNumber } = (note ?? {}) as { readonly orderNumber?: string };
		return [{ at: Date.parse(at), act: ACTS[operation as keyof typeof ACTS], number: orderNumber ?? '' }];
	});
}

export function ordersInShop(shop: RunningSandbox): BooksChronicle['inShop'] {
	const { orders } = shop.state() as {
		readonly orders: ReadonlyArray<{
			readonly number: number;
			readonly fulfillmentStatus: string;
			readonly refunds: ReadonlyArray<{ readonly id: string }>;
		}>;
	};
	return orders.map(({ number, fulfillmentStatus, refunds }) => ({
		order: number,
		refunds: refunds.map(({ id }) => id),
		fulfilled: fulfillmentStatus === 'FULFILLED',
	}));
}

// ------------------------------------------------------------------ an Odoo

interface OdooView {
	readonly orders: ReadonlyArray<{
		readonly id: number;
		readonly name: string;
		readonly state: string;
		readonly origin: string | false;
		readonly create_date: string;
		readonly amount_total: number;
		readonly amount_tax: number;
		readonly lines: ReadonlyArray<{ readonly sku: string; readonly product_uom_qty: number }>;
	}>;
	readonly pickings: ReadonlyArray<{
		readonly id: number;
		readonly name: string;
		readonly order: string | false;
		readonly kind: string;
		readonly state: string;
		readonly carrier_tracking_ref: string | false;
		readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly state: string }>;
	}>;
	readonly invoices: ReadonlyArray<{
		readonly id: number;
		readonly name: string;
		readonly move_type: string;
		readonly state: string;
		readonly payment_state: string;
		readonly ref: string | false;
		readonly invoice_origin: string | false;
		readonly amount_total: number;
		readonly amount_residual: number;
	}>;
	readonly payments: ReadonlyArray<{ readonly state: string; readonly amount: number; readonly memo: string | false }>;
}

/** Products of the demo's company that stand for what is no goods. */
const OFFICE_CHARGES = ['DELIVERY-HOME', 'DELIVERY-LETTER', 'DELIVERY-PICKUP', 'DISCOUNT', 'ROUNDING', ''];

/** The shop's number in where an order comes from; undefined for an order of others. */
function numberIn(origin: string | false): number | undefined {
	const [, number] = /^shopify #(\d+)$/.exec(origin || '') ?? [];
	return number === undefined ? undefined : Number(number);
}

export function odooOrders(office: RunningSandbox): OdooOrder[] {
	const { orders, invoices, payments } = office.state() as OdooView;
	const movesOf = (type: string, of: string): OdooMove[] =>
		invoices
			.filter(({ move_type, invoice_origin }) => move_type === type && invoice_origin === of)
			.map((move) => ({
				...{ id: String(move.id), state: move.state, payment: move.payment_state, ref: move.ref || '' },
				...{ total: cents(move.amount_total), open: cents(move.amount_residual) },
			}));
	return orders.flatMap((order) => {
		const number = numberIn(order.origin);
		if (number === undefined) return [];
		const bills = invoices.filter((move) => move.move_type === 'out_invoice' && move.invoice_origin === order.name);
		const towards = payments.filter(({ memo }) => bills.some(({ name }) => name === memo));
		return [
			{
				...{ id: String(order.id), number, state: order.state },
				units: unitsOf(
					order.lines
						.filter(({ sku }) => !OFFICE_CHARGES.includes(sku))
						.map(({ sku, product_uom_qty: quantity }) => ({ sku, quantity })),
				),
				...{ total: cents(order.amount_total), tax: cents(order.amount_tax) },
				madeAt: Date.parse(`${order.create_date.replace(' ', 'T')}Z`),
				bills: movesOf('out_invoice', order.name),
				credits: movesOf('out_refund', order.name),
				paid: towards.reduce((sum, { amount }) => sum + cents(amount), 0),
			},
		];
	});
}

/** What left the house, by the shop's orders. */
export function odooShipments(office: RunningSandbox): BookedShipment[] {
	const { orders, pickings } = office.state() as OdooView;
	return pickings
		.filter(({ kind, state }) => kind === 'outgoing' && state === 'done')
		.flatMap((picking) => {
			const number = numberIn(orders.find(({ name }) => name === picking.order)?.origin ?? false);
			if (number === undefined) return [];
			const moved = picking.lines.filter(({ state }) => state === 'done');
			return [
				{
					...{ id: String(picking.id), number: picking.name, order: referenceOf(number), status: 'Dispatched' },
					units: unitsOf(moved.map(({ sku, quantity }) => ({ sku, quantity }))),
					tracking: numbersIn(picking.carrier_tracking_ref || null),
				},
			];
		});
}

// ------------------------------------------------------------------ outlets

const shopNumber = (name: string) => Number(name.replace('#', ''));

export function engineOrders(engine: RunningSandbox): EngineOrder[] {
	return (engine.state() as EngineView).orders.map(({ id, number, status, locationId, shipments, items }) => ({
		...{ id, number: shopNumber(number), status, location: locationId, units: unitsOf(items) },
		bookings: shipments.map(({ trackingNumber }) => trackingNumber),
	}));
}

export function deskOrders(desk: RunningSandbox): DeskOrder[] {
	const { orders } = desk.state() as {
		readonly orders: ReadonlyArray<
			Omit<DeskView['orders'][number], 'lines'> & {
				readonly locationId: string | null;
				readonly synced: boolean;
				readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly sale_price: number }>;
				readonly shippingPrice: number | null;
				readonly discount: number | null;
			}
		>;
	};
	return orders.map(({ id, reference, locationId, status, invoiceNumber, synced, lines, shippingPrice, discount }) => ({
		...{ id: String(id), reference, location: locationId, status, invoice: invoiceNumber, synced },
		units: unitsOf(lines),
		total: lines.reduce(
			(sum, { quantity, sale_price }) => sum + quantity * cents(sale_price),
			cents(shippingPrice ?? 0) - cents(discount ?? 0),
		),
	}));
}

/** What a courier took: all of an order, under the last of its tracking numbers. */
export function outletShipments(engine: RunningSandbox): BookedShipment[] {
	return engineOrders(engine)
		.filter(({ status, bookings }) => status === 'dispatched' && bookings.length > 0)
		.map(({ id, number, units, bookings }) => ({
			...{ id, number: `#${number}`, order: referenceOf(number), status: 'Dispatched', units },
			tracking: bookings.slice(-1),
		}));
}

/** The stock of every outlet that has a location, in the three systems. */
export function levelsOf(shop: RunningSandbox, engine: RunningSandbox, desk: RunningSandbox): PlaceLevel[] {
	const { locations, levels } = engine.state() as EngineView;
	const { inventory } = shop.state() as ShopView;
	const { outlets, stock } = desk.state() as DeskView;
	return stock.flatMap(({ storeId, sku, quantity }) => {
		const location = outlets.find(({ id }) => id === storeId)?.locationId ?? '';
		const place = locations.find(({ id }) => id === location);
		if (!place) return [];
		const isHere = (level: { readonly location: string; readonly sku: string }) =>
			level.location === location && level.sku === sku;
		const inShop = inventory.find((level) => level.sku === sku && level.locationId === SHOP_PLACES[location]);
		return [
			{
				...{ location, sku, desk: quantity, engine: levels.find(isHere)?.onHand, buffer: place.buffer },
				shop: inShop?.onHand,
			},
		];
	});
}

// ------------------------------------------------------------------ a showroom

export interface ShowroomView {
	readonly orders: ReadonlyArray<{
		readonly reference: string;
		readonly status: string;
		readonly purchaseOrder: string | null;
		readonly retailer: string | null;
		readonly totalWithTax: number;
		readonly items: ReadonlyArray<{
			readonly ean13: string | null;
			readonly sku: string | null;
			readonly quantity: number;
		}>;
	}>;
	readonly stock: ReadonlyArray<{
		readonly sku: string | null;
		readonly ean13: string | null;
		readonly in_stock: number;
		readonly is_blocked: boolean;
	}>;
	readonly documents: ReadonlyArray<{
		readonly document_number: string;
		readonly comment?: string;
		readonly orders: readonly string[];
	}>;
}

export function showroomOrder(order: ShowroomView['orders'][number]): ShowroomOrder {
	const { reference, status, retailer, items, totalWithTax } = order;
	return {
		...{ reference, status, total: cents(totalWithTax) },
		isWhole: Boolean(retailer) && items.every(({ ean13, sku }) => Boolean(ean13 ?? sku)),
		units: unitsOf(items.map(({ sku, quantity }) => ({ sku: sku ?? '', quantity }))),
	};
}

interface WholesaleView {
	readonly orders: ReadonlyArray<{
		readonly sourceIdentifier: string | null;
		readonly total: string;
		readonly lines: ReadonlyArray<{ readonly sku: string | null; readonly currentQuantity: number }>;
		readonly fulfillments: ReadonlyArray<{
			readonly status: string;
			readonly tracking: { readonly numbers: readonly string[] };
		}>;
	}>;
	readonly inventory: ReadonlyArray<{
		readonly sku: string | null;
		readonly locationId: string;
		readonly available: number;
	}>;
}

/** The showroom's reference of an order of the shop; undefined for one that did not come from there. */
export const referenceIn = (sourceIdentifier: string | null): string | undefined =>
	/^leNewBlack:.*:([^:]+)$/.exec(sourceIdentifier ?? '')?.[1];

export function importedOrders(shop: RunningSandbox): ImportedOrder[] {
	return (shop.state() as WholesaleView).orders.flatMap(({ sourceIdentifier, total, lines, fulfillments }) => {
		const reference = referenceIn(sourceIdentifier);
		if (reference === undefined) return [];
		return [
			{
				...{ reference, total: cents(Number(total)) },
				units: unitsOf(lines.map(({ sku, currentQuantity }) => ({ sku: sku ?? '', quantity: currentQuantity }))),
				parcels: fulfillments
					.filter(({ status }) => status === 'SUCCESS')
					.map(({ tracking }) => ({ tracking: tracking.numbers })),
			},
		];
	});
}

export function showroomEvidence(
	shop: RunningSandbox,
	showroom: RunningSandbox,
): Pick<ShowroomChronicle, 'showroom' | 'imported' | 'documents' | 'levels'> {
	const { orders, stock, documents } = showroom.state() as ShowroomView;
	const { inventory } = shop.state() as WholesaleView;
	return {
		showroom: orders.map(showroomOrder),
		imported: importedOrders(shop),
		documents: documents.map(({ document_number: number, comment = '', orders: shown }) => ({
			...{ number, comment, orders: shown },
		})),
		levels: stock.flatMap(({ sku, in_stock, is_blocked: isBlocked }) => {
			const level = inventory.find((each) => each.sku === sku && each.locationId === STOCK_LOCATION);
			return level && sku !== null ? [{ sku, showroom: in_stock, shop: level.available, isBlocked }] : [];
		}),
	};
}

const WRITES = new Set([
	...['sale.order.load', 'sale.order.write', 'sale.order.action_confirm', 'sale.order.action_cancel'],
	...['sale.order.line.load', 'res.partner.load', 'account.move.action_post', 'account.move.write'],
	...['sale.advance.payment.inv.create_invoices', 'account.payment.register.action_create_payments'],
	...['account.move.reversal.refund_moves', 'account.move.reversal.reverse_moves'],
	...['ordersCreate', 'ordersUpdate', 'fulfillmentCreate', 'trackingUpdate'],
	...['salesOrdersCreate', 'salesOrdersUpdate', 'salesOrdersDelete', 'salesOrderLinesDelete', 'salesOrdersComplete'],
	...['creditNotesCreate', 'creditNotesComplete'],
	...['ordersMove', 'shipmentsBook', 'ordersInvoice', 'ordersCancel', 'invoicesSync', 'stockSet', 'levelsSet'],
	...[
		'orderCreate',
		'orderUpdate',
		'ordersStatus',
		'salesDocumentsSave',
		'salesDocumentOrdersSave',
		'inventoryEanMulti',
	],
]);

/** What was written, for people. */
export const writesIn = (journal: readonly JournalEntry[]): string[] =>
	journal
		.filter(({ operation, accepted }) => accepted && WRITES.has(operation))
		.map(({ operation, note }) => `${operation} ${JSON.stringify(note ?? {})}`);

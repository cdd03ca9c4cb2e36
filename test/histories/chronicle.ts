import type { Deed, Flow, History } from './history';

/*
 * What happened in a world and what stood at its end: all that the oracle is told. Everything is taken from the
 * sandboxes, from what people did there, and from what an operator can see; nothing from what our nodes say they did.
 */

/** Milliseconds since 1970 by the history's clock. */
type Moment = number;

export interface Done {
	readonly at: Moment;
	readonly deed: Deed;
	/** Of a split: the warehouse's ids of both orders. */
	readonly parts?: readonly [first: string, second: string];
	/** Of what was done at the warehouse: its id of the order. */
	readonly id?: string;
	/** Of what was done in a showroom: the order as it stood then. */
	readonly stood?: ShowroomOrder;
	/** Of what was given back: the units that were still there. */
	readonly lines?: ReadonlyArray<{ readonly line: number; readonly quantity: number }>;
}

/** A run of n8n, from its first moment to its last, or to its death. */
export interface RunSpan {
	readonly from: Moment;
	readonly to: Moment;
	readonly flows?: readonly Flow[];
}

export type Units = ReadonlyMap<string, number>;

/** What the warehouse took from n8n: a new order, or other lines for one. */
export interface Taken {
	readonly at: Moment;
	readonly reference: string;
	readonly units: Units;
	readonly made: boolean;
}

export interface WarehouseOrder {
	readonly id: string;
	readonly reference: string;
	readonly status: string;
	readonly units: Units;
	/** What is to be paid at the door, in whole euros; 0 where nothing is. */
	readonly collects: number;
	readonly tracking: readonly string[];
}

/** A parcel as the shop shows it, unless it was undone. */
export interface ShopParcel {
	readonly order: number;
	readonly units: Units;
	readonly tracking: readonly string[];
}

/** What the list of problems shows, and what else the ledger keeps. */
export interface LedgerRow {
	readonly kind: string;
	readonly number: string;
	readonly state: string;
	/** Of an open problem. */
	readonly code?: string;
	/** The system that it goes to. */
	readonly to?: string;
}

/** What a run put out as done, with the target's id of the document. */
export interface Said {
	readonly flow: Flow;
	readonly outcome: string;
	readonly number: string;
	readonly id: string;
}

/** A problem as it left on an error output. */
export interface Told {
	readonly number: string;
	readonly message: string;
}

/** What every history leaves, whatever its back office. */
export interface Ending {
	readonly history: History;
	readonly beganAt: Moment;
	readonly endedAt: Moment;
	readonly done: readonly Done[];
	readonly runs: readonly RunSpan[];
	readonly parcels: readonly ShopParcel[];
	readonly ledger: readonly LedgerRow[];
	/** Problems that no record has: of the whole run, or a fault of ours. Those of the last rounds, when nothing failed. */
	readonly runProblems: readonly string[];
	/** Writes that were still made in the last round, when everything should have been at rest. */
	readonly lateWrites: readonly string[];
	/** Problems that left on error outputs in the last round; absent where nobody looks at them. */
	readonly lateTold?: readonly Told[];
}

/** The end of a history with a warehouse. */
export interface Chronicle extends Ending {
	readonly taken: readonly Taken[];
	readonly warehouse: readonly WarehouseOrder[];
}

/** An order in the books, amounts in cents. `units` are goods and gift cards, not what is charged besides. */
export interface BookedOrder {
	readonly id: string;
	readonly number: string;
	readonly status: string;
	readonly units: Units;
	readonly total: number;
	readonly tax: number;
}

export interface BookedShipment {
	readonly id: string;
	readonly number: string;
	readonly order: string;
	readonly status: string;
	readonly units: Units;
	readonly tracking: readonly string[];
}

export interface BookedCredit {
	readonly id: string;
	readonly status: string;
	/** Made by people on the order's invoice. */
	readonly byHand: boolean;
	readonly comments: string;
	readonly units: Units;
	readonly total: number;
	readonly tax: number;
}

/** The end of a history with books. */
export interface BooksChronicle extends Ending {
	readonly booked: readonly BookedOrder[];
	readonly shipments: readonly BookedShipment[];
	readonly credits: readonly BookedCredit[];
	/** How many are there of each product, of those that are counted. */
	readonly stock: Units;
	/** When an order was made, completed or deleted over the API. */
	readonly acts: ReadonlyArray<{
		readonly at: Moment;
		readonly act: 'made' | 'completed' | 'deleted';
		readonly number: string;
	}>;
	/** The shop's ids of the refunds of an order, in their order, and whether it calls the order fulfilled. */
	readonly inShop: ReadonlyArray<{
		readonly order: number;
		readonly refunds: readonly string[];
		readonly fulfilled: boolean;
	}>;
	readonly said: readonly Said[];
}

/** An order in Odoo with what it is billed by, amounts in cents. `units` are goods and gift cards. */
export interface OdooOrder {
	readonly id: string;
	/** Of the shop; Odoo keeps it as where the order comes from. */
	readonly number: number;
	readonly state: string;
	readonly units: Units;
	readonly total: number;
	readonly tax: number;
	readonly madeAt: Moment;
	readonly bills: readonly OdooMove[];
	readonly credits: readonly OdooMove[];
	/** What was paid towards its bills. */
	readonly paid: number;
}

/** An invoice or a credit note, in cents. */
export interface OdooMove {
	readonly id: string;
	readonly state: string;
	readonly payment: string;
	readonly ref: string;
	readonly total: number;
	/** What is still to be paid. */
	readonly open: number;
}

/** The end of a history with an Odoo. */
export interface OdooChronicle extends Ending {
	readonly orders: readonly OdooOrder[];
	readonly shipments: readonly BookedShipment[];
	readonly inShop: BooksChronicle['inShop'];
	readonly said: readonly Said[];
}

/** An order at OmniEngine. */
export interface EngineOrder {
	readonly id: string;
	/** Of the shop. */
	readonly number: number;
	/** The tab it stands in. */
	readonly status: string;
	readonly location: string | null;
	readonly units: Units;
	/** The tracking numbers of its bookings. */
	readonly bookings: readonly string[];
}

/** An order in an outlet of ShopDesk, in cents. */
export interface DeskOrder {
	readonly id: string;
	/** OmniEngine's ID of it. */
	readonly reference: string;
	readonly location: string | null;
	readonly status: string;
	readonly invoice: string | null;
	readonly synced: boolean;
	readonly units: Units;
	/** Goods and delivery, less what is given off. */
	readonly total: number;
}

/** What is there of a product at a place, by its ID at OmniEngine, in the three systems; undefined where it is not known. */
export interface PlaceLevel {
	readonly location: string;
	readonly sku: string;
	readonly desk: number;
	readonly engine: number | undefined;
	/** What OmniEngine keeps back there. */
	readonly buffer: number;
	readonly shop: number | undefined;
}

/** The end of a history with outlets. */
export interface OutletsChronicle extends Ending {
	readonly engine: readonly EngineOrder[];
	readonly desk: readonly DeskOrder[];
	/** What a courier took, by the shop's orders. */
	readonly shipments: readonly BookedShipment[];
	readonly levels: readonly PlaceLevel[];
	readonly inShop: BooksChronicle['inShop'];
	readonly said: readonly Said[];
}

/** An order of a showroom, in cents. */
export interface ShowroomOrder {
	readonly reference: string;
	readonly status: string;
	/** Whether its retailer has a reference, and every line an EAN-13 or a SKU. */
	readonly isWhole: boolean;
	readonly units: Units;
	/** With tax. */
	readonly total: number;
}

/** An order of the shop that came from a showroom, in cents. */
export interface ImportedOrder {
	readonly reference: string;
	readonly units: Units;
	readonly total: number;
	/** What left, in its order. */
	readonly parcels: ReadonlyArray<{ readonly tracking: readonly string[] }>;
}

/** The end of a history with a showroom. */
export interface ShowroomChronicle extends Ending {
	readonly showroom: readonly ShowroomOrder[];
	readonly imported: readonly ImportedOrder[];
	/** Sales documents, with the orders they are shown with. */
	readonly documents: ReadonlyArray<{
		readonly number: string;
		readonly comment: string;
		readonly orders: readonly string[];
	}>;
	/** What retailers can order, and what the shop can sell. */
	readonly levels: ReadonlyArray<{
		readonly sku: string;
		readonly showroom: number;
		readonly shop: number;
		readonly isBlocked: boolean;
	}>;
	readonly said: readonly Said[];
}

/** Units by SKU; lines with one SKU are added up, and none of a SKU is not there. */
export function unitsOf(
	lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>,
): Map<string, number> {
	const units = new Map<string, number>();
	for (const { sku, quantity } of lines) if (quantity > 0) units.set(sku, (units.get(sku) ?? 0) + quantity);
	return units;
}

/** Several lots of units together. */
export const together = (lots: readonly Units[]): Units =>
	unitsOf(lots.flatMap((lot) => [...lot].map(([sku, quantity]) => ({ sku, quantity }))));

export const sameUnits = (a: Units, b: Units): boolean =>
	a.size === b.size && [...a].every(([sku, quantity]) => b.get(sku) === quantity);

/** "2 MUG-BLUE, 1 VASE-NEW" */
export const inWords = (units: Units): string =>
	[...units]
		.map(([sku, quantity]) => `${quantity} ${sku}`)
		.sort()
		.join(', ') || 'nothing';

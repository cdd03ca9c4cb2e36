/*
 * What OmniEngine's sandbox keeps: orders in their stages, locations, stock by location, couriers.
 */
import { demoPerson } from '../../../sandbox/demo-data';
import type { DemoData, SandboxContext } from '../../../sandbox/kit';

export const CLIENT_ID = 'demo-oe-client';
export const CLIENT_SECRET = 'demo-oe-client-secret';

export type Context = SandboxContext<State>;
export type Fields = Readonly<Record<string, unknown>>;
export type Change = (input: Fields, context: Context) => unknown;

export type Stage =
	| 'pending'
	| 'awaiting_assigning'
	| 'awaiting_approval'
	| 'courier_booking'
	| 'awaiting_dispatch'
	| 'dispatched'
	| 'delivered'
	| 'returned'
	| 'cancelled';

export interface Shipment {
	readonly courierId: string;
	readonly trackingNumber: string;
	readonly serviceType: string;
	readonly bookedMs: number;
}

export interface Order {
	readonly id: string;
	readonly number: string;
	locationId: string | null;
	status: Stage;
	invoice: string | null;
	readonly shipments: Shipment[];
	readonly content: Fields;
	readonly items: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly price: number }>;
	readonly createdMs: number;
	updatedMs: number;
}

export interface Place {
	readonly id: string;
	name: string;
	code: string;
	city: string;
	country: string;
	buffer: number;
	enabled: boolean;
	halted: boolean;
	online: boolean;
}

export interface Courier {
	readonly id: string;
	readonly courier: string;
	readonly name: string;
	readonly enabled: boolean;
}

export interface State {
	readonly brand: DemoData['brand'];
	readonly orders: Order[];
	readonly places: Map<string, Place>;
	readonly skus: Set<string>;
	readonly levels: Map<string, { onHand: number; updatedMs: number }>;
	readonly couriers: readonly Courier[];
	readonly tokens: Set<string>;
}

export function orderIn({ orders }: State, wanted: unknown): Order {
	const found = orders.find(({ id, number }) => id === wanted || number === wanted);
	if (!found) throw new Error(`There is no order ${String(wanted)}`);
	return found;
}

export function placeIn({ places }: State, wanted: unknown): Place {
	const found = places.get(String(wanted));
	if (!found) throw new Error(`There is no location ${String(wanted)}`);
	return found;
}

export const levelKey = (place: string, sku: string) => `${place}\n${sku}`;

export function setLevel({ state, clock }: Context, place: string, sku: string, onHand: number): void {
	state.levels.set(levelKey(place, sku), { onHand, updatedMs: clock.now() });
}

export function addOrder({ state, clock, nextId }: Context, { order_number, items, content }: Fields): Order {
	if (typeof order_number !== 'string' || !Array.isArray(items)) throw new Error('A number and items are needed');
	const order: Order = {
		id: String(900_199 + nextId('order')),
		number: order_number,
		locationId: null,
		status: 'pending',
		invoice: null,
		shipments: [],
		items: items as Order['items'],
		content: (content ?? {}) as Fields,
		createdMs: clock.now(),
		updatedMs: clock.now(),
	};
	state.orders.push(order);
	return order;
}

export function addShipment(
	{ clock, nextId }: Context,
	order: Order,
	courierId: string,
	serviceType: string,
): Shipment {
	const trackingNumber = `CN${String(11_223_343 + nextId('shipment')).padStart(10, '0')}`;
	const shipment = { courierId, trackingNumber, serviceType, bookedMs: clock.now() };
	order.shipments.push(shipment);
	order.updatedMs = clock.now();
	return shipment;
}

const KEEPS: readonly Stage[] = ['awaiting_approval'];

/** Units kept for orders that ShopDesk has not invoiced yet (assumed); an invoice takes them out of what lies there. */
export const reservedAt = ({ orders }: State, place: string, sku: string): number =>
	orders
		.filter(({ status, locationId }) => locationId === place && KEEPS.includes(status))
		.flatMap(({ items }) => items)
		.filter((item) => item.sku === sku)
		.reduce((total, { quantity }) => total + quantity, 0);

const PLACES: readonly Place[] = [
	{
		id: '310',
		name: 'Main warehouse',
		code: 'MAIN-1',
		city: 'Lahore',
		country: 'PK',
		buffer: 2,
		enabled: true,
		halted: false,
		online: true,
	},
	{
		id: '311',
		name: 'Second outlet',
		code: 'SEC-1',
		city: 'Karachi',
		country: 'PK',
		buffer: 0,
		enabled: true,
		halted: false,
		online: true,
	},
	{
		id: '312',
		name: 'Closed outlet',
		code: 'OLD-1',
		city: 'Multan',
		country: 'PK',
		buffer: 0,
		enabled: false,
		halted: false,
		online: false,
	},
];

const STAGES: readonly Stage[] = [
	'pending',
	'awaiting_approval',
	'awaiting_approval',
	'awaiting_approval',
	'courier_booking',
];

/** Orders as an order engine has taken them over from its shop; none of them where it is linked with a shop's sandbox. */
export function seed(data: DemoData, options: Readonly<Record<string, string>>): State {
	const now = Date.parse(data.moment);
	const goods = data.products.filter(({ atWarehouse }) => atWarehouse);
	const levels = new Map<string, { onHand: number; updatedMs: number }>();
	for (const { sku, stock } of goods) {
		levels.set(levelKey('310', sku), { onHand: stock, updatedMs: now });
		levels.set(levelKey('311', sku), { onHand: Math.floor(stock / 4), updatedMs: now });
	}
	const prices = new Map(goods.map(({ sku, price }) => [sku, Number(price)]));
	const plain = data.orders.filter(
		({ plant, lines }) => plant === 'plain' && lines.every(({ sku }) => prices.has(sku)),
	);
	const stages = options['orders'] === 'none' ? [] : STAGES;
	return {
		brand: data.brand,
		orders: plain.slice(0, stages.length).map((order, at): Order => {
			const person = demoPerson(order.person);
			const items = order.lines.map(({ sku, quantity }) => ({ sku, quantity, price: prices.get(sku)! }));
			const goodsTotal = items.reduce((total, { quantity, price }) => total + quantity * price, 0);
			const subTotal = Math.round(goodsTotal * 100) / 100;
			const createdMs = now - order.placedMinutesAgo * 60_000;
			const total = Math.round((subTotal + 2 - 1) * 100) / 100;
			return {
				id: String(900_123 + at),
				number: `#${order.number}`,
				locationId: STAGES[at] === 'pending' ? null : at % 2 === 0 ? '310' : '311',
				status: STAGES[at]!,
				invoice: STAGES[at] === 'courier_booking' ? 'INV-000900' : null,
				shipments: [],
				items,
				createdMs,
				updatedMs: createdMs,
				content: {
					payment_method: 'cod',
					currency: 'EUR',
					sub_total: subTotal,
					discount: 1,
					shipping_price: 2,
					tax: 0,
					total,
					cod_amount: total,
					customer: {
						name: `${person.firstName} ${person.lastName}`,
						email: person.email,
						phone: person.phone,
					},
					shipping_address: { address1: person.address1, city: person.city, country: person.countryCode },
				},
			};
		}),
		places: new Map(PLACES.map((place) => [place.id, { ...place }])),
		skus: new Set(goods.map(({ sku }) => sku)),
		levels,
		couriers: [
			{ id: '12', courier: 'TCS', name: 'TCS COD', enabled: true },
			{ id: '13', courier: 'DHL', name: 'DHL Express', enabled: true },
			{ id: '14', courier: 'Call Courier', name: 'Old contract', enabled: false },
		],
		tokens: new Set(),
	};
}

/** What tests compare: nobody's name or address. */
export function view(state: State): unknown {
	return {
		orders: state.orders.map(({ id, number, locationId, status, invoice, shipments, items }) => ({
			id,
			number,
			locationId,
			status,
			invoice,
			shipments: shipments.map(({ courierId, trackingNumber }) => ({ courierId, trackingNumber })),
			items: items.map((item) => ({ ...item })),
		})),
		locations: [...state.places.values()].map((place) => ({ ...place })),
		levels: [...state.levels].map(([key, { onHand, updatedMs }]) => {
			const [location = '', sku = ''] = key.split('\n');
			return { location, sku, onHand, updatedAt: new Date(updatedMs).toISOString() };
		}),
	};
}

import type { IDataObject } from 'n8n-workflow';

import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What OmniEngine is told: orders that move on or get a location, couriers that are booked, stock, and locations.
 */

interface State {
	readonly orders: ReadonlyArray<{
		id: string;
		status: string;
		locationId: string | null;
		shipments: ReadonlyArray<{ courierId: string }>;
	}>;
	readonly levels: ReadonlyArray<{ location: string; sku: string; onHand: number }>;
	readonly locations: ReadonlyArray<{ name: string; code: string }>;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('omniEngine').state() as State;
const both = (reading: IDataObject) => ({ older: reading, newer: reading });
const idOf = ({ origin }: IDataObject) => (origin as IDataObject).id as string;

/** The first order of a tab, as Order: Get Many reads it. */
const firstOf = (orderStatus: string) => async (stage: Stage) => {
	const parameters = { resource: 'order', operation: 'getAll', orderStatus, returnAll: true };
	const [read] = await stage.read('omniEngine', parameters, [{}]);
	return both(read ?? {});
};

const orderOf = (stage: Stage, reading: IDataObject) => stateOf(stage).orders.filter(({ id }) => id === idOf(reading));

// ------------------------------------------------------------------ orders

const orderMove: Recipe = {
	operation: 'omniEngine order/moveStatus',
	parameters: { toStatus: 'awaiting_dispatch' },
	write: 'ordersMove',
	looks: ['ordersRead'],
	readings: firstOf('courier_booking'),
	documents: (stage, reading) =>
		orderOf(stage, reading)
			.filter(({ status }) => status === 'awaiting_dispatch')
			.map(() => true),
};

const PLACE = '311';

const orderAssign: Recipe = {
	operation: 'omniEngine order/assignLocation',
	parameters: { assignTo: PLACE },
	write: 'ordersAssign',
	looks: ['ordersRead'],
	readings: firstOf('pending'),
	documents: (stage, reading) =>
		orderOf(stage, reading)
			.filter(({ locationId }) => locationId === PLACE)
			.map(() => true),
};

// ------------------------------------------------------------------ shipments

/** What can happen where nothing is remembered and OmniEngine makes a second one. */
const WITHOUT_LEDGER: Readonly<Record<string, string>> = {
	'at once': 'two runs at the same moment can make two',
	repeat: 'a run before the first is shown can make a second',
	'lost answer': 'a run before the first is shown can make a second',
};

/** What a second booking of one order comes to; nobody has seen it. */
const BOOKED: readonly Answer[] = [
	{ name: 'refused', options: { secondBooking: 'refused' } },
	{ name: 'second', options: { secondBooking: 'second' }, withoutLedger: WITHOUT_LEDGER },
];

const shipmentBook: Recipe = {
	operation: 'omniEngine shipment/book',
	parameters: { courier: '12', serviceType: 'Overnight', pieces: 1, weightKg: 0 },
	write: 'shipmentsBook',
	looks: ['ordersRead'],
	answers: BOOKED,
	readings: firstOf('courier_booking'),
	documents: (stage, reading) =>
		orderOf(stage, reading).flatMap(({ shipments }) => shipments.map(({ courierId }) => courierId === '12')),
};

// ------------------------------------------------------------------ stock

const SKU = 'MUG-BLUE';
const MAIN = '310';

const level = (available: number): IDataObject => ({
	kind: 'stockLevel',
	origin: { system: 'shopDesk', account: '77', id: `${MAIN}:${SKU}`, number: SKU, seenAt: '' },
	sku: SKU,
	location: { id: MAIN },
	available,
	onHand: available,
	observedAt: '',
});

const stockSet: Recipe = {
	operation: 'omniEngine stockLevel/set',
	parameters: { location: MAIN, levelOptions: { firstRun: 'apply' } },
	write: 'stockSet',
	looks: ['stockList', 'locationsList'],
	readings: async () => await Promise.resolve({ older: level(12), newer: level(7) }),
	readNow(reading, at) {
		const now = at.toISOString();
		return { ...reading, observedAt: now, origin: { ...(reading.origin as IDataObject), seenAt: now } };
	},
	documents: (stage, { available }) =>
		stateOf(stage)
			.levels.filter(({ location, sku, onHand }) => location === MAIN && sku === SKU && onHand === available)
			.map(() => true),
};

// ------------------------------------------------------------------ locations

const CODE = 'NEW-9';

const locationCreate: Recipe = {
	operation: 'omniEngine location/create',
	write: 'locationsCreate',
	looks: ['locationsList'],
	// Nothing keeps two of one code apart (assumed).
	answers: [{ name: 'second', options: {}, withoutLedger: WITHOUT_LEDGER }],
	readings: async () =>
		await Promise.resolve(
			both({
				kind: 'location',
				origin: { system: 'shopDesk', account: '77', id: '47', number: CODE, seenAt: '2026-11-22T10:00:00.000Z' },
				number: CODE,
				name: 'New outlet',
				active: true,
			}),
		),
	documents: (stage) =>
		stateOf(stage)
			.locations.filter(({ code }) => code === CODE)
			.map(() => true),
};

export const recipes: readonly Recipe[] = [orderMove, orderAssign, shipmentBook, stockSet, locationCreate];

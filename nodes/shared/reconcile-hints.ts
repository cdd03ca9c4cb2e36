import type { LeftOut } from '../../core/sync/reconcile';

const LEFT_OUT: Readonly<Record<LeftOut, readonly [one: string, many: string]>> = {
	otherPrefix: [
		'record does not begin with the reference prefix of its input',
		'records do not begin with the reference prefix of their input',
	],
	young: [
		'record changed so lately that it may still be on its way',
		'records changed so lately that they may still be on their way',
	],
	cancelled: ['cancelled order stands on one side only', 'cancelled orders stand on one side only'],
	test: ['test order stands on one side only', 'test orders stand on one side only'],
	nothingToShip: ['order has nothing to ship', 'orders have nothing to ship'],
	uncounted: ['product is not counted on one side', 'products are not counted on one side'],
	otherPlace: [
		'level is at a place that is not in the location map',
		'levels are at places that are not in the location map',
	],
	archived: ['archived product stands on one side only', 'archived products stand on one side only'],
	cancelledShipment: ['shipment was cancelled', 'shipments were cancelled'],
};

/** What was neither compared nor missed, for the line above the node's output. */
export function leftOutHint(why: LeftOut, count: number): string {
	const [one, many] = LEFT_OUT[why];
	return `Left out: ${count} ${count === 1 ? one : many}.`;
}

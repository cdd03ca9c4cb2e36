import { latest, unitsIn, type ShopOrder } from './books-model';
import { inWords, sameUnits, together, type BookedShipment, type Ending, type ShopParcel } from './chronicle';
import { GIFT_CARD, referenceOf } from './history';
import { all, may, need, wrong, type Judgment } from './judgment';

/*
 * What left the books' house against what the shop shows of it.
 */

/** An order, and all that left. */
interface Left {
	readonly order: ShopOrder;
	readonly chronicle: Ending & { readonly shipments: readonly BookedShipment[] };
}

/** Every shipment that left is in the shop once, with its goods and numbers; or is an open problem. */
export function judgeShipments({ order, chronicle }: Left): Judgment {
	const left = chronicle.shipments.filter(
		(each) => each.order === referenceOf(order.number) && each.status === 'Dispatched' && each.units.size > 0,
	);
	const parcels = chronicle.parcels.filter((parcel) => parcel.order === order.number);
	const told = new Map<BookedShipment, ShopParcel>();
	const rest = () => parcels.filter((parcel) => ![...told.values()].some((one) => partsOf(one).includes(parcel)));
	// Those that share a number first: two of the same goods are told apart by nothing else.
	for (const fits of [hasNumberOf, isParcel])
		for (const each of left.filter((one) => !told.has(one))) {
			const parcel = [...rest(), ...twoInOne(rest())].find((one) => fits(one, each));
			if (parcel) told.set(each, parcel);
		}
	const surplus = rest();
	return all([
		wrong(
			...surplus.map(
				({ units }) => `The shop has a parcel of order #${order.number} that did not leave: ${inWords(units)}`,
			),
			...[...told].flatMap(([each, { tracking }]) =>
				each.tracking
					.filter((number) => !tracking.includes(number))
					.map((number) => `${number} of order #${order.number} left, and its number is not in the shop`),
			),
		),
		...left.filter((each) => !told.has(each)).map((each) => untold(order, each, parcels)),
	]);
}

/** What ships and what does not stand in a parcel each in the shop, though they left together. */
interface TwoInOne extends ShopParcel {
	readonly parts: readonly ShopParcel[];
}

const partsOf = (parcel: ShopParcel | TwoInOne) => ('parts' in parcel ? parcel.parts : [parcel]);

const twoInOne = (parcels: readonly ShopParcel[]): TwoInOne[] =>
	parcels.flatMap((one, at) =>
		parcels
			.slice(at + 1)
			.filter(({ units }) => one.units.has(GIFT_CARD) !== units.has(GIFT_CARD))
			.map((other) => ({
				...one,
				units: together([one.units, other.units]),
				tracking: one.tracking.filter((number) => other.tracking.includes(number)),
				parts: [one, other],
			})),
	);

/** Just its goods, and one of its numbers. */
const hasNumberOf = (parcel: ShopParcel, left: BookedShipment) =>
	sameUnits(parcel.units, left.units) && parcel.tracking.some((number) => left.tracking.includes(number));

/** One of its numbers, or no number and just its goods. */
const isParcel = (parcel: ShopParcel, left: BookedShipment) =>
	hasNumberOf(parcel, left) ||
	(sameUnits(parcel.units, left.units) && (left.tracking.length === 0 || parcel.tracking.length === 0));

/** What is not in the shop is a problem, and may be none only where the shop could have taken it. */
function untold(order: ShopOrder, each: BookedShipment, parcels: readonly ShopParcel[]): Judgment {
	const state = latest(order);
	const wanted = unitsIn(state);
	const gone = (sku: string) => parcels.reduce((sum, { units }) => sum + (units.get(sku) ?? 0), 0);
	const fits = [...each.units].every(([sku, quantity]) => gone(sku) + quantity <= (wanted.get(sku) ?? 0));
	if (fits && !state.cancelled && state.refunds.length === 0)
		return wrong(`${each.number} left and is not in the shop`);
	// What is no longer open there may count as part of a parcel that stands, and its numbers stand with it.
	const isNamed = (number: string) => parcels.some(({ tracking }) => tracking.includes(number));
	if (each.tracking.length > 0 && each.tracking.every(isNamed)) return may(`shipment ${each.number}`);
	return need([`shipment ${each.number}`], 'it left, and the shop does not take so much of it');
}

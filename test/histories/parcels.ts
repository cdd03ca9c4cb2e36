import { inWords, sameUnits, type ShopParcel, type Units, type WarehouseOrder } from './chronicle';
import type { Case, Judgment, Need } from './oracle';
import { goodsOf, latest, type ShopOrder } from './shop-model';

/*
 * G10 to G12: what left the warehouse is in the shop, each parcel once, with the goods in it and its numbers; nothing
 * is in the shop that did not leave.
 */

export function judgeParcels({ order, standing, chronicle }: Case): Judgment {
	const left = standing.filter(({ status }) => status === 'Shipped');
	const parcels = chronicle.parcels.filter((parcel) => parcel.order === order.number);
	const told = new Map<WarehouseOrder, ShopParcel>();
	for (const each of left) {
		const parcel = parcels.find((one) => ![...told.values()].includes(one) && isOf(one, each));
		if (parcel) told.set(each, parcel);
	}
	const surplus = parcels.filter((parcel) => ![...told.values()].includes(parcel));
	const untold = left.filter((each) => !told.has(each));
	return {
		wrong: [
			...surplus.map(
				({ units }) => `The shop has a parcel of order #${order.number} that did not leave: ${inWords(units)}`,
			),
			...[...told].flatMap(([each, parcel]) => wrongNumbers(order, each, parcel)),
			...untold
				.filter((each) => fits(order, each, parcels))
				.map(({ reference }) => `${reference} left and is not in the shop`),
		],
		needs: untold.filter((each) => !fits(order, each, parcels)).map(needFor),
	};
}

/** Whether a parcel of the shop is what left: one of its numbers, or no number and just its goods. */
function isOf(parcel: ShopParcel, left: WarehouseOrder): boolean {
	if (!sameUnits(parcel.units, left.units)) return false;
	const shared = parcel.tracking.some((number) => left.tracking.includes(number));
	return shared || left.tracking.length === 0 || parcel.tracking.length === 0;
}

/** Numbers of before a correction may stay beside the new one. */
function wrongNumbers({ number }: ShopOrder, left: WarehouseOrder, parcel: ShopParcel): string[] {
	const missing = left.tracking.filter((each) => !parcel.tracking.includes(each));
	return missing.map((each) => `The parcel ${each} of order #${number} left, and its number is not in the shop`);
}

/** Whether the shop could take what left: it is not cancelled there, and so much of it is still wanted. */
function fits(order: ShopOrder, left: WarehouseOrder, parcels: readonly ShopParcel[]): boolean {
	const state = latest(order);
	if (state.cancelled) return false;
	const wanted = goodsOf(state);
	const gone = (sku: string) =>
		parcels.reduce((sum, { units }: { readonly units: Units }) => sum + (units.get(sku) ?? 0), 0);
	return [...left.units].every(([sku, quantity]) => gone(sku) + quantity <= (wanted.get(sku) ?? 0));
}

const needFor = ({ reference }: WarehouseOrder): Need => ({
	kind: 'shipment',
	number: reference,
	because: 'it left, and the shop does not take so much of it',
});

import { sum, unitPrice } from '../../../core/model/money';
import type { Address, Order } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { documentUuid } from '../../../core/sync/keys';
import { bookedLines, type BookedLine, type BookingRules } from '../booking/draft';
import { customerOfOrder, type CustomerRules } from '../customer/draft';
import type { CustomerDraft } from '../customer/wire';
import { clipped, countryName, jsonNumber, orderGuid, orderNumberOf, sourceIdOf, type NumberRules } from '../mapping';
import type { Delivery } from './wire';

/*
 * A shop's order as it is asked of Unleashed, in our terms and exact. It is spelled as Unleashed wants it in document/, once
 * the tax codes of the account are known.
 */

/** What a new order is to be: `Parked` waits for people, `Placed` keeps its goods; a custom status is Parked, named. */
export interface WantedStatus {
	readonly status: 'Parked' | 'Placed';
	readonly custom: string;
}

/** The operator's choices for order writes. */
export interface OrderRules extends NumberRules {
	readonly customer: { readonly fixed: string } | { readonly own: CustomerRules };
	readonly booking: BookingRules;
	readonly warehouse: string;
	/** Of the shop's places, by ID or name without regard to case. */
	readonly warehouses: ReadonlyArray<{ readonly place: string; readonly code: string }>;
	/** Of the shop's delivery methods, by code or title; one without a row has `otherDeliveryMethod`, which may be empty. */
	readonly deliveryMethods: ReadonlyArray<{ readonly method: string; readonly name: string }>;
	readonly otherDeliveryMethod: string;
	/** The account's own currency; orders in it have the rate 1. */
	readonly baseCurrency: string;
	readonly exchangeRates: ReadonlyArray<{ readonly currency: string; readonly rate: string }>;
	readonly status: WantedStatus;
	readonly salesOrderGroup: string;
	/** Whether e-mail and phone are added to the delivery instruction. */
	readonly contactInInstruction: boolean;
}

export interface DraftLine extends BookedLine {
	readonly guid: string;
	readonly unitPrice: string;
}

export interface OrderDraft {
	readonly guid: string;
	readonly orderNumber: string;
	readonly sourceId: string;
	readonly orderedAt: string;
	/** A code, or the customer to be found or made. */
	readonly customer: { readonly code: string } | { readonly own: CustomerDraft };
	readonly customerRef: string;
	readonly comments: string;
	readonly warehouse: string;
	readonly currency: string;
	/** Absent leaves it to Unleashed. */
	readonly exchangeRate?: string;
	readonly delivery: Delivery;
	readonly deliveryInstruction: string;
	readonly deliveryMethod: string;
	readonly salesOrderGroup: string;
	readonly status: WantedStatus;
	readonly lines: readonly DraftLine[];
	readonly subTotal: string;
	readonly taxTotal: string;
	readonly total: string;
}

const folded = (value: string | null | undefined) => (value ?? '').trim().toLowerCase();

/** An order as Unleashed takes it, or the first reason why it cannot be booked. */
export function toDraft(order: Order, rules: OrderRules): { draft: OrderDraft } | { problem: Problem } {
	const number = orderNumberOf(order, rules);
	if ('problem' in number) return number;
	const booked = bookedLines(order, rules.booking);
	if ('problem' in booked) return booked;
	const customer = customerOf(order, rules);
	if ('problem' in customer) return customer;
	const lines = booked.lines.map((line) => draftLine(order, line));
	const tooLong = lines.find((line) =>
		[line.total, line.tax, line.unitPrice].some((each) => jsonNumber(each) === undefined),
	);
	if (tooLong) return { problem: amountProblem(order, tooLong) };
	const total = (values: readonly string[]) => sum(values);
	const exchangeRate = exchangeRateOf(order.currency, rules);
	return {
		draft: {
			guid: orderGuid(order),
			orderNumber: number.key,
			sourceId: sourceIdOf(order),
			orderedAt: order.placedAt,
			customer: customer.customer,
			customerRef: clipped(order.purchaseOrderNumber || order.number, 500),
			comments: clipped(order.note, 2048),
			warehouse: warehouseOf(order, rules),
			currency: order.currency,
			...(exchangeRate === undefined ? {} : { exchangeRate }),
			delivery: deliveryOf(order.shipTo ?? order.billTo ?? {}),
			deliveryInstruction: instructionOf(order, rules),
			deliveryMethod: deliveryMethodOf(order, rules),
			salesOrderGroup: rules.salesOrderGroup,
			status: rules.status,
			lines,
			subTotal: total(lines.map((line) => line.total)),
			taxTotal: total(lines.map((line) => line.tax)),
			total: total(lines.flatMap((line) => [line.total, line.tax])),
		},
	};
}

function customerOf(
	order: Order,
	{ customer }: OrderRules,
): { customer: OrderDraft['customer'] } | { problem: Problem } {
	if ('fixed' in customer) return { customer: { code: customer.fixed } };
	const own = customerOfOrder(order, customer.own);
	return 'problem' in own ? own : { customer: { own: own.draft } };
}

/** The GUID of a line follows from the shop's own line, so that an edited order finds its lines again. */
export function lineGuid(order: Pick<Order, 'origin'>, key: string): string {
	const { system, account, id } = order.origin;
	return documentUuid({ system, account, id: `${id} line ${key}`, kind: 'orderLine' });
}

function draftLine(order: Order, line: BookedLine): DraftLine {
	return { ...line, guid: lineGuid(order, line.key), unitPrice: unitPrice(line.total, line.quantity, order.currency) };
}

function amountProblem(order: Order, { product, total }: DraftLine): Problem {
	const reason = `the amount ${total} of ${product} has more digits than can be sent`;
	return { code: 'FIELD_INVALID', params: { record: `order ${order.number}`, field: 'lines', reason } };
}

function exchangeRateOf(currency: string, { baseCurrency, exchangeRates }: OrderRules): string | undefined {
	if (folded(currency) === folded(baseCurrency)) return '1';
	return exchangeRates.find((row) => folded(row.currency) === folded(currency))?.rate;
}

function warehouseOf({ location }: Order, { warehouse, warehouses }: OrderRules): string {
	const names = [location?.id, location?.id?.split('/').pop(), location?.name].map(folded).filter(Boolean);
	return warehouses.find(({ place }) => names.includes(folded(place)))?.code ?? warehouse;
}

function deliveryMethodOf({ shippingMethod }: Order, { deliveryMethods, otherDeliveryMethod }: OrderRules): string {
	const names = [shippingMethod?.code, shippingMethod?.title].map(folded).filter(Boolean);
	return deliveryMethods.find(({ method }) => names.includes(folded(method)))?.name ?? otherDeliveryMethod;
}

/** Lengths as in a public client. */
function deliveryOf(to: Address): Delivery {
	const company = to.name && to.company ? to.company : '';
	return {
		DeliveryName: clipped(to.name || to.company, 500),
		DeliveryStreetAddress: clipped([company, to.address1].filter(Boolean).join(', '), 500),
		DeliveryStreetAddress2: clipped(to.address2, 500),
		DeliverySuburb: '',
		DeliveryCity: clipped(to.city, 500),
		DeliveryRegion: clipped(to.province, 500),
		DeliveryPostCode: clipped(to.zip, 50),
		DeliveryCountry: countryName(to.countryCode),
	};
}

function instructionOf({ shipTo, customer, pickupPoint }: Order, { contactInInstruction }: OrderRules): string {
	const contact = contactInInstruction ? [shipTo?.phone || customer?.phone, shipTo?.email || customer?.email] : [];
	const point = pickupPoint ? [pickupPoint.name, pickupPoint.code] : [];
	return clipped([...point, ...contact].filter(Boolean).join(', '), 500);
}

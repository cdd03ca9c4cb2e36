/*
 * The shop's customers as they are kept: those of the demo data's orders, and those an app sets.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Customer
 */
import Big from 'big.js';

import { demoPerson } from '../../../sandbox/demo-data';

import { refunded } from './amounts';
import type { Call } from './call';
import { customerId, gid, numericId } from './ids';
import { metafieldFields } from './metafields';
import { printAmount, type Fields } from './money';
import { addressOf, fullName, toMailingAddress } from './people';
import { currentOrders, type AddressRecord, type OrderRecord, type ShopState } from './state';

export interface CustomerRecord {
	readonly id: string;
	readonly firstName: string | null;
	readonly lastName: string | null;
	readonly email: string | null;
	readonly phone: string | null;
	readonly note: string | null;
	readonly tags: readonly string[];
	readonly locale: string;
	readonly taxExempt: boolean;
	/** The first is the default one. */
	readonly addresses: readonly AddressRecord[];
	readonly createdAt: string;
	readonly updatedAt: string;
}

/** Whose order it is; undefined for a guest's. */
export function customerIdOf(order: OrderRecord): string | undefined {
	if (order.imported) return order.imported.customerId ?? undefined;
	return order.guest ? undefined : customerId(order.person);
}

/** Knows the buyer of an order of the online store; one the shop knows already is as new as the order. */
export function rememberBuyer(state: ShopState, order: OrderRecord): void {
	const id = customerIdOf(order);
	if (id === undefined || order.imported) return;
	const known = state.customers.get(id);
	if (known && known.updatedAt >= order.createdAt) return;
	const { firstName, lastName, email, phone } = demoPerson(order.person);
	state.customers.set(
		id,
		known
			? { ...known, updatedAt: order.createdAt }
			: {
					id,
					firstName,
					lastName,
					email,
					phone,
					note: null,
					tags: [],
					locale: 'fi',
					taxExempt: false,
					addresses: [addressOf(order.person)],
					createdAt: order.createdAt,
					updatedAt: order.createdAt,
				},
	);
}

/** The customer of an order as it is now. */
export function customerOfOrder(order: OrderRecord, call: Call): Fields | null {
	const id = customerIdOf(order);
	const customer = id === undefined ? undefined : call.state.customers.get(id);
	return customer ? toCustomer(customer, call) : null;
}

/** One customer as `Customer`. */
export function toCustomer(customer: CustomerRecord, call: Call): Fields {
	const { id, email, phone, addresses } = customer;
	const orders = (): OrderRecord[] => currentOrders(call.state).filter((order) => customerIdOf(order) === id);
	const shown = addresses.map((address, place) =>
		toMailingAddress(
			address,
			gid('MailingAddress', `92${numericId(id)?.slice(-9)}${String(place + 1).padStart(3, '0')}`),
		),
	);
	return {
		__typename: 'Customer',
		id,
		legacyResourceId: numericId(id),
		firstName: customer.firstName,
		lastName: customer.lastName,
		displayName: fullName(customer) || email || phone || '',
		note: customer.note,
		locale: customer.locale,
		tags: [...customer.tags].sort(),
		state: 'DISABLED',
		taxExempt: customer.taxExempt,
		taxExemptions: [],
		verifiedEmail: email !== null,
		canDelete: () => orders().length === 0,
		dataSaleOptOut: false,
		createdAt: customer.createdAt,
		updatedAt: customer.updatedAt,
		defaultEmailAddress:
			email === null ? null : { emailAddress: email, marketingState: 'NOT_SUBSCRIBED', validFormat: true },
		defaultPhoneNumber: phone === null ? null : { phoneNumber: phone },
		defaultAddress: shown[0] ?? null,
		addressesV2: shown,
		...metafieldFields(call.state, id),
		numberOfOrders: () => `${orders().length}`,
		amountSpent: () => ({ amount: printAmount(spent(orders())), currencyCode: call.state.data.currency }),
	};
}

/** What came in and stayed, over all orders. */
function spent(orders: readonly OrderRecord[]): Big {
	return orders.reduce((total, order) => total.plus(order.received).minus(refunded(order)), new Big(0));
}

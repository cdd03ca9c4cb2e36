/*
 * Whom an error quotes. Shopify's user errors name fields; that they repeat what was sent is assumed.
 */
import type { QuotedCustomer, SandboxRequest } from '../../../sandbox/kit';

import type { Context } from './answers';
import { addressesOf, addressOf, contactOf, fullName } from './people';
import { currentOrders, type AddressRecord, type ShopState } from './state';

type Texts = Map<string, string>;

/** The person that was sent, else of the order a request is about, or, where it is about none, of the newest one. */
export function customerOf({ body }: SandboxRequest, { state }: Context): QuotedCustomer {
	const variables = (body as { variables?: unknown } | null | undefined)?.variables ?? {};
	const sent = firstTexts(variables, new Map());
	const given = (...names: string[]) => names.flatMap((name) => sent.get(name) ?? []);
	const customer = {
		name: given('firstName', 'lastName').join(' '),
		email: given('email').join(),
		phone: given('phone').join(),
		address: given('address1', 'address2', 'zip', 'city').join(', '),
	};
	return Object.values(customer).some(Boolean) ? customer : personOf(state, JSON.stringify(variables));
}

/** By the name of its field, the first text anywhere in what was sent. */
function firstTexts(value: unknown, found: Texts): Texts {
	if (typeof value !== 'object' || value === null) return found;
	for (const [name, inner] of Object.entries(value)) {
		if (typeof inner !== 'string') firstTexts(inner, found);
		else if (inner !== '' && !found.has(name)) found.set(name, inner);
	}
	return found;
}

function personOf(state: ShopState, variables: string): QuotedCustomer {
	const orders = currentOrders(state);
	const order = orders.find(({ id }) => variables.includes(`"${id}"`)) ?? orders.at(-1);
	if (!order) return inWords(addressOf(1), { email: null, phone: null });
	const { shipTo, billTo } = addressesOf(order);
	return inWords(shipTo ?? billTo ?? addressOf(order.person), contactOf(order));
}

function inWords(
	person: AddressRecord,
	{ email, phone }: { readonly email: string | null; readonly phone: string | null },
): QuotedCustomer {
	const { address1, address2, zip, city } = person;
	return {
		name: fullName(person),
		email: email ?? '',
		phone: phone ?? person.phone ?? '',
		address: [address1, address2, zip, city].filter(Boolean).join(', '),
	};
}

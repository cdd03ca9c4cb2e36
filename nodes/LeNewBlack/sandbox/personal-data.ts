/*
 * Whom an error quotes. Nobody saw Le New Black do it, and nobody saw that it does not.
 */
import type { QuotedCustomer, SandboxRequest } from '../../../sandbox/kit';

import { keysOf } from './routes';
import type { Context, Wire } from './state';
import { isObject, isText } from './values';

/** The retailer that was sent, else of the order a request is about, else the first. */
export function customerOf(request: SandboxRequest, { state }: Context): QuotedCustomer {
	const body = isObject(request.body) ? request.body : {};
	const key = keysOf(request)?.[0] ?? String(body['reference'] ?? '');
	const order = state.orders.find(({ reference }) => reference === key);
	const reference = String(
		body['retailer_reference'] ?? order?.content['retailer_reference'] ?? body['reference'] ?? '',
	);
	const kept = state.plain.retailers.get(reference) ?? [...state.plain.retailers.values()][0];
	const retailer: Wire = isObject(body['store_address']) ? body : (kept?.content ?? {});
	const address = (isObject(retailer['store_address']) ? retailer['store_address'] : {}) as Wire;
	const buyers = Array.isArray(retailer['buyers']) ? retailer['buyers'] : [];
	const buyer: Wire = isObject(buyers[0]) ? buyers[0] : {};
	const joined = (values: readonly unknown[], by = ' ') => values.filter(isText).join(by);
	return {
		name: joined([buyer['first_name'], buyer['last_name']]) || joined([retailer['name']]),
		email: joined([buyer['email'] ?? address['contact_email']]),
		phone: joined([address['tel']]),
		address: joined([address['address_1'], address['zipcode'], address['city']], ', '),
	};
}

/*
 * Whom an error quotes. Nobody saw OGOship do it, and nobody saw that it does not.
 */
import type { QuotedCustomer, SandboxRequest } from '../../../sandbox/kit';

import { queryOf } from './answers';
import { keyOf } from './routes';
import { ANYBODY, type Context } from './state';
import { isText, lowerNames } from './values';

/** The customer that was sent, else of the order a request is about, or, where it is about none, of the newest one. */
export function customerOf(request: SandboxRequest, { state: { orders } }: Context): QuotedCustomer {
	const sent = lowerNames(request.body);
	const reference = queryOf(request)['reference'] ?? sent['reference'] ?? keyOf(request);
	const stored = orders.find((order) => order.reference === reference) ?? orders.at(-1);
	const customer = lowerNames(sent['customer'] ?? stored?.content['customer'] ?? ANYBODY);
	const given = (...names: string[]) => names.map((name) => customer[name]).filter(isText);
	return {
		name: given('name', 'company').join(', '),
		email: given('email').join(),
		phone: given('phone').join(),
		address: given('address1', 'address2', 'zip', 'city', 'countrycode').join(', '),
	};
}

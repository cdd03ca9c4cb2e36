/*
 * Whom an error quotes. Nobody saw this vendor do it, and nobody saw that it does not.
 */
import type { QuotedCustomer, SandboxRequest } from '../../../sandbox/kit';

import { byGuid, customerNamed, orderNumbered } from './refs';
import { keysOf } from './routes';
import type { Context, SalesOrder, State } from './state';
import { fieldsOf, isText, rowsOf, type Fields } from './values';

/** The person that was sent, else of the order or customer a request is about, else of the newest order. */
export function customerOf(request: SandboxRequest, { state }: Context): QuotedCustomer {
	const sent = fieldsOf(request.body);
	const order = orderOf(request, sent, state);
	const key = keysOf(request)[0] ?? '';
	const about = byGuid(state.customers, key) ?? customerNamed(state, sent['Customer']);
	const stored = about ?? (order && byGuid(state.customers, order.customerGuid)) ?? state.customers[0];
	const customers = [sent, fieldsOf(stored?.content)];
	const orders = isDelivery(sent) ? [sent] : byGuid(state.customers, key) ? [] : [fieldsOf(order?.content)];
	return {
		name: first([...orders.map(nameOfOrder), ...customers.map(nameOf)]),
		email: first([...orders.map((each) => contactOf(each)['EmailAddress']), ...customers.map((each) => each['Email'])]),
		phone: first([...orders.map(phoneOf), ...customers.map((each) => each['PhoneNumber'])]),
		address: first([...orders.map(deliveryOf), ...customers.map(addressOf)]),
	};
}

function orderOf(request: SandboxRequest, sent: Fields, state: State): SalesOrder | undefined {
	const keys = keysOf(request);
	const number = sent['OrderNumber'] ?? request.query['orderNumber'];
	const named = byGuid(state.orders, keys[0] ?? '') ?? (isText(number) ? orderNumbered(state, number) : undefined);
	const shipment = byGuid(state.shipments, keys[0] ?? '');
	return named ?? (shipment && byGuid(state.orders, shipment.orderGuid)) ?? state.orders.at(-1);
}

const isDelivery = (sent: Fields) => Object.keys(sent).some((name) => name.startsWith('Delivery'));
const contactOf = (order: Fields) => fieldsOf(order['DeliveryContact']);
const joined = (fields: Fields, names: readonly string[], between: string) =>
	names
		.map((name) => fields[name])
		.filter(isText)
		.join(between);
const first = (texts: readonly unknown[]) => texts.find(isText) ?? '';

function nameOfOrder(order: Fields): string {
	return isText(order['DeliveryName'])
		? order['DeliveryName']
		: joined(contactOf(order), ['FirstName', 'LastName'], ' ');
}

function nameOf(customer: Fields): string {
	return joined(customer, ['ContactFirstName', 'ContactLastName'], ' ') || joined(customer, ['CustomerName'], ' ');
}

function phoneOf(order: Fields): string {
	const contact = contactOf(order);
	return String(first(['PhoneNumber', 'MobilePhone', 'OfficePhone'].map((name) => contact[name])));
}

function deliveryOf(order: Fields): string {
	const parts = ['StreetAddress', 'StreetAddress2', 'Suburb', 'PostCode', 'City', 'Country'];
	return joined(
		order,
		parts.map((part) => `Delivery${part}`),
		', ',
	);
}

function addressOf(customer: Fields): string {
	const [address = {}] = rowsOf(customer['Addresses']);
	return joined(address, ['StreetAddress', 'StreetAddress2', 'PostalCode', 'City', 'Country'], ', ');
}

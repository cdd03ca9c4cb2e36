/*
 * Customers over the API (facts, section 14): POST makes one or, under a GUID that is there, writes it whole; no PUT.
 *
 * Fields are seen in code. Assumed: code and name are required; a used code is refused; what is left out is blanked; a
 * used GUID that stands in the body alone is a repeated create; the list is by code; lengths where none was told.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { created, done, notFound, problem, refused, type Problem } from './answers';
import { chosenGuid, refusalOfRepeat, type Call } from './call';
import { announce } from './deliveries';
import { page, startsWith } from './query';
import { byGuid, taxNamed } from './refs';
import { blanked, each, GUID, LIST, misfits, missing, OBJECT, READ_ONLY, text, YES_NO } from './shape';
import type { Context, Customer } from './state';
import { fieldsOf, guid, isText, netDate, rowsOf, type Fields } from './values';

export const CUSTOMER_FILTERS = [
	...['contactEmail', 'customerCode', 'customerName', 'customer', 'currency', 'customerType', 'includeAllContacts'],
	...['includeObsolete', 'modifiedSince', 'orderBy', 'pageSize'],
];

const TEXTS = [
	...['CustomerName', 'ContactFirstName', 'ContactLastName', 'Email', 'PhoneNumber', 'CustomerType', 'PaymentTerm'],
	...['SellPriceTier', 'SourceId', 'TaxCode', 'CreatedBy'],
];
const CONTENT = [...TEXTS, 'Addresses', 'Currency', 'Taxable', 'PrintPackingSlipInsteadOfInvoice', 'Obsolete'];
const CUSTOMER = {
	Guid: GUID,
	...each(text(500), 'CustomerCode', ...TEXTS),
	Addresses: LIST,
	Currency: OBJECT,
	...each(YES_NO, 'Taxable', 'PrintPackingSlipInsteadOfInvoice', 'Obsolete'),
	...each(READ_ONLY, 'Contacts', 'CurrencyId', 'CreatedOn', 'LastModifiedOn'),
};
const ADDRESS = {
	...each(text(500), 'AddressName', 'StreetAddress', 'StreetAddress2', 'Suburb', 'City', 'Region', 'Country'),
	...each(text(500), 'AddressType', 'DeliveryInstruction'),
	PostalCode: text(50),
	IsDefault: YES_NO,
	...each(READ_ONLY, 'Guid'),
};
const ADDRESS_TYPES = ['Postal', 'Physical', 'Shipping'];
/** One of them is needed where there is a contact at all (documented since December 2023). */
const CONTACT_NAMES = ['ContactFirstName', 'ContactLastName', 'Email'];
const MOST_CONTACTS = 100;

export function listCustomers({ context, query, keys }: Call): SandboxResponse {
	const [email, code, name] = ['contactEmail', 'customerCode', 'customerName'].map((filter) => query.text(filter));
	const [part, currency, type] = ['customer', 'currency', 'customerType'].map((filter) => query.text(filter));
	const isNew = query.since();
	const withObsolete = query.flag('includeObsolete');
	const withContacts = query.flag('includeAllContacts');
	const byEdit = query.words('orderBy', ['CustomerCode', 'LastModifiedOn'])?.[0] === 'LastModifiedOn';
	const rows = context.state.customers.filter(
		(customer) =>
			startsWith(customer.content['Email'], email) &&
			startsWith(customer.code, code) &&
			startsWith(customer.content['CustomerName'], name) &&
			// In the very letters (documented).
			(part === undefined || `${customer.code}\n${String(customer.content['CustomerName'])}`.includes(part)) &&
			(currency === undefined || fieldsOf(customer.content['Currency'])['CurrencyCode'] === currency) &&
			(type === undefined || customer.content['CustomerType'] === type) &&
			isNew(customer.modifiedMs) &&
			(withObsolete || customer.content['Obsolete'] !== true),
	);
	rows.sort((one, other) => (byEdit ? other.modifiedMs - one.modifiedMs : one.code < other.code ? -1 : 1));
	return page(query, context, keys[0], { rows, answer: (customer) => customerAnswer(customer, withContacts) });
}

export function readCustomer({ context, keys: [key = ''] }: Call): SandboxResponse {
	const customer = byGuid(context.state.customers, key);
	return customer ? done(customerAnswer(customer)) : notFound('customer', key);
}

export function saveCustomer({ context, keys: [key], body }: Call): SandboxResponse {
	const { state, clock, nextId } = context;
	const chosen = chosenGuid(key, body);
	if (typeof chosen === 'object') return chosen;
	const standing = byGuid(state.customers, chosen ?? '');
	const repeat = standing && key === undefined ? refusalOfRepeat(context, 'customer', standing.guid) : undefined;
	if (repeat) return repeat;
	const problems = customerProblems(body, context, standing);
	if (problems.length > 0) return refused(400, ...problems);
	const customer: Customer = standing ?? {
		guid: chosen ?? guid(`customer ${nextId('customer')}`),
		code: '',
		content: {},
		contacts: [],
		modifiedMs: 0,
	};
	if (!standing) state.customers.push(customer);
	Object.assign(customer, { code: body['CustomerCode'], content: customerContent(body), modifiedMs: clock.now() });
	announce(context, standing ? 'customer.updated' : 'customer.created', 'customerGuid', customer.guid);
	const note = { guid: customer.guid, customerCode: customer.code };
	return standing ? done(customerAnswer(customer), note) : created(context, customerAnswer(customer), note);
}

/** The fields that are kept, from a body. */
export function customerContent(body: Fields): Record<string, unknown> {
	return blanked(body, CONTENT);
}

function customerProblems(body: Fields, { state }: Context, itself?: Customer): Problem[] {
	const misfit = [
		...misfits(body, CUSTOMER),
		...rowsOf(body['Addresses']).flatMap((address, at) => misfits(address, ADDRESS, `Addresses[${at}].`)),
	];
	if (misfit.length > 0) return misfit;
	const { CustomerCode, TaxCode, Currency, Addresses } = body;
	const currency = fieldsOf(Currency)['CurrencyCode'];
	const isListed = (list: string, name: unknown) =>
		!isText(name) || (state.lists[list] ?? []).some((each) => each.name === name);
	const unlisted = [
		['PaymentTerm', 'PaymentTerms', body['PaymentTerm']],
		['CustomerType', 'CustomerTypes', body['CustomerType']],
		['SellPriceTier', 'SellPriceTiers', body['SellPriceTier']],
		['Currency', 'Currencies', currency],
	].filter(([, list, name]) => !isListed(String(list), name));
	const hasContact = CONTACT_NAMES.some((name) => isText(body[name]));
	return [
		...missing(body, ['CustomerCode', 'CustomerName']),
		...(isText(body['PhoneNumber']) && !hasContact ? [problem('Email', 'A contact needs a name or an e-mail.')] : []),
		...(state.customers.some((each) => each !== itself && each.code === CustomerCode)
			? [problem('CustomerCode', `There is a customer ${String(CustomerCode)} already.`)]
			: []),
		...(isText(TaxCode) && !taxNamed(state, { TaxCode }) ? [problem('TaxCode', `There is no tax ${TaxCode}.`)] : []),
		...unlisted.map(([field]) => problem(String(field), `${String(field)} does not exist.`)),
		...rowsOf(Addresses)
			.filter(({ AddressType }) => !ADDRESS_TYPES.includes(String(AddressType)))
			.map(() => problem('AddressType', `AddressType must be one of ${ADDRESS_TYPES.join(', ')}.`)),
	];
}

export function customerAnswer(customer: Customer, withContacts = false): unknown {
	return {
		...customer.content,
		Guid: customer.guid,
		CustomerCode: customer.code,
		...(withContacts && {
			Contacts: customer.contacts
				.slice(0, MOST_CONTACTS)
				.map((contact) => ({ ...contact.content, Guid: contact.guid })),
		}),
		LastModifiedOn: netDate(customer.modifiedMs),
	};
}

/*
 * The contacts of a customer (facts, section 14). A contact has at least one of first name, last name and e-mail address,
 * and the three together once in a customer (documented for the primary contact since December 2023; taken for all).
 * The fields' names are those of an order's delivery contact (assumed).
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { created, done, notFound, problem, refused, type Problem } from './answers';
import type { Call } from './call';
import { announce } from './deliveries';
import { CONTACT } from './order-fields';
import { page } from './query';
import { byGuid } from './refs';
import { blanked, misfits } from './shape';
import type { Contact, Context, Customer } from './state';
import { guid, isText, type Fields } from './values';

const NAMES = ['FirstName', 'LastName', 'EmailAddress'];
const CONTENT = [...NAMES, 'MobilePhone', 'OfficePhone', 'PhoneNumber'];

export function listContacts({ context, query, keys: [key = ''] }: Call): SandboxResponse {
	const customer = byGuid(context.state.customers, key);
	if (customer === undefined) return notFound('customer', key);
	return page(query, context, undefined, { rows: customer.contacts, answer: contactAnswer });
}

export function addContact({ context, keys: [key = ''], body }: Call): SandboxResponse {
	const customer = byGuid(context.state.customers, key);
	if (customer === undefined) return notFound('customer', key);
	const problems = contactProblems(body, customer);
	if (problems.length > 0) return refused(400, ...problems);
	const contact: Contact = { guid: guid(`contact ${context.nextId('contact')}`), content: blanked(body, CONTENT) };
	customer.contacts.push(contact);
	changed(context, customer);
	return created(context, contactAnswer(contact), noteOf(customer, contact));
}

export function updateContact({ context, keys: [key = '', contactKey = ''], body }: Call): SandboxResponse {
	const customer = byGuid(context.state.customers, key);
	const contact = customer && byGuid(customer.contacts, contactKey);
	if (customer === undefined || contact === undefined) return notFound('contact', contactKey);
	const problems = contactProblems(body, customer, contact);
	if (problems.length > 0) return refused(400, ...problems);
	contact.content = blanked(body, CONTENT);
	changed(context, customer);
	return done(contactAnswer(contact), noteOf(customer, contact));
}

export function deleteContact({ context, keys: [key = '', contactKey = ''] }: Call): SandboxResponse {
	const customer = byGuid(context.state.customers, key);
	const contact = customer && byGuid(customer.contacts, contactKey);
	if (customer === undefined || contact === undefined) return notFound('contact', contactKey);
	customer.contacts = customer.contacts.filter((each) => each !== contact);
	changed(context, customer);
	return done(undefined, noteOf(customer, contact));
}

function contactProblems(body: Fields, { contacts }: Customer, itself?: Contact): Problem[] {
	const misfit = misfits(body, CONTACT);
	if (misfit.length > 0) return misfit;
	if (!NAMES.some((name) => isText(body[name]))) return [problem('', 'A contact needs a name or an e-mail address.')];
	const isSame = ({ content }: Contact) => NAMES.every((name) => (content[name] ?? null) === (body[name] ?? null));
	const isThere = contacts.some((each) => each !== itself && isSame(each));
	return isThere ? [problem('', 'This customer has such a contact already.')] : [];
}

function changed(context: Context, customer: Customer): void {
	customer.modifiedMs = context.clock.now();
	announce(context, 'customer.updated', 'customerGuid', customer.guid);
}

function contactAnswer({ guid: id, content }: Contact): unknown {
	return { ...content, Guid: id };
}

function noteOf({ guid: id }: Customer, contact: Contact): Record<string, unknown> {
	return { customer: id, contact: contact.guid };
}

/*
 * `customerSet`: a customer made or changed, found by id, e-mail address or telephone number.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/customerSet
 * Fields and words of refusals, the trimming of names and tags and that equal addresses become one are as recorded by
 * https://github.com/airhorns/shopify-draft-proxy. Assumed: what counts as a telephone number.
 */
import { notImitated, type Arguments, type Call } from './call';
import { ownerByCustomId, type CustomId } from './custom-ids';
import { findByContact } from './customer-queries';
import { toCustomer, type CustomerRecord } from './customers';
import { gid } from './ids';
import type { UserError } from './idempotency';
import type { Fields } from './money';
import type { Mutation } from './mutations';
import { toSeconds, type AddressRecord } from './state';
import type { Input } from './variant-input';

export const CUSTOMER_MUTATIONS: Readonly<Record<string, Mutation>> = {
	customerSet: (args, call) => setCustomer(args, call),
};

const LONGEST_NAME = 255;
const LONGEST_NOTE = 5_000;

interface Identifier {
	readonly id?: string;
	readonly email?: string;
	readonly phone?: string;
	readonly customId?: CustomId;
}

function setCustomer(args: Arguments, call: Call): Fields {
	const input = args.input as Input;
	if (input.taxExemptions != null) throw notImitated('customerSet(input.taxExemptions)');
	const found = findTarget(args.identifier as Identifier | null | undefined, input, call);
	if ('userErrors' in found) return { customer: null, userErrors: found.userErrors };
	const at = toSeconds(call.nowMs);
	const customer = applyInput(found.known ?? newCustomer(at, call), input, at);
	const userErrors = problemsOf(customer, call);
	if (userErrors.length > 0) return { customer: null, userErrors };
	call.state.customers.set(customer.id, customer);
	call.note[found.known ? 'changed' : 'created'] = 1;
	return { customer: toCustomer(customer, call), userErrors: [] };
}

type Target = { readonly known?: CustomerRecord } | { readonly userErrors: readonly UserError[] };

function findTarget(identifier: Identifier | null | undefined, input: Input, call: Call): Target {
	const fail = (field: readonly string[], message: string, code: string): Target => ({
		userErrors: [{ field, message, code }],
	});
	const byId = (id: string, field: readonly string[]): Target => {
		const known = call.state.customers.get(id);
		return known ? { known } : fail(field, 'Resource matching the identifier was not found.', 'NOT_FOUND');
	};
	if (!identifier) return input.id == null ? {} : byId(String(input.id), ['input', 'id']);
	if (input.id != null)
		return fail(['input', 'id'], 'The id field is not allowed if identifier is provided.', 'ID_NOT_ALLOWED');
	if (identifier.id !== undefined) return byId(identifier.id, ['identifier', 'id']);
	if (identifier.customId) {
		const owner = ownerByCustomId(call.state, 'CUSTOMER', identifier.customId);
		if (owner === undefined) throw notImitated('customerSet with a custom id nobody has');
		return byId(owner, ['identifier', 'customId']);
	}
	const field = identifier.email === undefined ? 'phone' : 'email';
	if (input[field] == null)
		return fail(['input'], 'The input field corresponding to the identifier is required.', 'MISSING_FIELD_REQUIRED');
	if (String(input[field]).toLowerCase() !== identifier[field]?.toLowerCase()) {
		const message = 'The identifier value does not match the value of the corresponding field in the input.';
		return fail(['input'], message, 'INPUT_MISMATCH');
	}
	const known = findByContact(call, identifier.email, identifier.phone);
	return known ? { known } : {};
}

function newCustomer(at: string, call: Call): CustomerRecord {
	return {
		id: gid('Customer', 7_200_000_000_000 + call.context.nextId('customer')),
		firstName: null,
		lastName: null,
		email: null,
		phone: null,
		note: null,
		tags: [],
		locale: 'en',
		taxExempt: false,
		addresses: [],
		createdAt: at,
		updatedAt: at,
	};
}

/** Fields that are left out stay, null and blank names clear, lists are replaced. */
function applyInput(customer: CustomerRecord, input: Input, at: string): CustomerRecord {
	const text = (field: 'firstName' | 'lastName' | 'email' | 'phone'): string | null => {
		if (input[field] === undefined) return customer[field];
		const value = String(input[field] ?? '').trim();
		return value === '' ? null : value;
	};
	return {
		...customer,
		firstName: text('firstName'),
		lastName: text('lastName'),
		email: text('email'),
		phone: text('phone'),
		note: input.note === undefined ? customer.note : input.note === null ? null : String(input.note),
		tags: input.tags == null ? customer.tags : toTags(input.tags as readonly string[]),
		locale: typeof input.locale === 'string' ? input.locale : customer.locale,
		taxExempt: typeof input.taxExempt === 'boolean' ? input.taxExempt : customer.taxExempt,
		addresses: input.addresses == null ? customer.addresses : toAddresses(input.addresses as readonly Input[]),
		updatedAt: at,
	};
}

function toTags(tags: readonly string[]): string[] {
	return [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))].sort();
}

function toAddresses(inputs: readonly Input[]): AddressRecord[] {
	const unique = new Map<string, AddressRecord>();
	for (const input of inputs) {
		const other = ['country', 'province', 'id'].find((field) => input[field] != null);
		if (other !== undefined) throw notImitated(`the deprecated input field addresses.${other}`);
		const address = toAddress(input);
		unique.set(JSON.stringify(address), address);
	}
	return [...unique.values()];
}

function toAddress(input: Input): AddressRecord {
	const text = (field: keyof AddressRecord): string | null =>
		input[field] == null || input[field] === '' ? null : String(input[field]);
	return {
		firstName: text('firstName'),
		lastName: text('lastName'),
		company: text('company'),
		address1: text('address1'),
		address2: text('address2'),
		zip: text('zip'),
		city: text('city'),
		provinceCode: text('provinceCode'),
		countryCode: text('countryCode'),
		phone: text('phone'),
	};
}

function problemsOf(customer: CustomerRecord, call: Call): UserError[] {
	const { id, firstName, lastName, email, phone, note, tags } = customer;
	const others = [...call.state.customers.values()].filter((each) => each.id !== id);
	const errors: UserError[] = [];
	const say = (field: string, message: string, code: string): void => {
		errors.push({ field: ['input', field], message, code });
	};
	if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) say('email', 'Email is invalid', 'INVALID');
	if (phone !== null && !/^\+\d{6,15}$/.test(phone)) say('phone', 'Phone is invalid', 'INVALID');
	if (email !== null && others.some((each) => each.email?.toLowerCase() === email.toLowerCase()))
		say('email', 'Email has already been taken', 'TAKEN');
	if (phone !== null && others.some((each) => each.phone === phone))
		say('phone', 'Phone has already been taken', 'TAKEN');
	for (const [field, name] of [['firstName', firstName] as const, ['lastName', lastName] as const]) {
		if ((name?.length ?? 0) > LONGEST_NAME)
			say(field, `is too long (maximum is ${LONGEST_NAME} characters)`, 'TOO_LONG');
	}
	if ((note?.length ?? 0) > LONGEST_NOTE)
		say('note', `Note is too long (maximum is ${LONGEST_NOTE} characters)`, 'TOO_LONG');
	if (tags.some((tag) => tag.length > LONGEST_NAME))
		say('tags', `Tags is too long (maximum is ${LONGEST_NAME} characters)`, 'TOO_LONG');
	if (email === null && phone === null && firstName === null && lastName === null)
		say('email', 'A name, phone number, or email address must be present', 'BLANK');
	return errors;
}

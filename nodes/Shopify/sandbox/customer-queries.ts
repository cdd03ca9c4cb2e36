/*
 * The root fields that read customers.
 */
import { GraphQLError } from 'graphql';

import { notImitated, type Arguments, type Call, type Resolver } from './call';
import { ownerByCustomId, type CustomId } from './custom-ids';
import { customerIdOf, toCustomer, type CustomerRecord } from './customers';
import { numericId, readGid } from './ids';
import { toConnection, type Place } from './paging';
import {
	matchesDay,
	matchesId,
	matchesNumber,
	matchesTime,
	matchesWord,
	searchRecords,
	type SearchList,
} from './search-list';
import { currentOrders } from './state';

export const CUSTOMER_QUERIES: Readonly<Record<string, Resolver>> = {
	customers: (args, call) => customersPage(args, call),
	customer: (args, call) => findCustomer(String(args.id), call),
	customerByIdentifier: (args, call) => {
		const id = identified(args.identifier as Identifier, call);
		return id === undefined ? null : findCustomer(id, call);
	},
};

export const CUSTOMER_NODES: Readonly<Record<string, (id: string, call: Call) => unknown>> = {
	Customer: (id, call) => findCustomer(id, call),
};

interface Identifier {
	readonly id?: string;
	readonly emailAddress?: string;
	readonly phoneNumber?: string;
	readonly customId?: CustomId;
}

function identified({ id, emailAddress, phoneNumber, customId }: Identifier, call: Call): string | undefined {
	if (customId) return ownerByCustomId(call.state, 'CUSTOMER', customId);
	if (id !== undefined) return id;
	return findByContact(call, emailAddress, phoneNumber)?.id;
}

/** The customer with an e-mail address (capital letters or not) or a telephone number; each is unique. */
export function findByContact(
	{ state }: Call,
	email?: string | null,
	phone?: string | null,
): CustomerRecord | undefined {
	const wanted = email?.toLowerCase();
	return [...state.customers.values()].find(
		(customer) =>
			(wanted !== undefined && customer.email?.toLowerCase() === wanted) || (phone != null && customer.phone === phone),
	);
}

function findCustomer(id: string, call: Call): unknown {
	if (readGid(id)?.type !== 'Customer')
		throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
	const customer = call.state.customers.get(id);
	return customer ? toCustomer(customer, call) : null;
}

/** `email` and `phone` search parts as well, unless quoted, says the schema; here they match as a whole or not at all. */
const CUSTOMER_LIST: SearchList<CustomerRecord> = {
	name: 'customers',
	fields: {
		id: (customer, term) => matchesId(customer.id, term),
		email: (customer, term) => matchesWord(present(customer.email), term),
		phone: (customer, term) => matchesWord(present(customer.phone), term),
		first_name: (customer, term) => matchesWord(present(customer.firstName), term),
		last_name: (customer, term) => matchesWord(present(customer.lastName), term),
		tag: (customer, term) =>
			term.value.split(',').every((tag) => matchesWord(customer.tags, { ...term, value: tag.trim() })),
		tag_not: (customer, term) =>
			!term.value.split(',').some((tag) => matchesWord(customer.tags, { ...term, value: tag.trim() })),
		state: (_customer, term) => matchesWord(['DISABLED'], term),
		country: (customer, term) =>
			matchesWord(
				customer.addresses.flatMap((each) => each.countryCode ?? []),
				term,
			),
		orders_count: (customer, term, { state }) =>
			matchesNumber(currentOrders(state).filter((order) => customerIdOf(order) === customer.id).length, term),
		customer_date: (customer, term, { nowMs }) => matchesTime(customer.createdAt, term, nowMs),
		// "matching a whole day", says the schema: that the days alone are compared is assumed.
		updated_at: (customer, term, { nowMs }) => matchesDay(customer.updatedAt, term, nowMs),
	},
	left: 'accepts_marketing last_abandoned_order_date order_date total_spent',
	words: (customer) => [customer.firstName, customer.lastName, customer.email].flatMap(present),
};

/** A list of what there is: `email:*` finds everybody who has one. */
function present(word: string | null): string[] {
	return word === null ? [] : [word];
}

const PLACES: Readonly<Record<string, (customer: CustomerRecord) => string | number>> = {
	ID: ({ id }) => Number(numericId(id)),
	UPDATED_AT: ({ updatedAt }) => updatedAt,
	CREATED_AT: ({ createdAt }) => createdAt,
	NAME: ({ lastName, firstName }) => `${lastName ?? ''}, ${firstName ?? ''}`,
};

function customersPage(args: Arguments, call: Call): unknown {
	const sortKey = String(args.sortKey);
	const placeOf = Object.hasOwn(PLACES, sortKey) ? PLACES[sortKey] : undefined;
	if (!placeOf) throw notImitated(`customers(sortKey: ${sortKey})`);
	const indexed = [...call.state.customers.values()].filter(
		({ createdAt }) => call.lagMs === 0 || Date.parse(createdAt) + call.lagMs <= call.nowMs,
	);
	const found = searchRecords(CUSTOMER_LIST, args, indexed, call);
	const placed = found.map((node) => ({ node, place: [placeOf(node), Number(numericId(node.id))] as Place }));
	const scope = `customers ${sortKey} ${String(args.query ?? '')}`;
	return toConnection(placed, args, scope, (customer) => toCustomer(customer, call));
}

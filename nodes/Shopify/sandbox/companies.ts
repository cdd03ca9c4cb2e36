/*
 * Companies (B2B) with their locations. https://shopify.dev/docs/api/admin-graphql/latest/objects/Company
 * From the schema: fields, scopes, that an external ID is unique, the codes of refusals. Assumed: their words, and that a
 * company that is made without a location gets one of its name.
 * Left out, and refused loudly: contacts, roles, catalogues, payment terms and tax exemptions.
 */
import { GraphQLError } from 'graphql';

import { notImitated, type Arguments, type Call, type Resolver } from './call';
import { gid, numericId, readGid } from './ids';
import type { UserError } from './idempotency';
import type { Fields } from './money';
import type { Mutation } from './mutations';
import { toConnection } from './paging';
import { matchesId, matchesWord, searchRecords, type SearchList } from './search-list';
import { toSeconds, type ShopState } from './state';

type Input = Readonly<Record<string, unknown>>;

export interface CompanyRecord {
	readonly id: string;
	readonly name: string;
	readonly externalId: string | null;
	readonly note: string | null;
	readonly location: Input;
	readonly createdAt: string;
	readonly updatedAt: string;
}

export const COMPANY_QUERIES: Readonly<Record<string, Resolver>> = {
	companies: (args, call) => companiesPage(args, call),
	company: (args, call) => findCompany(String(args.id), call),
};

export const COMPANY_MUTATIONS: Readonly<Record<string, Mutation>> = {
	companyCreate: (args, call) => create(args.input as Input, call),
	companyUpdate: (args, call) => update(String(args.companyId), args.input as Input, call),
};

function findCompany(id: string, { state }: Call): unknown {
	if (readGid(id)?.type !== 'Company')
		throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
	const company = state.companies.get(id);
	return company ? toCompany(company) : null;
}

const toCompany = ({ id, name, externalId, note, createdAt, updatedAt }: CompanyRecord): Fields => ({
	...{ __typename: 'Company', id, name, externalId, note, createdAt, updatedAt },
	customerSince: createdAt,
});

const COMPANY_LIST: SearchList<CompanyRecord> = {
	name: 'companies',
	fields: {
		id: ({ id }, term) => matchesId(id, term),
		external_id: ({ externalId }, term) => matchesWord(externalId === null ? [] : [externalId], term),
		name: ({ name }, term) => matchesWord([name], term),
	},
	left: 'active_customers_count created_at ordering_status since_date updated_at',
	words: ({ name }) => [name],
};

/** The index of new companies lags behind like that of other new records (option `indexLag`). */
function companiesPage(args: Arguments, call: Call): unknown {
	if (!['ID', 'undefined'].includes(String(args.sortKey)))
		throw notImitated(`companies(sortKey: ${String(args.sortKey)})`);
	const indexed = [...call.state.companies.values()].filter(
		({ createdAt }) => call.lagMs === 0 || Date.parse(createdAt) + call.lagMs <= call.nowMs,
	);
	const found = searchRecords(COMPANY_LIST, args, indexed, call);
	const placed = found.map((node) => ({ node, place: [Number(numericId(node.id))] as [number] }));
	return toConnection(placed, args, `companies ${String(args.query ?? '')}`, toCompany);
}

function create({ company, companyContact, companyLocation = {} }: Input, call: Call): Fields {
	if (companyContact != null) throw notImitated('companyCreate(input.companyContact)');
	const at = toSeconds(call.nowMs);
	const made: CompanyRecord = {
		id: gid('Company', 7_600_000_000 + call.context.nextId('company')),
		...applied({ name: '', externalId: null, note: null }, company as Input),
		location: companyLocation as Input,
		createdAt: at,
		updatedAt: at,
	};
	return saved(made, ['input', 'company'], call, 'created');
}

function update(id: string, input: Input, call: Call): Fields {
	const known = call.state.companies.get(id);
	if (!known) {
		const error = { field: ['companyId'], message: 'Resource requested does not exist.', code: 'RESOURCE_NOT_FOUND' };
		return { company: null, userErrors: [error] };
	}
	const changed = { ...known, ...applied(known, input), updatedAt: toSeconds(call.nowMs) };
	return saved(changed, ['input'], call, 'changed');
}

type Named = Pick<CompanyRecord, 'name' | 'externalId' | 'note'>;

/** Fields that are left out stay. */
function applied({ name, externalId, note }: Named, input: Input): Named {
	if (input.customerSince != null) throw notImitated('CompanyInput.customerSince');
	const text = (value: unknown, before: string | null) =>
		value === undefined ? before : value === null || value === '' ? null : String(value);
	return {
		name: text(input.name, name) ?? '',
		externalId: text(input.externalId, externalId),
		note: text(input.note, note),
	};
}

function saved(company: CompanyRecord, at: readonly string[], call: Call, word: 'created' | 'changed'): Fields {
	const userErrors = problemsOf(company, at, call.state);
	if (userErrors.length > 0) return { company: null, userErrors };
	call.state.companies.set(company.id, company);
	call.note[word] = 1;
	return { company: toCompany(company), userErrors: [] };
}

function problemsOf(
	{ id, name, externalId }: CompanyRecord,
	at: readonly string[],
	{ companies }: ShopState,
): UserError[] {
	const others = [...companies.values()].filter((each) => each.id !== id);
	return [
		...(name === '' ? [{ field: [...at, 'name'], message: "Name can't be blank", code: 'BLANK' }] : []),
		...(externalId !== null && others.some((each) => each.externalId === externalId)
			? [{ field: [...at, 'externalId'], message: 'External ID has already been taken', code: 'TAKEN' }]
			: []),
	];
}

/** What the control API shows: no address. */
export const companyView = ({ id, name, externalId, location }: CompanyRecord) => ({
	...{ id, name, externalId },
	location: Object.keys(location).sort(),
});

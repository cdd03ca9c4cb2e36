import { answered, type Context, type Domain, type OdooClient } from '../client';
import {
	companySettings,
	countries,
	named,
	nestedTaxes,
	precision,
	pricelists,
	states,
	taxes,
	type CompanySettings,
	type OdooTax,
	type Pricelist,
} from './wire';

/*
 * One function a question about how an Odoo is set up. https://www.odoo.com/documentation/19.0/developer/reference/external_api.html
 */

/** The company that calls are made in: the one of the credential, else the first of the user's. */
export async function companyOf(odoo: OdooClient, companyId?: number): Promise<CompanySettings | undefined> {
	const domain: Domain = companyId === undefined ? [] : [['id', '=', companyId]];
	const fields = ['name', 'currency_id', 'tax_calculation_rounding_method'];
	const known = await odoo.fieldsOf('res.company');
	const wanted = fields.filter((field) => field in known);
	const [company] = await odoo.searchRead('res.company', domain, wanted, companySettings, { limit: 1, order: 'id' });
	return company;
}

/** A company and its taxes on sales. */
export interface Selling {
	readonly company: CompanySettings;
	readonly taxes: readonly OdooTax[];
}

/**
 * The company that orders are made in, with its taxes on sales, in one call where the version reads both together (17
 * and later, observed); undefined where there is no such company.
 */
export async function sellingCompany(odoo: OdooClient, companyId?: number): Promise<Selling | undefined> {
	const together = (await odoo.readsNested()) ? await taxesWithCompany(odoo, companyId) : undefined;
	if (together) return together;
	const company = await companyOf(odoo, companyId);
	return company && { company, taxes: await salesTaxes(odoo, company.id) };
}

/** The lowest id of a company there can be. */
const FIRST_COMPANY = 1;

/** Undefined where the taxes do not say which company is meant, or nobody understood the question. */
async function taxesWithCompany(odoo: OdooClient, companyId?: number): Promise<Selling | undefined> {
	const wanted = companyId ?? FIRST_COMPANY;
	const domain: Domain = [
		['type_tax_use', '=', 'sale'],
		['company_id', '=', wanted],
	];
	const plain = { name: {}, amount: {}, amount_type: {}, price_include: {} };
	const company = { name: {}, currency_id: { fields: { name: {} } }, tax_calculation_rounding_method: {} };
	const args = { domain, specification: { ...plain, company_id: { fields: company } }, order: 'id' };
	const answer = await odoo.call({ model: 'account.tax', method: 'web_search_read', args, repeatable: true });
	const parsed = 'done' in answer ? nestedTaxes.safeParse(answer.done) : undefined;
	const [first] = parsed?.data?.records ?? [];
	if (!first) return undefined;
	const { id, name, currency_id, tax_calculation_rounding_method } = first.company_id;
	return {
		company: { id, name, currency_id, tax_calculation_rounding_method },
		taxes: parsed!.data!.records.map((tax) => ({ ...tax, company_id: { id, name } })),
	};
}

/** The taxes on sales of a company. */
export async function salesTaxes(odoo: OdooClient, companyId: number): Promise<OdooTax[]> {
	const fields = ['name', 'amount', 'amount_type', 'price_include', 'company_id'];
	const domain: Domain = [
		['type_tax_use', '=', 'sale'],
		['company_id', '=', companyId],
	];
	return await odoo.searchRead('account.tax', domain, fields, taxes, { order: 'id' });
}

/** Price lists: the only way to another currency than the company's (observed). */
export async function allPricelists(odoo: OdooClient): Promise<Pricelist[]> {
	const fields = ['name', 'currency_id', 'company_id'];
	return await odoo.searchRead('product.pricelist', [], fields, pricelists, { order: 'id' });
}

/** Decimals that prices have where nobody raised them. */
const PLAIN_DIGITS = 2;

/**
 * Decimals that prices of lines have. 19 keeps every digit of them, and how many it shows only an administrator may
 * read (observed); it is asked for them only where `needsMore` than every Odoo has.
 */
export async function priceDigits(odoo: OdooClient, needsMore: boolean): Promise<number> {
	const { price_unit: price } = await odoo.fieldsOf('sale.order.line');
	if (Array.isArray(price?.digits)) return Number(price.digits[1]);
	if (!needsMore) return PLAIN_DIGITS;
	const args = { domain: [['name', '=', 'Product Price']], fields: ['name', 'digits'] };
	const call = { model: 'decimal.precision', method: 'search_read', args };
	const answer = await odoo.call({ ...call, repeatable: true });
	if ('refused' in answer && answer.refused.name === 'odoo.exceptions.AccessError') return PLAIN_DIGITS;
	return answered(call, answer, precision)[0]?.digits ?? PLAIN_DIGITS;
}

/** The records of a model by name, for a picker; so many that a person can still look through them. */
export async function listNamed(odoo: OdooClient, model: string, domain: Domain, context?: Context) {
	return await odoo.searchRead(model, domain, ['display_name'], named, { limit: 1000, order: 'id', context });
}

/** Ids of countries and their regions, by the codes that addresses have. */
export class Places {
	private readonly countries = new Map<string, number>();

	private readonly regions = new Map<string, number>();

	constructor(private readonly odoo: OdooClient) {}

	/** Reads what is needed for these countries and is not known yet. */
	async know(codes: readonly string[]): Promise<void> {
		const missing = [...new Set(codes)].filter((code) => code !== '' && !this.countries.has(code));
		if (missing.length === 0) return;
		const found = await this.odoo.searchRead('res.country', [['code', 'in', missing]], ['code'], countries);
		for (const { id, code } of found) this.countries.set(code, id);
		const ids = found.map(({ id }) => id);
		if (ids.length === 0) return;
		const fields = ['code', 'name', 'country_id'];
		for (const row of await this.odoo.searchRead('res.country.state', [['country_id', 'in', ids]], fields, states)) {
			for (const word of [row.code, row.name])
				this.regions.set(`${row.country_id?.id ?? ''} ${word.toLowerCase()}`, row.id);
		}
	}

	country(code: string | null | undefined): number | undefined {
		return this.countries.get(code ?? '');
	}

	/** A region by its code or name; undefined where Odoo has none of that name. */
	region(country: number | undefined, province: string | null | undefined): number | undefined {
		return this.regions.get(`${country ?? ''} ${(province ?? '').trim().toLowerCase()}`);
	}
}

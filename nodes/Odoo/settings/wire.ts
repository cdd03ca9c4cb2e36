import { z } from 'zod';

import { figure, id, reference, text } from '../wire';

/*
 * What an Odoo is set up with: its companies, taxes, price lists and places.
 */

export const companySettings = z.array(
	z.object({ id, name: text, currency_id: reference, tax_calculation_rounding_method: text.nullish() }),
);
export type CompanySettings = z.infer<typeof companySettings>[number];

export const taxes = z.array(
	z.object({
		id,
		name: text,
		/** Per cent. */
		amount: figure,
		amount_type: text,
		/** Readable on all versions; from 18 on it is no longer what is written. */
		price_include: z.boolean().nullish(),
		company_id: reference,
	}),
);
export type OdooTax = z.infer<typeof taxes>[number];

/** Taxes with their company, as `web_search_read` nests it; every one of one company. */
export const nestedTaxes = z.object({
	records: z.array(
		taxes.element.omit({ company_id: true }).extend({
			company_id: z.object({
				id,
				name: text,
				currency_id: z.object({ id, name: text }),
				tax_calculation_rounding_method: text.nullish(),
			}),
		}),
	),
});

export const pricelists = z.array(
	z.object({ id, name: text, currency_id: reference, company_id: reference.nullish() }),
);
export type Pricelist = z.infer<typeof pricelists>[number];

export const precision = z.array(z.object({ name: text, digits: z.number().int() }));

/** A row of any model that a picker lists. */
export const named = z.array(z.object({ id, display_name: text }));

export const countries = z.array(z.object({ id, code: text }));
export const states = z.array(z.object({ id, code: text, name: text, country_id: reference }));

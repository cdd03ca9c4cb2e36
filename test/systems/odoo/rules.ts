import type { OrderRules } from '../../../nodes/Odoo/order/draft';
import { EXTRA_LINES } from '../../../nodes/Odoo/pricing/mapping';
import type { OdooTax } from '../../../nodes/Odoo/settings/wire';

/** A tax on sales, as Odoo has it. */
export const tax = (id: number, amount: number, included: boolean, changes: Partial<OdooTax> = {}): OdooTax => ({
	id,
	name: `${amount} %`,
	amount,
	amount_type: 'percent',
	price_include: included,
	company_id: { id: 1, name: 'Example' },
	...changes,
});

/** Settings under which nothing is missing: a product for every extra line, and each rate once of either kind. */
export function rules(changes: Partial<OrderRules> = {}): OrderRules {
	return {
		label: 'Odoo',
		prefix: '',
		taxRows: [],
		taxes: [tax(1, 25.5, true), tax(2, 14, true), tax(11, 25.5, false), tax(12, 14, false), tax(13, 8.875, false)],
		priceDigits: 2,
		rounding: 'round_globally',
		products: new Map(EXTRA_LINES.map((kind, index) => [kind, 900 + index])),
		currency: 'EUR',
		pricelists: new Map(),
		tags: [],
		carriers: [],
		arrivesAs: 'sale',
		keepDate: true,
		noteAsLine: false,
		matchBy: { email: true, vat: false },
		customFields: () => [],
		...changes,
	};
}

/** Settings without a product for these lines. */
export const without = (...kinds: ReadonlyArray<(typeof EXTRA_LINES)[number]>) =>
	new Map([...rules().products].filter(([kind]) => !kinds.includes(kind)));

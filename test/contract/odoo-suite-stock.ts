import type { Company } from './odoo-company';

export function describeStock(company: () => Company): void {
	void company;
}

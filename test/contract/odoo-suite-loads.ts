import type { Company } from './odoo-company';

export function describeLoads(company: () => Company): void {
	void company;
}

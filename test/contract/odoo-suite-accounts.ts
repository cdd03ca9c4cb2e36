import type { Company } from './odoo-company';

export function describeAccounts(company: () => Company): void {
	void company;
}

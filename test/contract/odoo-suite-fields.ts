import type { Company } from './odoo-company';

export function describeFields(company: () => Company): void {
	void company;
}

import type { Company } from './odoo-company';

export function describeOrders(company: () => Company): void {
	void company;
}

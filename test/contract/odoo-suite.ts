import { Company, type OdooUnderTest } from './odoo-company';
import { describeAccounts } from './odoo-suite-accounts';
import { describeCalls } from './odoo-suite-calls';
import { describeFields } from './odoo-suite-fields';
import { describeLoads } from './odoo-suite-loads';
import { describeOrders } from './odoo-suite-orders';
import { describeRights } from './odoo-suite-rights';
import { describeStock } from './odoo-suite-stock';
import { describeWebhooks } from './odoo-suite-webhooks';

/*
 * What an Odoo 19 answers, asked of the sandbox and of a real one: each answer the sandbox gives here was seen.
 */

/** Runs every question against a company that is opened once. */
export function odooSuite(open: () => Promise<OdooUnderTest>): void {
	let company: Company;

	beforeAll(async () => {
		company = new Company(await open());
	}, 20 * 60_000);

	afterAll(async () => await company.odoo.close());

	const parts = [
		...[describeCalls, describeFields, describeOrders, describeLoads, describeStock, describeAccounts],
		...[describeRights, describeWebhooks],
	];
	for (const describePart of parts) describePart(() => company);
}

import type { CheckOperation, Operation, OperationContext } from '../../shared/system';
import { sideBySide } from '../client';
import { client, reading } from '../failures';
import { companiesOf, rightOf, signedInAs, skuPages } from './client';
import { duplicates, operationReport, rightsNeeded } from './mapping';

/*
 * Check Connection: which Odoo this is, how it is talked to, and what is missing for which operation.
 */

/** SKUs shown of those that stand on several products. */
const MOST_DUPLICATES = 100;

async function check(context: OperationContext, checked: readonly Operation[]): Promise<Record<string, unknown>> {
	const odoo = client(context);
	const { version, protocol } = await odoo.server();
	const user = await signedInAs(odoo);
	const companies = await companiesOf(odoo);
	const needed = rightsNeeded(checked);
	const rights = await sideBySide(needed, async (scope) => await rightOf(odoo, scope));
	const operations = operationReport(checked, new Map(needed.map((scope, index) => [scope, rights[index]])));
	const canReadProducts = rights[needed.indexOf('product.product:read')] === 'allowed';
	const double = canReadProducts ? duplicates(await allSkus(context)) : null;
	return {
		kind: 'connection',
		system: 'odoo',
		account: context.account,
		ok: operations.every(({ allowed }) => allowed !== false),
		version,
		protocol: protocol === 'json2' ? 'JSON-2' : 'JSON-RPC',
		user: user.uid ?? null,
		companies: companies.map(({ id, name, currency_id }) => ({ id, name, currency: currency_id?.name ?? null })),
		operations,
		duplicateSkus: double?.slice(0, MOST_DUPLICATES) ?? null,
		remarks: remarksOn(companies.length, double?.length ?? 0, protocol === 'jsonRpc' && Number.parseInt(version) >= 19),
	};
}

async function allSkus(context: OperationContext): Promise<string[]> {
	const skus: string[] = [];
	for await (const page of skuPages(client(context))) {
		skus.push(...page);
		context.checkCancelled();
	}
	return skus;
}

function remarksOn(companies: number, double: number, oldProtocol: boolean): string[] {
	return [
		...(companies > 1
			? ['There are several companies: enter the ID of the one that is meant as Company ID in the credential.']
			: []),
		...(double > 0
			? [`${double} SKUs stand on several products; an order with one of them cannot be sent until they are unique.`]
			: []),
		...(oldProtocol
			? ['This Odoo speaks JSON-2, and the credential chooses JSON-RPC, which later versions of Odoo will not have.']
			: []),
		'An operation that needs an app which is not installed names the app. Rights are given in Odoo under Settings, Users.',
	];
}

/** The check of a connection, for these operations. */
export const checkConnection = (checked: readonly Operation[]): CheckOperation => ({
	does: 'check',
	resource: 'connection',
	resourceName: 'Connection',
	operation: 'check',
	operationName: 'Check Connection',
	action: 'Check the connection',
	description:
		'Read the version and protocol of this Odoo, its companies, and which rights and apps are missing for which operation',
	fields: [],
	check: async (context) => await reading(async () => await check(context, checked)),
});

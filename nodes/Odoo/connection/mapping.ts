/*
 * What the rights of a user mean for what this node can do.
 */

export interface Needs {
	readonly resourceName: string;
	readonly operationName: string;
	/** Rights such as "sale.order:create". */
	readonly scopes?: readonly string[];
}

type Known = ReadonlyMap<string, 'allowed' | 'missing' | 'noModel' | undefined>;

/** Every right that an operation needs, once. */
export const rightsNeeded = (operations: readonly Needs[]): string[] =>
	[...new Set(operations.flatMap(({ scopes = [] }) => scopes))].sort();

/** What each operation lacks; `allowed` is null where Odoo did not say. */
export function operationReport(operations: readonly Needs[], rights: Known) {
	return operations.map(({ resourceName, operationName, scopes = [] }) => {
		const missing = (why: string) => scopes.filter((scope) => rights.get(scope) === why);
		const [missingRights, missingApps] = [missing('missing'), missing('noModel')];
		const isKnown = scopes.every((scope) => rights.get(scope) !== undefined);
		const lacks = missingRights.length + missingApps.length > 0;
		return {
			operation: `${resourceName}: ${operationName}`,
			allowed: lacks ? false : isKnown ? true : null,
			missingRights,
			missingApps: [...new Set(missingApps.map(appOf))],
		};
	});
}

/** The app of Odoo that brings a model; the model itself where it is none of these. */
const APPS: ReadonlyArray<readonly [beginning: string, app: string]> = [
	['sale.', 'Sales'],
	['stock.', 'Inventory'],
	['account.', 'Invoicing'],
	['product.', 'Sales or Inventory'],
	['delivery.', 'Delivery Costs'],
	['base.automation', 'Automation Rules'],
];

export function appOf(scope: string): string {
	const model = scope.split(':')[0] ?? '';
	return APPS.find(([beginning]) => model.startsWith(beginning))?.[1] ?? model;
}

/** SKUs that several products have: which of them an order means, nobody could say. */
export function duplicates(skus: readonly string[]): Array<{ sku: string; count: number }> {
	const counts = new Map<string, number>();
	for (const sku of skus) counts.set(sku.trim(), (counts.get(sku.trim()) ?? 0) + 1);
	return [...counts].filter(([sku, count]) => sku !== '' && count > 1).map(([sku, count]) => ({ sku, count }));
}

import type { ConnectionCheck, VariantKey } from './wire';

/*
 * What is missing or doubtful about a connection, from what Shopify says of it. Pure.
 */

/** An operation, as far as scopes are concerned. */
export interface ScopedOperation {
	readonly resourceName: string;
	readonly operationName: string;
	readonly scopes?: readonly string[];
}

/** Whether these scopes allow one: a write scope brings the read scope of its name along. */
export function allows(granted: ReadonlySet<string>, scope: string): boolean {
	return granted.has(scope) || granted.has(scope.replace(/^read_/, 'write_'));
}

/** The scopes each operation lacks. */
export function missingScopes(
	operations: readonly ScopedOperation[],
	granted: ReadonlySet<string>,
): Array<{ operation: string; missingScopes: string[] }> {
	return operations.map(({ resourceName, operationName, scopes = [] }) => ({
		operation: `${resourceName}: ${operationName}`,
		missingScopes: scopes.filter((scope) => !allows(granted, scope)),
	}));
}

const MOST_EXAMPLES = 20;

/** SKUs that several variants carry, and variants that carry none: how many, and some of them. */
export interface SkuReport {
	readonly variants: number;
	readonly duplicates: {
		readonly count: number;
		readonly examples: ReadonlyArray<{ sku: string; variants: string[] }>;
	};
	readonly withoutSku: { readonly count: number; readonly examples: readonly string[] };
}

export function skuReport(keys: readonly VariantKey[]): SkuReport {
	const bySku = new Map<string, string[]>();
	const without: string[] = [];
	for (const { sku, displayName } of keys) {
		const key = sku?.trim() ?? '';
		if (key === '') without.push(displayName);
		else bySku.set(key, [...(bySku.get(key) ?? []), displayName]);
	}
	const duplicates = [...bySku].filter(([, variants]) => variants.length > 1);
	return {
		variants: keys.length,
		duplicates: {
			count: duplicates.length,
			examples: duplicates
				.slice(0, MOST_EXAMPLES)
				.map(([sku, variants]) => ({ sku, variants: variants.slice(0, MOST_EXAMPLES) })),
		},
		withoutSku: { count: without.length, examples: without.slice(0, MOST_EXAMPLES) },
	};
}

export interface Doubts {
	readonly account: string;
	readonly granted: ReadonlySet<string>;
	readonly wantedVersion: string;
	readonly answeredVersion?: string;
	/** Absent where the app may not see products. */
	readonly skus?: SkuReport;
	/** How far Shopify's clock is ahead of ours. */
	readonly clockAheadSeconds: number;
	readonly hasPreviousSecret: boolean;
}

const OLD_ORDER_SCOPE = 'read_all_orders';
/** Less is the way there and back. */
const CLOCK_SECONDS = 30;

/** Sentences for the operator. */
export function remarksOn({ shop }: ConnectionCheck, doubts: Doubts): string[] {
	const { account, granted, wantedVersion, answeredVersion, skus, clockAheadSeconds, hasPreviousSecret } = doubts;
	const remarks: Array<readonly [boolean, string]> = [
		[
			answeredVersion !== undefined && answeredVersion !== wantedVersion,
			`Version ${wantedVersion} is asked for and ${answeredVersion} answers: choose a supported version in the credential.`,
		],
		[!allows(granted, OLD_ORDER_SCOPE), `Without ${OLD_ORDER_SCOPE}, orders older than 60 days cannot be seen.`],
		[
			shop.myshopifyDomain !== account,
			`The credential names ${account}, the shop calls itself ${shop.myshopifyDomain}.`,
		],
		[!skus, 'Without read_products, SKUs cannot be looked at.'],
		[
			(skus?.duplicates.count ?? 0) > 0,
			`${plural(skus?.duplicates.count, 'SKU stands', 'SKUs stand')} on more than one variant: that stock cannot be set by SKU.`,
		],
		[
			(skus?.withoutSku.count ?? 0) > 0,
			`${plural(skus?.withoutSku.count, 'variant has', 'variants have')} no SKU, and can be found by barcode alone.`,
		],
		[
			Math.abs(clockAheadSeconds) >= CLOCK_SECONDS,
			`The clock of this machine is ${Math.abs(clockAheadSeconds)} seconds ${clockAheadSeconds > 0 ? 'behind' : 'ahead of'} Shopify’s: set it, for stock is compared by time.`,
		],
		[
			hasPreviousSecret,
			'Previous Client Secret is still set in the credential: empty it once the change of the secret is an hour old.',
		],
	];
	return remarks.flatMap(([applies, remark]) => (applies ? [remark] : []));
}

const plural = (count = 0, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

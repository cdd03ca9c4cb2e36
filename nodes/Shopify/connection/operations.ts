import type { CheckOperation, Operation, OperationContext } from '../../shared/system';
import type { ShopifyClient } from '../client';
import { client, DEFAULT_VERSION, reading, text } from '../failures';
import { locationPages } from '../location/client';
import { checkAccount, variantKeys } from './client';
import { allows, missingScopes, remarksOn, skuReport, type SkuReport } from './mapping';

/*
 * Check Connection: which shop this is, what is missing for which operation, and what would go wrong later.
 */

interface Place {
	readonly id: string;
	readonly name: string;
	readonly active: boolean;
	readonly fulfillmentService: boolean;
}

/** Names of locations need the scope that is asked for here. */
async function placesOf(shopify: ShopifyClient): Promise<Place[]> {
	const places: Place[] = [];
	for await (const page of locationPages(shopify, { includeInactive: true, includeLegacy: true }))
		for (const { id, name, isActive, isFulfillmentService } of page)
			places.push({ id, name, active: isActive, fulfillmentService: isFulfillmentService });
	return places;
}

async function check(context: OperationContext, checked: readonly Operation[]): Promise<Record<string, unknown>> {
	const shopify = client(context);
	const { data, version } = await checkAccount(shopify);
	// Now, before a long read moves it.
	const clockAheadSeconds = Math.round(shopify.clockAheadMs() / 1000);
	const granted = new Set(data.currentAppInstallation.accessScopes.map(({ handle }) => handle));
	const places = allows(granted, 'read_locations') ? await placesOf(shopify) : null;
	const skus: SkuReport | null = allows(granted, 'read_products') ? skuReport(await variantKeys(shopify)) : null;
	const wantedVersion = text(context.credential.apiVersion) || DEFAULT_VERSION;
	const operations = missingScopes(checked, granted);
	const { shop } = data;
	return {
		kind: 'connection',
		system: 'shopify',
		account: context.account,
		ok: operations.every((each) => each.missingScopes.length === 0),
		shop: {
			name: shop.name,
			domain: shop.myshopifyDomain,
			plan: shop.plan?.publicDisplayName ?? null,
			currency: shop.currencyCode,
			timezone: shop.ianaTimezone,
			pricesIncludeTax: shop.taxesIncluded,
		},
		scopes: { granted: [...granted].sort() },
		operations,
		apiVersion: {
			wanted: wantedVersion,
			answered: version ?? null,
			supported: data.publicApiVersions.filter(({ supported }) => supported).map(({ handle }) => handle),
		},
		locations: places,
		skus,
		clock: { shopifyAheadSeconds: clockAheadSeconds },
		remarks: remarksOn(data, {
			account: context.account,
			granted,
			wantedVersion,
			answeredVersion: version,
			skus: skus ?? undefined,
			clockAheadSeconds,
			hasPreviousSecret: text(context.credential.previousClientSecret) !== '',
		}),
	};
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
		'Read which shop this is, which permissions are missing for which operation, and what would go wrong later',
	fields: [],
	check: async (context) => await reading('Check Connection', [], async () => await check(context, checked)),
});

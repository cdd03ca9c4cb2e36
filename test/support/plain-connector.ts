/*
 * A stock connector as they are mostly written, for comparison: a call for each product, the available figure as it was
 * read, whatever stands there by now. It is spared all searching: it knows the shop's items by SKU.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';

import { MAIN_LOCATION_ID } from '../../nodes/Shopify/sandbox/locations';
import type { RunningSandbox } from '../../sandbox/serve';

const SET = `
mutation PlainSet($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code message } }
}`;

interface Answer {
	readonly errors?: ReadonlyArray<{ readonly message: string; readonly extensions?: { readonly code?: string } }>;
	readonly data?: { readonly inventorySetQuantities: { readonly userErrors: readonly unknown[] } };
}

export class PlainConnector {
	private readonly items: ReadonlyMap<string, string>;

	constructor(
		private readonly shop: RunningSandbox,
		private readonly accessToken: string,
	) {
		const { inventory } = shop.state() as { inventory: ReadonlyArray<{ sku: string; itemId: string }> };
		this.items = new Map(inventory.map(({ sku, itemId }) => [sku, itemId]));
	}

	async set(sku: string, available: number): Promise<void> {
		const quantity = {
			inventoryItemId: this.items.get(sku),
			locationId: MAIN_LOCATION_ID,
			quantity: Math.max(0, available),
			changeFromQuantity: null,
		};
		const input = { name: 'available', reason: 'correction', quantities: [quantity] };
		for (;;) {
			const { errors, data } = await this.send({ input, key: randomUUID() });
			if (errors?.[0]?.extensions?.code === 'THROTTLED') {
				this.shop.advanceClock(1_000);
				await wait(0);
			} else if (errors || data?.inventorySetQuantities.userErrors.length !== 0)
				throw new Error(`Not set: ${JSON.stringify(errors ?? data)}`);
			else return;
		}
	}

	private async send(variables: object): Promise<Answer> {
		const headers = { 'x-shopify-access-token': this.accessToken };
		const url = `${this.shop.url}/admin/api/2026-10/graphql.json`;
		return (await axios.post<Answer>(url, { query: SET, variables }, { headers, proxy: false })).data;
	}
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { PostgresSettings } from '../../ledger';
import ogoshipSandbox from '../../nodes/Ogoship/sandbox';
import shopifySandbox from '../../nodes/Shopify/sandbox';
import unleashedSandbox from '../../nodes/Unleashed/sandbox';
import { demoData, demoStart } from '../../sandbox/demo-data';
import type { DemoData, JournalEntry } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { runNode, skipWaits, type NodeRunAnswer, type NodeRunInput } from './engine';

/*
 * An operator's desk for tests: a shop, a warehouse, books, n8n's folder, and the nodes of the package over them.
 */

export type Options = Readonly<Record<string, string>>;
type Run = Partial<Omit<NodeRunInput, 'type' | 'parameters' | 'storageFolder'>>;

export interface Desk {
	readonly shop: RunningSandbox;
	readonly warehouse: RunningSandbox;
	readonly books: RunningSandbox;
	readonly folder: string;
	/** What the sandboxes were seeded with. */
	readonly data: DemoData;
	readonly shopKeys: ICredentialDataDecryptedObject;
	readonly warehouseKeys: ICredentialDataDecryptedObject;
	readonly booksKeys: ICredentialDataDecryptedObject;
	shopify(parameters: IDataObject, run?: Run): Promise<NodeRunAnswer>;
	ogoship(parameters: IDataObject, run?: Run): Promise<NodeRunAnswer>;
	unleashed(parameters: IDataObject, run?: Run): Promise<NodeRunAnswer>;
	ledger(parameters: IDataObject, run?: Run): Promise<NodeRunAnswer>;
	/** Whole orders by number, as Order: Get puts them out. */
	orders(...numbers: number[]): Promise<IDataObject[]>;
	/** Order: Create or Update with the demo's settings, problems on the error output. */
	send(items: readonly IDataObject[], parameters?: IDataObject, run?: Run): Promise<Sent>;
	close(): Promise<void>;
}

export interface Sent extends NodeRunAnswer {
	readonly results: IDataObject[];
	readonly problems: IDataObject[];
}

export const START = demoStart(demoData(new Date().toISOString()).moment);
const DELIVERY_METHODS = {
	method: [
		{ method: 'Home delivery', code: 'home_fi' },
		{ method: 'Pick-up point', code: 'pickup_fi' },
		{ method: 'Letter', code: 'letter_fi' },
	],
};

/** What Order: Create or Update is set to in the demo. */
export const SEND = {
	resource: 'order',
	operation: 'upsert',
	forwardFrom: START,
	referencePrefix: 'SHOP-',
	deliveryMethods: DELIVERY_METHODS,
	orderOptions: { cashOnDeliveryMethods: 'Cash on Delivery (COD)', pickupAttribute: 'pickup_point_id' },
};

/** The same for the books, with a customer for each order. */
export const BOOK = {
	resource: 'order',
	operation: 'upsert',
	forwardFrom: START,
	numberPrefix: 'SHOP-',
	customerFrom: 'own',
	customerPrefix: 'SHOP-C-',
	warehouse: 'MAIN',
	baseCurrency: 'EUR',
	chargeProducts: { delivery: 'FREIGHT', rounding: 'ROUNDING' },
};

/**
 * Opens a desk: all sandboxes with the demo's sixty orders of this moment, or other data. Nobody waits in real time at
 * it. With `postgres` every node keeps its memory there.
 */
export async function openDesk(
	options: { shop?: Options; warehouse?: Options; data?: DemoData; postgres?: PostgresSettings } = {},
): Promise<Desk> {
	const seed = options.data ?? demoData(new Date().toISOString());
	const shop = await serve(shopifySandbox, { seed, options: options.shop ?? {} });
	const warehouse = await serve(ogoshipSandbox, { seed, options: options.warehouse ?? {} });
	const books = await serve(unleashedSandbox, { seed });
	const sandboxes = [shop, warehouse, books];
	const resumeWaits = skipWaits((ms) => sandboxes.forEach((each) => each.advanceClock(ms)));
	const folder = mkdtempSync(join(tmpdir(), 'desk-'));
	const shopKeys: ICredentialDataDecryptedObject = {
		shop: seed.shop.domain,
		clientId: seed.shop.clientId,
		clientSecret: seed.shop.clientSecret,
		apiAddress: shop.url,
	};
	const warehouseKeys: ICredentialDataDecryptedObject = {
		merchantId: seed.merchant.id,
		secretToken: seed.merchant.secretToken,
		clientId: seed.merchant.clientId,
		clientSecret: seed.merchant.clientSecret,
		apiAddress: warehouse.url,
		signInAddress: warehouse.url,
	};
	const booksKeys: ICredentialDataDecryptedObject = { ...books.credential().data };
	const ledger = options.postgres ? { ledger: 'postgres' } : {};
	const ledgerKeys: Record<string, ICredentialDataDecryptedObject> = options.postgres
		? { commerceLedgerPostgresApi: { ...options.postgres } }
		: {};
	const node =
		(type: string, credentials: Record<string, ICredentialDataDecryptedObject>): Desk['shopify'] =>
		(parameters, run = {}) =>
			runNode({
				type,
				parameters: { ...ledger, ...parameters },
				credentials: { ...credentials, ...ledgerKeys },
				storageFolder: folder,
				...run,
			});
	const shopify = node('shopify', { shopifyCommerceApi: shopKeys });
	const ogoship = node('ogoship', { ogoshipApi: warehouseKeys });
	return {
		shop,
		warehouse,
		books,
		folder,
		data: seed,
		shopKeys,
		warehouseKeys,
		booksKeys,
		shopify,
		ogoship,
		unleashed: node('unleashed', { unleashedApi: booksKeys }),
		ledger: node('ledger', {}),
		async orders(...numbers) {
			const items = numbers.map((number) => ({ origin: { id: orderId(shop, number) } }));
			return jsonOf((await shopify({ resource: 'order', operation: 'get' }, { items })).outputs[0]);
		},
		async send(items, parameters = {}, run = {}) {
			const answer = await ogoship(
				{ ...SEND, ...parameters },
				{ items: [...items], onError: 'continueErrorOutput', ...run },
			);
			return { ...answer, results: jsonOf(answer.outputs[0]), problems: jsonOf(answer.outputs[1]) };
		},
		async close() {
			resumeWaits();
			await Promise.all(sandboxes.map(async (each) => await each.close()));
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

export const jsonOf = (items: readonly INodeExecutionData[] | undefined): IDataObject[] =>
	(items ?? []).map(({ json }) => json);

/** The shop's own id of an order by its number. */
export function orderId(shop: RunningSandbox, number: number): string {
	const { orders } = shop.state() as { orders: ReadonlyArray<{ id: string; name: string }> };
	const order = orders.find(({ name }) => name === `#${number}`);
	if (!order) throw new Error(`The shop has no order #${number}`);
	return order.id;
}

/** Exchanges of one operation, those the sandbox committed unless said otherwise. */
export function calls(sandbox: RunningSandbox, operation: string, accepted = true): JournalEntry[] {
	return sandbox.journal().filter((entry) => entry.operation === operation && (!accepted || entry.accepted));
}

export interface Standing {
	readonly reference: string;
	readonly status: string;
	readonly orderLines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
	readonly commentsPresent: boolean;
	readonly cashOnDelivery?: { readonly amount: number } | null;
}

/** The orders that stand at the warehouse under a reference. */
export function standing(warehouse: RunningSandbox, reference: string): Standing[] {
	const { orders } = warehouse.state() as { orders: readonly Standing[] };
	return orders.filter((order) => order.reference === reference);
}

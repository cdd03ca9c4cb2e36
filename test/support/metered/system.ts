import { createHash } from 'node:crypto';

import type { Kind, KindMap } from '../../../core/model/kinds';
import type { DocumentTarget, LevelTarget } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { SystemPoll } from '../../../nodes/shared/poll';
import type { FetchOperation, ListOperation, Operation, System, WriteOperation } from '../../../nodes/shared/system';
import type { SystemTrigger } from '../../../nodes/shared/trigger';
import type { Http, Method } from '../../../transport/http';
import { sampleOrder } from '../../core/samples';

/*
 * A system whose vendor counts calls by the month, over the service beside it: one operation of each make, a picker, a
 * webhook trigger and a polling one. Every list is read page by page, one call each; orders are read side by side.
 */

const LABEL = 'Metered';
const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

async function call(http: Http, method: Method, path: string): Promise<{ readonly pages: number }> {
	const answer = await http.send({ method, path, repeatable: method === 'GET' });
	if (!('noAnswer' in answer) && answer.status === 200) return answer.body as { pages: number };
	const status = 'noAnswer' in answer ? answer.reason : String(answer.status);
	throw runProblem(problem('SETUP_SERVICE', { system: LABEL, status }));
}

// ------------------------------------------------------------------ records

const originOf = (id: string) => ({ system: 'metered', account: 'm-1', id, number: id, seenAt: NOW });
const NOW = new Date().toISOString();

const RECORDS: Readonly<Record<string, (id: string) => KindMap[Kind]>> = {
	order: (id) => sampleOrder({ origin: originOf(id), number: id, updatedAt: NOW }),
	product: (id) => ({
		...{ kind: 'product', origin: originOf(id), number: id, title: id, updatedAt: NOW },
		variants: [{ id, sku: id }],
	}),
	stockLevel: (id) => ({ kind: 'stockLevel', origin: originOf(id), sku: id, available: 5, observedAt: NOW }),
	shipment: (id) => ({
		...{ kind: 'shipment', origin: originOf(id), number: id, orders: [{ number: id }], updatedAt: NOW },
		...{ status: 'shipped', tracking: [], shippedAt: NOW },
	}),
};

function listOf<K extends Kind>(
	kind: K,
	path: string,
	sweeps: boolean,
	more: Partial<ListOperation> = {},
): ListOperation {
	return {
		...{ does: 'list', kind, sweeps, changed: path, fields: [], resource: kind, resourceName: kind },
		...{ operation: 'getAll', operationName: 'Get Many', action: `Get many ${path}`, description: `Retrieve ${path}` },
		async *list({ http, sweep }) {
			for (let page = 1, pages = 1; page <= pages; page++) {
				({ pages } = await call(http, 'GET', `/${path}`));
				const id = `${kind}-${page}`;
				const open = await sweep?.unsettled([{ id, updatedAt: NOW }]);
				yield !open || open.has(id) ? [RECORDS[kind]!(id)] : [];
			}
		},
		...more,
	} as ListOperation;
}

const listOrders = listOf('order', 'orders', true);
const listStock = listOf('stockLevel', 'stock', false);
const listShipments = listOf('shipment', 'shipments', true);
const listProducts = listOf('product', 'products', true, { sweepsWhole: true });

const getOrder: FetchOperation<'order'> = {
	...{ does: 'fetch', kind: 'order', batchLimit: 100, fields: [], resource: 'order', resourceName: 'order' },
	...{ operation: 'get', operationName: 'Get', action: 'Get an order', description: 'Retrieve an order' },
	idOf: (given) => given || undefined,
	async fetch({ http }, ids) {
		await Promise.all(ids.map(async (id) => await call(http, 'GET', `/orders/${id}`)));
		return new Map(ids.map((id) => [id, RECORDS.order!(id) as KindMap['order']]));
	},
};

// ------------------------------------------------------------------ writes

function documents<T extends KindMap[Kind]>(http: Http, account: string, kind: string): DocumentTarget<T, unknown> {
	return {
		...{ system: 'metered', label: LABEL, account, kind, batchLimit: 5 },
		documentKey: ({ origin }) => origin.id,
		draft: ({ origin }) => ({ draft: { id: origin.id } }),
		foreignKeys: () => [],
		find: async () => {
			await call(http, 'GET', `/${kind}`);
			return new Map();
		},
		check: async () => await Promise.resolve(new Map()),
		revise: () => ({ can: 'unchanged' }),
		create: async (drafts) => {
			const answers: Awaited<ReturnType<DocumentTarget<T, unknown>['create']>> = [];
			for (const { record } of drafts)
				answers.push(
					await call(http, 'POST', `/${kind}`).then(
						() => ({ outcome: 'done', id: record.origin.id, number: record.origin.id }) as const,
						(error: unknown) => ({ outcome: 'stopped', error }) as const,
					),
				);
			return answers;
		},
		update: async () => await Promise.resolve([]),
		calls: () => http.calls(),
	};
}

const writeOf = <K extends Kind>(kind: K, more: Partial<WriteOperation> = {}): WriteOperation =>
	({
		...{ does: 'write', kind, forwards: false, fields: [], resource: kind, resourceName: kind },
		...{ operation: 'upsert', operationName: 'Create or Update', action: `Write a ${kind}`, description: 'Write' },
		target: async ({ http, account }: { http: Http; account: string }) =>
			await Promise.resolve(documents(http, account, kind)),
		...more,
	}) as unknown as WriteOperation;

/** Two levels a call. */
const levels = (http: Http, account: string): LevelTarget => ({
	...{ system: 'metered', label: LABEL, account, batchLimit: 2 },
	clockAheadMs: () => 0,
	read: async (wishes) => {
		await call(http, 'GET', '/levels');
		return wishes.map(({ sku, locationId }) => ({ found: { itemId: sku, locationId, quantity: 0 } }));
	},
	refresh: async (current) => await Promise.resolve([...current]),
	set: async (changes) => {
		await call(http, 'PUT', '/levels');
		return changes.map(() => ({ outcome: 'done' }));
	},
	calls: () => http.calls(),
});

// ------------------------------------------------------------------ the system

const operations = [
	listOrders,
	getOrder,
	writeOf('order'),
	listProducts,
	writeOf('product'),
	writeOf('product', { operation: 'tag', operationName: 'Tag', remembers: false }),
	listStock,
	{
		...{ does: 'setLevels', kind: 'stockLevel', figures: ['available'], resource: 'stockLevel', fields: [] },
		...{ resourceName: 'stockLevel', operation: 'set', operationName: 'Set', action: 'Set', description: 'Set levels' },
		target: async ({ http, account }: { http: Http; account: string }) => await Promise.resolve(levels(http, account)),
	},
	listShipments,
	{
		...{ does: 'check', resource: 'connection', resourceName: 'Connection', fields: [] },
		...{ operation: 'check', operationName: 'Check Connection', action: 'Check', description: 'Check' },
		check: async ({ http, account }: { http: Http; account: string }) => {
			await call(http, 'GET', '/me');
			return { kind: 'connection', system: 'metered', account, ok: true };
		},
	},
] as unknown as readonly Operation[];

export const metered: System = {
	id: 'metered',
	label: LABEL,
	credential: 'meteredApi',
	address: ({ address }) => text(address),
	account: ({ accountId }) => ({ id: text(accountId) }),
	budget: { field: 'monthlyCalls', fieldName: 'API Calls per Month' },
	operations,
	pickers: {
		warehouses: async ({ http }) => {
			await call(http, 'GET', '/warehouses');
			return [{ name: 'Main', value: 'main' }];
		},
	},
};

export const meteredPoll: SystemPoll = {
	system: metered,
	fields: [],
	events: [
		{ name: 'Order', value: 'order', description: 'An order changed', operation: listOrders },
		{ name: 'Product', value: 'product', description: 'A product changed', operation: listProducts },
		{ name: 'Stock', value: 'stock', description: 'A level changed', operation: listStock },
	],
};

/** Nobody delivers anything here; the subscriptions are what is counted. */
export const meteredTrigger: SystemTrigger = {
	system: metered,
	events: [{ name: 'Order', value: 'order', description: 'An order changed', kind: 'order', topics: ['order'] }],
	secretProblem: () => undefined,
	list: async ({ http }) => {
		await call(http, 'GET', '/subscriptions');
		return [];
	},
	subscribe: async ({ http }) => void (await call(http, 'POST', '/subscriptions')),
	repair: async () => await Promise.resolve(),
	unsubscribe: async () => await Promise.resolve(),
	verify: ({ raw }, { account }) => ({
		topic: 'order',
		stamp: { id: createHash('sha256').update(raw).update(account).digest('hex'), ...NOTHING, topic: 'order' },
	}),
	subject: () => undefined,
};
const NOTHING = { eventId: null, triggeredAt: null };

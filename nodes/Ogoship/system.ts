import type { Order } from '../../core/model/order';
import type { DocumentTarget, Problem } from '../../core/ports';
import { runProblem } from '../../core/sync/run';
import type { CheckOperation, ListOperation, OperationContext, System, WriteOperation } from '../shared/system';
import { OgoshipClient, OgoshipFailure } from './client';
import { toOrder, type OrderRules } from './mapping';
import { LABEL, notAllowed, OrderTarget } from './target';

/*
 * What OGOship can do here: orders are created, edited while it lets them, read, and the connection is checked.
 */

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

/** Runs a read and words its failures: what concerns the whole run ends it. */
async function reading<T>(read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw error instanceof OgoshipFailure ? runProblem(worded(error)) : error;
	}
}

function worded({ why, details }: OgoshipFailure): Problem {
	if (details.status === 429) return { code: 'SETUP_LIMIT', params: { system: LABEL } };
	if (details.status === 403) return notAllowed(details.status);
	return {
		code: 'SETUP_SERVICE',
		params: { system: LABEL, status: details.status === undefined ? (details.reason ?? why) : String(details.status) },
	};
}

const options = (context: OperationContext) => context.param<Record<string, unknown>>('orderOptions', {});
const list = (value: unknown) =>
	text(value)
		.split(',')
		.map((part) => part.trim())
		.filter(Boolean);

function rulesFrom(context: OperationContext): OrderRules {
	const rows =
		context.param<{ method?: Array<{ method?: unknown; code?: unknown }> }>('deliveryMethods', {}).method ?? [];
	const shippingCodes = rows
		.map(({ method, code }) => ({ method: text(method), code: text(code) }))
		.filter(({ method, code }) => method && code);
	const chosen = options(context);
	const otherShippingCode = text(chosen.otherShippingCode);
	if (shippingCodes.length === 0 && otherShippingCode === '')
		throw runProblem({ code: 'SETUP_SHIPPING_MAP', params: {} });
	const prefix = context.param('referencePrefix', '');
	if (!/^[A-Za-z0-9_-]{0,20}$/.test(prefix)) {
		throw runProblem({
			code: 'SETUP_PARAMETER',
			params: { name: 'Reference Prefix', reason: 'only letters, digits, - and _ can be in it, 20 at most' },
		});
	}
	return {
		prefix,
		shippingCodes,
		otherShippingCode,
		referenceFrom: chosen.referenceFrom === 'id' ? 'id' : 'number',
		pickupAttribute: text(chosen.pickupAttribute),
		cashOnDeliveryMethods: list(chosen.cashOnDeliveryMethods),
		sendPrices: chosen.sendPrices !== false,
		status: chosen.status === 'Draft' ? 'Draft' : 'New',
		markTest: chosen.markTest === true,
	};
}

/** The target's reads fail as the system's do: worded, for the whole run. */
class WordedTarget extends OrderTarget {
	override async find(keys: readonly string[]) {
		return await reading(async () => await super.find(keys));
	}

	override async check(drafts: Parameters<OrderTarget['check']>[0]) {
		return await reading(async () => await super.check(drafts));
	}
}

const createOrUpdateOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	resource: 'order',
	resourceName: 'Order',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update an order',
	description: 'Create a new order, or update the current one if it already exists (upsert)',
	fields: [
		{
			displayName: 'Reference Prefix',
			name: 'referencePrefix',
			type: 'string',
			default: '',
			placeholder: 'SHOP-',
			description:
				'Stands before the shop’s order number in OGOship, so that orders of two shops never share a reference',
		},
		{
			displayName: 'Delivery Methods',
			name: 'deliveryMethods',
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add Delivery Method',
			typeOptions: { multipleValues: true },
			description:
				'Which of the shop’s delivery methods is which code in myOGO. An order with another method is a problem, unless a code for the rest is set below.',
			options: [
				{
					displayName: 'Delivery Method',
					name: 'method',
					values: [
						{
							displayName: 'Method in the Shop',
							name: 'method',
							type: 'string',
							default: '',
							placeholder: 'Home delivery',
							description: 'Its name or its code in the shop; capitals do not count',
						},
						{
							displayName: 'Code in OGOship',
							name: 'code',
							type: 'string',
							default: '',
							placeholder: 'home_fi',
							description: 'As typed for the shipping method in myOGO',
						},
					],
				},
			],
		},
		{
			displayName: 'Options',
			name: 'orderOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Cash on Delivery Methods',
					name: 'cashOnDeliveryMethods',
					type: 'string',
					default: '',
					placeholder: 'Cash on Delivery (COD)',
					description:
						'Names of the shop’s payment methods that are paid at the door, separated by commas. Their orders go out unpaid, with the amount to collect.',
				},
				{
					displayName: 'Code for Other Delivery Methods',
					name: 'otherShippingCode',
					type: 'string',
					default: '',
					description: 'For every delivery method that is not in the list; empty makes such an order a problem',
				},
				{
					displayName: 'Mark as Test',
					name: 'markTest',
					type: 'boolean',
					default: false,
					description: 'Whether OGOship is told that these are test orders',
				},
				{
					displayName: 'New Orders Arrive As',
					name: 'status',
					type: 'options',
					default: 'New',
					options: [
						{ name: 'Draft (Nothing Ships Until Somebody Releases It)', value: 'Draft' },
						{ name: 'New (Goes to the Warehouse)', value: 'New' },
					],
					description: 'The status a new order gets',
				},
				{
					displayName: 'Pick-Up Point Attribute',
					name: 'pickupAttribute',
					type: 'string',
					default: '',
					placeholder: 'pickup_point_id',
					description: 'Name of the order attribute in which the shop’s pick-up point app leaves the point’s code',
				},
				{
					displayName: 'Reference From',
					name: 'referenceFrom',
					type: 'options',
					default: 'number',
					options: [
						{ name: 'Order ID', value: 'id' },
						{ name: 'Order Number', value: 'number' },
					],
					description: 'What follows the prefix in the reference',
				},
				{
					displayName: 'Send Prices',
					name: 'sendPrices',
					type: 'boolean',
					default: true,
					description: 'Whether to send unit prices and the total, which customs papers need',
				},
			],
		},
	],
	async target(context) {
		const target: DocumentTarget<Order, unknown> = new WordedTarget(
			context.account,
			new OgoshipClient(context.http),
			rulesFrom(context),
		) as DocumentTarget<Order, unknown>;
		return target;
	},
	orderRules: (context) => ({
		onlyPhysical: true,
		cashOnDeliveryMethods: list(options(context).cashOnDeliveryMethods),
	}),
};

const STATUSES = ['New', 'Draft', 'Reserved', 'Locked', 'Collecting', 'Pending', 'Cancelled', 'Shipped', 'Returned'];

const getManyOrders: ListOperation<'order'> = {
	does: 'list',
	kind: 'order',
	sweeps: false,
	resource: 'order',
	resourceName: 'Order',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many orders',
	description: 'Retrieve orders as they stand at the warehouse',
	fields: [
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			default: {},
			placeholder: 'Add Filter',
			options: [
				{
					displayName: 'Changed After',
					name: 'changedAfter',
					type: 'dateTime',
					default: '',
					description: 'Only orders changed after this moment',
				},
				{
					displayName: 'Reference Prefix',
					name: 'prefix',
					type: 'string',
					default: '',
					placeholder: 'SHOP-',
					description: 'Only orders whose reference begins so',
				},
				{
					displayName: 'Status',
					name: 'statuses',
					type: 'multiOptions',
					default: [],
					options: STATUSES.map((name) => ({ name, value: name.toUpperCase() })).sort((a, b) =>
						a.name.localeCompare(b.name),
					),
					description: 'Only orders in one of these statuses; none chosen means all',
				},
			],
		},
	],
	async *list(context) {
		const filters = context.param<Record<string, unknown>>('filters', {});
		const statuses = Array.isArray(filters.statuses) ? filters.statuses.map(String) : [];
		const pages = new OgoshipClient(context.http).orderPages(context.changedAfter);
		const seen = new Set<string>();
		for (;;) {
			const next = await reading(async () => await pages.next());
			if (next.done) return;
			const wanted = next.value.filter(
				({ reference, status }) =>
					reference.startsWith(text(filters.prefix)) &&
					(statuses.length === 0 || statuses.includes(status.toUpperCase())),
			);
			const fresh = wanted.filter(({ id, reference }) => !seen.has(id ?? reference));
			for (const { id, reference } of fresh) seen.add(id ?? reference);
			yield fresh.map((there) => {
				const order = toOrder(there, context.account, context.now);
				return context.includeRaw ? { ...order, raw: there } : order;
			});
		}
	},
};

const checkConnection: CheckOperation = {
	does: 'check',
	resource: 'connection',
	resourceName: 'Connection',
	operation: 'check',
	operationName: 'Check Connection',
	action: 'Check the connection',
	description: 'Read whether the keys of this merchant work and what they may read',
	fields: [],
	async check(context) {
		const { http } = context;
		const reads: Array<{ reads: string; works: boolean; answer: string }> = [];
		for (const [what, path] of [
			['orders', '/api/v1/Orders'],
			['products', '/api/v1/Products'],
			['stock', '/api/v1/Stock'],
		] as const) {
			const answer = await http.send({ method: 'GET', path, query: { limit: 1, page: 1 }, repeatable: true });
			const works = 'status' in answer && answer.status === 200;
			reads.push({ reads: what, works, answer: 'status' in answer ? String(answer.status) : answer.reason });
		}
		return {
			kind: 'connection',
			system: 'ogoship',
			account: context.account,
			ok: reads.every(({ works }) => works),
			may: reads,
			remarks: [
				'OGOship names no permissions and no delivery methods through its API: compare the codes under Delivery Methods with myOGO.',
			],
		};
	},
};

export const ogoship: System = {
	id: 'ogoship',
	label: LABEL,
	credential: 'ogoshipApi',
	address: (credential) => text(credential.apiAddress),
	account(credential) {
		const id = text(credential.merchantId).toLowerCase();
		if (/^[a-z0-9-]{4,64}$/.test(id)) return { id };
		return {
			problem: {
				code: 'SETUP_ACCOUNT',
				params: {
					system: LABEL,
					reason: 'Merchant ID is missing or is not one; it stands in myOGO under Merchant Settings, Integrations',
				},
			},
		};
	},
	operations: [createOrUpdateOrder, getManyOrders, checkConnection] as System['operations'],
};

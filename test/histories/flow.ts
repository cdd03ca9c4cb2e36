import type { IDataObject } from 'n8n-workflow';

import { template, type Template } from '../../sandbox/bridge';
import { settingsOf } from '../../sandbox/demo-stories';
import type { DemoData } from '../../sandbox/kit';
import type { Brand, Flow, History, Office, Run } from './history';

/*
 * The templates as they are shipped, with the settings of the demo's operator: which nodes of ours follow each other on
 * each way in. Their own nodes and parameters are played, nothing is written down here a second time.
 */

/** A template, and which of its lanes where it has several; a lane's problems are of one kind. */
interface Lane {
	readonly story: string;
	readonly lane: number;
	readonly kind?: string;
}
/** Nodes that an operator puts in a row where there is no template. */
type Row = readonly FlowNode[];
type Told = string | Lane | Row;
type Stories = Partial<Readonly<Record<Flow, Told>>>;

const INVOICES = 'invoices-and-payments-from-shopify-to-odoo';

/** In the order in which they run when nothing else happens. */
const STORIES: Readonly<Record<Exclude<Office, 'outlets'>, Stories>> = {
	warehouse: {
		orders: 'orders-from-shopify-to-ogoship',
		cancellations: 'cancellations-from-shopify-to-ogoship',
		tracking: 'tracking-from-ogoship-to-shopify',
	},
	books: {
		orders: 'orders-from-shopify-to-unleashed',
		cancellations: 'cancellations-from-shopify-to-unleashed',
		tracking: 'tracking-from-unleashed-to-shopify',
		completion: 'completion-from-shopify-to-unleashed',
		refunds: 'refunds-from-shopify-to-unleashed',
	},
	odoo: {
		orders: 'orders-from-shopify-to-odoo',
		cancellations: 'cancellations-from-shopify-to-odoo',
		tracking: 'deliveries-from-odoo-to-shopify',
		invoices: { story: INVOICES, lane: 0, kind: 'invoice' },
		postings: { story: INVOICES, lane: 1, kind: 'posting' },
		payments: { story: INVOICES, lane: 2, kind: 'payment' },
		refunds: 'refunds-from-shopify-to-odoo',
	},
	showroom: {
		orders: 'orders-from-le-new-black-to-shopify',
		tracking: 'tracking-from-shopify-to-le-new-black',
		stockToShowroom: 'stock-from-shopify-to-le-new-black',
	},
};

const OURS = 'n8n-nodes-commerce-bridge.';
const FILTER = 'n8n-nodes-base.filter';

export interface FlowNode {
	readonly name: string;
	/** `shopify` */
	readonly type: string;
	readonly parameters: IDataObject;
	/** n8n's names of the credential types. */
	readonly credentials: readonly string[];
}

const row = (
	type: 'omniEngine' | 'shopDesk',
	name: string,
	[resource, operation]: readonly [string, string],
	more: IDataObject = {},
): FlowNode => ({
	...{ name, type, parameters: { resource, operation, ...more } },
	credentials: [type === 'omniEngine' ? 'omniengineApi' : 'shopdeskApi'],
});

/** Which orders a brand has cancelled at OmniEngine, cancelled in the outlet too. */
const cancellations = (referenceFrom: 'id' | 'number'): Row => [
	row('omniEngine', 'Sweep Cancelled Orders', ['order', 'getAll'], {
		...{ orderStatus: 'cancelled', returnAll: true, skipSettled: true, filters: {} },
	}),
	row('shopDesk', 'Cancel in ShopDesk', ['order', 'cancel'], { referencePrefix: '', orderOptions: { referenceFrom } }),
];

/** Invoices that the books have taken over. */
const SYNCS: Row = [
	row('shopDesk', 'Read Open Invoices', ['invoice', 'getAll'], { returnAll: true, filters: { synced: 'no' } }),
	row('shopDesk', 'Mark as Synced', ['invoice', 'markSynced']),
];

/** A brand that has its orders approved by n8n. */
const APPROVALS: Row = [
	row('shopDesk', 'Read Waiting Orders', ['order', 'getAll'], {
		...{ returnAll: true, filters: { statuses: ['AWAITING_SM_APPROVAL'] } },
	}),
	row('shopDesk', 'Invoice in ShopDesk', ['order', 'invoice'], { referencePrefix: '', orderOptions: {} }),
];

const FORWARDS = {
	approved: 'orders-to-approve-from-omniengine-to-shopdesk',
	automatic: 'approved-orders-from-omniengine-to-shopdesk',
} as const;
const COURIERS = 'couriers-for-invoiced-orders-at-omniengine';
const TRACKING = 'tracking-from-omniengine-to-shopify';

const stock = (story: string): Stories => ({
	stockToEngine: { story, lane: 0 },
	stockToShop: { story, lane: 1 },
});

/** What a brand can have done for it, by the contract it works under. */
const OUTLETS: Readonly<Record<Brand['contract'], (brand: Brand) => Stories>> = {
	assumed: ({ mode }) => ({
		orders: FORWARDS[mode],
		moves: { story: COURIERS, lane: 0 },
		bookings: { story: COURIERS, lane: 1 },
		tracking: TRACKING,
		cancellations: cancellations('id'),
		syncs: SYNCS,
		...stock('stock-of-several-outlets-from-shopdesk-to-shopify'),
	}),
	// No call makes an order, and one bears its number alone.
	legacy: ({ mode }) => ({
		...(mode === 'approved' ? { approvals: APPROVALS } : {}),
		bookings: { story: COURIERS, lane: 1 },
		tracking: TRACKING,
		cancellations: cancellations('number'),
		...stock('stock-of-one-outlet-from-shopdesk-to-shopify'),
	}),
	documented: () => ({ tracking: TRACKING, syncs: SYNCS }),
};

/** The nodes of a template, by the way in. */
type Ways = Readonly<Record<Run['way'], readonly FlowNode[]>>;

export type Flows = ReadonlyMap<Flow, Ways>;

const storiesOf = ({ office, brand }: Pick<History, 'office' | 'brand'>): Stories =>
	office === 'outlets' ? (brand ? OUTLETS[brand.contract](brand) : {}) : STORIES[office];

/** The flows of a back office. */
export const flowNames = (history: Pick<History, 'office' | 'brand'>) => Object.keys(storiesOf(history)) as Flow[];

/** The nodes of every template of a back office. */
export function flowsOf(data: DemoData, history: Pick<History, 'office' | 'brand'>): Flows {
	const settings = settingsOf(data);
	const stories = storiesOf(history);
	const ways = (told: Told): Ways => {
		if (Array.isArray(told)) return { sweep: told as Row, event: told as Row, retry: told as Row };
		const {
			story: name,
			lane,
			kind,
		} = typeof told === 'string' ? { story: told, lane: 0, kind: undefined } : (told as Lane);
		const story = template(name);
		const node = (wanted: string) => ofKind(nodeOf(story, wanted, settings[name]?.[wanted]), kind);
		const path = (start: string) => pathFrom(story, start, lane).map(node);
		const ofTrigger = story.nodes.find(({ type }) => type.startsWith(OURS) && type.endsWith('Trigger'));
		const sweep = path('Start by Hand');
		const has = (start: string) => story.nodes.some(({ name: each }) => each === start);
		// Where nothing tells of a record, the schedule alone does.
		return {
			sweep,
			event: ofTrigger ? path(ofTrigger.name) : sweep,
			retry: has('Retry') ? path('Retry') : sweep,
		};
	};
	return new Map(flowNames(history).map((flow) => [flow, ways(stories[flow]!)]));
}

type Connections = Readonly<Record<string, { readonly main: ReadonlyArray<ReadonlyArray<{ readonly node: string }>> }>>;

/** The nodes of ours that follow a way in, along the first output of each; a filter of n8n's stands in no way. */
function pathFrom(story: Template, start: string, lane: number): string[] {
	const outputs = (story.connections as Connections)[start]?.main[0] ?? [];
	const next = (outputs[lane] ?? outputs[0])?.node;
	const type = story.nodes.find(({ name }) => name === next)?.type ?? '';
	if (next === undefined || !(type.startsWith(OURS) || type === FILTER)) return [];
	return [...(type === FILTER ? [] : [next]), ...pathFrom(story, next, lane)];
}

/** What takes up problems takes up those of its lane, which an operator chooses in a form. */
function ofKind(node: FlowNode, kind: string | undefined): FlowNode {
	const { filters } = node.parameters as { readonly filters?: IDataObject };
	if (kind === undefined || node.type !== 'ledger') return node;
	return { ...node, parameters: { ...node.parameters, filters: { ...filters, kind } } };
}

function nodeOf(story: Template, wanted: string, settings: Readonly<Record<string, unknown>> = {}): FlowNode {
	const found = story.nodes.find(({ name }) => name === wanted);
	if (!found) throw new Error(`The template "${story.name}" has no node "${wanted}"`);
	const { credentials = {} } = found as { readonly credentials?: object };
	return {
		name: wanted,
		type: found.type.slice(OURS.length),
		parameters: { ...found.parameters, ...settings } as IDataObject,
		credentials: Object.keys(credentials),
	};
}

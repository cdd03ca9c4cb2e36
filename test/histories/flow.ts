import type { IDataObject } from 'n8n-workflow';

import { template, type Template } from '../../sandbox/bridge';
import { settingsOf } from '../../sandbox/demo-stories';
import type { DemoData } from '../../sandbox/kit';
import type { Flow, Office, Run } from './history';

/*
 * The templates as they are shipped, with the settings of the demo's operator: which nodes of ours follow each other on
 * each way in. Their own nodes and parameters are played, nothing is written down here a second time.
 */

type Stories = Partial<Readonly<Record<Flow, string>>>;

/** In the order in which they run when nothing else happens. */
const STORIES: Readonly<Record<Office, Stories>> = {
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
};

const OURS = 'n8n-nodes-commerce-bridge.';

export interface FlowNode {
	readonly name: string;
	/** `shopify` */
	readonly type: string;
	readonly parameters: IDataObject;
	/** n8n's names of the credential types. */
	readonly credentials: readonly string[];
}

/** The nodes of a template, by the way in. */
type Ways = Readonly<Record<Run['way'], readonly FlowNode[]>>;

export type Flows = ReadonlyMap<Flow, Ways>;

/** The flows of a back office. */
export const flowNames = (office: Office) => Object.keys(STORIES[office]) as Flow[];

/** The nodes of every template of a back office. */
export function flowsOf(data: DemoData, office: Office): Flows {
	const settings = settingsOf(data);
	const ways = (name: string): Ways => {
		const story = template(name);
		const node = (wanted: string) => nodeOf(story, wanted, settings[name]?.[wanted]);
		const ofTrigger = story.nodes.find(({ type }) => type.startsWith(OURS) && type.endsWith('Trigger'));
		if (!ofTrigger) throw new Error(`The template "${story.name}" has no trigger of ours`);
		return {
			sweep: pathFrom(story, 'Start by Hand').map(node),
			event: pathFrom(story, ofTrigger.name).map(node),
			retry: pathFrom(story, 'Retry').map(node),
		};
	};
	return new Map(flowNames(office).map((flow) => [flow, ways(STORIES[office][flow]!)]));
}

type Connections = Readonly<Record<string, { readonly main: ReadonlyArray<ReadonlyArray<{ readonly node: string }>> }>>;

/** The nodes of ours that follow a way in, along the first output of each. */
function pathFrom(story: Template, start: string): string[] {
	const next = (story.connections as Connections)[start]?.main[0]?.[0]?.node;
	const isOurs = story.nodes.some(({ name, type }) => name === next && type.startsWith(OURS));
	return next !== undefined && isOurs ? [next, ...pathFrom(story, next)] : [];
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

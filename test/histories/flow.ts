import type { IDataObject } from 'n8n-workflow';

import { template, type Template } from '../../sandbox/bridge';
import { settingsOf } from '../../sandbox/demo-stories';
import type { DemoData } from '../../sandbox/kit';
import type { Flow, Run } from './history';

/*
 * The templates as they are shipped, with the settings of the demo's operator: which nodes of ours follow each other on
 * each way in. Their own nodes and parameters are played, nothing is written down here a second time.
 */

const STORIES: Readonly<Record<Flow, string>> = {
	orders: 'orders-from-shopify-to-ogoship',
	cancellations: 'cancellations-from-shopify-to-ogoship',
	tracking: 'tracking-from-ogoship-to-shopify',
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

export type Flows = Readonly<Record<Flow, Readonly<Record<Run['way'], readonly FlowNode[]>>>>;

/** The nodes of every template, by the way in. */
export function flowsOf(data: DemoData): Flows {
	const settings = settingsOf(data);
	const ways = (flow: Flow) => {
		const story = template(STORIES[flow]);
		const node = (name: string) => nodeOf(story, name, settings[STORIES[flow]]?.[name]);
		const ofTrigger = story.nodes.find(({ type }) => type.startsWith(OURS) && type.endsWith('Trigger'));
		if (!ofTrigger) throw new Error(`The template "${story.name}" has no trigger of ours`);
		return {
			sweep: pathFrom(story, 'Start by Hand').map(node),
			event: pathFrom(story, ofTrigger.name).map(node),
			retry: pathFrom(story, 'Retry').map(node),
		};
	};
	return { orders: ways('orders'), cancellations: ways('cancellations'), tracking: ways('tracking') };
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

import type { SystemPoll } from '../shared/poll';
import { stageName, STAGES } from './mapping';
import { listOf } from './order/operations';
import { omniengine } from './system';

/*
 * What OmniEngine is asked for every so often: which orders have reached a tab. No webhooks are published.
 */

export const omnienginePoll: SystemPoll = {
	system: omniengine,
	events: STAGES.map((stage) => ({
		name: `Order Reached ${stageName(stage)}`,
		value: stage,
		description: `An order stands in the tab ${stageName(stage)}, or changed there`,
		operation: listOf(stage),
	})),
	fields: [],
};

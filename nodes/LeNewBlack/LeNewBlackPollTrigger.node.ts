import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { pollFields, pollSystem } from '../shared/poll';
import { leNewBlackPoll } from './trigger';

export class LeNewBlackPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Le New Black Polling Trigger',
		name: 'leNewBlackPollTrigger',
		icon: { light: 'file:lenewblack.svg', dark: 'file:lenewblack.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description: 'Asks Le New Black every so often what changed; it has no webhooks',
		defaults: { name: 'Le New Black Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'leNewBlackApi', required: true }, { ...LEDGER_CREDENTIAL }],
		properties: pollFields(leNewBlackPoll),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollSystem(this, leNewBlackPoll);
	}
}

import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { pollFields, pollSystem } from '../shared/poll';
import { unleashedPoll } from './trigger';

export class UnleashedPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Unleashed Polling Trigger',
		name: 'unleashedPollTrigger',
		icon: { light: 'file:unleashed.svg', dark: 'file:unleashed.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description: 'Asks Unleashed every so often what changed; needs no public address of n8n',
		defaults: { name: 'Unleashed Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'unleashedApi', required: true }, { ...LEDGER_CREDENTIAL }],
		properties: pollFields(unleashedPoll),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollSystem(this, unleashedPoll);
	}
}

import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { pollFields, pollSystem } from '../shared/poll';
import { omnienginePoll } from './trigger';

export class OmniEnginePollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'OmniEngine Polling Trigger',
		name: 'omniEnginePollTrigger',
		icon: { light: 'file:omniengine.svg', dark: 'file:omniengine.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description: 'Asks OmniEngine every so often what changed; needs no public address of n8n',
		defaults: { name: 'OmniEngine Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'omniengineApi', required: true }, { ...LEDGER_CREDENTIAL }],
		properties: pollFields(omnienginePoll),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollSystem(this, omnienginePoll);
	}
}

import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { pollFields, pollSystem } from '../shared/poll';
import { ogoshipPoll } from './trigger';

export class OgoshipPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'OGOship Polling Trigger',
		name: 'ogoshipPollTrigger',
		icon: { light: 'file:ogoship.svg', dark: 'file:ogoship.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description: 'Asks OGOship every so often what changed; needs no public address of n8n',
		defaults: { name: 'OGOship Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ogoshipApi', required: true }, { ...LEDGER_CREDENTIAL }],
		properties: pollFields(ogoshipPoll),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollSystem(this, ogoshipPoll);
	}
}

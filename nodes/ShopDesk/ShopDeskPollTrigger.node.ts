import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { pollFields, pollSystem } from '../shared/poll';
import { shopdeskPoll } from './trigger';

export class ShopDeskPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ShopDesk Polling Trigger',
		name: 'shopDeskPollTrigger',
		icon: { light: 'file:shopdesk.svg', dark: 'file:shopdesk.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description: 'Asks ShopDesk every so often what changed; needs no public address of n8n',
		defaults: { name: 'ShopDesk Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'shopdeskApi', required: true }, { ...LEDGER_CREDENTIAL }],
		properties: pollFields(shopdeskPoll),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollSystem(this, shopdeskPoll);
	}
}

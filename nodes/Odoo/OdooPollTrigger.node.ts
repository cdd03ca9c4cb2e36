import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { pollFields, pollSystem } from '../shared/poll';
import { odooPoll } from './trigger';

export class OdooPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Odoo Commerce Polling Trigger',
		name: 'odooPollTrigger',
		icon: { light: 'file:odoo.svg', dark: 'file:odoo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description:
			'Asks Odoo every so often what changed; needs no public address of n8n and no rights to Odoo’s settings',
		defaults: { name: 'Odoo Commerce Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'odooCommerceApi', required: true }, { ...LEDGER_CREDENTIAL }],
		properties: pollFields(odooPoll),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollSystem(this, odooPoll);
	}
}

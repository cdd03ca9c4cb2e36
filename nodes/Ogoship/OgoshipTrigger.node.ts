import type { INodeType, INodeTypeDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { receive, triggerFields, webhookMethods } from '../shared/trigger';
import { ogoshipTrigger } from './trigger';

/** n8n cannot have one node that listens or polls: a poll takes the place of a delivery in tests (seen on 2.40.7). */
export class OgoshipTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'OGOship Trigger',
		name: 'ogoshipTrigger',
		icon: { light: 'file:ogoship.svg', dark: 'file:ogoship.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description: 'Starts the workflow as soon as OGOship tells that something happened at the warehouse',
		eventTriggerDescription: 'Waiting for OGOship to tell of one of the chosen events',
		activationMessage: 'OGOship now tells this workflow of the chosen events.',
		defaults: { name: 'OGOship Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ogoshipApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: 'webhook',
				ndvHideUrl: true,
			},
		],
		properties: triggerFields(ogoshipTrigger),
	};

	webhookMethods = webhookMethods(ogoshipTrigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, ogoshipTrigger);
	}
}

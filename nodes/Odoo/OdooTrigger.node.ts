import type { INodeType, INodeTypeDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { receive, triggerFields, webhookMethods } from '../shared/trigger';
import { odooTrigger } from './trigger';

/** n8n cannot have one node that listens or polls: a poll takes the place of a delivery in tests (seen on 2.40.7). */
export class OdooTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Odoo Commerce Trigger',
		name: 'odooTrigger',
		icon: { light: 'file:odoo.svg', dark: 'file:odoo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description: 'Starts the workflow as soon as Odoo (17 and later) tells that something happened there',
		eventTriggerDescription: 'Waiting for Odoo to tell of one of the chosen events',
		activationMessage: 'Odoo now tells this workflow of the chosen events.',
		defaults: { name: 'Odoo Commerce Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'odooCommerceApi', required: true }],
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
		properties: triggerFields(odooTrigger),
	};

	webhookMethods = webhookMethods(odooTrigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, odooTrigger);
	}
}

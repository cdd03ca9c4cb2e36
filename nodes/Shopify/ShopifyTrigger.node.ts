import type { INodeType, INodeTypeDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { receive, triggerFields, webhookMethods } from '../shared/trigger';
import { shopifyTrigger } from './trigger';

export class ShopifyTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Shopify Commerce Trigger',
		name: 'shopifyTrigger',
		icon: { light: 'file:shopify.svg', dark: 'file:shopify.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description: 'Starts the workflow as soon as something happens in a Shopify shop',
		eventTriggerDescription: 'Waiting for Shopify to tell of one of the chosen events',
		activationMessage: 'The shop now tells this workflow of the chosen events.',
		defaults: { name: 'Shopify Commerce Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'shopifyCommerceApi',
				required: true,
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
			{
				name: 'shopifyCommerceOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
		],
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
		properties: triggerFields(shopifyTrigger),
	};

	webhookMethods = webhookMethods(shopifyTrigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, shopifyTrigger);
	}
}

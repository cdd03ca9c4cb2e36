import type { INodeType, INodeTypeDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { receive, triggerFields, webhookMethods } from '../shared/trigger';
import { unleashedTrigger } from './trigger';

export class UnleashedTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Unleashed Trigger',
		name: 'unleashedTrigger',
		icon: { light: 'file:unleashed.svg', dark: 'file:unleashed.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].map((event) => event.charAt(0).toUpperCase() + event.slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		description: 'Starts the workflow as soon as Unleashed tells that an order, a product or a customer changed',
		eventTriggerDescription: 'Waiting for Unleashed to tell of one of the chosen events',
		activationMessage: 'This workflow now listens. Unleashed tells it once its address is subscribed there.',
		defaults: { name: 'Unleashed Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'unleashedApi', required: true }, { ...LEDGER_CREDENTIAL }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: 'webhook',
			},
		],
		properties: [
			{
				displayName:
					'Subscribe by hand, once: copy the Production URL above into a webhook subscription in Unleashed, choose there the events named behind each event below, and enter the signature key it shows once in the credential (Webhook Signature Key). An account has five subscriptions at most.',
				name: 'subscribeNotice',
				type: 'notice',
				default: '',
			},
			...triggerFields(unleashedTrigger),
		],
	};

	webhookMethods = webhookMethods(unleashedTrigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, unleashedTrigger);
	}
}

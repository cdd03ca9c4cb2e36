import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { checkSecret, receiveCall } from '../shared/secret-webhook';
import { shopdeskCalls } from './trigger';

export class ShopDeskTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ShopDesk Trigger',
		name: 'shopDeskTrigger',
		icon: { light: 'file:shopdesk.svg', dark: 'file:shopdesk.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: 'any call with the secret',
		description: 'Starts the workflow when ShopDesk calls its address, whatever it tells',
		eventTriggerDescription: 'Waiting for ShopDesk to call',
		activationMessage: 'This workflow now listens. ShopDesk calls it once its address is entered there.',
		defaults: { name: 'ShopDesk Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'shopdeskApi', required: true }],
		sensitiveOutputFields: ['body'],
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
					'What ShopDesk tells in its webhooks is published nowhere, so what comes in is put out as it came. Enter a Webhook Secret in the credential, and in ShopDesk the Production URL above with ?secret= and that value behind it. A call can be lost, so keep a schedule that reads what is open beside it.',
				name: 'subscribeNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'hidden',
				// By this n8n leaves the body of a request unread, so that it is put out as it came.
				default: { binaryData: true },
				description: 'How n8n takes a request',
			},
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions) {
				return await checkSecret(this, shopdeskCalls);
			},
			async create(this: IHookFunctions) {
				return await checkSecret(this, shopdeskCalls);
			},
			async delete(this: IHookFunctions) {
				return await Promise.resolve(true);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveCall(this, shopdeskCalls);
	}
}

import type { INodeType, INodeTypeDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../../../nodes/shared/ledger-choice';
import { receive, triggerFields, webhookMethods } from '../../../nodes/shared/trigger';
import { meteredTrigger } from './system';

export class MeteredTrigger implements INodeType {
	description: INodeTypeDescription = {
		...{ displayName: 'Metered Trigger', name: 'meteredTrigger', group: ['trigger'], version: 1, inputs: [] },
		...{ description: 'For tests', defaults: { name: 'Metered Trigger' }, outputs: [NodeConnectionTypes.Main] },
		credentials: [{ name: 'meteredApi', required: true }, { ...LEDGER_CREDENTIAL }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: triggerFields(meteredTrigger),
	};

	webhookMethods = webhookMethods(meteredTrigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, meteredTrigger);
	}
}

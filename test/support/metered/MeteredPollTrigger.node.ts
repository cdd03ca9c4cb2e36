import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../../../nodes/shared/ledger-choice';
import { pollFields, pollSystem } from '../../../nodes/shared/poll';
import { meteredPoll } from './system';

export class MeteredPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		...{ displayName: 'Metered Polling Trigger', name: 'meteredPollTrigger', group: ['trigger'], version: 1 },
		...{ description: 'For tests', defaults: { name: 'Metered Polling Trigger' }, polling: true, inputs: [] },
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'meteredApi', required: true }, { ...LEDGER_CREDENTIAL }],
		properties: pollFields(meteredPoll),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollSystem(this, meteredPoll);
	}
}

import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe } from '../../../nodes/shared/describe';
import { executeSystem } from '../../../nodes/shared/execute';
import { LEDGER_CREDENTIAL } from '../../../nodes/shared/ledger-choice';
import { methodsOf } from '../../../nodes/shared/methods';
import { metered } from './system';

export class Metered implements INodeType {
	description: INodeTypeDescription = {
		...{ displayName: 'Metered', name: 'metered', group: ['transform'], version: 1, description: 'For tests' },
		...{ defaults: { name: 'Metered' }, inputs: [NodeConnectionTypes.Main], outputs: [NodeConnectionTypes.Main] },
		credentials: [{ name: 'meteredApi', required: true }, { ...LEDGER_CREDENTIAL }],
		properties: describe(metered),
	};

	methods = methodsOf(metered);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, metered);
	}
}

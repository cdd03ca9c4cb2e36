import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe, subtitle } from '../shared/describe';
import { executeSystem } from '../shared/execute';
import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { methodsOf } from '../shared/methods';
import { omniengine } from './system';

export class OmniEngine implements INodeType {
	/** What each operation puts out; the build writes the output schemas from it. */
	static readonly outputs = omniengine.operations;

	description: INodeTypeDescription = {
		displayName: 'OmniEngine',
		name: 'omniEngine',
		icon: { light: 'file:omniengine.svg', dark: 'file:omniengine.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitle(omniengine),
		description: 'Read the orders of each tab, move them on, book couriers, set stock and create locations',
		defaults: { name: 'OmniEngine' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'omniengineApi', required: true }, { ...LEDGER_CREDENTIAL }],
		sensitiveOutputFields: ['customer', 'billTo', 'shipTo', 'raw', 'preview.before', 'preview.after'],
		properties: describe(omniengine),
	};

	methods = methodsOf(omniengine);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, omniengine);
	}
}

import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe, subtitle } from '../shared/describe';
import { executeSystem } from '../shared/execute';
import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { methodsOf } from '../shared/methods';
import { leNewBlack } from './system';

export class LeNewBlack implements INodeType {
	/** What each operation puts out; the build writes the output schemas from it. */
	static readonly outputs = leNewBlack.operations;

	description: INodeTypeDescription = {
		displayName: 'Le New Black',
		name: 'leNewBlack',
		icon: { light: 'file:lenewblack.svg', dark: 'file:lenewblack.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitle(leNewBlack),
		description: 'Bring stock and retailers into a wholesale showroom, and its orders out of it once they are complete',
		defaults: { name: 'Le New Black' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'leNewBlackApi', required: true }, { ...LEDGER_CREDENTIAL }],
		sensitiveOutputFields: [
			'customer',
			'billTo',
			'shipTo',
			'name',
			'firstName',
			'lastName',
			'company',
			'email',
			'phone',
			'addresses',
			'note',
			'raw',
			'result',
			'preview.before',
			'preview.after',
			'preview.changes',
		],
		properties: describe(leNewBlack),
	};

	methods = methodsOf(leNewBlack);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, leNewBlack);
	}
}

import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe, subtitle } from '../shared/describe';
import { executeSystem } from '../shared/execute';
import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { methodsOf } from '../shared/methods';
import { eighth } from './system';

export class Eighth implements INodeType {
	static readonly outputs = eighth.operations;

	description: INodeTypeDescription = {
		displayName: 'Eighth',
		name: 'eighth',
		icon: { light: 'file:eighth.svg', dark: 'file:eighth.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitle(eighth),
		description: 'Read and set stock',
		defaults: { name: 'Eighth' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'eighthApi', required: true }, { ...LEDGER_CREDENTIAL }],
		properties: describe(eighth),
	};

	methods = methodsOf(eighth);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, eighth);
	}
}

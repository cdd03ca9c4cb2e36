import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { executeLedger, ledgerProperties } from '../shared/ledger-node';

export class Ledger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Commerce Ledger',
		name: 'ledger',
		icon: { light: 'file:ledger.svg', dark: 'file:ledger.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ dismiss: "Dismiss", getDue: "Get Due", getProblems: "Get Problems", retry: "Retry" })[$parameter["operation"]] }}',
		description: 'See what could not be forwarded and why, and send it again',
		defaults: { name: 'Commerce Ledger' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: ledgerProperties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeLedger(this);
	}
}

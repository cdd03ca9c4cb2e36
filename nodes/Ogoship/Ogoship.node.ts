import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe, subtitle } from '../shared/describe';
import { executeSystem } from '../shared/execute';
import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { methodsOf } from '../shared/methods';
import { ogoship } from './system';

export class Ogoship implements INodeType {
	/** What each operation puts out; the build writes the output schemas from it. */
	static readonly outputs = ogoship.operations;

	description: INodeTypeDescription = {
		displayName: 'OGOship',
		name: 'ogoship',
		icon: { light: 'file:ogoship.svg', dark: 'file:ogoship.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitle(ogoship),
		description:
			'Send orders and products to the OGOship warehouse, cancel, and read stock, shipments and inbound goods',
		defaults: { name: 'OGOship' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ogoshipApi', required: true }, { ...LEDGER_CREDENTIAL }],
		sensitiveOutputFields: [
			'customer',
			'billTo',
			'shipTo',
			'note',
			'raw',
			'preview.before',
			'preview.after',
			'preview.changes',
		],
		properties: describe(ogoship),
	};

	methods = methodsOf(ogoship);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, ogoship);
	}
}

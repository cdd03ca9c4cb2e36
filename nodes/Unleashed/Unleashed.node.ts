import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe, subtitle } from '../shared/describe';
import { executeSystem } from '../shared/execute';
import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { methodsOf } from '../shared/methods';
import { unleashed } from './system';

export class Unleashed implements INodeType {
	/** What each operation puts out; the build writes the output schemas from it. */
	static readonly outputs = unleashed.operations;

	description: INodeTypeDescription = {
		displayName: 'Unleashed Inventory',
		name: 'unleashed',
		icon: { light: 'file:unleashed.svg', dark: 'file:unleashed.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitle(unleashed),
		description:
			'Book orders, refunds, products and customers in Unleashed, complete and cancel, and read stock, shipments and invoices',
		defaults: { name: 'Unleashed Inventory' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'unleashedApi', required: true }, { ...LEDGER_CREDENTIAL }],
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
			'preview.before',
			'preview.after',
			'preview.changes',
		],
		properties: describe(unleashed),
	};

	methods = methodsOf(unleashed);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, unleashed);
	}
}

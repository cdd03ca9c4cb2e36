import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe, subtitle } from '../shared/describe';
import { executeSystem } from '../shared/execute';
import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { methodsOf } from '../shared/methods';
import { odoo } from './system';

export class Odoo implements INodeType {
	/** What each operation puts out; the build writes the output schemas from it. */
	static readonly outputs = odoo.operations;

	description: INodeTypeDescription = {
		displayName: 'Odoo Commerce',
		name: 'odoo',
		icon: { light: 'file:odoo.svg', dark: 'file:odoo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitle(odoo),
		description: 'Write orders, invoices, refunds, stock, products and customers to Odoo, and read what happens there',
		defaults: { name: 'Odoo Commerce' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'odooCommerceApi', required: true }, { ...LEDGER_CREDENTIAL }],
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
		properties: describe(odoo),
	};

	methods = methodsOf(odoo);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, odoo);
	}
}

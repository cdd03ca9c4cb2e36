import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe, subtitle } from '../shared/describe';
import { executeSystem } from '../shared/execute';
import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { methodsOf } from '../shared/methods';
import { shopdesk } from './system';

export class ShopDesk implements INodeType {
	/** What each operation puts out; the build writes the output schemas from it. */
	static readonly outputs = shopdesk.operations;

	description: INodeTypeDescription = {
		displayName: 'ShopDesk',
		name: 'shopDesk',
		icon: { light: 'file:shopdesk.svg', dark: 'file:shopdesk.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitle(shopdesk),
		description: 'Let orders fall into ShopDesk, invoice and cancel them, adjust stock, set prices and map outlets',
		defaults: { name: 'ShopDesk' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'shopdeskApi', required: true }, { ...LEDGER_CREDENTIAL }],
		sensitiveOutputFields: ['customer', 'billTo', 'shipTo', 'raw', 'preview.before', 'preview.after'],
		properties: describe(shopdesk),
	};

	methods = methodsOf(shopdesk);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, shopdesk);
	}
}

import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe, subtitle } from '../shared/describe';
import { executeSystem } from '../shared/execute';
import { shopify } from './system';

export class Shopify implements INodeType {
	/** What each operation puts out; the build writes the output schemas from it. */
	static readonly outputs = shopify.operations;

	description: INodeTypeDescription = {
		displayName: 'Shopify Commerce',
		name: 'shopify',
		icon: { light: 'file:shopify.svg', dark: 'file:shopify.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitle(shopify),
		description: 'Read orders of a Shopify shop, by ID or as a sweep that misses none',
		defaults: { name: 'Shopify Commerce' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'shopifyCommerceApi', required: true }],
		sensitiveOutputFields: ['customer', 'billTo', 'shipTo', 'note', 'raw'],
		properties: describe(shopify),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, shopify);
	}
}

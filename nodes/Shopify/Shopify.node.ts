import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describe, subtitle } from '../shared/describe';
import { executeSystem } from '../shared/execute';
import { LEDGER_CREDENTIAL } from '../shared/ledger-choice';
import { methodsOf } from '../shared/methods';
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
		description: 'Read and write orders, stock, shipments, products and customers of a Shopify shop',
		defaults: { name: 'Shopify Commerce' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'shopifyCommerceApi',
				required: true,
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
			{
				name: 'shopifyCommerceOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
			{ ...LEDGER_CREDENTIAL },
		],
		sensitiveOutputFields: [
			'customer',
			'billTo',
			'shipTo',
			'note',
			'name',
			'firstName',
			'lastName',
			'company',
			'email',
			'phone',
			'addresses',
			'raw',
			'preview.before',
			'preview.after',
			'preview.changes',
		],
		properties: describe(shopify),
	};

	methods = methodsOf(shopify);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeSystem(this, shopify);
	}
}

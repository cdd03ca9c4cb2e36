import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { reconcileProperties } from '../shared/reconcile-fields';
import { executeReconcile, RECONCILE_OUTPUTS } from '../shared/reconcile-node';

export class Reconcile implements INodeType {
	/** What each operation puts out; the build writes the output schemas from it. */
	static readonly outputs = RECONCILE_OUTPUTS;

	description: INodeTypeDescription = {
		displayName: 'Commerce Reconcile',
		name: 'reconcile',
		icon: { light: 'file:reconcile.svg', dark: 'file:reconcile.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ compareOrders: "Compare Orders", compareProducts: "Compare Products", compareShipments: "Compare Shipments", compareStockLevels: "Compare Stock Levels" })[$parameter["operation"]] }}',
		description: 'See where two systems or three do not say the same of orders, stock, shipments or products',
		defaults: { name: 'Commerce Reconcile' },
		usableAsTool: true,
		inputs:
			'={{ Array.from({ length: $parameter["numberInputs"] === 3 ? 3 : 2 }, (_, index) => ({ type: "main", displayName: `Input ${index + 1}` })) }}',
		// Not all of them: an input that brings nothing must be said to be missing, not keep the node from running.
		requiredInputs: 1,
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Matched', 'Different', 'Only Here', 'Only There'],
		properties: reconcileProperties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeReconcile(this);
	}
}

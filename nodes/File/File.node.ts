import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { executeFile } from '../shared/file-node';
import { fileProperties } from '../shared/file-fields';

export class File implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Commerce File',
		name: 'file',
		icon: { light: 'file:file.svg', dark: 'file:file.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ readPrices: "Read Prices", readStock: "Read Stock", writePrices: "Write Prices", writeResults: "Write Results", writeStock: "Write Stock" })[$parameter["operation"]] }}',
		description: 'Read stock and prices from a CSV file, and write files that are ready to upload',
		defaults: { name: 'Commerce File' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: fileProperties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeFile(this);
	}
}

import type { IDataObject } from 'n8n-workflow';

import type { ListOperation, OperationContext, System } from './system';

/**
 * The item that says of a list what was read, when, and whether it is whole. `readFrom` is the run's moment, taken
 * before the first request; `readTo` the end of the reading.
 */
export function readSummary(
	system: System,
	operation: ListOperation,
	{ account, now }: OperationContext,
	count: number,
	complete: boolean,
): IDataObject {
	return {
		kind: 'readSummary',
		of: operation.kind,
		account: `${system.id}:${account}`,
		count,
		complete,
		readFrom: now,
		readTo: new Date().toISOString(),
	};
}

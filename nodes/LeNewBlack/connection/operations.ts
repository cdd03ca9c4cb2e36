import type { CheckOperation, Operation } from '../../shared/system';
import { client } from '../failures';
import { accessOf, versionOf } from './client';

/*
 * Check Connection: whether the keys work, what they read, and which status words the brand's orders have.
 */

/** The check of a connection, for these operations. */
export const checkConnection = (checked: readonly Operation[]): CheckOperation => ({
	does: 'check',
	resource: 'connection',
	resourceName: 'Connection',
	operation: 'check',
	operationName: 'Check Connection',
	action: 'Check the connection',
	description: 'Read whether the keys of this brand work, what they read, and which status words its orders have',
	fields: [],
	async check(context) {
		const version = await versionOf(client(context));
		const access = await accessOf(client(context));
		const ok = access.every(({ works }) => works);
		return {
			kind: 'connection',
			system: 'leNewBlack',
			account: context.account,
			ok,
			version: version ?? null,
			calls: access.length + 1,
			may: access.map(({ reads, works, answer, count }) => ({ reads, works, answer, count })),
			statuses: access.flatMap(({ statuses }) => statuses),
			operations: checked.map(({ resourceName, operationName }) => ({
				operation: `${resourceName}: ${operationName}`,
				allowed: ok ? true : null,
			})),
			remarks: [
				'The status words above are those of the first 500 orders. A brand can have words of its own; enter those that are to be exported in Order: Get Many.',
			],
		};
	},
});

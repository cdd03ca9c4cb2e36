import type { CheckOperation, Operation } from '../../shared/system';
import { client, contractOf } from '../failures';
import { accessOf } from './client';

/*
 * Check Connection: whether the service account works, what it reads under this contract, and how far each call is known.
 */

const REMARKS = {
	documented:
		'Only the list of orders by status is published; every other operation needs the contract Assumed, or a path under Other Paths.',
	assumed:
		'All calls but the list of orders are this package’s own assumption, because nothing is published. Ask XStak to confirm them, and preview every write first.',
} as const;

/** The check of a connection, for these operations. */
export const checkConnection = (checked: readonly Operation[]): CheckOperation => ({
	does: 'check',
	resource: 'connection',
	resourceName: 'Connection',
	operation: 'check',
	operationName: 'Check Connection',
	action: 'Check the connection',
	description:
		'Read whether the service account works, what it reads under this contract, and how far each call is known',
	fields: [],
	async check(context) {
		const contract = contractOf(context.credential);
		const access = await accessOf(client(context));
		return {
			kind: 'connection',
			system: 'omniEngine',
			account: context.account,
			contract,
			ok: access.length > 0 && access.every(({ works }) => works),
			may: access,
			operations: checked.map(({ resourceName, operationName }) => ({
				operation: `${resourceName}: ${operationName}`,
				allowed: null,
			})),
			remarks: [REMARKS[contract], 'Whether this service account may write shows with the first write only.'],
		};
	},
});

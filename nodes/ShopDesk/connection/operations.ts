import type { CheckOperation, Operation } from '../../shared/system';
import { client, contractOf } from '../failures';
import { accessOf } from './client';

/*
 * Check Connection: whether the token works, what it reads under this contract, and how far each call is known.
 */

const REMARKS = {
	documented:
		'Only the list of invoices and marking them as synced are published; every other operation needs another contract, or a path under Other Paths.',
	legacy:
		'These calls are those of the vendor’s own web client of 2021. They were never published and may be retired: ask XStak for permission.',
	assumed:
		'Most of these calls are this package’s own assumption, because nothing is published. Ask XStak to confirm them, and preview every write first.',
} as const;

/** The check of a connection, for these operations. */
export const checkConnection = (checked: readonly Operation[]): CheckOperation => ({
	does: 'check',
	resource: 'connection',
	resourceName: 'Connection',
	operation: 'check',
	operationName: 'Check Connection',
	action: 'Check the connection',
	description: 'Read whether the token works, what it reads under this contract, and how far each call is known',
	fields: [],
	async check(context) {
		const contract = contractOf(context.credential);
		const access = await accessOf(client(context));
		return {
			kind: 'connection',
			system: 'shopDesk',
			account: context.account,
			contract,
			ok: access.length > 0 && access.every(({ works }) => works),
			may: access,
			operations: checked.map(({ resourceName, operationName }) => ({
				operation: `${resourceName}: ${operationName}`,
				allowed: null,
			})),
			remarks: [REMARKS[contract], 'Whether this token may write shows with the first write only.'],
		};
	},
});

import type { CheckOperation, Operation } from '../../shared/system';
import { client } from '../failures';
import { accessOf, type Access } from './client';

/*
 * Check Connection: whether the keys work, and what they may do, as far as OGOship's answers tell.
 */

/**
 * Whether an operation can work: false when something it reads was refused, true when all it needs was seen to work,
 * null when it writes, because nothing tells that before the first write.
 */
function allowed(scopes: readonly string[], access: readonly Access[]): boolean | null {
	const about = scopes.map((scope) => access.filter((each) => each.scope === scope));
	if (about.some((list) => list.some(({ works }) => !works))) return false;
	return about.every((list) => list.length > 0) ? true : null;
}

/** The check of a connection, for these operations. */
export const checkConnection = (checked: readonly Operation[]): CheckOperation => ({
	does: 'check',
	resource: 'connection',
	resourceName: 'Connection',
	operation: 'check',
	operationName: 'Check Connection',
	action: 'Check the connection',
	description: 'Read whether the keys of this merchant work, what they may read, and which operations that allows',
	fields: [],
	async check(context) {
		const access = await accessOf(client(context));
		const needed = (name: string) => access.filter(({ reads }) => reads === name).every(({ works }) => works);
		return {
			kind: 'connection',
			system: 'ogoship',
			account: context.account,
			// Webhooks only make the trigger quicker; everything else works without them.
			ok: access.filter(({ reads }) => reads !== 'webhooks').every(({ works }) => works),
			may: access.map(({ reads, works, answer }) => ({ reads, works, answer })),
			operations: checked.map(({ resourceName, operationName, scopes = [] }) => ({
				operation: `${resourceName}: ${operationName}`,
				scopes: [...scopes],
				allowed: allowed(scopes, access),
			})),
			remarks: [
				'OGOship names no permissions and no delivery methods through its API: compare the codes under Delivery Methods with myOGO.',
				'Whether these keys may write shows with the first write only; the operations that write have no answer here.',
				...(needed('webhooks') ? [] : ['Without webhooks the trigger cannot be used; a schedule alone is enough.']),
			],
		};
	},
});

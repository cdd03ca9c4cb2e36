import type { CheckOperation, Operation } from '../../shared/system';
import { client } from '../failures';
import { accessOf, type Access } from './client';

/*
 * Check Connection: whether the keys work, what they read, and by which codes warehouses and taxes are called.
 */

const codesOf = (access: readonly Access[], name: string) =>
	access.filter(({ reads }) => reads === name).flatMap(({ codes }) => codes);

const USED_UP =
	'The calls of this month are used up: Unleashed refuses every call until the first of the next month, 00:00 UTC, or until more are bought.';
const REFUSED = 'Unleashed refused the keys. The same answer may come once the calls of the month are used up.';

/** The check of a connection, for these operations. */
export const checkConnection = (checked: readonly Operation[]): CheckOperation => ({
	does: 'check',
	resource: 'connection',
	resourceName: 'Connection',
	operation: 'check',
	operationName: 'Check Connection',
	action: 'Check the connection',
	description: 'Read whether the keys of this account work, what they read, and the codes of its warehouses and taxes',
	fields: [],
	async check(context) {
		const access = await accessOf(client(context));
		const ok = access.every(({ works }) => works);
		const usedUp = access.some((each) => each.usedUp);
		const refused = usedUp || access.some(({ answer }) => answer === '403');
		return {
			kind: 'connection',
			system: 'unleashed',
			account: context.account,
			ok,
			calls: access.length,
			may: access.map(({ reads, works, answer, count }) => ({ reads, works, answer, count })),
			warehouses: codesOf(access, 'warehouses'),
			taxCodes: codesOf(access, 'taxes'),
			operations: checked.map(({ resourceName, operationName }) => ({
				operation: `${resourceName}: ${operationName}`,
				allowed: ok ? true : refused ? false : null,
			})),
			remarks: [
				'An Unleashed API key has full access to its account; there are no permissions to grant.',
				'Each call counts against the month’s calls of the plan, this check too. What is left of them stands in Unleashed under Settings, and is not told through the API.',
				...(usedUp ? [USED_UP] : refused ? [REFUSED] : []),
			],
		};
	},
});

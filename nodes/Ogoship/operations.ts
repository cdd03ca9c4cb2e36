import { parameterProblem } from '../../core/sync/run';
import type { OperationContext, WriteOperation } from '../shared/system';
import { text } from './failures';
import type { ReferenceRules } from './mapping';

/*
 * What several operations ask the operator alike: how a shop's orders are called in OGOship.
 */

type Field = WriteOperation['fields'][number];

export const PREFIX_FIELD: Field = {
	displayName: 'Reference Prefix',
	name: 'referencePrefix',
	type: 'string',
	default: '',
	placeholder: 'SHOP-',
	description: 'Stands before the shop’s order number in OGOship, so that orders of two shops never share a reference',
};

export const REFERENCE_FROM_OPTION = {
	displayName: 'Reference From',
	name: 'referenceFrom',
	type: 'options',
	default: 'number',
	options: [
		{ name: 'Order ID', value: 'id' },
		{ name: 'Order Number', value: 'number' },
	],
	description: 'What follows the prefix in the reference',
} as const satisfies Field;

/** The prefix every order of this shop has in OGOship; SETUP_PARAMETER when OGOship's paths could not hold it. */
export function prefixFrom(context: OperationContext): string {
	const prefix = context.param('referencePrefix', '');
	if (/^[A-Za-z0-9_-]{0,20}$/.test(prefix)) return prefix;
	throw parameterProblem('Reference Prefix', 'only letters, digits, - and _ can be in it, 20 at most');
}

/** How a shop's order is called; one place, because Create or Update and Cancel must mean the same order. */
export function referenceRules(context: OperationContext): ReferenceRules {
	const { referenceFrom } = context.param<Record<string, unknown>>('orderOptions', {});
	return { prefix: prefixFrom(context), referenceFrom: text(referenceFrom) === 'id' ? 'id' : 'number' };
}

import { parameterProblem } from '../../core/sync/run';
import type { OperationContext, WriteOperation } from '../shared/system';
import { CONTRACTS, type Call } from './client';
import { text } from './failures';

/*
 * What several operations ask the operator alike: paths of the operator's own.
 */

type Field = WriteOperation['fields'][number];
type Rows = ReadonlyArray<Readonly<Record<string, unknown>>>;

/** The rows of a fixed collection with one group called `row`. */
export const rowsOf = (value: unknown): Rows => {
	const { row } = (value ?? {}) as { row?: unknown };
	return Array.isArray(row) ? (row as Rows) : [];
};

/** Calls in the operator's words. */
const CALL_NAMES: Readonly<Record<Call, string>> = {
	couriersList: 'List of Couriers',
	locationsCreate: 'Create a Location',
	locationsList: 'List of Locations',
	ordersAssign: 'Assign a Location',
	ordersList: 'List of Orders',
	ordersMove: 'Move an Order',
	ordersRead: 'Read an Order',
	shipmentsBook: 'Book a Shipment',
	stockList: 'List of Stock',
	stockSet: 'Set Stock',
};

/** What the operator is told of the calls of an operation: which contract has them, and how far they are known. */
export function contractNotice(calls: readonly Call[]): Field {
	const known = (['documented', 'assumed'] as const)
		.filter((name) => calls.every((call) => CONTRACTS[name][call] !== undefined))
		.map((name) => ({ documented: 'Documented', assumed: 'Assumed' })[name]);
	const isPublic = known.includes('Documented');
	return {
		displayName: isPublic
			? 'This call is published by PostEx, but for its filters beside the status.'
			: `OmniEngine publishes no such call. It works under this contract of the credential: ${known.join(', ')}. Ask XStak for the paths of your installation, and preview first.`,
		name: 'contractNotice',
		type: 'notice',
		default: '',
	};
}

const callOptions = (calls: readonly Call[]) =>
	[...calls].map((value) => ({ name: CALL_NAMES[value], value })).sort((a, b) => a.name.localeCompare(b.name));

/** Paths of the operator's own, for the calls an operation makes. */
export const pathsField = (calls: readonly Call[]): Field => ({
	displayName: 'Other Paths',
	name: 'paths',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Add Path',
	typeOptions: { multipleValues: true },
	description:
		'Where a call goes instead, below API Address of the credential. Method and fields stay those of the contract.',
	options: [
		{
			displayName: 'Path',
			name: 'row',
			values: [
				{
					displayName: 'Call',
					name: 'call',
					...{ type: 'options', default: calls[0] ?? '', options: callOptions(calls) },
					description: 'Which of the calls of this operation',
				},
				{
					displayName: 'Path',
					name: 'path',
					type: 'string',
					default: '',
					placeholder: '/oe/v3/orders',
					description: 'Begins with one /. What stands in braces in the contract’s own path is filled in here too.',
				},
			],
		},
	],
});

/** The operator's own paths. Throws for one that is none; whether it may be used is judged before it is sent. */
export function pathsFrom(context: OperationContext): Record<string, string> {
	const paths: Record<string, string> = {};
	for (const row of rowsOf(context.param<unknown>('paths', {}))) {
		const [call, path] = [text(row.call), text(row.path)];
		if (path === '') continue;
		const strange = [...path.matchAll(/\{(\w*)\}/g)].find(([, name]) => name !== 'id');
		if (strange) throw parameterProblem('Other Paths', `nothing is known that could be filled in for ${strange[0]}`);
		if (!/^\/(?!\/)[^\s\\@:?#]*$/.test(path) || path.split('/').some((part) => /^\.\.?$/.test(part)))
			throw parameterProblem('Other Paths', 'a path begins with one / and names no host, no query and no folder above');
		paths[call] = path;
	}
	return paths;
}

import type { ILoadOptionsFunctions, INodePropertyOptions, INodeType, ResourceMapperFields } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { accountIn, connectTo } from './connection';
import { metered } from './meter';
import { problemOf, reasonOf } from './problems';
import { recordFields } from './record-fields';
import { SIGN_IN, signInOf } from './sign-in';
import type { PickerContext, System } from './system';

/*
 * What the editor asks of a node while it is set up: the fields of a record, and the entries of pickers.
 */

type LoadOptions = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** The methods of a system's node: the fields for *Fields Below*, and one picker for each the system has. */
export function methodsOf(system: System): NonNullable<INodeType['methods']> {
	const pickers = Object.entries(system.pickers ?? {}).map(([name, pick]): [string, LoadOptions] => [
		name,
		async function (this: ILoadOptionsFunctions) {
			return await inWordsOf(this, async () => await picked(this, system, pick));
		},
	]);
	return {
		resourceMapping: {
			async recordFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
				const resource = this.getCurrentNodeParameter('resource');
				const operation = this.getCurrentNodeParameter('operation');
				const chosen = system.operations.find((each) => each.resource === resource && each.operation === operation);
				return await Promise.resolve(chosen && 'kind' in chosen ? recordFields(chosen.kind) : { fields: [] });
			},
		},
		loadOptions: Object.fromEntries(pickers),
	};
}

async function picked<T>(
	context: ILoadOptionsFunctions,
	system: System,
	pick: (connection: PickerContext) => Promise<T>,
): Promise<T> {
	const signIn = signInOf(system, context.getCurrentNodeParameter(SIGN_IN));
	const credential = await context.getCredentials<Record<string, unknown>>(signIn.credential);
	const account = accountIn(system, credential);
	const ledger = () => context.getCurrentNodeParameter('ledger');
	const { connection, meter } = connectTo(context, system, { account, credential, signIn, ledger });
	const say = () => undefined;
	return await metered(meter, say, async () => await pick(connection));
}

/** A picker that fails says why, in the words a run would use. */
async function inWordsOf<T>(context: ILoadOptionsFunctions, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (thrown) {
		const { message, description } = reasonOf(problemOf(thrown, 'the picker'));
		throw new NodeOperationError(context.getNode(), message, { description });
	}
}

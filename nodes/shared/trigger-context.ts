import type { IHookFunctions, INode, IPollFunctions, IWebhookFunctions, Logger } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { parameterProblem, runProblem } from '../../core/sync/run';
import { accountIn, connectTo } from './connection';
import { metered, type Meter } from './meter';
import { faultTrace, problemOf, reasonOf } from './problems';
import { SIGN_IN, signInOf } from './sign-in';
import type { CredentialValues, PickerContext, SignIn, System } from './system';

/*
 * What a trigger works with outside an execution: the account and credential behind it, and failures in plain words.
 */

type TriggerFunctions = IHookFunctions | IPollFunctions | IWebhookFunctions;

/** The account behind a trigger's credential; ends with SETUP_CREDENTIAL_MISSING or SETUP_ACCOUNT. */
export async function accountOf(
	context: TriggerFunctions,
	system: System,
): Promise<{ readonly account: string; readonly credential: CredentialValues; readonly signIn: SignIn }> {
	const signIn = signInOf(system, context.getNodeParameter(SIGN_IN, ''));
	let credential: CredentialValues;
	try {
		credential = await context.getCredentials<Record<string, unknown>>(signIn.credential);
	} catch {
		throw runProblem({ code: 'SETUP_CREDENTIAL_MISSING', params: { system: system.label } });
	}
	return { account: accountIn(system, credential), credential, signIn };
}

/** The events an operator chose of those there are; ends with SETUP_PARAMETER when that is none. */
export function chosenEvents<E extends { readonly value: string }>(
	context: TriggerFunctions,
	events: readonly E[],
): E[] {
	const chosen = context.getNodeParameter('events', []);
	const found = events.filter(({ value }) => Array.isArray(chosen) && chosen.map(String).includes(value));
	if (found.length > 0) return found;
	throw parameterProblem('Events', 'no event is chosen');
}

/** Works with a client for the account, its calls counted where it has a budget. */
export async function connected<T>(
	context: IHookFunctions | IPollFunctions,
	system: System,
	work: (connection: PickerContext, meter: Meter | undefined) => Promise<T>,
): Promise<T> {
	const { account, credential, signIn } = await accountOf(context, system);
	const ledger = () => context.getNodeParameter('ledger', 'builtIn');
	const { connection, meter } = connectTo(context, system, { account, credential, signIn, ledger });
	return await metered(meter, logOf(context), async () => await work(connection, meter));
}

/** Says what is no problem where nobody looks at an output. */
export const logOf =
	(context: { getNode(): INode; readonly logger: Logger }) =>
	(text: string): void =>
		context.logger.info(`n8n-nodes-commerce-bridge: "${context.getNode().name}": ${text}`);

/**
 * Runs a trigger's work; what goes wrong is thrown as n8n's error with both sentences in its message, because of an
 * activation that failed n8n shows the message alone (seen on 2.40.7).
 */
export async function inPlainWords<T>(
	context: { getNode(): INode; readonly logger: Logger },
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (thrown) {
		const problem = problemOf(thrown, context.getNode().name);
		if (problem.code === 'INTERNAL') context.logger.error(`n8n-nodes-commerce-bridge: ${faultTrace(thrown)}`);
		const { message, description } = reasonOf(problem);
		const error = new NodeOperationError(context.getNode(), `${message} ${description}`);
		error.context.code = problem.code;
		throw error;
	}
}

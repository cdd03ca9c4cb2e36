import type { IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

import { runProblem } from '../../core/sync/run';
import { meterFor, type Meter } from './meter';
import { httpFor } from './n8n-http';
import type { CredentialValues, PickerContext, SignIn, System } from './system';

/*
 * A client for the account behind a credential, the same for a run, a trigger and a picker.
 */

/** The account a credential names; ends the run with the problem that it names none. */
export function accountIn(system: System, credential: CredentialValues): string {
	const account = system.account(credential);
	if ('problem' in account) throw runProblem(account.problem);
	return account.id;
}

interface Connecting {
	readonly account: string;
	readonly credential: CredentialValues;
	readonly signIn: SignIn;
	/** The choice under *Ledger*, asked for where the account has a budget. */
	readonly ledger: () => unknown;
	readonly checkCancelled?: () => void;
}

/** A client for the account, its calls counted where it has a budget. */
export function connectTo(
	context: IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions,
	system: System,
	{ account, credential, signIn, ledger, checkCancelled = () => undefined }: Connecting,
): { readonly connection: PickerContext; readonly meter: Meter | undefined } {
	const choice = system.budget ? String(ledger() ?? 'builtIn') : 'off';
	const meter = meterFor(context, system, account, credential, choice);
	const http = httpFor(context, system, credential, checkCancelled, signIn, meter);
	return { connection: { account, credential, http }, meter };
}

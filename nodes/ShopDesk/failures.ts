import { listed, text } from '../../core/model/entered';
import type { Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import { answersIn, recordsFrom, serviceProblem, unreadableFrom } from '../../core/sync/vendor-answers';
import type { PickerContext } from '../shared/system';
import { ShopdeskClient, ShopdeskFailure, type ContractName } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export const LABEL = 'ShopDesk';
export { SYSTEM } from './mapping';

export { listed, text };
export type { About } from '../../core/sync/vendor-answers';

const CONTRACT_NAMES: Readonly<Record<ContractName, string>> = {
	documented: 'Documented',
	legacy: 'Legacy 2021',
	assumed: 'Assumed',
};

/** Which contract the credential names; the smallest one where it names none. */
export const contractOf = ({ contract }: PickerContext['credential']): ContractName =>
	contract === 'legacy' || contract === 'assumed' ? contract : 'documented';

export function client({ http, credential }: Pick<PickerContext, 'http' | 'credential'>, paths = {}): ShopdeskClient {
	return new ShopdeskClient(http, contractOf(credential), paths);
}

// ------------------------------------------------------------------ failures

/** A failure of the client, or a call that the contract does not have, as what ends the run; all else as it is. */
export function wordedError(error: unknown): unknown {
	if (error instanceof ShopdeskFailure) return runProblem(worded(error));
	const { code, call } = error as { code?: unknown; call?: unknown };
	return code === 'NO_ENDPOINT' ? runProblem(problem('SETUP_CONTRACT', { system: LABEL, call: String(call) })) : error;
}

/** A failure as a problem of the whole run. */
function worded({ why, details }: ShopdeskFailure): Problem {
	const { status, reason } = details;
	if (why === 'signIn') return refusedSignIn(status);
	return ofRun(status) ?? serviceProblem(LABEL, status === undefined ? (reason ?? why) : String(status));
}

/** Shown where a token has run out too: how long one lasts is not published. */
const refusedSignIn = (status: number | undefined) =>
	problem('SETUP_CREDENTIAL', {
		system: LABEL,
		status: status === undefined ? '' : String(status),
		reason: 'the token is wrong or has run out; ask XStak for a new one',
	});

/** What a refusal means that concerns every call; undefined when it is about one record. */
function ofRun(status: number | undefined): Problem | undefined {
	if (status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	const reason = 'this token may not see the brand or the outlet';
	return status === 403 ? problem('SETUP_CREDENTIAL', { system: LABEL, status: '403', reason }) : undefined;
}

/** Ends the run where the contract has no such call. */
export function need(shopdesk: ShopdeskClient, call: Parameters<ShopdeskClient['has']>[0]): void {
	if (shopdesk.has(call)) return;
	throw runProblem(problem('SETUP_CONTRACT', { system: LABEL, call, contract: CONTRACT_NAMES[shopdesk.contract] }));
}

/** A field that ShopDesk sent in another form than it is known in. */
export const unreadable = unreadableFrom('ShopDesk');

export const recordOf = recordsFrom(unreadable, { stockLevel: 'stock level' });

export const { reading, readingPages, notApplied, appliedBy } = answersIn({
	label: LABEL,
	wordedError,
	ofRun: ({ status, signIn }: { readonly status: number; readonly says?: string; readonly signIn: boolean }) =>
		signIn ? refusedSignIn(status) : ofRun(status),
});

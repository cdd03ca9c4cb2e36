import { listed, text } from '../../core/model/entered';
import type { Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import { answersIn, recordsFrom, serviceProblem, unreadableFrom } from '../../core/sync/vendor-answers';
import type { PickerContext } from '../shared/system';
import { OmniengineClient, OmniengineFailure, type ContractName } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export const LABEL = 'OmniEngine';
export { SYSTEM } from './mapping';

export { listed, text };
export type { About } from '../../core/sync/vendor-answers';

const CONTRACT_NAMES: Readonly<Record<ContractName, string>> = {
	documented: 'Documented',
	assumed: 'Assumed',
};

/** Which contract the credential names; the smallest one where it names none. */
export const contractOf = ({ contract }: PickerContext['credential']): ContractName =>
	contract === 'assumed' ? 'assumed' : 'documented';

export function client({ http, credential }: Pick<PickerContext, 'http' | 'credential'>, paths = {}): OmniengineClient {
	return new OmniengineClient(http, contractOf(credential), paths);
}

// ------------------------------------------------------------------ failures

/** A failure of the client, or a call that the contract does not have, as what ends the run; all else as it is. */
export function wordedError(error: unknown): unknown {
	if (error instanceof OmniengineFailure) return runProblem(worded(error));
	const { code, call } = error as { code?: unknown; call?: unknown };
	return code === 'NO_ENDPOINT' ? runProblem(problem('SETUP_CONTRACT', { system: LABEL, call: String(call) })) : error;
}

/** A failure as a problem of the whole run. */
function worded({ why, details }: OmniengineFailure): Problem {
	const { status, reason } = details;
	return ofRun(status) ?? serviceProblem(LABEL, status === undefined ? (reason ?? why) : String(status));
}

/** What a refusal means that concerns every call; undefined when it is about one record. */
function ofRun(status: number | undefined): Problem | undefined {
	if (status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	const reason = 'this service account may not do this';
	return status === 403 ? problem('SETUP_CREDENTIAL', { system: LABEL, status: '403', reason }) : undefined;
}

/** Ends the run where the contract has no such call. */
export function need(omniengine: OmniengineClient, call: Parameters<OmniengineClient['has']>[0]): void {
	if (omniengine.has(call)) return;
	throw runProblem(problem('SETUP_CONTRACT', { system: LABEL, call, contract: CONTRACT_NAMES[omniengine.contract] }));
}

/** A field that OmniEngine sent in another form than it is known in. */
export const unreadable = unreadableFrom('OmniEngine');

export const recordOf = recordsFrom(unreadable, { stockLevel: 'stock level' });

export const { reading, readingPages, notApplied, appliedBy } = answersIn({
	label: LABEL,
	wordedError,
	ofRun: ({ status }) => ofRun(status),
});

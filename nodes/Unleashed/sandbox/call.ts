/*
 * One call as every part of this sandbox gets it, and the GUIDs that callers choose themselves.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { problem, refused } from './answers';
import type { Query } from './query';
import type { Context } from './state';
import { isGiven, isGuid, type Fields } from './values';

export interface Call {
	readonly request: SandboxRequest;
	readonly context: Context;
	/** What stands in the path: GUIDs, or the number of a page. */
	readonly keys: ReadonlyArray<string | undefined>;
	readonly query: Query;
	/** Empty where there is none. */
	readonly body: Fields;
}

export type Answer = (call: Call) => SandboxResponse;

/** The GUID a caller chose in the path or in the body, in lower case; undefined when none; a refusal when they differ. */
export function chosenGuid(key: string | undefined, { Guid }: Fields): string | undefined | SandboxResponse {
	if (key !== undefined && !isGuid(key)) return refused(400, problem('Guid', `${key} is no GUID.`));
	if (isGiven(Guid) && !isGuid(Guid)) return refused(400, problem('Guid', 'Guid is no GUID.'));
	const sent = isGuid(Guid) ? Guid.toLowerCase() : undefined;
	const named = key?.toLowerCase();
	if (named !== undefined && sent !== undefined && named !== sent) {
		return refused(400, problem('Guid', 'The GUID of the body is not the one of the path.'));
	}
	return named ?? sent;
}

/**
 * What a create under a GUID that is taken gets; undefined when it overwrites what stands there. Not known (gap 1): one
 * client expects that it overwrites; a refusal may be a 400 or a 409. Option `usedGuid` has all three.
 */
export function refusalOfRepeat({ options }: Context, what: string, guid: string): SandboxResponse | undefined {
	if (options['usedGuid'] === 'overwritten') return undefined;
	return refused(
		options['usedGuid'] === 'conflict' ? 409 : 400,
		problem('Guid', `There is a ${what} ${guid} already.`),
	);
}

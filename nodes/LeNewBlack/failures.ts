import { listed, text } from '../../core/model/entered';
import type { Applied, Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import { answersIn, recordsFrom, serviceProblem, unreadableFrom } from '../../core/sync/vendor-answers';
import type { OperationContext, PickerContext } from '../shared/system';
import { LeNewBlackClient, LeNewBlackFailure } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export const LABEL = 'Le New Black';
export { SYSTEM } from './mapping';

export { listed, text };
export type { About } from '../../core/sync/vendor-answers';

export const client = ({ http }: Pick<PickerContext, 'http'>) => new LeNewBlackClient(http);

/** How the account wants moments in filters. */
export const dateForm = ({ credential }: Pick<OperationContext, 'credential'>) =>
	credential.dateForm === 'blank' ? ('blank' as const) : ('iso' as const);

// ------------------------------------------------------------------ failures

function worded({ why, details }: LeNewBlackFailure): Problem {
	const { status, reason } = details;
	return refusalOfRun(status) ?? serviceProblem(LABEL, status === undefined ? (reason ?? why) : String(status));
}

/** What a refusal means that concerns every call; undefined when it is about one record. */
export function refusalOfRun(status: number | undefined): Problem | undefined {
	if (status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	if (status === 403)
		return problem('SETUP_CREDENTIAL', { system: LABEL, status: '403', reason: 'these keys may not do this' });
	return undefined;
}

/** A field that Le New Black sent in another form than it is known in. */
export const unreadable = unreadableFrom('Le New Black');

export const recordOf = recordsFrom(unreadable, { stockLevel: 'stock level', customer: 'retailer' });

export const { reading, readingPages, stoppedBy, notApplied, appliedBy } = answersIn({
	label: LABEL,
	wordedError: (error) => (error instanceof LeNewBlackFailure ? runProblem(worded(error)) : error),
	ofRun: ({ status }) => refusalOfRun(status),
});

/** One after the other; after an answer that ends the run nothing more is sent. */
export async function oneByOne<T>(list: readonly T[], send: (each: T) => Promise<Applied>): Promise<Applied[]> {
	const answers: Applied[] = [];
	for (const each of list) {
		const stopped = answers.find(({ outcome }) => outcome === 'stopped');
		answers.push(stopped ?? (await send(each)));
	}
	return answers;
}

import { listed, text } from '../../core/model/entered';
import type { Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';
import { answersIn, recordsFrom, serviceProblem, unreadableFrom } from '../../core/sync/vendor-answers';
import type { PickerContext } from '../shared/system';
import { LARGEST_PAGE, PAGE_SIZE, UnleashedClient, UnleashedFailure } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export { listed, text };
export type { About } from '../../core/sync/vendor-answers';

export const LABEL = 'Unleashed Inventory';
export { SYSTEM } from './mapping';

/** The entries chosen in a picker of several. */
export const chosen = (value: unknown) => (Array.isArray(value) ? value.map(text).filter(Boolean) : []);

export function client({ http, credential }: Pick<PickerContext, 'http' | 'credential'>): UnleashedClient {
	const wanted = Number(text(credential.pageSize) || PAGE_SIZE);
	const isUsable = Number.isInteger(wanted) && wanted >= 1 && wanted <= LARGEST_PAGE;
	return new UnleashedClient(http, isUsable ? wanted : PAGE_SIZE);
}

// ------------------------------------------------------------------ failures

/** A failure as a problem of the whole run. */
function worded({ why, details }: UnleashedFailure): Problem {
	const { status, reason } = details;
	return (
		refusalOfRun(status, why === 'quota') ??
		serviceProblem(LABEL, status === undefined ? (reason ?? why) : String(status))
	);
}

/** What a refusal means that concerns every call; undefined when it is about one record. */
function refusalOfRun(status: number | undefined, quota: boolean): Problem | undefined {
	if (quota) return problem('SETUP_QUOTA', { system: LABEL });
	if (status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	if (status === 402 || status === 403)
		return problem('SETUP_CREDENTIAL', { system: LABEL, status: String(status), reason: REFUSED_KEYS });
	return undefined;
}

/** A wrong signature is answered 403 (documented); that the used-up month is answered so too is inferred. */
const REFUSED_KEYS = 'the API ID or the API key is wrong, or the calls of this month are used up';

/** A field that Unleashed sent in another form than it is known in. */
export const unreadable = unreadableFrom('Unleashed');

export const recordOf = recordsFrom(unreadable, { stockLevel: 'stock level', refund: 'credit note' });

export const { reading, readingPages, stoppedBy, notApplied, appliedBy } = answersIn({
	label: LABEL,
	wordedError: (error) => (error instanceof UnleashedFailure ? runProblem(worded(error)) : error),
	ofRun: ({ status, quota }: { readonly status: number; readonly says?: string; readonly quota: boolean }) =>
		refusalOfRun(status, quota),
});

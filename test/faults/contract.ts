import type { Stage, Turn } from './stage';

/*
 * The error contract, run by run: nothing leaves on the success output that did not happen, and nothing that came in is
 * without an answer.
 */

const WRITTEN = ['created', 'updated'];
const STANDS = [...WRITTEN, 'unchanged'];

type Said = Omit<Turn, 'untrue'>;

const written = ({ results }: Said) => results.filter(({ outcome }) => WRITTEN.includes(String(outcome))).length;

/** What a run said that is not so; `before` are the runs of this play that came to an end before it. */
export function untrueWords(run: Said, before: readonly Said[], stage: Stage): string[] {
	const { reading, status, results, problems } = run;
	const untrue: string[] = [];
	if (status !== 'success') untrue.push(`the run ended with ${status}`);
	if (results.length + problems.length === 0) untrue.push('the record has no answer');
	const stands = stage.documents(reading).includes(true);
	for (const { outcome, reason } of results) {
		const said = String(outcome);
		if (STANDS.includes(said) && !stands) untrue.push(`${said}, and nothing stands there that says so`);
		if (said === 'skipped' && !(reason as { code?: string } | undefined)?.code) untrue.push('skipped without a reason');
		if (![...STANDS, 'skipped'].includes(said)) untrue.push(`an item with the outcome ${said}`);
	}
	// A run may claim what one before it did and lost sight of, but nothing is done twice in the telling.
	const claims = [...before, run].reduce((sum, each) => sum + written(each), 0);
	const done = stage.writes().length;
	if (claims > done) untrue.push(`written ${claims} times as they say, and ${done} times in the journal`);
	for (const { code, message, description } of problems)
		if ([code, message, description].some((words) => !words || /undefined|\[object/.test(words)))
			untrue.push(`a problem without words: ${code}`);
	return untrue;
}

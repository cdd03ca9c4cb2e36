import type { Problem } from '../ports';
import { problem } from '../problems';
import { WARN_FROM, type BudgetState, type ClassState } from './budget';

/*
 * How an account stands with its month's calls, in the operator's words.
 */

/** "2026-12-01 00:00 UTC" */
const untilWords = ({ opensAt }: BudgetState) => `${opensAt.slice(0, 10)} 00:00 UTC`;

/** Whether a run that went well should say how the account stands. */
export function isWorthSaying({ percent }: BudgetState): boolean {
	return percent !== undefined && percent >= WARN_FROM;
}

/** How many calls were made, how many will be, and what no longer goes as it did. */
export function usageWords(label: string, state: BudgetState): string {
	const { used, allowance, percent, forecast } = state;
	const of = allowance === undefined ? `${used} calls` : `${used} of ${allowance} calls (${percent} %)`;
	const tooMany = allowance !== undefined && forecast > allowance ? ', more than the plan allows' : '';
	const sentences = [
		`${label}: ${of} of this month are used.`,
		`At the pace of the last days it will be ${forecast} by the end of the month${tooMany}.`,
	];
	const refused = state.classes.filter(({ every }) => every === 0).map(({ words }) => words);
	if (refused.length > 0) sentences.push(`Refused until ${untilWords(state)} at the latest: ${refused.join(', ')}.`);
	const slower = state.classes.filter(({ every }) => every > 1);
	if (slower.length > 0)
		sentences.push(`Slower: ${slower.map(({ words, every }) => `${words} (one poll in ${every})`).join(', ')}.`);
	return sentences.join(' ');
}

/** Why a poll asked nothing although nothing is wrong. */
export function turnWords(label: string, state: BudgetState, { words, every }: ClassState): string {
	return `${label} was not asked this time: ${state.used} of the month's ${state.allowance} calls are used, so only one poll in ${every} goes for ${words}.`;
}

/** SETUP_BUDGET for a class of calls that may not go. */
export function refusal(label: string, account: string, state: BudgetState, { words }: ClassState): Problem {
	return problem('SETUP_BUDGET', {
		system: label,
		account,
		used: String(state.used),
		allowance: String(state.allowance),
		forecast: String(state.forecast),
		what: words,
		until: untilWords(state),
	});
}

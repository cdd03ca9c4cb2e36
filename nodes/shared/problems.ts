import type { INodeExecutionData } from 'n8n-workflow';

import { givenUp, sentence } from '../../core/problems';
import type { Problem } from '../../core/ports';

/*
 * Problems as n8n sees them (decision 4): a plain item `{ error: { code, message, description } }` and nothing else,
 * which n8n moves to the error output and merges with the item it is paired with.
 */

/** What is known of a problem at this moment only. */
export interface ProblemDetails {
	/** The vendor's words, without anything of the customer; shown now, never stored. */
	readonly vendorText?: string;
	/** Attempts made when it was given up. */
	readonly givenUpAfter?: number;
}

/** A problem as an item on the way to n8n's error output. */
export function problemItem(
	problem: Problem,
	item: number,
	{ vendorText, givenUpAfter }: ProblemDetails = {},
): INodeExecutionData {
	const { message, description } = givenUpAfter === undefined ? sentence(problem) : givenUp(problem, givenUpAfter);
	const said = vendorText ? ` The service said: "${vendorText}".` : '';
	const request = problem.requestId ? ` Request id for the vendor's support: ${problem.requestId}.` : '';
	return {
		json: { error: { code: problem.code, message, description: `${description}${said}${request}` } },
		pairedItem: { item },
	};
}

/** A reason as it stands in a success item (skipped, preview): the same words, without being an error. */
export function reasonOf(problem: Problem): { code: string; message: string; description: string } {
	return { code: problem.code, ...sentence(problem) };
}

/** What a thrown value means for the operator; a fault of ours is INTERNAL, named by where it happened. */
export function problemOf(thrown: unknown, place: string): Problem {
	const { problem } = thrown as { problem?: Problem };
	if (problem && typeof problem.code === 'string') return problem;
	return {
		code: 'INTERNAL',
		params: { place, fault: thrown instanceof Error || isErrorLike(thrown) ? (thrown as Error).name : typeof thrown },
	};
}

/** Errors that crossed a vm border are no instances of our Error. */
function isErrorLike(thrown: unknown): boolean {
	return typeof thrown === 'object' && thrown !== null && 'name' in thrown && 'stack' in thrown;
}

/** Where a fault happened, without the message, which may quote a record: "TypeError at toOrder (core.js:12:3)". */
export function faultTrace(thrown: unknown): string {
	const { name, stack } = thrown as { name?: string; stack?: string };
	const frames = (stack ?? '')
		.split('\n')
		.filter((line) => /^\s+at /.test(line))
		.slice(0, 6);
	return [name ?? typeof thrown, ...frames.map((line) => line.trim())].join(' | ');
}

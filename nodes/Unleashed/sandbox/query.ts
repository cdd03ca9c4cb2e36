/*
 * Filters and pages of lists (facts, section 4). Names of parameters in any case (assumed). A parameter the facts do not
 * name for a list is refused, so that a slip of the pen is seen; the vendor probably ignores it.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { done, problem, refused, type Problem } from './answers';
import type { Context } from './state';
import { instantOf, isGuid } from './values';

const USUAL_ROWS = 200;

/** The parameters of one request. What cannot be read is collected, and refuses the list. */
export class Query {
	readonly problems: Problem[] = [];
	private readonly given: ReadonlyMap<string, string>;

	constructor(request: SandboxRequest) {
		this.given = new Map(Object.entries(request.query).map(([name, value]) => [name.toLowerCase(), value]));
	}

	/** A sentence for each parameter that is none of these. */
	strangers(known: readonly string[]): Problem[] {
		const names = new Set(known.map((name) => name.toLowerCase()));
		return [...this.given.keys()]
			.filter((name) => !names.has(name))
			.map((name) => problem(name, `SANDBOX "unleashed" DOES NOT KNOW the parameter ${name} here.`));
	}

	/** Undefined when absent or empty. */
	text(name: string): string | undefined {
		return this.given.get(name.toLowerCase()) || undefined;
	}

	/** A list with commas. */
	texts(name: string): readonly string[] | undefined {
		return this.text(name)
			?.split(',')
			.map((each) => each.trim())
			.filter(Boolean);
	}

	/** As `texts`, each one of the words, in any case of letters. */
	words(name: string, allowed: readonly string[]): readonly string[] | undefined {
		return this.texts(name)?.map((word) => {
			const found = allowed.find((each) => each.toLowerCase() === word.toLowerCase());
			if (found === undefined) this.problems.push(problem(name, `${name} cannot be ${word}.`));
			return found ?? '';
		});
	}

	guids(name: string): readonly string[] | undefined {
		return this.texts(name)?.map((each) => {
			if (!isGuid(each)) this.problems.push(problem(name, `${name} must be GUIDs with commas between them.`));
			return each.toLowerCase();
		});
	}

	flag(name: string): boolean {
		return this.words(name, ['true', 'false'])?.[0] === 'true';
	}

	/** A moment in milliseconds. */
	moment(name: string): number | undefined {
		const text = this.text(name);
		if (text === undefined) return undefined;
		const ms = instantOf(text);
		if (ms === undefined || text.startsWith('/')) {
			this.problems.push(problem(name, `${name} must be a date such as 2026-11-20 or 2026-11-20T10:15:30, in UTC.`));
		}
		return ms;
	}

	whole(name: string, absent: number): number {
		const text = this.text(name);
		if (text === undefined) return absent;
		if (!/^\d{1,9}$/.test(text)) this.problems.push(problem(name, `${name} must be a whole number.`));
		return Number(text);
	}

	/** Whether a moment lies after `after` and before `before`, as far as they are given. An end that is a day counts whole. */
	spans(after: string, before: string): (ms: number | null) => boolean {
		const from = this.moment(after);
		const until = this.moment(before);
		const end = until === undefined ? undefined : until + (this.text(before)?.length === 10 ? 86_400_000 - 1 : 0);
		return (ms) =>
			(from === undefined || (ms !== null && ms >= from)) && (end === undefined || (ms !== null && ms <= end));
	}

	/** Whether something was edited after `modifiedSince`, not at it (inferred from "after"). */
	since(): (ms: number) => boolean {
		const since = this.moment('modifiedSince');
		return (ms) => since === undefined || ms > since;
	}
}

/** Whether a text begins with another, in any case of letters (assumed); everything begins with nothing. */
export function startsWith(text: unknown, start: string | undefined): boolean {
	return (
		start === undefined ||
		String(text ?? '')
			.toLowerCase()
			.startsWith(start.toLowerCase())
	);
}

export interface Listing<T> {
	readonly rows: readonly T[];
	readonly answer: (row: T) => unknown;
	/** Whether `pageSize` counts for nothing here. */
	readonly fixedSize?: boolean;
}

/**
 * One page with its envelope. The number stands in the path, 1 when absent; `pageSize` is 200 when absent, and more than
 * the largest is cut down to it (assumed; option `largestPage`); 0 counts only (documented for invoices and credit
 * notes, assumed for the others). A page behind the last is empty (assumed).
 */
export function page<T>(
	query: Query,
	context: Context,
	number: string | undefined,
	listing: Listing<T>,
): SandboxResponse {
	const asked = query.whole('pageSize', USUAL_ROWS);
	if (query.problems.length > 0) return refused(400, ...query.problems);
	const wanted = Number(number ?? 1);
	if (wanted < 1) return refused(400, problem('', 'The first page is 1.'));
	const size = listing.fixedSize ? USUAL_ROWS : Math.min(asked, Number(context.options['largestPage']));
	const rows = truncated(listing.rows, context);
	const items = rows.slice((wanted - 1) * size, wanted * size).map(listing.answer);
	const pages = size === 0 ? 0 : Math.ceil(rows.length / size);
	const body = {
		Pagination: { NumberOfItems: rows.length, PageSize: size, PageNumber: wanted, NumberOfPages: pages },
		Items: items,
	};
	return done(body, { rows: items.length, ...(rows.length < listing.rows.length && { of: listing.rows.length }) });
}

/** The change `truncatePages` makes the next lists end early, as if there were no more. */
function truncated<T>(rows: readonly T[], { state: { truncation } }: Context): readonly T[] {
	if (truncation.times === 0 || rows.length === 0) return rows;
	truncation.times -= 1;
	return rows.slice(0, Math.min(truncation.rows ?? Math.floor(rows.length / 3), rows.length - 1));
}

/** The newest edit first: documented for shipments, invoices and credit notes, assumed where nothing else is said. */
export function newestFirst<T extends { readonly modifiedMs: number }>(rows: readonly T[]): T[] {
	return [...rows].reverse().sort((one, other) => other.modifiedMs - one.modifiedMs);
}

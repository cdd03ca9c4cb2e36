import type { IDataObject } from 'n8n-workflow';

import { sentence } from '../../core/problems';
import type { Fact, HistoryRow, Ledger, Problem } from '../../core/ports';

/*
 * What Commerce Ledger puts out. Facts carry `kind` and `origin`, so that they go straight into a system's Get.
 */

/** Where a fact's record came from, and where it goes: `system:account` each. */
function endsOf({ route }: Fact): { from: string; to: string } {
	const arrow = route.indexOf('>');
	return { from: route.slice(0, arrow), to: route.slice(arrow + 1) };
}

function originOf(fact: Fact): IDataObject {
	const [system = '', ...account] = endsOf(fact).from.split(':');
	return {
		system,
		account: account.join(':'),
		id: fact.sourceKey,
		number: fact.sourceNumber ?? null,
		seenAt: fact.changedAt,
	};
}

const inWordsOf = (problem: Problem | undefined): IDataObject | null =>
	problem ? { code: problem.code, ...sentence(problem), requestId: problem.requestId ?? null } : null;

/** A fact as an item: what a Get needs to read it again, and for people the problem in words. */
export function factItem(fact: Fact): IDataObject {
	return {
		kind: fact.kind,
		number: fact.sourceNumber ?? null,
		origin: originOf(fact),
		ledger: {
			state: fact.state,
			to: endsOf(fact).to,
			attempts: fact.attempts,
			dueAt: fact.dueAt ?? null,
			firstSeenAt: fact.firstSeenAt,
			changedAt: fact.changedAt,
			target: fact.targetNumber ?? null,
			problem: inWordsOf(fact.problem),
			...(fact.dismissedBy ? { dismissedBy: fact.dismissedBy, dismissReason: fact.dismissReason ?? null } : {}),
		},
	};
}

// ------------------------------------------------------------------ the timeline

/** How a settlement is told, by the event the run gave it. */
const DONE_WORDS: Readonly<Record<string, string>> = {
	created: 'Created there',
	updated: 'Changed there',
	unchanged: 'Found there as it should be',
	alreadyThere: 'Found there, written by another connection',
	absent: 'Nothing there that could be changed',
	ended: 'Not to be sent any more',
};

function eventWords({ event, attempt, detail }: HistoryRow, fact: Fact): string {
	if (event === 'claimed') return attempt === 1 ? 'Taken up' : `Taken up again (attempt ${attempt})`;
	if (event === 'stolen')
		return 'The run that had taken it up never finished; it is looked for before anything is sent';
	if (event === 'done') return DONE_WORDS[detail ?? ''] ?? `Done (${detail ?? 'no more is known'})`;
	if (event === 'rejected') return 'Could not go through';
	if (event === 'unknown') return 'Sent, and no usable answer came';
	if (event === 'given up') return `Given up after ${attempt} attempts`;
	if (event === 'retried') return 'Made due at once by hand';
	if (event === 'dismissed') return `Taken off the list${fact.dismissedBy ? ` by ${fact.dismissedBy}` : ''}`;
	return event;
}

/**
 * The problem of an event. History keeps its code alone, so the words of all but the last one name the record and
 * leave out what was wrong with it in particular.
 */
function eventProblem(row: HistoryRow, fact: Fact, isLast: boolean): Problem | undefined {
	if (row.code === undefined) return undefined;
	if (isLast && fact.problem?.code === row.code) return fact.problem;
	const order = fact.sourceNumber ?? fact.sourceKey;
	return { code: row.code, params: { order, ...(fact.kind === 'order' ? {} : { kind: fact.kind }) } };
}

/** Every event of these facts as an item, in the order of time. */
export function timelineItems(told: Awaited<ReturnType<Ledger['timeline']>>): IDataObject[] {
	const events = told.flatMap(({ fact, history }) => {
		const last = history.findLast(({ code }) => code !== undefined);
		return history.map((row) => eventItem(fact, row, row === last));
	});
	// ISO instants of one length, so that text order is time order; of one instant, the order in which they were told.
	return events.sort((a, b) => Number(a.at > b.at) - Number(a.at < b.at));
}

function eventItem(fact: Fact, row: HistoryRow, isLast: boolean): IDataObject & { at: string } {
	return {
		at: row.at,
		...endsOf(fact),
		kind: 'timelineEvent',
		of: fact.kind,
		number: fact.sourceNumber ?? null,
		event: eventWords(row, fact),
		state: fact.state,
		target: fact.targetNumber ?? null,
		problem: inWordsOf(eventProblem(row, fact, isLast)),
		origin: originOf(fact),
	};
}

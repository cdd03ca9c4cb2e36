/*
 * Credit notes over the API (facts, section 11): free credits are made, written, deleted, completed, line by line too; a
 * credit on an invoice is made by staff (change `creditInvoice`) and can be completed.
 *
 * No body could be read (gap 11): the names are the facts' recalled ones, and `Guid` is one as everywhere else. Whether
 * the vendor takes a GUID of one's own here is not known: option `creditGuid`. Assumed: statuses Parked, Completed and
 * Deleted; deleted ones are hidden as for orders; only Parked ones are changed; goods go back where a line says so.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { created, done, notFound, refused, type Problem } from './answers';
import { chosenGuid, refusalOfRepeat, type Call } from './call';
import { creditAnswer } from './credit-answer';
import { closedCredit, creditContent, creditLine, creditProblems, lineProblems, linesIn } from './credit-parts';
import { newestFirst, page } from './query';
import { byGuid, customerNamed, defaultWarehouse, held, warehouseNamed } from './refs';
import { nextNumber, type Context, type CreditNote } from './state';
import { move } from './stock';
import { guid, instantOf, type Fields } from './values';

const CREDIT_STATUSES = ['Parked', 'Completed', 'Deleted'];
export const CREDIT_FILTERS = ['creditNumber', 'creditStatus', 'modifiedSince', 'startDate', 'endDate', 'pageSize'];

/** `creditNumber` overrides the other filters. */
export function listCredits({ context, query, keys }: Call): SandboxResponse {
	const number = query.text('creditNumber');
	const statuses = query.words('creditStatus', CREDIT_STATUSES);
	const isNew = query.since();
	const isMade = query.spans('startDate', 'endDate');
	const rows = newestFirst(context.state.credits).filter((credit) =>
		number === undefined
			? (statuses ? statuses.includes(credit.status) : credit.status !== 'Deleted') &&
				isNew(credit.modifiedMs) &&
				isMade(credit.creditedMs)
			: credit.number === number,
	);
	return page(query, context, keys[0], { rows, answer: (credit) => creditAnswer(credit, context) });
}

export function readCredit({ context, keys: [key = ''] }: Call): SandboxResponse {
	const credit = byGuid(context.state.credits, key);
	return credit ? done(creditAnswer(credit, context), noteOf(credit)) : notFound('credit note', key);
}

export function createFreeCredit({ context, body }: Call): SandboxResponse {
	const { state, clock, options, nextId } = context;
	const sent = chosenGuid(undefined, body);
	if (typeof sent === 'object') return sent;
	const chosen = options['creditGuid'] === 'ignored' ? undefined : sent;
	const standing = chosen === undefined ? undefined : byGuid(state.credits, chosen);
	if (standing) return refusalOfRepeat(context, 'credit note', standing.guid) ?? write(context, standing, body);
	const problems = creditProblems(body, context);
	if (problems.length > 0) return refused(400, ...problems);
	const now = clock.now();
	const credit: CreditNote = {
		guid: chosen ?? guid(`credit note ${nextId('creditNote')}`),
		number: nextNumber(context, 'CR'),
		status: 'Parked',
		invoiceGuid: null,
		...partsOf(body, context),
		createdMs: now,
		modifiedMs: now,
	};
	state.credits.push(credit);
	return created(context, creditAnswer(credit, context), noteOf(credit));
}

export function updateCredit({ context, keys: [key = ''], body }: Call): SandboxResponse {
	const chosen = chosenGuid(key, body);
	if (typeof chosen === 'object') return chosen;
	const credit = byGuid(context.state.credits, key);
	return credit ? write(context, credit, body) : notFound('credit note', key);
}

function write(context: Context, credit: CreditNote, body: Fields): SandboxResponse {
	const problems = [...closedCredit(credit), ...creditProblems(body, context)];
	return change(context, credit, problems, () => Object.assign(credit, partsOf(body, context)));
}

export function deleteCredit({ context, keys: [key = ''] }: Call): SandboxResponse {
	const credit = byGuid(context.state.credits, key);
	if (credit === undefined) return notFound('credit note', key);
	return change(context, credit, closedCredit(credit), () => (credit.status = 'Deleted'));
}

/** Documented also for credits on invoices. */
export function completeCreditCall({ context, keys: [key = ''] }: Call): SandboxResponse {
	const credit = byGuid(context.state.credits, key);
	if (credit === undefined) return notFound('credit note', key);
	return change(context, credit, closedCredit({ ...credit, invoiceGuid: null }), () => completeCredit(context, credit));
}

/** Completes a credit note and puts its goods back. */
export function completeCredit(context: Context, credit: CreditNote): void {
	credit.status = 'Completed';
	credit.modifiedMs = context.clock.now();
	for (const { productGuid, quantity, returnToStock } of credit.lines) {
		if (returnToStock) move(context, held(context.state.products, productGuid), credit.warehouseCode, quantity);
	}
}

export function addCreditLine({ context, keys: [key = ''], body }: Call): SandboxResponse {
	const credit = byGuid(context.state.credits, key);
	if (credit === undefined) return notFound('credit note', key);
	const line = creditLine(body, context);
	const isUsed = credit.lines.some(({ guid: id }) => id === line.guid);
	const repeat = isUsed ? refusalOfRepeat(context, 'line', line.guid) : undefined;
	if (repeat) return repeat;
	return change(context, credit, [...closedCredit(credit), ...lineProblems(body, context)], () => {
		credit.lines = [...credit.lines.filter(({ guid: id }) => id !== line.guid), line];
	});
}

export function updateCreditLine({ context, keys: [key = '', lineKey = ''], body }: Call): SandboxResponse {
	const credit = byGuid(context.state.credits, key);
	const standing = credit && byGuid(credit.lines, lineKey);
	if (standing === undefined) return notFound('line of a credit note', lineKey);
	const line = { ...creditLine(body, context), guid: standing.guid };
	return change(context, credit!, [...closedCredit(credit!), ...lineProblems(body, context)], () => {
		credit!.lines = credit!.lines.map((each) => (each === standing ? line : each));
	});
}

export function deleteCreditLine({ context, keys: [key = '', lineKey = ''] }: Call): SandboxResponse {
	const credit = byGuid(context.state.credits, key);
	const standing = credit && byGuid(credit.lines, lineKey);
	if (standing === undefined) return notFound('line of a credit note', lineKey);
	return change(context, credit!, closedCredit(credit!), () => {
		credit!.lines = credit!.lines.filter((each) => each !== standing);
	});
}

/** Does something to a credit note, unless there are problems. */
function change(
	context: Context,
	credit: CreditNote,
	problems: readonly Problem[],
	work: () => unknown,
): SandboxResponse {
	if (problems.length > 0) return refused(400, ...problems);
	work();
	credit.modifiedMs = context.clock.now();
	return done(creditAnswer(credit, context), noteOf(credit));
}

function partsOf(body: Fields, context: Context) {
	const { state, clock } = context;
	return {
		customerGuid: customerNamed(state, body['Customer'])?.guid ?? '',
		warehouseCode: (warehouseNamed(state, body['Warehouse']) ?? defaultWarehouse(state)).code,
		content: creditContent(body),
		lines: linesIn(body, context),
		creditedMs: instantOf(body['CreditDate']) ?? clock.now(),
	};
}

function noteOf({ guid: id, number, status }: CreditNote): Record<string, unknown> {
	return { guid: id, creditNumber: number, status };
}

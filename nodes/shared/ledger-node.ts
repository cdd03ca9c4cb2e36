import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { text } from '../../core/model/entered';
import type { Fact, FactFilter, FactState, Ledger } from '../../core/ports';
import { budgetState } from '../../core/sync/budget';
import { parameterProblem } from '../../core/sync/run';
import { usageDays, usageItem } from './budget';
import { openLedger } from './ledger';
import { YOUNGEST_PURGE_DAYS } from './ledger-fields';
import { factItem, timelineItems } from './ledger-items';
import { firstDayAsked } from './meter';
import { answerEveryItem, parameter, type NodeRun } from './run';

/*
 * Commerce Ledger: what is stuck, why, and what to do; send again, or take off the list (decision 22). What is
 * remembered of a record, how accounts stand with their month's calls, and an end to what is old.
 */

/** The most facts one record is told with; an order has a handful. */
const TIMELINE_FACTS = 200;

/** Runs the node once for each item that asks something of its own, else once. */
export async function executeLedger(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await answerEveryItem(context, async (run) => {
		const ledger = await openLedger(context, parameter<string>(context, 'ledger', 0, 'builtIn'));
		if (!ledger) return;
		try {
			for (const item of itemsThatAsk(context)) await answerItem(run, ledger, item);
			run.done(context.getInputData().keys());
		} finally {
			await ledger.close();
		}
	});
}

const QUESTION = ['operation', 'numbers', 'key', 'by', 'reason', 'filters', 'olderThanDays', 'previewOnly'];

/** Items whose question is the same as the first one's are not asked twice. */
function itemsThatAsk(context: IExecuteFunctions): number[] {
	const asked = new Set<string>();
	return context
		.getInputData()
		.map((_, item) => item)
		.filter((item) => {
			const question = JSON.stringify(QUESTION.map((name) => parameter<unknown>(context, name, item, '')));
			const fresh = !asked.has(question);
			asked.add(question);
			return fresh;
		});
}

/** What an operation answers to one item. */
type Answer = (work: {
	readonly run: NodeRun;
	readonly ledger: Ledger;
	readonly item: number;
	readonly filter: FactFilter;
	readonly param: <T>(name: string, fallback: T) => T;
}) => Promise<readonly IDataObject[]>;

const factItems = (facts: readonly Fact[]) => facts.map(factItem);

const OPERATIONS: Readonly<Record<string, Answer>> = {
	getProblems: async ({ ledger, filter }) =>
		factItems(await ledger.facts({ ...filter, states: ['rejected', 'unknown', 'failed'] })),
	getDue: async ({ ledger, filter }) => factItems(await ledger.due(filter)),
	getFacts: async ({ ledger, filter, param }) => {
		const { states } = param<{ states?: FactState[] }>('filters', {});
		return factItems(await ledger.facts({ ...filter, ...(Array.isArray(states) ? { states } : {}) }));
	},
	retry: async ({ ledger, filter }) => factItems(await ledger.retry(filter)),
	dismiss: async ({ ledger, filter, param }) => {
		const by = text(param<unknown>('by', ''));
		const reason = text(param<unknown>('reason', ''));
		if (!by || !reason)
			throw parameterProblem(by ? 'Reason' : 'Your Name', 'a problem is dismissed with a name and a reason only');
		return factItems(await ledger.dismiss(filter, by, reason));
	},
	getTimeline: async ({ run, ledger, item, param }) => {
		const key = text(param<unknown>('key', ''));
		if (key !== '') return await timelineOf(run, ledger, key);
		run.problem(item, { code: 'SETUP_PARAMETER', params: { name: 'Order Number or ID', reason: 'it is empty' } });
		return [];
	},
	getUsage: async ({ ledger }) => await usageItems(ledger),
	purge: async ({ ledger, filter: { routePrefix, kind }, param }) => {
		const olderThanDays = purgeDays(param<unknown>('olderThanDays', 180));
		const dryRun = param<unknown>('previewOnly', true) !== false;
		const counts = await ledger.purge({ olderThanDays, routePrefix, kind, dryRun });
		return [{ kind: 'purge', preview: dryRun, ...counts, olderThanDays }];
	},
};

async function answerItem(run: NodeRun, ledger: Ledger, item: number): Promise<void> {
	const { context } = run;
	const filter = filterOf(context, item);
	const operation = parameter<string>(context, 'operation', item);
	const answer = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
	if (!answer) throw parameterProblem('Operation', `"${operation}" does not exist in this version`);
	const param = <T>(name: string, fallback: T) => parameter<T>(context, name, item, fallback);
	for (const json of await answer({ run, ledger, item, filter, param })) run.success(item, json);
}

function filterOf(context: IExecuteFunctions, item: number): FactFilter {
	const filters = parameter<IDataObject>(context, 'filters', item, {});
	// "1001" and "#1001" are the same order to a person; the ledger compares exactly, so both are asked for.
	const numbers = text(parameter<unknown>(context, 'numbers', item, ''))
		.split(',')
		.map((part) => part.trim())
		.filter(Boolean);
	const [account, fromSystem, toSystem] = [filters.account, filters.fromSystem, filters.toSystem].map(text);
	return {
		limit: parameter<number>(context, 'limit', item, 50),
		...(numbers.length > 0
			? {
					sourceNumbers: [
						...new Set(numbers.flatMap((number) => [number, number.replace(/^#/, ''), `#${number.replace(/^#/, '')}`])),
					],
				}
			: {}),
		...(account ? { routePrefix: `${account}>` } : {}),
		...(fromSystem ? { sourceSystem: fromSystem } : {}),
		...(toSystem ? { targetSystem: toSystem } : {}),
		...(text(filters.kind) ? { kind: text(filters.kind) } : {}),
	};
}

async function timelineOf({ context }: NodeRun, ledger: Ledger, key: string): Promise<IDataObject[]> {
	const told = await ledger.timeline({ key, limit: TIMELINE_FACTS });
	const hint = (message: string) => context.addExecutionHints({ message, location: 'outputPane' });
	if (told.length === 0) hint(`The ledger knows nothing of "${key.slice(0, 60)}".`);
	if (told.length === TIMELINE_FACTS)
		hint(`Only the first ${TIMELINE_FACTS} records of "${key.slice(0, 60)}" are told.`);
	return timelineItems(told);
}

/** How each account stands whose calls are counted, with what it used on each day of the month. */
async function usageItems(ledger: Ledger): Promise<IDataObject[]> {
	const { now, accounts } = await ledger.callsSince(firstDayAsked());
	return accounts.map(({ account: name, allowance, days }) => ({
		kind: 'callUsage',
		account: name,
		...usageItem(budgetState(allowance, days, now)),
		days: usageDays(days, now),
	}));
}

/** The age below which nothing is removed; refused where a sweep could still reach back to what was removed. */
function purgeDays(value: unknown): number {
	const days = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof days === 'number' && Number.isFinite(days) && days >= YOUNGEST_PURGE_DAYS) return days;
	throw parameterProblem('Older Than (Days)', `it must be a number of at least ${YOUNGEST_PURGE_DAYS}`);
}

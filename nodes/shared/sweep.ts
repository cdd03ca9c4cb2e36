import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import { factKind } from '../../core/sync/keys';
import type { Ledger } from '../../core/ports';
import { completeFrom } from '../../core/sync/reading';
import { parameterProblem, runProblem } from '../../core/sync/run';
import { openLedger } from './ledger';
import type { ListContext, ListOperation, OperationContext, Sweep, System } from './system';

/*
 * A sweep reads what the ledger does not know as settled (decision 15). It holds a lease while it reads, so that a
 * slow one and its successor do not read the same records twice.
 */

const SWEEP_LEASE_MS = 5 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const BEGINNING = '1970-01-01T00:00:00.000Z';
/** So often master data is swept from the very beginning; fewer when a round found everything settled. */
const WHOLE_ROUNDS = 3;
const wholeNote = (kind: string) => `sweep.whole.${kind}`;
const PACKAGE_PREFIX = 'n8n-nodes-commerce-bridge.';
/** Nodes of ours that are no system a record could go to. */
const NOT_A_SYSTEM = new Set(['file', 'ledger', 'reconcile']);

/** Whether a list reads all there ever was. */
export function isWholeRead(how: Pick<ListContext, 'limit' | 'changedAfter' | 'sweep'>): boolean {
	return how.sweep ? how.sweep.since === BEGINNING : how.changedAfter === undefined && how.limit === Infinity;
}

/** How far back is read where nothing says how far was read. */
export const lookBackOf = ({ now, param }: OperationContext) =>
	new Date(Date.parse(now) - param('lookBackDays', 14) * DAY_MS).toISOString();

/** How a list that comes again by itself is called in the ledger. */
export const pollName = (context: IExecuteFunctions | IPollFunctions) =>
	`${context.getWorkflow().id ?? ''} ${context.getNode().id}`;

/** A sweep, or `atWork` when its predecessor is still reading; `end` gives back what it holds. */
type Started = Promise<{ readonly sweep: Sweep | 'atWork'; end(): Promise<void> }>;

/** The sweep of one list in an execution. */
export async function sweepFor(
	context: IExecuteFunctions,
	system: System,
	operation: ListOperation,
	work: OperationContext,
): Started {
	return await sweepBy(context.getExecutionId(), context, system, operation, work);
}

/** The sweep of one list; `holder` is a name nobody else holds the lease under. */
export async function sweepBy(
	holder: string,
	context: IExecuteFunctions | IPollFunctions,
	system: System,
	operation: ListOperation,
	work: OperationContext,
): Started {
	const ledger = await openLedger(context, work.param<string>('ledger', 'builtIn'));
	if (!ledger) throw parameterProblem('Ledger', 'a sweep that skips what is settled needs the ledger');
	let started = false;
	try {
		const answer = await startSweep(holder, context, system, operation, work, ledger);
		started = true;
		return answer;
	} finally {
		if (!started) await ledger.close();
	}
}

async function startSweep(
	holder: string,
	context: IExecuteFunctions | IPollFunctions,
	system: System,
	operation: ListOperation,
	work: OperationContext,
	ledger: Ledger,
) {
	const next = nextWrite(context, system);
	const kind = factKind(operation.kind, next?.operation ?? '');
	const routePrefix = await routeOf(system, kind, work, ledger, next?.system);
	const lease = `sweep ${routePrefix} ${kind} ${pollName(context)}`;
	const takeLease = async () => await ledger.lease(lease, holder, SWEEP_LEASE_MS);
	if (!(await takeLease())) return { sweep: 'atWork' as const, end: async () => await ledger.close() };
	const lookBack = lookBackOf(work);
	const oldest = await ledger.oldestOpen(routePrefix, kind);
	const rounds = operation.sweepsWhole ? Number((await ledger.noted(routePrefix, wholeNote(kind))) ?? 0) : WHOLE_ROUNDS;
	const recent = oldest !== undefined && oldest < lookBack ? oldest : lookBack;
	const sweep: Sweep = {
		since: rounds < WHOLE_ROUNDS ? BEGINNING : recent,
		completed: async (count) => {
			if (rounds >= WHOLE_ROUNDS) return;
			// What a run put out and did not live to write comes again with the next round.
			await ledger.note(routePrefix, wholeNote(kind), String(count === 0 ? WHOLE_ROUNDS : rounds + 1));
		},
		unsettled: async (records) =>
			new Set(
				await ledger.unsettled(
					routePrefix,
					kind,
					records.map(({ id, updatedAt }) => ({ sourceKey: id, updatedAt, completeFrom: completeFrom(updatedAt) })),
				),
			),
		stillOurs: async () => {
			if (!(await takeLease())) throw runProblem({ code: 'SETUP_CANCELLED', params: {} });
		},
	};
	const end = async () => {
		await ledger.unlease(lease, holder);
		await ledger.close();
	};
	return { sweep, end };
}

/** The route whose settled records are skipped: what the operator named, else the next system of this workflow. */
async function routeOf(
	system: System,
	kind: string,
	work: OperationContext,
	ledger: Ledger,
	next: string | undefined,
): Promise<string> {
	const named = work.param('settledFor', '').trim();
	const from = `${system.id}:${work.account}>`;
	if (named.includes(':')) return `${from}${named}`;
	const to = named || next;
	if (!to) throw noRoute('no node of this package that writes comes after this one');
	const prefix = `${from}${to}:`;
	const routes = await ledger.routes(prefix, kind);
	if (routes.length > 1) throw noRoute(routes.map((route) => route.split('>')[1]).join(', '));
	return routes[0] ?? prefix;
}

function noRoute(routes: string): Error {
	return runProblem({ code: 'SETUP_ROUTE', params: { routes } });
}

/** The system and operation of the next node that is another system's; undefined when there is none to write to. */
function nextWrite(
	context: IExecuteFunctions | IPollFunctions,
	own: System,
): { system: string; operation: string } | undefined {
	const writes = context
		.getChildNodes(context.getNode().name, { includeNodeParameters: true })
		.filter(({ type, disabled }) => !disabled && type.startsWith(PACKAGE_PREFIX))
		.map(({ type, parameters }) => ({
			system: type.slice(PACKAGE_PREFIX.length).replace(/Tool$/, ''),
			operation: String(parameters?.operation ?? ''),
		}))
		.filter(({ system }) => system !== own.id && !NOT_A_SYSTEM.has(system));
	const systems = [...new Set(writes.map(({ system }) => system))];
	if (systems.length > 1) throw noRoute(systems.join(', '));
	return writes[0];
}

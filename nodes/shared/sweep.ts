import type { IExecuteFunctions } from 'n8n-workflow';

import type { Kind } from '../../core/model/kinds';
import type { Ledger } from '../../core/ports';
import { runProblem } from '../../core/sync/run';
import { openLedger } from './ledger';
import type { OperationContext, Sweep, System } from './system';

/*
 * A sweep reads what the ledger does not know as settled (decision 15). It holds a lease while it reads, so that a
 * slow one and its successor do not read the same records twice.
 */

const SWEEP_LEASE_MS = 5 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const PACKAGE_PREFIX = 'n8n-nodes-commerce-bridge.';
/** Nodes of ours that are no system a record could go to. */
const NOT_A_SYSTEM = new Set(['ledger', 'reconcile']);

/** The sweep of one list, or `atWork` when its predecessor is still reading; `end` gives back what it holds. */
export async function sweepFor(
	context: IExecuteFunctions,
	system: System,
	kind: Kind,
	work: OperationContext,
): Promise<{ sweep: Sweep | 'atWork'; end(): Promise<void> }> {
	const ledger = await openLedger(context, work.param<string>('ledger', 'builtIn'));
	if (!ledger)
		throw runProblem({
			code: 'SETUP_PARAMETER',
			params: { name: 'Ledger', reason: 'a sweep that skips what is settled needs the ledger' },
		});
	let started = false;
	try {
		const answer = await startSweep(context, system, kind, work, ledger);
		started = true;
		return answer;
	} finally {
		if (!started) await ledger.close();
	}
}

async function startSweep(
	context: IExecuteFunctions,
	system: System,
	kind: Kind,
	work: OperationContext,
	ledger: Ledger,
) {
	const routePrefix = await routeOf(context, system, kind, work, ledger);
	const lease = `sweep ${routePrefix} ${kind} ${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
	const holder = context.getExecutionId();
	const takeLease = async () => await ledger.lease(lease, holder, SWEEP_LEASE_MS);
	if (!(await takeLease())) return { sweep: 'atWork' as const, end: async () => await ledger.close() };
	const lookBack = new Date(Date.parse(work.now) - work.param('lookBackDays', 14) * DAY_MS).toISOString();
	const oldest = await ledger.oldestOpen(routePrefix, kind);
	const sweep: Sweep = {
		since: oldest !== undefined && oldest < lookBack ? oldest : lookBack,
		unsettled: async (records) =>
			new Set(
				await ledger.unsettled(
					routePrefix,
					kind,
					records.map(({ id, updatedAt }) => ({ sourceKey: id, updatedAt })),
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
	context: IExecuteFunctions,
	system: System,
	kind: Kind,
	work: OperationContext,
	ledger: Ledger,
): Promise<string> {
	const named = work.param('settledFor', '').trim();
	const from = `${system.id}:${work.account}>`;
	if (named.includes(':')) return `${from}${named}`;
	const prefix = `${from}${named || nextSystem(context)}:`;
	const routes = await ledger.routes(prefix, kind);
	if (routes.length > 1)
		throw runProblem({
			code: 'SETUP_ROUTE',
			params: { routes: routes.map((route) => route.split('>')[1]).join(', ') },
		});
	return routes[0] ?? prefix;
}

function nextSystem(context: IExecuteFunctions): string {
	const own = context.getNode().type;
	const names = context
		.getChildNodes(context.getNode().name)
		.filter(({ type, disabled }) => !disabled && type.startsWith(PACKAGE_PREFIX) && type !== own)
		.map(({ type }) => type.slice(PACKAGE_PREFIX.length).replace(/Tool$/, ''))
		.filter((name) => !NOT_A_SYSTEM.has(name));
	const [first, ...others] = [...new Set(names)];
	if (first === undefined || others.length > 0) {
		const routes =
			first === undefined ? 'no node of this package that writes comes after this one' : [first, ...others].join(', ');
		throw runProblem({ code: 'SETUP_ROUTE', params: { routes } });
	}
	return first;
}

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Kind, KindMap } from '../../core/model/kinds';
import type { Problem } from '../../core/ports';
import { inBatches } from '../../core/sync/batches';
import type { Step } from '../../core/sync/plan';
import { runDocuments, runProblem, type Incoming } from '../../core/sync/run';
import { recordFrom, recordFromFields } from './input';
import { openLedger } from './ledger';
import { httpFor, REQUEST_TIMEOUT_MS } from './n8n-http';
import { orderRules } from './order-rules';
import { stepItem } from './report';
import { momentOf } from './moment';
import { answerEveryItem, cancelCheck, credentialOf, parameter, type NodeRun } from './run';
import { sweepFor } from './sweep';
import type {
	FetchOperation,
	ListOperation,
	Operation,
	OperationContext,
	Sweep,
	System,
	WriteOperation,
} from './system';

/** How long a claim lasts; see decision 11. */
const LEASE_MS = 5 * 60_000;

type Json = IDataObject;

/** Parameters and items in, one run, items out: the execution of every system's node. */
export async function executeSystem(context: IExecuteFunctions, system: System): Promise<INodeExecutionData[][]> {
	return await answerEveryItem(context, async (run) => {
		const operation = operationOf(context, system);
		const work = await workFor(context, system);
		if (operation.does === 'fetch') await fetchRecords(run, operation, work);
		else if (operation.does === 'list') await listRecords(run, system, operation, work);
		else if (operation.does === 'write') await writeRecords(run, system, operation, work);
		else run.success(0, (await operation.check(work)) as Json);
	});
}

function operationOf(context: IExecuteFunctions, system: System): Operation {
	const resource = parameter<string>(context, 'resource', 0);
	const name = parameter<string>(context, 'operation', 0);
	const operation = system.operations.find((each) => each.resource === resource && each.operation === name);
	if (!operation)
		throw runProblem({
			code: 'SETUP_PARAMETER',
			params: { name: 'Operation', reason: `"${name}" of "${resource}" does not exist in this version` },
		});
	return operation;
}

async function workFor(context: IExecuteFunctions, system: System): Promise<OperationContext> {
	const credential = await credentialOf(context, system.credential, system.label);
	const account = system.account(credential);
	if ('problem' in account) throw runProblem(account.problem);
	const checkCancelled = cancelCheck(context);
	return {
		http: httpFor(context, system, credential, checkCancelled),
		account: account.id,
		credential,
		timezone: context.getTimezone(),
		now: new Date().toISOString(),
		param: (name, fallback) => parameter(context, name, 0, fallback),
		hint: (text) => context.addExecutionHints({ message: text, location: 'outputPane' }),
		checkCancelled,
	};
}

// ------------------------------------------------------------------ reads

async function fetchRecords(run: NodeRun, operation: FetchOperation, work: OperationContext): Promise<void> {
	const wanted = idsOf(run, operation);
	const includeRaw = work.param('includeRaw', false);
	for (const batch of inBatches(wanted, operation.batchLimit)) {
		work.checkCancelled();
		const found = await operation.fetch({ ...work, includeRaw }, [...new Set(batch.map(({ id }) => id))]);
		for (const { item, id, label } of batch) {
			const record = found.get(id);
			if (record === undefined)
				run.problem(item, {
					code: 'NOT_FOUND',
					params: { record: `${operation.kind} ${label}`, source: work.account },
				});
			else if ('code' in record) run.problem(item, record);
			else run.success(item, record as unknown as Json);
		}
	}
}

/** The id asked for by each item; an item without one is a problem of its own. */
function idsOf(run: NodeRun, operation: FetchOperation): Array<{ item: number; id: string; label: string }> {
	const { context } = run;
	const fromItem = parameter<string>(context, 'idFrom', 0, 'item') === 'item';
	return context.getInputData().flatMap(({ json }, item) => {
		const origin = json.origin as Json | undefined;
		const given = fromItem ? (origin?.id ?? json.id) : parameter<unknown>(context, 'id', item, '');
		const text = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
		const id = operation.idOf(text);
		if (id !== undefined) return [{ item, id, label: typeof origin?.number === 'string' ? origin.number : text }];
		run.problem(item, { code: 'ID_MISSING', params: { kind: operation.kind, given: text } });
		return [];
	});
}

/** A list runs once, whatever number of items came in: each further item would only repeat it. */
async function listRecords(
	run: NodeRun,
	system: System,
	operation: ListOperation,
	work: OperationContext,
): Promise<void> {
	const { context } = run;
	if (operation.sweeps && work.param('skipSettled', false)) {
		const { sweep, end } = await sweepFor(context, system, operation.kind, work);
		try {
			if (sweep === 'atWork')
				work.hint('The run before this one is still reading; this one ended at once so that nothing is read twice.');
			else await readList(run, operation, work, sweep);
		} finally {
			await end();
		}
	} else await readList(run, operation, work);
	run.done(context.getInputData().keys());
}

async function readList(run: NodeRun, operation: ListOperation, work: OperationContext, sweep?: Sweep): Promise<void> {
	const limit = work.param('returnAll', false) ? Infinity : work.param('limit', 50);
	const changedAfter = momentOf(work.param<Json>('filters', {}).changedAfter, 'Changed After', work.timezone);
	let count = 0;
	for await (const page of operation.list({
		...work,
		limit,
		includeRaw: work.param('includeRaw', false),
		changedAfter,
		sweep,
	})) {
		for (const record of page.slice(0, limit - count)) {
			if ('code' in record) run.problem(0, record);
			else run.success(0, record as unknown as Json);
			count += 1;
		}
		if (count >= limit) return;
		work.checkCancelled();
	}
}

// ------------------------------------------------------------------ writes

async function writeRecords<K extends Kind>(
	run: NodeRun,
	system: System,
	operation: WriteOperation<K>,
	work: OperationContext,
): Promise<void> {
	const preview = work.param('previewOnly', false);
	const choice = work.param<string>('ledger', 'builtIn');
	const rules = orderRules(work, operation as WriteOperation);
	const target = await operation.target(work);
	const byRoute = new Map<string, Array<Incoming<KindMap[K]>>>();
	for (const incoming of incomingOf(run, operation.kind, work)) {
		const { system: from, account } = incoming.record.origin;
		const route = `${from}:${account}>${system.id}:${work.account}`;
		byRoute.set(route, [...(byRoute.get(route) ?? []), incoming]);
	}
	const ledger = await openLedger(run.context, choice);
	try {
		for (const [route, incoming] of byRoute) {
			await runDocuments({
				route,
				incoming,
				target,
				rules,
				ledger,
				mode: preview ? 'preview' : 'apply',
				holder: `${run.context.getExecutionId()}/${run.context.getNode().id}`,
				leaseMs: LEASE_MS,
				requestTimeoutMs: REQUEST_TIMEOUT_MS,
				monotonic: () => performance.now(),
				checkCancelled: work.checkCancelled,
				report: (step) => answerStep(run, step, work.account),
			});
		}
	} finally {
		await ledger?.close();
	}
}

function answerStep(run: NodeRun, step: Step, account: string): void {
	if (step.step === 'problem') run.problem(step.at, step.problem, step);
	else run.success(step.at, stepItem(step, account, run.context.getInputData()[step.at]!.json));
}

function incomingOf<K extends Kind>(run: NodeRun, kind: K, work: OperationContext): Array<Incoming<KindMap[K]>> {
	const fromItem = work.param<string>('recordFrom', 'item') === 'item';
	return run.context.getInputData().flatMap(({ json }, at) => {
		const candidate = fromItem
			? json
			: recordFromFields(parameter<Json>(run.context, 'fields.value', at, {}) ?? {}, kind, work.now);
		const parsed = recordFrom(candidate, kind);
		if ('record' in parsed) return [{ at, sourceKey: parsed.record.origin.id, record: parsed.record }];
		run.problem(at, parsed.problem satisfies Problem);
		return [];
	});
}

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Kind } from '../../core/model/kinds';
import { inBatches } from '../../core/sync/batches';
import { parameterProblem, runDocuments } from '../../core/sync/run';
import type { FormFile } from '../../transport/multipart';
import { callClassOf, usageItem } from './budget';
import { accountIn, connectTo } from './connection';
import { readSummary } from './summary';
import { setLevels } from './levels';
import { byRoute, recordsOf } from './input';
import { openLedger } from './ledger';
import { metered, type Meter } from './meter';
import { REQUEST_TIMEOUT_MS } from './n8n-http';
import { recordRules } from './record-rules';
import { answerStep } from './report';
import { momentOf } from './moment';
import { answerEveryItem, cancelCheck, credentialOf, parameter, type NodeRun } from './run';
import { SIGN_IN, signInOf } from './sign-in';
import { isWholeRead, pollName, sweepFor } from './sweep';
import type {
	CallContext,
	CallOperation,
	FetchOperation,
	JudgeOperation,
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
		const { work, meter } = await workFor(context, system);
		await metered(meter, work.hint, async () => await perform(run, system, operation, work, meter));
	});
}

async function perform(
	run: NodeRun,
	system: System,
	operation: Operation,
	work: OperationContext,
	meter: Meter | undefined,
): Promise<void> {
	// What the calls of a list are for shows when it is known from when on it reads.
	if (operation.does === 'list') return await listRecords(run, system, operation, work, meter);
	await meter?.admit(callClassOf(operation));
	if (operation.does === 'fetch') await fetchRecords(run, operation, work);
	else if (operation.does === 'write') await writeRecords(run, system, operation as WriteOperation, work);
	else if (operation.does === 'setLevels') await setLevels(run, system, operation, work);
	else if (operation.does === 'call') await callForItems(run, operation, work);
	else if (operation.does === 'judge') judgeRecords(run, operation as JudgeOperation, work);
	else {
		const checked = (await operation.check(work)) as Json;
		const callBudget = meter ? usageItem(await meter.state()) : null;
		run.success(0, { ...checked, ...(system.budget && { callBudget }) });
	}
}

function operationOf(context: IExecuteFunctions, system: System): Operation {
	const resource = parameter<string>(context, 'resource', 0);
	const name = parameter<string>(context, 'operation', 0);
	const operation = system.operations.find((each) => each.resource === resource && each.operation === name);
	if (!operation) throw parameterProblem('Operation', `"${name}" of "${resource}" does not exist in this version`);
	return operation;
}

async function workFor(
	context: IExecuteFunctions,
	system: System,
): Promise<{ readonly work: OperationContext; readonly meter: Meter | undefined }> {
	const signIn = signInOf(system, system.signIns && parameter(context, SIGN_IN, 0, ''));
	const credential = await credentialOf(context, signIn.credential, system.label);
	const account = accountIn(system, credential);
	const checkCancelled = cancelCheck(context);
	const ledger = () => parameter<string>(context, 'ledger', 0, 'builtIn');
	const connecting = { account, credential, signIn, ledger, checkCancelled };
	const { connection, meter } = connectTo(context, system, connecting);
	const work: OperationContext = {
		...connection,
		timezone: context.getTimezone(),
		now: new Date().toISOString(),
		param: (name, fallback) => parameter(context, name, 0, fallback),
		hint: (text) => context.addExecutionHints({ message: text, location: 'outputPane' }),
		checkCancelled,
	};
	return { work, meter };
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
		const number = fromItem && typeof origin?.number === 'string' ? origin.number.trim() : undefined;
		const id = operation.idOf(text, number);
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
	meter: Meter | undefined,
): Promise<void> {
	const { context } = run;
	if (operation.sweeps && work.param('skipSettled', false)) {
		const { sweep, end } = await sweepFor(context, system, operation, work);
		try {
			if (sweep === 'atWork')
				work.hint('The run before this one is still reading; this one ended at once so that nothing is read twice.');
			else await readList(run, system, operation, work, meter, sweep);
		} finally {
			await end();
		}
	} else await readList(run, system, operation, work, meter);
	run.done(context.getInputData().keys());
}

async function readList(
	run: NodeRun,
	system: System,
	operation: ListOperation,
	work: OperationContext,
	meter: Meter | undefined,
	sweep?: Sweep,
): Promise<void> {
	const limit = work.param('returnAll', false) ? Infinity : work.param('limit', 50);
	const changedAfter = momentOf(work.param<Json>('filters', {}).changedAfter, 'Changed After', work.timezone);
	const later = await meter?.admit(
		callClassOf(operation, isWholeRead({ limit, changedAfter, sweep })),
		pollOf(run.context),
	);
	if (later !== undefined) return work.hint(later);
	let count = 0;
	let whole = true;
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
			whole &&= !('code' in record);
			count += 1;
		}
		if (count >= limit) {
			whole = false;
			break;
		}
		work.checkCancelled();
	}
	if (whole) await sweep?.completed(count);
	if (work.param('outputSummary', false)) run.success(0, readSummary(system, operation, work, count, whole));
}

/** A list that a schedule runs is a poll; who runs it by hand wants to see it. */
function pollOf(context: IExecuteFunctions): string | undefined {
	return context.getMode() === 'trigger' ? pollName(context) : undefined;
}

// ------------------------------------------------------------------ calls of the operator's own

/** One call an item, with the parameters as they stand for it. */
async function callForItems(run: NodeRun, operation: CallOperation, work: OperationContext): Promise<void> {
	const preview = work.param('previewOnly', false);
	for (const item of run.context.getInputData().keys()) {
		work.checkCancelled();
		const param: OperationContext['param'] = (name, fallback) => parameter(run.context, name, item, fallback);
		const binary: CallContext['binary'] = async (field, mostBytes) => await fileIn(run.context, item, field, mostBytes);
		const called = await operation.call({ ...work, param, binary }, preview);
		if ('answer' in called) run.success(item, called.answer as Json);
		else run.problem(item, called.problem, called);
	}
}

async function fileIn(
	context: IExecuteFunctions,
	item: number,
	field: string,
	mostBytes: number,
): Promise<FormFile | undefined> {
	const held = context.getInputData()[item]?.binary?.[field];
	if (!held) return undefined;
	const bytes = await context.helpers.getBinaryDataBuffer(item, field);
	if (bytes.length > mostBytes) return undefined;
	return { bytes, contentType: held.mimeType, fileName: held.fileName ?? field };
}

// ------------------------------------------------------------------ records that are looked at

function judgeRecords(run: NodeRun, operation: JudgeOperation, work: OperationContext): void {
	for (const { at, record } of recordsOf(run, operation.kind, work)) {
		const judged = operation.judge(record, work);
		if ('pass' in judged) run.success(at, judged.pass as unknown as Json);
		else run.problem(at, judged.problem);
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
	const choice = operation.remembers === false ? 'off' : work.param<string>('ledger', 'builtIn');
	const rules = recordRules(work, operation);
	const places = new Map<object, number>();
	const records = recordsOf(run, operation.kind, work);
	for (const { at, record } of records) places.set(record, at);
	const target = await operation.target({
		...work,
		records: records.map(({ record }) => record),
		paramFor: (record, name, fallback) => parameter(run.context, name, places.get(record) ?? 0, fallback),
	});
	const ledger = await openLedger(run.context, choice);
	try {
		for (const [route, incoming] of byRoute(records, system, work.account)) {
			await runDocuments({
				route,
				incoming: incoming.map((each) => ({ ...each, sourceKey: each.record.origin.id })),
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

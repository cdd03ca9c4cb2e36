/*
 * An execution of n8n's, read: what ran, what came out, what went wrong. Shapes as seen on 2.40.7.
 */
import { parseFlatted } from './flatted';

export type Item = Readonly<Record<string, unknown>>;

export interface ExecutionError {
	readonly message: string;
	readonly description?: string;
	readonly node?: string;
}

/** One run of one node. */
export interface NodeRun {
	readonly executionStatus?: string;
	readonly executionTime: number;
	readonly error?: ExecutionError;
	/** The JSON of the items by output. */
	readonly outputs: ReadonlyArray<readonly Item[]>;
}

export type ExecutionStatus = 'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled' | 'unknown';

export interface ExecutionSummary {
	readonly id: string;
	readonly workflowId: string;
	readonly status: ExecutionStatus;
	/** `manual`, `trigger`, `webhook`, `error`, … */
	readonly mode: string;
	/** ISO 8601, n8n's clock. */
	readonly startedAt?: string;
	readonly stoppedAt?: string;
}

export interface Execution extends ExecutionSummary {
	/** By node name, a run after the other. */
	readonly runData: Readonly<Record<string, readonly NodeRun[]>>;
	readonly error?: ExecutionError;
	readonly lastNode?: string;
}

/** The items a node put out in all its runs, at one output. */
export function itemsOf(execution: Execution, node: string, output = 0): Item[] {
	return (execution.runData[node] ?? []).flatMap((run) => [...(run.outputs[output] ?? [])]);
}

interface StoredRun {
	executionStatus?: string;
	executionTime?: number;
	error?: StoredError;
	data?: { main?: Array<Array<{ json: Item }> | null> };
}

interface StoredError {
	message?: string;
	description?: string | null;
	node?: { name?: string };
}

interface StoredData {
	resultData?: { runData?: Record<string, StoredRun[]>; error?: StoredError; lastNodeExecuted?: string };
}

/** An execution as `GET /rest/executions/:id` answers it, in our words; its data is a flatted text. */
export function toExecution(raw: Item): Execution {
	// An execution that has only been noted has the data "[]".
	const stored = typeof raw.data === 'string' && raw.data !== '[]' ? raw.data : '[{}]';
	const data = parseFlatted(stored) as StoredData;
	const { runData = {}, error, lastNodeExecuted } = data.resultData ?? {};
	const runs = Object.entries(runData).map(([node, all]) => [node, all.map(toNodeRun)] as const);
	return { ...toSummary(raw), runData: Object.fromEntries(runs), error: toError(error), lastNode: lastNodeExecuted };
}

function toNodeRun(run: StoredRun): NodeRun {
	return {
		executionStatus: run.executionStatus,
		executionTime: run.executionTime ?? 0,
		error: toError(run.error),
		outputs: (run.data?.main ?? []).map((items) => (items ?? []).map(({ json }) => json)),
	};
}

function toError(error: StoredError | undefined): ExecutionError | undefined {
	if (!error) return undefined;
	return {
		message: error.message ?? 'no message',
		description: error.description ?? undefined,
		node: error.node?.name,
	};
}

/** The part of an execution that lists hold too. */
export function toSummary(raw: Item): ExecutionSummary {
	return {
		id: String(raw.id),
		workflowId: String(raw.workflowId),
		status: raw.status as ExecutionStatus,
		mode: String(raw.mode),
		startedAt: typeof raw.startedAt === 'string' ? raw.startedAt : undefined,
		stoppedAt: typeof raw.stoppedAt === 'string' ? raw.stoppedAt : undefined,
	};
}

import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { parameterProblem, runProblem } from '../../core/sync/run';
import type { Problem } from '../../core/ports';
import { faultTrace, problemItem, problemOf, type ProblemDetails } from './problems';

/*
 * The error contract (decision 4), in one place. n8n sends every input item down the success branch when a node
 * throws in a continue mode, so a node of ours never does: whatever ends a run becomes one problem per item that was
 * not answered yet. Only with Stop Workflow does it throw, after the others were applied.
 */

/** An item of one of several inputs. */
export interface InputItem {
	readonly input: number;
	readonly item: number;
}

/** The shape of a node that does not answer each item of one input on one output. */
export interface NodeShape {
	/** How many outputs the node has, n8n's error output apart. */
	readonly outputs: number;
	/** The output for problems where the operator wants them among the results; with an error output n8n moves them there. */
	readonly problemOutput: number;
	/** The item that stands for all of them when the run ends; without it every unanswered item has a problem of its own. */
	readonly runItem?: () => InputItem | undefined;
}

const ONE_OUTPUT: NodeShape = { outputs: 1, problemOutput: 0 };

/** The answers of one execution of a node. */
export class NodeRun {
	private readonly successes: INodeExecutionData[][];

	private readonly problems: Array<{ problem: Problem; item: INodeExecutionData }> = [];

	private readonly answered = new Set<number>();

	constructor(
		readonly context: IExecuteFunctions,
		private readonly shape: NodeShape = ONE_OUTPUT,
	) {
		this.successes = Array.from({ length: shape.outputs }, () => []);
	}

	/** A result for an input item. */
	success(item: number, json: IDataObject): void {
		this.answered.add(item);
		this.successes[0]!.push({ json, pairedItem: { item } });
	}

	/** A result on one of several outputs, made from items of several inputs. */
	successOn(output: number, from: readonly InputItem[], json: IDataObject): void {
		this.successes[output]!.push({ json, pairedItem: from.map(({ input, item }) => ({ input, item })) });
	}

	/** A file made from several input items. */
	file(items: readonly number[], json: IDataObject, binary: IBinaryKeyData): void {
		for (const item of items) this.answered.add(item);
		this.successes[0]!.push({ json, binary, pairedItem: items.map((item) => ({ item })) });
	}

	/** A record of an input item that could not go through. */
	problem(item: number, problem: Problem, more: ProblemDetails = {}): void {
		this.answered.add(item);
		this.problems.push({ problem, item: problemItem(problem, item, more) });
	}

	/** A problem of an item of one of several inputs. */
	problemOf({ input, item }: InputItem, problem: Problem): void {
		this.problems.push({ problem, item: { ...problemItem(problem, item), pairedItem: { input, item } } });
	}

	/** Input items that need no result of their own (a list that read nothing). */
	done(items: Iterable<number>): void {
		for (const item of items) this.answered.add(item);
	}

	/** One problem for every input item that nobody has answered; what concerns the whole run. */
	end(thrown: unknown): void {
		const problem = problemOf(thrown, this.context.getNode().name);
		if (problem.code === 'INTERNAL') this.context.logger.error(`n8n-nodes-commerce-bridge: ${faultTrace(thrown)}`);
		if (this.shape.runItem) {
			this.problemOf(this.shape.runItem() ?? { input: 0, item: 0 }, problem);
			return;
		}
		const open = this.context
			.getInputData()
			.map((_, item) => item)
			.filter((item) => !this.answered.has(item));
		// Even when every item had its answer, what ended the run must be seen.
		for (const item of open.length > 0 ? open : [0]) this.problem(item, problem);
	}

	/** Successes first, then problems; throws only with Stop Workflow. */
	result(): INodeExecutionData[][] {
		const first = this.problems[0];
		if (first && !this.context.continueOnFail()) throw this.failure(first.problem);
		const problems = this.problems.map(({ item }) => item);
		return this.successes.map((items, output) =>
			output === this.shape.problemOutput ? [...items, ...problems] : items,
		);
	}

	private failure(first: Problem): NodeOperationError {
		const messages = this.problems.map(({ item }) => item.json.error as { message: string; description: string });
		const same = messages.every(({ message }) => message === messages[0]!.message);
		const fine = this.successes.flat().length;
		const applied = fine > 0 ? ` The other ${fine} went through.` : '';
		const message =
			same || messages.length === 1
				? messages[0]!.message
				: `${messages.length} records could not go through. First: ${messages[0]!.message}`;
		const rest = same
			? ''
			: messages
					.slice(1, 10)
					.map((entry) => ` ${entry.message}`)
					.join('');
		const error = new NodeOperationError(this.context.getNode(), message, {
			description: `${messages[0]!.description}${rest}${applied}`,
		});
		error.context.code = first.code;
		return error;
	}
}

/** Runs a node's work under the error contract. */
export async function answerEveryItem(
	context: IExecuteFunctions,
	work: (run: NodeRun) => Promise<void>,
	shape?: NodeShape,
): Promise<INodeExecutionData[][]> {
	const run = new NodeRun(context, shape);
	try {
		await work(run);
	} catch (thrown) {
		run.end(thrown);
	}
	return run.result();
}

/** A parameter of one item; SETUP_PARAMETER when n8n cannot read it (a failing expression, say). */
export function parameter<T>(context: IExecuteFunctions, name: string, item: number, fallback?: T): T {
	return readable(name, () => context.getNodeParameter(name, item, fallback) as T);
}

/** What n8n reads of a parameter; ends the run with SETUP_PARAMETER when it cannot. */
export function readable<T>(name: string, read: () => T): T {
	try {
		return read();
	} catch {
		throw parameterProblem(name, 'its value cannot be read; check the expression in it');
	}
}

/** A function that ends the run once n8n has cancelled the execution. */
export function cancelCheck(context: IExecuteFunctions): () => void {
	return () => {
		if (context.getExecutionCancelSignal()?.aborted) throw runProblem({ code: 'SETUP_CANCELLED', params: {} });
	};
}

/** The credential's values; SETUP_CREDENTIAL_MISSING when none is chosen or it cannot be opened. */
export async function credentialOf(context: IExecuteFunctions, type: string, label: string): Promise<IDataObject> {
	try {
		return await context.getCredentials<IDataObject>(type);
	} catch {
		throw runProblem({ code: 'SETUP_CREDENTIAL_MISSING', params: { system: label } });
	}
}

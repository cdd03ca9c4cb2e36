import { rmSync } from 'node:fs';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { Sandboxes } from '../../sandbox/bridge';
import type { Fault, FaultKind, JournalEntry } from '../../sandbox/kit';
import type { RunningSandbox } from '../../sandbox/serve';
import { runNode, type NodeRunInput } from '../support/engine';
import { untrueWords } from './contract';
import type { FreshLedger } from './ledgers';
import type { Recipe, Which } from './recipe';
import type { World } from './world';

/*
 * Where one play is played: fresh sandboxes, n8n's folder and a ledger, and the operation over them.
 */

/** Longest wait for an answer while a request is left without one; all other runs have n8n's own limit. */
const SILENCE_MS = 250;

export interface TurnProblem {
	readonly code: string;
	readonly message: string;
	readonly description: string;
}

/** One run of the operation, and what it said. */
export interface Turn {
	readonly reading: IDataObject;
	readonly status: string;
	readonly results: readonly IDataObject[];
	readonly problems: readonly TurnProblem[];
	/** What it said that is not so; empty where the error contract held. */
	readonly untrue: readonly string[];
}

export type Readings = Readonly<Record<Which, IDataObject>>;

export class Stage {
	/** Empty while they are being read. */
	readings: Readings = { older: {}, newer: {} };

	readonly turns: Turn[] = [];

	/** How much time has gone by since the play began, in the ledger and in what is read anew. */
	private passedMs = 0;

	/** By system, as n8n keeps them: a renewed token is stored. */
	private readonly credentials = new Map<string, Record<string, ICredentialDataDecryptedObject>>();

	constructor(
		private readonly world: World,
		readonly recipe: Recipe,
		readonly folder: string,
		readonly ledger: FreshLedger,
	) {}

	get sandboxes(): Sandboxes {
		return this.world.sandboxes;
	}

	// ------------------------------------------------------------------ what comes in

	/** The record as it is read at this moment. */
	reading(which: Which): IDataObject {
		const reading = JSON.parse(JSON.stringify(this.readings[which])) as IDataObject;
		return this.recipe.readNow?.(reading, new Date(Date.now() + this.passedMs)) ?? reading;
	}

	/** Later, as far as the ledger and new readings can tell. */
	async pass(ms: number): Promise<void> {
		this.passedMs += ms;
		await this.ledger.age(ms);
	}

	// ------------------------------------------------------------------ what goes wrong

	/** Whether a request may be left without an answer. */
	private isSilent = false;

	/** Lets requests of the target go wrong, once unless told otherwise. */
	plant(fault: Fault): void {
		this.target.addFault(fault);
		this.isSilent ||= fault.kind.startsWith('timeout');
	}

	/** From now on nothing goes wrong any more. Throws when a fault of this kind never struck: then nothing was tried. */
	calm(kind?: FaultKind): void {
		this.target.clearFaults();
		this.isSilent = false;
		if (kind !== undefined && !this.journal().some(({ fault }) => fault === kind))
			throw new Error(`No request was struck by ${kind}, so the play shows nothing`);
	}

	// ------------------------------------------------------------------ running nodes

	/** Runs the operation on a reading, its problems on the error output. */
	async turn(reading: IDataObject, more: IDataObject = {}): Promise<Turn> {
		const patience = this.isSilent ? { timeoutMs: SILENCE_MS } : {};
		const answer = await runNode({ ...this.input(reading, more), ...patience });
		const problems = jsonOf(answer.outputs[1]).map(({ error }) => error as TurnProblem);
		const said = { reading, status: answer.status, results: jsonOf(answer.outputs[0]), problems };
		const turn = { ...said, untrue: more.previewOnly === true ? [] : untrueWords(said, this.turns, this) };
		this.turns.push(turn);
		return turn;
	}

	/** What runs the operation on a reading, in this process or another. */
	input(reading: IDataObject, more: IDataObject = {}): NodeRunInput {
		const parameters = { ...operationOf(this.recipe), ...this.recipe.parameters, ...more };
		return { ...this.nodeInput(systemOf(this.recipe), parameters, [reading]), onError: 'continueErrorOutput' };
	}

	/**
	 * Runs the operation in a process of its own, which is killed while the target withholds the answer to a write that
	 * it has committed.
	 */
	async killed(reading: IDataObject): Promise<void> {
		this.plant({ kind: 'timeoutAfterCommit', operation: this.recipe.write });
		const withheld = () =>
			this.journal().some(({ fault, accepted, answered }) => fault === 'timeoutAfterCommit' && accepted && !answered);
		await this.world.children.runUntil(this.input(reading), withheld);
		this.calm('timeoutAfterCommit');
	}

	/** Runs another node of a system and answers what it puts out. */
	async read(system: string, parameters: IDataObject, items: readonly IDataObject[] = [{}]): Promise<IDataObject[]> {
		const answer = await runNode(this.nodeInput(system, parameters, items));
		if (answer.error) throw new Error(`${system} ${JSON.stringify(parameters)}: ${answer.error.message}`);
		return jsonOf(answer.outputs[0]);
	}

	private nodeInput(type: string, parameters: IDataObject, items: readonly IDataObject[]): NodeRunInput {
		return {
			type,
			parameters: { ...parameters, ...this.ledger.parameters },
			credentials: { ...this.credentialsOf(type), ...this.ledger.credentials },
			items: [...items],
			storageFolder: this.folder,
		};
	}

	/** A system's keys, as n8n keeps them: a token it was given stays in them. */
	credentialsOf(system: string): Record<string, ICredentialDataDecryptedObject> {
		const sandbox = this.sandboxes.running.find(({ name }) => name === system);
		if (!sandbox) return {};
		const { type, data } = sandbox.credential();
		const kept = this.credentials.get(system) ?? { [type]: { ...data } };
		this.credentials.set(system, kept);
		return kept;
	}

	// ------------------------------------------------------------------ what became of it

	/** The sandbox the operation writes to. */
	get target(): RunningSandbox {
		return this.sandboxes.of(systemOf(this.recipe));
	}

	documents(reading: IDataObject): boolean[] {
		return this.recipe.documents(this, reading);
	}

	/** Codes of the problems a person can see: those on the ledger's list, else those of the last run. */
	async openProblems(): Promise<string[]> {
		const listed = this.ledger.remembers ? await this.listedProblems() : [];
		if (listed.length > 0) return listed;
		// One record, one problem: a run that ends says the same of every item.
		return (this.turns.at(-1)?.problems ?? []).map(({ code }) => code).slice(0, 1);
	}

	private async listedProblems(): Promise<string[]> {
		const items = await this.read('ledger', { operation: 'getProblems', limit: 50, filters: {} });
		return items.map(({ ledger }) => (ledger as { problem: { code: string } }).problem.code);
	}

	/** The target's exchanges, oldest first. */
	journal(): JournalEntry[] {
		return this.target.journal();
	}

	/** Writes of the record that the target has committed. */
	writes(): JournalEntry[] {
		const { write, change, parts = [] } = this.recipe;
		const names = [write, change, ...parts];
		return this.journal().filter(({ operation, accepted }) => accepted && names.includes(operation));
	}

	async close(): Promise<void> {
		await this.ledger.remove?.();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

export const systemOf = ({ operation }: Recipe): string => operation.split(' ')[0] ?? '';

function operationOf({ operation }: Recipe): IDataObject {
	const [resource, name] = (operation.split(' ')[1] ?? '').split('/');
	return { resource, operation: name };
}

const jsonOf = (items: ReadonlyArray<{ readonly json: IDataObject }> | undefined): IDataObject[] =>
	(items ?? []).map(({ json }) => json);

import { failedCell, playCell, type Cell } from './cell';
import { FAULTS, type FaultRow } from './faults';
import { LEDGERS, type LedgerRow } from './ledgers';
import { allRecipes, writeOperations, type PackedOperation } from './operations';
import type { Recipe } from './recipe';
import { World } from './world';

/*
 * Operations × faults × ledgers.
 */

/** Which part of the matrix is wanted; what is absent is wanted whole. */
export interface Wanted {
	readonly operation?: string;
	readonly fault?: string;
	readonly ledger?: string;
	readonly play?: string;
	readonly answer?: string;
}

export interface Matrix {
	readonly operations: readonly string[];
	readonly faults: readonly string[];
	readonly ledgers: readonly string[];
	readonly cells: readonly Cell[];
}

const NO_RECIPE = 'test/faults/recipes has no recipe for it';
const NO_LEDGER = 'keeps no ledger and asks the target every time, whatever is chosen';

const isWanted = (wanted: string | undefined, name: string) => wanted === undefined || wanted === name;

/**
 * Plays the wanted cells, an operation after the other; `played` is told of each operation's. A ledger that cannot be
 * tried on this machine is left out and told to `skipped`; where `CI` is set its cells fail.
 */
export async function playMatrix(
	wanted: Wanted,
	played: (operation: string, cells: readonly Cell[]) => void,
	skipped: (why: string) => void,
): Promise<Matrix> {
	const operations = (await writeOperations()).filter(({ name }) => isWanted(wanted.operation, name));
	const faults = FAULTS.filter(({ name }) => isWanted(wanted.fault, name));
	const ledgers = await ledgersHere(wanted, skipped);
	const recipes = await allRecipes();
	const cells: Cell[] = [];
	const world = await World.open();
	try {
		for (const operation of operations) {
			const recipe = recipes.get(operation.name);
			const own: Cell[] = [];
			for (const ledger of ledgers) own.push(...(await cellsOf(world, { operation, recipe, ledger, faults }, wanted)));
			played(operation.name, own);
			cells.push(...own);
		}
	} finally {
		await world.close();
		for (const { row } of ledgers) await row.close?.();
	}
	return {
		operations: operations.map(({ name }) => name),
		faults: faults.map(({ name }) => name),
		ledgers: ledgers.map(({ row }) => row.name),
		cells,
	};
}

interface Part {
	readonly operation: PackedOperation;
	readonly recipe: Recipe | undefined;
	readonly ledger: LedgerHere;
	readonly faults: readonly FaultRow[];
}

/** The cells of one operation with one ledger. */
async function cellsOf(world: World, part: Part, wanted: Wanted): Promise<Cell[]> {
	const { operation, recipe, ledger, faults } = part;
	if (faults.some(({ name }) => name === 'crash')) await world.children.prepare();
	const cells: Cell[] = [];
	for (const fault of faults) {
		const place = { operation: operation.name, fault: fault.name, ledger: ledger.row.name };
		const cell =
			recipe && ledger.missing === undefined
				? await playCell(world, recipe, fault, ledger.row, wanted)
				: failedCell(place, ledger.missing ?? NO_RECIPE);
		cells.push(operation.remembers ? cell : { ...cell, note: NO_LEDGER });
	}
	return cells;
}

interface LedgerHere {
	readonly row: LedgerRow;
	/** Why it cannot be tried here, where it must be all the same. */
	readonly missing?: string;
}

async function ledgersHere(wanted: Wanted, skipped: (why: string) => void): Promise<LedgerHere[]> {
	const ledgers: LedgerHere[] = [];
	for (const row of LEDGERS.filter(({ name }) => isWanted(wanted.ledger, name))) {
		const missing = await row.missing?.();
		if (missing === undefined || process.env.CI) ledgers.push({ row, missing });
		else skipped(`${row.name} SKIPPED: ${missing}`);
	}
	return ledgers;
}

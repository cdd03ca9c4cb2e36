import type { Cell, PlayResult } from './cell';
import type { FaultRow } from './faults';

/*
 * The matrix in words: a block an operation, a line a fault, a column a ledger, and what does not hold with the command
 * that plays it again.
 */

const FIRST = 34;
const COLUMN = 14;

export function tableOf(operation: string, faults: readonly FaultRow[], cells: readonly Cell[]): string {
	const ledgers = [...new Set(cells.map(({ ledger }) => ledger))];
	const line = (first: string, columns: readonly string[]) =>
		`${first.padEnd(FIRST)}${columns.map((text) => text.padEnd(COLUMN)).join('')}`.trimEnd();
	const figures = (cell: Cell | undefined) =>
		cell ? `${cell.documents} + ${cell.problems}${cell.ok ? '' : ' FAILED'}${cell.promise ? ' *' : ''}` : '';
	const note = cells.find((cell) => cell.note !== undefined)?.note;
	return [
		line(operation, ledgers),
		...(note === undefined ? [] : [`  (${note})`]),
		...faults.flatMap(({ name, title }) => {
			const row = cells.filter(({ fault }) => fault === name);
			return row.length === 0
				? []
				: [
						line(
							`  ${title}`,
							ledgers.map((ledger) => figures(row.find((cell) => cell.ledger === ledger))),
						),
					];
		}),
	].join('\n');
}

/** Every play that does not hold, with what it said. */
export function failuresOf(cells: readonly Cell[]): string[] {
	return cells.flatMap((cell) =>
		cell.plays.filter(({ ok }) => !ok).map((play) => `${placeOf(cell, play)}\n${detailsOf(play)}`),
	);
}

/** Where less than exactly once is promised, and what; each shown to be kept. */
export function promisesOf(cells: readonly Cell[]): string[] {
	return cells.flatMap((cell) =>
		cell.plays
			.filter(({ promise }) => promise !== undefined)
			.map(
				(play) => `* ${cell.operation}, ${cell.fault}, ${cell.ledger}, ${play.play}, ${play.answer}: ${play.promise}`,
			),
	);
}

const placeOf = ({ operation, fault, ledger }: Cell, { play, answer }: PlayResult): string =>
	`FAILED  npm run faults -- --operation '${operation}' --fault ${fault} --ledger ${ledger} --play '${play}' --answer '${answer}'`;

export const detailsOf = ({ documents, problems, said, wrong }: PlayResult): string =>
	[`        ${said.join(', ')}`, `        ${documents} + ${problems}`, ...wrong.map((what) => `        ${what}`)].join(
		'\n',
	);

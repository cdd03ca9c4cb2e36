/*
 * CSV as RFC 4180 has it, read piece by piece and written row by row; decision record 0031.
 */

/** The limits of a file (decision 25). */
export const LARGEST_FILE_BYTES = 50 * 1024 ** 2;
export const MOST_ROWS = 200_000;
export const MOST_COLUMNS = 64;
/** The longest cell kept in memory. */
const LONGEST_CELL = 10_000;

/** A file that cannot be read as a whole; `line` is where, counted from 1, and 0 where it is all of it. */
export class CsvFault extends Error {
	constructor(
		readonly reason: string,
		readonly line: number,
	) {
		super(reason);
	}
}

/** Gives a whole file up, wherever in it one is. */
export function refuseFile(reason: string): never {
	throw new CsvFault(reason, 0);
}

export interface CsvRow {
	/** The line of the file the row begins in, counted from 1: what a person's editor shows. */
	readonly line: number;
	readonly cells: readonly string[];
}

export type Separator = ',' | ';' | '\t';

/** The separator of a heading line: a comma, unless it has none and has one of the others. */
export function separatorOf(heading: string): Separator {
	if (heading.includes(',')) return ',';
	return heading.includes(';') ? ';' : heading.includes('\t') ? '\t' : ',';
}

/**
 * Reads CSV from pieces of text that end anywhere. Rows without any content are left out. Throws a CsvFault for a quote
 * that is never closed, text behind a closing quote, and what is over a limit.
 */
export class CsvReader {
	private cells: string[] = [];

	private cell = '';

	private state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';

	private line = 1;

	private rowLine = 1;

	private quoteLine = 1;

	private count = 0;

	private afterReturn = false;

	constructor(private readonly separator: Separator = ',') {}

	/** The rows that end in this piece. */
	push(text: string): CsvRow[] {
		const rows: CsvRow[] = [];
		for (const sign of text) {
			const isSecondOfTwo = this.afterReturn && sign === '\n';
			this.afterReturn = sign === '\r';
			if (isSecondOfTwo && this.state !== 'quoted') continue;
			this.take(sign, isSecondOfTwo, rows);
		}
		return rows;
	}

	/** The last row, where the file does not end with a line's end. */
	finish(): CsvRow[] {
		const rows: CsvRow[] = [];
		if (this.state === 'quoted') throw new CsvFault('a quotation mark is opened here and never closed', this.quoteLine);
		if (this.state !== 'start' || this.cells.length > 0) this.endRow(rows);
		return rows;
	}

	private take(sign: string, isSecondOfTwo: boolean, rows: CsvRow[]): void {
		const isEnd = sign === '\n' || sign === '\r';
		if (this.state === 'quoted') {
			if (isEnd && !isSecondOfTwo) this.line += 1;
			if (sign === '"') this.state = 'closed';
			else this.add(sign);
		} else if (isEnd) {
			this.endRow(rows);
			this.line += 1;
			this.rowLine = this.line;
		} else if (sign === this.separator) this.endCell();
		else if (sign === '"' && this.state === 'start') {
			this.state = 'quoted';
			this.quoteLine = this.line;
		} else if (sign === '"' && this.state === 'closed') {
			this.add('"');
			this.state = 'quoted';
		} else if (this.state === 'closed') {
			throw new CsvFault('text stands behind a closing quotation mark', this.line);
		} else {
			this.state = 'plain';
			this.add(sign);
		}
	}

	private add(sign: string): void {
		if (this.cell.length >= LONGEST_CELL)
			throw new CsvFault(`a cell is longer than ${LONGEST_CELL} characters`, this.line);
		this.cell += sign;
	}

	private endCell(): void {
		this.cells.push(this.cell);
		if (this.cells.length > MOST_COLUMNS) throw new CsvFault(`a row has more than ${MOST_COLUMNS} columns`, this.line);
		this.cell = '';
		this.state = 'start';
	}

	private endRow(rows: CsvRow[]): void {
		this.endCell();
		const { cells, rowLine } = this;
		this.cells = [];
		if (cells.every((cell) => cell.trim() === '')) return;
		this.count += 1;
		// The heading is no row of the operator's.
		if (this.count > MOST_ROWS + 1) throw new CsvFault(`it has more than ${MOST_ROWS} rows`, rowLine);
		rows.push({ line: rowLine, cells });
	}
}

/** The rows of a text, its heading first; the separator is told from the first line. */
export async function* rowsOf(text: AsyncIterable<string>): AsyncGenerator<CsvRow> {
	let reader: CsvReader | undefined;
	let waiting = '';
	for await (const piece of text) {
		if (reader) yield* reader.push(piece);
		else {
			waiting += piece;
			const heading = /^[^\r\n]*(?=[\r\n])/.exec(waiting);
			if (!heading) continue;
			reader = new CsvReader(separatorOf(heading[0]));
			yield* reader.push(waiting);
		}
	}
	if (!reader) {
		reader = new CsvReader(separatorOf(waiting));
		yield* reader.push(waiting);
	}
	yield* reader.finish();
}

/** Whether a spreadsheet would take a cell for a formula. */
export const isFormula = (cell: string): boolean => /^[=+\-@\t\r]/.test(cell);

/** For whom a file is written: a machine gets every cell as it is, a person's spreadsheet is kept from running any. */
export type Reader = 'machine' | 'person';

/** One line of a file, with its end. */
export function csvLine(cells: ReadonlyArray<string | number>, reader: Reader): string {
	return `${cells.map((cell) => quoted(forReader(cell, reader))).join(',')}\r\n`;
}

const forReader = (cell: string | number, reader: Reader) =>
	typeof cell === 'string' && reader === 'person' && isFormula(cell) ? `'${cell}` : String(cell);

const quoted = (cell: string) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

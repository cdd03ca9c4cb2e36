import type { IExecuteFunctions } from 'n8n-workflow';

import { CsvFault, LARGEST_FILE_BYTES, refuseFile, rowsOf, type CsvRow } from '../../core/file/csv';
import { columnsOf, withoutRepeats, type Columns, type Read } from '../../core/file/rows';
import { problem } from '../../core/problems';
import { runProblem } from '../../core/sync/run';

/*
 * A file on its way into records: piece by piece, and whole before anything of it is put out.
 */

/** The file of an item, piece by piece, with its name; ends the run where the item has none. */
async function openFile(
	{ helpers }: IExecuteFunctions,
	item: number,
	field: string,
): Promise<{ readonly name: string; readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }> {
	const found = (() => {
		try {
			return helpers.assertBinaryData(item, field);
		} catch {
			throw fileProblem('the file', `none came in under "${field}"; look how the node before this one names it`);
		}
	})();
	const name = found.fileName ?? field;
	if (found.id !== undefined) return { name, pieces: await helpers.getBinaryStream(found.id) };
	return { name, pieces: [await helpers.getBinaryDataBuffer(item, field)] };
}

export const fileProblem = (file: string, reason: string) =>
	runProblem(problem('SETUP_FILE', { file: file.slice(0, 100), reason }));

/** The text of a file, piece by piece; without a mark of its byte order. */
async function* textOf(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<string> {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let bytes = 0;
	for await (const piece of pieces) {
		bytes += piece.byteLength;
		if (bytes > LARGEST_FILE_BYTES) refuseFile('it is larger than 50 MB');
		yield decoded(() => decoder.decode(piece, { stream: true }));
	}
	yield decoded(() => decoder.decode());
}

function decoded(read: () => string): string {
	try {
		return read();
	} catch {
		return refuseFile('it is not UTF-8; save it as "CSV UTF-8"');
	}
}

export interface Wanted<Name extends string, T> {
	readonly item: number;
	readonly field: string;
	readonly columns: Readonly<Record<Name, { readonly title: string; readonly required: boolean }>>;
	readonly read: (row: CsvRow, columns: Columns<Name>) => Read<T>;
	readonly checkCancelled: () => void;
}

/**
 * Every row of a file, in its order: a record, a problem, or nothing asked. A file that cannot be read to its end gives
 * no record at all. Ends the run with SETUP_FILE.
 */
export async function readFile<Name extends string, T extends { readonly origin: { readonly id: string } }>(
	context: IExecuteFunctions,
	{ item, field, columns: wanted, read, checkCancelled }: Wanted<Name, T>,
): Promise<{ readonly name: string; readonly rows: ReadonlyArray<Read<T>> }> {
	const { name, pieces } = await openFile(context, item, field);
	const rows: Array<Read<T>> = [];
	let columns: Columns<Name> | undefined;
	try {
		for await (const row of rowsOf(textOf(pieces))) {
			if (columns) rows.push(read(row, columns));
			else {
				const found = columnsOf(row.cells, wanted);
				if ('reason' in found) throw fileProblem(name, found.reason);
				({ columns } = found);
			}
			if (rows.length % 1_000 === 0) checkCancelled();
		}
	} catch (error) {
		throw failureOf(error, name);
	}
	if (!columns) throw fileProblem(name, 'it is empty');
	return { name, rows: withoutRepeats(rows) };
}

/** What is wrong with the file, in the operator's words; everything else goes on as it is. */
function failureOf(error: unknown, name: string): unknown {
	if (!(error instanceof CsvFault)) return error;
	return fileProblem(name, error.line === 0 ? error.reason : `line ${error.line}: ${error.reason}`);
}

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { priceRow, stockRow, type FileRules, type Read } from '../../core/file/rows';
import { parameterProblem } from '../../core/sync/run';
import { momentOf } from './moment';
import { answerEveryItem, cancelCheck, parameter, type NodeRun } from './run';
import type { FileOperation } from './file-fields';
import { readFile } from './file-read';
import { priceFiles, resultFile, stockFiles, type Answer, type Written } from './file-write';

/*
 * Commerce File: CSV in and out, for systems without an API and people who prefer a file.
 */

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '');

export async function executeFile(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await answerEveryItem(context, async (run) => {
		const operation = parameter<FileOperation>(context, 'operation', 0);
		if (operation === 'readStock' || operation === 'readPrices') {
			for (const item of context.getInputData().keys()) await readItem(run, operation, item);
		} else await writeItems(run, operation);
	});
}

// ------------------------------------------------------------------ files in

function rulesOf(run: NodeRun, item: number): FileRules {
	const { context } = run;
	const account = text(parameter<unknown>(context, 'source', item, ''));
	if (!/^[A-Za-z0-9_.-]{1,60}$/.test(account))
		throw parameterProblem(
			'Source Name',
			'only letters, digits, dots, hyphens and underscores can be in it, 60 at most',
		);
	const given = parameter<unknown>(context, 'moment', item, '');
	const moment = momentOf(given, 'Counted At', context.getTimezone()) ?? new Date().toISOString();
	const { knownSkus } = optionsOf(run, item);
	return {
		account,
		moment,
		knownSkus: new Set(
			text(knownSkus)
				.split(',')
				.map((sku) => sku.trim()),
		),
	};
}

const optionsOf = ({ context }: NodeRun, item: number) => parameter<IDataObject>(context, 'fileOptions', item, {});

/** The title of a column: the operator's, else the usual one. */
const titleOf = (options: IDataObject, name: string, usual: string) => text(options[name]) || usual;

async function readItem(run: NodeRun, operation: 'readStock' | 'readPrices', item: number): Promise<void> {
	const { context } = run;
	const rules = rulesOf(run, item);
	const options = optionsOf(run, item);
	const sku = { title: titleOf(options, 'sku', 'SKU'), required: true };
	const common = {
		item,
		field: text(parameter<unknown>(context, 'inputField', item, 'data')),
		checkCancelled: cancelCheck(context),
	};
	if (operation === 'readStock') {
		const columns = {
			sku,
			quantity: { title: titleOf(options, 'quantity', 'Quantity'), required: true },
			location: { title: titleOf(options, 'location', 'Location'), required: false },
		};
		answerRows(run, item, await readFile(context, { ...common, columns, read: (row, at) => stockRow(row, at, rules) }));
		return;
	}
	const currency = text(parameter<unknown>(context, 'currency', item, '')).toUpperCase();
	if (!/^[A-Z]{3}$/.test(currency)) throw parameterProblem('Currency', 'it is three letters such as PKR');
	const columns = {
		sku,
		before: { title: titleOf(options, 'before', 'Sale_Price'), required: false },
		now: { title: titleOf(options, 'now', 'Discounted_Price'), required: true },
	};
	const read = (row: Parameters<typeof priceRow>[0], at: Parameters<typeof priceRow>[1]) =>
		priceRow(row, at, { ...rules, currency });
	answerRows(run, item, await readFile(context, { ...common, columns, read }));
}

/** Every row is a record, a problem, or counted among those that ask for nothing. */
function answerRows<T extends object>(
	run: NodeRun,
	item: number,
	{ name, rows }: { readonly name: string; readonly rows: ReadonlyArray<Read<T>> },
): void {
	let [records, problems] = [0, 0];
	for (const row of rows) {
		if ('record' in row) {
			run.success(item, row.record as unknown as IDataObject);
			records += 1;
		} else if ('problem' in row) {
			run.problem(item, row.problem);
			problems += 1;
		}
	}
	run.done([item]);
	const empty = rows.length - records - problems;
	run.context.addExecutionHints({
		message: `${name}: ${rows.length} rows, ${records} records, ${problems} problems, ${empty} with empty figures that were left out.`,
		location: 'outputPane',
	});
}

// ------------------------------------------------------------------ files out

async function writeItems(run: NodeRun, operation: 'writeStock' | 'writePrices' | 'writeResults'): Promise<void> {
	const { context } = run;
	const items = context.getInputData().map(({ json }) => json);
	if (operation === 'writeResults') return await putOut(run, { files: [resultFile(items)], problems: [] }, 'result');
	const isSample = parameter<boolean>(context, 'sample', 0, false);
	const options = optionsOf(run, 0);
	const title = (name: string, usual: string) => titleOf(options, name, usual);
	if (operation === 'writeStock')
		await putOut(run, stockFiles(items, [title('sku', 'SKU'), title('quantity', 'Quantity')], isSample), 'stockLevel');
	else
		await putOut(
			run,
			priceFiles(
				items,
				[title('sku', 'SKU'), title('before', 'Sale_Price'), title('now', 'Discounted_Price')],
				isSample,
			),
			'price',
		);
}

async function putOut(run: NodeRun, { files, problems }: Answer, of: string): Promise<void> {
	const { context } = run;
	const name = text(parameter<unknown>(context, 'fileName', 0, '')) || 'file.csv';
	const field = text(parameter<unknown>(context, 'outputField', 0, 'data')) || 'data';
	for (const file of files) {
		const fileName = files.length > 1 ? nameFor(name, file) : name;
		const binary = await context.helpers.prepareBinaryData(Buffer.from(file.text, 'utf8'), fileName, 'text/csv');
		const { location, rows } = file;
		run.file(file.items, { kind: 'file', of, location, rows, fileName }, { [field]: binary });
	}
	for (const { item, problem } of problems) run.problem(item, problem);
}

/** `stock.csv` for the location 310 is `stock-310.csv`. */
const nameFor = (name: string, { location }: Written) =>
	name.replace(/(\.[A-Za-z0-9]+)?$/, (end) => `-${location.replace(/[^A-Za-z0-9_-]/g, '_') || 'none'}${end}`);

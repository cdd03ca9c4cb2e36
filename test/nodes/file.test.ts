/** @jest-environment ./test/support/jest-environment.js */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import shopdeskSandbox from '../../nodes/ShopDesk/sandbox';
import { runNode, type NodeRunAnswer } from '../support/engine';
import { openSystem, outcomesOf } from '../support/warehouse';

/*
 * Commerce File in n8n's engine: files in, files out, every row with its result.
 */

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'file-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BASE = { type: 'file', onError: 'continueErrorOutput' } as const;
const readIn = async (content: string | Buffer, parameters: IDataObject = {}, fileName = 'stock.csv') =>
	await runNode({
		...BASE,
		storageFolder: folder,
		parameters: { operation: 'readStock', source: 'count', ...parameters },
		items: [{}],
		files: [{ fileName, content: Buffer.from(content) }],
	});
const writeOut = async (parameters: IDataObject, items: IDataObject[]) =>
	await runNode({ ...BASE, storageFolder: folder, parameters, items });

const jsonOf = (items: readonly INodeExecutionData[] | undefined) => (items ?? []).map(({ json }) => json);
const records = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[0]);
const problems = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[1]).map(({ error }) => error as IDataObject);
const files = ({ outputs }: NodeRunAnswer) =>
	(outputs[0] ?? []).map(({ json, binary }) => ({
		...json,
		text: Buffer.from(binary!.data!.data, 'base64').toString('utf8'),
		name: binary!.data!.fileName,
	}));

it('reads levels, and tells of every other row why not', async () => {
	const answer = await readIn('\uFEFFSKU,Quantity\r\nMUG-BLUE,12\r\nMUG-WHITE,few\r\nPLATE,\r\n=1+1,3\r\n');
	expect(answer.status).toBe('success');
	expect(records(answer)).toMatchObject([{ kind: 'stockLevel', sku: 'MUG-BLUE', available: 12 }]);
	expect(problems(answer).map(({ code, message }) => [code, /Line (\d+)/.exec(String(message))?.[1]])).toEqual([
		['FILE_ROW', '3'],
		['FILE_ROW', '5'],
	]);
	expect(answer.hints).toEqual(['stock.csv: 4 rows, 1 records, 2 problems, 1 with empty figures that were left out.']);
});

it.each([
	['a quotation mark without an end', 'SKU,Quantity\nA,1\n"B,2\n', 'line 3'],
	['no column of that name', 'Code,Quantity\nA,1\n', 'no column "SKU"'],
	['another encoding', Buffer.from([...Buffer.from('SKU,Quantity\nM'), 0xe4, 0x2c, 0x31]), 'UTF-8'],
	['nothing in it', '', 'it is empty'],
])('takes nothing at all of a file with %s', async (_, content, words) => {
	const answer = await readIn(content);
	expect(records(answer)).toEqual([]);
	expect(problems(answer)).toMatchObject([{ code: 'SETUP_FILE', message: expect.stringContaining(words) }]);
});

it('says that no file came in', async () => {
	const answer = await readIn('SKU,Quantity\n', { inputField: 'attachment' });
	expect(problems(answer)).toMatchObject([{ code: 'SETUP_FILE', message: expect.stringContaining('"attachment"') }]);
});

it('accounts for each of 50,000 rows', async () => {
	const lines = Array.from({ length: 50_000 }, (_, n) => {
		if (n % 1_000 === 1) return `BULK-${n},many`;
		if (n % 1_000 === 2) return `BULK-${n},`;
		return n === 49_990 ? 'BULK-10,7' : `BULK-${n},${n % 90}`;
	});
	const answer = await readIn(`SKU,Quantity\n${lines.join('\n')}\n`, {}, 'large.csv');
	const [good, bad] = [records(answer), problems(answer)];
	// 50 that are no number, 50 without a figure, and BULK-10 twice.
	expect(good).toHaveLength(50_000 - 50 - 50 - 2);
	expect(bad).toHaveLength(50 + 2);
	expect(new Set(good.map(({ sku }) => sku)).size).toBe(good.length);
	expect(good.every(({ sku, available }) => available === Number(String(sku).slice(5)) % 90)).toBe(true);
	expect(answer.hints[0]).toContain('50000 rows, 49898 records, 52 problems, 50 with empty figures');
}, 120_000);

it('writes a file for each location, as it was asked for, and reads it again', async () => {
	const level = (sku: string, available: number, place: string): IDataObject => ({
		kind: 'stockLevel',
		origin: { system: 'shopDesk', account: '77', id: `${place}:${sku}`, seenAt: '2026-11-22T10:00:00.000Z' },
		...{ sku, available, location: { id: place }, observedAt: '2026-11-22T10:00:00.000Z' },
	});
	const items = [level('A', 1, '310'), level('B, large', 2, '311'), level('C', -1, '310'), level('D', 4, '310')];
	const twice = [...items, level('D', 5, '310')];
	const answer = await writeOut({ operation: 'writeStock', fileName: 'stock.csv' }, twice);
	expect(files(answer)).toMatchObject([
		{ name: 'stock-310.csv', location: '310', rows: 1, text: 'SKU,Quantity\r\nA,1\r\n' },
		{ name: 'stock-311.csv', location: '311', rows: 1, text: 'SKU,Quantity\r\n"B, large",2\r\n' },
	]);
	expect(problems(answer).map(({ code }) => code)).toEqual(['FIELD_INVALID', 'FILE_TWICE', 'FILE_TWICE']);
	expect(records(await readIn(files(answer)[1]!.text))).toMatchObject([{ sku: 'B, large', available: 2 }]);
});

it('reads prices, and writes them for the upload', async () => {
	const content = 'SKU,Sale_Price,Discounted_Price\nA,4000,3500\nB,,3500\nC,100,100\nD,10,11\n';
	const answer = await readIn(content, { operation: 'readPrices', currency: 'pkr' }, 'prices.csv');
	expect(records(answer).map(({ sku, price, currency }) => [sku, price, currency])).toEqual([
		['A', '3500', 'PKR'],
		['B', '3500', 'PKR'],
		['C', '100', 'PKR'],
	]);
	expect(problems(answer).map(({ code }) => code)).toEqual(['FILE_ROW']);
	const written = files(await writeOut({ operation: 'writePrices', fileName: 'prices.csv' }, records(answer)));
	expect(written).toMatchObject([{ text: content.replace('D,10,11\n', '').replaceAll('\n', '\r\n') }]);
});

it('writes a sample without figures, so that nothing is set to zero by mistake', async () => {
	const answer = await writeOut({ operation: 'writePrices', sample: true }, [{ sku: 'A' }, { sku: 'B' }, {}]);
	expect(files(answer)).toMatchObject([{ text: 'SKU,Sale_Price,Discounted_Price\r\nA,,\r\nB,,\r\n' }]);
	expect(problems(answer).map(({ code }) => code)).toEqual(['KEY_MISSING']);
});

it('writes for people what became of each record, and no formula', async () => {
	const error = { code: 'FILE_ROW', message: '=cmd', description: 'Correct it.' };
	const answer = await writeOut({ operation: 'writeResults' }, [
		{ kind: 'result', number: 'A', outcome: 'updated' },
		{ sku: 'B', error },
	]);
	expect(files(answer)[0]!.text).toBe(
		"Record,Outcome,Code,What Happened,What to Do\r\nA,updated,,,\r\nB,problem,FILE_ROW,'=cmd,Correct it.\r\n",
	);
});

it('brings a counted file into ShopDesk, each row once', async () => {
	const desk = await openSystem(shopdeskSandbox);
	try {
		Object.assign(desk.keys, { contract: 'assumed' });
		const levels = records(await readIn('SKU,Quantity\nMUG-BLUE,7\nNO-SUCH,3\n'));
		const adjust = {
			...{ resource: 'stockLevel', operation: 'adjust', location: '310', quantityMeans: 'new_level' },
			...{ reason: 'Cycle count', levelOptions: { firstRun: 'apply' } },
		};
		const first = await desk.run(adjust, levels);
		expect(first.problems).toEqual([]);
		expect(outcomesOf(first)).toContain('updated');
		expect(first.results.length + first.problems.length).toBe(2);
		const { stock } = desk.sandbox.state() as { stock: Array<{ storeId: number; sku: string; quantity: number }> };
		expect(stock.find(({ storeId, sku }) => storeId === 45 && sku === 'MUG-BLUE')?.quantity).toBe(7);
	} finally {
		await desk.close();
	}
});

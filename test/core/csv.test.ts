import fc from 'fast-check';

import { csvLine, CsvReader, MOST_ROWS, rowsOf, separatorOf } from '../../core/file/csv';
import { columnsOf, priceRow, stockRow, withoutRepeats, type FileRules } from '../../core/file/rows';

/*
 * CSV files: what is read of them, piece by piece, and what is written.
 */

async function* pieces(...texts: readonly string[]): AsyncGenerator<string> {
	for (const text of texts) yield await Promise.resolve(text);
}

async function read(...texts: readonly string[]): Promise<Array<readonly [number, readonly string[]]>> {
	const rows: Array<readonly [number, readonly string[]]> = [];
	for await (const { line, cells } of rowsOf(pieces(...texts))) rows.push([line, cells]);
	return rows;
}

it.each([
	[
		'line ends of every kind',
		'a,b\r\n1,2\n3,4\r5,6',
		[
			[1, ['a', 'b']],
			[2, ['1', '2']],
			[3, ['3', '4']],
			[4, ['5', '6']],
		],
	],
	[
		'quoted cells',
		'a,b\n"1,""x""","2\r\n3"\n4,5',
		[
			[1, ['a', 'b']],
			[2, ['1,"x"', '2\r\n3']],
			[4, ['4', '5']],
		],
	],
	[
		'empty cells, and no empty lines',
		'a,b\n\n,1\n , \n"",2\n',
		[
			[1, ['a', 'b']],
			[3, ['', '1']],
			[5, ['', '2']],
		],
	],
	[
		'semicolons',
		'a;b\n1,5;2',
		[
			[1, ['a', 'b']],
			[2, ['1,5', '2']],
		],
	],
	['a heading alone', 'a,b', [[1, ['a', 'b']]]],
	['nothing', '', []],
])('reads %s', async (_, text, rows) => {
	expect(await read(text)).toEqual(rows);
});

it.each([
	['a quotation mark that is never closed', 'a,b\n1,"2\n3,4', 2, 'never closed'],
	['text behind a closing one', 'a,b\n1,2\n"3"x,4', 3, 'behind a closing'],
	['too many columns', `a\n${','.repeat(64)}`, 2, '64 columns'],
	['a cell without an end', `a\n${'x'.repeat(10_001)}`, 2, '10000 characters'],
])('refuses %s, and says where', async (_, text, line, reason) => {
	await expect(read(text)).rejects.toMatchObject({ line, reason: expect.stringContaining(reason) });
});

it('takes as many rows as are allowed, and not one more', () => {
	const reader = new CsvReader();
	reader.push('SKU\n');
	expect(reader.push('A\n'.repeat(MOST_ROWS))).toHaveLength(MOST_ROWS);
	expect(() => reader.push('A\n')).toThrow(expect.objectContaining({ line: MOST_ROWS + 2 }));
});

it('reads what it wrote, wherever the pieces end', async () => {
	const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'ä', '=') });
	const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
	await fc.assert(
		fc.asyncProperty(table, fc.integer({ min: 1, max: 7 }), async (rows, size) => {
			const text = ['x,y\r\n', ...rows.map((cells) => csvLine(cells, 'machine'))].join('');
			const parts = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
			const filled = rows.filter((cells) => cells.some((each) => each.trim() !== ''));
			expect((await read(...parts)).slice(1).map(([, cells]) => cells)).toEqual(filled);
		}),
		{ numRuns: 200 },
	);
});

it('keeps a spreadsheet from running a cell, and changes none for a machine', () => {
	const cells = ['=1+1', '+1', '-1', '@x', '\tx', 'plain', -1];
	expect(csvLine(cells, 'machine')).toBe('=1+1,+1,-1,@x,"\tx",plain,-1\r\n');
	expect(csvLine(cells, 'person')).toBe("'=1+1,'+1,'-1,'@x,'\tx,plain,-1\r\n");
});

it('tells the separator from the heading', () => {
	expect(['a,b;c', 'a;b', 'a\tb', 'a'].map(separatorOf)).toEqual([',', ';', '\t', ',']);
});

// ------------------------------------------------------------------ rows as records

const RULES: FileRules = { account: 'count', moment: '2026-11-22T10:00:00.000Z', knownSkus: new Set(['-10']) };
const stock = (...cells: string[]) => stockRow({ line: 7, cells }, { sku: 0, quantity: 1, location: 2 }, RULES);
const price = (...cells: string[]) =>
	priceRow({ line: 7, cells }, { sku: 0, before: 1, now: 2 }, { ...RULES, currency: 'PKR' });

it('makes a level of a row, at its place where it names one', () => {
	expect(stock('MUG', '0')).toMatchObject({ record: { sku: 'MUG', available: 0, location: null } });
	expect(stock(' MUG ', ' 12 ', '310')).toMatchObject({
		record: { origin: { system: 'file', account: 'count', id: '310:MUG' }, available: 12, location: { id: '310' } },
	});
	expect(stock('-10', '1')).toMatchObject({ record: { sku: '-10' } });
	expect(stock('MUG', '')).toEqual({ line: 7, sku: 'MUG', empty: true });
});

it.each([
	['', '1'],
	['=HYPERLINK("x")', '1'],
	['\tMUG', '1'],
	['-11', '1'],
	['MUG', '-1'],
	['MUG', '1.5'],
	['MUG', '1,5'],
	['MUG', '=1+1'],
	['MUG', '12 pcs'],
	['MUG', '1', '=A1'],
])('leaves the row %j, %j out with a problem that names its line', (...cells) => {
	expect(stock(...cells)).toMatchObject({ problem: { code: 'FILE_ROW', params: { line: '7' } } });
});

it.each([
	[['MUG', '4000', '3500'], { price: '3500', compareAtPrice: '4000' }],
	[['MUG', '', '3500'], { price: '3500' }],
	[['MUG', '4000', '4000.00'], { price: '4000.00', compareAtPrice: null }],
])('makes a price of %j', (cells, record) => {
	const answer = price(...cells) as { record: object };
	expect(answer.record).toMatchObject({ ...record, currency: 'PKR', sku: 'MUG' });
	expect('compareAtPrice' in answer.record).toBe('compareAtPrice' in record);
});

it.each([
	['MUG', '4000', '4001'],
	['MUG', '4000', ''],
	['MUG', '', '0'],
	['MUG', '', '-1'],
	['MUG', '', '1,50'],
	['MUG', 'free', '1'],
])('takes no price from %j, %j, %j', (...cells) => {
	expect(price(...cells)).toMatchObject({ problem: { code: 'FILE_ROW' } });
});

it('takes none of two rows that name one SKU at one place', () => {
	const rows = withoutRepeats([stock('MUG', '1'), stock('MUG', '2', '310'), stock('MUG', '3'), stock('CUP', '4')]);
	expect(rows.map((row) => ('record' in row ? row.record.available : 'problem'))).toEqual(['problem', 2, 'problem', 4]);
});

it('finds columns by their headings in any case and order, and says which is missing or there twice', () => {
	const wanted = { sku: { title: 'SKU', required: true }, note: { title: 'Note', required: false } };
	expect(columnsOf(['Other', ' sku '], wanted)).toEqual({ columns: { sku: 1, note: undefined } });
	expect(columnsOf(['Other'], wanted)).toEqual({ reason: expect.stringContaining('no column "SKU"') });
	expect(columnsOf(['SKU', 'sku'], wanted)).toEqual({ reason: 'it has two columns "SKU"' });
});

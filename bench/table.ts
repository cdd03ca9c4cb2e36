/*
 * Figures as a table: Markdown, which is readable at a terminal and can be pasted into a page.
 */

export type Cell = string | number;

export interface Table {
	readonly title: string;
	readonly columns: readonly string[];
	readonly rows: ReadonlyArray<readonly Cell[]>;
	/** What a reader must know of the figures. */
	readonly note?: string;
}

export function markdownOf({ title, columns, rows, note }: Table): string {
	const lines = [columns, columns.map((_, column) => (column === 0 ? '---' : '---:')), ...rows.map(shown)];
	const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	return [`### ${title}`, table, ...(note === undefined ? [] : [note])].join('\n\n');
}

const shown = (row: readonly Cell[]) =>
	row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell));

/** How many times as much: never a bare time, because no two machines agree on one. */
export function times(much: number, little: number): string {
	const ratio = much / little;
	const digits = ratio < 1 ? 2 : ratio < 10 ? 1 : 0;
	return `${ratio.toFixed(digits)} ×`;
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
export const kilobytes = (bytes: number): string => `${Math.round(bytes / 2 ** 10)} kB`;

export function clockTime(ms: number): string {
	const seconds = Math.round(ms / 1_000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

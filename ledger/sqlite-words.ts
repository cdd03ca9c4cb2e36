/*
 * The errors of SQLite and of its file, in plain words.
 */

import { unusable } from './unusable';

const BUSY = 5;

/** By SQLite's primary result code, https://www.sqlite.org/rescode.html */
const SQLITE_WORDS: Readonly<Record<number, string>> = {
	[BUSY]: 'is held by another process for longer than ten seconds',
	8: 'may not be written to',
	10: 'cannot be read or written: the disk reports an error',
	11: 'is damaged; put it aside or bring back a copy',
	13: 'cannot grow: the disk is full',
	14: 'cannot be opened',
	26: 'is no ledger, or is damaged; put it aside or bring back a copy',
};

const FILE_WORDS: Readonly<Record<string, string>> = {
	EACCES: 'may not be written to',
	EPERM: 'may not be written to',
	EROFS: 'may not be written to: the disk is read-only',
	ENOSPC: 'cannot be made: the disk is full',
	EISDIR: 'cannot be opened: it is a folder',
	ENOTDIR: 'cannot be made: a part of its path is no folder',
	EEXIST: 'cannot be made: a part of its path is no folder',
};

/**
 * An error of the store as SETUP_LEDGER. Any other error is a mistake of ours and stays as it is, unless there are words
 * for it too: while a file is being opened, whatever goes wrong is the file's.
 */
export function explained(path: string, error: unknown, otherwise?: string): unknown {
	const { code } = error as { code?: unknown };
	if (code === 'SETUP_LEDGER') return error;
	const result = resultCode(error);
	const words = (result === undefined ? FILE_WORDS[String(code)] : SQLITE_WORDS[result]) ?? otherwise;
	return words === undefined ? error : unusable(`its file ${path} ${words}`);
}

/** SQLite's primary result code, which is the low byte of what it reports; none for an error that is not SQLite's. */
function resultCode(error: unknown): number | undefined {
	const { errcode } = error as { errcode?: unknown };
	return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

export function isBusy(error: unknown): boolean {
	return resultCode(error) === BUSY;
}

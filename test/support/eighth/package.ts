import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { ROOT } from '../engine';

/*
 * The project with one system more: a copy of its sources in which the folder of the eighth system, its credential and
 * their lines in package.json are added and nothing else, built as the project is.
 */

export const NODE = 'dist/nodes/Eighth/Eighth.node.js';
export const CREDENTIAL = 'dist/credentials/EighthApi.credentials.js';

const SOURCES = ['core', 'transport', 'ledger', 'nodes', 'credentials', 'gulpfile.js', 'tsconfig.json'];

export interface Grown {
	readonly folder: string;
	/** Files that the project does not have, relative to it. */
	readonly added: readonly string[];
	remove(): void;
}

/** Makes the copy and builds it. */
export function growPackage(): Grown {
	// Inside the project, so that what it is built with is found where npm has put it.
	mkdirSync(join(ROOT, '.report'), { recursive: true });
	const folder = mkdtempSync(join(ROOT, '.report', 'eighth-'));
	for (const part of SOURCES) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
	const before = new Set(filesIn(folder));
	for (const part of ['nodes', 'credentials']) cpSync(join(__dirname, part), join(folder, part), { recursive: true });
	const added = filesIn(folder).filter((file) => !before.has(file));
	const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	manifest.n8n.nodes.push(NODE);
	manifest.n8n.credentials.push(CREDENTIAL);
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	const gulp = join(ROOT, 'node_modules', 'gulp', 'bin', 'gulp.js');
	execFileSync(process.execPath, [gulp, 'bundle', '--silent'], { cwd: folder, stdio: 'inherit' });
	return { folder, added, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The files below a folder of sources, relative to it. */
export const filesIn = (folder: string): string[] =>
	SOURCES.filter((part) => !part.includes('.')).flatMap((part) =>
		readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
			.sort(),
	);

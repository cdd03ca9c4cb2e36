import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type * as Esbuild from 'esbuild';

import { outside, ROOT, usePackage } from '../engine';

/*
 * The built package with the nodes of the metered system beside its own: they look into the very dist/core.js that is
 * published, as every node does. To be called before the package is first loaded.
 */

declare const requireOutside: (name: string) => unknown;

const NODES = ['Metered', 'MeteredTrigger', 'MeteredPollTrigger'];
const SHARED = /^(core|transport|nodes\/shared)\//;

/** Of the realm in which esbuild runs, or it is none to it. */
const pattern = (text: string) => new outside.RegExp(text);

/** Imports of what all nodes share become a look into dist/core.js, as in gulpfile.js. */
const lookIntoCore: Esbuild.Plugin = {
	name: 'look-into-core',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: pattern('^\\.') }, ({ path, resolveDir }) => {
			const key = relative(ROOT, resolve(resolveDir, path)).split(sep).join('/');
			return SHARED.test(key) ? { path: key, namespace: 'core' } : undefined;
		});
		onResolve({ filter: pattern('core\\.js$'), namespace: 'core' }, ({ path }) => ({ path, external: true }));
		onLoad({ filter: pattern('.*'), namespace: 'core' }, ({ path: key }) => ({
			contents: `module.exports = require('../../core.js')[${JSON.stringify(key)}];`,
		}));
	},
};

/** Makes the package and takes nodes from it in this process; answers what removes it. */
export async function meteredPackage(): Promise<() => void> {
	const { build } = requireOutside('esbuild') as typeof Esbuild;
	// Inside the project, so that what n8n brings is found where npm has put it.
	mkdirSync(join(ROOT, '.report'), { recursive: true });
	const folder = mkdtempSync(join(ROOT, '.report', 'metered-'));
	cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
	const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	manifest.n8n.nodes.push(...NODES.map((name) => `dist/nodes/Metered/${name}.node.js`));
	manifest.n8n.credentials.push('dist/nodes/Metered/MeteredApi.credentials.js');
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	const entryPoints = [...NODES.map((name) => `${name}.node.ts`), 'MeteredApi.credentials.ts'];
	await build({
		entryPoints: entryPoints.map((file) => join(__dirname, file)),
		...{ bundle: true, platform: 'node', format: 'cjs', keepNames: true, external: ['n8n-workflow', 'fast-check'] },
		outdir: join(folder, 'dist/nodes/Metered'),
		plugins: [lookIntoCore],
	});
	usePackage(folder);
	return () => rmSync(folder, { recursive: true, force: true });
}

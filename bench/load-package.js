/* Loads a package as n8n does when it starts, and prints how long that took: load-package.js FOLDER */
const { rmSync } = require('node:fs');

const { prepareForN8n } = require('../test/support/engine-process.js');

async function main() {
	const folder = prepareForN8n();
	const begun = performance.now();
	require('reflect-metadata');
	const { LazyPackageDirectoryLoader } = require('n8n-core');
	const loaded = performance.now();
	await new LazyPackageDirectoryLoader(process.argv[2]).loadAll();
	console.log(JSON.stringify({ coreMs: loaded - begun, packageMs: performance.now() - loaded }));
	rmSync(folder, { recursive: true, force: true });
	process.exit();
}

void main();

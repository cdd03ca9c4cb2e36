const { execFileSync } = require('node:child_process');
const { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { build } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

/*
 * The build: type check, then one bundle a node and credential, holding only its own system. What they share stands
 * once in dist/core.js (core, transport, nodes/shared, zod, big.js) and is required relatively, so that one process has
 * one of each; what the nodes of a system share stands once in its own system.js. dist/ledger.js is loaded only when a
 * ledger is used.
 */

const SHARED = ['core', 'transport', 'nodes/shared'];
const DIST = path.join(__dirname, 'dist');
const COMMON = {
	bundle: true,
	platform: 'node',
	target: 'node20',
	format: 'cjs',
	keepNames: true,
	// Both are n8n's own, found through its module path.
	external: ['n8n-workflow', 'luxon'],
	logLevel: 'warning',
	legalComments: 'inline',
};

const files = (folder) =>
	(globSync ? globSync(`${folder}/**/*.ts`, { cwd: __dirname }) : walk(folder))
		.map((file) => file.split(path.sep).join('/'))
		.sort();

/** Node 20 has no globSync. */
function walk(folder) {
	const { readdirSync } = require('node:fs');
	return readdirSync(path.join(__dirname, folder), { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map((entry) => path.relative(__dirname, path.join(entry.parentPath ?? entry.path, entry.name)));
}

const entries = () => [
	...files('nodes').filter((file) => file.endsWith('.node.ts')),
	...files('credentials').filter((file) => file.endsWith('.credentials.ts')),
];

/** The key of a shared module in dist/core.js, from its file. */
const keyOf = (file) =>
	path
		.relative(__dirname, file)
		.split(path.sep)
		.join('/')
		.replace(/\.ts$/, '')
		.replace(/\/index$/, '');

/** Imports of shared modules become a look into dist/core.js. */
const lookIntoCore = (coreFile) => ({
	name: 'look-into-core',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^zod$/ }, () => ({ path: 'zod', namespace: 'core' }));
		onResolve({ filter: /^\./ }, ({ path: wanted, resolveDir }) => {
			const key = keyOf(path.resolve(resolveDir, wanted));
			return SHARED.some((folder) => key === folder || key.startsWith(`${folder}/`))
				? { path: key, namespace: 'core' }
				: undefined;
		});
		onResolve({ filter: /core\.js$/, namespace: 'core' }, ({ path: wanted }) => ({ path: wanted, external: true }));
		onLoad({ filter: /.*/, namespace: 'core' }, ({ path: key }) => ({
			contents: `module.exports = require(${JSON.stringify(coreFile)})[${JSON.stringify(key)}];`,
		}));
	},
});

/** What the nodes in a folder import of it: `./system`, `./trigger`. */
const sharedIn = (nodes) => [
	...new Set(
		nodes.flatMap((node) => {
			const text = readFileSync(path.join(__dirname, node), 'utf8');
			return [...text.matchAll(/ from '(\.\/\w+)'/g)].map(([, name]) => name);
		}),
	),
];

/** Imports of a node from its own folder become a look into system.js beside it. */
const lookIntoSystem = {
	name: 'look-into-system',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^\.\/system\.js$/, namespace: 'system' }, ({ path: wanted }) => ({
			path: wanted,
			external: true,
		}));
		onResolve({ filter: /^\.\/\w+$/ }, ({ path: wanted }) => ({ path: wanted, namespace: 'system' }));
		onLoad({ filter: /.*/, namespace: 'system' }, ({ path: key }) => ({
			contents: `module.exports = require('./system.js')[${JSON.stringify(key)}];`,
		}));
	},
};

/** The ledger is another file beside dist/core.js. */
const ledgerBeside = {
	name: 'ledger-beside',
	setup({ onResolve }) {
		onResolve({ filter: /^\.\.\/\.\.\/ledger$/ }, () => ({ path: './ledger.js', external: true }));
	},
};

/**
 * What PostgreSQL's driver brings along for other ways to connect, none of which is taken here: its native twin,
 * Cloudflare's sockets, passwords from a file, addresses as one text.
 */
const driverAlone = {
	name: 'driver-alone',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^(pg-native|pg-cloudflare|pgpass|pg-connection-string)$/ }, ({ path: name }) => ({
			path: name,
			namespace: 'left-out',
		}));
		onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
	},
};

async function clean() {
	rmSync(DIST, { recursive: true, force: true });
	mkdirSync(DIST);
}

async function types() {
	execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--noEmit'], {
		stdio: 'inherit',
		cwd: __dirname,
	});
}

async function core() {
	const modules = SHARED.flatMap(files);
	const lines = modules.map((file) => `  ${JSON.stringify(keyOf(path.join(__dirname, file)))}: require('./${file}'),`);
	await build({
		...COMMON,
		stdin: {
			contents: `module.exports = {\n${lines.join('\n')}\n  zod: require('zod'),\n};\n`,
			resolveDir: __dirname,
			sourcefile: 'core.js',
		},
		outfile: 'dist/core.js',
		plugins: [ledgerBeside],
	});
}

async function ledger() {
	const define = { 'process.env.NODE_PG_FORCE_NATIVE': 'undefined' };
	const entryPoints = ['ledger/index.ts'];
	await build({ ...COMMON, entryPoints, outfile: 'dist/ledger.js', plugins: [driverAlone], define });
}

async function nodes() {
	for (const folder of new Set(entries().map((entry) => path.dirname(entry)))) {
		const nodesThere = entries().filter((entry) => path.dirname(entry) === folder);
		const inCore = lookIntoCore(`${'../'.repeat(folder.split('/').length)}core.js`);
		const shared = folder === 'credentials' ? [] : sharedIn(nodesThere);
		if (shared.length > 0) {
			const lines = shared.map((name) => `  ${JSON.stringify(name)}: require(${JSON.stringify(name)}),`);
			await build({
				...COMMON,
				stdin: {
					contents: `module.exports = {\n${lines.join('\n')}\n};\n`,
					resolveDir: path.join(__dirname, folder),
					sourcefile: 'system.js',
				},
				outfile: `dist/${folder}/system.js`,
				plugins: [inCore],
			});
		}
		for (const entry of nodesThere)
			await build({
				...COMMON,
				entryPoints: [entry],
				outfile: `dist/${entry.replace(/\.ts$/, '.js')}`,
				plugins: [...(shared.length > 0 ? [lookIntoSystem] : []), inCore],
			});
	}
}

/** Without `encoding: false` gulp 5 changes binary files. */
const assets = () =>
	src(['nodes/**/*.{svg,png}', 'nodes/**/*.node.json'], { encoding: false, base: '.' }).pipe(dest('dist'));

/** A JSON schema with one type a field: where there are several, or null, the editor shows neither type nor fields. */
function oneType(schema) {
	if (Array.isArray(schema)) return schema.map(oneType);
	if (typeof schema !== 'object' || schema === null) return schema;
	const { anyOf, type, ...rest } = schema;
	if (Array.isArray(anyOf)) return oneType({ ...rest, ...anyOf.find((each) => each.type !== 'null') });
	const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, oneType(value)]));
	if (Array.isArray(type)) return { type: type.find((each) => each !== 'null'), ...inner };
	return type === undefined ? inner : { type: oneType(type), ...inner };
}

/** What each operation puts out, as JSON schema, so that fields can be mapped in the editor before the first run. */
async function schemas() {
	const { zodToJsonSchema } = require('zod-to-json-schema');
	const bundle = require('./dist/core.js');
	const { KIND_SCHEMAS } = bundle['core/model/kinds'];
	const { RESULT_SCHEMA } = bundle['nodes/shared/report'];
	for (const file of entries().filter((entry) => entry.endsWith('.node.ts'))) {
		const folder = path.dirname(file);
		const name = path.basename(file, '.node.ts');
		const exported = new (require(`./dist/${file.replace(/\.ts$/, '.js')}`)[name])();
		for (const { resource = '', operation, does, kind, schema: own } of exported.constructor.outputs ?? []) {
			const schema = own ?? (does === 'write' || does === 'setLevels' ? RESULT_SCHEMA : KIND_SCHEMAS[kind]);
			if (!schema) continue;
			const target = path.join(DIST, folder, '__schema__', 'v1.0.0', resource);
			mkdirSync(target, { recursive: true });
			const json = oneType(zodToJsonSchema(schema, { $refStrategy: 'none', effectStrategy: 'input' }));
			writeFileSync(path.join(target, `${operation}.json`), `${JSON.stringify(json, null, 2)}\n`);
		}
	}
	delete require.cache[require.resolve('./dist/core.js')];
}

exports.types = types;
exports.bundle = series(clean, parallel(core, ledger), nodes, assets, schemas);
exports.build = series(types, exports.bundle);
exports.default = exports.build;
